"""The menu in each of its states."""

import json
from datetime import timedelta

import pytest

from app.domain.day.occurrence import ReportId
from app.domain.day.report import State
from app.domain.standup import Posting
from app.records import replace
from app.views import ids
from app.views.day.menu import LONGEST_QUOTE, menu
from app.views.kit.readers import person_locale
from tests.kit.builders import TEN, TUESDAY, a_report, a_submitted_report, an_occurrence, an_occurrence_that_is_out


def buttons(message):
    rows = [block.to_dict() for block in message.blocks]
    return [(b["text"]["text"], b["action_id"]) for row in rows if row["type"] == "actions" for b in row["elements"]]


def test_an_open_menu_says_which_by_when_and_where_and_has_both_buttons():
    message = menu(person_locale(a_report()), an_occurrence(), a_report(), now=TEN)
    assert message.text == (
        "*Daily standup* · Tuesday, 24 November\n"
        "Three questions, posted to <#C0TEAM> at <!date^1795514400^{time}|10:00 UTC>."
    )
    assert buttons(message) == [("Open Report", ids.OPEN_DIALOG), ("Skip today", ids.SKIP_TODAY)]
    actions = message.blocks[-1].to_dict()["elements"]
    assert actions[0]["style"] == "primary"
    assert {button["value"] for button in actions} == {"T0TEAM.daily.20261124"}


def test_a_submitted_menu_thanks_quotes_and_can_be_taken_back():
    message = menu(person_locale(a_submitted_report()), an_occurrence(), a_submitted_report(), now=TEN)
    assert "Thank you" in message.text
    assert "<#C0TEAM> at <!date^" in message.text
    assert "Finished the export" in json.dumps(message.blocks[1].to_dict())
    assert buttons(message) == [("Edit", ids.OPEN_DIALOG), ("Withdraw", ids.WITHDRAW)]


def test_a_skipped_menu_has_undo():
    message = menu(
        person_locale(a_report(state=State.SKIPPED)), an_occurrence(), a_report(state=State.SKIPPED), now=TEN
    )
    assert "will see that you skip, nothing else" in message.text
    assert buttons(message) == [("Undo", ids.UNDO_SKIP)]


def test_a_reported_menu_links_to_the_post():
    occurrence = an_occurrence_that_is_out()
    report = a_submitted_report(post_parts=("1795514402.000300",), post_claimed_at=TEN)
    message = menu(person_locale(report), occurrence, report, now=TEN)
    assert "was posted to <#C0TEAM>" in message.text
    assert "<https://acme.slack.com/archives/C0TEAM/p1795514402000300|See it there>" in message.text
    assert buttons(message) == [("Edit", ids.OPEN_DIALOG)]


def test_a_late_report_is_said_to_be_in_the_thread():
    late = a_submitted_report(post_parts=("1795516000.000300",), post_claimed_at=TEN + timedelta(minutes=20))
    message = menu(person_locale(late), an_occurrence_that_is_out(), late, now=TEN)
    assert "added to the thread" in message.text
    assert "?thread_ts=1795514400.000100&cid=C0TEAM" in message.text


@pytest.mark.parametrize(
    ("state", "said"), [(State.ASKED, "was posted to <#C0TEAM> without you"), (State.SKIPPED, "You skipped")]
)
def test_who_did_not_answer_can_still_add_to_the_thread(state, said):
    message = menu(person_locale(a_report(state=state)), an_occurrence_that_is_out(), a_report(state=state), now=TEN)
    assert said in message.text
    assert buttons(message) == [("Add to thread", ids.OPEN_DIALOG)]


def test_an_old_menu_says_that_it_is_over_and_has_no_buttons():
    message = menu(
        person_locale(a_report()),
        an_occurrence(),
        a_report(),
        newer=ReportId("T0TEAM", "daily", TUESDAY + timedelta(days=1)),
        now=TEN,
    )
    assert "is over" in message.text
    assert "Wednesday, 25 November" in message.text
    assert buttons(message) == []


def test_long_answers_are_shortened_in_the_menu_only():
    message = menu(
        person_locale(a_submitted_report(dict.fromkeys(("question0", "question1", "question2"), "word " * 600))),
        an_occurrence(),
        a_submitted_report(dict.fromkeys(("question0", "question1", "question2"), "word " * 600)),
        now=TEN,
    )
    quote = message.blocks[1].to_dict()["elements"][0]["elements"]
    assert sum(len(element["text"]) for element in quote) < LONGEST_QUOTE + 100


def test_a_name_with_markup_in_it_stays_a_name():
    message = menu(person_locale(a_report()), an_occurrence(name="<!channel> & *co*"), a_report(), now=TEN)
    assert "<!channel>" not in message.text
    assert "&lt;!channel&gt; &amp;" in message.text


CZECH = {
    "open": (an_occurrence(), a_report()),
    "when complete": (an_occurrence(look_posting=Posting.WHEN_COMPLETE), a_report()),
    "as it comes": (an_occurrence(look_posting=Posting.AS_IT_COMES), a_report()),
    "submitted": (an_occurrence(), a_submitted_report()),
    "skipped": (an_occurrence(), a_report(state=State.SKIPPED)),
    "away": (an_occurrence(), a_report(state=State.AWAY, absence_until=TUESDAY)),
    "posted": (an_occurrence_that_is_out(), a_submitted_report(post_parts=("1.2",))),
    "closed": (an_occurrence_that_is_out(), a_report()),
    "skipped and closed": (an_occurrence_that_is_out(), a_report(state=State.SKIPPED)),
}


@pytest.mark.parametrize("state", CZECH)
def test_every_state_is_said_in_the_persons_language(state):
    occurrence, report = CZECH[state]
    english, czech = (
        menu(person_locale(report), occurrence, report, now=TEN),
        menu(
            person_locale(replace(report, person=replace(report.person, language="cs"))),
            occurrence,
            replace(report, person=replace(report.person, language="cs")),
            now=TEN,
        ),
    )
    assert "24. listopadu" in czech.text
    assert not set(english.text.split()) & set(czech.text.split()) & {"posted", "report", "You", "Your", "at", "of"}
    assert [action for _, action in buttons(czech)] == [action for _, action in buttons(english)]
    assert not {text for text, _ in buttons(czech)} & {text for text, _ in buttons(english)}


def test_a_reminder_says_until_when_it_is_open_however_late_it_is_sent():
    occurrence, report = an_occurrence(), a_report(person_language="cs")
    token = f"<!date^{int(TEN.timestamp())}^{{time}}|10:00 UTC>"
    assert (
        f"Stále otevřeno, do {token}."
        in menu(person_locale(report), occurrence, report, is_reminder=True, now=TEN).text
    )
    own = a_report(terms_closes_at=TEN + timedelta(hours=1))
    assert (
        "|11:00 UTC>."
        in menu(person_locale(own), occurrence, own, is_reminder=True, now=TEN).text.rpartition("Still open until")[2]
    )
