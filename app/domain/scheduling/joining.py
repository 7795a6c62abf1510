"""Joining and leaving: what each person did last, and the roster once that is merged.

However many people come at once, each writes only rows of their own. The next tick merges these rows into the standup's
people and the day's roster, as the workspace's sender, and asks those whom the first attempt did not reach.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from app.domain.day.occurrence import Occurrence
from app.domain.day.report import Report
from app.domain.scheduling.grouping import with_member, without_members
from app.domain.standup import Standup

# A run that sends a menu to a new member is done, or dead, by then; the ticks leave the member alone until then.
ASKED_WITHIN = timedelta(seconds=90)


class Joining(Struct, frozen=True):
    """A person joined a standup (`is_here`) or left it at a moment, as Slack or they themselves told us.

    `due_at` is when to merge it into the standup and its roster. `of_channel` means that they joined or left the
    channel, and not only the standup.
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


def with_joinings(
    occurrence: Occurrence, standup: Standup, joinings: Sequence[Joining], absent: Collection[str] = ()
) -> Occurrence:
    """Return the occurrence with the joined people on its roster, and without those who left.

    The times of `absent` people do not count.
    """
    for one in (one for one in joinings if one.is_here):
        is_absent = one.user_id in absent
        occurrence = with_member(occurrence, standup, one.user_id, one.zone or None, is_absent=is_absent)
    return without_members(occurrence, [one.user_id for one in joinings if not one.is_here])


def needs_no_menu(report: Report | None) -> bool:
    """Whether a member who joined needs no menu any more: they have one, or are not to get one."""
    return report is not None and bool(report.menu.ts or report.problem or report.is_settled)
