"""One row that makes no sense stops nobody: the standup beside it goes on, and everybody can do what they could.

Rows of each kind are written raw to the tables, whatever their attributes hold: all of a kind at once, or with
HOSTILE_ROWS=each in the environment one by one, which takes minutes.
"""

import json
import os
from datetime import timedelta

import pytest

from app.domain.day.occurrence import ReportId
from app.domain.setup.config import config_values
from app.views import ids
from tests.kit.at_home import AtHome
from tests.kit.builders import EIGHT, a_standup
from tests.kit.forms import sends
from tests.scheduling.flows.beside import ANA, HEALTHY, HOSTILE, MARCUS, Beside

GOOD = config_values(a_standup(name="Hostile", channel="C0TEAM0001", people=(ANA,), owners=(ANA,)))


EACH = os.environ.get("HOSTILE_ROWS") == "each"


def at_once(rows: dict, some: int = 1):
    """Give a test all rows of a kind, each by itself or together; together it has only every so many of them."""
    parts = [{name: row} for name, row in rows.items()] if EACH else [dict(list(rows.items())[::some])]
    return pytest.mark.parametrize("rows", parts, ids=lambda part: next(iter(part)) if len(part) == 1 else "all")


@pytest.fixture
def beside(services, clock, logged):
    return Beside(services, clock, logged)


CONFIGS = {
    "no JSON": "{",
    "a list": [],
    "nothing": {},
    "null": "null",
    "the year 9999": GOOD | {"starts_on": "9999-12-31"},
    "the year 1": GOOD | {"days_off": ["0001-01-01"]},
    "no channel": GOOD | {"channel": 7},
    "no zone": GOOD | {"zone": "Europe/Atlantis"},
    "a path": GOOD | {"zone": "../../../etc/localtime"},
    "a folder": GOOD | {"zone": "Europe"},
    "infinity": GOOD | {"every_weeks": float("inf")},
    "weeks": GOOD | {"every_weeks": 10**40, "starts_on": "2026-11-24"},
    "retention": GOOD | {"retention_days": 10**40},
    "half a character": GOOD | {"name": "\ud83d"},
    "questions": GOOD | {"questions": [{"id": "q", "text": "A?", "starts_from": {}}]},
    "people": GOOD | {"people": {"a": 1}},
    "owners": GOOD | {"owners": [["U1"], 7], "name": None},
    "kinds": {name: {"a": [1]} for name in GOOD},
    "numbers": dict.fromkeys(GOOD, -(10**30)),
    "texts": dict.fromkeys(GOOD, "\x00"),
}


@at_once(CONFIGS)
def test_a_standup_that_makes_no_sense_stops_no_other(beside, rows):
    for number, config in enumerate(rows.values()):
        beside.puts_a_standup(config, f"hostile{number}")
    beside.goes_on()


COLUMNS = {
    "version": "one",
    "deleted_at": "yesterday",
    "people": "7",
    "zones": json.dumps(["Europe/Atlantis", 7, "../x"]),
    "wanted": json.dumps({"ask": "9999-12-31", "report": 7}),
    "calendar": json.dumps({"url": "", "days": ["x"], "read_at": "x"}),
    "changes": json.dumps([{"by": 7}, 7]),
    "expires_at": "never",
    "schema": "two",
    "wakes": "often",
    "introduction_claimed_at": "x",
    "due_at": "0000",
}


@at_once(COLUMNS, 2)
def test_nor_does_one_of_which_anything_else_makes_no_sense(beside, rows):
    for number, (name, value) in enumerate(rows.items()):
        beside.puts_a_standup(GOOD, f"hostile{number}", **{name: value})
    beside.goes_on()


def test_a_broken_standup_is_not_looked_at_each_minute(beside, services):
    beside.puts_a_standup(CONFIGS["the year 9999"])
    beside.tick()
    minute = timedelta(minutes=1)
    assert services.standups.due(beside.now + minute) == []
    hour_later = [each.standup.standup_id for each in services.standups.due(beside.now + 61 * minute)]
    assert hour_later == [HEALTHY, HOSTILE]


