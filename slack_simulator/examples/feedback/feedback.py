"""A slash command with a modal: feedback for the team, under a name or without one."""

import os

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler

app = App()

SHORTEST = 10
PLAIN, SELECT, INPUT = "plain_text", "static_select", "plain_text_input"


def text(words):
    return {"type": PLAIN, "text": words}


def form():
    names = [{"text": text(each), "value": each.lower()} for each in ("With my name", "Anonymous")]
    return {
        "type": "modal",
        "callback_id": "feedback",
        "title": text("Feedback"),
        "submit": text("Send"),
        "blocks": [
            {
                "type": "input",
                "block_id": "words",
                "label": text("What do you want to say?"),
                "element": {"type": INPUT, "action_id": "typed", "multiline": True},
            },
            {
                "type": "input",
                "block_id": "name",
                "label": text("How?"),
                "element": {"type": SELECT, "action_id": "chosen", "options": names, "initial_option": names[0]},
            },
        ],
    }


@app.command("/feedback")
def open_form(ack, body, client):
    ack()
    client.views_open(trigger_id=body["trigger_id"], view=form())


@app.view("feedback")
def take(ack, body, view, client):
    values = view["state"]["values"]
    words = values["words"]["typed"]["value"]
    if len(words) < SHORTEST:
        ack(response_action="errors", errors={"words": "Say a little more, please."})
        return
    ack()
    is_named = values["name"]["chosen"]["selected_option"]["value"] == "with my name"
    author = f"<@{body['user']['id']}>" if is_named else "Somebody"
    client.chat_postMessage(channel="#general", text=f"{author} says: {words}")


if __name__ == "__main__":
    SocketModeHandler(app).start() if "SLACK_APP_TOKEN" in os.environ else app.start(port=3000)
