"""Why somebody was not asked, in Slack: to everybody of themselves, and to owners of their standup's people."""

import json
from datetime import time, timedelta

import pytest

from app.domain.day.member import Away, Member, Profile
from app.domain.day.occurrence import ReportId
from app.domain.history.history import Look, Page, Span
from app.domain.standup import with_values
from app.errors import BeganBefore, NotAllowed, UnknownStandup
from app.flows.history import browsing
from app.flows.home.tab import show_home
from app.flows.scheduling import ticking
from app.records import replace
from app.storage.rows.days import range_key
from app.storage.rows.tables import ReportRow
from local.stack import CHANNEL
from slack_simulator.checks import check_view
from slack_simulator.ids import TEAM_ID
from tests.kit.builders import EIGHT, TUESDAY, a_standup

ANA, OLIVER, MARCUS, PRIYA, STRANGER = "U0ANAPRG01", "U0OLIVER08", "U0MARCUS02", "U0PRIYAK04", "U0NOBODY01"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TODAY = Span(TUESDAY, TUESDAY)


@pytest.fixture
def retro(services, clock):
    """A standup of Marcus', who is asked with Ana, Oliver and Priya; Ana is away."""
    services.standups.delete(services.standups.get(TEAM_ID, "daily"), ANA, EIGHT)
    people = {"people": (ANA, OLIVER, MARCUS, PRIYA), "owners": (MARCUS,)}
    wanted = a_standup(team_id=TEAM_ID, standup_id="retro", name="Retro", channel=CHANNEL, **people)
    services.members.remember_away(TEAM_ID, ANA, Away(TUESDAY, TUESDAY + DAY, "in hospital"), EIGHT - 8 * HOUR)
    return services.standups.save(wanted, MARCUS, EIGHT - 7 * HOUR, EIGHT - 7 * HOUR).standup


def asks(services, clock, moment=EIGHT):
    clock.moment = moment
    ticking.tick(services, moment, moment + HOUR / 4)


def sees(services, user_id, page, **changes):
    who = Member(TEAM_ID, user_id, Profile(zone="UTC", refreshed_at=services.clock.now(), **changes))
    view = browsing.view_of(services, who, page).to_dict()
    check_view(view, "modal")
    return json.dumps(view, ensure_ascii=False)


def test_somebody_reads_why_they_have_no_menu_and_nothing_of_others(services, clock, team, retro):
    asks(services, clock)
    said = sees(services, ANA, Page(Look.WHY))
    assert "*Retro*\\nMarked away until Wednesday, 25 November." in said
    assert "in hospital" not in said
    assert OLIVER not in said
    assert "Every standup of yours has asked you today" in sees(services, OLIVER, Page(Look.WHY))


def test_it_is_said_in_the_readers_language(services, clock, team, retro):
    asks(services, clock)
    said = sees(services, ANA, Page(Look.WHY), locale="cs-CZ")
    assert "Proč nemám dotaz?" in said
    assert "*Retro*\\nNastavená nepřítomnost do 25. listopadu." in said


def test_before_it_is_time_it_says_when(services, clock, team, retro):
    asks(services, clock, EIGHT - HOUR)
    assert "It asks <!date^" in sees(services, OLIVER, Page(Look.WHY))


def test_an_owner_reads_it_of_the_standups_people_reason_by_reason(services, clock, team, retro):
    for person in (OLIVER, PRIYA):
        team.fault("chat.postMessage", "error", error="messages_tab_disabled", times=None, where={"channel": person})
    asks(services, clock)
    said = sees(services, MARCUS, Page(Look.WHY, "retro", span=TODAY))
    assert f"<@{ANA}>\\nMarked away until Wednesday, 25 November." in said
    assert f"<@{OLIVER}> and <@{PRIYA}>\\nSlack doesn't let my messages through (`messages_tab_disabled`)." in said
    assert f"<@{MARCUS}>" not in said
    assert "in hospital" not in said
    assert "Who was not asked?" in sees(services, MARCUS, Page(Look.DAY, "retro", span=TODAY))


def test_a_day_on_which_nobody_was_asked_has_one_reason_for_all(services, clock, team, retro):
    asks(services, clock, EIGHT + 4 * HOUR)
    said = sees(services, MARCUS, Page(Look.WHY, "retro", span=TODAY))
    assert said.count("I was out of order at that time, and nobody was asked.") == 1
    later = Span(TUESDAY + 4 * DAY, TUESDAY + 4 * DAY)
    assert "doesn't take place on this day" in sees(services, MARCUS, Page(Look.WHY, "retro", span=later))


def test_nobody_else_reads_it_of_others(services, clock, team, retro):
    asks(services, clock)
    page = Page(Look.WHY, "retro", span=TODAY)
    with pytest.raises(NotAllowed):
        sees(services, OLIVER, page)
    with pytest.raises(UnknownStandup):
        sees(services, STRANGER, page)
    for forged in ("daily", "nowhere", ".sender"):
        with pytest.raises(UnknownStandup):
            sees(services, MARCUS, Page(Look.WHY, forged, span=TODAY))
    assert OLIVER not in sees(services, ANA, Page(Look.WHY, user_id=OLIVER))  # whoever is named: one's own
    assert "Who was not asked?" not in sees(services, OLIVER, Page(Look.DAY, "retro", span=TODAY))


