"""Impediments: which question asks for them, and whether an answer to it names one."""

import re
import unicodedata
from collections.abc import Mapping, Sequence

from app.domain.kinds import traits
from app.domain.standup import Question

# Without accents and in small letters. What asks in other words is no question of impediments: better none is found
# than that somebody counts as blocked who has said how the weather is.
_ASKED = re.compile(
    r"impediment|\bblock(s|er|ers|ed|ing)\b|blockier|\bbloqu|\bobsta[ck]|\bstuck\b|\bin (the|your|my) way\b"
    r"|prekaz|\bbrani\b|\bblokuj|hindern|behinder"
)
_LETTERS = re.compile(r"[^\W_]+")
# Who writes more than that has something to say; looking closely at what hundreds of people wrote takes seconds.
MOST_LETTERS = 200
_SHORTCODE = re.compile(r":[a-z0-9_+'-]+:")
_APOSTROPHES = re.compile(r"['’]")  # noqa: RUF001 the one that telephones write


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
# "No, all good" says the same twice.
_CLAUSES = re.compile(r"[,.;:!()\n]|\s[-\u2013\u2014]\s")
# What changes nothing about it: when, and how kindly it is said.
_ASIDE = re.compile(
    r"\b(today|now|right now|so far|yet|as of now|for now|currently|at the moment|at all|really|any|this week|thanks"
    r"|thank you|there (is|are)|i have|my|the|is|are|from (me|my side)|on my (side|end)"
    r"|dnes|zatim|ted|momentalne|aktualne|nyni|diky|dekuji|mam"
    r"|heute|derzeit|aktuell|momentan|im moment|zurzeit|zur zeit|bisher|danke|ich habe|es gibt|gibt es)\b"
)


def is_impediment(answer: str) -> bool:
    """Whether an answer names something; "none", "n/a", "nic", "keine", a dash, a smile or silence does not."""
    said = _SHORTCODE.sub(" ", answer.casefold())
    if sum(map(len, _LETTERS.findall(said))) > MOST_LETTERS:
        return True
    return not (_is_nothing(said) or all(map(_is_nothing, _CLAUSES.split(said))))


def _is_nothing(clause: str) -> bool:
    """Whether words say that there is nothing, as "no blockers today" do."""
    said = _plain(clause)
    bare = _once(_ASIDE.sub(" ", said).split())
    first, *rest = bare or [""]
    is_none_of_these = first in _NO and all(word in _WHAT for word in rest)
    return is_none_of_these or " ".join(bare) in _NOTHING or " ".join(_once(said.split())) in _NOTHING


def asks_for_impediments(questions: Sequence[Question]) -> Question | None:
    """Give the question that asks for impediments: the first whose label says so, or else whose text does."""
    asking = [question for question in questions if traits(question.kind).can_ask_for_blockers]
    by_label = (question for question in asking if _ASKED.search(_plain(question.label)))
    by_text = (question for question in asking if _ASKED.search(_plain(question.text)))
    return next(by_label, None) or next(by_text, None)


def impediment(questions: Sequence[Question], answers: Mapping[str, str]) -> str:
    """Give the impediment that somebody's answers name, exactly as typed; empty if they name none."""
    question = asks_for_impediments(questions)
    answer = answers.get(question.id, "") if question else ""
    return answer if is_impediment(answer) else ""


def _plain(text: str) -> str:
    """Give the words in small letters, without accents, signs and pictures."""
    apart = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", text.casefold()))
    bare = "".join(sign for sign in apart if not unicodedata.combining(sign))
    return " ".join("".join(sign if sign.isalnum() else " " for sign in bare).split())


def _once(words: Sequence[str]) -> list[str]:
    """Leave out a word that repeats the one before."""
    return [word for number, word in enumerate(words) if number == 0 or words[number - 1] != word]
