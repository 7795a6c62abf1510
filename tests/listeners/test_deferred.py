"""The routing table holds stand-ins; each leads to a function that is there and can be given all it has names for."""

import inspect

import pytest
from slack_bolt.listener_matcher import CustomListenerMatcher
from slack_bolt.util.utils import get_arg_names_of_callable as arg_names

from app import bootstrap
from app.lazy import DurableRunner
from app.listeners.ack import ack_only
from app.listeners.deferred import Deferred, stand_in

UNHEARD_OF = {"request", "error"}  # which only the error boundary gets


@pytest.fixture
def routes(services):
    """Everything in the routing table that is imported later: acks, lazy functions, matchers and the boundary."""
    app = bootstrap.build_app(services, DurableRunner(None))
    found = [app.listener_runner.listener_error_handler.func]
    for listener in app._listeners:
        found += [listener.ack_function, *listener.lazy_functions]
        found += [matcher.func for matcher in listener.matchers if isinstance(matcher, CustomListenerMatcher)]
    return [function for function in found if function is not ack_only]


def test_every_route_leads_to_a_function_of_its_name_that_can_be_given_what_it_names(routes):
    assert len(routes) > 80
    given = set(inspect.signature(stand_in("app", "any")).parameters)
    for route in routes:
        # A module that is imported by now has taken its stand-in's place in the topic.
        function, names = route.imported() if hasattr(route, "imported") else (route, arg_names(route))
        assert function.__name__ == route.__name__
        assert set(names) <= given - (UNHEARD_OF if function.__name__ != "boundary" else set())


def test_a_function_gets_the_arguments_that_it_names_and_no_others():
    one = Deferred("tests.listeners.test_deferred").of_two
    given = dict.fromkeys(inspect.signature(one).parameters, "other")
    assert one(**{**given, "body": "the body", "now": "the moment"}) == ("the body", "the moment")


def of_two(now, body):
    return body, now


def test_a_function_is_the_same_in_all_its_routes():
    """Two lazy functions with one name would be refused."""
    assert Deferred("app.listeners.day.menu").save_skip is Deferred("app.listeners.day.menu").save_skip
