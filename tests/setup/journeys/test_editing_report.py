"""What a standup's report looks like, where it goes and who reads it, as its owner sets it up and others may not."""

import json

import pytest

from app.domain.report.signing import webhook_key
from app.views import ids
from local.stack import SIGNING_SECRET
from slack_simulator.ids import TEAM_ID
from tests.kit.forms import confirms, picks, presses, sends
from tests.kit.people import CHANNEL
from tests.kit.requester import Requester, as_form


@pytest.fixture
def ana(team):
    """The owner of the standup of #team, with its first modal open."""
    team.place.post("channel", id=CHANNEL, remove=["bot"])
    team.settles()
    team.place.post("channel", id=CHANNEL, add=["bot"])
    team.settles()
    opens(team, team[0])
    return team[0]


def opens(team, person, change="Change"):
    first_message = next(each for each in person.channel() if each["author"]["is_app"])
    presses(team, person, first_message, change)
    presses(team, person, person.form(), "The report")


def stored(team, standup_id="daily"):
    return json.loads(next(row for row in team.rows("standup-standups") if row["standup_id"] == standup_id)["config"])


def reads(person):
    return json.dumps(person.form()["blocks"], ensure_ascii=False)


def a_channel(team, *people, name="reports", is_private=False):
    made = team.place.post("channel", create={"name": name, "is_private": is_private}, add=list(people))
    team.settles()
    return made["conversation"]["id"]


def test_all_of_it_is_stored_and_shown_again(team, ana):
    there = a_channel(team, "bot", ana.id)
    chosen = {ids.LAYOUT: "by_question", ids.HEADER_PARTS: ["names_missing", "charts"], "readers": ["copies"]}
    rest = {ids.LANGUAGE: "cs", "report_channel": there, "webhook_url": "https://hooks.example.com/standup"}
    assert sends(team, ana, **chosen, **rest, retention_days="90")["outcome"] == "closed"
    assert ana.form()["title"]["text"] == "Edit standup"
    assert confirms(team, ana)["outcome"] == "cleared"
    config = stored(team)
    assert (config["layout"], config["names_missing"], config["charts"]) == ("by_question", True, True)
    assert (config["copies"], config["guests_may_read"], config["language"]) == (True, False, "cs")
    assert (config["report_channel"], config["retention_days"]) == (there, 90)
    assert config["webhook_url"] == "https://hooks.example.com/standup"
    opens(team, ana, "Změnit")  # in the language of the channel from now on
    elements = {block["block_id"]: block["element"] for block in ana.form()["blocks"] if block["type"] == "input"}
    assert elements[ids.LAYOUT]["initial_option"]["value"] == "by_question"
    assert elements["report_channel"]["initial_conversation"] == there
    assert elements["retention_days"]["initial_value"] == "90"
    assert f"signed with the key `{webhook_key(SIGNING_SECRET, TEAM_ID, 'daily')}`" in reads(ana)
    assert team.failures() == []


def test_what_is_chosen_is_previewed_and_nothing_is_lost_or_stored_by_that(team, ana):
    assert "each one's own name and picture" in reads(ana)
    answer = picks(team, ana, ids.LAYOUT, "by_question", retention_days="30")
    assert answer["outcome"] == "acknowledged"
    assert "Waiting for the test data" in reads(ana)
    assert "Kim has not answered." not in reads(ana)
    picks(team, ana, ids.HEADER_PARTS, ["names_missing"], **{ids.LAYOUT: "by_question"}, retention_days="30")
    assert "Kim has not answered." in reads(ana)
    assert "Waiting for the test data" in reads(ana)
    picks(
        team,
        ana,
        ids.LANGUAGE,
        "cs",
        **{ids.LAYOUT: "by_question", ids.HEADER_PARTS: ["names_missing"]},
        retention_days="30",
    )
    assert "Bez odpovědi: Kim." in reads(ana)
    retention = next(block for block in ana.form()["blocks"] if block["block_id"] == "retention_days")
    assert retention["element"]["initial_value"] == "30"
    assert stored(team)["layout"] == "auto"


def test_a_preview_that_comes_after_a_newer_one_changes_nothing(team, stack, ana):
    view = ana.form()
    picks(team, ana, ids.LAYOUT, "by_question")
    newer = reads(ana)
    payload = a_choice(team, ana, {**view, "hash": "1.outdated"}, "posts")
    assert Requester(stack.url, team.now).send(payload).status_code == 200
    assert reads(ana) == newer
    assert team.calls("views.update")[-1]["error"] == "hash_conflict"


