"""What a person wrote goes when its day does, wherever it is kept, and whether or not the standup still lives."""

import json
from datetime import timedelta

import boto3
import pytest

from app.domain.day.member import Away, LastAnswers, Member, Profile
from app.domain.privacy.retention import kept_until
from app.domain.privacy.suppression import HEARD_AFTER
from app.domain.standup import with_values
from app.flows.privacy.tidying import EVERY, keep_tidying
from app.flows.scheduling.jobs import work_on_jobs
from app.storage.rows.tables import MemberRow
from app.views.day.last_workday import plan_occurrence
from tests.kit.builders import EIGHT, TUESDAY, a_standup, a_submitted_report

TEAM, ANA = "T0TEAM", "U0ANA"
RUN = timedelta(minutes=10)
WORDS = "words of my own"


@pytest.fixture
def old_row(stack):
    """A profile as the release before has stored it, with what was written last in it."""
    client = boto3.Session().client("dynamodb", endpoint_url=stack.aws.dynamodb_url, region_name="us-east-1")

    def put(ages, **more):
        last = {
            standup: {"day": (TUESDAY - timedelta(days=age)).isoformat(), "answers": {"question0": WORDS + standup}}
            for standup, age in ages.items()
        }
        row = {
            "team_id": TEAM,
            "user_id": ANA,
            "display_name": "Ana",
            "refreshed_at": "2026-11-24T07:00:00.000000+0000",
            "last_answers": json.dumps(last),
            **more,
        }
        item = {name: {"S": value} for name, value in row.items()} | {"expires_at": {"N": "1900000000"}}
        client.put_item(TableName="standup-members", Item=item)

    return put


def written(services, standup_id, age, **more):
    day = plan_occurrence(a_standup(standup_id=standup_id), TUESDAY - timedelta(days=age))
    return a_submitted_report({"question0": WORDS}, report_id=day.report_id, **more)


def tidied(services, clock, moment=EIGHT):
    clock.moment = moment
    keep_tidying(services, TEAM, moment)
    work_on_jobs(services, moment + RUN)


def stored():
    return {row.user_id: row for row in MemberRow.scan()}


def test_last_answers_end_with_their_day_and_no_profile_that_is_read_anew_keeps_them(services):
    services.day.last_words.remember(written(services, "retro", 3), 7)
    services.members.remember_profile(Member(TEAM, ANA, profile=Profile(display_name="Ana", refreshed_at=EIGHT)), EIGHT)
    services.members.note_answered_in_place(TEAM, ANA)
    ends = kept_until(TUESDAY - timedelta(days=3), 7)
    assert stored()[f".last.retro.{ANA}"].expires_at == ends
    assert services.day.last_words.of(TEAM, ANA, ["retro"], ends - timedelta(seconds=1))["retro"].answers
    assert services.day.last_words.of(TEAM, ANA, ["retro"], ends) == {}


def test_what_is_sent_to_two_standups_at_once_is_kept_in_both(services):
    for standup in ("daily", "retro"):
        services.day.last_words.remember(written(services, standup, 0))
    assert set(services.day.last_words.of(TEAM, ANA, ["daily", "retro"], EIGHT)) == {"daily", "retro"}


def test_an_older_day_never_replaces_a_newer_one(services):
    services.day.last_words.remember(written(services, "retro", 0))
    services.day.last_words.remember(written(services, "retro", 1))
    assert services.day.last_words.of(TEAM, ANA, ["retro"], EIGHT)["retro"].day == TUESDAY


def test_a_changed_retention_applies_to_last_answers_too(services, clock):
    standup = services.standups.save(a_standup(standup_id="retro"), ANA, EIGHT, None).standup
    services.day.last_words.remember(written(services, "retro", 3), 400)
    services.day.last_words.remember(written(services, "retro", 20, user_id="U0BO"), 400)
    services.standups.save(with_values(standup, {"retention_days": 7}), ANA, EIGHT, None)
    tidied(services, clock, EIGHT + timedelta(minutes=2))
    ends = {user: row.expires_at for user, row in stored().items()}
    assert ends[f".last.retro.{ANA}"] == kept_until(TUESDAY - timedelta(days=3), 7)
    assert services.day.last_words.of(TEAM, "U0BO", ["retro"], clock.moment) == {}


