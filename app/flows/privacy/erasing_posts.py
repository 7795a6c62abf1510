"""Remove an erased person from Slack: menus, posts, and their part of digests, summary headers and copies."""

import logging
from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from app.domain.day.occurrence import Occurrence, ReportId
from app.domain.scheduling.job import PersonErased
from app.errors import SlackError, SlackRefused
from app.flows.day.blockers import offer_address, show_help
from app.flows.report.digest import take_out
from app.flows.report.summary_header import header_at
from app.flows.requester import locale_to
from app.flows.sender import at_once, outbox
from app.language import Locale
from app.outbox import Retracted
from app.services import Services
from app.slack.client import Mark
from app.views import ids
from app.views.kit.readers import channel_locale, person_locale
from app.views.privacy import erasure

# Looking too far back costs one more page; not far enough would leave a copy where it is.
EARLIER = timedelta(days=2)

_log = logging.getLogger(__name__)

Json = dict[str, Any]


class Posts:
    """The messages about one person; `progress` counts what was done, and lists what has to be done by hand."""

    def __init__(self, services: Services, user_id: str, progress: PersonErased) -> None:
        self._services = services
        self._out = outbox(services, at_once(services))
        self._user_id = user_id
        self._progress = progress

    def take_away(self, report_id: ReportId) -> None:
        """Delete a day's menus, posts and copies that show the person, while their report still says where they are."""
        occurrence, report = self._services.reports.snapshot(report_id, self._user_id, self._services.clock.now())
        if report is None:
            return
        locale = person_locale(report)
        for ts in filter(None, (report.menu.ts, report.menu.stale_ts) if report.menu.channel else ()):
            self._delete(locale, str(report.menu.channel), ts, "menu")
        if occurrence is None:
            return
        locale = channel_locale(occurrence)
        for ts in report.post.parts:
            self._delete(locale, occurrence.channel, ts, "post")
        if report.blocked.help_ts:
            self._delete(locale, occurrence.channel, report.blocked.help_ts, "post")
        for observer in sorted(self._services.day.tellings.copied_to(report_id)):
            locale = locale_to(self._services, report_id.team_id, observer)
            self._delete_copy(locale, occurrence, observer)

    def correct_header(self, report_id: ReportId) -> None:
        """Update a day's summary header as if the person had never taken part; their report is gone."""
        day = self._day(report_id)
        if day is None or day.header.ts is None:
            return
        message = header_at(self._services, day, self._services.clock.now())
        try:
            self._out.change((day.channel, day.header.ts), message)
            self._count("headings corrected")
        except SlackRefused as refusal:
            if not refusal.is_gone:
                self._leave(day.channel, day.header.ts, "heading", refusal)

    def take_out_of_digest(self, item: Mapping[str, Any]) -> None:
        """Remove the person's answers from a digest's messages; its rows are erased like all others."""
        day = self._day(self._services.privacy.rows.day_of(dict(item)))
        if day is not None:
            left = take_out(self._services, day, self._user_id, at_once(self._services))
            self._progress.left += [(day.channel, ts, "digest") for ts in left]
            self._count("places in digests")

    def take_out_of_help(self, item: Mapping[str, Any]) -> None:
        """Update messages about a blocker's helpers so that they no longer name the person, whom the row has lost.

        A post says who could help in its author's words and would lose its author's name by a change: it is listed
        instead.
        """
        report_id, author = ReportId.parse(str(item["report_id"])), str(item["user_id"])
        occurrence, report = self._services.reports.snapshot(report_id, author, self._services.clock.now())
        if occurrence is None or report is None:
            return
        if item.get("named") == self._user_id and not occurrence.is_digest:
            self._progress.left += [(occurrence.channel, ts, "named") for ts in report.post.parts[:1]]
        try:
            sent = self._out.find(offer_address(occurrence, report, self._user_id))
        except SlackError as error:
            _log.warning("a message about help was not found", extra={"reason": error.code})
        else:
            if sent:
                self._delete(person_locale(report), sent.channel, sent.ts, "menu")
        show_help(self._services, occurrence, report)

    def _day(self, report_id: ReportId) -> Occurrence | None:
        now = self._services.clock.now()
        found = self._services.reports.occurrences(report_id.team_id, report_id.standup_id, [report_id.day], now)
        return found[0] if found else None

    def _delete(self, locale: Locale, channel: str, ts: str, kind: str) -> None:
        """Delete a message; where Slack does not allow that, replace its text and list the rest."""
        try:
            outcome = self._out.retract((channel, ts), erasure.removed_report(locale))
        except SlackRefused as refusal:
            return self._leave(channel, ts, f"whole {kind}" if kind == "post" else kind, refusal)
        if outcome is not Retracted.GONE:
            self._count(f"{kind}s {outcome}")
        if outcome is Retracted.EMPTIED:
            self._progress.left.append((channel, ts, kind))
        return None

    def _delete_copy(self, locale: Locale, occurrence: Occurrence, observer: str) -> None:
        """Delete the copy of a report in an observer's direct messages, answers first."""
        slack, since = self._services.slack, occurrence.plan.report_at - EARLIER
        find = at_once(self._services)
        mark = partial(Mark, ids.COPY, str(occurrence.report_id), observer)
        try:
            channel = slack.direct_channel(observer)
            summary_header = find(partial(slack.find, channel, mark(0), since))
            if summary_header is None:
                return
            part, ts = 1, find(partial(slack.find, channel, mark(1), since, summary_header))
            while ts is not None:
                self._delete(locale, channel, ts, "copy part")
                part += 1
                ts = find(partial(slack.find, channel, mark(part), since, summary_header))
            self._delete(locale, channel, summary_header, "copy part")
        except SlackRefused as refusal:
            _log.warning("a copy was not found", extra={"reason": refusal.code})
            self._count("copies not found")

    def _count(self, what: str) -> None:
        self._progress.counts[what] = self._progress.counts.get(what, 0) + 1

    def _leave(self, channel: str, ts: str, kind: str, refusal: SlackRefused) -> None:
        _log.warning("a message stays as it is", extra={"reason": refusal.code})
        self._count(f"{kind.removeprefix('whole ')}s left")
        self._progress.left.append((channel, ts, kind))
