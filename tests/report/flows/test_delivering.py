"""The report goes only where it may, and when it is finished to the standup's webhook, signed."""

import json
from datetime import date

import jsonschema
import pytest

from app.domain.day.member import Member
from app.domain.report.signing import webhook_key
from app.errors import NotDelivered, SlackRefused
from app.flows.day import answering
from app.flows.report.delivery import deliver
from app.flows.report.summary import post_report
from app.flows.requester import Requester, member_of
from app.flows.scheduling.asking_by_hand import ask_everyone
from app.flows.setup.configuring import save_standup
from app.records import replace
from app.views.day.last_workday import plan_occurrence
from app.views.day.report_form import Origin, Submission
from local.stack import SIGNING_SECRET
from tests import ROOT
from tests.kit.builders import TUESDAY, a_standup

SCHEMA = json.loads((ROOT / "docs" / "report.schema.json").read_text("utf-8"))
GENERAL, TEAM, LEADS = "C0GENERAL1", "C0TEAM0001", "C0LEADS001"


@pytest.fixture
def services(services, host):
    return replace(services, sending=replace(services.sending, public_http=host.public_http))


@pytest.fixture
def lived(services, clock, team):
    """Let a standup of two people take place, one of whom answers, and give what the report has come to."""
    ana, bo = team[0], team[1]
    team_id = services.slack.identity().team_id

    def live(**changes):
        wanted = {"channel": TEAM, "people": (ana.id, bo.id), "owners": (ana.id,), **changes}
        standup = a_standup(team_id=team_id, standup_id="retro", **wanted)
        saved = save_standup(services, Member(team_id, ana.id), standup).standup
        end = clock.now().replace(hour=23)
        ask_everyone(services, saved, TUESDAY, end)
        answering.submit_answers(
            services,
            Requester(bo.id, {team_id}),
            Submission(Origin(f"{team_id}.retro.20261124"), {"question0": "Ünïcode <b>"}),
            clock.now(),
            services.clock.now(),
        )
        return saved, post_report(services, saved, TUESDAY, end)

    return live


def body_of(host):
    ((_, body),) = host.posted
    return json.loads(body)


def test_the_finished_report_is_delivered_in_the_documented_form(lived, host, team):
    lived(webhook_url=f"{host.url}/in")
    delivered = body_of(host)
    jsonschema.validate(delivered, SCHEMA, format_checker=jsonschema.FormatChecker())
    assert delivered["counts"] == {"asked": 1, "submitted": 1, "skipped": 0, "away": 0, "unreachable": 0}
    ((person, answer),) = [(each["user"], *each["answers"]) for each in delivered["people"]]
    assert (person, answer["label"], answer["text"]) == (team[1].id, "Yesterday", "Ünïcode <b>")
    assert (delivered["channel"], delivered["day"]) == (TEAM, "2026-11-24")
    assert delivered["link"]


def test_who_is_missing_is_in_it_only_where_the_standup_names_them(lived, host, team):
    lived(webhook_url=f"{host.url}/in", names_missing=True)
    assert {each["user"]: each["state"] for each in body_of(host)["people"]} == {
        team[0].id: "asked",
        team[1].id: "submitted",
    }


def test_the_signature_is_what_the_page_checks(lived, host, monkeypatch):
    """The code in docs/webhook.md, as it stands there."""
    saved, _ = lived(webhook_url=f"{host.url}/in")
    code = (ROOT / "docs" / "webhook.md").read_text("utf-8").partition("```python\n")[2].partition("```")[0]
    there: dict = {}
    exec(code, there)  # noqa: S102 our own page
    ((headers, body),) = host.posted
    monkeypatch.setattr(there["time"], "time", lambda: int(headers["X-Standup-Timestamp"]) + 1)
    key = webhook_key(SIGNING_SECRET, saved.team_id, "retro")
    assert there["is_ours"](key, headers, body)
    assert not there["is_ours"](webhook_key(SIGNING_SECRET, saved.team_id, "other"), headers, body)
    assert not there["is_ours"](key, headers, body + b" ")
    monkeypatch.setattr(there["time"], "time", lambda: int(headers["X-Standup-Timestamp"]) + 400)
    assert not there["is_ours"](key, headers, body)


def test_what_is_not_taken_fails_the_run_and_the_owner_is_told_once(lived, host, services, team, clock):
    saved, _ = lived(webhook_url=f"{host.url}/in")
    host.statuses += [500, 500]
    for _ in range(2):
        with pytest.raises(NotDelivered, match="HTTP 500"):
            deliver(services, saved, TUESDAY, clock.now())
    told = [one["text"] for one in team[0].messages() if "webhook" in one["text"]]
    assert len(told) == 1
    assert "the standup's webhook: the server answers with an error (`HTTP 500`)." in told[0]
    assert host.url not in told[0]
    assert deliver(services, saved, TUESDAY, clock.now())["outcome"] == "delivered"
    assert len({headers["X-Standup-Delivery"] for headers, _ in host.posted}) == 1


