"""What the app was sent, as its log in AWS says: Slack itself tells nobody which events it has sent."""

from datetime import UTC, datetime, timedelta

from botocore.exceptions import BotoCoreError, ClientError

from ops.logs import read
from ops.secrets import StoredSecrets
from ops.stage import RESPONSES, Stage
from ops.steps import Problem

# Ours and AWS's clock differ.
EARLIER = timedelta(minutes=5)


class AppLog:
    """The log of a stage's function that Slack calls, from some minutes before the probe on."""

    def __init__(self, stage: Stage, token: str) -> None:
        self._stage = stage
        self._token = token
        self._since = int((datetime.now(UTC) - EARLIER).timestamp() * 1000)

    def told_of(self, channel: str) -> list[str] | None:
        """Give the events about a channel that the app has done its work for, oldest first.

        None if the log cannot be read, or if the stage is another app's than the one whose token this is.
        """
        try:
            if StoredSecrets(self._stage).get("SLACK_BOT_TOKEN") != self._token:
                return None
            lines = read(self._stage, [RESPONSES], self._since).lines
        except (BotoCoreError, ClientError, Problem):
            return None
        about = [line.fields for line in lines if line.fields.get("channel") == channel]
        return [str(fields["type"]) for fields in about if fields.get("type")]
