"""What is somebody's is found without reading what others have stored, and nothing of theirs is overlooked."""

import json
from datetime import time, timedelta

import pytest

from app.domain.limits import MOST_IN_CHANNEL, MOST_OWNED
from app.domain.setup.config import config_values
from app.domain.standup import with_values
from app.flows.day import finding_standups
from app.flows.day.participation import everything_of, parts_of
from app.flows.day.todays import todays_reports
from app.flows.home import commands
from app.flows.home.commands import Typed
from app.flows.home.tab import show_home
from app.flows.requester import Requester, member_of
from app.flows.scheduling import jobs
from app.flows.scheduling.roster import join
from app.flows.setup import editing
from app.flows.setup.configuring import delete_standup, restore_standup, save_standup
from app.flows.setup.crowding import crowd_problems
from app.flows.setup.editing import check_form
from app.flows.standup_lookup import for_channel, for_person
from app.language import ENGLISH_LOCALE
from app.records import replace
from app.storage.setup.standups import FEW
from app.views.setup.standup_form import Editing, standup_form
from slack_simulator.checks import check_view, state_values
from slack_simulator.ids import TEAM_ID
from tests.kit.builders import EIGHT, TUESDAY, a_standup
from tests.kit.people import CHANNEL
from tests.scheduling.flows.rows_read import RowsRead

FOREIGN = 3 * FEW


@pytest.fixture
def ana(team, services):
    return member_of(services, TEAM_ID, team[0].id)


@pytest.fixture
def bo(team, services):
    return member_of(services, TEAM_ID, team[1].id)


@pytest.fixture
def crowded(services, ana):
    """A workspace with more of somebody else's than can be looked at, and two of Ana's, of a version of before."""
    for number in range(FOREIGN):
        of_others = a_standup(standup_id=f"x{number}", channel="C0EVIL", owners=("U0EVIL",), people=("U0EVIL",))
        as_before(services, of_others)
    as_before(services, a_standup(standup_id="mine", name="Mine", channel=CHANNEL, owners=(ana.user_id,)))
    as_before(services, a_standup(standup_id="named", name="Named", channel="C0OTHER", people=(ana.user_id,)))
    return services


def as_before(services, standup):
    row = {
        "team_id": TEAM_ID,
        "standup_id": standup.standup_id,
        "version": 1,
        "config": json.dumps(config_values(standup)),
    }
    services.privacy.rows.put("standups", row)


def noted(services):
    """What has asked for it, then the ticks: all standups are noted."""
    return jobs.work_on_jobs(services, services.clock.now() + timedelta(minutes=10))


def ids(found):
    return [each.standup.standup_id for each in found]


def says(services, member, text):
    typed = Typed(text, CHANNEL, EIGHT)
    return commands.answer(services, Requester(member.user_id, [TEAM_ID]), typed).text


def submitted(standup):
    form = Editing(standup.standup_id, standup.version, "d1")
    kept = check_view(standup_form(ENGLISH_LOCALE, standup, form, TUESDAY).to_dict(), "modal")
    return {**kept, "id": "V1", "state": {"values": state_values(kept["blocks"], None)}}


def test_what_an_earlier_version_stored_is_found_before_and_after_the_ticks_have_noted_it(crowded, ana):
    before = finding_standups.standups_of(crowded, ana)
    assert {"Mine", "Named"} <= {each.name for each in before}
    assert "concerns all: done" in noted(crowded)
    assert finding_standups.standups_of(crowded, ana) == before
    assert "x1" not in ids(for_person(crowded, TEAM_ID, ana.user_id))
    assert "concerns all: done" not in noted(crowded)


def test_whatever_somebody_does_reads_what_is_theirs_however_much_others_have_stored(crowded, ana):
    for_person(crowded, TEAM_ID, ana.user_id)
    noted(crowded)
    read = RowsRead()
    mine = crowded.standups.get(TEAM_ID, "mine")
    crowded.setup.drafts.keep(ana.user_id, "d1", mine, EIGHT)
    what = {
        "edit": lambda: says(crowded, ana, "edit Mine"),
        "report": lambda: says(crowded, ana, "report Mine"),
        "list": lambda: says(crowded, ana, "list"),
        "answer": lambda: todays_reports(crowded, ana),
        "nothing to answer": lambda: finding_standups.next_for(crowded, ana),
        "new": lambda: editing._copies(crowded, ana),
        "check": lambda: check_form(crowded, ana, submitted(mine)),
        "save": lambda: save_standup(crowded, ana, with_values(mine, {"ask_at": time(7)})),
        "home": lambda: show_home(crowded, TEAM_ID, ana.user_id),
        "join": lambda: join(crowded, TEAM_ID, ana.user_id, CHANNEL, EIGHT),
    }
    found = {name: read.of(call) for name, call in what.items()}
    assert read.of(lambda: crowded.standups.all(TEAM_ID)) > FOREIGN
    assert {name: count for name, count in found.items() if count > FEW + 40} == {}


