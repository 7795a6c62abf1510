"""What can go wrong, named for the product.

StandupError
├── PersonError                 somebody asked for what cannot be; they get a sentence, nothing changes
│   ├── UnknownReport           no such occurrence, or it has expired
│   ├── NotOnRoster             the person was not asked in this occurrence
│   ├── InvalidAnswers          what was written cannot be stored; says which fields and why
│   ├── UnknownStandup          no such standup, or none of theirs
│   ├── NotAllowed              they may not do that with this standup
│   ├── BeganBefore             they may, but not with this day: it was for others
│   ├── InvalidForm             what was chosen in a form makes no sense; says which fields and why
│   ├── InvalidStandup          a configuration that makes no sense; says which fields and why
│   ├── BrokenStandup           what is stored of it makes no sense any more; its owners can mend it
│   ├── ChangedMeanwhile        somebody else has changed the standup since it was read
│   ├── NotUnderstood           what was typed is no command; knows the nearest one
│   ├── UnclearDays             the days that were typed make no sense
│   ├── WhichStandup            it is not clear which standup is meant
│   ├── WhichPerson             it is not clear who is meant
│   ├── TakesNoPart             they were erased, and have not said that they take part again
│   ├── NothingToAnswer         no standup waits for the person now
│   │   └── NotWaiting          the one that they named does not
│   ├── DayMissed               the day is over, and its report will never be posted
│   ├── DayDeleted              the standup was deleted while its day was under way: nothing waits any more
│   ├── AlreadyAsked            everybody was asked today already
│   └── TooLate                 what was typed is found so late that it may not be meant any more
├── InvalidValue                a value is not what it should be; whoever reads it makes a sentence of it
│   ├── OutOfRange              a day that no standup will see
│   ├── NotAList                there should be a list
│   ├── NotAQuestion            what should be a question is none; says why
│   └── UnreadableInput         what was typed into a field cannot be read; says why
├── BadRequest                  a request that cannot be Slack's
├── InvalidEvent                a scheduled event that makes no sense
├── InvalidSettings             the environment lacks something
├── OutsideUnreachable          an address that a person gave could not be used
├── CalendarUnreadable          a company's calendar could not be fetched, or is none
├── HandoverFailed              Lambda did not take work that was to be done by a run of its own
├── NotDelivered                a webhook did not take the report
├── StorageUnavailable          DynamoDB did not answer, or refused
│   └── SuppressionKeyLost      nobody can tell who was erased, for the secret is another one
├── UnreadableRow               a stored row makes no sense; says which one and why
├── NotTold                     what was asked is stored, but telling people about it failed
├── SlackError
│   ├── SlackRefused            Slack said no, for good: nothing was done
│   ├── SlackTokenRefused       the token is dead or lacks a scope: nothing more will work
│   ├── SlackRateLimited        nothing was done, try again after so many seconds
│   └── SlackUnavailable        no usable answer: whether it was done is unknown
└── SendingError
    ├── SenderBusy              another sender of this workspace is at work on something else
    ├── AlreadyRunning          another sender is at work on the very same thing
    ├── LeaseLost               somebody else has taken over
    ├── Uninstalled             the app is not installed in the workspace any more
    └── OutOfTime               stopped in good time before the function would be stopped
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from app.problem import Problem
from app.slack_errors import CLOSED, OUT_OF_REACH, Meaning, meaning_of

# What reading something of the wrong shape ends in, be it of a request, nested without end or infinite, or of a row.
SHAPE_ERRORS = (ValueError, TypeError, AttributeError, LookupError, ArithmeticError, RecursionError)


class StandupError(Exception):
    """Root of all our errors."""


class PersonError(StandupError):
    """Somebody asked for what cannot be; they get a sentence, nothing changes."""


class UnknownReport(PersonError):
    """No such occurrence, or it has expired."""

    def __init__(self, report_id: str) -> None:
        super().__init__(f"unknown report {report_id[:80]!r}")


class NothingInTheWay(UnknownReport):
    """The answers of that day name no blocker, or not any more."""


class NotOnRoster(PersonError):
    """The person was not asked in this occurrence."""

    def __init__(self, report_id: str, user_id: str) -> None:
        super().__init__(f"{user_id} is not on the roster of {report_id}")


class InvalidAnswers(PersonError):
    """What was written cannot be stored. `lengths` maps the ids of the questions at fault to what is there.

    A length of 0, in characters, is that of the first question where nothing was written at all; others are too long.
    `missing` are questions that need an answer, `unfitting` those whose answer is none of the choices.
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
    """The person may not do that with this standup; `action` names what, as the table of who may do what does."""

    def __init__(self, standup_id: str, user_id: str, action: str) -> None:
        super().__init__(f"{user_id} may not {action} {standup_id}")
        self.action = action


