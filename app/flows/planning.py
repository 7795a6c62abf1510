"""Planning a day: what an occurrence is before anybody is asked, by what is known of days on which nobody works."""

from datetime import date

from app.domain.day.occurrence import Occurrence
from app.domain.standup import Standup
from app.services import Services
from app.views.day.last_workday import plan_occurrence


def plan_day(services: Services, standup: Standup, day: date) -> Occurrence:
    return plan_occurrence(standup, day, services.calendars.day_off(standup))