def test_what_the_release_before_kept_with_the_profile_gets_its_own_end_or_goes(services, clock, old_row):
    """Of a standup that keeps a week, one that was deleted, and one of which nothing is left."""
    services.standups.save(a_standup(standup_id="week", retention_days=7), ANA, EIGHT, None)
    gone = services.standups.save(a_standup(standup_id="gone", retention_days=30), ANA, EIGHT, None).standup
    services.standups.delete(gone, ANA, EIGHT)
    old_row({"week": 9, "gone": 10, "unknown": 399, "older": 799})
    assert services.members.get(TEAM, ANA, EIGHT).remembered.has_answered
    tidied(services, clock)
    rows = stored()
    assert set(rows) == {ANA, f".last.gone.{ANA}", f".last.unknown.{ANA}"}
    assert rows[f".last.gone.{ANA}"].expires_at == kept_until(TUESDAY - timedelta(days=10), 30)
    assert rows[ANA].last_answers is None
    assert rows[ANA].expires_at.timestamp() == 1900000000
    assert services.members.get(TEAM, ANA, EIGHT).remembered.has_answered


def test_the_form_starts_from_what_is_kept_in_either_way(services, old_row):
    day = plan_occurrence(a_standup(standup_id="retro"), TUESDAY)
    services.reports.open(day, (ANA,), EIGHT)
    old_row({"retro": 2, "other": 1})
    before = services.standups.snapshot_for_form(day.report_id, ANA, EIGHT)[2]
    services.day.last_words.remember(written(services, "retro", 1))
    after = services.standups.snapshot_for_form(day.report_id, ANA, EIGHT)[2]
    assert before.remembered.last_answers["retro"].answers == {"question0": WORDS + "retro"}
    assert after.remembered.last_answers["retro"] == LastAnswers(TUESDAY - timedelta(days=1), {"question0": WORDS})


def test_the_words_to_an_absence_go_when_it_is_over_and_those_to_one_that_lasts_stay(services, clock):
    services.members.remember_away(TEAM, ANA, Away(TUESDAY, TUESDAY + timedelta(days=1), WORDS), EIGHT)
    services.members.remember_away(TEAM, "U0BO", Away(TUESDAY, None, WORDS), EIGHT)
    tidied(services, clock)
    assert services.members.get(TEAM, ANA, EIGHT).away
    tidied(services, clock, EIGHT + timedelta(days=4))
    assert services.members.get(TEAM, ANA, clock.moment).away is None
    assert services.members.get(TEAM, "U0BO", clock.moment).away.note == WORDS


def test_a_status_that_is_not_read_anew_any_more_goes(services, clock, old_row):
    old_row({}, status_text=WORDS)
    tidied(services, clock, EIGHT + timedelta(days=1))
    assert services.members.get(TEAM, ANA, EIGHT).profile.status_text == WORDS
    tidied(services, clock, EIGHT + timedelta(days=3))
    assert services.members.get(TEAM, ANA, EIGHT).profile.status_text == ""


def test_it_is_done_once_a_day(services, clock, old_row):
    tidied(services, clock)
    old_row({"retro": 1})
    tidied(services, clock, EIGHT + timedelta(hours=1))
    assert stored()[ANA].last_answers
    tidied(services, clock, EIGHT + EVERY)
    assert stored()[ANA].last_answers is None


def test_who_was_erased_and_is_in_a_restored_table_is_erased_again(services, clock, old_row):
    old_row({"retro": 1})
    services.privacy.suppressed.add(TEAM, ANA)
    tidied(services, clock)
    tidied(services, clock, EIGHT + HEARD_AFTER)
    assert set(stored()) == set()
