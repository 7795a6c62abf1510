"""Show one report in the channel: posted, in parts if it is long, and updated in place when it is edited.

All posts of one person have one claim together and are marked one by one, the last with the version that they show
(`posted_version`). Posts of an earlier attempt are updated to the present state, unless they were found in this very
state: a changed post loses its author's name. If something else was stored meanwhile, it starts again with that.
`tests/report/flows/test_posting.py` lets runs die at each step, run twice, and be overtaken by edits.
"""

import logging
from datetime import datetime
from operator import attrgetter

from app.domain.day.occurrence import Occurrence
from app.domain.day.report import Report
from app.errors import SlackRefused
from app.flows.owners.alerting import tell_words_refused
from app.flows.report import digest
from app.flows.report.help_in_thread import say_help
from app.flows.sender import claim_lifetime, outbox
from app.flows.updating import show_or_say_why
from app.outbox import Address, CarryOut, Delivery, Sent
from app.records import replace
from app.services import Services
from app.slack.client import Author, Mark
from app.slack.message import Message
from app.slack_errors import Meaning
from app.views import ids
from app.views.kit.readers import channel_locale
from app.views.report import posts
from app.views.report.posts import AnsweredQuestions

_how_far = attrgetter("received.answers_at", "post.parts", "post.version")
_log = logging.getLogger(__name__)


def show_in_channel(services: Services, occurrence: Occurrence, report: Report, carry_out: CarryOut) -> Report:
    """Make the channel show the report as it is now, once; returns the report with the places of its posts.

    Edits made meanwhile are shown, too: of two edits under way the older one may arrive last. Raises SlackUnavailable
    if a post stays unconfirmed; another call reconciles it and goes on.
    """
    found = report.post.claimed_at
    while report.awaits_post:
        posted = _Posts(services, occurrence, report, carry_out, found)
        is_shown = posted.show()
        report, found = posted.stored or report, posted.found
        if not is_shown:
            return report
    say_help(services, occurrence, report, carry_out)
    return report


