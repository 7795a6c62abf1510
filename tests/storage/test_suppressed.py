"""Who was erased is kept under a key, and is forgotten by no change of how: not of the release, not of the secret."""

import json
import os
import re
from datetime import timedelta

import boto3
import pytest

from app.domain.day.member import Member, Profile
from app.domain.privacy.audit import Deed, Entry
from app.domain.privacy.suppression import plain_digest
from app.errors import SuppressionKeyLost
from app.storage.day.members import Members
from app.storage.privacy.audit import Audit
from app.storage.privacy.raw_rows import RawRows
from app.storage.privacy.suppressed import Suppressed
from app.storage.rows.connection import send_raw
from app.storage.rows.gate import ERASED, GATE
from app.storage.rows.tables import AuditRow, ErasedRow
from tests import ROOT
from tests.kit.builders import EIGHT

pytestmark = pytest.mark.usefixtures("engine")
TEAM, ANA, BO = "T0TEAM", "U0ANA", "U0BO"
AT_SEVEN, AT_NINE = ((EIGHT + timedelta(hours=hours)).isoformat() for hours in (-1, 1))


def stored():
    return next(iter(ErasedRow.batch_get([(TEAM, ERASED)], consistent_read=True)))


def erased_by_the_release_before(*people):
    ErasedRow(TEAM, ERASED).update(actions=[ErasedRow.erased.add({plain_digest(TEAM, who) for who in people})])
    GATE._known.clear()


def test_a_digest_is_not_to_be_found_by_trying_all_ids():
    Suppressed().add(TEAM, ANA)
    assert plain_digest(TEAM, ANA) not in str(send_raw("Scan", {"TableName": "standup-standups"}))
    (digest,) = stored().erased
    assert len(digest) == 64


def test_who_was_erased_by_the_release_before_stays_out_and_is_kept_under_the_key_from_then_on():
    erased_by_the_release_before(ANA, BO)
    assert Suppressed().among(TEAM, [ANA, BO, "U0CY"]) == {ANA, BO}
    Suppressed().renew(TEAM)
    assert Suppressed().among(TEAM, [ANA, BO, "U0CY"]) == {ANA, BO}
    assert {len(digest) for digest in stored().erased} == {64}
    Suppressed().lift(TEAM, BO, EIGHT)
    assert Suppressed().among(TEAM, [ANA, BO]) == {ANA}


def test_what_the_audit_trail_says_of_them_comes_under_the_key_too():
    erased_by_the_release_before(ANA)
    old = plain_digest(TEAM, ANA)
    Audit(400).note(Entry(TEAM, EIGHT, "ops admin", Deed.ERASED, "", {"person": old, "reports": 3}), once=old)
    Suppressed().renew(TEAM)
    (entry,) = Audit(400).entries(TEAM, EIGHT)
    assert entry.details == {"person": Suppressed().digest(TEAM, ANA), "reports": 3}
    assert old not in str(send_raw("Scan", {"TableName": "standup-standups"}))
    (row,) = AuditRow.query(TEAM, AuditRow.standup_id.startswith(".audit."))
    assert row.expires_at == EIGHT + timedelta(days=400)


def test_a_better_secret_takes_the_place_of_the_signing_secret_and_then_that_may_change():
    GATE.use(lambda: ("signing",))
    Suppressed().add(TEAM, ANA)
    GATE.use(lambda: ("better", "signing"))
    Suppressed().renew(TEAM)
    GATE.use(lambda: ("better", "another signing"))
    assert Suppressed().among(TEAM, [ANA, BO]) == {ANA}


def test_a_secret_that_was_lost_is_given_back_as_the_key():
    """Who has no key of their own and changes the signing secret names the old one: nobody was forgotten meanwhile."""
    GATE.use(lambda: ("signing",))
    Suppressed().add(TEAM, ANA)
    GATE.use(lambda: ("signing", "another signing"))
    assert Suppressed().among(TEAM, [ANA, BO]) == {ANA}


def test_a_key_that_nobody_is_kept_under_is_made_anew():
    Suppressed().add(TEAM, ANA)
    Suppressed().lift(TEAM, ANA, EIGHT)
    GATE.use(lambda: ("another",))
    Suppressed().add(TEAM, BO)
    assert Suppressed().among(TEAM, [ANA, BO]) == {BO}


