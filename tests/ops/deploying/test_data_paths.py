"""Who can reach what people wrote, derived from the policies: each action is a way to it, or leads nowhere."""

import json
import re
from collections import defaultdict
from fnmatch import fnmatchcase

import pytest
import yaml

from tests import ROOT
from tests.ops.deploying.test_iam import ROLES, granted

DOCS = ROOT / "docs"
DEPLOYING = (DOCS / "deploying.md").read_text("utf-8")
DATA = (DOCS / "data.md").read_text("utf-8")

# What each action lets somebody do with what people wrote: read it, change it, delete it, or have it read.
WAYS = {
    "code": "lambda:CreateFunction lambda:UpdateFunctionCode lambda:UpdateFunctionConfiguration lambda:AddPermission"
    " lambda:PutFunctionEventInvokeConfig lambda:UpdateFunctionEventInvokeConfig iam:PassRole",
    "requests": "lambda:InvokeFunction events:PutTargets events:PutRule",
    "roles": "iam:CreateRole iam:PutRolePolicy iam:UpdateAssumeRolePolicy iam:UpdateRole iam:DeleteRolePolicy"
    " iam:DeleteRole iam:DetachRolePolicy",
    "stack": "cloudformation:CreateStack cloudformation:UpdateStack cloudformation:ExecuteChangeSet"
    " cloudformation:DeleteStack",
    "package": "s3:PutObject s3:PutBucketPolicy s3:DeleteBucketPolicy s3:DeleteObject s3:DeleteBucket"
    " s3:PutBucketPublicAccessBlock s3:PutEncryptionConfiguration s3:PutBucketTagging",
    "address": "apigateway:DELETE apigateway:PATCH apigateway:POST apigateway:PUT",
    "token": "ssm:GetParameter ssm:GetParameters ssm:PutParameter",
    "failed requests": "sqs:ReceiveMessage sqs:ChangeMessageVisibility sqs:DeleteMessage sqs:DeleteQueue"
    " sqs:SetQueueAttributes",
    "set-up": "dynamodb:BatchGetItem dynamodb:GetItem dynamodb:PutItem dynamodb:Query dynamodb:UpdateItem dynamodb:Scan"
    " dynamodb:DeleteItem",
    "protection": "dynamodb:UpdateTable dynamodb:UpdateContinuousBackups dynamodb:UpdateTimeToLive"
    " dynamodb:DeleteTable",
}
# These describe, name, count, end or announce; nobody's words are in what they give, and none is lost by what they do.
NOWHERE = (
    "*:Describe* *:List* *:TagResource *:UntagResource *:TagQueue *:UntagQueue *:TagRole *:UntagRole "
    "cloudformation:ContinueUpdateRollback cloudformation:CreateChangeSet cloudformation:DeleteChangeSet "
    "cloudformation:GetTemplate "
    "cloudformation:SetStackPolicy cloudformation:ValidateTemplate s3:CreateBucket s3:GetBucket* "
    "s3:GetEncryption* s3:GetObject s3:ListBucket* lambda:Get* lambda:RemovePermission lambda:DeleteFunction* "
    "lambda:PutFunctionConcurrency iam:GetRole iam:GetRolePolicy dynamodb:CreateTable sqs:CreateQueue "
    "iam:SimulatePrincipalPolicy sqs:GetQueue* events:EnableRule events:DeleteRule events:RemoveTargets "
    "apigateway:GET logs:* cloudwatch:* sns:*"
)


def statements(name: str) -> list[dict]:
    return json.loads((DOCS / name).read_text("utf-8"))["Statement"]


DEPLOYER = statements("deployer-policy.json")
SPLIT = statements("deployer-policy-split.json")


def ways(policy: list[dict]) -> dict[str, set[str]]:
    """The ways to what people wrote that a policy leaves open, each with the actions that open it."""
    found = defaultdict(set)
    for statement in policy:
        for action in statement["Action"] if statement["Effect"] == "Allow" else []:
            for resource in statement["Resource"]:
                if not is_denied(policy, action, resource) and (way := way_of(statement, action)):
                    found[way].add(action)
    return dict(found)


