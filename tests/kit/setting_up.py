"""How the owner of the standup of #team changes it in journeys: by its modals."""

from typing import Any

from slack_simulator.visitor import Visitor
from tests.kit.forms import presses, sends
from tests.kit.people import CHANNEL, Team


def owns_it(team: Team) -> Visitor:
    """Have the first of the team invite the bot to #team, which makes the standup there theirs."""
    for change in ({"remove": ["bot"]}, {"add": ["bot"]}):
        team.place.post("channel", id=CHANNEL, **change)
        team.settles()
    return team[0]


def sets(
    team: Team,
    owner: Visitor,
    *,
    report: dict[str, Any] | None = None,
    first: dict[str, Any] | None = None,
    **settings: Any,
) -> None:
    """Change further settings by their fields' names, what is set about the report, and what the first modal has."""
    first_message = next(each for each in owner.channel() if each["author"]["is_app"])
    presses(team, owner, first_message, "Change")
    for label, fields in (("More settings", settings), ("The report", report or {})):
        if fields:
            presses(team, owner, owner.form(), label)
            answer = sends(team, owner, **fields)
            assert answer["outcome"] == "closed", answer
    answer = sends(team, owner, **(first or {}))
    if answer["outcome"] == "pushed":
        answer = sends(team, owner)
    assert answer["outcome"] == "cleared", answer
