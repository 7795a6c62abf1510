"""A crowd comes and goes while a day is open: everybody is asked once, nobody stands in another's way."""

import os
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from app import bootstrap, entry
from app.domain.day.occurrence import ReportId
from app.errors import NotOnRoster, OutOfTime
from app.flows.day import answering, opening
from app.flows.requester import Requester
from app.flows.scheduling import roster, ticking
from app.flows.scheduling.asking_by_hand import ask_everyone
from app.lazy import ENVELOPE, DurableRunner
from app.records import replace
from app.settings import Settings
from app.storage.rows import connection
from app.views.day.report_form import Origin, Submission
from local.stack import CHANNEL
from slack_simulator.ids import TEAM_ID
from tests.kit.builders import EIGHT, TEN, TUESDAY

MINUTE = timedelta(minutes=1)
DAY = ReportId(TEAM_ID, "daily", TUESDAY)
CROWD = 40


class Door:
    """The functions as Lambda runs them, side by side, and what Slack tells them of who comes and goes."""

    def __init__(self, services, clock, team) -> None:
        self.services, self.clock, self.team = services, clock, team
        self.app = bootstrap.build_app(services, DurableRunner(None))
        self._events = 0

    def comes(self, user_id):
        return lambda number: self._tells("member_joined_channel", "save_joining", user_id, number)

    def goes(self, user_id):
        return lambda number: self._tells("member_left_channel", "save_departure", user_id, number)

    def ticks(self, _number=0):
        now = self.clock.now()
        return ticking.tick(self.services, now, now + 15 * MINUTE)

    def at_once(self, *doing):
        """Do all of it side by side, each told of later than the one before; returns what failed."""
        with ThreadPoolExecutor(len(doing)) as threads:
            running = [threads.submit(one, number) for number, one in enumerate(doing)]
        return [one.exception() for one in running if one.exception()]

    def _tells(self, event, function, user_id, number):
        at = self.clock.now().timestamp() + number / 1000
        told = {"type": event, "user": user_id, "channel": CHANNEL, "event_ts": f"{at:.6f}"}
        body = {"type": "event_callback", "team_id": TEAM_ID, "event_time": int(at), "event": told}
        envelope = {"function": function, "received_at": self.clock.now().isoformat(), "body": body}
        assert entry.slack_responses(self.app, self.services, {ENVELOPE: envelope}, None)["statusCode"] == 200

    def menus(self):
        """How many menus each person was sent."""
        return Counter(call["args"]["channel"] for call in self.team.calls("chat.postMessage") if _is_menu(call))

    def day(self):
        return self.services.reports.day(DAY, self.clock.now())


def _is_menu(call):
    return call["ok"] and "standup_menu" in str(call["args"].get("metadata"))


@pytest.fixture
def door(team, services, clock):
    """The standup of #team an hour after it has asked the first nine, and forty more who are in the channel by now."""
    connection.connect(Settings.from_env(os.environ | {"SLACK_BOT_TOKEN": "x", "SLACK_SIGNING_SECRET": "x"}), 30)
    door = Door(services, clock, team)
    door.ticks()
    team.place.post("people", add=CROWD)
    clock.moment = EIGHT + 60 * MINUTE
    return door


def crowd(door):
    return [person.id for person in door.team.place.people() if person.id.startswith("U0MORE")]


def test_of_forty_who_join_at_once_each_is_asked_once_and_nothing_fails(door, clock):
    before = set(door.menus())
    assert door.at_once(*map(door.comes, crowd(door))) == []
    assert {door.menus()[user_id] for user_id in crowd(door)} == {1}
    clock.moment += MINUTE
    door.ticks()
    occurrence, reports = door.day()
    assert set(occurrence.roster) == before | set(crowd(door))
    assert {report.user_id for report in reports} == set(occurrence.roster)
    assert set(crowd(door)) < set(door.services.standups.stored(TEAM_ID, "daily").counted.people)
    for report in [report for report in reports if report.user_id in crowd(door)][:5]:
        door.services.reports.save(report.submit({"question0": "Export"}, clock.now()), report)
    clock.moment = TEN
    door.ticks()
    (summary_header,) = [post for post in door.team.channel() if not post.get("username")]
    assert f"5 of {len(reports)}" in summary_header["text"]
    assert set(door.menus().values()) == {1}


def test_of_forty_who_leave_at_once_nobody_is_waited_for(door, clock):
    door.at_once(*map(door.comes, crowd(door)))
    clock.moment += MINUTE
    door.ticks()
    assert door.at_once(*map(door.goes, crowd(door))) == []
    clock.moment += MINUTE
    door.ticks()
    occurrence, reports = door.day()
    assert not set(crowd(door)) & {*occurrence.roster, *(report.user_id for report in reports)}
    assert not set(crowd(door)) & set(door.services.standups.stored(TEAM_ID, "daily").counted.people)


def test_who_comes_and_goes_at_once_is_in_or_out_as_they_did_last(door, clock):
    """In whichever order and however often it is told: what took place last counts, once the ticks have been by."""
    people = crowd(door)[:12]
    doing = [(user, act) for user in people for act in (door.comes, door.goes, door.comes)]
    doing += [(user, door.goes) for user in people[:6]]
    told = [(act(user), number) for number, (user, act) in enumerate(doing)] * 2
    told = told[::2] + told[1::2][::-1]
    assert door.at_once(*(lambda _, act=act, number=number: act(number) for act, number in told)) == []
    for _ in range(4):
        clock.moment += MINUTE
        door.ticks()
    occurrence, reports = door.day()
    assert set(people) & set(occurrence.roster) == set(people[6:])
    assert {report.user_id for report in reports if report.user_id in people and report.menu.ts} == set(people[6:])


