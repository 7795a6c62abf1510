"""The app is uninstalled: nothing is sent, everything waits for a month, and then nothing is left."""

import json
from datetime import timedelta

import pytest

from app.domain.day.occurrence import ReportId
from app.domain.scheduling.job import JobKind
from app.errors import LeaseLost, SlackTokenRefused, Uninstalled
from app.flows.privacy import uninstalling
from app.flows.scheduling import jobs, ticking
from app.flows.sender import sole_sender
from app.records import replace
from app.slack.client import Slack
from app.slack.limits import MESSAGES
from app.storage.rows.days import pages_key
from app.storage.rows.tables import PageRow
from slack_simulator.ids import BOT_USER_ID, TEAM_ID
from tests.kit.builders import EIGHT, TEN, TUESDAY
from tests.kit.people import answers
from tests.kit.requester import Requester

UNINSTALLED = {"type": "app_uninstalled"}
REVOKED = {"type": "tokens_revoked", "tokens": {"oauth": ["U0ANAPRG01"], "bot": [BOT_USER_ID]}}
ENDS = timedelta(minutes=10)


@pytest.fixture
def slack_tells(team, stack):
    """Slack tells the app of an event, `late` seconds after it took place."""

    def tell(event, late=0, team_id=TEAM_ID):
        at = team.now
        told = {"type": "event_callback", "team_id": team_id, "event_id": "Ev1", "event": event}
        told |= {"event_time": int(at.timestamp()) - late}
        assert Requester(stack.url, at).send(json.dumps(told).encode(), form=False).status_code == 200
        team.settles()

    return tell


def sent(team):
    return [call for call in team.calls("chat.postMessage") if call["ok"]]


def stored(team):
    """All rows, without the lease and the jobs."""
    rows = [row for table in team.place.get("rows")["tables"].values() for row in table]
    return [row for row in rows if not str(row.get("standup_id", "")).startswith((".sender", ".chore"))]


def contents(team):
    """What people wrote and set up: not when it is due, nor when a profile was read."""
    passing = {
        "due_at",
        "responsible_since",
        "due_shard",
        "wanted",
        "refreshed_at",
        "expires_at",
        "icon_url",
        "zone",
        "status_text",
        "schema",
    }
    rows = [{name: value for name, value in row.items() if name not in passing} for row in stored(team)]
    return sorted(json.dumps(row, sort_keys=True) for row in rows)


@pytest.mark.parametrize(
    "events", [[UNINSTALLED], [REVOKED], [UNINSTALLED, REVOKED], [REVOKED, UNINSTALLED, UNINSTALLED, REVOKED]]
)
def test_nothing_is_sent_any_more_whatever_slack_tells_first_and_how_often(team, slack_tells, events):
    team.event("tick")
    before = contents(team)
    for event in events:
        slack_tells(event)
    team.time_passes(minutes=1)
    assert team.event("tick")
    assert team.event("send_questions")["result"]["outcome"] == "uninstalled"
    assert sent(team) == []
    assert contents(team) == before
    assert team.failures() == []


@pytest.mark.parametrize(
    "event",
    [
        {"type": "tokens_revoked", "tokens": {"oauth": ["U0ANAPRG01"], "bot": []}},
        {"type": "tokens_revoked", "tokens": {"oauth": ["U0ANAPRG01"]}},
        {"type": "tokens_revoked"},
        {"type": "tokens_revoked", "tokens": {"bot": ["U0OTHER"]}},
    ],
)
def test_that_a_token_of_somebodys_own_or_of_another_bot_was_revoked_changes_nothing(team, slack_tells, event):
    slack_tells(event)
    team.are_asked()
    assert sent(team)


def test_a_revocation_of_no_sense_is_nothing_of_ours(services):
    assert not uninstalling.is_our_token(services, {"bot": 5})


def test_a_revoked_token_that_does_not_even_say_whose_it_was_is_ours(services):
    dead = Slack("xoxb-dead", services.settings.slack_api_url)
    assert uninstalling.is_our_token(replace(services, slack=dead), {"bot": [BOT_USER_ID]})


def test_that_another_workspace_uninstalled_it_changes_nothing(team, slack_tells):
    slack_tells(UNINSTALLED, team_id="T0OTHER")
    team.are_asked()
    assert sent(team)


def test_a_sender_who_is_at_it_stops_at_once(services, clock):
    with sole_sender(services, TEAM_ID, "ask", EIGHT + ENDS) as pacer:
        uninstalling.leave(services, TEAM_ID, EIGHT)
        clock.moment += timedelta(seconds=3)
        with pytest.raises(LeaseLost):
            pacer.carry_out(lambda: pytest.fail("sent"), MESSAGES)
    with pytest.raises(Uninstalled), sole_sender(services, TEAM_ID, "ask", EIGHT + ENDS):
        pass


