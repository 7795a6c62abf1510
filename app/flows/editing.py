"""Editing: the modal in which a standup is set up."""

from app.domain.member import Member
from app.services import Services


def open_form(services: Services, member: Member, standup_id: str, trigger_id: str) -> None:
    """Open the modal to edit a standup, or a new one if `standup_id` is empty; raises PersonError, SlackError."""
    raise NotImplementedError
