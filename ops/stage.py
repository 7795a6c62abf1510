"""The names and the AWS clients of one stage, in one place; `serverless.yml` and `stack/` name things alike."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Annotated, Any

import boto3
import typer
from botocore.exceptions import ClientError, ProfileNotFound

from ops import record
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

# The options of every command: which stage, and where it is.
StageName = Annotated[str, typer.Option("--stage", help="Which of your installations.")]
Region = Annotated[
    str, typer.Option("--region", help="Its AWS region; else the one remembered, or of your AWS settings.")
]


def region_of(stage: str, given: str = "") -> str:
    """Decide in which region a stage is: where it is said to be, else remembered to be, else that of the AWS settings.

    Every command takes it from here.
    """
    return given or record.read(stage).region or _usual_region()


def _usual_region() -> str:
    """Give the region of the AWS settings: the environment's, or that of `aws configure`."""
    try:
        return os.environ.get("AWS_REGION") or boto3.Session().region_name or REGION
    except ProfileNotFound:  # whoever asks AWS for anything says so
        return REGION


@dataclass(frozen=True)
class Stage:
    """One stage in one region: what everything of it is called, and clients for it (they honour AWS_ENDPOINT_URL).

    Without a region it is where `region_of` says.
    """

    name: str = "prod"
    region: str = ""

    def __post_init__(self) -> None:
        if not NAME.fullmatch(self.name):
            raise Problem(f"A stage is named with up to 20 of a-z, 0-9 and -, unlike {self.name!r}.")
        if not self.region:
            object.__setattr__(self, "region", region_of(self.name))

    @property
    def options(self) -> str:
        """What names this very stage behind any command, to be copied as it is."""
        return f"--stage {self.name} --region {self.region}"

    @property
    def elsewhere(self) -> "Stage | None":
        """The same stage where it is remembered to be, if that is another region."""
        known = record.read(self.name).region
        return None if known in {"", self.region} else replace(self, region=known)

    @property
    def not_there(self) -> str:
        """What to say where nothing of the stage is found."""
        return self.lacks(f"stage {self.name}")

    def lacks(self, what: str) -> str:
        """Say that something is not there, and where to look."""
        told = f"There is no {what} in {self.region}."
        if elsewhere := self.elsewhere:
            return f"{told} The stage was set up in {elsewhere.region}: add --region {elsewhere.region}."
        return f"{told} If the stage is elsewhere, add its --region; if it has another name, its --stage."

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

    def description(self) -> Mapping[str, Any] | None:
        """Give the stack as CloudFormation describes it, or None if there is none."""
        try:
            (stack,) = self.client("cloudformation").describe_stacks(StackName=self.stack)["Stacks"]
        except ClientError as error:
            if "does not exist" in str(error):
                return None
            raise
        return None if stack["StackStatus"] == NO_STACK_YET else dict(stack)

    def outputs(self) -> Mapping[str, str] | None:
        """Give what the deployed stack says of itself, or None if there is no stack."""
        stack = self.description()
        return stack and outputs_of(stack)


def outputs_of(stack: Mapping[str, Any]) -> dict[str, str]:
    """Give what a stack says of itself, out of CloudFormation's description of it."""
    return {output["OutputKey"]: str(output["OutputValue"]) for output in stack.get("Outputs", [])}


def parameters_of(stack: Mapping[str, Any]) -> dict[str, str]:
    """Give what a stack was deployed with, out of CloudFormation's description of it."""
    return {given["ParameterKey"]: str(given.get("ParameterValue", "")) for given in stack.get("Parameters", [])}
