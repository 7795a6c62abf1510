"""No row grows towards what DynamoDB takes, 400 kB, however many people use a standup and whatever they write in it."""

from datetime import timedelta

import boto3
import pytest

from app.domain import limits
from app.domain.day.blocker import BlockerId
from app.domain.day.member import Away, Member, Profile
from app.domain.day.occurrence import ReportId
from app.domain.day.reason import Reason, Why
from app.domain.day.report import LONGEST_ANSWER, Person, Posted, Report
from app.domain.owners.trouble import Trouble
from app.domain.report.digest import Page, Piece
from app.domain.scheduling.grouping import with_times
from app.domain.setup.config import config_values, from_stored, problems_of
from app.domain.standup import AnswerKind, Question, new_standup_id, with_values
from app.language import ENGLISH_LOCALE
from app.records import replace
from app.storage.day.blockers import Blockers
from app.storage.day.digests import Digests
from app.storage.day.last_words import LastWords
from app.storage.day.members import MOST_CONCERNING, Members
from app.storage.day.reports import Reports
from app.storage.day.tellings import Tellings
from app.storage.privacy.suppressed import Suppressed
from app.storage.rows.tables import (
    TABLES,
    ErasedRow,
    MemberRow,
    OccurrenceRow,
    ReportRow,
    ReportsTable,
    StandupRow,
    StandupsTable,
)
from app.storage.setup.drafts import Drafts
from app.storage.setup.since import kept_beside
from app.storage.setup.standups import Standups
from app.views.day.last_workday import plan_occurrence
from app.views.kit.problems import sentences
from tests.kit.builders import EIGHT, TUESDAY, a_standup

pytestmark = pytest.mark.usefixtures("engine")

MOST = 200_000
TEAM = "T0123456789"
CHANNEL = "C0123456789"
WIDE = "\N{GRINNING FACE}"  # four bytes
ZONES = (
    *("Asia/Kathmandu", "Asia/Kolkata", "Asia/Tokyo", "Asia/Dubai", "Asia/Karachi", "Asia/Dhaka", "Asia/Yangon"),
    *("Europe/London", "Europe/Prague", "Europe/Athens", "Europe/Samara", "Africa/Nairobi", "Atlantic/Azores"),
    *("America/Sao_Paulo", "America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles"),
    *("America/St_Johns", "Pacific/Auckland"),
)


def people(first, count=limits.MOST_NAMED):
    return tuple(f"U{number:010}" for number in range(first, first + count))


ASKED, READERS, OWNERS = people(0), people(1000), people(3000, limits.MOST_OWNERS)


def question(number):
    choices = tuple(f"{pick:02}" + WIDE * (limits.LONGEST_CHOICE - 2) for pick in range(limits.MOST_CHOICES))
    text, label = WIDE * limits.LONGEST_QUESTION, WIDE * limits.LONGEST_LABEL
    return Question(f"q{number:039}", text, label, kind=AnswerKind.CHOICE, choices=choices)


@pytest.fixture(scope="module")
def whole():
    """A standup as large as a person may make one."""
    address = "https://example.com/"
    standup = a_standup(
        team_id=TEAM,
        standup_id=new_standup_id(),
        channel=CHANNEL,
        report_channel=CHANNEL,
        name=WIDE * limits.LONGEST_NAME,
        questions=tuple(map(question, range(limits.MOST_QUESTIONS))),
        people=ASKED,
        observers=READERS,
        owners=OWNERS,
        copies=True,
        own_zones=True,
        reminders=(60, 30, 10),
        days_off=tuple(TUESDAY + timedelta(days=ahead) for ahead in range(limits.MOST_DAYS_OFF)),
        away_words=tuple(f"{n:02}" + WIDE * (limits.LONGEST_AWAY_WORD - 2) for n in range(limits.MOST_AWAY_WORDS)),
        calendar_url=address + "c" * (limits.LONGEST_ADDRESS - len(address)),
        webhook_url=address + "w" * (limits.LONGEST_ADDRESS - len(address)),
    )
    assert problems_of(standup) == {}
    return standup


