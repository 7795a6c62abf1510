"""Chores: what is left of long work is taken up by the ticks, one at a time, until their time runs out."""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from app.domain.scheduling.job import Chore, ChoreKind, Progress
from app.errors import SHAPE_ERRORS, LeaseLost, StandupError
from app.flows.privacy.asking_erasure import carry_out_unanswered
from app.flows.privacy.erasing import erase_on
from app.flows.privacy.retention import apply_retention
from app.flows.privacy.tidying import EVERY, is_tidying
from app.flows.privacy.uninstalling import remove_everything
from app.flows.report.late_posts import bring_in
from app.flows.report.menus_afterwards import change_menus
from app.flows.setup.company_calendar import read_calendar
from app.flows.setup.moving_channel import rename_rows
from app.flows.standup_lookup import note_concerns
from app.services import Services

# Between a chore's last step and the end of the run.
SPARE = timedelta(seconds=20)

# What is done in portions, so that Slack takes them: one a tick, though the next may come a little early.
PORTIONS = {ChoreKind.MENUS}
A_TICK = timedelta(seconds=50)

GOES_ON = "goes on"

_log = logging.getLogger(__name__)

# One step: from how far a chore has come to how far it has come then; None if it is done.
Step = Callable[[Services, Chore], Progress | None]
STEPS: Mapping[ChoreKind, Step] = {
    ChoreKind.RETENTION: apply_retention,
    ChoreKind.ERASURE: erase_on,
    ChoreKind.REMOVAL: remove_everything,
    ChoreKind.CALENDAR: read_calendar,
    ChoreKind.CONCERNS: note_concerns,
    ChoreKind.MENUS: change_menus,
    ChoreKind.CHANNEL: rename_rows,
    ChoreKind.POSTS: bring_in,
}


def look_for_chores(services: Services, deadline: datetime) -> list[str]:
    """Take up what there is to do now; returns what was worked at."""
    now = services.clock.now()
    unanswered = carry_out_unanswered(services)
    return [*unanswered, *(work_at(services, chore, deadline) for chore in services.chores.due(now))]


def work_at(services: Services, chore: Chore, deadline: datetime) -> str:
    """Do a chore until it is done or the time is over; another run goes on where this one stops."""
    about = f"{chore.kind} {chore.about}"
    taken = services.chores.take(chore, services.clock.now())
    if taken is None:
        return f"{about}: taken"
    try:
        return f"{about}: {_go_on(services, taken, deadline)}"
    except LeaseLost:
        return f"{about}: taken"
    except StandupError as error:  # whoever looks when the taking has run out tries again
        _log.warning("a chore came to a halt", extra={"chore": about, "reason": str(error)})
        return f"{about}: halted"
    except SHAPE_ERRORS as error:  # where it has come to makes no sense: nobody else's work waits for it
        _log.error("a chore makes no sense", extra={"chore": about, "reason": f"{type(error).__name__}: {error}"})
        services.chores.put_off(taken, services.clock.now())
        return f"{about}: makes no sense"


def _go_on(services: Services, chore: Chore, deadline: datetime) -> str:
    step, began = STEPS[chore.kind], services.clock.now()
    while services.clock.now() < deadline - SPARE:
        progress = step(services, chore)
        if progress is None:
            if is_tidying(chore) or chore.kind is ChoreKind.CONCERNS:  # older versions store without noting
                services.chores.rest(chore, services.clock.now() + EVERY)
            else:
                services.chores.finish(chore)
            return "done"
        if chore.kind in PORTIONS:
            services.chores.rest(chore, began + A_TICK)
            return GOES_ON
        chore = services.chores.note(chore, progress, services.clock.now())
    services.chores.let_go(chore, services.clock.now())
    return GOES_ON
