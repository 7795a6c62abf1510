"""The standups on the Home tab: when each asks which people, and the buttons for what the person may do with it."""

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


def standup_rows(locale: Locale, participation: Participation, member: Member) -> list[Block]:
    """Return the rows of one standup: its description, and below it the buttons, more of them for owners."""
    standup = participation.standup
    block_id = f"standup.{standup.standup_id}"
    words = MarkdownTextObject(text="\n".join(_lines(locale, participation)), verbatim=True)
    if not may(roles_of(standup, member, INSIDE), Action.CHANGE):
        row = SectionBlock(block_id=block_id, text=words, accessory=_leave_or_rejoin(locale, participation))
        return [row, ActionsBlock(block_id=f"{block_id}.member", elements=[_history(locale, participation)])]
    edit = ButtonElement(text=locale.gettext("Edit"), action_id=ids.EDIT_STANDUP, value=standup.standup_id)
    return [
        SectionBlock(block_id=block_id, text=words),
        ActionsBlock(
            block_id=f"{block_id}.owner",
            elements=[
                edit,
                _history(locale, participation),
                *_export(locale, participation, member),
                _more(locale, participation),
            ],
        ),
    ]


def _history(locale: Locale, participation: Participation) -> ButtonElement:
    return turn(locale.gettext("History"), Page(Look.DAYS, participation.standup.standup_id), 0)


def _lines(locale: Locale, participation: Participation) -> list[str]:
    standup = participation.standup
    when = schedule_words(locale, standup)
    lines = [
        f"*{escape(standup.name)}* · <#{standup.channel}>",
        locale.gettext(
            "{schedule}. Asks {people}.", schedule=when[0].upper() + when[1:], people=people_words(locale, standup)
        ),
    ]
    if standup.is_paused:
        return [*lines, locale.gettext("Paused: nobody is asked until it is resumed.")]
    if participation.reason and not participation.reason.is_absence:
        return [*lines, reason_sentence(locale, participation.reason)]
    return (
        [*lines, locale.gettext("Asks you next {date}.", date=date_and_time(locale, participation.next_at))]
        if participation.next_at
        else lines
    )


def _leave_or_rejoin(locale: Locale, participation: Participation) -> ButtonElement | None:
    if _has_left(participation):
        return ButtonElement(
            text=locale.gettext("Rejoin"), action_id=ids.REJOIN, value=participation.standup.standup_id
        )
    if participation.reason and not participation.reason.is_absence:  # somebody whom it does not ask cannot leave it
        return None
    return ButtonElement(text=locale.gettext("Leave"), action_id=ids.LEAVE, value=participation.standup.standup_id)


def _export(locale: Locale, participation: Participation, member: Member) -> list[ButtonElement]:
    """Return the export button for those who may have all reports; admins may manage a standup without that."""
    if not may(roles_of(participation.standup, member, INSIDE), Action.EXPORT_ALL):
        return []
    return [
        ButtonElement(
            text=locale.gettext("Export"), action_id=ids.EXPORT_STANDUP, value=participation.standup.standup_id
        )
    ]


def _more(locale: Locale, participation: Participation) -> OverflowMenuElement:
    pause = (
        (Verb.RESUME, locale.gettext("Resume"))
        if participation.standup.is_paused
        else (Verb.PAUSE, locale.gettext("Pause"))
    )
    leave = (
        (Verb.REJOIN, locale.gettext("Rejoin")) if _has_left(participation) else (Verb.LEAVE, locale.gettext("Leave"))
    )
    choices = [
        (Verb.ASK, locale.gettext("Ask now")),
        (Verb.PREVIEW, locale.gettext("Preview report")),
        pause,
        leave,
        (Verb.DELETE, locale.gettext("Delete…")),
    ]
    options = [Option(value=option_value(verb, participation.standup.standup_id), text=text) for verb, text in choices]
    return OverflowMenuElement(action_id=ids.MORE, options=options)


def _has_left(participation: Participation) -> bool:
    return participation.reason is not None and participation.reason.why is Why.LEFT
