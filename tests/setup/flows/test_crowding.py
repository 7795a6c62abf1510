"""Nobody has more standups than a person can use, nobody is asked by strangers, and nobody's keep others waiting."""

from datetime import time, timedelta

import pytest

from app.domain.day.member import Member, Profile
from app.domain.day.occurrence import ReportId
from app.domain.limits import MOST_ASKING, MOST_IN_CHANNEL, MOST_MENUS_AN_HOUR, MOST_OWNED
from app.domain.owners.trouble import TOO_MANY
from app.domain.standup import with_values
from app.errors import InvalidStandup
from app.flows.requester import member_of
from app.flows.scheduling import ticking
from app.flows.scheduling.asking_by_hand import ask_everyone
from app.flows.setup.configuring import delete_standup, restore_standup, save_standup
from app.flows.setup.editing import check_form
from app.flows.setup.introducing import introduce
from app.language import ENGLISH_LOCALE
from app.records import replace
from app.views.kit.problems import sentences
from app.views.setup.standup_form import Editing, standup_form
from benchmarks import ticks
from benchmarks.crowd.clock import NOON
from benchmarks.ticks import MINUTE, room
from local.stack import CHANNEL
from slack_simulator.checks import check_view, state_values
from slack_simulator.ids import TEAM_ID
from tests.kit.builders import EIGHT, TUESDAY, a_standup

DUE = NOON + 2 * MINUTE


@pytest.fixture
def ana(team, services):
    return member_of(services, TEAM_ID, team[0].id)


@pytest.fixture
def bo(team, services):
    return member_of(services, TEAM_ID, team[1].id)


def of(owner, number, **changes):
    mine = {"team_id": TEAM_ID, "standup_id": f"s{number}", "name": f"S{number}", "owners": (owner.user_id,)}
    return a_standup(**{**mine, "channel": f"C0{number}", "people": (owner.user_id,), **changes})


def stored(services, owner, count, **changes):
    """So many as an earlier version has stored them, without a limit."""
    return [services.standups.save(of(owner, n, **changes), owner.user_id, EIGHT, None).standup for n in range(count)]


def refused(call, *args):
    with pytest.raises(InvalidStandup) as refusal:
        call(*args)
    return sentences(ENGLISH_LOCALE, refusal.value.problems)


def submitted(standup):
    editing = Editing(standup.standup_id, standup.version, "d1")
    kept = check_view(standup_form(ENGLISH_LOCALE, standup, editing, TUESDAY).to_dict(), "modal")
    return {**kept, "id": "V1", "state": {"values": state_values(kept["blocks"], None)}}


def test_a_person_owns_so_many_standups_and_is_told_so(services, ana, bo):
    first = stored(services, ana, MOST_OWNED)[0]
    said = f"{ana.profile.display_name}: owns 25 standups already. Delete one of them first."
    assert refused(save_standup, services, ana, of(ana, 99)) == {"owners": said}
    assert save_standup(services, bo, of(bo, 99)).standup.version == 1
    handed_over = with_values(services.standups.get(TEAM_ID, "s99"), {"owners": (bo.user_id, ana.user_id)})
    assert refused(save_standup, services, bo, handed_over) == {"owners": said}
    delete_standup(services, ana, first.standup_id)
    assert save_standup(services, ana, of(ana, 98)).standup.version == 1
    assert refused(restore_standup, services, ana, first.standup_id) == {"owners": said}


def test_a_channel_has_so_many_standups(services, ana, bo):
    stored(services, ana, MOST_IN_CHANNEL - 1, channel=CHANNEL)  # with the default one
    assert refused(save_standup, services, bo, of(bo, 99, channel=CHANNEL)) == {
        "channel": "This channel has 10 standups already. Delete one of them first."
    }
    moved = save_standup(services, bo, of(bo, 99)).standup
    assert set(refused(save_standup, services, bo, replace(moved, channel=CHANNEL))) == {"channel"}


def test_who_is_asked_by_many_standups_is_not_named_in_another(services, ana, bo):
    stored(services, ana, MOST_ASKING, people=(bo.user_id,))
    named = of(ana, 99, people=(ana.user_id, bo.user_id))
    assert refused(save_standup, services, ana, named) == {
        "people": f"{bo.profile.display_name}: asked by 20 standups already. Leave them out."
    }
    named = of(ana, 99, people=(ana.user_id,), optional=(bo.user_id,))
    assert set(refused(save_standup, services, ana, named)) == {"people"}


def test_what_was_stored_beyond_a_limit_goes_on_and_can_be_changed(services, ana):
    mine = stored(services, ana, MOST_OWNED + 5, channel=CHANNEL)[0]
    assert save_standup(services, ana, replace(mine, name="Renamed")).standup.name == "Renamed"
    check_form(services, ana, submitted(services.standups.get(TEAM_ID, mine.standup_id)))


