"""Bolt with one listener: what an app that is built on it cannot go below."""

from slack_bolt import App
from slack_bolt.authorization import AuthorizeResult


def authorize(enterprise_id, team_id):
    return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token="xoxb-bench")  # noqa: S106


app = App(authorize=authorize, process_before_response=True, request_verification_enabled=False)


@app.action("standup.action.open_dialog")
def open_dialog(ack):
    ack()


def slack_responses(_event, _context):
    return {"statusCode": 200, "body": ""}
