"""The file of standups against the real storage."""

from datetime import UTC, datetime, timedelta

import pytest

from app.domain.setup.config import config_values
from app.domain.standup import with_values
from app.records import replace
from app.storage.rows.tables import StandupRow
from app.storage.setup.standups import Standups
from app.views.day.last_workday import plan_occurrence
from local.stack import CHANNEL
from ops.standups import standups, standups_file
from ops.steps import Problem
from tests.kit.builders import EIGHT, a_standup

TEAM = "T0TEAM"


def entries(tmp_path, text: str):
    file = tmp_path / "standups.yml"
    file.write_text(text, "utf-8")
    return standups_file.read(file)


def test_what_is_written_is_read_back(tmp_path, services):
    retro = a_standup(standup_id="retro", country="NO", report_at=a_standup().schedule.ask_at.replace(10, 30))
    (entry,) = entries(tmp_path, standups_file.written({"retro": config_values(retro)}))
    assert entry.values == config_values(retro)
    services.standups.save(retro, "U0ANA", EIGHT, None)
    default = entries(tmp_path, standups_file.written({"retro": config_values(retro)}))
    assert standups.plan(services, TEAM, default, prune=False) == standups.Plan([], [])


def test_a_file_of_a_release_before_roles_changes_nothing(tmp_path, services):
    retro = services.standups.save(a_standup(standup_id="retro"), "U0ANA", EIGHT, None).standup
    before = config_values(retro)
    for question in before["questions"]:
        del question["role"]
    before["questions"][0] |= {"text": "What did you work on yesterday?", "label": "Yesterday"}
    written = entries(tmp_path, standups_file.written({"retro": before}))
    assert standups.plan(services, TEAM, written, prune=False) == standups.Plan([], [])


def test_a_file_that_is_too_large_is_not_even_read(tmp_path):
    with pytest.raises(Problem) as problem:
        entries(tmp_path, "#" * 1_000_001)
    assert "larger than 1,000,000 bytes" in str(problem.value)


