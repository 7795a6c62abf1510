"""A stage's standups in one reviewed file: written out, compared, applied with the checks of Slack's form."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from app import problem
from app.bootstrap import build_services
from app.domain.setup.config import Plain, config_values, from_plain
from app.domain.setup.problems import unknown_country
from app.domain.setup.stored import StoredStandup
from app.domain.standup import Standup
from app.errors import ChangedMeanwhile, InvalidStandup
from app.flows.owed_days import owed_days
from app.flows.owners.telling_new_owners import tell_of_takeover
from app.flows.report.destinations import place_problems
from app.flows.setup.counting import count_people
from app.flows.setup.crowding import crowd_problems, strangers_of
from app.flows.setup.naming import cannot_own, not_to_own, without_part
from app.language import ENGLISH_LOCALE
from app.records import replace
from app.services import Clock, Services
from app.settings import Settings
from app.storage.rows import connection
from app.storage.rows.older_words import config_in_todays_words
from app.views.kit.problems import problem_words, sentences
from ops.deploying import settings
from ops.ending import Commands
from ops.secrets import StoredSecrets, explained
from ops.stage import SIGNING_SECRET, SUPPRESSION_KEY, Region, Stage, StageName
from ops.standups.standups_file import Entry, read, written
from ops.steps import Problem
from ops.visible import Visible, visible

app = Commands("The standups of a stage as one file.")

FileName = Annotated[Path, typer.Argument(help="the file")]
Prune = Annotated[bool, typer.Option("--prune", help="delete the standups that the file does not have")]


@dataclass(frozen=True, slots=True)
class Plan:
    """What applying a file would do: `saved` with their fields before and after, and `deleted`."""

    saved: list[tuple[Standup, dict[str, tuple[Any, Any]]]]
    deleted: list[Standup]


def open_services(stage: Stage) -> tuple[Services, str]:
    """Give the services of a stage, and the id of its workspace; raises Problem."""
    with explained(stage):
        deployed = settings.deployed(stage)
    stored = StoredSecrets(stage)
    token = stored.get("SLACK_BOT_TOKEN")
    if not token:
        lacks = stage.lacks(f"parameter {stage.parameters['SLACK_BOT_TOKEN']}")
        raise Problem(f"{lacks} To store it: python3 manage.py setup {stage.options}")
    named = {"AWS_REGION": stage.region, "DYNAMODB_TABLE_PREFIX": stage.stack, "SLACK_BOT_TOKEN": token}
    slack = {
        "SLACK_API_URL": os.environ.get("SLACK_API_URL") or deployed.get("SlackApiUrl", ""),
        "SLACK_CHANNEL": deployed.get("SlackChannel", ""),
    }
    ours = Settings.from_env({**named, **slack})
    secrets = replace(
        ours.secrets, signing_secret=stored.get(SIGNING_SECRET), suppression_key=stored.get(SUPPRESSION_KEY)
    )
    ours = replace(ours, secrets=secrets)
    connection.connect(ours, connection.PATIENT)
    services = build_services(ours, Clock())
    return services, services.slack.identity().team_id


def plan(services: Services, team_id: str, entries: list[Entry], *, prune: bool) -> Plan:
    """Compare a file with what is stored; raises Problem that names the lines at fault."""
    stored = {each.standup.standup_id: each.standup for each in services.standups.all(team_id)}
    saved: list[tuple[Standup, dict[str, tuple[Any, Any]]]] = []
    wrong: list[str] = []
    for entry in entries:
        known = services.standups.stored(team_id, entry.standup_id)
        if taken := _used(services, team_id, entry.standup_id, known):
            wrong.append(f"line {entry.line('')}: {taken}")
            continue
        version = known.standup.version if known else 0
        try:
            wanted = from_plain(team_id, entry.standup_id, config_in_todays_words(entry.values), version)
        except InvalidStandup as refused:
            wrong += _at_lines(entry, refused.problems)
            continue
        wrong += _refused(services, entry, wanted, known, [each for each, _ in saved])
        before = config_values(stored[entry.standup_id]) if entry.standup_id in stored else {}
        changes = {
            name: (before.get(name), value)
            for name, value in config_values(wanted).items()
            if before.get(name) != value
        }
        if changes:
            saved.append((wanted, changes))
    if wrong:
        raise Problem("The file is not as it should be. Mend what is named above.", "\n".join(wrong))
    named = {entry.standup_id for entry in entries}
    return Plan(saved, [each for name, each in stored.items() if prune and name not in named])


def _refused(
    services: Services, entry: Entry, wanted: Standup, known: StoredStandup | None, besides: list[Standup]
) -> list[str]:
    """Say, each with its line, what Slack's form refuses: unknown people, owners and places, limits, agreements."""
    before = known.standup if known and not known.deletion.at else None
    wrong: list[str] = []
    if not services.calendars.knows(wanted.time_off.country):
        wrong += _at_lines(entry, {"country": unknown_country(wanted.time_off.country)})
    wrong += [f"line {entry.line(name)}: {name}: {text}" for name, text in _named(services, wanted, known)]
    if set(wanted.readers.agreed) - set(known.standup.readers.agreed if known else ()):
        wrong.append(f"line {entry.line('agreed')}: agreed: only an owner agrees to that, in Slack")
    wrong += _at_lines(entry, crowd_problems(services, wanted, before, besides))
    places = place_problems(services, wanted, before)
    wrong += _at_lines(entry, places)
    strangers = () if "channel" in places else strangers_of(services, wanted, before)
    if strangers:
        wrong.append(f"line {entry.line('people')}: people: {', '.join(strangers)}: not in {wanted.channel}")
    return wrong