class BeganBefore(PersonError):
    """The person may do that with the standup, but not with this day: it was for others, elsewhere or before them."""

    def __init__(self, standup_id: str) -> None:
        super().__init__(f"a day of {standup_id[:80]!r} was for others")


class InvalidForm(PersonError):
    """What was chosen in a form makes no sense. `problems` maps the blocks at fault to what is wrong with each."""

    what = "form"

    def __init__(self, problems: Mapping[str, Problem]) -> None:
        super().__init__(f"{self.what} refused at {', '.join(problems)}")
        self.problems = dict(problems)


class InvalidStandup(InvalidForm):
    """A configuration that makes no sense. `problems` maps the settings at fault to what is wrong with each."""

    what = "configuration"


class BrokenStandup(PersonError):
    """What is stored of a standup makes no sense any more: its owners can set it up anew, or delete it."""


class ChangedMeanwhile(PersonError):
    """Somebody else has changed the standup since it was read."""


class NotUnderstood(PersonError):
    """What was typed is no command; `nearest` is the one that comes nearest, or empty. What was typed is not kept.

    Or it wants something deleted, which no command does.
    """

    def __init__(self, nearest: str = "", *, is_deleting: bool = False) -> None:
        super().__init__("no command")
        self.nearest = nearest
        self.is_deleting = is_deleting


class UnclearDays(PersonError):
    """The days that were typed make no sense.

    `why` is "unclear", "over", "backwards", "no_such_day" (as the `words` say it), or "which_year": what was typed
    without one would be the far-off `day`. The words are for the person alone, and in no log.
    """

    def __init__(self, why: str, day: date | None = None, words: str = "") -> None:
        super().__init__(f"days are {why}")
        self.why = why
        self.day = day
        self.words = words


class UnclearWords(PersonError):
    """What was typed has words of which nobody knows what they mean; they are for the person alone, and in no log."""

    def __init__(self, words: str) -> None:
        super().__init__("words are not understood")
        self.words = words


class WhichStandup(PersonError):
    """It is not clear which standup is meant, or there is none such. `names` are those there are to choose from.

    The `words` are those that name none of them; they are for the person alone, and in no log.
    """

    def __init__(self, names: Sequence[str], *, is_known: bool, words: str = "") -> None:
        super().__init__("which standup?")
        self.names = tuple(names)
        self.is_known = is_known
        self.words = words


class WhichPerson(PersonError):
    """It is not clear who is meant: people are told by Slack's mentions."""


class TakesNoPart(PersonError):
    """Whoever asks for it was erased, and has not said that they take part again: nothing of it could be stored."""


class NothingToAnswer(PersonError):
    """No standup waits for the person now; `next_at` is when the next one asks, if that is known."""

    def __init__(self, next_at: datetime | None) -> None:
        super().__init__("nothing to answer")
        self.next_at = next_at


class NotWaiting(NothingToAnswer):
    """The standup of this name does not wait for the person now.

    `why` is the name of the reason why it does not ask them, of which `until` is the last day and `words` say more; or
    "paused", or "deleted". It asks them next at `next_at`, of `day`, if that is known.
    """

    def __init__(self, name: str, next_at: datetime | None = None, day: date | None = None) -> None:
        super().__init__(next_at)
        self.name = name
        self.day = day
        self.why, self.words = "", ""
        self.until: date | None = None

    def because(self, why: str, until: date | None = None, words: str = "") -> "NotWaiting":
        """Return the same with its reason."""
        self.why, self.until, self.words = why, until, words
        return self


class DayMissed(PersonError):
    """The day is over, and its report will never be posted: an answer would lead nowhere."""


class DayDeleted(PersonError):
    """The standup was deleted while its day was under way: nothing waits any more, and what was written is kept."""

    def __init__(self, report_id: str) -> None:
        super().__init__(f"the standup of {report_id} is deleted")


class AlreadyAsked(PersonError):
    """Everybody was asked today already."""


class TooLate(PersonError):
    """What was typed is found so late that it may not be meant any more."""


class InvalidValue(StandupError, ValueError):
    """A value is not what it should be."""


class OutOfRange(InvalidValue):
    """A day that no standup will see."""


class NotAList(InvalidValue):
    """There should be a list."""


