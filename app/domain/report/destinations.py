"""Destinations: answers from a private channel stay in it, unless an owner agrees to one named destination."""

from collections.abc import Collection, Iterable

from app.domain.standup import Standup
from app.records import replace


def agreement(home: str, place: str, to: str) -> str:
    """Return the text of an agreement: answers shown in `place` may go to `to` while the standup is in `home`.

    `to` is a channel or an address.
    """
    return f"{home} {place} {to}"


def parts_of(agreed: str) -> tuple[str, str, str]:
    """Return home, place and destination of an agreement; empty texts if it cannot be read."""
    parts = agreed.split(" ")
    return (parts[0], parts[1], parts[2]) if len(parts) == len(("home", "place", "to")) else ("", "", "")


def places(standup: Standup) -> tuple[str, ...]:
    """Return the channels in which a standup's answers are shown: its own, and that of its report."""
    return tuple(dict.fromkeys(filter(None, (standup.channel, standup.readers.channel))))


def held_in(standup: Standup, shown_in: Iterable[str], to: str, private: Collection[str]) -> list[str]:
    """Return the private channels whose answers may not go to a destination."""
    return [
        place
        for place in shown_in
        if place in private and place != to and agreement(standup.channel, place, to) not in standup.readers.agreed
    ]


def not_agreed(standup: Standup, private: Collection[str]) -> list[tuple[str, str]]:
    """Return what would leave a private channel without an agreement: pairs of channel and destination."""
    channel = [standup.readers.channel] if standup.readers.channel not in ("", standup.channel) else []
    webhook = [standup.readers.webhook_url] if standup.readers.webhook_url else []
    out = [(standup.channel, to) for to in channel] + [(place, to) for to in webhook for place in places(standup)]
    return [(place, to) for place, to in out if held_in(standup, [place], to, private)]


def as_agreed(standup: Standup) -> Standup:
    """Return the standup with only the agreements that are in force, which is how it is stored."""
    return replace(standup, readers=replace(standup.readers, agreed=in_force(standup)))


def in_force(standup: Standup) -> tuple[str, ...]:
    """Return the agreements that apply to the standup's present channels and destinations."""
    going = {standup.readers.channel, standup.readers.webhook_url} - {""}
    here = places(standup)

    def counts(agreed: str) -> bool:
        home, place, to = parts_of(agreed)
        return home == standup.channel and place in here and to in going

    return tuple(dict.fromkeys(filter(counts, standup.readers.agreed)))
