"""Why a person got no menu on a day: what is stored and logged of it, in sentences; it reads, and changes nothing."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from app.bootstrap import build_services
from app.domain.day.member import Member
from app.domain.day.occurrence import ReportId
from app.domain.home.causes import explain
from app.domain.home.date_parser import day_in
from app.domain.home.explanation import Cause, Explanation, Facts, Finding, Happening
from app.domain.home.participation import today_of
from app.domain.scheduling.outlook import Fate
from app.domain.setup.stored import StoredStandup
from app.flows.day.explaining import read_day, read_facts, read_people
from app.services import Clock, Services
from app.settings import Settings
from app.storage.rows import connection
from ops import logs
from ops.ending import AWS_ERRORS, Commands, sentence_of
from ops.secrets import explained
from ops.stage import SCHEDULED, Region, Stage, StageName
from ops.steps import Problem
from ops.visible import visible

# What is shown of the log: lines of the person, and of the standup's stages on that day.
MOST_LINES = 20
SECONDS_FOR_LOG = 4.0
BEFORE, AFTER = timedelta(minutes=10), timedelta(minutes=30)
MOST_CHOICES = 10
# The fields of a log's line that name whom it is about.
_PEOPLE = ("user", "to")
_BETWEEN = re.compile(r"[\s._-]+")

app = Commands()
console = Console(highlight=False, soft_wrap=True)

# How a sentence begins: of a day without people, of one that has some, and of either while it is to come.
_NOBODY, _NOT = "Nobody was asked", "Not asked"
_WILL = {_NOBODY: "Nobody will be asked", _NOT: "Will not be asked"}
_SAID = {
    Cause.ASKED: "Was asked at {at}.",
    Cause.ANSWERED: "Has answered without a menu, at {at}.",
    Cause.WILL_BE_ASKED: "Will be asked at {at}.",
    Cause.BEING_ASKED: "Is being asked now: it was time at {at}.",
    Cause.AWAY: "{not_}: marked away{until}.",
    Cause.HOLIDAY: "{not_}: a public holiday of theirs, {words}.",
    Cause.STATUS: "{not_}: their Slack status says “{words}”, which counts as away in this standup.",
    Cause.SKIPPED: "{not_}: they skip this day, as they said beforehand.",
    Cause.LEFT: "{not_}: they have left the standup. *Rejoin* is on their Home tab.",
    Cause.OBSERVER: "{not_}: they are named to read along.",
    Cause.NOT_CHOSEN: "{not_}: the standup asks certain people, and they are not among them.",
    Cause.NOT_A_PERSON: "{not_}: the account is deactivated, or is an app.",
    Cause.NOT_IN_CHANNEL: "{not_}: they were not in the channel when its people were counted last.",
    Cause.CAME_LATER: "{not_}: the day had begun without them, at {at}. Later ones are asked in time.",
    Cause.CANNOT_BE_MESSAGED: "{not_}: Slack does not let them be messaged ({code}), tried at {at}.",
    Cause.TOO_MANY_MENUS: "{not_}: other standups had asked them too often within the hour.",
    Cause.NOT_SENT: "{not_}: the menu was begun at {at}, and Slack gave no usable answer ({code}).",
    Cause.CHANNEL_CLOSED: "{nobody}: the channel is archived, gone, or the bot is not in it ({code}).",
    Cause.REFUSED: "{nobody}: Slack refuses ({code}).",
    Cause.NOT_A_DAY: "{nobody}: the schedule has no standup on that day.",
    Cause.DAY_OFF: "{nobody}: a day off, {words}.",
    Cause.PAUSED: "{nobody}: the standup is paused{since}.",
    Cause.DELETED: "{nobody}: the standup was deleted{since}.",
    Cause.BROKEN: "{nobody}: what is stored of the standup makes no sense. Its owners can set it up anew.",
    Cause.NOT_SET_UP: "{nobody}: the standup was set up only at {at}.",
    Cause.NOT_RESPONSIBLE: "{nobody}: it was set up, resumed or rescheduled at {at}, after its time to ask.",
    Cause.MISSED: "{nobody}: no tick came in time, and the day was given up at {at}. See `doctor`, line ticks.",
    Cause.NO_TICK: "{nobody}: no tick has come since it was due at {at}. See `doctor`, line ticks.",
    Cause.NOTHING_STORED: "{nobody}: ticks came, and by the settings and calendars of then there was no standup on"
    " that day; or what was stored of it is gone.",
    Cause.NO_TIME_LEFT: "{not_}: their time was over at {at} before anybody got to them: no tick came in time, or too"
    " many people were before them. The log of that time says which.",
    Cause.UNREADABLE: "Not known: the day's row makes no sense. The log names it.",
    Cause.UNINSTALLED: "{nobody}: the app was uninstalled at {at}.",
    Cause.NOT_KEPT: "Not known: days are kept for {words} days.",
}
_OFF = {"calendar": "by the company's calendar", "listed": "listed in its settings"}
_HAPPENED = {
    Happening.OPENED: "the day began",
    Happening.CLAIMED: "menu claimed",
    Happening.MENU: "menu in Slack",
    Happening.REMINDED: "last reminder in Slack, in place of the menu",
    Happening.ANSWERED: "last answers received",
    Happening.SKIPPED: "skipped",
    Happening.REPORT_BEGAN: "report began",
    Happening.HEADER: "summary header in the channel",
    Happening.POSTED: "their post in the channel",
    Happening.RENEWED: "summary header refreshed",
    Happening.SETTLED: "report complete",
    Happening.MISSED: "given up as missed",
}


def open_to_read(stage: Stage) -> Services:
    """Give the services of a stage without any secret: nothing is asked of Slack."""
    settings = Settings.from_env({"AWS_REGION": stage.region, "DYNAMODB_TABLE_PREFIX": stage.stack})
    connection.connect(settings, connection.PATIENT)
    return build_services(settings, Clock())


def people_named(services: Services, teams: Sequence[str], name: str) -> list[Member]:
    """Return the people whom an id, a mention or a name means, of all workspaces; a part of a name is enough."""
    now, user_id = services.clock.now(), logs.the_id(name)
    by_id = [services.members.get(team_id, user_id, now) for team_id in teams] if user_id else []
    if found := [member for member in by_id if member]:
        return found
    wanted = _folded(name)
    everybody = [member for team_id in teams for member in services.members.everybody(team_id, now)]
    names = [
        (member, {_folded(member.profile.display_name), _folded(member.profile.user_name)}) for member in everybody
    ]
    exact = [member for member, theirs in names if wanted in theirs]
    return exact or [member for member, theirs in names if wanted and any(wanted in each for each in theirs)]


def _folded(name: str) -> str:
    """Return a name without capitals and accents, and with a space for what stands between its parts."""
    plain = unicodedata.normalize("NFKD", name.casefold().strip().removeprefix("@"))
    return " ".join(_BETWEEN.split("".join(each for each in plain if not unicodedata.combining(each)))).strip()


def the_person(services: Services, teams: Sequence[str], name: str) -> Member:
    """Return the one person who is meant; raises Problem with the choices."""
    found = people_named(services, teams, name)
    if len(found) == 1:
        return found[0]
    if found:
        ways = "the id" if len({each.user_id for each in found}) > 1 else "the workspace, with --team"
        where = {each.team_id for each in found}
        choices = "\n".join(
            f"  {each.user_id}  {_named(each)}{f'  {each.team_id}' if len(where) > 1 else ''}"
            for each in found[:MOST_CHOICES]
        )
        raise Problem(f"{visible(name)!r} could be {len(found)} people. Say which by {ways}.", choices)
    if len(teams) == 1 and (user_id := logs.the_id(name)):
        return Member(teams[0], user_id)
    hint = (
        "Nobody is known by that name here, for the app knows only the names that Slack shows: give the id, which Slack"
        " shows under 'Copy member ID' in the profile."
    )
    raise Problem(f"Who is {visible(name)!r}? {hint}")


def the_teams(services: Services, stage: Stage, wanted: str) -> list[str]:
    """Return the workspaces to look at: the one that is named, or all; raises Problem if there is none."""
    teams = services.standups.teams()
    if not teams:
        raise Problem(f"The stage {stage.name} in {stage.region} knows of no workspace: no tick has come there yet.")
    if not wanted:
        return teams
    meant = [each for each in teams if each == wanted.strip().upper()]
    if not meant:
        known = "\n".join(f"  {each}" for each in teams)
        raise Problem(f"The stage {stage.name} knows of no workspace {visible(wanted)!r}.", known)
    return meant


def the_day(text: str, today: date) -> date:
    """Return the day that somebody typed; raises Problem."""
    day = day_in(text, today, {}, is_past=True) if text else today
    if day is None:
        raise Problem(f"Which day is {visible(text)!r}? Say it as in 2026-11-27, yesterday, or Friday.")
    return day


def standups_meant(services: Services, person: Member, wanted: str) -> list[StoredStandup]:
    """Return the standup that is named by id or name, or else all that concern the person; raises Problem."""
    everything = services.standups.all_and_broken(person.team_id, even_deleted=True)
    if wanted:
        folded = wanted.strip().casefold()
        meant = [
            each for each in everything if folded in {each.standup.standup_id.casefold(), each.standup.name.casefold()}
        ]
        if not meant:
            known = "\n".join(f"  {each.standup.standup_id}  {visible(each.standup.name)}" for each in everything)
            raise Problem(f"There is no standup {visible(wanted)!r}.", known)
        return meant
    return [each for each in everything if _concerns(each, person.user_id)]


def _concerns(stored: StoredStandup, user_id: str) -> bool:
    roles = stored.standup.roles
    named = {*(roles.people or ()), *roles.optional, *roles.observers, *roles.owners, *stored.counted.people}
    return user_id in named or (roles.people is None and stored.deletion.at is None)


def sentence(found: Explanation) -> str:
    """Say the cause."""
    finding, zone = found.finding, _zone(found)
    words = _OFF.get(finding.code) or (
        f"the holiday {finding.words}" if finding.cause is Cause.DAY_OFF else finding.words
    )
    nobody = _NOT if found.has_begun else _NOBODY
    beginnings = {"nobody": nobody, "not_": _NOT}
    if found.is_to_come:
        beginnings = {name: _WILL[words] for name, words in beginnings.items()}
    return _SAID[finding.cause].format(
        **beginnings,
        at=_moment(finding.at, zone) if finding.at else "an unknown time",
        since=f" (since {_moment(finding.at, zone)})" if finding.at else "",
        until=f" until {finding.until}" if finding.until else _open_end(finding),
        code=visible(finding.code) or "no reason is stored",
        words=visible(words),
    )


def _zone(found: Explanation) -> str:
    """Return the zone that the person lives in, if it is known."""
    member = found.facts.member
    return (member.profile.zone if member else None) or found.facts.zone


def _open_end(finding: Finding) -> str:
    return " until they say that they are back" if finding.cause is Cause.AWAY else ""


def _clock(at: datetime, zone: str) -> str:
    return f"{at.astimezone(ZoneInfo(zone)):%H:%M}"


def _moment(at: datetime, zone: str) -> str:
    local = at.astimezone(ZoneInfo(zone))
    return f"{local:%Y-%m-%d %H:%M:%S} {zone}{_in_utc(at, zone)}"


def _moment_of(day: date, zone: str, at: datetime) -> str:
    """Give a moment in a zone that was named before, and with its date if that is not the day."""
    local = at.astimezone(ZoneInfo(zone))
    return ("" if local.date() == day else f"{local:%Y-%m-%d} ") + f"{local:%H:%M:%S}" + _in_utc(at, zone)


def _in_utc(at: datetime, zone: str) -> str:
    return "" if zone == "UTC" else f" ({at:%H:%M:%S} UTC)"


def _lines(found: Explanation) -> Iterator[tuple[str, str]]:
    """Yield what is stored, each line with its title."""
    facts, times, zone = found.facts, found.times, _zone(found)
    where = "" if found.takes_place or found.has_begun else "no standup on this day; else "
    own = (
        ""
        if facts.zone == zone
        else f" ({_clock(times.ask, facts.zone)} to {_clock(times.report, facts.zone)} {facts.zone})"
    )
    reminders = ", ".join(_clock(at, zone) for at in times.remind)
    also = f", reminders {reminders}" if reminders else ""
    yield "schedule", f"{where}{_clock(times.ask, zone)} to {_clock(times.report, zone)} {zone}{own}{also}"
    attention = facts.stored.attention
    short = partial(_moment_of, facts.day, zone)
    due = f"looks next at {short(attention.due_at)}" if attention.due_at else "looks at nothing to come"
    since = f"; answers for what is due since {short(attention.since)}" if attention.since else ""
    yield "ticks", due + since
    occurrence = facts.occurrence
    if occurrence is None or occurrence.roster is None:
        problem = occurrence.trouble.problem if occurrence else None
        nobody = "none" if found.is_to_come else "none: nobody was asked"
        yield "roster", f"{nobody}{f' ({visible(problem)})' if problem else ''}"
    else:
        there = "on it" if facts.user_id in occurrence.roster else "not on it"
        groups = f", in {len(occurrence.times)} groups" if occurrence.has_groups else ""
        yield "roster", f"{len(occurrence.roster)} people{groups}; {there}"
        if problem := occurrence.trouble.problem:
            yield "trouble", f"{visible(problem)}{' (our own word)' if problem in {Fate.PAUSED, Fate.DELETED} else ''}"
    for title, step in zip(("messages", *[""] * len(found.steps)), found.steps, strict=False):
        yield title, f"{short(step.at)}  {_HAPPENED[step.what]}"
    if facts.report:
        yield "state", _state(facts)


def _state(facts: Facts) -> str:
    report = facts.report
    assert report is not None  # noqa: S101 only where there is one
    reminders = f", reminded {report.menu.reminding.count} times" if report.menu.reminding.count else ""
    problem = f"; Slack: {visible(report.problem)}" if report.problem else ""
    return f"{report.state.value}{reminders}{problem}"


def _log_of(stage: Stage, found: Explanation) -> list[str]:
    """Return what the log has of the person, and of the standup's stages, around the day's moments."""
    facts, times = found.facts, found.times
    since, until = times.ask - BEFORE, min(times.report + AFTER, facts.now)
    if since >= facts.now:
        return []
    span = logs.Span(since, until)
    try:
        lines, is_whole = logs.read_for(stage, list(stage.functions), span, SECONDS_FOR_LOG)
    except Problem as problem:
        return [f"cannot be read: {visible(problem)}"]
    except AWS_ERRORS as error:
        return [f"cannot be read: {visible(sentence_of(error, stage.region))}"]
    wanted = [line for line in lines if not line.is_noise and _is_theirs(line, facts)]
    shown = [logs.shown(line).plain for line in wanted[:MOST_LINES]]
    more = len(wanted) - MOST_LINES
    span_options = f"--since {since:%Y-%m-%dT%H:%M} --until {until:%Y-%m-%dT%H:%M}"
    command = f"python3 manage.py logs {stage.options} --person {facts.user_id} {span_options}"
    rest = [f"{more} more: {command}"] if more > 0 else []
    return [*shown, *rest, *([] if is_whole else ["the log is long, and was read only in part"])]


def _is_theirs(line: logs.Line, facts: Facts) -> bool:
    """Whether a line is about the person, or about the standup's day and nobody else."""
    if logs.is_about(line, [facts.user_id]):
        return True
    day = str(ReportId(facts.standup.team_id, facts.standup.standup_id, facts.day))
    is_of_others = any(line.fields.get(name) for name in _PEOPLE)
    return not is_of_others and (_is_stage(line, facts) or logs.is_about(line, [day]))


