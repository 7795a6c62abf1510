"""The catalogues of texts: what the code says, and each language's translations of it, which Babel reads and writes."""

import ast
import re
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

# Who is given texts: a locale's methods and the mark of app/language.py, and how many texts each one takes.
TAKEN_BY = {"gettext": 1, "later": 1, "ngettext": 2}
# A question of a template is data; its text and its label come behind its id. A label may be a place alone.
_QUESTION, _ITS_TEXTS, _PLACE = "Question", slice(1, 3), re.compile(r"\{\w+\}")


class NotAText(ValueError):
    """Something that is to be said cannot be looked up: it is put together before."""


def texts_of(app: Path) -> Catalog:
    """Give what the code says, in the order of its files. Babel's own search misses what is said within f-strings."""
    said = Catalog()
    for path in sorted(app.rglob("*.py")):
        place = path.relative_to(app.parent).as_posix()
        for text in _said(ast.parse(path.read_text("utf-8")), place):
            said.add(text, locations=[(place, 0)])
    return said


def _said(tree: ast.Module, place: str) -> Iterator[str | tuple[str, ...]]:
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    for call in sorted(calls, key=lambda node: (node.lineno, node.col_offset)):
        name = getattr(call.func, "id", "") or getattr(call.func, "attr", "")
        if name == _QUESTION:
            yield from (text for text in _constants(call.args[_ITS_TEXTS]) if not _PLACE.fullmatch(text))
        takes = TAKEN_BY.get(name, 0)
        given = call.args[:takes]
        if any(isinstance(each, ast.JoinedStr | ast.BinOp) for each in given):
            raise NotAText(f"{place}:{call.lineno} says a text that is put together before; give it fields instead")
        texts = _constants(given)
        if texts and len(texts) == takes:
            yield tuple(texts) if takes > 1 else texts[0]


def _constants(given: Sequence[ast.expr]) -> list[str]:
    return [each.value for each in given if isinstance(each, ast.Constant) and isinstance(each.value, str)]


def read(path: Path) -> Catalog:
    """Read a catalogue of translations."""
    with path.open("rb") as file:
        return read_po(file)


def bring_up(catalogue: Catalog, said: Catalog) -> None:
    """Take over what is said now; the translations of what is not said any more are dropped."""
    catalogue.update(said, no_fuzzy_matching=True, update_creation_date=False)
    catalogue.obsolete.clear()


def written(catalogue: Catalog) -> bytes:
    """Give the .po file, which translators read and write."""
    file = BytesIO()
    write_po(file, catalogue, width=0, include_lineno=False)
    return file.getvalue()


def compiled(catalogue: Catalog) -> bytes:
    """Give the .mo file, which gettext reads."""
    file = BytesIO()
    write_mo(file, catalogue)
    return file.getvalue()


def messages(catalogue: Catalog) -> list[Message]:
    """Give a catalogue's texts with their translations, without its header."""
    return [message for message in catalogue if message.id]


def forms(text: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    """Give a text, or its translation, in all its forms: one, or one for each kind of number."""
    return tuple(text) if isinstance(text, tuple | list) else (text or "",)


def is_translated(message: Message) -> bool:
    return all(forms(message.string))
