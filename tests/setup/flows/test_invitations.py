"""Whoever invites the bot gets a standup of their own, or the one that lives in the channel: none from elsewhere."""

import dataclasses
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from msgspec import field

from app.domain.privacy.access import Action
from app.domain.standup import DEFAULT_STANDUP_ID, new_standup_id, with_values
from app.errors import SlackUnavailable
from app.flows import access
from app.flows.report.closed_channels import close_channel
from app.flows.requester import member_of
from app.flows.setup.configuring import delete_standup, restore_standup, save_standup
from app.flows.setup.introducing import introduce, leave_channel
from app.records import replace
from app.storage.setup.introductions import Introductions
from app.storage.setup.standups import Standups
from app.views.day.last_workday import plan_occurrence
from local.stack import CHANNEL as TEAM_CHANNEL
from slack_simulator.ids import BOT_USER_ID as BOT
from slack_simulator.ids import TEAM_ID
from tests.kit.builders import TUESDAY, a_standup
from tests.kit.clock import HeldClock
from tests.kit.requester import Requester

GENERAL, LEADS = "C0GENERAL1", "C0LEADS001"
OLIVER, SOFIA, GUEST = "U0OLIVER08", "U0SOFIAL03", "U0GUESTL11"


@pytest.fixture(autouse=True)
def same_time(team, clock):
    """The workspace stamps messages by its own clock."""
    clock.moment = team.now


def here(services, channel):
    return [each.standup for each in services.standups.all(TEAM_ID) if each.standup.channel == channel]


def first_messages(team, channel):
    messages = [message for person in team for message in person.state()["messages"].get(channel, ())]
    return {each["ts"]: each for each in messages if each["author"]["is_app"]}


@pytest.fixture
def olivers(services, team):
    """A standup in #general that Oliver set up there, by whichever release: under the channel's id, or a new one."""

    def stored(standup_id=GENERAL, **changes):
        wanted = a_standup(team_id=TEAM_ID, standup_id=standup_id, name="Vault", channel=GENERAL, owners=(OLIVER,))
        return services.standups.save(with_values(wanted, changes), OLIVER, team.now, team.now).standup

    return stored


@pytest.mark.parametrize("standup_id", [GENERAL, "s0123456789ab"])
def test_who_invites_the_bot_where_a_standup_once_was_takes_nothing_of_it(team, services, olivers, standup_id):
    """It was moved to private #leads: it stays there, with its owner and its days; the channel gets another one."""
    moved = services.standups.save(replace(olivers(standup_id), channel=LEADS), OLIVER, team.now, None).standup
    services.reports.open(plan_occurrence(moved, TUESDAY), (OLIVER,), team.now)
    introduce(services, GENERAL, SOFIA, "Ev1")
    assert services.standups.stored(TEAM_ID, standup_id).standup == moved
    (new,) = here(services, GENERAL)
    assert new.roles.owners == (SOFIA,)
    assert new.standup_id not in {GENERAL, standup_id}
    assert services.reports.occurrences(TEAM_ID, new.standup_id, [TUESDAY], team.now) == []
    assert not access.allowed(services, moved, SOFIA, Action.READ_REPORTS)
    (message,) = first_messages(team, GENERAL).values()
    assert new.standup_id in str(message["blocks"])


@pytest.mark.parametrize("standup_id", [GENERAL, "s0123456789ab"])
def test_who_invites_the_bot_where_a_standup_was_deleted_begins_anew(team, services, olivers, standup_id):
    old = olivers(standup_id)
    delete_standup(services, member_of(services, TEAM_ID, OLIVER), standup_id)
    introduce(services, GENERAL, SOFIA, "Ev1")
    before = services.standups.stored(TEAM_ID, standup_id)
    assert (before.standup.roles.owners, bool(before.deletion.at)) == ((OLIVER,), True)
    (new,) = here(services, GENERAL)
    assert (new.roles.owners, new.standup_id == old.standup_id) == ((SOFIA,), False)
    assert not access.allowed(services, before.standup, SOFIA, Action.EXPORT_ALL)


def test_who_takes_a_deletion_back_has_their_own_again_and_not_the_one_that_is_there_now(team, services, olivers):
    old = olivers()
    owner = member_of(services, TEAM_ID, OLIVER)
    delete_standup(services, owner, old.standup_id)
    introduce(services, GENERAL, SOFIA, "Ev1")
    (new,) = here(services, GENERAL)
    restore_standup(services, owner, old.standup_id)
    assert {each.standup_id: each.roles.owners for each in here(services, GENERAL)} == {
        old.standup_id: (OLIVER,),
        new.standup_id: (SOFIA,),
    }


def test_a_standup_that_has_its_channels_id_from_an_earlier_release_goes_on_where_it_lives(team, services, olivers):
    old = olivers()
    introduce(services, GENERAL, SOFIA, "Ev1")
    assert here(services, GENERAL) == [services.standups.get(TEAM_ID, GENERAL)]
    assert services.standups.get(TEAM_ID, GENERAL).roles.owners == old.roles.owners


