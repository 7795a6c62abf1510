"""Why a person is not asked, as a sentence for that person alone."""

from datetime import date

from app.domain.day.reason import Reason, Why
from app.language import Locale
from app.views.kit.dates import written_date
from app.views.kit.text import escape


def reason_sentence(locale: Locale, reason: Reason) -> str:
    """Return why the person is not asked today; nobody else may read it."""
    if reason.why is Why.AWAY:
        return locale.gettext("You are marked away {until}.", until=until_words(locale, reason.until))
    return {
        Why.HOLIDAY: locale.gettext(
            "Today is a public holiday where you are: {holiday}.", holiday=escape(reason.words)
        ),
        Why.STATUS: locale.gettext(
            "Your Slack status says “{status}”, so you count as away.", status=escape(reason.words)
        ),
        Why.OBSERVER: locale.gettext("You read along and are not asked."),
        Why.NOT_CHOSEN: locale.gettext("You are not among those who are asked."),
        Why.LEFT: locale.gettext("You have left it."),
        Why.NOT_A_PERSON: locale.gettext("Apps are not asked."),
    }[reason.why]


def until_words(locale: Locale, day: date | None, today: date | None = None) -> str:
    """Return words such as "until Friday, 27 November", with the year if it is not that of `today`.

    Without a day they are "until you say that you are back".
    """
    return (
        locale.gettext("until {date}", date=written_date(locale, day, today))
        if day
        else locale.gettext("until you say that you are back")
    )
