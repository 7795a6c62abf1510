"""Help in direct messages: the author of a blocker is told who can help, who cannot after all, and what came of it."""

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
from app.views.day.blockers import changed_message, quoted
from app.views.kit.readers import person_locale
from app.views.kit.text import people


def offered(blocker: Blocker, helper: str) -> Message:
    """Tell the author that somebody can help, or cannot after all, or that it is resolved."""
    locale = person_locale(blocker.report)
    if blocker.is_resolved:
        return changed_message(locale, blocker)
    if helper in blocker.report.blocked.helpers:
        said = locale.gettext("{person} can help with what is in your way:", person=people(locale, [helper]))
        stays = locale.gettext(
            "It stays on your Home tab, and on that of everybody who helps, until one of you marks it as resolved."
        )
    else:
        said = locale.gettext(
            "{person} cannot help after all with what is in your way:", person=people(locale, [helper])
        )
        stays = locale.gettext("It stays on your Home tab until it is marked as resolved.")
    resolved = locale.gettext("Resolved")
    words = f"{said}\n{quoted(blocker)}"
    button = ButtonElement(text=resolved, action_id=ids.RESOLVED, value=blocker.key)
    blocks = [
        SectionBlock(text=MarkdownTextObject(text=words, verbatim=True)),
        ActionsBlock(block_id="blocker.resolve", elements=[button]),
        ContextBlock(elements=[MarkdownTextObject(text=stays, verbatim=True)]),
    ]
    return Message(text=f"{words}\n{stays}", blocks=blocks)


def offered_in_vain(report: Report, helper: str) -> Message:
    """Tell the author that nobody has to help any more: by their own words nothing is in the way."""
    locale = person_locale(report)
    words = locale.gettext(
        "Nothing is in your way any more, so {person} need not help.", person=people(locale, [helper])
    )
    return Message(text=words, blocks=[SectionBlock(text=MarkdownTextObject(text=words, verbatim=True))])
