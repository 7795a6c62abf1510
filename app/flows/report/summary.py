"""Post a report: a summary header in the channel, then each person's answers under their own name.

The layout (`domain/day/occurrence.py: layout_for`) is decided when the report begins and stored on the occurrence
(`shown_as`). The report and late answers do not race: the sender marks the report as out (`reported_at`) and then looks
again for answers that are not posted, and whoever stores an answer reads the occurrence afterwards. So one of them sees
it, or both, and the claim lets one post it. The header goes out when the first group's report is due; later answers
join its thread or the digest, and the report is settled when the last group's time is over.

One person's failure is stored on their row and stops nobody else: their menu says why, and the header says that their
answers are missing. A dead token, or a channel that is archived or without the bot, stops the run; all answers are
kept.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import TypeVar, Unpack

from app.domain.day.occurrence import DayMarks, Occurrence, ReportId, layout_for
from app.domain.day.report import Report, State, in_order
from app.domain.owners.trouble import Trouble
from app.domain.scheduling.due import closes_for_good, is_report_due
from app.domain.standup import Standup
from app.errors import ChangedMeanwhile, SlackError, SlackRefused, SlackUnavailable
from app.flows.owners.alerting import hindrance, tell_not_posted, tell_posted, tell_words_refused
from app.flows.planning import plan_day
from app.flows.report.charts import share_chart
from app.flows.report.closed_channels import is_known_closed, pause_outside
from app.flows.report.delivery import pass_on
from app.flows.report.destinations import require_place
from app.flows.report.digest import post_digest
from app.flows.report.menus_afterwards import show_menus
from app.flows.report.posts import note_words_refused, show_in_channel
from app.flows.report.summary_header import header_at, post_header, renew_header
from app.flows.sender import Pacer, log_stage, outcome_of, sole_sender
from app.flows.standup_lookup import require_active
from app.services import Services
from app.slack.message import Message
from app.slack.patience import AWAY_AFTER
from app.slack_errors import Meaning

_Result = TypeVar("_Result")


def post_report(services: Services, standup: Standup, day: date, deadline: datetime) -> dict[str, object]:
    """Post the report of a day, once, and tell the owners if that is impossible; raises as `post_once`."""
    with telling(services, standup, day):
        return post_once(services, standup, day, deadline)


def post_once(services: Services, standup: Standup, day: date, deadline: datetime) -> dict[str, object]:
    """Post the report of a day, once; continues where an earlier run stopped.

    Raises SlackError if the channel or the token is at fault (stored on the occurrence; all answers are kept),
    SendingError if this run could not finish, SlackUnavailable if a post stays unconfirmed.
    """
    planned = plan_day(services, standup, day)
    stored, _ = services.reports.day(planned.report_id, services.clock.now())
    if stored and stored.progress.settled_at:
        return outcome_of(stored, "already reported")
    with sole_sender(services, standup.team_id, f"report {planned.report_id}", deadline) as pacer:
        standup = services.standups.get(standup.team_id, standup.standup_id) or standup
        return Reporting(services, standup, planned, services.clock.now(), is_wanted=True).run(pacer)


@contextmanager
def telling(services: Services, standup: Standup, day: date) -> Iterator[None]:
    """Tell the owners if Slack's refusal stops the posting of a report in this context; the error is raised again."""
    try:
        yield
    except SlackError as error:
        stored, _ = services.reports.day(ReportId(standup.team_id, standup.standup_id, day), services.clock.now())
        if stored and not is_known_closed(services, standup, stored.channel, error):
            tell_not_posted(services, standup, stored, error)
            if stored.channel == standup.channel:
                pause_outside(services, standup, error, is_told=True)
        raise


def open_thread(
    services: Services, pacer: Pacer, standup: Standup, occurrence: Occurrence, now: datetime
) -> Occurrence:
    """Post the summary header so that answers can join as they come; returns the occurrence with it."""
    reporting = Reporting(services, standup, occurrence, now)
    reporting.run(pacer)
    return reporting.occurrence


