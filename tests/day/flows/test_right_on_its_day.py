"""Whatever is edited, joined, left or missed meanwhile, a standup asks and reports as its page says."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from app.domain.day.member import Away, Preferences
from app.domain.schedule import next_asking
from app.domain.scheduling.upcoming import Asking
from app.domain.standup import with_values
from app.errors import DayMissed
from app.flows.day import answering, opening
from app.flows.home import absence, preferences
from app.flows.requester import Requester, member_of
from app.flows.scheduling import roster, ticking
from app.flows.setup import configuring, running_by_hand
from app.flows.setup.counting import count_people
from app.flows.upcoming import next_asking_of
from app.storage.rows.tables import StandupRow
from app.views.day.report_form import Origin, Submission
from local.stack import CHANNEL
from ops.standups import standups as files
from ops.standups.standups_file import read
from tests.kit.builders import TUESDAY, a_standup

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
SOON = timedelta(minutes=15)
ANA, MARCUS, PRIYA, MATILDA = "U0ANAPRG01", "U0MARCUS02", "U0PRIYAK04", "U0MATILD07"  # Prague, New York, Delhi, Sydney
OWN = {"own_zones": True, "zone": "Europe/Prague", "ask_at": time(9), "report_at": time(10, 30)}
WEDNESDAY = TUESDAY + DAY


def utc(hour, minute=0, day=24):
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


# Tuesday's 09:00, in UTC.
NINE = {MATILDA: utc(22, day=23), PRIYA: utc(3, 30), ANA: utc(8), MARCUS: utc(14)}


class Mornings:
    """A standup of the team's channel and its ticks; who is asked when, and what becomes of a day."""

    def __init__(self, services, clock, team) -> None:
        self.services, self.clock, self.team = services, clock, team
        self.team_id = services.slack.identity().team_id
        self.people = {person.id: person for person in team}
        services.standups.delete(services.standups.get(self.team_id, "daily"), ANA, utc(1, day=20))

    def begins(self, at, **changes):
        self.clock.moment = at
        mine = {"team_id": self.team_id, "standup_id": "retro", "channel": CHANNEL, "owners": (ANA,), **changes}
        stored = self.services.standups.save(a_standup(**mine), ANA, at, at).standup
        count_people(self.services, stored)

    @property
    def standup(self):
        return self.services.standups.get(self.team_id, "retro")

    @property
    def stored(self):
        return self.services.standups.stored(self.team_id, "retro")

    def ticks(self, begin, end=None, every=MINUTE):
        done, moment = [], begin
        while moment <= (end or begin):
            self.clock.moment = moment
            done += ticking.tick(self.services, moment, moment + SOON)["done"]
            moment += every
        return [did.split(" ")[0] + did[-9:] for did in done if ".retro." in did and ": " not in did]

    def member(self, user_id):
        return member_of(self.services, self.team_id, user_id)

    def owner_saves(self, at, **changes):
        """Save the modal, as its lazy run does."""
        self.clock.moment = at
        saved = configuring.save_standup(self.services, self.member(ANA), with_values(self.standup, changes)).standup
        count_people(self.services, saved)

    def answers(self, user_id, at, day=TUESDAY):
        self.clock.moment = at
        origin = Origin(f"{self.team_id}.retro.{day:%Y%m%d}")
        answering.submit_answers(
            self.services,
            Requester(user_id, {self.team_id}),
            Submission(origin, {"question0": "Done"}),
            at,
            self.services.clock.now(),
        )

    def day(self, day=TUESDAY):
        found = self.services.reports.occurrences(self.team_id, "retro", [day], self.clock.moment)
        return next(iter(found), None)

    def asked(self, day=TUESDAY):
        """Who has a menu of a day."""
        name = f".retro.{day:%Y%m%d}"
        return {user_id for user_id, person in self.people.items() if name in str(person.messages())}

    def headings(self):
        return [message["text"] for message in self.team.channel() if not message.get("username")]