def test_an_owner_of_today_does_not_read_it_of_a_day_that_was_for_others(services, clock, team, retro):
    asks(services, clock)
    clock.moment = EIGHT + HOUR
    moved = replace(retro, channel="C0GENERAL1", roles=replace(retro.roles, owners=(PRIYA,), people=(PRIYA,)))
    services.standups.save(moved, MARCUS, clock.now(), clock.now())
    with pytest.raises(BeganBefore):
        sees(services, PRIYA, Page(Look.WHY, "retro", span=TODAY))


def test_home_offers_it_where_nothing_is_to_be_answered(services, clock, team, retro):
    def offers():
        show_home(services, TEAM_ID, OLIVER)
        return "Why wasn't I asked?" in str(team.calls("views.publish")[-1]["args"])

    asks(services, clock, EIGHT - HOUR)
    assert offers()
    asks(services, clock)
    assert not offers()


def test_people_with_the_same_reason_stand_together_though_each_was_tried_at_another_time(services, clock, team, retro):
    for person in (OLIVER, PRIYA):
        team.fault("chat.postMessage", "error", error="messages_tab_disabled", times=None, where={"channel": person})
    asks(services, clock)
    report_id = ReportId(TEAM_ID, "retro", TUESDAY)
    row = ReportRow.get(str(report_id), range_key(report_id, OLIVER))
    row.update([ReportRow.claimed_at.set(EIGHT + HOUR / 4)])
    said = sees(services, MARCUS, Page(Look.WHY, "retro", span=TODAY))
    assert f"<@{OLIVER}> and <@{PRIYA}>\\nSlack doesn't let my messages through (`messages_tab_disabled`)." in said


def test_standups_with_the_same_reason_stand_together_and_those_of_other_days_last(services, clock, team, retro):
    for number in range(3):
        other = replace(retro, standup_id=f"other{number}", name=f"<Other> {number}", version=0)
        services.standups.save(with_values(other, {"days": frozenset({4})}), MARCUS, EIGHT - 7 * HOUR, EIGHT - 7 * HOUR)
    asks(services, clock)
    said = sees(services, ANA, Page(Look.WHY))
    alike = "*&lt;Other&gt; 0*, *&lt;Other&gt; 1* and *&lt;Other&gt; 2*\\nThe standup doesn't take place on this day."
    assert said.index("*Retro*\\nMarked away") < said.index(alike)


def test_thirty_long_names_with_the_same_reason_fit(services, clock, team, retro):
    for number in range(30):
        other = replace(retro, standup_id=f"other{number}", name=f"{number:02}{'&' * 58}", version=0)
        services.standups.save(with_values(other, {"days": frozenset({4})}), MARCUS, EIGHT - 7 * HOUR, EIGHT - 7 * HOUR)
    asks(services, clock)
    assert "and 10 others" in sees(services, ANA, Page(Look.WHY))


def test_an_owner_is_not_told_that_they_are_away_themselves(services, clock, team, retro):
    services.members.remember_away(TEAM_ID, PRIYA, Away(TUESDAY, None), EIGHT - 8 * HOUR)
    asks(services, clock)
    assert "Marked away, without an end." in sees(services, MARCUS, Page(Look.WHY, "retro", span=TODAY))
    assert "Marked away until you say that you are back." in sees(services, PRIYA, Page(Look.WHY))


def test_nobody_is_left_out_of_a_long_list(services, clock, team, retro):
    """Two hundred people, and more reasons than a page has room for."""
    names = [f"U0CROWD{number:03}" for number in range(200)]
    for number, user_id in enumerate(names[:120]):
        until = TUESDAY + timedelta(days=number + 1)
        services.members.remember_away(TEAM_ID, user_id, Away(TUESDAY, until), EIGHT - 8 * HOUR)
    wide = replace(retro, is_paused=False, roles=replace(retro.roles, people=(MARCUS, *names)))
    services.standups.save(wide, MARCUS, EIGHT - 6 * HOUR, EIGHT - 6 * HOUR)
    said = sees(services, MARCUS, Page(Look.WHY, "retro", span=Span(TUESDAY + DAY, TUESDAY + DAY)))
    assert "Each for a reason of their own." in said
    assert "and 16 others" in said


def test_home_offers_it_to_whom_one_standup_has_asked_and_another_has_not(services, clock, team, retro):
    other = replace(retro, standup_id="other", name="Other", version=0, roles=replace(retro.roles, people=(OLIVER,)))
    services.standups.save(with_values(other, {"ask_at": time(9)}), MARCUS, EIGHT - 7 * HOUR, EIGHT - 7 * HOUR)
    asks(services, clock)
    show_home(services, TEAM_ID, OLIVER)
    assert "Why wasn't I asked?" in str(team.calls("views.publish")[-1]["args"])
