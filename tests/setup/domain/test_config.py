"""A standup's configuration as plain values, and what is wrong with one."""

import json
from datetime import date, timedelta

import pytest

from app.domain.setup.config import config_values, from_draft, from_plain, from_stored
from app.domain.setup.setting import SETTINGS
from app.domain.standup import (
    AnswerKind,
    Look,
    Posting,
    Question,
    Roles,
    Schedule,
    Standup,
    TimeOff,
    value_of,
    with_values,
)
from app.errors import InvalidStandup
from app.language import ENGLISH_LOCALE
from app.views.kit.problems import sentences
from tests.kit.builders import TUESDAY, a_standup

FULL = a_standup(
    questions=(
        Question("question0", "How are you?", "Mood", kind=AnswerKind.MOOD, required=True),
        Question("question1", "Where?", "Where", kind=AnswerKind.CHOICE, choices=("Office", "Home")),
    ),
    every_weeks=2,
    starts_on=date(2026, 11, 23),
    own_zones=True,
    posting=Posting.WHEN_COMPLETE,
    reminders=(30, 10),
    people=("U0ANA", "U0BO"),
    optional=("U0CY",),
    observers=("U0DI",),
    owners=("U0ANA",),
    is_paused=True,
    country="DE-BY",
    days_off=(date(2026, 12, 24),),
    calendar_url="https://example.com/company.ics",
    away_words=("vacation",),
)


@pytest.mark.parametrize("standup", [a_standup(), FULL], ids=["default", "full"])
def test_a_configuration_is_read_back(standup):
    values = json.loads(json.dumps(config_values(standup)))
    assert from_plain(standup.team_id, standup.standup_id, values) == standup


def test_what_is_left_out_has_its_default_and_what_is_unknown_is_left_alone():
    values = config_values(a_standup()) | {"from_a_later_version": 1}
    del values["own_zones"], values["reminders"]
    assert from_plain("T0TEAM", "daily", values) == a_standup()


# As the release before the table of settings wrote it.
WRITTEN = {
    "name": "Daily standup",
    "channel": "C0TEAM",
    "days": ["monday", "tuesday", "wednesday", "thursday", "friday"],
    "ask_at": "08:00",
    "report_at": "10:00",
    "zone": "UTC",
    "every_weeks": 2,
    "starts_on": "2026-11-23",
    "month_week": None,
    "own_zones": True,
    "posting": "when_complete",
    "reminders": [30, 10],
    "people": ["U0ANA", "U0BO"],
    "optional": ["U0CY"],
    "observers": ["U0DI"],
    "owners": ["U0ANA"],
    "is_paused": True,
    "country": "DE-BY",
    "days_off": ["2026-12-24"],
    "calendar_url": "https://example.com/company.ics",
    "away_words": ["vacation"],
    "layout": "thread",
    "names_missing": True,
    "charts": True,
    "language": "cs",
    "report_channel": "C0OTHER",
    "copies": True,
    "webhook_url": "https://hooks.example.com/x",
    "guests_may_read": True,
    "agreed": ["C0TEAM C0TEAM https://hooks.example.com/x"],
    "retention_days": 90,
}


def test_what_the_last_release_stored_is_read_and_written_to_the_letter():
    values = config_values(from_stored("T0TEAM", "daily", {**WRITTEN, "questions": config_values(FULL)["questions"]}))
    assert json.dumps({name: values[name] for name in values if name in WRITTEN}) == json.dumps(WRITTEN)


