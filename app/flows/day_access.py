"""Decide who may do something with one day of a standup: the people it was for, wherever the standup has moved since.

    require_day(services, standup, occurrence, who, Action.PREVIEW)    raises UnknownStandup, NotAllowed or BeganBefore
    allowed_day(services, standup, occurrence, who, Action.PREVIEW)    the same as a yes or no
    days_for(services, standup, occurrences, who, action, where=where)       those that the person may read

`domain/privacy/days.py: standup_of_day` says who a person was on a day, and the table of `domain/privacy/access.py`
what that allows. Pass the same `where` to all checks of one request, so that each channel is read once.
"""

from collections.abc import Iterable

from app.domain.day.occurrence import Occurrence
from app.domain.privacy.access import Action
from app.domain.privacy.days import standup_of_day
from app.domain.standup import Standup
from app.errors import BeganBefore
from app.flows.access import Who, allowed, require
from app.flows.membership import Memberships
from app.services import Services


def allowed_day(
    services: Services,
    standup: Standup,
    occurrence: Occurrence,
    who: Who,
    action: Action,
    *,
    where: Memberships | None = None,
) -> bool:
    """Whether a person may do something with a day of a standup."""
    then = standup_of_day(standup, occurrence)
    user_id = who if isinstance(who, str) else who.user_id
    return allowed(services, then, who, action, was_told=occurrence.was_told(user_id), where=where)


def require_day(
    services: Services,
    standup: Standup,
    occurrence: Occurrence,
    who: Who,
    action: Action,
    *,
    where: Memberships | None = None,
) -> None:
    """Raise BeganBefore if a person may do something with the standup but not with this day.

    Otherwise raises as `access.require`.
    """
    where = where or Memberships(services)
    if not allowed_day(services, standup, occurrence, who, action, where=where):
        require(services, standup, who, action, where=where)
        raise BeganBefore(standup.standup_id)


def days_for(
    services: Services,
    standup: Standup,
    occurrences: Iterable[Occurrence],
    who: Who,
    action: Action,
    *,
    where: Memberships,
) -> list[Occurrence]:
    """Return those of a standup's days with which a person may do something."""
    return [each for each in occurrences if allowed_day(services, standup, each, who, action, where=where)]
