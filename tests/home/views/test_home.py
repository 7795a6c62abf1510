"""The Home tab in each of its states, and its modals."""

import json
from datetime import date, timedelta

import pytest

from app.domain.day.member import Account, Away, LastAnswers, Member, Preferences, Profile, Remembered
from app.domain.day.occurrence import ReportId
from app.domain.day.reason import Reason, Why
from app.domain.home.participation import Participation, PlannedSkip
from app.domain.setup.stored import Deletion, StoredStandup
from app.errors import InvalidForm, UnknownStandup
from app.language import ENGLISH_LOCALE, Locale
from app.problem import Problem, Wrong
from app.records import replace
from app.views.home.away_form import LONGEST_NOTE, away_form, parse_away
from app.views.home.checklist import STEPS
from app.views.home.managing import delete_form, left, parse_deletion, preview_modal
from app.views.home.more import Verb, option_value, parse_more
from app.views.home.preferences_form import parse_preferences, preferences_form
from app.views.home.tab import MOST_TODAY, ON_A_PAGE, Tab, home, page_of
from app.views.kit.reasons import reason_sentence
from app.views.report.posts import posts
from slack_simulator.checks import check_view
from tests.kit.builders import EIGHT, TUESDAY, a_report, a_standup, a_submitted_report, an_occurrence

ANA = Member("T0TEAM", "U0ANA", profile=Profile(zone="Europe/Prague"), remembered=Remembered(seen=frozenset(STEPS)))
OWNED = a_standup(owners=("U0ANA",))
MINE = a_standup(owners=("U0BO",))
TOMORROW = EIGHT + timedelta(days=1)


def shown(*parts, member=ANA, note=(), page=0, deleted=(), skips=()):
    """What a tab says, as Slack would keep it: it is as strict as Slack about blocks."""
    view = home(Tab(member, parts, EIGHT, tuple(note), page, deleted=deleted, skips=skips)).to_dict()
    check_view(view, "home")
    return json.dumps(view, ensure_ascii=False)


def labels(text):
    def walk(node):
        if isinstance(node, list):
            return [label for item in node for label in walk(item)]
        if not isinstance(node, dict):
            return []
        here = [node["text"]["text"]] if "action_id" in node and "text" in node else []
        here += [option["text"]["text"] for option in node.get("options", [])]
        return here + [label for value in node.values() if isinstance(value, dict | list) for label in walk(value)]

    return set(walk(json.loads(text)))


def test_who_owns_a_standup_can_manage_it_and_others_can_leave():
    owners = {"Edit", "Ask now", "Preview report", "Pause", "Leave", "Delete…"}
    assert owners <= labels(shown(Participation(OWNED, TOMORROW)))
    assert labels(shown(Participation(MINE, TOMORROW))) & owners == {"Leave"}
    assert "Resume" in labels(shown(Participation(a_standup(is_paused=True))))


def test_an_admin_can_manage_and_a_guest_cannot():
    assert "Edit" in labels(
        shown(Participation(MINE), member=Member("T0TEAM", "U0ANA", account=Account(is_admin=True)))
    )
    assert "Edit" not in labels(
        shown(Participation(a_standup()), member=Member("T0TEAM", "U0ANA", account=Account(is_guest=True)))
    )


def test_each_of_todays_standups_has_its_menu():
    retro = a_standup(standup_id="retro", name="Retro")
    parts = [
        Participation(OWNED, TOMORROW, None, an_occurrence(), a_report()),
        Participation(retro, EIGHT + timedelta(hours=1)),
    ]
    text = shown(*parts)
    assert {"Open Report", "Skip today"} <= labels(text)
    assert "The next standup, *Retro*, asks <!date^1795510800^" in text


def test_a_holiday_and_a_status_are_told_to_the_person_once():
    holiday, status = Reason(Why.HOLIDAY, TUESDAY, "Labour & May Day"), Reason(Why.STATUS, None, "vacation")
    retro = a_standup(standup_id="retro", name="Retro")
    other = a_standup(standup_id="other", name="Other")
    text = shown(
        Participation(OWNED, reason=holiday), Participation(retro, reason=holiday), Participation(other, reason=status)
    )
    assert (
        "Today is a public holiday where you are: Labour &amp; May Day. Not asked today: *Daily standup* and *Retro*."
        in text
    )
    assert "Your Slack status says “vacation”, so you count as away. Not asked today: *Other*." in text


