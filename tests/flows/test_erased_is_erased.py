"""Retention, told by scanning every table raw: words go with their day, and who was erased does not come back."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.erasure import mentions
from app.domain.member import Away
from app.domain.occurrence import ReportId
from app.errors import PersonError
from app.flows import being_away, chores, roster, ticking
from app.flows.answering import Asker, submit_answers
from app.flows.chores import work_at
from app.flows.counting import count_people
from app.flows.erasing import begin
from app.flows.introducing import introduce
from app.flows.people import member_of
from app.storage.gate import GATE
from app.views import ids
from app.views.report_form import Origin
from ops import data
from tests.at_home import AtHome
from tests.builders import EIGHT, TEN, TUESDAY
from tests.flows.traces import Traces
from tests.people import CHANNEL
from tests.requester import Requester, a_click, as_form

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
SECRET, AWAY_WORDS = "my very own words", "at sea without a telephone"


@pytest.fixture
def traces(stack):
    return Traces(stack)


class Scene:
    """A standup of a team, and somebody in it who answered."""

    def __init__(self, team, services, clock, stack, tmp_path):
        self.team, self.services, self.clock, self.stack, self.tmp_path = team, services, clock, stack, tmp_path
        self.ana, self.bo = team[0], team[1]
        self.team_id = services.slack.identity().team_id
        standup = services.standups.get(self.team_id, "daily")
        fields = {"version": 0, "owners": (self.bo.id,), "retention_days": 7}
        services.standups.save(replace(standup, **fields), self.bo.id, EIGHT, EIGHT)
        self.answers(EIGHT)

    def tick(self, moment):
        self.clock.moment = moment
        chores._looked_at.clear()
        ticking.tick(self.services, moment, moment + 10 * MINUTE)

    def answers(self, moment):
        self.tick(moment)
        origin = Origin(f"{self.team_id}.daily.{moment.date():%Y%m%d}")
        submit_answers(self.services, Asker(self.ana.id, {self.team_id}), origin, {"question0": SECRET}, moment)

    def erases(self):
        chore = begin(self.services, self.team_id, self.ana.id, "ops admin")
        assert work_at(self.services, chore, self.clock.moment + 10 * MINUTE).endswith("done")

    def saves(self, **fields):
        standup = self.services.standups.get(self.team_id, "daily")
        saved = self.services.standups.save(replace(standup, **fields), self.bo.id, self.clock.moment, None)
        self.services.standups.note_people(saved.standup, [self.ana.id, self.bo.id], ["UTC"])
        return saved.standup

    def sends(self, body):
        Requester(self.stack.url, self.team.now).send(as_form(body))
        self.team.settles()


def edit(scene):
    """An owner changes the standup: everybody in it is counted, by a signed submission's own flow."""
    count_people(scene.services, scene.saves(name="Another name"))


def join(scene):
    roster.join(scene.services, scene.team_id, scene.ana.id, CHANNEL, scene.clock.moment)


def rejoin(scene):
    roster.leave(scene.services, scene.team_id, scene.ana.id, CHANNEL, scene.clock.moment)
    join(scene)


def rename(scene):
    """Slack says that they are called something else, as their profile is read anew."""
    profile = scene.services.slack.profile(scene.team_id, scene.ana.id)
    scene.services.members.remember_profile(replace(profile, display_name="Anna"), scene.clock.moment)


def named(field):
    def name(scene):
        scene.saves(**{field: (scene.bo.id, scene.ana.id)}, copies=True)

    return name


def helper(scene):
    _, reports = scene.services.reports.day(scene.day, scene.clock.moment)
    bo = next(report for report in reports if report.user_id == scene.bo.id)
    told = replace(bo.submit({"question0": "Waiting"}, scene.clock.moment), named=scene.ana.id)
    scene.services.reports.save(told, bo)


def imported(scene):
    assert data.main(["import", str(scene.tmp_path / "before.jsonl"), "--replace"]) == 0


def restored(scene):
    """A table was brought back as it was: rows that no gate has seen, found by the next look through it."""
    client = scene.traces._client
    for item in scene.before:
        client.put_item(TableName="standup-members", Item=item)
    for hours in (25, 26):
        scene.tick(EIGHT + timedelta(hours=hours))


