"""What is told to somebody else is in the language of who reads it, and not of who has brought it about."""

import pytest

from app.domain.privacy.suppression import HEARD_AFTER
from app.domain.standup import with_values
from app.flows.scheduling.jobs import work_on_jobs
from tests.kit.at_home import AtHome
from tests.kit.builders import EIGHT
from tests.kit.people import CHANNEL, answers, labels


@pytest.fixture
def pair(team, services):
    """A Czech and an English owner; both have answered."""
    ana, bo = team[0], team[1]
    team.place.post("people", id=ana.id, set={"locale": "cs-CZ"})
    standup = services.standups.get(services.slack.identity().team_id, "daily")
    services.standups.save(with_values(standup, {"owners": (ana.id, bo.id)}), "U0OPS", EIGHT, EIGHT)
    team.are_asked()
    ana.clicks("Otevřít hlášení")
    ana.sends("Export", "Revize", "")
    answers(bo, "Import", "Review", "")
    team.settles()
    return ana, bo


def archive(team, *, archived):
    team.no_faults()
    if archived:
        team.fault("chat.postMessage", "error", error="is_archived", times=None, where={"channel": CHANNEL})


@pytest.mark.parametrize("presses", [0, 1])
def test_each_owner_reads_of_trouble_in_their_own_language_whoever_mends_it(team, pair, presses):
    ana, bo = pair
    archive(team, archived=True)
    assert team.get_the_report()["status"] == "failed"
    assert "hlášení se nepodařilo odeslat do #team, protože je kanál archivovaný." in ana.reads()
    assert "Všechny 2 odpovědi zůstávají uloženy. Zrušte archivaci kanálu." in ana.reads()
    assert "could not be posted to #team: the channel is archived. All 2 answers are kept." in bo.reads()
    archive(team, archived=False)
    pair[presses].clicks(["Odeslat hned", "Post now"][presses])
    team.settles()
    assert "hlášení bylo odesláno do #team." in ana.reads()
    assert "was posted to #team." in bo.reads()
    assert "2 of " in team.channel()[0]["text"]


def test_a_wish_to_be_erased_reaches_others_in_their_language_and_comes_back_in_ones_own(team, pair):
    ana, bo = pair
    home = AtHome(team, ana).opens()
    home.presses("Požádat o výmaz")
    assert "Kdo rozhoduje:" in ana.reads()
    ana.clicks("Zeptat se jich")
    team.settles()
    assert "asks me to erase all that I have stored" in bo.reads()
    assert labels(bo) == ["Erase", "Decline"]
    bo.clicks("Decline")
    bo.sends("We are being audited")
    team.settles()
    assert "You have declined the erasure." in bo.reads()
    assert "odmítá smazat vaše údaje:\n> We are being audited" in ana.messages()[-1]["text"]


def test_who_is_erased_is_told_in_the_language_that_is_forgotten_then(team, pair, services, clock):
    ana, bo = pair
    AtHome(team, ana).opens().presses("Požádat o výmaz")
    ana.clicks("Zeptat se jich")
    team.settles()
    bo.clicks("Erase")
    team.settles()
    clock.moment = team.now + HEARD_AFTER
    work_on_jobs(services, clock.moment.replace(year=2030))
    team.settles()
    assert "Co jsem o vás měl uložené, je smazáno" in ana.reads()
    assert "Nothing is left to do by hand." in bo.reads()
    home = AtHome(team, ana).opens()
    assert "Znovu se účastnit" in home.reads()
    home.presses("Znovu se účastnit")
    assert "Od příště se vás zase budu ptát." in home.reads()


def test_a_czech_owner_confirms_what_an_english_person_asks_for(team, pair, services, clock):
    ana, bo = pair
    team.get_the_report()
    AtHome(team, bo).opens().presses("Ask for erasure")
    bo.clicks("Ask them")
    team.settles()
    assert "žádá o smazání všeho" in ana.reads()
    ana.clicks("Smazat")
    team.settles()
    assert "Výmaz je potvrzen a právě probíhá" in ana.reads()
    clock.moment = team.now + HEARD_AFTER
    work_on_jobs(services, clock.moment.replace(year=2030))
    team.settles()
    assert "What I had stored about you is erased" in bo.reads()
    assert f"Výmaz osoby {bo.id} je hotov." in ana.reads()
    assert "příspěvek, jehož slova jsou odstraněna" in ana.reads()
    assert "This report was taken out." in str(team.channel())  # the channel is English


def test_what_is_wrong_in_a_modal_is_said_in_the_persons_language(team, pair):
    ana, _ = pair
    ana.clicks("Upravit")
    assert "Napište aspoň jednu odpověď" in str(ana.sends("", "", "")["errors"])
    home = AtHome(team, ana).opens()
    home.presses("Nastavit nepřítomnost")
    turned_down = home.fills(first_day={"selected_date": "2026-11-25"}, last_day={"selected_date": "2026-11-24"})
    assert turned_down["errors"] == {"last_day": "Poslední den nemůže být před prvním."}


def test_what_a_person_takes_out_is_titled_in_their_language_and_has_the_same_columns(team, pair, services):
    ana, _ = pair
    AtHome(team, ana).opens().presses("Exportovat moje data")
    shown = [file for message in ana.messages() for file in message.get("files", [])]
    assert [(file["name"], file["title"].partition(" (")[0]) for file in shown] == [
        ("my-reports.csv", "Moje hlášení"),
        ("my-data.json", "Všechna uložená data"),
    ]
    assert "Odpověděli jste jednou." in str(ana.messages())
