"""Day words: translates what people call days in their language into the English that commands are read in."""

import re
import unicodedata
from collections.abc import Mapping

# The English word for each word of a language, in lower case without accents, as people often type. Empty for English.
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
    """Return the text with day words in English and "24. 12." joined; other words stay as typed."""
    words = _WORD.sub(lambda found: day_words.get(bare(found[0]), found[0]), text.casefold())
    for phrase, word in _PHRASES.items():
        words = words.replace(phrase, word)
    return _APART.sub("", words)


def bare(word: str) -> str:
    """Return a word in lower case without accents."""
    apart = unicodedata.normalize("NFKD", word.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign)).strip()
