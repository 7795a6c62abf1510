"""Makes `.venv` from the hashed requirements, once, whoever else is trying. Standard library only."""

import hashlib
import os
import platform
import re
import shutil
import sys
import time

from ops.lock import lock
from ops.steps import ROOT, Problem, say, step

VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
READY = VENV / ".ready"  # written last: a .venv without it was interrupted
LOCK = ROOT / "build" / "venv.lock"
REQUIREMENTS = ROOT / "requirements" / "dev.txt"
BASE_PYTHON: str = getattr(sys, "_base_executable", sys.executable)  # also when .venv's own Python runs this

# What the output of a failed installation says, and what that means; the first that fits is told.
FAILURES = {
    r"No space left|ENOSPC|not enough space": "The disk is full: free about 500 MB and repeat the command.",
    r"hash(es)? mismatch|do not match the hashes|in --require-hashes mode": (
        "A package is not the one that requirements/dev.txt names (its hash differs), so it was refused. "
        "After a change of the requirements: python3 manage.py lock. Otherwise something between here and the "
        "package index alters files."
    ),
    r"ensurepip is not|No module named '?(venv|ensurepip)": (
        "This Python cannot make virtual environments. On Debian and Ubuntu: sudo apt install python3-venv"
    ),
    r"CERTIFICATE_VERIFY_FAILED|certificate verify failed|invalid peer certificate|UnknownIssuer": (
        "The package index's certificate is not trusted here. Behind a company proxy, name its certificate file "
        "in PIP_CERT (for pip) or SSL_CERT_FILE (for uv)."
    ),
    r"NewConnectionError|ConnectTimeout|Max retries|timed out|Connection (refused|reset|broken)|"
    r"error sending request|name resolution|getaddrinfo|dns error|Network is unreachable|ProxyError": (
        "The package index cannot be reached. Is there a network, and does it need a proxy (HTTPS_PROXY)?"
    ),
    r"requires a different python|requires-python|No matching distribution|no version of|no wheels with a matching|"
    r"Failed building wheel|failed to build|command '?\S*(gcc|cc|clang|cl\.exe)\S*' failed|Microsoft Visual C": (
        "A package does not support this Python ({python}) on this machine. 3.11, 3.12 and 3.13 are known to work."
    ),
    r"Permission denied|Access is denied|EACCES": "A file may not be written. Who owns this folder and its .venv?",
}


# The simulator is a distribution of its own: the tests and the local workspace import it from where it is developed.
LINK = """
import os, sysconfig
folder = sysconfig.get_path("purelib")
with open(os.path.join(folder, "slack_simulator.pth"), "w", encoding="utf-8") as link:
    link.write(os.path.relpath("slack_simulator/src", folder) + "\\n")
"""


def make_ready() -> None:
    """Make .venv if it is not there, was interrupted, or was made from something else."""
    if is_ready():
        return
    with lock(LOCK, "Waiting for another manage.py that is making .venv"):
        if not is_ready():
            _build()


def is_ready() -> bool:
    return PYTHON.exists() and READY.is_file() and READY.read_text("utf-8") == digest()


def digest() -> str:
    """Identify what .venv is made from: the requirements, this Python, this machine, and this place."""
    maker = f"{platform.python_version()} {sys.platform} {platform.machine()} {ROOT}\n".encode()
    return hashlib.sha256(maker + LINK.encode() + REQUIREMENTS.read_bytes()).hexdigest()


def explain(output: str) -> str:
    """Say in a sentence what the output of a failed installation means."""
    for pattern, sentence in FAILURES.items():
        if re.search(pattern, output, re.IGNORECASE):
            return sentence.format(python=platform.python_version())
    return "The packages could not be installed."


def _build() -> None:
    started = time.monotonic()
    uv = shutil.which("uv")
    say(f"Making .venv with {'uv' if uv else 'pip'} and Python {platform.python_version()}")
    if VENV.exists():
        READY.unlink(missing_ok=True)
        shutil.rmtree(VENV)
    for title, command in build_steps(uv).items():
        outcome = step(title, command, {"UV_PYTHON_DOWNLOADS": "never", "PIP_NO_INPUT": "1"})
        if not outcome.ok:
            raise Problem(explain(outcome.output), outcome.output)
    READY.write_text(digest(), "utf-8")
    say(f"Ready after {time.monotonic() - started:.0f} s\n")


def build_steps(uv: str | None) -> dict[str, list[str]]:
    """List the commands that make .venv by their titles."""
    count = len(re.findall(r"^[\w.-]+==", REQUIREMENTS.read_text("utf-8"), re.MULTILINE))
    install = f"installing {count} packages, checked by hash"
    python, requirements = str(PYTHON), str(REQUIREMENTS)
    link = {"linking the Slack simulator": [python, "-c", LINK]}
    if uv:
        return {
            "making the environment": [uv, "venv", "--python", BASE_PYTHON, str(VENV)],
            install: [uv, "pip", "sync", "--python", python, "--require-hashes", requirements],
            **link,
        }
    pip = [python, "-m", "pip", "install", "--progress-bar", "off", "--require-hashes", "-r", requirements]
    return {"making the environment": [BASE_PYTHON, "-m", "venv", str(VENV)], install: pip, **link}
