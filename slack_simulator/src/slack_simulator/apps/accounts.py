"""The apps of one person's account: their manifests and credentials, and the configuration tokens that change them."""

import hashlib
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from slack_simulator.apps.installation import APP_ID, VERIFICATION_TOKEN
from slack_simulator.clock import Clock
from slack_simulator.errors import SlackError

Json = dict[str, Any]

TOKEN_SECONDS = 43_200


def _made_up(what: str, length: int = 32) -> str:
    return hashlib.sha256(f"{what} of the local workspace".encode()).hexdigest()[:length]


FIRST_TOKEN = f"xoxe.xoxp-1-{_made_up('configuration token')}"
FIRST_REFRESH_TOKEN = f"xoxe-1-{_made_up('refresh token')}"


@dataclass
class OwnApp:
    """One app as api.slack.com shows it to its owner."""

    id: str
    manifest: Json
    number: int

    def credentials(self) -> dict[str, str]:
        return {
            "client_id": f"100000000001.{self.number:012d}",
            "client_secret": _made_up(f"client secret {self.number}"),
            "verification_token": VERIFICATION_TOKEN,
            "signing_secret": _made_up(f"signing secret {self.number}"),
        }


class Apps:
    """All apps that a configuration token may change; the first one is the one that is installed."""

    def __init__(self, manifest: Json, clock: Clock) -> None:
        self._first = manifest
        self._clock = clock
        self.reset()

    def reset(self) -> Json:
        """Go back to the one installed app and the first pair of tokens; returns that app's manifest."""
        self._apps = {APP_ID: OwnApp(APP_ID, deepcopy(self._first), 0)}
        self._made = 0
        self._rotations = 0
        self._refresh_token = FIRST_REFRESH_TOKEN
        self._expiries = {FIRST_TOKEN: self._clock.monotonic() + TOKEN_SECONDS}
        return self._first

    def __len__(self) -> int:
        return len(self._apps)

    def check(self, token: str) -> None:
        """Raise SlackError unless this is a living configuration token."""
        if token not in self._expiries:
            raise SlackError("not_allowed_token_type" if token.startswith("xoxb-") else "invalid_auth")
        if self._expiries[token] < self._clock.monotonic():
            raise SlackError("token_expired")

    def rotate(self, refresh_token: str) -> Json:
        """Give a new pair for a refresh token, which is good for nothing from then on."""
        if refresh_token != self._refresh_token:
            raise SlackError("invalid_refresh_token")
        self._rotations += 1
        token = f"xoxe.xoxp-1-{_made_up(f'configuration token {self._rotations}')}"
        self._refresh_token = f"xoxe-1-{_made_up(f'refresh token {self._rotations}')}"
        self._expiries[token] = self._clock.monotonic() + TOKEN_SECONDS
        now = int(self._clock.now().timestamp())
        return {"token": token, "refresh_token": self._refresh_token, "iat": now, "exp": now + TOKEN_SECONDS}

    def make(self, manifest: Json) -> OwnApp:
        self._made += 1
        made = OwnApp(f"A0MADE{self._made:05d}", manifest, self._made)
        self._apps[made.id] = made
        return made

    def find(self, app_id: str) -> OwnApp:
        if not app_id.startswith("A"):
            raise SlackError("invalid_app_id")
        if app_id not in self._apps:
            raise SlackError("app_not_found")
        return self._apps[app_id]
