"""Every message has a plain text that is whole by itself, whoever built it: that is what is read aloud.

What is really sent, in any test at all, is looked at by `tests.kit.plainly.Plainly` besides.
"""

import importlib
import inspect
import pkgutil
from datetime import time

import pytest

from app import views
from app.domain.day.blocker import blocker_of
from app.domain.day.member import Away, Member
from app.domain.day.occurrence import ReportId
from app.domain.day.report import State
from app.domain.history.history import Look, Page, day_page
from app.domain.owners.trouble import Trouble
from app.domain.scheduling.outlook import AS_PLANNED, Fate, Outlook
from app.domain.scheduling.upcoming import Asking
from app.domain.setup.busy_times import BusyTime
from app.domain.standup import Layout
from app.errors import AddressUnreachable, NotWaiting
from app.language import ENGLISH_LOCALE
from app.records import replace
from app.slack.message import Message
from app.views.day import blockers, help_offer, menu, rehearsal
from app.views.home import commands, skips
from app.views.owners import busy_time, calendar_trouble, handing_over, new_owners, trouble
from app.views.owners.calendar_trouble import CalendarFault
from app.views.privacy import erasure, erasure_request, my_data
from app.views.report import copy, digest, excerpt, posts, summary_header
from app.views.report import help as helping
from app.views.report.digest_split import split
from app.views.setup import introduction
from tests.kit.builders import (
    EIGHT,
    TEN,
    TUESDAY,
    a_report,
    a_standup,
    a_submitted_report,
    an_occurrence,
    an_occurrence_that_is_out,
)
from tests.kit.plainly import faults_of_message

ANA, NEXT = Member("T0TEAM", "U0ANA"), Asking(EIGHT, TUESDAY)

# Slack's reference of chat.update: longer texts are refused with `msg_too_long`.
LONGEST_OF_AN_UPDATE = 4000
OPEN, OUT = an_occurrence(), an_occurrence_that_is_out()
REHEARSAL = an_occurrence(report_id=ReportId("T0TEAM", "try-daily", TUESDAY))
BLOCKED = {"question0": "Finished the <b>export</b> & more", "question2": "Waiting for a review"}
REPORT = a_submitted_report(BLOCKED, blocked_named="U0BO")
POSTED = replace(
    REPORT,
    post=replace(REPORT.post, parts=("1795514401.000100",), version=REPORT.received.answers_at),
    blocked=replace(REPORT.blocked, helpers=("U0LEE",)),
)
REFUSED = [replace(REPORT, problem=code) for code in ("msg_too_long", "invalid_blocks")]
OTHER = a_submitted_report({"question1": "Reviews\n1. this\n2. that"}, user_id="U0BO", person_display_name="Bo")
SKIPPED, AWAY = (
    a_report(state=State.SKIPPED),
    a_report(state=State.AWAY, absence_until=TUESDAY, absence_words="Sailing"),
)
SILENT = a_report(user_id="U0LEE", person_display_name="Lee")
STOPPED = [Outlook(fate, TEN) for fate in Fate if fate is not Fate.GOES]
PAUSED = Outlook(Fate.PAUSED, TEN)
MISSED = [
    replace(OPEN, progress=replace(OPEN.progress, missed_at=TEN), trouble=replace(OPEN.trouble, problem=fate.value))
    for fate in Fate
]
EVERYBODY = (REPORT, OTHER, replace(SKIPPED, user_id="U0DANA"), replace(AWAY, user_id="U0MO"), SILENT)
STANDUP = a_standup(owners=("U0ANA",))
BLOCKER = blocker_of(OUT, POSTED)
RESOLVED = blocker_of(
    OUT,
    replace(POSTED, blocked=replace(POSTED.blocked, resolution=replace(POSTED.blocked.resolution, by="U0ANA", of="x"))),
)
PAGE, OWN, ANOTHERS = day_page("daily", TUESDAY), Page(Look.REPORTS), Page(Look.REPORTS, "daily", "U0BO")
NEWER = ReportId("T0TEAM", "daily", TEN.date())
RECEIPT = {"person": "U0ANA", "counts": {"reports": 3}, "left_by_hand": []}
LEFT = [{"channel": "C0TEAM", "ts": "1795514400.000100", "what": "post"}]


def digests(layout):
    occurrence = an_occurrence_that_is_out(header_shown_as=layout, header_digest_at=EIGHT)
    reports = [replace(report, received=replace(report.received, answers_at=TEN)) for report in (REPORT, OTHER)]
    pages, by_id = split(occurrence, reports), {report.user_id: report for report in reports}
    yield from (digest.message(ENGLISH_LOCALE, occurrence, pages, number, by_id) for number in range(len(pages)))


