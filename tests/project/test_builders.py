"""A standup of the tests states its own values: a changed default in the app breaks the tests of defaults alone."""

import ast
import inspect

import pytest

from app.domain import standup
from app.domain.standup import Look, Question, Readers, Roles, Schedule, Standup, TimeOff
from tests.kit import builders

TREE = ast.parse(inspect.getsource(builders))


@pytest.mark.parametrize("kind", [Standup, Schedule, Roles, TimeOff, Look, Readers, Question])
def test_a_builder_states_every_setting(kind):
    calls = [node for node in ast.walk(TREE) if isinstance(node, ast.Call) and ast.unparse(node.func) == kind.__name__]
    assert [{keyword.arg for keyword in call.keywords} for call in calls] == [set(kind.__struct_fields__)]


def test_builders_take_no_default_of_the_app():
    defaults = [name for name in vars(standup) if "default" in name.casefold()]
    used = {node.id for node in ast.walk(TREE) if isinstance(node, ast.Name)}
    assert defaults
    assert used.isdisjoint(defaults)
