"""The summary header of the report: counts and names."""

from app.domain.day.report import State
from app.language import ENGLISH_LOCALE
from app.views.report.summary_header import summary_header
from tests.kit.builders import a_report, a_submitted_report, an_occurrence


def test_the_heading_counts_and_names_who_skips_but_not_who_is_silent():
    reports = [
        a_submitted_report(user_id="U1", person_display_name="Ana"),
        a_report(user_id="U2", person_display_name="Lee", state=State.SKIPPED),
        a_report(user_id="U3", person_display_name="Silent Sam"),
        a_report(user_id="U4", person_display_name="Gone", state=State.UNREACHABLE),
    ]
    message = summary_header(ENGLISH_LOCALE, an_occurrence(), reports)
    assert message.text == "Daily standup · Tuesday, 24 November\n1 of 3 reported. Lee skips today."
    assert [block.to_dict()["type"] for block in message.blocks] == ["header", "section"]


def test_the_heading_says_when_nobody_reported():
    assert summary_header(ENGLISH_LOCALE, an_occurrence(), [a_report(person_display_name="Sam")]).text.endswith(
        "No reports today."
    )


def test_many_who_skip_are_counted():
    skipping = [a_report(user_id=f"U{n}", person_display_name=f"P{n}", state=State.SKIPPED) for n in range(30)]
    assert "and 10 others skip today." in summary_header(ENGLISH_LOCALE, an_occurrence(), skipping).text


def test_a_name_can_mention_nobody():
    message = summary_header(
        ENGLISH_LOCALE, an_occurrence(), [a_report(person_display_name="<!channel>", state=State.SKIPPED)]
    )
    assert "<!channel>" not in message.text
    assert all(block.to_dict()["text"]["type"] == "plain_text" for block in message.blocks)
