"""What a standup counts as on one of its days, and since when what is said of it is so."""

from datetime import timedelta

from app.domain.day.member import Member
from app.domain.day.occurrence import Progress
from app.domain.privacy.access import INSIDE, Action, Place, Role, may, roles_of
from app.domain.privacy.days import NOBODY, since_when, standup_of_day
from app.domain.report.destinations import agreement, in_force, not_agreed
from app.domain.standup import with_values
from app.records import replace
from app.views.day.last_workday import plan_occurrence
from tests.kit.builders import EIGHT, TUESDAY, a_standup, with_changes

LEADS, ALL = "C0LEADS", "C0ALL"
BEFORE, AFTER = EIGHT - timedelta(days=1), EIGHT + timedelta(minutes=5)


def a_day(standup):
    return replace(plan_occurrence(standup, TUESDAY), progress=Progress(opened_at=EIGHT))


def changed(standup, by="U0ANA", now=AFTER, counted=(), **changes):
    after = with_values(standup, changes)
    return with_values(after, {"since": since_when(standup, counted, after, by, now)})


def test_a_day_stays_where_it_was_when_its_standup_moves():
    day = a_day(a_standup(channel=LEADS))
    then = standup_of_day(a_standup(channel=ALL), day)
    assert (then.channel, then.readers.channel) == (LEADS, "")
    day = a_day(a_standup(channel=LEADS, report_channel="C0REPORTS"))
    then = standup_of_day(a_standup(channel=ALL), day)
    assert (then.channel, then.readers.channel) == (LEADS, "C0REPORTS")


def test_a_day_that_does_not_say_where_it_was_counts_as_where_its_report_went():
    day = with_changes(a_day(a_standup(channel=LEADS, report_channel="C0REPORTS")), plan_home="")
    then = standup_of_day(a_standup(channel=ALL), day)
    assert (then.channel, then.readers.channel) == ("C0REPORTS", "")


def test_who_is_named_later_does_not_read_the_day_and_who_was_named_since_ever_does():
    standup = a_standup(channel=LEADS, owners=("U0ANA",), people=("U1",), observers=("U2",))
    day = a_day(standup)
    later = changed(standup, people=("U1", "U3"), observers=("U2", "U4"), optional=("U5",))
    then = standup_of_day(later, day)
    assert (then.roles.people, then.roles.observers, then.roles.optional, then.roles.owners) == (
        ("U1",),
        ("U2",),
        (),
        ("U0ANA",),
    )
    tomorrow = replace(day, progress=Progress(opened_at=AFTER + timedelta(days=1)))
    assert standup_of_day(later, tomorrow).roles.people == ("U1", "U3")


def test_who_gets_another_part_keeps_what_they_could_read():
    standup = a_standup(channel=LEADS, owners=("U0ANA",), people=("U1", "U2"))
    later = changed(standup, people=("U2",), observers=("U1",))
    assert standup_of_day(later, a_day(standup)).roles.observers == ("U1",)


def test_who_is_taken_off_and_named_again_counts_from_then():
    standup = a_standup(channel=LEADS, owners=("U0ANA",), people=("U1", "U2"))
    without = changed(standup, people=("U2",))
    again = changed(without, people=("U1", "U2"), now=AFTER + timedelta(hours=1))
    assert standup_of_day(again, a_day(standup)).roles.people == ("U2",)
    assert dict(without.readers.since) == {}


def test_a_member_who_becomes_owner_owns_only_days_that_begin_after_that():
    standup = a_standup(channel=LEADS, owners=("U0ANA",), people=("U1",))
    then = standup_of_day(changed(standup, owners=("U1",)), a_day(standup))
    roles = roles_of(then, Member("T0TEAM", "U1"))
    assert roles == {Role.MEMBER}
    assert then.roles.owners == (NOBODY,)


