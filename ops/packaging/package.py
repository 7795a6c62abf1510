"""Builds the zip that Lambda runs, checks it, and has osls look at serverless.yml where Node.js is there."""

import hashlib
import json
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
from ops.packaging import archive, interpreter, osls, template, tree
from ops.packaging.archive import MEGABYTE
from ops.steps import ROOT, Problem, say
from ops.venv import explain

app = Commands()

PACKAGE = ROOT / "build" / "standup.zip"
IMPORT_TIMES = ROOT / "build" / "imports.txt"
WITHOUT_PYC = "--without-pyc"
SOURCES_ALONE = "--sources-alone"
ZIP_ALONE = "--zip-alone"

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
    zip_alone: Annotated[bool, typer.Option(ZIP_ALONE, help="Leave osls out, though Node.js is here.")] = False,
    render: Annotated[
        bool, typer.Option("--template", help="Render stack/template.json anew from serverless.yml, and nothing else.")
    ] = False,
) -> None:
    """Build and check build/standup.zip, and what osls makes around it in .serverless/ where Node.js is there.

    All other options go to osls, as in --stage dev. The exit code is 1 if the package lacks anything, .pyc files, too.
    """
    if render:
        template.write()
        return
    python, platform = (None, ()) if sources_alone else (interpreter.find(), tree.LAMBDA)
    arguments = None if zip_alone else context.args
    make(arguments, python, platform, accepted=without_pyc or sources_alone)


def make(arguments: list[str] | None, python: str | None, platform: Sequence[str], *, accepted: bool) -> None:
    """Make the package, and with arguments what osls makes; raises Problem, also for missing .pyc unless `accepted`."""
    build(PACKAGE, python, platform)
    say(f"  {PACKAGE.relative_to(ROOT)}: {archive.size(PACKAGE)}, {_digest(PACKAGE)}")
    check(PACKAGE, python)
    if arguments is not None and shutil.which("npm"):
        osls.run("having osls package it", ["package", *arguments])
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


def _digest(path: Path) -> str:
    return f"sha256 {hashlib.sha256(path.read_bytes()).hexdigest()[:16]}"
