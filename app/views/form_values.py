"""Reading what was chosen in a modal, as tolerantly as real payloads demand."""

from collections.abc import Mapping
from typing import Any


def chosen(view: Mapping[str, Any], block_id: str, key: str) -> Any:
    """Give the value of a block's one element, whatever its action id is; None if there is none."""
    node: Any = view
    for name in ("state", "values", block_id):
        node = node.get(name) if isinstance(node, dict) else None
    element = next(iter(node.values()), None) if isinstance(node, dict) else None
    return element.get(key) if isinstance(element, dict) else None


def chosen_option(view: Mapping[str, Any], block_id: str) -> str:
    """Give the value of the option that was chosen; empty if none was."""
    option = chosen(view, block_id, "selected_option")
    return str(option.get("value") or "") if isinstance(option, dict) else ""
