"""Builds the zip that Lambda runs, checks it, and makes the CloudFormation template where Node.js is there."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from ops.ending import Commands
from ops.packaging import archive, interpreter, tree
from ops.packaging.archive import MEGABYTE
from ops.steps import ROOT, Problem, say, step
from ops.venv import explain

app = Commands()

TOOLS = ROOT / "tools"
OSLS = TOOLS / "node_modules" / "osls" / "bin" / "serverless.js"
READY = TOOLS / "node_modules" / ".ready"
PACKAGE = ROOT / "build" / "standup.zip"
IMPORT_TIMES = ROOT / "build" / "imports.txt"
WITHOUT_PYC = "--without-pyc"
SOURCES_ALONE = "--sources-alone"

LARGEST = 5 * MEGABYTE
LARGEST_UNPACKED = 16 * MEGABYTE
# What no path needs; each would cost every cold start between 5 and 40 ms.
NEEDLESS = ("boto3", "s3transfer", "multiprocessing", "unittest", "holidays", "icalendar")

MISSING = (
    f"There is no Python {interpreter.VERSION} here, so the package has no .pyc files and starts two to three times "
    f"slower. Install one (uv python install {interpreter.VERSION}) or name it in PACKAGE_PYTHON; "
    f"{WITHOUT_PYC} accepts the package as it is."
)


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def package(
    context: typer.Context,
    *,
    without_pyc: Annotated[bool, typer.Option(WITHOUT_PYC, help="Accept a package without bytecode.")] = False,
    sources_alone: Annotated[
        bool, typer.Option(SOURCES_ALONE, help="For an embedded AWS, which runs this machine's Python.")
    ] = False,
) -> None:
    """Build and check build/standup.zip, and the CloudFormation template around it where Node.js is there.

    All other options go to osls, as in --stage dev. The exit code is 1 if the package lacks anything, .pyc files, too.
    """
    python, platform = (None, ()) if sources_alone else (interpreter.find(), tree.LAMBDA)
    make(context.args, python, platform, accepted=without_pyc or sources_alone)


def make(arguments: list[str], python: str | None, platform: Sequence[str], *, accepted: bool) -> None:
    """Make package and template; raises Problem, also for missing .pyc files, unless that is `accepted`."""
    build(PACKAGE, python, platform)
    say(f"  {PACKAGE.relative_to(ROOT)}: {archive.size(PACKAGE)}, {_digest(PACKAGE)}")
    check(PACKAGE, python)
    make_template(arguments)
    if python is None and not accepted:
        raise Problem(MISSING)
    if python is None and not interpreter.find():
        say(f"  {MISSING}")


def build(target: Path, python: str | None, platform: Sequence[str] = tree.LAMBDA) -> None:
    """Write the zip for a platform, none is this Python's; with bytecode if there is a Python to compile it."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "package"
        try:
            tree.fill(folder, sys.executable, platform)
        except Problem as problem:
            raise Problem(explain(problem.output), problem.output) from None
        if python:
            tree.keep_bytecode_alone(folder, python)
            tree.compile_all(folder, python)  # what still has its source
        archive.write(folder, target)


def check(package: Path, python: str | None) -> None:
    """Check size and content, then the unpacked package from inside; raises Problem."""
    size = archive.size(package)
    if size.packed > LARGEST or size.unpacked > LARGEST_UNPACKED:
        raise Problem(f"The package is too large: {size}.")
    if python is None:
        return
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place).resolve()
        unpack(package, folder, python)
        findings = inspect(folder, python)
    needless = [name for name in NEEDLESS if name in findings["modules"]]
    wrong = {
        "the bytecode of": findings["bytecode"],
        "imported, but never needed:": needless,
        "imported from elsewhere:": findings["strangers"],
        "the answer to an unsigned request:": [] if findings["unsigned"] == 401 else [findings["unsigned"]],  # noqa: PLR2004 HTTP's
        "the end of a senseless event:": [] if findings["senseless"] == "InvalidEvent" else [findings["senseless"]],
    }
    if faults := [f"{what} {', '.join(map(str, found[:5]))}" for what, found in wrong.items() if found]:
        raise Problem("The package is not as it should be: " + "; ".join(faults))
    say(f"  checked from inside: {len(findings['modules'])} modules; {IMPORT_TIMES.relative_to(ROOT)} times them")


def unpack(package: Path, folder: Path, python: str) -> None:
    """Unpack a package so that this machine can run it, too; raises Problem."""
    with zipfile.ZipFile(package) as packed:
        packed.extractall(folder)
    tree.make_runnable_here(folder, python)


def inspect(folder: Path, python: str) -> dict[str, Any]:
    """Look at an unpacked package from inside; writes down what each import took."""
    program = Path(__file__).parent / "inspection.py"
    command = [python, "-I", "-S", "-X", "importtime", str(program), str(folder)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=60, check=False)
    if done.returncode != 0:
        said = [line for line in done.stderr.splitlines() if not line.startswith("import time:")]
        raise Problem("The handler in the package cannot be imported.", "\n".join(said))
    IMPORT_TIMES.parent.mkdir(parents=True, exist_ok=True)
    IMPORT_TIMES.write_text(done.stderr, "utf-8")
    return dict(json.loads(done.stdout.splitlines()[-1]))


def make_template(arguments: list[str]) -> None:
    """Make `.serverless/` with osls, offline. Without Node.js there is a package, but no template."""
    if not shutil.which("npm"):
        say("  no CloudFormation template: that needs Node.js 20 or newer, https://nodejs.org")
        return
    install_tools()
    outcome = step(
        "making the template", [_find("node"), str(OSLS), "package", *arguments], {"SLS_TELEMETRY_DISABLED": "1"}
    )
    if not outcome.ok:
        raise Problem("osls could not make the template.", outcome.output)


def install_tools() -> None:
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


def _digest(path: Path) -> str:
    return f"sha256 {hashlib.sha256(path.read_bytes()).hexdigest()[:16]}"