def test_nobody_stands_in_for_owners_who_were_put_out():
    standup = a_standup(channel=LEADS, owners=("U0ANA",))
    then = standup_of_day(changed(standup, owners=("U9",), by="U9"), a_day(standup))
    for user_id in ("U1", "U9"):
        assert not may(roles_of(then, Member("T0TEAM", user_id), INSIDE), Action.PREVIEW)


def test_who_was_asked_as_one_of_the_channel_is_nobody_new_when_they_are_named():
    standup = a_standup(channel=LEADS, owners=("U0ANA",))
    named = changed(standup, people=("U1", "U3"), counted=("U1", "U2"))
    assert standup_of_day(named, a_day(standup)).roles.people == ("U1",)


def test_who_was_asked_where_it_moved_to_does_not_read_what_was_before_the_move():
    standup = a_standup(channel=LEADS, owners=("U0ANA",))
    moved = changed(standup, channel=ALL)
    named = changed(moved, people=("U1",), counted=("U1",), now=AFTER + timedelta(days=1))
    assert standup_of_day(named, a_day(standup)).roles.people == ()
    between = replace(a_day(moved), progress=Progress(opened_at=AFTER + timedelta(hours=1)))
    assert standup_of_day(named, between).roles.people == ("U1",)


def test_what_an_admin_opens_counts_from_then_and_what_an_owner_opens_from_their_own_days_on():
    standup = a_standup(channel=LEADS, owners=("U0ANA",), observers=("U2",))
    opening = {"copies": True, "webhook_url": "https://x.example/in", "guests_may_read": True}
    by_admin = standup_of_day(changed(standup, by="U9", **opening), a_day(standup))
    assert (by_admin.readers.copies, by_admin.readers.webhook_url, by_admin.readers.guests_may_read) == (
        False,
        "",
        False,
    )
    by_owner = standup_of_day(changed(standup, **opening), a_day(standup))
    assert (by_owner.readers.copies, by_owner.readers.webhook_url, by_owner.readers.guests_may_read) == (
        True,
        "https://x.example/in",
        True,
    )
    owned = changed(standup, by="U9", owners=("U0ANA", "U9"))
    by_new_owner = changed(owned, by="U9", now=AFTER + timedelta(hours=1), **opening)
    assert standup_of_day(by_new_owner, a_day(standup)).readers.webhook_url == ""


def test_a_channel_is_read_by_who_is_there_whoever_named_them():
    standup = a_standup(channel=LEADS, owners=("U0ANA",), people=("U1",))
    then = standup_of_day(changed(standup, people=("U1", "U3")), a_day(standup))
    assert may(roles_of(then, Member("T0TEAM", "U3"), Place(is_inside=True)), Action.READ_REPORTS)


def test_an_agreement_is_for_one_home_one_channel_and_one_place():
    url = "https://x.example/in"
    standup = a_standup(channel=LEADS, report_channel=ALL, webhook_url=url)
    assert not_agreed(standup, {LEADS}) == [(LEADS, ALL), (LEADS, url)]
    agreed = replace(
        standup, readers=replace(standup.readers, agreed=(agreement(LEADS, LEADS, ALL), agreement(LEADS, LEADS, url)))
    )
    assert not_agreed(agreed, {LEADS}) == []
    assert in_force(agreed) == agreed.readers.agreed
    assert (
        in_force(replace(agreed, readers=replace(agreed.readers, webhook_url="https://x.example/other")))
        == agreed.readers.agreed[:1]
    )
    assert in_force(replace(agreed, channel="C0OTHER")) == ()
    assert in_force(replace(standup, readers=replace(standup.readers, agreed=("nonsense", "")))) == ()


def test_what_a_private_report_channel_says_stays_in_it_though_the_standup_lives_in_public():
    url = "https://x.example/in"
    standup = a_standup(channel=ALL, report_channel=LEADS, webhook_url=url)
    assert not_agreed(standup, {LEADS}) == [(LEADS, url)]
