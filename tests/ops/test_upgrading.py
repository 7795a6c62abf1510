"""The page on upgrading: a day that one version has begun is gone on with by another, both ways.

Each version runs on the same tables and in the same local Slack. Its code comes from the
commit that the changelog names, or from its tag. Of those in between, the first three and the last stand for all.
"""

from contextlib import contextmanager
from datetime import datetime

import pytest

from local import stack as local
from ops.steps import ROOT
from slack_simulator.visitor import Place
from tests.kit import people
from tests.kit.people import Team
from tests.ops.versions import LAST, OLDEST, SECOND, THIRD, unpack

pytestmark = pytest.mark.deployment

TUESDAY, WEDNESDAY, THURSDAY = "2026-11-24", "2026-11-25", "2026-11-26"


@pytest.fixture(scope="module", params=[OLDEST, SECOND, THIRD, LAST])
def older(request, tmp_path_factory, processes):
    """The code of an older version, with its number."""
    folder = tmp_path_factory.mktemp("older")
    unpack(request.param, folder, "app", "handler.py", "manifest.json")
    (folder / "serverless.yml").write_text("functions: {}\n", "utf-8")  # events are sent by hand here
    return request.param, folder


@pytest.fixture
def lived(tmp_path):
    """Lets a version run, one after the other in the same workspace."""

    @contextmanager
    def by(root=ROOT):
        options = local.Options(tmp_path, port=0, root=root, by_itself=False, delays=(0.1, 0.1))
        with local.running(options) as workspace:
            team = Team(Place(workspace.url))
            yield team
            team.settles()

    return by


def begins(team, day):
    team.place.move_to(datetime.fromisoformat(f"{day}T08:00:00+00:00"))
    team.are_asked(time=f"{day}T08:00:00Z")


def ends(team, day):
    team.place.move_to(datetime.fromisoformat(f"{day}T10:00:00+00:00"))
    return team.get_the_report(time=f"{day}T10:00:00Z")["status"]


def people_of(team):
    return [person for person in team.people if person.messages()][:2]


def answers(team, person, words):
    people.answers(person, words, "", "")
    team.settles()  # what is stored in the background is stored before the clock moves on


def said(team):
    return [(post["username"], post["text"].partition("\n")[0].partition(": ")[2]) for post in team.posts()]


def test_a_day_that_an_older_version_began_is_gone_on_with(older, lived):
    _, code = older
    with lived(code) as team:
        begins(team, TUESDAY)
        ana, marcus = people_of(team)
        answers(team, ana, "before the upgrade")
    with lived() as team:
        ana, marcus = people_of(team)
        answers(team, ana, "changed after it")
        answers(team, marcus, "after the upgrade")
        assert ends(team, TUESDAY) == "succeeded"
        assert said(team) == [(ana.name, "changed after it"), (marcus.name, "after the upgrade")]
        begins(team, WEDNESDAY)
        answers(team, ana, "the day after")
        assert ends(team, WEDNESDAY) == "succeeded"
        assert said(team)[2:] == [(ana.name, "the day after")]


def test_a_day_that_this_version_began_goes_on_after_the_way_back(older, lived):
    """The first version cannot read it: it says so to who clicks, begins the next day, and loses nothing of it."""
    version, code = older
    with lived() as team:
        begins(team, TUESDAY)
        ana, marcus = people_of(team)
        answers(team, ana, "before the way back")
    with lived(code) as team:
        ana, marcus = people_of(team)
        if version == OLDEST:
            marcus.clicks("Open Report")
            assert "Something went wrong" in str(marcus.form()["blocks"])
            assert ends(team, TUESDAY) == "failed"
        else:
            answers(team, marcus, "after the way back")
            assert ends(team, TUESDAY) == "succeeded"
        begins(team, WEDNESDAY)
        answers(team, ana, "the day after")
        assert ends(team, WEDNESDAY) == "succeeded"
    with lived() as team:
        ends(team, TUESDAY)
        ana, marcus = people_of(team)
        expected = {(ana.name, "before the way back"), (ana.name, "the day after")}
        assert set(said(team)) == expected | ({(marcus.name, "after the way back")} if version != OLDEST else set())
        begins(team, THURSDAY)
        answers(team, ana, "upgraded again")
        assert ends(team, THURSDAY) == "succeeded"
        assert said(team)[-1] == (ana.name, "upgraded again")
        assert len(said(team)) == len(set(said(team))), "nothing twice"
