"""Which trouble an owner hears of."""

import pytest

from app.domain.owners.trouble import Trouble, are_many, trouble_of
from app.errors import SlackRateLimited, SlackRefused, SlackTokenRefused, SlackUnavailable

POST = "chat.postMessage"


@pytest.mark.parametrize(
    ("error", "cause"),
    [
        (SlackRefused(POST, "is_archived"), Trouble.CHANNEL_ARCHIVED),
        (SlackRefused(POST, "channel_not_found"), Trouble.CHANNEL_GONE),
        (SlackRefused(POST, "not_in_channel"), Trouble.NOT_IN_CHANNEL),
        (SlackRefused(POST, "restricted_action"), Trouble.REFUSED),
        (SlackRefused(POST, "msg_too_long"), Trouble.WORDS_REFUSED),
        (SlackTokenRefused(POST, "missing_scope"), Trouble.PERMISSION_MISSING),
        (SlackTokenRefused(POST, "token_revoked"), None),
        (SlackRefused(POST, "messages_tab_disabled"), Trouble.UNKNOWN),
        (SlackRefused(POST, "user_not_found"), Trouble.UNKNOWN),
        (SlackRefused(POST, "thread_not_found"), Trouble.UNKNOWN),
        (SlackRefused(POST, "some_new_code"), Trouble.UNKNOWN),
        (SlackRefused(POST, "no_permission"), Trouble.REFUSED),
        (SlackUnavailable(POST, "http_503"), None),
        (SlackRateLimited(POST, 30), None),
    ],
)
def test_what_an_owner_can_mend_is_told_and_nothing_else(error, cause):
    assert trouble_of(error) is cause


@pytest.mark.parametrize(
    ("unreachable", "people", "many"),
    [
        (0, 0, False),
        (0, 1, False),
        (1, 1, True),
        (1, 2, True),
        (1, 3, False),
        (2, 4, True),
        (2, 5, False),
        (3, 900, True),
    ],
)
def test_three_people_are_many_and_half_of_a_small_team_is(unreachable, people, many):
    assert are_many(unreachable, people) is many
