"""The local Lambda runs events in processes, and fails as Lambda fails."""

import asyncio
import os
from datetime import UTC, datetime, timedelta

import pytest

from local.functions.functions import shown

from .conftest import local_lambda, specs, until


def invoke(here, *, wait=True, **event):
    return here.run(here.functions.invoke("scheduled-events", event, wait=wait))


def settle(here):
    here.run(until(lambda: not here.functions.busy()))


def logged(here):
    return [entry["title"] for entry in here.functions.journal.after(0) if entry["kind"] == "log"]


def test_the_handler_gets_the_event_and_lambda_s_context(here):
    told = invoke(here, do="tell")
    assert told.status == "succeeded"
    assert told.result["arn"] == "arn:aws:lambda:us-east-1:123456789012:function:scheduled-events"
    assert told.result["name"] == "scheduled-events"
    assert told.result["memory"] == "512"
    assert 0 < told.result["remaining"] <= 2000


def test_a_worker_lives_at_the_workspace_s_time_and_follows_when_it_is_moved(here):
    before = here.functions.clock.offset
    here.functions.clock.move_to(datetime(2031, 3, 4, 9, 30, tzinfo=UTC))
    try:
        result = invoke(here, do="tell").result
    finally:
        here.functions.clock.offset = before
    assert result["now"].startswith("2031-03-04T09:30:")
    assert datetime.fromtimestamp(result["clock"], UTC).year == 2031
    assert datetime.fromisoformat(invoke(here, do="tell").result["now"]) - datetime.now(UTC) < timedelta(seconds=5)


def test_the_clocks_of_a_warm_and_a_new_worker_are_alike(here, tmp_path):
    """The start of a new one takes as long as a person's whole request."""
    functions, files = here.functions, [tmp_path / "one", tmp_path / "another"]

    async def both():
        events = [{"do": "compare", "file": str(file)} for file in files]
        return await asyncio.gather(*(functions.invoke("scheduled-events", event, wait=True) for event in events))

    for file, answer in zip(files, here.run(both()), strict=True):
        written = file.stat().st_mtime + functions.clock.offset.total_seconds()
        assert answer.result["before"] - 0.01 <= written <= answer.result["after"] + 0.01


def test_what_a_move_of_the_clock_has_passed_lives_as_far_behind_it(here):
    async def accept():
        await here.functions.accept("scheduled-events", {"do": "tell"}, behind=7200)

    here.run(accept())
    told = [entry for entry in here.functions.journal.after(0) if entry["kind"] == "invocation"][-1]
    late = here.functions.clock.now() - datetime.fromisoformat(told["detail"]["result"]["now"])
    assert timedelta(hours=2) <= late < timedelta(hours=2, seconds=30)


def test_the_program_gets_its_settings_and_nothing_of_the_person_s_own(here):
    os.environ["AWS_PROFILE"] = "somebody"
    try:
        environment = invoke(here, do="tell").result["environment"]
    finally:
        del os.environ["AWS_PROFILE"]
    assert environment["SLACK_CHANNEL"] == "C0TEAM0001"
    assert environment["AWS_LAMBDA_FUNCTION_NAME"] == "scheduled-events"
    assert "AWS_PROFILE" not in environment
    assert "HOME" not in environment


def test_what_the_program_prints_reaches_the_journal_and_does_not_disturb(here):
    assert invoke(here, do="shout").result == ""
    assert {"a print", "raw bytes on fd 1", "on stderr"} <= set(logged(here))


def test_an_exception_fails_the_invocation_in_lambda_s_form(here):
    failed = invoke(here, do="fail", message="no")
    assert failed.status == "failed"
    assert failed.error["errorType"] == "ValueError"
    assert failed.error["errorMessage"] == "no"
    assert failed.error["stackTrace"]


def test_a_worker_that_dies_fails_its_event_and_the_next_gets_a_new_one(here):
    before = invoke(here, do="tell").result["pid"]
    assert invoke(here, do="crash").error["errorType"] == "Runtime.ExitError"
    assert invoke(here, do="tell").result["pid"] != before


def test_an_event_that_takes_too_long_is_ended(here):
    error = invoke(here, do="hang", seconds=60).error
    assert error["errorType"] == "Sandbox.Timedout"
    assert "timed out after 2.00 seconds" in error["errorMessage"]


