"""The gate: who was erased is written nowhere, by no writer and in no way, until they take part again."""

import ast
import re
from datetime import timedelta
from pathlib import Path

import boto3
import pytest

from app.domain.day.blocker import BlockerId
from app.domain.day.member import Member, Profile
from app.domain.day.occurrence import Group
from app.domain.report.digest import Page, Piece
from app.domain.schedule import Moments
from app.errors import SuppressionKeyLost
from app.records import replace
from app.storage.day.blockers import Blockers
from app.storage.day.digests import Digests
from app.storage.day.members import Members
from app.storage.day.reports import Reports
from app.storage.day.tellings import Tellings
from app.storage.privacy.raw_rows import RawRows
from app.storage.privacy.suppressed import Suppressed
from app.storage.rows import connection, gate
from app.storage.rows.gate import GATE
from app.storage.rows.tables import TABLES, MemberRow
from app.storage.setup.drafts import Drafts
from app.storage.setup.standups import Standups
from tests.kit.builders import EIGHT, TEN, a_report, a_standup, a_submitted_report, an_occurrence

pytestmark = pytest.mark.usefixtures("engine")
TEAM = "T0TEAM"
NINE = EIGHT + timedelta(hours=1)
ANA = Member(
    TEAM,
    "U0ANA",
    Profile("ana", "Ana", "https://example.com/a.png", "Europe/Prague", refreshed_at=EIGHT),
)
BO = Member(TEAM, "U0BO", Profile("bo", "Bo"))
APP = Path(connection.__file__).parents[2]


@pytest.fixture
def everything(stack):
    client = boto3.Session().client("dynamodb", endpoint_url=stack.aws.dynamodb_url, region_name="us-east-1")
    return lambda: str([client.scan(TableName=f"standup-{row.suffix}")["Items"] for row in TABLES])


def test_nothing_is_written_about_who_was_erased_and_others_are_written_as_ever():
    Suppressed().add(TEAM, "U0ANA")
    members = Members(400)
    members.remember_profile(ANA, EIGHT)
    members.remember_profile(BO, EIGHT)
    assert set(members.get_many(TEAM, ["U0ANA", "U0BO"], EIGHT)) == {"U0BO"}


def test_what_is_tried_until_it_holds_ends_at_once_for_who_was_erased(everything):
    Suppressed().add(TEAM, "U0ANA")
    Members(400).note_left(TEAM, "U0ANA", "daily", EIGHT, has_left=True)
    assert "U0ANA" not in everything()


def test_whoever_claims_a_menu_for_them_does_not_get_it():
    Suppressed().add(TEAM, "U0ANA")
    assert not Reports().claim(a_report(), EIGHT)


def test_who_takes_part_again_is_written_at_once():
    Suppressed().add(TEAM, "U0ANA")
    Suppressed().lift(TEAM, "U0ANA", EIGHT)
    Members(400).remember_profile(ANA, EIGHT)
    assert Members(400).get(TEAM, "U0ANA", EIGHT) == replace(ANA, account=replace(ANA.account, ranked_at=EIGHT))


def test_a_standup_that_names_them_is_stored_without_them(everything):
    Suppressed().add(TEAM, "U0ANA")
    named = a_standup(owners=("U0ANA", "U0BO"), optional=("U0ANA",), observers=("U0ANA",), people=("U0BO", "U0ANA"))
    saved = Standups("").save(replace(named, version=0), "U0ANA", EIGHT, None).standup
    Standups("").note_people(saved, ["U0ANA", "U0BO"], ["UTC"])
    Drafts().keep("U0BO", "abc", named, EIGHT)
    Drafts().keep("U0ANA", "abc", named, EIGHT)
    assert (saved.roles.owners, saved.roles.people, saved.roles.optional, saved.roles.observers) == (
        ("U0BO",),
        ("U0BO",),
        (),
        (),
    )
    assert Drafts().get(TEAM, "U0BO", "abc", EIGHT).roles.owners == ("U0BO",)
    assert "U0ANA" not in everything()


def test_a_day_is_opened_without_them_and_a_group_of_them_alone_is_no_group_for_everybody(everything):
    Suppressed().add(TEAM, "U0ANA")
    times = Moments(EIGHT, (), TEN)
    planned = replace(an_occurrence(), groups=(Group(times, ("U0ANA",)), Group(Moments(NINE, (), TEN), ("U0BO",))))
    opened = Reports().open(planned, ("U0ANA", "U0BO"), EIGHT)
    assert (opened.roster, [group.people for group in opened.groups]) == (("U0BO",), [("U0BO",)])
    assert "U0ANA" not in everything()


