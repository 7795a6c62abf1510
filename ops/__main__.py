"""`python -m ops NAME …`: what `manage.py NAME …` hands over to. Only the command's own modules are imported."""

import sys
from importlib import import_module

from ops.ending import interrupted, run

COMMANDS = {
    "setup": "ops.setting_up.setup",
    "deploy": "ops.deploying.deploy",
    "doctor": "ops.checks.doctor",
    "probe": "ops.probing.probe",
    "logs": "ops.logs",
    "explain": "ops.explain",
    "failures": "ops.failures",
    "standups": "ops.standups.standups",
    "data": "ops.data.data",
    "invoke": "ops.invoke",
    "remove": "ops.deploying.remove",
    "languages": "ops.languages.languages",
    "package": "ops.packaging.package",
    "release": "ops.release",
}

if __name__ == "__main__":
    name, *arguments = sys.argv[1:]
    try:
        sys.exit(run(import_module(COMMANDS[name]).app, arguments, name))
    except KeyboardInterrupt:  # before the command has begun
        sys.exit(interrupted())
