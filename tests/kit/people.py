"""The team of the local workspace, as journeys speak of it."""

from datetime import UTC, datetime, timedelta
from typing import Any

from app.views import ids
from slack_simulator.visitor import CHANNEL, Place, Visitor

BUTTONS = ("Open Report", "Edit", "Add to thread")


class Team:
    """Everybody who can act in the workspace, and what schedules do to them."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.people = place.people()

    def __iter__(self):
        return iter(self.people)

    def __getitem__(self, number: int) -> Visitor:
        return self.people[number]

    @property
    def asked(self) -> list[Visitor]:
        """Those who have a menu."""
        return [person for person in self.people if person.messages()]

    def event(self, kind: str, **fields: Any) -> dict[str, Any]:
        """Send a scheduled event and wait for its answer, and for all that follows from it."""
        answer = self.place.post("schedule", type=kind, wait=True, **fields)
        self.settles()
        return answer

    def are_asked(self, **fields: Any) -> dict[str, Any]:
        return self.event("send_questions", **fields)

    def get_the_report(self, **fields: Any) -> dict[str, Any]:
        return self.event("send_report", **fields)

    def comes_the_next_tick(self) -> None:
        """Do what is left to the ticks, without waiting a minute for the next one."""
        self.event("tick", time=f"{self.now + timedelta(minutes=1):%Y-%m-%dT%H:%M:00Z}")

    def settles(self) -> None:
        self.place.settle()

    def time_passes(self, **by: float) -> None:
        self.place.post("clock", by=timedelta(**by).total_seconds())

    @property
    def now(self) -> datetime:
        return datetime.fromisoformat(self.people[0].state()["now"]).astimezone(UTC)

    def channel(self) -> list[dict[str, Any]]:
        """What the app posted to the channel, threads included, oldest first."""
        return [message for message in self.people[0].channel() if message["author"]["is_app"]]

    def thread(self) -> list[dict[str, Any]]:
        return [message for message in self.channel() if message.get("thread_ts") not in (None, message["ts"])]

    def posts(self) -> list[dict[str, Any]]:
        """People's posts in the channel: all but the summary header."""
        return [message for message in self.channel() if (message.get("metadata") or {}).get("event_type") == ids.POST]

    def said_of_help(self) -> str:
        """What the threads of posts say of who helps, a message each."""
        kinds = [(message, (message.get("metadata") or {}).get("event_type")) for message in self.thread()]
        return "\n".join(message["text"] for message, kind in kinds if kind == ids.HELP_SAID)

    def calls(self, method: str) -> list[dict[str, Any]]:
        return self.place.get("calls", method=method)["calls"]

    def rows(self, table: str = "standup-reports") -> list[dict[str, Any]]:
        return self.place.get("rows")["tables"][table]

    def row(self, person: Visitor) -> dict[str, Any]:
        """The person's stored report."""
        return next(row for row in self.rows() if row.get("user_id") == person.id)

    def occurrence(self) -> dict[str, Any]:
        return next(row for row in self.rows() if "user_id" not in row)

    def failures(self) -> list[dict[str, Any]]:
        return self.place.get("failures")["failures"]

    def fault(self, on: str, kind: str, **fields: Any) -> None:
        self.place.post("faults", add={"on": on, "kind": kind, **fields})

    def no_faults(self) -> None:
        self.place.post("faults", clear=True)


def newly_met(place: Place) -> Team:
    """The people on an ordinary morning, a minute before the questions come; nothing of a former test is left."""
    place.settle()  # what a test before this one has left under way would write after the reset
    place.post("reset")
    return Team(place)


def answers(person: Visitor, *words: str) -> None:
    """Open the form by whichever button is there, fill it in, send it."""
    label = next(label for label in BUTTONS if label in labels(person))
    person.clicks(label)
    answer = person.sends(*words)
    assert answer["outcome"] == "closed", answer


def labels(person: Visitor) -> list[str]:
    """The buttons under the person's latest direct message."""
    blocks = person.messages()[-1]["blocks"]
    return [button["text"]["text"] for block in blocks if block["type"] == "actions" for button in block["elements"]]


__all__ = ["CHANNEL", "Team", "Visitor", "answers", "labels", "newly_met"]
