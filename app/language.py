"""The language that texts are made in: they are written in English, and read in the language of their reader."""

import importlib
from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from typing import Any

from msgspec import Struct

from app.domain.languages import ENGLISH

_CATALOGUES = Path(__file__).parent / "locale"


class Locale(Struct, frozen=True):
    """The language of a reader, as in "cs"; whoever makes a text for them is given it, and passes it on."""

    code: str = ENGLISH

    def gettext(self, text: str, **fields: object) -> str:
        """Return a text in this language; `{name}` in it stands for the field of that name."""
        translated = _catalogue(self.code).gettext(text)
        return translated.format(**fields) if fields else translated

    def ngettext(self, one: str, many: str, number: int, **fields: object) -> str:
        """Return a text in the form that goes with `number`, which is also the field of that name."""
        translated = _catalogue(self.code).ngettext(one, many, number)
        return translated.format(**{"number": number, **fields})


# For who is not known, and for what is the same in every language.
ENGLISH_LOCALE = Locale()


def later(text: str) -> str:
    """Mark a text, as in a table, that is given to a locale only when it is needed."""
    return text


def babel(part: str) -> Any:
    """Import a part of Babel, which knows how languages write dates and numbers; not at every cold start."""
    return importlib.import_module(f"babel.{part}")


@cache
def _catalogue(code: str) -> NullTranslations:
    path = _CATALOGUES / code / "LC_MESSAGES" / "standup.mo"
    if code == ENGLISH or not path.is_file():
        return NullTranslations()
    with path.open("rb") as file:
        return GNUTranslations(file)