@pytest.fixture
def morning(services, clock, team):
    return Mornings(services, clock, team)


def test_f15_a_day_under_way_keeps_its_times_when_the_owner_moves_them(morning):
    morning.begins(utc(7), people=(ANA, MARCUS))
    assert morning.ticks(utc(8)) == ["ask.20261124"]
    morning.answers(ANA, utc(8, 30))
    morning.owner_saves(utc(9, 59), ask_at=time(13), report_at=time(15))
    assert morning.ticks(utc(9, 59), utc(16), every=5 * MINUTE) == ["report.20261124"]
    assert morning.day().progress.settled_at < utc(10, 15)
    assert "1 of 2 reported" in morning.headings()[0]


def test_f15_fridays_only_from_now_on_and_today_is_reported_still(morning):
    morning.begins(utc(7), people=(ANA, MARCUS))
    morning.ticks(utc(8))
    morning.answers(ANA, utc(8, 30))
    morning.owner_saves(utc(9), days=frozenset({4}))
    assert morning.ticks(utc(9), utc(12), every=5 * MINUTE) == ["report.20261124"]
    assert morning.ticks(utc(8, day=25), utc(12, day=25), every=HOUR) == []


def test_f15_after_ask_now_on_a_sunday_a_new_name_loses_no_report(morning):
    morning.begins(utc(7, day=22), people=(ANA, MARCUS))
    sunday = date(2026, 11, 22)
    morning.clock.moment = utc(12, day=22)
    running_by_hand.ask_now(morning.services, morning.member(ANA), "retro")
    assert morning.ticks(utc(12, day=22)) == ["ask.20261122"]
    morning.answers(ANA, utc(12, 30, day=22), sunday)
    morning.owner_saves(utc(12, 40, day=22), name="Renamed")
    assert morning.ticks(utc(12, 41, day=22), utc(16, day=22), every=5 * MINUTE) == ["report.20261122"]


@pytest.mark.parametrize("how", ["made", "resumed", "restored"])
def test_f1_made_when_it_is_nine_in_sydney_already_it_asks_in_prague_today_as_its_message_says(morning, how):
    now = utc(6)
    morning.begins(now if how == "made" else utc(7, day=19), people=(ANA, MATILDA), is_paused=how == "resumed", **OWN)
    ana = morning.member(ANA)
    if how == "restored":
        configuring.delete_standup(morning.services, ana, "retro")
    morning.clock.moment = now
    if how == "resumed":
        running_by_hand.resume(morning.services, ana, "retro")
    elif how == "restored":
        configuring.restore_standup(morning.services, ana, "retro")
    assert next_asking(morning.standup, now, "Europe/Prague") == NINE[ANA]
    morning.ticks(now, utc(8), every=10 * MINUTE)
    assert morning.asked() == {ANA}
    assert morning.ticks(utc(9, 30), NINE[MATILDA] + DAY, every=30 * MINUTE) == ["report.20261124", "ask.20261125"]


def test_f4_who_joins_from_delhi_at_five_keeps_nobody_in_prague_from_being_asked(morning):
    morning.begins(utc(7, day=20), people=None, **OWN)
    morning.team.place.post("channel", id=CHANNEL, remove=[each for each in morning.people if each != ANA])
    morning.team.settles()
    morning.ticks(utc(8, day=23), utc(11, day=23), every=30 * MINUTE)
    morning.team.place.post("channel", id=CHANNEL, add=[PRIYA])
    morning.clock.moment = utc(5, 5)  # 10:35 in Delhi
    roster.join(morning.services, morning.team_id, PRIYA, CHANNEL, utc(5, 5))
    assert morning.ticks(utc(5, 5), utc(8), every=5 * MINUTE) == ["ask.20261124"]
    assert morning.asked() == {ANA}
    assert morning.day().plan.report_at == utc(9, 30)


