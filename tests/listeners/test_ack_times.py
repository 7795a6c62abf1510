"""Every route answers well within Slack's three seconds, over HTTP; a new one is measured once it is registered."""

import logging
import os
import statistics
from datetime import date
from time import perf_counter
from uuid import uuid4

import pytest

from app.domain.history.history import day_page
from app.listeners import register
from app.views import ids
from app.views.history.pages import page_value
from slack_simulator.ids import TEAM_ID
from tests.kit.at_home import AtHome
from tests.kit.forms import fills, picks, presses, sends
from tests.kit.people import CHANNEL, answers
from tests.kit.requester import Requester, a_click, a_command, a_submission, as_form
from tests.setup.journeys.test_editing_report import a_channel

# Slack waits for three seconds; the rest is for a slower machine, a cold start and Slack's distance.
BUDGET = 1.0
# With ACK_ROUNDS=12 and --log-cli-level=INFO it gives the figures of docs/performance.md.
ROUNDS = int(os.environ.get("ACK_ROUNDS", "2"))
ABOUT_A_REPORT = {ids.OPEN_DIALOG, ids.SKIP_TODAY, ids.UNDO_SKIP, ids.WITHDRAW, ids.POST_NOW, ids.ANSWERS}
COMMANDS = ("help", "list", "answer", "skip", "away until Friday", "back", "edit", "report", "pause", "resume", "hlep")


class Routes:
    """Takes Bolt's place while the routing table is registered, and keeps what is in it."""

    def __init__(self):
        self.found = []

    def error(self, handler):
        pass

    def __getattr__(self, kind):
        def route(constraint, matchers=None):
            self.found.append((kind, getattr(constraint, "pattern", constraint)))
            return lambda *_, **__: None

        return route


def routes():
    """The routes that a person waits for, commands by each of their words."""
    table = Routes()
    register(table)
    assert {kind for kind, _ in table.found} == {"action", "view", "command", "shortcut", "event"}
    waited_for = [(kind, name) for kind, name in table.found if kind in ("action", "view", "shortcut")]
    return [*waited_for, *(("command", word) for word in COMMANDS)]


@pytest.fixture(scope="module")
def times():
    measured = {}
    yield measured
    for route, taken in sorted(measured.items(), key=lambda item: -max(item[1])):
        median, most = statistics.median(taken) * 1000, max(taken) * 1000
        logging.getLogger(__name__).info("%s: median %.0f ms, most %.0f ms", route, median, most)


def payload(kind, name, person, trigger):
    """What Slack would send for a route; the trigger is a real one, so that modals do open."""
    report_id = f"{TEAM_ID}.daily.20261124"
    if kind == "command":
        return a_command(TEAM_ID, person, name, trigger_id=trigger)
    if kind == "action":
        exact = name.replace("\\.", ".").replace(r"\d+", "0").replace(r"\w+", "U0SOFIAL03")
        about = report_id if exact in ABOUT_A_REPORT or "elsewhere" in exact else "daily"
        if exact.startswith((ids.HELP, ids.RESOLVED, ids.OPEN_AGAIN)):
            about = f"{report_id}.{person}"
        if exact.startswith(ids.LOOK):
            return as_form({**a_click(TEAM_ID, person, exact, about, trigger_id=trigger), **looking_back(exact)})
        return as_form(a_click(TEAM_ID, person, exact, about, trigger_id=trigger))
    if kind == "view":
        submitted = a_submission(TEAM_ID, person, report_id, {"question0": "Finished"})
        submitted["view"]["callback_id"] = name
        return as_form({**submitted, "trigger_id": trigger})
    shortcut = {"type": kind, "callback_id": name, "trigger_id": trigger, "user": {"id": person, "team_id": TEAM_ID}}
    return as_form({**shortcut, "team": {"id": TEAM_ID, "domain": "acme"}, "token": "t", "action_ts": "1795507200.1"})


def looking_back(action_id):
    """A day of the history that is asked for where another one is open."""
    page = page_value(day_page("daily", date(2026, 11, 23)))
    picked = {"value": page if action_id.startswith(f"{ids.LOOK}.") else "daily", "selected_date": "2026-11-20"}
    return {
        "view": {"id": "V0NOWHERE", "type": "modal", "private_metadata": page, "blocks": []},
        "actions": [{"action_id": action_id, "block_id": "b", "type": "button", **picked}],
    }


@pytest.mark.parametrize(("kind", "name"), routes())
def test_every_route_is_acknowledged_in_time(team, stack, times, kind, name):
    if name in ABOUT_A_REPORT or kind in ("command", "shortcut"):
        team.are_asked()
    slack = Requester(stack.url, team.now)
    taken = []
    for _ in range(ROUNDS):
        body = payload(kind, name, team[0].id, stack.workspace.triggers.issue(team[0].id))
        began = perf_counter()
        answer = slack.send(body)
        taken.append(perf_counter() - began)
        assert answer.status_code == 200, answer.text
    opened = sum(call["ok"] for method in ("views.open", "views.push", "views.update") for call in team.calls(method))
    times[f"{kind} {name}" + (f" ({opened} modals)" if opened else "")] = taken
    assert max(taken) < BUDGET


def opens_new(team, person):
    AtHome(team, person).opens().presses("New standup")


def opens_its_questions(team, person):
    opens_new(team, person)
    sends(team, person, template="weekly")


