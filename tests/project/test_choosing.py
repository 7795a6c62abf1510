"""A quick run starts no process, and an order made by chance is the same for the same number."""

from types import SimpleNamespace

import pytest

from tests import choosing


class Chosen:
    """A run with these options, as far as it is asked about."""

    def __init__(self, *, quick=False, seed=None):
        self.options = {"quick": quick, "random_order_seed": seed}
        self.left_out = []
        self.hook = self

    def pytest_deselected(self, items):
        self.left_out.extend(items)

    def getoption(self, name):
        return self.options[name]


def a_test(name, *fixtures, marked=()):
    marks = dict.fromkeys(marked, pytest.mark.long)
    return SimpleNamespace(nodeid=f"tests/day/{name}", fixturenames=fixtures, get_closest_marker=marks.get)


def test_a_quick_run_leaves_out_whatever_asks_for_processes_or_takes_long():
    pure, whole = a_test("test_a.py::a"), a_test("test_b.py::b", "team", "stack", "processes")
    long = a_test("test_c.py::c", marked=["long"])
    items, run = [pure, whole, long], Chosen(quick=True)
    choosing.pytest_collection_modifyitems(run, items)
    assert (items, run.left_out) == ([pure], [whole, long])


@pytest.mark.parametrize("event", choosing.STARTS)
def test_a_quick_run_refuses_a_process_that_nobody_asked_for(event):
    with pytest.raises(choosing.StartsAProcess, match="test_a_quick_run_refuses"):
        choosing._refuse_processes(event, ())


def test_every_test_of_the_workspace_needs_processes(request):
    manager = request.session._fixturemanager
    for name in ("stack", "team", "services", "asked_team"):
        names, _ = manager.getfixtureclosure(request.node, (name,), ignore_args=())[:2]
        assert choosing.PROCESSES in names


def test_the_order_is_another_for_another_number_and_modules_stay_together():
    names = [f"test_{module}.py::{number}" for module in "abcdef" for number in range(9)]
    first, again, second = (choosing.shuffled([a_test(name) for name in names], seed) for seed in (1, 1, 2))
    order = [item.nodeid for item in first]
    assert order == [item.nodeid for item in again] != [item.nodeid for item in second]
    modules = [nodeid.partition("::")[0] for nodeid in order]
    assert [module for at, module in enumerate(modules) if at == 0 or module != modules[at - 1]] == list(
        dict.fromkeys(modules)
    )
    assert sorted(order) == sorted(f"tests/day/{name}" for name in names)
