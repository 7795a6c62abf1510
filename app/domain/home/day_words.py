"""Day words: what people call days in their language, put into the English words that commands are read by."""

import re
import unicodedata
from collections.abc import Mapping

# Our word for each of a language's, in small letters without accents: so they are often typed. None is English.
DayWords = Mapping[str, str]
MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_WORD = re.compile(r"(?<!\w)[^\W\d_]+(?!\w)")
_APART = re.compile(r"(?<=\d\.)\s+(?=\d)")
_PHRASES = {"day after tomorrow": "overmorrow", "day before yesterday": "ereyesterday", "until until": "until"}


def in_english(text: str, day_words: DayWords) -> str:
    """Put day words into English, and "24. 12." together; what is none of them stays as it was typed."""
    words = _WORD.sub(lambda found: day_words.get(bare(found[0]), found[0]), text.casefold())
    for phrase, word in _PHRASES.items():
        words = words.replace(phrase, word)
    return _APART.sub("", words)


def bare(word: str) -> str:
    """Return a word in small letters without accents."""
    apart = unicodedata.normalize("NFKD", word.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign)).strip()
