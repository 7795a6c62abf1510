"""Scheduled events: the tick, and the commands of the schedule and admins.

Commands are carried out once, whatever the clock says, for the standup `TEAM.STANDUP` that the event names, or else for
the default one.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from app.domain.limits import is_moment
from app.domain.schedule import day_under_way, local_date
from app.domain.standup import DEFAULT_STANDUP_ID, Standup
from app.errors import AlreadyRunning, ChangedMeanwhile, InvalidEvent, OutOfTime, Uninstalled
from app.flows.day.reminding import remind_everyone
from app.flows.report.delivery import deliver
from app.flows.report.summary import post_report
from app.flows.scheduling import ticking
from app.flows.scheduling.asking_by_hand import ask_everyone
from app.flows.scheduling.going_on import hand_over
from app.services import Services

_Flow = Callable[[Services, Standup, date, datetime], dict[str, object]]


def is_scheduled(context: Mapping[str, Any]) -> bool:
    """Whether an event is the schedule's and not a request that imitates one: only our own entry point sets this."""
    return context.get("scheduled") is True


def tick(context: dict[str, Any], event: dict[str, Any], services: Services) -> None:
    """Do what is due by now; the event's own time counts only if it is ahead of our clock."""
    context["outcome"] = ticking.tick(services, _moment(event.get("time")).astimezone(UTC), context["deadline"])


def send_questions(context: dict[str, Any], event: dict[str, Any], services: Services) -> None:
    _carry_out(ask_everyone, context, event, services)


def send_reminders(context: dict[str, Any], event: dict[str, Any], services: Services) -> None:
    _carry_out(remind_everyone, context, event, services)


def send_report(context: dict[str, Any], event: dict[str, Any], services: Services) -> None:
    _carry_out(post_report, context, event, services)


def send_webhook(context: dict[str, Any], event: dict[str, Any], services: Services) -> None:
    _carry_out(deliver, context, event, services)


def _carry_out(flow: _Flow, context: dict[str, Any], event: Mapping[str, Any], services: Services) -> None:
    moment = _moment(event.get("time"))
    standup = _standup(services, event.get("standup"))
    try:
        day = local_date(moment, standup.schedule.zone) if flow is ask_everyone else day_under_way(standup, moment)
        context["outcome"] = flow(services, standup, day, context["deadline"])
    except AlreadyRunning as other:
        context["outcome"] = {"outcome": "already running", "job": str(other)}
    except ChangedMeanwhile:  # it was paused or deleted while people were asked
        context["outcome"] = {"outcome": "changed meanwhile"}
    except OutOfTime:  # its time is used up
        again = {**event, "type": event["type"].removeprefix("scheduled.")}
        if not hand_over(services, again):
            raise
        context["outcome"] = {"outcome": "handed over"}
    except Uninstalled:
        context["outcome"] = {"outcome": "uninstalled"}


def _moment(text: Any) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        raise InvalidEvent(f"time should look like 2026-11-24T08:00:00Z, not {text!r:.60}") from None
    if moment.tzinfo is None:
        raise InvalidEvent(f"time should name its zone, as in 2026-11-24T08:00:00Z, not {text!r:.60}")
    if not is_moment(moment):
        raise InvalidEvent(f"time should be in this century, not {text!r:.60}")
    return moment


def _standup(services: Services, name: Any) -> Standup:
    """Return the standup that an event names as `TEAM.STANDUP`, or the default one; raises InvalidEvent."""
    team_id = services.slack.identity().team_id
    if name is None:
        name = f"{team_id}.{DEFAULT_STANDUP_ID}"
    team, _, standup_id = name.partition(".") if isinstance(name, str) else ("", "", "")
    standup = services.standups.get(team, standup_id) if team == team_id else None
    if standup is None:
        raise InvalidEvent(f"there is no standup {name!r:.80}")
    return standup
