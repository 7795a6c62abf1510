"""serverless.yml's one setting of encryption, worked out as CloudFormation would."""

import pytest
import yaml

from tests.project.test_stack import FILES, KMS, RESOURCES, STACK, resources

KEY = "arn:aws:kms:eu-west-1:123456789012:key/0a1b"


def conditions() -> dict[str, dict]:
    return {
        name: condition
        for file in FILES
        for name, condition in (yaml.safe_load(file.read_text("utf-8")).get("Conditions") or {}).items()
    }


def holds(condition: dict, key: str) -> bool:
    """Work out a condition as CloudFormation would, with a key in the setting's place."""
    ((name, value),) = condition.items()
    if name == "Condition":
        return holds(conditions()[value], key)
    if name == "Fn::Not":
        return not holds(value[0], key)
    if name == "Fn::Or":
        return any(holds(each, key) for each in value)
    left, right = (str(each).replace("${self:custom.encryptionKey}", key) for each in value)
    return left == right


def worked_out(value: object, key: str) -> object:
    """Give a property as CloudFormation would; what has no value is left out."""
    if isinstance(value, str):
        return value.replace("${self:custom.encryptionKey}", key)
    if not isinstance(value, dict):
        return value
    if "Fn::If" in value:
        name, then, otherwise = value["Fn::If"]
        return worked_out(then if holds(conditions()[name], key) else otherwise, key)
    items = {name: worked_out(each, key) for name, each in value.items()}
    return {name: each for name, each in items.items() if each != {"Ref": "AWS::NoValue"}}


@pytest.mark.parametrize(
    ("setting", "of_tables", "of_queue"),
    [
        ("", {"SSEEnabled": False}, {"SqsManagedSseEnabled": True}),
        ("account", {"SSEEnabled": True}, {"SqsManagedSseEnabled": True}),
        (
            KEY,
            {"SSEEnabled": True, "SSEType": "KMS", "KMSMasterKeyId": KEY},
            {"SqsManagedSseEnabled": False, "KmsMasterKeyId": KEY},
        ),
    ],
)
def test_one_setting_says_what_everything_is_encrypted_with(setting, of_tables, of_queue):
    assert STACK["custom"]["encryptionKey"] == "${env:ENCRYPTION_KEY, ''}"
    for table in resources("AWS::DynamoDB::Table").values():
        assert worked_out(table["Properties"]["SSESpecification"], setting) == of_tables
    queue = worked_out(RESOURCES["FailureQueue"]["Properties"], setting)
    assert {name: value for name, value in queue.items() if "Sse" in name or "Kms" in name} == of_queue
    policy = RESOURCES["EncryptionPolicy"]
    assert holds(conditions()[policy["Condition"]], setting) == (setting == KEY)


def test_a_key_can_be_used_for_the_tables_and_the_queue_and_nothing_else():
    (statement,) = RESOURCES["EncryptionPolicy"]["Properties"]["PolicyDocument"]["Statement"]
    assert set(statement["Action"]) == KMS
    assert statement["Resource"] == "${self:custom.encryptionKey}"
    services = statement["Condition"]["StringEquals"]["kms:ViaService"]
    assert [each["Fn::Sub"].partition(".")[0] for each in services] == ["dynamodb", "sqs"]