def _at_lines(entry: Entry, problems: Mapping[str, problem.Problem]) -> list[str]:
    return [f"line {entry.line(name)}: {name}: {words}" for name, words in sentences(ENGLISH_LOCALE, problems).items()]


def _named(services: Services, wanted: Standup, known: StoredStandup | None) -> list[tuple[str, str]]:
    """Say at which fields somebody is named who cannot be."""
    erased = without_part(services, wanted)
    wrong = [(name, f"{', '.join(people)} takes no part in standups") for name, people in erased]
    limited = [] if erased else not_to_own(services, wanted, known.standup if known else None, most=None)
    return [*wrong, ("owners", problem_words(ENGLISH_LOCALE, cannot_own(limited)))] if limited else wrong


def _used(services: Services, team_id: str, standup_id: str, known: StoredStandup | None) -> str:
    """Say why an id is not free for a new standup, which would get the days that lie under it; empty if it is."""
    if known is not None and known.deletion.at is None:
        return ""
    if known is not None or services.privacy.old_days.are_any(team_id, standup_id, datetime.now(UTC)):
        return f"{standup_id!r} was the id of a deleted standup. Give the new one an id that none has had."
    return ""


def carry_out(services: Services, chosen: Plan, by: str) -> None:
    """Store what a plan says; raises ChangedMeanwhile for what was changed since it was made."""
    now = services.clock.now()
    for standup, _ in chosen.saved:
        before = services.standups.stored(standup.team_id, standup.standup_id)
        owed = owed_days(services, before, standup, now)
        saved = services.standups.save(standup, by, now, now, owed=owed, is_told=True)
        count_people(services, saved.standup)
        if saved.takeover:
            tell_of_takeover(services, standup.team_id, standup.standup_id)
    for standup in chosen.deleted:
        services.standups.delete(standup, by, now)


def show(chosen: Plan) -> None:
    for standup, changes in chosen.saved:
        is_new = all(before is None for before, _ in changes.values())
        print(f"{'+' if is_new else '~'} {visible(standup.standup_id)} ({visible(standup.name)})")
        for name, (before, after) in changes.items():
            print(f"    {name}: {'' if is_new else f'{_short(before)} -> '}{_short(after)}")
    for standup in chosen.deleted:
        print(f"- {visible(standup.standup_id)} ({visible(standup.name)})")
    if not chosen.saved and not chosen.deleted:
        print("Nothing would change.")


def _short(value: Any) -> str:
    if isinstance(value, list):
        return visible("[" + ", ".join(each["text"] if isinstance(each, dict) else str(each) for each in value) + "]")
    return visible(value)


def caller(stage: Stage) -> str:
    with explained(stage):
        arn = str(stage.client("sts").get_caller_identity()["Arn"])
    return f"ops {arn.rpartition('/')[2] or arn.rpartition(':')[2]}"


@app.command("export")
def export(stage: StageName = "prod", region: Region = "") -> None:
    """Print all standups of a stage as one YAML file."""
    services, team_id = _opened(stage, region)
    every: dict[str, Plain] = {
        each.standup.standup_id: config_values(each.standup) for each in services.standups.all(team_id)
    }
    (Visible(sys.stdout) if sys.stdout.isatty() else sys.stdout).write(written(every))


@app.command("diff")
def diff(file: FileName, stage: StageName = "prod", region: Region = "", *, prune: Prune = False) -> None:
    """Show what applying a file would change; the exit code is 2 if anything."""
    services, team_id = _opened(stage, region)
    chosen = plan(services, team_id, read(file), prune=prune)
    show(chosen)
    if chosen.saved or chosen.deleted:
        raise typer.Exit(2)


@app.command("apply")
def apply(
    file: FileName,
    stage: StageName = "prod",
    region: Region = "",
    *,
    prune: Prune = False,
    yes: Annotated[bool, typer.Option("--yes", help="ask nothing")] = False,
) -> None:
    """Change the standups of a stage to what a file says; recorded as by "ops" and who you are in AWS."""
    services, team_id = _opened(stage, region)
    chosen = plan(services, team_id, read(file), prune=prune)
    show(chosen)
    if not chosen.saved and not chosen.deleted:
        return
    if not yes and not typer.confirm("Apply this?"):
        raise typer.Exit(1)
    try:
        carry_out(services, chosen, caller(Stage(stage, region)))
    except ChangedMeanwhile as error:
        told = f"{error} was changed meanwhile, and what was above it is applied. Run 'diff' again."
        raise Problem(told) from error
    print("Applied. It takes effect with the next occurrence.")


def _opened(stage: str, region: str) -> tuple[Services, str]:
    return open_services(Stage(stage, region))
