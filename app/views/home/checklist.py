"""The checklist of a first visit to the Home tab: three steps, which disappear once all are done."""

from collections.abc import Sequence

from slack_sdk.models.blocks import (
    Block,
    ButtonElement,
    DividerBlock,
    MarkdownTextObject,
    SectionBlock,
)

from app.domain.day.member import Member
from app.domain.home.participation import Participation
from app.language import Locale
from app.views import ids
from app.views.kit.schedule_words import zone_words
from app.views.kit.text import escape

ZONE = "zone"
PREFERENCES = "wishes"
FIRST = "first"
STEPS = (ZONE, PREFERENCES, FIRST)


def steps_left(member: Member) -> list[str]:
    """Return the steps that a person has not done yet; the last one is their first answer."""
    done = member.remembered.seen | (
        {FIRST} if member.remembered.has_answered or member.remembered.last_answers else frozenset()
    )
    return [step for step in STEPS if step not in done]


def checklist(locale: Locale, member: Member, participations: Sequence[Participation]) -> list[Block]:
    """Return the checklist; empty if all steps are done, or if the person is in no standup."""
    left = steps_left(member)
    if not left or not participations:
        return []
    hide = ButtonElement(text=locale.gettext("Hide this"), action_id=ids.SEEN, value=",".join(STEPS))
    title = MarkdownTextObject(text=locale.gettext("*Welcome.* Three small steps, and this is gone."), verbatim=True)
    rows = [_row(locale, number, step, member, is_left=step in left) for number, step in enumerate(STEPS, 1)]
    return [SectionBlock(text=title, accessory=hide), *rows, DividerBlock()]


def _row(locale: Locale, number: int, step: str, member: Member, *, is_left: bool) -> SectionBlock:
    words, button = _step(locale, step, member)
    mark = f"{number}." if is_left else "✓"
    text = MarkdownTextObject(text=f"{mark} {words}", verbatim=True)
    return SectionBlock(text=text, accessory=button if is_left else None)


def _step(locale: Locale, step: str, member: Member) -> tuple[str, ButtonElement | None]:
    if step == ZONE:
        words = locale.gettext("Your time zone is the standup's. Times here are in it.")
        if member.profile.zone:
            zone = f"*{escape(zone_words(locale, member.profile.zone))}*"
            words = locale.gettext(
                "Your time zone is {zone}, as in your Slack profile. Times here are in it.", zone=zone
            )
        return (
            words,
            ButtonElement(text=locale.gettext("That's right"), action_id=ids.SEEN, value=ZONE),
        )
    if step == PREFERENCES:
        return (
            locale.gettext("Say how often I may remind you, and whose public holidays you keep."),
            ButtonElement(text=locale.gettext("Choose"), action_id=ids.PREFERENCES, value=PREFERENCES),
        )
    return locale.gettext("Answer your first standup: I send you a message when it is time."), None
