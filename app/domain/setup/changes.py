"""A change of a standup: who made it, when, and what differs. It is small, however large the standup is."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct, field

from app.domain.setup.setting import SETTINGS

# How many members of a list one change names (the others are counted), and how many characters of a text it keeps.
MOST_NAMED = 100
LONGEST_VALUE = 300
LONGEST_MEMBER = 75
LONGEST_QUESTION = 200
_TOLD_BY_MEMBER = frozenset(setting.name for setting in SETTINGS if setting.told_by_member)
_QUESTIONS = "questions"

Plain = dict[str, Any]
# The length of a stored pair of old and new value, the form of earlier releases.
_PAIR = 2


class Difference(Struct, frozen=True):
    """What differs in one field.

    A value has `before` and `after`. A list has what was `added` and `removed`; questions also have which were
    `reworded` (old and new text of each) and whether their order changed. `more_added` and `more_removed` count those
    that are not named.
    """

    before: Any = None
    after: Any = None
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    reworded: tuple[tuple[str, str], ...] = ()
    is_reordered: bool = False
    more_added: int = 0
    more_removed: int = 0

    @property
    def is_of_a_list(self) -> bool:
        return bool(self.added or self.removed or self.reworded or self.is_reordered)


class Change(Struct, frozen=True):
    """One stored change; its `key` orders it among its standup's changes."""

    by: str
    at: datetime
    fields: Mapping[str, Difference] = field(default_factory=dict)
    key: str = ""

    @property
    def is_set_up(self) -> bool:
        """Whether this change set up the standup."""
        return "name" in self.fields and self.fields["name"].before is None


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Difference]:
    """Return the difference of each field of a configuration that has changed."""
    pairs = {name: (before.get(name), value) for name, value in after.items()}
    return {name: _difference(name, old, new) for name, (old, new) in pairs.items() if old != new}


def _difference(name: str, old: Any, new: Any) -> Difference:
    if name == _QUESTIONS:
        return _of_questions(old or [], new or [])
    if name in _TOLD_BY_MEMBER and isinstance(old, list) and isinstance(new, list):
        added, removed = _not_in(new, old), _not_in(old, new)
        first_added, first_removed = _first(added, _member_text), _first(removed, _member_text)
        return Difference(
            added=first_added,
            removed=first_removed,
            is_reordered=not (added or removed),
            more_added=len(added) - len(first_added),
            more_removed=len(removed) - len(first_removed),
        )
    more_removed, more_added = (len(value[MOST_NAMED:]) if isinstance(value, list) else 0 for value in (old, new))
    return Difference(_bounded(old), _bounded(new), more_added=more_added, more_removed=more_removed)


def _of_questions(old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]]) -> Difference:
    before = {str(question.get("id")): question for question in old}
    after = {str(question.get("id")): question for question in new}
    both = [key for key in after if key in before]
    added = _first([after[key] for key in after if key not in before], _question_text)
    removed = _first([before[key] for key in before if key not in after], _question_text)
    reworded = [(_question_text(before[key]), _question_text(after[key])) for key in both if before[key] != after[key]]
    is_reordered = [key for key in before if key in after] != both
    return Difference(added=added, removed=removed, reworded=tuple(reworded[:MOST_NAMED]), is_reordered=is_reordered)


def _not_in(these: Sequence[Any], those: Sequence[Any]) -> list[Any]:
    left_out = set(map(str, those))
    return [each for each in these if str(each) not in left_out]


def _first(values: Sequence[Any], words: Callable[[Any], str]) -> tuple[str, ...]:
    return tuple(words(value) for value in values[:MOST_NAMED])


def _member_text(value: Any) -> str:
    return str(value)[:LONGEST_MEMBER]


def _question_text(question: Mapping[str, Any]) -> str:
    return str(question.get("text") or "")[:LONGEST_QUESTION]


def _bounded(value: Any) -> Any:
    if isinstance(value, str):
        return value[:LONGEST_VALUE]
    if isinstance(value, list):
        return list(_first(value, _member_text))
    return value


def plain_change(change: Change) -> Plain:
    """Return a change as it is stored."""
    fields = {name: _plain_difference(each) for name, each in change.fields.items()}
    return {"by": change.by, "at": change.at.isoformat(), "fields": fields}


def change_from(values: Mapping[str, Any], key: str) -> Change:
    """Return a stored change; those of earlier releases hold whole values before and after."""
    fields = {name: _difference_from(name, each) for name, each in values["fields"].items()}
    return Change(values["by"], datetime.fromisoformat(values["at"]), fields, key)


def _plain_difference(found: Difference) -> Plain:
    values = {
        "added": list(found.added),
        "removed": list(found.removed),
        "reworded": [list(pair) for pair in found.reworded],
        "reordered": found.is_reordered,
        "more_added": found.more_added,
        "more_removed": found.more_removed,
    }
    kept = {name: value for name, value in values.items() if value}
    return kept if found.is_of_a_list else {"before": found.before, "after": found.after, **kept}


def _difference_from(name: str, stored: Any) -> Difference:
    if isinstance(stored, list) and len(stored) == _PAIR:
        return _difference(name, *stored)
    return Difference(
        before=stored.get("before"),
        after=stored.get("after"),
        added=tuple(stored.get("added", ())),
        removed=tuple(stored.get("removed", ())),
        reworded=tuple((was, now) for was, now in stored.get("reworded", ())),
        is_reordered=bool(stored.get("reordered")),
        more_added=int(stored.get("more_added", 0)),
        more_removed=int(stored.get("more_removed", 0)),
    )


def key_of(at: datetime, number: int) -> str:
    """Return the key of a change, which sorts by time and, at the same moment, by `number`."""
    return f"{at:%Y%m%dT%H%M%S.%f}.{number:08d}"


def who_paused(before: Mapping[str, Any], after: Mapping[str, Any], known: str, by: str) -> str:
    """Return who has paused a standup after `by` changed it; `known` had paused it before. Empty if it is active.

    Whoever changes a paused standup and leaves it paused takes over the pause, even if nothing else differs. Only
    replacing its owners does not count.
    """
    if not after.get("is_paused"):
        return ""
    differs = {name for name, value in after.items() if before.get(name) != value}
    return known if known and before.get("is_paused") and differs == {"owners"} else by
