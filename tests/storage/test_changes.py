"""The changes of standups: each in a row of its own, small, and stored with what it records or not at all."""

import json
from datetime import timedelta

import pytest

from app.domain.setup.changes import Difference
from app.domain.setup.config import config_values
from app.domain.standup import AnswerKind, Question, with_values
from app.errors import StorageUnavailable
from app.records import replace
from app.storage.privacy.raw_rows import RawRows
from app.storage.rows.tables import StandupRow
from app.storage.setup.changes import Changes
from app.storage.setup.standups import Standups
from tests.kit.builders import EIGHT, a_standup

pytestmark = pytest.mark.usefixtures("engine")

MINUTE = timedelta(minutes=1)
RETRO = a_standup(standup_id="retro", name="Retro", owners=("U0ANA",))
CROWD = tuple(f"U0N{number:04d}" for number in range(1000))
# DynamoDB takes 400 kB an item; a thousand named people are 14 kB of configuration and no more of anything else.
SMALL = 40_000


@pytest.fixture
def standups():
    return Standups("C0TEAM", days_kept=30)


def changes_of(standup_id="retro", now=EIGHT, **more):
    return Changes(30).latest("T0TEAM", standup_id, now, 200, **more)


def sizes():
    """How many bytes each stored standup and each change has, by its key."""
    page, _ = RawRows().page("standups")
    return {item["standup_id"]: len(json.dumps(item)) for item in page}


def test_a_thousand_named_people_and_a_hundred_edits_let_no_item_grow(standups):
    """A hundred people more and less with each edit: with 300 people, the record of that once filled the item."""
    stored = standups.save(replace(RETRO, roles=replace(RETRO.roles, people=CROWD)), "U0ANA", EIGHT, None).standup
    first = max(sizes().values())
    for edit in range(100):
        people = CROWD[: 900 + edit % 2 * 100]
        stored = standups.save(with_values(stored, {"people": people}), "U0ANA", EIGHT + MINUTE * edit, None).standup
    assert max(sizes().values()) <= first < SMALL
    assert len(changes_of(now=EIGHT)) == 101


def test_everybody_replaced_by_others_is_a_small_record(standups):
    stored = standups.save(replace(RETRO, roles=replace(RETRO.roles, people=CROWD[:500])), "U0ANA", EIGHT, None).standup
    standups.save(with_values(stored, {"people": CROWD[500:]}), "U0ANA", EIGHT + MINUTE, None)
    newest = changes_of()[0].fields["people"]
    assert (len(newest.added), newest.more_added) == (100, 400)
    assert (len(newest.removed), newest.more_removed) == (100, 400)


def test_large_choice_questions_can_be_edited_as_often_as_one_likes(standups):
    def asked(edit):
        choices = tuple(f"{number} {edit} " + "ž" * 60 for number in range(20))
        return tuple(
            Question(f"q{n}", f"{edit} {'?' * 140}", "L", kind=AnswerKind.CHOICE, choices=choices) for n in range(10)
        )

    stored = standups.save(replace(RETRO, questions=asked(0)), "U0ANA", EIGHT, None).standup
    first = max(sizes().values())
    for edit in range(1, 36):
        stored = standups.save(replace(stored, questions=asked(edit)), "U0ANA", EIGHT + MINUTE * edit, None).standup
    assert max(sizes().values()) <= first + 1000
    assert max(size for key, size in sizes().items() if key.startswith(".change.")) < SMALL // 4


def test_a_save_that_fails_leaves_neither_the_standup_nor_a_record(standups, stack, team):
    stored = standups.save(RETRO, "U0ANA", EIGHT, None).standup
    team.fault("dynamodb", "drop", where={"operation": "TransactWriteItems"}, times=5)
    with pytest.raises(StorageUnavailable):
        standups.save(replace(stored, name="Review"), "U0ANA", EIGHT, None)
    assert (standups.get("T0TEAM", "retro").name, len(changes_of())) == ("Retro", 1)


def test_changes_are_no_standups(standups):
    standups.save(RETRO, "U0ANA", EIGHT, EIGHT)
    assert [each.standup.standup_id for each in standups.all("T0TEAM")] == ["daily", "retro"]
    assert [each.standup.standup_id for each in standups.due(EIGHT)] == ["retro"]
    assert standups.stored("T0TEAM", ".change.retro") is None


