"""Removing all that is stored of a workspace, bit by bit, without reading a whole table."""

from app.domain.day.occurrence import REHEARSAL, ReportId
from app.domain.scheduling.job import Job
from app.domain.standup import DEFAULT_STANDUP_ID
from app.storage.rows.connection import dynamodb_errors
from app.storage.rows.days import copies_key, pages_key, range_key
from app.storage.rows.tables import MembersTable, ReportsTable, StandupsTable
from app.storage.scheduling.jobs import key_of
from app.storage.scheduling.leases import SENDER

# So many rows are removed in one step.
AT_ONCE = 50
# Ids of standups begin with a letter or a digit.
_FIRST = "/"
_KEYS_OF_DAYS = ["report_id", "report_user_id"]
_KEYS_OF_STANDUPS = ["team_id", "standup_id"]


class Removal:
    """Every method may raise StorageUnavailable, and does no harm when it is done again."""

    def some_of_a_person(self, team_id: str) -> bool:
        """Remove some reports of one of the people, or else what is remembered of them; False if nobody is left."""
        with dynamodb_errors():
            person = next(iter(MembersTable.query(team_id, limit=1, consistent_read=True)), None)
            if person is None:
                return False
            known = list(ReportsTable.by_member.query(f"{team_id}.{person.user_id}", limit=AT_ONCE))
            for report_id in [ReportId.parse(row.report_id) for row in known]:
                ReportsTable(str(report_id), range_key(report_id, person.user_id)).delete()
                if report_id.standup_id.startswith(REHEARSAL):  # other days are looked for by their standups
                    ReportsTable(str(report_id), range_key(report_id)).delete()
            if not known:
                person.delete()
        return True

    def standups(self, team_id: str) -> list[str]:
        """Return the ids of all standups that there are, or may have been, in a steady order."""
        with dynamodb_errors():
            rows = StandupsTable.query(team_id, StandupsTable.standup_id > _FIRST, attributes_to_get=_KEYS_OF_STANDUPS)
            return sorted({DEFAULT_STANDUP_ID, *(row.standup_id for row in rows)})

    def day(self, report_id: ReportId) -> None:
        """Remove what is left of an occurrence, of a digest and copies of it."""
        with dynamodb_errors():
            # The day itself last, for it is what leads here.
            for key in (pages_key(report_id), copies_key(report_id), str(report_id)):
                for row in ReportsTable.query(key, attributes_to_get=_KEYS_OF_DAYS):
                    row.delete()

    def some_of_the_rest(self, job: Job) -> bool:
        """Remove all records but of this work itself; that the app was uninstalled comes last, then False."""
        team_id = job.team_id
        with dynamodb_errors():
            rows = StandupsTable.query(team_id, attributes_to_get=_KEYS_OF_STANDUPS, consistent_read=True)
            left = [row for row in rows if row.standup_id not in {key_of(job), SENDER}]
            for row in left[:AT_ONCE]:
                row.delete()
            if not left:
                StandupsTable(team_id, SENDER).delete()
        return bool(left)
