"""Templates for new standups."""

from collections.abc import Iterator
from datetime import time
from typing import Any

from app.domain.day.last_workday import kept_in
from app.domain.languages import ENGLISH
from app.domain.limits import LONGEST_NAME
from app.domain.standup import (
    DEFAULT_QUESTIONS,
    AnswerKind,
    Question,
    QuestionRole,
    Standup,
    first_standup,
    with_values,
)
from app.language import Locale, later
from app.records import replace

DAILY, WEEKLY, BLOCKERS, MOOD = "daily", "weekly", "blockers", "mood"
FRIDAY = 4

_CHANGES: dict[str, dict[str, Any]] = {
    DAILY: {},
    WEEKLY: {
        "name": later("Weekly review"),
        "days": frozenset({FRIDAY}),
        "ask_at": time(13),
        "report_at": time(16),
        "reminders": (60,),
        "questions": (
            Question("went_well", "What went well this week?", "Went well"),
            Question("in_the_way", "What got in the way?", "In the way", role=QuestionRole.BLOCKERS),
            Question("next_week", "What comes first next week?", "Next week"),
        ),
    },
    BLOCKERS: {
        "name": later("Blockers"),
        "questions": (Question("blocker", "Is anything in your way?", "Blocked", role=QuestionRole.BLOCKERS),),
    },
    MOOD: {
        "name": later("Mood check"),
        "questions": (
            Question("mood", "How are you today?", "Mood", kind=AnswerKind.MOOD, required=True),
            Question("why", "Would you like to say more?", "Why"),
        ),
    },
}
TEMPLATES = tuple(_CHANGES)


def from_template(locale: Locale, name: str, team_id: str, standup_id: str, owner: str, zone: str) -> Standup:
    """Return a new standup without a channel, in the reader's language; an unknown name is the daily template."""
    first = replace(first_standup(team_id, "", owner, zone), standup_id=standup_id)
    standup = with_values(first, _CHANGES.get(name, {}))
    language = "" if locale.code == ENGLISH else locale.code
    return in_language(replace(standup, name=locale.gettext(standup.name)), language)


def in_language(standup: Standup, language: str) -> Standup:
    """Return a standup in another language, "" for none of its own; questions of a template are translated, too."""
    if (standup.look.language or ENGLISH) == (language or ENGLISH):
        return replace(standup, look=replace(standup.look, language=language))
    locale = Locale(standup.look.language or ENGLISH)
    known = {locale.gettext(text): text for text in _texts()}
    locale = Locale(language or ENGLISH)
    translations = {before: locale.gettext(text) for before, text in known.items()}

    def translate(text: str) -> str:
        return translations.get(text) or kept_in(text, standup.look.language)

    questions = tuple(
        replace(each, text=translate(each.text), label=translate(each.label)) for each in standup.questions
    )
    return replace(standup, questions=questions, look=replace(standup.look, language=language))


def _texts() -> Iterator[str]:
    """Return the texts and labels of all templates' questions, in English."""
    for changes in _CHANGES.values():
        for question in changes.get("questions", DEFAULT_QUESTIONS):
            yield from (question.text, question.label)


def copy_of(locale: Locale, standup: Standup, standup_id: str, owner: str) -> Standup:
    """Return a new standup with the settings of another one, owned by `owner` alone."""
    name = locale.gettext("Copy of {name}", name=standup.name)[:LONGEST_NAME]
    return replace(
        standup,
        standup_id=standup_id,
        name=name,
        roles=replace(standup.roles, owners=(owner,)),
        readers=replace(standup.readers, agreed=()),
        is_paused=False,
        version=0,
    )
