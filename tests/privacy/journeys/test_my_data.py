"""People and their data: they take it out, ask to be erased, somebody confirms it, and they come back one day."""

import csv
import io
import json
from datetime import timedelta

import httpx
import pytest

from app.domain.privacy.suppression import HEARD_AFTER
from app.domain.standup import with_values
from app.flows.scheduling.jobs import work_on_jobs
from app.views import ids
from slack_simulator.visitor import NotAsExpected
from tests.kit.at_home import AtHome
from tests.kit.builders import EIGHT
from tests.kit.people import answers
from tests.kit.requester import Requester, a_click, as_form

SECRET = "my very own words"


@pytest.fixture
def owned(services, team):
    """The standup of everybody, looked after by the second of them."""
    standup = services.standups.get(services.slack.identity().team_id, "daily")
    saved = services.standups.save(
        with_values(standup, {"owners": (team[1].id,), "version": standup.version}),
        "U0OPS",
        EIGHT - timedelta(hours=1),
        EIGHT,
    )
    team.are_asked()
    answers(team[0], SECRET, "=1+1", "")
    team.settles()
    return saved.standup


def files(person, stack):
    """The files that a person was sent, by name."""
    shown = [file for message in person.messages() for file in message.get("files", [])]
    with httpx.Client(base_url=stack.url, trust_env=False) as page:
        return {file["name"]: page.get(file["url_private"], params={"as": person.id}).text for file in shown}


def test_a_person_takes_their_own_data_out_as_files(owned, team, stack, services):
    home = AtHome(team, team[0]).opens()
    assert "kept for 400 days" in home.reads()
    home.presses("Export my data")
    found = files(team[0], stack)
    rows = list(csv.reader(io.StringIO(found["my-reports.csv"].removeprefix("\ufeff"))))
    assert [row[8] for row in rows[1:]] == [SECRET, "'=1+1"]
    everything = json.loads(found["my-data.json"])
    assert everything["reports"][0]["answers"]["question0"] == SECRET
    assert "absence" not in everything["reports"][0], "nothing that is empty"
    assert everything["profile"]["user_id"] == team[0].id
    assert team[1].id not in found["my-data.json"]
    (entry,) = [
        each for each in services.privacy.audit.entries(owned.team_id, services.clock.now()) if each.deed == "exported"
    ]
    assert (entry.by, entry.details) == (team[0].id, {"own reports": 1})


def test_without_the_permission_for_files_it_comes_as_text(owned, team):
    team.place.post("scopes", declined=["files:write"])
    AtHome(team, team[0]).opens().presses("Export my data")
    said = " ".join(message["text"] for message in team[0].messages())
    assert "does not let me send files" in said
    assert SECRET in said
    team.place.post("scopes", declined=[])


def test_an_owner_takes_the_reports_of_the_standup_out(owned, team, stack):
    AtHome(team, team[1]).opens().presses("Export")
    (table,) = files(team[1], stack).values()
    assert SECRET in table
    assert len(table.splitlines()) == 1 + len(team.asked) + 1  # the one who answered has two rows
    with pytest.raises(NotAsExpected):
        AtHome(team, team[0]).opens().presses("Export")


def test_others_are_not_given_the_reports_by_a_forged_click(owned, team, stack):
    for number in (0, 2):
        click = a_click(owned.team_id, team[number].id, ids.EXPORT_STANDUP, owned.standup_id)
        Requester(stack.url, team.now).send(as_form(click))
        team.settles()
        assert files(team[number], stack) == {}


def test_a_person_is_erased_once_somebody_confirms_it_and_can_come_back(owned, team, services, clock):
    ana, bo = team[0], team[1]
    asks(team, ana)
    assert f"<@{ana.id}> asks me to erase" in bo.messages()[-1]["text"]
    assert ana.id in json.dumps(team.rows())
    AtHome(team, ana).opens().presses("Ask for erasure")
    assert "They have been asked." in ana.reads()
    assert len([each for each in bo.messages() if "asks me to erase" in each["text"]]) == 1
    bo.clicks("Erase")
    team.settles()
    assert "You have confirmed" in bo.messages()[-1]["text"]
    clock.moment = team.now + HEARD_AFTER  # by then every process has heard of it
    work_on_jobs(services, clock.moment.replace(year=2030))
    team.settles()
    for table in ("standup-reports", "standup-standups", "standup-members"):
        assert ana.id not in json.dumps(team.rows(table))
    assert "is erased" in ana.reads()
    assert "is done" in bo.reads()
    log = json.dumps([entry for entry in team.place.get("journal")["entries"] if entry["kind"] == "log"])
    assert ana.id in log
    assert not any(mark in log for mark in (SECRET, f'"{ana.name}"', ana.profile["name"]))
    home = AtHome(team, ana).opens()
    assert "was erased" in home.reads()
    assert ana.id not in json.dumps(team.rows("standup-members"))
    home.presses("Take part again")
    assert "Export my data" in str(ana.state()["home"])


def asks(team, person):
    """See who decides, and ask them."""
    AtHome(team, person).opens().presses("Ask for erasure")
    person.clicks("Ask them")
    team.settles()


def declines(stack, team, person, about, reason):
    """As the form with the reason is sent, wherever it was opened."""
    view = {"callback_id": ids.REASON_FORM, "private_metadata": about.id}
    values = {"reason": {"reason": {"type": "plain_text_input", "value": reason}}}
    body = {
        "type": "view_submission",
        "team": {"id": "T0LOCAL001"},
        "user": {"id": person.id, "team_id": "T0LOCAL001"},
        "view": {
            "id": "V1",
            "type": "modal",
            "team_id": "T0LOCAL001",
            "blocks": [],
            **view,
            "state": {"values": values},
        },
    }
    Requester(stack.url, team.now).send(as_form(body))
    team.settles()


