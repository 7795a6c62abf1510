"""Whose language a text is made in."""

from app.domain.day.member import Member
from app.domain.day.occurrence import Occurrence
from app.domain.day.report import Report
from app.domain.languages import ENGLISH
from app.domain.standup import Standup
from app.language import Locale


def channel_locale(standup: Standup | Occurrence) -> Locale:
    """Return the locale of what stands in a standup's channel, whoever made it appear."""
    return Locale(standup.look.language or ENGLISH)


def person_locale(report: Report) -> Locale:
    """Return the locale in which somebody was asked: their report's menu and form stay in it."""
    return Locale(report.person.language)


def member_locale(member: Member) -> Locale:
    """Return the locale of whoever acts, or is written to."""
    return Locale(member.speaks)
