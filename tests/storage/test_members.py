"""What is remembered of people."""

import pytest

from app.domain.day.member import Member, Preferences, Profile
from app.records import replace
from app.storage.day.members import Members
from tests.kit.builders import EIGHT

pytestmark = pytest.mark.usefixtures("engine")
ANA = Member(
    "T0TEAM",
    "U0ANA",
    Profile("ana", "Ana", "https://example.com/a.png", "Europe/Prague", refreshed_at=EIGHT),
)


@pytest.fixture
def members():
    return Members(days_kept=400)


def test_a_profile_is_read_back(members):
    members.remember_profile(ANA, EIGHT)
    assert members.get("T0TEAM", "U0ANA", EIGHT) == replace(ANA, account=replace(ANA.account, ranked_at=EIGHT))
    assert members.get("T0OTHER", "U0ANA", EIGHT) is None


def test_a_profile_read_anew_keeps_what_the_person_told_us(members):
    members.note_seen("T0TEAM", "U0ANA", ["first"], EIGHT)
    members.note_left("T0TEAM", "U0ANA", "retro", EIGHT, has_left=True)
    members.remember_profile(replace(ANA, profile=replace(ANA.profile, zone=None)), EIGHT)
    known = members.get("T0TEAM", "U0ANA", EIGHT)
    assert (known.remembered.seen, known.left, known.profile.zone) == ({"first"}, {"retro"}, None)


def test_many_members_are_read_at_once(members):
    crowd = [replace(ANA, user_id=f"U{number:04}") for number in range(130)]
    for member in crowd:
        members.remember_profile(member, EIGHT)
    assert len(members.get_many("T0TEAM", [member.user_id for member in crowd], EIGHT)) == 130


def test_the_language_of_somebodys_slack_and_the_one_they_chose_are_read_back(members):
    members.remember_profile(replace(ANA, profile=replace(ANA.profile, locale="cs-CZ")), EIGHT)
    members.remember_preferences("T0TEAM", "U0ANA", Preferences(language="en"), EIGHT)
    known = members.get("T0TEAM", "U0ANA", EIGHT)
    assert (known.profile.locale, known.preferences.language, known.speaks) == ("cs-CZ", "en", "en")
