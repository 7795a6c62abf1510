"""Once a minute, find what is due, decide what to do, and do it.

A tick makes two queries, for standups whose `due_at` has come and for people who joined or left; if there is nothing,
that is all. For each standup it reads the open days and those that are today somewhere, and `domain/scheduling/due.py:
what_is_due`, a pure function, says what to do: ask, remind, report, or record as missed. Then it stores when to look
again. It decides by the clock: Lambda may deliver an event an hour late, or after a later one, and nobody is to be
asked after their deadline, reminded after the close, or told a time that is over. The event's own time counts only
where the schedule's clock is ahead of ours.

`due_at` only says when to look: any change, join or wish sets it to now, unless it is earlier, and loses nothing. If
that comes while the standup is worked on, it is looked at once more (`wakes` counts it). What the standup is
responsible for is said by `responsible_since` (`domain/scheduling/responsibility.py`): only a new schedule, the end of
a pause, or a day off that is one no more moves it. Days that have begun stay among the standup's `open_days` until they
are reported or missed, so that a tick looks at them whatever was edited since. With nothing due within 28 days, the
standup is looked at then, since its calendar may have changed.

The sender of a workspace (`workspace.py`) works on all that is due at once, and looks each minute for what has become
due meanwhile; so a tick that finds it at work leaves the workspace to it. Before its time is over a sender stops and
hands over to another run.
"""

from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from datetime import datetime, timedelta

from app.domain.schedule import next_due
from app.domain.standup import DEFAULT_STANDUP_ID
from app.errors import SlackTokenRefused
from app.flows.privacy.tidying import keep_tidying
from app.flows.privacy.uninstalling import check_gone, was_uninstalled
from app.flows.scheduling.going_on import hand_over
from app.flows.scheduling.jobs import work_on_jobs
from app.flows.scheduling.workspace import Workspace, due_by_workspace
from app.services import Services

# The first tick of a process checks that the default standup is stored, and so does every tenth minute, in case the
# table was emptied during the life of the process.
LOOK_EVERY = 10
MOST_WORKSPACES = 8


def tick(services: Services, fired_at: datetime, deadline: datetime) -> dict[str, object]:
    """Do everything that is due by now, workspace by workspace; `deadline` is when the clock ends this run.

    Lambda may deliver an event an hour after it was `fired_at`, or after a later one. What is stored says what was
    done, so a late tick is like one after an outage: nobody is asked, reminded or told a time that is over. What could
    not be done is due at the next tick, too. Raises unexpected errors after everything else is done.
    """
    _keep_default(services, fired_at)
    now = _by_now(services, fired_at)
    found = due_by_workspace(services, now)
    workspaces = [Workspace(services, team_id, due, now, deadline) for team_id, due in sorted(found.items())]
    if len(workspaces) == 1:
        workspaces[0].run()
    elif workspaces:
        with ThreadPoolExecutor(MOST_WORKSPACES) as threads:
            for running in [threads.submit(copy_context().run, one.run) for one in workspaces]:
                running.result()
    if any(one.is_unfinished for one in workspaces):
        event = {"source": "standup", "type": "tick", "time": f"{services.clock.now():%Y-%m-%dT%H:%M:%SZ}"}
        hand_over(services, event)
    did = work_on_jobs(services, deadline, besides={one.team_id for one in workspaces if one.is_busy})
    for unexpected in (error for one in workspaces for error in one.unexpected):
        raise unexpected
    due = sum(len(each.standups) for each in found.values())
    return {"outcome": "ticked", "due": due, "done": [*(each for one in workspaces for each in one.did), *did]}


def _by_now(services: Services, moment: datetime) -> datetime:
    """Return the clock's time, but no earlier than `moment`: the schedule's clock may be a little ahead of ours."""
    return max(moment, services.clock.now())


def _keep_default(services: Services, now: datetime) -> None:
    """Store the default standup, which exists without any set-up, so that it is found when it is due."""
    try:
        team_id = services.slack.identity().team_id
    except SlackTokenRefused:
        if was_uninstalled(services):
            return
        raise
    looked_for = services.setup.looked_for
    if team_id in looked_for and now.minute % LOOK_EVERY:
        return
    if check_gone(services, team_id, now):
        return
    stored = services.standups.stored(team_id, DEFAULT_STANDUP_ID)
    if stored and not stored.standup.version:
        before = now - timedelta(minutes=1)  # what is due in this very minute is still to be done
        day_off = services.calendars.day_off(stored.standup)
        services.standups.keep_default(team_id, next_due(stored.standup, (), before, day_off), since=before)
    if team_id not in looked_for:
        keep_tidying(services, team_id, now + timedelta(minutes=LOOK_EVERY))
        looked_for.add(team_id)
