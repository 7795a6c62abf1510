"""Setting up a standup: what runs twice changes once, and ids that were made up lead nowhere."""

from contextlib import suppress
from datetime import time, timedelta

import pytest

from app.domain.setup.config import config_values
from app.domain.standup import with_values
from app.errors import ChangedMeanwhile, InvalidStandup, NotAllowed, UnknownStandup
from app.flows.requester import member_of
from app.flows.setup.busy_times import tell_if_busy
from app.flows.setup.changes import open_changes, turn_changes
from app.flows.setup.configuring import delete_standup, save_standup
from app.flows.setup.editing import begin_new, change_question, check_form, open_form, save_form, store_fields
from app.language import ENGLISH_LOCALE
from app.records import replace
from app.storage.rows.tables import StandupRow
from app.views import ids
from app.views.kit.problems import sentences
from app.views.setup.standup_form import Editing, parse_editing, standup_form
from app.views.setup.template_form import template_form
from slack_simulator.checks import check_view, state_values
from slack_simulator.ids import TEAM_ID
from slack_simulator.visitor import CHANNEL
from tests.kit.builders import TUESDAY, a_standup


@pytest.fixture
def ana(team, services):
    return member_of(services, TEAM_ID, team[0].id)


@pytest.fixture
def bo(team, services):
    return member_of(services, TEAM_ID, team[1].id)


@pytest.fixture
def standup(services, ana):
    """The default standup, owned by Ana."""
    return save_standup(services, ana, services.standups.get(TEAM_ID, "daily")).standup


def submitted(standup, editing):
    """The modal with these things in its fields, as Slack sends it."""
    kept = check_view(standup_form(ENGLISH_LOCALE, standup, editing, TUESDAY).to_dict(), "modal")
    return {**kept, "id": "V1", "state": {"values": state_values(kept["blocks"], None)}}


def test_what_was_submitted_once_is_stored_once_however_often_it_runs(services, ana, standup):
    form = submitted(replace(standup, name="Renamed"), Editing("daily", standup.version, "d1"))
    check_form(services, ana, form)
    for _ in range(3):
        save_form(services, ana, form)
    stored = services.standups.stored(TEAM_ID, "daily")
    assert (stored.standup.name, stored.standup.version) == ("Renamed", standup.version + 1)
    assert stored.attention.due_at
    assert ana.user_id in stored.counted.people
    assert "Europe/Prague" in stored.counted.zones


def test_a_submission_that_runs_after_a_newer_change_is_told_so(services, ana, standup):
    form = submitted(replace(standup, name="Late"), Editing("daily", standup.version, "d1"))
    save_standup(services, ana, replace(standup, name="Newer"))
    for doing in (check_form, save_form):
        with pytest.raises(ChangedMeanwhile):
            doing(services, ana, form)
    assert services.standups.get(TEAM_ID, "daily").name == "Newer"


def test_that_the_default_standup_is_stored_by_itself_while_its_form_is_open_is_no_change_of_anybodys(services, ana):
    default = services.standups.get(TEAM_ID, "daily")
    form = submitted(replace(default, name="Renamed"), Editing("daily", default.version, "d1"))
    services.standups.keep_default(TEAM_ID, None)
    assert (default.version, services.standups.get(TEAM_ID, "daily").version) == (0, 1)
    check_form(services, ana, form)
    for _ in range(2):
        save_form(services, ana, form)
    stored = services.standups.get(TEAM_ID, "daily")
    assert (stored.name, stored.version, stored.roles.owners) == ("Renamed", 2, (ana.user_id,))


def test_what_somebody_made_of_the_default_standup_meanwhile_is_not_written_over(services, ana):
    default = services.standups.get(TEAM_ID, "daily")
    form = submitted(replace(default, name="Late"), Editing("daily", default.version, "d1"))
    save_standup(services, ana, replace(default, name="Newer"))
    for doing in (check_form, save_form):
        with pytest.raises(ChangedMeanwhile):
            doing(services, ana, form)


