"""The whole embedded AWS in a process of its own, for deployments to this machine; roles are enforced in it."""

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import httpx

from local.aws.credentials import Credentials
from ops.stage import REGION
from ops.steps import ROOT, Problem

START_SECONDS = 90
SAVE_SECONDS = 15
# The program is named by a line of code: a search path in the environment would reach the functions, too.
PROGRAM = "import sys; sys.path.insert(0, sys.argv[1]); from ops.deploying.embedded_aws import main; main()"


@dataclass(frozen=True)
class Embedded:
    """An embedded AWS that runs: its address, and the key of the account's root in it, which may do anything."""

    url: str
    credentials: Credentials

    @property
    def variables(self) -> dict[str, str]:
        """What makes every AWS client of this machine talk to it; what is empty has to be taken out."""
        return {**variables(self.url), **self.credentials.variables}


def variables(url: str) -> dict[str, str]:
    """Give what makes every AWS client of this machine, osls included, talk to the embedded AWS at `url`.

    What is empty has to be taken out of the environment. Whose key they use is left to it.
    """
    return {
        "AWS_ENDPOINT_URL": url,
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_PROFILE": "",
        "AWS_SESSION_TOKEN": "",
    }


@contextlib.contextmanager
def running(
    folder: Path, extra: Mapping[str, str] | None = None, credentials: Credentials | None = None
) -> Iterator[Embedded]:
    """Run it with its state in `folder`, and with a key that nobody knows. Raises Problem if it does not start.

    The key is in the folder, in a file that only this user reads.
    """
    credentials = credentials or Credentials.new()
    credentials.keep(folder)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = folder / "aws.log"
    env = os.environ | credentials.variables | _settings(folder, port) | dict(extra or {})
    for name in ("AWS_ENDPOINT_URL", "AWS_SESSION_TOKEN"):
        env.pop(name, None)
    with (
        log.open("wb") as output,
        subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(ROOT)],
            cwd=folder,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=os.name == "posix",
        ) as process,
    ):
        try:
            url = f"http://127.0.0.1:{port}"
            if not _answers(f"{url}/_ministack/health", process):
                raise Problem("The embedded AWS did not start.", log.read_text("utf-8", "replace"))
            yield Embedded(url, credentials)
        finally:
            process.terminate()
            try:
                process.wait(SAVE_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()


def _settings(folder: Path, port: int) -> dict[str, str]:
    return {
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(port),
        "AUTH": "true",
        "PERSIST_STATE": "1",
        "STATE_DIR": str(folder.resolve()),
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "DOCKER_HOST": "unix:///nowhere/docker.sock",
        "LOG_LEVEL": "WARNING",
        "AWS_DEFAULT_REGION": REGION,
        "LAMBDA_ACCOUNT_CONCURRENCY": "1000",  # as AWS has it; otherwise it depends on this machine's memory
    }


def _answers(url: str, process: "subprocess.Popen[bytes]") -> bool:
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(httpx.HTTPError):
            return httpx.get(url, trust_env=False).is_success
        time.sleep(0.02)
    return False
