"""A person is erased: nowhere in the tables, their words nowhere in Slack, and not asked again."""

import json
import random
from datetime import timedelta

import pytest

from app.domain.privacy.audit import Deed
from app.domain.standup import with_values
from app.errors import PersonError, SlackUnavailable, StorageUnavailable
from app.flows.day.answering import Requester, submit_answers
from app.flows.home import preferences
from app.flows.privacy.erasing import begin, erase_next, receipt_of
from app.flows.requester import member_of
from app.flows.scheduling import ticking
from app.flows.scheduling.jobs import work_at
from app.slack.client import Slack
from app.views import ids
from app.views.day.report_form import Origin, Submission
from app.views.privacy.erasure import COUNTED
from ops.data import data
from ops.ending import run
from tests.kit.builders import EIGHT, TEN, TUESDAY
from tests.privacy.flows.traces import AWAY_WORDS, DRAFT, Traces, leave_more_traces

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
SECRET = "my very own words"


@pytest.fixture
def traces(stack):
    return Traces(stack)


@pytest.fixture
def ana(team, services, clock):
    """Somebody who answered, is an owner, was told of trouble, wrote a draft, and is mentioned by another."""
    ana, bo = team[0], team[1]
    team_id = services.slack.identity().team_id
    standup = services.standups.get(team_id, "daily")
    owned = services.standups.save(
        with_values(standup, {"version": 0, "owners": (ana.id, bo.id), "observers": (), "optional": (ana.id,)}),
        ana.id,
        EIGHT,
        EIGHT,
    ).standup
    alone = with_values(
        owned, {"standup_id": "alone", "people": (ana.id,), "optional": (), "owners": (ana.id,), "version": 0}
    )
    services.standups.save(alone, ana.id, EIGHT, None)
    services.setup.drafts.keep(ana.id, "abc", owned, EIGHT)
    ticking.tick(services, EIGHT, EIGHT + 15 * MINUTE)
    for person, words in ((ana, SECRET), (bo, f"Paired with <@{ana.id}>")):
        origin = Origin(f"{team_id}.daily.{TUESDAY:%Y%m%d}")
        submit_answers(
            services,
            Requester(person.id, {team_id}),
            Submission(origin, {"question0": words}),
            EIGHT + MINUTE,
            services.clock.now(),
        )
    clock.moment = TEN
    ticking.tick(services, TEN, TEN + 15 * MINUTE)
    return ana


def everything(services, job, user=None):
    """Carry an erasure out, and give its last state."""
    job = services.jobs.take(job, services.clock.now())
    while (progress := erase_next(services, job)) is not None:
        job = services.jobs.note(job, progress, services.clock.now())
    services.jobs.finish(job)
    return job


def test_an_erased_person_is_found_nowhere(ana, team, services, clock, traces):
    """Neither by their id nor by any name of theirs nor by their words: in no table, whatever it is for."""
    leave_more_traces(ana, team[1], services, clock.moment)
    known = member_of(services, services.slack.identity().team_id, ana.id)
    names = {ana.id, known.profile.display_name, known.profile.user_name, known.profile.icon_url}
    marks = names | {SECRET, AWAY_WORDS, DRAFT}
    assert traces.marks(*marks) == marks
    before = traces.count(ana.id)
    job = begin(services, services.slack.identity().team_id, ana.id, "ops admin")
    done = everything(services, job)
    assert (before > 10, traces.count(ana.id)) == (True, 0)
    assert traces.marks(*marks) == set()
    receipt = receipt_of(services, done)
    assert receipt["counts"]["reports"] >= 1
    assert receipt["counts"]["profiles"] == 1
    assert receipt["counts"]["drafts and requests"] >= 3
    assert receipt["counts"]["standups for them alone"] == 1
    assert receipt["counts"].keys() <= COUNTED.keys()
    assert receipt["found_by_the_last_look"] == 0
    written = json.dumps(receipt, ensure_ascii=False)
    assert [mark for mark in marks if mark in written] == [ana.id]


