"""A blocker: what keeps a person from going on, who could help, who does, and whether it is resolved.

A blocker is not stored by itself. It is an answer in a report's row, and beside it stand who could help, who does, the
fingerprint of what is resolved, and since when it is this blocker. The ids of the blockers that concern a person are
stored with their last answers and in their own row, so that Home finds them with one request. Whatever is read by such
an id is checked: an old or wrong id shows nothing.
"""

import re
from collections.abc import Iterable
from hashlib import sha256

from msgspec import Struct

from app.domain.day.kinds import traits
from app.domain.day.occurrence import Occurrence, ReportId
from app.domain.day.report import Report
from app.errors import UnknownReport
from app.records import replace

# Blockers read for one person, newest first.
MOST_OPEN = 20

_SINCE = "~"
_USER = re.compile(r"[A-Za-z0-9]{1,40}", re.ASCII)


class BlockerId(Struct, frozen=True):
    """The id of a blocker: its occurrence and its author; a person has at most one in an occurrence."""

    report_id: ReportId
    author: str

    @classmethod
    def parse(cls, text: str) -> "BlockerId":
        """Return the id in an untrusted text, an id or a key of a blocker; raises UnknownReport if it is neither."""
        report_id, _, author = text.partition(_SINCE)[0].rpartition(".")
        if not _USER.fullmatch(author):
            raise UnknownReport(text)
        return cls(ReportId.parse(report_id), author)

    def __str__(self) -> str:
        return f"{self.report_id}.{self.author}"


class Blocker(Struct, frozen=True):
    """The blocker that a report names now."""

    occurrence: Occurrence
    report: Report
    text: str

    @property
    def id(self) -> BlockerId:
        return BlockerId(self.report.report_id, self.report.user_id)

    @property
    def key(self) -> str:
        """The value of its buttons: the id, and since when, because another blocker may replace it in the report."""
        return f"{self.id}{_SINCE}{self._since}" if self._since else str(self.id)

    @property
    def _since(self) -> str:
        since = self.report.blocked.since
        return f"{since:%Y%m%d%H%M%S%f}" if since else ""

    def is_meant(self, key: str) -> bool:
        """Whether a button's `key` means this blocker, and not one that it has replaced."""
        _, _, since = key.partition(_SINCE)
        return since in ("", self._since)

    @property
    def is_resolved(self) -> bool:
        """Whether it is resolved; a text that has replaced the resolved one is not."""
        return self.report.blocked.resolution.of == fingerprint(self.text)

    @property
    def concerned(self) -> frozenset[str]:
        """The people who see it and can resolve it: its author, its helpers, and who is named as a helper."""
        named = {self.report.blocked.named} if self.report.blocked.named else set()
        return frozenset({self.report.user_id, *self.report.blocked.helpers} | named)


def named_blocker(occurrence: Occurrence, report: Report) -> str:
    """Return the blocker that a person's answers name, exactly as typed; empty if they name none."""
    question = occurrence.blockers_question
    if question is None or question.id in report.blocked.nothing_in:
        return ""
    return report.answers.get(question.id, "")


def blocker_of(occurrence: Occurrence, report: Report) -> Blocker | None:
    """Return the blocker of a report; None if it names none, or if it is a rehearsal."""
    if not report.is_submitted or occurrence.is_rehearsal:
        return None
    text, question = named_blocker(occurrence, report), occurrence.blockers_question
    if not text or question is None:
        return None
    return Blocker(occurrence, report, text if traits(question.kind).names_blocker else question.text)


def with_its_blocker(occurrence: Occurrence, before: Report, after: Report) -> Report:
    """Return the submitted report with what is known about its blocker.

    Until the blocker is resolved, or the answers name none, a new text is the same blocker in other words, and its
    helpers stay. A text written afterwards is a new blocker, without helpers.
    """
    was, new = blocker_of(occurrence, before), blocker_of(occurrence, after)
    if new is None or (was and fingerprint(was.text) == fingerprint(new.text)):
        return after
    written_at = after.received.answers_at
    known = replace(after.blocked, resolution=replace(after.blocked.resolution, by="", of=""))
    if was is None or was.is_resolved:
        return replace(after, blocked=replace(known, since=written_at, helpers=(), reworded_at=None))
    return replace(after, blocked=replace(known, reworded_at=written_at if known.helpers else None))


def fingerprint(text: str) -> str:
    """Return the fingerprint of a blocker's text, to tell it from a text that replaces it."""
    return sha256(text.strip().encode()).hexdigest()[:16]


def newest(texts: Iterable[str], most: int = MOST_OPEN) -> list[BlockerId]:
    """Return the `most` newest ids among a person's stored blockers, newest first."""
    ids = [BlockerId.parse(text) for text in texts]
    return sorted(ids, key=lambda one: (one.report_id.day, str(one)), reverse=True)[:most]
