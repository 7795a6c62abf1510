"""The tick: what is due is done by its clock, once, whatever came in between."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.domain.day.member import Away, Preferences
from app.domain.day.report import Absence
from app.domain.standup import Posting
from app.flows.day import answering
from app.flows.requester import Requester
from app.flows.scheduling import ticking
from app.views.day.report_form import Origin, Submission
from local.stack import CHANNEL
from tests.kit.builders import EIGHT, TEN, TUESDAY, a_standup

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
NINE = {"ask_at": time(9), "report_at": time(10, 30)}
SOON = timedelta(minutes=15)


@pytest.fixture
def ticks(services, clock, team):
    """Let the tick of a moment come, or those of a span, one every so often."""

    def tick(moment, until=None, every=5 * MINUTE):
        done, until = [], until or moment
        while moment <= until:
            clock.moment = moment
            done += ticking.tick(services, moment, clock.now() + SOON)["done"]
            moment += every
        acts = ("ask ", "remind ", "report ", "miss ")
        return [did.split(" ")[0] + did[-9:] for did in done if did.startswith(acts)]

    return tick


@pytest.fixture
def standup(services):
    """Store a standup of the team's channel, and no other, in the small hours."""

    team_id = services.slack.identity().team_id
    services.standups.delete(services.standups.get(team_id, "daily"), "U0ANAPRG01", EIGHT)

    def store(stored_at=EIGHT - 7 * HOUR, **changes):
        mine = {"team_id": team_id, "standup_id": "retro", "channel": CHANNEL, **changes}
        return services.standups.save(a_standup(**mine), "U0ANAPRG01", stored_at, stored_at).standup

    return store


def answer(services, person, text, day=TUESDAY, standup_id="retro"):
    team_id = services.slack.identity().team_id
    origin = Origin(f"{team_id}.{standup_id}.{day:%Y%m%d}")
    answering.submit_answers(
        services,
        Requester(person.id, {team_id}),
        Submission(origin, {"question0": text}),
        services.clock.now(),
        services.clock.now(),
    )


def occurrence(services, day=TUESDAY, standup_id="retro"):
    (found,) = services.reports.occurrences(services.slack.identity().team_id, standup_id, [day], services.clock.now())
    return found


def test_without_any_set_up_a_weekday_passes_by_the_tick_alone(ticks, team):
    done = ticks(EIGHT - MINUTE, TEN + HOUR, MINUTE)
    assert [act for act in done if not act.startswith("remind")] == ["ask.20261124", "report.20261124"]
    assert [len(person.messages()) for person in team.asked] == [1] * 11
    assert len(team.channel()) == 1


def test_a_tick_with_nothing_due_reads_once_and_writes_nothing(ticks, services, team):
    ticks(EIGHT)
    before = services.standups.stored(services.slack.identity().team_id, "daily")
    assert ticks(EIGHT + MINUTE, EIGHT + 5 * MINUTE, MINUTE) == []
    assert services.standups.stored(services.slack.identity().team_id, "daily") == before


def test_after_hours_without_ticks_questions_are_asked_until_the_reports_time(ticks, team):
    ticks(EIGHT - MINUTE)
    assert ticks(TEN - 10 * MINUTE) == ["ask.20261124"]
    assert ticks(TEN + 5 * HOUR) == ["report.20261124"]


def test_what_nobody_needs_any_more_is_recorded_as_missed_once(ticks, team, services):
    ticks(EIGHT - MINUTE)
    assert ticks(TEN + MINUTE, TEN + HOUR) == ["miss.20261124"]
    assert team.asked == []
    assert occurrence(services, standup_id="daily").progress.missed_at == TEN + MINUTE
    assert ticks(EIGHT + 24 * HOUR) == ["ask.20261125"]


def test_two_ticks_at_once_do_not_wait_for_each_other(ticks, services, standup, team):
    standup()
    lease = services.sending.leases.take(services.slack.identity().team_id, "other", "tick", EIGHT)
    done = ticking.tick(services, EIGHT, EIGHT + SOON)["done"]
    assert done == ["a sender is at work"]
    services.sending.leases.give_back(lease)
    assert ticks(EIGHT + MINUTE) == ["ask.20261124"]


