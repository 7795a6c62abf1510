"""The record of changes, in words."""

from datetime import timedelta

from app.domain.privacy.audit import Deed, Entry
from app.domain.setup.changes import Change, Difference, difference
from app.domain.setup.config import config_values
from app.domain.standup import Posting, Question
from app.language import ENGLISH_LOCALE
from app.records import replace
from app.views.setup.changes import MOST_SHOWN, described, history
from slack_simulator.checks import check_view
from tests.kit.builders import EIGHT, a_standup


def change(before, after, by="U0ANA"):
    old, new = (config_values(each) if each else {} for each in (before, after))
    return Change(by, EIGHT, difference(old, new))


def test_the_first_change_is_the_setting_up():
    assert described(ENGLISH_LOCALE, change(None, a_standup())) == "Set it up."


def test_each_field_is_named_with_what_it_was_and_is():
    changed = a_standup(channel="C0NEW", people=("U0ANA", "U0BO"), posting=Posting.WHEN_COMPLETE, is_paused=True)
    assert described(ENGLISH_LOCALE, change(a_standup(), changed)).splitlines() == [
        "*Channel:* <#C0TEAM> → <#C0NEW>",
        "*Answers reach the channel:* at the report's time → as soon as everyone has answered",
        "*Who is asked:* everyone in the channel → <@U0ANA> and <@U0BO>",
        "*Paused:* no → yes",
    ]


def test_of_lists_it_is_told_who_was_added_and_removed():
    before = a_standup(people=("U0ANA", "U0BO", "U0CY"), optional=("U0ANA",), away_words=("off",))
    after = a_standup(people=("U0BO", "U0CY", "U0DI"), optional=(), away_words=("off", "<away>"))
    assert described(ENGLISH_LOCALE, change(before, after)).splitlines() == [
        "*Who is asked:* added <@U0DI>; removed <@U0ANA>",
        "*May answer, need not:* removed <@U0ANA>",
        "*Words that mean away:* added &lt;away&gt;",
    ]


def test_of_a_crowd_the_first_are_named_and_the_others_counted():
    crowd = tuple(f"U0N{number:03d}" for number in range(130))
    (line,) = described(ENGLISH_LOCALE, change(a_standup(people=("U0ANA",)), a_standup(people=crowd))).splitlines()
    assert line.startswith("*Who is asked:* added <@U0N000>, <@U0N001>")
    assert line.endswith("<@U0N019> and 110 others; removed <@U0ANA>")


def test_a_change_of_which_nothing_is_left_but_who_was_erased_still_says_something():
    erased = Change("U0ANA", EIGHT, {"people": Difference()})
    assert described(ENGLISH_LOCALE, erased) == "Changed what names somebody who was erased."


def test_questions_are_told_one_by_one():
    first, second, third = a_standup().questions
    after = (second, replace(first, text="And <now>?"), Question("new", "Where?", "Where"))
    assert described(ENGLISH_LOCALE, change(a_standup(), a_standup(questions=after))).splitlines() == [
        "*Question changed:* What did you work on {last_workday}? → And &lt;now&gt;?",
        "*Question added:* Where?",
        f"*Question removed:* {third.text}",
        "*Questions:* in another order",
    ]


def test_a_page_of_the_longest_changes_fits_a_modal():
    long = a_standup(questions=tuple(Question(f"q{n}", "&" * 150, "x") for n in range(10)), away_words=("&" * 3000,))
    changes = [change(a_standup(), a_standup(name="Last"), by="ops:<somebody>")]
    changes += [replace(change(a_standup(), long), at=EIGHT - timedelta(days=day)) for day in range(1, MOST_SHOWN)]
    view = history(ENGLISH_LOCALE, "N" * 60, changes, older="retro/x", newest="retro").to_dict()
    check_view(view, "modal")
    assert view["blocks"][0]["elements"][0]["text"].startswith("ops:&lt;somebody&gt; · <!date^")
    assert view["blocks"][1]["text"]["text"] == "*Name:* Daily standup → Last"


def test_nothing_changed_is_said():
    assert (
        history(ENGLISH_LOCALE, "Daily", ()).to_dict()["blocks"][0]["text"]["text"] == "Nothing has been changed yet."
    )


def test_the_history_says_what_was_done_with_the_data_among_the_changes():
    exported = Entry("T0TEAM", EIGHT, "U0BO", Deed.EXPORTED, "daily", {"reports": 12})
    erased = Entry("T0TEAM", EIGHT + timedelta(days=2), "ops ana", Deed.ERASED, "", {"person": "5f", "reports": 3})
    later = Change("U0ANA", EIGHT + timedelta(days=1), {"name": Difference("Daily", "Retro")})
    said = [
        block.text.text
        for block in history(ENGLISH_LOCALE, "Retro", [erased, later, exported]).blocks
        if block.type == "section"
    ]
    assert said == ["Had somebody erased (3).", "*Name:* Daily → Retro", "Exported the reports (12)."]
