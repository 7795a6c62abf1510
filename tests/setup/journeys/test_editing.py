"""A standup is set up in a modal, by those who may."""

import json

import pytest

from slack_simulator.ids import TEAM_ID
from tests.kit.forms import chooses, confirms, presses, sends
from tests.kit.people import CHANNEL
from tests.kit.requester import Requester, a_click, as_form


@pytest.fixture
def ana(team):
    """The owner of the standup of #team."""
    team.place.post("channel", id=CHANNEL, remove=["bot"])
    team.settles()
    team.place.post("channel", id=CHANNEL, add=["bot"])
    team.settles()
    return team[0]


def first_message(person):
    return next(each for each in person.channel() if each["author"]["is_app"])


def opens(team, person):
    answer = presses(team, person, first_message(person), "Change")
    assert answer["outcome"] == "acknowledged"
    return person.form()


def stored(team, standup_id="daily"):
    return json.loads(next(row for row in team.rows("standup-standups") if row["standup_id"] == standup_id)["config"])


def questions(person):
    blocks = person.form()["blocks"]
    return [block["text"]["text"] for block in blocks if block["block_id"].startswith("question.")]


def test_the_first_screen_is_short_and_says_when_it_counts(team, ana):
    view = opens(team, ana)
    assert view["title"]["text"] == "Edit standup"
    inputs = [block["block_id"] for block in view["blocks"] if block["type"] == "input"]
    assert inputs == ["name", "channel", "people", "days", "ask_at", "report_at"]
    assert view["blocks"][-1]["elements"][0]["text"] == (
        "What you change counts from Tuesday, 24 November. What has already begun stays as it is."
    )


def test_what_is_changed_is_stored_and_the_first_message_says_so(team, ana):
    opens(team, ana)
    answer = sends(team, ana, name="Design daily", days=["0", "3"], ask_at="09:15", people=[team[1].id, team[2].id])
    assert answer["outcome"] == "cleared"
    config = stored(team)
    assert (config["name"], config["days"], config["ask_at"]) == ("Design daily", ["monday", "thursday"], "09:15")
    assert config["people"] == [team[1].id, team[2].id]
    words = first_message(ana)["text"]
    assert "I will ask 2 of you for a short standup on Mondays and Thursdays at 09:15 UTC" in words
    assert team.failures() == []


def test_what_makes_no_sense_is_said_at_its_field_and_nothing_is_stored(team, ana):
    opens(team, ana)
    refused = sends(team, ana, ask_at="10:00")
    told = "The report comes after the questions, and before the next ones. An earlier time is on the next day."
    assert refused["errors"] == {"report_at": told}
    assert stored(team)["ask_at"] == "08:00"


def test_the_old_messages_of_a_standup_that_has_moved_twice_lead_on_to_where_it_is_now(team, ana):
    """The second one is where the standup was in between."""
    olds = [first_message(ana)]
    for name in ("design", "sales"):
        there = team.place.post("channel", create={"name": name}, add=[ana.id])["conversation"]["id"]
        team.place.post("channel", id=there, add=["bot"])
        team.settles()
        presses(team, ana, olds[-1], "Change")
        assert confirms(team, ana, channel=there)["outcome"] == "cleared"
        olds.append(introductions(ana, there)[-1])
    now = olds.pop()
    link = f"/archives/{now['channel']}/p{now['ts'].replace('.', '')}"
    for old in olds:
        text = next(each["text"] for each in ana.state()["messages"][old["channel"]] if each["ts"] == old["ts"])
        assert f"takes place in <#{now['channel']}> now." in text
        assert link in text


def test_a_standup_that_moves_is_introduced_where_it_goes_once_and_its_old_message_says_where(team, stack, ana):
    there = team.place.post("channel", create={"name": "design"}, add=[ana.id])["conversation"]["id"]
    team.place.post("channel", id=there, add=["bot"])
    team.settles()
    invited = len(introductions(ana, there))
    opens(team, ana)
    team.fault("delivery", "twice", times=1)
    assert confirms(team, ana, channel=there)["outcome"] == "cleared"
    old = first_message(ana)
    assert f"takes place in <#{there}> now." in old["text"]
    assert [block["type"] for block in old["blocks"]] == ["section"]
    assert len(introductions(ana, there)) == invited + 1
    new = introductions(ana, there)[-1]
    assert "I will ask everyone here for a short standup on weekdays at 08:00 UTC" in new["text"]
    presses(team, ana, new, "Change")
    sends(team, ana, ask_at="08:30")
    assert "on weekdays at 08:30" in introductions(ana, there)[-1]["text"]
    assert len(introductions(ana, there)) == invited + 1
    assert team.failures() == []


