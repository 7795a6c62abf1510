"""Values as one JSON text in an attribute of a row."""

from typing import Any

from pynamodb.attributes import JSONAttribute

from app.domain.json_text import json_text


class JSONText(JSONAttribute):
    """Reads what earlier versions have written, too; a condition that compares holds for both, if all of it is ids."""

    def serialize(self, value: Any) -> str | None:
        """Return the text."""
        return None if value is None else json_text(value)
