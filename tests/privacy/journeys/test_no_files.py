"""Where a workspace forbids files, people get what they asked for all the same, each part of it once."""

import csv
import io
from datetime import timedelta

import pytest

from slack_simulator.hosting import AT_FIRST, AT_LAST
from tests.kit.at_home import AtHome
from tests.privacy.journeys.test_my_data import SECRET, files, owned  # noqa: F401 a fixture

QUESTION = "What did you work on yesterday?"
COMMAND = "manage.py data export"


def texts(person):
    return [message["text"] for message in person.messages() if not message.get("files")]


STEPS = [(error, False) for error in AT_FIRST] + [(error, True) for error in AT_LAST]


@pytest.mark.parametrize(("error", "late"), STEPS)
def test_a_person_gets_their_data_as_text_where_files_are_forbidden(owned, team, error, late):  # noqa: F811 the fixture
    """Slack refuses it when an address is asked for, or only when the file is to be shared."""
    ana = team[0]
    team.place.post("policies", uploads=error, refuses_late=late)
    AtHome(team, ana).opens().presses("Export my data")
    said = "\n".join(texts(ana))
    assert "does not let me send files" in said
    assert said.count(QUESTION) == 1
    assert '"user_id": "U0ANAPRG01"' in said  # what is stored besides their reports
    assert team.failures() == []


def test_who_got_the_first_of_two_files_gets_the_second_as_text_and_the_first_once(owned, team, stack):  # noqa: F811
    """The workspace takes tables but no JSON."""
    ana = team[0]
    team.place.post("policies", uploads="file_type_not_allowed", file_type="json")
    AtHome(team, ana).opens().presses("Export my data")
    (name,) = files(ana, stack)
    rows = list(csv.reader(io.StringIO(files(ana, stack)[name].removeprefix("\ufeff"))))
    assert [row[8] for row in rows[1:]] == [SECRET, "'=1+1"]
    said = "\n".join(texts(ana)[1:])
    assert QUESTION not in said
    assert '"user_id": "U0ANAPRG01"' in said
    assert team.failures() == []


def test_who_got_the_first_of_two_files_does_not_get_it_again_when_lambda_repeats_the_rest(owned, team, stack):  # noqa: F811
    ana = team[0]
    team.fault("files.getUploadURLExternal", "status", status=500, times=1, after=1)
    AtHome(team, ana).opens().presses("Export my data")
    shown = [file["name"] for message in ana.messages() for file in message.get("files", [])]
    assert sorted(shown) == ["my-data.json", "my-reports.csv"]
    assert team.failures() == []


def test_who_asks_again_a_moment_later_gets_it_again(owned, team, stack):  # noqa: F811
    home = AtHome(team, team[0]).opens()
    home.presses("Export my data")
    team.place.post("clock", now=(team.now + timedelta(seconds=2)).isoformat())
    home.opens().presses("Export my data")
    shown = [file["name"] for message in team[0].messages() for file in message.get("files", [])]
    assert sorted(shown) == ["my-data.json", "my-data.json", "my-reports.csv", "my-reports.csv"]


def test_an_owner_gets_the_reports_as_text_where_files_are_forbidden(owned, team):  # noqa: F811 the fixture
    bo = team[1]
    team.place.post("policies", uploads="file_uploads_disabled")
    AtHome(team, bo).opens().presses("Export")
    said = "\n".join(texts(bo)[1:])
    assert "does not let me send files" in said
    assert f"{QUESTION}\n{SECRET}" in said
    assert team[0].name in said
    assert team.failures() == []


def test_an_owner_of_more_than_fits_into_messages_is_told_how_to_get_it(owned, team, services):  # noqa: F811 the fixtures
    bo = team[1]
    for person in team.asked[2:10]:
        person.clicks("Open Report")
        person.sends("a" * 2_900, "b" * 2_900, "c" * 2_900)
    team.settles()
    team.place.post("policies", uploads="storage_limit_reached")
    AtHome(team, bo).opens().presses("Export")
    assert COMMAND in texts(bo)[-1]
    assert "aaaa" not in "".join(texts(bo))
    assert team.failures() == []
