"""The summary header: blockers first, who is where, and the team's mood, all within Slack's limits."""

from datetime import timedelta

import pytest

from app.domain.day.blocker import fingerprint
from app.domain.day.kinds import Mood
from app.domain.day.report import State
from app.domain.standup import AnswerKind, Question, QuestionRole
from app.views.kit.readers import channel_locale
from app.views.kit.text import escaped_length
from app.views.report.summary_header import summary_header
from slack_simulator.checks import check_message_blocks
from tests.kit.builders import EIGHT, a_report, a_submitted_report, an_occurrence

MOODS = tuple(Mood)
MOOD = Question("mood", "How are you?", "Mood", kind=AnswerKind.MOOD)
ENERGY = Question("energy", "Your energy?", "Energy", kind=AnswerKind.NUMBER)
TITLE = "Daily standup · Tuesday, 24 November"


def blocked(what, name="Ana", minutes=5, **changes):
    return a_submitted_report(
        {"question2": what},
        user_id=f"U{name}",
        person_display_name=name,
        received_answers_at=EIGHT + timedelta(minutes=minutes),
        **changes,
    )


def lines(occurrence, reports, **how):
    message = summary_header(channel_locale(occurrence), occurrence, reports, **how)
    check_message_blocks([block.to_dict() for block in message.blocks])
    return message.text.split("\n")


def shown(message):
    """The texts of the blocks as a person reads them."""
    read = []
    for block in (each.to_dict() for each in message.blocks):
        parts = block["elements"][0]["elements"] if block["type"] == "rich_text" else [block["text"]]
        read.append("".join(part["text"] for part in parts))
    return read


def test_impediments_come_first_by_name():
    reports = [blocked("CI is\nred", "Bo", 9), blocked("None."), blocked("waiting for review", "Ana", 7)]
    message = summary_header(channel_locale(an_occurrence()), an_occurrence(), reports)
    assert message.text.split("\n") == [
        TITLE,
        "Blocked: Ana (waiting for review) and Bo (CI is red)",
        "3 of 3 reported.",
    ]
    assert [block.to_dict()["type"] for block in message.blocks] == ["header", "rich_text", "section"]


def test_what_is_resolved_is_not_named_and_what_was_written_in_its_place_is():
    resolved = blocked("CI is red", blocked_resolution_of=fingerprint("CI is red"))
    assert lines(an_occurrence(), [resolved]) == [TITLE, "1 of 1 reported."]
    anew = blocked("waiting for review", blocked_resolution_of=fingerprint("CI is red"))
    assert "Blocked: Ana (waiting for review)" in lines(an_occurrence(), [anew])


def test_who_is_in_nobodys_way_is_not_named():
    assert lines(an_occurrence(), [blocked("n/a"), blocked("👍", "Bo"), blocked("žádné", "Cy")]) == [
        TITLE,
        "3 of 3 reported.",
    ]


def test_a_long_impediment_is_cut_at_a_word_and_many_are_counted():
    long = "the deployment pipeline fails since yesterday evening because the certificate of the registry is over"
    assert (
        "Ana (the deployment pipeline fails since yesterday evening because the certificate…)"
        in lines(an_occurrence(), [blocked(long)])[1]
    )
    many = [blocked("CI", f"P{number}", number) for number in range(22)]
    assert lines(an_occurrence(), many)[1].endswith("P17 (CI) and 12 others")
    assert lines(an_occurrence(), many[:11])[1].endswith("P8 (CI) and 1 other")


def test_a_yes_needs_no_words():
    question = Question("q", "Are you blocked?", "Blocked", kind=AnswerKind.YES_NO, role=QuestionRole.BLOCKERS)
    occurrence = an_occurrence(questions=(question,))
    reports = [
        a_submitted_report({"q": "yes"}),
        a_submitted_report({"q": "no"}, user_id="U2", person_display_name="Bo"),
    ]
    assert lines(occurrence, reports)[1] == "Blocked: Ana"


@pytest.mark.parametrize("text", ["<!channel>", "<@U0BOSS>", "*b* <https://evil.example|x>", "@here"])
def test_an_impediment_or_a_name_means_nothing(text):
    message = summary_header(
        channel_locale(an_occurrence()),
        an_occurrence(),
        [blocked(text, text), a_report(person_display_name=text, state=State.SKIPPED)],
    )
    assert "<" not in message.text
    assert f"Blocked: {text} ({text})" in shown(message)
    kinds = [element["type"] for element in message.blocks[1].to_dict()["elements"][0]["elements"]]
    assert kinds == ["text", "text"]