def test_their_words_are_nowhere_in_slack(ana, team, services):
    assert SECRET in str(team.posts())
    done = everything(services, begin(services, services.slack.identity().team_id, ana.id, "ops admin"))
    assert SECRET not in str(team.channel())
    assert SECRET not in str(ana.messages())
    left = receipt_of(services, done)["left_by_hand"]
    assert [each["what"] for each in left] == ["post"]  # Slack deletes no post under a person's own name
    assert "This report was taken out." in str(team.channel())
    assert "is erased" in ana.reads()


def test_others_keep_what_is_theirs(ana, team, services, traces):
    bo = team[1]
    everything(services, begin(services, services.slack.identity().team_id, ana.id, "ops admin"))
    (report,) = [item for table, item in traces.rows() if table == "reports" and item.get("user_id") == bo.id]
    assert report["answers"] == {"question0": "Paired with (somebody erased)"}
    standup = services.standups.get(services.slack.identity().team_id, "daily")
    assert (standup.roles.owners, standup.roles.optional) == ((bo.id,), ())


def test_erasing_twice_finds_nothing_more(ana, team, services, traces):
    team_id = services.slack.identity().team_id
    everything(services, begin(services, team_id, ana.id, "ops admin"))
    again = everything(services, begin(services, team_id, ana.id, "ops admin"))
    assert receipt_of(services, again)["counts"] == {}
    assert traces.count(ana.id) == 0


def test_a_request_that_is_replayed_afterwards_brings_nothing_back(ana, services, traces):
    team_id = services.slack.identity().team_id
    everything(services, begin(services, team_id, ana.id, "ops admin"))
    origin = Origin(f"{team_id}.daily.{TUESDAY:%Y%m%d}")
    with pytest.raises(PersonError):
        submit_answers(
            services, Requester(ana.id, {team_id}), Submission(origin, {"question0": SECRET}), TEN, services.clock.now()
        )
    assert traces.marks(ana.id, SECRET) == set()


@pytest.mark.parametrize("seed", range(3))
def test_an_erasure_killed_at_any_call_goes_on_where_it_stopped(ana, team, services, traces, monkeypatch, seed):
    """Each run dies before or after one of its calls, chosen by lot; whoever takes over brings it to the same end."""
    lot = random.Random(seed)  # noqa: S311 a test's lot
    job = begin(services, services.slack.identity().team_id, ana.id, "ops admin")
    dies = {"in": 0}

    def dying(original):
        def call(*arguments, **named):
            dies["in"] -= 1
            if dies["in"] == 0:
                raise KeyboardInterrupt
            result = original(*arguments, **named)
            if dies["in"] == 1:
                dies["in"] = 0
                raise KeyboardInterrupt
            return result

        return call

    for owner, names in (
        (type(services.privacy.rows), ("remove", "replace", "page")),
        (type(services.slack), ("delete", "update")),
    ):
        for name in names:
            monkeypatch.setattr(owner, name, dying(getattr(owner, name)))
    for _ in range(60):
        dies["in"] = lot.randint(1, 5)
        try:
            dies["in"] = dies["in"] if lot.random() < 0.7 else -1
            now = services.clock.moment = services.clock.moment + timedelta(minutes=4)
            (left,) = [each for each in services.jobs.due(now) if each.kind is job.kind]
            if work_at(services, left, now + 10 * MINUTE).endswith("done"):
                break
        except KeyboardInterrupt:
            continue
    assert services.jobs.get(job.team_id, job.kind, job.about) is None
    assert traces.count(ana.id) == 0
    assert SECRET not in str(team.channel()) + str(ana.messages())


def test_slack_out_of_reach_halts_it_and_loses_nothing(ana, team, services, clock, traces, monkeypatch):
    job = begin(services, services.slack.identity().team_id, ana.id, "ops admin")
    with monkeypatch.context() as broken:
        broken.setattr(
            type(services.slack), "delete", lambda *_: (_ for _ in ()).throw(SlackUnavailable("chat.delete", "x"))
        )
        assert work_at(services, job, clock.moment + 10 * MINUTE) == f"erasure {ana.id}: halted"
    assert traces.of(SECRET)
    clock.moment += timedelta(minutes=4)
    (left,) = [each for each in services.jobs.due(clock.moment) if each.kind is job.kind]
    assert work_at(services, left, clock.moment + 10 * MINUTE) == f"erasure {ana.id}: done"
    assert traces.count(ana.id) == 0


