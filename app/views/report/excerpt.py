"""A report as one person reads it in a direct message or a modal: the summary header, and answers below names."""

from collections.abc import Sequence
from typing import Any

from slack_sdk.models.blocks import Block, ContextBlock, MarkdownTextObject, PlainTextObject, SectionBlock

from app.domain.day.occurrence import Occurrence
from app.domain.day.report import Report, in_order
from app.slack.message import Message
from app.views.kit.plain_text import joined
from app.views.kit.readers import channel_locale
from app.views.kit.text import cut, escape
from app.views.report.posts import posts
from app.views.report.summary_header import summary_header

# Limits of one message, below Slack's; see also posts.LONGEST_POST.
MOST_BLOCKS = 45
LONGEST = 9500
LONGEST_NAME = 80


def report(occurrence: Occurrence, reports: Sequence[Report], *, is_past: bool = False) -> list[Message]:
    """Return the summary header, and a message for each post, with the name of its author."""
    shown = [post for each in submitted(reports) for post in named_posts(occurrence, each)]
    return [summary_header(channel_locale(occurrence), occurrence, reports, is_past=is_past), *shown]


def submitted(reports: Sequence[Report]) -> list[Report]:
    """Return the submitted reports in the order in which they came."""
    return sorted((each for each in reports if each.is_submitted), key=in_order)


def named_posts(occurrence: Occurrence, written: Report) -> list[Message]:
    """Return the posts of one person, with their name above each."""
    return [_named(written, post) for post in posts(occurrence, written)]


def _named(written: Report, post: Message) -> Message:
    name = cut(written.person.display_name or written.user_id, LONGEST_NAME)
    above = SectionBlock(text=MarkdownTextObject(text=f"*{escape(name)}*", verbatim=True))
    return Message(text=f"{escape(name)}: {post.text}", blocks=[above, *post.blocks])


def combined(messages: Sequence[Message], more: str) -> Message:
    """Return as many messages as fit as one message, which ends with `more` if some do not."""
    blocks: list[Block] = []
    texts: list[str] = []
    length = 0
    for message in messages:
        length += length_of(message.blocks)
        if texts and (length > LONGEST or len(blocks) + len(message.blocks) > MOST_BLOCKS):
            blocks.append(ContextBlock(elements=[PlainTextObject(text=more, emoji=False)]))
            break
        texts.append(message.text)
        blocks += message.blocks
    return Message(text=joined([*texts, *([more] if len(texts) < len(messages) else [])], more), blocks=blocks)


def length_of(blocks: Sequence[Block]) -> int:
    """Return the number of characters of all texts in blocks."""
    return sum(_length(block.to_dict()) for block in blocks)


def _length(part: Any) -> int:
    """Return the number of characters of all texts in a block or a part of one."""
    if isinstance(part, dict):
        return sum(
            len(value) if name in {"text", "url"} and isinstance(value, str) else _length(value)
            for name, value in part.items()
        )
    return sum(map(_length, part)) if isinstance(part, list) else 0
