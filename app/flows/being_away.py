"""Being away: from when to when a person is not asked, and coming back."""

from app.domain.member import Away, Member
from app.services import Services


def go_away(services: Services, member: Member, away: Away) -> None:
    """Note that the person is away, and let today's open menus say so; raises PersonError."""
    raise NotImplementedError


def come_back(services: Services, member: Member) -> None:
    """Note that the person is back; today's menus are open again."""
    raise NotImplementedError