def said_about_trouble():
    for cause in Trouble:
        yield trouble.not_posted(ENGLISH_LOCALE, OPEN, cause, "some_code", EVERYBODY)
        yield trouble.not_asked(ENGLISH_LOCALE, OPEN, cause, "some_code")
    yield trouble.unreachable(
        ENGLISH_LOCALE, OPEN, [replace(SILENT, state=State.UNREACHABLE, problem="user_disabled")], 7
    )
    yield trouble.not_delivered(ENGLISH_LOCALE, OUT, AddressUnreachable("status", "HTTP 500"))
    yield from (trouble.posting(ENGLISH_LOCALE, OPEN), trouble.posted(ENGLISH_LOCALE, OUT))


# Every builder of a message, and what it builds in its states.
BUILT = {
    menu.menu: [
        menu.menu(ENGLISH_LOCALE, OPEN, SILENT, now=TEN),
        menu.menu(ENGLISH_LOCALE, OPEN, SILENT, is_reminder=True, now=TEN),
        menu.menu(ENGLISH_LOCALE, OPEN, REPORT, now=TEN),
        menu.menu(ENGLISH_LOCALE, OPEN, SKIPPED, now=TEN),
        menu.menu(ENGLISH_LOCALE, OPEN, AWAY, now=TEN),
        menu.menu(ENGLISH_LOCALE, OUT, REPORT, now=TEN),
        menu.menu(ENGLISH_LOCALE, OUT, POSTED, now=TEN),
        *(menu.menu(ENGLISH_LOCALE, OUT, each, now=TEN) for each in REFUSED),
        menu.menu(ENGLISH_LOCALE, OUT, SILENT, now=TEN),
        menu.menu(ENGLISH_LOCALE, OUT, SKIPPED, now=TEN),
        menu.menu(ENGLISH_LOCALE, OPEN, SILENT, NEWER, now=TEN),
        menu.menu(ENGLISH_LOCALE, OPEN, REPORT, NEWER, now=TEN),
        *(
            menu.menu(ENGLISH_LOCALE, OPEN, each, now=TEN, becomes=becomes)
            for each in (SILENT, REPORT, SKIPPED)
            for becomes in STOPPED
        ),
        *(menu.menu(ENGLISH_LOCALE, day, each, now=TEN) for each in (SILENT, REPORT) for day in MISSED),
    ],
    menu.left: [menu.left(ENGLISH_LOCALE, OPEN, SILENT)],
    menu.left_by_choice: [menu.left_by_choice(ENGLISH_LOCALE, OPEN, SILENT)],
    rehearsal.rehearsal: [rehearsal.rehearsal(ENGLISH_LOCALE, REHEARSAL, each) for each in (SILENT, SKIPPED, REPORT)],
    summary_header.summary_header: [
        summary_header.summary_header(ENGLISH_LOCALE, OPEN, EVERYBODY),
        summary_header.summary_header(ENGLISH_LOCALE, OUT, EVERYBODY),
        summary_header.summary_header(ENGLISH_LOCALE, OUT, EVERYBODY, REFUSED),
        summary_header.summary_header(ENGLISH_LOCALE, OUT, [SILENT]),
        summary_header.summary_header(ENGLISH_LOCALE, OUT, []),
        summary_header.summary_header(ENGLISH_LOCALE, OUT, EVERYBODY, is_open=True),
    ],
    posts.posts: [
        *posts.posts(OUT, REPORT),
        *posts.posts(OUT, REPORT, posts.edited(ENGLISH_LOCALE, OUT, TEN)),
        *posts.posts(OUT, POSTED, posts.added(ENGLISH_LOCALE, OUT, TEN), with_help=True),
        *posts.posts(OUT, a_submitted_report({"question0": "&" * 3000, "question1": "word " * 600})),
    ],
    posts.posts_of: posts.posts_of(ENGLISH_LOCALE, OUT, [(OUT.questions[0], "Export")], "goes on from above"),
    posts.signed: [posts.signed(REPORT, each) for each in posts.posts(OUT, REPORT)],
    posts.withdrawn_part: [posts.withdrawn_part(ENGLISH_LOCALE, OUT)],
    digest.message: [*digests(Layout.BY_PERSON), *digests(Layout.BY_QUESTION)],
    excerpt.report: excerpt.report(OUT, EVERYBODY),
    excerpt.named_posts: excerpt.named_posts(OUT, REPORT),
    excerpt.combined: [excerpt.combined(excerpt.report(OUT, EVERYBODY), "There is more.")],
    copy.copied_header: [
        copy.copied_header(ENGLISH_LOCALE, OUT, EVERYBODY, is_whole=is_whole) for is_whole in (True, False)
    ],
    summary_header.with_help: [
        summary_header.with_help(
            ENGLISH_LOCALE,
            OUT,
            summary_header.summary_header(ENGLISH_LOCALE, OUT, EVERYBODY),
            helping.under_header(ENGLISH_LOCALE, OUT, [POSTED]),
        )
    ],
    helping.under_header: [helping.under_header(ENGLISH_LOCALE, OUT, [POSTED, OTHER])],
    help_offer.offer_message: [help_offer.offer_message(BLOCKER, "U0LEE")],
    help_offer.offer_not_needed: [help_offer.offer_not_needed(BLOCKER.report, "U0LEE")],
    blockers.help_message: [
        blockers.help_message(ENGLISH_LOCALE, each, user_id)
        for each in (BLOCKER, RESOLVED)
        for user_id in ("U0LEE", "U0BO")
    ],
    blockers.change_message: [blockers.change_message(ENGLISH_LOCALE, each) for each in (BLOCKER, RESOLVED)],
    trouble.not_posted: list(said_about_trouble()),
    trouble.not_asked: [],  # with the ones above
    trouble.unreachable: [],
    trouble.words_refused: [trouble.words_refused(ENGLISH_LOCALE, OUT, each) for each in (REFUSED, REFUSED[:1])],
    trouble.not_delivered: [],
    trouble.kept_in: [trouble.kept_in(ENGLISH_LOCALE, OUT, ["C0LEADS"])],
    trouble.posting: [],
    trouble.posted: [],
    handing_over.still_yours: [handing_over.still_yours(ENGLISH_LOCALE, STANDUP, ["U0BO"])],
    new_owners.owners_changed: [
        new_owners.owners_changed(ENGLISH_LOCALE, STANDUP, by, before, "U0BO")
        for by, before in (("U0LEE", ["U0BO"]), ("U0LEE", ["U0BO", "U0LEE"]), ("ops lee", []))
    ],
    new_owners.owners_changed_here: [
        new_owners.owners_changed_here(ENGLISH_LOCALE, STANDUP, "U0LEE", before) for before in ([], ["U0BO"])
    ],
    handing_over.yours_now: [handing_over.yours_now(ENGLISH_LOCALE, STANDUP, ["U0BO", "U0LEE"])],
    introduction.introduction: [
        introduction.introduction(ENGLISH_LOCALE, STANDUP, NEXT),
        introduction.introduction(ENGLISH_LOCALE, a_standup(own_zones=True), NEXT, is_everybodys=False),
        introduction.introduction(ENGLISH_LOCALE, a_standup(is_paused=True), None),
    ],
    introduction.not_here: [introduction.not_here(ENGLISH_LOCALE, STANDUP)],
    introduction.elsewhere: [introduction.elsewhere(ENGLISH_LOCALE, STANDUP)],
    busy_time.busy: [
        busy_time.busy(ENGLISH_LOCALE, standup, BusyTime(time(9, 17), free, 300))
        for standup, free in ((STANDUP, time(8, 55)), (a_standup(own_zones=True), None))
    ],
    calendar_trouble.not_read: [
        calendar_trouble.not_read(
            ENGLISH_LOCALE,
            STANDUP,
            "example.com",
            [CalendarFault(why, "Trip", AddressUnreachable("no_answer", "TimeoutError"))],
        )
        for why in ("unreachable", "no_calendar", "too_many_events", "too_slow")
    ],
    calendar_trouble.partly_read: [
        calendar_trouble.partly_read(ENGLISH_LOCALE, STANDUP, "example.com", [CalendarFault("too_fine", "Trip")])
    ],
    my_data.erasure_question: [my_data.erasure_question(ENGLISH_LOCALE, "U0ANA", EIGHT)],
    my_data.answered: [my_data.answered(words) for words in (my_data.CONFIRMED, my_data.DECLINED, my_data.SETTLED)],
    erasure_request.who_decides: [
        erasure_request.who_decides(ENGLISH_LOCALE, deciders, EIGHT, declined)
        for deciders, declined in ((["U0BO"], None), (["U0BO"], []), (["U0BO", "U0LEE"], ["U0LEE"]), ([], None))
    ],
    erasure_request.declined: [
        erasure_request.declined(ENGLISH_LOCALE, "U0BO", "We need it.", ends) for ends in (EIGHT, None)
    ],
    erasure.removed_report: [erasure.removed_report(ENGLISH_LOCALE)],
    erasure.erased_message: [erasure.erased_message(ENGLISH_LOCALE)],
    erasure.receipt: [
        erasure.receipt(ENGLISH_LOCALE, RECEIPT),
        erasure.receipt(ENGLISH_LOCALE, RECEIPT | {"left_by_hand": LEFT}),
    ],
    commands.reply: [commands.reply("These words")],
    commands.helping: [commands.helping(ENGLISH_LOCALE)],
    commands.standups: [
        commands.standups(ENGLISH_LOCALE, ANA, []),
        commands.standups(ENGLISH_LOCALE, ANA, [(STANDUP, NEXT), (STANDUP, None)]),
    ],
    commands.to_answer: [
        commands.to_answer(ENGLISH_LOCALE, [(OPEN, REPORT, AS_PLANNED)]),
        commands.to_answer(ENGLISH_LOCALE, [(OPEN, REPORT, PAUSED)]),
        commands.to_answer(ENGLISH_LOCALE, [(OPEN, SILENT, AS_PLANNED)]),
        commands.to_answer(ENGLISH_LOCALE, [(OPEN, SILENT, PAUSED)]),
        commands.to_answer(ENGLISH_LOCALE, [(OPEN, SILENT, AS_PLANNED), (OPEN, REPORT, PAUSED)]),
    ],
    commands.to_edit: [commands.to_edit(ENGLISH_LOCALE, STANDUP)],
    skips.after_skipping: [
        skips.after_skipping(ENGLISH_LOCALE, OPEN, SKIPPED),
        skips.after_skipping(ENGLISH_LOCALE, OUT, SKIPPED),
        skips.after_skipping(ENGLISH_LOCALE, OPEN, REPORT),
        skips.after_skipping(ENGLISH_LOCALE, OPEN, SKIPPED, PAUSED),
    ],
    skips.nothing_to_skip: [skips.nothing_to_skip(ENGLISH_LOCALE, STANDUP, TUESDAY, TUESDAY)],
    skips.not_waiting: [
        skips.not_waiting(ENGLISH_LOCALE, NotWaiting("Retro", EIGHT, TUESDAY)),
        skips.not_waiting(ENGLISH_LOCALE, NotWaiting("Retro").because("paused")),
        skips.not_waiting(ENGLISH_LOCALE, NotWaiting("Retro").because("away", TUESDAY)),
    ],
    skips.day_is_over: [skips.day_is_over(ENGLISH_LOCALE)],
    skips.skips_no_more: [skips.skips_no_more(ENGLISH_LOCALE, each, TUESDAY, TUESDAY) for each in (STANDUP, None)],
    commands.gone_away: [
        commands.gone_away(ENGLISH_LOCALE, Away(TUESDAY), TUESDAY),
        commands.gone_away(ENGLISH_LOCALE, Away(TUESDAY, TUESDAY), TUESDAY),
    ],
    commands.come_back: [commands.come_back(ENGLISH_LOCALE, was_away=was_away) for was_away in (True, False)],
    commands.asking: [commands.asking(ENGLISH_LOCALE, STANDUP)],
    commands.paused_here: [
        commands.paused_here(ENGLISH_LOCALE, STANDUP, EIGHT),
        commands.paused_here(ENGLISH_LOCALE, a_standup(is_paused=True), None),
    ],
    commands.nothing_deleted: [commands.nothing_deleted(ENGLISH_LOCALE)],
    commands.restored: [
        commands.restored(ENGLISH_LOCALE, STANDUP, EIGHT),
        commands.restored(ENGLISH_LOCALE, STANDUP, None),
    ],
    commands.no_report: [commands.no_report(ENGLISH_LOCALE, STANDUP, TUESDAY, PAGE, TUESDAY)],
    commands.report_to_come: [
        commands.report_to_come(ENGLISH_LOCALE, OPEN, EVERYBODY, PAGE),
        commands.report_to_come(ENGLISH_LOCALE, OPEN, [], PAGE),
        commands.report_to_come(ENGLISH_LOCALE, OPEN, [], PAGE, PAUSED),
    ],
    commands.report_shown: [commands.report_shown(ENGLISH_LOCALE, OUT, EVERYBODY, PAGE)],
    commands.to_read: [commands.to_read(ENGLISH_LOCALE, page) for page in (PAGE, OWN, ANOTHERS)],
}


