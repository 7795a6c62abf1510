"""Whether a person is asked on a day, and if not, why: the one place that decides it."""

from collections.abc import Callable
from datetime import date

from app.domain.day.member import Member
from app.domain.day.reason import Reason, Why
from app.domain.standup import Standup

# Returns the name of a country's ("DE", "DE-BY") public holiday on a day, or None.
Holidays = Callable[[str, date], str | None]


def why_not_asked(standup: Standup, member: Member, day: date, holidays: Holidays) -> Reason | None:
    """Return why a member of the channel, or a named person, is not asked on `day`; None if they are asked.

    What a person says about themselves comes before what is known from elsewhere.
    """
    no_place = _why_no_place(standup, member)
    if no_place:
        return Reason(no_place)
    if member.away and member.away.covers(day):
        return Reason(Why.AWAY, member.away.ends, member.away.note)
    if member.preferences.country and (holiday := holidays(member.preferences.country, day)):
        return Reason(Why.HOLIDAY, day, holiday)
    if word := _away_word(standup, member.profile.status_text):
        return Reason(Why.STATUS, None, word)
    return None


def is_known_off(standup: Standup, member: Member, day: date, holidays: Holidays) -> bool:
    """Whether it is known beforehand that a person is not asked on a day: they skip it, or are away."""
    reason = why_not_asked(standup, member, day, holidays)
    return member.skips_on(standup.standup_id, day) or (reason is not None and reason.why in {Why.AWAY, Why.HOLIDAY})


def _why_no_place(standup: Standup, member: Member) -> Why | None:
    """Return why a person takes no part in the standup; None if they do."""
    chosen = standup.roles.people is None or member.user_id in (*standup.roles.people, *standup.roles.optional)
    reasons = {
        Why.NOT_A_PERSON: not member.account.is_person,
        Why.OBSERVER: member.user_id in standup.roles.observers,
        Why.NOT_CHOSEN: not chosen,
        Why.LEFT: standup.standup_id in member.left,
    }
    return next((why for why, holds in reasons.items() if holds), None)


def _away_word(standup: Standup, status: str) -> str:
    folded = status.casefold()
    return next((word for word in standup.time_off.away_words if word.strip() and word.casefold() in folded), "")
