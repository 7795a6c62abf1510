"""Builds the package and the CloudFormation template that are deployed, with osls from tools/; works offline."""

import hashlib
import os
import shutil
import sys
import zipfile
from pathlib import Path

from ops.steps import ROOT, Problem, say, spare_narrow_terminals, step, tell

TOOLS = ROOT / "tools"
OSLS = TOOLS / "node_modules" / "osls" / "bin" / "serverless.js"
READY = TOOLS / "node_modules" / ".ready"
PACKAGE = ROOT / ".serverless" / "standup.zip"
MEGABYTE = 1_000_000


def main(arguments: list[str]) -> int:
    """Build `.serverless/`; the arguments go to osls, as in `--stage dev`."""
    try:
        install_tools()
        build(arguments)
    except Problem as problem:
        tell(problem)
        return problem.code
    except KeyboardInterrupt:
        say("\nInterrupted.")
        return 130
    say(f"\n{PACKAGE.relative_to(ROOT)}: {describe(PACKAGE)}")
    return 0


def install_tools() -> None:
    """Install osls and its plugin as the lock file says, unless they are there."""
    digest = hashlib.sha256((TOOLS / "package-lock.json").read_bytes()).hexdigest()
    if READY.is_file() and READY.read_text("utf-8") == digest:
        return
    outcome = step("installing osls", [_find("npm"), "ci", "--prefix", str(TOOLS)])
    if not outcome.ok:
        raise Problem("npm could not install what tools/package-lock.json names.", outcome.output)
    READY.write_text(digest, "utf-8")


def build(arguments: list[str]) -> None:
    command = [_find("node"), str(OSLS), "package", *arguments]
    outcome = step("building the package", command, {"PACKAGE_PYTHON": sys.executable, "SLS_TELEMETRY_DISABLED": "1"})
    if not outcome.ok:
        raise Problem("osls could not build the package.", outcome.output)


def describe(path: Path) -> str:
    """Say how large a zip is, packed and unpacked."""
    with zipfile.ZipFile(path) as archive:
        files = archive.infolist()
    packed, unpacked = path.stat().st_size / MEGABYTE, sum(file.file_size for file in files) / MEGABYTE
    return f"{packed:.1f} MB, {unpacked:.1f} MB unpacked, {len(files)} files"


def _find(program: str) -> str:
    found = shutil.which(program)
    if found is None:
        raise Problem(f"Packaging needs Node.js 20 or newer, and there is no {program} here: https://nodejs.org")
    return os.fspath(found)


if __name__ == "__main__":
    spare_narrow_terminals()
    sys.exit(main(sys.argv[1:]))
