"""Somebody leaves the private channel in which a standup lives that names them: what is said there is theirs no more.

The private channel is #leads (Ana, Marcus, Sofia, Oliver); Priya is not in it, and named from outside. Marcus owns it.
"""

import pytest

from app.domain.privacy.access import Action
from app.errors import InvalidStandup, UnknownStandup
from app.flows import access
from app.flows.day_access import allowed_day
from app.flows.gathering import gather, look_at_once
from app.flows.requester import member_of
from app.flows.scheduling.roster import leave
from app.flows.setup.crowding import refuse_strangers
from app.language import ENGLISH_LOCALE
from app.records import replace
from app.views.day.last_workday import plan_occurrence
from app.views.kit.problems import sentences
from slack_simulator.ids import TEAM_ID
from tests.kit.builders import EIGHT, TUESDAY, a_standup

MARCUS, SOFIA, PRIYA, OLIVER = "U0MARCUS02", "U0SOFIAL03", "U0PRIYAK04", "U0OLIVER08"
LEADS, TEAM = "C0LEADS001", "C0TEAM0001"


@pytest.fixture
def leads(team):
    team.place.post("channel", id=LEADS, add=["bot", OLIVER])
    team.settles()
    return team


def begins(services, **changes):
    wanted = {"channel": LEADS, "owners": (MARCUS,), "standup_id": "vault", "name": "Vault", **changes}
    return services.standups.save(a_standup(team_id=TEAM_ID, **wanted), MARCUS, EIGHT, None).standup


def goes(leads, user_id, channel=LEADS):
    """Somebody leaves a channel: Slack tells the app."""
    leads.place.post("channel", id=channel, remove=[user_id])
    leads.settles()


def stored(services):
    return services.standups.get(TEAM_ID, "vault")


def reads(services, user_id):
    return access.allowed(services, stored(services), member_of(services, TEAM_ID, user_id), Action.READ_REPORTS)


NAMED = {
    "to be asked": {"people": (SOFIA, OLIVER)},
    "to answer if they like": {"people": (SOFIA,), "optional": (OLIVER,)},
    "to read": {"people": (SOFIA,), "observers": (OLIVER,)},
    "besides the channel": {"optional": (OLIVER,)},
}


@pytest.mark.parametrize("changes", NAMED.values(), ids=NAMED)
def test_who_leaves_a_private_channel_reads_nothing_of_its_standups_any_more(services, leads, changes):
    begins(services, **changes)
    assert reads(services, OLIVER)
    goes(leads, OLIVER)
    assert not reads(services, OLIVER)
    with pytest.raises(UnknownStandup):
        access.require(services, stored(services), member_of(services, TEAM_ID, OLIVER), Action.SEE)
    assert stored(services).roles.people == (changes["people"] and (SOFIA,) if "people" in changes else None)


def test_its_owners_are_told_who_is_named_no_more_and_what_to_do(services, leads):
    begins(services, people=(SOFIA, OLIVER))
    goes(leads, OLIVER)
    (told,) = leads[1].messages()
    assert f"<@{OLIVER}> has left <#{LEADS}>, which is private" in told["text"]
    leave(services, TEAM_ID, OLIVER, LEADS, services.clock.now())
    assert len(leads[1].messages()) == 1


def test_who_leaves_and_is_back_by_the_time_it_is_heard_of_stays_named(services, leads):
    begins(services, people=(SOFIA, OLIVER))
    leave(services, TEAM_ID, OLIVER, LEADS, services.clock.now())
    assert stored(services).roles.people == (SOFIA, OLIVER)


def test_who_is_named_and_not_in_the_private_channel_reads_nothing_and_is_not_asked(services, leads):
    """However that came to be: Slack did not tell, it was deleted meanwhile, or the channel has become private."""
    begins(services, people=(SOFIA, OLIVER), optional=(PRIYA,))
    assert [reads(services, each) for each in (SOFIA, OLIVER, PRIYA)] == [True, True, False]
    asked = gather(services, stored(services), TUESDAY, look_at_once)
    assert {part.member.user_id for part in asked} == {SOFIA, OLIVER}
    with pytest.raises(UnknownStandup):
        access.require(services, stored(services), member_of(services, TEAM_ID, PRIYA), Action.SEE)


def test_what_was_said_in_private_is_not_read_by_who_was_thrown_out_after_the_standup_had_moved(services, leads):
    standup = begins(services, people=(SOFIA, OLIVER))
    occurrence = services.reports.open(plan_occurrence(standup, TUESDAY), (SOFIA, OLIVER), EIGHT)
    services.standups.save(replace(standup, channel=TEAM), MARCUS, EIGHT, None)
    assert allowed_day(services, stored(services), occurrence, OLIVER, Action.READ_ANOTHERS)
    goes(leads, OLIVER)
    assert reads(services, OLIVER)
    assert not allowed_day(services, stored(services), occurrence, OLIVER, Action.READ_ANOTHERS)


def test_who_leaves_while_the_standup_is_deleted_reads_and_is_asked_nothing_once_it_is_back(services, leads):
    standup = begins(services, people=(SOFIA, OLIVER))
    services.standups.delete(standup, MARCUS, EIGHT)
    goes(leads, OLIVER)
    services.standups.save(replace(standup, version=standup.version + 1), MARCUS, EIGHT, None)
    assert not reads(services, OLIVER)
    assert [part.member.user_id for part in gather(services, stored(services), TUESDAY, look_at_once)] == [SOFIA]


def test_nobody_who_is_named_comes_along_into_a_channel_that_they_are_not_in(services, leads):
    standup = begins(services, channel=TEAM, people=(SOFIA, PRIYA))
    with pytest.raises(InvalidStandup) as refused:
        refuse_strangers(services, replace(standup, channel=LEADS), standup)
    assert "not in the channel" in sentences(ENGLISH_LOCALE, refused.value.problems)["people"]


def test_who_leaves_a_public_channel_stays_named(services, leads):
    begins(services, channel=TEAM, people=(SOFIA, OLIVER))
    goes(leads, OLIVER, TEAM)
    assert stored(services).roles.people == (SOFIA, OLIVER)


def test_an_owner_who_leaves_stays_an_owner_and_is_asked_on(services, leads):
    begins(services, people=(OLIVER,), owners=(OLIVER, MARCUS), observers=(SOFIA,))
    goes(leads, OLIVER)
    left = stored(services)
    assert (left.roles.people, left.roles.owners, left.roles.observers) == ((OLIVER,), (OLIVER, MARCUS), (SOFIA,))


def test_where_the_only_person_asked_leaves_nobody_is_asked_and_the_owners_are_told(services, leads):
    begins(services, people=(OLIVER,), observers=(SOFIA,))
    goes(leads, OLIVER)
    assert gather(services, stored(services), TUESDAY, look_at_once) == []
    assert not reads(services, OLIVER)
    assert "the only one whom *Vault* asks" in leads[1].messages()[-1]["text"]
    before = len(leads[1].messages())
    for _ in range(2):  # Slack tells of it again
        leave(services, TEAM_ID, OLIVER, LEADS, services.clock.now())
    assert len(leads[1].messages()) == before
