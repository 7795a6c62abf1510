"""What has to be true of a morning."""

from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.crowd.compared import least_seconds
from benchmarks.crowd.figures import Figures
from benchmarks.crowd.scenario import ONE, Scenario

# The last one is asked within this multiple of what Slack's limits allow at best.
MOST_RATIO = 1.1
HEADING_LATE_MEDIAN, HEADING_LATE_LONGEST = 120.0, 600.0
BESIDE_WITHIN = 60.0
# What one standup of a thousand has taken so far.
ONE_WITHIN = 425.0
# From the first third of the people to the last, the sender's memory may grow by so much.
MOST_GROWTH = 1.25


@dataclass(frozen=True, slots=True)
class Goal:
    """One figure and the most that it may be."""

    what: str
    value: float
    most: float
    unit: str = ""

    @property
    def is_met(self) -> bool:
        return self.value <= self.most


def ratio_to_least(scenario: Scenario, found: Figures) -> float:
    return found.last_asked / least_seconds(scenario)


def growth(found: Figures) -> float:
    """Return how much more memory the sender takes for the last third of the people than for the first."""
    return found.kilobytes[-1] / max(1.0, found.kilobytes[0]) if found.kilobytes else 1.0


def goals_of(scenario: Scenario, found: Figures) -> Iterator[Goal]:
    """Give the goals of a scenario, with its figures."""
    if scenario is ONE:
        yield Goal("last asked after", found.last_asked, ONE_WITHIN, "s")
    else:
        yield Goal("last asked, ratio to Slack's least time", ratio_to_least(scenario, found), MOST_RATIO)
        yield Goal("the team of ten asked within", found.beside_asked, BESIDE_WITHIN, "s")
    yield Goal("people never asked", found.people - found.reached, 0)
    yield Goal("asked twice", found.asked_again, 0)
    yield Goal("asked after their report's time", found.asked_too_late, 0)
    yield Goal("standups missed", found.standups_missed, 0)
    yield Goal("headers that never came", found.headers_missing, 0)
    yield Goal("headers late, median", found.header_late_median, HEADING_LATE_MEDIAN, "s")
    yield Goal("headers late, longest", found.header_late_longest, HEADING_LATE_LONGEST, "s")
    yield Goal("calls refused (429)", found.refused, 0)
    yield Goal("runs that failed", found.failed_runs, 0)
    yield Goal("memory, last third to the first", growth(found), MOST_GROWTH)