CROWD = [
    a_submitted_report(
        {"question0": f"work{n} " + "x" * 290, "question1": f"plan{n}."}, user_id=f"U{n}", person_display_name=f"Nr{n}"
    )
    for n in range(26)
]


@pytest.mark.parametrize("layout", [Layout.BY_PERSON, Layout.BY_QUESTION])
def test_a_page_whose_plain_text_cannot_hold_all_says_how_many_answers_are_left_out_and_where_they_are(layout):
    occurrence = an_occurrence_that_is_out(header_shown_as=layout, header_digest_at=EIGHT)
    pages, by_id = split(occurrence, CROWD), {report.user_id: report for report in CROWD}
    for page in pages:
        text = digest.message(ENGLISH_LOCALE, occurrence, pages, page.number, by_id).text
        said = sum(word in text for n in range(26) for word in (f"work{n} ", f"plan{n}."))
        assert len(text) <= LONGEST_OF_AN_UPDATE
        left_out = len(page.pieces) - said
        assert left_out == 0 or f"{left_out} more answers don't fit here as a whole: `/standup report` shows" in text
        assert "…" not in text


def test_a_post_whose_plain_text_cannot_hold_all_says_so_and_ends_with_a_whole_answer():
    report = a_submitted_report({"question0": "a " * 1400, "question1": "b " * 1400, "question2": "c"})
    (message,) = posts.posts(OUT, report, posts.edited(ENGLISH_LOCALE, OUT, TEN))
    assert message.text.count("a ") >= 1400
    assert "2 more answers don't fit here as a whole: `/standup report` shows them" in message.text
    (alone,) = posts.posts(OUT, a_submitted_report({"question0": "&" * 1700}))
    assert "1 more answer doesn't fit here as a whole" in alone.text


