"""Commands: what people type, read as a verb, a standup, days and people."""

import re
from collections.abc import Sequence
from datetime import date
from difflib import get_close_matches
from enum import StrEnum

from msgspec import Struct

from app.domain.history.history import Span
from app.domain.home.date_parser import is_no_day, next_day_in, past_span_in
from app.domain.home.day_words import DayWords, in_english
from app.domain.standup import Standup
from app.errors import NotUnderstood, UnclearWords, WhichPerson, WhichStandup

# A longer text is no command but an answer, or a letter.
LONGEST = 300


class Verb(StrEnum):
    """The commands, in the words that help shows."""

    HELP = "help"
    LIST = "list"
    ANSWER = "answer"
    SKIP = "skip"
    AWAY = "away"
    BACK = "back"
    EDIT = "edit"
    ASK = "ask now"
    REPORT = "report"
    PAUSE = "pause"
    RESUME = "resume"
    RESTORE = "restore"


_PHRASES = {
    **{verb.value: verb for verb in Verb},
    "?": Verb.HELP,
    "hello": Verb.HELP,
    "hi": Verb.HELP,
    "standups": Verb.LIST,
    "open": Verb.ANSWER,
    "i'm away": Verb.AWAY,
    "i am away": Verb.AWAY,
    "i'm back": Verb.BACK,
    "i am back": Verb.BACK,
    "im back": Verb.BACK,
    "change": Verb.EDIT,
    "unpause": Verb.RESUME,
    "undelete": Verb.RESTORE,
}
# No command deletes; that is done on the Home tab, which asks for confirmation.
_DELETING = {"delete", "remove", "erase"}
# The prefix of commands that undo something: they are not suggested for the opposite command, nor the other way round.
_UNDOING = "un"
# How similar a typo and its command are: "skpi" and "skip" are; "cancel" and "change" share letters by chance.
_NEAR = 0.7
# How many words a day with its year has: "29 Feb 2027".
_WITH_YEAR = 3
_WITHOUT_MORE = {Verb.HELP, Verb.LIST, Verb.BACK}
_FILLERS = {"please", "the", "for", "in", "of", "today", "today's", "now", "again"}
# Commands with a lasting effect: for these "today" is no filler, because it would not be what is done.
_LASTING = {Verb.PAUSE}
_DAYS = {"today", "today's", "tomorrow", "overmorrow", "yesterday"}
# No standup's name begins with these; people who type them mean a time.
_OF_TIME = {*_DAYS, "until", "till", "from", "on", "since", "next", "this", "tonight"}
_ME = {"me", "mine", "my"}
_PERSON = re.compile(r"<@([A-Z0-9]+)(?:\|[^>]*)?>")
_CHANNEL = re.compile(r"<#([A-Z0-9]+)(?:\|([^>]*))?>")


class Command(Struct, frozen=True):
    """A command; `rest` is the text after it, as it was typed."""

    verb: Verb
    rest: str = ""


def command_in(text: str) -> Command:
    """Return the command in a text; an empty text asks for help.

    Raises NotUnderstood with the most similar command, if there is one.
    """
    words = text[: LONGEST + 1].replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").split()
    if words and words[0].casefold() in {"/standup", "standup"}:
        words = words[1:]
    if not words:
        return Command(Verb.HELP)
    folded = [word.casefold().rstrip(".,;!") for word in words]
    if len(text) > LONGEST:
        raise NotUnderstood
    alone, colon, note = " ".join(words).partition(":")
    if colon and _PHRASES.get(alone.strip().casefold()) is Verb.AWAY:
        return Command(Verb.AWAY, f":{note}")
    for length in (3, 2, 1):
        verb = _PHRASES.get(" ".join(folded[:length]))
        more = [word for word in folded[length:] if word not in _FILLERS]
        if verb and len(folded) >= length and not (more and verb in _WITHOUT_MORE):
            return Command(verb, " ".join(words[length:]))
    raise NotUnderstood(_nearest(folded), is_deleting=folded[0] in _DELETING)


def _nearest(words: Sequence[str]) -> str:
    """Return the command that the first word begins or resembles; empty if there is none."""
    begun = (phrase for phrase in _PHRASES if len(words[0]) > 1 and phrase.startswith(words[0]))
    alike = [phrase for phrase in _PHRASES if phrase.startswith(_UNDOING) == words[0].startswith(_UNDOING)]
    near = next(begun, "") or next(iter(get_close_matches(words[0], alike, n=1, cutoff=_NEAR)), "")
    return _PHRASES[near].value if near else ""


def standup_name_in(rest: str, day_words: DayWords, verb: Verb | None = None) -> str:
    """Return the text that names a standup, without the filler words around it."""
    fillers = _FILLERS - _DAYS if verb in _LASTING else _FILLERS
    words = rest.split()
    while words and in_english(words[0].rstrip(".,;!?"), day_words) in fillers:
        words.pop(0)
    while words and in_english(words[-1].rstrip(".,;!?"), day_words) in fillers:
        words.pop()
    return " ".join(words).rstrip(".,;!?")


