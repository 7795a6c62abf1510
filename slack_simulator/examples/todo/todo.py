"""An App Home: everybody's own list of what is to do, with a form to add to it."""

import os
from collections import defaultdict

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler

app = App()
lists = defaultdict(list)


def text(words):
    return {"type": "plain_text", "text": words}


def home(todos):
    items = [
        {
            "type": "section",
            "block_id": f"item-{number}",
            "text": {"type": "mrkdwn", "text": todo},
            "accessory": {
                "type": "overflow",
                "action_id": "change",
                "options": [{"text": text("Done"), "value": str(number)}],
            },
        }
        for number, todo in enumerate(todos)
    ]
    nothing = {"type": "section", "text": {"type": "mrkdwn", "text": "Nothing to do."}}
    add = {"type": "actions", "elements": [{"type": "button", "action_id": "add", "text": text("Add")}]}
    return {"type": "home", "blocks": [*(items or [nothing]), add]}


def form():
    element = {"type": "plain_text_input", "action_id": "typed"}
    question = {"type": "input", "block_id": "todo", "label": text("What is to do?"), "element": element}
    return {"type": "modal", "callback_id": "todo", "title": text("Add"), "submit": text("Add"), "blocks": [question]}


def publish(client, user):
    client.views_publish(user_id=user, view=home(lists[user]))


@app.event("app_home_opened")
def show(client, event):
    publish(client, event["user"])


@app.action("add")
def ask(ack, body, client):
    ack()
    client.views_open(trigger_id=body["trigger_id"], view=form())


@app.view("todo")
def add(ack, body, view, client):
    ack()
    lists[body["user"]["id"]].append(view["state"]["values"]["todo"]["typed"]["value"])
    publish(client, body["user"]["id"])


@app.action("change")
def finish(ack, body, action, client):
    ack()
    del lists[body["user"]["id"]][int(action["selected_option"]["value"])]
    publish(client, body["user"]["id"])


if __name__ == "__main__":
    SocketModeHandler(app).start() if "SLACK_APP_TOKEN" in os.environ else app.start(port=3000)
