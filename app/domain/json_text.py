"""JSON for storage.

Letters are stored as they are, because an escaped letter takes up to three times the space.
"""

import json
from typing import Any


def json_text(value: Any) -> str:
    """Return a value as JSON; an unpaired surrogate, which UTF-8 cannot encode, stays escaped."""
    text = json.dumps(value, ensure_ascii=False)
    try:
        text.encode()
    except UnicodeEncodeError:
        return json.dumps(value)
    return text
