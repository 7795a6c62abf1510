"""The folder that becomes the package: our sources, what they need, and their bytecode for Lambda's Python."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from ops.packaging import authorities, interpreter, pruning, unused
from ops.steps import ROOT, Problem

LAMBDA = ("--python-platform", "aarch64-manylinux2014", "--python-version", interpreter.VERSION)
IN_LAMBDA = "/var/task"
# Where the app looks for the authorities that Slack's certificate can come from.
AUTHORITIES = "app/slack/authorities"
# These ship without their sources and docstrings, or the package would be too large: a traceback through them names
# files, lines and functions, and shows no source.
BYTECODE_ALONE = (
    "app",
    "babel",
    "botocore",
    "dateutil",
    "holidays",
    "icalendar",
    "jmespath",
    "msgspec",
    "pynamodb",
    "recurring_ical_events",
    "six.py",
    "slack_bolt",
    "slack_sdk",
    "typing_extensions.py",
    "tzdata",
    "urllib3",
    "x_wr_timezone.py",
)

INSTALLERS_OWN = ("RECORD", "INSTALLER", "REQUESTED", "WHEEL", "direct_url.json", "uv_cache.json", "uv_build.json")


def fill(folder: Path, python: str, platform: Sequence[str] = LAMBDA) -> None:
    """Put everything that ships into an empty folder, to run in Lambda or, with no `platform`, under this Python.

    Raises Problem.
    """
    interpreter.install("app.txt", folder, python, *platform)
    authorities.add((folder / "botocore" / "cacert.pem").read_text("utf-8"), folder / AUTHORITIES)
    _prune(folder)
    copy_sources(folder)


def copy_sources(folder: Path) -> None:
    """Copy what ships of our own into a folder."""
    for source in sources():
        target = folder / source.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)


def sources() -> Iterator[Path]:
    """List what ships of our own: the handler and the app."""
    yield ROOT / "handler.py"
    for path in sorted((ROOT / "app").rglob("*")):
        is_unused = "__pycache__" in path.parts or path.suffix == ".po"  # what is read is compiled
        if path.is_file() and not is_unused:
            yield path


def compile_all(folder: Path, python: str, shown_as: str = IN_LAMBDA) -> None:
    """Compile every module so that Python believes the bytecode whatever the times of the files say.

    Without docstrings, which are in the sources beside it; where Python looks for bytecode with them.
    """
    _compile(folder, python, "-p", shown_as, "-o", "2", str(folder))
    for path in folder.rglob("__pycache__/*.opt-2.pyc"):
        path.rename(path.with_name(path.name.replace(".opt-2", "")))


def keep_bytecode_alone(folder: Path, python: str) -> None:
    """Leave of libraries nothing but their bytecode, where Python finds it without a source."""
    libraries = [folder / name for name in BYTECODE_ALONE]
    _compile(folder, python, "-p", IN_LAMBDA, "-b", "-o", "2", *map(str, libraries))
    for source in [path for library in libraries for path in (library, *library.rglob("*.py")) if path.is_file()]:
        source.unlink()
        for cached in source.parent.glob(f"__pycache__/{source.stem}.*.pyc"):
            cached.unlink()


def make_runnable_here(folder: Path, python: str) -> None:
    """Put what is compiled for this machine beside what is compiled for Lambda's; raises Problem."""
    with tempfile.TemporaryDirectory() as place:
        here = Path(place)
        interpreter.install("app.txt", here, python)
        for path in here.rglob("*.*"):
            if path.suffix in {".so", ".pyd"}:
                shutil.copyfile(path, folder / path.relative_to(here))


def _compile(folder: Path, python: str, *options: str) -> None:
    always = ["-q", "-f", "--invalidation-mode", "unchecked-hash", "-s", str(folder)]
    command = [python, "-m", "compileall", *always, *options]
    # Some constants are sets, and their order in the bytecode follows the hash seed.
    environment = os.environ | {"PYTHONHASHSEED": "0"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Problem("Not every module could be compiled.", done.stdout + done.stderr)


def _prune(folder: Path) -> None:
    shutil.rmtree(folder / "bin", ignore_errors=True)
    (folder / ".lock").unlink(missing_ok=True)
    for path in folder.glob("*.dist-info/*"):
        if path.name in INSTALLERS_OWN:
            path.unlink()
    pruning.prune(folder / "botocore")
    unused.leave_out(folder)
