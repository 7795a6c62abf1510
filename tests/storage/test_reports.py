"""Occurrences and reports: one claim wins, the later answer wins, what has expired is gone."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import permutations

import pytest

from app.domain.day.report import State
from app.domain.standup import Layout
from app.records import replace
from app.storage.day.reports import Reports
from app.storage.day.tellings import Tellings
from tests.kit.builders import EIGHT, TEN, TUESDAY, a_report, a_submitted_report, an_occurrence

pytestmark = pytest.mark.usefixtures("engine")


@pytest.fixture
def reports():
    return Reports(days_kept=400)


@pytest.fixture
def asked(reports):
    occurrence = reports.open(an_occurrence(), ("U0ANA", "U0BO"), EIGHT)
    assert reports.claim(a_report(occurrence), EIGHT)
    return occurrence


def test_what_is_stored_is_read_back(reports, asked):
    reports.mark_asked(a_report(), "D1", "1.2")
    assert reports.save(a_submitted_report(), a_report())
    occurrence, (report,) = reports.day(asked.report_id, EIGHT)
    assert (occurrence.roster, occurrence.questions, occurrence.plan.report_at) == (
        ("U0ANA", "U0BO"),
        asked.questions,
        TEN,
    )
    assert report == a_submitted_report(menu_channel="D1", menu_ts="1.2", menu_claimed_at=EIGHT)
    assert reports.snapshot(asked.report_id, "U0ANA", EIGHT) == (occurrence, report)
    assert reports.snapshot(asked.report_id, "U0BO", EIGHT) == (occurrence, None)


def test_a_person_and_their_reports_of_several_days_are_read_at_once(reports, asked):
    tomorrow = reports.open(an_occurrence(TUESDAY + timedelta(days=1)), ("U0ANA",), EIGHT)
    assert reports.claim(a_report(tomorrow), EIGHT)
    reports.open(an_occurrence(TUESDAY + timedelta(days=2)), ("U0BO",), EIGHT)
    ids = [replace(asked.report_id, day=TUESDAY + timedelta(days=offset)) for offset in range(-1, 4)]
    member, found = reports.person_and_reports("T0TEAM", "U0ANA", [*ids, *ids], EIGHT)
    assert member is None
    assert [(occurrence.day, report.user_id) for occurrence, report in found.values()] == [
        (TUESDAY, "U0ANA"),
        (TUESDAY + timedelta(days=1), "U0ANA"),
    ]
    assert reports.person_and_reports("T0TEAM", "U0ANA", [], EIGHT) == (None, {})


def test_an_occurrence_opens_once(reports, asked):
    again = reports.open(an_occurrence(), ("U0OTHER",), EIGHT + timedelta(hours=1))
    assert (again.roster, again.progress.opened_at) == (("U0ANA", "U0BO"), EIGHT)


def test_an_occurrence_closes_once(reports, asked):
    assert reports.close(asked, Layout.POSTS, TEN).progress.closed_at == TEN
    later = reports.close(asked, Layout.THREAD, TEN + timedelta(hours=1))
    assert (later.progress.closed_at, later.header.shown_as) == (TEN, Layout.POSTS)


def test_an_owner_is_told_of_a_cause_by_one_caller(reports, asked):
    def tell(_):
        return Tellings().claim_telling(asked.report_id, "channel_archived", "U0ANA", EIGHT)

    with ThreadPoolExecutor(8) as callers:
        assert sum(callers.map(tell, range(8))) == 1
    assert Tellings().claim_telling(asked.report_id, "not_in_channel", "U0ANA", EIGHT)
    assert Tellings().claim_telling(asked.report_id, "channel_archived", "U0BO", EIGHT)
    occurrence, _ = reports.day(asked.report_id, EIGHT)
    assert occurrence.trouble.told == {
        ("channel_archived", "U0ANA"),
        ("not_in_channel", "U0ANA"),
        ("channel_archived", "U0BO"),
    }
    assert (occurrence.was_told("U0BO"), occurrence.was_told("U0LEE")) == (True, False)


def test_an_owner_who_could_not_be_told_may_be_told_again(reports, asked):
    assert Tellings().claim_telling(asked.report_id, "refused", "U0ANA", EIGHT)
    Tellings().give_back_telling(asked.report_id, "refused", "U0ANA")
    assert not reports.day(asked.report_id, EIGHT)[0].was_told("U0ANA")
    assert Tellings().claim_telling(asked.report_id, "refused", "U0ANA", EIGHT)


def test_nobody_is_told_of_a_day_that_is_not_stored(reports, engine):
    assert not Tellings().claim_telling(
        an_occurrence(day=TUESDAY + timedelta(days=300)).report_id, "refused", "U0ANA", EIGHT
    )


def test_of_many_who_claim_one_wins(reports, asked):
    bo = a_report(user_id="U0BO")
    with ThreadPoolExecutor(16) as crowd:
        assert sum(crowd.map(lambda _: reports.claim(bo, EIGHT), range(48))) == 1


def test_of_many_who_claim_a_post_one_wins(reports, asked):
    reports.save(a_submitted_report(), a_report())
    with ThreadPoolExecutor(16) as crowd:
        assert sum(crowd.map(lambda _: reports.claim_post(a_submitted_report(), TEN), range(48))) == 1


def test_only_a_submitted_report_can_be_claimed_for_posting(reports, asked):
    assert not reports.claim_post(a_report(), TEN)


def test_a_claim_is_taken_over_once(reports, asked):
    reports.save(a_submitted_report(), a_report())
    reports.claim_post(a_submitted_report(), TEN)
    dead = a_submitted_report(post_claimed_at=TEN)
    assert reports.reclaim_post(dead, TEN + timedelta(minutes=1))
    assert not reports.reclaim_post(dead, TEN + timedelta(minutes=2))


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_answer_received_last_wins_in_whatever_order_they_are_stored(reports, asked, order):
    for minute in order:
        moment = EIGHT + timedelta(minutes=minute)
        reports.save(a_submitted_report({"question0": f"minute {minute}"}, received_answers_at=moment), a_report())
    _, (report,) = reports.day(asked.report_id, EIGHT)
    assert report.answers == {"question0": "minute 2"}


def test_storing_the_same_again_counts_as_stored(reports, asked):
    assert reports.save(a_submitted_report(), a_report())
    assert reports.save(a_submitted_report(), a_report())


def test_nothing_is_stored_for_who_was_not_asked(reports, asked):
    assert not reports.save(a_submitted_report(user_id="U0STRANGER"), a_report())
    assert reports.snapshot(asked.report_id, "U0STRANGER", EIGHT)[1] is None


def test_nobody_has_no_report(reports, asked):
    """An empty user id must not lead to the occurrence's own row."""
    assert reports.snapshot(asked.report_id, "", EIGHT) == (asked, None)