def introductions(person, channel):
    return [each for each in person.state()["messages"][channel] if each["author"]["is_app"]]


def test_a_channel_without_the_bot_is_refused(team, ana):
    opens(team, ana)
    refused = sends(team, ana, channel="C0LEADS001")
    assert refused["errors"] == {"channel": "Invite me to that channel first: write /invite and my name there."}


def test_questions_are_moved_removed_changed_and_added(team, ana):
    opens(team, ana)
    chooses(team, ana, "Any impediments?", "Move up")
    assert "Any impediments?" in questions(ana)[1]
    chooses(team, ana, "What did you work on", "Remove")
    chooses(team, ana, "Any impediments?", "Edit")
    sends(team, ana, text="Anything in your way?", label="In the way", kind="yes_no", required=["required"])
    assert "Anything in your way?\n_Yes or no, needs an answer, asks for blockers_" in questions(ana)[0]
    presses(team, ana, ana.form(), "Add a question")
    refused = sends(team, ana, text="Where are you?", kind="choice", choices="Office")
    assert refused["errors"] == {"choices": "Give 2 to 20 choices of at most 75 characters."}
    sends(team, ana, text="Where are you?", kind="choice", choices="Office\nHome\n\n")
    assert [text[:3] for text in questions(ana)] == ["1. ", "2. ", "3. "]
    assert sends(team, ana)["outcome"] == "cleared"
    first, second, third = stored(team)["questions"]
    assert (first["id"], first["kind"], first["label"], first["required"]) == (
        "question2",
        "yes_no",
        "In the way",
        True,
    )
    assert (second["id"], third["choices"], third["label"]) == ("question1", ["Office", "Home"], "Where are you?")


def test_which_question_asks_for_blockers_is_chosen_and_another_does_not_any_more(team, ana):
    opens(team, ana)
    assert ["asks for blockers" in text for text in questions(ana)] == [False, False, True]
    chooses(team, ana, "your plan for today", "Edit")
    refused = sends(team, ana, kind="mood", role=["blockers"])
    assert refused["errors"] == {"role": "Blockers are asked for by a text, one choice, or yes or no."}
    sends(team, ana, kind="text", role=["blockers"])
    assert ["asks for blockers" in text for text in questions(ana)] == [False, True, False]
    assert sends(team, ana)["outcome"] == "cleared"
    assert [each["role"] for each in stored(team)["questions"]] == ["plain", "blockers", "plain"]


def test_what_was_typed_stays_while_another_screen_lies_over_it(team, ana):
    view = opens(team, ana)
    view["_typed"] = {"name": {"name": {"type": "plain_text_input", "value": "Renamed"}}}
    presses(team, ana, view, "More settings")
    sends(team, ana, own_zones="own", reminders=["30"], country="de", days_off="2026-12-24\n2026-12-31")
    view = ana.form()
    hints = [block.get("hint", {}) for block in view["blocks"] if block["block_id"] == "ask_at"]
    assert hints[0]["text"] == "In each person's own time zone."
    sends(team, ana, name="Renamed")
    config = stored(team)
    assert (config["name"], config["own_zones"], config["reminders"]) == ("Renamed", True, [30])
    assert (config["country"], config["days_off"]) == ("DE", ["2026-12-24", "2026-12-31"])


@pytest.mark.parametrize(
    ("fields", "errors"),
    [
        ({"days_off": "Christmas\n2026-12-24"}, {"days_off": "This is no date: Christmas"}),
        ({"country": "German"}, {"country": "A country's code, as in DE."}),
        ({"country": "XX"}, {"country": "No public holidays are known of XX."}),
        ({"calendar_url": "http://a.example/"}, {"calendar_url": "The calendar's address begins with https://."}),
        ({"every_weeks": "2"}, {"starts_on": "Say from which week on to count."}),
        ({"reminders": ["120"]}, {"reminders": "Reminders come between the questions and the report."}),
    ],
)
def test_a_setting_that_makes_no_sense_is_said_at_its_field(team, ana, fields, errors):
    presses(team, ana, opens(team, ana), "More settings")
    assert sends(team, ana, **fields)["errors"] == errors


