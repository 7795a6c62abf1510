"""A digest for a crowd grows while people answer and edit: what no longer fits is in the thread, whole, and found.

Everybody has time until the evening; a few have answered when the digest goes out, most do so afterwards, at length.
"""

import json
import re
from datetime import timedelta

import pytest

from app.domain.report.digest import MOST_IN_CHANNEL
from app.domain.standup import Layout, with_values
from app.flows.day import answering
from app.flows.report.summary import post_report
from app.flows.requester import Requester
from app.flows.scheduling.asking_by_hand import ask_everyone
from app.storage.rows.tables import ReportRow
from app.views.day.report_form import Origin, Submission
from slack_simulator.ids import TEAM_ID
from tests.kit.builders import EIGHT, TEN, TUESDAY
from tests.kit.people import Team

LONG = timedelta(minutes=14)
REPORT_ID = f"{TEAM_ID}.daily.{TUESDAY:%Y%m%d}"
EARLY, IN_TIME, EDITING = 10, 62, 14
LINK = re.compile(r"/archives/[A-Z0-9]+/p(\d{10})(\d{6})")


class Crowd:
    """Sixty-odd people with menus, and what each of them has written last."""

    def __init__(self, services, team, layout):
        team.place.post("people", add=56)
        self.services, self.team, self.said = services, Team(team.place), {}
        services.clock.moment = EIGHT - timedelta(hours=1)
        changed = with_values(services.standups.get(TEAM_ID, "daily"), {"layout": layout})
        self.standup = services.standups.save(changed, self.people[0].id, services.clock.now(), None).standup
        ask_everyone(services, self.standup, TUESDAY, services.clock.now() + LONG)
        evening = TEN + timedelta(hours=8)
        for person in self.people:
            ReportRow(REPORT_ID, f"{TUESDAY:%Y%m%d}_{person.id}").update([ReportRow.closes_at.set(evening)])

    @property
    def people(self):
        return self.team.people

    def writes(self, person, length):
        """Three answers, each with a first and a last word of its own."""
        self.services.clock.sleep(5)
        number, edition = self.people.index(person), len(self.said.get(person.id, ())) and "b"
        ends = [(f"first-{number}-{n}{edition or 'a'}", f"last-{number}-{n}{edition or 'a'}") for n in range(3)]
        words = [f"{first} {'words & ' * (length // 8)}{last}" for first, last in ends]
        written = {f"question{n}": text for n, text in enumerate(words)}
        requester, now = Requester(person.id, {TEAM_ID}), self.services.clock.now()
        answering.submit_answers(
            self.services, requester, Submission(Origin(REPORT_ID), written), now, self.services.clock.now()
        )
        self.said[person.id] = [end for pair in ends for end in pair]

    def shown(self):
        """Give each message with all its blocks say, by its timestamp; a thread's with the channel's."""
        summary_header = self.services.reports.occurrences(TEAM_ID, "daily", [TUESDAY], self.services.clock.now())[
            0
        ].header.ts
        both = {message["ts"]: message for message in [*self.team.channel(), *self.team.thread()]}
        return {
            ts: (json.dumps(message["blocks"]), message.get("thread_ts"))
            for ts, message in both.items()
            if ts != summary_header
        }


@pytest.fixture(params=[Layout.BY_PERSON, Layout.BY_QUESTION])
def crowd(request, services, team):
    return Crowd(services, team, request.param)


def test_what_no_longer_fits_five_pages_is_in_the_thread_whole_and_each_is_led_to_it(crowd):
    for person in crowd.people[:EARLY]:
        crowd.writes(person, 300)
    crowd.services.clock.moment = max(TEN - timedelta(hours=1), crowd.services.clock.now())
    post_report(crowd.services, crowd.standup, TUESDAY, crowd.services.clock.now() + LONG)
    for person in crowd.people[EARLY:IN_TIME]:
        crowd.writes(person, 600)
    for person in crowd.people[:EDITING]:
        crowd.writes(person, 2400)

    shown = crowd.shown()
    pages = [words for words, thread in shown.values() if thread is None and '"Page ' in words]
    assert 1 < len(pages) <= MOST_IN_CHANNEL
    everything = " ".join(words for words, _ in shown.values())
    for person in crowd.people[:IN_TIME]:
        for end in crowd.said[person.id]:
            assert len(re.findall(rf"\b{end}\b", everything)) == 1, end
    divided = 0
    for person in crowd.people[:IN_TIME]:
        menu = json.dumps(person.messages()[-1]["blocks"])
        led = {f"{seconds}.{micro}" for seconds, micro in LINK.findall(menu)}
        own = "|".join(crowd.said[person.id])
        places = [(ts, thread) for ts, (words, thread) in sorted(shown.items()) if re.search(rf"\b({own})\b", words)]
        in_pages = [ts for ts, thread in places if thread is None]
        in_thread = [ts for ts, thread in places if thread]
        assert set(in_pages) & led or not in_pages, person.name
        assert in_thread[:1] == [ts for ts in in_thread[:1] if ts in led], person.name
        divided += bool(in_pages and in_thread)
    assert divided, "some have a beginning on a page and the rest in the thread"
