"""The standups of a run: the default one, which commands carry out, and those beside it, which the ticks do."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.domain.standup import DEFAULT_STANDUP_ID, default_standup, with_values
from app.settings import Secrets, Settings
from app.storage.rows import connection
from app.storage.setup.standups import Standups
from benchmarks.faults.ledger import Ledger
from local.stack import BOT_TOKEN, CHANNEL, SIGNING_SECRET, TABLE_PREFIX
from ops.deploying.local_stage import dynamodb_of, environment
from slack_simulator.hosting import Conversation, change_channel, change_people
from slack_simulator.ids import BOT_USER_ID, TEAM_ID

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from app.domain.standup import Standup
    from benchmarks.faults.plan import Beside, Plan
    from local.stack import Stack
    from slack_simulator.hosting import Workspace

SHARED = "C0BESIDES0"


@dataclass
class Held:
    """A standup on the day of a run.

    `users` are asked, those of them who can be messaged and are not busy otherwise use their menus (`hands`), and
    `gone` have left. `broken_at_noon` is what was wrong when nothing was under way.
    """

    standup_id: str
    report_id: str
    users: list[str]
    hands: list[str]
    ledger: Ledger = field(default_factory=Ledger)
    gone: set[str] = field(default_factory=set)
    broken_at_noon: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """What tells it apart in what is printed; nothing for the default one."""
        return "" if self.standup_id == DEFAULT_STANDUP_ID else self.standup_id


@dataclass(frozen=True)
class Cast:
    """The people of a run.

    The `roster` is the default standup's, `strangers` take part in others alone, and `outsiders` may still come. All
    `reachable` people of the roster can be messaged; `hands` use their menus, unless they are the `owner` who has
    changes to make.
    """

    roster: list[str]
    unreachable: list[str]
    strangers: list[str]
    outsiders: list[str]
    owner: str
    has_changes: bool

    @property
    def reachable(self) -> list[str]:
        return [user for user in self.roster if user not in self.unreachable]

    @property
    def hands(self) -> list[str]:
        return [user for user in (*self.reachable, *self.strangers) if user != self.owner or not self.has_changes]


def new_people(workspace: Workspace, plan: Plan) -> Cast:
    """Have the people of the plan in a new workspace."""
    there = sum(person.can_act for person in workspace.people.values())
    change_people(workspace, {"add": max(0, plan.people + plan.outsiders + plan.strangers - there)})
    everyone = [person.id for person in workspace.people.values() if person.can_act]
    roster, others = everyone[: plan.people], everyone[plan.people :]
    change_channel(workspace, {"id": CHANNEL, "remove": others})
    unreachable = roster[:: -(len(roster) // plan.unreachable)] if plan.unreachable else []
    for user in unreachable:
        change_people(workspace, {"id": user, "set": {"cannot_be_messaged": True}})
    workspace.decline(plan.declined)
    able = (user for user in roster if user not in unreachable and not workspace.people[user].is_restricted)
    strangers, outsiders = others[: plan.strangers], others[plan.strangers :]
    return Cast(roster, unreachable, strangers, outsiders, next(able), bool(plan.changes))


def held(standup_id: str, day: datetime, users: Iterable[str], hands: Iterable[str]) -> Held:
    asked = list(users)
    busy = set(hands)
    report_id = f"{TEAM_ID}.{standup_id}.{day:%Y%m%d}"
    return Held(standup_id, report_id, asked, [user for user in asked if user in busy])


async def set_up(stack: Stack, plan: Plan, cast: Cast, asks_at: datetime, reports_at: datetime) -> list[Held]:
    """Set up the standups beside the default one, which is set up so, too, if it is done by ticks.

    All are due at the same moments.
    """
    days, everyone = [], [*cast.roster, *cast.strangers]
    times = {"ask_at": asks_at.time(), "report_at": reports_at.time()}
    by_ticks = {**times, "owners": (cast.owner,)}
    standups = [with_values(default_standup(TEAM_ID, CHANNEL), by_ticks)] if plan.by_ticks else []
    for number, beside in enumerate(plan.besides):
        users = [everyone[each] for each in beside.people]
        day = held(f"beside-{number}", asks_at, users, cast.hands)
        fields = {
            "standup_id": day.standup_id,
            "name": f"Standup {number}",
            **times,
            "people": tuple(users) if beside.named else None,
            "owners": tuple(day.hands[:1] or users[:1]),
        }
        channel = _channel(stack.workspace, number, beside, users)
        standups.append(with_values(default_standup(TEAM_ID, channel), fields))
        days.append(day)
    await asyncio.to_thread(_store, stack, standups, stack.clock.now(), asks_at)
    return days


async def are_done(stack: Stack, days: Iterable[Held], mark: str) -> bool:
    """Whether all occurrences have a mark, `asked_at` or `settled_at`."""
    keys = [(day.report_id, day.report_id.rpartition(".")[2]) for day in days]
    rows = await stack.aws.days(keys)
    return len(rows) == len(keys) and all(mark in row for row in rows)


def _channel(workspace: Workspace, number: int, beside: Beside, users: Sequence[str]) -> str:
    """Have a channel with these people and the bot, as if it had always been there: no event tells of it."""
    identifier = SHARED if beside.named else f"C0BESIDE{number:02}"
    channel = workspace.conversations.setdefault(
        identifier, Conversation(identifier, name=identifier.lower(), members=[BOT_USER_ID])
    )
    channel.members.extend(user for user in users if user not in channel.members)
    return identifier


def _store(stack: Stack, standups: Sequence[Standup], now: datetime, asks_at: datetime) -> None:
    with environment(dynamodb_of(stack)):
        settings = Settings(Secrets(BOT_TOKEN, SIGNING_SECRET), CHANNEL, table_prefix=TABLE_PREFIX)
        connection.connect(settings, connection.PATIENT)
        for standup in standups:
            Standups(CHANNEL).save(standup, standup.roles.owners[0], now, asks_at)