@pytest.mark.parametrize("gone", ["moved", "deleted"])
def test_the_default_standup_once_moved_or_deleted_has_another_beside_it(team, services, gone):
    introduce(services, TEAM_CHANNEL, OLIVER, "Ev1")
    default = services.standups.get(TEAM_ID, DEFAULT_STANDUP_ID)
    owner = member_of(services, TEAM_ID, OLIVER)
    if gone == "moved":
        save_standup(services, owner, replace(default, channel=LEADS))
    else:
        delete_standup(services, owner, DEFAULT_STANDUP_ID)
    introduce(services, TEAM_CHANNEL, SOFIA, "Ev2")
    (new,) = here(services, TEAM_CHANNEL)
    assert (new.roles.owners, new.standup_id == DEFAULT_STANDUP_ID) == ((SOFIA,), False)
    assert services.standups.stored(TEAM_ID, DEFAULT_STANDUP_ID).standup.roles.owners == (OLIVER,)


def test_a_new_default_channel_does_not_move_the_default_standup(team, services):
    introduce(services, TEAM_CHANNEL, OLIVER, "Ev1")
    elsewhere = replace(services, settings=replace(services.settings, channel=GENERAL))
    elsewhere = replace(elsewhere, standups=replace(services.standups, channel=GENERAL))
    introduce(elsewhere, GENERAL, SOFIA, "Ev2")
    assert services.standups.get(TEAM_ID, DEFAULT_STANDUP_ID).channel == TEAM_CHANNEL
    (new,) = here(elsewhere, GENERAL)
    assert new.roles.owners == (SOFIA,)


def test_an_invitation_that_comes_again_after_not_here_changes_nothing(team, services):
    """Slack tells an event for an hour, and the failure queue for two weeks."""
    introduce(services, GENERAL, SOFIA, "Ev1")
    (new,) = here(services, GENERAL)
    leave_channel(services, member_of(services, TEAM_ID, SOFIA), new.standup_id)
    introduce(services, GENERAL, SOFIA, "Ev1")
    assert here(services, GENERAL) == []
    assert len(first_messages(team, GENERAL)) == 1


def test_an_older_invitation_that_comes_again_is_not_told_anew(team, services, clock):
    introduce(services, GENERAL, SOFIA, "Ev1")
    clock.sleep(120)
    introduce(services, GENERAL, SOFIA, "Ev2")
    introduce(services, GENERAL, SOFIA, "Ev1")
    assert len(first_messages(team, GENERAL)) == 2
    assert len(here(services, GENERAL)) == 1


@pytest.mark.parametrize("dies_at", ["users.info", "conversations.members", "chat.postMessage"])
def test_an_invitation_whose_run_died_half_way_ends_with_one_standup_and_one_message(team, services, dies_at):
    team.fault(dies_at, "error", error="internal_error")
    with pytest.raises(SlackUnavailable):
        introduce(services, GENERAL, SOFIA, "Ev1")
    team.no_faults()
    introduce(services, GENERAL, SOFIA, "Ev1")
    assert len(here(services, GENERAL)) == 1
    assert len(first_messages(team, GENERAL)) == 1


class Meanwhile(Standups, frozen=True):
    """The standups, of which somebody else stores one between what a run has read and what it stores."""

    others: list[Callable[[], None]] = field(default_factory=list)

    def save(self, *given):
        while self.others:
            self.others.pop()()
        return Standups.save(self, *given)


@pytest.mark.parametrize("events", [("Ev1", "Ev1"), ("Ev1", "Ev2")])
def test_two_runs_at_once_make_one_standup_and_one_message(team, services, clock, events):
    def second_run():
        clock.sleep(1)
        introduce(services, GENERAL, OLIVER, events[1])

    first_run = replace(services, standups=Meanwhile(TEAM_CHANNEL, others=[second_run]))
    introduce(first_run, GENERAL, SOFIA, events[0])
    (new,) = here(services, GENERAL)
    assert new.roles.owners == (OLIVER,)
    assert len(first_messages(team, GENERAL)) == 1


@dataclasses.dataclass(frozen=True, slots=True)
class Simultaneous(Introductions):
    """The introductions, of which somebody else claims one just before a run does."""

    others: list[Callable[[], None]] = dataclasses.field(default_factory=list)

    def claim(self, *given):
        while self.others:
            self.others.pop()()
        return Introductions.claim(self, *given)


@pytest.mark.parametrize("seconds", [0, 5])
def test_who_reads_the_channel_is_told_once_of_two_invitations_that_come_at_once(team, services, clock, seconds):
    """Both have found the standup and have yet to say so; whoever comes last has nothing to add."""

    def second_run():
        clock.sleep(seconds)
        introduce(services, GENERAL, OLIVER, "Ev2")

    first_run = replace(services, setup=replace(services.setup, introductions=Simultaneous(others=[second_run])))
    introduce(first_run, GENERAL, SOFIA, "Ev1")
    introduce(services, GENERAL, OLIVER, "Ev3")
    for event in ("Ev1", "Ev2", "Ev3"):  # and each comes again, as Slack repeats events
        clock.sleep(120)
        introduce(services, GENERAL, SOFIA, event)
    assert len(first_messages(team, GENERAL)) == 1