def test_a_list_of_people_that_makes_no_sense_asks_nobody_rather_than_everybody():
    standup, problems = from_draft("T0TEAM", "daily", config_values(a_standup()) | {"people": "U0ANA"})
    assert (standup.roles.people, list(problems)) == ((), ["people"])


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "x" * 61),
        ("channel", "general"),
        ("questions", []),
        ("questions", [{"id": "q", "text": "Where?", "kind": "choice", "choices": ["Home"]}]),
        ("questions", [{"id": "q", "text": "A?"}, {"id": "q", "text": "B?"}]),
        ("questions", [{"id": "q", "text": "A?", "kind": "essay"}]),
        ("questions", [{"id": "q", "text": "A?", "kind": ["text"]}]),
        ("questions", [{"id": "q", "text": "A?", "kind": "choice", "choices": 7}]),
        ("questions", ["A?"]),
        ("questions", "A?"),
        ("days", []),
        ("days", ["Someday"]),
        ("ask_at", "25:00"),
        ("report_at", "08:00"),
        ("zone", "Europe/Atlantis"),
        ("zone", "../../etc/passwd"),
        ("every_weeks", 0),
        ("every_weeks", 2),
        ("month_week", 5),
        ("own_zones", "yes"),
        ("posting", "never"),
        ("reminders", [120]),
        ("reminders", [10, 20, 30, 40]),
        ("people", []),
        ("people", ["ana"]),
        ("country", "Germany"),
        ("days_off", ["Christmas"]),
        ("days_off", ["9999-12-31"]),
        ("days_off", [(TUESDAY + timedelta(days=day)).isoformat() for day in range(367)]),
        ("starts_on", "9999-12-31"),
        ("starts_on", "0001-01-01"),
        ("zone", "localtime"),
        ("zone", "Europe"),
        ("zone", "Factory"),
        ("every_weeks", float("inf")),
        ("every_weeks", 1.5),
        ("every_weeks", True),
        ("retention_days", 3651),
        ("retention_days", 10**30),
        ("month_week", 10**30),
        ("reminders", [float("nan")]),
        ("name", "half a character \ud83d"),
        ("name", ["Daily"]),
        ("country", "de"),
        ("language", "xx"),
        ("people", ["U" + "1" * 3] * 1001),
        ("owners", ["U" + "1" * 3] * 51),
        ("owners", ["U" + "1" * 300]),
        ("observers", ["U" + "1" * 300]),
        ("away_words", ["x"] * 51),
        ("away_words", ["x" * 61]),
        ("calendar_url", "https://example.com/" + "a" * 2000),
        ("webhook_url", "https://example.com/" + "a" * 2000),
        ("questions", [{"id": "q", "text": "A?", "starts_from": ["q"]}]),
        ("questions", [{"id": "q", "text": "half a character \ud83d"}]),
        ("calendar_url", "http://example.com/a.ics"),
    ],
)
def test_what_makes_no_sense_is_named_at_its_field(field, value):
    with pytest.raises(InvalidStandup) as refused:
        from_plain("T0TEAM", "daily", config_values(a_standup()) | {field: value})
    at = {"every_weeks": "starts_on"} if value == 2 else {}
    assert at.get(field, field) in refused.value.problems
    assert all(problem.endswith(".") for problem in sentences(ENGLISH_LOCALE, refused.value.problems).values())


@pytest.mark.parametrize(
    "more",
    [
        {"name": "x" * 61},
        {"zone": "Factory"},
        {"owners": ["U111"] * 51},
        {"away_words": ["x" * 61]},
        {"calendar_url": "https://example.com/" + "a" * 2000},
    ],
    ids=lambda more: next(iter(more)),
)
def test_what_was_stored_when_more_was_allowed_is_still_read(more):
    values = config_values(a_standup()) | more
    assert json.loads(json.dumps(config_values(from_stored("T0TEAM", "daily", values)))) == values


def test_a_day_that_nobody_means_is_answered_with_those_that_there_are():
    with pytest.raises(InvalidStandup) as refused:
        from_plain("T0TEAM", "daily", config_values(a_standup()) | {"starts_on": "9999-12-31"})
    assert sentences(ENGLISH_LOCALE, refused.value.problems) == {"starts_on": "A day from 1900 to 2100."}


def test_an_unknown_kind_of_question_is_answered_with_those_there_are():
    with pytest.raises(InvalidStandup) as refused:
        from_plain(
            "T0TEAM", "daily", config_values(a_standup()) | {"questions": [{"id": "q", "text": "A?", "kind": "essay"}]}
        )
    said = f"A question's kind is one of {', '.join(AnswerKind)}, not 'essay'."
    assert sentences(ENGLISH_LOCALE, refused.value.problems) == {"questions": said}


def test_who_is_chosen_and_who_only_reads():
    assert a_standup().asks(["U1", "U2"]) == ("U1", "U2")
    assert a_standup(people=("U3",), optional=("U4",), observers=("U5",)).asks(["U1"]) == ("U3", "U4")
    assert a_standup(observers=("U1",)).asks(["U1", "U2"]) == ("U2",)


def test_each_name_of_a_setting_stands_for_one_place():
    """Two parts of a standup with a field of one name: the later one would be read and written for both."""
    marked = with_values(a_standup(), {setting.name: setting.name for setting in SETTINGS})
    assert [value_of(marked, setting.name) for setting in SETTINGS] == [setting.name for setting in SETTINGS]
    fields = [name for part in (Schedule, Roles, TimeOff, Look) for name in part.__struct_fields__]
    assert len({*fields, *Standup.__struct_fields__}) == len(fields) + len(Standup.__struct_fields__)
