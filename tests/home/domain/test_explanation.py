"""Why somebody got no menu, decided from what is stored: one cause after the other."""

from datetime import date, timedelta

import pytest

from app.domain.day.member import Account, Away, Member, Preferences, Profile
from app.domain.day.occurrence import Group, ReportId
from app.domain.day.report import Absence, State
from app.domain.home.causes import explain
from app.domain.home.explanation import Cause, Facts, Finding, Happening
from app.domain.schedule import Moments
from app.domain.setup.changes import Change, Difference
from app.domain.setup.stored import Attention, Counted, Deletion, History, StoredStandup
from app.problem import Problem
from app.records import replace
from tests.kit.builders import EIGHT, TEN, TUESDAY, a_report, a_standup, a_submitted_report, an_occurrence

ANA, BO = "U0ANA", "U0BO"
SATURDAY, MONDAY = date(2026, 11, 28), date(2026, 11, 23)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
NOON = TEN + 2 * HOUR
KNOWN = Member("T0TEAM", ANA, Profile("ana", "Ana", zone="Europe/Prague"))


def stored(standup=None, **beside) -> StoredStandup:
    """A standup that ticks have looked at, with two people, and that is looked at again the next morning."""
    usual = {
        "attention": Attention(EIGHT + DAY, EIGHT - 7 * DAY),
        "counted": Counted((ANA, BO)),
        "history": History(EIGHT - 30 * DAY, EIGHT - 30 * DAY),
    }
    return StoredStandup(standup or a_standup(), **{**usual, **beside})


def found(
    standup=None, *, day=TUESDAY, now=NOON, day_off=lambda _: False, holidays=lambda *_: None, **facts
) -> Finding:
    kept = standup if isinstance(standup, StoredStandup) else stored(standup)
    given = {"member": KNOWN, **facts}
    return explain(Facts(kept, day, ANA, now, day_off, holidays, **given)).finding


def nobody_asked(**changes):
    """A day that was noted before it had a roster."""
    return an_occurrence(roster=None, progress_opened_at=None, **changes)


def test_who_has_a_menu_was_asked_whatever_came_then():
    for report in (
        a_report(menu_ts="1.2", menu_claimed_at=EIGHT),
        a_submitted_report(menu_ts="1.2", menu_claimed_at=EIGHT),
    ):
        assert found(occurrence=an_occurrence(), report=report) == Finding(Cause.ASKED, at=EIGHT)


def test_an_absence_is_told_as_it_was_on_the_day_and_its_note_is_not():
    away = a_report(state=State.AWAY, absence=Absence("away", SATURDAY, "in hospital"))
    assert found(occurrence=an_occurrence(), report=away) == Finding(Cause.AWAY, until=SATURDAY)
    holiday = a_report(state=State.AWAY, absence=Absence("holiday", TUESDAY, "St. Andrew"))
    assert found(occurrence=an_occurrence(), report=holiday) == Finding(Cause.HOLIDAY, "", "St. Andrew", TUESDAY)
    status = a_report(state=State.AWAY, absence=Absence("status", None, "vacation"))
    assert found(occurrence=an_occurrence(), report=status) == Finding(Cause.STATUS, words="vacation")


def test_a_day_that_was_skipped_ahead():
    skipped = a_report(state=State.SKIPPED, received_skip_at=EIGHT - DAY)
    assert found(occurrence=an_occurrence(), report=skipped) == Finding(Cause.SKIPPED, at=EIGHT - DAY)


def test_who_cannot_be_messaged_has_slacks_code():
    refused = a_report(state=State.UNREACHABLE, problem="messages_tab_disabled", menu_claimed_at=EIGHT)
    assert found(occurrence=an_occurrence(), report=refused) == Finding(
        Cause.CANNOT_BE_MESSAGED, "messages_tab_disabled", at=EIGHT
    )


def test_a_menu_that_slack_never_took_has_its_code_after_the_day_is_over():
    begun = a_report(menu_claimed_at=EIGHT, menu_problem="internal_error")
    assert found(occurrence=an_occurrence(), report=begun) == Finding(Cause.NOT_SENT, "internal_error", at=EIGHT)