def test_its_owner_reads_what_is_wrong_and_sets_it_up_anew(beside, services, team):
    beside.puts_a_standup(GOOD | {"starts_on": "9999-12-31", "every_weeks": 2})
    beside.opens_home()
    home = AtHome(team, team[0])
    assert "*Hostile* asks nobody: what is stored of it makes no sense. At fault: From." in home.reads()
    beside.opens_home(MARCUS)
    assert "Hostile" not in AtHome(team, team[1]).reads()
    home.presses("Edit", HOSTILE)
    assert sends(team, team[0])["outcome"] == "cleared"
    mended = services.standups.stored(beside.team_id, HOSTILE)
    assert (mended.is_broken, mended.standup.schedule.starts_on, mended.standup.roles.people) == (False, None, (ANA,))
    assert "makes no sense" not in home.opens().reads()


def test_or_deletes_it_and_what_comes_back_asks_nobody_yet(beside, services, team):
    beside.puts_a_standup(GOOD | {"zone": "Europe/Atlantis"})
    home = AtHome(team, team[0]).opens()
    home.presses("Delete…", HOSTILE)
    assert sends(team, team[0])["outcome"] == "closed"
    assert services.standups.stored(beside.team_id, HOSTILE).deletion.at
    home.presses("Undo")
    back = services.standups.get(beside.team_id, HOSTILE)
    assert (back.is_paused, back.schedule.zone) == (True, "UTC")


def test_nobody_but_its_owners_gets_at_what_is_left_of_it(beside):
    beside.puts_a_standup(GOOD | {"zone": "Europe/Atlantis", "name": "Secret plans"})
    for action in (ids.EDIT_STANDUP, ids.DELETE_BROKEN, ids.EXPORT_STANDUP, ids.LEAVE, ids.LOOK_AT_FIGURES):
        answer = beside.clicks(action, HOSTILE, MARCUS)
        assert "Secret plans" not in answer.text
    beside.goes_on()


def test_where_nobody_can_tell_who_owned_it_no_reader_of_its_channel_takes_it_over(beside, services):
    beside.puts_a_standup(GOOD | {"owners": "U1", "people": None})
    kept = services.privacy.rows.get("standups", {"team_id": beside.team_id, "standup_id": HOSTILE})
    beside.clicks(ids.EDIT_STANDUP, HOSTILE, MARCUS)
    beside.clicks(ids.DELETE_BROKEN, HOSTILE, MARCUS)
    assert services.privacy.rows.get("standups", kept) == kept


MEMBERS = {
    "away": json.dumps({"starts": "9999-99-99"}),
    "away ": json.dumps({"starts": "2030-01-01", "ends": "9999-12-31", "note": 7}),
    "zone": "Europe/Atlantis",
    "last_answers": json.dumps({HEALTHY: {"day": "x", "answers": 7}}),
    "left": "7",
    "seen": json.dumps([[]]),
    "reminders": "many",
    "refreshed_at": "0001-01-01T00:00:00.000000+0000",
    "country": "Atlantis",
    "language": "../cs",
    "locale": "..-x",
    "is_person": "yes",
    "blockers": {"$strings": ["x", "T.S.99991231.U1", "......"]},
    "dm_channel": 7,
    "user_name": 7,
}


@at_once(MEMBERS)
def test_a_person_of_whom_something_makes_no_sense_is_asked_as_ever(beside, rows):
    beside.opens_home()
    row = beside.row("members", {"team_id": beside.team_id, "user_id": ANA})
    beside.put("members", **{**row, **{name.strip(): value for name, value in rows.items()}})
    beside.goes_on()


DAYS = {
    "questions": "[7]",
    "zone": "Europe/Atlantis",
    "report_at": "x",
    "opened_at": "0001-01-01T00:00:00.000000+0000",
    "roster": "7",
    "groups": json.dumps([{"ask": "2026-11-24T08:00:00", "report": "x", "reminders": [], "people": []}]),
    "posting": "never",
    "layout": 7,
    "shown_as": "x",
    "retention_days": 10**30,
    "digest_pages": "x",
    "owners_told": "x",
    "channel": 7,
    "name": None,
}


