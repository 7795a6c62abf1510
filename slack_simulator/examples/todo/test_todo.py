"""The App Home, as somebody uses it."""

import sys

import pytest


@pytest.fixture(autouse=True)
def nothing_to_do(slack_app):
    sys.modules["todo"].lists.clear()


def test_what_is_added_stands_on_the_home_tab_until_it_is_done(slack):
    ana = slack.person("ana")
    ana.opens_home()
    ana.sees("Nothing to do.")
    ana.clicks("Add")
    ana.fills({"What is to do?": "Water the plants"})
    ana.submits()
    ana.sees("Water the plants", at="home")
    ana.chooses("Done", of="item-0")
    ana.does_not_see("Water the plants", at="home")


def test_everybody_has_a_list_of_their_own(slack):
    ana, marcus = slack.person("ana"), slack.person("marcus")
    ana.opens_home()
    ana.clicks("Add")
    ana.fills(todo="Water the plants")
    ana.submits()
    marcus.opens_home()
    marcus.sees("Nothing to do.", at="home")