def invited(scene):
    introduce(scene.services, CHANNEL, scene.ana.id, "Ev1")


def profile_event(scene):
    """They look at the Home tab, which reads their profile."""
    member_of(scene.services, scene.team_id, scene.ana.id)
    AtHome(scene.team, scene.ana).opens()


def late_click(scene):
    for action in (ids.SKIP_TODAY, ids.TRY_ON_ME, ids.EXPORT_OWN, ids.REJOIN):
        scene.sends(a_click(scene.team_id, scene.ana.id, action, "daily"))
    member = replace(scene.profile, is_erased=False)
    being_away.go_away(scene.services, member, Away(TUESDAY, note=AWAY_WORDS), scene.clock.moment)


def replay(scene):
    origin = Origin(f"{scene.team_id}.daily.{TUESDAY:%Y%m%d}")
    with pytest.raises(PersonError):
        submit_answers(
            scene.services, Asker(scene.ana.id, {scene.team_id}), origin, {"question0": SECRET}, scene.clock.moment
        )
    scene.services.last_words.remember(scene.report)


WAYS = {
    "edit": edit,
    "join": join,
    "rejoin": rejoin,
    "rename": rename,
    "named as owner": named("owners"),
    "named as optional": named("optional"),
    "named as observer": named("observers"),
    "named as helper": helper,
    "named as a reader with copies": named("observers"),
    "imported": imported,
    "restored": restored,
    "re-invited bot": invited,
    "profile event": profile_event,
    "late click": late_click,
    "queue replay": replay,
}


@pytest.mark.parametrize("way", WAYS)
def test_nothing_of_an_erased_person_is_stored_again(  # noqa: PLR0917 fixtures
    way, team, services, clock, stack, tmp_path, traces, monkeypatch
):
    """Every attribute of every row of every table, after each way to bring them back and another day."""
    scene = Scene(team, services, clock, stack, tmp_path)
    scene.traces = traces
    for name, value in {
        "opened": lambda _stage: services.audit,
        "caller": lambda _stage: "ops admin",
        "_stored": lambda _stage, _tables: 0,
    }.items():
        monkeypatch.setattr(data, name, value)
    assert data.main(["export", str(tmp_path / "before.jsonl")]) == 0
    items = traces._client.scan(TableName="standup-members")["Items"]
    scene.before = [item for item in items if scene.ana.id in json.dumps(item)]
    scene.profile = services.members.get(scene.team_id, scene.ana.id, clock.moment)
    scene.day = ReportId(scene.team_id, "daily", TUESDAY)
    _, scene.report = services.reports.snapshot(scene.day, scene.ana.id, clock.moment)
    assert traces.marks(SECRET, scene.ana.id, scene.profile.display_name)
    scene.erases()
    said = len(scene.ana.messages())
    GATE._known.clear()
    WAYS[way](scene)
    scene.tick(TEN + DAY)
    found = [item for _, item in traces.rows() if mentions(item, scene.ana.id)]
    assert (found, traces.marks(SECRET, AWAY_WORDS)) == ([], set())
    told = [message["text"] for message in scene.ana.messages()[said:]]
    assert [text for text in told if "erased" not in text] == []


def test_nothing_that_a_person_wrote_is_stored_after_its_day_has_ended(team, services, clock, stack, tmp_path, traces):  # noqa: PLR0917
    """The embedded DynamoDB deletes nothing by itself, so what has come to its end by `expires_at` counts as gone."""
    scene = Scene(team, services, clock, stack, tmp_path)
    member = member_of(services, scene.team_id, scene.ana.id)
    being_away.go_away(services, member, Away(TUESDAY + DAY, TUESDAY + 2 * DAY, AWAY_WORDS), clock.moment)
    for days in range(1, 10):
        scene.tick(TEN + days * DAY)  # who is asked each day has their profile read anew
        left = [
            item
            for _, item in traces.rows()
            if not item.get("expires_at") or item["expires_at"] > clock.moment.timestamp()
        ]
        words = json.dumps(left, ensure_ascii=False)
        assert (SECRET in words) == (days <= 7), days
    assert AWAY_WORDS not in json.dumps([item for item in left if "user_id" in item and "report_id" not in item])
