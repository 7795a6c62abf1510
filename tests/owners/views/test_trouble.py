"""What an owner reads when something is wrong."""

import pytest

from app.domain.day.report import State
from app.domain.owners.trouble import Trouble
from app.language import ENGLISH_LOCALE
from app.views import ids
from app.views.owners import trouble
from tests.kit.builders import a_report, a_submitted_report, an_occurrence, an_occurrence_that_is_out

TEXT_OF_A_SECTION = 3000


def buttons(message):
    rows = [block.to_dict() for block in message.blocks]
    return [button for row in rows if row["type"] == "actions" for button in row["elements"]]


def test_a_report_that_could_not_be_posted_says_why_what_is_kept_and_what_to_do():
    reports = [a_submitted_report(), a_submitted_report(user_id="U0BO"), a_report(user_id="U0LEE")]
    message = trouble.not_posted(ENGLISH_LOCALE, an_occurrence(), Trouble.CHANNEL_ARCHIVED, "is_archived", reports)
    assert message.text == (
        "*Daily standup* of Tuesday, 24 November could not be posted to <#C0TEAM>: the channel is archived."
        " All 2 answers are kept. Unarchive the channel, then press *Post now*."
    )
    (button,) = buttons(message)
    assert (button["text"]["text"], button["action_id"], button["style"], button["value"]) == (
        "Post now",
        ids.POST_NOW,
        "primary",
        "T0TEAM.daily.20261124",
    )


@pytest.mark.parametrize(
    ("cause", "words"),
    [
        (Trouble.CHANNEL_GONE, "the channel is not there any more"),
        (Trouble.NOT_IN_CHANNEL, "the bot is not in the channel. The one answer is kept. Write `/invite @standup`"),
        (Trouble.PERMISSION_MISSING, "lacks a permission (`some_code`)"),
        (Trouble.REFUSED, "Slack does not allow it (`some_code`)"),
        (
            Trouble.WORDS_REFUSED,
            "(`some_code`), which is my fault. The one answer is kept. Tell whoever looks after the app",
        ),
    ],
)
def test_each_cause_has_its_words(cause, words):
    assert words in trouble.not_posted(ENGLISH_LOCALE, an_occurrence(), cause, "some_code", [a_submitted_report()]).text


def test_where_nobody_reported_nothing_is_said_to_be_kept():
    assert (
        "kept"
        not in trouble.not_posted(ENGLISH_LOCALE, an_occurrence(), Trouble.REFUSED, "some_code", [a_report()]).text
    )


def test_asking_that_stopped_has_no_button():
    message = trouble.not_asked(ENGLISH_LOCALE, an_occurrence(), Trouble.NOT_IN_CHANNEL, "not_in_channel")
    assert "could not be asked in <#C0TEAM>: the bot is not in the channel. Write `/invite @standup`" in message.text
    assert buttons(message) == []


def test_who_could_not_be_messaged_is_named_with_the_reason():
    out = {"state": State.UNREACHABLE}
    reports = [
        a_report(person_display_name="Jo & <Co>", problem="user_disabled", **out),
        a_report(person_display_name="Bo", problem="some_new_code", **out),
    ]
    assert trouble.unreachable(ENGLISH_LOCALE, an_occurrence(), reports, 40).text == (
        "*Daily standup* of Tuesday, 24 November: 2 of 40 people could not be messaged:"
        " Jo &amp; &lt;Co&gt; (deactivated) and Bo (Slack says `some_new_code`). Nothing else is affected."
    )


def test_many_long_names_still_fit():
    reports = [a_report(person_display_name="&" * 80, problem="user_disabled")] * 500
    assert len(trouble.unreachable(ENGLISH_LOCALE, an_occurrence(), reports, 1000).text) < TEXT_OF_A_SECTION


def test_a_posted_report_is_linked_and_has_no_button():
    message = trouble.posted(ENGLISH_LOCALE, an_occurrence_that_is_out())
    assert "was posted to <#C0TEAM>. <https://acme.slack.com/archives/C0TEAM/" in message.text
    assert buttons(message) == []


def test_while_it_is_being_posted_the_button_stays():
    assert [button["action_id"] for button in buttons(trouble.posting(ENGLISH_LOCALE, an_occurrence()))] == [
        ids.POST_NOW
    ]
