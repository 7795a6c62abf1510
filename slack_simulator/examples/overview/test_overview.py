"""The shortcut with lazy listeners, as somebody uses it."""

import pytest

from slack_simulator import NotAsExpected


def test_the_figures_come_by_direct_message(slack):
    ana = slack.person("ana")
    ana.uses_shortcut("Overview")
    ana.sees("Most people are in #team", at="app")
    slack.person("marcus").sees("@Ana has asked for an overview.", at="#team")


def test_the_team_hears_of_it_even_if_the_figures_fail(slack):
    slack.fault("conversations.list", "error", error="internal_error")
    ana = slack.person("ana")
    ana.uses_shortcut("Overview")
    ana.sees("@Ana has asked for an overview.", at="#team")
    ana.does_not_see("Most people are in")


def test_a_person_who_is_stuck_says_what_they_see(slack):
    slack.fault("conversations.list", "error", error="internal_error")
    ana = slack.person("ana")
    ana.uses_shortcut("Overview")
    with pytest.raises(
        NotAsExpected, match=r"(?s)has asked for an overview.*refused conversations.list: internal_error"
    ):
        ana.sees("Most people are in")
