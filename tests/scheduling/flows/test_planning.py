"""A day's questions name the day on which the standup took place last, whatever kept it from the days between."""

import ast
from datetime import date
from pathlib import Path

import pytest

from app.flows import planning
from app.flows.planning import plan_day
from tests.kit.builders import a_standup

DAYS_OFF = (date(2026, 11, 25), date(2026, 11, 26))


@pytest.mark.parametrize(
    ("settings", "day", "asked"),
    [
        ({}, date(2026, 11, 27), "What did you work on yesterday?"),
        ({"days_off": DAYS_OFF}, date(2026, 11, 27), "What did you work on Tuesday?"),
        ({"days_off": DAYS_OFF[:1]}, date(2026, 11, 26), "What did you work on Tuesday?"),
        ({"days_off": (date(2026, 11, 27),)}, date(2026, 11, 30), "What did you work on Thursday?"),
        ({"country": "US"}, date(2026, 11, 27), "What did you work on Wednesday?"),
        ({"calendar_url": "https://example.com/a", "calendar_days": DAYS_OFF}, date(2026, 11, 27), "on Tuesday?"),
    ],
)
def test_a_question_names_the_day_of_the_last_standup(services, settings, day, asked):
    planned = plan_day(services, a_standup(**settings), day)
    assert asked in planned.questions[0].text


def test_no_other_flow_plans_a_day_without_what_is_known_of_days_off():
    folder = Path(planning.__file__).parent
    imports = {
        (path.name, name.name)
        for path in folder.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom)
        for name in node.names
    }
    assert [path for path, name in imports if name == "plan_occurrence"] == ["planning.py"]
