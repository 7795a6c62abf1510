"""An older version, deployed from its own code, with its own template, by the way that its own documents name."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ops.packaging import osls
from ops.stage import Stage
from tests.ops.versions import OLDEST, unpack

# Settings of the first version that its template does not set: it was written for the real Slack alone.
OF_LOCAL_SLACK = "SLACK_API_URL: ${env:SLACK_API_URL, ''}\n    SLACK_PACE: ${env:SLACK_PACE, ''}\n    "
# What the commands of these versions import and today's do not.
CRON_CONVERTER = re.compile(r"^cron-converter==\S+ \\\n(?: +--hash=\S+ \\\n)* +--hash=\S+$", re.MULTILINE)


@dataclass(frozen=True)
class Older:
    """The unpacked code of a version."""

    version: str
    folder: Path

    @property
    def is_first(self) -> bool:
        return self.version == OLDEST

    def deploy(self, stage: Stage, env: Mapping[str, str]) -> None:
        """Deploy it with its `deploy`; the first version has none, and is deployed by its `package` and osls."""
        where = ["--stage", stage.name, "--region", stage.region]
        if not self.is_first:
            self._run([sys.executable, "-m", "ops.deploy", "--yes", *where], env)
            return
        if not (self.folder / "build" / "standup.zip").exists():
            self._run([sys.executable, "-m", "ops.package", "--without-pyc", *where], env)
        self._run(["node", str(osls.PROGRAM), "deploy", *where], {**env, **osls.QUIET})

    def manifest(self, url: str) -> dict[str, Any]:
        """Give its manifest with an address in it, as it is put on the app's page."""
        text = (self.folder / "manifest.json").read_text("utf-8")
        content = dict(json.loads(text.replace("https://example.com/slack/events", url)))
        content.pop("$schema")
        return content

    def _run(self, command: list[str], env: Mapping[str, str]) -> None:
        env = {**os.environ, **env, "PYTHONPATH": str(self.folder / "needed")}
        done = subprocess.run(command, cwd=self.folder, env=env, capture_output=True, text=True, check=False)  # noqa: S603 ours
        assert done.returncode == 0, done.stdout + done.stderr


def unpacked(version: str, folder: Path) -> Older:
    """Unpack a version so that its commands run here: with this Python and osls, which is the same in all versions."""
    unpack(version, folder)
    osls.install()
    (folder / "tools" / "node_modules").symlink_to(osls.TOOLS / "node_modules")
    found = CRON_CONVERTER.search((folder / "requirements" / "dev.txt").read_text("utf-8"))
    assert found
    needed = folder / "needed.txt"
    needed.write_text(found[0], "utf-8")
    install = [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--no-deps", "--require-hashes"]
    subprocess.run([*install, "--target", str(folder / "needed"), "--requirement", str(needed)], check=True)  # noqa: S603
    if version == OLDEST:
        template = folder / "serverless.yml"
        text = template.read_text("utf-8")
        template.write_text(text.replace("DYNAMODB_TABLE_PREFIX:", f"{OF_LOCAL_SLACK}DYNAMODB_TABLE_PREFIX:"), "utf-8")
    return Older(version, folder)
