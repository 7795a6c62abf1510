"""Whose account is deactivated gets no file, and nothing of it is repeated, or kept for an operator to do again."""

from functools import partial

import pytest

from app.errors import NotAllowed
from app.flows.privacy import exporting
from app.flows.requester import member_of
from slack_simulator.ids import TEAM_ID
from tests.kit.builders import EIGHT, a_standup

MARCUS, SOFIA = "U0MARCUS02", "U0SOFIAL03"


@pytest.mark.parametrize("what", ["the standup's reports", "their own"])
def test_an_owner_who_was_deactivated_minutes_ago_is_refused_cleanly(team, services, what):
    """They are known as a person still, for that is looked up every few minutes."""
    standup = a_standup(team_id=TEAM_ID, standup_id="retro", owners=(MARCUS,), people=(MARCUS, SOFIA))
    services.standups.save(standup, MARCUS, EIGHT, None)
    marcus = member_of(services, TEAM_ID, MARCUS)
    team.place.post("people", id=MARCUS, set={"deleted": True})
    export = exporting.export_own if what == "their own" else partial(exporting.export_standup, standup_id="retro")
    with pytest.raises(NotAllowed):
        export(services, marcus, received_at=EIGHT)
