"""A report: one member's part in an occurrence, and how it changes.

Clicks may be carried out late, twice or in another order than they came. The time of receipt decides: the later one of
a kind wins, and answers win over a skip.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from enum import StrEnum

from msgspec import Struct, field

from app.domain.day.kinds import fits, read, words_of
from app.domain.day.nothing import is_ticked, nothing_in
from app.domain.day.occurrence import Occurrence, ReportId
from app.domain.day.reason import Reason
from app.domain.languages import ENGLISH
from app.domain.standup import Question
from app.errors import InvalidAnswers
from app.records import replace
from app.slack_errors import Meaning, meaning_of

LONGEST_ANSWER = 3000


class State(StrEnum):
    """The state of a member's report."""

    ASKED = "asked"
    SUBMITTED = "submitted"
    SKIPPED = "skipped"
    AWAY = "away"
    UNREACHABLE = "unreachable"


class Person(Struct, frozen=True):
    """The member as known when they were asked; `language` is that of texts for them."""

    user_name: str = ""
    display_name: str = ""
    icon_url: str = ""
    language: str = ENGLISH


class Received(Struct, frozen=True):
    """When the person's clicks were received; the first one received may be carried out last.

    `answers_at` is the time of the stored answers or of their withdrawal, `again_at` when the same answers came again,
    `skip_at` the time of the last skip or its undoing. Of two of a kind the later one wins, and answers win over a
    skip: a person who has answered cannot skip, even while the answers are not stored yet.
    """

    answers_at: datetime | None = None
    again_at: datetime | None = None
    skip_at: datetime | None = None


class Absence(Struct, frozen=True):
    """Why the member is away (`words` names a holiday, status or note), and the last day of it."""

    why: str = ""
    until: date | None = None
    words: str = ""


class Terms(Struct, frozen=True):
    """`closes_at` is when the report closes for a person with own times; `is_optional` people get no reminders."""

    closes_at: datetime | None = None
    is_optional: bool = False


class Reminding(Struct, frozen=True):
    """The due `moment` of the reminder claimed last, when one was last sent, and how many were sent."""

    moment: datetime | None = None
    sent_at: datetime | None = None
    count: int = 0

    @property
    def is_unconfirmed(self) -> bool:
        """Whether a reminder is claimed, and nobody has stored yet that it was sent."""
        return self.moment != self.sent_at


class MenuSent(Struct, frozen=True):
    """The person's menu: where it is, once it is sent.

    `stale_ts` is a menu that a reminder has replaced and that is still to be deleted. `shows` is the fingerprint of
    what a background run last made it show. `problem` is Slack's code when it last gave no usable answer to sending it.
    """

    claimed_at: datetime | None = None
    channel: str | None = None
    ts: str | None = None
    stale_ts: str | None = None
    shows: str = ""
    problem: str = ""
    reminding: Reminding = Reminding()


class Posted(Struct, frozen=True):
    """The person's post in the channel: the timestamps of its `parts`; `version` is the `answers_at` that they show.

    `page_ts` is the first digest message that shows the report, `rest_ts` the message in its thread with what did not
    fit there. Both are stored elsewhere, and filled in only where they were looked up.
    """

    claimed_at: datetime | None = None
    parts: tuple[str, ...] = ()
    version: datetime | None = None
    page_ts: str = ""
    rest_ts: str = ""


class Resolution(Struct, frozen=True):
    """Who resolved the blocker, the fingerprint of the resolved text, and when it was last resolved or reopened."""

    by: str = ""
    of: str = ""
    at: datetime | None = None


class Blocked(Struct, frozen=True):
    """What is known about the person's blocker besides its text.

    It was first written at `since`, and reworded at `reworded_at` while it had helpers. `named` is who could help
    according to the author, `helpers` are those who offered help. `help_ts` is the message in the post's thread that
    names them, claimed at `help_claimed_at`. `ticked` are earlier days whose blocker the author ticked as resolved.
    `nothing_in` are the questions whose answer says that nothing blocks, decided when the answers came in.
    """

    since: datetime | None = None
    reworded_at: datetime | None = None
    named: str = ""
    helpers: tuple[str, ...] = ()
    help_claimed_at: datetime | None = None
    help_ts: str | None = None
    resolution: Resolution = Resolution()
    ticked: tuple[date, ...] = ()
    nothing_in: frozenset[str] = frozenset()