def test_who_was_erased_is_not_asked_again_until_they_want_to_be(ana, team, services, clock, traces):
    team_id = services.slack.identity().team_id
    everything(services, begin(services, team_id, ana.id, "ops admin"))
    before = len(ana.messages())
    clock.moment = EIGHT + timedelta(days=1)
    ticking.tick(services, clock.moment, clock.moment + 15 * MINUTE)
    assert len(ana.messages()) == before
    assert traces.count(ana.id) == 0
    member_of(services, team_id, ana.id)
    assert traces.count(ana.id) == 0
    preferences.take_part_again(services, team_id, ana.id)
    clock.moment = EIGHT + timedelta(days=2)
    ticking.tick(services, clock.moment, clock.moment + 15 * MINUTE)
    assert len(ana.messages()) == before + 1


def test_it_is_recorded_without_saying_who(ana, team, services, traces):
    team_id = services.slack.identity().team_id
    everything(services, begin(services, team_id, ana.id, team[1].id))
    (entry, *_) = services.privacy.audit.entries(team_id, services.clock.now())
    assert (entry.deed, entry.by) == (Deed.ERASED, team[1].id)
    assert entry.details["reports"] >= 1
    assert "To look at by hand" in team[1].reads()
    assert "is erased" in ana.reads()


def test_a_row_that_others_change_all_the_time_is_left_for_another_run(ana, services, monkeypatch):
    job = begin(services, services.slack.identity().team_id, ana.id, "ops admin")
    monkeypatch.setattr(type(services.privacy.rows), "replace", lambda *_: False)
    with pytest.raises(StorageUnavailable):
        everything(services, job)


@pytest.mark.usefixtures("commands")
def test_the_command_writes_a_receipt_and_an_import_does_not_bring_the_person_back(
    ana, team, services, traces, tmp_path, logged
):
    """The whole of it from the command line: exported, erased, imported; counted before and after."""
    team_id = services.slack.identity().team_id
    known = member_of(services, team_id, ana.id)
    names = (known.profile.display_name, known.profile.user_name, known.profile.icon_url)
    before, after, receipt = tmp_path / "before.jsonl", tmp_path / "after.jsonl", tmp_path / "receipt.json"
    assert run(data.app, ["export", str(before)], "data") == 0
    assert all(mark in before.read_text("utf-8") for mark in (ana.id, SECRET, *names))
    arguments = ["erase", "--person", ana.id, "--team", team_id, "--receipt", str(receipt), "--yes"]
    assert run(data.app, arguments, "data") == 0
    said = json.loads(receipt.read_text("utf-8"))
    assert (said["person"], said["asked_by"], said["found_by_the_last_look"]) == (ana.id, "ops admin", 0)
    assert said["counts"]["reports"] >= 1
    rows = len(traces.rows())
    assert run(data.app, ["import", str(before)], "data") == 0
    assert run(data.app, ["export", str(after)], "data") == 0
    assert traces.count(ana.id) == 0
    assert not any(mark in after.read_text("utf-8") for mark in (ana.id, SECRET, *names))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["after.jsonl", "before.jsonl", "receipt.json"]
    assert not any(mark in receipt.read_text("utf-8") for mark in (SECRET, *names))
    assert not any(mark in str(vars(record)) for record in logged.records for mark in (SECRET, *names))
    assert len(traces.rows()) == rows + 2  # the trail has an import and an export more


@pytest.mark.usefixtures("commands")
def test_an_import_takes_nobody_who_takes_part_again_for_erased_and_brings_nothing_back(
    ana, services, clock, traces, tmp_path
):
    """Neither what is from before they were erased, nor that they were: that would erase what they wrote since."""
    team_id = services.slack.identity().team_id
    before, between = tmp_path / "before.jsonl", tmp_path / "between.jsonl"
    assert run(data.app, ["export", str(before)], "data") == 0
    everything(services, begin(services, team_id, ana.id, "ops admin"))
    assert run(data.app, ["export", str(between)], "data") == 0
    for file in (before, between):
        is_written_at(file, EIGHT)
    assert ana.id in before.read_text("utf-8")
    preferences.take_part_again(services, team_id, ana.id)
    member_of(services, team_id, ana.id)
    since = traces.count(ana.id)
    for file in (before, between):
        assert run(data.app, ["import", str(file)], "data") == 0
    assert services.privacy.suppressed.among(team_id, [ana.id]) == set()
    assert traces.count(ana.id) == since > 0
    assert traces.marks(SECRET) == set()