@pytest.mark.parametrize("how", ["away", "quits", "leaves the channel"])
def test_f3_who_is_away_or_gone_by_their_own_nine_is_not_asked_though_sydney_opened_the_day(morning, how):
    morning.begins(utc(7, day=23), people=None, **OWN)
    morning.ticks(NINE[MATILDA])
    assert MATILDA in morning.asked()
    morning.clock.moment = utc(7)
    marcus = morning.member(MARCUS)
    if how == "away":
        absence.go_away(morning.services, marcus, Away(TUESDAY, TUESDAY), utc(7))
    elif how == "quits":
        preferences.leave(morning.services, marcus, "retro")
    else:
        morning.team.place.post("channel", id=CHANNEL, remove=[MARCUS])
    morning.ticks(utc(7), utc(15), every=15 * MINUTE)
    assert ANA in morning.asked()
    assert MARCUS not in morning.asked()
    assert (MARCUS in morning.day().roster) == (how == "away")
    _, report = morning.services.reports.snapshot(morning.day().report_id, MARCUS, utc(15))
    assert (report.state if report else None) == ("away" if how == "away" else None)


def test_f5_a_save_between_eight_and_the_tick_that_asks_loses_no_day(morning):
    morning.begins(utc(7), people=(ANA, MARCUS))
    morning.owner_saves(utc(8) + 20 * timedelta(seconds=1), name="Renamed")
    assert morning.ticks(utc(8, 1)) == ["ask.20261124"]
    morning.ticks(utc(10))
    morning.owner_saves(utc(8, day=25) + 20 * timedelta(seconds=1), report_at=time(11))
    assert morning.ticks(utc(8, 1, day=25)) == ["ask.20261125"]
    assert morning.day(WEDNESDAY).plan.report_at == utc(11, day=25)


def test_f18_an_error_that_nobody_expected_before_the_roster_is_stored_loses_no_day(morning):
    morning.begins(utc(7), people=None)
    members = morning.services.slack._reading.conversations_members
    morning.services.slack._reading.conversations_members = lambda **_: {"members": 7}
    with pytest.raises(TypeError):
        morning.ticks(utc(8))
    morning.services.slack._reading.conversations_members = members
    assert morning.ticks(utc(8, 1), utc(8, 30)) == ["ask.20261124"]


def test_f6_after_an_outage_of_days_the_open_day_is_missed_and_people_are_told_so(morning):
    morning.begins(utc(7), people=(ANA, MARCUS))
    morning.ticks(utc(8))
    morning.answers(ANA, utc(8, 30))
    assert morning.ticks(utc(9, day=30)) == [
        "miss.20261124",
        "miss.20261125",
        "miss.20261126",
        "miss.20261127",
        "ask.20261130",
    ]
    assert morning.day().progress.missed_at == utc(9, day=30)
    first = morning.people[ANA].messages()[0]["text"]
    assert "is over and was not posted to" in first
    assert "I could not post it in time. Your answers are kept:" in first
    origin = Origin(f"{morning.team_id}.retro.20261124")
    with pytest.raises(DayMissed):
        opening.check_answers(
            morning.services,
            Requester(MARCUS, {morning.team_id}),
            Submission(origin, {"question0": "Late"}),
            morning.services.clock.now(),
        )


def test_f6_after_a_pause_the_open_day_is_reported_late_or_recorded_as_missed(morning):
    morning.begins(utc(7), people=(ANA, MARCUS))
    morning.ticks(utc(8))
    morning.answers(ANA, utc(8, 30))
    morning.owner_saves(utc(9), is_paused=True)
    assert morning.ticks(utc(9), utc(12), every=10 * MINUTE) == []
    morning.owner_saves(utc(12), is_paused=False)
    assert morning.ticks(utc(12)) == ["report.20261124"]
    morning.ticks(utc(8, day=25))
    morning.owner_saves(utc(9, day=25), is_paused=True)
    assert morning.ticks(utc(9, day=25), utc(23, day=25), every=30 * MINUTE) == ["miss.20261125"]
    assert morning.stored.attention.due_at is None
    assert "was not posted" in morning.people[ANA].messages()[-1]["text"]


