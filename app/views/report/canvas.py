"""A small canvas for charts: boxes and letters, written as a PNG.

It needs nothing but the standard library, because the Lambda package has little room (5 MB in all).
"""

import struct
import unicodedata
import zlib

WHITE, INK, BAR, LINE = range(4)
_PALETTE = bytes.fromhex("ffffff 1d1c1d 1264a3 dddddd")

LETTER_WIDTH, LETTER_HEIGHT = 6, 8
# Each letter has five columns of a byte, whose lowest bit is on top.
_LETTERS = " !&'()+,-./0123456789:?ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_COLUMNS = bytes.fromhex(
    "0000000000 00005f0000 3649562050 0008070300 001c224100 0041221c00 08083e0808 0080703000 0808080808 0000606000"
    "2010080402 3e5149453e 00427f4000 7249494946 2141494d33 1814127f10 2745454539 3c4a494931 4121110907 3649494936"
    "464949291e 0000140000 0201590906 7c1211127c 7f49494936 3e41414122 7f4141413e 7f49494941 7f09090901 3e41415173"
    "7f0808087f 00417f4100 2040413f01 7f08142241 7f40404040 7f021c027f 7f0408107f 3e4141413e 7f09090906 3e4151215e"
    "7f09192946 2649494932 03017f0103 3f4040403f 1f2040201f 3f4038403f 6314081463 0304780403 6159494d43 2054547840"
    "7f28444438 3844444428 384444287f 3854545418 00087e0902 18a4a49c78 7f08040478 00447d4000 2040403d00 7f10284400"
    "00417f4000 7c04780478 7c08040478 3844444438 fc18242418 18242418fc 7c08040408 4854545424 04043f4424 3c4040207c"
    "1c2040201c 3c4030403c 4428102844 4c9090907c 4464544c44"
)
# Marks above a letter, three rows high: acute, grave, circumflex, caron, ring, diaeresis, tilde, double acute, dot.
_MARKS = {
    "\u0301": "0000040200",
    "\u0300": "0002040000",
    "\u0302": "0004020400",
    "\u030c": "0002040200",
    "\u030a": "0002050200",
    "\u0308": "0004000400",
    "\u0303": "0402040200",
    "\u030b": "0004020402",
    "\u0307": "0000040000",
}
_LOW, _DOTTED = "acegijmnopqrsuvwxyz", "ij"
# These letters are so tall that a caron is drawn beside them, at this column.
_BESIDE = {"d": 5, "l": 4, "t": 4}
_CARON = "\u030c"


class Canvas:
    """A white picture of `width` times `height` pixels."""

    def __init__(self, width: int, height: int) -> None:
        self.width = width
        self._rows = [bytearray(width) for _ in range(height)]

    def box(self, left: int, top: int, width: int, height: int, colour: int) -> None:
        """Fill the part of a box that is inside the picture."""
        right = min(self.width, left + width)
        for row in self._rows[max(0, top) : max(0, top + height)]:
            row[left:right] = bytes([colour]) * max(0, right - left)

    def text(self, left: int, top: int, text: str, size: int) -> None:
        """Draw a line of text, each point of a letter `size` pixels wide; unknown letters are question marks."""
        for number, whole in enumerate(_letters(text)):
            letter, marks = whole[0], whole[1:]
            x = left + number * LETTER_WIDTH * size
            self._draw(x, top, _columns(letter, is_marked=bool(marks)), size)
            for mark in marks:
                if mark == _CARON and letter in _BESIDE:
                    self.box(x + _BESIDE[letter] * size, top, size, 2 * size, INK)
                elif mark in _MARKS:
                    above = 2 if letter in _LOW else 4
                    self._draw(x, top - above * size, bytes.fromhex(_MARKS[mark]), size)

    def _draw(self, left: int, top: int, columns: bytes, size: int) -> None:
        for across, column in enumerate(columns):
            for down in range(LETTER_HEIGHT):
                if column >> down & 1:
                    self.box(left + across * size, top + down * size, size, size, INK)

    def png(self) -> bytes:
        """Return the picture as the content of a PNG file."""
        header = struct.pack(">2I5B", self.width, len(self._rows), 8, 3, 0, 0, 0)
        points = zlib.compress(b"".join(b"\0" + row for row in self._rows), 9)
        parts = ((b"IHDR", header), (b"PLTE", _PALETTE), (b"IDAT", points), (b"IEND", b""))
        return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, content) for name, content in parts)


def _letters(text: str) -> list[str]:
    """Return the letters of a text, each followed by its combining marks."""
    letters: list[str] = []
    for sign in unicodedata.normalize("NFKD", text):
        if not unicodedata.combining(sign):
            letters.append(sign)
        elif letters:
            letters[-1] += sign
    return letters


def _columns(letter: str, *, is_marked: bool) -> bytes:
    place = _LETTERS.find(letter)
    columns = _COLUMNS[place * 5 : place * 5 + 5] if place >= 0 else _COLUMNS[110:115]
    return bytes(column & ~1 for column in columns) if is_marked and letter in _DOTTED else columns


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