def test_one_failing_standup_stops_no_other_and_is_tried_again(ticks, standup, team, services):
    standup(standup_id="broken", channel="C0GENERAL1")
    standup()
    refusal = "channel_is_limited_access"
    team.fault("conversations.members", "error", error=refusal, times=None, where={"channel": "C0GENERAL1"})
    assert ticks(EIGHT) == ["ask.20261124"]
    assert occurrence(services, standup_id="broken").trouble.problem == refusal
    team_id = services.slack.identity().team_id
    assert services.standups.stored(team_id, "broken").attention.due_at == EIGHT + 10 * MINUTE
    assert ticks(TEN, every=MINUTE) == ["miss.20261124", "report.20261124"]


def test_a_standup_whose_channel_is_not_there_any_more_rests(ticks, standup, services):
    standup(standup_id="broken", channel="C0NOSUCH99")
    assert ticks(EIGHT) == []
    stored = services.standups.stored(services.slack.identity().team_id, "broken")
    assert stored.standup.is_paused
    assert stored.history.paused_by == services.slack.identity().bot_user_id


def test_while_slack_is_away_the_next_tick_tries_again(ticks, standup, team, services):
    standup()
    team.fault("conversations.members", "error", error="internal_error", times=1)
    assert ticks(EIGHT) == []
    assert ticks(EIGHT + MINUTE) == ["ask.20261124"]


def test_what_somebody_wants_now_is_done_whatever_the_clock_says(ticks, standup, team, services):
    paused_here = standup(days=frozenset({0}))
    services.standups.want(paused_here, "ask", TUESDAY, TEN + 3 * HOUR)
    assert ticks(TEN + 3 * HOUR) == ["ask.20261124"]
    assert services.standups.stored(paused_here.team_id, "retro").attention.wanted == {}
    assert ticks(TEN + 3 * HOUR + MINUTE, TEN + 6 * HOUR) == ["report.20261124"]
    assert occurrence(services).plan.report_at == TEN + 5 * HOUR


def test_the_absent_are_on_the_roster_with_the_reason_and_get_no_message(ticks, standup, team, services, clock):
    retro = standup(observers=(team[1].id,), optional=(team[2].id,))
    services.members.remember_away(retro.team_id, team[0].id, Away(TUESDAY, date(2026, 11, 27), "Skiing"), EIGHT)
    ticks(EIGHT)
    assert team[0].messages() == team[1].messages() == []
    found = occurrence(services)
    assert team[0].id in found.roster
    assert team[1].id not in found.roster
    reports = {report.user_id: report for report in services.reports.day(found.report_id, EIGHT)[1]}
    away = reports[team[0].id]
    assert (away.state, away.absence) == ("away", Absence("away", date(2026, 11, 27), "Skiing"))
    assert reports[team[2].id].terms.is_optional
    answer(services, team[3], "Finished")
    ticks(TEN)
    summary_header = team.channel()[0]["text"]
    assert "1 of 8 reported" in summary_header
    assert f"{team[0].name} is away." in summary_header


def test_when_complete_the_report_comes_with_the_last_answer(ticks, standup, team, services, clock):
    standup(posting=Posting.WHEN_COMPLETE, people=(team[0].id, team[1].id))
    ticks(EIGHT)
    clock.moment = EIGHT + 10 * MINUTE
    answer(services, team[0], "One")
    assert ticks(EIGHT + 11 * MINUTE) == []
    answer(services, team[1], "Two")
    assert ticks(EIGHT + 12 * MINUTE) == ["report.20261124"]
    assert len(team.posts()) == 2
    assert ticks(TEN, TEN + HOUR) == []


def test_as_it_comes_the_heading_is_there_first_and_each_answer_joins_its_thread(ticks, standup, team, services, clock):
    standup(posting=Posting.AS_IT_COMES)
    ticks(EIGHT)
    assert len(team.channel()) == 1
    clock.moment = EIGHT + 10 * MINUTE
    answer(services, team[0], "One")
    (reply,) = team.thread()
    assert "added at" not in str(reply["blocks"])
    assert "Skip today" in str(team[1].messages()[0]["blocks"])
    ticks(TEN)
    assert "1 of 11 reported" in team.channel()[0]["text"]
    assert "without you" in team[1].reads()
    clock.moment = TEN + MINUTE
    answer(services, team[1], "Two")
    assert "added at" in str(team.thread()[-1]["blocks"])


