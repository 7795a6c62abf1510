"""Why somebody is not asked, as a sentence for that person."""

from datetime import date

from app.domain.absence import Reason, Why
from app.views.text import escape, written_date


def reason_sentence(reason: Reason) -> str:
    """Say why the person is not asked today; only they are to read it."""
    if reason.why is Why.AWAY:
        return f"You are marked away {until_words(reason.until)}."
    return {
        Why.HOLIDAY: f"Today is a public holiday where you are: {escape(reason.words)}.",
        Why.STATUS: f"Your Slack status says “{escape(reason.words)}”, so you count as away.",
        Why.OBSERVER: "You read along and are not asked.",
        Why.NOT_CHOSEN: "You are not among those who are asked.",
        Why.LEFT: "You have left it.",
        Why.NOT_A_PERSON: "Apps are not asked.",
    }[reason.why]


def until_words(day: date | None) -> str:
    """Say until when: "until Friday, 27 November", or until the person says that they are back."""
    return f"until {written_date(day)}" if day else "until you say that you are back"
