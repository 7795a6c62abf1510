"""Show the Home tab after an action there: its outcome, or why it was refused."""

from collections.abc import Mapping, Sequence
from typing import Any

from slack_sdk.models.blocks import Block

from app.domain.day.member import Member
from app.flows.access import report_id_of
from app.flows.day.answering import not_told
from app.flows.home.tab import show_home
from app.flows.requester import Requester, acting_member
from app.listeners.payload import is_home, requester
from app.services import Services
from app.views.day.report_form import Origin
from app.views.home.managing import note
from app.views.home.tab import page_of
from app.views.kit.readers import member_locale


def show_where_clicked(services: Services, who: Requester, origin: Origin) -> None:
    """Publish the Home tab again if the person acted there; raises NotTold."""
    if origin.is_home:
        with not_told():
            show_home(services, report_id_of(who, origin.report_id).team_id, who.user_id)


def say_at_home(services: Services, body: Mapping[str, Any], sentence: str) -> None:
    """Say at the top of the person's Home tab why something was refused."""
    member = acting_member(services, requester(body), even_erased=True)
    show_after(services, member, body, note(member_locale(member), sentence))


def show_after(
    services: Services, member: Member, body: Mapping[str, Any] | None = None, note: Sequence[Block] = ()
) -> None:
    """Publish the Home tab as it is now, on the page where the person acted."""
    page = page_of(body["view"]) if body and is_home(body) else 0
    show_home(services, member.team_id, member.user_id, note, page)
