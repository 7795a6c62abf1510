"""Decides why a person got no menu on a day of a standup, from what is stored: the one place that explains it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from app.domain.day.absence import why_not_asked
from app.domain.day.member import Member
from app.domain.day.occurrence import Occurrence
from app.domain.day.report import Report, State
from app.domain.home.explanation import Cause, Explanation, Facts, Finding, Happening, Step
from app.domain.owners.trouble import TOO_MANY
from app.domain.schedule import Moments, local_date, moments, takes_place
from app.domain.scheduling.outlook import Fate
from app.slack_errors import CLOSED, meaning_of

# The next tick does what has become due within this time.
A_TICK = timedelta(minutes=2)


def explain(facts: Facts) -> Explanation:
    """Explain a person's day in a standup."""
    return Explanation(facts, _finding(facts), _times(facts), tuple(sorted(_steps(facts), key=lambda step: step.at)))


def _times(facts: Facts) -> Moments:
    """Return the person's times on the day: those that it began with, or else by the schedule."""
    occurrence = facts.occurrence
    if occurrence and occurrence.roster is not None:
        return occurrence.group_of(facts.user_id).times
    return moments(facts.standup, facts.day, facts.zone)


def _finding(facts: Facts) -> Finding:
    if facts.report:
        return _of_report(facts, facts.report)
    occurrence = facts.occurrence
    if occurrence is None:
        return _without_day(facts)
    if occurrence.trouble.is_lost:
        return Finding(Cause.UNREADABLE)
    return _unopened(facts, occurrence) if occurrence.roster is None else _opened(facts, occurrence)


def _of_report(facts: Facts, report: Report) -> Finding:
    if report.menu.ts:
        return Finding(Cause.ASKED, at=report.menu.claimed_at)
    if report.is_submitted:
        return Finding(Cause.ANSWERED, at=report.received.answers_at)
    if report.state is State.AWAY:
        known = {cause.value: cause for cause in (Cause.AWAY, Cause.HOLIDAY, Cause.STATUS)}
        cause = known.get(report.absence.why, Cause.AWAY)
        words = "" if cause is Cause.AWAY else report.absence.words  # a note on an absence is for its writer alone
        return Finding(cause, words=words, until=report.absence.until)
    if report.is_skipped:
        return Finding(Cause.SKIPPED, at=report.received.skip_at)
    if report.state is State.UNREACHABLE:
        is_ours = report.problem == TOO_MANY
        cause = Cause.TOO_MANY_MENUS if is_ours else Cause.CANNOT_BE_MESSAGED
        return Finding(cause, "" if is_ours else report.problem or "", at=report.menu.claimed_at)
    return _of_a_try(facts, report)


def _of_a_try(facts: Facts, report: Report) -> Finding:
    """Explain what became of a menu that was to be sent: it was tried in vain, or never."""
    occurrence = facts.occurrence
    if occurrence and not (report.menu.claimed_at or report.menu.problem):
        return _not_reached(facts, occurrence)
    code = report.menu.problem or (occurrence.trouble.problem if occurrence else "") or ""
    return Finding(Cause.NOT_SENT, code, at=report.menu.claimed_at)


def _unopened(facts: Facts, occurrence: Occurrence) -> Finding:
    """Explain a day on which nobody was asked though it was tried, or was missed."""
    problem, missed_at = occurrence.trouble.problem, occurrence.progress.missed_at
    if problem or missed_at:
        return _why_nobody(problem, missed_at)
    return _without_day(facts)


def _why_nobody(problem: str | None, missed_at: datetime | None) -> Finding:
    if problem in {Fate.PAUSED, Fate.DELETED}:
        return Finding(Cause.PAUSED if problem == Fate.PAUSED else Cause.DELETED, at=missed_at)
    if problem:
        is_closed = meaning_of("chat.postMessage", problem) in CLOSED.values()
        return Finding(Cause.CHANNEL_CLOSED if is_closed else Cause.REFUSED, problem)
    return Finding(Cause.MISSED, at=missed_at)


