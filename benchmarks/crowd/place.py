"""A workspace in which a scenario takes place: the people, their channels, and the standups as they are stored."""

import json
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from app.bootstrap import build_services
from app.domain.scheduling.job import Job, JobKind
from app.domain.standup import default_standup, with_values
from app.services import Services
from app.settings import Secrets, Settings
from app.storage.rows import connection
from app.storage.rows.tables import MemberRow
from benchmarks.crowd.clock import HeldClock
from benchmarks.crowd.scenario import NINE, YESTERDAY, Scenario, Team
from local.stack import BOT_TOKEN, CHANNEL, PROJECT, SIGNING_SECRET, TABLE_PREFIX, Options, Stack, running
from ops.deploying.local_stage import dynamodb_of, environment
from slack_simulator.hosting import Conversation, Person, another_person
from slack_simulator.ids import BOT_USER_ID, TEAM_ID
from tests.kit.database import DatabaseInside

OWNERS = ("U0ANAPRG01",)
CALENDAR_URL = "https://calendar.example/days.ics"


@contextmanager
def workspace_of(scenario: Scenario, clock: HeldClock) -> Iterator[tuple[Stack, DatabaseInside, Settings]]:
    """Open a workspace with all that the scenario needs; storage in this process, Slack over HTTP."""
    options = Options(
        Path(tempfile.mkdtemp()), port=0, fresh=True, clock=lambda: clock, by_itself=False, aws=DatabaseInside
    )
    with running(options) as stack, environment(dynamodb_of(stack)):
        settings = Settings(
            Secrets(BOT_TOKEN, SIGNING_SECRET), CHANNEL, table_prefix=TABLE_PREFIX, slack_api_url=f"{stack.url}/api/"
        )
        connection.connect(settings, connection.PATIENT)
        teams = list(scenario.teams())
        _settle(stack, scenario, teams)
        _store(build_services(settings, clock), scenario, teams)
        database = stack.aws
        assert isinstance(database, DatabaseInside)  # noqa: S101 the options say so
        yield stack, database, settings


def _settle(stack: Stack, scenario: Scenario, teams: Sequence[Team]) -> None:
    """Bring all people and channels into the workspace, as if they had always been there; it is not saved."""
    workspace = stack.workspace
    workspace.saver = type(workspace.saver)(None, dict)
    manifest = json.loads((PROJECT / "manifest.json").read_text("utf-8"))
    manifest["settings"]["event_subscriptions"]["bot_events"] = []  # nobody here answers the app's own messages
    workspace.change_manifest(manifest)
    for number in range(scenario.accounts):
        person: Person = another_person(number)
        workspace.people[person.id] = person
    for team in teams:
        members = [*team.people, BOT_USER_ID]
        workspace.conversations[team.channel] = Conversation(team.channel, name=f"team-{team.number}", members=members)
        for user in team.people:  # they have been asked before
            workspace.direct_message(user).opened = True


def _store(services: Services, scenario: Scenario, teams: Sequence[Team]) -> None:
    refreshed_at = NINE - timedelta(hours=1) if scenario.are_known else YESTERDAY
    with MemberRow.batch_write() as batch:
        for number in range(scenario.accounts):
            person = another_person(number)
            row = MemberRow(TEAM_ID, person.id)
            row.user_name, row.display_name, row.icon_url = person.real_name, person.display_name, ""
            row.zone, row.locale, row.status_text = person.tz, person.locale, ""
            row.dm_channel, row.refreshed_at = f"D{person.id[1:]}", refreshed_at
            batch.save(row)
    calendars: dict[str, int] = {}
    for team in teams:
        group = team.group
        calendars[group.name] = calendars.get(group.name, 0) + 1
        url = CALENDAR_URL if calendars[group.name] <= group.with_calendar else ""
        _store_standup(services, team, url)


def _store_standup(services: Services, team: Team, calendar_url: str) -> None:
    """Store a standup as it is after its first days."""
    standup = with_values(
        default_standup(TEAM_ID, team.channel),
        {
            "standup_id": team.standup_id,
            "name": f"Team {team.number}",
            "ask_at": team.group.ask_at,
            "report_at": team.group.report_at,
            "calendar_url": calendar_url,
        },
    )
    services.standups.save(standup, OWNERS[0], YESTERDAY, team.due_at)
    services.standups.note_people(standup, team.people, ["UTC"])
    if calendar_url:
        services.standups.note_calendar(standup, (), YESTERDAY)
        services.jobs.keep(Job(TEAM_ID, JobKind.CALENDAR, team.standup_id, NINE))
