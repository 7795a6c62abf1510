"""A machine whose clock is wrong: AWS refuses what it signs, and no secret is at fault.

The embedded AWS takes a signature of any age, so AWS's answer stands in for it here.
"""

import re
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from ops.checks import aws, doctor, entrance, resources
from ops.checks.finding import State
from ops.checks.surroundings import Surroundings
from ops.stage import Stage

AHEAD = timedelta(minutes=11)
REFUSAL = """<ErrorResponse><Error><Type>Sender</Type><Code>SignatureDoesNotMatch</Code>
<Message>Signature expired: 20261128T110000Z is now earlier than 20261128T110600Z (20261128T111100Z - 5 min.)</Message>
</Error></ErrorResponse>"""


class Refusing(BaseHTTPRequestHandler):
    """Answers as AWS does to a signature that is too old, and says what time it is."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("content-length", 0)))
        self.send_response_only(403)
        self.send_header("Date", format_datetime(datetime.now(UTC) + AHEAD, usegmt=True))
        self.send_header("Content-Length", str(len(REFUSAL)))
        self.end_headers()
        self.wfile.write(REFUSAL.encode())

    def log_message(self, *_: object) -> None:
        """Stay silent."""


@pytest.fixture
def refusing(monkeypatch) -> Iterator[None]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Refusing) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{server.server_port}")
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "made up")
        yield
        server.shutdown()


def test_a_clock_that_is_behind_is_named_and_nobody_is_told_to_renew_a_secret(refusing):
    checks = [aws.credentials, resources.functions, resources.tables, entrance.signing_secret, entrance.clocks]
    told = {each.name: each for each in doctor.examine(Surroundings(Stage("check", "us-east-1")), checks)}
    assert told["clocks"].state is State.FAULT
    assert re.search(r"-6[56]\d s to AWS", told["clocks"].reason), told["clocks"]
    assert "set its clock" in told["clocks"].cure
    assert told["credentials"].reason == "AWS refuses what this machine signs, for its clock is off"
    cures = " ".join(each.cure for each in told.values())
    assert "--new-secrets" not in cures
    assert "aws configure" not in cures
