"""Looks at an unpacked package from inside, under Lambda's Python and with nothing else in reach.

Run as a program: the folder is the argument, the findings are printed as one JSON object. Standard library only.
"""

import importlib.util
import json
import os
import sys
from pathlib import Path
from typing import Any

UNCHECKED_HASH = 1
NOBODY = "http://127.0.0.1:9"
ENVIRONMENT = {
    "SLACK_BOT_TOKEN": "xoxb-none",
    "SLACK_SIGNING_SECRET": "none",
    "SLACK_CHANNEL": "C0",
    "SLACK_API_URL": NOBODY,
    "AWS_REGION": "us-east-1",
    "AWS_ACCESS_KEY_ID": "none",
    "AWS_SECRET_ACCESS_KEY": "none",
    "AWS_ENDPOINT_URL": NOBODY,
}


def main(folder: Path) -> int:
    """Print what is wrong with the bytecode, what importing the handler loads, and how both functions answer."""
    findings: dict[str, Any] = {"bytecode": [line for path in sorted(folder.rglob("*.py")) for line in _faults(path)]}
    sys.path.insert(0, str(folder))
    os.environ.update(ENVIRONMENT)
    handler = importlib.import_module("handler")
    findings["modules"] = sorted(sys.modules)
    findings["strangers"] = sorted(
        name for name, module in sys.modules.items() if name != "__main__" and _is_strange(module, folder)
    )
    request = {"requestContext": {"http": {"method": "POST"}}, "headers": {}, "body": "", "isBase64Encoded": False}
    findings["unsigned"] = handler.slack_responses(request, None)["statusCode"]
    try:
        handler.scheduled_events({}, None)
    except Exception as error:  # noqa: BLE001 which one it is, is the finding
        findings["senseless"] = type(error).__name__
    sys.stdout.write(json.dumps(findings))
    return 0


def _faults(source: Path) -> list[str]:
    """Say what is wrong with the bytecode of one module: missing, for another Python, checked on import, or stale."""
    compiled = Path(importlib.util.cache_from_source(str(source)))
    if not compiled.is_file():
        return [f"{source.name}: not compiled"]
    head = compiled.read_bytes()[:16]
    right = importlib.util.MAGIC_NUMBER + UNCHECKED_HASH.to_bytes(4, "little")
    right += importlib.util.source_hash(source.read_bytes())
    return [] if head == right else [f"{source.name}: compiled from or for something else"]


def _is_strange(module: Any, folder: Path) -> bool:
    """Tell a module that is neither the package's nor Python's own."""
    file = getattr(module, "__file__", None)
    if not file:
        return False
    return not any(Path(file).is_relative_to(home) for home in (folder, Path(os.__file__).parent))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
