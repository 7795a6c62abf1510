"""Commands where there are several standups, and messages that come twice."""

import json
from datetime import time, timedelta

import pytest

from app.domain.day.report import Report
from app.domain.setup.config import config_values
from app.errors import AlreadyAsked, NothingToAnswer, WhichStandup
from app.flows.day import finding_standups
from app.flows.day.todays import todays_reports
from app.flows.home import commands, managing
from app.flows.home.commands import Typed
from app.flows.requester import Requester, acting_member, member_of
from app.flows.scheduling.asking_by_hand import ask_everyone
from app.flows.setup import running_by_hand
from app.records import replace
from app.views.day.last_workday import plan_occurrence
from slack_simulator.ids import TEAM_ID
from tests.kit.builders import EIGHT, TUESDAY, a_standup
from tests.kit.people import CHANNEL
from tests.scheduling.flows.rows_read import RowsRead

LEADS = "C0GENERAL1"


@pytest.fixture
def ana(team):
    return Requester(team[0].id, [TEAM_ID])


@pytest.fixture
def keep(services):
    """Store a standup; it is then the workspace's."""

    def keep(**changes):
        standup = a_standup(team_id=TEAM_ID, channel=CHANNEL, **changes)
        return services.standups.save(standup, "U0ANAPRG01", EIGHT, None).standup

    return keep


@pytest.fixture
def retro(keep):
    return keep(standup_id="retro", name="Retro & more", people=("U0ANAPRG01", "U0MARCUS02"))


def says(services, requester, text, channel="", at=EIGHT):
    return commands.answer(services, requester, Typed(text, channel, at)).text


def are_asked(services, *standups):
    for standup in standups:
        ask_everyone(services, standup, TUESDAY, services.clock.now() + timedelta(minutes=10))


def daily(services):
    return services.standups.get(TEAM_ID, "daily")


def test_with_several_the_names_are_said(services, retro, ana):
    assert says(services, ana, "pause") == (
        "Which one: *Daily standup* and *Retro &amp; more*? Add its name or its #channel."
    )


def test_the_name_or_the_channel_tells_which(services, keep, retro, ana):
    keep(standup_id="leads", name="Leads", people=("U0ANAPRG01",))
    services.standups.save(replace(services.standups.get(TEAM_ID, "leads"), channel=LEADS), "U0ANAPRG01", EIGHT, None)
    assert "*Retro &amp; more* is paused" in says(services, ana, "pause retro")
    assert "*Leads* is paused" in says(services, ana, "pause", channel=LEADS)
    assert "*Leads* is on." in says(services, ana, f"resume <#{LEADS}|leads>")


def test_a_skip_needs_no_name_while_only_one_waits(services, retro, ana):
    are_asked(services, retro)
    assert "You are skipping *Retro &amp; more* today." in says(services, ana, "skip")


def test_a_skip_asks_which_where_several_wait(services, retro, ana):
    are_asked(services, retro, daily(services))
    assert "Which one" in says(services, ana, "skip")
    assert "You are skipping *Daily standup* today." in says(services, ana, "skip daily")


@pytest.mark.parametrize("typed", ["skip retro", "answer retro"])
def test_of_a_standup_that_does_not_wait_it_is_said_when_it_asks(services, keep, ana, typed):
    keep(standup_id="retro", name="Retro & more", people=(ana.user_id,), days=frozenset({3}))
    are_asked(services, daily(services))
    said = says(services, ana, typed)
    assert said.startswith("*Retro &amp; more* is not waiting for you right now. It asks next <!date^")
    assert "|on Thursday, 26 November at 08:00 UTC>." in said
    assert ("To leave that day out, type `skip Retro &amp; more 2026-11-26`." in said) is typed.startswith("skip")
    assert "You are skipping *Retro &amp; more* on Thursday, 26 November" in says(
        services, ana, "skip Retro & more 2026-11-26"
    )


def test_of_one_that_asks_nobody_or_not_them_it_is_said_why(services, keep, ana):
    retro = keep(standup_id="retro", name="Retro", people=(ana.user_id,), owners=(ana.user_id,))
    keep(standup_id="watched", name="Watched", people=("U0MARCUS02",), observers=(ana.user_id,))
    are_asked(services, daily(services))
    assert says(services, ana, "skip watched") == (
        "*Watched* is not waiting for you right now. You read along and are not asked."
    )
    says(services, ana, "pause retro")
    assert says(services, ana, "skip retro") == "*Retro* is paused, so it asks nobody until it is resumed."
    says(services, ana, "resume retro")
    managing.delete(services, acting_member(services, ana), retro.standup_id)
    assert says(services, ana, "skip retro") == "*Retro* is deleted. To have it back, type `restore Retro`."
    marcus = Requester("U0MARCUS02", [TEAM_ID])
    assert "There is no such standup" in says(services, marcus, "skip retro")


