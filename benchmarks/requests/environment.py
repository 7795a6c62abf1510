"""One execution environment: a fresh process with AWS's runtime client, and the runtime API that it asks for work."""

import json
import queue
import subprocess
import threading
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self

from benchmarks.requests.quota import Quota, processor_seconds
from ops.steps import Problem

FUNCTION_ARN = "arn:aws:lambda:us-east-1:123456789012:function:standup-bench-slack-responses"
PATIENCE = 60.0
LONG_RUN = 900.0


@dataclass(frozen=True)
class Answer:
    """What a function answered, after how long, with how much processor, in seconds."""

    body: Any
    wall: float
    processor: float


class Environment:
    """A process that has imported a handler and answers one event after another."""

    def __init__(self, command: list[str], variables: Mapping[str, str], folder: Path, quota: Quota | None) -> None:
        self._quota = quota
        self._asked: queue.Queue[float] = queue.Queue()
        self._answered: queue.Queue[tuple[float, str, Any]] = queue.Queue()
        self._events: queue.Queue[Any] = queue.Queue()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._api())
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        started = time.perf_counter()
        self._process = subprocess.Popen(
            command,
            cwd=folder,
            env={**variables, "AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{self._server.server_port}"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        )
        self._output: list[str] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self.init = self._await(self._asked, PATIENCE) - started
        self._used = self.init_processor = processor_seconds(self._process.pid)
        if quota:
            quota.hold(self._process.pid)

    def invoke(self, event: Any, patience: float = PATIENCE) -> Answer:
        """Have one event answered; raises Problem if the function failed."""
        sent = time.perf_counter()
        self._events.put(event)
        answered, kind, body = self._await(self._answered, patience)
        self._await(self._asked, patience)
        if kind != "response":
            raise Problem(f"The function failed: {body}", self.output)
        before, self._used = self._used, processor_seconds(self._process.pid)
        processor = self._used - before
        wall = answered - sent
        return Answer(body, self._quota.wall(wall, processor) if self._quota else wall, processor)

    @property
    def output(self) -> str:
        return "".join(self._output)

    @property
    def memory(self) -> int:
        """The most memory that the process has had, in bytes: what Lambda reports, too."""
        status = Path(f"/proc/{self._process.pid}/status").read_text("ascii")
        return int(status.partition("VmHWM:")[2].split()[0]) * 1024

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        self._events.put(None)
        self._reader.join()
        self._server.shutdown()
        self._server.server_close()

    def _await(self, arrivals: "queue.Queue[Any]", patience: float) -> Any:
        until = time.monotonic() + patience
        while True:
            try:
                return arrivals.get(timeout=0.5)
            except queue.Empty:
                if self._process.poll() is not None or time.monotonic() > until:
                    raise Problem("A function ended, or took too long.", self.output) from None

    def _read(self) -> None:
        if self._process.stdout:
            self._output.extend(self._process.stdout)

    def _api(self) -> type[BaseHTTPRequestHandler]:
        environment = self

        class Api(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1
            disable_nagle_algorithm = True

            def do_GET(self) -> None:
                environment._asked.put(time.perf_counter())
                event = environment._events.get()
                self._reply(
                    200,
                    event,
                    {
                        "Lambda-Runtime-Aws-Request-Id": str(uuid.uuid4()),
                        "Lambda-Runtime-Deadline-Ms": str(int((time.time() + LONG_RUN) * 1000)),
                        "Lambda-Runtime-Invoked-Function-Arn": FUNCTION_ARN,
                    },
                )

            def do_POST(self) -> None:
                content = self.rfile.read(int(self.headers.get("content-length") or 0))
                kind = self.path.rsplit("/", 1)[1]
                environment._answered.put((time.perf_counter(), kind, json.loads(content or b"null")))
                self._reply(202, {"status": "OK"}, {})

            def _reply(self, status: int, content: Any, headers: Mapping[str, str]) -> None:
                data = json.dumps(content).encode()
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)
                self.wfile.flush()

            def log_message(self, *_: object) -> None:
                """Keep quiet."""

        return Api
