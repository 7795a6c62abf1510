"""Many who answer in their own time at once all join the pages of a digest that is out, each once."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from app.domain.standup import Layout
from app.flows.day import answering
from app.flows.requester import Requester
from app.flows.scheduling.jobs import work_on_jobs
from app.storage.rows.tables import ReportRow
from app.views.day.report_form import Origin, Submission
from tests.report.flows.reporting_day import Day


class InZones(Day):
    """A day on which everybody has time until the evening."""

    def evening_for_all(self) -> None:
        for person in self.people:
            own = f"{self.id.day:%Y%m%d}_{person.id}"
            ReportRow(str(self.id), own).update([ReportRow.closes_at.set(self.now + timedelta(hours=9))])

    def answers_now(self, person, *words) -> None:
        written = {f"question{number}": text for number, text in enumerate(words)}
        requester = Requester(person.id, {self.id.team_id})
        answering.submit_answers(
            self.services, requester, Submission(Origin(str(self.id)), written), self.now, self.services.clock.now()
        )


@pytest.fixture(params=[Layout.BY_PERSON, Layout.BY_QUESTION])
def day(request, services, team):
    day = InZones(services, team, {"layout": request.param})
    day.evening_for_all()
    return day


def pages(day):
    summary_header = day.occurrence.header.ts
    return [one for one in day.team.channel() if not one.get("username") and one["ts"] != summary_header]


@pytest.mark.parametrize("words", ["Export", "many words " * 110])
def test_all_who_answer_at_once_are_there_once(day, words):
    day.answers(day.people[0], f"{words} 0", f"{words} 0")
    day.report()
    day.services.clock.sleep(61)
    others = list(enumerate(day.people[1:6], 1))
    with ThreadPoolExecutor(3) as threads:
        list(threads.map(lambda one: day.answers_now(one[1], f"{words} {one[0]}", f"{words} {one[0]}"), others))
    shown = json.dumps([page["blocks"] for page in pages(day)])
    for number in range(6):
        assert shown.count(f'{words} {number}"') == 2, number
    assert day.team.posts() == []
    numbers = [page["text"].partition(" of ")[2].partition("\n")[0] for page in pages(day) if " of " in page["text"]]
    assert set(numbers) <= {str(len(pages(day)))}


def test_an_answer_that_says_nothing_of_what_blocks_joins_too(day):
    day.report()
    day.answers(day.people[0], "Export", "", "none")
    day.answers(day.people[1], "Import", "", "none")
    (page,) = pages(day)
    assert "Export" in page["text"]
    assert "Import" in page["text"]


def test_what_is_edited_while_the_channel_is_archived_is_on_its_page_when_it_is_back(day):
    ana, bea = day.people[:2]
    for person in (ana, bea):
        day.answers(person, "Export", "Import")
    day.report()
    place = day.occurrence.channel
    day.team.place.post("channel", id=place, set={"is_archived": True})
    day.team.settles()
    day.answers_now(ana, "Export and tests", "Import")
    assert "and tests" not in json.dumps([page["blocks"] for page in pages(day)])
    day.team.place.post("channel", id=place, set={"is_archived": False}, add=["bot"])
    day.team.settles()
    for _ in range(3):
        day.services.clock.sleep(3600)  # past the time at which the workspace lives
        work_on_jobs(day.services, day.services.clock.now() + timedelta(minutes=5))
    assert json.dumps([page["blocks"] for page in pages(day)]).count("Export and tests") == 1
