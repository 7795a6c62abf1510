"""Somebody who is no owner of a standup changes who its owners are: all who should know of it are told at once.

The standup is Marcus's and Sofia's, in #team; Ana is an admin of the workspace. Sofia reads Czech.
"""

from datetime import timedelta

import pytest

from app.domain.report.destinations import agreement
from app.domain.standup import with_values
from app.errors import InvalidStandup, NotAllowed, SlackUnavailable
from app.flows.owners.telling_new_owners import tell_of_takeover
from app.flows.privacy.erasing import begin, erase_next
from app.flows.requester import member_of
from app.flows.setup import running_by_hand
from app.flows.setup.configuring import save_standup
from app.records import replace
from slack_simulator.ids import TEAM_ID
from tests.kit.builders import EIGHT, a_standup

ANA, MARCUS, SOFIA, PRIYA = "U0ANAPRG01", "U0MARCUS02", "U0SOFIAL03", "U0PRIYAK04"
LEADS, TEAM = "C0LEADS001", "C0TEAM0001"


@pytest.fixture
def retro(services, team):
    for who in (ANA, MARCUS, SOFIA, PRIYA):
        member_of(services, TEAM_ID, who)
    standup = a_standup(team_id=TEAM_ID, standup_id="retro", name="Retro", channel=TEAM, owners=(MARCUS, SOFIA))
    return services.standups.save(standup, MARCUS, EIGHT - timedelta(days=9), None).standup


def person(team, user_id):
    return next(each for each in team if each.id == user_id)


def told(team, user_id):
    return [each["text"] for each in person(team, user_id).messages()]


def takes_over(services, retro, owners=(ANA,), by=ANA):
    return save_standup(services, member_of(services, TEAM_ID, by), with_values(retro, {"owners": owners})).standup


def test_the_former_owners_and_the_channel_are_told_at_once(services, team, retro):
    takes_over(services, retro)
    (marcus,) = told(team, MARCUS)
    assert marcus.startswith(f"<@{ANA}>, who was not an owner of *Retro* in <#{TEAM}>, changed its owners from ")
    assert f"<@{MARCUS}> and <@{SOFIA}> to <@{ANA}>." in marcus
    assert "You are not one of them any more." in marcus
    assert "none that began before" in marcus
    assert len(told(team, SOFIA)) == 1
    (channel,) = [each["text"] for each in team.channel()]
    assert f"to <@{ANA}>." in channel
    assert "You" not in channel
    assert services.standups.stored(TEAM_ID, "retro").takeover is None


def test_who_is_taken_off_by_somebody_who_became_an_owner_first_is_told_as_well(services, team, retro):
    """Else two saves would do in silence what one may not."""
    both = takes_over(services, retro, owners=(MARCUS, SOFIA, ANA))
    takes_over(services, both, owners=(ANA,))
    (_, marcus) = told(team, MARCUS)
    assert marcus.startswith(f"<@{ANA}> changed the owners of *Retro*")
    assert "You are not one of them any more." in marcus
    assert len(team.channel()) == 1
    assert told(team, ANA) == []


def test_each_is_told_in_their_own_language_and_the_channel_in_the_standups(services, team, retro):
    sofia = member_of(services, TEAM_ID, SOFIA)
    services.members.remember_profile(replace(sofia, profile=replace(sofia.profile, locale="cs-CZ")), EIGHT)
    takes_over(services, retro)
    assert "už mezi nimi nejste" in told(team, SOFIA)[0]
    assert "who was not an owner" in team.channel()[0]["text"]


def test_who_stays_an_owner_is_told_that_they_do(services, team, retro):
    takes_over(services, retro, (MARCUS, SOFIA, PRIYA))
    assert "You still are one of them." in told(team, MARCUS)[0]


