"""What CloudFormation lets be done with a stack in the state that it is in, and the way out where it is stuck."""

from ops.stage import Stage
from ops.steps import Problem

BUSY = "_IN_PROGRESS"
HALF_UNDONE = "UPDATE_ROLLBACK_FAILED"
NEVER_WHOLE = {"CREATE_FAILED", "ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "DELETE_FAILED"}


def hindrance(stage: Stage, status: str) -> tuple[str, str] | None:
    """Say why a stack of this status takes no deployment, and what helps, with commands between backquotes.

    None if it takes one.
    """
    again = f"`python3 manage.py deploy {stage.options}`"
    if status.endswith(BUSY):
        reason = "CloudFormation is at work on it, for somebody else or for a command that was interrupted"
        return reason, "It goes on by itself. Wait for its end, then run the same command again."
    if status == HALF_UNDONE:
        undo = f"`aws cloudformation continue-update-rollback --region {stage.region} --stack-name {stage.stack}`"
        end = f"`aws cloudformation wait stack-rollback-complete --region {stage.region} --stack-name {stage.stack}`"
        return "a change could not be taken back", f"Have that done, then deploy: {undo} {end} {again}"
    if status in NEVER_WHOLE:
        remove = f"`python3 manage.py remove {stage.options}`"
        reason = "its removal came to no end" if status == "DELETE_FAILED" else "it was never whole"
        return reason, f"Remove it, which keeps all data, then deploy: {remove} {again}"
    return None


def require_ready(stage: Stage) -> None:
    """Raise Problem if the stack is in a state in which it cannot be deployed to."""
    if (stack := stage.description()) is not None:
        _require(stage, str(stack["StackStatus"]))


def require_removable(stage: Stage) -> bool:
    """Return whether there is a stack; raises Problem while CloudFormation is at work on it, or protects it."""
    stack = stage.description()
    if stack is not None and str(stack["StackStatus"]).endswith(BUSY):
        _require(stage, str(stack["StackStatus"]))
    if stack is not None and stack.get("EnableTerminationProtection"):
        raise Problem(
            f"Somebody has protected {stage.stack} from being removed (termination protection), so nothing is. To take "
            "that off: aws cloudformation update-termination-protection --no-enable-termination-protection "
            f"--region {stage.region} --stack-name {stage.stack}"
        )
    return stack is not None


def _require(stage: Stage, status: str) -> None:
    if found := hindrance(stage, status):
        reason, cure = found
        raise Problem(f"{stage.stack} is {status}: {reason}. {cure.replace('`', '')}")
