"""Who may be named as the one that could help with a blocker."""

from app.domain.day.blocker import named_blocker
from app.domain.day.report import Report
from app.domain.privacy.access import Action
from app.errors import InvalidForm
from app.flows.day.own_day import OwnDay
from app.flows.day_access import allowed_day
from app.problem import Problem, Wrong
from app.services import Services
from app.views import ids


def require_helper(services: Services, own: OwnDay, report: Report, named: str) -> None:
    """Raise InvalidForm unless the person named as helper may read the report anyway."""
    if helper_of(services, own, report, named):
        return
    if named == report.user_id:
        raise InvalidForm({ids.WHO_COULD_HELP: Problem(Wrong.HELPS_THEMSELVES)})
    if named_blocker(own.occurrence, report):
        raise InvalidForm({ids.WHO_COULD_HELP: Problem(Wrong.DOES_NOT_READ)})


def helper_of(services: Services, own: OwnDay, report: Report, named: str) -> str:
    """Return the named helper if the report has a blocker and they may read it anyway; else an empty string."""
    is_of_use = named != report.user_id and named_blocker(own.occurrence, report)
    return named if is_of_use and _may_read(services, own, named) else ""


def _may_read(services: Services, own: OwnDay, user_id: str) -> bool:
    """Whether a person was asked that day, or may read the others' blockers."""
    if user_id in (own.occurrence.roster or ()):
        return True
    standup = own.standup
    return standup is not None and allowed_day(services, standup, own.occurrence, user_id, Action.READ_BLOCKERS)