def _opened(facts: Facts, occurrence: Occurrence) -> Finding:
    """Explain why somebody has no report on a day with a roster."""
    opened_at = occurrence.progress.opened_at
    if facts.user_id not in (occurrence.roster or ()):
        return _no_place(facts) or _too_late(facts, occurrence) or Finding(Cause.CAME_LATER, at=opened_at)
    return _not_reached(facts, occurrence)


def _too_late(facts: Facts, occurrence: Occurrence) -> Finding | None:
    """Return why somebody is not on the roster any more, or never was, though they belonged to the day.

    Where people have times of their own, the ticks take off the roster whoever could not be asked in theirs.
    """
    own, opened_at = moments(facts.standup, facts.day, facts.zone), occurrence.progress.opened_at
    is_over = facts.now >= own.report and not (opened_at and own.ask <= opened_at < own.report)
    if not (facts.standup.schedule.own_zones and is_over) or facts.came_after(own.report):
        return None
    is_named = facts.standup.roles.people is not None or facts.user_id in facts.standup.roles.optional
    return _held(facts, own) or (Finding(Cause.NO_TIME_LEFT, at=own.report) if is_named else None)


def _not_reached(facts: Facts, occurrence: Occurrence) -> Finding:
    """Explain why nobody has tried to ask somebody who is on the roster."""
    times, progress, problem = _times(facts), occurrence.progress, occurrence.trouble.problem
    if facts.now < times.ask and not occurrence.is_over:
        return _before_it_could(facts, times) or _to_come(facts, times)
    if problem or progress.missed_at:
        return _why_nobody(problem, progress.missed_at)
    if gone := _gone(facts, times):
        return gone
    if facts.now < times.report and progress.asked_at is None:
        return facts.pause if facts.standup.is_paused else Finding(Cause.BEING_ASKED, at=times.ask)
    if since := facts.paused_since(times.ask):
        return Finding(Cause.PAUSED, at=since)
    return Finding(Cause.NO_TIME_LEFT, at=times.report)


def _no_place(facts: Facts) -> Finding | None:
    """Return why a person takes no part in the standup, as far as that is known now."""
    standup, counted = facts.standup, facts.stored.counted.people
    member = facts.member or Member(standup.team_id, facts.user_id)
    reason = why_not_asked(standup, member, facts.day, facts.holidays)
    if reason and not reason.is_absence:
        return Finding(Cause(reason.why.value))
    is_outside = standup.roles.people is None and counted and facts.user_id not in (*counted, *standup.roles.optional)
    return Finding(Cause.NOT_IN_CHANNEL) if is_outside else None


def _without_day(facts: Facts) -> Finding:
    """Explain a day of which nothing is stored."""
    times = _times(facts)
    before = _before_it_could(facts, times) or _no_day(facts)
    if before:
        return before
    return _to_come(facts, times) if facts.now < times.ask else _held(facts, times) or _not_looked_at(facts, times)


def _held(facts: Facts, times: Moments) -> Finding | None:
    """Return whether the standup was paused at that time, or was not yet what it is now."""
    since = facts.stored.attention.since
    if paused_at := facts.paused_since(times.ask):
        return Finding(Cause.PAUSED, at=paused_at)
    if since and since > times.ask:
        return Finding(Cause.NOT_RESPONSIBLE, at=since)
    return facts.pause if facts.standup.is_paused and not facts.pauses else None


def _not_looked_at(facts: Facts, times: Moments) -> Finding:
    """Explain a day that should have begun: whether a tick has looked at the standup since it was due."""
    due_at = facts.stored.attention.due_at
    if facts.now < times.ask + A_TICK:
        return Finding(Cause.BEING_ASKED, at=times.ask)
    return Finding(Cause.NO_TICK, at=due_at) if due_at and due_at <= times.ask else Finding(Cause.NOTHING_STORED)