def test_f9_a_calendar_full_of_days_off_never_ends_a_standup_for_good(morning):
    off = tuple(TUESDAY + number * DAY for number in range(1000))
    calendar = {"calendar_url": "https://example.com/days.ics"}
    morning.begins(utc(7), people=(ANA,), **calendar)
    morning.services.standups.note_calendar(morning.standup, off, utc(7))
    assert morning.ticks(utc(7, 1), utc(12), every=30 * MINUTE) == []
    assert utc(12) < morning.stored.attention.due_at < utc(12) + 60 * DAY
    morning.services.standups.note_calendar(morning.standup, (), utc(12))
    assert morning.stored.attention.due_at <= utc(12)
    assert morning.ticks(utc(12), utc(8, day=25), every=30 * MINUTE) == ["ask.20261125"]


def test_f2_who_is_on_holiday_in_sydney_opens_no_heading_on_prague_s_monday_night(morning):
    morning.begins(utc(7, day=23), people=(ANA, MATILDA), days=frozenset({1}), **OWN)
    absence.go_away(morning.services, morning.member(MATILDA), Away(TUESDAY, TUESDAY), utc(8, day=23))
    assert morning.ticks(utc(12, day=23), utc(7, 55), every=5 * MINUTE) == []
    assert morning.ticks(utc(8), utc(10), every=5 * MINUTE) == ["ask.20261124", "report.20261124"]
    assert morning.day().plan.report_at == utc(9, 30)
    assert "is away" in morning.headings()[0]


def test_f8_the_standup_s_own_zone_counts_only_when_somebody_is_in_it(morning):
    morning.begins(utc(7, day=23), people=(ANA, MARCUS), days=frozenset({1}), **{**OWN, "zone": "Australia/Sydney"})
    assert morning.ticks(utc(12, day=23), utc(7, 55), every=15 * MINUTE) == []
    assert morning.ticks(utc(8)) == ["ask.20261124"]
    assert [len(group.people) for group in morning.day().groups] == [1, 1]


def test_f17_a_day_on_which_nobody_got_the_questions_is_missed_not_reported(morning):
    morning.begins(utc(7), people=(ANA, MARCUS))
    morning.team.fault("chat.postMessage", "error", error="internal_error", times=99)
    morning.ticks(utc(8))
    assert morning.day().roster
    morning.team.place.post("faults", clear=True)
    assert morning.ticks(utc(11)) == ["miss.20261124"]
    assert morning.headings() == []


def test_f20_off_today_by_a_holiday_and_away_from_tomorrow_gets_no_menu_today(morning):
    holiday = date(2026, 11, 17)
    morning.begins(utc(7, day=17), people=(ANA, MARCUS))
    morning.services.members.remember_preferences(morning.team_id, ANA, Preferences(country="CZ"), utc(7, day=17))
    morning.ticks(utc(8, day=17))
    assert ANA not in morning.asked(holiday)
    absence.go_away(morning.services, morning.member(ANA), Away(holiday + DAY, holiday + 3 * DAY), utc(9, day=17))
    assert ANA not in morning.asked(holiday)


def test_f16_zones_are_counted_anew_after_standups_apply(morning, tmp_path):
    morning.begins(utc(7, day=20), people=(ANA,), **OWN)
    morning.ticks(utc(8, day=23), utc(10, day=23), every=30 * MINUTE)
    file = tmp_path / "standups.yml"
    file.write_text(
        f"standups:\n  retro:\n    name: Retro\n    channel: {CHANNEL}\n    own_zones: true\n    zone: Europe/Prague\n"
        f"    days: [tuesday]\n    ask_at: '09:00'\n    report_at: '10:30'\n    owners: [{ANA}]\n"
        f"    people: [{ANA}, {MATILDA}]\n"
        "    questions:\n    - {id: question0, text: News, label: News}\n"
    )
    chosen = files.plan(morning.services, morning.team_id, read(file), prune=False)
    files.carry_out(morning.services, chosen, "ops ana")
    assert "Australia/Sydney" in morning.stored.counted.zones
    morning.ticks(NINE[MATILDA])
    assert morning.asked() == {MATILDA}


