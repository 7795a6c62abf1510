"""Running a standup by hand: asking now, looking at the report before it is out, pausing and going on."""

from app.domain.member import Member
from app.domain.standup import Standup
from app.services import Services
from app.views.message import Message


def ask_now(services: Services, member: Member, standup_id: str) -> Standup:
    """Have everybody asked within a minute, whatever the day; raises PersonError."""
    raise NotImplementedError


def preview(services: Services, member: Member, standup_id: str) -> list[Message]:
    """Give what the channel would get if the report went out now; raises PersonError."""
    raise NotImplementedError


def pause(services: Services, member: Member, standup_id: str) -> Standup:
    """Let a standup rest until somebody resumes it; raises PersonError."""
    raise NotImplementedError


def resume(services: Services, member: Member, standup_id: str) -> Standup:
    """Let a paused standup go on with its next day; raises PersonError."""
    raise NotImplementedError
