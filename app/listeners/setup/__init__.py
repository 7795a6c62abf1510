"""Setting standups up: the bot's invitation to a channel, and the modals."""

from typing import TYPE_CHECKING

from slack_bolt import App

from app.listeners.ack import ack_only
from app.listeners.deferred import Deferred
from app.views import ids

if TYPE_CHECKING:
    from app.listeners.scheduling import roster
    from app.listeners.setup import editing, invitation
else:
    roster = Deferred("app.listeners.scheduling.roster")
    editing = Deferred("app.listeners.setup.editing")
    invitation = Deferred("app.listeners.setup.invitation")


def register(app: App) -> None:
    app.action(ids.EDIT_STANDUP)(editing.ack_edit_standup)
    app.action(ids.NEW_STANDUP)(editing.ack_new_standup)
    app.view(ids.TEMPLATE_FORM)(editing.ack_template)
    app.action(ids.ADD_QUESTION)(editing.ack_add_question)
    app.action(ids.QUESTION)(editing.ack_change_question)
    app.view(ids.QUESTION_FORM)(editing.ack_question)
    app.action(ids.MORE_SETTINGS)(editing.ack_more_settings)
    app.view(ids.SETTINGS_FORM)(editing.ack_settings)
    app.action(ids.REPORT_SETTINGS)(editing.ack_report_settings)
    for shown_in_preview in (ids.LAYOUT, ids.HEADER_PARTS, ids.LANGUAGE):
        app.action(shown_in_preview)(editing.ack_preview)
    app.view(ids.REPORT_FORM)(editing.ack_report_form)
    app.action(ids.HISTORY)(editing.ack_history)
    for turn in (ids.OLDER_CHANGES, ids.NEWEST_CHANGES):
        app.action(turn)(editing.ack_turn_changes)
    app.view(ids.STANDUP_FORM)(ack=editing.ack_standup, lazy=[editing.save_standup])
    app.view(ids.READING_FORM)(ack=editing.ack_reading, lazy=[editing.save_confirmed])

    app.event("member_joined_channel", matchers=[roster.is_of_the_bot])(ack=ack_only, lazy=[invitation.introduce_bot])
    app.action(ids.TRY_ON_ME)(ack=ack_only, lazy=[invitation.start_rehearsal])
    app.action(ids.NOT_HERE)(ack=ack_only, lazy=[invitation.leave_channel])
    app.action(ids.HERE_AGAIN)(ack=ack_only, lazy=[invitation.come_again])
