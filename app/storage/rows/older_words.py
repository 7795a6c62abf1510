"""Reads what releases before questions had roles stored: there the meaning of questions and answers follows from words.

The rules are those of these releases. They apply to questions stored without a role; a stored role always counts.
Questions are stored so that these releases can read them, too.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, TypeGuard

from app.domain.day.kinds import traits
from app.domain.day.last_workday import PLACE, has_place, with_last_workday
from app.domain.day.nothing import bare
from app.domain.languages import ENGLISH
from app.domain.limits import LONGEST_LABEL, LONGEST_QUESTION
from app.domain.standup import AnswerKind, QuestionRole
from app.storage.rows.json_text import JSONText

Plain = dict[str, Any]

# The key under which a question keeps the texts that those releases must not read.
_AS_WRITTEN = "as_written"
_TEXTS = {"text": LONGEST_QUESTION, "label": LONGEST_LABEL}
_YESTERDAY = {"yesterday": ENGLISH, "včera": "cs"}
_ASKING = frozenset(kind.value for kind in AnswerKind if traits(kind).can_ask_for_blockers)
# Without accents and in lower case. The patterns here are compiled only when a row is old enough to need them.
_ASKED = (
    r"impediment|\bblock(s|er|ers|ed|ing)\b|blockier|\bbloqu|\bobsta[ck]|\bstuck\b|\bin (the|your|my) way\b"
    r"|prekaz|\bbrani\b|\bblokuj|hindern|behinder"
)
_LETTERS = r"[^\W_]+"
MOST_LETTERS = 200
_SHORTCODE = r":[a-z0-9_+'-]+:"


def _all(*lines: str) -> frozenset[str]:
    return frozenset(phrase for line in lines for phrase in line.split(","))


_NO = _all("no,not,none,without,0,zero", "zadne,zadna,zadny,bez,nejsou", "kein,keine,keinen,keinerlei,ohne")
_WHAT = _all(
    "blocker,blockers,blocked,blocks,blocking,impediment,impediments,issue,issues,problem,problems,obstacle,obstacles",
    "concerns,trouble,prekazka,prekazky,prekazek,problemy,problemu,blokery,blokeru,blokovan",
    "hindernis,hindernisse,hindernissen,probleme,blockaden",
)
_NOTHING = _all(
    ",no,nope,nah,none,nothing,nil,null,nada,n a,na,not,0,x,not applicable,nothing blocking,nothing in way",
    "nothing major,nothing to report",
    "unblocked,good,fine,ok,okay,clear,all good,all fine,all clear,all ok,all okay,all well",
    "im good,everything fine,everything good,everything ok,everythings fine,everythings good,everythings ok",
    "zadne,zadna,zadny,nic,ne,neni,nejsou,nemam,nemam zadne,nemam nic,bez,nic mi nebrani,nic nebrani,v poradku,dobre",
    "vse v poradku,vse ok,vse dobre,vsechno v poradku,vsechno ok,nic neblokuje,nic me neblokuje",
    "keine,kein,keines,keins,nein,nichts,nix,ohne,passt,passt alles,entfallt,alles gut,alles ok,alles klar",
    "alles in ordnung,alles bestens,nichts im weg,nichts blockiert",
)
# Separates clauses: "No, all good" says the same twice.
_CLAUSES = r"[,.;:!()\n]|\s[-\u2013\u2014]\s"
# Words that do not change the meaning, such as "today" and "thanks".
_ASIDE = (
    r"\b(today|now|right now|so far|yet|as of now|for now|currently|at the moment|at all|really|any|this week|thanks"
    r"|thank you|there (is|are)|i have|my|the|is|are|from (me|my side)|on my (side|end)"
    r"|dnes|zatim|ted|momentalne|aktualne|nyni|diky|dekuji|mam"
    r"|heute|derzeit|aktuell|momentan|im moment|zurzeit|zur zeit|bisher|danke|ich habe|es gibt|gibt es)\b"
)


class ConfigText(JSONText):
    """The attribute of a standup's configuration."""

    def serialize(self, value: Any) -> str | None:
        """Return the JSON text, with questions that older releases can read."""
        if not isinstance(value, Mapping):
            return super().serialize(value)
        language = str(value.get("language") or "")
        questions = [_readable_by_older(question, language) for question in value.get("questions") or ()]
        return super().serialize({**value, "questions": questions})

    def deserialize(self, value: Any) -> Any:
        """Return the configuration, whatever release wrote it."""
        return config_in_todays_words(super().deserialize(value))  # type: ignore[no-untyped-call]


class QuestionsText(JSONText):
    """The attribute of a day's own questions; they have no placeholder for the last working day any more."""

    def deserialize(self, value: Any) -> Any:
        """Return the questions, whatever release wrote them."""
        return _with_roles(super().deserialize(value))  # type: ignore[no-untyped-call]