def test_f12_who_chose_czech_is_asked_in_czech_on_every_day(morning):
    morning.begins(utc(7), people=(ANA, MARCUS))
    morning.services.members.remember_preferences(morning.team_id, ANA, Preferences(language="cs"), utc(7))
    for day in (24, 25, 26):
        morning.ticks(utc(8, day=day))
        assert ("úterý", "středa", "čtvrtek")[day - 24] in morning.people[ANA].messages()[-1]["text"]


def test_in_the_night_in_which_clocks_leap_over_the_questions_they_and_the_report_come_an_hour_later(morning):
    """From 02:00 to 03:00 in Prague: 02:30 is 03:30 then, and the report of 03:00 is there at 04:00."""
    sunday = date(2027, 3, 28)
    night = {"zone": "Europe/Prague", "ask_at": time(2, 30), "report_at": time(3), "days": frozenset({6})}
    morning.begins(datetime(2027, 3, 27, 20, tzinfo=UTC), people=(ANA,), **night)
    midnight = datetime(2027, 3, 28, tzinfo=UTC)
    asking = next_asking_of(morning.services, morning.stored, morning.member(ANA))
    assert asking == Asking(midnight + 1.5 * HOUR, sunday)
    assert morning.ticks(midnight, midnight + 1.5 * HOUR, every=5 * MINUTE) == ["ask.20270328"]
    assert morning.asked(sunday) == {ANA}
    morning.answers(ANA, midnight + 1.75 * HOUR, sunday)
    assert morning.ticks(midnight + 1.75 * HOUR, midnight + 3 * HOUR, every=5 * MINUTE) == ["report.20270328"]
    assert morning.day(sunday).plan.report_at == midnight + 2 * HOUR
    assert "1 of 1 reported" in morning.headings()[0]


def test_b9_a_reminder_sent_late_says_until_when_it_is_open(morning):
    morning.begins(utc(7), people=(ANA,), reminders=(30,))
    morning.ticks(utc(8))
    assert morning.ticks(utc(9, 51)) == ["remind.20261124"]
    assert "Still open until 11:00" in morning.people[ANA].reads()


def test_a_row_of_the_release_before_asks_and_reports_as_before(morning):
    """It has neither `responsible_since` nor open days: the first tick takes both from what it finds."""
    morning.begins(utc(7, day=20), people=(ANA, MARCUS))
    morning.ticks(utc(8, day=23))
    morning.answers(ANA, utc(8, 30, day=23), TUESDAY - DAY)
    row, due_at = StandupRow(morning.team_id, "retro"), StandupRow.due_at.set(utc(10, day=23))
    row.update(actions=[StandupRow.responsible_since.remove(), StandupRow.open_days.remove(), due_at])
    assert morning.ticks(utc(9, 59, day=23), utc(10, 5, day=23)) == ["report.20261123"]
    assert morning.ticks(utc(8), utc(8, 2)) == ["ask.20261124"]
    assert morning.stored.attention.since <= utc(8)


def test_where_all_are_away_and_live_west_of_the_standup_s_zone_the_heading_says_so_at_its_time(morning):
    sydney = {**OWN, "zone": "Australia/Sydney", "days": frozenset({1})}
    morning.begins(utc(7, day=23), people=(ANA, MARCUS), **sydney)
    for user_id in (ANA, MARCUS):
        absence.go_away(morning.services, morning.member(user_id), Away(TUESDAY, TUESDAY), utc(8, day=23))
    assert morning.ticks(utc(20, day=23), utc(23, 25, day=23), every=5 * MINUTE) == ["ask.20261124"]
    assert morning.ticks(utc(23, 30, day=23)) == ["report.20261124"]
    assert "are away" in morning.headings()[0]
