"""A PynamoDB attribute that holds a value as one JSON text."""

from typing import Any

from pynamodb.attributes import JSONAttribute

from app.domain.json_text import json_text


class JSONText(JSONAttribute):
    """JSON with unescaped letters.

    It also reads the escaped JSON of earlier releases. A condition that compares texts works for both only if they are
    all ASCII, such as ids.
    """

    def serialize(self, value: Any) -> str | None:
        """Return the text."""
        return None if value is None else json_text(value)
