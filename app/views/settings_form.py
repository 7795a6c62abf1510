"""The modal with a standup's further settings."""

from slack_sdk.models.views import View

from app.domain.standup import Standup
from app.language import say
from app.views import ids
from app.views.setting_fields import MORE
from app.views.shown import fields
from app.views.standup_form import Editing


def settings_form(standup: Standup, editing: Editing) -> View:
    """Build the modal."""
    return View(
        type="modal",
        callback_id=ids.SETTINGS_FORM,
        title=say("More settings"),
        submit=say("Done"),
        close=say("Back"),
        private_metadata=editing.kept(),
        blocks=fields(MORE, standup),
    )
