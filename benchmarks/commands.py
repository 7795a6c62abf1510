"""The commands of `python3 manage.py bench`, which its help lists. Standard library only."""

from typing import NamedTuple


class Measurement(NamedTuple):
    """The module of a command, and what the help says about it."""

    module: str
    says: str


# Carried out where `bench` is typed without a name, with the options that follow.
USUAL = "requests"
COMMANDS = {
    USUAL: Measurement("benchmarks.requests.command", "measure the app beside one written from Bolt's documentation"),
    "crowd": Measurement(
        "benchmarks.crowd.command", "let mornings with thousands of people take place under Slack's own limits"
    ),
    "ticks": Measurement("benchmarks.ticks", "count what a tick costs, with many standups stored and many due"),
    "layouts": Measurement("benchmarks.layouts", "count what a report costs in each layout, for teams of all sizes"),
    "browse": Measurement("benchmarks.browse", "count what looking back through a month of reports costs"),
    "cost": Measurement("benchmarks.cost.command", "count what a day of a team costs in AWS"),
    "warm": Measurement("benchmarks.lifetimes", "simulate Lambda's lifetimes, with environments woken and without"),
    "stories": Measurement("tests.oracle.stories", "compare standups drawn at random with a model of their own"),
    "mutants": Measurement("tests.oracle.mutants", "look whether the stories notice faults"),
    "faults": Measurement(
        "benchmarks.faults.command", "break everything by a seeded plan and see that nothing is lost or sent twice"
    ),
    "attack": Measurement(
        "benchmarks.attacks.command", "attack a workspace of its own as members, guests, strangers and web pages would"
    ),
}