def test_each_is_asked_at_nine_of_their_own_and_answers_join_one_report(ticks, standup, team, services, clock):
    standup(own_zones=True, zone="Europe/Prague", stored_at=EIGHT - 48 * HOUR, **NINE)
    begin = datetime(2026, 11, 23, 15, tzinfo=EIGHT.tzinfo)
    asked_at = {}
    for minutes in range(0, 30 * 60, 15):
        moment = begin + minutes * MINUTE
        ticks(moment)
        for person in team.asked:
            if ".retro.20261124" in str(person.messages()):
                asked_at.setdefault(person.id, moment)
    for person in team.asked:
        local = asked_at[person.id].astimezone(ZoneInfo(person.profile["tz"]))
        assert (local.date(), local.time()) == (TUESDAY, time(9)), person.profile["tz"]
    headings = [message for message in team.channel() if "24 November" in message["text"]]
    assert len(headings) == 1


def test_a_reminder_follows_the_menu_and_one_message_remains(ticks, standup, team, services, clock):
    retro = standup(reminders=(30,), optional=(team[1].id,), people=tuple(person.id for person in team.people[:6]))
    services.members.remember_preferences(retro.team_id, team[2].id, Preferences(reminders=0), EIGHT)
    ticks(EIGHT)
    clock.moment = EIGHT + MINUTE
    answer(services, team[0], "One")
    before = [person.messages() for person in team.asked]
    assert ticks(TEN - HOUR / 2) == ["remind.20261124"]
    assert [len(person.messages()) for person in team.asked] == [1] * 6
    reminded = [person for person, known in zip(team.asked, before, strict=True) if person.messages() != known]
    zones = {person.profile["tz"] for person in reminded}
    assert {"Africa/Nairobi", "America/Los_Angeles"}.isdisjoint(zones)
    assert [person.id for person in reminded] == [team[3].id, team[4].id, team[5].id]
    assert "Still open until 15:30." in team[3].reads()
    assert ticks(TEN - 20 * MINUTE) == []
    ticks(TEN)
    assert "without you" in team[3].reads()


def test_a_reminder_whose_reply_was_lost_is_not_sent_again(ticks, standup, team, stack):
    standup(reminders=(30,), people=(team[0].id,))
    ticks(EIGHT)
    stack.clock.move_to(TEN - HOUR / 2)
    stack.schedules.clear()  # nothing that was due on the way fires
    team.fault("chat.postMessage", "lost_reply", times=1)
    assert ticks(TEN - HOUR / 2) == ["remind.20261124"]  # which has looked for it
    assert ticks(TEN - 29 * MINUTE) == []
    assert len(team[0].messages()) == 1
    assert "Still open" in team[0].reads()
    assert len(team.calls("chat.postMessage")) == 2


def test_who_travels_is_asked_by_their_new_zone_from_the_next_day_and_slack_is_asked_once_a_day(
    ticks, standup, team, stack
):
    standup(own_zones=True, people=(team[0].id,), **NINE)
    assert ticks(EIGHT, EIGHT + HOUR, every=30 * MINUTE) == ["ask.20261124"]  # nine in Prague
    stack.workspace.people[team[0].id].tz = "America/New_York"
    ticks(EIGHT + 90 * MINUTE, EIGHT + 16 * HOUR, every=30 * MINUTE)
    assert len(team.calls("users.info")) == 1
    ticks(EIGHT + 16 * HOUR, EIGHT + 23 * HOUR, every=30 * MINUTE)  # read again before they are asked
    wednesday = EIGHT + 24 * HOUR
    ticks(wednesday, wednesday + 330 * MINUTE, every=30 * MINUTE)
    assert (len(team.calls("users.info")), len(team[0].messages())) == (2, 1)
    ticks(wednesday + 6 * HOUR)  # nine in New York
    assert (len(team.calls("users.info")), len(team[0].messages())) == (2, 2)
