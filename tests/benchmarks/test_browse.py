"""What looking back costs: so many requests a page, whatever the page and however many people are on it."""

import pytest

from benchmarks import browse

# Slack waits for three seconds; the rest is for a slower machine, a cold start and Slack's distance.
BUDGET = 1.5


@pytest.fixture(scope="module")
def turned(processes):
    with browse.workspace(20) as (stack, place, people):
        browse.store_month(people)
        reader = next(person for person in place.people() if person.id in people)
        return browse.browse(browse.Browser(stack, place, reader), most_days=3)


@pytest.mark.parametrize(
    ("page", "dynamodb", "slack"),
    [
        ("days of four weeks", {"BatchGetItem": 3}, {"views.open": 1, "conversations.members": 1}),
        ("a day, its first page", {"BatchGetItem": 3, "Query": 1}, {"views.update": 1, "conversations.members": 1}),
        ("a day, a further page", {"BatchGetItem": 3, "Query": 1}, {"views.update": 1, "conversations.members": 1}),
        ("one's own reports", {"BatchGetItem": 2, "Query": 1}, {"views.open": 1}),
        ("one's own reports, further back", {"BatchGetItem": 2, "Query": 1}, {"views.update": 1}),
        ("a search in them", {"BatchGetItem": 2, "Query": 1}, {}),
        ("a month as text", {"BatchGetItem": 2, "Query": 1}, {"views.push": 1}),
    ],
)
def test_a_page_takes_so_many_requests_and_no_more(turned, page, dynamodb, slack):
    same = [each for each in turned if each.page == page]
    assert same
    for each in same:
        assert each.dynamodb == dynamodb
        assert each.slack == slack
        assert each.seconds < BUDGET


def test_figures_take_one_query_a_day_and_come_after_the_answer(turned):
    (figures,) = (each for each in turned if each.page == "four weeks in figures")
    assert figures.dynamodb["Query"] == 20
    assert figures.slack["views.update"] == 2
    assert figures.seconds < BUDGET
