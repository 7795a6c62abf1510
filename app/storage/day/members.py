"""Members: the profile cache, their direct message channels, and what they have told us.

Of what people say about themselves, such as being away, the latest by its time of receipt counts.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

from msgspec import Struct, structs
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from app.domain.day.blocker import newest
from app.domain.day.member import Account, Away, LastAnswers, Member, MenusSent, Preferences, Profile, Remembered
from app.domain.day.occurrence import ReportId
from app.domain.limits import LAST_DAY, is_moment, read_day, read_line, read_text
from app.domain.setup.problems import country_problem
from app.domain.zones import can_be_told
from app.records import replace
from app.storage.day.last_words import KEPT_CONCERNING, MOST_CONCERNING, last_from, last_of
from app.storage.rows.connection import ConditionFailed, dynamodb_errors, read_one, until_it_holds
from app.storage.rows.raw_values import stored_item
from app.storage.rows.row import live
from app.storage.rows.tables import LastWordsRow, MemberRow
from app.storage.rows.unreadable import sensible

A_WEEK = timedelta(days=7)
# Ids of people begin with a letter, those of other rows with a dot.
_FIRST_PERSON = "/"


class Members(Struct, frozen=True):
    """The `members` table. Every method may raise StorageUnavailable."""

    days_kept: int

    def get(self, team_id: str, user_id: str, now: datetime) -> Member | None:
        """Return one stored member; None if there is none."""
        return self.get_many(team_id, [user_id], now).get(user_id)

    def get_many(self, team_id: str, user_ids: Iterable[str], now: datetime) -> dict[str, Member]:
        """Return these members by user id; those that are not stored are left out."""
        with dynamodb_errors():
            rows = MemberRow.batch_get([(team_id, user_id) for user_id in user_ids], consistent_read=True)
            found = [member_of(row) for row in rows if live(row, now)]
            return {member.user_id: member for member in found}

    def everybody(self, team_id: str, now: datetime) -> list[Member]:
        """Return all stored members of a workspace: for an admin's command, because it reads some hundred a request."""
        with dynamodb_errors():
            rows = MemberRow.query(team_id, MemberRow.user_id > _FIRST_PERSON)
            return [member_of(row) for row in rows if live(row, now)]

    def remember_profile(self, member: Member, now: datetime) -> None:
        """Store a person's profile and account as Slack describes them; everything else stays."""
        row = MemberRow(member.team_id, member.user_id)
        actions = [
            MemberRow.user_name.set(member.profile.user_name),
            MemberRow.display_name.set(member.profile.display_name),
            MemberRow.icon_url.set(member.profile.icon_url),
            MemberRow.zone.set(member.profile.zone) if member.profile.zone else MemberRow.zone.remove(),
            *_rank(member, now),
            MemberRow.status_text.set(member.profile.status_text),
            MemberRow.locale.set(member.profile.locale),
            MemberRow.refreshed_at.set(now),
        ]
        self._update(row, actions, now)

    def remember_rank(self, member: Member, now: datetime) -> None:
        """Store only whether this is a person, a guest or an admin, as Slack says now."""
        self._update(MemberRow(member.team_id, member.user_id), _rank(member, now), now)

    def note_menus(self, team_id: str, user_id: str, sent: MenusSent, now: datetime) -> None:
        """Store how many menus a person was sent in the present hour."""
        values = {"since": sent.since.isoformat(), "count": sent.count}
        self._update(MemberRow(team_id, user_id), [MemberRow.menus.set(values)], now)

    def note_answered_in_place(self, team_id: str, user_id: str) -> None:
        """Store that the person has answered, on an existing row and without extending its life.

        It is the last step of the first visit. Whoever has last answers of their own rows has answered, too.
        """
        try:
            with dynamodb_errors():
                row = MemberRow(team_id, user_id)
                row.update(actions=[MemberRow.has_answered.set(True)], condition=MemberRow.user_id.exists())
        except ConditionFailed:
            return

    def remember_away(self, team_id: str, user_id: str, away: Away | None, now: datetime) -> bool:
        """Store when the person is away, None if they are back; False if a later statement is stored."""
        action = MemberRow.away.set(_plain_away(away)) if away else MemberRow.away.remove()
        row = MemberRow(team_id, user_id)
        is_latest = MemberRow.away_changed_at.does_not_exist() | (MemberRow.away_changed_at <= now)
        try:
            self._update(row, [action, MemberRow.away_changed_at.set(now)], now, is_latest)
        except ConditionFailed:
            return False
        return True

    def remember_preferences(self, team_id: str, user_id: str, preferences: Preferences, now: datetime) -> None:
        """Store a person's preferences: reminders, holidays, language."""
        self._update(MemberRow(team_id, user_id), MemberRow.writes(structs.asdict(preferences)), now)

    def note_left(self, team_id: str, user_id: str, standup_id: str, now: datetime, *, has_left: bool) -> None:
        """Store that a person has left a standup or rejoined it."""
        one = frozenset({standup_id})
        self._change(team_id, user_id, "left", one.union if has_left else lambda left: left - one, now)

    def note_seen(self, team_id: str, user_id: str, steps: Iterable[str], now: datetime) -> None:
        """Store that steps of the first visit are done."""
        self._change(team_id, user_id, "seen", frozenset(steps).union, now)

    def _change(
        self, team_id: str, user_id: str, name: str, change: Callable[[frozenset[str]], frozenset[str]], now: datetime
    ) -> None:
        """Change a list that is stored as one text; if another run changes it meanwhile, read it again and retry."""
        column = getattr(MemberRow, name)

        def write() -> bool:
            row = read_one(MemberRow, team_id, user_id) or MemberRow(team_id, user_id)
            before = getattr(row, name)
            new = sorted(change(sensible(partial(_names, before or ()), frozenset())))
            is_new = column.does_not_exist() | ~column.is_type()
            unchanged = None if name in row.flaws else is_new if before is None else column == before
            self._update(row, [column.set(new)], now, unchanged)
            return True

        until_it_holds(write, "a person's row")

    def note_blocker(self, team_id: str, user_id: str, blocker_id: str, now: datetime) -> None:
        """Store that a blocker concerns a person; of many only the newest are kept, because no more are shown."""
        row = MemberRow(team_id, user_id)
        self._update(row, [MemberRow.blockers.add({blocker_id})], now)
        if len(row.blockers or ()) > MOST_CONCERNING:
            oldest = set(row.blockers) - {str(one) for one in newest(row.blockers, KEPT_CONCERNING)}
            row.update(actions=[MemberRow.blockers.delete(oldest)])

    def drop_blocker(self, team_id: str, user_id: str, blocker_id: str, now: datetime) -> None:
        """Store that a blocker no longer concerns a person."""
        try:
            gone = [MemberRow.blockers.delete({blocker_id})]
            self._update(MemberRow(team_id, user_id), gone, now, MemberRow.blockers.contains(blocker_id))
        except ConditionFailed:
            return

    def note_skip(self, report_id: ReportId, user_id: str, now: datetime) -> None:
        """Store that the person skips a future day; past days are deleted."""
        row = MemberRow(report_id.team_id, user_id)
        self._update(row, [MemberRow.skips.add({str(report_id)})], now)
        past = {str(each) for each in _skips(row.skips) if each.day < now.date() - A_WEEK}
        if past:
            row.update(actions=[MemberRow.skips.delete(past)])

    def drop_skip(self, report_id: ReportId, user_id: str, now: datetime) -> None:
        """Store that the person no longer skips the day."""
        try:
            gone, text = [MemberRow.skips.delete({str(report_id)})], str(report_id)
            self._update(MemberRow(report_id.team_id, user_id), gone, now, MemberRow.skips.contains(text))
        except ConditionFailed:
            return

    @staticmethod
    def as_read(item: Mapping[str, Any]) -> Member:
        """Return the member of a raw row."""
        return member_of(MemberRow.from_raw_data(stored_item(item)))

    def _update(
        self, row: MemberRow, actions: Sequence[Action], now: datetime, condition: Condition | None = None
    ) -> None:
        if self.days_kept:
            actions = [*actions, MemberRow.expires_at.set(now + timedelta(days=self.days_kept))]
        with dynamodb_errors():
            row.update(actions=list(actions), condition=condition)