def test_a_change_is_applied_and_recorded(tmp_path, services):
    retro = services.standups.save(a_standup(standup_id="retro"), "U0ANA", EIGHT, None).standup
    changed = entries(tmp_path, standups_file.written({"retro": config_values(replace(retro, name="Review"))}))
    chosen = standups.plan(services, TEAM, changed, prune=True)
    assert chosen.saved[0][1] == {"name": ("Daily standup", "Review")}
    assert [each.standup_id for each in chosen.deleted] == ["daily"]
    standups.carry_out(services, chosen, "ops ana")
    stored = Standups(CHANNEL).stored(TEAM, "retro")
    (change,) = services.setup.changes.latest(TEAM, "retro", EIGHT, 1)
    assert (stored.standup.name, change.by) == ("Review", "ops ana")
    assert [each.standup.standup_id for each in services.standups.all(TEAM)] == ["retro"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("standups:\n  retro:\n    nam: Retro\n", "line 3: there is no field 'nam'"),
        ("standups:\n  'a b': {}\n", "line 2: an id has letters"),
        ("standups:\n  retro:\n    name: [\n", "line"),
        ("standups:\n  retro: &one\n    name: Retro\n", "line 2"),
        ("standups:\n  retro:\n    name: Retro\n  review: *one\n", "line 4"),
        ("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "anchors (&) and aliases (*) are not read here"),
        ("standups:\n  retro:\n    name: Retro\n  retro:\n    name: Review\n", "'retro' stands here twice"),
        ("standups:\n  retro:\n    name: Retro\n    name: Review\n", "line 4"),
        (f"standups: {'[' * 5000}", "levels deep"),
        (f"standups: {'{a: ' * 5000}", "levels deep"),
        ("standups:\n  retro:\n    every_weeks: !!int many\n", "many"),
        ("standups:\n  retro:\n    starts_on: !!timestamp 2026-99-99\n", "month"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(tmp_path, text, said):
    with pytest.raises(Problem) as problem:
        entries(tmp_path, text)
    assert said in problem.value.output


@pytest.mark.parametrize("is_row_gone", [False, True])
def test_a_new_standup_in_a_file_does_not_get_a_deleted_ones_days(tmp_path, services, is_row_gone):
    retro = services.standups.save(a_standup(standup_id="retro", channel=CHANNEL), "U0ANA", EIGHT, None).standup
    services.reports.open(plan_occurrence(retro, datetime.now(UTC).date() - timedelta(days=300)), ("U0ANA",), EIGHT)
    services.standups.delete(retro, "U0ANA", EIGHT)
    if is_row_gone:  # after a month; the days stay for as long as answers are kept
        StandupRow(TEAM, "retro").delete()
    file = standups_file.written({"retro": config_values(with_values(retro, {"owners": ("U0BO",)}))})
    with pytest.raises(Problem) as problem:
        standups.plan(services, TEAM, entries(tmp_path, file), prune=False)
    assert "line 2: 'retro' was the id of a deleted standup" in problem.value.output
    free = entries(tmp_path, standups_file.written({"retro2": config_values(retro)}))
    assert [each.standup_id for each, _ in standups.plan(services, TEAM, free, prune=False).saved] == ["retro2"]


def test_a_value_that_makes_no_sense_is_named_with_its_line(tmp_path, services):
    text = standups_file.written({"retro": config_values(a_standup(standup_id="retro"))}).replace(
        "zone: UTC", "zone: Mars"
    )
    with pytest.raises(Problem) as problem:
        standups.plan(services, TEAM, entries(tmp_path, text), prune=False)
    assert "zone: Give a time zone's name" in problem.value.output


def test_an_unknown_kind_of_question_is_named_with_its_line(tmp_path, services):
    whole = standups_file.written({"retro": config_values(a_standup(standup_id="retro"))})
    with pytest.raises(Problem) as problem:
        standups.plan(services, TEAM, entries(tmp_path, whole.replace("kind: text", "kind: essay", 1)), prune=False)
    assert "line 5: questions: A question's kind is one of text, " in problem.value.output


def test_a_country_without_known_holidays_is_named_with_its_line(tmp_path, services):
    whole = standups_file.written({"retro": config_values(a_standup(standup_id="retro", country="XX"))})
    with pytest.raises(Problem) as problem:
        standups.plan(services, TEAM, entries(tmp_path, whole), prune=False)
    assert "country: No public holidays are known of XX." in problem.value.output


def test_an_operator_who_changes_the_owners_has_those_told_who_were(tmp_path, team, services):
    marcus, priya = team[1], team[3]
    team_id = services.slack.identity().team_id
    retro = a_standup(team_id=team_id, standup_id="retro", channel=CHANNEL, owners=(marcus.id,))
    services.standups.save(retro, marcus.id, EIGHT, None)
    text = standups_file.written({"retro": {**config_values(retro), "owners": [priya.id]}})
    chosen = standups.plan(services, team_id, entries(tmp_path, text), prune=False)
    standups.carry_out(services, chosen, "ops lee")
    assert "ops lee, who was not an owner" in marcus.messages()[-1]["text"]
    assert priya.messages() == []


def test_no_file_makes_a_guest_an_owner(tmp_path, services):
    team_id = services.slack.identity().team_id
    retro = a_standup(team_id=team_id, standup_id="retro", channel=CHANNEL, owners=("U0GUESTL11",))
    file = entries(tmp_path, standups_file.written({"retro": config_values(retro)}))
    with pytest.raises(Problem) as refused:
        standups.plan(services, team_id, file, prune=False)
    assert "owners: Lee (guest) can't own a standup" in refused.value.output
    services.standups.save(retro, "U0MARCUS02", EIGHT, None)  # as an earlier version has: the daily look mends it
    standups.plan(services, team_id, file, prune=False)


def test_no_file_agrees_in_an_owners_place(tmp_path, services):
    team_id = services.slack.identity().team_id
    url = "https://hooks.example.com/in"
    retro = a_standup(team_id=team_id, standup_id="retro", channel=CHANNEL, webhook_url=url)
    services.standups.save(retro, "U0MARCUS02", EIGHT, None)
    text = standups_file.written({"retro": {**config_values(retro), "agreed": [f"{CHANNEL} {CHANNEL} {url}"]}})
    with pytest.raises(Problem, match="not as it should be") as refused:
        standups.plan(services, team_id, entries(tmp_path, text), prune=False)
    assert "only an owner agrees to that, in Slack" in refused.value.output


def test_no_file_names_who_is_not_in_the_channel_and_who_was_named_before_stays(tmp_path, services):
    team_id = services.slack.identity().team_id
    retro = a_standup(team_id=team_id, standup_id="retro", channel=CHANNEL, people=("U0MARCUS02", "U0NOBODY01"))
    services.standups.save(retro, "U0MARCUS02", EIGHT, None)
    kept = {**config_values(retro), "name": "Renamed"}
    chosen = standups.plan(services, team_id, entries(tmp_path, standups_file.written({"retro": kept})), prune=False)
    assert len(chosen.saved) == 1
    named = {**config_values(retro), "observers": ["U0NOBODY02"]}
    with pytest.raises(Problem) as refused:
        standups.plan(services, team_id, entries(tmp_path, standups_file.written({"retro": named})), prune=False)
    assert f"people: U0NOBODY02: not in {CHANNEL}" in refused.value.output


def test_a_file_names_no_channel_without_the_bot_nor_owners_nobody_knows_and_all_of_it_is_said(
    tmp_path, team, services
):
    """What Slack's form refuses, for two standups at once, each at its line; nothing is written."""
    team_id = services.slack.identity().team_id
    team.place.post("channel", id="C0GENERAL1", remove=["bot"])
    before = team.rows("standup-standups")
    outside = a_standup(team_id=team_id, standup_id="retro", channel="C0GENERAL1", owners=("U0MARCUS02",))
    unknown = [f"U0NOBODY{number:02}" for number in range(12)]
    nowhere = a_standup(
        team_id=team_id, standup_id="review", channel="C0NOWHERE1", owners=tuple(unknown), report_channel="C0GENERAL1"
    )
    file = standups_file.written({each.standup_id: config_values(each) for each in (outside, nowhere)})
    with pytest.raises(Problem) as refused:
        standups.plan(services, team_id, entries(tmp_path, file), prune=False)
    lines = file.splitlines()
    named = [line.partition(": ")[2].partition(": ") for line in refused.value.output.splitlines()]
    assert [name for name, _, _ in named] == ["channel", "owners", "report_channel", "channel"]
    assert all("Invite me to that channel first" in text for name, _, text in named if name.endswith("channel"))
    assert all(user in refused.value.output for user in unknown), "also beyond the ten that a form looks up in time"
    at = [int(line.split(":")[0].removeprefix("line ")) for line in refused.value.output.splitlines()]
    assert [lines[number - 1].split(":")[0].strip() for number in at] == [name for name, _, _ in named]
    assert team.rows("standup-standups") == before


def test_a_standup_whose_channel_has_lost_the_bot_can_still_be_changed_by_a_file(tmp_path, team, services):
    """As in the form: only what is new is refused."""
    team_id = services.slack.identity().team_id
    retro = a_standup(team_id=team_id, standup_id="retro", channel="C0GENERAL1", owners=("U0MARCUS02",))
    services.standups.save(retro, "U0MARCUS02", EIGHT, None)
    team.place.post("channel", id="C0GENERAL1", remove=["bot"])
    renamed = standups_file.written({"retro": {**config_values(retro), "name": "Renamed"}})
    chosen = standups.plan(services, team_id, entries(tmp_path, renamed), prune=False)
    assert [each.name for each, _ in chosen.saved] == ["Renamed"]
