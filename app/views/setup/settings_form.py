"""The modal *More settings* of a standup."""

from slack_sdk.models.views import View

from app.domain.standup import Standup
from app.language import Locale
from app.views import ids
from app.views.setup.setting_fields import MORE
from app.views.setup.setting_kinds import fields
from app.views.setup.standup_form import Editing


def settings_form(locale: Locale, standup: Standup, editing: Editing) -> View:
    """Return the modal."""
    return View(
        type="modal",
        callback_id=ids.SETTINGS_FORM,
        title=locale.gettext("More settings"),
        submit=locale.gettext("Done"),
        close=locale.gettext("Back"),
        private_metadata=editing.metadata(),
        blocks=fields(locale, MORE, standup),
    )