def member_of(row: MemberRow) -> Member:
    """Return the member of a row; fields that make no sense are ignored."""
    return Member(
        team_id=row.team_id,
        user_id=row.user_id,
        profile=Profile(
            user_name=row.user_name or "",
            display_name=row.display_name or "",
            icon_url=row.icon_url or "",
            zone=row.zone if can_be_told(row.zone) else None,
            status_text=row.status_text or "",
            locale=row.locale or "",
            refreshed_at=row.refreshed_at if row.refreshed_at and is_moment(row.refreshed_at) else None,
        ),
        account=Account(
            is_person=row.is_person is not False,
            is_guest=bool(row.is_guest),
            is_admin=bool(row.is_admin),
            ranked_at=row.ranked_at if row.ranked_at and is_moment(row.ranked_at) else None,
        ),
        dm_channel=row.dm_channel,
        remembered=Remembered(
            last_answers=sensible(lambda: _last_answers(row.last_answers), {}),
            has_answered=bool(row.has_answered or row.last_answers),
            seen=sensible(lambda: _names(row.seen), frozenset()),
            blockers=frozenset(row.blockers or ()),
            menus=sensible(lambda: _menus(row.menus), None),
        ),
        away=sensible(lambda: _away(row.away), None),
        preferences=Preferences(
            reminders=sensible(lambda: int(row.reminders), None),
            country="" if country_problem(row.country or "") else row.country or "",
            language=row.language or "",
        ),
        left=sensible(lambda: _names(row.left), frozenset()),
        skips=sensible(lambda: _skips(row.skips), frozenset()),
    )


