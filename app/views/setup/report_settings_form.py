"""The modal for a standup's report: its layout, where it goes, who may read it, and how long it is kept."""

from collections.abc import Iterator, Sequence

from slack_sdk.models.blocks import Block, ContextBlock, InputBlock, MarkdownTextObject
from slack_sdk.models.views import View

from app.domain.standup import Posting, Standup
from app.language import Locale
from app.views import ids
from app.views.setup.setting_fields import LOOKS, READERS
from app.views.setup.setting_kinds import fields
from app.views.setup.standup_form import Editing


def report_settings_form(
    locale: Locale, standup: Standup, editing: Editing, preview: Sequence[Block], key: str
) -> View:
    """Return the modal; `preview` is shown below the choices that change it.

    Deliveries to the webhook are signed with `key`.
    """
    return View(
        type="modal",
        callback_id=ids.REPORT_FORM,
        title=locale.gettext("The report"),
        submit=locale.gettext("Done"),
        close=locale.gettext("Back"),
        private_metadata=editing.metadata(),
        blocks=[*_looks(locale, standup), *preview, *_readers(locale, standup, key)],
    )


def _looks(locale: Locale, standup: Standup) -> list[InputBlock]:
    hint = locale.gettext(
        "Answers reach the channel each as it comes, so they are in the day's thread whatever you choose here."
    )
    looks = fields(locale, LOOKS, standup, {"layout": hint if standup.look.posting is Posting.AS_IT_COMES else None})
    for block in looks:
        block.dispatch_action = True
    return looks


def _readers(locale: Locale, standup: Standup, key: str) -> Iterator[Block]:
    signed = locale.gettext(
        "The webhook's deliveries are signed with the key `{key}`. Who has it can check that they are ours.", key=key
    )
    for block in fields(locale, READERS, standup):
        yield block
        if block.block_id == "webhook_url" and standup.readers.webhook_url:
            yield ContextBlock(elements=[MarkdownTextObject(text=signed, verbatim=True)])
