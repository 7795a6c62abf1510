"""What a check has found."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How something is: all right, worth a look, broken, or not to be told from here."""

    OK = "ok"
    WARNING = "warning"
    FAULT = "fault"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the check-up; `name` is that of the check, which whoever runs it fills in.

    In the cure, what is to be typed stands between backquotes.
    """

    state: State
    reason: str
    cure: str = ""
    name: str = ""


class CannotTell(Exception):
    """A check lacks what it needs to tell anything; says why, and what helps."""

    def __init__(self, reason: str, cure: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.cure = cure


def ok(reason: str) -> Finding:
    return Finding(State.OK, reason)


def warning(reason: str, cure: str) -> Finding:
    return Finding(State.WARNING, reason, cure)


def fault(reason: str, cure: str) -> Finding:
    return Finding(State.FAULT, reason, cure)


def unknown(reason: str, cure: str) -> Finding:
    return Finding(State.UNKNOWN, reason, cure)
