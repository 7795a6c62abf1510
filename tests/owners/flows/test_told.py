"""Whoever hears of trouble in an owner's place is in the channel, then and when they have the report posted."""

import pytest

from app.domain.day.report import Person, Report
from app.errors import NotAllowed, SlackRefused, UnknownStandup
from app.flows.owners.alerting import tell_not_posted, tell_unreachable
from app.flows.report.posting_now import post_now
from app.flows.requester import Requester
from app.views.day.last_workday import plan_occurrence
from slack_simulator.ids import TEAM_ID
from tests.kit.builders import TUESDAY, a_standup

ANA = "U0ANAPRG01"  # who created all channels
MARCUS, SOFIA = "U0MARCUS02", "U0SOFIAL03"
LEADS, TEAM = "C0LEADS001", "C0TEAM0001"
ARCHIVED = SlackRefused("chat.postMessage", "is_archived")


@pytest.fixture(autouse=True)
def same_time(team, clock):
    """The workspace stamps messages by its own clock."""
    clock.moment = team.now


@pytest.fixture
def ownerless(services, team):
    """A standup that nobody owns, in which something is about to go wrong."""

    def stored(channel):
        team.place.post("channel", id=channel, add=["bot"])
        team.settles()
        wanted = a_standup(team_id=TEAM_ID, standup_id="retro", name="Layoffs", channel=channel, people=(MARCUS, SOFIA))
        standup = services.standups.save(wanted, MARCUS, team.now, None).standup
        occurrence = services.reports.open(plan_occurrence(standup, TUESDAY), (MARCUS, SOFIA), team.now)
        return standup, occurrence

    return stored


def messages(team, user_id):
    return [each["text"] for person in team if person.id == user_id for each in person.messages()]


def has_it_posted(services, team, occurrence, user_id):
    report_id = occurrence.report_id
    post_now(services, Requester(user_id, [TEAM_ID]), str(report_id), ("D0NOWHERE1", "1.1"), team.now)


@pytest.mark.parametrize("channel", [LEADS, TEAM])
def test_who_created_the_channel_and_has_left_it_is_told_neither_its_name_nor_who_cannot_be_reached(
    team, services, ownerless, channel
):
    standup, occurrence = ownerless(channel)
    team.place.post("channel", id=channel, remove=[ANA])
    before = messages(team, ANA)
    tell_not_posted(services, standup, occurrence, ARCHIVED)
    reports = [Report(occurrence.report_id, user, person=Person(display_name=user)) for user in (MARCUS, SOFIA)]
    tell_unreachable(services, standup, occurrence, reports, 2)
    assert messages(team, ANA) == before


def test_who_was_told_and_has_left_the_private_channel_since_has_nothing_posted(team, services, ownerless):
    standup, occurrence = ownerless(LEADS)
    tell_not_posted(services, standup, occurrence, ARCHIVED)
    assert "Layoffs" in messages(team, ANA)[-1]
    team.place.post("channel", id=LEADS, remove=[ANA])
    with pytest.raises((UnknownStandup, NotAllowed)):
        has_it_posted(services, team, occurrence, ANA)


@pytest.mark.parametrize(("channel", "leaves"), [(LEADS, False), (TEAM, False), (TEAM, True)])
def test_who_was_told_has_it_posted_from_within_or_in_a_public_channel(team, services, ownerless, channel, leaves):
    standup, occurrence = ownerless(channel)
    tell_not_posted(services, standup, occurrence, ARCHIVED)
    if leaves:
        team.place.post("channel", id=channel, remove=[ANA])
    has_it_posted(services, team, occurrence, ANA)
    assert services.reports.day(occurrence.report_id, team.now)[0].progress.reported_at


def test_who_was_told_and_is_a_guest_by_now_has_nothing_posted(team, stack, services, clock, ownerless):
    standup, occurrence = ownerless(TEAM)
    tell_not_posted(services, standup, occurrence, ARCHIVED)
    stack.workspace.people[ANA].is_restricted = True
    with pytest.raises((UnknownStandup, NotAllowed)):
        has_it_posted(services, team, occurrence, ANA)


def test_who_was_not_told_has_nothing_posted_though_they_are_in_the_channel(team, services, ownerless):
    standup, occurrence = ownerless(LEADS)
    tell_not_posted(services, standup, occurrence, ARCHIVED)
    with pytest.raises((UnknownStandup, NotAllowed)):
        has_it_posted(services, team, occurrence, SOFIA)
