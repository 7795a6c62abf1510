"""What is answered to people who type."""

from datetime import date, timedelta

import pytest

from app.domain.day.member import Away, Member
from app.domain.day.report import State
from app.domain.scheduling.outlook import AS_PLANNED
from app.domain.scheduling.upcoming import Asking
from app.domain.standup import Posting
from app.errors import AlreadyAsked, NothingToAnswer, NotUnderstood, UnclearDays, UnknownReport, WhichStandup
from app.language import ENGLISH_LOCALE
from app.records import replace
from app.views import ids
from app.views.home import commands, skips
from app.views.kit.notices import sentence_for
from app.views.report import excerpt
from tests.kit.builders import EIGHT, TUESDAY, a_report, a_standup, a_submitted_report, an_occurrence
from tests.kit.builders import an_occurrence_that_is_out as out

ANA, NEXT = Member("T0TEAM", "U0ANA"), Asking(EIGHT, TUESDAY)


def longest_section(message) -> int:
    return max(len(block.to_dict()["text"]["text"]) for block in message.blocks)


def test_help_has_each_command_and_fits():
    said = commands.helping(ENGLISH_LOCALE)
    for word in ("answer", "skip", "away", "back", "list", "report", "edit", "ask now", "pause", "resume", "restore"):
        assert f"`{word}" in said.text
    assert longest_section(said) < 1000
    assert "!" not in said.text


def test_the_list_says_when_each_asks_next():
    asks = commands.standups(ENGLISH_LOCALE, ANA, [(a_standup(name="A & B"), NEXT)]).text
    assert asks.startswith(
        "*A &amp; B* in <#C0TEAM>: weekdays at 08:00 UTC, report at 10:00. Asks next <!date^1795507200^"
    )
    assert commands.standups(ENGLISH_LOCALE, ANA, [(a_standup(is_paused=True), None)]).text.endswith(" Paused.")
    assert commands.standups(ENGLISH_LOCALE, ANA, [(a_standup(), None)]).text.endswith(" No day is planned.")
    for_good = replace(ANA, away=Away(TUESDAY))
    assert commands.standups(ENGLISH_LOCALE, for_good, [(a_standup(), None)]).text.endswith(
        " Nothing is asked while you are away."
    )
    assert (
        commands.standups(ENGLISH_LOCALE, ANA, []).text
        == "You are in no standup yet. Invite me to a channel, and it has one."
    )


def test_a_long_list_fits_and_says_that_there_is_more():
    days = frozenset({0, 1, 2, 3, 5})
    wordy = a_standup(name="&" * 60, days=days, every_weeks=2, own_zones=True, posting=Posting.WHEN_COMPLETE)
    said = commands.standups(ENGLISH_LOCALE, ANA, [(wordy, NEXT)] * 64)
    assert "And 34 more, on my Home tab." in said.text
    assert longest_section(said) < 3000
    assert len(said.blocks) < 50


@pytest.mark.parametrize(
    ("away", "words"),
    [
        (Away(TUESDAY), "You are away. I will not ask you until you are back."),
        (Away(date(2026, 11, 30)), "You are away from Monday, 30 November on."),
        (Away(TUESDAY, TUESDAY), "You are away today."),
        (Away(date(2026, 11, 27), date(2026, 11, 27)), "You are away on Friday, 27 November."),
        (Away(TUESDAY, date(2026, 11, 27)), "You are away from today to Friday, 27 November, that day included."),
        (
            Away(date(2026, 12, 24), date(2027, 1, 2)),
            "You are away from Thursday, 24 December to Saturday, 2 January 2027, that day included.",
        ),
    ],
)
def test_away_is_said_with_its_days(away, words):
    assert commands.gone_away(ENGLISH_LOCALE, away, TUESDAY).text.startswith(words)


