"""What is stored about somebody, and where DynamoDB itself says that it is."""

import json
from datetime import timedelta

import boto3

from app.domain.day.blocker import BlockerId
from app.domain.day.member import Away
from app.domain.day.occurrence import ReportId
from app.domain.privacy.erasure import mentions
from app.flows.day import rehearsing
from app.flows.home import absence, preferences
from app.flows.privacy import asking_erasure, exporting
from app.flows.requester import member_of
from app.records import replace
from app.storage.privacy.raw_rows import KEYS
from app.storage.rows.raw_values import plain_item
from app.views.home.preferences_form import Preferences
from tests.kit.builders import TUESDAY

AWAY_WORDS, DRAFT = "at sea without a telephone", "a draft of my own"


class Traces:
    """Where somebody is, in all tables as DynamoDB itself has them."""

    def __init__(self, stack):
        self._client = boto3.Session().client("dynamodb", endpoint_url=stack.aws.dynamodb_url, region_name="us-east-1")

    def rows(self):
        return [
            (table, plain_item(item))
            for table in KEYS
            for item in self._client.scan(TableName=f"standup-{table}", ConsistentRead=True)["Items"]
        ]

    def of(self, *names):
        return [row for row in self.rows() if any(name in json.dumps(row[1]) for name in names)]

    def marks(self, *marks):
        """Give those that are anywhere in any table that there is, in any attribute, as DynamoDB keeps it."""
        tables = self._client.list_tables()["TableNames"]
        assert {f"standup-{table}" for table in KEYS} <= set(tables)
        pages = [self._client.scan(TableName=table, ConsistentRead=True) for table in tables]
        assert not any("LastEvaluatedKey" in page for page in pages)
        everything = json.dumps([page["Items"] for page in pages], ensure_ascii=False, default=str)
        return {mark for mark in marks if mark in everything}

    def count(self, user_id):
        return sum(mentions(item, user_id) for _, item in self.rows())


def leave_more_traces(ana, bo, services, now):
    """Have somebody do all else of which something is stored about them."""
    team_id = services.slack.identity().team_id
    member, here = member_of(services, team_id, ana.id), ReportId(team_id, "daily", TUESDAY)
    absence.go_away(services, member, Away(TUESDAY + timedelta(days=9), note=AWAY_WORDS), now)
    preferences.prefer(services, member, Preferences(2, "CZ", "cs"))
    services.members.note_blocker(team_id, bo.id, str(BlockerId(here, ana.id)), now)
    services.day.blockers.set_helper(BlockerId(here, bo.id), ana.id, now, helps=True)
    services.day.blockers.claim_telling(BlockerId(here, bo.id), ana.id, now)
    rehearsing.rehearse(services, member, "daily", now)
    exporting.export_own(services, member, services.clock.now())
    asking_erasure.ask_for_erasure(services, member)
    draft = replace(services.standups.get(team_id, "daily"), name=DRAFT)
    services.setup.drafts.keep(ana.id, "def", draft, now)
