"""The baseline's tables: each model with its own Meta, as in PynamoDB's tutorial."""

import os

from pynamodb.attributes import MapAttribute, UnicodeAttribute
from pynamodb.models import Model


class Report(Model):
    class Meta:
        table_name = os.environ["DYNAMODB_TABLE_PREFIX"] + "-reports"
        region = os.environ["AWS_REGION"]

    report_id = UnicodeAttribute(hash_key=True)
    user_id = UnicodeAttribute(range_key=True)
    user_name = UnicodeAttribute(null=True)
    icon_url = UnicodeAttribute(null=True)
    channel = UnicodeAttribute(null=True)
    ts = UnicodeAttribute(null=True)
    answers = MapAttribute(null=True)


class Member(Model):
    class Meta:
        table_name = os.environ["DYNAMODB_TABLE_PREFIX"] + "-members"
        region = os.environ["AWS_REGION"]

    team_id = UnicodeAttribute(hash_key=True)
    user_id = UnicodeAttribute(range_key=True)
    last_answers = MapAttribute(null=True)
