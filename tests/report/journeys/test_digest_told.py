"""Who answers in a standup whose report is a digest reads that it was posted, with a link to the page that shows it."""

import json
import re

import pytest

from app.views import ids
from tests.kit.at_home import AtHome
from tests.kit.people import answers
from tests.kit.setting_up import owns_it, sets

LINK = re.compile(r"<(https://[^|>]+)\|See it there>")


@pytest.fixture(params=["by_person", "by_question"])
def asked(request, team):
    sets(team, owns_it(team), report={ids.LAYOUT: request.param})
    team.are_asked()
    return team


def link_in(person):
    found = LINK.search(json.dumps(person.messages()[-1]["blocks"], ensure_ascii=False))
    return found[1] if found else ""


def address(team, message):
    return f"/archives/{message['channel']}/p{message['ts'].replace('.', '')}"


def test_who_answered_reads_where_it_was_posted(asked):
    ana, bo, *_ = asked.asked
    for person in (ana, bo):
        answers(person, "Export", "Import", "None")
    asked.settles()
    asked.get_the_report()
    (page,) = [one for one in asked.channel() if "Export" in one["text"]]
    for person in (ana, bo):
        assert "was posted to #team" in person.reads()
        assert address(asked, page) in link_in(person)
    assert address(asked, page) in json.dumps(AtHome(asked, ana).opens().view)
    asked.time_passes(minutes=1)
    answers(ana, "Export, edited", "Import", "None")
    asked.settles()
    assert "was posted to #team" in ana.reads()
    assert address(asked, page) in link_in(ana)


def test_of_many_pages_each_is_led_to_the_one_that_shows_them(asked):
    people = asked.asked
    for number, person in enumerate(people):
        answers(person, *[f"The {number}th of many words. " * 90] * 3)
    asked.settles()
    asked.get_the_report()
    pages = [one for one in asked.channel() if "page " in one["text"]]
    assert len(pages) > 5
    for person in people:
        first = next(page for page in pages if f'"{person.name}' in json.dumps(page["blocks"], ensure_ascii=False))
        in_thread = f"?thread_ts={first['thread_ts']}&cid={first['channel']}"
        assert link_in(person).endswith(address(asked, first) + in_thread)
