"""The clocks on the walls: a zone's local times, found out by looking at its clock every minute."""

from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)
# Days around the beginning of a story that a clock is watched for.
BEFORE, AFTER = 4, 9


@cache
def _shown(zone: str, around: date) -> dict[datetime, datetime]:
    place = ZoneInfo(zone)
    moment = datetime.combine(around, time(), ZoneInfo("UTC")) - timedelta(days=BEFORE)
    end = moment + timedelta(days=BEFORE + AFTER)
    shown: dict[datetime, datetime] = {}
    while moment < end:
        shown.setdefault(moment.astimezone(place).replace(tzinfo=None), moment)
        moment += MINUTE
    return shown


class Walls:
    """All clocks during one story."""

    def __init__(self, around: date) -> None:
        self._around = around

    def when(self, day: date, local: time, zone: str) -> datetime:
        """Give the moment at which a clock first shows a time; if it leaps over that, as much later as it leaps."""
        shown, wanted, late = _shown(zone, self._around), datetime.combine(day, local), timedelta(0)
        while wanted - late not in shown:
            late += MINUTE
        return shown[wanted - late] + late

    @staticmethod
    def reads(moment: datetime, zone: str) -> datetime:
        """Give what the clock shows."""
        return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
