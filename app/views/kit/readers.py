"""The locale of each kind of reader: a channel, the owner of a report, a member."""

from app.domain.day.member import Member
from app.domain.day.occurrence import Occurrence
from app.domain.day.report import Report
from app.domain.languages import ENGLISH
from app.domain.standup import Standup
from app.language import Locale


def channel_locale(standup: Standup | Occurrence) -> Locale:
    """Return the locale of what is posted to a standup's channel, whoever caused it."""
    return Locale(standup.look.language or ENGLISH)


def person_locale(report: Report) -> Locale:
    """Return the locale in which somebody was asked; the menu and the form of that report stay in it."""
    return Locale(report.person.language)


def member_locale(member: Member) -> Locale:
    """Return the locale of a member, who is the requester or gets a message."""
    return Locale(member.speaks)
