"""A team of two languages: each person is spoken to in their own, and the channel in the standup's."""

import json

import pytest

from tests.kit.at_home import AtHome
from tests.kit.forms import sends
from tests.kit.people import CHANNEL, answers, labels


@pytest.fixture
def ana(team):
    """One whose Slack is in Czech, among people whose Slack is in English."""
    ana = team[0]
    team.place.post("people", id=ana.id, set={"locale": "cs-CZ"})
    team.are_asked()
    return ana


def test_each_person_is_spoken_to_in_the_language_of_their_slack(team, ana):
    assert labels(ana) == ["Otevřít hlášení", "Dnes vynechat"]
    assert "Tři otázky; odpovědi půjdou do" in ana.reads()
    assert labels(team[1]) == ["Open Report", "Skip today"]


def test_the_form_and_what_follows_are_in_that_language_too(team, ana):
    ana.clicks("Otevřít hlášení")
    form = ana.form()
    assert (form["submit"]["text"], form["close"]["text"]) == ("Odeslat", "Zrušit")
    assert "pod vaším jménem" in str(form["blocks"])
    assert "Kdo by mohl pomoci?" in str(form["blocks"])
    assert ana.sends("Export", "Revize", "")["outcome"] == "closed"
    team.settles()
    assert "*Děkuji.* Vaše hlášení za 24. listopadu je uloženo" in ana.messages()[-1]["text"]
    assert labels(ana) == ["Upravit", "Vzít zpět"]


def test_the_channel_reads_the_standups_language_whatever_its_people_speak(team, ana):
    answers(team[1], "Export", "Review", "")
    team.settles()
    team.get_the_report()
    assert "1 of " in team.channel()[0]["text"]
    assert "Tuesday, 24 November" in team.channel()[0]["text"]


def test_who_sets_a_standup_up_reads_their_own_language_and_begins_in_it(team, ana):
    home = AtHome(team, ana).opens()
    home.presses("Nový standup")
    assert (ana.form()["title"]["text"], ana.form()["submit"]["text"]) == ("Nový standup", "Další")
    assert sends(team, ana, template="daily")["outcome"] == "updated"
    refused = sends(team, ana, channel="C0LEADS001", ask_at="11:00", report_at="11:00")
    assert refused["errors"] == {
        "report_at": "Hlášení přichází po otázkách a před dalšími. Dřívější čas je až následující den."
    }
    refused = sends(team, ana, channel="C0LEADS001", ask_at="09:00")
    assert refused["errors"]["channel"].startswith("Nejdřív mě do toho kanálu pozvěte:")
    assert sends(team, ana, channel=CHANNEL)["outcome"] == "cleared"
    (made,) = [json.loads(row["config"]) for row in team.rows("standup-standups") if row["standup_id"][0] == "s"]
    assert (made["name"], made["language"]) == ("Denní standup", "cs")
    assert [question["label"] for question in made["questions"]] == ["Včera", "Dnes", "Překážky"]
    assert team.failures() == []