@pytest.fixture
def sizes(stack):
    """Give the bytes of the largest row of each kind, as DynamoDB counts them: names and values, in UTF-8."""
    client = boto3.Session().client("dynamodb", endpoint_url=stack.aws.dynamodb_url, region_name="us-east-1")

    def largest():
        found = {}
        for row in TABLES:
            pages = client.get_paginator("scan").paginate(TableName=row.Meta.table_name)
            for item in (item for page in pages for item in page["Items"]):
                size = sum(len(name.encode()) + bytes_of(value) for name, value in item.items())
                found[kind_of(row, item)] = max(size, found.get(kind_of(row, item), 0))
        return found

    return largest


def bytes_of(value):
    ((kind, held),) = value.items()
    if kind == "M":
        return 3 + sum(1 + len(name.encode()) + bytes_of(each) for name, each in held.items())
    if kind == "L":
        return 3 + sum(1 + bytes_of(each) for each in held)
    return sum(len(each.encode()) for each in held) if kind == "SS" else len(str(held).encode())


def kind_of(row, item):
    hash_key, range_key = (next(iter(item[name].values())) for name in (row._hash_keyname, row._range_keyname))
    if row is ReportsTable:
        what = {"pages": "a page of a digest", "copies": "a copy"}.get(hash_key.rpartition(".")[2])
        return what or ("a report" if "_" in range_key else "a day")
    reserved = range_key.split(".")[1] if range_key.startswith(".") else ""
    names = {"": "a standup" if row is StandupsTable else "a person", "last": "last answers"}
    return names.get(reserved, reserved)


def held(sizes, *kinds):
    found = sizes()
    assert set(kinds) <= set(found)
    assert {kind: size for kind, size in found.items() if size > MOST} == {}


def test_a_standup_of_thousands_with_all_that_is_kept_beside_it(whole, sizes):
    """Its configuration, draft and changes; who was counted where, since when who is named, and a takeover."""
    standups, by = Standups(CHANNEL), OWNERS[0]
    small = with_values(whole, {"people": ASKED[:1], "observers": (), "owners": (by,)})
    large = with_values(whole, {"observers": READERS[50:], "owners": (by,)})
    stored = {"config": config_values(large), "version": 1, **kept_beside(small, (), large, by, EIGHT, is_told=True)}
    row = StandupRow(TEAM, whole.standup_id)  # at once: saved, each of them would be noted in a row of theirs
    row.update([getattr(StandupRow, name).set(value) for name, value in stored.items()])
    later = EIGHT + timedelta(minutes=1)
    saved = standups.save(replace(whole, version=1), "U0ADMIN", later, later, is_told=True).standup
    since = dict(saved.readers.since)
    assert (since[READERS[0]], since[READERS[-1]]) == (later, EIGHT)
    other = tuple(replace(each, text=each.text[:-1] + "?", choices=each.choices[::-1]) for each in whole.questions)
    saved = standups.save(replace(saved, questions=other), OWNERS[1], EIGHT, EIGHT).standup
    standups.note_people(saved, ASKED, ZONES)
    standups.note_calendar(saved, [TUESDAY + timedelta(days=ahead) for ahead in range(762)], EIGHT, OWNERS)
    standups.want(saved, "ask", TUESDAY, EIGHT)
    Drafts().keep(by, "0123456789abcdef", saved, EIGHT)
    held(sizes, "a standup", "draft", "change", "audit")


