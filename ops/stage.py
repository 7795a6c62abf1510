"""The names and the AWS clients of one stage, in one place; `serverless.yml` and `stack/` name things alike."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import boto3
from botocore.exceptions import ClientError, ProfileNotFound

from ops.steps import Problem

SERVICE = "standup"
REGION = "us-east-1"
TABLES = ("reports", "standups", "members")
SECRETS = ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET")
SIGNING_SECRET = SECRETS[1]
# A third one, made by `setup` and `deploy`; without it the functions use the signing secret in its place.
SUPPRESSION_KEY = "SUPPRESSION_KEY"
RESPONSES = "slack-responses"
SCHEDULED = "scheduled-events"
# A stack that was only looked at so far; nothing is in it.
NO_STACK_YET = "REVIEW_IN_PROGRESS"
# The longest name is that of the role of osls' bucket; what is left of AWS's 64 letters is for the stage.
NAME = re.compile(r"[a-z][a-z0-9-]{0,19}")


def usual_region() -> str:
    """Give the region of the AWS settings: the environment's, or that of `aws configure`."""
    try:
        return os.environ.get("AWS_REGION") or boto3.Session().region_name or REGION
    except ProfileNotFound:  # whoever asks AWS for anything says so
        return REGION


@dataclass(frozen=True)
class Stage:
    """One stage in one region: what everything of it is called, and clients for it (they honour AWS_ENDPOINT_URL).

    Without a region it is in that of the AWS settings.
    """

    name: str = "prod"
    region: str = ""

    def __post_init__(self) -> None:
        if not NAME.fullmatch(self.name):
            raise Problem(f"A stage is named with up to 20 of a-z, 0-9 and -, unlike {self.name!r}.")
        if not self.region:
            object.__setattr__(self, "region", usual_region())

    @property
    def stack(self) -> str:
        return f"{SERVICE}-{self.name}"

    @property
    def functions(self) -> dict[str, str]:
        """The deployed names by the names of `serverless.yml`."""
        return {name: f"{self.stack}-{name}" for name in (RESPONSES, SCHEDULED)}

    @property
    def log_groups(self) -> dict[str, str]:
        return {name: f"/aws/lambda/{deployed}" for name, deployed in self.functions.items()}

    @property
    def tables(self) -> dict[str, str]:
        return {name: f"{self.stack}-{name}" for name in TABLES}

    @property
    def queue(self) -> str:
        return f"{self.stack}-failures"

    @property
    def rules(self) -> dict[str, str]:
        """The schedule's rule by the type of event that it sends."""
        return {"tick": f"{self.stack}-tick"}

    @property
    def parameters(self) -> dict[str, str]:
        return {secret: f"/{SERVICE}/{self.name}/{secret}" for secret in (*SECRETS, SUPPRESSION_KEY)}

    @cached_property
    def session(self) -> Any:
        return boto3.Session(region_name=self.region)

    def client(self, service: str) -> Any:
        return self.session.client(service)

    def outputs(self) -> Mapping[str, str] | None:
        """Give what the deployed stack says of itself, or None if there is no stack."""
        try:
            (stack,) = self.client("cloudformation").describe_stacks(StackName=self.stack)["Stacks"]
        except ClientError as error:
            if "does not exist" in str(error):
                return None
            raise
        if stack["StackStatus"] == NO_STACK_YET:
            return None
        return {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", [])}
