"""All our errors, named for the product, in one tree. They carry data and are never told apart by their text.

The boundary (`listeners/boundary.py`) makes a sentence for the person of each PersonError. It logs any other error
with a reference, tells the person that reference, and lets a lazy or scheduled run fail, so that Lambda repeats it.

StandupError
├── PersonError                 a person asked for something impossible: they get a sentence, nothing changes
│   ├── UnknownReport           no such occurrence, or it has expired
│   │   └── NoBlocker           the answers of that day name no blocker any more
│   ├── NotOnRoster             the person was not asked in this occurrence
│   ├── InvalidAnswers          these answers cannot be stored; says which fields and why
│   ├── UnknownStandup          no such standup, or none that the person may know of
│   ├── NotAllowed              the person may not do that with this standup
│   ├── BeganBefore             the person may, but not with this day: it was for others
│   ├── InvalidForm             a form has impossible values; says which fields and why
│   │   └── InvalidStandup      a configuration has impossible values; says which settings and why
│   ├── BrokenStandup           the stored standup cannot be used any more; its owners can set it up again
│   ├── ChangedMeanwhile        somebody else has changed the standup since it was read
│   ├── NotUnderstood           no command was typed; holds the nearest one
│   ├── UnclearDays             the typed days make no sense
│   ├── UnclearWords            a command has words that it does not know
│   ├── WhichStandup            it is not clear which standup is meant
│   ├── WhichPerson             it is not clear which person is meant
│   ├── TakesNoPart             the requester was erased, and has not said that they take part again
│   ├── NothingToAnswer         no standup waits for the person now
│   │   └── NotWaiting          the one that they named does not
│   ├── DayMissed               the day is over, and its report will never be posted
│   ├── DayDeleted              the standup was deleted while its day was open: nothing waits any more
│   ├── AlreadyAsked            everybody was asked today already
│   └── TooLate                 the command arrived so late that it may not be meant any more
├── InvalidValue                a value is not what it should be; the caller makes a Problem of it
│   ├── OutOfRange              a date too far away for any standup
│   ├── NotAList                the value should be a list
│   ├── NotAQuestion            the value is no valid question; says why
│   └── UnreadableInput         the text of a field cannot be read; says why
├── BadRequest                  Slack does not send such requests
├── InvalidEvent                a scheduled event makes no sense
├── InvalidSettings             the environment lacks something
├── AddressUnreachable          an address that a person gave could not be used
├── CalendarUnreadable          a company's calendar could not be fetched, or is no calendar
├── HandoverFailed              Lambda did not take work that was to be done by a run of its own
├── NotDelivered                a webhook did not take the report
├── StorageUnavailable          DynamoDB did not answer, or refused
│   └── SuppressionKeyLost      the key of the erased people cannot be opened: its secret is another one
├── UnreadableRow               a stored row makes no sense; says which one and why
├── NotTold                     the change is stored, but telling people about it failed
├── SlackError
│   ├── SlackRefused            Slack said no, for good: nothing was done
│   │   └── UploadsDeclined     the workspace has not granted the optional scope for files
│   ├── SlackTokenRefused       the token is dead or lacks a scope: nothing more will work
│   ├── SlackRateLimited        nothing was done; try again after so many seconds
│   └── SlackUnavailable        no usable answer: whether it was done is unknown
└── SendingError
    ├── SenderBusy              another sender of this workspace is at work on something else
    ├── AlreadyRunning          another sender is at work on the very same thing
    ├── LeaseLost               another sender has taken over
    ├── Uninstalled             the app is not installed in the workspace any more
    ├── TooLateToSend           what was to be sent was of no use any more when its turn came
    ├── HeldBack                Slack wants a longer wait than this sender has time for
    └── OutOfTime               the sender stopped before Lambda would stop the function
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from app.problem import Problem
from app.slack_errors import CLOSED, OUT_OF_REACH, Meaning, meaning_of

# What can be raised by code that reads a request or a row of the wrong shape, nested too deep, or with an infinite
# number in it.
SHAPE_ERRORS = (ValueError, TypeError, AttributeError, LookupError, ArithmeticError, RecursionError)


class StandupError(Exception):
    """The root of all our errors."""


class PersonError(StandupError):
    """A person asked for something impossible: they get a sentence, and nothing changes."""


class UnknownReport(PersonError):
    """No such occurrence, or it has expired."""

    def __init__(self, report_id: str) -> None:
        super().__init__(f"unknown report {report_id[:80]!r}")


class NoBlocker(UnknownReport):
    """The answers of that day name no blocker any more."""


class NotOnRoster(PersonError):
    """The person was not asked in this occurrence."""

    def __init__(self, report_id: str, user_id: str) -> None:
        super().__init__(f"{user_id} is not on the roster of {report_id}")


class InvalidAnswers(PersonError):
    """These answers cannot be stored. All three arguments hold ids of questions.

    `lengths` maps a question to the length of its answer in characters: too long, or 0 for the first question if no
    answer was given at all. `missing` are questions that need an answer, `unfitting` those whose answer is none of
    the choices.
    """

    def __init__(
        self, lengths: Mapping[str, int], missing: Collection[str] = (), unfitting: Collection[str] = ()
    ) -> None:
        super().__init__(f"answers refused at {', '.join((*lengths, *missing, *unfitting))}")
        self.lengths = dict(lengths)
        self.missing = tuple(missing)
        self.unfitting = tuple(unfitting)


class UnknownStandup(PersonError):
    """No such standup, or none that this person may know of."""

    def __init__(self, standup_id: str) -> None:
        super().__init__(f"unknown standup {standup_id[:80]!r}")


class NotAllowed(PersonError):
    """The person may not do that with this standup; `action` is the name of an Action in domain/privacy/access.py."""

    def __init__(self, standup_id: str, user_id: str, action: str) -> None:
        super().__init__(f"{user_id} may not {action} {standup_id}")
        self.action = action


class BeganBefore(PersonError):
    """The person may do that with the standup, but not with this day: it was for another channel or other people."""

    def __init__(self, standup_id: str) -> None:
        super().__init__(f"a day of {standup_id[:80]!r} was for others")


class InvalidForm(PersonError):
    """A form has impossible values; `problems` maps the ids of its blocks to what is wrong there."""

    what = "form"

    def __init__(self, problems: Mapping[str, Problem]) -> None:
        super().__init__(f"{self.what} refused at {', '.join(problems)}")
        self.problems = dict(problems)


class InvalidStandup(InvalidForm):
    """A configuration has impossible values; `problems` maps the names of settings to what is wrong with them."""

    what = "configuration"


class BrokenStandup(PersonError):
    """The stored standup cannot be used any more: its owners can set it up again, or delete it."""


class ChangedMeanwhile(PersonError):
    """Somebody else has changed the standup since it was read."""


class NotUnderstood(PersonError):
    """No command was typed; `nearest` is the most similar one, or empty. The typed text is not kept.

    `is_deleting` if the text asks to delete something, which no command does.
    """

    def __init__(self, nearest: str = "", *, is_deleting: bool = False) -> None:
        super().__init__("no command")
        self.nearest = nearest
        self.is_deleting = is_deleting


class UnclearDays(PersonError):
    """The typed days make no sense.

    `why` is "unclear", "over", "backwards", "no_such_day" (the typed date is in `words`), or "which_year": a date
    typed without a year would be the far-off `day`. The words are for the person alone and go into no log.
    """

    def __init__(self, why: str, day: date | None = None, words: str = "") -> None:
        super().__init__(f"days are {why}")
        self.why = why
        self.day = day
        self.words = words


class UnclearWords(PersonError):
    """A command has words that it does not know; they are for the person alone and go into no log."""

    def __init__(self, words: str) -> None:
        super().__init__("words are not understood")
        self.words = words


class WhichStandup(PersonError):
    """It is not clear which standup is meant, or none has that name; `names` are those to choose from.

    `is_known` if the typed words name more than one. `words` name none of them; they are for the person alone and go
    into no log.
    """

    def __init__(self, names: Sequence[str], *, is_known: bool, words: str = "") -> None:
        super().__init__("which standup?")
        self.names = tuple(names)
        self.is_known = is_known
        self.words = words


class WhichPerson(PersonError):
    """It is not clear which person is meant: people are named by Slack's mentions."""


