"""Whether an answer says that nothing blocks the person, ticked or typed.

It is decided once, when the answer comes in, and stored with it.
"""

import re
import unicodedata
from collections.abc import Mapping

from app.domain.standup import Question

# The stored answer of a person who ticked it; views translate it for the reader.
NOTHING = "none"
# People still type it. Each entry is a whole answer as `bare` returns it; any other answer is a blocker.
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
_APOSTROPHES = re.compile(r"['’]")  # noqa: RUF001 phones type this one


def is_nothing(answer: str) -> bool:
    """Whether a non-empty answer says that there is nothing, such as "None." or a single dash."""
    return len(answer) <= _LONGEST and bare(_SHORTCODE.sub(" ", answer.casefold())) in _TYPED


def is_ticked(question: Question, answer: str) -> bool:
    """Whether an answer is the ticked "nothing blocks me"."""
    return question.asks_for_blockers and answer == NOTHING


def nothing_in(answers: Mapping[str, str]) -> frozenset[str]:
    """Return the ids of the questions whose answer says that there is nothing."""
    return frozenset(question for question, answer in answers.items() if is_nothing(answer))


def bare(text: str) -> str:
    """Return the words in lower case, without accents, punctuation and emoji."""
    apart = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", text.casefold()))
    letters = "".join(sign for sign in apart if not unicodedata.combining(sign))
    return " ".join("".join(sign if sign.isalnum() else " " for sign in letters).split())
