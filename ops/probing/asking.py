"""What a question to Slack is, and how what Slack refuses becomes its answer."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from slack_sdk.errors import SlackApiError

from ops.probing.channel import TestChannel, code_of

NOT_TOLD = "not told"
LEFT_OUT = "left out"


class Of(Enum):
    """Where a question is asked: in the private test channel, in a public one, or by an id that a channel had once."""

    PRIVATE = "private"
    PUBLIC = "public"
    OLD = "old"


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, what is done for it, and how: `ask` gives what Slack decides."""

    asks: str
    does: str
    ask: Callable[[TestChannel], str]
    is_by_hand: bool = False
    of: Of = Of.PRIVATE


def outcome(question: Question, channel: TestChannel) -> str:
    """Ask one question; what Slack refuses on the way is the answer, too."""
    try:
        return question.ask(channel)
    except SlackApiError as error:
        return f"{NOT_TOLD}: {code_of(error)}"


def refusal(call: Callable[[], object], taken: str) -> str:
    """Give the error with which Slack refuses a call, or what it means that it is taken."""
    try:
        call()
    except SlackApiError as error:
        return code_of(error)
    return taken
