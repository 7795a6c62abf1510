"""The pages of a digest: planned before any is posted, claimed once, changed on condition, kept as long as the day."""

from datetime import timedelta

import pytest

from app.domain.report.digest import Page, Piece
from app.records import replace
from app.storage.day.digests import Digests
from app.storage.day.old_days import OldDays
from app.storage.day.reports import Reports
from app.storage.rows.days import pages_key
from app.storage.rows.tables import OccurrenceRow, PageRow
from tests.kit.builders import EIGHT, TEN, a_report, a_submitted_report, an_occurrence

pytestmark = pytest.mark.usefixtures("engine")

PIECE = Piece("U0ANA", "question0", 0, 6, 6)


@pytest.fixture
def occurrence():
    return Reports().open(an_occurrence(), ("U0ANA",), EIGHT)


@pytest.fixture
def digests(occurrence):
    digests = Digests()
    digests.plan(occurrence, [Page(0, (PIECE,)), Page(1, (PIECE,)), Page(2, (PIECE,))])
    return digests


def test_a_plan_that_was_not_finished_is_written_over(digests, occurrence):
    shorter = replace(PIECE, end=3, size=3)
    digests.plan(occurrence, [Page(0, (shorter,)), Page(1, (PIECE,))])
    assert [page.pieces for page in digests.all(occurrence.report_id, 2)] == [(shorter,), (PIECE,)]


def test_a_page_is_claimed_once_and_never_after_it_is_posted(digests, occurrence):
    here = occurrence.report_id
    page = digests.all(here, 3)[0]
    claimed = digests.claim(here, page, TEN)
    assert claimed.claimed_at == TEN
    assert digests.claim(here, page, TEN) is None
    assert digests.claim(here, claimed, TEN + timedelta(minutes=1)).claimed_at == TEN + timedelta(minutes=1)
    marked = digests.mark(here, claimed, "1.2")
    assert marked.ts == "1.2"
    assert digests.claim(here, marked, TEN + timedelta(minutes=2)) is None


def test_of_two_who_change_a_page_one_reads_it_anew(digests, occurrence):
    page = digests.all(occurrence.report_id, 3)[1]
    assert digests.change(occurrence.report_id, page, ()).revision == page.revision + 1
    assert digests.change(occurrence.report_id, page, (PIECE,)) is None
    assert digests.all(occurrence.report_id, 3)[1].pieces == ()


def test_who_enters_a_digest_counts_as_shown_until_they_edit_and_who_withdrew_does_not_enter(digests, occurrence):
    reports = Reports()
    asked = a_report(occurrence)
    reports.claim(asked, EIGHT)
    assert digests.enter(asked, TEN) is None
    submitted = a_submitted_report(report_id=occurrence.report_id)
    reports.save(submitted, asked)
    entered = digests.enter(submitted, TEN)
    assert (entered.answers, entered.awaits_post) == (submitted.answers, False)
    edited = replace(submitted, answers={"question0": "More"}, received=replace(submitted.received, answers_at=TEN))
    reports.save(edited, entered)
    assert reports.snapshot(occurrence.report_id, "U0ANA", TEN)[1].awaits_post


def test_pages_are_kept_as_long_as_their_day(digests, occurrence):
    assert len(digests.all(occurrence.report_id, 3)) == 3
    OldDays().keep(occurrence.report_id, 7, EIGHT)
    day, *_ = OccurrenceRow.query(str(occurrence.report_id))
    pages = list(PageRow.query(pages_key(occurrence.report_id)))
    assert len(pages) == 3
    assert {page.expires_at for page in pages} == {day.expires_at}


def test_a_page_is_added_over_what_a_plan_left_there_and_never_over_another(digests, occurrence):
    counted = digests.count(occurrence, 2)
    assert digests.add(counted, Page(2, (), revision=1))
    assert not digests.add(counted, Page(2, (PIECE,), revision=1))
    assert [page.pieces for page in digests.all(occurrence.report_id, 2)] == [(PIECE,), (PIECE,), ()]


def test_what_a_plan_left_behind_is_no_page(digests, occurrence):
    assert len(digests.all(occurrence.report_id, 2)) == 2


def test_a_digest_never_has_fewer_pages_than_it_had(digests, occurrence):
    digests.count(occurrence, 4)
    assert digests.count(occurrence, 3).header.digest_pages == 3, "as far as this one knows"
    assert Reports().day(occurrence.report_id, TEN)[0].header.digest_pages == 4
