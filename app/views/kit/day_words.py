"""The words by which people name days in their language, so that they can type them.

The names of weekdays and months come from Babel, which also writes dates with them. Their other forms, and all other
words for days, come from one text of the catalogue.
"""

from collections.abc import Iterator
from functools import cache

from app.domain.home.day_words import MONTHS, DayWords, bare
from app.domain.languages import ENGLISH
from app.domain.standup import WEEKDAY_NAMES
from app.language import Locale, babel, later

# Each line has one of our words, which is not translated, and after the colon all forms that people may type, as in
# "tomorrow: zítra, zítřka". The basic forms of weekdays and months are known already.
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


@cache
def day_words(locale: Locale) -> DayWords:
    """Map each word of a language to our English one; empty for English."""
    if locale.code == ENGLISH:
        return {}
    lines = (line.partition(":") for line in locale.gettext(_WORDS).splitlines())
    forms = {bare(form): english for english, _, typed in lines for form in typed.split(",")}
    return {bare(name): english for name, english in _names(locale.code)} | forms


def _names(language: str) -> Iterator[tuple[str, str]]:
    """Return the names of weekdays and months, alone and as in a date, and the short names of weekdays."""
    known = babel("core").Locale.parse(language)
    for context in ("format", "stand-alone"):
        yield from ((name, MONTHS[number - 1]) for number, name in known.months[context]["wide"].items())
        for width in ("wide", "abbreviated"):
            yield from ((name, WEEKDAY_NAMES[number]) for number, name in known.days[context][width].items())
