"""JSON as it is kept: each letter as it is, for written as a number one takes up to three times its size."""

import json
from typing import Any


def json_text(value: Any) -> str:
    """Return a value as JSON; half a character, which UTF-8 cannot hold, stays written out."""
    text = json.dumps(value, ensure_ascii=False)
    try:
        text.encode()
    except UnicodeEncodeError:
        return json.dumps(value)
    return text
