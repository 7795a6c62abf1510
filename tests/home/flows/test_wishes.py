"""What a person wants in two places at once: neither is lost, whichever is stored last."""

import pytest

from app.domain.day.member import Preferences
from app.domain.day.occurrence import ReportId
from app.flows.home import preferences
from app.flows.requester import member_of
from app.views.home.checklist import STEPS
from local.stack import CHANNEL
from tests.kit.builders import EIGHT, TUESDAY, a_standup, a_submitted_report

ANA = "U0ANAPRG01"


@pytest.fixture
def team_id(services):
    return services.slack.identity().team_id


@pytest.fixture
def ana(services, team_id):
    """Ana as she was read by whatever she does next, in all of which she is who she was before."""
    for standup_id in ("daily-two", "retro"):
        wanted = a_standup(team_id=team_id, standup_id=standup_id, channel=CHANNEL, owners=(ANA,))
        stored = services.standups.save(wanted, ANA, EIGHT, None).standup
        services.standups.note_people(stored, [ANA], ())
    return member_of(services, team_id, ANA)


def read_anew(services, team_id):
    return services.members.get(team_id, ANA, EIGHT)


def test_who_leaves_two_standups_at_once_has_left_both(services, team_id, ana):
    preferences.leave(services, ana, "retro")
    preferences.leave(services, ana, "daily-two")
    assert read_anew(services, team_id).left == {"retro", "daily-two"}


def test_who_comes_back_to_one_while_leaving_another_is_in_the_one_and_out_of_the_other(services, team_id, ana):
    preferences.leave(services, ana, "retro")
    known = read_anew(services, team_id)
    preferences.leave(services, known, "daily-two")
    preferences.rejoin(services, known, "retro")
    assert read_anew(services, team_id).left == {"daily-two"}


def test_what_somebody_prefers_or_has_seen_takes_back_nothing_that_they_do_meanwhile(services, team_id, ana):
    preferences.leave(services, ana, "retro")
    preferences.prefer(services, ana, Preferences(1, "CZ", "cs"))
    preferences.note_seen(services, ana, STEPS[:1])
    known = read_anew(services, team_id)
    assert (known.left, known.preferences) == ({"retro"}, Preferences(1, "CZ", "cs"))
    assert {*STEPS[:1]} < known.remembered.seen


def test_who_answers_in_two_standups_at_once_finds_both_when_they_answer_again(services, team_id):
    words = services.day.last_words
    for standup_id in ("daily-two", "retro"):
        report_id = ReportId(team_id, standup_id, TUESDAY)
        words.remember(a_submitted_report({"question0": standup_id}, report_id=report_id, user_id=ANA))
    found = words.of(team_id, ANA, ["daily-two", "retro"], EIGHT)
    assert {name: last.answers for name, last in found.items()} == {
        name: {"question0": name} for name in ("daily-two", "retro")
    }
