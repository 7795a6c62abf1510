"""A private channel is shared and has another id for good: whatever is stored of it follows.

The channel is #leads (Ana, Marcus, Sofia); Priya is in #team only, where everybody is. Marcus owns the standups.
"""

import json
from datetime import timedelta

import pytest

from app.domain.day.occurrence import ReportId
from app.domain.day.report import Person, Report
from app.domain.privacy.access import Action
from app.domain.report.destinations import agreement
from app.domain.scheduling.job import Job, JobKind
from app.domain.standup import with_values
from app.flows import access
from app.flows.day_access import allowed_day
from app.flows.home import managing
from app.flows.requester import member_of
from app.flows.scheduling.jobs import work_on_jobs
from app.flows.setup.moving_channel import change_id
from app.storage.rows.tables import StandupRow
from app.storage.setup.standup_rows import update_row
from app.views.day.last_workday import plan_occurrence
from slack_simulator.ids import TEAM_ID
from tests.kit.builders import EIGHT, TUESDAY, a_standup
from tests.privacy.access.kept_rows import KeptRows

ANA, MARCUS, SOFIA, PRIYA = "U0ANAPRG01", "U0MARCUS02", "U0SOFIAL03", "U0PRIYAK04"
LEADS, SHARED, TEAM = "C0LEADS001", "C0SHARED01", "C0TEAM0001"
AGAIN = "C0SHARED02"
LONG_AGO = EIGHT - timedelta(days=100)
# They say what was so then, to whoever asks later who has changed or seen what: nobody goes by them.
HISTORY = (".change.", ".audit.", ".invited.")


@pytest.fixture
def stored(services, team):
    team.place.post("channel", id=LEADS, add=["bot"])
    team.settles()
    return Stored(services)


class Stored:
    """Standups that live in the channel, have lived in it or report to it, in each of the places that name it."""

    def __init__(self, services):
        self.services = services

    def standup(self, standup_id, **changes):
        made = a_standup(team_id=TEAM_ID, standup_id=standup_id, channel=LEADS, owners=(MARCUS,), name=standup_id)
        return self.services.standups.save(with_values(made, changes), MARCUS, LONG_AGO, None).standup

    def changes(self, standup, by=MARCUS, **changes):
        changed = with_values(standup, changes)
        return self.services.standups.save(changed, by, LONG_AGO, None, is_told=True).standup

    def day(self, standup, age, *, is_out=True):
        reports, day = self.services.reports, TUESDAY - timedelta(days=age)
        at = EIGHT - timedelta(days=age)
        occurrence = reports.open(plan_occurrence(standup, day), (SOFIA,), at)
        asked = Report(occurrence.report_id, SOFIA, person=Person(display_name="Sofia"))
        reports.claim(asked, at, occurrence.plan.retention_days)
        reports.save(asked.submit({"question0": "Export"}, at + timedelta(minutes=5)), asked)
        if not is_out:
            self.services.standups.note_open(standup, day)
            return occurrence
        end = at + timedelta(hours=2)
        link = f"https://example.slack.com/archives/{occurrence.channel}/p1795428000000100"
        out = {"closed_at": end, "heading_ts": "1795428000.000100", "reported_at": end, "settled_at": end}
        return reports.note(occurrence, permalink=link, **out)

    def is_introduced(self, standup, event_id):
        self.services.setup.introductions.claim(standup, event_id, LONG_AGO, LONG_AGO)
        self.services.setup.introductions.mark(standup, event_id, "1795428000.000200")

    def is_shared(self):
        change_id(self.services, TEAM_ID, LEADS, SHARED)

    def ticks_come(self):
        self.services.clock.sleep(360)
        now = self.services.clock.now()
        return work_on_jobs(self.services, now + timedelta(minutes=5))

    def now(self, report_id):
        return self.services.reports.day(report_id, self.services.clock.now())[0]


def _everywhere(stored, services):
    """Have the channel in each place that can name it, and give the day in it that is open."""
    here = stored.standup("here", report_channel=TEAM, agreed=(agreement(LEADS, LEADS, TEAM),))
    stored.is_introduced(here, "Ev1")
    stored.changes(here, by=ANA, owners=(ANA,))
    services.setup.drafts.keep(MARCUS, "D1", here, EIGHT)
    deleted = stored.standup("deleted")
    stored.day(deleted, 40)
    services.standups.delete(deleted, MARCUS, EIGHT)
    moved = stored.standup("moved")
    stored.is_introduced(moved, "Ev2")
    days = [stored.day(moved, age, is_out=age > 0) for age in (300, 30, 0)]
    moved = stored.changes(moved, channel=TEAM)
    stored.is_introduced(moved, "Ev3")
    reporting = stored.standup("reporting", channel=TEAM, report_channel=LEADS)
    stored.day(reporting, 2)
    broken = stored.standup("broken")
    update_row(TEAM_ID, broken.standup_id, {"zones": ["nowhere"]}, StandupRow.config.exists())
    gone = stored.standup("gone")
    stored.day(gone, 60)
    StandupRow(TEAM_ID, gone.standup_id).delete()
    services.setup.invitations.keep(TEAM_ID, "Ev9", LEADS, EIGHT)
    return days[-1].report_id