@pytest.mark.parametrize(
    ("problem", "missed_at", "finding"),
    [
        ("not_in_channel", None, Finding(Cause.CHANNEL_CLOSED, "not_in_channel")),
        ("is_archived", TEN, Finding(Cause.CHANNEL_CLOSED, "is_archived")),
        ("missing_scope", None, Finding(Cause.REFUSED, "missing_scope")),
        ("internal_error", TEN, Finding(Cause.REFUSED, "internal_error")),
        ("standup_paused", TEN, Finding(Cause.PAUSED, at=TEN)),
        ("standup_deleted", TEN, Finding(Cause.DELETED, at=TEN)),
        (None, TEN, Finding(Cause.MISSED, at=TEN)),
    ],
)
def test_a_day_on_which_nobody_was_asked_says_why(problem, missed_at, finding):
    occurrence = nobody_asked(trouble_problem=problem, progress_missed_at=missed_at)
    assert found(occurrence=occurrence) == finding


@pytest.mark.parametrize(
    ("changes", "member", "cause"),
    [
        ({"people": (BO,)}, {}, Cause.NOT_CHOSEN),
        ({"observers": (ANA,)}, {}, Cause.OBSERVER),
        ({}, {"left": frozenset({"daily"})}, Cause.LEFT),
        ({}, {"account": Account(is_person=False)}, Cause.NOT_A_PERSON),
        ({}, {}, Cause.CAME_LATER),
    ],
)
def test_who_is_not_on_the_roster_has_no_place_in_it_or_came_later(changes, member, cause):
    occurrence = an_occurrence(roster=(BO,))
    assert found(a_standup(**changes), occurrence=occurrence, member=replace(KNOWN, **member)).cause is cause


def test_who_is_not_among_the_counted_was_not_in_the_channel():
    kept = stored(counted=Counted((BO,)))
    assert found(kept, occurrence=an_occurrence(roster=(BO,))).cause is Cause.NOT_IN_CHANNEL
    assert found(kept, occurrence=an_occurrence(roster=(BO,)), member=None).cause is Cause.NOT_IN_CHANNEL


def test_each_group_is_told_its_own_time():
    early, late = Moments(EIGHT, (), TEN), Moments(EIGHT + 6 * HOUR, (), TEN + 6 * HOUR)
    day = an_occurrence(roster=(ANA, BO), groups=(Group(early, (BO,)), Group(late, (ANA,))))
    assert found(occurrence=day) == Finding(Cause.WILL_BE_ASKED, at=late.ask)
    assert found(occurrence=day, now=late.ask + MINUTE) == Finding(Cause.BEING_ASKED, at=late.ask)
    assert found(occurrence=day, now=late.report) == Finding(Cause.NO_TIME_LEFT, at=late.report)


def in_two_groups(**changes):
    """A day on which others were asked at eight, and Ana is at two in the afternoon."""
    early, late = Moments(EIGHT, (), TEN), Moments(EIGHT + 6 * HOUR, (), TEN + 6 * HOUR)
    return an_occurrence(roster=(ANA, BO), groups=(Group(early, (BO,)), Group(late, (ANA,))), **changes)


def paused(at, *, before=False):
    return Change(BO, at, {"is_paused": Difference(before, not before)})


@pytest.mark.parametrize(
    ("member", "cause"),
    [
        ({"away": Away(TUESDAY, SATURDAY)}, Cause.AWAY),
        ({"skips": frozenset({ReportId("T0TEAM", "daily", TUESDAY)})}, Cause.SKIPPED),
        ({"left": frozenset({"daily"})}, Cause.LEFT),
        ({"account": Account(is_person=False)}, Cause.NOT_A_PERSON),
    ],
)
def test_who_waits_for_their_groups_time_is_not_promised_what_does_not_come(member, cause):
    assert found(occurrence=in_two_groups(), member=replace(KNOWN, **member)).cause is cause


def test_who_waits_for_their_groups_time_is_judged_again_when_it_comes():
    assert found(a_standup(people=(ANA, BO)), occurrence=in_two_groups()).cause is Cause.WILL_BE_ASKED
    assert found(a_standup(people=(BO,)), occurrence=in_two_groups()).cause is Cause.NOT_CHOSEN
    deleted = stored(deletion=Deletion(EIGHT + HOUR))
    assert found(deleted, occurrence=in_two_groups()) == Finding(Cause.DELETED, at=EIGHT + HOUR)
    assert found(occurrence=in_two_groups(), uninstalled_at=EIGHT + HOUR).cause is Cause.UNINSTALLED
    kept = stored(a_standup(is_paused=True), history=History(EIGHT - DAY, EIGHT + HOUR))
    for now in (NOON, EIGHT + 7 * HOUR, TEN + 9 * HOUR):
        assert found(kept, occurrence=in_two_groups(), now=now) == Finding(Cause.PAUSED, at=EIGHT + HOUR)


