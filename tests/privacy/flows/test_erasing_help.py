"""Who helps somebody and is erased is named in none of our messages any more; what we cannot change is listed."""

import pytest

from app.domain.standup import Layout
from app.flows.day import blockers
from app.flows.privacy.erasing import begin, receipt_of
from tests.day.flows.test_unblocking import WAITING, Blocked
from tests.privacy.flows.test_erasing import everything


@pytest.mark.parametrize("layout", [Layout.POSTS, Layout.BY_PERSON])
def test_nobody_reads_who_helped_them_once_that_person_was_erased(services, team, layout):
    day = Blocked(services, team, changes={"layout": layout})
    author, helper, other = day.people[:3]
    day.says(author, WAITING, named=helper.id)
    day.report()
    for person in (helper, other):
        blockers.offer_help(services, day.member(person), day.blocker(author), day.now)
    erased = everything(services, begin(services, day.id.team_id, helper.id, "ops admin"))
    said = [*author.messages(), *team.channel()]
    posts = {post["ts"] for post in team.posts()}
    naming = [message for message in said if helper.id in str(message)]
    assert {message["ts"] for message in naming} <= posts
    listed = [place["ts"] for place in receipt_of(services, erased)["left_by_hand"] if place["what"] == "named"]
    assert {message["ts"] for message in naming} == set(listed)
    assert any(other.id in str(message) for message in said)