def is_written_at(file, moment):
    header, *rows = file.read_text("utf-8").splitlines()
    file.write_text("\n".join([json.dumps({**json.loads(header), "at": moment.isoformat()}), *rows, ""]), "utf-8")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--person", "Ana", "--team", "T0TEAM"], "by their id"),
        (["--person", "U0ANA", "--team", "T0OTHER"], "belongs to"),
    ],
)
def test_who_cannot_be_meant_is_refused(services, monkeypatch, capsys, arguments, said):
    monkeypatch.setattr(data, "open_services", lambda _stage: (services, "T0TEAM"))
    assert run(data.app, ["erase", *arguments, "--yes"], "data") == 1
    assert said in capsys.readouterr().err


def test_two_do_not_erase_at_once(services, clock, tmp_path):
    job = begin(services, "T0TEAM", "U0ANA", "ops admin")
    services.jobs.take(job, clock.moment)
    with pytest.raises(data.Problem, match="Another run"):
        data.erase(services, "T0TEAM", "U0ANA", "ops other", receipt=tmp_path / "receipt", step=print)


def test_the_heading_counts_and_names_them_no_more(ana, team, services):
    before = next(message for message in team.channel() if not message.get("username"))
    assert "2 of" in before["text"]
    everything(services, begin(services, services.slack.identity().team_id, ana.id, "ops admin"))
    summary_header = next(message for message in team.channel() if message["ts"] == before["ts"])
    assert "1 of" in summary_header["text"]
    assert SECRET not in summary_header["text"]


def test_a_copy_that_comes_after_the_look_for_copies_is_without_their_words(ana, team, services, clock, monkeypatch):
    """Somebody is erased while one observer after the other gets a copy, which may take minutes."""
    team_id, observers, told, post = services.slack.identity().team_id, [team[2], team[3]], [], Slack.post
    standup = services.standups.get(team_id, "daily")
    copied = with_values(standup, {"copies": True, "observers": tuple(one.id for one in observers)})
    services.standups.save(copied, ana.id, clock.moment, clock.moment)
    ask_and_answer(ana, services, clock, team_id)

    def behind_the_first(self, channel, message, mark, **more):
        sent = post(self, channel, message, mark, **more)
        if mark.kind == ids.COPY and not told:
            told.append(channel)
            everything(services, begin(services, team_id, ana.id, "ops admin"))
        return sent

    monkeypatch.setattr(Slack, "post", behind_the_first)
    clock.moment = TEN + DAY
    ticking.tick(services, clock.moment, clock.moment + 15 * MINUTE)
    (second,) = (one for one in observers if one.id not in told)
    assert "See it there" in str(second.messages())
    assert SECRET not in str(second.messages())


def ask_and_answer(ana, services, clock, team_id):
    """Ask everybody on the day after, of whom she answers."""
    clock.moment = EIGHT + DAY
    ticking.tick(services, clock.moment, clock.moment + 15 * MINUTE)
    origin = Origin(f"{team_id}.daily.{TUESDAY + DAY:%Y%m%d}")
    answers = Submission(origin, {"question0": SECRET})
    submit_answers(services, Requester(ana.id, {team_id}), answers, clock.moment, services.clock.now())


def test_copies_of_their_words_are_gone(ana, team, services, clock):
    team_id, observer = services.slack.identity().team_id, team[2]
    standup = services.standups.get(team_id, "daily")
    later = with_values(standup, {"copies": True, "observers": (observer.id,)})
    services.standups.save(later, ana.id, clock.moment, clock.moment)
    ask_and_answer(ana, services, clock, team_id)
    clock.moment = TEN + DAY
    ticking.tick(services, clock.moment, clock.moment + 15 * MINUTE)
    assert SECRET in str(observer.messages())
    everything(services, begin(services, team_id, ana.id, "ops admin"))
    assert SECRET not in str(observer.messages())
    assert SECRET not in str(team.channel())