def test_whose_erasure_has_only_begun_is_left_out_of_what_leaves(lived, host, services, clock, team):
    saved, _ = lived(webhook_url=f"{host.url}/in")
    host.posted.clear()
    services.privacy.suppressed.add(saved.team_id, team[0].id)
    deliver(services, saved, TUESDAY, clock.now())
    ((_, body),) = host.posted
    assert team[0].id not in body.decode()


def test_there_is_nothing_to_deliver_before_the_report_is_out(services, host, team, clock):
    standup = a_standup(team_id=services.slack.identity().team_id, channel=TEAM, webhook_url=f"{host.url}/in")
    assert deliver(services, standup, date(2026, 11, 25), clock.now()) == {"outcome": "nothing to deliver"}
    assert host.posted == []


def test_what_a_private_channel_says_is_delivered_nowhere(lived, host, services, team, clock):
    team.place.post("channel", id=LEADS, add=["bot"])
    saved, _ = lived(channel=LEADS, webhook_url=f"{host.url}/in")
    for _ in range(2):
        assert deliver(services, saved, TUESDAY, clock.now())["outcome"] == "private"
    assert host.posted == []
    (told,) = [one["text"] for one in team[0].messages() if "webhook" in one["text"]]
    assert f"what is said in <#{LEADS}> stays there unless an owner agrees" in told


def test_the_report_goes_to_another_channel_and_everybody_is_told_so(lived, team):
    lived(report_channel=GENERAL)
    menu = team[1].messages()[-1]["text"]
    assert "#general" in menu or GENERAL in menu
    assert [message["text"] for message in team.people[0].state()["messages"][GENERAL] if message["author"]["is_app"]]
    assert team.channel() == []


@pytest.mark.parametrize(("where", "shared"), [({"channel": LEADS}, False), ({}, True)])
def test_a_report_that_may_not_go_there_is_kept_and_the_owner_told(lived, team, where, shared):
    team.place.post("channel", id=LEADS, add=["bot"])
    team.place.post("channel", id=GENERAL, set={"is_ext_shared": shared})
    with pytest.raises(SlackRefused, match="standup_open_channel"):
        lived(report_channel=GENERAL, **where)
    told = team[0].messages()[-1]["text"]
    assert "people who do not belong to the standup could read it there. The one answer is kept." in told
    assert not [one for one in team.people[0].state()["messages"].get(GENERAL, []) if one["author"]["is_app"]]


def test_a_delivery_is_tried_three_times_by_runs_of_their_own_and_kept(services, team):
    """The functions themselves, which know no address of this machine."""
    team_id = services.slack.identity().team_id
    wanted = {"channel": TEAM, "people": (team[1].id,), "webhook_url": "https://127.0.0.1:1/in"}
    save_standup(services, Member(team_id, team[0].id), a_standup(team_id=team_id, standup_id="retro", **wanted))
    for has_come in (team.are_asked, team.get_the_report):
        assert has_come(standup=f"{team_id}.retro")["status"] == "succeeded"
    (failure,) = team.failures()
    assert (failure["function"], failure["attempts"]) == ("scheduled-events", 3)
    assert "not public" in str(failure["error"])


def copies(person):
    return [each for each in person.messages() if "A copy of the report" in each["text"]]


def test_who_only_reads_gets_a_copy_once_with_the_answers_in_its_thread(lived, services, team, clock):
    saved, _ = lived(observers=(team[2].id,), copies=True)
    (copy,) = copies(team[2])
    assert "1 of 2 reported." in copy["text"]
    replies = [each for each in team[2].messages() if each.get("thread_ts") == copy["ts"] != each["ts"]]
    assert ["Ünïcode" in each["text"] for each in replies] == [True]
    assert copies(team[1]) == []
    occurrence, _ = services.reports.day(plan_occurrence(saved, TUESDAY).report_id, clock.now())
    assert not occurrence.was_told(team[2].id)


def test_a_copy_says_where_it_is_from_in_the_readers_language_below_the_channels_heading(lived, services, team):
    czech, english = team[2], team[3]
    team.place.post("people", id=czech.id, set={"locale": "cs-CZ"})
    for person in (czech, english):
        member_of(services, services.slack.identity().team_id, person.id)
    lived(observers=(czech.id, english.id), copies=True)
    (copy,) = [each for each in czech.messages() if "Kopie hlášení z" in each["text"]]
    assert "1 of 2 reported." in copy["text"]
    assert copies(czech) == []
    assert len(copies(english)) == 1


def test_no_copy_is_sent_unless_the_standup_says_so(lived, team):
    lived(observers=(team[2].id,))
    assert copies(team[2]) == []


def test_an_observer_who_cannot_be_messaged_hinders_nobody(lived, team):
    team.fault("chat.postMessage", "error", error="user_not_found", times=None, where={"channel": team[2].id})
    lived(observers=(team[2].id, team[3].id), copies=True)
    assert (copies(team[2]), len(copies(team[3]))) == ([], 1)


def test_nothing_is_delivered_once_the_app_is_uninstalled(lived, host, services, clock):
    saved, _ = lived(webhook_url=f"{host.url}/in")
    services.setup.installations.leave(saved.team_id, clock.now(), "")
    before = len(host.posted)
    assert deliver(services, saved, TUESDAY, clock.now()) == {"outcome": "uninstalled"}
    assert len(host.posted) == before