def test_who_is_missing_is_named_only_where_the_standup_says_so_and_everybodys_time_is_over():
    reports = [
        blocked(""),
        a_report(user_id="U2", person_display_name="Kim"),
        a_report(user_id="U3", person_display_name="Lee"),
        a_report(user_id="U4", person_display_name="May need not", terms_is_optional=True),
        a_report(user_id="U5", person_display_name="Dana", state=State.AWAY),
        a_report(user_id="U6", person_display_name="Gone", state=State.UNREACHABLE),
    ]
    assert lines(an_occurrence(), reports)[1] == "1 of 3 reported. Dana is away."
    named = an_occurrence(look_names_missing=True)
    assert lines(named, reports)[1] == "1 of 3 reported. Dana is away. Kim and Lee have not answered."
    assert lines(named, reports[:2])[1] == "1 of 2 reported. Kim has not answered."
    assert lines(named, reports, is_open=True)[1] == "1 of 3 has reported so far. Dana is away."


def moods(*chosen):
    return [a_submitted_report({"mood": MOODS[mood]}, user_id=f"U{n}") for n, mood in enumerate(chosen)]


def test_the_mood_of_three_is_said_in_words_beside_its_bar():
    message = summary_header(
        channel_locale(an_occurrence(questions=(MOOD,))), an_occurrence(questions=(MOOD,)), moods(0, 0, 0, 2)
    )
    assert message.text.split("\n")[2] == "Mood: 3 great · 1 okay"
    assert shown(message)[2] == "▇▁▃▁▁  Mood: 3 great · 1 okay"


def test_the_mood_of_two_is_nobodys_business():
    assert lines(an_occurrence(questions=(MOOD,)), moods(0, 4)) == [TITLE, "2 of 2 reported."]


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ((8, 6, 8), "Energy: 7.3 on average, from 6 to 8"),
        ((7, 7), "Energy: 7 from all 2"),
        ((1, 10, 1), "Energy: 4 on average, from 1 to 10"),
    ],
)
def test_numbers_are_averaged(numbers, words):
    reports = [a_submitted_report({"energy": str(number)}, user_id=f"U{n}") for n, number in enumerate(numbers)]
    assert lines(an_occurrence(questions=(ENERGY,)), reports)[2] == words


def test_a_single_number_and_an_answer_that_is_no_longer_offered_are_not_counted():
    reports = [a_submitted_report({"energy": "7"}), a_submitted_report({"energy": "many"}, user_id="U2")]
    assert lines(an_occurrence(questions=(ENERGY,)), reports) == [TITLE, "2 of 2 reported."]


def test_the_heading_of_three_hundred_with_the_worst_names_and_words_fits():
    questions = tuple(
        Question(f"q{n}", "?", "&" * 40, kind=kind) for n, kind in enumerate([AnswerKind.MOOD, AnswerKind.NUMBER] * 4)
    )
    asking = Question("q9", "Blocked?", "Blocked", role=QuestionRole.BLOCKERS)
    answers = {question.id: MOODS[0] if question.kind is AnswerKind.MOOD else "10" for question in questions} | {
        "q9": "&<>" * 1000
    }
    states = [State.SUBMITTED, State.AWAY, State.SKIPPED, State.ASKED]
    reports = [
        a_report(
            user_id=f"U{n}",
            person_display_name="&" * 80,
            state=states[n % 4],
            answers=answers if n % 4 == 0 else {},
            received_answers_at=EIGHT,
        )
        for n in range(300)
    ]
    occurrence = an_occurrence(questions=(*questions, asking), look_names_missing=True, name="&" * 60)
    message = summary_header(channel_locale(occurrence), occurrence, reports)
    check_message_blocks([block.to_dict() for block in message.blocks])
    assert sum(escaped_length(text) for text in shown(message)) < 9500
    assert len(message.text) <= 3500


def test_the_heading_speaks_the_standups_language():
    reports = [
        blocked("CI je červené", "Bo", 9),
        a_report(user_id="UC", person_display_name="Cyril", state=State.AWAY),
        a_report(user_id="UD", person_display_name="Dana", state=State.SKIPPED),
        a_report(user_id="UE", person_display_name="Eva", state=State.SKIPPED),
        a_report(user_id="UF", person_display_name="Filip"),
    ]
    assert lines(an_occurrence(look_language="cs", look_names_missing=True), reports) == [
        "Daily standup · úterý 24. listopadu",
        "Překážky: Bo (CI je červené)",
        "Odpovědi: 1 z 4. Dnes tu není Cyril. Dnes vynechávají Dana a Eva. Bez odpovědi: Filip.",
    ]


def test_moods_and_numbers_are_in_the_standups_language():
    mine = [
        a_submitted_report({"mood": mood, "energy": n}, user_id=f"U{n}") for mood, n in zip(MOODS, "123", strict=False)
    ]
    occurrence = an_occurrence(questions=(MOOD, ENERGY), look_language="cs")
    assert lines(occurrence, mine)[-2:] == [
        "Mood: 1 skvěle · 1 dobře · 1 ujde to",
        "Energy: průměrně 2, od 1 do 3",
    ]
