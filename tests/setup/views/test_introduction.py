"""The first message in a channel, and the rehearsal's."""

from datetime import time

import pytest

from app.domain.scheduling.upcoming import Asking
from app.domain.standup import Posting, first_standup
from app.views.day.menu import menu
from app.views.kit.readers import channel_locale, person_locale
from app.views.setup.introduction import introduction, not_here
from slack_simulator.checks import check_message_blocks
from tests.kit.builders import EIGHT, TEN, TUESDAY, a_report, a_standup, a_submitted_report, an_occurrence

FIRST = Asking(EIGHT, TUESDAY)


def words(**changes):
    return introduction(channel_locale(a_standup(**changes)), a_standup(**changes), FIRST).text


def test_it_says_what_will_happen_when_and_for_whom():
    message = introduction(
        channel_locale(first_standup("T0TEAM", "C0TEAM", "U0ANA", "Europe/Prague")),
        first_standup("T0TEAM", "C0TEAM", "U0ANA", "Europe/Prague"),
        FIRST,
    )
    assert message.text == (
        "I will ask everyone here for a short standup on weekdays at 09:00, each in their own time zone, and post the "
        "answers here at 10:30. First one: Tuesday, 24 November."
    )
    check_message_blocks([block.to_dict() for block in message.blocks])


def test_with_a_time_for_all_each_reads_on_which_day_of_theirs_it_begins():
    assert "First one: <!date^1795507200^{date_long_pretty}|Tuesday, 24 November>." in words()


def test_with_times_of_their_own_everybody_reads_the_same_first_day():
    late = introduction(
        channel_locale(a_standup(own_zones=True, zone="Pacific/Kiritimati")),
        a_standup(own_zones=True, zone="Pacific/Kiritimati"),
        FIRST,
    )  # it is evening there
    assert "First one: Tuesday, 24 November." in late.text


def test_where_the_first_day_is_over_for_some_it_says_for_whom_it_is_the_first():
    said = introduction(
        channel_locale(a_standup(own_zones=True)), a_standup(own_zones=True), FIRST, is_everybodys=False
    ).text
    told = "First one: Tuesday, 24 November, for those whose 08:00 of that day is still to come; for everyone else at"
    assert f"{told} their next one." in said


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"people": ("U0ANA",)}, "ask one of you"),
        ({"people": ("U0ANA",), "optional": ("U0BO",)}, "ask 2 of you"),
        ({"days": frozenset({0, 3}), "zone": "America/New_York"}, "on Mondays and Thursdays at 08:00 New York time"),
        ({"days": frozenset(range(7)), "ask_at": time(9)}, "standup every day at 09:00"),
        ({"days": frozenset({0}), "every_weeks": 2}, "standup every second Monday at"),
        ({"days": frozenset({0}), "month_week": 1}, "standup on the first Monday of the month at"),
        ({"posting": Posting.WHEN_COMPLETE}, "once everyone has answered, at 10:00 at the latest"),
        ({"posting": Posting.AS_IT_COMES}, "post each answer here as it comes, until 10:00"),
        ({"is_paused": True}, "paused"),
    ],
)
def test_it_says_what_is_set_up(changes, said):
    assert said in words(**changes)


def test_a_channel_without_a_standup_is_told_how_to_have_it_back():
    blocks = not_here(channel_locale(a_standup()), a_standup()).blocks
    assert [button.text.text for button in blocks[-1].elements] == ["Undo"]


def rehearsal(**changes):
    planned = an_occurrence()
    own = type(planned.report_id)("T0TEAM", "try-U0ANA-080000", planned.day)
    return an_occurrence(report_id=own, **changes)


@pytest.mark.parametrize("report", [a_report, a_submitted_report])
def test_a_rehearsal_says_that_nobody_else_sees_it(report):
    occurrence = rehearsal()
    message = menu(
        person_locale(report(report_id=occurrence.report_id)),
        occurrence,
        report(report_id=occurrence.report_id),
        now=TEN,
    )
    check_message_blocks([block.to_dict() for block in message.blocks])
    assert "only you see it" in str(message.blocks[-1].to_dict())


def test_the_longest_answers_fit_the_rehearsal():
    occurrence = rehearsal()
    answers = {question.id: "&" * 3000 for question in occurrence.questions}
    message = menu(
        person_locale(a_submitted_report(answers, report_id=occurrence.report_id)),
        occurrence,
        a_submitted_report(answers, report_id=occurrence.report_id),
        now=TEN,
    )
    check_message_blocks([block.to_dict() for block in message.blocks])


def test_a_channel_is_greeted_in_the_standups_language():
    message = introduction(channel_locale(a_standup(language="cs")), a_standup(language="cs"), FIRST)
    assert message.text.startswith(
        "Budu tu vést krátký standup a ptát se všech v tomto kanálu: ve všední dny v 08:00 (UTC). "
        "Odpovědi sem pošlu v 10:00."
    )
    assert "|úterý 24. listopadu>" in message.text