def config_in_todays_words(config: Any) -> Any:
    """Return a standup's configuration as this release would have stored it; parts that make no sense are unchanged."""
    if not isinstance(config, Mapping) or not _are_questions(questions := config.get("questions")):
        return config
    if not _are_older(questions):
        return {**config, "questions": [{**question, **question.get(_AS_WRITTEN, {})} for question in questions]}
    language = config.get("language") or ENGLISH
    return {**config, "questions": [_with_places(question, language) for question in _with_roles(questions)]}


def nothing_in_older(answers: Mapping[str, str]) -> frozenset[str]:
    """Return the ids of the questions whose answer says, by those releases' rules, that there is nothing."""
    return frozenset(question for question, answer in answers.items() if _is_nothing(answer))


def nothing_stored(questions: frozenset[str], changed_at: datetime | None) -> Plain | None:
    """Return the stored form of "nothing" answers.

    It names the answers that it is about by their time, because older releases change only the answers.
    """
    return {"of": changed_at.isoformat(), "questions": sorted(questions)} if changed_at else None


def nothing_read(stored: Any, changed_at: datetime | None, answers: Mapping[str, str]) -> frozenset[str]:
    """Return the questions whose answer says "nothing"; for answers of an older release its rules decide."""
    if not answers:
        return frozenset()
    if stored and changed_at and stored["of"] == changed_at.isoformat():
        return frozenset(stored["questions"])
    return nothing_in_older(answers)


def _are_questions(questions: Any) -> TypeGuard[list[Mapping[str, Any]]]:
    return isinstance(questions, list) and all(isinstance(question, Mapping) for question in questions)


def _are_older(questions: Sequence[Mapping[str, Any]]) -> bool:
    return not any("role" in question for question in questions)


def _readable_by_older(question: Mapping[str, Any], language: str) -> Plain:
    written = {name: question[name] for name in _TEXTS}
    if not any(map(has_place, written.values())):
        return dict(question)
    read = {name: with_last_workday(text, language, _yesterday_in) for name, text in written.items()}
    return {**question, **read, _AS_WRITTEN: written}


def _yesterday_in(language: str) -> str:
    """Return the word for "yesterday" that those releases know in a language."""
    return next((word for word, of in _YESTERDAY.items() if of == language), "yesterday")


def _with_roles(questions: Any) -> Any:
    """Return the questions with roles: the first whose label, or else text, is about blockers asks for them."""
    if not _are_questions(questions) or not _are_older(questions):
        return questions
    asking = [question for question in questions if (question.get("kind") or "text") in _ASKING]
    by_label = (each for each in asking if _speaks_of_blockers(each.get("label") or each.get("text")))
    by_text = (each for each in asking if _speaks_of_blockers(each.get("text")))
    found = next(by_label, None) or next(by_text, None)
    return [
        {**each, "role": (QuestionRole.BLOCKERS if each is found else QuestionRole.PLAIN).value} for each in questions
    ]


def _speaks_of_blockers(text: Any) -> bool:
    return isinstance(text, str) and re.search(_ASKED, bare(text)) is not None


def _with_places(question: Mapping[str, Any], language: str) -> Plain:
    texts = {name: question.get(name) for name in _TEXTS}
    placed = {name: _with_place(text, language) for name, text in texts.items() if isinstance(text, str)}
    return {**question, **{name: text for name, text in placed.items() if len(text) <= _TEXTS[name]}}


def _with_place(text: str, language: str) -> str:
    """Return a text with `{last_workday}` in place of "yesterday" or "včera", in the same case."""
    for word, of_language in _YESTERDAY.items():
        suffix = "" if of_language == language else f":{of_language}"

        def place(found: re.Match[str], suffix: str = suffix) -> str:
            typed = found[0]
            name = (
                PLACE.upper() if typed.isupper() else PLACE.capitalize() if found.start() and typed.istitle() else PLACE
            )
            return f"{{{name}{suffix}}}"

        text = re.sub(rf"\b{word}\b", place, text, flags=re.IGNORECASE)
    return text


def _is_nothing(answer: str) -> bool:
    """Whether an answer is "none", "n/a", "nic", "keine", a dash, an emoji or blank."""
    text = re.sub(_SHORTCODE, " ", answer.casefold())
    if sum(map(len, re.findall(_LETTERS, text))) > MOST_LETTERS:
        return False
    return _is_nothing_alone(text) or all(map(_is_nothing_alone, re.split(_CLAUSES, text)))


def _is_nothing_alone(clause: str) -> bool:
    """Whether a clause says that there is nothing, such as "no blockers today"."""
    text = bare(clause)
    words = _without_repeats(re.sub(_ASIDE, " ", text).split())
    first, *rest = words or [""]
    is_none_of_these = first in _NO and all(word in _WHAT for word in rest)
    return is_none_of_these or " ".join(words) in _NOTHING or " ".join(_without_repeats(text.split())) in _NOTHING


def _without_repeats(words: Sequence[str]) -> list[str]:
    """Return the words without those that repeat the one before."""
    return [word for number, word in enumerate(words) if number == 0 or words[number - 1] != word]
