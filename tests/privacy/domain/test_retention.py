"""Until when what belongs to a day is kept."""

from datetime import UTC, date, datetime, timedelta

from app.domain.day.member import beginnings
from app.domain.privacy.retention import is_kept, kept_until
from tests.kit.builders import TUESDAY, a_report, an_occurrence, last_answers


def test_a_day_is_kept_until_it_is_over_everywhere_and_its_time_has_passed():
    end = kept_until(date(2026, 11, 24), 1)
    assert end == datetime(2026, 11, 26, tzinfo=UTC)
    assert is_kept(date(2026, 11, 24), 1, end - timedelta(seconds=1))
    assert not is_kept(date(2026, 11, 24), 1, end)


def test_zero_keeps_for_good_unless_the_deployment_has_a_limit():
    assert kept_until(TUESDAY, 0) is None
    assert is_kept(TUESDAY, 0, datetime(2999, 1, 1, tzinfo=UTC))
    assert kept_until(TUESDAY, 0, most=30) == kept_until(TUESDAY, 30)
    assert kept_until(TUESDAY, 400, most=30) == kept_until(TUESDAY, 30)
    assert kept_until(TUESDAY, 7, most=30) == kept_until(TUESDAY, 7)


def test_a_form_does_not_start_from_answers_that_are_no_longer_kept():
    last = last_answers(TUESDAY - timedelta(days=8), question1="Review")
    assert beginnings(an_occurrence(plan_retention_days=8), a_report(), last)
    assert not beginnings(an_occurrence(plan_retention_days=7), a_report(), last)
    assert beginnings(an_occurrence(plan_retention_days=0), a_report(), last)