def test_the_clocks_of_two_runs_may_differ(team, services):
    """Who is ahead stores the standup, and before they say so, who is behind has said it."""

    def second_run():
        introduce(services, GENERAL, OLIVER, "Ev2")

    ahead = replace(services, clock=HeldClock(services.clock.now() + timedelta(milliseconds=50)))
    ahead = replace(ahead, setup=replace(ahead.setup, introductions=Simultaneous(others=[second_run])))
    introduce(ahead, GENERAL, SOFIA, "Ev1")
    assert len(first_messages(team, GENERAL)) == 1


def test_two_colleagues_who_invite_the_bot_at_once_read_one_introduction(team, stack):
    """By signed requests, side by side."""
    said = [
        {
            "type": "event_callback",
            "team_id": TEAM_ID,
            "event_id": f"Ev{inviter}",
            "event": {"type": "member_joined_channel", "user": BOT, "channel": GENERAL, "inviter": inviter},
        }
        for inviter in (OLIVER, SOFIA)
    ]
    slack = Requester(stack.url, team.now)
    with ThreadPoolExecutor(2) as both:
        answers = both.map(lambda event: slack.send(json.dumps(event).encode(), form=False), said)
        assert [answer.status_code for answer in answers] == [200, 200]
    team.settles()
    assert len(first_messages(team, GENERAL)) == 1
    assert team.failures() == []


def test_who_removes_the_bot_and_invites_it_again_within_a_minute_is_told_anew(team, services):
    introduce(services, GENERAL, SOFIA, "Ev1")
    services.clock.sleep(5)
    close_channel(services, TEAM_ID, GENERAL, "removed", "")
    services.clock.sleep(5)
    introduce(services, GENERAL, SOFIA, "Ev2")
    assert len(first_messages(team, GENERAL)) == 2


def test_where_the_first_of_two_invitations_dies_the_second_one_says_what_will_happen(team, services):
    team.fault("chat.postMessage", "error", error="internal_error")
    with pytest.raises(SlackUnavailable):
        introduce(services, GENERAL, SOFIA, "Ev1")
    team.no_faults()
    services.clock.sleep(1)
    introduce(services, GENERAL, OLIVER, "Ev2")
    introduce(services, GENERAL, SOFIA, "Ev1")
    assert len(first_messages(team, GENERAL)) == 1


def test_of_two_standups_in_a_channel_one_is_told_of_and_neither_changes_hands(team, services, olivers):
    running = olivers("retro", name="Zebra")
    paused = olivers("mood", name="Ant", is_paused=True)
    introduce(services, GENERAL, SOFIA, "Ev1")
    assert here(services, GENERAL) == [paused, running]
    (message,) = first_messages(team, GENERAL).values()
    assert "I will ask everyone here" in message["text"]
    assert "retro" in str(message["blocks"])


def test_who_invites_the_bot_to_a_standup_without_owners_owns_it_if_it_was_theirs_to_read(team, services, olivers):
    """Sofia is in #general, and is asked; the guest is there, too, and never owns; a named few are not the channel."""
    olivers(owners=())
    introduce(services, GENERAL, GUEST, "Ev1")
    assert here(services, GENERAL)[0].roles.owners == ()
    introduce(services, GENERAL, SOFIA, "Ev2")
    assert here(services, GENERAL)[0].roles.owners == (SOFIA,)


def test_who_may_not_read_a_standup_without_owners_does_not_own_it_by_inviting_the_bot(team, services, olivers):
    olivers(owners=(), people=(OLIVER,), report_channel=LEADS)
    introduce(services, GENERAL, SOFIA, "Ev1")
    assert here(services, GENERAL)[0].roles.owners == ()


def test_a_message_that_could_not_be_posted_leaves_one_standup(team, services):
    team.fault("chat.postMessage", "error", error="internal_error")
    with pytest.raises(SlackUnavailable):
        introduce(services, GENERAL, SOFIA, "Ev1")
    introduce(services, GENERAL, SOFIA, "Ev1")
    assert len(here(services, GENERAL)) == 1


def test_ids_of_new_standups_cannot_be_guessed():
    ids = {new_standup_id() for _ in range(100)}
    assert len(ids) == 100
    assert all(len(each) == 33 and each.startswith("s") for each in ids)


def test_a_claim_that_nobody_marked_is_taken_over_later_and_not_at_once(team, services, clock):
    team.fault("chat.postMessage", "lost_reply")
    with pytest.raises(SlackUnavailable):
        introduce(services, GENERAL, SOFIA, "Ev1")
    clock.sleep(timedelta(minutes=1).total_seconds())
    introduce(services, GENERAL, SOFIA, "Ev1")
    assert len(first_messages(team, GENERAL)) == 1
