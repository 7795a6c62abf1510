"""A standup always has an owner who is there: when the last one has gone it is handed over, once, and they are told."""

from datetime import timedelta

import pytest

from app.domain.setup.changes import Difference
from app.errors import SlackRefused
from app.flows.owners import alerting
from app.flows.owners.handing_over import refresh_owners
from app.flows.report import closed_channels
from app.flows.requester import member_of
from app.flows.scheduling.asking_by_hand import ask_everyone
from app.flows.setup.configuring import delete_standup, restore_standup
from app.records import replace
from local.stack import CHANNEL
from slack_simulator.ids import BOT_USER_ID, SLACKBOT
from tests.kit.builders import EIGHT, TUESDAY, a_standup

ANA = "U0ANAPRG01"  # who created the channel, and the workspace's only admin
MARCUS, SOFIA, PRIYA = "U0MARCUS02", "U0SOFIAL03", "U0PRIYAK04"
GUEST, BUILD_BOT = "U0GUESTL11", "U0BUILDB13"
LEADS = "C0LEADS001"
HOUR = timedelta(hours=1)


@pytest.fixture
def owned(services):
    """Store a standup that these people own and that asks Ana and Sofia."""

    def stored(*owners):
        wanted = a_standup(
            team_id=services.slack.identity().team_id,
            standup_id="retro",
            name="Retro",
            channel=CHANNEL,
            people=(ANA, SOFIA),
            owners=owners,
        )
        return services.standups.save(wanted, owners[0], EIGHT, EIGHT).standup

    return stored


@pytest.fixture
def leaves(team):
    def deactivated(*people):
        for user_id in people:
            team.place.post("people", id=user_id, set={"deleted": True})

    return deactivated


def told(team, user_id, beginning):
    person = next(each for each in team if each.id == user_id)
    return [message for message in person.messages() if message["text"].startswith(beginning)]


def kept(services, standup):
    return services.standups.stored(standup.team_id, standup.standup_id)


def test_the_last_owners_standup_goes_to_who_created_the_channel_when_people_are_asked(team, services, owned, leaves):
    retro = owned(MARCUS)
    leaves(MARCUS)
    ask_everyone(services, retro, TUESDAY, EIGHT + HOUR)
    (message,) = told(team, ANA, "You look after")
    assert message["text"] == (
        f"You look after *Retro* in <#{CHANNEL}> now, because <@{MARCUS}> is no longer in this workspace. "
        "It goes on as before. To hand it to somebody else, press *Edit*, then *More settings*."
    )
    after = kept(services, retro)
    assert (after.standup.roles.owners, after.attention.due_at) == ((ANA,), EIGHT)
    (change,) = services.setup.changes.latest(retro.team_id, retro.standup_id, EIGHT, 1)
    assert (change.by, change.fields) == (
        services.slack.identity().bot_user_id,
        {"owners": Difference(added=(ANA,), removed=(MARCUS,))},
    )


def test_it_is_handed_over_once_whoever_finds_out(team, services, owned, leaves):
    retro = owned(MARCUS)
    leaves(MARCUS)
    assert refresh_owners(services, retro) == (ANA,)
    assert refresh_owners(services, retro) == ()  # a run that has read it before: the next one knows better
    assert refresh_owners(services, kept(services, retro).standup) == (ANA,)
    assert len(told(team, ANA, "You look after")) == 1


def test_of_two_owners_the_one_who_is_left_is_told(team, services, owned, leaves):
    retro = owned(MARCUS, SOFIA)
    leaves(MARCUS)
    assert refresh_owners(services, retro) == (SOFIA,)
    (message,) = told(team, SOFIA, f"<@{MARCUS}>")
    assert message["text"] == (
        f"<@{MARCUS}> is no longer in this workspace and no longer among the owners of *Retro* in <#{CHANNEL}>. "
        "You still are."
    )
    assert kept(services, retro).standup.roles.owners == (SOFIA,)


def test_without_the_channels_creator_the_admins_take_over_those_of_the_standup_first(
    team, stack, services, owned, leaves
):
    for user_id in (MARCUS, SOFIA):
        stack.workspace.people[user_id].is_admin = True
    retro = owned(ANA)
    leaves(ANA)
    ask_everyone(services, retro, TUESDAY, EIGHT + HOUR)
    assert kept(services, retro).standup.roles.owners == (SOFIA,)
    leaves(SOFIA)
    assert refresh_owners(services, kept(services, retro).standup, anew=True) == (MARCUS,)
    assert len(told(team, MARCUS, "You look after")) == 1


def test_of_a_private_channel_nobody_gets_it_from_outside(team, stack, services, owned, leaves):
    stack.workspace.people[PRIYA].is_admin = True
    team.place.post("channel", id=LEADS, add=["bot"], remove=[ANA, PRIYA])
    team.settles()  # the app looks up who is there, and is sure of them until the next day
    services.clock.moment += timedelta(days=1)
    leads = services.standups.save(replace(owned(MARCUS), channel=LEADS), MARCUS, EIGHT, EIGHT).standup
    leaves(MARCUS)
    assert refresh_owners(services, leads) == ()
    assert kept(services, leads).standup.roles.owners == (MARCUS,)
    team.place.post("channel", id=LEADS, add=[PRIYA])
    assert refresh_owners(services, leads) == (PRIYA,)


def test_with_nobody_to_hand_it_to_it_stays_as_it_is(services, owned, leaves):
    retro = owned(ANA)
    leaves(ANA)
    assert refresh_owners(services, retro) == ()
    assert kept(services, retro).standup == retro