class Report(Struct, frozen=True):
    """One member's part in an occurrence. `problem` is why they could not be asked, or their answers not be posted."""

    report_id: ReportId
    user_id: str
    person: Person = Person()
    state: State = State.ASKED
    answers: Mapping[str, str] = field(default_factory=dict)
    received: Received = Received()
    absence: Absence = Absence()
    terms: Terms = Terms()
    menu: MenuSent = MenuSent()
    post: Posted = Posted()
    blocked: Blocked = Blocked()
    problem: str | None = None

    @property
    def is_submitted(self) -> bool:
        return self.state is State.SUBMITTED

    @property
    def is_skipped(self) -> bool:
        return self.state is State.SKIPPED

    @property
    def was_skipped_ahead(self) -> bool:
        """Whether the person skipped the day in advance and was never asked."""
        return self.is_skipped and self.menu.claimed_at is None and self.menu.ts is None

    @property
    def is_away(self) -> bool:
        return self.state is State.AWAY

    @property
    def is_asked(self) -> bool:
        """Whether the person was asked, whatever they did then."""
        return self.state not in {State.AWAY, State.UNREACHABLE}

    @property
    def is_settled(self) -> bool:
        """Whether nobody waits for this person: they answered, skipped, are away, or cannot be asked."""
        return self.state is not State.ASKED

    @property
    def is_expected(self) -> bool:
        """Whether the person counts among those who should answer: not if away, unreachable, or optional and silent."""
        if self.state in {State.UNREACHABLE, State.AWAY}:
            return False
        return self.is_submitted or not self.terms.is_optional

    @property
    def menu_at(self) -> tuple[str, str] | None:
        """Where the menu is: its conversation and timestamp; None if that is not known."""
        return (self.menu.channel, self.menu.ts) if self.menu.channel and self.menu.ts else None

    def is_late(self, occurrence: Occurrence) -> bool:
        """Whether the post is late and so in the thread: it was claimed after the report was complete."""
        claimed, reported = self.post.claimed_at, occurrence.progress.reported_at
        return claimed is not None and reported is not None and claimed > reported

    @property
    def awaits_post(self) -> bool:
        """Whether the channel shows nothing of this report yet, or an older version."""
        return self.is_submitted and self.post.version != self.received.answers_at

    @property
    def is_posted(self) -> bool:
        """Whether the channel shows answers of this person, if maybe older ones; of a digest only if looked up."""
        return bool(self.post.page_ts or (self.post.parts and self.post.version))

    @property
    def is_refused(self) -> bool:
        """Whether Slack refused the person's text; problems of the channel do not count, as they may be over by now."""
        return self.is_submitted and meaning_of("chat.postMessage", self.problem or "") is Meaning.WORDS

    @property
    def is_gone(self) -> bool:
        """Whether somebody has deleted the message with the person's answers."""
        return meaning_of("chat.update", self.problem or "") is Meaning.GONE

    def submit(
        self, answers: Mapping[str, str], received_at: datetime, named: str = "", ticked: Iterable[date] = ()
    ) -> "Report":
        """Return the report with submitted answers; answers received before the stored ones change nothing.

        Of the same answers sent again only the time is noted, because an updated post loses its author's name and
        picture.
        """
        if not self._is_news(received_at) or self.received.again_at == received_at:
            return self
        blocked = replace(self.blocked, named=named, ticked=tuple(sorted({*self.blocked.ticked, *ticked})))
        submitted = replace(self, state=State.SUBMITTED, blocked=blocked).with_answers(answers)
        is_same = replace(submitted, answers=self.answers) == self and words_of(answers) == words_of(self.answers)
        if is_same and self.received.answers_at != received_at:
            return replace(self, received=replace(self.received, again_at=received_at))
        return replace(submitted, received=replace(submitted.received, answers_at=received_at, again_at=None))

    def with_answers(self, answers: Mapping[str, str]) -> "Report":
        """Return the report with these answers; for unchanged ones it is not decided again if they say "nothing"."""
        new = {question: answer for question, answer in answers.items() if answer != self.answers.get(question)}
        nothing = (self.blocked.nothing_in & answers.keys() - new.keys()) | nothing_in(new)
        return replace(self, answers=dict(answers), blocked=replace(self.blocked, nothing_in=nothing))

    def withdraw(self, occurrence: Occurrence, received_at: datetime) -> "Report":
        """Return the report without its answers, unless the summary header is out or the day was missed."""
        is_late = occurrence.is_out or occurrence.is_missed
        if is_late or not self.is_submitted or not self._is_news(received_at):
            return self
        received, blocked = replace(self.received, answers_at=received_at), replace(self.blocked, named="")
        return replace(self, state=State.ASKED, received=received, blocked=blocked).with_answers({})

    def is_closed(self, occurrence: Occurrence, now: datetime) -> bool:
        """Whether the person's time is over: the summary header is out and their own time, if any, has come.

        A missed report is closed, too, because an answer would go nowhere.
        """
        closes_at = self.terms.closes_at
        return occurrence.is_missed or (occurrence.is_out and (closes_at is None or closes_at <= now))

    def skip(self, occurrence: Occurrence, received_at: datetime) -> "Report":
        """Skip today, unless the report is under way or the person has already answered."""
        return self._set_skip(State.ASKED, State.SKIPPED, occurrence, received_at)

    def undo_skip(self, occurrence: Occurrence, received_at: datetime) -> "Report":
        """Take a skip back, until the report is under way."""
        return self._set_skip(State.SKIPPED, State.ASKED, occurrence, received_at)

    def go_away(self, occurrence: Occurrence, reason: Reason, received_at: datetime) -> "Report":
        """Mark the member as away, unless the report is under way or they have answered or skipped."""
        away = self._set_skip(State.ASKED, State.AWAY, occurrence, received_at)
        absence = Absence(reason.why.value, reason.until, reason.words)
        return self if away is self else replace(away, absence=absence)

    def come_back(self, occurrence: Occurrence, received_at: datetime) -> "Report":
        """Mark a member who was away as asked again, unless the report is under way."""
        back = self._set_skip(State.AWAY, State.ASKED, occurrence, received_at)
        return self if back is self else replace(back, absence=Absence())

    def _set_skip(self, before: State, after: State, occurrence: Occurrence, received_at: datetime) -> "Report":
        known = self.received.answers_at, self.received.skip_at
        is_later = all(each is None or each < received_at for each in known)
        if self.is_closed(occurrence, received_at) or self.state is not before or not is_later:
            return self
        return replace(self, state=after, received=replace(self.received, skip_at=received_at))

    def _is_news(self, received_at: datetime) -> bool:
        """Whether it is no older than the stored answers; the same time counts as news, as a run may be repeated."""
        return all(
            known is None or known <= received_at for known in (self.received.answers_at, self.received.again_at)
        )