def _before_it_could(facts: Facts, times: Moments) -> Finding | None:
    """Return why the standup could ask nobody at that time, whatever its schedule says."""
    stored, today = facts.stored, local_date(facts.now, facts.zone)
    set_up_at = stored.history.set_up_at
    if gone := _gone(facts, times):
        return gone
    if stored.is_broken:
        return Finding(Cause.BROKEN)
    if set_up_at and local_date(set_up_at, facts.zone) > facts.day:
        return Finding(Cause.NOT_SET_UP, at=set_up_at)
    kept = min(filter(None, (facts.standup.readers.retention_days, facts.days_kept)), default=0)
    return Finding(Cause.NOT_KEPT, words=str(kept)) if kept and (today - facts.day).days > kept else None


def _gone(facts: Facts, times: Moments) -> Finding | None:
    """Return whether the app or the standup was gone by the report's time."""
    if facts.uninstalled_at and facts.uninstalled_at <= times.report:
        return Finding(Cause.UNINSTALLED, at=facts.uninstalled_at)
    deleted_at = facts.stored.deletion.at
    return Finding(Cause.DELETED, at=deleted_at) if deleted_at and deleted_at <= times.report else None


def _no_day(facts: Facts) -> Finding | None:
    """Return why the standup does not take place on the day."""
    standup, time_off = facts.standup, facts.standup.time_off
    if not takes_place(standup, facts.day):
        return Finding(Cause.NOT_A_DAY)
    if not facts.day_off(facts.day):
        return None
    if facts.day in time_off.calendar_days:
        return Finding(Cause.DAY_OFF, "calendar")
    if facts.day in time_off.days_off:
        return Finding(Cause.DAY_OFF, "listed")
    return Finding(Cause.DAY_OFF, "holiday", words=facts.holidays(time_off.country, facts.day) or "")


def _to_come(facts: Facts, times: Moments) -> Finding:
    """Say what is to be expected of a time that is still to come; who is on the roster is judged again then."""
    if facts.standup.is_paused:
        return facts.pause
    if no_place := _no_place(facts):
        return no_place
    member = facts.member or Member(facts.standup.team_id, facts.user_id)
    if member.skips_on(facts.standup.standup_id, facts.day):
        return Finding(Cause.SKIPPED)
    reason = why_not_asked(facts.standup, member, facts.day, facts.holidays)
    if reason and reason.why.value in {Cause.AWAY, Cause.HOLIDAY}:
        words = reason.words if reason.why.value == Cause.HOLIDAY else ""
        return Finding(Cause(reason.why.value), words=words, until=reason.until)
    return Finding(Cause.WILL_BE_ASKED, at=times.ask)


def _steps(facts: Facts) -> Iterator[Step]:
    """Yield what happened, to the person and to the whole day."""
    if facts.occurrence:
        progress, header = facts.occurrence.progress, facts.occurrence.header
        moments_of_day = {
            Happening.OPENED: progress.opened_at,
            Happening.REPORT_BEGAN: progress.closed_at,
            Happening.HEADER: _sent_at(header.ts),
            Happening.RENEWED: header.renewed_at,
            Happening.SETTLED: progress.settled_at,
            Happening.MISSED: progress.missed_at,
        }
        yield from (Step(at, stage) for stage, at in moments_of_day.items() if at)
    if facts.report:
        report, menu = facts.report, facts.report.menu
        moments_of_person = {
            Happening.CLAIMED: menu.claimed_at,
            Happening.REMINDED if menu.reminding.count else Happening.MENU: _sent_at(menu.ts),
            Happening.ANSWERED: report.received.answers_at,
            Happening.SKIPPED: report.received.skip_at if report.is_skipped else None,
            Happening.POSTED: _sent_at(report.post.parts[0] if report.post.parts else None),
        }
        yield from (Step(at, stage) for stage, at in moments_of_person.items() if at)


def _sent_at(ts: str | None) -> datetime | None:
    """Return when Slack took a message, which its timestamp says."""
    try:
        return datetime.fromtimestamp(float(ts), UTC) if ts else None
    except (ValueError, OverflowError, OSError):
        return None
