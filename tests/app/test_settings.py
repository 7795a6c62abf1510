"""Settings: what is missing or makes no sense is said in a sentence."""

import pytest

from app import bootstrap
from app.errors import InvalidSettings
from app.settings import Settings

GIVEN = {"SLACK_BOT_TOKEN": "xoxb-secret", "SLACK_SIGNING_SECRET": "signing-secret", "SLACK_CHANNEL": "C1"}


def test_the_defaults_are_slacks_and_the_products():
    settings = Settings.from_env(GIVEN)
    assert (settings.table_prefix, settings.slack_api_url, settings.pace, settings.days_kept) == (
        "standup",
        "https://slack.com/api/",
        1.0,
        400,
    )


@pytest.mark.parametrize(("value", "is_on"), [("", True), ("1", True), ("0", False)])
def test_environments_are_kept_warm_unless_it_is_switched_off(value, is_on):
    assert Settings.from_env({**GIVEN, "KEEP_WARM": value}).keeps_warm is is_on


def test_the_workshops_name_for_the_token_is_understood():
    assert Settings.from_env({"SLACK_TOKEN": "xoxb-1"}).secrets.bot_token == "xoxb-1"


def test_an_address_with_or_without_a_slash_is_the_same():
    assert Settings.from_env({"SLACK_API_URL": "http://127.0.0.1:1/api"}).slack_api_url == "http://127.0.0.1:1/api/"


def test_secrets_are_not_in_its_text():
    text = repr(Settings.from_env(GIVEN))
    assert "xoxb-secret" not in text
    assert "signing-secret" not in text


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SLACK_PACE", "fast"),
        ("SLACK_PACE", "0"),
        ("SLACK_PACE", "-1"),
        ("SLACK_PACE", "nan"),
        ("DAYS_KEPT", "-1"),
        ("KEEP_WARM", "no"),
    ],
)
def test_a_number_that_makes_no_sense_is_named(name, value):
    with pytest.raises(InvalidSettings, match=name):
        Settings.from_env({**GIVEN, name: value})


@pytest.mark.parametrize("missing", ["SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET"])
def test_what_is_missing_is_named_when_the_app_is_built(missing, monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    with pytest.raises(InvalidSettings, match=missing):
        bootstrap.build(Settings.from_env({name: value for name, value in GIVEN.items() if name != missing}))