@pytest.mark.parametrize(
    ("reason", "said", "label"),
    [
        (Reason(Why.OBSERVER), "You read along and are not asked.", None),
        (Reason(Why.NOT_CHOSEN), "You are not among those who are asked.", None),
        (Reason(Why.LEFT), "You have left it.", "Rejoin"),
    ],
)
def test_who_has_no_place_in_a_standup_reads_why(reason, said, label):
    text = shown(Participation(MINE, reason=reason))
    assert said in text
    assert labels(text) & {"Leave", "Rejoin"} == ({label} if label else set())


@pytest.mark.parametrize("why", Why)
def test_every_reason_has_its_sentence(why):
    assert reason_sentence(ENGLISH_LOCALE, Reason(why, TUESDAY, "words")).endswith(".")


@pytest.mark.parametrize(
    ("away", "said", "buttons"),
    [
        (None, "Going on holiday?", {"Mark me away"}),
        (Away(date(2026, 11, 1), date(2026, 11, 23)), "Going on holiday?", {"Mark me away"}),
        (Away(TUESDAY), "marked away until you say that you are back.", {"I'm back", "Change"}),
        (
            Away(date(2026, 12, 24), date(2026, 12, 31)),
            "from Thursday, 24 December until Thursday, 31 December.",
            {"Cancel", "Change"},
        ),
    ],
)
def test_being_away_is_said_while_it_lasts(away, said, buttons):
    text = shown(
        Participation(OWNED), member=Member("T0TEAM", "U0ANA", remembered=Remembered(seen=frozenset(STEPS)), away=away)
    )
    assert said in text
    assert labels(text) & {"Mark me away", "I'm back", "Cancel", "Change"} == buttons


def test_a_first_visit_has_three_steps_which_disappear():
    new = Member("T0TEAM", "U0ANA", profile=Profile(zone="Europe/Prague"))
    assert "Three small steps" in shown(Participation(OWNED), member=new)
    assert "Three small steps" not in shown(member=new)
    answered = Member(
        "T0TEAM",
        "U0ANA",
        remembered=Remembered(seen=frozenset({"zone", "wishes"}), last_answers={"daily": LastAnswers(TUESDAY, {})}),
    )
    assert "Three small steps" not in shown(Participation(OWNED), member=answered)


def test_the_fullest_tab_fits():
    report = a_submitted_report(dict.fromkeys(("question0", "question1", "question2"), "w" * 3000))
    many = [a_standup(standup_id=f"s{number}", name="N" * 60) for number in range(40)]
    parts = [Participation(each, TOMORROW, None, _of(each), report) for each in many]
    new = Member("T0TEAM", "U0ANA", away=Away(TUESDAY, None, "n" * LONGEST_NOTE))
    deleted = tuple(StoredStandup(each, deletion=Deletion(at=EIGHT, gone_at=TOMORROW)) for each in many)
    skips = tuple(PlannedSkip(each, ReportId(each.team_id, each.standup_id, TUESDAY)) for each in many)
    text = shown(*parts, member=new, note=left(ENGLISH_LOCALE, OWNED), page=1, deleted=deleted, skips=skips)
    assert "And 37 more, later." in text
    assert "There are 36 more: type `/standup list`." in text
    assert text.count("Thank you") == MOST_TODAY
    assert text.count(".owner") == ON_A_PAGE


def _of(standup):
    return an_occurrence(report_id=ReportId(standup.team_id, standup.standup_id, TUESDAY))


def test_a_tab_remembers_its_page():
    assert page_of(home(Tab(ANA, (), EIGHT, (), 3)).to_dict()) == 3
    assert page_of({"private_metadata": "other"}) == 0
    assert page_of({"private_metadata": '{"page": -1}'}) == 0


def filled(view, **values):
    """A submission of a form, in the shape in which Slack sends it."""
    body = view.to_dict()
    check_view(body, "modal")
    typed = {block_id: {"any": value} for block_id, value in values.items()}
    return {**body, "state": {"values": typed}}


