"""Tidying: once a day the ticks look through what is remembered of people, and take away what has had its time.

What they wrote last is kept on rows of its own; releases before had it in the profile's row, which lives on for as long
as anything is known of the person. The words to an absence go when that is over, and a status of Slack's that is not
read anew any more. Who was erased and is there again, as after a table was restored, is erased again.
"""

import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from app.domain.chore import Chore, ChoreKind
from app.domain.erasure import Item
from app.domain.retention import is_kept
from app.domain.standup import DEFAULT_RETENTION
from app.flows.erasing import begin
from app.services import Services
from app.storage.last_words import last_from
from app.storage.unreadable import sensible

EVERY = timedelta(days=1)
# The chore is about no standup; to older releases it is about one that there is not.
PEOPLE = ".people"
# Nobody is away any more anywhere on earth; nobody's profile was read for longer than it takes to be read anew.
OVER = timedelta(days=2)
_HELD = ("last_answers", "away", "status_text")


def keep_tidying(services: Services, team_id: str, now: datetime) -> None:
    """Have it done for a workspace from now on: the chore is kept for good, and rests for a day when it is done."""
    services.chores.keep_unless_there(Chore(team_id, ChoreKind.RETENTION, PEOPLE, now))


def is_tidying(chore: Chore) -> bool:
    return chore.kind is ChoreKind.RETENTION and chore.about == PEOPLE


def tidy_people(services: Services, chore: Chore) -> Mapping[str, Any] | None:
    """Look at one page of the table; at the end of it, bring what is known of erased people to today's form."""
    page, after = services.rows.page("members", chore.progress.get("start"))
    for item in page:
        if item["team_id"] == chore.team_id:
            _tidy(services, item)
    if after is not None:
        return {"start": after}
    services.suppressed.renew(chore.team_id)
    return None


def _tidy(services: Services, item: Item) -> None:
    team_id, user_id = str(item["team_id"]), str(item["user_id"])
    if user_id.startswith("."):
        user_id = user_id.rpartition(".")[2]
    if services.suppressed.among(team_id, [user_id], anew=False):
        if services.chores.get(team_id, ChoreKind.ERASURE, user_id) is None:
            begin(services, team_id, user_id, "found again")
        return
    now = services.clock.now()
    held = [name for name in _HELD if item.get(name)]
    gone = [name for name in held if sensible(partial(_has_had_its_time, name, item, now), otherwise=True)]
    if "last_answers" in gone:
        _move(services, team_id, user_id, sensible(partial(json.loads, str(item["last_answers"])), {}), now)
    if gone:  # unless the person has said something else meanwhile
        services.rows.replace("members", item, {name: value for name, value in item.items() if name not in gone})


def _has_had_its_time(name: str, item: Mapping[str, Any], now: datetime) -> bool:
    if name == "away":
        ends = json.loads(str(item["away"])).get("ends")
        return ends is not None and date.fromisoformat(ends) < (now - OVER).date()
    if name == "status_text":
        read_at = item.get("refreshed_at")
        return read_at is None or datetime.strptime(str(read_at), "%Y-%m-%dT%H:%M:%S.%f%z") < now - OVER
    return True


def _move(services: Services, team_id: str, user_id: str, last: Mapping[str, Any], now: datetime) -> None:
    """Give what a person wrote last rows of its own, as far as the standup would still show it."""
    for standup_id, values in last.items():
        entry = sensible(partial(last_from, values), None)
        stored = services.standups.stored(team_id, standup_id)
        days = stored.standup.retention_days if stored else DEFAULT_RETENTION
        if entry and is_kept(entry.day, days, now):
            services.last_words.keep(team_id, standup_id, user_id, entry, days)
    services.members.still_answered(team_id, user_id)
