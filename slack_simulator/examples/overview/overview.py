"""A shortcut with lazy listeners: it answers at once, and sends what takes longer when it is ready."""

import os

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler

app = App()


def answer(ack):
    ack()


def count_members(client, shortcut):
    """Lazy: looks at every channel, which takes as long as it takes."""
    channels = client.conversations_list()["channels"]
    busiest = max(channels, key=lambda channel: channel["num_members"])
    words = f"{len(channels)} channels. Most people are in <#{busiest['id']}>: {busiest['num_members']}."
    client.chat_postMessage(channel=shortcut["user"]["id"], text=words)


def note_use(client, shortcut):
    """Lazy: tells the team who was curious."""
    client.chat_postMessage(channel="#team", text=f"<@{shortcut['user']['id']}> has asked for an overview.")


app.shortcut("overview")(ack=answer, lazy=[count_members, note_use])


if __name__ == "__main__":
    SocketModeHandler(app).start() if "SLACK_APP_TOKEN" in os.environ else app.start(port=3000)