class Asked(Struct, frozen=True):
    """The reports that a command asks for: whose (empty: everybody's), of which standup as it was named, of which days.

    `no_day` are the words that look like a day but are none.
    """

    user_id: str = ""
    named: str = ""
    span: Span | None = None
    no_day: str = ""


def reports_asked_for(rest: str, today: date, own_id: str, day_words: DayWords) -> Asked:
    """Return which person's reports are meant, of which standup and days, in any order; "me" is `own_id`.

    Raises WhichPerson if a person is not named by a mention, or more than one is.
    """
    people = _PERSON.findall(rest)
    words = _PERSON.sub(" ", rest).rstrip("!?").split()
    folded = [word.casefold() for word in words]
    if any(word.startswith("@") for word in words) or len(set(people)) > 1:
        raise WhichPerson
    if not people and (me := next((number for number, word in enumerate(folded) if word in _ME), None)) is not None:
        people = [own_id]
        words[me : me + 1 + (folded[me + 1 : me + 2] in (["report"], ["reports"]))] = []
    named, span = _name_and_days(words, today, day_words)
    return Asked(people[0] if people else "", named, span, no_day_in(words, day_words))


def _name_and_days(words: Sequence[str], today: date, day_words: DayWords) -> tuple[str, Span | None]:
    """Split the words into the name of a standup and the days, in any order."""
    for length in range(min(4, len(words)), 0, -1):
        for of_day, others in ((words[-length:], words[:-length]), (words[:length], words[length:])):
            if span := past_span_in(" ".join(of_day), today, day_words):
                return standup_name_in(" ".join(others), day_words), span
    return standup_name_in(" ".join(words), day_words), None


def skip_asked_for(rest: str, today: date, day_words: DayWords) -> tuple[str, date | None]:
    """Return the name of the standup to skip, and the day; None if no day is named.

    Raises UnclearWords if two days are named, UnclearDays if the day has no year and would be far off.
    """
    words = rest.rstrip("!?.").split()
    for length in range(min(4, len(words)), 0, -1):
        for of_day, others in ((words[-length:], words[:-length]), (words[:length], words[length:])):
            if length >= _WITH_YEAR and is_no_day(" ".join(of_day), day_words):  # do not read it as one without a year
                return standup_name_in(rest, day_words), None
            if day := next_day_in(" ".join(of_day), today, day_words):
                if too_many := [word for word in others if in_english(word, day_words) in _DAYS]:
                    raise UnclearWords(too_many[0])
                return standup_name_in(" ".join(others), day_words), day
    return standup_name_in(rest, day_words), None


def no_day_in(words: Sequence[str], day_words: DayWords) -> str:
    """Return the words that look like a day that no calendar has, such as "31 Feb"; empty if there are none."""
    ends = ((words[-length:], words[:length]) for length in range(min(3, len(words)), 0, -1))
    return next((text for both in ends for text in map(" ".join, both) if is_no_day(text, day_words)), "")


def standup_meant(standups: Sequence[Standup], named: str, channel: str, day_words: DayWords) -> Standup:
    """Return the standup that is meant: the one named, or the channel's, or the only one.

    Raises WhichStandup with the names of all candidates, or UnclearWords if there is more than a name.
    """
    meant = _named(standups, named, day_words) if named else standups
    here = [standup for standup in meant if standup.channel == channel]
    candidates = here or meant
    if len(candidates) == 1:
        return candidates[0]
    unknown = "" if candidates or _CHANNEL.search(named) else named
    names = [standup.name for standup in candidates or standups]
    raise WhichStandup(names, is_known=bool(candidates), words=unknown)


def _named(standups: Sequence[Standup], named: str, day_words: DayWords) -> Sequence[Standup]:
    if found := _CHANNEL.search(named):
        if more := standup_name_in(f"{named[: found.start()]} {named[found.end() :]}", day_words):
            raise UnclearWords(_CHANNEL.sub(lambda other: f"#{other[2] or other[1]}", more))
        return [standup for standup in standups if standup.channel == found[1]]
    wanted = named.casefold().lstrip("#").strip()
    if not wanted:
        return []
    if in_english(wanted.split()[0].rstrip(".,;:!?"), day_words) in _OF_TIME and not any(
        wanted in standup.name.casefold() for standup in standups
    ):
        raise UnclearWords(named)
    same = [standup for standup in standups if wanted in {standup.name.casefold(), standup.standup_id.casefold()}]
    begun = [standup for standup in standups if re.search(rf"(?:^|\W){re.escape(wanted)}", standup.name.casefold())]
    return same or begun