def test_every_stored_place_that_names_a_channel_has_its_new_id(stored, stack, services):
    open_day = _everywhere(stored, services)
    reserved = services.setup.invitations.reserve(TEAM_ID, LEADS, "here", EIGHT, None)
    before = naming(stack, LEADS)
    assert len(before) > 15
    stored.is_shared()
    assert stored.now(open_day).channel == SHARED, "a day that is open does not wait for the ticks"
    assert stored.ticks_come() == [f"channel {LEADS}: done"]

    assert [key for key in naming(stack, LEADS) if not key.startswith(HISTORY)] == []
    assert {"here", "deleted", "reporting", "broken"} <= set(naming(stack, SHARED))
    assert services.setup.invitations.reserved(TEAM_ID, SHARED) == reserved
    assert services.setup.introductions.get(TEAM_ID, "moved").places[0] == (SHARED, "1795428000.000200")
    assert services.standups.stored(TEAM_ID, "here").takeover.to_tell == (MARCUS, SHARED)
    assert (
        f"/archives/{SHARED}/" in stored.now(ReportId(TEAM_ID, "gone", TUESDAY - timedelta(days=60))).header.permalink
    )


def test_of_two_ids_that_come_at_once_the_last_one_is_everywhere(stored, stack, services, monkeypatch):
    open_day = _everywhere(stored, services)
    look = services.standups.all_and_broken

    def looks_late(*arguments, **keywords):
        meanwhile.undo()
        change_id(services, TEAM_ID, SHARED, AGAIN)
        return look(*arguments, **keywords)

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(type(services.standups), "all_and_broken", staticmethod(looks_late))
        change_id(services, TEAM_ID, LEADS, SHARED)
    assert stored.now(open_day).channel == AGAIN, "a day that is open does not wait for the ticks"
    stored.ticks_come()
    for channel in (LEADS, SHARED):
        assert [key for key in naming(stack, channel) if not key.startswith(HISTORY)] == []


def naming(stack, channel):
    """Give the range keys of all rows of all tables in which a channel is named, keys included."""
    rows = (item for table in KeptRows(stack).now().values() for item in table.items())
    keys = (json.loads(key)[1]["S"] for key, item in rows if channel in json.dumps(item))
    return sorted(keys)


def test_a_standup_deleted_before_its_channel_was_shared_can_be_had_back_by_its_owners(stored, team, services):
    deleted = stored.standup("deleted", people=(SOFIA,))
    services.standups.delete(deleted, MARCUS, EIGHT)
    stored.is_shared()
    team.place.post("channel", id=LEADS, new_id=SHARED)
    team.settles()
    managing.restore(services, member_of(services, TEAM_ID, MARCUS), "deleted")
    back = services.standups.get(TEAM_ID, "deleted")
    assert back.channel == SHARED
    assert access.allowed(services, back, SOFIA, Action.ANSWER)


def test_who_was_there_reads_the_days_of_a_standup_that_has_moved_since(stored, team, services):
    moved = stored.standup("moved")
    day = stored.day(moved, 3)
    moved = stored.changes(moved, channel=TEAM)
    stored.is_shared()
    team.place.post("channel", id=LEADS, new_id=SHARED)
    team.settles()
    stored.ticks_come()
    then = stored.now(day.report_id)
    assert allowed_day(services, moved, then, SOFIA, Action.READ_REPORTS)
    assert not allowed_day(services, moved, then, PRIYA, Action.READ_REPORTS)


def test_what_an_earlier_release_has_left_to_be_done_is_done(stored, services):
    moved = stored.standup("moved")
    day = stored.day(moved, 3)
    progress = {"standup": "moved", "old": LEADS, "new": SHARED, "day": "2026-10-01"}
    services.jobs.keep(Job(TEAM_ID, JobKind.CHANNEL, f"moved {LEADS}", EIGHT, progress))
    stored.ticks_come()
    assert stored.now(day.report_id).plan.home == SHARED


def test_what_is_no_standup_of_the_workspace_keeps_what_it_says(stored, services):
    other = a_standup(team_id="T0OTHER", standup_id="theirs", channel=LEADS)
    services.standups.save(other, MARCUS, LONG_AGO, None)
    said = stored.standup("here", channel=TEAM, name=LEADS)
    stored.is_shared()
    stored.ticks_come()
    assert services.standups.get("T0OTHER", "theirs").channel == LEADS
    assert services.standups.get(TEAM_ID, "here") == said