class _Posts:
    """The posts of one report, shown as it was read, and the slot where their delivery is stored.

    One claim covers all of them; they are marked one by one, and the last mark says that they show the report.
    `_is_sure` says that the posts already there do show it: this run has claimed them first, or has updated them.
    `found` is the claim that was there when the report was read first, or this run's own.
    """

    def __init__(
        self,
        services: Services,
        occurrence: Occurrence,
        report: Report,
        carry_out: CarryOut,
        found: datetime | None,
    ) -> None:
        self._services = services
        self._occurrence = occurrence
        self._carry_out = carry_out
        self._report = report
        self.stored: Report | None = report
        self.found = found
        self._is_edit = report.post.version is not None
        self._is_late = occurrence.progress.reported_at is not None
        self._is_ours = self._is_sure = self._are_new = False
        self._keeps_old: str | None = None  # why Slack does not let the posts be changed
        self._messages: list[Message] = []

    def show(self) -> bool:
        """Show the report; False if another run is at work, or nothing is stored of the person any more."""
        rest = self._show_in_digest()
        self._messages = self._worded(rest)
        self._are_new = rest is None and not self._is_edit
        send_once = outbox(self._services, self._carry_out).send_once
        while len(self._report.post.parts) < len(self._messages):
            lives, dead = claim_lifetime(self._occurrence, self.found)
            if send_once(self._address(), self, self._next, lives=lives, dead=dead) is None:
                return self._has_changed
        if self._report.awaits_post:
            self._update_earlier()
            self._note_posted()
        return True

    def claim(self, now: datetime) -> bool:
        if self._report.post.claimed_at is None and not self._is_ours:
            self._is_sure = self._holds(self._services.reports.claim_post(self._report, now), now)
        return self._is_ours

    def read(self) -> Delivery | None:
        """Return the claim; None if something has changed, which then is to be shown instead."""
        here = self._report.report_id, self._report.user_id
        _, self.stored = self._services.reports.snapshot(*here, self._services.clock.now())
        if self.stored is None or self._has_changed:
            return None
        claimed_at = self.stored.post.claimed_at
        return Delivery(claimed_at) if claimed_at else None

    @property
    def _has_changed(self) -> bool:
        return self.stored is not None and _how_far(self.stored) != _how_far(self._report)

    def take_over(self, unconfirmed: Delivery, now: datetime) -> bool:
        as_read = replace(self._report, post=replace(self._report.post, claimed_at=unconfirmed.claimed_at))
        return self._holds(self._services.reports.reclaim_post(as_read, now), now)

    def _holds(self, is_ours: bool, since: datetime) -> bool:  # noqa: FBT001 what a claim has come to
        self._is_ours, self.found = is_ours, since if is_ours else self.found
        return is_ours

    def mark(self, sent: Sent) -> None:
        """Mark a post. All new posts are of one attempt at a time, so the last one shows what the others do."""
        self._is_sure |= self._are_new and sent.version == _version(self._report)
        self._note_posted(sent.ts)

    def _note_posted(self, *posted: str) -> None:
        self._report = replace(self._report, post=replace(self._report.post, parts=(*self._report.post.parts, *posted)))
        if self._is_sure and len(self._report.post.parts) >= len(self._messages):
            self._report = replace(
                self._report, post=replace(self._report.post, version=self._report.received.answers_at)
            )
        self.stored = self._services.reports.mark_posted(self._report, self._keeps_old)

    def _next(self) -> Message:
        """Return the next post, after those before it were made to show the same state."""
        self._update_earlier()
        return self._messages[len(self._report.post.parts)]

    def _update_earlier(self) -> None:
        """Update posts of an earlier attempt, which may show an older state; they lose their author's name."""
        if not self._is_sure:
            self._reword()
        self._is_sure = True

    def _show_in_digest(self) -> AnsweredQuestions | None:
        """Make the digest show the answers and return what does not fit; None if they are not in it."""
        joins = not self._is_edit and _joins_digest(self._occurrence, self._report)
        if joins:
            self.claim(self._services.clock.now())
        elif not self._is_edit:
            return None
        rest, self._keeps_old = digest.show(
            self._services, self._occurrence, self._report, self._carry_out, joins=joins
        )
        return rest

    def _worded(self, rest: AnsweredQuestions | None) -> list[Message]:
        """Return the posts; in a digest, what is said about help stands under the summary header."""
        note = self._note()
        if rest is not None:
            return posts.posts_of(channel_locale(self._occurrence), self._occurrence, rest, note)
        return posts.posts(self._occurrence, self._report, note, with_help=not self._occurrence.is_digest)

    def _note(self) -> str:
        """Return when the report was edited, or added after the person's own time; else an empty string."""
        moment = self._report.received.answers_at
        if moment is None:
            return ""
        if self._is_edit:
            return posts.edited(channel_locale(self._occurrence), self._occurrence, moment)
        is_added = self._is_late and not _is_in_time(self._report)
        return posts.added(channel_locale(self._occurrence), self._occurrence, moment) if is_added else ""

    def _address(self) -> Address:
        occurrence, report = self._occurrence, self._report
        is_reply = self._is_edit or self._is_late or occurrence.is_threaded
        return Address(
            occurrence.channel,
            Mark(ids.POST, str(report.report_id), report.user_id, len(report.post.parts), _version(report)),
            since=occurrence.progress.closed_at or self._services.clock.now(),
            thread_ts=occurrence.header.ts if is_reply else None,
            author=Author(report.person.display_name, report.person.icon_url),
        )

    def _reword(self) -> None:
        superfluous = len(self._report.post.parts) - len(self._messages)
        taken_out = [posts.withdrawn_part(channel_locale(self._occurrence), self._occurrence)] * superfluous
        for ts, message in zip(self._report.post.parts, [*self._messages, *taken_out], strict=False):
            self._change(ts, message)

    def _change(self, ts: str, message: Message) -> None:
        """Update a post; since it then shows the app as its author, the text itself names the person.

        Slack fetches the picture and refuses the whole post if it cannot: then the name alone has to do.
        """
        try:
            self._replace(ts, posts.signed(self._report, message))
        except SlackRefused as refusal:
            if refusal.meaning is not Meaning.WORDS:
                raise
            _log.warning("a post was changed without its picture", extra={"reason": refusal.code})
            self._replace(ts, posts.signed(self._report, message, with_picture=False))

    def _replace(self, ts: str, message: Message) -> None:
        """Replace a post; where Slack allows no change any more it stays as it is, and the reason is stored."""
        place, user_id = (self._occurrence.channel, ts), self._report.user_id
        if code := show_or_say_why(self._services, self._carry_out, place, lambda: message):
            _log.warning("a post keeps its old words", extra={"user": user_id, "reason": code})
            self._keeps_old = code


def note_words_refused(services: Services, report: Report, refusal: SlackRefused) -> Report:
    """Store that Slack refuses a person's words, and return the report; nobody else's posts wait for it."""
    _log.error("a report was refused", exc_info=refusal, extra={"user": report.user_id, "reason": refusal.code})
    services.reports.note_refused(report, refusal.code)
    return replace(report, problem=refusal.code)


def say_words_refused(services: Services, occurrence: Occurrence, report: Report, refusal: SlackRefused) -> Report:
    """Store the same for a report that is out already, and tell the owners."""
    here, noted = occurrence.report_id, note_words_refused(services, report, refusal)
    if standup := services.standups.get(here.team_id, here.standup_id):
        tell_words_refused(services, standup, occurrence, [noted])
    return noted


def _joins_digest(occurrence: Occurrence, report: Report) -> bool:
    """Whether a posted digest includes these answers: they came within the person's own time."""
    return bool(occurrence.is_digest and occurrence.progress.reported_at and _is_in_time(report))


def _is_in_time(report: Report) -> bool:
    """Whether the answers came within the person's own time."""
    return bool(
        report.received.answers_at and report.terms.closes_at and report.received.answers_at <= report.terms.closes_at
    )


def _version(report: Report) -> str:
    return report.received.answers_at.isoformat() if report.received.answers_at else ""
