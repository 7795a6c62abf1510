"""Direct messages about help: they tell the author of a blocker who can help, and who cannot after all."""

from slack_sdk.models.blocks import (
    ActionsBlock,
    ButtonElement,
    ContextBlock,
    MarkdownTextObject,
    SectionBlock,
)

from app.domain.day.blocker import Blocker
from app.domain.day.report import Report
from app.slack.message import Message
from app.views import ids
from app.views.day.blockers import change_message, quoted
from app.views.kit.readers import person_locale
from app.views.kit.text import mentions


def offer_message(blocker: Blocker, helper: str) -> Message:
    """Return what the author reads: that somebody can help, or cannot after all, or that the blocker is resolved."""
    locale = person_locale(blocker.report)
    if blocker.is_resolved:
        return change_message(locale, blocker)
    if helper in blocker.report.blocked.helpers:
        intro = locale.gettext("{person} can help with what is in your way:", person=mentions(locale, [helper]))
        stays = locale.gettext(
            "It stays on your Home tab, and on that of everybody who helps, until one of you marks it as resolved."
        )
    else:
        intro = locale.gettext(
            "{person} cannot help after all with what is in your way:", person=mentions(locale, [helper])
        )
        stays = locale.gettext("It stays on your Home tab until it is marked as resolved.")
    resolved = locale.gettext("Resolved")
    words = f"{intro}\n{quoted(blocker)}"
    button = ButtonElement(text=resolved, action_id=ids.RESOLVED, value=blocker.key)
    blocks = [
        SectionBlock(text=MarkdownTextObject(text=words, verbatim=True)),
        ActionsBlock(block_id="blocker.resolve", elements=[button]),
        ContextBlock(elements=[MarkdownTextObject(text=stays, verbatim=True)]),
    ]
    return Message(text=f"{words}\n{stays}", blocks=blocks)


def offer_not_needed(report: Report, helper: str) -> Message:
    """Return what the author reads if their answers name no blocker any more, so that nobody has to help."""
    locale = person_locale(report)
    words = locale.gettext(
        "Nothing is in your way any more, so {person} need not help.", person=mentions(locale, [helper])
    )
    return Message(text=words, blocks=[SectionBlock(text=MarkdownTextObject(text=words, verbatim=True))])
