"""The ways in which a person comes to be asked, and what may happen at any step of them."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import ClassVar

from app.domain.day.member import Away
from app.domain.day.occurrence import ReportId
from app.domain.standup import with_values
from app.errors import SlackUnavailable, StandupError, StorageUnavailable
from app.flows.day.asking import ask
from app.flows.day.rehearsing import rehearse
from app.flows.day.reminding import remind
from app.flows.home import skipping_ahead
from app.flows.home.absence import come_back, go_away
from app.flows.requester import Requester, member_of
from app.flows.scheduling import roster
from app.flows.scheduling.asking_by_hand import ask_everyone
from app.flows.scheduling.merging_joins import merge
from app.flows.sender import sole_sender
from app.flows.setup.configuring import delete_standup
from app.records import replace
from app.views.day.last_workday import plan_occurrence
from app.views.day.report_form import Origin
from local.stack import CHANNEL
from slack_simulator.ids import TEAM_ID
from tests.kit.builders import EIGHT, TUESDAY, a_standup

# Before the workspace's own clock, by which it dates its messages, so that looking for one finds it.
EARLY = EIGHT - timedelta(hours=1)
# Whoever has begun is dead by then, and what a joining has left is the ticks' to do.
LATER = 100
APART = timedelta(minutes=4)
REMINDERS = ("claim_reminder", "mark_reminded", "mark_replaced_gone")
POSTS = ("claim_header", "claim_post", "reclaim_post", "mark_posted")
LONG = timedelta(minutes=14)
# In Prague and London: nobody is reminded at night.
AWAKE = ("U0ANAPRG01", "U0OLIVER08")


class Killed(BaseException):
    """The process is gone: nobody catches this."""


class WouldWait(BaseException):
    """Somebody else is at it, and we would wait for them: they go on first."""


class Steps:
    """A part of the services, of which something happens after each of these calls."""

    def __init__(self, part, happens: Callable[[type], None], error: type, *names: str) -> None:
        self._part, self._happens, self._error, self._names = part, happens, error, names

    def __getattr__(self, name):
        call = getattr(self._part, name)
        if name not in self._names:
            return call

        def with_step(*given, **named):
            done = call(*given, **named)
            self._happens(self._error)
            return done

        return with_step


class NoTime:
    """A clock of a run that is not to wait."""

    def __init__(self, clock) -> None:
        self.now = clock.now

    def sleep(self, _seconds):
        raise WouldWait


@dataclass
class Run:
    """One run, in which `what` happens at the step `at`: from 1, the calls that matter to it are counted."""

    act: Callable
    at: int = 0
    what: Callable[[type], None] = lambda _: None
    step: int = 0

    def __call__(self, services) -> bool:
        """Do it; True if the step was there."""
        slack = ("post", "find_version", "update", "delete", "replace_clicked")
        rows = ("claim", "reclaim", "snapshot", "save", "mark_asked", "keep", *REMINDERS, *POSTS)
        stepping = replace(
            services,
            slack=Steps(services.slack, self._happens, SlackUnavailable, *slack),
            reports=Steps(services.reports, self._happens, StorageUnavailable, *rows),
        )
        with suppress(Killed, WouldWait, StandupError):
            self.act(stepping)
        return self.step >= self.at

    def _happens(self, error):
        self.step += 1
        if self.step == self.at:
            self.what(error)


def dies(_error):
    raise Killed


def gets_no_answer(error):
    raise error("chat.postMessage", "timeout") if error is SlackUnavailable else error("no answer")


@dataclass
class Scene:
    """A small standup of two, on whose day one of them is asked in a certain way."""

    services: object
    team: object
    clock: object
    number: int
    sent: ClassVar[int] = 1
    begin: ClassVar[datetime] = EARLY

    def __post_init__(self):
        self.clock.moment = self.begin + self.number * APART  # what people say of themselves later counts
        self.services.sending.menus.known.clear()  # there is no crowd of menus within an hour here
        awake = [person for person in self.team if person.id in AWAKE]
        self.owner, self.person = awake[self.number % 2], awake[(self.number + 1) % 2]
        mine = {"standup_id": f"s{self.number:06}", "name": f"Number {self.number}", "owners": (self.owner.id,)}
        times = {"ask_at": time(6), "report_at": time(10), "zone": "UTC"}
        people = (self.owner.id, self.person.id)
        wanted = a_standup(**mine, **times, team_id=TEAM_ID, channel=CHANNEL, people=people)
        self.is_saved(wanted)
        self.id = ReportId(TEAM_ID, self.standup.standup_id, TUESDAY)
        self.last = max((each["ts"] for each in self.person.messages()), default="")
        self.prepare()
        self.clock.sleep(1)
        self.at = self.clock.now()

    def is_saved(self, standup):
        self.standup = self.services.standups.save(standup, self.owner.id, self.clock.now(), None).standup

    def prepare(self):
        self._are_asked(self.services)

    def act(self, services):
        raise NotImplementedError

    def comes_to_an_end(self):
        """Do it again, as whoever repeats it does: Lambda, or the next tick."""
        self.clock.sleep(LATER)
        self.act(self.services)

    def is_asked_by_the_sender(self, services):
        """Let the sender do what there is to do for it on this day, those merged who have come."""
        services.reports.note(plan_occurrence(self.standup, TUESDAY), asked_at=None)
        now = self.clock.now()
        with sole_sender(services, TEAM_ID, "tick", now + LONG) as pacer:
            merge(services, services.day.joinings.due(now), now)
            ask(services, pacer, self.standup, TUESDAY, now)

    def menus(self):
        """How many were sent, and how many messages are there."""
        sent = [call for call in self.team.calls("chat.postMessage") if call["ok"] and self._is_theirs(call["args"])]
        return len(sent), sum(each["ts"] > self.last for each in self.person.messages())

    def _is_theirs(self, args):
        return args["channel"] == self.person.id and self.id.standup_id in str(args.get("metadata"))

    def report(self):
        return self.services.reports.snapshot(self.id, self.person.id, self.clock.now())[1]

    def goes(self):
        delete_standup(self.services, member_of(self.services, TEAM_ID, self.owner.id), self.standup.standup_id)

    def _are_asked(self, services):
        ask_everyone(services, self.standup, TUESDAY, self.clock.now() + LONG)

    @property
    def member(self):
        return member_of(self.services, TEAM_ID, self.person.id)


class WithTheOthers(Scene):
    def prepare(self):
        pass

    def act(self, services):
        self._are_asked(services)


class Rejoining(Scene):
    """Somebody takes part who did not when the day began; what their run leaves undone the sender does."""

    def prepare(self):
        everybody = self.standup
        self.is_saved(with_values(everybody, {"people": (self.owner.id,)}))
        self._are_asked(self.services)
        self.is_saved(replace(everybody, version=self.standup.version))

    def act(self, services):
        roster.rejoin(services, self.standup, self.person.id)

    def comes_to_an_end(self):
        self.clock.sleep(LATER)
        self.is_asked_by_the_sender(self.services)


class ComingBack(Scene):
    def prepare(self):
        go_away(self.services, self.member, Away(TUESDAY, TUESDAY), self.clock.now())
        self._are_asked(self.services)

    def act(self, services):
        come_back(services, self.member, self.at)


class SkippingNoMore(Scene):
    def prepare(self):
        skipping_ahead.skip_ahead(self.services, self.member, self.standup, TUESDAY, self.clock.now())
        self._are_asked(self.services)

    def act(self, services):
        skipping_ahead.undo(
            services, Requester(self.person.id, {TEAM_ID}), Origin(str(self.id)), self.at, services.clock.now()
        )


class TryingIt(Scene):
    def prepare(self):
        self.standup = self.services.standups.save(
            with_values(self.standup, {"owners": (self.owner.id, self.person.id)}),
            self.owner.id,
            self.clock.now(),
            None,
        ).standup

    def act(self, services):
        rehearse(services, self.member, self.standup.standup_id, self.at)

    def _is_theirs(self, args):
        return args["channel"] == self.person.id and f"try-{self.person.id}-{self.at:%H%M%S}" in str(
            args.get("metadata")
        )


class Reminding(Scene):
    sent = 2  # the menu of before goes

    def act(self, services):
        planned = plan_occurrence(self.standup, TUESDAY)
        with sole_sender(services, TEAM_ID, f"remind {self.number}", self.clock.now() + LONG) as pacer:
            remind(services, pacer, planned, self.at, by_hand=True)


ALL = [WithTheOthers, Rejoining, ComingBack, SkippingNoMore, TryingIt, Reminding]
# Claimed, sent and marked at least, and then no more.
FEWEST = 3