class Reporting:
    """One run of posting a report: first what the whole channel waits for, then the answers and what follows.

    Unless it `is_wanted` by somebody, it begins only if it is due and the standup is active when its turn has come;
    else ChangedMeanwhile is raised.
    """

    def __init__(
        self, services: Services, standup: Standup, planned: Occurrence, moment: datetime, *, is_wanted: bool = False
    ) -> None:
        self._services = services
        self._is_wanted = is_wanted
        self._standup = standup
        self._moment = moment
        self._shown: Message | None = None
        self._is_new = False
        self.occurrence = planned

    def run(self, pacer: Pacer) -> dict[str, object]:
        """Post what is there."""
        self.announce(pacer)
        return self.finish(pacer)

    def announce(self, pacer: Pacer) -> None:
        """Post the summary header."""
        self._once_more(lambda: self._announce(pacer))

    def finish(self, pacer: Pacer) -> dict[str, object]:
        """Post the answers, and settle the report when everybody's time is over."""
        if self.occurrence.progress.settled_at:  # by the previous holder of the lease
            return outcome_of(self.occurrence, "already reported")
        return self._once_more(lambda: self._finish(pacer))

    def _once_more(self, post: Callable[[], _Result]) -> _Result:
        """Post, and try again if Slack wrongly says that the bot is not in the channel."""
        try:
            try:
                return post()
            except SlackRefused as refusal:
                if hindrance(self._services, self.occurrence, refusal) is not Trouble.INSIDE:
                    raise
                return post()
        except SlackError as error:
            self._services.reports.note(self.occurrence, problem=error.code)
            raise

    def _announce(self, pacer: Pacer) -> None:
        stored, reports = self._services.reports.day(self.occurrence.report_id, self._now())
        planned = stored or self.occurrence
        shown_as = layout_for(planned, sum(report.is_asked for report in reports))
        if planned.progress.closed_at is None or planned.progress.missed_at:
            self._services.standups.note_open(self._standup, planned.day)
        self.occurrence = self._services.reports.close(planned, shown_as, self._now())
        if self.occurrence.progress.settled_at:
            return
        self._is_new = self.occurrence.header.claimed_at is None
        self._shown = self._header()
        if self.occurrence.header.ts is None:
            require_place(self._services, self._standup, self.occurrence)
            carry_out = pacer.carry_out if self._is_wanted else pacer.if_wanted(self._require_due)
            self.occurrence = post_header(self._services, self.occurrence, self._shown, carry_out)

    def _require_due(self) -> None:
        """Raise ChangedMeanwhile if the standup rests by now, or somebody has withdrawn for whom the report waits."""
        team_id, standup_id = self._standup.team_id, self._standup.standup_id
        require_active(self._services, team_id, standup_id, was_paused=self._standup.is_paused)
        if not is_report_due(self.occurrence, self._reports, self._moment):
            raise ChangedMeanwhile(standup_id)

    def _finish(self, pacer: Pacer) -> dict[str, object]:
        if self.occurrence.is_digest and self.occurrence.progress.reported_at is None:
            self.occurrence = post_digest(self._services, self.occurrence, pacer.carry_out)
        self._post_all(pacer)
        if self.occurrence.progress.reported_at is None:
            # From here on the run that stores an answer posts it. Answers stored until now are ours to post.
            self._note(reported_at=self._now())
        self._post_all(pacer)
        if not self._is_new or self._header() != self._shown:
            self._note(heading_renewed_at=self._now())
            renew_header(self._services, self.occurrence, self._moment, pacer.carry_out)
        reports = self._reports()
        refreshed = self._refresh_menus(reports, pacer)
        is_last = closes_for_good(self.occurrence, self._moment)
        tell_posted(self._services, self.occurrence)
        tell_words_refused(self._services, self._standup, self.occurrence, reports)
        if is_last:
            share_chart(self._services, self.occurrence, pacer.carry_out)
            pass_on(self._services, pacer, self._standup, self.occurrence)
        # An owner may have posted it by hand after it was missed.
        self._note(closed_through=self._moment, settled_at=self._now() if is_last else None, missed_at=None)
        self._log(reports)
        return outcome_of(self.occurrence, "reported") | {"menus refreshed": refreshed}

    def _log(self, reports: Sequence[Report]) -> None:
        states = Counter(report.state for report in reports)
        log_stage(
            self.occurrence,
            "reported",
            sum(report.is_submitted and not report.is_refused for report in reports),
            len(self.occurrence.roster or ()),
            refused=sum(report.is_refused for report in reports),
            skipped=states[State.SKIPPED],
            away=states[State.AWAY],
            unreachable=states[State.UNREACHABLE],
            silent=states[State.ASKED],
        )

    def _header(self) -> Message:
        return header_at(self._services, self.occurrence, self._moment)

    def _post_all(self, pacer: Pacer) -> None:
        """Post everything that is pending, and once more what got no reply the first time."""
        if not self._post_pending(pacer) and not self._post_pending(pacer):
            raise SlackUnavailable("chat.postMessage", "no_answer")

    def _post_pending(self, pacer: Pacer) -> bool:
        """Post pending reports; False if it is unknown whether all of them are there."""
        waiting = [report for report in self._reports() if report.awaits_post and not report.is_refused]
        all_shown, silent = True, 0
        for report in sorted(waiting, key=in_order):
            shown = self._show(report, pacer)
            all_shown &= shown
            silent = 0 if shown else silent + 1
            if silent >= AWAY_AFTER:
                raise SlackUnavailable("chat.postMessage", "no_answer")
        return all_shown

    def _show(self, report: Report, pacer: Pacer) -> bool:
        """Show one report; True if its outcome is known, False if it is unconfirmed."""
        try:
            show_in_channel(self._services, self.occurrence, report, pacer.carry_out)
        except SlackUnavailable:
            return False
        except SlackRefused as refusal:
            if refusal.meaning is not Meaning.WORDS:  # the channel itself is refused
                raise
            note_words_refused(self._services, report, refusal)
        return True

    def _refresh_menus(self, reports: Sequence[Report], pacer: Pacer) -> int:
        """Make the menus show what has become of the reports; returns how many were updated at once."""
        changing = [report for report in reports if self._has_news(report)]
        return show_menus(self._services, self.occurrence, changing, self._moment, pacer.carry_out)

    def _has_news(self, report: Report) -> bool:
        """Whether a person's menu has something new to show: their time is over, or their answers are out."""
        through = self.occurrence.progress.closed_through
        if report.terms.closes_at is None or (through is None and report.is_submitted):
            return True
        return report.terms.closes_at <= self._moment and (through is None or report.terms.closes_at > through)

    def _reports(self) -> list[Report]:
        return self._services.reports.day(self.occurrence.report_id, self._now())[1]

    def _note(self, **marks: Unpack[DayMarks]) -> None:
        marks["problem"] = None
        self.occurrence = self._services.reports.note(self.occurrence, **marks)

    def _now(self) -> datetime:
        return self._services.clock.now()
