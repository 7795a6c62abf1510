"""Showing one report in the channel: claimed, posted, marked; and updated in place when it is edited."""

import logging
from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from app.domain.occurrence import Occurrence
from app.domain.report import Report
from app.errors import SlackRefused, SlackTokenRefused
from app.flows import digesting, sending
from app.flows.alerting import tell_words_refused
from app.flows.help_in_thread import say_help
from app.flows.rewording import reword_later
from app.message import Message
from app.outbox import CLAIM_LIVES, WATCH_EVERY, CarryOut
from app.records import replace
from app.services import Services
from app.slack import Author, Mark
from app.slack_meanings import Meaning
from app.views import ids, posts

_log = logging.getLogger(__name__)


def show_in_channel(services: Services, occurrence: Occurrence, report: Report, carry_out: CarryOut) -> Report:
    """Make the channel show the report as it is now, once; returns it with the marks of its posts.

    What was edited while that was done is shown, too: of two edits under way the older one may arrive last.
    Raises SlackUnavailable if it is unknown whether a post was made; calling again finds out and goes on.
    """
    showing = _Showing(services, occurrence, carry_out)
    while report.awaits_post:
        shown = showing.update(report) if report.posted_version else showing.post(report)
        if shown is None:  # somebody else has shown what is stored by then
            _, known = services.reports.snapshot(report.report_id, report.user_id, services.clock.now())
            return known or report
        report = shown
    say_help(services, occurrence, report, carry_out)
    return report


def _claimed(services: Services, occurrence: Occurrence, report: Report) -> tuple[Report, bool] | None:
    """Claim the posts, and tell whether somebody may have begun; None if somebody else has done it, or will.

    Before the report is complete only the sender claims, and there is only one: an old claim is a dead one's.
    Afterwards late answers are posted by whoever received them, so a claim may be somebody's at this moment.
    """
    now = services.clock.now()
    if report.post_claimed_at is None and services.reports.claim_post(report, now):
        return replace(report, post_claimed_at=now), False
    left = _left_behind(services, report) if occurrence.reported_at else report
    if left is None or left.post_claimed_at is None:
        return None
    now = services.clock.now()
    return (replace(left, post_claimed_at=now), True) if services.reports.reclaim_post(left, now) else None


def _left_behind(services: Services, report: Report) -> Report | None:
    """Give the report once its claim is a dead one's; None as soon as the posts show what is stored."""
    while True:
        now = services.clock.now()
        _, known = services.reports.snapshot(report.report_id, report.user_id, now)
        if known is None or not known.awaits_post:
            return None
        if known.post_claimed_at is None or not timedelta(0) <= now - known.post_claimed_at < CLAIM_LIVES:
            return known
        services.clock.sleep(WATCH_EVERY)


