"""Pause the standups of a channel that is archived, deleted or without the bot, and resume them when it is back.

The owners are told. Only standups that nobody has paused besides are resumed; what people wrote meanwhile then goes
into their posts (`flows/report/late_posts.py`). Slack tells the bot of its own removal by `channel_left` or
`group_left`, or not at all: so asking checks whether the bot is in the channel, and a refusal for that reason pauses
the standup, too.
"""

from collections.abc import Callable
from functools import partial

from app.domain.day.member import Member
from app.domain.owners.trouble import OUTSIDE, Trouble, trouble_of
from app.domain.scheduling.outlook import Fate
from app.domain.setup.stored import StoredStandup
from app.domain.standup import Standup
from app.errors import ChangedMeanwhile, SlackError
from app.flows.outlook import note_channel
from app.flows.owners.handing_over import creator, refresh_owners, save_ourselves, tell
from app.flows.report.late_posts import look_again
from app.flows.requester import is_inside
from app.flows.standup_lookup import for_channel
from app.flows.upcoming import asks_at
from app.language import Locale
from app.records import replace
from app.services import Services
from app.slack.message import Message
from app.views.owners import paused_by_channel

FATES = {"archived": Fate.ARCHIVED, "deleted": Fate.GONE, "removed": Fate.REMOVED, "unseen": Fate.GONE}


def close_channel(
    services: Services, team_id: str, channel: str, cause: str, actor: str = "", *, told: str = ""
) -> None:
    """Pause the standups of a channel that can no longer be posted to, and tell their owners, or the actor.

    The owners of the standup `told` know already. Days under way that report there store why they cannot be posted.
    """
    note_channel(services, team_id, channel, FATES[cause], services.clock.now())
    for stored in for_channel(services, team_id, channel):
        if not stored.standup.is_paused:
            paused_now = save_ourselves(services, replace(stored.standup, is_paused=True))
            if stored.standup.standup_id != told:
                _tell(
                    services,
                    paused_now,
                    _same(partial(paused_by_channel.paused, standup=paused_now, cause=cause)),
                    actor,
                )


def leave_channel(services: Services, team_id: str, channel: str, actor: str) -> None:
    """Pause the standups of a channel that the bot was removed from, unless it is back by now."""
    if not is_inside(services, channel):
        close_channel(services, team_id, channel, "removed", actor)


def pause_outside(services: Services, standup: Standup, error: SlackError, *, is_told: bool) -> bool:
    """Pause a standup if Slack refuses its channel because the bot is not in it; False if that is not the reason.

    Slack may withhold the event about it. With `is_told` the owners have read already what is wrong.
    """
    trouble = trouble_of(error)
    if trouble not in OUTSIDE or is_inside(services, standup.channel):
        return False
    cause = "removed" if trouble is Trouble.NOT_IN_CHANNEL else "unseen"
    told = standup.standup_id if is_told else ""
    try:
        close_channel(services, standup.team_id, standup.channel, cause, told=told)
    except ChangedMeanwhile:  # the next run that meets it pauses the standup
        return False
    return True


def is_known_closed(services: Services, standup: Standup, channel: str, error: SlackError) -> bool:
    """Whether the owners were told that the standup is paused, for the reason for which Slack refuses its channel."""
    if channel != standup.channel or not error.is_of_closed_channel:
        return False
    stored = services.standups.stored(standup.team_id, standup.standup_id)
    return stored is not None and is_paused_by_bot(services, stored)


def unarchive_channel(services: Services, team_id: str, channel: str, actor: str, event_id: str) -> None:
    """Resume standups that were paused because their channel was archived; tell the owners if the bot is not in it.

    A public channel comes back without its members, a private one with them. The same event again tells nobody.
    """
    if is_inside(services, channel):
        reopen_channel(services, team_id, channel, actor)
        return
    now = services.clock.now()
    note_channel(services, team_id, channel, Fate.REMOVED, now)
    if services.setup.invitations.get(team_id, event_id, now):
        return
    services.setup.invitations.keep(team_id, event_id, channel, now)
    for stored in for_channel(services, team_id, channel):
        if is_paused_by_bot(services, stored):
            _tell(services, stored.standup, _same(partial(paused_by_channel.empty, standup=stored.standup)), actor)


def reopen_channel(services: Services, team_id: str, channel: str, actor: str) -> None:
    """Resume standups that were paused because their channel was closed, and post what was kept out of it meanwhile."""
    look_again(services, team_id)
    note_channel(services, team_id, channel, Fate.GOES, services.clock.now())
    for stored in for_channel(services, team_id, channel):
        if is_paused_by_bot(services, stored):
            standup = save_ourselves(services, replace(stored.standup, is_paused=False))
            _tell(services, standup, partial(_resumed_words, services=services, standup=standup), actor)


def _resumed_words(locale: Locale, user_id: str, services: Services, standup: Standup) -> str:
    """Return the text that a standup is resumed, and when it next asks the reader, as far as they are known."""
    known = services.members.get(standup.team_id, user_id, services.clock.now())
    return paused_by_channel.resumed(
        locale, standup, asks_at(services, standup, known or Member(standup.team_id, user_id))
    )


def _same(words: Callable[[Locale], str]) -> Callable[[Locale, str], str]:
    """Return words that are the same for every reader."""
    return lambda locale, _: words(locale)


def is_paused_by_bot(services: Services, stored: StoredStandup) -> bool:
    """Whether the bot paused a standup and nobody has changed it since."""
    return stored.standup.is_paused and stored.history.paused_by == services.slack.identity().bot_user_id


def _tell(services: Services, standup: Standup, words: Callable[[Locale, str], str], actor: str) -> None:
    """Tell the owners, each in their language; of a standup without any, tell the actor or the channel's creator."""
    owners = refresh_owners(services, standup, anew=True)
    for user_id in owners or ((actor,) if actor else creator(services, standup)):
        tell(services, standup, user_id, partial(_message, words=words, user_id=user_id))


def _message(locale: Locale, words: Callable[[Locale, str], str], user_id: str) -> Message:
    return Message(words(locale, user_id))
