"""A person asks to be erased: again, after a table was restored, and when what is pressed comes many times at once."""

import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier

import httpx
import pytest

from app.domain.privacy.suppression import HEARD_AFTER
from app.domain.standup import with_values
from app.errors import SlackRefused
from app.flows.privacy import asking_erasure, exporting
from app.flows.requester import member_of
from app.storage.rows.gate import GATE
from app.storage.rows.raw_values import stored_item
from app.views import ids
from tests.privacy.flows.erased import DAY, MINUTE, SECRET, Scene
from tests.privacy.flows.traces import Traces

TIMES = 6


@pytest.fixture
def scene(team, services, clock, stack, tmp_path):
    """Ana answered in a standup of two owners, Bo and another."""
    scene = Scene(team, services, clock, stack, tmp_path)
    scene.traces = Traces(stack)
    standup = with_values(scene.standup, {"owners": (scene.bo.id, team[2].id)})
    services.standups.save(standup, scene.bo.id, clock.moment, None)
    return scene


def at_once(act):
    """Have the same done so often at the same instant, as by a finger that presses again and again."""
    together = Barrier(TIMES)

    def one(_):
        together.wait()
        return act()

    with ThreadPoolExecutor(TIMES) as threads:
        return list(threads.map(one, range(TIMES)))


def erased_and_restored(scene, *tables):
    """Ana is erased; then what these tables held of her comes back past the app, as from a backup."""
    rows = scene.traces.of(scene.ana.id)
    scene.is_erased()
    for table, item in rows:
        if table in tables:
            scene.traces._client.put_item(TableName=f"standup-{table}", Item=stored_item(item))
    GATE._known.clear()
    assert scene.traces.marks(SECRET) == {SECRET}


def test_who_was_erased_and_is_in_restored_tables_is_erased_when_they_ask_again(scene):
    """Nobody has to agree a second time, and nobody is asked something that comes to nothing."""
    erased_and_restored(scene, "reports", "members")
    asked = [len(owner.messages()) for owner in scene.team[1:]]
    scene.sends(scene.clicks(ids.ASK_ERASURE))
    assert "being erased now" in json.dumps(scene.ana.state()["home"])
    scene.sends(scene.clicks(ids.ASK_FOR_IT))  # from the message of the first time, or of the release before
    assert [len(owner.messages()) for owner in scene.team[1:]] == asked
    scene.tick(scene.clock.moment + HEARD_AFTER)
    assert scene.traces.count(scene.ana.id) == 0
    assert scene.traces.marks(SECRET) == set()
    assert "is erased" in scene.ana.messages()[-1]["text"]


def test_who_was_erased_and_whose_reports_alone_come_back_is_erased_again_within_a_day(scene):
    scene.tick(scene.clock.moment + DAY)
    erased_and_restored(scene, "reports")
    bo = member_of(scene.services, scene.team_id, scene.bo.id)
    exporting.export_standup(scene.services, bo, "daily", scene.clock.moment)
    scene.team.settles()  # Slack shares a file some time after it has taken it
    (file,) = [file for message in scene.bo.messages() for file in message.get("files", [])]
    with httpx.Client(base_url=scene.stack.url, trust_env=False) as page:
        table = page.get(file["url_private"], params={"as": scene.bo.id}).text
    assert (len(table) > 0, SECRET in table) == (True, False)
    scene.tick(scene.clock.moment + DAY)
    scene.tick(scene.clock.moment + HEARD_AFTER)
    assert scene.traces.count(scene.ana.id) == 0
    assert scene.traces.marks(SECRET) == set()


def test_who_takes_part_again_is_not_erased_by_what_was_known_a_minute_ago(scene):
    scene.is_erased()
    scene.services.privacy.suppressed.among(scene.team_id, [scene.ana.id])
    known = dict(GATE._known)
    scene.sends(scene.clicks(ids.TAKE_PART_AGAIN))
    GATE._known.update(known)
    scene.tick(scene.clock.moment + DAY)
    assert scene.services.jobs.get(scene.team_id, "erasure", scene.ana.id) is None
    assert scene.ana.id in json.dumps(scene.traces.rows(), default=str)


def test_asking_many_times_at_once_asks_each_who_decides_once(scene):
    services, owners = scene.services, scene.team[1:3]
    ana = member_of(services, scene.team_id, scene.ana.id)
    before = [len(person.messages()) for person in (scene.ana, *owners)]

    def more():
        return [len(person.messages()) - b for person, b in zip((scene.ana, *owners), before, strict=True)]

    at_once(lambda: asking_erasure.show_who_decides(services, ana))
    assert more() == [1, 0, 0]
    at_once(lambda: asking_erasure.ask_for_erasure(services, ana))
    assert more() == [1, 1, 1]
    asking_erasure.show_who_decides(services, ana)  # how it stands is another message now
    assert "They have been asked" in scene.ana.messages()[-1]["text"]
    scene.clock.moment += 2 * MINUTE
    asking_erasure.show_who_decides(services, ana)
    assert more() == [3, 1, 1]


def test_a_decline_that_comes_many_times_at_once_is_told_once(scene):
    services = scene.services
    ana, bo, other = (member_of(services, scene.team_id, person.id) for person in scene.team[:3])
    asking_erasure.ask_for_erasure(services, ana)
    before = len(scene.ana.messages())
    at_once(lambda: asking_erasure.decline_erasure(services, bo, ana.user_id, "We are being audited"))
    assert len(scene.ana.messages()) == before + 1
    said = at_once(lambda: asking_erasure.decline_erasure(services, other, ana.user_id, "Me too"))
    assert len(scene.ana.messages()) == before + 2
    assert "Everybody who decides has declined" in scene.ana.messages()[-1]["text"]
    assert "nothing is erased" in str([message.text for message in said])
    assert services.privacy.erasure_requests.get(scene.team_id, ana.user_id, scene.clock.moment) is None


def test_two_who_decline_at_once_end_it(scene):
    """Each is the last as far as they know, and neither may miss the other."""
    services = scene.services
    ana, bo, other = (member_of(services, scene.team_id, person.id) for person in scene.team[:3])
    asking_erasure.ask_for_erasure(services, ana)
    with ThreadPoolExecutor(2) as threads:
        decline = asking_erasure.decline_erasure
        list(threads.map(lambda one: decline(services, one, ana.user_id, "We are being audited"), (bo, other)))
    assert services.privacy.erasure_requests.get(scene.team_id, ana.user_id, scene.clock.moment) is None


def test_what_slack_refuses_is_sent_by_the_next_attempt(scene, monkeypatch):
    services = scene.services
    ana, bo = (member_of(services, scene.team_id, person.id) for person in scene.team[:2])

    def refuses(*_, **__):
        raise SlackRefused("chat.postMessage", "msg_too_long")

    for act, reader in (
        (lambda: asking_erasure.show_who_decides(services, ana), scene.ana),
        (lambda: asking_erasure.ask_for_erasure(services, ana), scene.bo),
        (lambda: asking_erasure.decline_erasure(services, bo, ana.user_id, "We are being audited"), scene.ana),
    ):
        before = len(reader.messages())
        with monkeypatch.context() as refusing, suppress(SlackRefused):
            refusing.setattr(type(services.slack), "post", refuses)
            act()
        act()
        assert len(reader.messages()) == before + 1
