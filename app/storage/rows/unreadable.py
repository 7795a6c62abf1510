"""Rows that make no sense, whoever has written them: one is passed over and logged, and the others are read."""

import logging
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import TypeVar

from app.domain.limits import is_moment
from app.errors import SHAPE_ERRORS, InvalidStandup, UnknownReport, UnreadableRow
from app.storage.rows.row import Row

_Row = TypeVar("_Row", bound=Row)
_Read = TypeVar("_Read")

_log = logging.getLogger(__name__)


def require(row: _Row, read: Callable[[_Row], _Read]) -> _Read:
    """Read a row; raises UnreadableRow if it makes no sense."""
    try:
        if flaws := [*row.flaws, *_absurd(row)]:
            raise ValueError(", ".join(sorted(flaws)))
        return read(row)
    except (*SHAPE_ERRORS, InvalidStandup, UnknownReport) as error:
        raise UnreadableRow(row.key, f"{type(error).__name__}: {error}"[:200]) from error


def _absurd(row: Row) -> list[str]:
    """Name the moments with which nobody could reckon."""
    return [name for name, at in row.attribute_values.items() if isinstance(at, datetime) and not is_moment(at)]


def readable(rows: Iterable[_Row], read: Callable[[_Row], _Read]) -> Iterator[_Read]:
    """Read rows, but for those that make no sense."""
    for row in rows:
        found = readable_one(row, read)
        if found is not None:
            yield found


def readable_one(row: _Row | None, read: Callable[[_Row], _Read]) -> _Read | None:
    """Read a row; None if there is none, or it makes no sense."""
    if row is None:
        return None
    try:
        return read(row)
    except UnreadableRow as unreadable:
        _log.warning("a row makes no sense", extra={"row": unreadable.key, "reason": unreadable.reason})
        return None


def sensible(read: Callable[[], _Read], otherwise: _Read) -> _Read:
    """Read what is kept beside what a row is for; if it makes no sense, it is as if it had never been said."""
    try:
        return read()
    except SHAPE_ERRORS:
        return otherwise