def test_who_only_reads_the_channel_does_not_become_the_owner_when_the_last_one_is_erased(services, team, retro):
    """Marcus owned it, and it asks Sofia; Priya is in its private channel as well."""
    team.place.post("channel", id=LEADS, add=["bot", SOFIA, PRIYA])
    team.settles()
    private = with_values(retro, {"channel": LEADS, "people": (MARCUS, SOFIA), "owners": (MARCUS,)})
    services.standups.save(private, MARCUS, EIGHT, None)
    job = services.jobs.take(begin(services, TEAM_ID, MARCUS, "ops admin"), EIGHT)
    while (progress := erase_next(services, job)) is not None:
        job = services.jobs.note(job, progress, EIGHT)
    left = services.standups.get(TEAM_ID, "retro")
    assert (left.roles.owners, left.roles.people) == ((), (SOFIA,))
    with pytest.raises(NotAllowed):
        save_standup(services, member_of(services, TEAM_ID, PRIYA), left)
    assert save_standup(services, member_of(services, TEAM_ID, SOFIA), left).standup.roles.owners == (SOFIA,)


def test_an_owner_who_names_others_is_the_owners_own_affair_but_for_whoever_is_taken_off(services, team, retro):
    takes_over(services, retro, (MARCUS, PRIYA), by=MARCUS)
    assert [len(told(team, who)) for who in (MARCUS, SOFIA, PRIYA)] == [0, 1, 0]
    assert team.channel() == []


def test_who_stands_in_and_becomes_the_owner_is_made_known(services, team, retro):
    ownerless = services.standups.save(with_values(retro, {"owners": ()}), MARCUS, EIGHT, None).standup
    running_by_hand.pause(services, member_of(services, TEAM_ID, PRIYA), ownerless.standup_id)
    (channel,) = [each["text"] for each in team.channel()]
    assert channel.startswith(f"*Retro* in <#{TEAM}> had no owner. <@{PRIYA}> changed that: now it is <@{PRIYA}>.")


def test_who_could_not_be_told_is_told_when_it_is_tried_again_and_nobody_twice(services, team, retro):
    team.fault("chat.postMessage", "hang", times=9)
    with pytest.raises(SlackUnavailable):
        takes_over(services, retro)
    team.no_faults()
    for _ in range(2):
        tell_of_takeover(services, TEAM_ID, "retro")
    assert [len(told(team, who)) for who in (MARCUS, SOFIA)] == [1, 1]
    assert len(team.channel()) == 1


def test_only_an_owner_lets_out_what_is_said_in_private(services, team, retro):
    team.place.post("channel", id=LEADS, add=["bot"])
    url = "https://hooks.example.com/in"
    here = services.standups.save(
        with_values(retro, {"channel": LEADS, "webhook_url": url}), MARCUS, EIGHT, None
    ).standup
    agreed = with_values(here, {"agreed": (agreement(LEADS, LEADS, url),)})
    with pytest.raises(InvalidStandup):
        save_standup(services, member_of(services, TEAM_ID, ANA), agreed)
    saved = save_standup(services, member_of(services, TEAM_ID, MARCUS), agreed).standup
    assert saved.readers.agreed == agreed.readers.agreed
    change = services.setup.changes.latest(TEAM_ID, "retro", EIGHT, 1)[0]
    assert change.fields["agreed"].after == [f"{LEADS} {LEADS} {url}"]


@pytest.mark.parametrize("void", [{"webhook_url": "https://hooks.example.com/other"}, {"channel": LEADS}])
def test_what_was_agreed_is_void_when_the_home_or_the_destination_changes_and_stays_so(services, team, retro, void):
    url = "https://hooks.example.com/in"
    agreed = (agreement(TEAM, TEAM, url),)
    marcus = member_of(services, TEAM_ID, MARCUS)
    here = save_standup(services, marcus, with_values(retro, {"webhook_url": url, "agreed": agreed})).standup
    there = save_standup(services, marcus, with_values(here, void))
    back = save_standup(
        services, marcus, replace(there.standup, channel=TEAM, readers=replace(there.standup.readers, webhook_url=url))
    )
    assert (here.readers.agreed, back.standup.readers.agreed) == (agreed, ())
