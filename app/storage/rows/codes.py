"""Answers as they are stored: what was chosen as a code, and beside it the words by which earlier releases know it."""

from collections.abc import Mapping
from typing import Any

from app.domain.day.kinds import Mood, in_words
from app.domain.limits import read_text


def codes_of(answers: Mapping[str, str]) -> dict[str, str]:
    """Return the codes of what was chosen, by question."""
    return {question: answer.value for question, answer in answers.items() if isinstance(answer, Mood)}


def answers_from(words: Mapping[str, Any], codes: Any) -> dict[str, str]:
    """Read both. A code counts while the words beside it are its own: an earlier release changes only these."""
    known = codes if isinstance(codes, Mapping) else {}
    moods = {question: mood for question, code in known.items() for mood in Mood if mood.value == code}
    texts = {question: read_text(text) for question, text in words.items()}
    return {
        question: mood if (mood := moods.get(question)) and in_words(mood) == text else text
        for question, text in texts.items()
    }