def test_who_is_named_or_is_no_more_finds_a_standup_or_does_not(crowded, ana, bo):
    for_person(crowded, TEAM_ID, ana.user_id)
    noted(crowded)
    mine = crowded.standups.get(TEAM_ID, "mine")
    named = crowded.standups.save(with_values(mine, {"observers": (bo.user_id,)}), ana.user_id, EIGHT, None).standup
    assert "mine" in ids(for_person(crowded, TEAM_ID, bo.user_id))
    moved = with_values(named, {"observers": (), "channel": "C0NEW", "report_channel": "C0READ"})
    moved = crowded.standups.save(moved, ana.user_id, EIGHT, None).standup
    assert "mine" not in ids(for_person(crowded, TEAM_ID, bo.user_id))
    assert ids(for_channel(crowded, TEAM_ID, "C0NEW")) == ["mine"]
    assert "mine" not in ids(for_channel(crowded, TEAM_ID, CHANNEL))
    assert ids(for_channel(crowded, TEAM_ID, "C0READ")) == []  # it reports there, and lives elsewhere
    delete_standup(crowded, ana, "mine")
    assert "mine" not in ids(for_person(crowded, TEAM_ID, ana.user_id))
    restore_standup(crowded, ana, "mine")
    assert "mine" in ids(for_person(crowded, TEAM_ID, ana.user_id))


def test_what_is_noted_gives_nobody_a_right(crowded, ana, bo):
    for_person(crowded, TEAM_ID, bo.user_id)
    noted(crowded)
    crowded.setup.concerns.add(TEAM_ID, f".of.{bo.user_id}", {"x1", "named", "never-was"})
    assert not {"x1", "named"} & {each.standup_id for each in finding_standups.standups_of(crowded, bo)}
    _, parts = parts_of(crowded, TEAM_ID, bo.user_id)
    assert not {"x1", "named", "never-was"} & {part.standup.standup_id for part in parts}


def test_what_was_stored_by_other_means_is_noted_again(crowded, ana):
    for_person(crowded, TEAM_ID, ana.user_id)
    noted(crowded)
    as_before(crowded, a_standup(standup_id="brought", name="Brought", channel="C0OTHER", owners=(ana.user_id,)))
    crowded.setup.concerns.begin_anew(TEAM_ID)
    assert "brought" in ids(for_person(crowded, TEAM_ID, ana.user_id))
    assert "concerns all: done" in noted(crowded)
    assert "brought" in ids(for_person(crowded, TEAM_ID, ana.user_id))


def test_the_limits_hold_where_there_are_many(crowded, ana):
    for_person(crowded, TEAM_ID, ana.user_id)
    noted(crowded)
    for number in range(MOST_OWNED):
        own = a_standup(team_id=TEAM_ID, standup_id=f"own{number}", channel="C0FULL", owners=(ana.user_id,), people=())
        if number < MOST_IN_CHANNEL:
            own = replace(own, channel="C0HERE")
        crowded.standups.save(replace(own, roles=replace(own.roles, people=(ana.user_id,))), ana.user_id, EIGHT, None)
    one_more = a_standup(team_id=TEAM_ID, standup_id="more", channel="C0HERE", owners=(ana.user_id,))
    assert set(crowd_problems(crowded, one_more, None)) == {"channel", "owners"}
    assert (
        crowd_problems(
            crowded, replace(one_more, roles=replace(one_more.roles, owners=("U0ELSE",)), channel="C0FREE"), None
        )
        == {}
    )


def test_an_unreadable_standup_is_still_shown_to_its_owners_where_there_are_many(crowded, ana):
    for_person(crowded, TEAM_ID, ana.user_id)
    noted(crowded)
    row = crowded.privacy.rows.get("standups", {"team_id": TEAM_ID, "standup_id": "mine"})
    broken = {**json.loads(row["config"]), "ask_at": "half past never"}
    crowded.privacy.rows.put("standups", {**row, "config": json.dumps(broken)})
    assert ids(everything_of(crowded, TEAM_ID, ana.user_id).broken) == ["mine"]
