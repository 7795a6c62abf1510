"""What `setup` remembers between its runs: ids and addresses in one file, the configuration token's pair in another."""

import hashlib
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path

from ops import record
from ops.record import Record
from ops.slack_app import PAGE, SlackRefused, TokenPair, rotated
from ops.steps import Problem

# A token that has less left than this may end in the middle of a run.
SPARE_SECONDS = 600


class Records:
    """The state folder's files of one stage."""

    def __init__(self, stage: str, folder: Path | None = None) -> None:
        self._stage = stage
        self._folder = folder
        self._pair_file = record.file_of(stage, folder).with_suffix(".tokens.json")
        self._mark = record.file_of(stage, folder).with_suffix(".making")
        self.lock = record.file_of(stage, folder).with_suffix(".lock")
        self.record = record.read(stage, folder)

    def note(self, **known: str) -> Record:
        """Write down what has become known."""
        self.record = record.note(self._stage, self._folder, **known)
        if self.record.app_id:
            self._mark.unlink(missing_ok=True)
        return self.record

    @contextmanager
    def making_an_app(self) -> Iterator[None]:
        """Mark that Slack makes an app until its id is noted: whoever is killed before that leaves one behind.

        Raises Problem where the mark is there, for nobody but the person can tell whether the app is.
        """
        if self._mark.exists():
            raise Problem(
                f"An earlier setup was ended while Slack made the app, which may be there. Look at {PAGE}: if it is, "
                f"give its id with --app-id; if it is not, delete {self._mark}. Then run the same command again."
            )
        record.created(self._mark).close()
        try:
            yield
        except SlackRefused:
            self._mark.unlink()
            raise

    def configuration_token(self, token: str, refresh_token: str) -> str:
        """Give a living configuration token, or an empty text if there is none to be had.

        A refresh token works once, so its successors are kept, for this user's eyes only, and go before it.
        """
        if token or not (refresh_token or self._pair_file.exists()):
            return token
        kept, origin = self._kept_pair()
        begun_anew = refresh_token and hashlib.sha256(refresh_token.encode()).hexdigest() != origin
        if kept is None or begun_anew:
            return self._rotate(refresh_token, refresh_token)
        if kept.expires_at - SPARE_SECONDS > time.time():
            return kept.token
        try:
            return self._rotate(kept.refresh_token, "", origin)
        except SlackRefused:
            self._pair_file.unlink(missing_ok=True)
            raise

    def _rotate(self, refresh_token: str, given: str, origin: str = "") -> str:
        pair = rotated(refresh_token)
        origin = hashlib.sha256(given.encode()).hexdigest() if given else origin
        record.write(self._pair_file, {**asdict(pair), "origin": origin})
        return pair.token

    def _kept_pair(self) -> tuple[TokenPair | None, str]:
        with suppress(OSError, ValueError, TypeError, KeyError):
            kept = json.loads(self._pair_file.read_text("utf-8"))
            return TokenPair(kept["token"], kept["refresh_token"], int(kept["expires_at"])), str(kept["origin"])
        return None, ""
