"""How far long work has come: what the release before has noted is gone on with, and it reads what this one notes."""

import json
from datetime import date

import pytest
from msgspec import UNSET, to_builtins

from app.domain.json_text import json_text
from app.domain.scheduling.job import (
    ChannelRenamed,
    ConcernsNoted,
    DaysKept,
    Job,
    JobKind,
    PeopleTidied,
    PersonErased,
    WorkspaceRemoved,
)
from tests.kit.builders import EIGHT

ERASING = {"by": "U0ANA", "began": "2026-11-24T08:00:00+00:00", "counts": {}, "left": [], "look": 1, "found": 0}
ROW = {"team_id": "T0TEAM", "user_id": "U0ANA"}


def written(progress):
    return json.loads(json_text(to_builtins(progress)))


def read(kind, stored):
    return Job("T0TEAM", JobKind.ERASURE, "U0ANA", EIGHT, stored).progress_as(kind)


@pytest.mark.parametrize(
    ("kind", "stored"),
    [
        (DaysKept, {}),
        (DaysKept, {"day": "2026-08-01"}),
        (PeopleTidied, {"start": ROW}),
        (PeopleTidied, {"reports": None}),
        (PeopleTidied, {"reports": ROW}),
        (WorkspaceRemoved, {}),
        (WorkspaceRemoved, {"standup": "retro", "day": "2026-08-01"}),
        (WorkspaceRemoved, {"standup": "", "day": "2026-08-01"}),
        (ConcernsNoted, {"after": ".of.U0ANA"}),
        (ChannelRenamed, {"old": "C1", "new": "C2"}),
        (ChannelRenamed, {"old": "C1", "new": "C2", "table": "reports", "start": ROW}),
        (PersonErased, {**ERASING, "table": "reports"}),
        (PersonErased, {**ERASING, "table": "person", "left": [["C1", "1.2", "post"]], "counts": {"posts deleted": 2}}),
        (PersonErased, {**ERASING, "table": "reports", "speaks": "cs", "todo": ROW}),
    ],
)
def test_what_is_noted_is_what_the_release_before_notes_and_reads(kind, stored):
    assert written(read(kind, stored)) == stored
    assert written(read(kind, {**stored, "of_tomorrow": [1]})) == stored


def test_what_was_noted_as_nothing_is_as_if_it_had_not_been_noted():
    assert read(PersonErased, {**ERASING, "table": "members", "start": None}).start is None
    assert read(PeopleTidied, {}).reports is UNSET
    assert read(DaysKept, {"day": "2026-08-01"}).day == date(2026, 8, 1)


@pytest.mark.parametrize(
    ("kind", "stored"),
    [(DaysKept, {"day": "yesterday"}), (PersonErased, {"table": "reports"}), (ConcernsNoted, {"after": 7})],
)
def test_what_makes_no_sense_is_nobodys_to_go_on_with(kind, stored):
    with pytest.raises(ValueError, match=r"Expected|Invalid|required"):
        read(kind, stored)
