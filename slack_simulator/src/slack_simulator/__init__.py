"""A strict Slack on this machine, to test apps with and to try them in the browser.

Public are this module, the fixtures of `pytest_plugin`, the command `slack-simulator`, and the modules `checks`,
`extension`, `faults`, `hosting`, `ids`, `reading` and `visitor`; all else may change from one version to the next.
"""

from slack_simulator.actor import Actor
from slack_simulator.slack import MovableClock, Slack
from slack_simulator.state.people import Person
from slack_simulator.visitor import NotAsExpected

__all__ = ["Actor", "MovableClock", "NotAsExpected", "Person", "Slack"]
