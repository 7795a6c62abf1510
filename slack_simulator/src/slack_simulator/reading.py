"""What a person reads in a message: its blocks as plain text, names and times as that person sees them."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

DATE_PARTS = {
    "date_long_full": "%A, %-d %B %Y",
    "date_long": "%a, %-d %B %Y",
    "date_short": "%-d %b %Y",
    "date_num": "%Y-%m-%d",
    "date": "%-d %B %Y",
    "time_secs": "%H:%M:%S",
    "time": "%H:%M",
}


def names_in(state: Mapping[str, Any]) -> dict[str, str]:
    """Return how people and channels are called where they are mentioned, by id; `state` is what the page gets."""
    names = {one["id"]: f"@{one['shown_name']}" for one in state["people"]}
    return names | {one["id"]: f"#{one['name']}" for one in state["conversations"] if one["kind"] == "channel"}


class Reader:
    """Reads for one person: in their time zone, with the names of people and channels."""

    def __init__(self, zone: str, names: Mapping[str, str]) -> None:
        self._zone = ZoneInfo(zone)
        self._names = names

    def local(self, moment: datetime) -> str:
        return moment.astimezone(self._zone).strftime("%H:%M")

    def message(self, message: Mapping[str, Any]) -> str:
        """Read a message as it is shown: its blocks, or its text if it has none."""
        blocks = message.get("blocks") or []
        lines = [line for block in blocks for line in self._block(block)]
        return "\n".join(lines) if lines else self.markup(str(message.get("text", "")))

    def screen(self, surface: Mapping[str, Any]) -> str:
        """Read all that is shown of a message, a modal or a Home tab: labels, options and buttons too, a line each."""
        blocks = surface.get("blocks") or []
        is_home = surface.get("type") == "home"  # its payload has a title that nobody is shown
        lines = [self._text(surface["title"])] if surface.get("title") and not is_home else []
        for block in blocks:
            lines += self._block(block)
            lines += self._beside(block)
        if not blocks:
            lines.append(self.markup(str(surface.get("text", ""))))
        lines += [self._text(surface[name]) for name in ("submit", "close") if surface.get(name)]
        lines += [f":{each['name']}: {each['count']}" for each in surface.get("reactions") or []]
        labels = {block["block_id"]: self._text(block["label"]) for block in blocks if block.get("label")}
        errors = (surface.get("errors") or {}).items()
        lines += [f"{labels[block_id]}: {text}" if block_id in labels else str(text) for block_id, text in errors]
        return "\n".join(lines)

    def _beside(self, block: Mapping[str, Any]) -> Iterator[str]:
        """Give what a block shows besides its own text: its accessory, its input, its picture."""
        yield from (str(block[name]) for name in ("alt_text",) if block.get(name))
        yield from (self._text(block[name]) for name in ("label", "hint", "title") if block.get(name))
        elements = [block.get("accessory"), block.get("element")]
        for element in [*elements, *(block.get("elements") or [] if block["type"] == "actions" else [])]:
            yield from self._element(element or {})

    def _element(self, element: Mapping[str, Any]) -> Iterator[str]:
        yield from (self._text(element[name]) for name in ("text", "placeholder") if element.get(name))
        if isinstance(element.get("initial_value"), str):
            yield element["initial_value"]
        groups = element.get("option_groups") or [element]
        yield from (self._text(option["text"]) for group in groups for option in group.get("options") or [])

    def markup(self, text: str) -> str:
        """Read Slack's markup: dates in the reader's zone, mentions and links by name, no formatting marks."""
        text = re.sub(r"<!date\^(\d+)\^([^|>^]*)(?:\^[^|>]*)?(?:\|[^>]*)?>", self._date, text)
        text = re.sub(r"<[@#]([A-Z0-9]+)(?:\|[^>]*)?>", lambda found: self._names.get(found[1], found[1]), text)
        text = re.sub(r"<([^|>]+)\|([^>]+)>", r"\2", text)
        text = re.sub(r"<([^>]+)>", r"\1", text)
        text = re.sub(r"(?<![\w*])\*([^*\n]+)\*(?![\w*])", r"\1", text)
        return html.unescape(text)

    def _date(self, found: re.Match[str]) -> str:
        moment = datetime.fromtimestamp(int(found[1]), UTC).astimezone(self._zone)
        return re.sub(r"\{(\w+)\}", lambda part: _written(moment, part[1]), found[2])

    def _block(self, block: Mapping[str, Any]) -> Iterator[str]:
        match block.get("type"):
            case "header" | "section":
                texts = [block.get("text"), *(block.get("fields") or [])]
                yield from (self._text(text) for text in texts if text)
            case "markdown":
                yield str(block["text"])
            case "context":
                yield from (self._text(part) for part in block["elements"] if "text" in part)
            case "actions":
                yield " ".join(f"[ {element['text']['text']} ]" for element in block["elements"] if "text" in element)
            case "rich_text":
                yield from (self._rich(part, "") for part in block["elements"])

    def _text(self, text: Mapping[str, Any]) -> str:
        return self.markup(text["text"]) if text.get("type") == "mrkdwn" else str(text["text"])

    def _rich(self, element: Mapping[str, Any], prefix: str) -> str:
        """Read a part of a rich text: a run of text, or a section, list or quote of such."""
        match element.get("type"):
            case "text":
                return str(element["text"])
            case "link":
                return str(element.get("text") or element["url"])
            case "user" | "channel":
                identifier = str(element.get("user_id") or element.get("channel_id"))
                return self._names.get(identifier, identifier)
            case "emoji":
                tone = f":skin-tone-{element['skin_tone']}:" if element.get("skin_tone") else ""
                return f":{element['name']}:{tone}"
            case "rich_text_quote":
                prefix = "│ "
            case "rich_text_list":
                return "\n".join(f"• {self._rich(item, '')}" for item in element["elements"])
        inner = "".join(self._rich(part, "") for part in element.get("elements", []))
        return "\n".join(prefix + line for line in inner.split("\n"))


def _written(moment: datetime, part: str) -> str:
    for name in (part.removesuffix("_pretty"), part):
        if name in DATE_PARTS:
            pattern = DATE_PARTS[name].replace("%-d", str(moment.day))  # Windows has no %-d
            return moment.strftime(pattern)
    return part
