"""Builds the app and its services from the settings, once.

What is slow at a cold start (certificates, connections) is warmed up in threads while the rest is built.
"""

import logging
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import Any

from botocore.config import Config
from botocore.session import Session
from slack_bolt import App
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.middleware import Middleware
from slack_bolt.request import BoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk import WebClient

from app import __version__, listeners
from app.calendars import Calendars
from app.errors import InvalidSettings
from app.handover import Handover
from app.lazy import DurableRunner, refuse_namesakes
from app.listeners.finding import Finder
from app.public_http import PublicHttp
from app.records import replace
from app.services import Clock, Day, Privacy, Sending, Services, Setup
from app.settings import SECRETS, SUPPRESSION_KEY, Secrets, Settings
from app.slack import client as slack_client
from app.slack.client import Slack
from app.storage.day.blockers import Blockers
from app.storage.day.digests import Digests
from app.storage.day.last_words import LastWords
from app.storage.day.members import Members
from app.storage.day.old_days import OldDays
from app.storage.day.reports import Reports
from app.storage.day.tellings import Tellings
from app.storage.privacy.audit import Audit
from app.storage.privacy.erasure_requests import ErasureRequests
from app.storage.privacy.raw_rows import RawRows
from app.storage.privacy.removal import Removal
from app.storage.privacy.suppressed import Suppressed
from app.storage.rows import connection
from app.storage.rows.gate import GATE
from app.storage.scheduling.installations import Installations
from app.storage.scheduling.jobs import Jobs
from app.storage.scheduling.joinings import Joinings
from app.storage.scheduling.leases import Leases
from app.storage.setup.changes import Changes
from app.storage.setup.concerns import Concerns
from app.storage.setup.drafts import Drafts
from app.storage.setup.introductions import Introductions
from app.storage.setup.invitations import Invitations
from app.storage.setup.standups import Standups
from app.telemetry import log

# For invoking a lazy run: Slack waits three seconds, and the ack needs time, too. If this is not enough, the lazy
# function runs inline.
INVOKE = Config(
    connect_timeout=0.3,
    read_timeout=1.0,
    retries={"total_max_attempts": 1, "mode": "standard"},
    parameter_validation=False,
)


_log = logging.getLogger(__name__)


def build(settings: Settings) -> tuple[App, Services]:
    """Build the Bolt app and the services that its listeners work with. Calls AWS and nobody else."""
    log.configure()
    _log.info("started", extra={"version": __version__, "function": settings.function_name})
    with _in_background() as start:
        start(partial(slack_client.warm_up, settings.slack_api_url))
        session = connection.connect(settings)
        start(connection.warm_up)
        client: Any = session.create_client("lambda", region_name=settings.region, config=INVOKE)
        runner = DurableRunner(client)
        start(partial(runner.warm_up, settings.function_name))
        settings = _with_secrets(settings, session)
        GATE.use(lambda: settings.suppression_secrets)
        services = build_services(settings, Clock(), Handover(client, settings.function_name))
        app = build_app(services, runner)
        listeners.warm_up()
    return app, services


def build_services(settings: Settings, clock: Clock, handover: Handover | None = None) -> Services:
    """Build the services; the tables must be connected before they are used."""
    return Services(
        settings=settings,
        clock=clock,
        slack=Slack(settings.secrets.bot_token, settings.slack_api_url),
        calendars=Calendars(),
        standups=Standups(settings.channel, settings.days_kept),
        reports=Reports(settings.most_days),
        members=Members(settings.days_kept),
        jobs=Jobs(),
        privacy=Privacy(
            suppressed=Suppressed(),
            erasure_requests=ErasureRequests(),
            audit=Audit(settings.days_kept),
            rows=RawRows(),
            removal=Removal(),
            old_days=OldDays(settings.most_days),
        ),
        setup=Setup(
            drafts=Drafts(),
            introductions=Introductions(),
            invitations=Invitations(),
            changes=Changes(settings.days_kept),
            installations=Installations(),
            concerns=Concerns(),
        ),
        day=Day(
            digests=Digests(settings.most_days),
            tellings=Tellings(settings.most_days),
            blockers=Blockers(),
            last_words=LastWords(settings.most_days),
            joinings=Joinings(),
        ),
        sending=Sending(leases=Leases(), public_http=PublicHttp(), handover=handover or Handover()),
    )


def build_app(services: Services, runner: DurableRunner) -> App:
    """Build the Bolt app around existing services."""
    settings = services.settings
    app = App(
        name="standup",
        logger=log.quieted("slack_bolt"),
        request_verification_enabled=False,  # app/http.py verifies signatures before anything is parsed
        client=WebClient(base_url=settings.slack_api_url),
        authorize=_authorize(settings.secrets.bot_token),
        process_before_response=True,
        ssl_check_enabled=False,
        raise_error_for_unhandled_request=True,
    )
    app.listener_runner.lazy_listener_runner = runner
    app.use(_Provider(services))
    app.use(Finder(app))
    listeners.register(app)
    refuse_namesakes(app)
    return app


@contextmanager
def _in_background() -> Iterator[Callable[[Callable[[], None]], None]]:
    """Let the block start steps in threads, and wait for them at its end. What fails is tried again when it is needed.

    Lambda gives a function two processors while it starts, and with 512 MB a third of one afterwards. Most of these
    steps is waiting and reading certificates.
    """
    steps: list[Future[None]] = []
    with ThreadPoolExecutor() as threads:
        yield lambda step: steps.append(threads.submit(step))
    for failure in filter(None, (step.exception() for step in steps)):
        # The only cost is a little time; the next call that needs it raises the error.
        _log.debug("not warmed up", extra={"error": f"{type(failure).__name__}: {failure}"})


def _authorize(bot_token: str) -> Callable[..., AuthorizeResult]:
    """Return Bolt's `authorize` for our one token, without asking Slack: that would slow down every cold start."""

    def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token=bot_token)

    return authorize


class _Provider(Middleware):
    """Gives each request the services."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def process(self, *, req: BoltRequest, resp: BoltResponse, next: Callable[[], BoltResponse]) -> BoltResponse:  # noqa: A002 Bolt's name
        req.context["services"] = self._services
        next()
        return resp


def _with_secrets(settings: Settings, session: Session) -> Settings:
    """Return the settings with the secrets of the parameter store added; raises InvalidSettings if one is missing."""
    known = settings.secrets
    given: Mapping[str, str] = dict(zip(SECRETS, (known.bot_token, known.signing_secret), strict=True))
    if settings.secrets_path and not all(given.values()):
        path = settings.secrets_path.rstrip("/")
        client: Any = session.create_client("ssm", region_name=settings.region)
        reply = client.get_parameters(
            Names=[f"{path}/{name}" for name in (*SECRETS, SUPPRESSION_KEY)], WithDecryption=True
        )
        given = {parameter["Name"].rsplit("/", 1)[1]: parameter["Value"] for parameter in reply["Parameters"]}
    if missing := [name for name in SECRETS if not given.get(name)]:
        raise InvalidSettings(f"not set: {', '.join(missing)}")
    key = given.get(SUPPRESSION_KEY) or known.suppression_key
    return replace(settings, secrets=Secrets(given[SECRETS[0]], given[SECRETS[1]], key))