def test_a_menu_whose_plain_text_cannot_hold_all_says_where_ones_own_answers_are():
    report = a_submitted_report({"question0": "&" * 2400, "question1": "work"})
    assert menu.menu(ENGLISH_LOCALE, OPEN, report, now=TEN).text.endswith(
        "2 more answers don't fit here as a whole: *Edit* shows them."
    )
    over = menu.menu(ENGLISH_LOCALE, OPEN, report, NEWER, now=TEN).text
    assert over.endswith("2 more answers don't fit here as a whole: they are in *My reports* on my Home tab.")
    assert len(over) <= LONGEST_OF_AN_UPDATE


def test_a_report_that_is_shown_to_one_person_says_where_the_rest_is():
    text = excerpt.combined(excerpt.report(OUT, CROWD * 2), "There is more behind the button.").text
    assert (len(text) <= LONGEST_OF_AN_UPDATE, text.endswith("There is more behind the button.")) == (True, True)


def builders():
    """Give all functions of the views that others call for a message."""
    modules = [importlib.import_module(module.name) for module in pkgutil.walk_packages(views.__path__, "app.views.")]
    functions = [
        function
        for module in modules
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and not name.startswith("_")
    ]
    return {each for each in functions if inspect.signature(each).return_annotation in {Message, list[Message]}}


