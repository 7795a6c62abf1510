"""What `setup` remembers between its runs: ids and addresses in one file, the configuration token's pair in another."""

import hashlib
import json
import os
import time
from contextlib import suppress
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from ops.slack_app import SlackRefused, TokenPair, rotated
from ops.steps import ROOT, Problem

FOLDER = ROOT / ".standup"
OWNER_ONLY = 0o600
# A token that has less left than this may end in the middle of a run.
SPARE_SECONDS = 600


@dataclass(frozen=True)
class Record:
    """How far the setup of a stage has come. Never a secret."""

    region: str = ""
    channel: str = ""
    app_id: str = ""
    url: str = ""


class Records:
    """The state folder's files of one stage."""

    def __init__(self, stage: str, folder: Path = FOLDER) -> None:
        self._file = folder / f"{stage}.json"
        self._pair_file = folder / f"{stage}.tokens.json"
        self.record = self._read()

    def note(self, **known: str) -> Record:
        """Write down what has become known."""
        changed = replace(self.record, **{name: value for name, value in known.items() if value})
        if changed != self.record or not self._file.exists():
            self.record = changed
            _write(self._file, asdict(changed))
        return changed

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
        _write(self._pair_file, {**asdict(pair), "origin": origin})
        return pair.token

    def _kept_pair(self) -> tuple[TokenPair | None, str]:
        with suppress(OSError, ValueError, TypeError, KeyError):
            kept = json.loads(self._pair_file.read_text("utf-8"))
            return TokenPair(kept["token"], kept["refresh_token"], int(kept["expires_at"])), str(kept["origin"])
        return None, ""

    def _read(self) -> Record:
        if not self._file.exists():
            return Record()
        try:
            kept = json.loads(self._file.read_text("utf-8"))
            return Record(**{each.name: str(kept.get(each.name, "")) for each in fields(Record)})
        except (OSError, ValueError, AttributeError) as error:
            raise Problem(
                f"{self._file} cannot be read ({error}). Mend it or delete it: it holds no secrets."
            ) from None


def _write(file: Path, content: dict[str, Any]) -> None:
    """Replace a file at one go; it is the owner's alone from its first byte on."""
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY), "w", encoding="utf-8") as text:
        json.dump(content, text, indent=2)
        text.write("\n")
    fresh.replace(file)