def _is_stage(line: logs.Line, facts: Facts) -> bool:
    if line.function != SCHEDULED:
        return False
    named = line.fields.get("standup") in {facts.standup.standup_id, facts.stored.id}
    return named and line.fields.get("day", str(facts.day)) == str(facts.day)


def _named(person: Member) -> str:
    names = person.profile.display_name, person.profile.user_name
    return visible(next(filter(None, names), person.user_id))


def _show(stage: Stage, person: Member, found: Explanation, *, with_log: bool) -> None:
    standup = found.facts.standup
    what = f"{visible(standup.name)} ({standup.standup_id}) · {found.facts.day:%A %Y-%m-%d}"
    name = _named(person)
    whom = name if name == person.user_id else f"{name} ({person.user_id})"
    console.print(f"{whom} · {what}", style="bold", markup=False)
    console.print(sentence(found), markup=False)
    table = Table.grid(padding=(0, 2))
    for title, line in _lines(found):
        table.add_row(title, Text(line))  # a text, for brackets in a string are markup
    for number, line in enumerate(_log_of(stage, found) if with_log else ()):
        table.add_row("" if number else "log", Text(line))
    console.print(table)
    console.print()


@app.command()
def main(
    person: Annotated[str, typer.Argument(help="whom: the id, or the name or a part of it")],
    day: Annotated[str, typer.Argument(help="which day: 2026-11-27, yesterday, Friday; today without it")] = "",
    standup: Annotated[str, typer.Option("--standup", help="only one, by id or name")] = "",
    team: Annotated[str, typer.Option("--team", help="the workspace, where a stage has several")] = "",
    stage_name: StageName = "prod",
    region: Region = "",
    *,
    log: Annotated[bool, typer.Option("--log/--no-log", help="what the log has of it, too")] = True,
) -> None:
    """Say why a person was not asked on a day, and what happened. Shows nobody's answers, and changes nothing."""
    stage = Stage(stage_name, region)
    with explained(stage):
        services = open_to_read(stage)
        who = the_person(services, the_teams(services, stage, team), person)
        meant = standups_meant(services, who, standup)
        if not meant:
            raise Problem(f"No standup concerns {_named(who)} in {stage.name}, and none asks a whole channel.")
        people = read_people(services, who.team_id, [who.user_id])
        for stored in meant:
            shown = the_day(day, today_of(stored.standup, who, services.clock.now()))
            for each in read_facts(services, stored, shown, read_day(services, stored, shown), people):
                _show(stage, who, explain(each), with_log=log)
