"""The first message in a channel: what will happen there, when and for whom, with the ways to change it."""

from datetime import datetime

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement, MarkdownTextObject, SectionBlock

from app.domain.standup import Posting, Standup
from app.views import ids
from app.views.message import Message
from app.views.schedule_words import asking_words

_ANSWERS = {
    Posting.AT_TIME: "and post the answers here at {at}",
    Posting.WHEN_COMPLETE: "and post the answers here once everyone has answered, at {at} at the latest",
    Posting.AS_IT_COMES: "and post each answer here as it comes, until {at}",
}


def introduction(standup: Standup, first: datetime | None) -> Message:
    """Give the message; `first` is when the questions come next."""
    if standup.is_paused:
        words = "The standup of this channel is paused: I ask nobody until it goes on."
    else:
        answers = _ANSWERS[standup.posting].format(at=f"{standup.report_at:%H:%M}")
        words = f"I will ask {_people(standup)} for a short standup {asking_words(standup)}, {answers}.{_first(first)}"
    change = ButtonElement(text="Change", action_id=ids.EDIT_STANDUP, value=standup.standup_id)
    attempt = ButtonElement(text="Try it now on me", action_id=ids.TRY_ON_ME, value=standup.standup_id)
    no = ButtonElement(text="Not here", action_id=ids.NOT_HERE, value=standup.standup_id)
    return _message(standup, words, change, attempt, no)


def not_here(standup: Standup) -> Message:
    """Give what the message becomes when there shall be no standup in the channel."""
    words = "I ask nobody in this channel. You can leave me here or remove me."
    return _message(standup, words, ButtonElement(text="Undo", action_id=ids.HERE_AGAIN, value=standup.standup_id))


def elsewhere(standup: Standup) -> Message:
    """Give what the message becomes when the standup takes place in another channel."""
    return _message(standup, f"The standup of this channel takes place in <#{standup.channel}> now.")


def _people(standup: Standup) -> str:
    if standup.people is None:
        return "everyone here"
    asked = standup.asks(())
    return "one of you" if len(asked) == 1 else f"{len(asked)} of you"


def _first(first: datetime | None) -> str:
    if first is None:
        return " No day is left on which that happens."
    fallback = f"{first:%A, %d %B}"
    return f" First one: <!date^{int(first.timestamp())}^{{date_long_pretty}}|{fallback}>."


def _message(standup: Standup, words: str, *buttons: ButtonElement) -> Message:
    blocks: list[Block] = [SectionBlock(text=MarkdownTextObject(text=words, verbatim=True))]
    if buttons:
        blocks.append(ActionsBlock(block_id=f"introduction.{standup.standup_id}", elements=list(buttons)))
    return Message(text=words, blocks=blocks)