def test_what_slack_does_not_tell_changes_nothing_and_people_are_asked(team, services, owned, leaves):
    retro = owned(MARCUS)
    leaves(MARCUS)
    team.fault("users.info", "error", error="user_not_visible", times=None, where={"user": MARCUS})
    assert ask_everyone(services, retro, TUESDAY, EIGHT + HOUR)["people"] == 2
    assert kept(services, retro).standup == retro


def test_owners_who_are_known_to_be_there_are_not_asked_about(team, services, owned):
    ask_everyone(services, owned(ANA), TUESDAY, EIGHT + HOUR)
    assert [call["args"]["user"] for call in team.calls("users.info")].count(ANA) == 1  # when she was asked


def test_trouble_is_told_to_whoever_looks_after_it_now(team, services, owned, leaves):
    retro = owned(MARCUS)
    ask_everyone(services, retro, TUESDAY, EIGHT + HOUR)
    leaves(MARCUS)
    (occurrence,) = services.reports.occurrences(retro.team_id, "retro", [TUESDAY], EIGHT)
    for _ in range(2):
        alerting.tell_not_posted(services, retro, occurrence, SlackRefused("chat.postMessage", "is_archived"))
        retro = kept(services, retro).standup
    assert len(told(team, ANA, "You look after")) == 1
    assert len(told(team, ANA, "*Retro* of")) == 1


def test_of_a_closed_channel_whoever_looks_after_it_now_is_told_and_it_goes_on_by_itself(team, services, owned, leaves):
    retro = owned(MARCUS)
    leaves(MARCUS)
    closed_channels.close_channel(services, retro.team_id, CHANNEL, "archived", "")
    assert len(told(team, ANA, "*Retro* in")) == 1
    assert (kept(services, retro).standup.is_paused, kept(services, retro).standup.roles.owners) == (True, (ANA,))
    closed_channels.reopen_channel(services, retro.team_id, CHANNEL, "")
    assert not kept(services, retro).standup.is_paused


def test_what_somebody_paused_stays_so_though_it_was_handed_over_since(services, owned, leaves):
    retro = owned(MARCUS)
    paused = services.standups.save(replace(retro, is_paused=True), MARCUS, EIGHT, None).standup
    leaves(MARCUS)
    assert refresh_owners(services, paused) == (ANA,)
    closed_channels.reopen_channel(services, retro.team_id, CHANNEL, "")
    assert kept(services, retro).standup.is_paused


@pytest.mark.parametrize("user_id", [GUEST, BOT_USER_ID, SLACKBOT, BUILD_BOT])
def test_a_standup_that_only_a_guest_or_an_app_owned_is_handed_to_somebody_who_is_told_why(
    team, services, owned, user_id
):
    """Stored by a version that took such an owner: nobody could change it, and it would ask for good."""
    retro = owned(user_id)
    ask_everyone(services, retro, TUESDAY, EIGHT + HOUR)
    (message,) = told(team, ANA, "You look after")
    assert message["text"] == (
        f"You look after *Retro* in <#{CHANNEL}> now, because <@{user_id}> is no full member of this workspace, and "
        "only full members own a standup. It goes on as before. To hand it to somebody else, press *Edit*, then "
        "*More settings*."
    )
    assert kept(services, retro).standup.roles.owners == (ANA,)


def test_an_owner_who_has_become_a_guest_is_taken_off_and_the_other_is_told(team, stack, services, owned):
    retro = owned(MARCUS, SOFIA)
    member_of(services, retro.team_id, MARCUS)
    stack.workspace.people[MARCUS].is_restricted = True
    services.clock.moment += timedelta(days=1)
    assert refresh_owners(services, retro) == (SOFIA,)
    (message,) = told(team, SOFIA, f"<@{MARCUS}>")
    assert message["text"] == (
        f"<@{MARCUS}> is no full member of this workspace and no longer among the owners of *Retro* in <#{CHANNEL}>. "
        "You still are."
    )


def test_a_standup_that_is_restored_though_its_owner_is_a_guest_by_now_is_handed_over(team, stack, services, owned):
    retro = owned(MARCUS)
    delete_standup(services, member_of(services, retro.team_id, MARCUS), "retro")
    stack.workspace.people[MARCUS].is_restricted = True
    restore_standup(services, member_of(services, retro.team_id, ANA), "retro")
    services.clock.moment += timedelta(days=1)
    assert refresh_owners(services, kept(services, retro).standup) == (ANA,)
    assert len(told(team, ANA, "You look after")) == 1


def test_each_owner_is_told_in_their_own_language_whoever_did_it(team, services, owned, leaves):
    retro = owned(MARCUS, SOFIA, PRIYA)
    for user_id, locale in ((SOFIA, "cs-CZ"), (PRIYA, "en-US")):
        team.place.post("people", id=user_id, set={"locale": locale})
        member_of(services, retro.team_id, user_id)
    leaves(MARCUS)
    for actor in (SOFIA, PRIYA):
        closed_channels.close_channel(services, retro.team_id, CHANNEL, "archived", actor)
        closed_channels.reopen_channel(services, retro.team_id, CHANNEL, actor)
    assert len(told(team, SOFIA, f"*Retro* v <#{CHANNEL}>: pozastaveno, kanál byl archivován.")) == 2
    assert len(told(team, SOFIA, f"*Retro* pokračuje: <#{CHANNEL}> je opět k dispozici.")) == 2
    assert len(told(team, PRIYA, f"*Retro* in <#{CHANNEL}> is paused: the channel was archived.")) == 2
    assert len(told(team, PRIYA, f"*Retro* goes on: <#{CHANNEL}> is there again.")) == 2
    assert len(told(team, SOFIA, f"<@{MARCUS}> už není v tomto workspace")) == 1
    assert len(told(team, PRIYA, f"<@{MARCUS}> is no longer in this workspace")) == 1