def test_who_leaves_the_channel_and_comes_back_has_one_menu_which_asks_again(door, clock, team):
    priya = team[2]
    clock.moment = EIGHT + 70 * MINUTE
    door.goes(priya.id)(0)
    door.ticks()
    assert "You have left" in priya.reads()
    clock.moment += 10 * MINUTE
    door.comes(priya.id)(0)
    door.ticks()
    assert [len(priya.messages()), "Open Report" in priya.reads()] == [1, True]


def test_who_leaves_between_two_runs_of_asking_by_hand_is_not_asked_again_though_they_are_where_it_has_moved(
    services, clock, team
):
    daily, first = services.standups.get(TEAM_ID, "daily"), team[0]
    elsewhere = team.place.post("channel", create={"name": "design"}, add=[first.id])["conversation"]["id"]
    team.place.post("channel", id=elsewhere, add=["bot"])
    team.settles()
    with pytest.raises(OutOfTime):
        ask_everyone(services, daily, TUESDAY, clock.now() + timedelta(seconds=1))
    assert first.messages()
    team.place.post("channel", id=CHANNEL, remove=[first.id])
    roster.leave(services, TEAM_ID, first.id, CHANNEL, clock.now())
    services.standups.save(replace(daily, channel=elsewhere), first.id, clock.now(), None)
    ask_everyone(services, daily, TUESDAY, clock.now() + 15 * MINUTE)
    assert len(first.messages()) == 1
    assert "You have left" in first.reads()
    assert {len(person.messages()) for person in team.people[1:8]} == {1}


def test_who_joins_while_the_tick_asks_is_asked_once(door, clock, services):
    """The day is opened, with all of them in the channel, while Slack is still telling who has come."""
    stored = services.standups.stored(TEAM_ID, "daily")
    tomorrow = replace(DAY, day=TUESDAY + timedelta(days=1))
    clock.moment = EIGHT + timedelta(days=1)
    assert stored.attention.due_at
    assert door.at_once(door.ticks, *map(door.comes, crowd(door))) == []
    for _ in range(4):
        clock.moment += MINUTE
        door.ticks()
    occurrence, reports = services.reports.day(tomorrow, clock.now())
    assert set(crowd(door)) < set(occurrence.roster)
    asked = [call["args"]["channel"] for call in door.team.calls("chat.postMessage") if str(tomorrow) in str(call)]
    assert {asked.count(user_id) for user_id in crowd(door)} == {1}
    assert all(report.menu.ts for report in reports)


def test_who_joins_while_the_report_is_posted_hinders_nothing(door, clock):
    clock.moment = TEN
    assert door.at_once(door.ticks, *map(door.comes, crowd(door))) == []
    for _ in range(4):
        clock.moment += MINUTE
        door.ticks()
    occurrence, reports = door.day()
    assert occurrence.progress.settled_at
    assert {report.user_id for report in reports} <= set(occurrence.roster)
    assert set(door.menus().values()) == {1}


def test_whom_slack_did_not_let_be_asked_is_asked_by_a_later_tick(door, clock, team):
    first = crowd(door)[0]
    team.fault("chat.postMessage", "status", status=503, times=1)
    assert len(door.at_once(door.comes(first))) == 1
    for _ in range(4):
        clock.moment += MINUTE
        door.ticks()
    assert door.menus()[first] == 1
    assert first in door.day()[0].roster


def test_answers_that_were_acknowledged_stay_though_their_author_is_heard_to_leave_before_they_are_stored(door, clock):
    author, stranger, written = door.team[1].id, crowd(door)[0], {"question0": "Export"}
    opening.check_answers(
        door.services, Requester(author, {TEAM_ID}), Submission(Origin(str(DAY)), written), door.services.clock.now()
    )
    received_at = clock.now()
    assert door.at_once(door.goes(author)) == []
    assert author not in {report.user_id for report in door.day()[1]}
    answering.submit_answers(
        door.services,
        Requester(author, {TEAM_ID}),
        Submission(Origin(str(DAY)), written),
        received_at,
        door.services.clock.now(),
    )
    (stored,) = [report for report in door.day()[1] if report.user_id == author]
    assert (stored.is_submitted, stored.answers) == (True, written)
    with pytest.raises(NotOnRoster):  # who was never asked, while nobody could check it
        answering.submit_answers(
            door.services,
            Requester(stranger, {TEAM_ID}),
            Submission(Origin(str(DAY)), written),
            received_at,
            door.services.clock.now(),
        )


def test_answers_are_stored_though_their_author_is_taken_off_between_reading_and_storing(door, clock, monkeypatch):
    author, written = door.team[1].id, {"question0": "Export"}
    save, gone = door.services.reports.save, []

    def heard_meanwhile(report, before, **how):
        if not gone:
            gone.append(door.at_once(door.goes(author)))
        return save(report, before, **how)

    monkeypatch.setattr(type(door.services.reports), "save", lambda _, *both, **how: heard_meanwhile(*both, **how))
    answering.submit_answers(
        door.services,
        Requester(author, {TEAM_ID}),
        Submission(Origin(str(DAY)), written),
        clock.now(),
        door.services.clock.now(),
    )
    (stored,) = [report for report in door.day()[1] if report.user_id == author]
    assert (gone, stored.is_submitted, stored.answers) == ([[]], True, written)
