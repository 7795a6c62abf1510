"""Playing a story twice: through the real flows, and by the model; and what they differ in."""

import dataclasses
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from app.domain.day.member import Away
from app.domain.standup import Posting, Question, Schedule, Standup, with_values
from app.flows.day import answering, opening
from app.flows.day.participation import parts_of
from app.flows.home import absence, managing
from app.flows.requester import Requester, member_of
from app.flows.scheduling import roster, ticking
from app.flows.setup import configuring, running_by_hand
from app.flows.setup.counting import count_people
from app.flows.upcoming import next_asking_of
from app.records import replace
from app.views import ids
from app.views.day.report_form import Origin, Submission
from slack_simulator.hosting import Arguments
from tests.oracle.inside import Place
from tests.oracle.model import Model
from tests.oracle.story import MINUTE, PEOPLE, Event, Rule, Story

CHANNEL, STANDUP, OWNER = "C0ORACLE", "s0racle", "U0OWNER"
SOON = timedelta(minutes=15)
# In so many of all minutes somebody reads when they are asked next, and once after whatever happens.
PROMISES = 1 / 300
KINDS = {ids.MENU: "asked", ids.HEADER: "heading", ids.POST: "posted"}

Seen = Mapping[str, set[tuple[Any, ...]]]


def fields_of(rule: Rule) -> dict[str, Any]:
    """Give a rule in the product's words."""
    return {
        "name": rule.name,
        "days": rule.days,
        "ask_at": rule.ask,
        "report_at": rule.report,
        "zone": rule.zone,
        "own_zones": rule.own,
        "reminders": rule.reminders,
        "days_off": tuple(sorted(rule.off)),
        "posting": Posting(rule.posting),
        "people": rule.named,
    }


@dataclass(frozen=True)
class Promise:
    """What somebody read at a moment of when they are asked next."""

    at: datetime
    who: str
    where: str
    asks_at: datetime | None

    def __str__(self) -> str:
        said = _short(self.asks_at) if self.asks_at else "never"
        return f"{_short(self.at)} {self.where} tells {self.who} {said}"


