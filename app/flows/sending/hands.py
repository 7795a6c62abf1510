"""Hands: threads that work side by side on what a sender has to do, the most urgent first.

Only one of them runs our own code at a time; the others are waiting for Slack, or for their turn to call it. A task
is one stretch of work for one standup, and may add others.
"""

from collections.abc import Callable
from contextvars import copy_context
from datetime import UTC, datetime
from heapq import heappop, heappush
from itertools import count
from threading import Lock, Thread, current_thread

from app.domain.scheduling.urgency import Rank, Urgency
from app.flows.sending.turns import Turns
from app.slack.patience import one_at_a_time

# So many tasks are worked on at once, and so many more of which a whole channel waits.
MOST, MORE_FOR_HEADERS = 24, 8

Task = Callable[[], None]


class Hands:
    """The threads of one sender. A task that raises anything ends all of it."""

    def __init__(self, turns: Turns) -> None:
        self._turns = turns
        self._ours = Lock()
        self._lock = Lock()
        self._tasks: list[tuple[Urgency, int, Task]] = []
        self._numbers = count()
        self._threads: set[Thread] = set()
        self._failure: BaseException | None = None
        self._till_the_end = Urgency(Rank.HEADER, datetime.max.replace(tzinfo=UTC))

    def add(self, urgency: Urgency, task: Task) -> None:
        """Have something done when its turn has come."""
        with self._lock:
            heappush(self._tasks, (urgency, next(self._numbers), task))
            self._start_thread()

    def work(self, look: Callable[[], datetime]) -> None:
        """Work until nothing is left; raises what ended it.

        `look` adds what has become due, at first and then at each moment that it returns.
        """
        try:
            again = self._ourselves(look)
            while not self._is_over():
                self._turns.wait(self._till_the_end, not_before=again)
                if again <= self._turns.now() and not self._is_over():
                    again = self._ourselves(look)
        except BaseException as error:  # noqa: BLE001 it is raised again once the threads have ended
            self._fail(error)
        with self._turns.away():
            for thread in list(self._threads):
                thread.join()
        if self._failure:
            raise self._failure

    def _ourselves(self, look: Callable[[], datetime]) -> datetime:
        with one_at_a_time(self._ours):
            return look()

    def _is_over(self) -> bool:
        with self._lock:
            return self._failure is not None or not (self._threads or self._tasks)

    def _start_thread(self) -> None:
        """Start one more thread for the most urgent task, unless enough are at work."""
        most = MOST + (MORE_FOR_HEADERS if self._tasks[0][0].rank is Rank.HEADER else 0)
        if self._failure is None and len(self._threads) < most:
            thread = Thread(target=copy_context().run, args=(self._do_tasks,), daemon=True)
            self._threads.add(thread)
            self._turns.expect()
            thread.start()

    def _do_tasks(self) -> None:
        """Do one task after the other until none is left: what a thread does."""
        try:
            while task := self._next_task():
                with one_at_a_time(self._ours):
                    task()
        except BaseException as error:  # noqa: BLE001 the sender's own thread raises it
            self._fail(error)
        self._turns.leave(self._till_the_end)

    def _next_task(self) -> Task | None:
        with self._lock:
            if self._failure is None and self._tasks:
                return heappop(self._tasks)[2]
            self._threads.discard(current_thread())
            return None

    def _fail(self, error: BaseException) -> None:
        with self._lock:
            self._failure = self._failure or error
            self._threads.discard(current_thread())
        self._turns.end(error)
