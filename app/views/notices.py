"""Sentences for people when something cannot be done, and the small modal that says one."""

from slack_sdk.models.blocks import PlainTextObject, SectionBlock
from slack_sdk.models.views import View

from app.domain.report import LONGEST_ANSWER
from app.errors import (
    ChangedMeanwhile,
    InvalidAnswers,
    InvalidStandup,
    NotAllowed,
    NotOnRoster,
    NotOwner,
    PersonError,
    UnknownReport,
    UnknownStandup,
)

NOT_SHOWN = "Your report is saved, but showing it did not work just now. Please press Send again in a moment."
NOT_SAVED = "We could not save this just now. Your text is still here; please press Send again."

NOT_IN_CHANNEL = "Invite me to that channel first: write /invite and my name there."
NOT_THEIR_CHANNEL = "Choose a channel that you are in."
REHEARSAL_SENT = "I have sent you a direct message to try it with."


_SENTENCES: dict[type[PersonError], str] = {
    NotOnRoster: "You were not asked in this standup, so there is nothing here for you to answer or skip.",
    UnknownReport: "This standup is not known any more. The next one will reach you by direct message.",
    UnknownStandup: "This standup is not here any more.",
    NotOwner: "Only those who look after this standup can do that.",
    NotAllowed: "Only the standup's owners and the workspace's admins can do that.",
    ChangedMeanwhile: "Somebody else has changed this standup meanwhile. Please close this and open it again.",
}


def sentence_for(error: PersonError) -> str:
    """Say what happened and what to do."""
    if isinstance(error, InvalidStandup):
        return " ".join(error.problems.values())
    return _SENTENCES.get(type(error), "That cannot be done here.")


def sentences_at_fields(error: InvalidAnswers) -> dict[str, str]:
    """Say at each field what is wrong with it."""
    lengths = {
        question: f"That is {length:,} characters; Slack takes {LONGEST_ANSWER:,}."
        if length
        else "Write at least one answer, or close this and press Skip today."
        for question, length in error.lengths.items()
    }
    missing = dict.fromkeys(error.missing, "This one needs an answer.")
    return missing | dict.fromkeys(error.unfitting, "Choose one of the answers that are offered.") | lengths


def trouble(reference: str) -> str:
    """Say that something failed on our side; nothing was changed."""
    return f"Something went wrong on our side and was recorded (reference {reference}). Please try again in a moment."


def still_working() -> str:
    """Say that an answer takes longer, and nothing is lost."""
    return "This takes a little longer than usual. Nothing is lost; please try again in a moment."


def notice(text: str) -> View:
    """Give a small modal that says one thing."""
    return View(
        type="modal",
        title="Standup",
        close="Close",
        blocks=[SectionBlock(text=PlainTextObject(text=text, emoji=False))],
    )
