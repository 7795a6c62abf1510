"""Who may do what with a standup, as far as Slack has to say where somebody is."""

import pytest

from app.domain.privacy.access import Action
from app.domain.report.destinations import agreement
from app.domain.standup import with_values
from app.errors import NotAllowed, SlackRefused, UnknownStandup
from app.flows import access
from app.flows.report.destinations import require_place
from app.flows.requester import member_of
from app.records import replace
from app.views.day.last_workday import plan_occurrence
from slack_simulator.ids import TEAM_ID
from tests.kit.builders import EIGHT, TUESDAY, a_standup
from tests.setup.flows.living import living_in

ANA = "U0ANAPRG01"  # an admin, in both channels
MARCUS = "U0MARCUS02"
SOFIA = "U0SOFIAL03"
PRIYA = "U0PRIYAK04"  # in #team only
GUEST = "U0GUESTL11"
LEADS = "C0LEADS001"
TEAM = "C0TEAM0001"
GENERAL = "C0GENERAL1"


@pytest.fixture
def leads(services, team):
    """The standup of a private channel of three, of which the bot is one more."""
    team.place.post("channel", id=LEADS, add=["bot"])
    team.settles()
    stored = living_in(services, LEADS)
    return services.standups.save(
        replace(stored, roles=replace(stored.roles, owners=(MARCUS,))), MARCUS, EIGHT, None
    ).standup


@pytest.fixture
def chosen(services):
    """A standup of two in a public channel that everybody is in."""
    standup = a_standup(team_id=TEAM_ID, standup_id="chosen", channel=TEAM, owners=(MARCUS,), people=(MARCUS, SOFIA))
    return services.standups.save(standup, MARCUS, EIGHT, None).standup


def can(services, standup, who):
    return {action for action in Action if access.allowed(services, standup, who, action)}


def test_who_is_in_a_private_channel_reads_and_who_is_not_does_not_learn_of_it(services, leads):
    access.require(services, leads, SOFIA, Action.READ_REPORTS)
    access.require(services, leads, MARCUS, Action.CHANGE)
    for action in (Action.READ_REPORTS, Action.CHANGE, Action.SEE, Action.LEAVE, Action.EXPORT_ALL):
        with pytest.raises(UnknownStandup):
            access.require(services, leads, PRIYA, action)


def test_who_was_sent_away_from_a_private_channel_reads_nothing_more(services, team, leads):
    team.place.post("channel", id=LEADS, remove=[SOFIA])
    services.standups.note_people(leads, [MARCUS, SOFIA], ())
    with pytest.raises(UnknownStandup):
        access.require(services, leads, SOFIA, Action.READ_REPORTS)


def test_an_admin_looks_after_a_private_channels_standup_only_from_within(services, team, leads):
    access.require(services, leads, ANA, Action.CHANGE)
    team.place.post("channel", id=LEADS, remove=[ANA])
    with pytest.raises(UnknownStandup):
        access.require(services, leads, ANA, Action.CHANGE)


def test_an_admin_looks_after_a_public_channels_standup_and_reads_no_answers(services, team, chosen):
    team.place.post("channel", id=TEAM, remove=[ANA])
    access.require(services, chosen, ANA, Action.CHANGE)
    for action in (Action.READ_REPORTS, Action.PREVIEW, Action.EXPORT_ALL, Action.READ_ANOTHERS):
        with pytest.raises(NotAllowed):
            access.require(services, chosen, ANA, action)


def test_who_is_only_in_the_channel_reads_what_is_out_there_and_no_more(services, chosen):
    access.require(services, chosen, PRIYA, Action.READ_REPORTS)
    for action in (Action.PREVIEW, Action.CHANGE, Action.READ_ANOTHERS, Action.READ_INSIGHT):
        with pytest.raises(NotAllowed):
            access.require(services, chosen, PRIYA, action)


def test_a_guest_reads_what_they_do_not_belong_to_only_where_guests_may(services, chosen):
    with pytest.raises(UnknownStandup):
        access.require(services, chosen, GUEST, Action.READ_REPORTS)
    access.require(services, with_values(chosen, {"guests_may_read": True}), GUEST, Action.READ_REPORTS)
    access.require(services, with_values(chosen, {"people": (GUEST,)}), GUEST, Action.READ_REPORTS)


def test_somebody_of_another_company_is_a_guest(services, team, chosen):
    team.place.post("people", id=PRIYA, set={"is_stranger": True})
    assert member_of(services, TEAM_ID, PRIYA).account.is_guest
    with pytest.raises(UnknownStandup):
        access.require(services, chosen, PRIYA, Action.READ_REPORTS)


def test_a_report_that_goes_elsewhere_is_read_by_who_is_there(services, leads):
    elsewhere = with_values(leads, {"people": (MARCUS,), "report_channel": TEAM})
    access.require(services, elsewhere, PRIYA, Action.READ_REPORTS)
    assert Action.READ_REPORTS not in can(services, with_values(elsewhere, {"report_channel": LEADS}), PRIYA)


def test_a_report_does_not_go_to_a_channel_with_another_company_in_it(services, team):
    standup = a_standup(team_id=TEAM_ID, channel=GENERAL, report_channel=TEAM)
    planned = plan_occurrence(standup, TUESDAY)
    require_place(services, standup, planned)
    team.place.post("channel", id=TEAM, set={"is_ext_shared": True})
    with pytest.raises(SlackRefused):
        require_place(services, standup, planned)
    require_place(services, replace(standup, readers=replace(standup.readers, guests_may_read=True)), planned)


def test_a_private_channels_report_goes_nowhere_else(services, leads):
    require_place(services, leads, plan_occurrence(leads, TUESDAY))
    public = with_values(leads, {"guests_may_read": True, "report_channel": TEAM})
    with pytest.raises(SlackRefused):
        require_place(services, public, plan_occurrence(public, TUESDAY))
    agreed = with_values(public, {"agreed": (agreement(LEADS, LEADS, TEAM),)})
    require_place(services, agreed, plan_occurrence(public, TUESDAY))