def test_who_may_not_change_it_sees_and_chooses_nothing_with_a_form_that_is_not_theirs(team, stack, ana):
    view, bo = ana.form(), team[1]
    slack = Requester(stack.url, team.now)
    updates = len(team.calls("views.update"))
    assert slack.send(a_choice(team, bo, view, "thread")).status_code == 200
    assert len(team.calls("views.update")) == updates
    submission = {"type": "view_submission", "team": {"id": TEAM_ID, "domain": "acme"}, "trigger_id": "1.2.3"}
    answer = slack.send(as_form({**submission, "user": {"id": bo.id, "team_id": TEAM_ID}, "view": view}))
    assert "Only the standup's owners" in str(answer.json()["errors"])
    assert bo.state()["views"] == []
    assert [row for row in team.rows("standup-standups") if row["standup_id"].startswith(f".draft.{bo.id}")] == []


def a_choice(team, person, view, layout):
    """What Slack sends when somebody chooses a layout."""
    option = {"text": {"type": "plain_text", "text": layout}, "value": layout}
    chosen = {"type": "radio_buttons", "selected_option": option}
    state = {"values": {ids.LAYOUT: {ids.LAYOUT: chosen}}}
    action = {**chosen, "action_id": ids.LAYOUT, "block_id": ids.LAYOUT, "action_ts": "1795507200.1"}
    return as_form(
        {
            "type": "block_actions",
            "team": {"id": TEAM_ID, "domain": "acme"},
            "user": {"id": person.id, "team_id": TEAM_ID},
            "container": {"type": "view", "view_id": view["id"]},
            "trigger_id": "1.2.3",
            "view": {**view, "team_id": TEAM_ID, "state": state},
            "actions": [action],
        }
    )


@pytest.mark.parametrize(
    ("fields", "errors"),
    [
        ({"webhook_url": "http://a.example/"}, {"webhook_url": "The webhook's address begins with https://."}),
        ({"webhook_url": "https://[a"}, {"webhook_url": "The webhook's address begins with https://."}),
        ({"webhook_url": "https://a.example:x/"}, {"webhook_url": "The webhook's address begins with https://."}),
        *(
            ({"webhook_url": url}, {"webhook_url": "This address is not on the public internet."})
            for url in (
                "https://127.0.0.1/",
                "https://[::1]:8443/x",
                "https://10.1.2.3/",
                "https://169.254.169.254/latest",
                "https://2130706433/",
                "https://127.1/",
                "https://localhost/",
                "https://printer.local/",
                "https://[::ffff:10.0.0.1]/",
            )
        ),
        ({"retention_days": "3651"}, {"retention_days": "0 to 3650 days; 0 keeps them for good."}),
        ({"retention_days": "1.5"}, {"retention_days": "Write a number of days, without decimals."}),
    ],
)
def test_what_makes_no_sense_is_said_at_its_field(team, ana, fields, errors):
    assert sends(team, ana, **fields)["errors"] == errors


def test_the_report_goes_only_where_both_the_bot_and_the_owner_are(team, ana):
    alone = a_channel(team, ana.id)
    refused = sends(team, ana, report_channel=alone)
    assert refused["errors"] == {"report_channel": "Invite me to that channel first: write /invite and my name there."}
    hidden = team.place.post("channel", create={"name": "hidden", "is_private": True}, add=["bot", team[1].id])
    refused = sends(team, ana, report_channel=hidden["conversation"]["id"])
    assert refused["errors"] == {"report_channel": "Choose a channel that you are in."}


def test_who_left_the_reports_channel_meanwhile_cannot_send_it_there(team, ana):
    there = a_channel(team, "bot", ana.id)
    sends(team, ana, report_channel=there)
    team.place.post("channel", id=there, remove=[ana.id])
    team.settles()
    refused = sends(team, ana)
    assert refused["errors"] == {"channel": "About where the report goes: Choose a channel that you are in."}
    assert stored(team)["report_channel"] == ""


def test_guests_get_the_report_elsewhere_only_if_they_may_read_it(team, ana):
    there = a_channel(team, "bot", ana.id)
    team.place.post("channel", id=there, set={"is_ext_shared": True})
    said = "People of other companies are in that channel; they may read it only if you choose so below."
    assert sends(team, ana, report_channel=there)["errors"] == {"report_channel": said}
    assert sends(team, ana, report_channel=there, readers=["guests_may_read"])["outcome"] == "closed"
    assert confirms(team, ana)["outcome"] == "cleared"
    opens(team, ana)
    assert sends(team, ana, readers=[])["errors"] == {"report_channel": said}