def test_since_when_a_standup_is_paused_is_when_it_was_paused_and_not_when_it_was_edited_last():
    kept = stored(a_standup(is_paused=True), history=History(EIGHT - 30 * DAY, NOON))
    renamed = Change(BO, NOON, {"name": Difference("Daily", "Morning")})
    assert found(kept, changes=(renamed, paused(EIGHT - HOUR))) == Finding(Cause.PAUSED, at=EIGHT - HOUR)
    assert found(kept, day=TUESDAY + DAY, changes=(renamed, paused(EIGHT - HOUR))).at == EIGHT - HOUR


def test_a_pause_that_is_over_by_now_is_the_cause_of_its_days():
    resumed_at = EIGHT + DAY
    resumed = stored(attention=Attention(EIGHT + 2 * DAY, resumed_at), history=History(EIGHT - 30 * DAY, resumed_at))
    pause = (paused(resumed_at, before=True), paused(EIGHT - HOUR))
    assert found(resumed, changes=pause) == Finding(Cause.PAUSED, at=EIGHT - HOUR)
    assert found(resumed, changes=(paused(TEN),)) == Finding(Cause.NOT_RESPONSIBLE, at=resumed_at)
    during = in_two_groups(progress_asked_at=TEN + 8 * HOUR)
    both = (paused(TEN + 7 * HOUR, before=True), paused(EIGHT + HOUR))
    assert found(occurrence=during, now=TEN + 9 * HOUR, changes=both) == Finding(Cause.PAUSED, at=EIGHT + HOUR)


def test_who_was_taken_off_the_roster_because_their_time_was_over_did_not_come_later():
    """In times of their own: Bo was asked at two, Ana could not be at eight."""
    late = an_occurrence(roster=(BO,), progress_opened_at=EIGHT + 6 * HOUR)
    before = an_occurrence(roster=(BO,), progress_opened_at=EIGHT - 5 * HOUR)
    named = a_standup(own_zones=True, people=(ANA, BO))
    both = (paused(TEN + HOUR, before=True), paused(EIGHT - 2 * HOUR))
    for day in (late, before):
        assert found(named, occurrence=day, changes=both) == Finding(Cause.PAUSED, at=EIGHT - 2 * HOUR)
        assert found(named, occurrence=day) == Finding(Cause.NO_TIME_LEFT, at=TEN - HOUR)
        came = Change(BO, TEN, {"people": Difference(added=(ANA,))})
        assert found(named, occurrence=day, changes=(came,)).cause is Cause.CAME_LATER
    in_time = an_occurrence(roster=(BO,), progress_opened_at=EIGHT)
    assert found(named, occurrence=in_time, changes=both).cause is Cause.CAME_LATER


def test_what_went_after_the_day_is_not_why_nobody_was_asked_on_it():
    assert found(stored(deletion=Deletion(EIGHT + 5 * DAY)), day=SATURDAY, now=EIGHT + 9 * DAY).cause is Cause.NOT_A_DAY
    gone = found(day=SATURDAY, now=EIGHT + 9 * DAY, uninstalled_at=EIGHT + 5 * DAY)
    assert gone.cause is Cause.NOT_A_DAY


def test_ticks_that_came_and_left_no_trace_of_a_day_are_not_called_missing():
    """A calendar's day off that is not in the calendar any more."""
    assert found(stored(attention=Attention(EIGHT + DAY, EIGHT - 7 * DAY))) == Finding(Cause.NOTHING_STORED)


def test_who_was_never_tried_is_not_said_to_be_refused_by_slack():
    """They came back from being away, or took a skip back, when it was too late to be asked."""
    back = a_report(menu_ts=None, menu_claimed_at=None)
    assert found(occurrence=an_occurrence(), report=back) == Finding(Cause.NO_TIME_LEFT, at=TEN)


def test_who_was_asked_too_often_by_others_is_not_said_to_be_out_of_slacks_reach():
    refused = a_report(state=State.UNREACHABLE, problem="too_many_menus", menu_claimed_at=EIGHT)
    assert found(occurrence=an_occurrence(), report=refused).cause is Cause.TOO_MANY_MENUS


def test_a_day_without_a_standup():
    assert found(day=SATURDAY).cause is Cause.NOT_A_DAY


