"""Whose language a view speaks, whoever made the app show it."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from app.domain.languages import ENGLISH
from app.domain.occurrence import Occurrence
from app.domain.report import Report
from app.domain.standup import Standup
from app.language import speaking

_P = ParamSpec("_P")
_R = TypeVar("_R")
_Standup = TypeVar("_Standup", Occurrence, Standup)


def for_channel(view: Callable[Concatenate[_Standup, _P], _R]) -> Callable[Concatenate[_Standup, _P], _R]:
    """Have a view of a standup or its occurrence speak the standup's language."""

    @wraps(view)
    def spoken(standup: _Standup, /, *args: _P.args, **kwargs: _P.kwargs) -> _R:
        with speaking(standup.look.language or ENGLISH):
            return view(standup, *args, **kwargs)

    return spoken


def for_person(
    view: Callable[Concatenate[Occurrence, Report, _P], _R],
) -> Callable[Concatenate[Occurrence, Report, _P], _R]:
    """Have a view speak the language of the person whose report it is about."""

    @wraps(view)
    def spoken(occurrence: Occurrence, report: Report, /, *args: _P.args, **kwargs: _P.kwargs) -> _R:
        with speaking(report.person.language):
            return view(occurrence, report, *args, **kwargs)

    return spoken