def test_who_is_away_reads_that_and_when_they_are_asked_next(services, keep, ana):
    keep(standup_id="retro", name="Retro", people=(ana.user_id,))
    are_asked(services, daily(services))
    says(services, ana, "away until Thursday")
    said = says(services, ana, "skip retro")
    assert said.startswith("*Retro* is not waiting for you right now. You are marked away until Thursday, 26 November.")
    assert "|on Friday, 27 November at 08:00 UTC>" in said
    assert says(services, ana, "skip daily") == "You are marked away, so *Daily standup* is not waiting for you."


def test_several_reports_are_offered_as_buttons(services, team, retro, ana):
    are_asked(services, retro, daily(services))
    reply = commands.answer(services, ana, Typed("answer", "", EIGHT))
    buttons = reply.blocks[1].to_dict()["elements"]
    assert [button["text"]["text"] for button in buttons] == ["Daily standup", "Retro & more"]
    assert "*Daily standup* is ready for you." in says(services, ana, "answer daily")


def test_what_rests_or_is_not_theirs_is_in_no_list(services, keep, retro, team):
    keep(standup_id="secret", name="Secret", people=("U0MARCUS02",))
    said = says(services, Requester(team[0].id, [TEAM_ID]), "list")
    assert "Retro" in said
    assert "Secret" not in said
    assert "Secret" in says(services, Requester("U0MARCUS02", [TEAM_ID]), "list")


def test_a_stranger_to_the_workspace_is_told_nothing(services, ana):
    assert says(services, Requester(ana.user_id, ["T0ELSE"]), "list") == "This standup is not here any more."


def test_a_report_that_is_not_out_is_todays_even_tomorrow(services, clock, ana):
    are_asked(services, daily(services))
    clock.moment = EIGHT + timedelta(days=1)
    member = acting_member(services, ana)
    assert [each.occurrence.day for each in todays_reports(services, member)] == [TUESDAY]
    clock.moment = EIGHT + timedelta(days=3)
    assert todays_reports(services, member) == []


def test_the_next_one_is_the_earliest_of_all(services, clock, keep, ana):
    keep(standup_id="early", name="Early", ask_at=time(8, 30))
    clock.moment = EIGHT + timedelta(minutes=1)  # at eight, the default one asks
    member = acting_member(services, ana)
    assert finding_standups.next_for(services, member) == EIGHT + timedelta(minutes=30)
    with pytest.raises(NothingToAnswer) as nothing:
        commands.open_today(services, ana, "no-trigger")
    assert nothing.value.next_at == EIGHT + timedelta(minutes=30)


def test_an_unknown_name_is_not_answered_with_a_choice(services, retro, ana):
    are_asked(services, retro, daily(services))
    with pytest.raises(WhichStandup):
        commands.open_today(services, ana, "no-trigger", "planning")


def test_a_message_that_comes_again_is_answered_once(services, team, clock, ana):
    team.place.post("say", **{"as": ana.user_id}, channel="U0THEAPP01", text="help")
    team.settles()
    messages = team[0].messages()
    assert len(messages) == 2
    said, answered = messages
    clock.moment = team.now + timedelta(seconds=30)
    typed = Typed("help", said["channel"], clock.moment)
    commands.answer_in_conversation(services, ana, typed, said["ts"], None)
    assert team[0].messages() == [said, answered]


def test_a_message_that_nobody_answered_is_answered_late(services, team, clock, ana):
    team.fault("chat.postMessage", "error", error="internal_error", times=None)
    team.place.post("say", **{"as": ana.user_id}, channel="U0THEAPP01", text="help")
    team.settles()
    team.no_faults()
    (said,) = team[0].messages()
    clock.moment = team.now + timedelta(seconds=30)
    commands.answer_in_conversation(services, ana, Typed("help", said["channel"], clock.moment), said["ts"], None)
    assert len(team[0].messages()) == 2


def test_a_preview_has_each_name_above_the_answers(services, team, ana):
    are_asked(services, daily(services))
    member = acting_member(services, ana)
    (summary_header,) = running_by_hand.preview(services, member, "daily")
    assert "No reports today." in summary_header.text
    says(services, Requester(team[1].id, [TEAM_ID]), "skip")
    (summary_header,) = running_by_hand.preview(services, member, "daily")
    assert f"{team[1].name} skips today." in summary_header.text


def test_asking_now_keeps_the_default_standup_first(services, ana):
    member = acting_member(services, ana)
    assert daily(services).version == 0
    running_by_hand.ask_now(services, member, "daily")
    assert services.standups.stored(TEAM_ID, "daily").attention.wanted == {"ask": TUESDAY}
    assert daily(services).roles.owners == ()
    are_asked(services, daily(services))
    with pytest.raises(AlreadyAsked):
        running_by_hand.ask_now(services, member, "daily")