def test_a_report_that_is_being_posted_cannot_be_withdrawn(reports, asked):
    reports.save(a_submitted_report(), a_report())
    reports.claim_post(a_submitted_report(), TEN)
    withdrawn = a_report(state=State.ASKED, received_answers_at=TEN)
    assert not reports.save(withdrawn, a_submitted_report())


def test_what_has_expired_is_gone_even_if_it_is_still_there(reports, asked):
    long_after = EIGHT + timedelta(days=401)
    assert reports.day(asked.report_id, long_after) == (None, [])
    assert reports.snapshot(asked.report_id, "U0ANA", long_after) == (None, None)


def test_a_retention_of_zero_keeps_for_ever():
    forever = Reports()
    occurrence = forever.open(an_occurrence(plan_retention_days=0), ("U0ANA",), EIGHT)
    forever.claim(a_report(occurrence), EIGHT, occurrence.plan.retention_days)
    kept, kept_reports = forever.day(occurrence.report_id, EIGHT + timedelta(days=40_000))
    assert kept is not None
    assert len(kept_reports) == 1


def test_the_newest_occurrence_of_a_person_is_found(reports, asked):
    later = replace(asked.report_id, day=TUESDAY + timedelta(days=9))
    other = replace(asked.report_id, standup_id="retro", day=TUESDAY + timedelta(days=20))
    for report_id in (later, other):
        reports.claim(a_report(report_id=report_id), EIGHT)
    assert reports.newest("T0TEAM", "daily", "U0ANA", later.day) == later
    assert reports.newest("T0TEAM", "daily", "U0BO", later.day) is None


def test_a_day_of_many_people_is_read_whole(reports, asked):
    """More than a megabyte, so that DynamoDB answers in pages."""
    people = [f"U{number:04}" for number in range(150)]
    long = {f"question{n}": "x" * 3000 for n in range(3)}
    for user_id in people:
        reports.claim(a_report(user_id=user_id), EIGHT)
        reports.save(a_submitted_report(long, user_id=user_id), a_report())
    _, stored = reports.day(asked.report_id, EIGHT)
    assert {report.user_id for report in stored if report.is_submitted} == set(people)
