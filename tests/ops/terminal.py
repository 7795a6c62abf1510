"""A terminal of 80 columns with somebody at it, for commands that ask."""

import codecs
import os
import pty
import re
import select
import struct
import subprocess
import termios
import time
from collections.abc import Mapping
from fcntl import ioctl
from pathlib import Path
from typing import Self

COLUMNS, LINES = 80, 40
PATIENCE = 120.0
COLOURS = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b\]8;[^\x1b]*\x1b\\")


class Terminal:
    """A command in a terminal: what it shows, and what is typed."""

    def __init__(self, command: list[str], env: Mapping[str, str], folder: Path) -> None:
        self._ours, theirs = pty.openpty()
        ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
        self._process = subprocess.Popen(  # noqa: S603 - our own commands
            command, cwd=folder, env={**env, "COLUMNS": str(COLUMNS)}, stdin=theirs, stdout=theirs, stderr=theirs
        )
        os.close(theirs)
        self._answered = 0
        self._raw = ""
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")  # a read may end within a letter

    @property
    def shown(self) -> str:
        """All that was shown, without colours; of a line that was written over, what was last."""
        lines = COLOURS.sub("", self._raw).replace("\r\n", "\n").split("\n")
        return "\n".join(line.rpartition("\r")[2] for line in lines)

    def waits_for(self, question: str) -> None:
        """Read until the question, a pattern, has been asked since the last answer."""
        end = time.monotonic() + PATIENCE
        while not re.search(question, self.shown[self._answered :], re.DOTALL):
            assert time.monotonic() < end, self.shown
            assert self._read(), f"it ended without {question!r}:\n{self.shown}"

    def types(self, text: str) -> None:
        self._answered = len(self.shown)
        os.write(self._ours, f"{text}\n".encode())

    def ends(self) -> int:
        while self._read():
            pass
        return self._process.wait(PATIENCE)

    def _read(self) -> bool:
        ready, _, _ = select.select([self._ours], [], [], PATIENCE)
        assert ready, self.shown
        try:
            content = os.read(self._ours, 65536)
        except OSError:  # Linux's word for a terminal that nobody holds any more
            return False
        self._raw += self._decoder.decode(content)
        return bool(content)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        os.close(self._ours)
