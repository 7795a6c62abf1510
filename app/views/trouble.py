"""What an owner reads when something is wrong: what happened, what is kept, what to do."""

from collections.abc import Sequence

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement, MarkdownTextObject, SectionBlock

from app.domain.occurrence import Occurrence
from app.domain.report import Report
from app.domain.trouble import Trouble
from app.views import ids
from app.views.dates import written_date
from app.views.message import Message
from app.views.text import cut_escaped, escape, listed

LONGEST_LIST = 2000
AT_MOST = 20

REASONS = {
    "account_inactive": "deactivated",
    "cannot_dm_bot": "a bot",
    "channel_not_found": "takes no messages from the bot",
    "is_inactive": "deactivated",
    "user_disabled": "deactivated",
    "user_not_found": "not in this workspace",
}


def not_posted(occurrence: Occurrence, trouble: Trouble, code: str, reports: Sequence[Report]) -> Message:
    """Say that the report could not be posted, and offer to post it once that is mended."""
    what = f"{_title(occurrence)} could not be posted to {_channel(occurrence)}: {_cause(trouble, code)}."
    kept = _kept(sum(report.is_submitted for report in reports))
    return _message(occurrence, f"{what} {kept}{_cure(trouble)}, then press *Post now*.", with_button=True)


def not_asked(occurrence: Occurrence, trouble: Trouble, code: str) -> Message:
    """Say that asking stopped."""
    what = f"{_title(occurrence)} could not be asked in {_channel(occurrence)}: {_cause(trouble, code)}."
    then = "I try again during the next minutes. After that an admin can start it again from the failure queue."
    return _message(occurrence, f"{what} {_cure(trouble)}. {then}")


def unreachable(occurrence: Occurrence, reports: Sequence[Report], people: int) -> Message:
    """Say who could not be messaged, and why."""
    who = [f"{report.display_name} ({_reason(report.problem or '')})" for report in reports]
    verb = "person" if people == 1 else "people"
    what = f"{len(who)} of {people} {verb} could not be messaged: {cut_escaped(listed(who, AT_MOST), LONGEST_LIST)}."
    return _message(occurrence, f"{_title(occurrence)}: {what} Nothing else is affected.")


def not_delivered(occurrence: Occurrence, reason: str) -> Message:
    """Say that another system did not get the report."""
    what = f"{_title(occurrence)} could not be delivered to the standup's webhook: {escape(reason)}."
    then = "I try again twice within minutes. After that an admin can send it again from the failure queue."
    return _message(occurrence, f"{what} The report in {_channel(occurrence)} is not affected. {then}")


def posting(occurrence: Occurrence) -> Message:
    """Say that the report is under way; the button stays, should that come to nothing."""
    words = f"{_title(occurrence)} is being posted to {_channel(occurrence)}."
    later = "Should this message not change within a quarter of an hour, press *Post now* again."
    return _message(occurrence, f"{words} {later}", with_button=True)


def posted(occurrence: Occurrence) -> Message:
    """Say that the report is out."""
    where = f" <{occurrence.permalink}|See it there.>" if occurrence.permalink else ""
    return _message(occurrence, f"{_title(occurrence)} was posted to {_channel(occurrence)}.{where}")


def _cause(trouble: Trouble, code: str) -> str:
    return {
        Trouble.CHANNEL_ARCHIVED: "the channel is archived",
        Trouble.CHANNEL_GONE: "the channel is not there any more, or the bot was taken out of it",
        Trouble.NOT_IN_CHANNEL: "the bot is not in the channel",
        Trouble.OPEN_CHANNEL: "people who do not belong to the standup could read it there",
        Trouble.PERMISSION_MISSING: f"the app lacks a permission (`{code}`)",
    }.get(trouble, f"Slack does not allow it (`{code}`)")


def _cure(trouble: Trouble) -> str:
    return {
        Trouble.CHANNEL_ARCHIVED: "Unarchive the channel",
        Trouble.CHANNEL_GONE: "If the channel is there, write `/invite @standup` in it",
        Trouble.NOT_IN_CHANNEL: "Write `/invite @standup` in the channel",
        Trouble.OPEN_CHANNEL: "Choose another channel for the report in the standup's settings",
        Trouble.PERMISSION_MISSING: "Ask an admin to install the app again, which grants it",
    }.get(trouble, "Look at who may post in the channel's settings, or ask an admin")


def _kept(count: int) -> str:
    if count == 0:
        return ""
    return "The one report is kept. " if count == 1 else f"All {count} reports are kept. "


def _reason(code: str) -> str:
    return REASONS.get(code, code.replace("_", " "))


def _title(occurrence: Occurrence) -> str:
    return f"*{escape(occurrence.name)}* of {written_date(occurrence.day)}"


def _channel(occurrence: Occurrence) -> str:
    return f"<#{occurrence.channel}>"


def _message(occurrence: Occurrence, words: str, *, with_button: bool = False) -> Message:
    blocks: list[Block] = [SectionBlock(text=MarkdownTextObject(text=words, verbatim=True))]
    if with_button:
        value = str(occurrence.report_id)
        button = ButtonElement(text="Post now", action_id=ids.POST_NOW, value=value, style="primary")
        blocks.append(ActionsBlock(block_id=f"trouble.{occurrence.report_id}", elements=[button]))
    return Message(text=words, blocks=blocks)
