"""A report: one member's part in an occurrence, and how it changes."""

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
    """What a member's report has come to."""

    ASKED = "asked"
    SUBMITTED = "submitted"
    SKIPPED = "skipped"
    AWAY = "away"
    UNREACHABLE = "unreachable"


class Person(Struct, frozen=True):
    """Whose report it is, as they were known when they were asked; `language` is the one to talk to them in."""

    user_name: str = ""
    display_name: str = ""
    icon_url: str = ""
    language: str = ENGLISH


class Received(Struct, frozen=True):
    """When what the person did was received: what is received first may be carried out last.

    `answers_at` is that of the answers that are stored, or of their withdrawal, and `again_at` that at which the same
    came once more; `skip_at` that of the last skip, or of its undoing. Of two of a kind the later one wins, and answers
    win over a skip: who has answered cannot skip, even while the answers are still on their way to the storage.
    """

    answers_at: datetime | None = None
    again_at: datetime | None = None
    skip_at: datetime | None = None


class Absence(Struct, frozen=True):
    """Why somebody is away, in `words` if there are any, and until which day, it included."""

    why: str = ""
    until: date | None = None
    words: str = ""


class Terms(Struct, frozen=True):
    """`closes_at` is when the report closes for a person with times of their own; who `is_optional` is not chased."""

    closes_at: datetime | None = None
    is_optional: bool = False


class Reminding(Struct, frozen=True):
    """The `moment` of the reminder that was claimed last, when one was last sent, and how many were."""

    moment: datetime | None = None
    sent_at: datetime | None = None
    count: int = 0


class MenuSent(Struct, frozen=True):
    """The person's menu: where it is, once it is sent.

    `stale_ts` is one that a reminder has replaced and that is to go; `shows` is the fingerprint of what it was last
    made to show in the background.
    """

    claimed_at: datetime | None = None
    channel: str | None = None
    ts: str | None = None
    stale_ts: str | None = None
    shows: str = ""
    reminding: Reminding = Reminding()


class Posted(Struct, frozen=True):
    """The person's post in the channel: the timestamps of its `parts`, and the `answers_at` that they show.

    `page_ts` and `rest_ts`, which are not stored here, are the first message of a digest that shows the report, and the
    one in its thread with what did not fit there, for whom they were looked up.
    """

    claimed_at: datetime | None = None
    parts: tuple[str, ...] = ()
    version: datetime | None = None
    page_ts: str = ""
    rest_ts: str = ""


class Resolution(Struct, frozen=True):
    """Who said that it is out of the way, the fingerprint of what is, and when that was last said or taken back."""

    by: str = ""
    of: str = ""
    at: datetime | None = None


