"""What people wrote, as rich text: exactly as typed, with links that can be followed, and apart from its label."""

import re
from collections.abc import Iterator
from itertools import islice

from slack_sdk.models.blocks import RichTextElementParts

# Rich text makes no links by itself. What shows one thing and leads to another is none of ours: "<https://a.b|bank>".
_ADDRESS = re.compile(r"(?<![\w<])https?://[a-z0-9][a-z0-9.-]*(:\d{1,5})?([/?#][^\s<>\"|]*)?", re.IGNORECASE | re.ASCII)
_AFTER_IT = ".,;:!?'*"
LONGEST_ADDRESS = 1000
MOST_LINKS = 50

Inline = RichTextElementParts.Text | RichTextElementParts.Link


def linked(text: str) -> list[Inline]:
    """Give a text with the addresses in it as links, which are read as they are typed."""
    parts: list[Inline] = []
    end = 0
    for start, address in islice(_addresses(text), MOST_LINKS):
        if start > end:
            parts.append(RichTextElementParts.Text(text=text[end:start]))
        parts.append(RichTextElementParts.Link(url=address))
        end = start + len(address)
    return [*parts, RichTextElementParts.Text(text=text[end:])] if end < len(text) else parts


def after_label(text: str, otherwise: str) -> str:
    """Give what stands between a label and a text: one of several lines begins below it."""
    return "\n" if "\n" in text.strip() else otherwise


def _addresses(text: str) -> Iterator[tuple[int, str]]:
    """Find addresses and where they begin, without the signs of the sentence around them."""
    for found in _ADDRESS.finditer(text):
        address = found[0].rstrip(_AFTER_IT)
        for opening, closing in ("()", "[]"):
            if address.endswith(closing) and address.count(closing) > address.count(opening):
                address = address[:-1].rstrip(_AFTER_IT)
        if address.isascii() and len(address) <= LONGEST_ADDRESS:
            yield found.start(), address
