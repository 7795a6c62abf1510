"""Records: small frozen values of msgspec's; one that changes is a copy with other values in it."""

from typing import ParamSpec, Protocol, TypeVar, cast

from msgspec import Struct, structs

_Fields = ParamSpec("_Fields")
_RecordT_co = TypeVar("_RecordT_co", covariant=True)


class Replaceable(Protocol[_Fields, _RecordT_co]):
    """What a type checker sees in every record: how a copy of it is made."""

    def __replace__(self, *args: _Fields.args, **kwargs: _Fields.kwargs) -> _RecordT_co: ...


def replace(record: Replaceable[_Fields, _RecordT_co], /, *_: _Fields.args, **changes: _Fields.kwargs) -> _RecordT_co:
    """Return a copy of a record with other values; names and types are checked before anything runs."""
    return cast("_RecordT_co", structs.replace(cast("Struct", record), **changes))
