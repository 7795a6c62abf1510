"""Every id that Slack sends back to us: of actions, modals, shortcuts, and of marks in the metadata of messages.

The values never change: messages in Slack hold those of earlier releases.
"""

OPEN_DIALOG = "standup.action.open_dialog"
SKIP_TODAY = "standup.action.skip_today"
UNDO_SKIP = "standup.action.undo_skip"
WITHDRAW = "standup.action.withdraw"
POST_NOW = "standup.action.post_now"
ANSWERS = "standup.action.answers"

COMMAND = "/standup"
OPEN_TODAY = "standup.shortcut.open_today"
# Like OPEN_DIALOG, but from another message than the menu: afterwards the menu is updated, not that message.
OPEN_FROM_ELSEWHERE = "standup.action.open_from_elsewhere"
PICK_REPORT = "standup.action.pick_report"

# Buttons about a standup; their value is the id of the standup.
EDIT_STANDUP = "standup.action.edit_standup"
NEW_STANDUP = "standup.action.new_standup"
TRY_ON_ME = "standup.action.try_on_me"
NOT_HERE = "standup.action.not_here"
MORE = "standup.action.more"
DELETE_BROKEN = "standup.action.delete_broken"
LEAVE = "standup.action.leave"
REJOIN = "standup.action.rejoin"
GO_AWAY = "standup.action.go_away"
COME_BACK = "standup.action.come_back"
PREFERENCES = "standup.action.preferences"
RESTORE = "standup.action.restore"
SEEN = "standup.action.seen"
PAGE_BACK = "standup.action.page_back"
PAGE_ON = "standup.action.page_on"

# Blockers; the value of a button is the id of the blocker.
STILL_OPEN = "standup.field.still_open"
NOTHING_BLOCKS = "standup.field.nothing_blocks"
WHO_COULD_HELP = "standup.field.who_could_help"
HELP = "standup.action.help"
HELP_NO_MORE = "standup.action.help_no_more"
HELP_SAID = "standup_help_said"
HELP_OFFERED = "standup_help_offered"
RESOLVED = "standup.action.resolved"
OPEN_AGAIN = "standup.action.open_again"

AWAY_FORM = "standup.form.away"
PREFERENCES_FORM = "standup.form.preferences"
DELETE_FORM = "standup.form.delete"

# Kinds of messages, in the mark of their metadata.
MENU = "standup_menu"
HEADER = "standup_heading"
POST = "standup_post"
DIGEST = "standup_digest"
NOTE = "standup_note"
REPLY = "standup_reply"
TROUBLE = "standup_trouble"
COPY = "standup_copy"
NOT_POSTED = "standup_not_posted"

# The modals in which a standup is set up, and the buttons in them.
STANDUP_FORM = "standup.form.standup"
TEMPLATE_FORM = "standup.form.template"
QUESTION_FORM = "standup.form.question"
SETTINGS_FORM = "standup.form.settings"
REPORT_FORM = "standup.form.report"
READING_FORM = "standup.form.reading"
ADD_QUESTION = "standup.action.add_question"
QUESTION = "standup.action.question"
MORE_SETTINGS = "standup.action.more_settings"
REPORT_SETTINGS = "standup.action.report_settings"
LAYOUT = "standup.action.layout"
LANGUAGE = "standup.action.language"
HEADER_PARTS = "standup.action.heading_parts"
HISTORY = "standup.action.history"
# Their value is the id of the standup, and for older changes also where they begin.
OLDER_CHANGES = "standup.action.older_changes"
NEWEST_CHANGES = "standup.action.newest_changes"

# History: buttons whose value is the page that they lead to, and the modals of these pages.
LOOK = "standup.action.look"
LOOK_AT_DAY = "standup.action.look_at_day"
LOOK_AT_FIGURES = "standup.action.look_at_figures"
HISTORY_FORM = "standup.form.history"
TEXT_FORM = "standup.form.text"

# The first message in a channel.
HERE_AGAIN = "standup.action.here_again"
INTRODUCTION = "standup_introduction"

# Data: a person's own, and what owners do with the data of their standup.
EXPORT_OWN = "standup.action.export_own"
EXPORT_STANDUP = "standup.action.export_standup"
ASK_ERASURE = "standup.action.ask_erasure"
CONFIRM_ERASURE = "standup.action.confirm_erasure"
DECLINE_ERASURE = "standup.action.decline_erasure"
ASK_FOR_IT = "standup.action.ask_for_it"
WITHDRAW_ERASURE = "standup.action.take_wish_back"
REASON_FORM = "standup.form.reason"
TAKE_PART_AGAIN = "standup.action.take_part_again"