def test_what_others_say_of_them_is_stored_without_them(everything):
    reports, bo = Reports(), a_report(user_id="U0BO")
    reports.open(an_occurrence(), ("U0ANA", "U0BO"), EIGHT)
    reports.claim(bo, EIGHT)
    Suppressed().add(TEAM, "U0ANA")
    reports.change_roster(
        replace(an_occurrence(), roster=("U0ANA", "U0BO")), replace(an_occurrence(), roster=("U0BO",))
    )
    told = a_submitted_report(
        {"question0": "With <@U0ANA>"}, user_id="U0BO", received_answers_at=EIGHT, blocked_named="U0ANA"
    )
    assert reports.save(told, bo)
    blocker = BlockerId(bo.report_id, "U0BO")
    assert not Blockers().claim_telling(blocker, "U0ANA", EIGHT)
    assert not Blockers().set_helper(blocker, "U0ANA", EIGHT, helps=True)
    assert not Tellings().claim_telling(bo.report_id, "refused", "U0ANA", EIGHT)
    assert not Tellings().claim_copy(an_occurrence(), "U0ANA")
    assert Tellings().claim_copy(an_occurrence(), "U0BO")
    pieces = tuple(Piece(who, "question0", 0, 5, 5) for who in ("U0ANA", "U0BO"))
    Digests().plan(an_occurrence(), [Page(0, pieces, 0)])
    assert "U0ANA" not in everything()
    assert [piece.user_id for page in Digests().all(bo.report_id, 1) for piece in page.pieces] == ["U0BO"]


def test_rows_put_back_as_they_were_and_many_at_once_come_without_them(everything):
    Members(400).remember_profile(ANA, EIGHT)
    (theirs,), _ = RawRows().page("members")
    RawRows().remove("members", theirs)
    Suppressed().add(TEAM, "U0ANA")
    RawRows().put("members", theirs)
    assert not RawRows().put_new("members", theirs)
    with MemberRow.batch_write() as batch:
        batch.save(MemberRow(TEAM, "U0ANA", display_name="Ana"))
        batch.save(MemberRow(TEAM, "U0BO", display_name="Bo"))
    assert "U0ANA" not in everything()
    assert "U0BO" in everything()


def test_a_process_that_knows_nothing_yet_of_an_erasure_hears_of_it_within_a_minute(monkeypatch):
    """Another process erases; this one has read a second ago that nobody is."""
    moment = [1_000_000.0]
    monkeypatch.setattr(gate.time, "time", lambda: moment[0])
    Members(400).remember_profile(ANA, EIGHT)
    known = dict(GATE._known)
    Suppressed().add(TEAM, "U0ANA")
    GATE._known.clear()
    GATE._known.update(known)
    moment[0] += gate.READ_EVERY + 0.1
    assert not Reports().claim(a_report(), EIGHT)


def test_who_was_erased_is_read_once_a_minute_however_much_is_written(monkeypatch):
    Suppressed().add(TEAM, "U0CY")
    read, reads = gate.Gate._read, []
    monkeypatch.setattr(gate.Gate, "_read", lambda *arguments: reads.append(1) or read(*arguments))
    GATE._known.clear()
    for minute in range(50):
        Members(400).note_seen(TEAM, "U0BO", [f"step {minute}"], EIGHT + timedelta(minutes=minute))
    assert len(reads) == 1


def test_where_nobody_can_tell_who_was_erased_nothing_is_written_about_people():
    Suppressed().add(TEAM, "U0ANA")
    GATE.use(lambda: ("quite another secret",))
    with pytest.raises(SuppressionKeyLost):
        Members(400).remember_profile(BO, EIGHT)
    GATE.use(lambda: ("quite another secret", "a secret"))
    Members(400).remember_profile(BO, EIGHT)
    assert Members(400).get(TEAM, "U0BO", EIGHT)


# Whatever sends a request to DynamoDB of its own: there is one such place, and the gate stands in it.
OWN_WAYS = re.compile(r"create_client\(\s*[\"']dynamodb|\.client\.(put|update|batch_write|transact)|_make_api_call")


def test_no_module_that_ships_has_a_way_of_its_own_to_the_tables():
    """Found by looking: a client of its own, a connection of its own, or one made anew."""
    shipped = [path for path in APP.rglob("*.py") if "local" not in path.relative_to(APP).parts]
    assert [path.name for path in shipped if OWN_WAYS.search(path.read_text("utf-8"))] == []
    ways = {"Connection", "Guarded", "TableConnection"}
    made = {path.name for path in shipped for name in calls(path) if name in ways}
    assert made == {"connection.py"}


def calls(path):
    tree = ast.parse(path.read_text("utf-8"))
    return [node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]


@pytest.mark.parametrize("row", TABLES)
def test_every_table_is_reached_through_the_gate(row):
    assert type(row._get_connection().connection) is connection.Guarded
