"""The test channels: what may be done there and nowhere else, and how all of it is taken away again."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from ops.steps import Problem

# Who tries it, the app, and somebody who looks on: nobody else is to read what is tried.
MOST_PEOPLE = 3
# A public channel is emptied by what is tried, so it has nobody in it but who tries it and the app.
MOST_IN_PUBLIC = 2

Json = dict[str, Any]
# Asks the admin to do something by hand; False if they will not.
ByHand = Callable[[str], bool]
# Gives which events about a channel the app has been sent, oldest first; None if its log cannot be read.
Told = Callable[[str], Sequence[str] | None]


@dataclass
class TestChannel:
    """One channel. Every call that writes names it, so that nothing is posted anywhere else."""

    __test__ = False  # for pytest, which would take it for a test by its name

    web: WebClient
    id: str
    by_hand: ByHand
    told: Told
    is_private: bool = True
    posted: list[str] = field(default_factory=list)

    def require_fit(self) -> str:
        """Give the channel's name; raises Problem unless it is of the right kind, has hardly anybody in it, and us."""
        kind, most = ("private", MOST_PEOPLE) if self.is_private else ("public", MOST_IN_PUBLIC)
        try:
            found: Json = self.web.conversations_info(channel=self.id, include_num_members=True)["channel"]
        except SlackApiError as error:
            raise Problem(f"Slack does not show {self.id}: {code_of(error)}. Invite the app there first.") from None
        wrong = [
            (bool(found.get("is_private")) is not self.is_private, f"is not {kind}"),
            (bool(found.get("is_im") or found.get("is_mpim")), "is no channel"),
            (bool(found.get("is_general")), "is everybody's"),
            (bool(found.get("is_archived")), "is archived"),
            (bool(found.get("is_shared") or found.get("is_ext_shared")), "is shared with others"),
            (not found.get("is_member", True), "does not have the app in it"),
            (int(found.get("num_members") or 0) > most, f"has more than {most} members"),
        ]
        if reasons := [reason for is_so, reason in wrong if is_so]:
            raise Problem(
                f"{self.id} {' and '.join(reasons)}: make a {kind} channel for this alone, with the app in it."
            )
        return str(found.get("name") or self.id)

    def members(self) -> list[str]:
        return list(self.web.conversations_members(channel=self.id)["members"])

    def post(self, text: str, **more: Any) -> str:
        """Post there and give the message's id."""
        ts = str(self.web.chat_postMessage(channel=self.id, text=text, unfurl_links=False, **more)["ts"])
        self.posted.append(ts)
        return ts

    def change(self, ts: str, text: str, **more: Any) -> Json:
        return dict(self.web.chat_update(channel=self.id, ts=ts, text=text, **more).data or {})  # type: ignore[arg-type]

    def read(self, ts: str) -> Json:
        """Give a message as it is read back."""
        arguments: Json = {"oldest": ts, "latest": ts, "inclusive": True, "limit": 1, "include_all_metadata": True}
        found: Sequence[Json] = self.web.conversations_history(channel=self.id, **arguments)["messages"]
        return found[0]

    def delete(self, ts: str) -> None:
        self.web.chat_delete(channel=self.id, ts=ts)
        self.posted.remove(ts)

    def clean_up(self) -> list[str]:
        """Delete what is left of what was posted; gives those that Slack does not delete."""
        for ts in list(self.posted):
            try:
                self.delete(ts)
            except SlackApiError as error:
                if code_of(error) == "message_not_found":
                    self.posted.remove(ts)
        return self.posted


def code_of(error: SlackApiError) -> str:
    return str(error.response.get("error") or f"HTTP {error.response.status_code}")
