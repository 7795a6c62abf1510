"""The catalogues of texts: which texts the code says, and their translations in gettext's two kinds of files."""

import ast
import json
import re
import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

# Where texts are given to be said: the functions of app/language.py, and how many texts each one takes.
SAID_BY = {"say": 1, "later": 1, "count": 2}
_MAGIC = 0x950412DE
_TABLES_AT = 28
_LINE = re.compile(r'(msgid_plural|msgid|msgstr)(?:\[(\d)\])? (".*")')


@dataclass(frozen=True, slots=True)
class Entry:
    """A text, its plural if it has one, the files that say it, and its translation: one, or one for each form."""

    text: str
    plural: str = ""
    places: tuple[str, ...] = ()
    translated: tuple[str, ...] = ()

    @property
    def is_translated(self) -> bool:
        return bool(self.translated) and all(self.translated)


class NotAText(ValueError):
    """Something that is to be said cannot be looked up: it is put together before."""


def texts_of(app: Path) -> list[Entry]:
    """Give what the code says, in the order of its files."""
    found: dict[tuple[str, str], Entry] = {}
    for path in sorted(app.rglob("*.py")):
        place = path.relative_to(app.parent).as_posix()
        for text, plural in _said(ast.parse(path.read_text("utf-8")), place):
            entry = found.setdefault((text, plural), Entry(text, plural))
            if place not in entry.places:
                found[text, plural] = replace(entry, places=(*entry.places, place))
    return list(found.values())


def _said(tree: ast.Module, place: str) -> Iterator[tuple[str, str]]:
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    for call in sorted(calls, key=lambda node: (node.lineno, node.col_offset)):
        takes = SAID_BY.get(call.func.id if isinstance(call.func, ast.Name) else "", 0)
        given = call.args[:takes]
        if any(isinstance(each, ast.JoinedStr | ast.BinOp) for each in given):
            raise NotAText(f"{place}:{call.lineno} says a text that is put together before; give it fields instead")
        texts = [each.value for each in given if isinstance(each, ast.Constant) and isinstance(each.value, str)]
        if texts and len(texts) == takes:
            yield texts[0], texts[1] if takes > 1 else ""


def read(path: Path) -> tuple[str, list[Entry]]:
    """Read a .po file: its header, and its entries."""
    header, entries = "", []
    for block in path.read_text("utf-8").split("\n\n"):
        parts = _parts(block)
        if not parts:
            continue
        translated = tuple(text for name, text in parts.items() if name.startswith("msgstr"))
        places = tuple(line.removeprefix("#: ") for line in block.splitlines() if line.startswith("#: "))
        if parts["msgid"]:
            entries.append(Entry(parts["msgid"], parts.get("msgid_plural", ""), places, translated))
        else:
            header = translated[0]
    return header, entries


def _parts(block: str) -> dict[str, str]:
    """Give what a block says by its keywords; a text may go on over several lines."""
    parts: dict[str, str] = {}
    name = ""
    for line in block.splitlines():
        if found := _LINE.fullmatch(line):
            name = found[1] + (found[2] or "")
            parts[name] = json.loads(found[3])
        elif line.startswith('"'):
            parts[name] += json.loads(line)
    return parts


def merged(said: Iterable[Entry], known: Iterable[Entry]) -> list[Entry]:
    """Give what is said with what is known of it; what is not said any more is left out."""
    translations = {(entry.text, entry.plural): entry.translated for entry in known}
    return [replace(entry, translated=translations.get((entry.text, entry.plural), ())) for entry in said]


def written(header: str, entries: Iterable[Entry], forms: int) -> str:
    """Write a .po file; `forms` is how many forms the language has for a number."""
    head = f"{_written('msgid', '')}\n{_written('msgstr', header)}"
    return "\n\n".join([head, *(_entry(each, forms) for each in entries)]) + "\n"


def _entry(entry: Entry, forms: int) -> str:
    lines = [*(f"#: {place}" for place in entry.places), _written("msgid", entry.text)]
    if not entry.plural:
        return "\n".join([*lines, _written("msgstr", "".join(entry.translated[:1]))])
    translated = (*entry.translated, *("" for _ in range(forms)))[:forms]
    lines.append(_written("msgid_plural", entry.plural))
    return "\n".join([*lines, *(_written(f"msgstr[{number}]", text) for number, text in enumerate(translated))])


def _written(keyword: str, text: str) -> str:
    lines = text.splitlines(keepends=True)
    if len(lines) <= 1:
        return f"{keyword} {_quoted(text)}"
    return "\n".join([f'{keyword} ""', *map(_quoted, lines)])


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def compiled(header: str, entries: Sequence[Entry]) -> bytes:
    """Give the .mo file, as gettext reads it: sorted texts, their translations, and where each of them is."""
    texts: Mapping[str, str] = {"": header} | {
        f"{entry.text}\0{entry.plural}" if entry.plural else entry.text: "\0".join(entry.translated)
        for entry in entries
        if entry.is_translated
    }
    pairs = sorted((text.encode(), translation.encode()) for text, translation in texts.items())
    columns = [text for text, _ in pairs], [translation for _, translation in pairs]
    place = _TABLES_AT + 16 * len(pairs)
    tables, content = b"", b""
    for column in columns:
        for each in column:
            tables += struct.pack("<2I", len(each), place + len(content))
            content += each + b"\0"
    second = _TABLES_AT + 8 * len(pairs)
    return struct.pack("<7I", _MAGIC, 0, len(pairs), _TABLES_AT, second, 0, place) + tables + content


def forms_of(header: str) -> int:
    """Tell how many forms a language has for a number, as its header says."""
    found = re.search(r"nplurals=(\d)", header)
    return int(found[1]) if found else 1