def adds_a_question(team, person):
    opens_its_questions(team, person)
    presses(team, person, person.form(), "Add a question")


def opens_more_settings(team, person):
    opens_its_questions(team, person)
    presses(team, person, person.form(), "More settings")


def opens_the_reports_settings(team, person):
    opens_its_questions(team, person)
    presses(team, person, person.form(), "The report")


def edits(team, person):
    AtHome(team, person).opens().presses("Edit")


def goes_away(team, person):
    home = AtHome(team, person).opens()
    home.presses("Mark me away" if "Mark me away" in home.reads() else "Change")


def opens_preferences(team, person):
    AtHome(team, person).opens().presses("Preferences")


def deletes(team, person):
    AtHome(team, person).opens().chooses("Delete…")


def opens_own_reports(team, person):
    AtHome(team, person).opens().presses("My reports")


def opens_a_month_as_text(team, person):
    if not person.messages():
        team.are_asked()
        answers(person, "Finished the export")
    opens_own_reports(team, person)
    presses(team, person, person.form(), "November as text")


def changes_who_reads(team, person):
    """As far as what has to be confirmed before it is saved."""
    there = a_channel(team, "bot", person.id, name=f"other-{uuid4().hex[:6]}")
    edits(team, person)
    assert sends(team, person, channel=there)["outcome"] == "pushed"


def declines_an_erasure(team, person):
    """Ana is asked as the workspace's admin, for the standup has no owner."""
    AtHome(team, team[1]).opens().presses("Ask for erasure")
    team[1].clicks("Ask them")
    team.settles()
    person.clicks("Decline")


SUBMISSIONS = (
    (ids.READING_FORM, changes_who_reads, {}),
    (ids.REASON_FORM, declines_an_erasure, {"reason": "We are being audited"}),
    (ids.TEMPLATE_FORM, opens_new, {"template": "mood"}),
    (ids.STANDUP_FORM, opens_its_questions, {"name": "Review", "channel": CHANNEL, "ask_at": "09:15"}),
    (ids.STANDUP_FORM, edits, {"name": "Design daily", "days": ["0", "3"]}),
    (ids.QUESTION_FORM, adds_a_question, {"text": "Where are you?", "kind": "choice", "choices": "Office\nHome"}),
    (ids.SETTINGS_FORM, opens_more_settings, {"own_zones": "own", "country": "de", "days_off": "2026-12-24"}),
    (ids.REPORT_FORM, opens_the_reports_settings, {ids.LAYOUT: "by_person", "report_channel": CHANNEL}),
    (ids.AWAY_FORM, goes_away, {"first_day": "2026-11-25", "last_day": "2026-11-27", "note": "Hills"}),
    (ids.PREFERENCES_FORM, opens_preferences, {"country": "de-by"}),
    (ids.DELETE_FORM, deletes, {}),
    (ids.HISTORY_FORM, opens_own_reports, {"words": "export"}),
    (ids.TEXT_FORM, opens_a_month_as_text, {}),
)


def test_every_form_but_the_reports_is_also_measured_filled_in():
    forms = {name for kind, name in routes() if kind == "view"}
    assert forms - {ids.ANSWERS, ids.PICK_REPORT} == {name for name, _, _ in SUBMISSIONS}


@pytest.mark.parametrize(("name", "opens", "fields"), SUBMISSIONS)
def test_a_form_that_is_filled_in_as_it_should_be_is_acknowledged_in_time(team, times, name, opens, fields):
    """What is measured is the way through the workspace, so a little more than the answer; hence the median."""
    taken = []
    for _ in range(ROUNDS):
        opens(team, team[0])
        wish = {"as": team[0].id, "view_id": team[0].form()["id"], "values": fills(team[0], **fields)}
        began = perf_counter()
        answer = team.place.post("submit", **wish)
        taken.append(perf_counter() - began)
        assert answer["outcome"] in {"closed", "cleared", "updated"}, answer
        team.settles()
        close_all(team)
    times[f"view {name}, filled in ({opens.__name__})"] = taken
    assert statistics.median(taken) < BUDGET
    assert team.failures() == []


@pytest.mark.parametrize(
    ("field", "chosen"),
    [
        (ids.LAYOUT, ["by_question", "thread"]),
        (ids.HEADER_PARTS, [["names_missing"], ["charts"]]),
        (ids.LANGUAGE, ["cs", "en"]),
    ],
)
def test_the_preview_of_a_report_is_shown_in_time(team, times, field, chosen):
    opens_the_reports_settings(team, team[0])
    taken = []
    for choice in chosen * ROUNDS:
        began = perf_counter()
        answer = picks(team, team[0], field, choice)
        taken.append(perf_counter() - began)
        assert answer["outcome"] == "acknowledged"
    assert all(call["ok"] for call in team.calls("views.update"))
    times[f"action {field}, with a preview"] = taken
    close_all(team)
    assert statistics.median(taken) < BUDGET


def close_all(team):
    """Leave no modal open, and nothing deleted, for the next round."""
    for view in reversed(team[0].state()["views"]):
        team.place.post("close", **{"as": team[0].id}, view_id=view["id"])
    if team[0].state()["home"] and "Undo" in AtHome(team, team[0]).reads():
        AtHome(team, team[0]).presses("Undo")
    team.settles()