class Played:
    """A story in the real flows, with the model beside it, which says what can happen."""

    def __init__(self, place: Place, story: Story) -> None:
        self.place, self.story, self.model = place, story, Model(story)
        self.services = place.services
        zones = {**story.zones, OWNER: "Europe/Prague"}
        place.begins(story.begins, zones, CHANNEL)
        place.members(CHANNEL)[1:] = story.inside
        question = Question("question0", "What is new?", "News")
        blank = Standup(
            place.team_id, STANDUP, "", CHANNEL, (question,), Schedule(frozenset(), time(9), time(10), "UTC")
        )
        self._save(with_values(blank, {"owners": (OWNER,), **fields_of(story.rule)}))
        self.happened: Counter[str] = Counter()
        self._random = Random(story.seed)  # noqa: S311 no secrets
        self._promises: list[Promise] = []

    def runs(self) -> tuple[Seen, Seen]:
        """Play it to its end; returns what was seen of the product, and what the model expects."""
        waiting = list(self.story.events)
        minute = self.story.begins.replace(second=0) + MINUTE
        while minute <= self.story.ends:
            while waiting and waiting[0].at < minute:
                self._happens(waiting.pop(0))
                self._hear_promises()
            if not any(begin <= minute < end for begin, end in self.story.outages):
                self.model.tick(minute)
                self._ticks(minute)
            if self._random.random() < PROMISES:
                self.place.clock.moment = minute + self._random.randint(1, 20) * timedelta(seconds=1)
                self._hear_promises()
            minute += MINUTE
        expected = {**self.model.seen, "never opened": {(day,) for day in self.model.never_opened}}
        seen = self._seen()
        seen["never opened"] |= {(day,) for day in self.model.never_opened if not self._is_over(day)}
        return self._of_somebody(seen), self._of_somebody(expected)

    def _hear_promises(self) -> None:
        """Note what somebody reads of when they are asked next, on Home and in the list, as things are now."""
        who, at = self._random.choice(PEOPLE), self.place.clock.moment
        if who not in self.model.inside:
            return
        stored = self.services.standups.stored(self.place.team_id, STANDUP)
        assert stored
        _, parts = parts_of(self.services, self.place.team_id, who)
        part = next((part for part in parts if part.standup.standup_id == STANDUP), None)
        if part is None or (part.reason and not part.reason.is_absence):  # they have left it, and are promised nothing
            return
        self._promises.append(Promise(at, who, "Home", part.next_at))
        said = next_asking_of(self.services, stored, self._member(who))
        self._promises.append(Promise(at, who, "list", said and said.at))

    def broken_promises(self) -> list[str]:
        """Say what somebody was promised that did not come, or came otherwise, though nothing happened meanwhile."""
        asked: dict[str, list[datetime]] = defaultdict(list)
        for _, who, at in sorted(self._seen()["asked"], key=lambda each: each[2]):
            asked[who].append(at)
        changes = [event.at for event in self.story.events] + [self.story.ends]
        changes += [moment for outage in self.story.outages for moment in outage]
        broken = []
        for promise in self._promises:
            until = min(moment for moment in changes if moment > promise.at)
            if any(begin <= promise.at < end for begin, end in self.story.outages):
                continue
            really = next((at for at in asked[promise.who] if at > promise.at), None)
            said, came = ((at if at and at < until else None) for at in (promise.asks_at, really))
            if said != came:
                broken.append(f"{promise}: {came and _short(came)}")
        return broken

    def _is_over(self, day: date) -> bool:
        """Whether a day is over for everybody who ever was there: that nobody was asked on it is noted by then."""
        model = self.model
        return all(model.times(model.rule, day, who).report < self.story.ends for who in (None, *self.story.zones))

    @property
    def counted(self) -> Counter[str]:
        """What a story had, that this many things were compared of."""
        rule, model = self.story.rule, self.model
        kinds = {kind: len(found) for kind, found in model.seen.items()}
        missed = len(model.never_opened) + len(model.seen["missed"])
        more = {"days": len(model.days) + len(model.never_opened), "days missed": missed}
        drawn = {"outages": bool(self.story.outages), "own zones": rule.own, "after midnight": rule.report < rule.ask}
        more["promises"] = len(self._promises)
        return Counter({**kinds, **more, **{name: int(is_so) for name, is_so in drawn.items()}}) + self.happened

    def _of_somebody(self, seen: Seen) -> Seen:
        return {kind: {each for each in found if each[0] not in self.model.of_nobody} for kind, found in seen.items()}

    def _ticks(self, minute: datetime) -> None:
        """Let the product's tick come, if it would find anything to look at."""
        due_at = self.place.due_at(STANDUP)
        if (due_at and due_at <= minute) or self.place.has_joinings():
            self.place.clock.moment = minute
            ticking.tick(self.services, minute, minute + SOON)

    def _happens(self, event: Event) -> None:
        event = Event(event.at, event.kind, event.who, [] if event.kind == "answer" else event.what)
        if self.model.happens(event):
            self.happened[event.kind] += 1
            self.place.clock.moment = event.at
            getattr(self, f"_{event.kind}")(event)

    def _standup(self) -> Standup:
        standup = self.services.standups.get(self.place.team_id, STANDUP)
        assert standup
        return standup

    def _member(self, user_id: str) -> Any:
        return member_of(self.services, self.place.team_id, user_id)

    def _save(self, standup: Standup) -> None:
        """Save the modal, as its lazy run does."""
        saved = configuring.save_standup(self.services, self._member(OWNER), standup).standup
        count_people(self.services, saved)

    def _rename(self, event: Event) -> None:
        self._save(replace(self._standup(), name=f"At {event.at:%H:%M}"))

    def _edit(self, _: Event) -> None:
        changed = fields_of(dataclasses.replace(self.model.rule, name=self._standup().name))
        self._save(with_values(self._standup(), changed))

    def _pause(self, _: Event) -> None:
        running_by_hand.pause(self.services, self._member(OWNER), STANDUP)

    def _resume(self, _: Event) -> None:
        running_by_hand.resume(self.services, self._member(OWNER), STANDUP)

    def _join(self, event: Event) -> None:
        self.place.members(CHANNEL).append(event.who)
        roster.join(self.services, self.place.team_id, event.who, CHANNEL, event.at)

    def _leave(self, event: Event) -> None:
        self._leave_unheard(event)
        roster.leave(self.services, self.place.team_id, event.who, CHANNEL, event.at)

    def _leave_unheard(self, event: Event) -> None:
        self.place.members(CHANNEL).remove(event.who)

    def _quit(self, event: Event) -> None:
        managing.leave(self.services, self._member(event.who), STANDUP)

    def _away(self, event: Event) -> None:
        absence.go_away(self.services, self._member(event.who), Away(*event.what), event.at)

    def _ask_now(self, _: Event) -> None:
        running_by_hand.ask_now(self.services, self._member(OWNER), STANDUP)

    def _answer(self, event: Event) -> None:
        (day,) = event.what
        origin = Origin(f"{self.place.team_id}.{STANDUP}.{day:%Y%m%d}")
        requester = Requester(event.who, {self.place.team_id})
        opening.check_answers(
            self.services, requester, Submission(origin, {"question0": "Done"}), self.services.clock.now()
        )
        answering.submit_answers(
            self.services, requester, Submission(origin, {"question0": "Done"}), event.at, self.services.clock.now()
        )

    def _seen(self) -> dict[str, set[tuple[Any, ...]]]:
        """Give what people saw, by what was said to Slack, and what is stored of days that were missed."""
        seen: dict[str, set[tuple[Any, ...]]] = defaultdict(set)
        for at, method, values, reply in self.place.slack.calls:
            if method != "chat.postMessage" or not reply.get("ok"):
                continue
            mark = Arguments(values).parsed("metadata", ValueError())  # type: ignore[arg-type]
            kind, about = KINDS.get(mark["event_type"], mark["event_type"]), mark["event_payload"]
            day = datetime.strptime(about["report_id"].rpartition(".")[2], "%Y%m%d").date()  # noqa: DTZ007 a date
            if kind == "asked" and about.get("part"):
                kind = "reminded"
            who = (about.get("user_id", ""),) if kind != "heading" else ()
            seen[kind].add((day, *who, at.replace(microsecond=0)))  # as fast as the sender is, it does wait
        for day, missed_at, is_open in self.place.missed(STANDUP):
            seen["missed" if is_open else "never opened"].add((day, missed_at) if is_open else (day,))
        return seen


def differences(seen: Seen, expected: Seen) -> list[str]:
    """Say what the product did and should not have, and what it did not."""
    return [
        f"{'too much' if each in seen.get(kind, ()) else 'missing'}: {kind} {' '.join(map(_short, each))}"
        for kind in sorted({*seen, *expected})
        for each in sorted(set(seen.get(kind, ())) ^ set(expected.get(kind, ())), key=str)
    ]


def _short(value: date | datetime | str) -> str:
    return f"{value:%a %d %H:%M:%S}" if isinstance(value, datetime) else str(value)
