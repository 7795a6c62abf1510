"""Tell whoever sets a standup's time if many others are asked then, and at which time nearby nobody has to wait."""

from app.domain.day.member import Member
from app.domain.setup.busy_times import Week
from app.domain.standup import Standup
from app.flows.owners.handing_over import tell
from app.services import Services
from app.slack.limits import MESSAGES
from app.views.owners.busy_time import busy


def tell_if_busy(services: Services, member: Member, standup: Standup, before: Standup | None) -> None:
    """Tell a member who has saved a new or changed schedule, if people would wait long; one query of the standups."""
    if standup.is_paused or (before and not before.is_paused and before.schedule == standup.schedule):
        return
    every = {stored.standup.standup_id: stored for stored in services.standups.all(standup.team_id)}
    ours = every.pop(standup.standup_id, None)
    if ours is None:
        return
    a_second = MESSAGES.a_minute / 60 * services.settings.pace
    week = Week(services.clock.now(), services.calendars.day_off, a_second)
    if found := week.busy_time(ours, every.values()):
        tell(services, standup, member.user_id, lambda locale: busy(locale, standup, found))
