"""Day words: what people call days in their language, put into the English words that commands are read by.

The names of weekdays and months are those by which dates are shown; their other forms, and all other words, are a text
of the catalogue. What is none of them stays as it was typed.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache

from app.domain.standup import WEEKDAY_NAMES
from app.language import ENGLISH, babel, later, say, spoken

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
# Each line has one of our words, which stays, and behind it all forms of it in which people may type it, as in
# "tomorrow: zítra, zítřka". Of weekdays and months those that a dictionary lists are known already.
_WORDS = later(
    "today: today\ntomorrow: tomorrow\novermorrow: overmorrow\nyesterday: yesterday\nereyesterday: ereyesterday\n"
    "monday: monday\ntuesday: tuesday\nwednesday: wednesday\nthursday: thursday\nfriday: friday\nsaturday: saturday\n"
    "sunday: sunday\njanuary: january\nfebruary: february\nmarch: march\napril: april\nmay: may\njune: june\n"
    "july: july\naugust: august\nseptember: september\noctober: october\nnovember: november\ndecember: december\n"
    "on: on\nfrom: from\nuntil: until\nfor: for\nthis: this\nnext: next\nlast: last\n"
    "day: day\ndays: days\nweek: week\nweeks: weeks\nmonth: month\n"
    "one: one\ntwo: two\nthree: three\nfour: four\nfive: five\nsix: six\nseven: seven\neight: eight\nnine: nine\n"
    "ten: ten\nplease: please"
)
_WORD = re.compile(r"(?<!\w)[^\W\d_]+(?!\w)")
_APART = re.compile(r"(?<=\d\.)\s+(?=\d)")
_PHRASES = {"day after tomorrow": "overmorrow", "day before yesterday": "ereyesterday", "until until": "until"}


def in_english(text: str) -> str:
    """Put the day words of the language that is spoken into English, and "24. 12." together."""
    known = _known(spoken())
    words = _WORD.sub(lambda found: known.get(_bare(found[0]), found[0]), text.casefold())
    for phrase, word in _PHRASES.items():
        words = words.replace(phrase, word)
    return _APART.sub("", words)


@cache
def _known(language: str) -> Mapping[str, str]:
    """Give our word for each of a language's, in small letters without accents: so they are often typed."""
    if language == ENGLISH:
        return {}
    lines = (line.partition(":") for line in say(_WORDS).splitlines())
    forms = {_bare(form): english for english, _, typed in lines for form in typed.split(",")}
    return {_bare(name): english for name, english in _names(language)} | forms


def _names(language: str) -> Iterator[tuple[str, str]]:
    """Give the names of weekdays and months, as they stand by themselves and in a date; of weekdays short ones, too."""
    locale = babel("core").Locale.parse(language)
    for context in ("format", "stand-alone"):
        yield from ((name, MONTHS[number - 1]) for number, name in locale.months[context]["wide"].items())
        for width in ("wide", "abbreviated"):
            yield from ((name, WEEKDAY_NAMES[number]) for number, name in locale.days[context][width].items())


def _bare(word: str) -> str:
    apart = unicodedata.normalize("NFKD", word.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign)).strip()
