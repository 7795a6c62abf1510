"""The time zones to choose from, grouped by region."""

from functools import cache
from importlib.resources import files

from slack_sdk.models.blocks import Option, OptionGroup

from app.language import Locale, later

UTC = "UTC"
MOST_IN_A_GROUP = 100
_EVERYWHERE = later("All over the world")
REGIONS = (
    _EVERYWHERE,
    later("Africa"),
    later("America"),
    later("Antarctica"),
    later("Arctic"),
    later("Asia"),
    later("Atlantic"),
    later("Australia"),
    later("Europe"),
    later("Indian"),
    later("Pacific"),
)


@cache
def zone_names() -> tuple[str, ...]:
    """Return the names of all zones that IANA lists by place."""
    table = files("tzdata.zoneinfo").joinpath("zone.tab").read_text("utf-8")
    names = {line.split("\t")[2].strip() for line in table.splitlines() if line and not line.startswith("#")}
    return (UTC, *sorted(names))


def zone_groups(locale: Locale, present: str) -> list[OptionGroup]:
    """Return the options by region; the present zone is always among them."""
    names = zone_names() if present in zone_names() else (present, *zone_names())
    regions: dict[str, list[str]] = {}
    for name in names:
        regions.setdefault(name.partition("/")[0] if "/" in name else _EVERYWHERE, []).append(name)
    parts = [
        (region, members[start : start + MOST_IN_A_GROUP])
        for region, members in regions.items()
        for start in range(0, len(members), MOST_IN_A_GROUP)
    ]
    return [
        OptionGroup(
            label=locale.gettext(region) if region in REGIONS else region,
            options=[zone_option(name) for name in members],
        )
        for region, members in parts
    ]


def zone_option(name: str) -> Option:
    return Option(text=name.replace("_", " "), value=name)