def test_what_is_chosen_in_the_away_form_is_read_back():
    away = Away(TUESDAY, TUESDAY + timedelta(days=3), "Skiing")
    form = away_form(ENGLISH_LOCALE, TUESDAY, away).to_dict()
    starts = {block["block_id"]: block["element"] for block in form["blocks"]}
    written_back = {
        "first_day": {"selected_date": starts["first_day"]["initial_date"]},
        "last_day": {"selected_date": starts["last_day"]["initial_date"]},
        "note": {"value": starts["note"]["initial_value"]},
    }
    assert parse_away(filled(away_form(ENGLISH_LOCALE, TUESDAY, away), **written_back)) == away


@pytest.mark.parametrize("values", [{}, {"first_day": {"selected_date": "soon"}}, {"first_day": None}])
def test_a_form_without_a_first_day_says_so(values):
    with pytest.raises(InvalidForm) as error:
        parse_away(filled(away_form(ENGLISH_LOCALE, TUESDAY, None), **values))
    assert error.value.problems == {"first_day": Problem(Wrong.NO_FIRST_DAY)}


def test_preferences_are_read_back():
    form = preferences_form(
        ENGLISH_LOCALE, Member("T0TEAM", "U0ANA", preferences=Preferences(reminders=1, country="DE"))
    )
    radio = form.to_dict()["blocks"][0]["element"]
    values = {"reminders": {"selected_option": radio["initial_option"]}, "country": {"value": " de-by "}}
    assert parse_preferences(filled(form, **values)) == Preferences(1, "DE-BY")
    assert parse_preferences(filled(form)) == Preferences(None, "")


def test_what_is_chosen_from_a_standups_menu_is_read_back():
    option = {"value": option_value(Verb.PAUSE, "C0TEAM")}
    assert parse_more({"selected_option": option}) == (Verb.PAUSE, "C0TEAM")
    for forged in ({}, {"selected_option": {"value": "explode.C0TEAM"}}, {"selected_option": "pause"}):
        with pytest.raises(UnknownStandup):
            parse_more(forged)


def test_before_a_standup_is_deleted_it_is_named():
    view = delete_form(ENGLISH_LOCALE, OWNED).to_dict()
    check_view(view, "modal")
    assert "*Daily standup* in <#C0TEAM> will ask nobody any more." in str(view)
    assert parse_deletion(view) == "daily"


def test_a_preview_of_a_crowd_is_cut():
    occurrence = an_occurrence()
    messages = [post for number in range(60) for post in posts(occurrence, a_submitted_report(user_id=f"U{number}"))]
    view = preview_modal(ENGLISH_LOCALE, messages).to_dict()
    check_view(view, "modal")
    assert "And 28 more." in str(view)


CZECH = replace(ANA, profile=replace(ANA.profile, locale="cs-CZ"), remembered=replace(ANA.remembered, seen=frozenset()))


def test_the_tab_speaks_the_persons_language():
    parts = [
        Participation(OWNED, TOMORROW),
        Participation(a_standup(standup_id="retro", is_paused=True, owners=("U0ANA",))),
    ]
    czech = shown(*parts, member=CZECH)
    assert "Ve všední dny v 08:00 (UTC), hlášení v 10:00. Ptá se všech v kanálu." in czech
    assert "do 27. listopadu" in shown(member=replace(CZECH, away=Away(TUESDAY, date(2026, 11, 27))))
    assert not labels(czech) & labels(
        shown(*parts, member=replace(CZECH, preferences=replace(CZECH.preferences, language="en")))
    )


def test_todays_menu_is_on_the_tab_in_the_language_of_now():
    occurrence = an_occurrence()
    text = shown(Participation(OWNED, occurrence=occurrence, report=a_report(occurrence)), member=CZECH)
    assert {"Otevřít hlášení", "Dnes vynechat"} <= labels(text)


def test_a_language_that_is_chosen_is_read_back_and_slacks_is_none():
    for language in ("cs", "en", ""):
        form = preferences_form(
            ENGLISH_LOCALE, replace(ANA, preferences=replace(ANA.preferences, language=language))
        ).to_dict()
        check_view(form, "modal")
        block = next(block for block in form["blocks"] if block["block_id"] == "language")
        state = {"language": {"language": {"selected_option": block["element"]["initial_option"]}}}
        assert parse_preferences({"state": {"values": state}}).language == language
    locale = Locale("cs")
    assert preferences_form(locale, CZECH).to_dict()["title"]["text"] == "Nastavení"
