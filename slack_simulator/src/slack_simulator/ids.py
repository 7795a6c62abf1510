"""The ids and tokens of a new workspace: they are the same in each, so that tests can name them."""

from slack_simulator.apps.accounts import FIRST_REFRESH_TOKEN, FIRST_TOKEN
from slack_simulator.apps.installation import APP_ID, BOT_USER_ID, TEAM_ID
from slack_simulator.state.channels import GENERAL_CHANNEL, TEAM_CHANNEL
from slack_simulator.state.people import SLACKBOT

__all__ = [
    "APP_ID",
    "BOT_USER_ID",
    "FIRST_REFRESH_TOKEN",
    "FIRST_TOKEN",
    "GENERAL_CHANNEL",
    "SLACKBOT",
    "TEAM_CHANNEL",
    "TEAM_ID",
]
