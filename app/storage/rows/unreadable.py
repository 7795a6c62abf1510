"""Rows that make no sense, whoever wrote them: such a row is logged and skipped, and the others are read."""

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
    """Return what `read` makes of a row; raises UnreadableRow if it makes no sense."""
    try:
        if flaws := [*row.flaws, *_out_of_range(row)]:
            raise ValueError(", ".join(sorted(flaws)))
        return read(row)
    except (*SHAPE_ERRORS, InvalidStandup, UnknownReport) as error:
        raise UnreadableRow(row.key, f"{type(error).__name__}: {error}"[:200]) from error


def _out_of_range(row: Row) -> list[str]:
    """Return the names of attributes with moments out of range."""
    return [name for name, at in row.attribute_values.items() if isinstance(at, datetime) and not is_moment(at)]


def readable(rows: Iterable[_Row], read: Callable[[_Row], _Read]) -> Iterator[_Read]:
    """Yield what `read` makes of the rows, without those that make no sense."""
    for row in rows:
        found = readable_one(row, read)
        if found is not None:
            yield found


def readable_one(row: _Row | None, read: Callable[[_Row], _Read]) -> _Read | None:
    """Return what `read` makes of a row; None if there is no row, or it makes no sense."""
    if row is None:
        return None
    try:
        return read(row)
    except UnreadableRow as unreadable:
        _log.warning("a row makes no sense", extra={"row": unreadable.key, "reason": unreadable.reason})
        return None


def sensible(read: Callable[[], _Read], otherwise: _Read) -> _Read:
    """Return a less important part of a row; `otherwise` if it makes no sense."""
    try:
        return read()
    except SHAPE_ERRORS:
        return otherwise
