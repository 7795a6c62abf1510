"""What should happen in a story, told minute by minute: a second implementation that shares nothing with `app/`.

It thinks of persons where the product thinks of groups, and looks at everything every minute where the product keeps
moments at which to look. What it does is what docs/standups.md says.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from tests.oracle.story import DAY, MINUTE, Event, Rule, Story
from tests.oracle.walls import Walls

USEFUL = timedelta(hours=12)
NIGHT = time(21), time(7)


@dataclass(frozen=True)
class Times:
    """One person's moments of a day."""

    ask: datetime
    reminders: tuple[datetime, ...]
    report: datetime

    def is_now(self, moment: datetime) -> bool:
        return self.ask <= moment < self.report


@dataclass
class Day:
    """A day that has been opened."""

    date: date
    rule: Rule
    opened: datetime
    times: dict[str, Times]  # of all who are asked, or will be
    last: Times  # what the day goes by when nobody is left
    absent: set[str]
    asked: dict[str, datetime] = field(default_factory=dict)
    answered: dict[str, datetime] = field(default_factory=dict)
    posted: set[str] = field(default_factory=set)
    seen_to: datetime | None = None  # whose time came until then has been asked
    all_asked: bool = False
    reminded: datetime | None = None
    closed: datetime | None = None
    summary_header: datetime | None = None
    done: bool = False
    missed: bool = False

    @property
    def is_over(self) -> bool:
        return self.done or self.missed

    @property
    def groups(self) -> set[Times]:
        return set(self.times.values()) or {self.last}

    @property
    def ends_by_person(self) -> bool:
        return len(self.groups) > 1 or self.rule.posting == "as_it_comes"

    def take_off(self, who: str) -> None:
        if self.times.pop(who, None) and not self.times:
            return
        self._remember()

    def _remember(self) -> None:
        self.last = max(self.times.values(), key=lambda each: each.ask, default=self.last)


