"""What Slack's refusals mean: each is about the token, the channel, one person, the words, or later."""

import pytest

from app.slack_errors import OUT_OF_REACH, Meaning, meaning_of


@pytest.mark.parametrize(
    ("method", "code", "meaning"),
    [
        ("chat.postMessage", "token_revoked", Meaning.DEAD_TOKEN),
        ("chat.postMessage", "no_permission", Meaning.NOT_ALLOWED),
        ("chat.update", "no_permission", Meaning.NOT_INSIDE),
        ("conversations.members", "access_denied", Meaning.NOT_ALLOWED),
        ("chat.postMessage", "messages_tab_disabled", Meaning.UNREACHABLE),
        ("chat.update", "is_inactive", Meaning.ARCHIVED),
        ("chat.update", "edit_window_closed", Meaning.NOT_ALLOWED),
        ("chat.update", "update_failed", Meaning.UNAVAILABLE),
        ("views.open", "not_found", Meaning.OTHER),
        ("views.update", "not_found", Meaning.TOO_LATE),
        ("users.info", "something_new", Meaning.OTHER),
    ],
)
def test_what_slack_says_is_about_what_it_says_it_is_about(method, code, meaning):
    assert meaning_of(method, code) is meaning


def test_a_method_is_known_by_the_name_of_its_function_too():
    assert meaning_of("chat_update", "is_inactive") is Meaning.ARCHIVED
    assert meaning_of("chat_postMessage", "restricted_action") is Meaning.NOT_ALLOWED


def test_what_is_out_of_reach_is_neither_the_words_nor_the_token_nor_later():
    assert OUT_OF_REACH.isdisjoint({Meaning.WORDS, Meaning.DEAD_TOKEN, Meaning.UNAVAILABLE, Meaning.RATE_LIMITED})
