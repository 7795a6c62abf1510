"""What people wrote, as rich text: as typed, with links that can be followed, emoji, and apart from its label."""

import re
from collections.abc import Iterator
from itertools import islice

from slack_sdk.models.blocks import RichTextElementParts

# Rich text makes no links by itself. What shows one thing and leads to another is none of ours: "<https://a.b|bank>".
_ADDRESS = re.compile(r"(?<![\w<])https?://[a-z0-9][a-z0-9.-]*(:\d{1,5})?([/?#][^\s<>\"|]*)?", re.IGNORECASE | re.ASCII)
_AFTER_IT = ".,;:!?'*"
LONGEST_ADDRESS = 1000
# Nor emoji. Which there are in a workspace nobody tells us; of a name that it has not Slack shows what was typed.
_EMOJI = re.compile(
    r"(?<![\w:]):(?P<name>100|1234|[+-]1|(?=[\d_+'-]*[a-z])[a-z0-9_+'-]{2,60})"
    r"(?::(?P<tone>:skin-tone-[2-6]))?:(?![\w:])",
    re.ASCII,
)
MOST_PARTS = 50

Inline = RichTextElementParts.Text | RichTextElementParts.Link | RichTextElementParts.Emoji


def linked(text: str) -> list[Inline]:
    """Return a text with the addresses and emoji in it, which are read as they are typed."""
    parts: list[Inline] = []
    end = 0
    for start, length, part in islice(_found(text), MOST_PARTS):
        if start > end:
            parts.append(RichTextElementParts.Text(text=text[end:start]))
        parts.append(part)
        end = start + length
    return [*parts, RichTextElementParts.Text(text=text[end:])] if end < len(text) else parts


def after_label(text: str, otherwise: str) -> str:
    """Return what stands between a label and a text: one of several lines begins below it."""
    return "\n" if "\n" in text.strip() else otherwise


def _found(text: str) -> Iterator[tuple[int, int, Inline]]:
    """Find addresses, and emoji outside of them: where they begin, how long they are, what they become."""
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
    """Find addresses and where they begin, without the signs of the sentence around them."""
    for found in _ADDRESS.finditer(text):
        address = found[0].rstrip(_AFTER_IT)
        for opening, closing in ("()", "[]"):
            if address.endswith(closing) and address.count(closing) > address.count(opening):
                address = address[:-1].rstrip(_AFTER_IT)
        if address.isascii() and len(address) <= LONGEST_ADDRESS:
            yield found.start(), address
