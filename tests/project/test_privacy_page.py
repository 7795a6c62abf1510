"""`docs/privacy.md` against the table that the code goes by."""

from app.domain.privacy.access import TABLE, Action, Role
from tests import ROOT


def rendered() -> str:
    """Give the roles with what they mean, and the table: a line for each action, a column for each role."""
    short = {role: role.name.lower().replace("_", " ") for role in Role}
    meanings = [f"| {short[role]} | {role.value} |" for role in Role]
    lines = [
        f"| {action.data} | {action.verb} | {' | '.join('yes' if role in TABLE[action] else 'no' for role in Role)} |"
        for action in sorted(Action, key=lambda action: [other.data for other in Action].index(action.data))
    ]
    return "\n".join(
        [
            "| role | who that is |",
            "|---|---|",
            *meanings,
            "",
            f"| data | what | {' | '.join(short[role] for role in Role)} |",
            f"|---|---{'|:-:' * len(Role)}|",
            *lines,
        ]
    )


def test_the_page_shows_the_table_that_the_code_goes_by():
    """What is missing can be copied from the failure's message."""
    page = (ROOT / "docs" / "privacy.md").read_text("utf-8")
    assert rendered() in page, rendered()
