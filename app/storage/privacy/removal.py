"""Removes all data of a workspace, bit by bit, without reading a whole table: people, then days, then the rest."""

from app.domain.day.occurrence import REHEARSAL, ReportId
from app.domain.scheduling.job import Job
from app.domain.standup import DEFAULT_STANDUP_ID
from app.storage.rows.connection import dynamodb_errors
from app.storage.rows.days import copies_key, pages_key, range_key
from app.storage.rows.tables import MembersTable, ReportsTable, StandupsTable
from app.storage.scheduling.jobs import key_of
from app.storage.scheduling.leases import SENDER

# How many rows are removed in one step.
AT_ONCE = 50
# Ids of standups begin with a letter or a digit, which sort after this.
_FIRST = "/"
_KEYS_OF_DAYS = ["report_id", "report_user_id"]
_KEYS_OF_STANDUPS = ["team_id", "standup_id"]


class Removal:
    """Deletes rows. Every method may raise StorageUnavailable, and can safely be repeated."""

    def some_of_a_person(self, team_id: str) -> bool:
        """Remove some reports of one person, or their own row if there are none; False if nobody is left."""
        with dynamodb_errors():
            person = next(iter(MembersTable.query(team_id, limit=1, consistent_read=True)), None)
            if person is None:
                return False
            known = list(ReportsTable.by_member.query(f"{team_id}.{person.user_id}", limit=AT_ONCE))
            for report_id in [ReportId.parse(row.report_id) for row in known]:
                ReportsTable(str(report_id), range_key(report_id, person.user_id)).delete()
                if report_id.standup_id.startswith(REHEARSAL):  # other days are found by their standups
                    ReportsTable(str(report_id), range_key(report_id)).delete()
            if not known:
                person.delete()
        return True

    def standups(self, team_id: str) -> list[str]:
        """Return the ids of all stored standups and of the default one, in a steady order."""
        with dynamodb_errors():
            rows = StandupsTable.query(team_id, StandupsTable.standup_id > _FIRST, attributes_to_get=_KEYS_OF_STANDUPS)
            return sorted({DEFAULT_STANDUP_ID, *(row.standup_id for row in rows)})

    def day(self, report_id: ReportId) -> None:
        """Remove what is left of an occurrence, its digest and its copies."""
        with dynamodb_errors():
            # The day itself last, because a repeated run finds the others through it.
            for key in (pages_key(report_id), copies_key(report_id), str(report_id)):
                for row in ReportsTable.query(key, attributes_to_get=_KEYS_OF_DAYS):
                    row.delete()

    def some_of_the_rest(self, job: Job) -> bool:
        """Remove some of the remaining rows, except that of this job.

        The row that says that the app was uninstalled is removed last; then it returns False.
        """
        team_id = job.team_id
        with dynamodb_errors():
            rows = StandupsTable.query(team_id, attributes_to_get=_KEYS_OF_STANDUPS, consistent_read=True)
            left = [row for row in rows if row.standup_id not in {key_of(job), SENDER}]
            for row in left[:AT_ONCE]:
                row.delete()
            if not left:
                StandupsTable(team_id, SENDER).delete()
        return bool(left)
