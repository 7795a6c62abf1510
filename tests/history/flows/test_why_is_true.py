"""Days drawn at random: what is explained of them is held to the messages that Slack has got, and to what was done."""

from datetime import datetime, timedelta
from random import Random

import pytest

from app.domain.day.member import Away
from app.domain.home.causes import explain
from app.domain.home.explanation import Cause
from app.domain.standup import with_values
from app.flows.day.explaining import read_day, read_facts, read_people
from app.flows.home import skipping_ahead
from app.flows.home.absence import come_back, go_away
from app.flows.requester import member_of
from app.flows.scheduling import ticking
from local.stack import CHANNEL
from slack_simulator.ids import TEAM_ID
from tests.kit.builders import EIGHT, TUESDAY, a_standup

PEOPLE = ANA, OLIVER, MARCUS, PRIYA = "U0ANAPRG01", "U0OLIVER08", "U0MARCUS02", "U0PRIYAK04"
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
# From before India's morning until after New York's.
BEGIN, END = EIGHT - 6 * HOUR, EIGHT + 9 * HOUR
ACTS = "pause", "pause", "resume", "away", "back", "skip", "leave", "off", "delete"
ONESELF = {Cause.AWAY, Cause.SKIPPED, Cause.LEFT, Cause.NOT_CHOSEN}


class Drawn:
    """A day of a standup in its people's own times, on which things happen, and ticks stay out for a while."""

    def __init__(self, seed, services, clock, team):
        self.services, self.clock, self.team = services, clock, team
        self.random = Random(seed)  # noqa: S311 a test's dice
        clock.moment = BEGIN - HOUR
        services.standups.delete(services.standups.get(TEAM_ID, "daily"), ANA, clock.now())
        mine = {"people": PEOPLE, "owners": (MARCUS,), "own_zones": True, "channel": CHANNEL}
        wanted = a_standup(team_id=TEAM_ID, standup_id="retro", **mine)
        services.standups.save(wanted, MARCUS, clock.now(), clock.now())
        self.pauses, self.claims = [], []
        self.acts = sorted((self._moment(), self.random.choice(ACTS), self.random.choice(PEOPLE)) for _ in range(4))
        out_at = self._moment()
        self.outage = out_at, out_at + self.random.choice((0, 0, 30, 200)) * MINUTE

    def _moment(self) -> datetime:
        return BEGIN + self.random.randrange(15 * 60) * MINUTE

    @property
    def standup(self):
        return self.services.standups.stored(TEAM_ID, "retro").standup

    def does(self, act, user_id):
        services, now, who = self.services, self.clock.now(), member_of(self.services, TEAM_ID, user_id)
        standup = self.standup
        match act:
            case "pause" | "resume":
                self.pauses.append((now, act == "pause"))
                services.standups.save(with_values(standup, {"is_paused": act == "pause"}), MARCUS, now, now)
            case "away":
                go_away(services, who, Away(TUESDAY, TUESDAY), now)
            case "back":
                come_back(services, who, now)
            case "skip":
                skipping_ahead.skip_ahead(services, who, standup, TUESDAY, now)
            case "leave":
                services.members.note_left(TEAM_ID, user_id, "retro", now, has_left=True)
            case "off":
                rest = tuple(each for each in standup.roles.people if each != user_id)
                services.standups.save(with_values(standup, {"people": rest or (MARCUS,)}), MARCUS, now, now)
            case "delete":
                services.standups.delete(standup, MARCUS, now)

    def lives(self):
        """Let the day go by in steps of ten minutes; what is explained is looked at now and then, and at its end."""
        moment, acts = BEGIN, list(self.acts)
        while moment < END:
            self.clock.moment = max(self.clock.moment, moment)
            while acts and acts[0][0] <= moment:
                _, act, user_id = acts.pop(0)
                self.does(act, user_id)
            if not self.outage[0] <= moment < self.outage[1]:
                ticking.tick(self.services, moment, moment + 15 * MINUTE)
            self.clock.moment = max(self.clock.moment, moment + 3 * MINUTE)
            if self.random.random() < 0.1:
                is_settled = not acts and not (moment < self.outage[1] and self.outage[0] != self.outage[1])
                self.explains(is_settled)
            moment += 10 * MINUTE
        self.explains(is_settled=False)
        self.foretold()

    def explains(self, is_settled):
        stored = self.services.standups.stored(TEAM_ID, "retro")
        people = read_people(self.services, TEAM_ID, PEOPLE)
        self.last = {}
        for facts in read_facts(self.services, stored, TUESDAY, read_day(self.services, stored, TUESDAY), people):
            told = explain(facts)
            self.last[facts.user_id] = told.finding.cause
            has_menu = self.has_menu(facts.user_id)
            assert (told.finding.cause is Cause.ASKED) == has_menu, (facts.user_id, told.finding, self.acts)
            if not has_menu and facts.now >= told.times.report and self.was_paused(told.times):
                allowed = {Cause.PAUSED, Cause.DELETED, *ONESELF}
                assert told.finding.cause in allowed, (facts.user_id, told.finding, self.acts)
            if is_settled:
                self.claims.append((facts.user_id, facts.now, told.finding.cause))

    def foretold(self):
        """What was said of a time to come has come true, as nothing has happened since."""
        for user_id, at, cause in self.claims:
            is_asked = cause in {Cause.ASKED, Cause.WILL_BE_ASKED, Cause.BEING_ASKED}
            assert (self.last[user_id] is Cause.ASKED) == is_asked, (user_id, at, cause, self.last[user_id], self.acts)

    def has_menu(self, user_id):
        sent = [each["args"] for each in self.team.calls("chat.postMessage") if each["ok"]]
        return any(each["channel"] == user_id and "retro.20261124" in str(each.get("metadata")) for each in sent)

    def was_paused(self, times):
        """Whether the standup was paused for all of somebody's time."""
        before = [is_paused for at, is_paused in self.pauses if at <= times.ask]
        within = [is_paused for at, is_paused in self.pauses if times.ask < at < times.report]
        return bool(before) and before[-1] and all(within)


@pytest.mark.parametrize("seed", [*range(7), 79])
def test_what_is_explained_is_what_happened(seed, services, clock, team):
    Drawn(seed, services, clock, team).lives()
