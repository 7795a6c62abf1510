"""The routing table: everything that reaches the app, on one screen."""

import re

from slack_bolt import App

from app.listeners.actions import (
    ack_only,
    ack_open_report,
    post_now,
    save_skip,
    save_undo,
    save_withdrawal,
    show_menu_again,
)
from app.listeners.boundary import boundary
from app.listeners.channels import come_again, introduce_bot, leave_channel, start_rehearsal
from app.listeners.commands import (
    ack_command,
    ack_message,
    ack_open_from_elsewhere,
    ack_open_today,
    ack_pick_report,
    answer_command,
    answer_message,
)
from app.listeners.data import (
    ack_open_reason,
    ack_reason,
    ask_erasure,
    ask_for_it,
    confirm_erasure,
    decline_erasure,
    export_own,
    export_standup,
    take_part_again,
    take_wish_back,
)
from app.listeners.editing import (
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
from app.listeners.events import refresh_home, save_uninstalling
from app.listeners.helping import save_help, save_help_no_more, save_opening_again, save_resolved
from app.listeners.history import ack_figures, ack_look, ack_look_at_day, ack_search, show_figures
from app.listeners.home import (
    ack_away,
    ack_delete_broken,
    ack_more,
    ack_open_away,
    ack_open_preferences,
    ack_preferences,
    save_away,
    save_deletion,
    save_leaving,
    save_more,
    save_preferences,
    save_rejoining,
    save_restoration,
    save_return,
    save_seen,
    show_page,
)
from app.listeners.roster import (
    is_of_a_person,
    is_of_the_bot,
    save_closing,
    save_departure,
    save_joining,
    save_new_id,
    save_removal,
    save_reopening,
)
from app.listeners.scheduled import is_scheduled, send_questions, send_reminders, send_report, send_webhook, tick
from app.listeners.views import ack_answers, save_answers
from app.views import ids


def register(app: App) -> None:
    """Register every listener; `ack` is what the person waits for, `lazy` what happens afterwards."""
    app.error(boundary)

    app.action(ids.OPEN_DIALOG)(ack=ack_open_report, lazy=[show_menu_again])
    app.action(ids.SKIP_TODAY)(ack=ack_only, lazy=[save_skip])
    app.action(ids.UNDO_SKIP)(ack=ack_only, lazy=[save_undo])
    app.action(ids.WITHDRAW)(ack=ack_only, lazy=[save_withdrawal])
    app.action(ids.POST_NOW)(ack=ack_only, lazy=[post_now])

    app.view(ids.ANSWERS)(ack=ack_answers, lazy=[save_answers])

    _register_words(app)
    _register_standups(app)
    _register_home(app)
    _register_history(app)
    _register_data(app)
    _register_roster(app)
    _register_help(app)

    app.event("scheduled.tick", matchers=[is_scheduled])(tick)
    app.event("scheduled.send_questions", matchers=[is_scheduled])(send_questions)
    app.event("scheduled.send_reminders", matchers=[is_scheduled])(send_reminders)
    app.event("scheduled.send_report", matchers=[is_scheduled])(send_report)
    app.event("scheduled.send_webhook", matchers=[is_scheduled])(send_webhook)


def _register_words(app: App) -> None:
    """Register what people type, and the shortcut."""
    app.command(re.compile(rf"^{ids.COMMAND}(-[\w-]+)?$"))(ack=ack_command, lazy=[answer_command])
    app.event("message")(ack=ack_message, lazy=[answer_message])  # message.im: what is typed to the bot
    app.shortcut(ids.OPEN_TODAY)(ack_open_today)
    app.view(ids.PICK_REPORT)(ack_pick_report)
    app.action(re.compile(rf"{re.escape(ids.OPEN_FROM_ELSEWHERE)}\.\d+"))(ack_open_from_elsewhere)


def _register_standups(app: App) -> None:
    """Register how a standup comes to be in a channel, and the modals in which it is set up."""
    app.action(ids.EDIT_STANDUP)(ack_edit_standup)
    app.action(ids.NEW_STANDUP)(ack_new_standup)
    app.view(ids.TEMPLATE_FORM)(ack_template)
    app.action(ids.ADD_QUESTION)(ack_add_question)
    app.action(ids.QUESTION)(ack_change_question)
    app.view(ids.QUESTION_FORM)(ack_question)
    app.action(ids.MORE_SETTINGS)(ack_more_settings)
    app.view(ids.SETTINGS_FORM)(ack_settings)
    app.action(ids.REPORT_SETTINGS)(ack_report_settings)
    app.action(ids.LAYOUT)(ack_preview)
    app.action(ids.HEADING_PARTS)(ack_preview)
    app.action(ids.LANGUAGE)(ack_preview)
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


def _register_home(app: App) -> None:
    """Register what people do on the Home tab, and in the modals that it opens."""
    app.event("app_home_opened")(ack=ack_only, lazy=[refresh_home])
    app.action(ids.GO_AWAY)(ack_open_away)
    app.view(ids.AWAY_FORM)(ack=ack_away, lazy=[save_away])
    app.action(ids.COME_BACK)(ack=ack_only, lazy=[save_return])
    app.action(ids.PREFERENCES)(ack_open_preferences)
    app.view(ids.PREFERENCES_FORM)(ack=ack_preferences, lazy=[save_preferences])
    app.action(ids.LEAVE)(ack=ack_only, lazy=[save_leaving])
    app.action(ids.REJOIN)(ack=ack_only, lazy=[save_rejoining])
    app.action(ids.MORE)(ack=ack_more, lazy=[save_more])
    app.action(ids.DELETE_BROKEN)(ack_delete_broken)
    app.view(ids.DELETE_FORM)(ack=ack_only, lazy=[save_deletion])
    app.action(ids.RESTORE)(ack=ack_only, lazy=[save_restoration])
    app.action(ids.SEEN)(ack=ack_only, lazy=[save_seen])
    for turn in (ids.PAGE_BACK, ids.PAGE_ON):
        app.action(turn)(ack=ack_only, lazy=[show_page])


def _register_history(app: App) -> None:
    """Register how people look back: from the Home tab, from messages, and within the modals of the history."""
    app.action(re.compile(rf"{re.escape(ids.LOOK)}\.\d+"))(ack_look)
    app.action(ids.LOOK_AT_DAY)(ack_look_at_day)
    app.action(ids.LOOK_AT_FIGURES)(ack=ack_figures, lazy=[show_figures])
    app.view(ids.HISTORY_FORM)(ack_search)
    app.view(ids.TEXT_FORM)(ack_only)


def _register_data(app: App) -> None:
    """Register what people do with what is stored: take it out, and have themselves erased."""
    app.action(ids.EXPORT_OWN)(ack=ack_only, lazy=[export_own])
    app.action(ids.EXPORT_STANDUP)(ack=ack_only, lazy=[export_standup])
    app.action(ids.ASK_ERASURE)(ack=ack_only, lazy=[ask_erasure])
    app.action(ids.CONFIRM_ERASURE)(ack=ack_only, lazy=[confirm_erasure])
    app.action(ids.DECLINE_ERASURE)(ack_open_reason)
    app.view(ids.REASON_FORM)(ack=ack_reason, lazy=[decline_erasure])
    app.action(ids.ASK_FOR_IT)(ack=ack_only, lazy=[ask_for_it])
    app.action(ids.TAKE_WISH_BACK)(ack=ack_only, lazy=[take_wish_back])
    app.action(ids.TAKE_PART_AGAIN)(ack=ack_only, lazy=[take_part_again])


def _register_help(app: App) -> None:
    """Register what becomes of what is in somebody's way."""
    app.action(re.compile(rf"{re.escape(ids.HELP)}\.\w+"))(ack=ack_only, lazy=[save_help])
    app.action(ids.HELP_NO_MORE)(ack=ack_only, lazy=[save_help_no_more])
    app.action(ids.RESOLVED)(ack=ack_only, lazy=[save_resolved])
    app.action(ids.OPEN_AGAIN)(ack=ack_only, lazy=[save_opening_again])


def _register_roster(app: App) -> None:
    """Register who comes and goes, and what becomes of channels."""
    app.event("member_joined_channel", matchers=[is_of_a_person])(ack=ack_only, lazy=[save_joining])
    app.event("member_left_channel", matchers=[is_of_a_person])(ack=ack_only, lazy=[save_departure])
    app.event("member_left_channel", matchers=[is_of_the_bot])(ack=ack_only, lazy=[save_removal])
    for leaving in ("channel_left", "group_left"):
        app.event(leaving)(ack=ack_only, lazy=[save_removal])
    app.event("channel_id_changed")(ack=ack_only, lazy=[save_new_id])
    for farewell in ("app_uninstalled", "tokens_revoked"):
        app.event(farewell)(ack=ack_only, lazy=[save_uninstalling])
    for closing in ("channel_archive", "channel_deleted", "group_archive", "group_deleted"):
        app.event(closing)(ack=ack_only, lazy=[save_closing])
    for reopening in ("channel_unarchive", "group_unarchive"):
        app.event(reopening)(ack=ack_only, lazy=[save_reopening])
