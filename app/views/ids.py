"""Every id that a payload brings back to us."""

OPEN_DIALOG = "standup.action.open_dialog"
SKIP_TODAY = "standup.action.skip_today"
UNDO_SKIP = "standup.action.undo_skip"
WITHDRAW = "standup.action.withdraw"
POST_NOW = "standup.action.post_now"
OPEN_LINK = "standup.action.open_link"
ANSWERS = "standup.action.answers"

MENU = "standup_menu"
HEADING = "standup_heading"
POST = "standup_post"
TROUBLE = "standup_trouble"
