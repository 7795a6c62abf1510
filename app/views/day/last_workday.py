"""The questions of a day, in which `{last_workday}` is replaced by the name of the last working day."""

from datetime import date, timedelta

from app.domain.day import occurrence
from app.domain.day.last_workday import has_place, with_last_workday
from app.domain.day.occurrence import Occurrence
from app.domain.schedule import DayOff, previous_day
from app.domain.standup import Question, Standup
from app.language import Locale, later
from app.records import replace

# As the words stand within a question: first "yesterday", then "on Monday", "on Tuesday" and so on.
_DAYS = later("yesterday,Monday,Tuesday,Wednesday,Thursday,Friday,Saturday,Sunday")
_DAY = timedelta(days=1)


def plan_occurrence(standup: Standup, day: date, day_off: DayOff = lambda _: False) -> Occurrence:
    """Return the occurrence of `standup` on `day` before anybody is asked, with the questions as they read that day."""
    return occurrence.plan_occurrence(standup, day, _questions_on(standup, day, day_off))


def _questions_on(standup: Standup, day: date, day_off: DayOff) -> tuple[Question, ...]:
    asked = [text for question in standup.questions for text in (question.text, question.label)]
    if not any(map(has_place, asked)):  # so no holidays are looked up
        return standup.questions
    last = previous_day(standup, day, day_off)

    def named_in(language: str) -> str:
        locale = Locale(language)
        yesterday, *weekdays = locale.gettext(_DAYS).split(",")
        return yesterday if day - last == _DAY else weekdays[last.weekday()]

    def on(text: str) -> str:
        return with_last_workday(text, standup.look.language, named_in)

    return tuple(replace(question, text=on(question.text), label=on(question.label)) for question in standup.questions)
