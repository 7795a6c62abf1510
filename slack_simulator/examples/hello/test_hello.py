"""The quick start, tested as its readers test their own apps."""

import pytest

from slack_simulator import NotAsExpected, Slack


def test_ana_is_greeted_and_waves(slack: Slack) -> None:
    ana, marcus = slack.person("ana"), slack.person("marcus")
    ana.types("/hello")
    ana.sees("Hello, @Ana!")
    marcus.does_not_see("Hello")
    ana.clicks("Wave")
    marcus.sees("@Ana waves")


def test_nobody_else_has_the_button(slack: Slack) -> None:
    slack.person("ana").types("/hello")
    with pytest.raises(NotAsExpected, match="looks for the button 'Wave'"):
        slack.person("marcus").clicks("Wave")
