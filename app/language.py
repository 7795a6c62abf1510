"""The language of a text: the code has it in English, and a catalogue translates it for its reader.

A `Locale` is passed to every function that makes a text, as an argument like others. What decides (`domain`) and what
stores (`storage`) knows no language; it returns codes and data.
"""

import importlib
from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from typing import Any

from msgspec import Struct

from app.domain.languages import ENGLISH

_CATALOGUES = Path(__file__).parent / "locale"


class Locale(Struct, frozen=True):
    """The language of a reader, by its code, such as "cs"."""

    code: str = ENGLISH

    def gettext(self, text: str, **fields: object) -> str:
        """Return a text in this language, with each `{name}` in it replaced by the field of that name."""
        translated = _catalogue(self.code).gettext(text)
        return translated.format(**fields) if fields else translated

    def ngettext(self, one: str, many: str, number: int, **fields: object) -> str:
        """Return a text in the plural form for `number`; `{number}` in it is replaced, too."""
        translated = _catalogue(self.code).ngettext(one, many, number)
        return translated.format(**{"number": number, **fields})


# For readers whose language is not known, and for texts that are the same in every language.
ENGLISH_LOCALE = Locale()


def later(text: str) -> str:
    """Mark a text, such as one of a table, for translation later: `locale.gettext` gets it when it is shown."""
    return text


def babel(part: str) -> Any:
    """Import a module of Babel, which writes dates and numbers in any language; importing it at every start is slow."""
    return importlib.import_module(f"babel.{part}")


@cache
def _catalogue(code: str) -> NullTranslations:
    path = _CATALOGUES / code / "LC_MESSAGES" / "standup.mo"
    if code == ENGLISH or not path.is_file():
        return NullTranslations()
    with path.open("rb") as file:
        return GNUTranslations(file)