class NotAQuestion(InvalidValue):
    """What should be a question is none; `problem` is what is wrong with it."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


class UnreadableInput(InvalidValue):
    """What was typed into a field cannot be read; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


class BadRequest(StandupError):
    """A request that cannot be Slack's. `status` is the HTTP status to answer with, `reason` one of a few to count."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


class InvalidEvent(StandupError):
    """A scheduled event that makes no sense; the message says what is wrong with it."""


class InvalidSettings(StandupError):
    """The environment lacks something; the message says what and how to give it."""


class OutsideUnreachable(StandupError):
    """An address that a person gave could not be used; none of this quotes it: it may be secret.

    `why` is "no_such_host", "no_answer" (`detail` is the technical reason, for the log), "too_slow" (the seconds),
    "not_trusted", "not_public", "not_https", "redirects", "too_large" (the bytes), or "status" (the HTTP status).
    """

    def __init__(self, why: str, detail: str = "") -> None:
        super().__init__(": ".join(filter(None, (why.replace("_", " "), detail))))
        self.why = why
        self.detail = detail


class CalendarUnreadable(StandupError):
    """A company's calendar could not be fetched or read.

    `why` is "unreachable" (for the reason `outside`), "no_calendar", "too_many_events" or "too_slow" (at `event`).
    None of them quotes its address: it may be secret.
    """

    def __init__(self, why: str, event: str = "", outside: OutsideUnreachable | None = None) -> None:
        super().__init__(": ".join(filter(None, (why, str(outside or "")))))
        self.why = why
        self.event = event
        self.outside = outside


class HandoverFailed(StandupError):
    """Lambda did not take work that was to be done by a run of its own."""


class NotDelivered(StandupError):
    """A webhook did not take the report; the message says why and never quotes its address."""


class StorageUnavailable(StandupError):
    """DynamoDB did not answer, or refused."""


class SuppressionKeyLost(StorageUnavailable):
    """The key under which those are stored who were erased was sealed with a secret that is not known here.

    Nothing about people is written then, rather than something about them. docs/settings.md says how to get out of it.
    """

    def __init__(self, team_id: str) -> None:
        super().__init__(
            f"{team_id}: who was erased is stored under a key that neither SUPPRESSION_KEY nor the signing secret "
            "opens: give the secret of before as SUPPRESSION_KEY"
        )


class UnreadableRow(StandupError):
    """A stored row makes no sense; `key` says which one, `reason` why. What it holds is not quoted."""

    def __init__(self, key: str, reason: str) -> None:
        super().__init__(f"{key}: {reason}")
        self.key = key
        self.reason = reason


class NotTold(StandupError):
    """What was asked is stored, but telling people about it failed."""


class SlackError(StandupError):
    """Slack did not do what we asked. `method` and Slack's error `code` say what and why."""

    def __init__(self, method: str, code: str) -> None:
        super().__init__(f"{method}: {code}")
        self.method = method
        self.code = code

    @property
    def meaning(self) -> Meaning:
        return meaning_of(self.method, self.code)

    @property
    def is_not_sent(self) -> bool:
        """Whether it says of a message that it was not posted, rather than that nobody can tell."""
        is_of_posting = self.method.replace("_", ".", 1) == "chat.postMessage"
        return is_of_posting and not isinstance(self, SlackUnavailable)

    @property
    def is_out_of_reach(self) -> bool:
        """Whether trying again does not mend it: the channel or the message is gone, or closed to us."""
        return self.meaning in OUT_OF_REACH

    @property
    def is_of_closed_channel(self) -> bool:
        """Whether the channel is archived, deleted or without us, so that what is refused now may be taken later."""
        return self.meaning in CLOSED.values()

    @property
    def is_gone(self) -> bool:
        """Whether the message is not there any more, or nothing of its conversation."""
        return self.meaning in {Meaning.GONE, Meaning.NO_CHANNEL}


class SlackRefused(SlackError):
    """Slack said no, for good: nothing was done."""


class UploadsDeclined(SlackRefused):
    """Whoever installed the app did not grant the optional permission to upload files."""


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
    """A sender had to stop; what it did so far is kept and the next one goes on from there."""


class SenderBusy(SendingError):
    """Another sender of this workspace is at work on something else."""


class AlreadyRunning(SendingError):
    """Another sender is at work on the very same thing."""


class LeaseLost(SendingError):
    """Somebody else has taken over."""


class Uninstalled(SendingError):
    """The app is not installed in the workspace any more: nothing is sent there."""


class OutOfTime(SendingError):
    """Stopped in good time before the function would be stopped."""
