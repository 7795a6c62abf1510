"""The template that is deployed without Node.js says what osls makes of serverless.yml, stage and settings."""

import json

import pytest

from ops.deploying.changes import new
from ops.packaging import osls, template
from ops.stage import Stage

pytestmark = pytest.mark.deployment

SETTINGS = {
    "plain": {},
    "all set": {
        "SLACK_CHANNEL": "C0123456789",
        "KEEP_WARM": "0",
        "XRAY_TRACING": "Active",
        "ALARM_EMAIL": "you@example.com",
        "ENCRYPTION_KEY": "arn:aws:kms:eu-central-1:123456789012:key/1",
        "ROLE_BOUNDARY": "arn:aws:iam::123456789012:policy/edge",
        "REQUESTS_PER_SECOND": "300",
        "SENDER_RESERVATION": "5",
        "SECRETS_VERSION": "1.2",
    },
}
KEY = "packages/0.zip"


def test_it_is_what_osls_renders_today():
    assert json.loads(template.TEMPLATE.read_text("utf-8")) == template.render()


@pytest.mark.parametrize("given", SETTINGS.values(), ids=SETTINGS)
def test_with_a_stages_settings_it_is_what_osls_makes_of_them(given):
    osls.run("having osls package it", ["package", "--stage", "dev"], given)
    made = json.loads(template.KEY_OF_PACKAGE.sub(KEY, template.RENDERED.read_text("utf-8")))
    kept = json.loads(template.TEMPLATE.read_text("utf-8"))
    chosen = {name: given.get(each.variable, each.default) for name, each in template.PARAMETERS.items()}
    filled = template.filled(kept, {**chosen, "Stage": "dev", "PackageKey": KEY})
    ours = new(Stage("dev", "us-east-1"), filled, {})
    theirs = new(Stage("dev", "us-east-1"), made, {})
    assert filled["Resources"] == made["Resources"]
    assert kept["Outputs"].keys() == made["Outputs"].keys()
    for name, output in made["Outputs"].items():
        said, expected = ours.resolved(filled["Outputs"][name]), theirs.resolved(output)
        assert said == expected or (expected["Value"] == "none" and said["Value"] == template.SETTINGS[name].default)
