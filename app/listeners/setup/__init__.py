"""Setting standups up: the bot's invitation to a channel, and the modals."""

from slack_bolt import App

from app.listeners.ack import ack_only
from app.listeners.scheduling.roster import is_of_the_bot
from app.listeners.setup.editing import (
    ack_add_question,
    ack_change_question,
    ack_edit_standup,
    ack_history,
    ack_more_settings,
    ack_new_standup,
    ack_preview,
    ack_question,
    ack_reading,
    ack_report_form,
    ack_report_settings,
    ack_settings,
    ack_standup,
    ack_template,
    ack_turn_changes,
    save_confirmed,
    save_standup,
)
from app.listeners.setup.invitation import come_again, introduce_bot, leave_channel, start_rehearsal
from app.views import ids


def register(app: App) -> None:
    app.action(ids.EDIT_STANDUP)(ack_edit_standup)
    app.action(ids.NEW_STANDUP)(ack_new_standup)
    app.view(ids.TEMPLATE_FORM)(ack_template)
    app.action(ids.ADD_QUESTION)(ack_add_question)
    app.action(ids.QUESTION)(ack_change_question)
    app.view(ids.QUESTION_FORM)(ack_question)
    app.action(ids.MORE_SETTINGS)(ack_more_settings)
    app.view(ids.SETTINGS_FORM)(ack_settings)
    app.action(ids.REPORT_SETTINGS)(ack_report_settings)
    for shown_in_preview in (ids.LAYOUT, ids.HEADER_PARTS, ids.LANGUAGE):
        app.action(shown_in_preview)(ack_preview)
    app.view(ids.REPORT_FORM)(ack_report_form)
    app.action(ids.HISTORY)(ack_history)
    for turn in (ids.OLDER_CHANGES, ids.NEWEST_CHANGES):
        app.action(turn)(ack_turn_changes)
    app.view(ids.STANDUP_FORM)(ack=ack_standup, lazy=[save_standup])
    app.view(ids.READING_FORM)(ack=ack_reading, lazy=[save_confirmed])

    app.event("member_joined_channel", matchers=[is_of_the_bot])(ack=ack_only, lazy=[introduce_bot])
    app.action(ids.TRY_ON_ME)(ack=ack_only, lazy=[start_rehearsal])
    app.action(ids.NOT_HERE)(ack=ack_only, lazy=[leave_channel])
    app.action(ids.HERE_AGAIN)(ack=ack_only, lazy=[come_again])
