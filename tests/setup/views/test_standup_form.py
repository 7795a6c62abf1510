"""The modals of a standup: they fit Slack's limits, and what nobody touched is read back as it was."""

from datetime import date, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.day.member import LastAnswers, Member, Profile, Remembered
from app.domain.limits import MOST_QUESTIONS
from app.domain.setup.config import problems_of
from app.domain.setup.setting import SETTINGS
from app.domain.standup import LAST_WEEK, AnswerKind, Layout, Posting, Question, value_of, with_values
from app.errors import UnknownStandup
from app.language import ENGLISH_LOCALE
from app.records import replace
from app.views.kit.problems import sentences
from app.views.setup.question_form import parse_question, question_form
from app.views.setup.report_preview import preview
from app.views.setup.report_settings_form import report_settings_form
from app.views.setup.setting_fields import ABOUT_REPORT, FIRST, MORE, NO_FIELD
from app.views.setup.setting_kinds import read_fields
from app.views.setup.settings_form import settings_form
from app.views.setup.standup_form import Editing, parse_editing, standup_form
from app.views.setup.template_form import parse_template, template_form
from app.views.setup.templates import TEMPLATES, copy_of, from_template, in_language
from app.views.setup.zones import zone_groups, zone_names
from slack_simulator.checks import check_view, complaints, state_values
from tests.kit.builders import TUESDAY, a_standup

KEY = "f" * 64
EDITING = Editing("daily", 3, "d1")
LONGEST = Question(
    "q" * 40, "&" * 150, "&" * 40, kind=AnswerKind.CHOICE, choices=tuple(f"{n:02}" + "&" * 73 for n in range(20))
)
USERS = st.lists(st.sampled_from([f"U0{letter}" for letter in "ABCDEFG"]), unique=True).map(tuple)
STANDUPS = st.builds(
    a_standup,
    name=st.from_regex(r"\A[A-Z&<>\"é]{1,20}( [a-z&]{1,20})?\Z"),
    days=st.frozensets(st.integers(0, 6), min_size=1),
    ask_at=st.times(time(0), time(11, 58)).map(lambda at: at.replace(second=0, microsecond=0)),
    report_at=st.just(time(23, 59)),
    zone=st.sampled_from(["UTC", "Europe/Prague", "America/Argentina/Buenos_Aires", "US/Eastern", "Etc/GMT+5"]),
    own_zones=st.booleans(),
    posting=st.sampled_from(Posting),
    reminders=st.sampled_from([(), (30,), (60, 7), (120, 30, 10)]),
    people=st.none() | USERS.filter(bool),
    optional=USERS,
    observers=USERS,
    owners=USERS,
    country=st.sampled_from(["", "DE", "DE-BY"]),
    days_off=st.lists(st.dates(date(2026, 1, 1), date(2030, 1, 1)), unique=True, max_size=30).map(sorted).map(tuple),
    calendar_url=st.sampled_from(["", "https://example.com/a.ics"]),
    away_words=st.sampled_from([(), ("vacation",), ("sick", "Urlaub & mehr")]),
    layout=st.sampled_from(Layout),
    names_missing=st.booleans(),
    charts=st.booleans(),
    language=st.sampled_from(["", "en", "cs"]),
    report_channel=st.sampled_from(["", "C0OTHER"]),
    copies=st.booleans(),
    webhook_url=st.sampled_from(["", "https://hooks.example.com/x?y=z"]),
    guests_may_read=st.booleans(),
    retention_days=st.integers(0, 3650),
)
ON_THE_REPORT = (
    *("layout", "names_missing", "charts", "language", "report_channel", "copies", "webhook_url", "guests_may_read"),
    "retention_days",
)


def test_each_setting_is_shown_and_what_people_change_elsewhere_has_no_field():
    shown = [each.name for each in (*FIRST, *MORE, *ABOUT_REPORT, *NO_FIELD)]
    assert sorted(shown) == sorted(each.name for each in SETTINGS)
    assert [each.name for each in NO_FIELD] == ["questions", "month_week", "is_paused", "agreed"]


MONDAY = date(2026, 11, 23)
RHYTHMS = st.sampled_from([(1, None, None), (2, MONDAY, None), (12, MONDAY, None), (1, None, 1), (1, None, LAST_WEEK)])


def shown(view):
    """The view as Slack keeps it, with the state of somebody who touched nothing."""
    kept = check_view(view.to_dict(), "modal")
    return {**kept, "state": {"values": state_values(kept["blocks"], None)}}


@settings(max_examples=40, deadline=None)
@given(STANDUPS)
def test_what_nobody_touched_in_the_first_modal_is_read_back(standup):
    view = shown(standup_form(ENGLISH_LOCALE, standup, EDITING, TUESDAY))
    assert read_fields(FIRST, view, standup) == (standup, {})
    first = with_values(
        a_standup(),
        {name: value_of(standup, name) for name in ("name", "channel", "people", "days", "ask_at", "report_at")},
    )
    assert read_fields(FIRST, view, a_standup()) == (first, {})
    assert parse_editing(view) == EDITING


