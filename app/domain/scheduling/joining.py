"""Coming and going while a day is under way: what each person did last, and the roster once all of it is merged."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from app.domain.day.occurrence import Occurrence
from app.domain.day.report import Report
from app.domain.scheduling.grouping import with_member, without
from app.domain.standup import Standup

# Who sees to somebody who has come is done, or dead, by then: nobody else sees to them before.
SEEN_TO_WITHIN = timedelta(seconds=90)


class Joining(Struct, frozen=True):
    """That a person has come to a standup (`is_here`) or gone, at a moment, as Slack or they themselves told us.

    `due_at` is when it is to be merged into the standup and its roster. `of_channel` says that it was the channel that
    they came to or left, and not the standup alone.
    """

    team_id: str
    standup_id: str
    user_id: str
    is_here: bool
    at: datetime
    due_at: datetime
    zone: str = ""
    of_channel: bool = True

    @property
    def standup_of(self) -> tuple[str, str]:
        return self.team_id, self.standup_id


def with_all(
    occurrence: Occurrence, standup: Standup, joinings: Sequence[Joining], absent: Collection[str] = ()
) -> Occurrence:
    """Return the occurrence with those on its roster who have come, and without those who have gone.

    The times of who is `absent` do not count.
    """
    for one in (one for one in joinings if one.is_here):
        is_absent = one.user_id in absent
        occurrence = with_member(occurrence, standup, one.user_id, one.zone or None, is_absent=is_absent)
    return without(occurrence, [one.user_id for one in joinings if not one.is_here])


def is_seen_to(report: Report | None) -> bool:
    """Whether nothing more is to be sent to somebody who has come: they have their menu, or are not to get one."""
    return report is not None and bool(report.menu.ts or report.problem or report.is_settled)
