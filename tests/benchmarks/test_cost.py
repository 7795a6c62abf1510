"""Costs: how reads and sizes are counted, and the page held to the counts and prices."""

import json
import re

import pytest
import yaml

from app.telemetry import metrics
from benchmarks.cost.counting import metric_names, read_units, size
from benchmarks.cost.prices import echoes, month, read_figures, standing, table, total
from ops.steps import ROOT
from tests.kit.people import answers

PAGE = (ROOT / "docs" / "cost.md").read_text("utf-8")
INSTALL = (ROOT / "docs" / "install.md").read_text("utf-8")


@pytest.fixture(scope="module")
def days():
    return read_figures()


def an_item(length: int) -> dict:
    return {"k": {"S": "x" * (length - 1)}}


def test_an_items_size_is_that_of_its_names_and_values():
    assert size({"name": {"S": "Zoë"}, "n": {"N": "1234"}, "no": {"NULL": True}}) == 4 + 4 + 1 + 3 + 2 + 1
    assert size({"m": {"M": {"a": {"S": "b"}}}, "l": {"L": [{"S": "c"}]}}) == 1 + 3 + 3 + 1 + 3 + 2


@pytest.mark.parametrize(
    ("asked", "answer", "units"),
    [
        ({"ConsistentRead": True}, {"Items": [an_item(4000), an_item(4000)]}, 2),
        ({}, {"Items": [an_item(100)]}, 0.5),
        ({"ConsistentRead": True}, {"Items": []}, 1),
        (
            {"RequestItems": {"t": {"Keys": [1, 2, 3], "ConsistentRead": True}}},
            {"Responses": {"t": [an_item(10), an_item(4097)]}},
            4,
        ),
    ],
)
def test_reads_are_billed_in_units_of_four_kilobytes(asked, answer, units):
    assert read_units(asked, answer) == units


def test_metrics_are_found_in_the_log():
    line = json.dumps({"_aws": {"CloudWatchMetrics": [{"Metrics": [{"Name": "Asked"}]}]}})
    assert metric_names([line, line, "START"]) == {"Asked"}


def test_a_day_is_counted_for_ten_a_hundred_and_a_thousand_people(days):
    assert [day.people for day in days] == [10, 100, 1000]
    for day in days:
        assert day.http_requests == 2 * day.people
        assert day.invocations >= 3 * day.people
        assert day.slack_calls >= 4 * day.people


def test_the_pages_tables_are_those_of_the_counts_and_prices(days):
    assert table(days) in PAGE


def test_the_page_says_what_watching_costs():
    alarms = yaml.safe_load((ROOT / "stack" / "alarms.yml").read_text("utf-8"))["Resources"].values()
    named = [value for name, value in vars(metrics).items() if name.isupper() and name != "NAMESPACE"]
    rows = standing(sum(alarm["Type"] == "AWS::CloudWatch::Alarm" for alarm in alarms), len(named))
    for name, cost in rows:
        assert f"| {name} | {cost:.2f} |" in PAGE
    assert f"{sum(cost for _, cost in rows):.2f} dollars" in PAGE


def test_the_sentences_are_those_of_the_tables(days):
    ten, hundred, thousand = (round(100 * total(day)) for day in days)
    assert (ten, hundred) == (1, 10)
    assert f"a thousand {thousand} cents" in PAGE
    assert f"about {total(days[2]):.2f} US dollars" in INSTALL
    assert all(dict(month(day))["Lambda, time"] < total(day) / 2 for day in days)


def test_the_install_page_tells_the_same_of_watching():
    (told,) = re.findall(r"cost (\d\.\d\d) dollars a month beyond", INSTALL)
    assert f"{told} dollars" in PAGE


def test_slack_tells_the_bot_of_its_own_messages_as_often_as_is_reckoned(team, stack):
    before = stack.journal.last
    team.are_asked()
    for person in team:
        answers(person, "Export")
    team.settles()
    team.get_the_report()
    told = [entry for entry in stack.journal.after(before) if entry["title"] == "event message"]
    assert len(told) == echoes(len(team.people))