class Model:
    """One story as it should go."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.walls = Walls(story.begins.date())
        self.rule, self.since, self.paused = story.rule, story.begins, False
        self.inside = list(story.inside)
        self.away: dict[str, tuple[date, date]] = {}
        self.quit: set[str] = set()
        self.begun: set[date] = set()
        self.wanted: date | None = None
        self.days: dict[date, Day] = {}
        self.never_opened: set[date] = set()
        self.ticked = story.begins
        self.of_nobody: set[date] = set()  # everybody had left: nobody minds when, or whether, the channel is told so
        self._times: dict[Any, Times] = {}
        self.seen: dict[str, set[tuple[Any, ...]]] = defaultdict(set)

    # What the clock says.

    def times(self, rule: Rule, day: date, who: str | None) -> Times:
        zone = self.story.zones[who] if who and rule.own else rule.zone
        asked_for = (rule.ask, rule.report, rule.reminders, day, zone)
        if asked_for not in self._times:
            self._times[asked_for] = self._times_of(rule, day, zone)
        return self._times[asked_for]

    def _times_of(self, rule: Rule, day: date, zone: str) -> Times:
        ask = self.walls.when(day, rule.ask, zone)
        if rule.report > rule.ask:
            report = self.walls.when(day, rule.report, zone)
        else:
            report = min(self.walls.when(day + DAY, rule.report, zone), self.walls.when(day + DAY, rule.ask, zone))
        if report <= ask:  # the clock leapt over the questions' time and past the report's
            report += self.walls.reads(ask, zone) - datetime.combine(day, rule.ask)
        reminders = tuple(sorted(report - minutes * MINUTE for minutes in rule.reminders))
        return Times(ask, tuple(at for at in reminders if at > ask), report)

    @staticmethod
    def names(rule: Rule, day: date) -> bool:
        return day.weekday() in rule.days and day not in rule.off

    def next_asking(self, after: datetime) -> datetime | None:
        if self.paused:
            return None
        for offset in range(-2, 4):
            day = after.date() + offset * DAY
            if self.names(self.rule, day) and (ask := self.times(self.rule, day, None).ask) > after:
                return ask
        return None

    # Who.

    def everybody(self) -> list[str]:
        people = self.inside if self.rule.named is None else self.rule.named
        return [who for who in people if who not in self.quit]

    def is_away(self, who: str, day: date) -> bool:
        first, last = self.away.get(who, (date.max, date.min))
        return first <= day <= last

    # What happens to people.

    def happens(self, event: Event) -> bool:
        """Let an event happen, unless it makes no sense now."""
        doing = getattr(self, f"_{event.kind}")
        return doing(event) is not False

    def under_way(self) -> Iterator[Day]:
        return (day for day in list(self.days.values()) if not day.is_over)

    def _rename(self, _: Event) -> None:
        pass

    def _edit(self, event: Event) -> bool | None:
        changed = replace(self.rule, **event.what)
        if changed.report == changed.ask or changed == self.rule:
            return False
        if is_another_schedule(self.rule, changed):
            self.begun |= set(self._due_unseen(event.at))
            self.since = event.at
        self.rule = changed
        return None

    def _due_unseen(self, at: datetime) -> Iterable[date]:
        if self.paused:
            return
        for day in self._near(at):
            if day not in self.days and day not in self.never_opened and self.names(self.rule, day):
                owed = [each for each in self._of_the_asked(day) if each.ask >= self.since]
                if any(each.is_now(at) for each in owed):
                    yield day

    def _pause(self, _: Event) -> bool | None:
        if self.paused:
            return False
        self.paused = True
        return None

    def _resume(self, event: Event) -> bool | None:
        if not self.paused:
            return False
        self.paused, self.since = False, event.at
        return None

    def _join(self, event: Event) -> bool | None:
        if event.who in self.inside:
            return False
        self.inside.append(event.who)
        if self.paused or event.who in self.quit:
            return None
        for day in self.under_way():
            self._joins(day, event.who, event.at)
        return None

    def _joins(self, day: Day, who: str, at: datetime) -> None:
        if day.summary_header and not day.ends_by_person:
            return
        if self.is_away(who, day.date):
            if who not in day.times:
                day.absent.add(who)
            return
        theirs = day.times.get(who)
        if theirs is None:
            theirs = self.times(day.rule, day.date, who) if day.rule.own else min(day.groups, key=lambda one: one.ask)
        if at >= theirs.report:
            return
        day.times[who] = theirs
        if theirs.ask > at:
            day.all_asked = False
        elif who not in day.asked:
            self._asks(day, who, at)

    def _leave(self, event: Event) -> bool | None:
        if event.who not in self.inside:
            return False
        self.inside.remove(event.who)
        if not self.paused:
            self._goes(event.who)
        return None

    def _leave_unheard(self, event: Event) -> bool | None:
        if event.who not in self.inside:
            return False
        self.inside.remove(event.who)
        return None

    def _quit(self, event: Event) -> bool | None:
        if event.who not in self.everybody() or event.who in self.quit:
            return False
        self.quit.add(event.who)
        self._goes(event.who)
        return None

    def _goes(self, who: str) -> None:
        for day in self.under_way():
            if who in day.answered:
                continue
            day.absent.discard(who)
            day.asked.pop(who, None)
            day.take_off(who)

    def _away(self, event: Event) -> bool | None:
        if any(event.who in (*day.asked, *day.absent) for day in self.under_way()):
            return False
        self.away[event.who] = event.what
        return None

    def _ask_now(self, event: Event) -> bool | None:
        day = self.walls.reads(event.at, self.rule.zone).date()
        known = self.days.get(day)
        if self.paused or day in self.never_opened or (known and (known.is_over or known.all_asked)):
            return False
        self.wanted = day
        return None

    def _answer(self, event: Event) -> bool | None:
        mine = [day for day in self.days.values() if event.who in day.asked and event.who not in day.answered]
        mine = [day for day in mine if not day.missed]
        if not mine:
            return False
        day = max(mine, key=lambda each: each.date)
        event.what.append(day.date)
        day.answered[event.who] = event.at
        if day.summary_header:
            self._posts(day, event.who, event.at)
        return None

    # What the bot does.

    def tick(self, now: datetime) -> None:
        """Do what is due at a whole minute."""
        for day in self.under_way():
            self._drop_lapsed(day, now)
        acts = sorted(self._due(now), key=lambda act: act[0])
        wanted, self.wanted, self.ticked = self.wanted, None, now
        for kind, day in acts:
            if day != wanted:  # what somebody wants now is done in place of what is due
                self._does(kind, day, now)
        if wanted:
            self._does(3, wanted, now, by_hand=True)

    def _near(self, now: datetime) -> list[date]:
        return [self.story.begins.date() + offset * DAY for offset in range(-2, (now - self.story.begins).days + 4)]

    def _due(self, now: datetime) -> Iterator[tuple[int, date]]:
        for date_ in self._near(now):
            day = self.days.get(date_)
            if day is None:
                if not self.paused and date_ not in self.never_opened:
                    yield from self._due_first(date_, now)
            elif not day.is_over:
                yield from self._due_again(day, now)

    def _of_the_asked(self, day: date) -> list[Times]:
        asked = [who for who in self.everybody() if not self.is_away(who, day)]
        return [self.times(self.rule, day, who) for who in asked] or [self.times(self.rule, day, None)]

    def _due_first(self, day: date, now: datetime) -> Iterator[tuple[int, date]]:
        is_begun = day in self.begun
        if not is_begun and not self.names(self.rule, day):
            return
        owed = [each for each in self._of_the_asked(day) if is_begun or each.ask >= self.since]
        if any(each.is_now(now) for each in owed):
            yield 3, day
        elif owed and all(each.report <= now for each in owed) and (is_begun or self._is_news(owed)):
            yield 0, day

    def _is_news(self, owed: list[Times]) -> bool:
        """Whether somebody's time ended since the last look; whose was over by then has come, or is back, since."""
        return any(each.report > self.ticked for each in owed)

    def _due_again(self, day: Day, now: datetime) -> Iterator[tuple[int, date]]:
        if day.summary_header is None and now >= self._useful_until(day):
            yield 0, day.date
            return
        if self.paused:
            return
        ends = {each.report for each in day.groups}
        if day.rule.posting == "as_it_comes":
            ends.add(min(each.ask for each in day.groups))
        is_complete = day.rule.posting == "when_complete" and day.summary_header is None and self._is_complete(day)
        if is_complete or any(end <= now and (day.closed is None or end > day.closed) for end in ends):
            yield 1, day.date
        through = day.reminded or day.opened
        if any(through < at <= now for each in day.groups for at in each.reminders):
            yield 2, day.date
        if not day.all_asked and any(
            each.is_now(now) and (day.seen_to is None or each.ask > day.seen_to) for each in day.groups
        ):
            yield 3, day.date

    def _is_complete(self, day: Day) -> bool:
        has_been = day.all_asked or (day.seen_to and all(each.ask <= day.seen_to for each in day.groups))
        return bool(has_been) and bool(day.asked or day.absent) and set(day.asked) <= set(day.answered)

    def _useful_until(self, day: Day) -> datetime:
        last = max(each.report for each in day.groups)
        again = self.next_asking(last)
        return min(last + USEFUL, again or last + USEFUL)

    @staticmethod
    def _drop_lapsed(day: Day, now: datetime) -> None:
        if day.all_asked or len(day.groups) == 1:
            return
        for who, theirs in list(day.times.items()):
            is_new = day.seen_to is None or theirs.ask > day.seen_to
            if theirs.report <= now and is_new and who not in day.asked:
                day.take_off(who)

    def _does(self, kind: int, date_: date, now: datetime, *, by_hand: bool = False) -> None:
        day = self.days.get(date_)
        if kind == 0:
            self._misses(day, date_, now)
        elif kind == 1:
            assert day
            self._reports(day, now)
        elif kind == 2:
            assert day
            self._reminds(day, now)
        elif day is None:
            self._opens(date_, now, by_hand=by_hand)
        else:
            self._asks_more(day, now, by_hand=by_hand)

    def _misses(self, day: Day | None, date_: date, now: datetime) -> None:
        if day is None:
            self.never_opened.add(date_)
            if not self.everybody():
                self.of_nobody.add(date_)
            return
        day.missed = True
        self.seen["missed"].add((date_, now))

    def _opens(self, date_: date, now: datetime, *, by_hand: bool) -> None:
        people = self.everybody()
        asked = [who for who in people if not self.is_away(who, date_)]
        times = {who: self.times(self.rule, date_, who) for who in asked}
        fallback = self.times(self.rule, date_, None)
        if by_hand:
            times, fallback = {who: _from(each, now) for who, each in times.items()}, _from(fallback, now)
        elif date_ not in self.begun:
            times = {who: each for who, each in times.items() if each.ask >= self.since and now < each.report}
        else:
            times = {who: each for who, each in times.items() if now < each.report}
        absent = {who for who in people if who not in asked}
        if not people:
            self.of_nobody.add(date_)
        last = max(times.values(), key=lambda each: each.ask, default=fallback)
        day = self.days[date_] = Day(date_, self.rule, now, times, last, absent)
        if day.rule.posting == "as_it_comes":
            self._reports(day, now)
        for who, each in times.items():
            if by_hand or each.is_now(now):
                self._asks(day, who, now)
        self._has_asked(day, now, by_hand=by_hand)

    def _asks_more(self, day: Day, now: datetime, *, by_hand: bool) -> None:
        for who, each in list(day.times.items()):
            if who in day.asked or not (by_hand or each.is_now(now)):
                continue
            if who not in self.everybody():
                day.take_off(who)
            elif self.is_away(who, day.date):
                day.take_off(who)
                day.absent.add(who)
            else:
                self._asks(day, who, now)
        self._has_asked(day, now, by_hand=by_hand)

    @staticmethod
    def _has_asked(day: Day, now: datetime, *, by_hand: bool) -> None:
        day.seen_to = now
        day.all_asked = by_hand or not any(each.ask > now for each in day.groups)

    def _asks(self, day: Day, who: str, at: datetime) -> None:
        day.asked[who] = at
        self.seen["asked"].add((day.date, who, at))

    def _reminds(self, day: Day, now: datetime) -> None:
        through, day.reminded = day.reminded or day.opened, now
        for who, at in day.asked.items():
            if who in day.answered or who not in day.times or now >= day.times[who].report:
                continue
            due = [each for each in day.times[who].reminders if max(through, at) < each <= now]
            if due and not self._is_night(day, who, now):
                self.seen["reminded"].add((day.date, who, now))

    def _is_night(self, day: Day, who: str, now: datetime) -> bool:
        zone = self.story.zones[who]
        if day.rule.report < day.rule.ask and (day.rule.own or zone == day.rule.zone):
            return False
        begins, ends = NIGHT
        shown = self.walls.reads(now, zone).time()
        return shown >= begins or shown < ends

    def _reports(self, day: Day, now: datetime) -> None:
        if day.summary_header is None:
            day.summary_header = now
            self.seen["heading"].add((day.date, now))
            for who in day.answered:
                self._posts(day, who, now)
        day.closed = now
        ends = {each.report for each in day.groups}
        day.done = not day.ends_by_person or now >= max(ends)

    def _posts(self, day: Day, who: str, at: datetime) -> None:
        if who not in day.posted:
            day.posted.add(who)
            self.seen["posted"].add((day.date, who, at))


def is_another_schedule(before: Rule, after: Rule) -> bool:
    """Whether a change is about when: then nothing is made up for that was due before it."""
    of = ("days", "ask", "report", "zone", "own")
    return any(getattr(before, name) != getattr(after, name) for name in of) or bool(before.off - after.off)


def _from(times: Times, now: datetime) -> Times:
    """Give the times of who is asked by hand: where it is too late for the report, all move along."""
    if now < times.report:
        return replace(times, ask=min(times.ask, now))
    late = now - times.ask
    return Times(now, tuple(at + late for at in times.reminders), times.report + late)
