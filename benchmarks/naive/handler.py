"""The baseline's two Lambda functions, as Bolt's documentation writes them."""

import logging
import os

from listeners import register
from sending import post_report, send_questions
from slack_bolt import App
from slack_bolt.adapter.aws_lambda import SlackRequestHandler
from slack_sdk import WebClient

SlackRequestHandler.clear_all_log_handlers()
logging.basicConfig(format="%(asctime)s %(message)s", level=logging.WARNING)

app = App(
    process_before_response=True,
    client=WebClient(os.environ["SLACK_BOT_TOKEN"], base_url=os.environ["SLACK_API_URL"]),
)
register(app)


def slack_responses(event, context):
    slack_handler = SlackRequestHandler(app=app)
    return slack_handler.handle(event, context)


def scheduled_events(event, _context):
    day = event["time"][:10].replace("-", "")
    flow = send_questions if event["type"] == "send_questions" else post_report
    flow(app.client, day)
