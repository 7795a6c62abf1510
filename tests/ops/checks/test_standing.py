"""What a stack's status lets be done, and the cure that is printed where that is nothing; no AWS is asked."""

import pytest

from ops.deploying import standing
from ops.stage import Stage
from ops.steps import Problem

PROD = Stage("prod", "eu-central-1")
OPTIONS = "--stage prod --region eu-central-1"
DEPLOY = f"`python3 manage.py deploy {OPTIONS}`"


@pytest.mark.parametrize(
    ("status", "cure"),
    [
        ("UPDATE_IN_PROGRESS", "Wait for its end"),
        ("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", "Wait for its end"),
        ("DELETE_IN_PROGRESS", "Wait for its end"),
        ("ROLLBACK_COMPLETE", f"`python3 manage.py remove {OPTIONS}` {DEPLOY}"),
        ("CREATE_FAILED", f"`python3 manage.py remove {OPTIONS}` {DEPLOY}"),
        ("DELETE_FAILED", f"`python3 manage.py remove {OPTIONS}` {DEPLOY}"),
        (
            "UPDATE_ROLLBACK_FAILED",
            "`aws cloudformation continue-update-rollback --region eu-central-1 --stack-name standup-prod`",
        ),
    ],
)
def test_a_stack_that_takes_no_deployment_says_why_and_what_helps(status, cure):
    assert cure in standing.hindrance(PROD, status)[1]


@pytest.mark.parametrize(
    "status", ["CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_FAILED", "UPDATE_ROLLBACK_COMPLETE", "IMPORT_COMPLETE"]
)
def test_the_others_take_one(status):
    assert standing.hindrance(PROD, status) is None


class Standing(Stage):
    """A stage whose stack is in a state that the embedded AWS does not know."""

    def description(self):
        return {"StackStatus": "UPDATE_IN_PROGRESS"}


def test_while_somebody_else_deploys_nothing_is_built_or_removed():
    with pytest.raises(Problem, match=r"standup-prod is UPDATE_IN_PROGRESS: CloudFormation is at work on it"):
        standing.require_ready(Standing("prod", "eu-central-1"))
    with pytest.raises(Problem, match="Wait for its end"):
        standing.require_removable(Standing("prod", "eu-central-1"))


class Protected(Stage):
    """A stage whose stack somebody has protected."""

    def description(self):
        return {"StackStatus": "UPDATE_COMPLETE", "EnableTerminationProtection": True}


def test_what_is_protected_from_being_removed_is_told_before_anything_is_done():
    off = "aws cloudformation update-termination-protection --no-enable-termination-protection --region eu-central-1"
    with pytest.raises(Problem, match=f"{off} --stack-name standup-prod"):
        standing.require_removable(Protected("prod", "eu-central-1"))
