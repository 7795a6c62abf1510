"""What people type."""

from datetime import date

import pytest

from app.domain.history.history import Span
from app.domain.home.commands import Command, Verb, command_in, reports_asked_for, standup_meant, standup_name_in
from app.errors import NotUnderstood, WhichPerson, WhichStandup
from tests.kit.builders import a_standup

TUESDAY = date(2026, 11, 24)
DAILY = a_standup(name="Daily standup", channel="C0TEAM")
RETRO = a_standup(standup_id="C0RETRO", name="Team retro", channel="C0RETRO")
LEADS = a_standup(standup_id="leads", name="Leads", channel="C0TEAM")


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("", Command(Verb.HELP)),
        ("help", Command(Verb.HELP)),
        ("/standup list", Command(Verb.LIST)),
        ("Standup skip", Command(Verb.SKIP)),
        ("SKIP!", Command(Verb.SKIP)),
        ("skip Team Retro", Command(Verb.SKIP, "Team Retro")),
        ("away until Friday: Conference", Command(Verb.AWAY, "until Friday: Conference")),
        ("I\N{RIGHT SINGLE QUOTATION MARK}m back", Command(Verb.BACK)),
        ("away: dentist", Command(Verb.AWAY, ": dentist")),
        ("Away:dentist at 10:30", Command(Verb.AWAY, ":dentist at 10:30")),
        ("I\N{RIGHT SINGLE QUOTATION MARK}m away: dentist", Command(Verb.AWAY, ": dentist")),
        ("back again", Command(Verb.BACK, "again")),
        ("ask now", Command(Verb.ASK)),
        ("ask  now   retro", Command(Verb.ASK, "retro")),
        ("report yesterday", Command(Verb.REPORT, "yesterday")),
        ("resume <#C0RETRO|retro>", Command(Verb.RESUME, "<#C0RETRO|retro>")),
    ],
)
def test_a_command_is_read(text, command):
    assert command_in(text) == command


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        ("skpi", "skip"),
        ("ask", "ask now"),
        ("ask retro now", "ask now"),
        ("awya until Friday", "away"),
        ("reprot", "report"),
        ("paus", "pause"),
        ("list everything there is", "list"),
        ("Finished the export", ""),
        ("x", ""),
        ("😀", ""),
        ("skip " * 100, ""),
        ("delete", ""),
        ("delete daily", ""),
        ("unskip", ""),
        ("cancel", ""),
        ("<!channel>", ""),
        ("skip: dentist", "skip"),
    ],
)
def test_anything_else_gets_the_nearest_one(text, nearest):
    with pytest.raises(NotUnderstood) as error:
        command_in(text)
    assert error.value.nearest == nearest
    assert "export" not in str(error.value)


@pytest.mark.parametrize(
    ("rest", "named"),
    [("", ""), ("today", ""), ("today please", ""), ("for the retro", "retro"), ("Team retro!", "Team retro")],
)
def test_small_words_name_no_standup(rest, named):
    assert standup_name_in(rest, {}) == named


@pytest.mark.parametrize(
    ("rest", "named", "day"),
    [
        ("", "", None),
        ("today", "", "2026-11-24"),
        ("yesterday", "", "2026-11-23"),
        ("20 Nov", "", "2026-11-20"),
        ("retro", "retro", None),
        ("retro yesterday", "retro", "2026-11-23"),
        ("Friday retro", "retro", "2026-11-20"),
        ("Team retro of 20 November 2026", "Team retro", "2026-11-20"),
    ],
)
def test_a_report_has_a_name_and_a_day_in_any_order(rest, named, day):
    asked = reports_asked_for(rest, TUESDAY, "U0ANA", {})
    assert (asked.user_id, asked.named) == ("", named)
    assert asked.span == (Span(date.fromisoformat(day), date.fromisoformat(day)) if day else None)


@pytest.mark.parametrize(
    ("rest", "user_id", "named", "days"),
    [
        ("me", "U0ANA", "", None),
        ("me last month", "U0ANA", "", ("2026-10-01", "2026-10-31")),
        ("my reports of retro", "U0ANA", "retro", None),
        ("last week", "", "", ("2026-11-16", "2026-11-22")),
        ("retro this week", "", "retro", ("2026-11-23", "2026-11-29")),
        ("<@U0BO|bo> retro yesterday", "U0BO", "retro", ("2026-11-23", "2026-11-23")),
        ("December <@W0BO>", "W0BO", "", ("2025-12-01", "2025-12-31")),
        ("me march 2025", "U0ANA", "", ("2025-03-01", "2025-03-31")),
        ("metrics", "", "metrics", None),
    ],
)
def test_reports_are_asked_for_by_person_standup_and_days(rest, user_id, named, days):
    asked = reports_asked_for(rest, TUESDAY, "U0ANA", {})
    assert (asked.user_id, asked.named) == (user_id, named)
    assert asked.span == (Span(*map(date.fromisoformat, days)) if days else None)


@pytest.mark.parametrize("rest", ["@bo", "<@U0BO> <@U0ANA>"])
def test_whoever_is_named_is_one_person_and_named_as_slack_does(rest):
    with pytest.raises(WhichPerson):
        reports_asked_for(rest, TUESDAY, "U0ANA", {})


@pytest.mark.parametrize(
    ("named", "channel", "standup"),
    [
        ("", "C0RETRO", RETRO),
        ("daily standup", "", DAILY),
        ("retro", "C0TEAM", RETRO),
        ("#retro", "", RETRO),
        ("<#C0RETRO|team-retro>", "C0TEAM", RETRO),
        ("lea", "", LEADS),
    ],
)
def test_a_standup_is_found_by_its_name_its_channel_or_where_it_is_typed(named, channel, standup):
    assert standup_meant([DAILY, RETRO, LEADS], named, channel, {}) == standup


def test_the_only_standup_needs_no_name():
    assert standup_meant([RETRO], "", "C0ELSE", {}) == RETRO


@pytest.mark.parametrize(
    ("named", "channel", "names", "is_known"),
    [
        ("", "C0TEAM", ["Daily standup", "Leads"], True),
        ("", "", ["Daily standup", "Team retro", "Leads"], True),
        ("planning", "", ["Daily standup", "Team retro", "Leads"], False),
        ("etro", "", ["Daily standup", "Team retro", "Leads"], False),
        ("<#C0OTHER|other>", "", ["Daily standup", "Team retro", "Leads"], False),
    ],
)
def test_what_is_not_clear_is_asked_with_the_names_that_there_are(named, channel, names, is_known):
    with pytest.raises(WhichStandup) as error:
        standup_meant([DAILY, RETRO, LEADS], named, channel, {})
    assert (list(error.value.names), error.value.is_known) == (names, is_known)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "1899-12-31", "2101-01-01", "daily 9999-12-31"])
def test_a_day_that_nobody_means_is_no_day_to_look_back_at(day):
    """It is taken for a name, and whoever typed it is told that there is no such standup."""
    assert reports_asked_for(day, TUESDAY, "U0ANA", {}).span is None
    with pytest.raises(WhichStandup):
        standup_meant([DAILY, RETRO], reports_asked_for(day, TUESDAY, "U0ANA", {}).named, "", {})