@pytest.mark.parametrize(
    ("occurrence", "report", "words"),
    [
        (an_occurrence(), a_report(state=State.SKIPPED), "You are skipping *Daily standup* today."),
        (out(), a_report(state=State.SKIPPED), "You skipped *Daily standup*."),
        (an_occurrence(), a_submitted_report(), "You have answered *Daily standup* already"),
        (out(), a_report(), "*Daily standup* is in <#C0TEAM> already, without you."),
        (
            an_occurrence(),
            a_report(state=State.AWAY),
            "You are marked away, so *Daily standup* is not waiting for you.",
        ),
    ],
)
def test_a_skip_is_answered_with_what_has_become_of_it(occurrence, report, words):
    assert skips.after_skipping(ENGLISH_LOCALE, occurrence, report).text.startswith(words)


def test_what_was_picked_is_read_back():
    view = commands.which_report(
        ENGLISH_LOCALE, [an_occurrence(), an_occurrence(TUESDAY + timedelta(days=1))]
    ).to_dict()
    (block,) = view["blocks"]
    option = block["element"]["options"][1]
    state = {"values": {ids.PICK_REPORT: {ids.PICK_REPORT: {"selected_option": option}}}}
    assert commands.picked_report({"state": state}) == "T0TEAM.daily.20261125"
    for nothing in ({}, {"state": None}, {"state": {"values": []}}):
        with pytest.raises(UnknownReport):
            commands.picked_report(nothing)


def test_buttons_are_at_most_five_and_have_ids_of_their_own():
    several = [(an_occurrence(TUESDAY + timedelta(days=number)), a_report(), AS_PLANNED) for number in range(7)]
    buttons = commands.to_answer(ENGLISH_LOCALE, several).blocks[1].to_dict()["elements"]
    assert len({button["action_id"] for button in buttons}) == len(buttons) == 5


def test_who_has_answered_can_edit():
    said = commands.to_answer(ENGLISH_LOCALE, [(an_occurrence(), a_submitted_report(), AS_PLANNED)])
    assert said.text == "You have answered *Daily standup* already."
    assert said.blocks[1].to_dict()["elements"][0]["text"]["text"] == "Edit"


def test_a_report_by_oneself_has_each_name_and_ends_where_it_would_not_fit():
    reports = [
        a_submitted_report({"question0": "x" * 2900}, user_id=f"U{number}", person_display_name=f"P{number} <!here>")
        for number in range(9)
    ]
    summary_header, first, *_ = shown = excerpt.report(an_occurrence(), reports)
    assert "9 of 9 reported." in summary_header.text
    assert first.text.startswith("P0 &lt;!here&gt;: ")
    assert first.blocks[0].to_dict()["text"]["text"] == "*P0 &lt;!here&gt;*"
    whole = excerpt.combined(shown, "There is more.")
    assert whole.blocks[-1].to_dict()["elements"][0]["text"] == "There is more."
    assert sum(len(str(block.to_dict())) for block in whole.blocks) < 11_000
    small = excerpt.combined(excerpt.report(an_occurrence(), [a_submitted_report()]), "There is more.")
    assert "There is more." not in str([block.to_dict() for block in small.blocks])


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (NotUnderstood("skip"), "Did you mean `skip`? `help` shows all that I understand."),
        (NotUnderstood(), "I do not know this one. `help` shows all that I understand."),
        (UnclearDays("over"), "These days are over already. Try `away until Friday`"),
        (WhichStandup([], is_known=False), "You are in no standup yet."),
        (WhichStandup(["A", "<B>"], is_known=True), "Which one: *A* and *&lt;B&gt;*? Add its name or its #channel."),
        (WhichStandup(["A"], is_known=False), "There is no such standup. There is *A*."),
        (NothingToAnswer(None), "Nothing waits for you right now."),
        (NothingToAnswer(EIGHT), "Nothing waits for you right now. The next standup asks <!date^1795507200^"),
        (AlreadyAsked(), "Everybody was asked today already."),
    ],
)
def test_what_cannot_be_done_is_a_sentence(error, sentence):
    assert sentence_for(ENGLISH_LOCALE, error).startswith(sentence)
