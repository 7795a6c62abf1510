"""Read the facts from which it is explained why somebody got no menu (`domain/home/causes.py`)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from msgspec import Struct

from app.domain.day.member import Member
from app.domain.day.occurrence import Occurrence, ReportId
from app.domain.home.causes import explain
from app.domain.home.explanation import Explanation, Facts
from app.domain.home.participation import today_of
from app.domain.setup.stored import StoredStandup
from app.flows.day.participation import everything_of
from app.records import replace
from app.services import Services

# How many of the latest changes of a standup are read to learn since when it has been paused.
LOOKED_BACK = 50


class People(Struct, frozen=True):
    """What is known of people, by id, and when the app left their workspace; None of whom nothing is known."""

    members: Mapping[str, Member | None]
    uninstalled_at: datetime | None


def read_people(services: Services, team_id: str, user_ids: Sequence[str]) -> People:
    """Return what is stored of people of a workspace, for `read_facts` in as many of their standups as is wanted."""
    known = services.members.get_many(team_id, user_ids, services.clock.now())
    farewell = services.setup.installations.farewell(team_id)
    return People({user_id: known.get(user_id) for user_id in user_ids}, farewell.at if farewell else None)


def read_day(services: Services, stored: StoredStandup, day: date) -> Occurrence | None:
    """Return what is stored of a standup's day as a whole, even if its row makes no sense; None if there is nothing."""
    team_id, standup_id = stored.standup.team_id, stored.standup.standup_id
    known = services.reports.occurrences_and_lost(team_id, standup_id, [day], services.clock.now())
    return known[0] if known else None


def read_facts(
    services: Services, stored: StoredStandup, day: date, occurrence: Occurrence | None, people: People
) -> list[Facts]:
    """Return the facts about these people's day in a standup, of which `read_day` has read the occurrence.

    Reads the reports, the standup's latest changes, and nothing in Slack.
    """
    now, standup = services.clock.now(), stored.standup
    report_id = ReportId(standup.team_id, standup.standup_id, day)
    _, reports = services.reports.day(report_id, now) if occurrence else (None, [])
    by_user = {report.user_id: report for report in reports}
    changes = services.setup.changes.latest(standup.team_id, standup.standup_id, now, LOOKED_BACK)
    return [
        Facts(
            stored,
            day,
            user_id,
            now,
            services.calendars.day_off(standup),
            services.calendars.holiday,
            member,
            occurrence,
            by_user.get(user_id),
            people.uninstalled_at,
            services.settings.most_days,
            (*stored.history.old_changes, *changes),
        )
        for user_id, member in people.members.items()
    ]


def explain_today(services: Services, team_id: str, user_id: str) -> list[Explanation]:
    """Return why a person has no menu today, for each standup of theirs that has not asked them."""
    theirs, now = everything_of(services, team_id, user_id), services.clock.now()
    silent = [part.standup for part in theirs.parts if not (part.report and part.report.menu.ts)]
    stored = services.standups.several(team_id, [standup.standup_id for standup in silent])
    days = [(each, today_of(each.standup, theirs.member, now)) for each in stored]
    people = read_people(services, team_id, [user_id])
    return [
        explain(facts)
        for each, day in days
        for facts in read_facts(services, each, day, read_day(services, each, day), people)
    ]


def explain_day(
    services: Services, stored: StoredStandup, day: date, occurrence: Occurrence | None
) -> list[Explanation]:
    """Return why each person of a standup has no menu of a day, for those who have none."""
    standup = stored.standup
    roster = (occurrence.roster if occurrence else None) or ()
    ids = dict.fromkeys((*roster, *(standup.roles.people or stored.counted.people), *standup.roles.optional))
    known = read_facts(services, stored, day, occurrence, read_people(services, standup.team_id, list(ids)))
    if occurrence and occurrence.trouble.is_lost:  # nobody can tell for whom that day was
        known = [replace(facts, report=None) for facts in known]
    found = [explain(facts) for facts in known]
    return [each for each in found if not each.finding.has_menu]