def member_with(
    team_id: str, user_id: str, row: MemberRow | None, last_words: Iterable[LastWordsRow | None]
) -> Member | None:
    """Return a person with their last answers and own blockers of some standups; None if nothing is stored of them."""
    member = member_of(row) if row else None
    for one in filter(None, last_words):
        member = member or Member(team_id, user_id)
        known, answers = member.remembered, last_of(one)
        last = {one.user_id.split(".")[2]: answers} if answers else {}
        blockers = known.blockers | frozenset(one.blockers or ())
        remembered = replace(known, last_answers={**known.last_answers, **last}, blockers=blockers)
        member = replace(member, remembered=remembered)
    return member


def _skips(stored: Iterable[str] | None) -> frozenset[ReportId]:
    return frozenset(map(ReportId.parse, stored or ()))


def _menus(stored: Mapping[str, Any]) -> MenusSent:
    return MenusSent(datetime.fromisoformat(stored["since"]).astimezone(UTC), int(stored["count"]))


def _rank(member: Member, now: datetime) -> list[Action]:
    return [
        MemberRow.is_person.set(member.account.is_person),
        MemberRow.is_guest.set(member.account.is_guest),
        MemberRow.is_admin.set(member.account.is_admin),
        MemberRow.ranked_at.set(now),
    ]


def _plain_away(away: Away) -> dict[str, str | None]:
    ends = away.ends.isoformat() if away.ends else None
    return {"starts": away.starts.isoformat(), "ends": ends, "note": away.note}


def _last_answers(stored: Mapping[str, Any]) -> dict[str, LastAnswers]:
    found = {standup: sensible(partial(last_from, entry), None) for standup, entry in stored.items()}
    return {standup: last for standup, last in found.items() if last}


def _names(stored: Any) -> frozenset[str]:
    return frozenset(map(read_text, stored))


def _away(values: Mapping[str, Any]) -> Away:
    """Return a stored absence; an end beyond the last valid day is cut to that."""
    ends = values.get("ends")
    last = min(date.fromisoformat(ends), LAST_DAY) if ends else None
    return Away(read_day(values["starts"]), last, read_line(values.get("note") or ""))