def by_name(report: Report) -> tuple[str, str]:
    """Sort key: reports by the author's name, so that an edit moves nobody."""
    return (report.person.display_name or report.person.user_name).casefold(), report.user_id


def in_order(report: Report) -> tuple[datetime, str]:
    """Sort key: reports in the order of submission."""
    return report.received.answers_at or datetime.max.replace(tzinfo=UTC), report.user_id


def accept_answers(questions: tuple[Question, ...], written: Mapping[str, str]) -> dict[str, str]:
    """Return the answers to store: those that are not blank, in the order of the questions, exactly as typed.

    Moods come as their codes.

    Raises InvalidAnswers naming each field that is too long, is none of the choices, or is required and empty; or the
    first field if all are empty.
    """
    texts = {question.id: written.get(question.id, "") for question in questions}
    answers = {question.id: read(question, text) for question in questions if (text := texts[question.id]).strip()}
    too_long = {question: len(text) for question, text in texts.items() if len(text) > LONGEST_ANSWER}
    missing = [question.id for question in questions if question.required and question.id not in answers]
    given = [(question, answers[question.id]) for question in questions if question.id in answers]
    unfitting = [asked.id for asked, answer in given if not (fits(asked, answer) or is_ticked(asked, answer))]
    if too_long or missing or unfitting:
        raise InvalidAnswers(too_long, missing, unfitting)
    if not answers and questions:
        raise InvalidAnswers({questions[0].id: 0})
    return answers
