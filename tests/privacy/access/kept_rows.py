"""All rows of the tables as they are at one moment, to go on from there as often as one likes."""

import json

import boto3

from app.storage.privacy.raw_rows import KEYS


class KeptRows:
    """Tells what has been written or removed since a moment, and puts it back."""

    def __init__(self, stack) -> None:
        self._client = boto3.Session().client("dynamodb", endpoint_url=stack.aws.dynamodb_url, region_name="us-east-1")

    def now(self):
        """Give every row of every table by its keys."""
        return {table: dict(self._rows(table, names)) for table, names in KEYS.items()}

    def back_to(self, before) -> list[str]:
        """Have it all as it was before, and give the keys of the rows that were not."""
        changed = []
        for table, now in self.now().items():
            name = f"standup-{table}"
            for key in now.keys() - before[table].keys():
                item = now[key]
                self._client.delete_item(TableName=name, Key={each: item[each] for each in KEYS[table]})
                changed.append(key)
            for key, item in before[table].items():
                if now.get(key) != item:
                    self._client.put_item(TableName=name, Item=item)
                    changed.append(key)
        return changed

    def _rows(self, table, names):
        page = self._client.scan(TableName=f"standup-{table}", ConsistentRead=True)
        assert "LastEvaluatedKey" not in page
        for item in page["Items"]:
            yield json.dumps([item[name] for name in names]), item