def test_pausing_twice_is_pausing_once(services, ana):
    member = acting_member(services, ana)
    paused = running_by_hand.pause(services, member, "daily")
    assert running_by_hand.pause(services, member, "daily") == paused
    assert paused.roles.owners == (ana.user_id,)
    due_at = services.standups.stored(TEAM_ID, "daily").attention.due_at
    assert due_at == EIGHT  # a day that is open has an end all the same
    assert not running_by_hand.resume(services, member, "daily").is_paused
    assert services.standups.stored(TEAM_ID, "daily").attention.due_at == EIGHT  # the next tick finds out


def test_a_pause_that_is_repeated_does_not_undo_what_came_after(services, clock, ana):
    for minutes, text in enumerate(("pause", "resume")):
        clock.moment = EIGHT + timedelta(minutes=minutes, seconds=1)
        says(services, ana, text, at=clock.moment - timedelta(seconds=1))
    assert "*Daily standup* is on." in says(services, ana, "pause", at=EIGHT)
    assert not daily(services).is_paused


def test_what_is_found_too_late_is_not_done(services, clock, ana):
    clock.moment = EIGHT + timedelta(minutes=31)
    assert "Please type it again." in says(services, ana, "pause", at=EIGHT)
    assert daily(services).version == 0


def test_that_it_is_too_late_is_said_in_the_persons_language(services, team, clock, ana):
    team.place.post("people", id=ana.user_id, set={"locale": "cs-CZ"})
    clock.moment = EIGHT + timedelta(minutes=31)
    assert "Napište to prosím znovu." in says(services, ana, "pause", at=EIGHT)


def test_the_shortcut_asks_which_and_gives_way_to_the_form(services, team, retro, ana):
    are_asked(services, retro, daily(services))
    team.place.post("shortcut", **{"as": ana.user_id}, callback_id="standup.shortcut.open_today")
    choice = team[0].form()
    (block,) = choice["blocks"]
    options = block["element"]["options"]
    assert [option["text"]["text"] for option in options] == ["Daily standup", "Retro & more"]
    chosen = {"type": "static_select", "selected_option": options[1]}
    values = {block["block_id"]: {block["element"]["action_id"]: chosen}}
    answer = team.place.post("submit", **{"as": ana.user_id}, view_id=choice["id"], values=values)
    assert answer["outcome"] == "updated"
    assert team[0].form()["title"]["text"] == "Retro & more"
    assert team[0].sends("Fine", "", "")["outcome"] == "closed"
    team.settles()
    (row,) = [row for row in team.rows() if row.get("answers")]
    assert row["report_id"] == f"{TEAM_ID}.retro.20261124"


def test_who_has_slack_in_another_language_is_answered_in_it(services, team, retro, ana):
    team.place.post("people", id=ana.user_id, set={"locale": "cs-CZ"})
    are_asked(services, retro)
    assert says(services, ana, "answer") == "*Retro &amp; more* na vás čeká."
    assert "dnes vynecháváte" in says(services, ana, "skip")
    assert says(services, ana, "away until Friday").startswith(
        "Máte nastavenou nepřítomnost ode dneška do 27. listopadu"
    )
    assert "Vítejte zpět." in says(services, ana, "back")
    assert "všední dny v 08:00 (UTC), hlášení v 10:00" in says(services, ana, "list")
    assert says(services, ana, "dance").endswith("`help` ukáže vše, čemu rozumím.")
    assert "pozastaveno. Nikoho se neptám" in says(services, ana, "pause retro")
    marcus = Requester(team[1].id, [TEAM_ID])
    assert says(services, marcus, "list").startswith("*Daily standup* in <#")


def test_what_waits_for_somebody_is_found_without_reading_what_others_have_stored(services, asked_by_ten):
    """One member's 1,500 standups made everybody's `/standup answer` take more than a second of work."""
    member = asked_by_ten
    read = RowsRead()
    found = todays_reports(services, member)
    few = read.of(lambda: todays_reports(services, member))
    for number in range(300):
        row = a_standup(team_id=member.team_id, standup_id=f"x{number}", owners=("U0EVIL",), people=("U0EVIL",))
        services.privacy.rows.put(
            "standups",
            {
                "team_id": member.team_id,
                "standup_id": f"x{number}",
                "version": 1,
                "config": json.dumps(config_values(row)),
            },
        )
    assert read.of(lambda: services.standups.all(member.team_id)) > 300
    assert read.of(lambda: todays_reports(services, member)) == few < 50
    assert todays_reports(services, member) == found != []


@pytest.fixture
def asked_by_ten(team, services):
    """Somebody whom three standups ask, of a week of days."""
    member = member_of(services, TEAM_ID, team[0].id)
    for number in range(3):
        mine = a_standup(team_id=TEAM_ID, standup_id=f"mine{number}", people=(member.user_id,))
        services.standups.save(mine, member.user_id, EIGHT, None)
        for back in range(7):
            day = plan_occurrence(mine, TUESDAY - timedelta(days=back))
            opened = services.reports.open(day, (member.user_id,), EIGHT)
            services.reports.claim(Report(opened.report_id, member.user_id), EIGHT)
    return member