class TakesNoPart(PersonError):
    """The requester was erased and has not said that they take part again, so nothing can be stored for them."""


class NothingToAnswer(PersonError):
    """No standup waits for the person now; `next_at` is when the next one asks, or None if that is unknown."""

    def __init__(self, next_at: datetime | None) -> None:
        super().__init__("nothing to answer")
        self.next_at = next_at


class NotWaiting(NothingToAnswer):
    """The standup of this name does not wait for the person now.

    `why` is "paused", "deleted" or the value of a `Why` of domain/day/reason.py, with its last day `until` and more
    `words` about it. `next_at` is when the standup asks them next, for its `day`; both are None if that is unknown.
    """

    def __init__(self, name: str, next_at: datetime | None = None, day: date | None = None) -> None:
        super().__init__(next_at)
        self.name = name
        self.day = day
        self.why, self.words = "", ""
        self.until: date | None = None

    def because(self, why: str, until: date | None = None, words: str = "") -> "NotWaiting":
        """Add the reason to this error, and return it."""
        self.why, self.until, self.words = why, until, words
        return self


class DayMissed(PersonError):
    """The day is over, and its report will never be posted: an answer would lead nowhere."""


class DayDeleted(PersonError):
    """The standup was deleted while its day was open: nothing waits any more, and the answers are kept."""

    def __init__(self, report_id: str) -> None:
        super().__init__(f"the standup of {report_id} is deleted")


class AlreadyAsked(PersonError):
    """Everybody was asked today already."""


class TooLate(PersonError):
    """The command arrived so late that it may not be meant any more."""


class InvalidValue(StandupError, ValueError):
    """A value is not what it should be."""


class OutOfRange(InvalidValue):
    """A date too far away for any standup."""


class NotAList(InvalidValue):
    """The value should be a list."""


