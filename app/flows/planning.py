"""Plan a day: the occurrence before anybody is asked, by the standup's calendar."""

from datetime import date

from app.domain.day.occurrence import Occurrence
from app.domain.standup import Standup
from app.services import Services
from app.views.day.last_workday import plan_occurrence


def plan_day(services: Services, standup: Standup, day: date) -> Occurrence:
    """Return a standup's occurrence of a day, as its settings and calendar are now."""
    return plan_occurrence(standup, day, services.calendars.day_off(standup))
