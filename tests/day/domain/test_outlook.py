"""What becomes of a day under way, as its standup and channel are by now."""

from datetime import time, timedelta

import pytest

from app.domain.scheduling.outlook import AS_PLANNED, Fate, Outlook, Standing, outlook_of, why_missed
from tests.kit.builders import TEN, a_standup, an_occurrence, an_occurrence_that_is_out

NINE = TEN - timedelta(hours=1)
TWELVE_HOURS_LATER = TEN + timedelta(hours=12)


def becomes(problem=None, *, now=NINE, is_deleted=False, by_bot=False, **standup):
    standing = Standing(a_standup(**standup), is_deleted=is_deleted, by_bot=by_bot)
    return outlook_of(an_occurrence(trouble_problem=problem), standing, lambda _: False, now)


def test_where_nothing_has_happened_it_goes_as_planned():
    assert becomes() == AS_PLANNED


@pytest.mark.parametrize(
    ("what", "fate"),
    [
        ({"is_paused": True}, Fate.PAUSED),
        ({"is_deleted": True}, Fate.DELETED),
        ({"is_deleted": True, "is_paused": True}, Fate.DELETED),
        ({"problem": "is_archived", "is_paused": True, "by_bot": True}, Fate.ARCHIVED),
        ({"problem": "not_in_channel", "is_paused": True, "by_bot": True}, Fate.REMOVED),
        ({"problem": "channel_not_found", "is_paused": True, "by_bot": True}, Fate.GONE),
        ({"problem": "not_in_channel"}, Fate.REMOVED),
    ],
)
def test_it_can_still_go_on_until_its_report_would_be_of_no_use(what, fate):
    assert becomes(**what) == Outlook(fate, TWELVE_HOURS_LATER)


def test_what_an_owner_has_paused_the_channels_coming_back_does_not_end():
    assert becomes("is_archived", is_paused=True).fate is Fate.PAUSED


def test_resumed_after_the_next_questions_it_would_be_over():
    late = becomes(is_paused=True, ask_at=time(8), report_at=time(22))
    assert late.until == TWELVE_HOURS_LATER
    night = an_occurrence(plan_report_at=TEN + timedelta(hours=12))
    standing = Standing(a_standup(is_paused=True))
    assert outlook_of(night, standing, lambda _: False, NINE).until == TEN + timedelta(hours=22)


def test_what_hindered_asking_says_nothing_of_the_report_before_its_time():
    assert becomes("ratelimited") == AS_PLANNED
    assert becomes("ratelimited", now=TEN).fate is Fate.HELD


def test_once_it_is_too_late_nothing_is_promised():
    assert becomes(is_paused=True, now=TWELVE_HOURS_LATER) == Outlook(Fate.PAUSED)


def test_of_a_standup_that_is_not_there_any_more_nothing_is_promised():
    assert outlook_of(an_occurrence(), None, lambda _: False, NINE) == Outlook(Fate.DELETED)


def test_what_is_out_stays_out():
    standing = Standing(a_standup(), is_deleted=True)
    assert outlook_of(an_occurrence_that_is_out(), standing, lambda _: False, NINE) == AS_PLANNED


@pytest.mark.parametrize(
    ("problem", "fate"),
    [
        (None, Fate.HELD),
        ("ratelimited", Fate.HELD),
        ("standup_paused", Fate.PAUSED),
        ("standup_deleted", Fate.DELETED),
        ("is_archived", Fate.ARCHIVED),
        ("not_in_channel", Fate.REMOVED),
        ("channel_not_found", Fate.GONE),
        ("thread_not_found", Fate.HELD),  # the summary header is deleted, and the channel is as open as ever
    ],
)
def test_a_day_that_was_missed_says_why(problem, fate):
    assert why_missed(an_occurrence(progress_missed_at=TEN, trouble_problem=problem)) is fate


@pytest.mark.parametrize(
    ("problem", "fate"),
    [
        (None, Fate.GOES),
        ("is_archived", Fate.ARCHIVED),
        ("not_in_channel", Fate.REMOVED),
        ("channel_not_found", Fate.GONE),
        ("restricted_action", Fate.HELD),
    ],
)
@pytest.mark.parametrize("standing", [None, Standing(a_standup()), Standing(a_standup(is_paused=True))])
def test_once_the_summary_header_is_out_only_the_channel_keeps_the_answers_back(problem, fate, standing):
    begun = an_occurrence_that_is_out(progress_reported_at=None, trouble_problem=problem)
    until = TWELVE_HOURS_LATER if standing and fate is not Fate.GOES else None
    assert outlook_of(begun, standing, lambda _: False, TEN) == Outlook(fate, until)
