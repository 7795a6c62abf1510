"""Attacks on retention: words that outlive their day."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

from app.views import ids
from app.views.home.more import Verb, option_value
from benchmarks.attacks import cast
from benchmarks.attacks.hands import Hands
from benchmarks.attacks.listing import attack

if TYPE_CHECKING:
    from benchmarks.attacks.world import World

DAYS_KEPT = 7


def _answered_long_ago(world: World, *, delete: bool) -> tuple[Hands, str]:
    """Have somebody answer in a standup that keeps answers for a week, then let it rest, or be deleted, for longer."""
    hands = Hands(world)
    standup_id, _ = hands.standup(
        "week", cast.OWNER, [cast.MEMBER], people=[cast.MEMBER], report={"retention_days": str(DAYS_KEPT)}
    )
    hands.lives(standup_id, **{cast.MEMBER: cast.SECRET})
    if delete:
        world.submit(cast.OWNER, {"callback_id": ids.DELETE_FORM, "private_metadata": standup_id})
    else:
        world.choose(cast.OWNER, ids.MORE, option_value(Verb.PAUSE, standup_id))
    world.settle()
    for _ in range(2):  # each look at Home has the profile stored anew
        world.until(world.now + timedelta(days=5))
        world.home_of(cast.MEMBER)
    world.tick(2)
    world.tried = 2
    return hands, standup_id


def _kept_too_long(world: World) -> None:
    """Expect that whatever still holds the words has an expiry that has passed: DynamoDB removes it from then on."""
    now = world.now.timestamp()
    for table, rows in world.rows().items():
        late = [
            row for row in rows if cast.SECRET in json.dumps(row) and not 0 < float(row.get("expires_at") or 0) <= now
        ]
        world.expect(not late, f"a row of {table} keeps the answer after its last day")


@attack(by="time")
def outlive_retention_in_a_paused_standup(world: World) -> None:
    """Find an answer, after the days that it is kept, in a standup that was paused meanwhile."""
    hands, standup_id = _answered_long_ago(world, delete=False)
    _kept_too_long(world)
    world.mark()
    world.choose(cast.OWNER, ids.MORE, option_value(Verb.RESUME, standup_id))
    report_id = hands.asks(standup_id)
    world.click(cast.MEMBER, ids.OPEN_DIALOG, report_id)
    world.click(cast.MEMBER, ids.EXPORT_OWN)
    world.expect(cast.SECRET not in world.said(), "the answer was shown again")


@attack(by="time")
def outlive_retention_in_a_deleted_standup(world: World) -> None:
    """Find an answer, after the days that it is kept, when its standup was deleted."""
    _answered_long_ago(world, delete=True)
    _kept_too_long(world)
