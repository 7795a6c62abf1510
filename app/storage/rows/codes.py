"""Stored answers: moods as codes, and beside them the words that earlier releases read and write."""

from collections.abc import Mapping
from typing import Any

from app.domain.day.kinds import Mood, in_words
from app.domain.limits import read_text


def codes_of(answers: Mapping[str, str]) -> dict[str, str]:
    """Return the codes of moods, by question."""
    return {question: answer.value for question, answer in answers.items() if isinstance(answer, Mood)}


def answers_from(words: Mapping[str, Any], codes: Any) -> dict[str, str]:
    """Return the answers from words and codes.

    A code counts only if its words stand beside it, because an earlier release changes only the words.
    """
    known = codes if isinstance(codes, Mapping) else {}
    moods = {question: mood for question, code in known.items() for mood in Mood if mood.value == code}
    texts = {question: read_text(text) for question, text in words.items()}
    return {
        question: mood if (mood := moods.get(question)) and in_words(mood) == text else text
        for question, text in texts.items()
    }
