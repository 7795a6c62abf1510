"""Checks of what is in AWS: who asks, where, and whether the stack is whole."""

from botocore.exceptions import BotoCoreError, ClientError

from ops.checks.finding import Finding, fault, ok, unknown, warning
from ops.checks.surroundings import Surroundings
from ops.deploying.standing import BUSY, hindrance
from ops.ending import is_of_the_clock, is_passing
from ops.stage import SCHEDULED

# AWS: a hundred must stay for all functions, and less than three would hold up a sender and the ticks beside it.
LEAST_TO_KEEP_SOME = 103

CLOCK = ("AWS refuses what this machine signs, for its clock is off", "See the line 'clocks'. No secret is at fault.")
NOT_THERE = {"ResourceNotFoundException", "NotFoundException", "NoSuchEntity"}
SEE_CREDENTIALS = "See the line 'credentials', and the connection."
LATER = "That passes by itself: wait a minute, then look again."
HOW_TO_RESTORE = "docs/operations.md, 'Restoring a table'"


def credentials(look: Surroundings) -> Finding:
    try:
        caller = look.aws("sts").get_caller_identity()
    except (BotoCoreError, ClientError) as error:
        if is_of_the_clock(error):
            return fault(*CLOCK)
        if is_passing(error):
            return unknown(str(error), LATER)
        cure = "Set AWS_PROFILE, or sign in, and check the connection: `aws configure`"
        return fault(f"AWS does not know who asks: {error}", cure)
    return ok(f"account {caller['Account']}, {str(caller['Arn']).rsplit(':', 1)[-1]}")


def region(look: Surroundings) -> Finding:
    name = look.stage.region
    known = look.stage.session.get_available_regions("lambda")
    if name not in known:
        return warning(f"{name} is no region that is known here", "Give the stack's region with --region.")
    return ok(name)


def stack(look: Surroundings) -> Finding:
    found = look.stack
    if found is None:
        reason = f"there is no stack {look.stage.stack} in {look.stage.region}"
        return fault(reason, f"{deploy(look)} Or give another --stage or --region.")
    status = found["StackStatus"]
    if hindered := hindrance(look.stage, status):
        say = warning if status.endswith(BUSY) else fault
        return say(f"{look.stage.stack}: {status}, {hindered[0]}", hindered[1])
    if status in {"CREATE_COMPLETE", "UPDATE_COMPLETE", "IMPORT_COMPLETE"}:
        return ok(f"{look.stage.stack}: {status}")
    if status == "UPDATE_ROLLBACK_COMPLETE":
        return warning(f"{status}: the last deployment was taken back", f"{deploy(look)} Its output says what failed.")
    return fault(f"{look.stage.stack}: {status}", deploy(look))


def room(look: Surroundings) -> Finding:
    """Tell how many runs the account has for all its functions, and whether some of them are the sender's alone."""
    client = look.aws("lambda")
    limit = int(client.get_account_settings()["AccountLimit"]["ConcurrentExecutions"])
    kept = client.get_function_concurrency(FunctionName=look.stage.functions[SCHEDULED])
    reserved = int(kept.get("ReservedConcurrentExecutions", 0))
    if reserved:
        return ok(f"{limit} runs at the same time in this account, {reserved} of them kept for the sender")
    if limit < LEAST_TO_KEEP_SOME:
        return warning(
            f"the account allows {limit} runs at the same time: a crowd or a flood takes the sender's, too",
            "Ask AWS for more: Service Quotas, AWS Lambda, 'Concurrent executions'. There are too few to keep any.",
        )
    return ok(
        f"{limit} runs at the same time in this account, none kept for the sender (docs/operations.md, 'A flood')"
    )


def deploy(look: Surroundings) -> str:
    """Give the cure that is a deployment; never in a region where it would make a second, empty installation."""
    if elsewhere := look.stage.elsewhere:
        return f"It was set up in {elsewhere.region}, look there: `python3 manage.py doctor {elsewhere.options}`"
    return f"Deploy: `python3 manage.py deploy {look.stage.options}`"


def not_told(error: BotoCoreError | ClientError) -> tuple[str, str]:
    """Say that AWS did not answer a check, in AWS's words."""
    if isinstance(error, BotoCoreError):
        return f"AWS did not answer ({type(error).__name__})", SEE_CREDENTIALS
    if is_of_the_clock(error):
        return CLOCK
    if is_passing(error):
        return str(error), LATER
    if "AccessDenied" in error.response["Error"]["Code"]:
        return str(error), "Look with an identity that may: docs/deployer-policy.json has all that is needed."
    if error.response["Error"]["Code"] in NOT_THERE:
        return (
            f"there is nothing to ask: {error.response['Error']['Message']}",
            "See the lines 'stack' and 'functions'.",
        )
    return str(error), SEE_CREDENTIALS
