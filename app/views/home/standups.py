"""The Home tab's standups: when each asks whom, and what the person can do with it."""

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    MarkdownTextObject,
    Option,
    OverflowMenuElement,
    SectionBlock,
)

from app.domain.day.member import Member
from app.domain.day.reason import Why
from app.domain.history.history import Look, Page
from app.domain.home.participation import Participation
from app.domain.privacy.access import INSIDE, Action, may, roles_of
from app.language import Locale
from app.views import ids
from app.views.history.pages import turn
from app.views.home.more import Verb, option_value
from app.views.kit.dates import date_and_time
from app.views.kit.reasons import reason_sentence
from app.views.kit.schedule_words import people_words, schedule_words
from app.views.kit.text import escape


def standup_rows(locale: Locale, part: Participation, member: Member) -> list[Block]:
    """Return the rows of one standup: what it is, and under it what its owners can do."""
    standup = part.standup
    block_id = f"standup.{standup.standup_id}"
    words = MarkdownTextObject(text="\n".join(_lines(locale, part)), verbatim=True)
    if not may(roles_of(standup, member, INSIDE), Action.CHANGE):
        row = SectionBlock(block_id=block_id, text=words, accessory=_leave_or_rejoin(locale, part))
        return [row, ActionsBlock(block_id=f"{block_id}.member", elements=[_history(locale, part)])]
    edit = ButtonElement(text=locale.gettext("Edit"), action_id=ids.EDIT_STANDUP, value=standup.standup_id)
    return [
        SectionBlock(block_id=block_id, text=words),
        ActionsBlock(
            block_id=f"{block_id}.owner",
            elements=[edit, _history(locale, part), *_export(locale, part, member), _more(locale, part)],
        ),
    ]


def _history(locale: Locale, part: Participation) -> ButtonElement:
    return turn(locale.gettext("History"), Page(Look.DAYS, part.standup.standup_id), 0)


def _lines(locale: Locale, part: Participation) -> list[str]:
    standup = part.standup
    when = schedule_words(locale, standup)
    lines = [
        f"*{escape(standup.name)}* · <#{standup.channel}>",
        locale.gettext(
            "{schedule}. Asks {people}.", schedule=when[0].upper() + when[1:], people=people_words(locale, standup)
        ),
    ]
    if standup.is_paused:
        return [*lines, locale.gettext("Paused: nobody is asked until it is resumed.")]
    if part.reason and not part.reason.is_absence:
        return [*lines, reason_sentence(locale, part.reason)]
    return (
        [*lines, locale.gettext("Asks you next {date}.", date=date_and_time(locale, part.next_at))]
        if part.next_at
        else lines
    )


def _leave_or_rejoin(locale: Locale, part: Participation) -> ButtonElement | None:
    if _has_left(part):
        return ButtonElement(text=locale.gettext("Rejoin"), action_id=ids.REJOIN, value=part.standup.standup_id)
    if part.reason and not part.reason.is_absence:  # who has no place in it cannot leave it
        return None
    return ButtonElement(text=locale.gettext("Leave"), action_id=ids.LEAVE, value=part.standup.standup_id)


def _export(locale: Locale, part: Participation, member: Member) -> list[ButtonElement]:
    """Offer those the reports as a file who may have them; admins look after the standup without them."""
    if not may(roles_of(part.standup, member, INSIDE), Action.EXPORT_ALL):
        return []
    return [ButtonElement(text=locale.gettext("Export"), action_id=ids.EXPORT_STANDUP, value=part.standup.standup_id)]


def _more(locale: Locale, part: Participation) -> OverflowMenuElement:
    pause = (Verb.RESUME, locale.gettext("Resume")) if part.standup.is_paused else (Verb.PAUSE, locale.gettext("Pause"))
    leave = (Verb.REJOIN, locale.gettext("Rejoin")) if _has_left(part) else (Verb.LEAVE, locale.gettext("Leave"))
    choices = [
        (Verb.ASK, locale.gettext("Ask now")),
        (Verb.PREVIEW, locale.gettext("Preview report")),
        pause,
        leave,
        (Verb.DELETE, locale.gettext("Delete…")),
    ]
    options = [Option(value=option_value(verb, part.standup.standup_id), text=text) for verb, text in choices]
    return OverflowMenuElement(action_id=ids.MORE, options=options)


def _has_left(part: Participation) -> bool:
    return part.reason is not None and part.reason.why is Why.LEFT
