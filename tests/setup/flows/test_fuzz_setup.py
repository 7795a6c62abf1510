"""Configurations and typed words of any kind, through the real flows: whatever one person gives, the others go on.

SETUP_FUZZ says how many times as many are tried as in the suite; with 20 it takes some ten minutes:

    SETUP_FUZZ=20 python3 manage.py test tests/setup/flows/test_fuzz_setup.py
"""

import json
import os

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from app.domain.history.history import Look
from app.domain.setup.config import config_values
from app.views import ids
from app.views.setup.standup_form import Editing
from tests.kit.builders import a_standup
from tests.kit.requester import a_submission, as_form
from tests.scheduling.flows.beside import ANA, HEALTHY, HOSTILE, MARCUS, Beside

TIMES = int(os.environ.get("SETUP_FUZZ", "1"))
TOGETHER = 10
CHANNEL = "C0TEAM0001"
GOOD = config_values(a_standup(name="Hostile", channel=CHANNEL, people=(ANA,), owners=(ANA,)))


def fuzzed(examples: int):
    phases = (Phase.explicit, Phase.reuse, Phase.generate, *((Phase.shrink,) if TIMES > 1 else ()))
    return settings(
        max_examples=examples * TIMES,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=phases,
        database=None,
        derandomize=TIMES == 1,
    )


DAYS = st.dates().map(str) | st.sampled_from(
    ["2026-11-24", "9999-12-31", "0001-01-01", "1900-01-01", "2100-12-31", "2101-01-01", "2026-02-30", "2026-W48-2", ""]
)
TIMES_OF_DAY = st.times().map(lambda at: f"{at:%H:%M}") | st.sampled_from(["08:00", "24:00", "08:00+14:00", "", "8"])
ZONES = st.sampled_from(
    ["UTC", "Pacific/Kiritimati", "Etc/GMT+12", "Europe", "localtime", "posixrules", "right/UTC", "../x", "", "Factory"]
)
NUMBERS = st.sampled_from([0, 1, -1, 3, 12, 13, 3650, 10**9, 10**30, 1.5, True]) | st.integers(-5, 5000)
TEXTS = st.text(max_size=70) | st.sampled_from(["", " ", "\x00", "x" * 5000, "\u202e", "<!channel>", "😀" * 30])
PEOPLE = st.lists(st.sampled_from([ANA, MARCUS, "U0NOBODY", "ana", "", 7, None]), max_size=4) | st.none()
COUNTRIES = st.sampled_from(["", "DE", "DE-BY", "XX", "CZ", "IL", "SA", "AQ", "de", "US-XX", "TL"])
ADDRESSES = st.sampled_from(
    ["", "https://127.0.0.1/x", "http://x", "https://[", "https://x:99999/", "https://localhost:1/a"]
)
ANYTHING = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS | DAYS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=5,
)
KINDS = st.sampled_from(["text", "choice", "yes_no", "number", "mood", "essay", None])
QUESTION = st.fixed_dictionaries(
    {"id": st.sampled_from(["q1", "q2", "Q", ""]), "text": TEXTS},
    optional={
        "label": TEXTS,
        "kind": KINDS,
        "choices": st.lists(TEXTS, max_size=3) | ANYTHING,
        "required": ANYTHING,
        "role": st.sampled_from(["plain", "blockers"]) | ANYTHING,
        "starts_from": st.sampled_from(["q1", "q9"]) | ANYTHING,
    },
)
FIELDS = {
    "name": TEXTS,
    "channel": st.sampled_from([CHANNEL, "C0NOWHERE9", "G0LEADS0003", "D0X", ""]),
    "questions": st.lists(QUESTION, max_size=3),
    "days": st.lists(st.sampled_from(["monday", "tuesday", "sunday", "Someday", 1]), max_size=7),
    "ask_at": TIMES_OF_DAY,
    "report_at": TIMES_OF_DAY,
    "zone": ZONES,
    "every_weeks": NUMBERS,
    "starts_on": DAYS | st.none(),
    "month_week": st.sampled_from([None, 1, 4, -1, 5, 0]),
    "own_zones": st.booleans(),
    "posting": st.sampled_from(["at_time", "when_complete", "as_it_comes", "never"]),
    "reminders": st.lists(NUMBERS, max_size=5),
    "people": PEOPLE,
    "optional": PEOPLE,
    "observers": PEOPLE,
    "owners": PEOPLE,
    "is_paused": st.booleans(),
    "country": COUNTRIES,
    "days_off": st.lists(DAYS, max_size=3),
    "calendar_url": ADDRESSES,
    "away_words": st.lists(TEXTS, max_size=3),
    "layout": st.sampled_from(["auto", "posts", "thread", "by_person", "by_question", "x"]),
    "names_missing": st.booleans(),
    "charts": st.booleans(),
    "language": st.sampled_from(["", "cs", "en", "xx", "../cs"]),
    "report_channel": st.sampled_from(["", CHANNEL, "C0NOWHERE9", "x"]),
    "copies": st.booleans(),
    "webhook_url": ADDRESSES,
    "guests_may_read": st.booleans(),
    "retention_days": NUMBERS,
}


