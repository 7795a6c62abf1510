"""What people wrote, as rich text: as they typed it, with links and emoji."""

import re
from collections.abc import Iterator
from itertools import islice

from slack_sdk.models.blocks import RichTextElementParts

# Rich text makes no links by itself. A link that shows another text than its address is not made: "<https://a.b|bank>".
_ADDRESS = re.compile(r"(?<![\w<])https?://[a-z0-9][a-z0-9.-]*(:\d{1,5})?([/?#][^\s<>\"|]*)?", re.IGNORECASE | re.ASCII)
_AFTER_IT = ".,;:!?'*"
LONGEST_ADDRESS = 1000
# Rich text makes no emoji either. We do not know which a workspace has; Slack shows an unknown name as it was typed.
_EMOJI = re.compile(
    r"(?<![\w:]):(?P<name>100|1234|[+-]1|(?=[\d_+'-]*[a-z])[a-z0-9_+'-]{2,60})"
    r"(?::(?P<tone>:skin-tone-[2-6]))?:(?![\w:])",
    re.ASCII,
)
MOST_PARTS = 50

Inline = RichTextElementParts.Text | RichTextElementParts.Link | RichTextElementParts.Emoji


def linked(text: str) -> list[Inline]:
    """Return a text as parts: the addresses in it become links, and the names of emoji become emoji."""
    parts: list[Inline] = []
    end = 0
    for start, length, part in islice(_found(text), MOST_PARTS):
        if start > end:
            parts.append(RichTextElementParts.Text(text=text[end:start]))
        parts.append(part)
        end = start + length
    return [*parts, RichTextElementParts.Text(text=text[end:])] if end < len(text) else parts


def after_label(text: str, otherwise: str) -> str:
    """Return what separates a label from a text: a new line if the text has several lines."""
    return "\n" if "\n" in text.strip() else otherwise


def _found(text: str) -> Iterator[tuple[int, int, Inline]]:
    """Return the start, the length and the part of each address, and of each emoji outside of addresses."""
    addresses = list(_addresses(text))
    spans = [(start, start + len(address)) for start, address in addresses]
    links: list[tuple[int, int, Inline]] = [
        (start, len(address), RichTextElementParts.Link(url=address)) for start, address in addresses
    ]
    emoji: list[tuple[int, int, Inline]] = [
        (found.start(), len(found[0]), _emoji(found))
        for found in _EMOJI.finditer(text)
        if not any(start < found.end() and found.start() < end for start, end in spans)
    ]
    return iter(sorted([*links, *emoji], key=lambda each: each[0]))


def _emoji(found: re.Match[str]) -> RichTextElementParts.Emoji:
    tone = int(found["tone"][-1]) if found["tone"] else None
    return RichTextElementParts.Emoji(name=found["name"], skin_tone=tone)


def _addresses(text: str) -> Iterator[tuple[int, str]]:
    """Return the start and the text of each address, without the punctuation of the sentence around it."""
    for found in _ADDRESS.finditer(text):
        address = found[0].rstrip(_AFTER_IT)
        for opening, closing in ("()", "[]"):
            if address.endswith(closing) and address.count(closing) > address.count(opening):
                address = address[:-1].rstrip(_AFTER_IT)
        if address.isascii() and len(address) <= LONGEST_ADDRESS:
            yield found.start(), address
