"""A standup of a private channel moves to a public one: its days stay with those for whom they were.

The private channel is #leads (Ana, Marcus, Sofia); Priya is in #team only, where everybody is. Marcus owns it.
"""

import json
from datetime import timedelta

import pytest

from app.domain.day.blocker import BlockerId
from app.domain.day.member import Member
from app.domain.day.occurrence import ReportId
from app.domain.day.report import Person, Report
from app.domain.history.history import Look, Page, day_page
from app.domain.privacy.access import Action
from app.domain.report.destinations import agreement
from app.domain.standup import with_values
from app.errors import BeganBefore, NotAllowed, UnknownStandup
from app.flows.day import blockers
from app.flows.day_access import allowed_day
from app.flows.history import browsing, figures
from app.flows.privacy import exporting
from app.flows.report import posting_now
from app.flows.report.copies import copy_to_observers
from app.flows.report.delivery import deliver
from app.flows.requester import Requester, member_of
from app.flows.scheduling.roster import join
from app.flows.sender import sole_sender
from app.flows.setup import running_by_hand
from app.records import replace
from app.views.day.last_workday import plan_occurrence
from slack_simulator.ids import TEAM_ID
from tests.kit.builders import EIGHT, TUESDAY, a_standup

ANA, MARCUS, SOFIA, PRIYA, HARUTO = "U0ANAPRG01", "U0MARCUS02", "U0SOFIAL03", "U0PRIYAK04", "U0HARUTO06"
LEADS, TEAM, GENERAL = "C0LEADS001", "C0TEAM0001", "C0GENERAL1"
MONDAY = TUESDAY - timedelta(days=1)
SECRET = "the merger is on friday"
MOVED = EIGHT - timedelta(hours=1)


@pytest.fixture
def services(services, host):
    return replace(services, sending=replace(services.sending, public_http=host.public_http))


class Told:
    """The standup, its days, and what people make of them."""

    def __init__(self, services):
        self.services = services

    def begins(self, **changes):
        wanted = {"channel": LEADS, "owners": (MARCUS,), "standup_id": "vault", "name": "Vault", **changes}
        made = a_standup(team_id=TEAM_ID, **wanted)
        self.standup = self.services.standups.save(made, MARCUS, EIGHT - timedelta(days=9), None).standup

    def day(self, day=MONDAY, words=SECRET, *, is_out=True):
        """Let the standup take place: Sofia says what is secret, and that Priya could help."""
        reports = self.services.reports
        at = EIGHT + (day - TUESDAY)
        occurrence = reports.open(plan_occurrence(self.standup, day), (SOFIA,), at)
        asked = Report(occurrence.report_id, SOFIA, person=Person(display_name="Sofia"))
        reports.claim(asked, at)
        answers = {"question0": words, "question2": f"Blocked: {words}"}
        reports.save(asked.submit(answers, at + timedelta(minutes=5), PRIYA), asked)
        if is_out:
            end = at + timedelta(hours=2)
            out = {"closed_at": end, "heading_ts": "1795428000.000100", "reported_at": end, "settled_at": end}
            occurrence = reports.note(occurrence, **out)
        return occurrence

    def changes(self, by=MARCUS, at=MOVED, **changes):
        self.standup = self.services.standups.save(with_values(self.standup, changes), by, at, None).standup

    def sees(self, who, page):
        return json.dumps(browsing.view_of(self.services, member_of(self.services, TEAM_ID, who), page).to_dict())


@pytest.fixture
def vault(services, team):
    team.place.post("channel", id=LEADS, add=["bot"])
    team.settles()
    told = Told(services)
    told.begins()
    return told


DAY, DAYS = day_page("vault", MONDAY), Page(Look.DAYS, "vault")


def test_who_is_only_where_it_moved_to_does_not_read_what_was_said_in_private(vault):
    vault.day()
    vault.changes(channel=TEAM)
    with pytest.raises(BeganBefore):
        vault.sees(PRIYA, DAY)
    assert "Monday, 23 November" not in vault.sees(PRIYA, DAYS)
    assert SECRET not in vault.sees(PRIYA, Page(Look.REPORTS, "vault", SOFIA))
    assert SECRET not in vault.sees(PRIYA, Page(Look.REPORTS, "vault", SOFIA, words="merger"))
    asked = browsing.in_a_message
    with pytest.raises(BeganBefore):
        asked(vault.services, member_of(vault.services, TEAM_ID, PRIYA), DAY)


