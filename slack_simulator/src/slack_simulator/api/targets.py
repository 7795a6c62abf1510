"""Finds the conversation that a call means, and says no in Slack's words when the app may not use it."""

from slack_simulator.api.arguments import Arguments
from slack_simulator.errors import SlackError
from slack_simulator.state.channels import Conversation
from slack_simulator.state.people import SLACKBOT, Person
from slack_simulator.workspace import Workspace

USER_LETTERS = ("U", "W")


def known_conversation(workspace: Workspace, args: Arguments) -> Conversation:
    """Return the conversation named by its id, as far as the app can see it."""
    named = args.required("channel")
    conversation = workspace.conversations.get(workspace.old_ids.get(named, named))
    if named in workspace.old_ids and workspace.policies.old_id:
        raise SlackError(workspace.policies.old_id)
    hidden = conversation is None or (not conversation.with_app and (conversation.is_private or conversation.is_im))
    if conversation is None or hidden:
        raise SlackError("channel_not_found")
    return conversation


def readable_conversation(workspace: Workspace, args: Arguments) -> Conversation:
    """Return the conversation if the app may read its messages."""
    workspace.need(*(f"{kind}:history" for kind in ("channels", "groups", "im", "mpim")))
    conversation = known_conversation(workspace, args)
    workspace.need(f"{conversation.scope_prefix}:history")
    if not conversation.with_app:
        raise SlackError("not_in_channel")
    return conversation


def posting_target(workspace: Workspace, args: Arguments, *, custom_author: bool = False) -> Conversation:
    """Where chat.postMessage posts: a conversation id, a channel name, or a user id, which opens the DM."""
    wanted = args.required("channel")
    if wanted in workspace.people or wanted.startswith(USER_LETTERS):
        return _direct_message(workspace, wanted, custom_author=custom_author)
    conversation = workspace.conversations.get(wanted) or workspace.conversations.get(
        workspace.channel_named(wanted) or ""
    )
    if conversation is None:
        raise SlackError("channel_not_found")
    return may_post(workspace, conversation)


def may_post(workspace: Workspace, conversation: Conversation) -> Conversation:
    """Return the conversation itself if the app may post there."""
    if not conversation.with_app:
        if conversation.is_private or conversation.is_im:
            raise SlackError(workspace.policies.outside)
        if "chat:write.public" not in workspace.installation.scopes:
            raise SlackError("not_in_channel")
    if conversation.is_archived:
        raise SlackError("is_archived")
    if conversation.is_im:
        _refuse_unreachable(workspace, workspace.person(conversation.user))
    return conversation


def _refuse_unreachable(workspace: Workspace, person: Person) -> None:
    if not workspace.installation.messages_tab:
        raise SlackError("messages_tab_disabled")
    if person.cannot_be_messaged:
        raise SlackError("app_access_restricted")


def _direct_message(workspace: Workspace, user_id: str, *, custom_author: bool) -> Conversation:
    person = workspace.people.get(user_id)
    if person is None or person.id == SLACKBOT:
        raise SlackError("channel_not_found")
    if person.is_bot:
        raise SlackError("cannot_dm_bot")
    if custom_author:
        return workspace.direct_message(user_id, SLACKBOT)
    conversation = workspace.direct_message(user_id)
    if person.deleted and not conversation.opened:
        raise SlackError("channel_not_found")
    _refuse_unreachable(workspace, person)
    return conversation
