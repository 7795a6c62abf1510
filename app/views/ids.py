"""Every id that a payload brings back to us."""

OPEN_DIALOG = "standup.action.open_dialog"
SKIP_TODAY = "standup.action.skip_today"
UNDO_SKIP = "standup.action.undo_skip"
WITHDRAW = "standup.action.withdraw"
OPEN_LINK = "standup.action.open_link"
ANSWERS = "standup.action.answers"

COMMAND = "/standup"
OPEN_TODAY = "standup.shortcut.open_today"

# Buttons about a standup; their value is its id.
EDIT_STANDUP = "standup.action.edit_standup"
NEW_STANDUP = "standup.action.new_standup"
TRY_ON_ME = "standup.action.try_on_me"
NOT_HERE = "standup.action.not_here"
MORE = "standup.action.more"
LEAVE = "standup.action.leave"
REJOIN = "standup.action.rejoin"
GO_AWAY = "standup.action.go_away"
COME_BACK = "standup.action.come_back"
PREFERENCES = "standup.action.preferences"

MENU = "standup_menu"
HEADING = "standup_heading"
POST = "standup_post"
NOTE = "standup_note"
