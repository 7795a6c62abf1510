"""A rehearsal: the menu and the report that only the person who tries the standup sees."""

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ContextBlock,
    HeaderBlock,
    MarkdownTextObject,
    PlainTextObject,
    SectionBlock,
)

from app.domain.day.occurrence import Occurrence
from app.domain.day.report import Report
from app.language import Locale, later
from app.slack.message import Message
from app.views import ids
from app.views.kit.readers import channel_locale
from app.views.kit.text import escape, questions
from app.views.report.posts import posts
from app.views.report.summary_header import summary_header

_ALONE = later("This is a rehearsal: only you see it, and nothing goes to the channel.")


def rehearsal(locale: Locale, occurrence: Occurrence, report: Report) -> Message:
    """Return the rehearsal's one message as it should look now."""
    if report.is_submitted:
        return _as_reported(locale, occurrence, report)
    if report.is_skipped:
        name, channel = f"*{escape(occurrence.name)}*", f"<#{occurrence.channel}>"
        words = locale.gettext(
            "You are skipping {name}. {channel} would see that, nothing else.", name=name, channel=channel
        )
        return _message(locale, occurrence, words, _button(occurrence, locale.gettext("Undo"), ids.UNDO_SKIP))
    asked = locale.gettext(
        "{questions}, as everyone gets them on the day.", questions=questions(locale, len(occurrence.questions))
    )
    words = f"*{escape(occurrence.name)}*\n{asked}"
    return _message(
        locale,
        occurrence,
        words,
        _button(occurrence, locale.gettext("Open Report"), ids.OPEN_DIALOG, style="primary"),
        _button(occurrence, locale.gettext("Skip today"), ids.SKIP_TODAY),
    )


def _as_reported(locale: Locale, occurrence: Occurrence, report: Report) -> Message:
    """Return what the channel would see: the summary header, and the answers under the person's name."""
    seen = locale.gettext("This is what {channel} would see:", channel=f"<#{occurrence.channel}>")
    header_line, above = (
        summary_header(channel_locale(occurrence), occurrence, [report]).text.partition("\n")[0],
        f"*{escape(report.person.display_name)}*",
    )
    title = HeaderBlock(text=PlainTextObject(text=header_line, emoji=False))
    post = posts(occurrence, report)[0]
    name = SectionBlock(text=MarkdownTextObject(text=above, verbatim=True))
    button = _button(occurrence, locale.gettext("Edit"), ids.OPEN_DIALOG)
    read = f"{header_line}\n{above}\n{post.text}"
    return _message(locale, occurrence, seen, button, shown=[title, name, *post.blocks], read=read)


def _message(
    locale: Locale,
    occurrence: Occurrence,
    words: str,
    *buttons: ButtonElement,
    shown: list[Block] | None = None,
    read: str = "",
) -> Message:
    """Return the message; `read` is the plain text of the blocks in `shown`."""
    return Message(
        text="\n".join(filter(None, (words, read, locale.gettext(_ALONE)))),
        blocks=[
            SectionBlock(text=MarkdownTextObject(text=words, verbatim=True)),
            *(shown or []),
            ActionsBlock(block_id=f"menu.{occurrence.report_id}", elements=list(buttons)),
            ContextBlock(elements=[PlainTextObject(text=locale.gettext(_ALONE), emoji=False)]),
        ],
    )


def _button(occurrence: Occurrence, text: str, action_id: str, style: str | None = None) -> ButtonElement:
    return ButtonElement(text=text, action_id=action_id, value=str(occurrence.report_id), style=style)
