"""Templates: what a new standup starts from."""

from dataclasses import replace
from datetime import time
from typing import Any

from app.domain.config import LONGEST_NAME
from app.domain.standup import AnswerKind, Question, Standup, first_standup

DAILY, WEEKLY, BLOCKERS, MOOD = "daily", "weekly", "blockers", "mood"
FRIDAY = 4

_CHANGES: dict[str, dict[str, Any]] = {
    DAILY: {},
    WEEKLY: {
        "name": "Weekly review",
        "days": frozenset({FRIDAY}),
        "ask_at": time(13),
        "report_at": time(16),
        "reminders": (60,),
        "questions": (
            Question("went_well", "What went well this week?", "Went well"),
            Question("in_the_way", "What got in the way?", "In the way"),
            Question("next_week", "What comes first next week?", "Next week"),
        ),
    },
    BLOCKERS: {
        "name": "Blockers",
        "questions": (Question("blocker", "Is anything in your way?", "Blocked"),),
    },
    MOOD: {
        "name": "Mood check",
        "questions": (
            Question("mood", "How are you today?", "Mood", kind=AnswerKind.MOOD, required=True),
            Question("why", "Would you like to say more?", "Why"),
        ),
    },
}
TEMPLATES = tuple(_CHANGES)


def from_template(name: str, team_id: str, standup_id: str, owner: str, zone: str) -> Standup:
    """Give a new standup, still without a channel; an unknown name is the daily one."""
    return replace(first_standup(team_id, "", owner, zone), standup_id=standup_id, **_CHANGES.get(name, {}))


def copy_of(standup: Standup, standup_id: str, owner: str) -> Standup:
    """Give a new standup like another one."""
    name = f"Copy of {standup.name}"[:LONGEST_NAME]
    return replace(standup, standup_id=standup_id, name=name, owners=(owner,), is_paused=False, version=0)
