"""A pause is the owners' to end: the bot ends by itself only what it began, when its channel is there again."""

import pytest

from app.domain.standup import with_values
from app.flows.report.closed_channels import close_channel, reopen_channel
from app.flows.requester import member_of
from app.flows.setup.introducing import introduce
from app.flows.setup.running_by_hand import pause
from slack_simulator.ids import TEAM_ID
from tests.kit.builders import a_standup

GENERAL = "C0GENERAL1"
OLIVER, SOFIA, GUEST = "U0OLIVER08", "U0SOFIAL03", "U0GUESTL11"


@pytest.fixture(autouse=True)
def same_time(team, clock):
    """The workspace stamps messages by its own clock."""
    clock.moment = team.now


@pytest.fixture
def olivers(services, team):
    """A standup in #general that Oliver owns."""

    def stored(standup_id="vault", **changes):
        wanted = a_standup(team_id=TEAM_ID, standup_id=standup_id, name="Vault", channel=GENERAL, owners=(OLIVER,))
        return services.standups.save(with_values(wanted, changes), OLIVER, team.now, team.now).standup

    return stored


@pytest.fixture
def oliver(services):
    return member_of(services, TEAM_ID, OLIVER)


def is_paused(services, standup_id="vault"):
    return services.standups.get(TEAM_ID, standup_id).is_paused


def said(team, channel):
    sofia = next(person for person in team if person.id == SOFIA)
    messages = sofia.state()["messages"].get(channel, ())
    return [each["text"] for each in {m["ts"]: m for m in messages if m["author"]["is_app"]}.values()]


@pytest.mark.parametrize("inviter", [SOFIA, GUEST])
def test_inviting_the_bot_again_does_not_end_an_owners_pause_and_it_says_who_can(
    team, services, olivers, oliver, inviter
):
    olivers()
    pause(services, oliver, "vault")
    introduce(services, GENERAL, inviter, "Ev1")
    assert is_paused(services)
    assert services.standups.stored(TEAM_ID, "vault").standup.is_paused
    assert said(team, GENERAL) == [
        f"The standup of this channel is paused: I ask nobody until it's resumed. <@{OLIVER}> can resume it."
    ]


def test_of_owners_who_have_gone_none_is_named_as_who_can_resume_it(team, services, olivers):
    olivers(is_paused=True, owners=(OLIVER, SOFIA))
    team.place.post("people", id=OLIVER, set={"deleted": True})
    introduce(services, GENERAL, SOFIA, "Ev1")
    assert f" <@{SOFIA}> can resume it." in said(team, GENERAL)[0]
    assert OLIVER not in said(team, GENERAL)[0]


def test_a_pause_without_an_owner_can_be_ended_by_whoever_belongs_to_it(team, services, olivers):
    olivers(is_paused=True, owners=())
    introduce(services, GENERAL, GUEST, "Ev1")
    assert is_paused(services)
    assert said(team, GENERAL)[0].endswith(
        "until it's resumed. It has no owner yet. Anyone here but a guest can press *Change*, and becomes its owner by "
        "saving."
    )


def test_a_guest_who_invites_the_bot_is_told_that_somebody_else_will_own_the_standup(team, services):
    introduce(services, GENERAL, GUEST, "Ev1")
    (new,) = [each.standup for each in services.standups.all(TEAM_ID) if each.standup.channel == GENERAL]
    assert new.roles.owners == ()
    assert said(team, GENERAL)[0].endswith(
        "It has no owner yet. Anyone here but a guest can press *Change*, and becomes its owner by saving."
    )


@pytest.mark.parametrize("cause", ["removed", "archived"])
def test_a_pause_of_the_bots_own_ends_when_it_is_invited_again(team, services, olivers, cause):
    olivers("retro", name="Retro")
    olivers()
    close_channel(services, TEAM_ID, GENERAL, cause, "")
    assert (is_paused(services), is_paused(services, "retro")) == (True, True)
    introduce(services, GENERAL, SOFIA, "Ev1")
    assert (is_paused(services), is_paused(services, "retro")) == (False, False)
    oliver = next(person for person in team if person.id == OLIVER)
    assert [message["text"].partition(":")[0] for message in oliver.messages()[-2:]] == [
        f"*{name}* goes on" for name in ("Retro", "Vault")
    ]


@pytest.mark.parametrize("back", ["invited again", "unarchived"])
def test_who_paused_a_standup_before_the_channel_was_closed_finds_it_paused_when_it_is_back(
    services, olivers, oliver, back
):
    olivers()
    pause(services, oliver, "vault")
    comes_and_goes(services, back)
    assert is_paused(services)


@pytest.mark.parametrize("back", ["invited again", "unarchived"])
def test_who_pauses_a_standup_while_its_channel_is_closed_finds_it_paused_when_it_is_back(
    services, olivers, oliver, back
):
    olivers()
    close_channel(services, TEAM_ID, GENERAL, "archived", "")
    pause(services, oliver, "vault")
    comes_and_goes(services, back)
    assert is_paused(services)


@pytest.mark.parametrize("back", ["invited again", "unarchived"])
def test_a_standup_that_is_handed_over_while_its_owner_had_paused_it_stays_paused(
    team, services, olivers, oliver, back
):
    olivers(owners=(OLIVER, SOFIA))
    pause(services, oliver, "vault")
    team.place.post("people", id=OLIVER, set={"deleted": True})
    comes_and_goes(services, back)
    assert is_paused(services)
    assert services.standups.get(TEAM_ID, "vault").roles.owners == (SOFIA,) or back == "unarchived"


def comes_and_goes(services, back):
    close_channel(services, TEAM_ID, GENERAL, "archived", "")
    if back == "unarchived":
        reopen_channel(services, TEAM_ID, GENERAL, "")
    else:
        introduce(services, GENERAL, SOFIA, "Ev1")
