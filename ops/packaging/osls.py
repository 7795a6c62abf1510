"""osls, which renders serverless.yml: it needs Node.js, and is installed as tools/package-lock.json says."""

import hashlib
import os
import shutil
from collections.abc import Mapping, Sequence

from ops.steps import ROOT, Problem, step

TOOLS = ROOT / "tools"
PROGRAM = TOOLS / "node_modules" / "osls" / "bin" / "serverless.js"
READY = TOOLS / "node_modules" / ".ready"
QUIET = {"SLS_TELEMETRY_DISABLED": "1", "SLS_NOTIFICATIONS_MODE": "off", "NODE_NO_WARNINGS": "1"}


def run(title: str, arguments: Sequence[str], env: Mapping[str, str] | None = None) -> None:
    """Run osls; raises Problem with what it said."""
    install()
    outcome = step(title, [_find("node"), str(PROGRAM), *arguments], {**(env or {}), **QUIET})
    if not outcome.ok:
        raise Problem(f"osls could not {arguments[0]}.", outcome.output)


def install() -> None:
    """Install osls as the lock file says, unless it is there."""
    digest = hashlib.sha256((TOOLS / "package-lock.json").read_bytes()).hexdigest()
    if READY.is_file() and READY.read_text("utf-8") == digest:
        return
    outcome = step("installing osls", [_find("npm"), "ci", "--ignore-scripts", "--prefix", str(TOOLS)])
    if not outcome.ok:
        raise Problem("npm could not install what tools/package-lock.json names.", outcome.output)
    READY.write_text(digest, "utf-8")


def _find(program: str) -> str:
    found = shutil.which(program)
    if found is None:
        raise Problem(f"Node.js 20 or newer is needed here, and there is no {program}: https://nodejs.org")
    return os.fspath(found)
