"""What others wrote, for a terminal: it shows what is there, and obeys nothing of it. Standard library only."""

import json
import unicodedata
from typing import TextIO

# Control characters and escape sequences, what turns the direction of writing or breaks lines, halves of characters.
_HIDDEN = frozenset({"Cc", "Cf", "Zl", "Zp", "Cs"})
_JOINERS = "\u200c\u200d"  # within words of some languages, and within emoji


def visible(text: object, keep: str = "") -> str:
    """Write out what a terminal would obey or hide, as JSON does; of all that only what is in `keep` stays."""
    return "".join(
        char if char in keep or char in _JOINERS or unicodedata.category(char) not in _HIDDEN else _written_out(char)
        for char in str(text)
    )


def visible_lines(text: object) -> str:
    """Do the same to a text of several lines."""
    return visible(text, keep="\n\t")


def _written_out(char: str) -> str:
    return json.dumps(char)[1:-1] if char != "\x7f" else "\\u007f"


class Visible:
    """A terminal to which a file is written: lines stay lines, and JSON stays JSON."""

    def __init__(self, terminal: TextIO) -> None:
        self._terminal = terminal

    def write(self, text: str) -> int:
        return self._terminal.write(visible(text.replace("\r\n", "\n"), keep="\n\ufeff"))

    def flush(self) -> None:
        self._terminal.flush()
