"""Why somebody is not asked, as a sentence for that person."""

from datetime import date

from app.domain.absence import Reason, Why
from app.language import say
from app.views.dates import written_date
from app.views.text import escape


def reason_sentence(reason: Reason) -> str:
    """Say why the person is not asked today; only they are to read it."""
    if reason.why is Why.AWAY:
        return say("You are marked away {until}.", until=until_words(reason.until))
    return {
        Why.HOLIDAY: say("Today is a public holiday where you are: {holiday}.", holiday=escape(reason.words)),
        Why.STATUS: say("Your Slack status says “{status}”, so you count as away.", status=escape(reason.words)),
        Why.OBSERVER: say("You read along and are not asked."),
        Why.NOT_CHOSEN: say("You are not among those who are asked."),
        Why.LEFT: say("You have left it."),
        Why.NOT_A_PERSON: say("Apps are not asked."),
    }[reason.why]


def until_words(day: date | None, today: date | None = None) -> str:
    """Say until when: "until Friday, 27 November", with the year if not that of `today`; or until they are back."""
    return say("until {date}", date=written_date(day, today)) if day else say("until you say that you are back")