def test_installed_again_it_goes_on_where_it_was(services, clock, team, slack_tells):
    services.standups.keep_default(TEAM_ID, TEN)
    team.are_asked()
    answers(team.asked[0], "Finished the export", "Review", "None")
    team.settles()
    before = contents(team)
    slack_tells(UNINSTALLED, late=5)
    slack_tells({"type": "app_home_opened", "user": team[0].id, "tab": "home"})
    assert contents(team) == before
    clock.moment = TEN + timedelta(minutes=2)
    ticking.tick(services, clock.moment, clock.moment + ENDS)
    assert "Finished the export" in json.dumps(team.posts())


def test_installed_again_a_paused_standup_still_ends_its_day(services, clock):
    ticking.tick(services, EIGHT, EIGHT + ENDS)
    standup = services.standups.get(TEAM_ID, "daily")
    services.standups.save(replace(standup, is_paused=True), "U0ANAPRG01", EIGHT, EIGHT)
    uninstalling.leave(services, TEAM_ID, EIGHT)
    uninstalling.come_back(services, TEAM_ID, TEN)
    for moment in (TEN, EIGHT + timedelta(days=1)):
        clock.moment = moment
        ticking.tick(services, moment, moment + ENDS)
    day, _ = services.reports.day(ReportId(TEAM_ID, "daily", TUESDAY), clock.now())
    assert day.is_missed


def test_of_what_took_place_before_the_last_installation_slack_tells_in_vain(services, clock):
    uninstalling.leave(services, TEAM_ID, EIGHT)
    uninstalling.come_back(services, TEAM_ID, EIGHT + timedelta(seconds=30))
    uninstalling.leave(services, TEAM_ID, EIGHT + timedelta(seconds=20))
    assert services.setup.installations.farewell(TEAM_ID) is None
    assert services.jobs.waiting(JobKind.REMOVAL) == []
    uninstalling.leave(services, TEAM_ID, EIGHT + timedelta(seconds=40))
    uninstalling.come_back(services, TEAM_ID, EIGHT + timedelta(seconds=35))
    assert services.setup.installations.farewell(TEAM_ID).at == EIGHT + timedelta(seconds=40)


def test_a_new_token_says_that_it_is_installed_again(services, clock, stack, team):
    services.standups.keep_default(TEAM_ID, EIGHT + timedelta(days=1))
    uninstalling.leave(services, TEAM_ID, EIGHT)
    assert uninstalling.check_gone(services, TEAM_ID, EIGHT + timedelta(minutes=1))
    services.slack._token = "xoxb-another"
    assert not uninstalling.check_gone(services, TEAM_ID, EIGHT + timedelta(minutes=2))
    assert [each.standup.standup_id for each in services.standups.due(EIGHT)] == ["daily"]


def test_a_dead_token_is_no_wonder_after_that_and_one_before(services):
    services = replace(services, slack=Slack("xoxb-dead", services.settings.slack_api_url))
    with pytest.raises(SlackTokenRefused):
        ticking.tick(services, EIGHT, EIGHT + ENDS)
    uninstalling.leave(services, TEAM_ID, EIGHT)
    assert ticking.tick(services, EIGHT, EIGHT + ENDS)["due"] == 0


def test_a_month_later_nothing_of_it_is_left_in_any_table(services, clock, team, slack_tells):
    team.are_asked()
    answers(team.asked[0], "Finished the export", "Review", "None")
    services.standups.keep_default("T0OTHER", None)
    PageRow(pages_key(ReportId(TEAM_ID, "daily", TUESDAY)), "00001").save()  # a page of a digest
    slack_tells(UNINSTALLED)
    gone = services.setup.installations.farewell(TEAM_ID)
    kept = contents(team)

    def tick(moment):
        clock.moment = moment
        ticking.tick(services, moment, moment + ENDS)
        return [row for row in stored(team) if TEAM_ID in json.dumps(row)]

    assert len(tick(gone.at + timedelta(days=29, hours=23))) == len(kept) - 1
    assert tick(gone.at + timedelta(days=30, minutes=1)) == []
    rows = [row for table in team.place.get("rows")["tables"].values() for row in table]
    assert {row["team_id"] for row in rows} == {"T0OTHER"}


def test_installed_again_after_that_month_it_begins_anew(services, clock, team):
    team.are_asked()
    uninstalling.leave(services, TEAM_ID, EIGHT)
    clock.moment = EIGHT + timedelta(days=31)
    uninstalling.come_back(services, TEAM_ID, clock.moment)
    assert services.setup.installations.farewell(TEAM_ID)
    jobs.work_on_jobs(services, clock.moment + ENDS)
    assert services.setup.installations.farewell(TEAM_ID) is None
    assert [row for row in stored(team) if TEAM_ID in json.dumps(row)] == []
