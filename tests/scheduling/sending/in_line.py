"""A morning on which many standups are due at the same minute, and something happens when so many messages are out."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from app.domain.day.member import Member, Profile
from app.domain.standup import with_values
from app.records import replace
from app.slack.client import Slack
from benchmarks.crowd.clock import NOON
from benchmarks.ticks import MINUTE, Room, room

DUE = NOON + 2 * MINUTE
SECOND = timedelta(seconds=1)
TODAY = NOON.date()


class SlackWith(Slack):
    """Slack, and what happens when so many messages are out."""

    def __init__(self, *arguments) -> None:
        super().__init__(*arguments)
        self.posted = 0
        self.happens: dict[int, Callable[[], None]] = {}

    def post(self, *arguments, **keywords):
        sent = super().post(*arguments, **keywords)
        self.posted += 1
        if happening := self.happens.pop(self.posted, None):
            happening()
        return sent


class Morning:
    """Groups of people, one standup each, due at the same moment."""

    def __init__(self, opened: Room, sizes: tuple[int, ...]) -> None:
        self.room, self.team_id, people = opened, opened.team_id, iter(opened.members)
        self.groups = [[next(people) for _ in range(size)] for size in sizes]
        settings = opened.services.settings
        self.slack = SlackWith(settings.secrets.bot_token, settings.slack_api_url)
        self.services = opened.services = replace(opened.services, slack=self.slack)
        for user_id in opened.members:
            known = Member(self.team_id, user_id, profile=Profile(zone="Europe/London"))
            self.services.members.remember_profile(known, NOON)

    @property
    def now(self):
        return self.services.clock.now()

    def after(self, messages: int, happens: Callable[[], None]) -> None:
        """Have something happen, after a while, when so many more messages are out."""

        def later() -> None:
            self.services.clock.sleep(4)  # who comes next is judged anew by then
            happens()

        self.slack.happens[self.slack.posted + messages] = later

    def ticks(self, number: int, since=DUE) -> None:
        for minute in range(number):
            self.room.tick(max(since + minute * MINUTE, self.now))

    def goes_wrong(self, method: str, **fault) -> None:
        self.room._place.post("faults", add={"on": method, "times": None, **fault})

    def reached(self) -> list[str]:
        """To whom messages went, in their order."""
        return [call["args"]["channel"] for call in self.room.calls("chat.postMessage") if call["ok"]]

    def standup(self, number: int):
        return self.services.standups.stored(self.team_id, f"many-{number}").standup

    def saved(self, number: int, **values: object) -> None:
        """Store other values for a standup's settings, which leave it due at the same moment."""
        whole = with_values(self.standup(number), values)
        self.services.standups.save(whole, "U0ANAPRG01", self.now, DUE)


@contextmanager
def morning(*sizes: int, **changes) -> Iterator[Morning]:
    with room(sum(sizes)) as opened:
        made = Morning(opened, sizes)
        opened.store_due(made.groups, DUE, **changes)
        yield made