def is_denied(policy: list[dict], action: str, resource: str) -> bool:
    denying = [one for one in policy if one["Effect"] == "Deny" and any(fnmatchcase(action, a) for a in one["Action"])]
    return any(fnmatchcase(resource, pattern) for one in denying for pattern in one["Resource"])


def way_of(statement: dict, action: str) -> str | None:
    if statement.get("Condition", {}).get("StringEquals", {}).get("dynamodb:Select") == "SPECIFIC_ATTRIBUTES":
        return None  # which attributes: tests/ops/deploying/test_deployer_policy.py
    leads = [way for way, opened in WAYS.items() if action in opened.split()]
    nowhere = any(fnmatchcase(action, pattern) for pattern in NOWHERE.split())
    assert len(leads) + nowhere == 1, f"what does {action} lead to?"
    return leads[0] if leads else None


def test_the_page_lists_every_way_that_a_deployer_has():
    section = DEPLOYING.split("## What a deployer can do")[1].split("\n## ")[0]
    listed = re.findall(r"^\| ([a-z -]+) \|", section, re.MULTILINE)[1:]
    assert set(listed) == set(ways(DEPLOYER))


def test_the_page_about_data_says_whether_a_deployer_reaches_it():
    """If it says that they can neither read nor delete, no way may be open; and the other way round."""
    says_that_they_cannot = "can neither read nor delete" in DATA
    assert says_that_they_cannot == (not ways(DEPLOYER))
    assert "deploying.md#what-a-deployer-can-do" in DATA


def test_beside_the_second_policy_no_way_is_open():
    assert ways(DEPLOYER + SPLIT) == {}


@pytest.mark.parametrize("sid", [statement["Sid"] for statement in SPLIT])
def test_each_statement_of_the_second_policy_closes_a_way(sid):
    without = [statement for statement in SPLIT if statement["Sid"] != sid]
    assert ways(DEPLOYER + without) != {}


def test_the_second_policy_denies_and_allows_nothing():
    assert {statement["Effect"] for statement in SPLIT} == {"Deny"}
    assert all("standup" in each or "apigateway" in each for one in SPLIT for each in one["Resource"])
    assert len(json.dumps({"Version": "2012-10-17", "Statement": SPLIT}, separators=(",", ":"))) <= 6144


def test_an_action_that_nobody_has_thought_about_is_noticed():
    unknown = {"Effect": "Allow", "Action": ["dynamodb:ExportTableToPointInTime"], "Resource": ["*"]}
    with pytest.raises(AssertionError, match="what does dynamodb:ExportTableToPointInTime lead to"):
        ways([*DEPLOYER, unknown])


def test_the_functions_boundary_is_what_their_roles_have_and_no_more():
    bounded = {action for one in statements("functions-boundary.json") for action in one["Action"]}
    optional = {action for action in bounded if action.startswith(("kms:", "xray:"))}
    assert bounded - optional == set.union(*granted(ROLES).values())
    written = yaml.safe_load(ROLES)["Resources"]
    policies = [each["Properties"]["PolicyDocument"] for each in written.values() if each["Type"] == "AWS::IAM::Policy"]
    assert optional == {a for document in policies for each in document["Statement"] for a in each["Action"]}
    for role in (each for each in written.values() if each["Type"] == "AWS::IAM::Role"):
        assert role["Properties"]["PermissionsBoundary"]["Fn::If"][:2] == ["HasBoundary", "${self:custom.roleBoundary}"]


def test_the_pages_statement_about_the_boundary_is_one():
    (block,) = re.findall(r"```json\n(.*?)```", DEPLOYING, re.DOTALL)
    statement = json.loads(block)
    assert statement["Effect"] == "Deny"
    (allowed,) = statement["Condition"]["StringNotLike"].values()
    name = allowed.rpartition("/")[2]
    assert f"policy `{name}`" in DEPLOYING
    assert (DOCS / name.replace("standup-", "", 1)).with_suffix(".json").exists()