def test_the_list_says_how_many_days_are_not_the_readers(vault):
    vault.day()
    vault.changes(channel=TEAM)
    assert "1 day is not listed: it was for another channel" in vault.sees(PRIYA, DAYS)
    assert "not listed" not in vault.sees(SOFIA, DAYS)


def test_a_team_that_moved_reads_its_own_old_days(vault):
    vault.day()
    vault.changes(channel=TEAM)
    for page in (DAY, Page(Look.REPORTS, "vault", SOFIA)):
        assert SECRET in vault.sees(ANA, page)
    assert "Monday, 23 November" in vault.sees(ANA, DAYS)


def test_who_stayed_in_the_old_channel_reads_its_days_and_is_told_nothing_of_the_new_place(vault):
    """It goes on in another private channel."""
    vault.day()
    vault.changes(channel="C0HIDDEN99", name="Renamed since")
    said = vault.sees(SOFIA, DAY) + vault.sees(SOFIA, DAYS)
    assert SECRET in said
    assert "Renamed since" not in said
    assert "C0HIDDEN99" not in said
    with pytest.raises(UnknownStandup):
        vault.sees(PRIYA, DAY)


def test_days_after_the_move_are_everybodys_where_it_is_now(vault):
    vault.changes(channel=TEAM)
    vault.day(TUESDAY)
    assert SECRET in vault.sees(PRIYA, day_page("vault", TUESDAY))


def test_figures_count_the_days_that_the_reader_may_read_and_no_others(vault, team):
    vault.day()
    vault.changes(channel=TEAM)
    vault.day(TUESDAY)
    counted = []
    for who in (PRIYA, SOFIA):
        days = vault.services.reports.occurrences(TEAM_ID, "vault", [MONDAY, TUESDAY], EIGHT)
        member = member_of(vault.services, TEAM_ID, who)
        counted.append(
            sum(allowed_day(vault.services, vault.standup, each, member, Action.READ_INSIGHT) for each in days)
        )
        shown = {"id": "V1"}
        figures.show_figures(vault.services, member, "vault", shown)
    assert counted == [1, 2]


def test_what_blocks_somebody_in_private_is_not_shown_to_a_helper_outside(vault):
    vault.day()
    vault.changes(channel=TEAM)
    text = f"{TEAM_ID}.vault.20261123.{SOFIA}"
    for who, sees_it in ((PRIYA, False), (ANA, True)):
        vault.services.members.note_blocker(TEAM_ID, who, text, EIGHT)
        member = member_of(vault.services, TEAM_ID, who)
        found = [each.id for each in blockers.open_blockers(vault.services, member)]
        assert found == [] or sees_it
        if sees_it:
            assert blockers.readable(vault.services, member, text).id == BlockerId.parse(text)
        else:
            with pytest.raises(BeganBefore):
                blockers.readable(vault.services, member, text)


def test_an_owner_named_later_exports_only_what_began_after_that(vault, team):
    vault.day()
    vault.changes(owners=(MARCUS, PRIYA), channel=TEAM)
    vault.day(TUESDAY, "in public by now")
    priya = next(person for person in team if person.id == PRIYA)
    exporting.export_standup(
        vault.services, member_of(vault.services, TEAM_ID, PRIYA), "vault", vault.services.clock.now()
    )
    said = priya.messages()[-1]["text"]
    assert "One report: the answers of one person." in said
    assert "1 day is left out: it began before you were an owner." in said


def test_an_observer_named_while_the_day_is_under_way_gets_no_copy_of_it(vault, team):
    team.place.post("channel", id=LEADS, add=[HARUTO, PRIYA])
    team.settles()
    vault.changes(copies=True, observers=(HARUTO,), at=EIGHT - timedelta(days=5))
    monday = vault.day()
    vault.changes(observers=(HARUTO, PRIYA))
    tuesday = vault.day(TUESDAY)
    with sole_sender(vault.services, TEAM_ID, "copies", EIGHT + timedelta(hours=9)) as pacer:
        copy_to_observers(vault.services, pacer, vault.standup, monday)
        assert [person.id for person in team if person.messages()] == [HARUTO]
        copy_to_observers(vault.services, pacer, vault.standup, tuesday)
    assert {person.id for person in team if person.messages()} == {HARUTO, PRIYA}


