"""Drafts: a person's own, and only for a while."""

from datetime import time, timedelta

import pytest

from app.storage.setup.drafts import DRAFT_LIVES, Drafts
from app.storage.setup.standups import Standups
from tests.kit.builders import EIGHT, a_standup

pytestmark = pytest.mark.usefixtures("engine")


def test_a_draft_is_kept_though_it_makes_no_sense_yet():
    half_done = a_standup(name="", days=frozenset(), report_at=time(1), version=4)
    Drafts().keep("U0ANA", "d1", half_done, EIGHT)
    assert Drafts().get("T0TEAM", "U0ANA", "d1", EIGHT) == half_done


def test_nobody_elses_draft_and_no_old_one_is_given():
    Drafts().keep("U0ANA", "d2", a_standup(), EIGHT)
    assert Drafts().get("T0TEAM", "U0BO", "d2", EIGHT) is None
    assert Drafts().get("T0OTHER", "U0ANA", "d2", EIGHT) is None
    assert Drafts().get("T0TEAM", "U0ANA", "d2", EIGHT + DRAFT_LIVES + timedelta(seconds=1)) is None


def test_a_draft_is_no_standup():
    Drafts().keep("U0ANA", "d3", a_standup(standup_id="s3"), EIGHT)
    assert [each.standup.standup_id for each in Standups("").all("T0TEAM")] == []
    assert Standups("").get("T0TEAM", ".draft.U0ANA.d3") is None