def test_who_may_not_change_it_opens_checks_and_saves_nothing(services, bo, standup):
    form = submitted(replace(standup, name="Bo's"), Editing("daily", standup.version, "d1"))
    for doing in (check_form, save_form):
        with pytest.raises(NotAllowed):
            doing(services, bo, form)
    with pytest.raises(NotAllowed):
        open_form(services, bo, "daily", "1.2.forged")
    with pytest.raises(NotAllowed):
        open_changes(services, bo, "daily", "1.2.forged")
    with pytest.raises(NotAllowed):
        turn_changes(services, bo, {"id": "V1"}, "daily/20261124T080000.000000.00000001")
    with pytest.raises(UnknownStandup):
        turn_changes(services, bo, {"id": "V1"}, "../other")


def test_a_guest_sets_up_nothing(services, team, standup):
    lee = next(person for person in team if "guest" in person.name)
    guest = member_of(services, TEAM_ID, lee.id)
    with pytest.raises(NotAllowed):
        open_form(services, guest, "", "1.2.forged")
    with pytest.raises(NotAllowed):
        check_form(services, guest, submitted(standup, Editing("s1", 0, "d1", is_new=True)))


def test_a_made_up_new_standup_without_its_draft_is_unknown(services, ana, standup):
    with pytest.raises(UnknownStandup):
        check_form(services, ana, submitted(standup, Editing("daily", 0, "d9", is_new=True)))


def test_the_first_day_on_which_a_draft_counts_is_no_day_of_the_companys_calendar(team, services, ana, standup):
    calendar = {"calendar_url": "https://example.com/days.ics"}
    standup = save_standup(services, ana, with_values(standup, calendar)).standup
    services.standups.note_calendar(standup, [TUESDAY + timedelta(days=1)], services.clock.now())
    form = submitted(standup, Editing("daily", standup.version, "d1"))
    wish = f"up:{standup.questions[1].id}"
    for _ in range(2):  # the second time from the draft
        change_question(services, ana, form, wish, "1.2.forged")
    shown = team.calls("views.update")[-1]["args"]["view"]
    assert "counts from Thursday, 26 November" in str(shown)


def test_a_draft_of_another_standup_is_not_taken(services, ana, standup):
    services.setup.drafts.keep(
        ana.user_id, "d1", replace(standup, standup_id="other", name="Other"), services.clock.now()
    )
    form = submitted(standup, Editing("daily", standup.version, "d1"))
    del form["state"]["values"]["name"]
    save_form(services, ana, form)
    assert services.standups.get(TEAM_ID, "daily").name == standup.name


def test_a_channel_that_the_person_is_not_in_is_refused_whatever_the_form_says(services, team, bo):
    hidden = team.place.post("channel", create={"name": "hidden", "is_private": True}, add=["bot", team[0].id])
    fresh = begin_new(services, bo, {"state": {"values": {}}})
    editing = parse_editing(fresh.to_dict())
    draft = services.setup.drafts.get(TEAM_ID, bo.user_id, editing.draft_id, services.clock.now())
    form = submitted(replace(draft, channel=hidden["conversation"]["id"]), editing)
    with pytest.raises(InvalidStandup) as refused:
        check_form(services, bo, form)
    assert sentences(ENGLISH_LOCALE, refused.value.problems) == {"channel": "Choose a channel that you are in."}


def test_a_new_standup_is_stored_once_and_owned_by_who_made_it(services, bo):
    fresh = begin_new(services, bo, {"state": {"values": {}}})
    editing = parse_editing(fresh.to_dict())
    draft = services.setup.drafts.get(TEAM_ID, bo.user_id, editing.draft_id, services.clock.now())
    form = submitted(replace(draft, channel=CHANNEL), editing)
    check_form(services, bo, form)
    for _ in range(2):
        save_form(services, bo, form)
    stored = services.standups.stored(TEAM_ID, editing.standup_id)
    assert config_values(stored.standup) == config_values(replace(draft, channel=CHANNEL))
    assert (stored.standup.roles.owners, stored.standup.version) == ((bo.user_id,), 1)


def test_what_was_deleted_meanwhile_is_not_stored_again(services, ana, standup):
    form = submitted(replace(standup, name="Late"), Editing("daily", standup.version, "d1"))
    delete_standup(services, ana, "daily")
    with pytest.raises(UnknownStandup):
        save_form(services, ana, form)