@at_once(DAYS, 3)
def test_a_day_that_makes_no_sense_stops_neither_its_standup_nor_another(beside, services, rows):
    hostile = [f"hostile{number}" for number in range(len(rows))]
    for standup_id in hostile:
        beside.puts_a_standup(GOOD, standup_id)
    beside.moves_to(EIGHT)
    beside.tick()
    for standup_id, (name, value) in zip(hostile, rows.items(), strict=True):
        day = {"report_id": f"{beside.team_id}.{standup_id}.20261124", "report_user_id": "20261124"}
        beside.put("reports", **{**beside.row("reports", day), name: value})
        beside.clicks(ids.OPEN_DIALOG, day["report_id"])
        beside.clicks(ids.SKIP_TODAY, day["report_id"])
    beside.moves_to(EIGHT + timedelta(hours=2))
    beside.tick()
    beside.goes_on()
    for standup_id in hostile:
        assert services.standups.stored(beside.team_id, standup_id).attention.due_at > beside.now
        days = [beside.now.date()]
        assert services.reports.occurrences(beside.team_id, standup_id, days, beside.now)[0].progress.asked_at


REPORTS = {
    "state": "lost",
    "answers": {"question0": ["x"]},
    "user_id": None,
    "until": "9999-99-99",
    "changed_at": "x",
    "closes_at": "0001-01-01T00:00:00.000000+0000",
    "posted": [{"a": 7}],
    "reminders": "x",
    "helpers": "x",
    "language": "../x",
    "menu_ts": 7,
    "resolution_at": "x",
}


@pytest.mark.parametrize(("name", "value"), list(REPORTS.items())[:: 1 if EACH else 6])
def test_one_persons_part_that_makes_no_sense_keeps_no_other_from_the_report(beside, services, name, value):
    beside.moves_to(EIGHT)
    beside.tick()
    part = {"report_id": f"{beside.team_id}.{HEALTHY}.20261124", "report_user_id": f"20261124_{ANA}"}
    beside.put("reports", **{**beside.row("reports", part), name: value})
    beside.clicks(ids.OPEN_DIALOG, part["report_id"])
    beside.clicks(ids.SKIP_TODAY, part["report_id"])
    beside.clicks(ids.SKIP_TODAY, part["report_id"], MARCUS)
    beside.moves_to(EIGHT + timedelta(hours=2))
    beside.tick()
    found, _ = services.reports.day(ReportId.parse(part["report_id"]), beside.now)
    assert found.progress.reported_at
    beside.goes_on()


DUE = {"due_shard": "chores", "due_at": "2026-11-24T07:00:00.000000+0000"}
OTHERS = {
    "a chore of no kind": {"standup_id": ".chore.nothing.x", "chore": "{}", **DUE},
    "a chore that has come to nowhere": {"standup_id": ".chore.retention.healthy", "chore": "[7]", **DUE},
    "a chore of no day": {"standup_id": ".chore.retention.daily", "chore": '{"day": "x"}', **DUE},
    "a chore of the year 1": {"standup_id": ".chore.retention.no", "chore": '{"day": "0001-01-01"}', **DUE},
    "an erasure of nobody": {"standup_id": ".chore.erasure.x", "chore": '{"a": [7]}', **DUE},
    "an audit entry of no deed": {"standup_id": ".audit.20261124T070000.1", "audit": '{"deed": "x"}'},
    "an audit entry that is a list": {"standup_id": ".audit.20261124T070000.2", "audit": "[]"},
    "an audit entry of no time": {
        "standup_id": ".audit.20261124T070000.3",
        "audit": '{"at": "0001-01-01T00:00:00+00:00", "by": "U1", "deed": "changed", "standup_id": "", "details": {}}',
    },
    "a draft of nothing": {"standup_id": f".draft.{ANA}.d1", "config": "{}"},
    "a draft of the year 9999": {
        "standup_id": f".draft.{ANA}.d2",
        "config": json.dumps(GOOD | {"standup_id": HEALTHY, "version": 1, "starts_on": "9999-12-31"}),
    },
    "a change of nothing": {"standup_id": f".change.{HEALTHY}.20261124T070000.1", "change": "[]"},
    "a change of no time": {
        "standup_id": f".change.{HEALTHY}.20261124T070000.2",
        "change": '{"by": "U1", "at": "0001-01-01T00:00:00+00:00", "fields": {}}',
    },
    "a wish of nobody": {"standup_id": f".asked.{ANA}", "asked": "[]"},
}


@at_once(OTHERS)
def test_nor_does_any_other_row_stop_anybody(beside, rows):
    for row in rows.values():
        beside.put("standups", team_id=beside.team_id, **row)
    beside.goes_on()
