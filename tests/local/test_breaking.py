"""What an experiment may do to the local Lambda: kill workers, delay and double events, replay the failure list."""

import asyncio

from .conftest import until


def accept(here, **event):
    async def start():
        here.functions.accept("scheduled-events", event)

    here.run(start())


def settle(here):
    here.run(until(lambda: not here.functions.busy()))


def attempts(here):
    return [entry for entry in here.functions.journal.after(0) if entry["kind"] == "invocation"]


def test_a_killed_worker_fails_its_event_and_the_event_is_tried_again(here):
    pool = here.functions.pools["scheduled-events"]
    here.functions.journal.clear()
    accept(here, do="hang", seconds=0.5)
    here.run(until(lambda: pool.busy))
    (request_id,) = pool.busy
    assert pool.kill(request_id)
    assert not pool.kill(request_id)
    settle(here)
    first, second = attempts(here)
    assert first["detail"]["error"]["errorType"] == "Runtime.ExitError"
    assert second["ok"]
    assert not pool.kill(request_id)


def test_a_doubled_event_is_run_twice(here):
    here.functions.journal.clear()
    here.functions.faults.add({"on": "delivery", "kind": "twice"})
    accept(here, do="tell")
    settle(here)
    assert len({entry["detail"]["request_id"] for entry in attempts(here)}) == 2


def test_a_late_event_is_overtaken_by_those_that_come_after_it(here):
    here.functions.journal.clear()
    here.functions.faults.add({"on": "delivery", "kind": "late", "seconds": 400})
    waited = asyncio.Event()

    async def wait(seconds):
        assert seconds == 400
        await waited.wait()

    here.functions.wait = wait
    try:
        accept(here, do="tell", number=1)
        accept(here, do="tell", number=2)
        here.run(until(lambda: attempts(here)))
        waited.set()
        settle(here)
    finally:
        here.functions.wait = asyncio.sleep
    assert [entry["detail"]["event"]["number"] for entry in attempts(here)] == [2, 1]


def test_the_failure_list_can_be_replayed(here, tmp_path):
    file = tmp_path / "attempts"
    accept(here, do="fail_until", file=str(file), times=3)
    settle(here)
    assert len(here.functions.failures) == 1
    assert here.functions.replay() == 1
    settle(here)
    assert here.functions.failures == []
    assert file.stat().st_size == 4
