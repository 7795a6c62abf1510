"""An installation from the first day of an old version to the removal, with days before and after each step.

On the embedded AWS, with a local Slack: installed by an old version with its own code, template and commands; upgraded
in mid-day with today's `deploy`; back to the old version in mid-day, by its own way; upgraded again; removed; installed
again. People are asked and answer through the deployed address all the time. After each step everything is counted:
no answer that was acknowledged is lost, nobody has two menus of a day, and no answer is posted twice.

What the embedded AWS cannot show: its CloudFormation is done with an update at once, so that no index is ever half
there, and no click comes during an update.
"""

import json
import os
import re
import sys
from collections.abc import Iterator

import pytest
from typer.testing import CliRunner

from local.stack import CHANNEL
from ops import failures
from ops.checks import doctor
from ops.data import data
from ops.deploying import changes, deploy, emulator, local_stage, remove
from ops.ending import run
from ops.packaging import template
from ops.slack_app import manifest_for
from ops.stage import Stage
from slack_simulator.ids import APP_ID, FIRST_TOKEN
from slack_simulator.visitor import NotAsExpected, Place
from tests.kit.people import answers
from tests.ops.deploying.deployed import EXTRA, PACE, PATIENCE, eventually
from tests.ops.life import older as versions
from tests.ops.life.living import COLUMNS, Day, Life, line, what_is_there
from tests.ops.life.older import Older
from tests.ops.versions import OLDEST, SECOND, THIRD

pytestmark = pytest.mark.deployment

STAGE = ["--stage", "prod", "--region", "us-east-1"]
OWNER = ["--app-id", APP_ID, "--config-token", FIRST_TOKEN]
RULES_OF_THE_FIRST = ["send_questions", "send_report"]
KEPT = ["standup-prod-members", "standup-prod-reports", "standup-prod-standups"]


@pytest.fixture(scope="module", params=[OLDEST, SECOND, THIRD])
def older(request, tmp_path_factory, processes) -> Older:
    return versions.unpacked(request.param, tmp_path_factory.mktemp("older"))


@pytest.fixture
def life(older, tmp_path, monkeypatch) -> Iterator[Life]:
    """Nothing is installed yet; whoever looks after it has AWS's and Slack's address, and no other setting."""
    with (
        emulator.running(tmp_path / "aws", EXTRA) as embedded,
        local_stage.slack(tmp_path / "slack", PACE) as workspace,
        Place(workspace.url) as place,
    ):
        slack = workspace.workspace
        slack.delivery.ack_seconds = slack.triggers.lifetime = PATIENCE  # how fast an answer is, is measured elsewhere
        where = {
            "SLACK_API_URL": f"{workspace.url}/api/",
            "SLACK_PACE": f"{PACE}",
            "STANDUP_STATE": f"{tmp_path / 's'}",
        }
        with local_stage.environment({**embedded.variables, **where, "SLACK_CHANNEL": ""}):
            life = Life(Stage("prod", "us-east-1"), workspace, place, embedded)
            life.table.append(line(f"{older.version} and today's", *COLUMNS))
            yield life
    table = "\n".join(life.table)
    (tmp_path / "table.txt").write_text(table, "utf-8")
    sys.stdout.write(f"\n{table}\n")


def test_in_an_installations_life_nothing_is_lost_and_nothing_sent_twice(older: Older, life: Life, tmp_path):
    first = is_installed(older, life)
    place = where_it_is(life)
    is_upgraded_in_mid_day(older, life, first)
    goes_back_in_mid_day(older, life)
    is_upgraded_again(older, life)
    assert where_it_is(life) == place
    is_removed(life, tmp_path, first)
    is_installed_again(life, first)
    assert where_it_is(life) != place


def is_installed(older: Older, life: Life) -> Day:
    """As its documents say: secrets into the parameter store, the deployment, the address on the app's page."""
    local_stage.store_secrets(life.stage)
    has_been_deployed_by(older, life, channel=CHANNEL)
    life.slack_learns(older.manifest(address(life)))
    life.is_counted(f"{older.version} installed")
    day = life.lives("the first day")
    life.is_counted("a day")
    return day


def is_upgraded_in_mid_day(older: Older, life: Life, first: Day) -> None:
    """Who has answered has, who has the form open sends it, and who has not looked yet answers by the old menu."""
    day = life.begins()
    ana, marcus, sofia, *_ = life.on(day)
    life.answers_with(day, ana, "before the upgrade")
    marcus.clicks("Open Report")
    assert run(deploy.app, [*STAGE, "--yes"], "deploy") == 0
    has_been_deployed(life)
    assert life.stage.outputs()["SlackChannel"] == CHANNEL
    assert wants_the_manifest(look(life), older)
    assert marcus.sends("while it was upgraded", "", "")["outcome"] == "closed"
    life.is_acknowledged(day, marcus, "while it was upgraded")
    life.answers_with(day, sofia, "after the upgrade")
    life.ends(day)
    life.is_counted("upgraded in mid-day")
    is_edited(life, first, "the first day, after the upgrade")
    life.slack_learns(manifest_for("prod", address(life)))  # the page's step 4
    assert look(life) == {}
    life.lives("a day of today's")
    life.is_counted("a day, and an edit of the first one")