@pytest.mark.parametrize(
    ("user_id", "name"),
    [
        ("U0GUESTL11", "Lee (guest)"),
        ("USLACKBOT", "Slackbot"),
        ("U0BUILDB13", "Build Bot"),
        ("U0FORMER12", "Jo"),
        ("U0NOBODY99", "U0NOBODY99"),
    ],
)
def test_who_is_no_full_member_is_not_made_an_owner_and_the_owner_reads_who(team, ana, user_id, name):
    """Such a standup would be nobody's to change, pause or delete."""
    presses(team, ana, opens(team, ana), "More settings")
    refused = sends(team, ana, owners=[user_id])
    assert refused["errors"] == {
        "owners": f"{name} can't own a standup: only full, active members of this workspace can."
    }
    sends(team, ana, owners=[ana.id, team[1].id])
    assert sends(team, ana)["outcome"] == "cleared"
    assert stored(team)["owners"] == [ana.id, team[1].id]
    assert team.failures() == []


def test_who_may_not_change_it_is_told_so(team, ana):
    bo = team[1]
    presses(team, bo, first_message(ana), "Change")
    assert bo.form()["blocks"][0]["text"]["text"] == "Only the standup's owners and the workspace's admins can do that."
    assert bo.form()["title"]["text"] == "Standup"


def test_of_two_who_change_it_at_once_the_second_is_told(team, ana):
    presses(team, ana, opens(team, ana), "More settings")
    bo = team[1]
    sends(team, ana, owners=[ana.id, bo.id])
    sends(team, ana)
    opens(team, ana)
    presses(team, bo, first_message(bo), "Change")
    sends(team, ana, name="Ana was here")
    refused = sends(team, bo, name="Bo, too")
    assert refused["errors"] == {
        "name": "Somebody else has changed this standup meanwhile. Please open it anew and change it there."
    }
    assert stored(team)["name"] == "Ana was here"


def test_a_new_one_begins_with_a_template(team, stack, ana):
    opens_new(team, stack, ana)
    assert [block["block_id"] for block in ana.form()["blocks"]] == ["template", "copy"]
    assert sends(team, ana, template="mood")["outcome"] == "updated"
    assert ana.form()["title"]["text"] == "New standup"
    assert "How are you today?\n_A mood in five steps, needs an answer_" in questions(ana)[0]
    assert sends(team, ana, channel=CHANNEL)["outcome"] == "cleared"
    made = next(row for row in team.rows("standup-standups") if row["standup_id"].startswith("s"))
    config = json.loads(made["config"])
    assert (config["name"], config["owners"], config["zone"]) == ("Mood check", [ana.id], "Europe/Prague")
    assert made["due_at"]


def test_a_new_one_can_be_a_copy(team, stack, ana):
    opens_new(team, stack, ana)
    sends(team, ana, copy="daily")
    sends(team, ana)
    made = next(row for row in team.rows("standup-standups") if row["standup_id"].startswith("s"))
    assert json.loads(made["config"])["name"] == "Copy of Daily standup"


def opens_new(team, stack, person):
    """Press *New standup*, which stands on the Home tab."""
    trigger = stack.workspace.triggers.issue(person.id)
    click = a_click(TEAM_ID, person.id, "standup.action.new_standup", "", trigger_id=trigger)
    assert Requester(stack.url, team.now).send(as_form(click)).status_code == 200
    team.settles()


def test_the_history_says_who_changed_what(team, ana):
    opens(team, ana)
    sends(team, ana, name="Renamed", report_at="11:00")
    presses(team, ana, opens(team, ana), "History")
    newest = ana.form()["blocks"][:2]
    assert f"<@{ana.id}>" in newest[0]["elements"][0]["text"]
    assert newest[1]["text"]["text"] == "*Name:* Daily standup → Renamed\n*Report at:* 10:00 → 11:00"


def test_a_mood_is_asked_chosen_stored_as_a_code_and_reported_in_words(team, stack, ana):
    opens_new(team, stack, ana)
    sends(team, ana, template="mood")
    sends(team, ana, channel=CHANNEL)
    made = next(row for row in team.rows("standup-standups") if row["standup_id"].startswith("s"))
    team.are_asked(standup=f"{TEAM_ID}.{made['standup_id']}")
    bo = team[1]
    bo.clicks("Open Report")
    refused = sends(team, bo, why="No reason")
    assert refused["errors"] == {"mood": "Please complete this required field."}
    assert sends(team, bo, mood="good")["outcome"] == "closed"
    assert json.loads(team.row(bo)["codes"]) == {"mood": "good"}
    assert team.row(bo)["answers"] == {"mood": "🙂 Good"}  # what an earlier release reads after a step back
    team.get_the_report(standup=f"{TEAM_ID}.{made['standup_id']}")
    assert "🙂 Good" in team.posts()[0]["text"]
    assert team.failures() == []
