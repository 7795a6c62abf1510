"""What is remembered of people."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.member import LastAnswers, Member
from app.storage.members import Members
from tests.builders import EIGHT, TUESDAY, a_submitted_report, an_occurrence

pytestmark = pytest.mark.usefixtures("engine")
ANA = Member("T0TEAM", "U0ANA", "ana", "Ana", "https://example.com/a.png", "Europe/Prague", refreshed_at=EIGHT)


@pytest.fixture
def members():
    return Members(days_kept=400)


def test_a_profile_is_read_back(members):
    members.remember_profile(ANA, EIGHT)
    assert members.get("T0TEAM", "U0ANA", EIGHT) == ANA
    assert members.get("T0OTHER", "U0ANA", EIGHT) is None


def test_a_profile_read_anew_keeps_what_the_person_wrote(members):
    members.remember_answers(a_submitted_report({"question0": "Export"}), EIGHT)
    members.remember_dm("T0TEAM", "U0ANA", "D1", EIGHT)
    members.remember_profile(replace(ANA, zone=None), EIGHT)
    known = members.get("T0TEAM", "U0ANA", EIGHT)
    assert known.last_answers == {"daily": LastAnswers(TUESDAY, {"question0": "Export"})}
    assert (known.dm_channel, known.zone) == ("D1", None)


def test_an_older_day_never_replaces_a_newer_one(members):
    monday = an_occurrence(TUESDAY - timedelta(days=1))
    members.remember_answers(a_submitted_report({"question0": "Tuesday"}), EIGHT)
    members.remember_answers(a_submitted_report({"question0": "Monday"}, report_id=monday.report_id), EIGHT)
    assert members.get("T0TEAM", "U0ANA", EIGHT).last_answers["daily"].answers == {"question0": "Tuesday"}


def test_many_members_are_read_at_once(members):
    crowd = [replace(ANA, user_id=f"U{number:04}") for number in range(130)]
    for member in crowd:
        members.remember_profile(member, EIGHT)
    assert len(members.get_many("T0TEAM", [member.user_id for member in crowd], EIGHT)) == 130


def test_the_language_of_somebodys_slack_and_the_one_they_chose_are_read_back(members):
    members.remember_profile(replace(ANA, locale="cs-CZ"), EIGHT)
    members.remember_wishes(replace(ANA, language="en"), EIGHT)
    known = members.get("T0TEAM", "U0ANA", EIGHT)
    assert (known.locale, known.language, known.speaks) == ("cs-CZ", "en", "en")
