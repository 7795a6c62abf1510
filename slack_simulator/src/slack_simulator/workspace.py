"""The workspace: everything that Slack would know about one team and one installed app."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx

from slack_simulator.apps.accounts import Apps
from slack_simulator.apps.installation import BOT_USER_ID, Installation
from slack_simulator.blocks.views import Views
from slack_simulator.clock import Clock
from slack_simulator.delivery.dispatch import Delivery
from slack_simulator.delivery.events import Events
from slack_simulator.delivery.response_urls import ResponseUrls
from slack_simulator.delivery.sockets import Sockets
from slack_simulator.errors import ActError, SlackError
from slack_simulator.faults import Faults
from slack_simulator.state import saved
from slack_simulator.state.channels import Conversation, direct_message, first_conversations
from slack_simulator.state.files import Files
from slack_simulator.state.journal import Journal
from slack_simulator.state.limits import Limits
from slack_simulator.state.live import Live
from slack_simulator.state.people import Person, always_there, first_people
from slack_simulator.state.policies import Policies
from slack_simulator.state.triggers import Triggers

Json = dict[str, Any]

APP_TOKEN = "xapp-1-made-up-by-the-simulator"  # noqa: S105


class Workspace:
    """Holds the state; what happens to it is written in the modules beside this one.

    All of it belongs to one event loop, so nothing here is locked.
    """

    def __init__(
        self,
        base_url: str,
        signing_secret: str,
        bot_token: str,
        manifest: dict[str, Any],
        *,
        clock: Clock,
        journal: Journal,
        pace: float = 1,
        state_file: Path | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
        people: Sequence[Person] | None = None,
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self.bot_token = bot_token
        self.clock = clock
        self.journal = journal
        self._manifest = manifest
        self.apps = Apps(manifest, clock)
        self.installation = Installation.from_manifest(manifest)
        self.token_error: str | None = None
        self.faults = Faults()
        self.policies = Policies()
        self.live = Live()
        self.files = Files()
        self.limits = Limits(pace, clock.monotonic)
        self.triggers = Triggers(clock.monotonic)
        self.response_urls = ResponseUrls(clock.monotonic)
        self.delivery = Delivery(f"{self.base_url}/slack/events", signing_secret, clock, journal, transport)
        self.sockets = Sockets(self.base_url)
        self.app_token = APP_TOKEN
        self._set_installation(self.installation)
        self.events = Events(self.delivery, clock, self.faults, lambda: self.installation.heard)
        self.saver = saved.Saver(state_file, self._content)
        self.calls: list[Json] = []
        self._state_file = state_file
        self._cast = people
        self._begin(saved.load(state_file) if state_file else None)

    def _begin(self, content: Json | None) -> None:
        self.people: dict[str, Person] = {}
        self.conversations: dict[str, Conversation] = {}
        self.messages: dict[str, list[Json]] = {}
        self.old_ids: dict[str, str] = {}
        self.views = Views()
        self._used_ts: set[str] = set()
        if content is None or not self._restore(content):
            self._start_afresh()

    def _start_afresh(self) -> None:
        cast = first_people() if self._cast is None else self._cast
        people = [*(replace(person) for person in cast), *always_there(self.installation.name)]
        self.people = {person.id: person for person in people}
        self.conversations = {each.id: each for each in first_conversations(people)}
        self.messages = {}
        self.clock.open()

    def _restore(self, content: Json) -> bool:
        try:
            self.people = {each["id"]: Person(**each) for each in content["people"]}
            self.conversations = {each["id"]: Conversation(**each) for each in content["conversations"]}
            self.messages = content["messages"]
            self.views.homes = content["homes"]
            self.clock.offset = timedelta(seconds=content["clock_offset"])
            self._used_ts = {message["ts"] for messages in self.messages.values() for message in messages}
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            if self._state_file:
                saved.set_aside(self._state_file, f"{type(error).__name__}: {error}")
            return False
        return True

    def _content(self) -> Json:
        lasting = {
            conversation_id: [message for message in messages if not message["_local"].get("ephemeral_to")]
            for conversation_id, messages in self.messages.items()
        }
        return {
            "clock_offset": self.clock.offset.total_seconds(),
            "people": [asdict(person) for person in self.people.values()],
            "conversations": [asdict(each) for each in self.conversations.values()],
            "messages": lasting,
            "homes": self.views.homes,
        }

    def reset(self) -> None:
        """Back to how it was at the first start, the clock too."""
        self.events.cancel()
        self._begin(None)
        self.token_error = None
        self._manifest = self.apps.reset()
        self.decline([])
        self.calls.clear()
        self.faults.clear()
        self.policies = Policies()
        self.files.clear()
        self.limits.clear()
        self.response_urls.clear()
        self.saver.changed()
        self.live.tell({"type": "reset"})

    def install(self, manifest: Json, people: Sequence[Person] | None = None) -> None:
        """Begin afresh with another app in place of this one, and with these people."""
        self.apps = Apps(manifest, self.clock)
        self._set_installation(Installation.from_manifest(manifest))
        self._cast = people
        self.reset()

    def decline(self, scopes: Collection[str]) -> None:
        """Install the app anew with these optional scopes declined; no others can be."""
        whole = Installation.from_manifest(self._manifest)
        if set(scopes) - set(whole.optional_scopes):
            raise ActError(f"Only these scopes can be declined: {', '.join(whole.optional_scopes) or 'none'}.")
        self._set_installation(whole.without(scopes))

    def change_manifest(self, manifest: Json) -> None:
        """Let the app be as this manifest says at once; its token keeps its scopes until it is installed anew."""
        self._manifest = manifest
        self._set_installation(replace(Installation.from_manifest(manifest), scopes=self.installation.scopes))

    def _set_installation(self, installation: Installation) -> None:
        self.installation = installation
        self.delivery.sockets = self.sockets if installation.socket_mode else None

    async def close(self) -> None:
        """Save, and stop what is under way."""
        self.saver.flush()
        await self.events.close()
        await self.delivery.close()

    def busy(self) -> int:
        """How many requests to the app and event retries are under way."""
        return self.delivery.under_way + self.events.under_way

    def need(self, *scopes: str) -> None:
        """Raise missing_scope unless the app has at least one of the scopes."""
        granted = self.installation.scopes
        if scopes and not any(scope in granted for scope in scopes):
            raise SlackError("missing_scope", needed=",".join(scopes), provided=",".join(granted))

    def person(self, user_id: str) -> Person:
        if user_id not in self.people:
            raise SlackError("user_not_found")
        return self.people[user_id]

    def actor(self, user_id: str) -> Person:
        """Somebody at the page; raises ActError for those who cannot do anything."""
        person = self.people.get(user_id)
        if person is None or not person.can_act:
            raise ActError("Nobody with this id can do anything here.")
        return person

    def direct_message(self, user_id: str, peer: str = BOT_USER_ID) -> Conversation:
        """Return the direct message between a person and the app (or Slackbot), made if it was never used."""
        fresh = direct_message(user_id, peer)
        return self.conversations.setdefault(fresh.id, fresh)

    def visible_conversations(self, user_id: str) -> Iterable[Conversation]:
        return (each for each in self.conversations.values() if self.may_see(user_id, each))

    def may_see(self, user_id: str, conversation: Conversation) -> bool:
        """Return whether somebody can see a conversation; guests see only those they are in."""
        person = self.people.get(user_id)
        if person is not None and person.is_restricted:
            return user_id in conversation.members
        return conversation.visible_to(user_id)

    def channel_named(self, name: str) -> str | None:
        wanted = name.removeprefix("#")
        return next((each.id for each in self.conversations.values() if each.name == wanted and wanted), None)

    def next_ts(self) -> str:
        """Return the present moment as a message id, never given out twice."""
        moment = int((self.clock.now().timestamp() - self.policies.clock_behind) * 1_000_000)
        while (ts := f"{moment // 1_000_000}.{moment % 1_000_000:06d}") in self._used_ts:
            moment += 1
        self._used_ts.add(ts)
        return ts
