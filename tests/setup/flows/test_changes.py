"""The record of a standup's changes: read page by page, exported, and free of who was erased."""

import json
from datetime import timedelta

from app.domain.privacy.audit import Deed, Entry
from app.domain.standup import with_values
from app.flows.privacy.erasing import begin, erase_next
from app.records import replace
from ops.data.selection import Selection, every_row
from slack_simulator.ids import TEAM_ID
from tests.kit.builders import EIGHT, a_standup
from tests.kit.forms import presses
from tests.kit.people import CHANNEL

MINUTE = timedelta(minutes=1)


def invited(team):
    """Ana, who has invited the bot to #team anew, and its first message there."""
    team.place.post("channel", id=CHANNEL, remove=["bot"])
    team.settles()
    team.place.post("channel", id=CHANNEL, add=["bot"])
    team.settles()
    return team[0], next(each for each in team[0].channel() if each["author"]["is_app"])


def read(person):
    return [each["text"]["text"] for each in person.form()["blocks"] if each["type"] == "section"]


def test_all_changes_are_read_page_by_page_with_the_exports_among_them(team, services):
    ana, message = invited(team)
    now = team.now
    for number in range(60):
        standup = services.standups.get(TEAM_ID, "daily")
        services.standups.save(replace(standup, name=f"D{number}"), ana.id, now + MINUTE * (number + 1), None)
    services.privacy.audit.note(Entry(TEAM_ID, now + MINUTE * 5.5, ana.id, Deed.EXPORTED, "daily", {"reports": 12}))
    presses(team, ana, message, "Change")
    presses(team, ana, ana.form(), "History")
    first = read(ana)
    assert first == [f"*Name:* D{number - 1} → D{number}" for number in range(59, 14, -1)]
    presses(team, ana, ana.form(), "Older changes")
    older = [f"*Name:* D{number - 1} → D{number}" for number in range(14, 0, -1)]
    older.insert(14 - 4, "Exported the reports (12).")
    assert read(ana)[: len(older)] == older
    presses(team, ana, ana.form(), "Newest changes")
    assert read(ana) == first
    assert team.failures() == []


def test_who_is_erased_is_in_no_record_of_changes_any_more(team, services):
    ana, bo = team[0].id, team[1].id
    retro = a_standup(team_id=TEAM_ID, standup_id="retro", people=(ana, bo), owners=(bo,))
    stored = services.standups.save(retro, ana, EIGHT, None).standup
    stored = services.standups.save(with_values(stored, {"people": (bo,), "is_paused": True}), ana, EIGHT, None).standup
    services.standups.save(with_values(stored, {"observers": (ana,)}), bo, EIGHT, None)
    job = services.jobs.take(begin(services, TEAM_ID, ana, "ops bo"), EIGHT)
    while (progress := erase_next(services, job)) is not None:
        job = services.jobs.note(job, progress, EIGHT)
    services.jobs.finish(job)
    assert ana not in json.dumps(list(every_row(services.privacy.rows, "standups")))
    changes = services.setup.changes.latest(TEAM_ID, "retro", EIGHT, 9)
    assert [change.by for change in changes] == [bo, "somebody erased", "somebody erased"]
    assert services.standups.stored(TEAM_ID, "retro").history.paused_by == bo


def test_an_export_of_one_standup_holds_its_changes_and_no_others(services):
    for standup_id in ("retro", "retro-2"):
        services.standups.save(a_standup(team_id=TEAM_ID, standup_id=standup_id), "U0ANA", EIGHT, None)
    rows = every_row(services.privacy.rows, "standups")
    found = [row["standup_id"] for row in rows if Selection(standup="retro").wants("standups", row, EIGHT)]
    assert sorted(found) == [".change.retro.20261124T080000.000000.00000001", "retro"]
    rows = every_row(services.privacy.rows, "standups")
    assert not any(Selection(person="U0ANA").wants("standups", row, EIGHT) for row in rows)