def test_events_at_the_same_time_run_in_workers_of_their_own(loop, tmp_path):
    functions = local_lambda(functions=specs(scheduled_events=20))

    async def three():
        event = {"do": "meet", "of": 3, "folder": str(tmp_path)}
        return await asyncio.gather(*(functions.invoke("scheduled-events", event, wait=True) for _ in range(3)))

    workers = {one.result for one in loop.run(three())}
    pool = functions.pools["scheduled-events"]
    sizes = [pool.size]
    pool.idle_seconds = 0
    loop.run(pool.stop_idle())
    sizes.append(pool.size)
    loop.run(functions.stop())
    assert len(workers) == 3
    assert sizes == [3, 1]


def test_no_more_workers_than_allowed_are_started(loop, tmp_path):
    functions = local_lambda(functions=specs(scheduled_events=20))
    pool = functions.pools["scheduled-events"]
    pool._free = asyncio.Semaphore(1)

    async def two():
        event = {"do": "meet", "of": 1, "folder": str(tmp_path)}
        return await asyncio.gather(*(functions.invoke("scheduled-events", event, wait=True) for _ in range(2)))

    workers = [one.result for one in loop.run(two())]
    loop.run(functions.stop())
    assert len(set(workers)) == 1


def test_an_asynchronous_event_is_tried_three_times_and_then_listed(here, tmp_path):
    counter = tmp_path / "attempts"
    assert invoke(here, wait=False, do="fail_until", file=str(counter), times=9).status == "accepted"
    assert here.functions.busy() == 1
    settle(here)
    assert counter.read_text() == "..."
    (failure,) = here.functions.failures
    assert failure["function"] == "scheduled-events"
    assert failure["attempts"] == 3
    assert failure["error"]["errorType"] == "RuntimeError"
    assert failure["event"]["file"] == str(counter)


def test_an_asynchronous_event_that_succeeds_in_the_end_leaves_nothing_behind(here, tmp_path):
    counter = tmp_path / "attempts"
    invoke(here, wait=False, do="fail_until", file=str(counter), times=2)
    settle(here)
    assert counter.read_text() == "..."
    assert here.functions.failures == []


def test_failures_and_waiting_events_outlive_a_restart(loop, tmp_path):
    counter, state = tmp_path / "attempts", tmp_path / "functions.json"

    async def first():
        functions = local_lambda(state_file=state, delays=(0, 0))
        await asyncio.wait([functions.accept("scheduled-events", {"do": "fail", "message": "no"})])
        functions.pools["scheduled-events"]._free = asyncio.Semaphore(0)
        functions.accept("scheduled-events", {"do": "fail_until", "file": str(counter), "times": 0})
        await functions.stop()

    async def second():
        functions = local_lambda(state_file=state)
        functions.resume()
        waiting = functions.busy()
        await until(lambda: not functions.busy())
        await functions.stop()
        return waiting, functions.failures

    loop.run(first())
    waiting, failures = loop.run(second())
    assert waiting == 1
    assert counter.read_text() == "."
    assert [failure["error"]["errorMessage"] for failure in failures] == ["no"]


@pytest.mark.parametrize(
    ("source", "kind"), [("import nothing_like_it", "ModuleNotFoundError"), ("def half(", "SyntaxError")]
)
def test_a_handler_that_cannot_be_imported_is_reported_with_a_hint(loop, tmp_path, source, kind):
    (tmp_path / "handler.py").write_text(source)
    functions = local_lambda(root=tmp_path)
    failed = loop.run(functions.invoke("slack-responses", {}, wait=True))
    loop.run(functions.stop())
    assert failed.error["errorType"] == kind
    assert kind in failed.hint
    assert any("Importing handler.slack_responses failed" in line for line in list(functions.log_lines))


def test_the_warm_workers_are_started_ahead_and_end_with_their_input(loop):
    functions = local_lambda()
    functions.warm_up()

    async def warm():
        async with asyncio.timeout(60):
            await asyncio.gather(*(pool._warming for pool in functions.pools.values()))

    loop.run(warm())
    sizes = {name: pool.size for name, pool in functions.pools.items()}
    workers = [worker for pool in functions.pools.values() for worker in pool._all]
    loop.run(functions.stop())
    assert sizes == {"slack-responses": 2, "scheduled-events": 1}
    assert {worker.process.returncode for worker in workers} == {0}


def test_the_journal_shows_events_without_signatures_and_cut():
    event = {"headers": {"x-slack-signature": "v0=abc", "host": "h"}, "body": "x" * 5000, "list": [1]}
    assert shown(event)["headers"] == {"x-slack-signature": "(left out)", "host": "h"}
    assert len(shown(event)["body"]) < 4100
    assert shown(event)["list"] == [1]
