"""The posts of one person in the channel, under their own name and picture."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial

from slack_sdk.models.blocks import (
    Block,
    ContextBlock,
    ImageElement,
    MarkdownTextObject,
    PlainTextObject,
    RichTextBlock,
    RichTextElementParts,
    RichTextSectionElement,
)

from app.domain.day.occurrence import Occurrence
from app.domain.day.report import Report
from app.domain.report.digest import answered
from app.domain.standup import Question
from app.language import Locale
from app.slack.message import Message
from app.views.kit.dates import clock_time
from app.views.kit.kinds import answer_text
from app.views.kit.plain_text import more_answers, plain_text
from app.views.kit.readers import channel_locale
from app.views.kit.rich_text import Inline, after_label, linked
from app.views.kit.splitting import cut_at, size
from app.views.kit.text import cut_plain, escape
from app.views.report.help import LONGEST_NAME, could_help, under_post

# Slack refuses a message with more than some 11,000 characters in all its texts, counted when escaped.
LONGEST_POST = 9000

AnsweredQuestions = Sequence[tuple[Question, str]]


def posts(occurrence: Occurrence, report: Report, note: str = "", *, with_help: bool = False) -> list[Message]:
    """Return the posts that show a report: one, or more if the answers do not fit one message.

    `note` is a small line under the last post, such as when the report was edited. With `with_help` the last post also
    shows who could help with the blocker, and the button for it.
    """
    messages = posts_of(channel_locale(occurrence), occurrence, answered(occurrence, report), note)
    if with_help and (under := under_post(channel_locale(occurrence), occurrence, report)):
        last = messages[-1]
        text = "\n".join(filter(None, (last.text, could_help(channel_locale(occurrence), occurrence, report))))
        messages[-1] = Message(text=text, blocks=[*last.blocks, *under])
    return messages


def posts_of(locale: Locale, occurrence: Occurrence, written: AnsweredQuestions, note: str = "") -> list[Message]:
    """Return the posts that show these answers, or parts of answers."""
    parts = list(_parts(written))
    labelled = len(occurrence.questions) > 1
    return [_post(locale, part, note if part is parts[-1] else "", labelled=labelled) for part in parts]


def signed(report: Report, message: Message, *, with_picture: bool = True) -> Message:
    """Return a post with the name of its author in it: once updated, a post has the app's name and picture."""
    name = cut_plain(report.person.display_name or report.person.user_name or "?", LONGEST_NAME)
    elements: list[ImageElement | MarkdownTextObject] = []
    if with_picture and report.person.icon_url:
        elements.append(ImageElement(image_url=report.person.icon_url, alt_text=name))
    elements.append(MarkdownTextObject(text=f"*{escape(name)}*", verbatim=True))
    return Message(text=f"{escape(name)}\n{message.text}", blocks=[ContextBlock(elements=elements), *message.blocks])


def edited(locale: Locale, _occurrence: Occurrence, moment: datetime) -> str:
    return locale.gettext("edited at {time}", time=clock_time(locale, moment))


def added(locale: Locale, _occurrence: Occurrence, moment: datetime) -> str:
    return locale.gettext("added at {time}", time=clock_time(locale, moment))


def withdrawn_part(locale: Locale, _occurrence: Occurrence) -> Message:
    """Return the message that replaces a post which is not needed any more after an edit."""
    words = locale.gettext("(This part was taken out in an edit.)")
    return Message(text=words, blocks=[ContextBlock(elements=[PlainTextObject(text=words)])])


def _parts(written: AnsweredQuestions) -> Iterator[list[tuple[Question, str]]]:
    """Return the answers in parts that each fit a message, split between answers if possible."""
    part: list[tuple[Question, str]] = []
    room = LONGEST_POST
    for question, text in written:
        label = size(question.label) + 2
        start = 0
        while start < len(text):
            fits = label + size(text[start:]) <= room
            if part and not fits:
                yield part
                part, room = [], LONGEST_POST
            end = cut_at(text, start, room - label)
            part.append((question, text[start:end]))
            room -= label + size(text[start:end])
            start = end
    if part:
        yield part


def _post(locale: Locale, written: AnsweredQuestions, note: str, *, labelled: bool) -> Message:
    part = [(question, answer_text(locale, question, text)) for question, text in written]
    elements: list[Inline] = []
    for question, text in part:
        if labelled:
            start = "\n" if elements else ""
            bold = RichTextElementParts.TextStyle(bold=True)
            label = f"{start}{question.label}{after_label(text, ' ')}"
            elements.append(RichTextElementParts.Text(text=label, style=bold))
        elements += linked(text)
    blocks: list[Block] = [RichTextBlock(elements=[RichTextSectionElement(elements=elements)])]
    if note:
        blocks.append(ContextBlock(elements=[MarkdownTextObject(text=note, verbatim=True)]))
    lines = [f"{question.label}: {text}" if labelled else text for question, text in part]
    plain = "\n".join(filter(None, (plain_text(lines, partial(more_answers, locale)), note)))
    return Message(text=plain, blocks=blocks)
