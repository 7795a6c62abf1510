"""Reads an app's manifest, and refuses one that Slack would refuse."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from slack_simulator.apps.manifest_rules import complaints

Json = dict[str, Any]

EVERYTHING: Json = {"display_information": {"name": "My App"}}


def read_manifest(manifest: Mapping[str, Any] | Path | str | None) -> Json:
    """Return a manifest that is given as it is, by its path, or not at all; raises ValueError for a wrong one."""
    if manifest is None:
        return dict(EVERYTHING)
    if not isinstance(manifest, str | Path):
        return _right(manifest, "The manifest")
    try:
        content = json.loads(Path(manifest).read_text("utf-8"))
    except ValueError as problem:
        raise ValueError(f"{manifest} is no JSON: {problem}") from None
    return _right(content, str(manifest))


def _right(content: Any, called: str) -> Json:
    if found := complaints(content):
        told = "; ".join(f"{each['message']} (at {each['pointer']})" for each in found)
        raise ValueError(f"{called} is none that Slack takes: {told}")
    return dict(content)
