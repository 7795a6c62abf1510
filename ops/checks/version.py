"""Check of which version of the project is deployed."""

from app import __version__
from ops.checks.aws import deploy
from ops.checks.finding import Finding, ok, unknown, warning
from ops.checks.surroundings import Surroundings
from ops.stage import outputs_of

BEFORE_VERSIONS = "one before 0.8.0"


def version(look: Surroundings) -> Finding:
    """Compare what is deployed with this folder. A stack from before 0.8.0 does not say which version it is."""
    if look.stack is None:
        return unknown("nothing is deployed", "See the line 'stack'.")
    deployed = outputs_of(look.stack).get("Version", BEFORE_VERSIONS)
    if deployed == __version__:
        return ok(deployed)
    told = f"deployed is {deployed}, and this folder has {__version__}"
    return warning(told, f"docs/upgrading.md says how to change it. {deploy(look)}")