class NotAQuestion(InvalidValue):
    """The value is no valid question; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


class UnreadableInput(InvalidValue):
    """The text of a field cannot be read; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


class BadRequest(StandupError):
    """Slack does not send such requests. `status` is the HTTP status of our answer; they are counted by `reason`."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


class InvalidEvent(StandupError):
    """A scheduled event makes no sense; the message says why."""


class InvalidSettings(StandupError):
    """The environment lacks something; the message says what, and how to set it."""


class AddressUnreachable(StandupError):
    """An address that a person gave could not be used. The error never quotes it: it may be secret.

    `why` is "no_such_host", "not_trusted", "not_public", "not_https", "redirects", or one of these with a `detail`:
    "no_answer" (the technical reason, for the log), "too_slow" (the limit in seconds), "too_large" (the limit in
    bytes), "status" (the HTTP status).
    """

    def __init__(self, why: str, detail: str = "") -> None:
        super().__init__(": ".join(filter(None, (why.replace("_", " "), detail))))
        self.why = why
        self.detail = detail


class CalendarUnreadable(StandupError):
    """A company's calendar could not be fetched or read. The error never quotes its address: it may be secret.

    `why` is "unreachable" (`outside` says why), "no_calendar", "too_many_events", or "too_slow" (reading `event`).
    """

    def __init__(self, why: str, event: str = "", outside: AddressUnreachable | None = None) -> None:
        super().__init__(": ".join(filter(None, (why, str(outside or "")))))
        self.why = why
        self.event = event
        self.outside = outside


class HandoverFailed(StandupError):
    """Lambda did not take work that was to be done by a run of its own."""


class NotDelivered(StandupError):
    """A webhook did not take the report; the message says why and never quotes the address."""


class StorageUnavailable(StandupError):
    """DynamoDB did not answer, or refused."""


class SuppressionKeyLost(StorageUnavailable):
    """The key under which erased people are stored was sealed with a secret that we do not have.

    Nothing about any person is written then, because it could be about an erased one. docs/settings.md says what to do.
    """

    def __init__(self, team_id: str) -> None:
        super().__init__(
            f"{team_id}: who was erased is stored under a key that neither SUPPRESSION_KEY nor the signing secret "
            "opens: give the secret of before as SUPPRESSION_KEY"
        )


class UnreadableRow(StandupError):
    """A stored row makes no sense; `key` says which one and `reason` why. Its content is not quoted."""

    def __init__(self, key: str, reason: str) -> None:
        super().__init__(f"{key}: {reason}")
        self.key = key
        self.reason = reason


class NotTold(StandupError):
    """The change is stored, but telling people about it failed."""


class SlackError(StandupError):
    """Slack did not do what we asked; `method` says what it was, and `code` is Slack's reason."""

    def __init__(self, method: str, code: str) -> None:
        super().__init__(f"{method}: {code}")
        self.method = method
        self.code = code

    @property
    def meaning(self) -> Meaning:
        return meaning_of(self.method, self.code)

    @property
    def is_not_sent(self) -> bool:
        """Whether this is about posting a message, and the message was surely not posted."""
        is_of_posting = self.method.replace("_", ".", 1) == "chat.postMessage"
        return is_of_posting and not isinstance(self, SlackUnavailable)

    @property
    def is_out_of_reach(self) -> bool:
        """Whether trying again does not help, because the channel or the message is gone or closed to us."""
        return self.meaning in OUT_OF_REACH

    @property
    def is_of_closed_channel(self) -> bool:
        """Whether the channel is archived, deleted or without us; Slack may take the same call later."""
        return self.meaning in CLOSED.values()

    @property
    def is_gone(self) -> bool:
        """Whether the message or its whole conversation does not exist any more."""
        return self.meaning in {Meaning.GONE, Meaning.NO_CHANNEL}


class SlackRefused(SlackError):
    """Slack said no, for good: nothing was done."""


class UploadsDeclined(SlackRefused):
    """The workspace has not granted the optional scope to upload files."""


class SlackTokenRefused(SlackError):
    """The token is dead or lacks a scope: nothing more will work until an admin acts."""


class SlackRateLimited(SlackError):
    """Nothing was done; try again after `retry_after` seconds."""

    def __init__(self, method: str, retry_after: float) -> None:
        super().__init__(method, "ratelimited")
        self.retry_after = retry_after


class SlackUnavailable(SlackError):
    """No usable answer came: whether the call was carried out is unknown."""


class SendingError(StandupError):
    """A sender had to stop; its work so far is kept, and the next sender continues from there."""


class SenderBusy(SendingError):
    """Another sender of this workspace is at work on something else."""


class AlreadyRunning(SendingError):
    """Another sender is at work on the very same thing."""


class LeaseLost(SendingError):
    """Another sender has taken over."""


class Uninstalled(SendingError):
    """The app is not installed in the workspace any more: nothing is sent there."""


class TooLateToSend(SendingError):
    """What was to be sent was of no use any more when its turn came."""


class HeldBack(SendingError):
    """Slack wants a longer wait for one of its limits than this sender has time for; what needs others goes on."""


class OutOfTime(SendingError):
    """The sender stopped before Lambda would stop the function."""