class Blocked(Struct, frozen=True):
    """What is known of the person's blocker beside its words.

    It was first written at `since`, and put into other words at `reworded_at` while somebody helped. `named` is who
    could help, as they say, `helpers` are those who said that they can; `help_ts` is where the thread of the post says
    so, claimed at `help_claimed_at`. `ticked` are earlier days of which the answers say that theirs is resolved.
    `nothing_in` are the questions whose answer says that there is nothing, told when the answers came in.
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
    """One member's part in an occurrence. `problem` is why they could not be asked, or their words not be posted."""

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
        """Whether the person said before the day that they skip it, and was never asked."""
        return self.is_skipped and self.menu.claimed_at is None and self.menu.ts is None

    @property
    def is_away(self) -> bool:
        return self.state is State.AWAY

    @property
    def is_asked(self) -> bool:
        """Whether the person has got the questions, whatever became of them."""
        return self.state not in {State.AWAY, State.UNREACHABLE}

    @property
    def is_settled(self) -> bool:
        """Whether nobody waits for this person: they have said what they do, are away, or cannot be asked."""
        return self.state is not State.ASKED

    @property
    def is_expected(self) -> bool:
        """Whether an answer is waited for: not of who is away or cannot be reached, nor of who need not answer."""
        if self.state in {State.UNREACHABLE, State.AWAY}:
            return False
        return self.is_submitted or not self.terms.is_optional

    @property
    def menu_at(self) -> tuple[str, str] | None:
        """Where the menu is: its conversation and timestamp, as far as that is known."""
        return (self.menu.channel, self.menu.ts) if self.menu.channel and self.menu.ts else None

    def is_late(self, occurrence: Occurrence) -> bool:
        """Whether the post went into the thread: it was claimed when the report was already complete."""
        claimed, reported = self.post.claimed_at, occurrence.progress.reported_at
        return claimed is not None and reported is not None and claimed > reported

    @property
    def awaits_post(self) -> bool:
        """Whether the channel does not show this report yet, or shows an older version of it."""
        return self.is_submitted and self.post.version != self.received.answers_at

    @property
    def is_refused(self) -> bool:
        """Whether Slack does not take the person's words; what kept the channel closed may be mended by now."""
        return self.is_submitted and meaning_of("chat.postMessage", self.problem or "") is Meaning.WORDS

    def submit(
        self, answers: Mapping[str, str], received_at: datetime, named: str = "", ticked: Iterable[date] = ()
    ) -> "Report":
        """Take the person's answers; ones received before what is already known of their answers change nothing.

        Of the same ones sent again it only counts when: a post that is changed loses its author's name and picture.
        """
        if not self._is_news(received_at) or self.received.again_at == received_at:
            return self
        blocked = replace(self.blocked, named=named, ticked=tuple(sorted({*self.blocked.ticked, *ticked})))
        said = replace(self, state=State.SUBMITTED, blocked=blocked).saying(answers)
        is_same = replace(said, answers=self.answers) == self and words_of(answers) == words_of(self.answers)
        if is_same and self.received.answers_at != received_at:
            return replace(self, received=replace(self.received, again_at=received_at))
        return replace(said, received=replace(said.received, answers_at=received_at, again_at=None))

    def saying(self, answers: Mapping[str, str]) -> "Report":
        """Return the report with these answers; what was told of one that stays as it was is not told anew."""
        new = {question: answer for question, answer in answers.items() if answer != self.answers.get(question)}
        nothing = (self.blocked.nothing_in & answers.keys() - new.keys()) | nothing_in(new)
        return replace(self, answers=dict(answers), blocked=replace(self.blocked, nothing_in=nothing))

    def withdraw(self, occurrence: Occurrence, received_at: datetime) -> "Report":
        """Take a submitted report back, until the report is under way."""
        is_late = occurrence.is_out or occurrence.is_missed
        if is_late or not self.is_submitted or not self._is_news(received_at):
            return self
        received, blocked = replace(self.received, answers_at=received_at), replace(self.blocked, named="")
        return replace(self, state=State.ASKED, received=received, blocked=blocked).saying({})

    def is_closed(self, occurrence: Occurrence, now: datetime) -> bool:
        """Whether the person's time is over: the report is out and, if they have a time of their own, it has come.

        So it is when the report was missed: an answer would lead nowhere.
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
        """Wait no longer for somebody who is away, unless the report is under way or they have said what they do."""
        away = self._set_skip(State.ASKED, State.AWAY, occurrence, received_at)
        absence = Absence(reason.why.value, reason.until, reason.words)
        return self if away is self else replace(away, absence=absence)

    def come_back(self, occurrence: Occurrence, received_at: datetime) -> "Report":
        """Wait for the person again, until the report is under way."""
        back = self._set_skip(State.AWAY, State.ASKED, occurrence, received_at)
        return self if back is self else replace(back, absence=Absence())

    def _set_skip(self, before: State, after: State, occurrence: Occurrence, received_at: datetime) -> "Report":
        known = self.received.answers_at, self.received.skip_at
        is_later = all(each is None or each < received_at for each in known)
        if self.is_closed(occurrence, received_at) or self.state is not before or not is_later:
            return self
        return replace(self, state=after, received=replace(self.received, skip_at=received_at))

    def _is_news(self, received_at: datetime) -> bool:
        """Whether it is not older than what is known of the answers; the same again is news, for a run repeated."""
        return all(
            known is None or known <= received_at for known in (self.received.answers_at, self.received.again_at)
        )


def by_name(report: Report) -> tuple[str, str]:
    """Order reports by who wrote them: an edit moves nobody."""
    return (report.person.display_name or report.person.user_name).casefold(), report.user_id


def in_order(report: Report) -> tuple[datetime, str]:
    """Order reports as people submitted them."""
    return report.received.answers_at or datetime.max.replace(tzinfo=UTC), report.user_id


def accept_answers(questions: tuple[Question, ...], written: Mapping[str, str]) -> dict[str, str]:
    """Return the answers worth storing: those that say something, in the order of the questions, exactly as typed.

    What was chosen comes as its code.

    Raises InvalidAnswers naming each field that is too long, is none of the choices, or is empty and should not be;
    or the first one if nothing was written at all.
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
