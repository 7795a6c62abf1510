"""Leaving: what is said in a private channel stays in it, unless an owner agrees that it goes to one named place."""

from collections.abc import Collection, Iterable

from app.domain.standup import Standup
from app.records import replace


def agreement(home: str, place: str, to: str) -> str:
    """Write that what is shown in `place` may go to a channel or an address, while the standup lives in `home`."""
    return f"{home} {place} {to}"


def parts_of(agreed: str) -> tuple[str, str, str]:
    """Read an agreement back: home, place, destination; empty where it makes no sense."""
    parts = agreed.split(" ")
    return (parts[0], parts[1], parts[2]) if len(parts) == len(("home", "place", "to")) else ("", "", "")


def places(standup: Standup) -> tuple[str, ...]:
    """Return the channels in which the answers of a standup are shown: where it lives, and where its report goes."""
    return tuple(dict.fromkeys(filter(None, (standup.channel, standup.readers.channel))))


def held_in(standup: Standup, shown_in: Iterable[str], to: str, private: Collection[str]) -> list[str]:
    """Return the private channels out of which answers may not go to a destination."""
    return [
        place
        for place in shown_in
        if place in private and place != to and agreement(standup.channel, place, to) not in standup.readers.agreed
    ]


def not_agreed(standup: Standup, private: Collection[str]) -> list[tuple[str, str]]:
    """Return what would leave a private channel without anybody having agreed: from which one, and where to."""
    channel = [standup.readers.channel] if standup.readers.channel not in ("", standup.channel) else []
    webhook = [standup.readers.webhook_url] if standup.readers.webhook_url else []
    out = [(standup.channel, to) for to in channel] + [(place, to) for to in webhook for place in places(standup)]
    return [(place, to) for place, to in out if held_in(standup, [place], to, private)]


def as_agreed(standup: Standup) -> Standup:
    """Return the standup with the agreements that are in force, as it is stored."""
    return replace(standup, readers=replace(standup.readers, agreed=in_force(standup)))


def in_force(standup: Standup) -> tuple[str, ...]:
    """Return the agreements that are about where the standup lives, and where it sends, as it is now."""
    going = {standup.readers.channel, standup.readers.webhook_url} - {""}
    here = places(standup)

    def counts(agreed: str) -> bool:
        home, place, to = parts_of(agreed)
        return home == standup.channel and place in here and to in going

    return tuple(dict.fromkeys(filter(counts, standup.readers.agreed)))