def test_a_day_of_a_thousand_in_twenty_zones_with_its_reports_help_digest_and_copies(whole, sizes):
    reports, here = Reports(), ReportId(TEAM, whole.standup_id, TUESDAY)
    zones = {user_id: ZONES[number % len(ZONES)] for number, user_id in enumerate(ASKED)}
    planned = with_times(plan_occurrence(whole, TUESDAY), whole, zones)
    day = reports.open(planned, tuple(zones), EIGHT)
    told = {f"{cause}.{owner}" for cause in Trouble for owner in OWNERS}
    OccurrenceRow(str(here), "20261124").update([OccurrenceRow.owners_told.set(told)])
    assert Tellings().claim_telling(here, "another", OWNERS[0], EIGHT)
    before = sizes()["a day"]
    assert all(Tellings().claim_copy(day, reader) for reader in READERS[:50])
    assert sizes()["a day"] == before
    mine = Report(here, ASKED[0], Person(WIDE * 80, WIDE * 80, "https://example.com/" + "p" * 500))
    reports.claim(mine, EIGHT)
    answers = {each.id: WIDE * LONGEST_ANSWER for each in whole.questions}
    posted = Posted(parts=tuple("1795514400.000100" for _ in range(40)))
    written = replace(mine.submit(answers, EIGHT, ASKED[1]), post=posted)
    assert reports.save(written, mine)
    reports.mark_posted(written)
    away = Report(here, ASKED[2], Person(WIDE * 80, WIDE * 80)).go_away(
        day, Reason(Why.AWAY, TUESDAY, WIDE * 100), EIGHT
    )
    reports.keep(away)
    LastWords().remember(written)
    row = ReportRow(str(here), f"20261124_{ASKED[0]}")  # as if all had clicked, one after the other
    row.update(
        [
            ReportRow.helpers.set(set(ASKED)),
            ReportRow.helpers_told.set(set(ASKED)),
            ReportRow.help_said_at.set(dict.fromkeys(ASKED, "2026-11-24T08:00:00.000000")),
        ]
    )
    Blockers().set_helper(BlockerId(here, ASKED[0]), READERS[0], EIGHT, helps=True)
    pieces = tuple(Piece(user_id, whole.questions[0].id, 0, LONGEST_ANSWER, 9) for user_id in ASKED)
    Digests().plan(day, [Page(0, pieces)])
    held(sizes, "a day", "a report", "a copy", "a page of a digest", "last answers")


def test_a_person_who_has_done_all_there_is_to_do(whole, sizes):
    standups = [f"{whole.standup_id[:-3]}{number:03}" for number in range(limits.MOST_ASKING * 10)]
    profile = Member(
        TEAM,
        ASKED[0],
        Profile(WIDE * 80, WIDE * 80, "https://example.com/" + "p" * 500, status_text=WIDE * 100),
    )
    members = Members(400)
    members.remember_profile(profile, EIGHT)
    members.remember_away(TEAM, ASKED[0], Away(TUESDAY, TUESDAY, WIDE * limits.LONGEST_NOTE), EIGHT)
    row = MemberRow(TEAM, ASKED[0])  # as if they had left one after the other
    row.update([MemberRow.left.set(sorted(standups)), MemberRow.seen.set(sorted(standups))])
    days = [ReportId(TEAM, whole.standup_id, TUESDAY - timedelta(days=back)) for back in range(MOST_CONCERNING + 9)]
    for one in days:
        members.note_blocker(TEAM, ASKED[0], str(BlockerId(one, ASKED[1])), EIGHT)
    kept = members.get(TEAM, ASKED[0], EIGHT).remembered.blockers
    assert (str(BlockerId(days[0], ASKED[1])) in kept, len(kept) <= MOST_CONCERNING) == (True, True)
    held(sizes, "a person")


def test_a_thousand_who_were_erased(sizes):
    suppressed = Suppressed()
    suppressed.add(TEAM, ASKED[0])
    row = ErasedRow(TEAM, ".erased")
    row.update([ErasedRow.erased.add({suppressed.digest(TEAM, user_id) for user_id in ASKED[:50]})])
    row.update([ErasedRow.erased.add({f"{number:064x}" for number in range(1000)})])
    held(sizes, "erased")


def test_so_many_are_named_in_all_lists_together_and_who_has_more_already_keeps_them(whole):
    more = with_values(whole, {"optional": people(5000, 1)})
    assert sentences(ENGLISH_LOCALE, problems_of(more)) == {"people": "At most 2000 people."}
    assert from_stored(TEAM, more.standup_id, config_values(more)).roles.optional == more.roles.optional
