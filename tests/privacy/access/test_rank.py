"""Who is no admin any more, or a guest by now, loses within minutes what only admins and no guests may do."""

from datetime import timedelta

import pytest

from app.domain.day.member import RANK_LIVES
from app.domain.privacy.access import Action
from app.errors import NotAllowed, UnknownStandup
from app.flows import access
from app.flows.requester import member_of
from app.flows.setup.editing import open_form
from app.storage.rows.tables import MemberRow
from slack_simulator.ids import TEAM_ID
from tests.kit.builders import a_standup

ANA, MARCUS, SOFIA, PRIYA = "U0ANAPRG01", "U0MARCUS02", "U0SOFIAL03", "U0PRIYAK04"
TEAM = "C0TEAM0001"
MINUTES = RANK_LIVES + timedelta(seconds=1)


@pytest.fixture(autouse=True)
def same_time(team, clock):
    """The workspace stamps messages by its own clock."""
    clock.moment = team.now


@pytest.fixture
def becomes(stack):
    def changed(user_id, **change):
        for name, value in change.items():
            setattr(stack.workspace.people[user_id], name, value)

    return changed


@pytest.fixture
def few(services, team):
    """A standup of two in a public channel that everybody is in, which Marcus owns."""
    standup = a_standup(team_id=TEAM_ID, standup_id="few", channel=TEAM, owners=(MARCUS,), people=(MARCUS, SOFIA))
    return services.standups.save(standup, MARCUS, team.now, None).standup


@pytest.mark.parametrize(
    "case",
    [
        (ANA, ("is_admin", False), Action.CHANGE),
        (ANA, ("is_admin", False), Action.ERASE_ANOTHERS),
        (ANA, ("is_admin", False), Action.READ_CHANGES),
        (PRIYA, ("is_restricted", True), Action.READ_REPORTS),
        (PRIYA, ("is_restricted", True), Action.READ_BLOCKERS),
        (PRIYA, ("is_stranger", True), Action.READ_REPORTS),
        (MARCUS, ("is_restricted", True), Action.CHANGE),
        (MARCUS, ("is_restricted", True), Action.EXPORT_ALL),
        (MARCUS, ("is_restricted", True), Action.PREVIEW),
        (PRIYA, ("deleted", True), Action.READ_REPORTS),
    ],
)
def test_a_right_that_hangs_on_what_somebody_is_ends_within_minutes(becomes, few, services, case):
    who, change, action = case
    assert access.allowed(services, few, who, action)
    becomes(who, **dict([change]))
    services.clock.moment += MINUTES
    assert not access.allowed(services, few, who, action)


def test_what_a_guest_may_they_may_at_once(becomes, services, clock, few):
    """Marcus is asked, so he reads; that he owns it ends."""
    assert access.allowed(services, few, MARCUS, Action.READ_REPORTS)
    becomes(MARCUS, is_restricted=True)
    clock.moment += MINUTES
    assert access.allowed(services, few, MARCUS, Action.READ_REPORTS)
    assert not access.allowed(services, few, MARCUS, Action.CHANGE)


def test_a_former_admin_confirms_no_erasure(becomes, services, clock, few):
    ana = member_of(services, TEAM_ID, ANA)
    access.require_erasing(services, ana, SOFIA, [few])
    becomes(ANA, is_admin=False)
    clock.moment += MINUTES
    with pytest.raises(NotAllowed):
        access.require_erasing(services, member_of(services, TEAM_ID, ANA), SOFIA, [few])


def test_a_fresh_guest_sets_up_no_standup_and_copies_none(becomes, services, clock, few):
    member_of(services, TEAM_ID, MARCUS)
    becomes(MARCUS, is_restricted=True)
    clock.moment += MINUTES
    with pytest.raises(NotAllowed):
        open_form(services, member_of(services, TEAM_ID, MARCUS), "", "1.2.forged")


def test_a_fresh_guest_looks_back_at_nothing_but_what_they_belong_to(becomes, services, clock, few):
    services.standups.note_people(few, [MARCUS, SOFIA, PRIYA], ())
    assert access.allowed(services, few, PRIYA, Action.READ_REPORTS)
    becomes(PRIYA, is_restricted=True)
    clock.moment += MINUTES
    assert not access.allowed(services, few, PRIYA, Action.READ_REPORTS)


def asked_who(team):
    return len(team.calls("users.info"))


def test_slack_is_asked_who_somebody_is_once_in_minutes_and_only_where_it_matters(team, services, clock, few):
    member_of(services, TEAM_ID, MARCUS)
    clock.moment += MINUTES
    before = asked_who(team)
    for action in (Action.SEE, Action.READ_REPORTS, Action.ANSWER, Action.READ_OWN, Action.READ_INSIGHT):
        assert access.allowed(services, few, MARCUS, action)  # whatever he is: he is asked
    assert asked_who(team) == before
    for _ in range(3):
        assert access.allowed(services, few, MARCUS, Action.CHANGE)
    assert asked_who(team) == before + 1
    clock.moment += MINUTES
    assert access.allowed(services, few, MARCUS, Action.CHANGE)
    assert asked_who(team) == before + 2


def test_who_is_refused_is_not_asked_about(team, services, clock, few):
    member_of(services, TEAM_ID, SOFIA)
    clock.moment += MINUTES
    before = asked_who(team)
    with pytest.raises((NotAllowed, UnknownStandup)):
        access.require(services, few, SOFIA, Action.CHANGE)
    assert asked_who(team) == before


def test_what_is_read_of_names_and_zones_is_as_old_as_it_was(services, clock, few):
    """A day's asking reads a profile anew; that it was found out what somebody is does not count as that."""
    before = member_of(services, TEAM_ID, MARCUS)
    clock.moment += MINUTES
    assert access.allowed(services, few, MARCUS, Action.CHANGE)
    after = member_of(services, TEAM_ID, MARCUS)
    assert (after.profile.refreshed_at, after.account.ranked_at > before.account.ranked_at) == (
        before.profile.refreshed_at,
        True,
    )


def test_what_an_earlier_release_knew_of_a_person_is_looked_up(becomes, services, few):
    """Its row does not say when Slack told what somebody is."""
    assert access.allowed(services, few, ANA, Action.CHANGE)
    MemberRow(TEAM_ID, ANA).update([MemberRow.ranked_at.remove()])
    becomes(ANA, is_admin=False)
    assert not access.allowed(services, few, ANA, Action.CHANGE)