def drafted_new(services, member):
    """A new standup that somebody is at work on: its modal's editing, and what stands in it."""
    view = check_view(begin_new(services, member, template_chosen()).to_dict(), "modal")
    editing = parse_editing(view)
    return editing, services.setup.drafts.get(TEAM_ID, member.user_id, editing.draft_id, services.clock.now())


def template_chosen():
    view = check_view(template_form(ENGLISH_LOCALE, [], is_home=False).to_dict(), "modal")
    return {**view, "state": {"values": state_values(view["blocks"], None)}}


def test_a_new_standup_cannot_be_given_an_id_of_ones_own_choice(services, ana, bo, standup):
    """Neither that of a deleted one, whose days would come with it, nor that of what somebody else is at work on."""
    editing, wanted = drafted_new(services, bo)
    theirs, others = drafted_new(services, ana)
    delete_standup(services, ana, standup.standup_id)
    used = [replace(editing, standup_id=each) for each in ("daily", "C0GENERAL1", "retro", theirs.standup_id)]
    for forged in (*used, replace(editing, draft_id=theirs.draft_id), theirs):
        with pytest.raises(UnknownStandup):
            check_form(services, bo, submitted(replace(wanted, channel=CHANNEL), forged))
        with pytest.raises(UnknownStandup):
            save_form(services, bo, submitted(replace(wanted, channel=CHANNEL), forged))
    assert services.standups.stored(TEAM_ID, others.standup_id) is None


def test_nobody_keeps_a_draft_until_its_standup_has_gone_and_has_the_days_under_its_id(services, bo, clock):
    """Bo set it up and was taken off its owners; the row of a deleted standup goes after a month, its days later."""
    editing, wanted = drafted_new(services, bo)
    form = submitted(replace(wanted, channel=CHANNEL), editing)
    save_form(services, bo, form)
    for _ in range(40):
        clock.moment += timedelta(days=1)
        with suppress(UnknownStandup):
            store_fields(services, bo, form)
    StandupRow(TEAM_ID, editing.standup_id).delete()
    for doing in (check_form, save_form):
        with pytest.raises(UnknownStandup):
            doing(services, bo, form)


@pytest.fixture
def crowd(services):
    """Three hundred other standups that ask 17 people each at nine."""
    people = tuple(f"U0{number:09}" for number in range(17))
    rows = [
        StandupRow(TEAM_ID, f"s{number}", config=config_values(at_nine(number)), version=1, people=people)
        for number in range(300)
    ]
    with StandupRow.batch_write() as batch:
        for row in rows:
            batch.save(row)


def at_nine(number):
    return a_standup(team_id=TEAM_ID, standup_id=f"s{number}", channel="C0OTHER001", ask_at=time(9), report_at=time(10))


def told(team):
    return [message["text"] for message in team[0].messages() if "is saved" in message["text"]]


def test_whoever_chooses_a_crowded_time_is_told_once_when_the_last_is_asked_and_which_time_is_free(
    services, team, ana, standup, crowd
):
    moved = with_values(standup, {"ask_at": time(9), "report_at": time(10)})
    form = submitted(moved, Editing("daily", standup.version, "d1"))
    for _ in range(2):
        save_form(services, ana, form)
    said = (
        "*Daily standup* is saved. Many people are asked at 09:00 (UTC), and Slack lets me message about 290 a minute, "
        "so the last person in this standup is asked at about 09:17. At 08:55 nobody has to wait."
    )
    assert told(team) == [said]
    (button,) = team[0].messages()[-1]["blocks"][1]["elements"]
    assert (button["action_id"], button["value"]) == (ids.EDIT_STANDUP, "daily")


@pytest.mark.parametrize(
    "change", [{"name": "Renamed"}, {"ask_at": time(8, 55)}, {"ask_at": time(9), "report_at": time(9, 50)}]
)
def test_nobody_is_told_of_a_crowd_who_changes_something_else_or_has_not_to_wait(
    services, team, ana, standup, crowd, change
):
    save_form(services, ana, submitted(with_values(standup, change), Editing("daily", standup.version, "d1")))
    assert told(team) == []


def test_finding_that_out_costs_one_query_however_many_there_are(services, stack, ana, standup, crowd):
    stack.aws.requests.clear()
    tell_if_busy(services, ana, standup, with_values(standup, {"ask_at": time(7)}))
    assert stack.aws.requests == {"Query": 1}
