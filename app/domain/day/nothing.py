"""Nothing blocks me: how an answer says so, ticked or typed; told once, when the answer comes in."""

import re
import unicodedata
from collections.abc import Mapping

from app.domain.standup import Question

# What is stored of who ticked it; views say it in the reader's language.
NOTHING = "none"
# People go on to type it. Each is a whole answer, bare; whatever else somebody writes is a blocker.
_TYPED = frozenset(
    answer
    for line in (
        ",none,no,nope,nothing,na,n a,nil,0,all good,not blocked,nothing blocks me,none today,nothing today,not today",
        "no blocker,no blockers,no blockers today,no impediments,no issues",
        "nic,ne,nemam,zadne,zadny,zadna,dnes nic,zatim nic,bez prekazek,zadne prekazky,nic mi nebrani,nic me neblokuje",
        "nein,nichts,keine,kein,heute keine,heute nichts,keine blocker,keine hindernisse",
    )
    for answer in line.split(",")
)
_LONGEST = 60
_SHORTCODE = re.compile(r":[a-z0-9_+'-]+:")
_APOSTROPHES = re.compile(r"['’]")  # noqa: RUF001 the one that telephones write


def is_nothing(answer: str) -> bool:
    """Whether an answer that is not empty says that there is nothing, as "None." and a mere dash do."""
    return len(answer) <= _LONGEST and bare(_SHORTCODE.sub(" ", answer.casefold())) in _TYPED


def is_ticked(question: Question, answer: str) -> bool:
    """Whether an answer is the tick that nothing blocks."""
    return question.asks_for_blockers and answer == NOTHING


def nothing_in(answers: Mapping[str, str]) -> frozenset[str]:
    """Return the ids of the questions whose answer says that there is nothing."""
    return frozenset(question for question, answer in answers.items() if is_nothing(answer))


def bare(text: str) -> str:
    """Return the words in small letters, without accents, signs and pictures."""
    apart = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", text.casefold()))
    letters = "".join(sign for sign in apart if not unicodedata.combining(sign))
    return " ".join("".join(sign if sign.isalnum() else " " for sign in letters).split())