def goes_back_in_mid_day(older: Older, life: Life) -> None:
    """The day goes on; not so with the first version, which says so to who clicks, and whose schedule fails."""
    day = life.begins()
    ana, marcus, *_ = life.on(day)
    life.answers_with(day, ana, "before the way back")
    has_been_deployed_by(older, life, channel=CHANNEL if older.is_first else "")
    life.slack_learns(older.manifest(address(life)))
    if older.is_first:
        marcus.clicks("Open Report")
        assert "Something went wrong" in str(marcus.form()["blocks"])
        life.fires("send_report", f"{day[:4]}-{day[4:6]}-{day[6:]}T10:00:00Z", "Event")
        eventually(life.failures)
        life.held.add(day)
    else:
        life.answers_with(day, marcus, "after the way back")
        life.ends(day)
    life.is_counted("back in mid-day")
    life.lives("a day after the way back")
    life.is_counted("a day")


def is_upgraded_again(older: Older, life: Life) -> None:
    """Today's comes once more; what it began in the first version's time is reported from the failure queue."""
    is_deployed(life)
    assert life.stage.outputs()["SlackChannel"] == CHANNEL
    trouble = look(life)
    assert ("failure queue" in trouble) == older.is_first
    assert wants_the_manifest(trouble, older)
    life.slack_learns(manifest_for("prod", address(life)))
    assert list(look(life)) == (["failure queue"] if older.is_first else [])
    if older.is_first:
        assert run(failures.app, ["replay", "--all", *STAGE], "failures") == 0
        (held,) = life.held
        eventually(lambda: any(day == held for day, _ in life.posts()))
        life.held.clear()
    life.is_counted("upgraded again")
    life.lives("a day of today's again")
    life.is_counted("a day")
    assert look(life) == {}


def is_removed(life: Life, tmp_path, first: Day) -> None:
    """Everything goes but tables and secrets; who clicks sees that nobody answers."""
    file = tmp_path / "everything.jsonl"
    assert run(data.app, ["export", str(file), *STAGE], "data") == 0
    exported = file.read_text("utf-8")
    assert [words for words in life.answers.values() if words not in exported] == []
    assert run(remove.app, [*STAGE, "--yes"], "remove") == 0
    left = what_is_there(life.stage)
    left.pop("logs", None)  # a run that ends only now makes its log group anew; in AWS its role may not
    assert left == {"tables": KEPT}
    assert deploy.missing_secrets(life.stage) == []
    with pytest.raises(NotAsExpected):
        life.on(first)[0].clicks("Edit")
    life.is_counted("removed")


def is_installed_again(life: Life, first: Day) -> None:
    """With its data, at another address: Slack has to be told, and then the oldest buttons work again."""
    is_deployed(life)
    assert list(look(life)) == ["registration"]
    life.slack_learns(manifest_for("prod", address(life)))
    assert look(life) == {}
    is_edited(life, first, "the first day, after all")
    life.is_counted("installed again")
    life.lives("the last day")
    life.is_counted("a day, and an edit of the first one")
    assert look(life) == {}


def is_deployed(life: Life) -> None:
    """Deploy today's code as the command does; the package is built already."""
    deploy.bring(life.stage, template.template(), os.environ, agreed=True)
    has_been_deployed(life)


def has_been_deployed(life: Life) -> None:
    local_stage.allow_parameters(life.stage)
    assert [rule["type"] for rule in life.rules()] == ["tick"]
    assert life.may_start() == 1
    life.ticks()


def has_been_deployed_by(older: Older, life: Life, channel: str) -> None:
    older.deploy(life.stage, {"SLACK_CHANNEL": channel})
    local_stage.allow_parameters(life.stage)
    assert "Version" not in life.stage.outputs()
    kinds = sorted(rule["type"] for rule in life.rules())
    assert kinds == (RULES_OF_THE_FIRST if older.is_first else ["tick"])
    assert life.may_start() == len(kinds)


def is_edited(life: Life, day: Day, words: str) -> None:
    """Somebody changes what was posted long ago; the post follows, and stays one."""
    ana = life.on(day)[0]
    answers(ana, words, "", "")
    life.is_acknowledged(day, ana, words)
    eventually(lambda: words in life.posts()[day, ana.id][0])


def look(life: Life) -> dict[str, str]:
    """Give the lines of the check-up that are not green; this installation has no address for its alarms."""
    told = CliRunner().invoke(doctor.app, [*STAGE, *OWNER, "--json"])
    lines = {each["name"]: f"{each['state']}: {each['reason']}" for each in json.loads(told.output)}
    is_as_wanted = re.compile(r"ok: |warning: all \d+ on, and nobody gets them")
    return {name: text for name, text in lines.items() if not is_as_wanted.match(text)}


def wants_the_manifest(trouble: dict[str, str], older: Older) -> bool:
    """Tell whether the check-up says what the page says of each of these versions, and nothing else."""
    others = trouble.keys() - {"failure queue", "scopes"}
    return others == {"registration"} and trouble.get("scopes", "").startswith("fault") == older.is_first


def address(life: Life) -> str:
    return str(life.stage.outputs()["RequestUrl"])


def where_it_is(life: Life) -> tuple[str, str]:
    return address(life), str(life.stage.outputs()[changes.BUCKET])