def test_two_who_make_the_key_at_once_make_one(monkeypatch):
    seal, first = Suppressed._seal, []

    def behind_another(self, team_id, key, known):
        if not first:
            first.append(1)
            Suppressed().add(TEAM, BO)
        seal(self, team_id, key, known)

    monkeypatch.setattr(Suppressed, "_seal", behind_another)
    Suppressed().add(TEAM, ANA)
    assert Suppressed().among(TEAM, [ANA, BO]) == {ANA, BO}


def test_another_copy_of_the_table_forgets_nobody_and_brings_those_that_it_knows():
    Suppressed().add(TEAM, ANA)
    (copy,) = [item for item in RawRows().page("standups")[0] if item["standup_id"] == ERASED]
    Suppressed().lift(TEAM, ANA, EIGHT)
    Suppressed().add(TEAM, BO)
    assert Suppressed().take_over(TEAM, GATE.erased_in(copy), AT_NINE) == 0
    assert Suppressed().among(TEAM, [ANA, BO]) == {ANA, BO}
    RawRows().remove("standups", copy)
    assert Suppressed().take_over(TEAM, GATE.erased_in(copy), AT_NINE) == 0
    assert Suppressed().among(TEAM, [ANA, BO]) == {ANA}
    RawRows().remove("standups", copy)
    Suppressed().add(TEAM, BO)
    assert Suppressed().take_over(TEAM, GATE.erased_in(copy), AT_NINE) == 1  # under a key that is not this one


def test_a_copy_from_before_does_not_keep_out_who_takes_part_again():
    Suppressed().add(TEAM, ANA)
    (copy,) = [item for item in RawRows().page("standups")[0] if item["standup_id"] == ERASED]
    for who in (ANA, BO):  # nobody has erased BO
        Suppressed().lift(TEAM, who, EIGHT)
    assert Suppressed().take_over(TEAM, GATE.erased_in(copy), AT_SEVEN) == 0
    assert Suppressed().among(TEAM, [ANA, BO]) == set()
    assert Suppressed().known(TEAM).lifted_since(AT_SEVEN) == {Suppressed().digest(TEAM, ANA)}
    assert Suppressed().known(TEAM).lifted_since(AT_NINE) == set()
    (newer,) = [item for item in RawRows().page("standups")[0] if item["standup_id"] == ERASED]
    RawRows().remove("standups", newer)
    for each in (newer, copy):  # what one copy knows of it holds against another
        assert Suppressed().take_over(TEAM, GATE.erased_in(each), AT_SEVEN) == 0
    assert Suppressed().among(TEAM, [ANA]) == set()


def test_a_lost_secret_that_is_put_back_opens_the_list_again():
    GATE.use(lambda: ("the suppression key",))
    Suppressed().add(TEAM, ANA)
    GATE.use(lambda: ("made anew",))
    with pytest.raises(SuppressionKeyLost):
        Members(400).remember_profile(Member(TEAM, BO, Profile("bo", "Bo")), EIGHT)
    GATE.use(lambda: ("the suppression key",))
    assert Suppressed().among(TEAM, [ANA, BO]) == {ANA}


def test_without_its_secret_the_list_begins_anew_as_the_page_says():
    """The page's command is carried out: people are written about again, and whoever was erased is known no more."""
    GATE.use(lambda: ("the suppression key",))
    Suppressed().add(TEAM, ANA)
    GATE.use(lambda: ("made anew",))
    page = (ROOT / "docs" / "operations.md").read_text("utf-8")
    ((table, key),) = re.findall(r"^aws dynamodb delete-item --table-name (\S+) --key '(.+)'$", page, re.MULTILINE)
    key = json.loads(key.replace("T0123456789", TEAM))
    database = boto3.Session().client("dynamodb", "us-east-1", endpoint_url=os.environ["AWS_ENDPOINT_URL_DYNAMODB"])
    database.delete_item(TableName=table.replace("standup-prod", "standup"), Key=key)
    GATE._known.clear()  # the functions start anew
    Members(400).remember_profile(Member(TEAM, BO, Profile("bo", "Bo")), EIGHT)
    assert Members(400).get(TEAM, BO, EIGHT)
    assert Suppressed().among(TEAM, [ANA, BO]) == set()
    Suppressed().add(TEAM, ANA)
    assert Suppressed().among(TEAM, [ANA, BO]) == {ANA}
