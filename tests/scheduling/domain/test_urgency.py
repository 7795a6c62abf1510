"""What goes first when Slack has not room for everything."""

from datetime import timedelta

from app.domain.scheduling.urgency import of_asking, of_header, of_messages
from tests.kit.builders import EIGHT, TEN

MINUTE = timedelta(minutes=1)


def test_a_summary_header_comes_before_everything_that_is_late():
    assert of_header(TEN) < of_asking(EIGHT, TEN, 10)
    assert of_header(TEN) < of_messages(EIGHT, 5)


def test_a_small_team_comes_before_a_crowd_that_is_due_at_the_same_time():
    assert of_asking(EIGHT, TEN, 10) < of_asking(EIGHT, TEN, 17) < of_asking(EIGHT, TEN, 1000)


def test_a_crowd_that_waits_comes_before_a_small_team_in_the_end():
    assert of_asking(EIGHT, TEN, 100) < of_asking(EIGHT + 10 * MINUTE, TEN, 10)


def test_whose_report_is_due_soon_is_asked_before_others():
    assert of_asking(EIGHT, EIGHT + 15 * MINUTE, 200) < of_asking(EIGHT, TEN, 40)


def test_whose_report_is_due_within_minutes_comes_before_a_crowd_that_has_waited_for_long():
    """A team is asked five past and reports at a quarter past, while thousands of eight o'clock wait."""
    assert of_asking(EIGHT + 5 * MINUTE, EIGHT + 15 * MINUTE, 17) < of_asking(EIGHT, TEN, 10)


def test_of_one_owners_many_standups_the_later_ones_let_others_go_first():
    assert of_asking(EIGHT, TEN, 10, turn=0) < of_asking(EIGHT, TEN, 25) < of_asking(EIGHT, TEN, 10, turn=2)