class _Showing:
    """The posts of one occurrence."""

    def __init__(self, services: Services, occurrence: Occurrence, carry_out: CarryOut) -> None:
        self._services = services
        self._occurrence = occurrence
        self._carry_out = carry_out

    def post(self, report: Report) -> Report | None:
        """Post what is not posted yet; an earlier attempt may have got further than its marks say.

        The posts of that attempt may show older words than are stored by now, so they are changed to these.
        """
        claimed = _claimed(self._services, self._occurrence, report)
        if claimed is None:
            return None
        report, in_doubt = claimed
        if _joins_digest(self._occurrence, report):
            rest = digesting.join(self._services, self._occurrence, report, self._carry_out)
            messages = posts.posts_of(self._occurrence, rest) if rest else []
            if in_doubt and rest:
                report = self._recovered(report, messages, self._occurrence.heading_ts)
            return self._post_rest(report, messages, self._occurrence.heading_ts)
        is_late = self._occurrence.reported_at is not None
        note = _added(self._occurrence, report) if is_late else ""
        thread_ts = self._occurrence.heading_ts if is_late or self._occurrence.is_threaded else None
        messages = self._messages(report, note)
        if in_doubt:
            report = self._recovered(report, messages, thread_ts, are_new=True)
        return self._post_rest(report, messages, thread_ts)

    def update(self, report: Report) -> Report | None:
        """Put the edited answers into the posts that are there, or the digest; what does not fit goes to the thread."""
        note = posts.edited(self._occurrence, report.changed_at) if report.changed_at else ""
        rest = digesting.show_again(self._services, self._occurrence, report, self._carry_out)
        messages = self._messages(report, note) if rest is None else posts.posts_of(self._occurrence, rest, note)
        thread_ts = self._occurrence.heading_ts
        if len(messages) <= len(report.posted):
            self._reword(report, messages)
        elif claimed := _claimed(self._services, self._occurrence, report):
            report = self._recovered(claimed[0], messages, thread_ts)
        else:
            return None
        return self._post_rest(report, messages, thread_ts)

    def _messages(self, report: Report, note: str) -> list[Message]:
        """Give the posts; in a digest, what is said about help stands under the heading."""
        return posts.posts(self._occurrence, report, note, with_help=not self._occurrence.is_digest)

    def _recovered(
        self, report: Report, messages: Sequence[Message], thread_ts: str | None, *, are_new: bool = False
    ) -> Report:
        """Find the next post if an earlier attempt has made it, and let all that are there say what is stored now.

        If `are_new`, that attempt has made all of them: found with these very words, they keep their author's name.
        """
        if found := self._find(report, thread_ts):
            ts, version = found
            report = self._marked(replace(report, posted=(*report.posted, ts)))
            if are_new and version == _version(report):
                return report
        self._reword(report, messages)
        return report

    def _reword(self, report: Report, messages: Sequence[Message]) -> None:
        superfluous = len(report.posted) - len(messages)
        taken_out = [posts.withdrawn_part(self._occurrence)] * superfluous
        for ts, message in zip(report.posted, [*messages, *taken_out], strict=False):
            self._change(report, ts, message)

    def _change(self, report: Report, ts: str, message: Message) -> None:
        """Put other words into a post; as it shows the app as its author then, it says in itself whose they are.

        Slack fetches the picture, and refuses all of it where it cannot: then the name has to do.
        """
        place = self._occurrence.channel, ts
        try:
            reword_later(self._services, self._carry_out, place, posts.signed(report, message))
        except SlackRefused as refusal:
            if refusal.meaning is not Meaning.WORDS:
                raise
            _log.warning("a post was changed without its picture", extra={"reason": refusal.code})
            reword_later(self._services, self._carry_out, place, posts.signed(report, message, with_picture=False))

    def _post_rest(self, report: Report, messages: Sequence[Message], thread_ts: str | None) -> Report:
        for message in messages[len(report.posted) :]:
            ts = self._post(report, message, thread_ts)
            report = self._marked(replace(report, posted=(*report.posted, ts)))
        return self._services.reports.mark_posted(replace(report, posted_version=report.changed_at))

    def _post(self, report: Report, message: Message, thread_ts: str | None) -> str:
        call = partial(
            self._services.slack.post,
            self._occurrence.channel,
            message,
            self._mark(report),
            author=Author(report.display_name, report.icon_url),
            thread_ts=thread_ts,
        )
        _, ts = self._carry_out(call, sending.CHANNEL)
        return ts

    def _find(self, report: Report, thread_ts: str | None) -> tuple[str, str] | None:
        """Look for a post that may have been made; without the scope to read the channel nobody can tell."""
        since = self._occurrence.closed_at or self._services.clock.now()
        find = partial(
            self._services.slack.find_version, self._occurrence.channel, self._mark(report), since, thread_ts
        )
        try:
            return self._carry_out(find, 0)
        except (SlackRefused, SlackTokenRefused) as refusal:
            _log.warning("cannot look for a post", extra={"reason": refusal.code})
            return None

    def _mark(self, report: Report) -> Mark:
        return Mark(ids.POST, str(report.report_id), report.user_id, len(report.posted), _version(report))

    def _marked(self, report: Report) -> Report:
        self._services.reports.mark_posted(report)
        return report


def note_words_refused(services: Services, report: Report, refusal: SlackRefused) -> Report:
    """Note that Slack does not take a person's words, and give the report; nobody else's wait for them."""
    _log.error("a report was refused", exc_info=refusal, extra={"user": report.user_id, "reason": refusal.code})
    services.reports.note_refused(report, refusal.code)
    return replace(report, problem=refusal.code)


def say_words_refused(services: Services, occurrence: Occurrence, report: Report, refusal: SlackRefused) -> Report:
    """Note the same of a report that is out already, and tell the owners of it."""
    here, noted = occurrence.report_id, note_words_refused(services, report, refusal)
    if standup := services.standups.get(here.team_id, here.standup_id):
        tell_words_refused(services, standup, occurrence, [noted])
    return noted


def _joins_digest(occurrence: Occurrence, report: Report) -> bool:
    """Whether a digest that is out takes the answers in: they came within the person's own time."""
    is_in_time = report.changed_at and report.closes_at and report.changed_at <= report.closes_at
    return bool(occurrence.is_digest and occurrence.reported_at and is_in_time)


def _version(report: Report) -> str:
    return report.changed_at.isoformat() if report.changed_at else ""


def _added(occurrence: Occurrence, report: Report) -> str:
    """Say when a report was added, if that was after the person's own time."""
    if report.changed_at is None or (report.closes_at and report.changed_at <= report.closes_at):
        return ""
    return posts.added(occurrence, report.changed_at)
