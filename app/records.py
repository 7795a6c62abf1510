"""Records are small frozen structs of msgspec; `replace` makes a changed copy."""

from typing import ParamSpec, Protocol, TypeVar, cast

from msgspec import Struct, structs

_Fields = ParamSpec("_Fields")
_RecordT_co = TypeVar("_RecordT_co", covariant=True)


class Replaceable(Protocol[_Fields, _RecordT_co]):
    """What a type checker knows of every record: the names and types that a copy can be made with."""

    def __replace__(self, *args: _Fields.args, **kwargs: _Fields.kwargs) -> _RecordT_co: ...


def replace(record: Replaceable[_Fields, _RecordT_co], /, *_: _Fields.args, **changes: _Fields.kwargs) -> _RecordT_co:
    """Return a copy of a record with other values; mypy checks their names and types."""
    return cast("_RecordT_co", structs.replace(cast("Struct", record), **changes))