def test_a_person_sees_who_decides_before_they_ask(owned, team):
    before = [len(person.messages()) for person in team]
    AtHome(team, team[0]).opens().presses("Ask for erasure")
    assert f"*Who decides:* <@{team[1].id}>, as owners" in team[0].messages()[-1]["text"]
    assert [len(person.messages()) for person in team][1:] == before[1:]
    team[0].clicks("Ask them")
    team.settles()
    team[1].clicks("Decline")
    assert "Why not?" in json.dumps(team[1].state())


def test_who_declines_gives_a_reason_which_the_person_reads_and_when_all_have_nothing_is_erased(owned, stack, team):
    asks(team, team[0])
    before = team.rows()
    declines(stack, team, team[1], team[0], "  ")
    assert "has declined" not in team[0].reads()
    declines(stack, team, team[1], team[0], "We are being audited")
    assert "> We are being audited" in team[0].messages()[-1]["text"]
    assert "Everybody who decides has declined" in team[0].messages()[-1]["text"]
    assert team.rows() == before
    assert ".asked." not in json.dumps(team.rows("standup-standups"))


def test_one_who_declines_does_not_end_it_for_the_others(owned, stack, team, services):
    standup = services.standups.get(owned.team_id, owned.standup_id)
    services.standups.save(with_values(standup, {"owners": (team[1].id, team[2].id)}), "U0OPS", EIGHT, EIGHT)
    asks(team, team[0])
    declines(stack, team, team[1], team[0], "We are being audited")
    assert "The others can still agree" in team[0].messages()[-1]["text"]
    team[2].clicks("Erase")
    team.settles()
    assert ".chore.erasure" in json.dumps(team.rows("standup-standups"))


def test_naming_somebody_as_optional_in_ones_own_standup_gives_no_say(owned, stack, team, services):
    """A stranger's paused standup: its owner is not told of the wish, and can neither decline it nor agree."""
    stranger = team[2]
    strangers = with_values(
        owned,
        {
            "standup_id": "mine",
            "owners": (stranger.id,),
            "optional": (team[0].id,),
            "people": (),
            "is_paused": True,
            "version": 0,
        },
    )
    services.standups.save(strangers, stranger.id, EIGHT, None)
    before = len(stranger.messages())
    asks(team, team[0])
    assert len(stranger.messages()) == before
    declines(stack, team, stranger, team[0], "Just because")
    Requester(stack.url, team.now).send(as_form(a_click(owned.team_id, stranger.id, ids.CONFIRM_ERASURE, team[0].id)))
    team.settles()
    kept = json.dumps(team.rows("standup-standups"))
    assert (f".asked.{team[0].id}" in kept, ".chore.erasure" in kept, "declined_by" in kept) == (True, False, False)
    assert "Just because" not in team[0].reads()


def test_who_owns_it_no_more_decides_no_more(owned, team, services):
    asks(team, team[0])
    standup = services.standups.get(owned.team_id, owned.standup_id)
    services.standups.save(with_values(standup, {"owners": (team[2].id,)}), "U0OPS", EIGHT, EIGHT)
    team[1].clicks("Erase")
    team.settles()
    assert ".chore.erasure" not in json.dumps(team.rows("standup-standups"))


def test_a_wish_that_nobody_answers_is_carried_out_after_a_month_and_the_person_is_told(owned, team, services, clock):
    asks(team, team[0])
    for days in (29, 31):
        clock.moment = team.now + timedelta(days=days)
        work_on_jobs(services, clock.moment + timedelta(hours=1))
        assert (".chore.erasure" in json.dumps(team.rows("standup-standups"))) == (days > 30)
    clock.moment += HEARD_AFTER
    work_on_jobs(services, clock.moment + timedelta(hours=1))
    assert "is erased" in team[0].reads()
    assert team[0].id not in json.dumps(team.rows("standup-members"))


def test_a_wish_can_be_taken_back(owned, team):
    asks(team, team[0])
    AtHome(team, team[0]).opens().presses("Ask for erasure")
    team[0].clicks("Take it back")
    team.settles()
    team[1].clicks("Erase")
    team.settles()
    assert ".chore.erasure" not in json.dumps(team.rows("standup-standups"))


def test_only_who_may_confirms_and_only_what_was_asked_for(owned, team, stack):
    """Forged clicks: by the person, by somebody else, and by the owner about a person who asked for nothing."""
    asks(team, team[0])
    for clicker, about in ((team[0], team[0]), (team[2], team[0]), (team[1], team[2]), (team[1], team[1])):
        Requester(stack.url, team.now).send(as_form(a_click(owned.team_id, clicker.id, ids.CONFIRM_ERASURE, about.id)))
        team.settles()
    assert ".chore.erasure" not in json.dumps(team.rows("standup-standups"))
    assert f".asked.{team[0].id}" in json.dumps(team.rows("standup-standups"))


def test_a_second_confirmation_finds_it_settled(owned, team, stack):
    asks(team, team[0])
    team[1].clicks("Erase")
    team.settles()
    Requester(stack.url, team.now).send(as_form(a_click(owned.team_id, team[1].id, ids.CONFIRM_ERASURE, team[0].id)))
    team.settles()
    chores_kept = [row for row in team.rows("standup-standups") if ".chore.erasure" in row["standup_id"]]
    assert len(chores_kept) == 1
