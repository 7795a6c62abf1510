"""What a tick costs does not depend on how many standups are stored."""

from benchmarks import ticks


def test_a_tick_costs_four_queries_if_nothing_is_due_and_what_is_due_costs_no_more_with_many_stored(processes):
    idle, few = ticks.measure(stored=0, due=3)
    idle_among_many, same = ticks.measure(stored=50, due=3)
    for nothing_due in (idle, idle_among_many):
        assert nothing_due.requests == ticks.IDLE == {"Query": 4}
        assert (nothing_due.due, nothing_due.slack_calls) == (0, 0)
    assert few.due == few.done == same.done == 3
    assert same.requests == few.requests
    assert same.slack_calls == few.slack_calls


def test_reminding_costs_two_calls_a_person_and_no_query_more_for_each(processes):
    few, lasts = ticks.measure_reminders(8)
    more, lasts_longer = ticks.measure_reminders(16)
    assert (few.slack_calls, more.slack_calls) == (16, 32)  # the new menu comes, the old one goes
    assert few.requests["Query"] == more.requests["Query"]
    assert 0 < lasts < lasts_longer


def test_what_a_morning_writes_to_the_index_is_the_moments_alone(processes):
    """Each standup's row is in it once, of one unit, and moves at most three times; so do the jobs that follow."""
    units = ticks.measure_morning(standups=3, people=4)
    assert 0 < units["standups/by_due"] <= 3 * 2 * 5
    assert units["standups/by_due"] < units["standups/due"] / 2