def test_no_builder_of_messages_is_forgotten():
    assert set(BUILT) == builders()


@pytest.mark.parametrize("builder", BUILT, ids=lambda builder: f"{builder.__module__}.{builder.__name__}")
def test_a_messages_plain_text_says_what_its_blocks_say(builder):
    for message in BUILT[builder]:
        assert faults_of_message(message.text, [block.to_dict() for block in message.blocks]) == []


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("", []),
        ("<@U0ANA>", []),
        ("<@U0ANA> :tada: …", []),
        ("🎉", []),
        ("News", [{"type": "section", "text": {"type": "mrkdwn", "text": "All that there is to say"}}]),
        ("Bo", [{"type": "context", "elements": [{"type": "mrkdwn", "text": ":red_circle: <@U0BO>"}]}]),
        ("Bo", [{"type": "context", "elements": [{"type": "mrkdwn", "text": "🔴 <@U0BO>"}]}]),
        ("Turn", [{"type": "actions", "elements": [{"type": "button", "text": {"type": "plain_text", "text": "▶️"}}]}]),
        ("Look", [{"type": "image", "image_url": "https://example.com/a.png", "alt_text": ""}]),
        ("word " * 600 + "…", [{"type": "section", "text": {"type": "mrkdwn", "text": "word " * 600}}]),
        ("On <!date^1795514400^{date}|1795514400>", []),
    ],
)
def test_what_only_eyes_can_read_is_noticed(text, blocks):
    assert faults_of_message(text, blocks) != []


def test_what_is_sent_in_tests_is_listened_to(team, plainly):
    before = plainly.heard
    team.are_asked()
    assert plainly.heard >= before + len(team.asked)