def test_an_admin_does_not_have_todays_answers_sent_to_an_address_of_theirs(vault, host):
    vault.changes(channel=TEAM, at=EIGHT - timedelta(days=5))
    vault.day()
    vault.changes(by=ANA, webhook_url=f"{host.url}/anas")
    assert deliver(vault.services, vault.standup, MONDAY, EIGHT)["outcome"] == "nothing to deliver"
    vault.day(TUESDAY)
    assert deliver(vault.services, vault.standup, TUESDAY, EIGHT + timedelta(hours=4))["outcome"] == "delivered"
    assert len(host.posted) == 1


def test_a_day_begun_in_private_is_not_delivered_after_the_move(vault, host):
    vault.changes(webhook_url=f"{host.url}/in", channel=TEAM)
    vault.day(TUESDAY)
    vault.begins(standup_id="second", webhook_url=f"{host.url}/in")
    vault.day(TUESDAY)
    vault.changes(channel=TEAM)
    assert deliver(vault.services, vault.standup, TUESDAY, EIGHT)["outcome"] == "private"
    assert host.posted == []


def test_what_was_posted_in_a_private_report_channel_is_not_delivered(vault, host):
    vault.changes(channel=TEAM, report_channel=LEADS, webhook_url=f"{host.url}/in")
    vault.day(TUESDAY)
    assert deliver(vault.services, vault.standup, TUESDAY, EIGHT)["outcome"] == "private"
    vault.changes(agreed=(agreement(TEAM, LEADS, f"{host.url}/in"),))
    assert deliver(vault.services, vault.standup, TUESDAY, EIGHT)["outcome"] == "delivered"


def test_a_day_of_an_earlier_release_is_where_its_report_went(vault):
    """Such rows do not say where the standup lived."""
    planned = plan_occurrence(vault.standup, MONDAY)
    vault.services.reports.open(replace(planned, plan=replace(planned.plan, home="")), (SOFIA,), EIGHT)
    stored, _ = vault.services.reports.day(ReportId(TEAM_ID, "vault", MONDAY), EIGHT)
    assert stored.plan.home == ""
    vault.changes(channel=TEAM)
    assert allowed_day(vault.services, vault.standup, stored, SOFIA, Action.READ_REPORTS)
    assert not allowed_day(vault.services, vault.standup, stored, PRIYA, Action.READ_REPORTS)


def test_an_admin_who_makes_themselves_owner_reads_nothing_that_began_before(vault):
    """Not by looking at it early, nor by exporting it, nor by posting it now."""
    services, ana = vault.services, member_of(vault.services, TEAM_ID, ANA)
    services.clock.moment = EIGHT + timedelta(minutes=30)
    vault.changes(channel=TEAM, at=EIGHT - timedelta(days=5))
    vault.day(TUESDAY, is_out=False)
    vault.changes(by=ANA, owners=(ANA,), at=EIGHT + timedelta(minutes=20))
    with pytest.raises(BeganBefore):
        running_by_hand.preview(services, ana, "vault")
    with pytest.raises(BeganBefore):
        posting_now.post_now(services, Requester(ANA, {TEAM_ID}), f"{TEAM_ID}.vault.20261124", ("D1", "1.1"), EIGHT)
    marcus = Member(TEAM_ID, MARCUS)
    with pytest.raises(NotAllowed):
        running_by_hand.preview(services, marcus, "vault")


def test_nobody_is_asked_by_joining_the_new_channel_for_a_day_that_began_in_the_old_one(vault, team):
    vault.services.clock.moment = EIGHT + timedelta(minutes=30)
    vault.day(TUESDAY, is_out=False)
    vault.changes(channel=TEAM, at=EIGHT + timedelta(minutes=20))
    join(vault.services, TEAM_ID, PRIYA, TEAM, EIGHT + timedelta(minutes=30))
    _, reports = vault.services.reports.day(ReportId(TEAM_ID, "vault", TUESDAY), EIGHT)
    assert [report.user_id for report in reports] == [SOFIA]
