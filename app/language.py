"""The language that is spoken: texts are written in English, and said in the language of whoever reads them."""

import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from typing import Any

from app.domain.languages import ENGLISH

_CATALOGUES = Path(__file__).parent / "locale"
_spoken: ContextVar[str] = ContextVar("spoken", default=ENGLISH)


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


def spoken() -> str:
    """Give the language that is spoken, as in "cs"."""
    return _spoken.get()


def speak(language: str) -> None:
    """Speak a language until whatever is `speaking` around this ends; outside, for good."""
    _spoken.set(language)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak a language in the meantime."""
    before = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(before)


def babel(part: str) -> Any:
    """Import a part of Babel, which knows how languages write dates and numbers; not at every cold start."""
    return importlib.import_module(f"babel.{part}")


@cache
def _catalogue(language: str) -> NullTranslations:
    path = _CATALOGUES / language / "LC_MESSAGES" / "standup.mo"
    if language == ENGLISH or not path.is_file():
        return NullTranslations()
    with path.open("rb") as file:
        return GNUTranslations(file)
