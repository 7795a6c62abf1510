"""Runs a Python program as it is, with Slack's SDK at the simulator: `python -m slack_simulator.cli.run app.py`."""

from __future__ import annotations

import os
import runpy
import sys
from pathlib import Path

from slack_simulator.apps.sdk import sdk_at


def main() -> None:
    """Run the file, or with `-m` the module, that the command line names."""
    arguments = sys.argv[1:]
    is_module = arguments[:1] == ["-m"]
    sys.argv = arguments[1:] if is_module else arguments
    with sdk_at(os.environ["SLACK_API_URL"]):
        if is_module:
            sys.path.insert(0, "")
            runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
        else:
            sys.path.insert(0, str(Path(sys.argv[0]).resolve().parent))
            runpy.run_path(sys.argv[0], run_name="__main__")


if __name__ == "__main__":
    main()
