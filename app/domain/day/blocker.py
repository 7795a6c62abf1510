"""A blocker: what keeps somebody from going on since a day, who could help, who does, and whether it is resolved."""

import re
from collections.abc import Iterable
from hashlib import sha256

from msgspec import Struct

from app.domain.day.kinds import traits
from app.domain.day.occurrence import Occurrence, ReportId
from app.domain.day.report import Report
from app.errors import UnknownReport
from app.records import replace

# So many are looked at for one person, newest first; who has more open ones than these has other troubles.
MOST_OPEN = 20

_SINCE = "~"
_USER = re.compile(r"[A-Za-z0-9]{1,40}", re.ASCII)


class BlockerId(Struct, frozen=True):
    """Whose blocker of which day: a person has one in an occurrence, what they wrote is in their way."""

    report_id: ReportId
    author: str

    @classmethod
    def parse(cls, text: str) -> "BlockerId":
        """Read an id, or the key of a blocker, that came from outside; raises UnknownReport if it cannot be one."""
        report_id, _, author = text.partition(_SINCE)[0].rpartition(".")
        if not _USER.fullmatch(author):
            raise UnknownReport(text)
        return cls(ReportId.parse(report_id), author)

    def __str__(self) -> str:
        return f"{self.report_id}.{self.author}"


class Blocker(Struct, frozen=True):
    """What a report names as a blocker, as things are now."""

    occurrence: Occurrence
    report: Report
    text: str

    @property
    def id(self) -> BlockerId:
        return BlockerId(self.report.report_id, self.report.user_id)

    @property
    def key(self) -> str:
        """What a button keeps of it: the id, and which of those that stood there one after another it is."""
        return f"{self.id}{_SINCE}{self._since}" if self._since else str(self.id)

    @property
    def _since(self) -> str:
        since = self.report.blocked.since
        return f"{since:%Y%m%d%H%M%S%f}" if since else ""

    def is_meant(self, key: str) -> bool:
        """Whether it is the one that a button was about, and not another that was written in its place since."""
        _, _, since = key.partition(_SINCE)
        return since in ("", self._since)

    @property
    def is_resolved(self) -> bool:
        """Whether it is out of the way; what was written in its place since is not."""
        return self.report.blocked.resolution.of == fingerprint(self.text)

    @property
    def concerned(self) -> frozenset[str]:
        """Those in whose view it stays, and who can say that it is resolved: its author, and who helps or could."""
        named = {self.report.blocked.named} if self.report.blocked.named else set()
        return frozenset({self.report.user_id, *self.report.blocked.helpers} | named)


def named_blocker(occurrence: Occurrence, report: Report) -> str:
    """Return the blocker that somebody's answers name, exactly as typed; empty if they name none."""
    question = occurrence.blockers_question
    if question is None or question.id in report.blocked.nothing_in:
        return ""
    return report.answers.get(question.id, "")


def blocker_of(occurrence: Occurrence, report: Report) -> Blocker | None:
    """Return the blocker of a report; None if it names none, or only rehearses."""
    if not report.is_submitted or occurrence.is_rehearsal:
        return None
    said, question = named_blocker(occurrence, report), occurrence.blockers_question
    if not said or question is None:
        return None
    return Blocker(occurrence, report, said if traits(question.kind).names_blocker else question.text)


def with_its_blocker(occurrence: Occurrence, before: Report, after: Report) -> Report:
    """Return answers as they are submitted with what is known of their blocker: a correction, or another one.

    Until it is resolved, or the answers name none, whatever stands in its place is the same blocker in other words, and
    who helps stays. What is written afterwards is another one: nobody helps with it yet.
    """
    was, is_now = blocker_of(occurrence, before), blocker_of(occurrence, after)
    if is_now is None or (was and fingerprint(was.text) == fingerprint(is_now.text)):
        return after
    written_at = after.received.answers_at
    known = replace(after.blocked, resolution=replace(after.blocked.resolution, by="", of=""))
    if was is None or was.is_resolved:
        return replace(after, blocked=replace(known, since=written_at, helpers=(), reworded_at=None))
    return replace(after, blocked=replace(known, reworded_at=written_at if known.helpers else None))


def fingerprint(text: str) -> str:
    """Return what tells one blocker from another written in its place."""
    return sha256(text.strip().encode()).hexdigest()[:16]


def newest(texts: Iterable[str], most: int = MOST_OPEN) -> list[BlockerId]:
    """Read the ids that are kept of a person, the newest first, as a rule so many as are looked at."""
    ids = [BlockerId.parse(text) for text in texts]
    return sorted(ids, key=lambda one: (one.report_id.day, str(one)), reverse=True)[:most]