@settings(max_examples=40, deadline=None)
@given(STANDUPS, RHYTHMS)
def test_what_nobody_touched_in_the_further_settings_is_read_back(standup, rhythm):
    weeks, starts, month_week = rhythm
    standup = with_values(
        standup, {"every_weeks": weeks, "starts_on": starts, "month_week": month_week, "owners": ("U0A",)}
    )
    view = shown(settings_form(ENGLISH_LOCALE, standup, EDITING))
    assert complaints(view["blocks"], view["state"]["values"]) == {}
    assert read_fields(MORE, view, standup) == (standup, {})
    names = ("name", "people", "days", "ask_at", "report_at", *ON_THE_REPORT)
    beside = {name: value_of(a_standup(), name) for name in names}
    assert read_fields(MORE, view, a_standup()) == (with_values(standup, beside), {})


@settings(max_examples=40, deadline=None)
@given(STANDUPS)
def test_what_nobody_touched_about_the_report_is_read_back(standup):
    view = shown(
        report_settings_form(
            ENGLISH_LOCALE, standup, EDITING, preview(ENGLISH_LOCALE, standup, Member("T0TEAM", "U0ANA"), TUESDAY), KEY
        )
    )
    assert complaints(view["blocks"], view["state"]["values"]) == {}
    assert read_fields(ABOUT_REPORT, view, standup) == (standup, {})
    chosen = {name: value_of(standup, name) for name in ON_THE_REPORT}
    translated = in_language(a_standup(), chosen.pop("language"))
    assert read_fields(ABOUT_REPORT, view, a_standup()) == (with_values(translated, chosen), {})
    assert parse_editing(view) == EDITING


@pytest.mark.parametrize("days", ["", "many", "1.5", "-1", "٣", None])
def test_what_is_no_number_of_days_is_said_at_its_field(days):
    values = {"retention_days": {"retention_days": {"value": days}}}
    parsed, problems = read_fields(ABOUT_REPORT, {"state": {"values": values}}, a_standup(retention_days=90))
    assert (parsed.readers.retention_days, list(problems)) == (90, ["retention_days"])


def test_more_days_than_any_are_a_problem_and_the_standups_own_channel_is_no_other_one():
    values = {
        "retention_days": {"retention_days": {"value": "9" * 40}},
        "report_channel": {"report_channel": {"selected_conversation": "C0TEAM"}},
    }
    parsed, problems = read_fields(ABOUT_REPORT, {"state": {"values": values}}, a_standup())
    assert (problems, parsed.readers.channel) == ({}, "")
    assert sentences(ENGLISH_LOCALE, problems_of(parsed)) == {
        "retention_days": "0 to 3650 days; 0 keeps them for good."
    }


@pytest.mark.parametrize("layout", Layout)
def test_the_preview_of_the_longest_standup_fits_the_modal(layout):
    questions = tuple(replace(LONGEST, id=f"q{number}") for number in range(MOST_QUESTIONS))
    standup = a_standup(name="&" * 60, questions=questions, layout=layout, names_missing=True)
    written = {question.id: "<" * 3000 for question in questions}
    ana = Member(
        "T0TEAM",
        "U0ANA",
        profile=Profile(display_name="&" * 80),
        remembered=Remembered(last_answers={"daily": LastAnswers(TUESDAY, written)}),
    )
    shown(report_settings_form(ENGLISH_LOCALE, standup, EDITING, preview(ENGLISH_LOCALE, standup, ana, TUESDAY), KEY))


def texts(blocks):
    """All that a person reads in these blocks, in order."""
    return [text for block in blocks for text in _texts(block.to_dict())]


def _texts(part):
    if isinstance(part, dict):
        own = [part["text"]] if isinstance(part.get("text"), str) else []
        return [*own, *(text for value in part.values() for text in _texts(value))]
    return [text for each in part for text in _texts(each)] if isinstance(part, list) else []


def test_the_preview_shows_ones_own_last_answers_beside_made_up_ones():
    ana = Member("T0TEAM", "U0ANA", profile=Profile(display_name="Ana Novák"))
    assert "All answers here are made up." in texts(preview(ENGLISH_LOCALE, a_standup(), ana, TUESDAY))
    written = LastAnswers(TUESDAY, {"question1": "Ship\nthe export", "gone": "x"})
    ana = replace(ana, remembered=replace(ana.remembered, last_answers={"daily": written}))
    read = "\n".join(texts(preview(ENGLISH_LOCALE, a_standup(), ana, TUESDAY)))
    assert "*Ana Novák*\nToday \nShip the export\n*Alex*\nYesterday \nWrote the tests for the import" in read
    assert "Yours are your last answers; the others are made up." in read


