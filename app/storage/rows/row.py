"""What all stored rows share: how rows of any release are read, how they are written, and when they expire."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar, Self, TypeVar

from pynamodb.attributes import Attribute, NumberAttribute, TTLAttribute
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action
from pynamodb.indexes import Index
from pynamodb.models import MetaModel, Model

from app.errors import SHAPE_ERRORS

# The version of the form in which this release writes rows (attribute `schema`). docs/upgrading.md has the rules.
SCHEMA = 3

_Row = TypeVar("_Row", bound="Row")


class _Kind(MetaModel):
    """Makes kinds of rows cheap: PynamoDB looks for columns among its own hundred methods, too, at 0.1 ms a kind.

    An index counts only in the class that names it, and returns rows of that kind.
    """

    def __init__(self, name: str, bases: tuple[type, ...], namespace: dict[str, Any]) -> None:
        super().__init__(name, bases, {"DoesNotExist": "one for all", **namespace})

    def __dir__(self) -> set[str]:
        own = {name for name, held in vars(self).items() if isinstance(held, Attribute | Index)}
        return own.union(*(getattr(base, "_attributes", None) or vars(base) for base in self.__bases__))


class Row(Model, metaclass=_Kind):
    """A row of a table named after the prefix, with an expiry that is checked on reading.

    Attributes that make no sense are left out and named in `flaws`, so that one row never keeps others from being read.
    """

    suffix: ClassVar[str]
    flaws: frozenset[str] = frozenset()
    schema = NumberAttribute(null=True, default_for_new=SCHEMA)
    expires_at = TTLAttribute(null=True)

    @classmethod
    def from_raw_data(cls, data: dict[str, Any]) -> Self:
        """Return the row of what was read, whatever release wrote it."""
        stored = in_todays_form(data)
        try:
            return super().from_raw_data(stored)
        except SHAPE_ERRORS:
            sound, flaws = cls._sound(stored)
            row = super().from_raw_data(sound)
            row.flaws = flaws
            return row

    def deserialize(self, attribute_values: dict[str, dict[str, Any]]) -> None:
        """Set the attributes from what a write returned."""
        stored = in_todays_form(attribute_values)
        try:
            super().deserialize(stored)
        except SHAPE_ERRORS:
            sound, self.flaws = self._sound(stored)
            super().deserialize(sound)

    @classmethod
    def _sound(cls, stored: dict[str, Any]) -> tuple[dict[str, Any], frozenset[str]]:
        """Return the attributes that can be read, and the names of those that cannot."""
        flaws = set()
        for name, attribute in cls.get_attributes().items():
            value = stored.get(attribute.attr_name)
            try:
                if value and "NULL" not in value:
                    attribute.deserialize(attribute.get_value(value))
            except SHAPE_ERRORS:
                flaws.add(name)
        return {name: value for name, value in stored.items() if name not in flaws}, frozenset(flaws)

    @property
    def key(self) -> str:
        """The row's name in logs."""
        hash_key, range_key = (getattr(self, str(name)) for name in (self._hash_keyname, self._range_keyname))
        return f"{self.suffix} {hash_key} {range_key}"

    @classmethod
    def writes(cls, fields: Mapping[str, Any]) -> list[Action]:
        """Return the actions that write some columns; None removes a column."""
        columns = {name: getattr(cls, name) for name in fields}
        return [columns[name].remove() if value is None else columns[name].set(value) for name, value in fields.items()]

    def update(self, actions: list[Action], condition: Condition | None = None, **options: Any) -> Any:
        """Write some attributes, and the version of their form."""
        return super().update([*actions, Row.schema.set(SCHEMA)], condition, **options)

    def is_live(self, now: datetime) -> bool:
        """Whether the row has not expired; DynamoDB itself deletes expired rows only days later."""
        return self.expires_at is None or self.expires_at > now


def in_todays_form(stored: Mapping[str, Any]) -> dict[str, Any]:
    """Return a stored row in the form of this release: the one place for changes of the form.

    A write touches only some attributes, so a row may have several forms at once: look at which attributes there are,
    never at the number alone. Rows without a number are from before there was one.
    """
    return {"schema": {"N": "1"}, **stored}


def live(row: _Row | None, now: datetime) -> _Row | None:
    """Return the row; None if it has expired."""
    return row if row is not None and row.is_live(now) else None
