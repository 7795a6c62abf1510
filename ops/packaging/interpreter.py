"""Finds a Python of Lambda's version on this machine: only that one can compile what Lambda imports."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from ops.steps import ROOT, Problem

VERSION = "3.13"  # the runtime of serverless.yml
ASK = "import sys; print('%d.%d' % sys.version_info[:2]); print(sys.executable)"


def find(version: str = VERSION) -> str | None:
    """Give the path of an interpreter of this version; None if there is none."""
    for command in _candidates(version):
        try:
            answer = subprocess.run([*command, "-c", ASK], capture_output=True, text=True, timeout=20, check=True)
        except (OSError, subprocess.SubprocessError):
            continue  # pyenv's stand-ins, for one, are there also for versions that are not chosen
        found, path = answer.stdout.split("\n")[:2]
        if found == version:
            return path
    return None


def install(requirements: str, target: Path, python: str, *options: str) -> None:
    """Install hashed requirements into a folder; raises Problem."""
    command = [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--target", str(target), "--no-deps"]
    # Copied, not linked: what is installed is pruned, and uv's store is to stay as it is.
    command += ["--require-hashes", "--link-mode", "copy", "--only-binary", ":all:", *options]
    environment = os.environ | {"UV_PYTHON_DOWNLOADS": "never"}
    done = subprocess.run(
        [*command, "--python", python, "--requirement", str(ROOT / "requirements" / requirements)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise Problem(f"requirements/{requirements} could not be installed.", done.stderr)


def _candidates(version: str) -> Iterator[list[str]]:
    if named := os.environ.get("PACKAGE_PYTHON"):
        yield [named]
    yield [sys.executable]
    yield [f"python{version}"]
    if os.name == "nt":
        yield ["py", f"-{version}"]
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    for folder in sorted(pyenv.glob(f"versions/{version}.*"), reverse=True):
        yield [str(folder / "bin" / "python")]
    for uv in ([sys.executable, "-m", "uv"], [shutil.which("uv") or ""]):
        yield from _of_uv(uv, version)


def _of_uv(uv: list[str], version: str) -> Iterator[list[str]]:
    arguments = ["python", "find", "--managed-python", "--no-python-downloads", version]
    try:
        answer = subprocess.run([*uv, *arguments], capture_output=True, text=True, timeout=20, check=True)
    except (OSError, subprocess.SubprocessError):
        return
    yield [answer.stdout.strip()]