@pytest.mark.parametrize(
    ("kind", "charts"), [(AnswerKind.MOOD, True), (AnswerKind.MOOD, False), (AnswerKind.TEXT, True)]
)
def test_the_preview_says_where_a_picture_would_be(kind, charts):
    standup = a_standup(questions=(Question("q", "How are you?", "Mood", kind=kind),), charts=charts)
    read = texts(preview(ENGLISH_LOCALE, standup, Member("T0TEAM", "U0ANA"), TUESDAY))
    is_said = "Its thread has a picture of the moods and numbers." in read
    assert is_said == (charts and kind is AnswerKind.MOOD)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"layout": Layout.THREAD}, "In its thread:"),
        ({"posting": Posting.AS_IT_COMES, "layout": Layout.BY_PERSON}, "In its thread:"),
        ({"layout": Layout.BY_PERSON}, "AlexYesterday Wrote the tests for the import"),
        ({"layout": Layout.BY_QUESTION}, "ImpedimentsAlex  Waiting for the test data"),
    ],
)
def test_the_preview_follows_the_layout(changes, words):
    read = "".join(texts(preview(ENGLISH_LOCALE, a_standup(**changes), Member("T0TEAM", "U0ANA"), TUESDAY)))
    assert words in read.replace("\n\n", "\n")


@pytest.mark.parametrize(
    "question",
    [
        LONGEST,
        Question("q", "How are you?", "Mood", kind=AnswerKind.MOOD, required=True, starts_from="other"),
        Question("q", "Where?", "Where", kind=AnswerKind.CHOICE, choices=("Office", "Home")),
    ],
)
def test_what_nobody_touched_of_a_question_is_read_back(question):
    view = shown(question_form(ENGLISH_LOCALE, question, EDITING))
    assert parse_question(view, question) == question
    assert parse_question(view, replace(question, text="", label="", choices=())) == question
    assert parse_editing(view).question_id == question.id


def test_the_longest_standup_fits_the_modal():
    questions = tuple(replace(LONGEST, id=f"q{number}") for number in range(MOST_QUESTIONS))
    view = shown(standup_form(ENGLISH_LOCALE, a_standup(name="&" * 60, questions=questions), EDITING, TUESDAY))
    assert "add" not in [block["block_id"] for block in view["blocks"]]


def test_a_single_question_cannot_be_removed_or_moved():
    view = shown(standup_form(ENGLISH_LOCALE, a_standup(questions=(Question("q", "How?", "How"),)), EDITING, TUESDAY))
    row = next(block for block in view["blocks"] if block["block_id"] == "question.q")
    assert [option["text"]["text"] for option in row["accessory"]["options"]] == ["Edit"]


@pytest.mark.parametrize(
    ("changes", "day", "words"),
    [
        ({}, TUESDAY, "What you change counts from Tuesday, 24 November. What has already begun stays as it is."),
        ({}, None, "With these settings no day is left on which it takes place."),
        ({"is_paused": True}, None, "This standup is paused. What you change counts from when it goes on."),
    ],
)
def test_the_modal_says_from_when_a_change_counts(changes, day, words):
    view = standup_form(ENGLISH_LOCALE, a_standup(**changes), EDITING, day).to_dict()
    assert view["blocks"][-1]["elements"][0]["text"] == words


@pytest.mark.parametrize("text", [None, "", "x", "[]", "{}", '"a"', '{"standup_id": "x"}', "5"])
def test_a_modal_that_does_not_say_what_it_is_about_is_unknown(text):
    with pytest.raises(UnknownStandup):
        parse_editing({"private_metadata": text})


def test_a_strange_state_changes_nothing_that_makes_no_sense():
    values = {
        "days": {"days": {"selected_options": "monday"}},
        "ask_at": {"ask_at": {"selected_time": "25:99"}},
        "x": 5,
    }
    parsed, _ = read_fields(FIRST, {"state": {"values": values}}, a_standup())
    assert (parsed.schedule.days, parsed.schedule.ask_at) == (frozenset(), a_standup().schedule.ask_at)


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_lacks_nothing_but_its_channel(name):
    standup = from_template(ENGLISH_LOCALE, name, "T0TEAM", "s1", "U0ANA", "Europe/Prague")
    assert sentences(ENGLISH_LOCALE, problems_of(standup)) == {"channel": "Choose a channel."}
    shown(standup_form(ENGLISH_LOCALE, standup, Editing("s1", 0, "d", is_new=True), TUESDAY))


def test_a_copy_belongs_to_who_made_it():
    copy = copy_of(ENGLISH_LOCALE, a_standup(name="N" * 60, owners=("U0BO",), is_paused=True, version=7), "s1", "U0ANA")
    assert (copy.roles.owners, copy.version, copy.is_paused) == (("U0ANA",), 0, False)
    assert problems_of(copy) == {}


def test_what_to_begin_with_is_read_back():
    view = shown(template_form(ENGLISH_LOCALE, [a_standup(name="&" * 60)], is_home=True))
    assert parse_template(view) == ("daily", "", True)
    assert [block["block_id"] for block in template_form(ENGLISH_LOCALE, [], is_home=False).to_dict()["blocks"]] == [
        "template"
    ]


def test_every_zone_can_be_chosen_and_the_present_one_is_among_them():
    options = {option.value for group in zone_groups(ENGLISH_LOCALE, "US/Eastern") for option in group.options}
    assert options == {*zone_names(), "US/Eastern"}
