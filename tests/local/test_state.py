"""What a workspace keeps between its runs, and what an earlier release has kept."""

import json

from local.state import EARLIER_IDS, upgrade
from slack_simulator.ids import APP_ID, BOT_USER_ID


def test_the_app_has_its_present_ids_in_what_an_earlier_release_kept(tmp_path):
    (tmp_path / "aws").mkdir()
    (tmp_path / "workspace.json").write_text(json.dumps({"version": 1, "members": ["U0ANAPRG01", "U0STANDUP1"]}))
    (tmp_path / "aws" / "dynamodb.json").write_text(json.dumps({"by": {"S": "U0STANDUP1"}, "app": "A0STANDUP1"}))
    upgrade(tmp_path)
    assert json.loads((tmp_path / "workspace.json").read_text())["members"] == ["U0ANAPRG01", BOT_USER_ID]
    assert json.loads((tmp_path / "aws" / "dynamodb.json").read_text()) == {"by": {"S": BOT_USER_ID}, "app": APP_ID}
    assert BOT_USER_ID in EARLIER_IDS.values()


def test_what_this_release_kept_stays_as_it_is(tmp_path):
    kept = tmp_path / "workspace.json"
    kept.write_text(json.dumps({"version": 1, "members": [BOT_USER_ID]}))
    before = kept.stat()
    upgrade(tmp_path)
    assert (kept.stat().st_mtime_ns, kept.stat().st_ino) == (before.st_mtime_ns, before.st_ino)


def test_a_new_folder_is_nothing_to_upgrade(tmp_path):
    upgrade(tmp_path)
    assert list(tmp_path.iterdir()) == []
