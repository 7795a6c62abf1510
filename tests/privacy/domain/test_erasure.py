"""What becomes of a row when somebody is erased."""

import json

import pytest

from app.domain.privacy.erasure import SOMEBODY, erased_from, mentions

ANA, BO = "U0ANA", "U0BO"
KEY = {"team_id": "T0TEAM", "standup_id": "retro"}


def config(**fields):
    return json.dumps({"name": "Retro", "people": None, "optional": [], "owners": [], **fields})


@pytest.mark.parametrize(
    ("table", "row"),
    [
        ("reports", {"report_id": "T0TEAM.daily.20261124", "report_user_id": "20261124_U0ANA", "user_id": ANA}),
        ("reports", {"report_id": "T0TEAM.try-U0ANA-101112.20261124", "report_user_id": "20261124"}),
        ("members", {"team_id": "T0TEAM", "user_id": ANA}),
        ("standups", {"team_id": "T0TEAM", "standup_id": ".draft.U0ANA.abc"}),
        ("standups", {**KEY, "config": config(people=[ANA])}),
    ],
)
def test_what_is_only_about_the_person_goes(table, row):
    assert erased_from(table, row, ANA) is None


@pytest.mark.parametrize(
    ("table", "before", "after"),
    [
        (
            "standups",
            {**KEY, "version": 3, "config": config(people=[ANA, BO], owners=[ANA], observers=[BO, ANA])},
            {**KEY, "version": 4, "config": config(people=[BO], owners=[], observers=[BO])},
        ),
        (
            "standups",
            {**KEY, "changes": json.dumps([{"by": ANA, "at": "x", "fields": {"owners": [[ANA], [ANA, BO]]}}])},
            {**KEY, "changes": json.dumps([{"by": SOMEBODY, "at": "x", "fields": {"owners": [[], [BO]]}}])},
        ),
        (
            "reports",
            {
                "report_id": "T0TEAM.daily.20261124",
                "roster": json.dumps([ANA, BO]),
                "told": {"$strings": ["channel.U0ANA"]},
            },
            {"report_id": "T0TEAM.daily.20261124", "roster": json.dumps([BO]), "told": None},
        ),
        (
            "reports",
            {"report_id": "T0TEAM.daily.20261124", "told": {"$strings": ["channel.U0ANA", "channel.U0BO"]}},
            {"report_id": "T0TEAM.daily.20261124", "told": {"$strings": ["channel.U0BO"]}},
        ),
        (
            "reports",
            {"report_id": "T0TEAM.daily.20261124", "groups": json.dumps([{"people": [ANA]}, {"people": [BO]}])},
            {"report_id": "T0TEAM.daily.20261124", "groups": json.dumps([{"people": [BO]}])},
        ),
        (
            "reports",
            {
                "report_id": "T0TEAM.daily.20261124",
                "user_id": BO,
                "answers": {"question0": "Helped <@U0ANA|ana>, U0ANA"},
            },
            {
                "report_id": "T0TEAM.daily.20261124",
                "user_id": BO,
                "answers": {"question0": f"Helped ({SOMEBODY}), ({SOMEBODY})"},
            },
        ),
    ],
)
def test_a_row_about_others_loses_the_person(table, before, after):
    assert erased_from(table, before, ANA) == after
    assert not mentions(after, ANA)


def test_a_longer_id_is_somebody_else():
    row = {"report_id": "T0TEAM.daily.20261124", "roster": json.dumps(["U0ANA1"]), "words": "<@U0ANA1>", "n": 7}
    assert erased_from("reports", row, ANA) == row
    assert not mentions(row, ANA)


def test_what_comes_from_a_newer_version_loses_the_person_too():
    row = {**KEY, "helpers": {"list": [{"who": ANA, "what": "x"}], "U0ANA": 1, "U0BO": 2}}
    assert not mentions(erased_from("standups", row, ANA), ANA)
