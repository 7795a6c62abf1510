"""The language that is spoken: texts are written in English, and said in the language of whoever reads them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, wraps
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from app.domain.config import ENGLISH
from app.domain.occurrence import Occurrence
from app.domain.report import Report
from app.domain.standup import Standup

_CATALOGUES = Path(__file__).parent.parent / "locale"
_spoken: ContextVar[str] = ContextVar("spoken", default=ENGLISH)

_P = ParamSpec("_P")
_R = TypeVar("_R")
_Standup = TypeVar("_Standup", Occurrence, Standup)


def say(text: str, **fields: object) -> str:
    """Say a text in the language that is spoken; `{name}` in it stands for the field of that name."""
    said = _catalogue(_spoken.get()).gettext(text)
    return said.format(**fields) if fields else said


def count(one: str, many: str, number: int, **fields: object) -> str:
    """Say a text in the form that goes with `number`, which is also the field of that name."""
    said = _catalogue(_spoken.get()).ngettext(one, many, number)
    return said.format(**{"number": number, **fields})


def later(text: str) -> str:
    """Mark a text, as in a table, that is given to `say` only when it is needed."""
    return text


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak a language in the meantime; without one, go on in that which is spoken."""
    before = _spoken.set(language or _spoken.get())
    try:
        yield
    finally:
        _spoken.reset(before)


def for_channel(view: Callable[Concatenate[_Standup, _P], _R]) -> Callable[Concatenate[_Standup, _P], _R]:
    """Have a view of a standup or its occurrence speak the standup's language, whoever made the app show it."""

    @wraps(view)
    def spoken(standup: _Standup, /, *args: _P.args, **kwargs: _P.kwargs) -> _R:
        with speaking(standup.language or ENGLISH):
            return view(standup, *args, **kwargs)

    return spoken


def for_person(
    view: Callable[Concatenate[Occurrence, Report, _P], _R],
) -> Callable[Concatenate[Occurrence, Report, _P], _R]:
    """Have a view speak the language of the person whose report it is about."""

    @wraps(view)
    def spoken(occurrence: Occurrence, report: Report, /, *args: _P.args, **kwargs: _P.kwargs) -> _R:
        with speaking(report.language):
            return view(occurrence, report, *args, **kwargs)

    return spoken


@cache
def _catalogue(language: str) -> NullTranslations:
    path = _CATALOGUES / language / "LC_MESSAGES" / "standup.mo"
    if language == ENGLISH or not path.is_file():
        return NullTranslations()
    with path.open("rb") as file:
        return GNUTranslations(file)
