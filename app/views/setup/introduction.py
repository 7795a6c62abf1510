"""The first message in a channel: what will happen there, when and for which people, with buttons to change it.

The message follows the standup: it is updated when the standup changes, is declined, or moves to another channel.
"""

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement, MarkdownTextObject, SectionBlock

from app.domain.scheduling.upcoming import Asking
from app.domain.standup import Posting, Standup
from app.language import Locale, later
from app.slack.message import Message
from app.views import ids
from app.views.kit.dates import written_date
from app.views.kit.schedule_words import asking_words, report_words
from app.views.kit.text import listed

_ASKING = {
    Posting.AT_TIME: later("I will ask {people} for a short standup {when}, and post the answers here at {time}."),
    Posting.WHEN_COMPLETE: later(
        "I will ask {people} for a short standup {when}, "
        "and post the answers here once everyone has answered, at {time} at the latest."
    ),
    Posting.AS_IT_COMES: later(
        "I will ask {people} for a short standup {when}, and post each answer here as it comes, until {time}."
    ),
}

_OWNERLESS = later("It has no owner yet. Anyone here but a guest can press *Change*, and becomes its owner by saving.")
_OWNERLESS_NAMED = later(
    "It has no owner now. Anyone who takes part in it but a guest can press *Change*, and becomes its owner by saving."
)
MOST_OWNERS = 5


def introduction(locale: Locale, standup: Standup, first: Asking | None, *, is_everybodys: bool = True) -> Message:
    """Return the message; for a paused standup it says who can resume it.

    `first` is when people are asked next, None for never; `is_everybodys` if that day is the next one of all people.
    """
    owners = listed(locale, [f"<@{user_id}>" for user_id in standup.roles.owners], MOST_OWNERS)
    if standup.is_paused:
        sentences = [locale.gettext("The standup of this channel is paused: I ask nobody until it's resumed.")]
        sentences += [locale.gettext("{owners} can resume it.", owners=owners)] if owners else []
    else:
        people, time = _people(locale, standup), report_words(locale, standup)
        sentences = [
            locale.gettext(_ASKING[standup.look.posting], people=people, when=asking_words(locale, standup), time=time),
            _first(locale, standup, first, is_everybodys=is_everybodys),
        ]
    if not owners:
        sentences.append(locale.gettext(_OWNERLESS if standup.roles.people is None else _OWNERLESS_NAMED))
    words = " ".join(sentences)
    change = ButtonElement(text=locale.gettext("Change"), action_id=ids.EDIT_STANDUP, value=standup.standup_id)
    attempt = ButtonElement(text=locale.gettext("Try it now on me"), action_id=ids.TRY_ON_ME, value=standup.standup_id)
    no = ButtonElement(text=locale.gettext("Not here"), action_id=ids.NOT_HERE, value=standup.standup_id)
    return _message(standup, words, change, attempt, no)


def not_here(locale: Locale, standup: Standup) -> Message:
    """Return the message after somebody declined the standup in this channel."""
    words = locale.gettext("I ask nobody in this channel. You can leave me here or remove me.")
    return _message(
        standup, words, ButtonElement(text=locale.gettext("Undo"), action_id=ids.HERE_AGAIN, value=standup.standup_id)
    )


def elsewhere(locale: Locale, standup: Standup, link: str = "") -> Message:
    """Return the message after the standup moved to another channel; `link` is the new message there."""
    words = locale.gettext("The standup of this channel takes place in {channel} now.", channel=f"<#{standup.channel}>")
    return _message(standup, f"{words} <{link}|{locale.gettext('See it there')}>." if link else words)


def _people(locale: Locale, standup: Standup) -> str:
    if standup.roles.people is None:
        return locale.gettext("everyone here")
    asked = standup.asks(())
    return locale.ngettext("one of you", "{number} of you", len(asked))


def _first(locale: Locale, standup: Standup, first: Asking | None, *, is_everybodys: bool) -> str:
    """Return when it begins; with times of their own, people may begin on different days."""
    if first is None:
        return locale.gettext("No day is left on which that happens.")
    day = written_date(locale, first.day)
    if not standup.schedule.own_zones:
        return locale.gettext(
            "First one: {date}.", date=f"<!date^{int(first.at.timestamp())}^{{date_long_pretty}}|{day}>"
        )
    if is_everybodys:
        return locale.gettext("First one: {date}.", date=day)
    return locale.gettext(
        "First one: {date}, for those whose {time} of that day is still to come; for everyone else at their next one.",
        date=day,
        time=f"{standup.schedule.ask_at:%H:%M}",
    )


def _message(standup: Standup, words: str, *buttons: ButtonElement) -> Message:
    blocks: list[Block] = [SectionBlock(text=MarkdownTextObject(text=words, verbatim=True))]
    if buttons:
        blocks.append(ActionsBlock(block_id=f"introduction.{standup.standup_id}", elements=list(buttons)))
    return Message(text=words, blocks=blocks)
