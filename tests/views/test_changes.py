"""The record of changes, in words."""

from dataclasses import replace
from datetime import timedelta

from app.domain.audit import Deed, Entry
from app.domain.config import plain
from app.domain.standup import Posting, Question
from app.local.slack.blocks import check_view
from app.storage.standups import Change
from app.views.changes import described, history
from tests.builders import EIGHT, a_standup


def change(before, after, by="U0ANA"):
    old, new = (plain(each) if each else {} for each in (before, after))
    return Change(by, EIGHT, {name: (old.get(name), value) for name, value in new.items() if old.get(name) != value})


def test_the_first_change_is_the_setting_up():
    assert described(change(None, a_standup())) == "Set it up."


def test_each_field_is_named_with_what_it_was_and_is():
    changed = a_standup(channel="C0NEW", people=("U0ANA", "U0BO"), posting=Posting.WHEN_COMPLETE, is_paused=True)
    assert described(change(a_standup(), changed)).splitlines() == [
        "*Channel:* <#C0TEAM> → <#C0NEW>",
        "*Answers reach the channel:* at the report's time → as soon as everyone has answered",
        "*Who is asked:* everyone in the channel → <@U0ANA> and <@U0BO>",
        "*Paused:* no → yes",
    ]


def test_questions_are_told_one_by_one():
    first, second, third = a_standup().questions
    after = (second, replace(first, text="And <now>?"), Question("new", "Where?", "Where"))
    assert described(change(a_standup(), a_standup(questions=after))).splitlines() == [
        "*Question changed:* What did you work on yesterday? → And &lt;now&gt;?",
        "*Question added:* Where?",
        f"*Question removed:* {third.text}",
        "*Questions:* in another order",
    ]


def test_the_newest_fifty_fit_a_modal_and_come_first():
    long = a_standup(questions=tuple(Question(f"q{n}", "&" * 150, "x") for n in range(10)), away_words=("&" * 3000,))
    changes = [replace(change(a_standup(), long), at=EIGHT + timedelta(days=day)) for day in range(50)]
    changes.append(change(a_standup(), a_standup(name="Last"), by="ops:<somebody>"))
    view = history("N" * 60, changes).to_dict()
    check_view(view, "modal")
    assert view["blocks"][0]["elements"][0]["text"].startswith("ops:&lt;somebody&gt; · <!date^")
    assert view["blocks"][1]["text"]["text"] == "*Name:* Daily standup → Last"


def test_nothing_changed_is_said():
    assert history("Daily", ()).to_dict()["blocks"][0]["text"]["text"] == "Nothing has been changed yet."


def test_the_history_says_what_was_done_with_the_data_among_the_changes():
    exported = Entry("T0TEAM", EIGHT, "U0BO", Deed.EXPORTED, "daily", {"reports": 12})
    erased = Entry("T0TEAM", EIGHT + timedelta(days=2), "ops ana", Deed.ERASED, "", {"person": "5f", "reports": 3})
    later = Change("U0ANA", EIGHT + timedelta(days=1), {"name": ("Daily", "Retro")})
    said = [
        block.text.text for block in history("Retro", [later], [exported, erased]).blocks if block.type == "section"
    ]
    assert said == ["Had somebody erased (3).", "*Name:* Daily → Retro", "Exported the reports (12)."]
