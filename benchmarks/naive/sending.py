"""The baseline's scheduled work: everybody is asked, and the report is posted."""

import os

from listeners import QUESTIONS
from models import Report


def members(client):
    for page in client.conversations_members(channel=os.environ["SLACK_CHANNEL"], limit=200):
        yield from page["members"]


def send_questions(client, day):
    for user_id in members(client):
        channel = client.conversations_open(users=user_id)["channel"]["id"]
        button = {
            "type": "button",
            "action_id": "standup.action.open_dialog",
            "text": {"type": "plain_text", "text": "Open Report"},
            "value": day,
        }
        posted = client.chat_postMessage(
            channel=channel,
            text="It is time for the daily standup",
            blocks=[
                {"type": "section", "text": {"type": "mrkdwn", "text": "It is time for the daily standup"}},
                {"type": "actions", "elements": [button]},
            ],
        )
        Report(day, user_id, channel=channel, ts=posted["ts"]).save()


def post_report(client, day):
    client.chat_postMessage(channel=os.environ["SLACK_CHANNEL"], text="Today's standup")
    for report in Report.query(day):
        if report.answers is None:
            continue
        answers = report.answers.as_dict()
        text = "\n".join(f"*{question}*\n{answers[key]}" for key, question in QUESTIONS.items() if answers.get(key))
        client.chat_postMessage(
            channel=os.environ["SLACK_CHANNEL"],
            text=text,
            username=report.user_name,
            icon_url=report.icon_url,
        )
