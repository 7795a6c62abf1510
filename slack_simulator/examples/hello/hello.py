"""The quick start: an app that says hello, and how often it did."""

import os

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler

app = App()  # SLACK_BOT_TOKEN and SLACK_SIGNING_SECRET are in the environment


@app.command("/hello")
def hello(ack, command, respond):
    ack()
    button = {"type": "button", "action_id": "wave", "text": {"type": "plain_text", "text": "Wave"}}
    greeting = {"type": "section", "text": {"type": "mrkdwn", "text": f"Hello, <@{command['user_id']}>!"}}
    respond(text="Hello!", blocks=[greeting, {"type": "actions", "elements": [button]}])


@app.action("wave")
def wave(ack, body, say):
    ack()
    say(f"<@{body['user']['id']}> waves :wave:")


if __name__ == "__main__":
    SocketModeHandler(app).start() if "SLACK_APP_TOKEN" in os.environ else app.start(port=3000)