def test_they_are_read_page_by_page_newest_first(standups):
    stored = standups.save(RETRO, "U0ANA", EIGHT, None).standup
    standups.save(replace(RETRO, standup_id="retro-2"), "U0BO", EIGHT, None)
    for number in range(6):  # all at one moment
        stored = standups.save(replace(stored, name=f"Retro {number}"), "U0ANA", EIGHT, None).standup
    names = []
    before = ""
    while page := Changes(30).latest("T0TEAM", "retro", EIGHT, 3, before):
        assert len(page) <= 3
        names += [change.fields["name"].after for change in page]
        before = page[-1].key
    assert names == [*(f"Retro {number}" for number in reversed(range(6))), "Retro"]


def test_a_change_is_gone_when_its_days_are_over(standups):
    standups.save(RETRO, "U0ANA", EIGHT, None)
    assert len(changes_of(now=EIGHT + timedelta(days=30) - MINUTE)) == 1
    assert changes_of(now=EIGHT + timedelta(days=30)) == []


def with_old_changes(standups, *, is_paused, by):
    """A standup as earlier versions have stored it: with whole values before and after in its own row."""
    stored = standups.save(replace(RETRO, is_paused=is_paused), "U0ANA", EIGHT, None).standup
    (made,) = changes_of()
    RawRows().remove("standups", {"team_id": "T0TEAM", "standup_id": f".change.retro.{made.key}"})
    values = config_values(stored)
    old = [
        {"by": "U0ANA", "at": EIGHT.isoformat(), "fields": {name: [None, value] for name, value in values.items()}},
        {"by": by, "at": (EIGHT + MINUTE).isoformat(), "fields": {"is_paused": [not is_paused, is_paused]}},
        {"by": "B0T", "at": (EIGHT + MINUTE * 2).isoformat(), "fields": {"owners": [["U0BO", "U0CY"], ["U0CY"]]}},
    ]
    row = StandupRow("T0TEAM", "retro")
    gone = [StandupRow.set_up_at.remove(), StandupRow.changed_at.remove(), StandupRow.paused_by.remove()]
    row.update(actions=[StandupRow.changes.set(old), StandupRow.version.set(3), *gone])


def test_what_an_earlier_version_has_recorded_is_read_and_moves_to_rows_of_its_own_with_the_next_save(standups):
    with_old_changes(standups, is_paused=True, by="B0T")
    stored = standups.stored("T0TEAM", "retro")
    assert (stored.history.set_up_at, stored.history.changed_at, stored.history.paused_by) == (
        EIGHT,
        EIGHT + MINUTE * 2,
        "B0T",
    )
    old = stored.history.old_changes
    assert old[-1].fields == {"owners": Difference(removed=("U0BO",))}
    saved = standups.save(replace(stored.standup, name="Review"), "U0ANA", EIGHT + MINUTE * 3, None)
    assert (saved.history.set_up_at, saved.history.old_changes) == (EIGHT, ())
    assert StandupRow.get("T0TEAM", "retro").changes is None
    found = changes_of()
    assert [change.by for change in found] == ["U0ANA", "B0T", "B0T", "U0ANA"]
    assert found[1:] == [*reversed(old)]
    assert found[-1].is_set_up


def test_who_paused_a_standup_is_stored_with_it(standups):
    stored = standups.save(RETRO, "U0ANA", EIGHT, None)
    assert stored.history.paused_by == ""
    stored = standups.save(replace(stored.standup, is_paused=True), "B0T", EIGHT, None)
    assert (stored.history.paused_by, standups.stored("T0TEAM", "retro").history.paused_by) == ("B0T", "B0T")
    handed_over = standups.save(with_values(stored.standup, {"owners": ("U0BO",)}), "U0ADMIN", EIGHT, None)
    assert handed_over.history.paused_by == "B0T"
    edited = standups.save(replace(handed_over.standup, name="Review"), "U0BO", EIGHT, None)
    assert edited.history.paused_by == "U0BO"
    assert standups.save(replace(edited.standup, is_paused=False), "U0BO", EIGHT, None).history.paused_by == ""


def test_of_a_standup_that_an_earlier_version_paused_it_is_told_by_its_changes(standups):
    with_old_changes(standups, is_paused=True, by="U0BO")
    assert standups.stored("T0TEAM", "retro").history.paused_by == "U0BO"


def test_a_deletion_is_one_write_with_its_record(standups):
    stored = standups.save(RETRO, "U0ANA", EIGHT, EIGHT).standup
    standups.delete(stored, "U0ANA", EIGHT + MINUTE)
    deleted = standups.stored("T0TEAM", "retro")
    since = EIGHT  # nobody has looked at it since it was due
    assert (deleted.deletion.at, deleted.attention.due_at, deleted.standup.version) == (EIGHT + MINUTE, since, 2)
    assert changes_of()[0].fields == {}