def test_a_day_off_says_whose():
    def off(_):
        return True

    assert found(a_standup(calendar_days=(TUESDAY,)), day_off=off) == Finding(Cause.DAY_OFF, "calendar")
    assert found(a_standup(days_off=(TUESDAY,)), day_off=off) == Finding(Cause.DAY_OFF, "listed")
    named = found(a_standup(country="CZ"), day_off=off, holidays=lambda *_: "Christmas Eve")
    assert named == Finding(Cause.DAY_OFF, "holiday", "Christmas Eve")


def test_a_standup_that_could_ask_nobody_at_that_time():
    paused = stored(a_standup(is_paused=True), history=History(EIGHT - 30 * DAY, EIGHT - HOUR))
    assert found(paused) == Finding(Cause.PAUSED, at=EIGHT - HOUR)
    assert found(stored(deletion=Deletion(EIGHT - DAY))) == Finding(Cause.DELETED, at=EIGHT - DAY)
    assert found(stored(problems={"zone": Problem("bad")})).cause is Cause.BROKEN
    assert found(stored(history=History(EIGHT + DAY))).cause is Cause.NOT_SET_UP
    assert found(stored(attention=Attention(EIGHT + DAY, EIGHT + HOUR))) == Finding(
        Cause.NOT_RESPONSIBLE, at=EIGHT + HOUR
    )
    assert found(uninstalled_at=EIGHT - DAY) == Finding(Cause.UNINSTALLED, at=EIGHT - DAY)


def test_ticks_that_stay_out_are_told_by_what_is_due_since_then():
    assert found(stored(attention=Attention(EIGHT, EIGHT - DAY))) == Finding(Cause.NO_TICK, at=EIGHT)
    assert found(stored(attention=Attention(EIGHT, EIGHT - DAY)), now=EIGHT + MINUTE).cause is Cause.BEING_ASKED


def test_a_day_of_long_ago_is_not_kept():
    kept = stored(a_standup(retention_days=90), history=History(EIGHT - 900 * DAY))
    assert found(kept, day=TUESDAY - 100 * DAY) == Finding(Cause.NOT_KEPT, words="90")
    assert found(stored(history=History()), day=TUESDAY - 100 * DAY, days_kept=30) == Finding(
        Cause.NOT_KEPT, words="30"
    )


def test_a_day_to_come_says_what_is_to_be_expected():
    tomorrow = TUESDAY + DAY
    nine_in_prague = EIGHT + DAY
    assert found(day=tomorrow) == Finding(Cause.WILL_BE_ASKED, at=nine_in_prague)
    own = found(a_standup(own_zones=True), day=tomorrow)
    assert own == Finding(Cause.WILL_BE_ASKED, at=nine_in_prague - HOUR)
    away = replace(KNOWN, away=Away(TUESDAY, SATURDAY, "in hospital"))
    assert found(day=tomorrow, member=away) == Finding(Cause.AWAY, until=SATURDAY)
    skips = replace(KNOWN, skips=frozenset({ReportId("T0TEAM", "daily", tomorrow)}))
    assert found(day=tomorrow, member=skips).cause is Cause.SKIPPED
    at_home = replace(KNOWN, preferences=Preferences(country="CZ"))
    assert found(day=tomorrow, member=at_home, holidays=lambda *_: "Feast") == Finding(
        Cause.HOLIDAY, words="Feast", until=tomorrow
    )
    assert found(a_standup(is_paused=True), day=tomorrow).cause is Cause.PAUSED


def test_a_day_whose_row_makes_no_sense_is_not_guessed_at():
    assert found(occurrence=an_occurrence(trouble_is_lost=True)).cause is Cause.UNREADABLE


def test_what_happened_stands_in_its_order():
    day = an_occurrence(header_ts="1795514400.000100", progress_closed_at=TEN, progress_settled_at=TEN + MINUTE)
    report = a_submitted_report(menu_claimed_at=EIGHT, menu_ts="1795507203.000100", post_parts=("1795514401.0",))
    told = explain(Facts(stored(), TUESDAY, ANA, NOON, lambda _: False, lambda *_: None, KNOWN, day, report))
    assert [step.what for step in told.steps] == [
        Happening.OPENED,
        Happening.CLAIMED,
        Happening.MENU,
        Happening.ANSWERED,
        Happening.REPORT_BEGAN,
        Happening.HEADER,
        Happening.POSTED,
        Happening.SETTLED,
    ]