def test_who_owns_too_many_is_told_why_there_is_none_where_they_invite_the_bot(team, services, ana):
    stored(services, ana, MOST_OWNED)
    there = team.place.post("channel", create={"name": "design"}, add=[ana.user_id])["conversation"]["id"]
    introduce(services, there, ana.user_id, "Ev1")
    assert not [one for one in services.standups.all(TEAM_ID) if one.standup.channel == there]
    assert "I set up no standup in" in team[0].reads()
    assert "owns 25 standups already" in team[0].reads()


def test_who_is_not_in_the_channel_is_not_named_and_the_owner_is_told_who(team, services, ana, bo):
    there = team.place.post("channel", create={"name": "mine"}, add=[ana.user_id, "bot"])["conversation"]["id"]
    team.settles()
    mine = save_standup(services, ana, of(ana, 99, channel=there)).standup
    for changes in ({"people": (ana.user_id, bo.user_id)}, {"optional": (bo.user_id,)}, {"observers": (bo.user_id,)}):
        form = submitted(with_values(mine, changes))
        services.setup.drafts.keep(ana.user_id, "d1", with_values(mine, changes), services.clock.now())
        assert refused(check_form, services, ana, form) == {
            "people": f"{bo.profile.display_name}: not in the channel. Invite them there first, or leave them out."
        }
    team.place.post("channel", id=there, add=[bo.user_id])
    team.settles()
    check_form(services, ana, submitted(replace(mine, roles=replace(mine.roles, people=(ana.user_id, bo.user_id)))))


def test_a_standup_in_whose_channel_only_its_owner_is_asks_nobody_else(team, services, ana, bo):
    there = team.place.post("channel", create={"name": "mine"}, add=[ana.user_id, "bot"])["conversation"]["id"]
    team.settles()
    alone = of(ana, 1, channel=there, people=(ana.user_id, bo.user_id))
    services.standups.save(alone, ana.user_id, EIGHT, EIGHT)
    ticking.tick(services, EIGHT, EIGHT.replace(hour=9))
    assert any("S1" in message["text"] for message in team[0].messages())
    assert not any("S1" in message["text"] for message in team[1].messages())


def test_a_hundred_standups_of_one_person_do_not_keep_the_others_waiting(processes):
    """The first of each owner's comes before anybody's second."""
    with room(101) as opened:
        *many, last = opened.members
        opened.store_due([[user] for user in many], DUE, owners=(many[0],))
        times = {"ask_at": DUE.time(), "report_at": time(20)}
        ticks._store([opened.standup(opened.team_id, 100, people=(last,), owners=(last,), **times)], DUE)
        for user_id in opened.members:
            known = Member(opened.team_id, user_id, profile=Profile(zone="Europe/London"))
            opened.services.members.remember_profile(known, NOON)
        opened.tick(DUE)
        order = [call["args"]["channel"] for call in opened.calls("chat.postMessage") if call["ok"]]
    assert len(order) == 101
    assert order.index(last) < 40


def test_nobody_gets_more_menus_within_an_hour_than_they_can_use_and_the_owner_is_told(team, services, clock, ana, bo):
    """However many standups name somebody, and whichever process asks: what is beyond is recorded, not lost."""
    for number in range(MOST_MENUS_AN_HOUR + 2):
        named = of(ana, number, channel=CHANNEL, people=(bo.user_id,))
        services.standups.save(named, ana.user_id, EIGHT, None)
        if number == MOST_MENUS_AN_HOUR // 2:
            services.sending.menus.known.clear()  # another process goes on
        ask_everyone(services, named, TUESDAY, clock.now() + timedelta(minutes=10))
    got = sum("S" in message["text"] and "standup" not in message["text"] for message in team[1].messages())
    last = services.reports.day(ReportId(TEAM_ID, f"s{MOST_MENUS_AN_HOUR + 1}", TUESDAY), clock.now())[1]
    assert [report.problem for report in last] == [TOO_MANY]
    first = services.reports.day(ReportId(TEAM_ID, f"s{MOST_MENUS_AN_HOUR - 1}", TUESDAY), clock.now())[1]
    assert [report.problem for report in first] == [None]
    assert got <= MOST_MENUS_AN_HOUR
    assert "asked by too many standups within the hour" in team[0].reads()
    clock.moment += timedelta(hours=1)
    later = services.standups.save(of(ana, 99, channel=CHANNEL, people=(bo.user_id,)), ana.user_id, EIGHT, None)
    ask_everyone(services, later.standup, TUESDAY, clock.now() + timedelta(minutes=10))
    assert [one.problem for one in services.reports.day(ReportId(TEAM_ID, "s99", TUESDAY), clock.now())[1]] == [None]
