"""Stand-ins in the routing table for functions whose module is imported when the first request for them comes.

What one click needs is a small part of the app, and a cold start imports no more than that. In a topic's `__init__.py`
type checkers and readers see the module, Bolt gets the stand-ins:

    if TYPE_CHECKING:
        from app.listeners.day import menu
    else:
        menu = Deferred("app.listeners.day.menu")
"""

from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Any

from slack_bolt.util.utils import get_arg_names_of_callable


class Deferred:
    """Stands for a module: each of its functions imports it when it is called."""

    def __init__(self, module: str) -> None:
        self._module = module

    def __getattr__(self, name: str) -> Callable[..., Any]:
        return stand_in(self._module, name)


@cache  # the same function in all its routes: lazy ones are found by their names
def stand_in(module: str, name: str) -> Callable[..., Any]:
    """Return a function that imports another one when it is called, and passes on what that one has parameters for.

    Bolt looks at parameters while the app is built, so these are all that a function in the routing table may have.
    """

    @cache
    def imported() -> tuple[Callable[..., Any], list[str]]:
        function = getattr(import_module(module), name)
        return function, get_arg_names_of_callable(function)

    def call(  # noqa: PLR0917 Bolt names each
        ack: Any,
        body: Any,
        context: Any,
        error: Any,
        event: Any,
        now: Any,
        received_at: Any,
        request: Any,
        services: Any,
        view: Any,
    ) -> Any:
        given = locals()
        function, names = imported()
        return function(**{name: given[name] for name in names})

    call.__name__ = name
    call.imported = imported  # type: ignore[attr-defined]  # for the test that every route leads somewhere
    return call
