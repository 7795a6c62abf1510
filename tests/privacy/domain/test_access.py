"""What somebody is to a standup, and what that lets them do."""

import pytest

from app.domain.day.member import Account, Member
from app.domain.privacy.access import INSIDE, TABLE, Action, Place, Role, may, may_go_to, roles_of
from tests.kit.builders import a_standup


def a_member(user_id="U0ANA", left=frozenset(), **facts):
    return Member("T0TEAM", user_id, account=Account(**facts), left=left)


def test_every_action_has_its_line_in_the_table():
    assert set(TABLE) == set(Action)


def test_nobody_of_another_workspace_may_do_anything():
    assert not any(may({Role.STRANGER}, action) for action in Action)
    somebody = Member("T0OTHER", "U0ANA", account=Account(is_admin=True))
    assert roles_of(a_standup(owners=("U0ANA",)), somebody, INSIDE) == {Role.STRANGER}


def test_nobody_may_change_what_another_wrote():
    assert not any(may({role}, Action.CHANGE_ANOTHERS) for role in Role)


@pytest.mark.parametrize(
    ("changes", "facts", "place", "roles"),
    [
        ({"owners": ("U0ANA",)}, {}, INSIDE, {Role.OWNER, Role.MEMBER, Role.READER}),
        ({"owners": ("U0ANA",)}, {}, Place(), {Role.OWNER}),
        ({}, {}, INSIDE, {Role.STAND_IN, Role.MEMBER, Role.READER}),
        ({}, {}, Place(), {Role.OUTSIDER}),
        ({"people": ("U2",)}, {}, INSIDE, {Role.READER}),
        ({"people": ("U2",), "report_channel": "C2"}, {}, Place(is_reader=True), {Role.READER}),
        ({"people": ("U0ANA",)}, {}, Place(), {Role.STAND_IN, Role.MEMBER}),
        ({"people": ("U2",), "observers": ("U0ANA",)}, {}, Place(), {Role.STAND_IN, Role.OBSERVER}),
        ({"owners": ("U1",), "people": ("U0ANA",)}, {}, Place(), {Role.MEMBER}),
        ({"owners": ("U1",), "people": ("U2",)}, {}, INSIDE, {Role.READER}),
        ({"owners": ("U1",), "people": (), "optional": ("U0ANA",)}, {}, Place(), {Role.OPTIONAL}),
        ({"owners": ("U1",), "observers": ("U0ANA",)}, {}, INSIDE, {Role.OBSERVER, Role.READER}),
        ({"owners": ("U1",)}, {"left": frozenset({"daily"})}, INSIDE, {Role.FORMER, Role.READER}),
        ({"owners": ("U1",)}, {"left": frozenset({"daily"})}, Place(), {Role.OUTSIDER}),
        ({"owners": ("U1",)}, {"is_admin": True}, Place(is_public=True), {Role.ADMIN}),
        ({"owners": ("U1",)}, {"is_admin": True}, Place(), {Role.OUTSIDER}),
        ({"owners": ("U1",)}, {"is_person": False}, INSIDE, {Role.STRANGER}),
        ({"owners": ("U1",)}, {}, Place(was_told=True, is_public=True), {Role.TOLD}),
        ({"owners": ("U1",)}, {}, Place(was_told=True), {Role.OUTSIDER}),
        ({"owners": ("U1",)}, {"is_guest": True}, Place(was_told=True, is_public=True), {Role.OUTSIDER}),
        ({"owners": ("U1",), "report_channel": "C2"}, {}, INSIDE, {Role.MEMBER}),
        ({"owners": ("U1",), "report_channel": "C2"}, {}, Place(is_reader=True), {Role.READER}),
    ],
)
def test_who_somebody_is_to_a_standup(changes, facts, place, roles):
    assert roles_of(a_standup(**changes), a_member(**facts), place) == roles


@pytest.mark.parametrize(
    ("changes", "place", "roles"),
    [
        ({"owners": ("U0ANA",)}, INSIDE, {Role.MEMBER, Role.GUEST}),
        ({}, INSIDE, {Role.MEMBER, Role.GUEST}),
        ({"people": ("U1",)}, INSIDE, {Role.GUEST}),
        ({"people": ("U1",), "guests_may_read": True}, INSIDE, {Role.INVITED_GUEST}),
        ({"people": ("U1",), "guests_may_read": True}, Place(), {Role.OUTSIDER}),
    ],
)
def test_a_guest_takes_part_where_they_are_asked_and_looks_after_nothing(changes, place, roles):
    assert roles_of(a_standup(**changes), a_member(is_guest=True, is_admin=True), place) == roles


def test_knowing_more_of_where_somebody_is_takes_no_right_away():
    for is_guest in (False, True):
        for people in (None, ("U0ANA",), ("U1",)):
            standup, member = a_standup(people=people), a_member(is_guest=is_guest, is_admin=True)
            before = roles_of(standup, member)
            for place in (INSIDE, Place(is_public=True), Place(is_inside=True, is_reader=True, is_public=True)):
                gained = roles_of(standup, member, place)
                assert all(may(gained, action) for action in Action if may(before, action))


def test_a_report_goes_to_another_channel_with_guests_in_it_only_where_they_may_read():
    standup = a_standup(channel="C1")
    assert may_go_to(standup, "C1", has_guests=True, is_private=True)
    assert may_go_to(standup, "C2", has_guests=False, is_private=False)
    assert not may_go_to(standup, "C2", has_guests=True, is_private=False)
    assert may_go_to(a_standup(channel="C1", guests_may_read=True), "C2", has_guests=True, is_private=False)


def test_what_a_private_channel_says_stays_in_it():
    standup = a_standup(channel="C1", guests_may_read=True)
    assert not may_go_to(standup, "C2", has_guests=False, is_private=True)
