"""Let somebody try a standup alone: a menu, a form and a preview that nobody else sees.

The occurrence is its own, `try-USER-TIME`, with one person on its roster. The menu's buttons and the form are the real
ones; `views/day/rehearsal.py` shows what the channel would see, and nothing is posted or remembered.
"""

from datetime import datetime

from app.domain.day.member import Member
from app.domain.day.occurrence import REHEARSAL, Occurrence
from app.domain.privacy.access import Action
from app.domain.schedule import local_date
from app.domain.standup import Standup
from app.errors import SlackRefused, TakesNoPart
from app.flows import access
from app.flows.day.asking_one import ask_one
from app.flows.gathering import blank_report
from app.flows.planning import plan_day
from app.flows.sender import at_once
from app.records import replace
from app.services import Services

# A rehearsal is not kept as a record: today and tomorrow are enough to play with it.
KEPT = 1


def rehearse(services: Services, member: Member, standup_id: str, received_at: datetime) -> None:
    """Send a member a menu of a rehearsal; the same click again sends no second one.

    Raises PersonError if they do not belong to the standup's channel or are being erased meanwhile, SlackRefused if
    they cannot be messaged.
    """
    if services.privacy.suppressed.among(member.team_id, [member.user_id]):  # their row may still be there
        raise TakesNoPart
    standup = access.standup_for(services, member, standup_id, Action.TRY)
    occurrence = _occurrence(services, standup, member, received_at)
    stored = services.reports.open(occurrence, (member.user_id,), services.clock.now())
    asked = ask_one(services, at_once(services), stored, blank_report(stored, member), member)
    if asked.problem:
        raise SlackRefused("chat.postMessage", asked.problem)


def _occurrence(services: Services, standup: Standup, member: Member, received_at: datetime) -> Occurrence:
    """Plan an occurrence under an id that only this click has."""
    own = f"{REHEARSAL}{member.user_id}-{received_at:%H%M%S}"
    mine = replace(standup, standup_id=own, readers=replace(standup.readers, retention_days=KEPT))
    return plan_day(services, mine, local_date(received_at, standup.schedule.zone))