@st.composite
def configurations(draw):
    """A good configuration in which a few fields hold something else: often what fits its kind, sometimes anything."""
    names = draw(st.lists(st.sampled_from(sorted(FIELDS)), min_size=1, max_size=6, unique=True))
    return GOOD | {name: draw(FIELDS[name] if draw(st.integers(0, 3)) else ANYTHING) for name in names}


@pytest.fixture
def beside(services, clock, logged):
    return Beside(services, clock, logged)


def test_whatever_is_stored_of_standups_the_one_beside_them_goes_on(beside):
    @fuzzed(1)
    @given(st.lists(configurations(), min_size=TOGETHER, max_size=TOGETHER))
    def goes_on(configs):
        names = [f"{HOSTILE}{number}" for number in range(TOGETHER)]
        for name, config in zip(names, configs, strict=True):
            beside.puts_a_standup(config, name)
        beside.goes_on()
        for name in names:
            beside.is_forgotten(name)

    goes_on()


def a_field(value):
    """A field of a modal as Slack sends it, whatever its kind: the value stands in all places in which it may."""
    texts = value if isinstance(value, str) else ""
    several = [each for each in value if isinstance(each, str)] if isinstance(value, list) else []
    return {
        "value": texts,
        "selected_date": texts,
        "selected_time": texts,
        "selected_option": {"value": texts},
        "selected_conversation": texts,
        "selected_users": several,
        "selected_options": [{"value": each} for each in several],
    }


def test_whatever_is_drafted_and_submitted_is_refused_or_stored_and_the_one_beside_it_goes_on(beside, services):
    number = iter(range(10**6))
    submitted = []

    @fuzzed(10)
    @given(configurations(), configurations(), st.booleans())
    def is_answered(drafted, said, in_settings):
        here, draft = f"s{next(number)}", f"d{next(number)}"
        kept = json.dumps({**drafted, "standup_id": here, "version": 0})
        beside.put("standups", team_id=beside.team_id, standup_id=f".draft.{ANA}.{draft}", config=kept)
        fields = {name: a_field(value) for name, value in said.items()}
        fields["days"] = a_field([str(day) for day in range(5)])
        editing = Editing(here, 0, draft, is_new=True)
        if in_settings:
            beside.submits(ids.SETTINGS_FORM, editing, fields)
        beside.submits(ids.STANDUP_FORM, editing, fields)
        beside.nothing_unexpected()
        submitted.append(here)

    is_answered()
    stored = [each for each in submitted if services.standups.stored(beside.team_id, each)]
    assert stored, "none of them was in order: the others prove little"
    assert not any(services.standups.stored(beside.team_id, each).is_broken for each in stored)
    beside.goes_on()


_WORDS = """away until from to for report answer skip edit pause resume list back me 9999-12-31 0001-01-01 31.12.9999 29
Feb 24 Dec december 2999 next friday last month - weeks days 99999999999999999999 a : <@U0MARCUS02> <#C0TEAM0001>
healthy @ now"""
WORDS = st.sampled_from([*_WORDS.split(), "\x00"])


def test_whatever_is_typed_is_answered_and_everybody_goes_on(beside):
    @fuzzed(60)
    @given(st.lists(WORDS | st.text(max_size=12), max_size=7).map(" ".join), st.booleans())
    def is_answered(text, in_a_message):
        beside.writes(text) if in_a_message else beside.types(text)
        beside.nothing_unexpected()

    is_answered()
    beside.types("back")
    beside.types("resume healthy")
    beside.goes_on()


def test_whatever_day_is_asked_for_is_answered_and_everybody_goes_on(beside):
    looks = st.sampled_from([each.value for each in Look])
    spans = st.lists(DAYS, min_size=2, max_size=2) | st.none() | ANYTHING
    pages = st.tuples(
        looks, st.sampled_from([HEALTHY, "", HOSTILE]), st.sampled_from(["", MARCUS]), spans, TEXTS, ANYTHING
    )
    days = DAYS.map(lambda day: day.replace("-", ""))

    @fuzzed(20)
    @given(pages, days, DAYS, DAYS)
    def is_answered(page, day, first, last):
        beside.clicks(f"{ids.LOOK}.0", json.dumps(page))
        beside.clicks(ids.OPEN_DIALOG, f"{beside.team_id}.{HEALTHY}.{day}")
        beside.clicks(ids.SKIP_TODAY, f"{beside.team_id}.{HEALTHY}.{day}")
        away = a_submission(beside.team_id, ANA, "2026-11-24", {"first_day": "", "last_day": "", "note": ""})
        state = {
            "first_day": {"day": a_field(first)},
            "last_day": {"day": a_field(last)},
            "note": {"note": a_field("x")},
        }
        away["view"] |= {"callback_id": ids.AWAY_FORM, "state": {"values": state}}
        beside.answered(as_form(away))
        beside.nothing_unexpected()

    is_answered()
    beside.types("back")
    beside.goes_on()
