"""Standups as they are stored: versions, changes, and when they are due."""

import json
from datetime import timedelta

import pytest

from app.domain.privacy.erasure import value_without
from app.domain.setup.changes import Difference
from app.domain.standup import with_values
from app.errors import ChangedMeanwhile
from app.records import replace
from app.storage.setup.changes import Changes
from app.storage.setup.since import kept_beside
from app.storage.setup.standups import Standups
from tests.kit.builders import EIGHT, TUESDAY, a_standup

pytestmark = pytest.mark.usefixtures("engine")
RETRO = a_standup(standup_id="retro", name="Retro", owners=("U0ANA",))


@pytest.fixture
def standups():
    return Standups("C0TEAM")


def changes_of(standup_id, now=EIGHT):
    return Changes(400).latest("T0TEAM", standup_id, now, 50)


def test_a_workspace_without_any_set_up_has_the_default_standup(standups):
    assert standups.get("T0TEAM", "daily") == a_standup()
    assert [stored.standup for stored in standups.all("T0TEAM")] == [a_standup()]
    assert standups.get("T0TEAM", "other") is None


def test_the_lease_is_no_standup(standups):
    assert standups.get("T0TEAM", ".sender") is None


def test_a_standup_is_read_back_with_its_version(standups):
    stored = standups.save(RETRO, "U0ANA", EIGHT, EIGHT)
    assert stored.standup == replace(RETRO, version=1)
    assert standups.get("T0TEAM", "retro") == stored.standup
    assert [each.standup.name for each in standups.all("T0TEAM")] == ["Daily standup", "Retro"]


def test_of_two_who_change_the_same_version_one_is_told(standups):
    read = standups.save(RETRO, "U0ANA", EIGHT, None).standup
    standups.save(replace(read, name="Review"), "U0ANA", EIGHT, None)
    with pytest.raises(ChangedMeanwhile):
        standups.save(replace(read, name="Blockers"), "U0BO", EIGHT, None)
    with pytest.raises(ChangedMeanwhile):
        standups.save(RETRO, "U0BO", EIGHT, None)
    assert standups.get("T0TEAM", "retro").name == "Review"


def test_every_change_says_who_and_what(standups):
    read = standups.save(RETRO, "U0ANA", EIGHT, None).standup
    changed = standups.save(replace(read, name="Review"), "U0BO", EIGHT + timedelta(hours=1), None)
    second, first = changes_of("retro")
    assert (first.by, first.is_set_up, first.fields["name"].after) == ("U0ANA", True, "Retro")
    assert (second.by, second.at) == ("U0BO", EIGHT + timedelta(hours=1))
    assert second.fields == {"name": Difference("Retro", "Review")}
    assert (changed.history.set_up_at, changed.history.changed_at) == (EIGHT, EIGHT + timedelta(hours=1))
    assert changed == standups.stored("T0TEAM", "retro")


def test_only_what_is_due_is_found(standups):
    standups.save(RETRO, "U0ANA", EIGHT, EIGHT)
    standups.save(replace(RETRO, standup_id="later"), "U0ANA", EIGHT, EIGHT + timedelta(minutes=1))
    standups.save(replace(RETRO, standup_id="never"), "U0ANA", EIGHT, None)
    assert [stored.standup.standup_id for stored in standups.due(EIGHT)] == ["retro"]
    assert standups.due(EIGHT - timedelta(seconds=1)) == []


def test_what_was_changed_meanwhile_keeps_its_own_time(standups):
    read = standups.save(RETRO, "U0ANA", EIGHT, EIGHT)
    standups.save(replace(read.standup, name="Review"), "U0ANA", EIGHT, EIGHT + timedelta(hours=1))
    standups.reschedule(read, EIGHT + timedelta(days=1))
    assert standups.stored("T0TEAM", "retro").attention.due_at == EIGHT + timedelta(hours=1)


def test_a_deleted_standup_is_gone_and_can_be_brought_back(standups):
    read = standups.save(RETRO, "U0ANA", EIGHT, EIGHT).standup
    standups.delete(read, "U0ANA", EIGHT)
    assert standups.get("T0TEAM", "retro") is None
    assert [left.deletion.at for left in standups.due(EIGHT)] == [EIGHT]  # a day that is open is brought to its end
    deleted = standups.stored("T0TEAM", "retro")
    assert deleted.deletion.at == EIGHT
    back = standups.save(deleted.standup, "U0ANA", EIGHT, EIGHT)
    assert standups.get("T0TEAM", "retro") == back.standup


def test_a_deleted_default_standup_does_not_come_back_by_itself(standups):
    standups.delete(standups.get("T0TEAM", "daily"), "U0ANA", EIGHT)
    assert standups.all("T0TEAM") == []
    assert standups.get("T0TEAM", "daily") is None


def test_who_has_a_part_in_it_is_noted_beside_it(standups):
    read = standups.save(RETRO, "U0ANA", EIGHT, EIGHT).standup
    standups.note_people(read, ["U0BO", "U0ANA"], ["Europe/Prague"])
    stored = standups.stored("T0TEAM", "retro")
    assert (stored.counted.people, stored.counted.zones) == (("U0ANA", "U0BO"), ("Europe/Prague",))
    assert stored.standup.version == 1


def test_the_days_of_a_calendar_are_kept_while_its_address_stays(standups):
    there = replace(RETRO, time_off=replace(RETRO.time_off, calendar_url="https://example.com/days.ics"))
    read = standups.save(there, "U0ANA", EIGHT, EIGHT)
    assert read.needs_its_calendar(EIGHT)
    standups.note_calendar(read.standup, [TUESDAY], EIGHT)
    stored = standups.stored("T0TEAM", "retro")
    assert (stored.standup.time_off.calendar_days, stored.calendar.read_at) == ((TUESDAY,), EIGHT)
    assert not stored.needs_its_calendar(EIGHT + timedelta(hours=23))
    assert stored.needs_its_calendar(EIGHT + timedelta(days=1, hours=2))
    assert stored.standup.version == 1
    elsewhere = standups.save(
        with_values(stored.standup, {"calendar_url": "https://example.com/others.ics"}), "U0ANA", EIGHT, EIGHT
    )
    assert (elsewhere.standup.time_off.calendar_days, elsewhere.calendar.read_at) == ((), None)


def test_a_standup_without_a_calendar_needs_none(standups):
    assert not standups.save(RETRO, "U0ANA", EIGHT, EIGHT).needs_its_calendar(EIGHT)


def test_who_is_named_later_is_noted_with_the_moment_and_read_back(standups):
    made = a_standup(standup_id="retro", owners=("U0ANA",), people=("U0BO",))
    first = standups.save(made, "U0ANA", EIGHT, None).standup
    assert first.readers.since == ()
    changed = with_values(first, {"owners": ("U0ANA", "U0BO"), "people": ("U0BO", "U0LEE")})
    saved = standups.save(changed, "U0ANA", EIGHT + timedelta(hours=1), None).standup
    assert dict(saved.readers.since) == dict.fromkeys(("U0LEE", "owner.U0BO"), EIGHT + timedelta(hours=1))
    assert standups.get(saved.team_id, saved.standup_id).readers.since == saved.readers.since


def test_nobody_erased_is_left_in_it():
    """Each id stands alone, as erasing looks for it."""
    fields = kept_beside(a_standup(), (), a_standup(owners=("U0ANA11",)), "U0ANA11", EIGHT, is_told=False)
    assert "U0ANA11" in json.dumps(fields["since"])
    assert "U0ANA11" not in value_without("since", json.dumps(fields["since"]), "U0ANA11")
