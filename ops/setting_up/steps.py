"""The five steps of `setup`: each says what it does, does it, checks it, and may be done again.

The first looks at all that the others need, before anything is asked for. Where there is no stack yet it is deployed
before the Slack app is made, so that the app's manifest has its address. The functions start once there are secrets.
"""

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ops.deploying.keeping import require_nothing_elsewhere
from ops.deploying.local_stage import is_embedded
from ops.deploying.settings import wrong_channel
from ops.lock import alone
from ops.record import Record
from ops.secrets import StoredSecrets, explained, make_suppression_key
from ops.setting_up import checks
from ops.setting_up.early_ticks import drop_ticks
from ops.setting_up.guide import Guide
from ops.setting_up.record import Records
from ops.slack_app import PAGE, AppConfiguration, has_all, link_to_create, manifest_for
from ops.stage import SECRETS, Stage
from ops.steps import ROOT, Problem

BOT_TOKEN, SIGNING_SECRET = SECRETS
WORDS = {BOT_TOKEN: "bot token (xoxb-…)", SIGNING_SECRET: "signing secret"}
CHECKS = {BOT_TOKEN: checks.refused_bot_token, SIGNING_SECRET: checks.wrong_signing_secret}
STEPS = 5


@dataclass(frozen=True)
class Options:
    """What the command line and the environment say; empty is what they leave open."""

    channel: str = ""
    app_id: str = ""
    url: str = ""
    config_token: str = field(default="", repr=False)
    refresh_token: str = field(default="", repr=False)
    bot_token: str = field(default="", repr=False)
    signing_secret: str = field(default="", repr=False)
    new_secrets: bool = False
    deploy: bool = True


class Setup:
    """One run through the steps for one stage."""

    def __init__(self, stage: Stage, options: Options, guide: Guide, records: Records) -> None:
        self._stage = stage
        self._options = options
        self._guide = guide
        self._records = records
        self._configuration: AppConfiguration | None = None
        self._is_new = False  # the app was made by a link of this run, which has the address

    @property
    def _record(self) -> Record:
        return self._records.record

    def run(self) -> None:
        """Go through all steps; the first one that cannot be done ends it with a Problem."""
        stored, url = self.look()
        another = f"Another setup of the stage {self._stage.name} is at work. Let it end, then run this again."
        with alone(self._records.lock, another):  # or both make a Slack app, and one of them is forgotten
            self._records.note()  # reads what the one before has noted since
            self._carry_out(stored, url)

    def _carry_out(self, stored: StoredSecrets, url: str) -> None:
        is_there = bool(url)
        if not is_there:
            url = self.deployment()
        made_secret = self.slack_app(stored, url)
        bot_token, signing_secret, bot = self.secrets(stored, made_secret)
        if is_there:
            url = self.deployment()
        if url:
            self.verification(url, bot_token, signing_secret, bot)

    def look(self) -> tuple[StoredSecrets, str]:
        """Look at all that is needed, say all that is wrong at once; returns the stored secrets and the address."""
        self._guide.step("Look", "Looks at AWS, Slack, and what is given and there already. Changes nothing.")
        channel = self._options.channel or self._record.channel
        with explained(self._stage):
            account = self._stage.client("sts").get_caller_identity()["Account"]
            require_nothing_elsewhere(self._stage)
            url = self._options.url or (self._stage.outputs() or {}).get("RequestUrl", "")
        stored = StoredSecrets(self._stage)
        known, wrong = self._known_secrets(stored)
        token = self._records.configuration_token(self._options.config_token, self._options.refresh_token)
        self._configuration = AppConfiguration(token) if token else None
        wrong += [
            wrong_channel(channel),
            checks.refused_manifest(self._configuration, manifest_for(self._stage.name, url)),
            self._forgotten_app(stored),
        ]
        if self._options.deploy:
            wrong += checks.missing_here(is_embedded(os.environ.get("AWS_ENDPOINT_URL", "")))
        is_asked = [secret for secret, value in known.items() if not value] if self._guide.unattended else []
        if BOT_TOKEN in is_asked and (self._record.app_id or self._options.app_id):
            wrong.append(self._no_token())
        if problems := [problem for problem in wrong if problem]:
            raise Problem("\n".join(problems))
        where = f"channel {channel}" if channel else "any channel that the bot is invited to"
        self._guide.done(f"{where}, stage {self._stage.name} in {self._stage.region}, AWS account {account}")
        self._tell_what_follows(known, url)
        self._guide.agree()
        self._records.note(channel=channel, region=self._stage.region, app_id=self._options.app_id)
        return stored, url

    def _forgotten_app(self, stored: StoredSecrets) -> str | None:
        is_known = self._configuration is None or self._record.app_id or self._options.app_id
        may_be_new = is_known or self._options.new_secrets
        return None if may_be_new else checks.forgotten_app(stored, self._stage.name)

    def _known_secrets(self, stored: StoredSecrets) -> tuple[dict[str, str], list[str | None]]:
        """Give the secrets as far as they are right, and what is wrong; a stored one that is dead is asked for anew."""
        known: dict[str, str] = {}
        wrong: list[str | None] = []
        for secret, check in CHECKS.items():
            given = self._given(secret)
            value = given or self._stored(stored, secret)
            problem = check(value) if value else None
            if given or self._guide.unattended:
                wrong.append(problem)
            known[secret] = "" if problem else value
        return known, wrong

    def _tell_what_follows(self, known: Mapping[str, str], url: str) -> None:
        asked = [WORDS[secret] for secret, value in known.items() if not value]
        self._guide.note(
            f"What follows: {'an update of' if url else 'a new'} stack in AWS, whose changes you see before."
        )
        if asked:
            self._guide.note(f"You will be asked for the {' and the '.join(asked)} of the Slack app.")

    def slack_app(self, stored: StoredSecrets, url: str) -> str:
        """See to it that the app exists and sends to `url`; returns the signing secret of one that was created here."""
        will = "Creates the Slack app from manifest.json, or brings it up to date. Undo: delete the app on its page."
        self._guide.step("Slack app", will)
        if self._configuration is None:
            self._app_by_hand(stored, url)
            return ""
        if self._record.app_id:
            self._update(url or self._record.url)
            return ""
        if forgotten := self._forgotten_app(stored):  # somebody else was faster
            raise Problem(forgotten)
        with self._records.making_an_app():
            made = self._configuration.create(manifest_for(self._stage.name, url))
            self._records.note(app_id=made.id, url=url)
        self._guide.done(f"app {made.id} created; {stored.put(SIGNING_SECRET, made.signing_secret)}")
        self._guide.note("Now install it:")
        self._guide.offer(f"{PAGE}/{made.id}/install-on-team")
        return made.signing_secret

    def _app_by_hand(self, stored: StoredSecrets, url: str) -> None:
        if self._record.app_id or stored.get(BOT_TOKEN):
            app = f"app {self._record.app_id}" if self._record.app_id else "an app, as its token is stored"
            self._guide.done(f"there is {app}; without a configuration token its manifest is not looked at")
            return
        self._guide.note(
            "Open this link, choose the workspace, press 'Next' and 'Create'. Then, on the app's page: 'Install App', "
            "'Install to' your workspace, 'Allow'."
        )
        self._guide.offer(link_to_create(manifest_for(self._stage.name, url)))
        self._records.note(url=url)
        self._is_new = True

    def _update(self, url: str) -> None:
        """Bring the app's manifest up to date; without a known URL the one that it has stays."""
        if self._configuration is None:
            return
        app_id = self._record.app_id
        present = self._configuration.export(app_id)
        wanted = manifest_for(self._stage.name, url or _url_in(present))
        if has_all(present, wanted):
            self._guide.done(f"app {app_id} is as manifest.json says")
            return
        to_install = self._configuration.update(app_id, wanted)
        self._guide.done(f"app {app_id} brought up to date")
        if to_install:
            self._guide.note("Its scopes changed. Install it anew:")
            self._guide.address(f"{PAGE}/{app_id}/install-on-team")

    def secrets(self, stored: StoredSecrets, made_secret: str) -> tuple[str, str, str]:
        """Take the two secrets and check the token; returns token, signing secret and the bot's name."""
        will = "Takes the bot token and the signing secret, which are not shown, and stores them, encrypted, in AWS."
        self._guide.step("Secrets", f"{will} Undo: 'manage.py remove --delete-data'.")
        token = self._secret(
            checks.refused_bot_token,
            self._given(BOT_TOKEN) or self._stored(stored, BOT_TOKEN),
            BOT_TOKEN,
            self._no_token(),
        )
        secret = self._secret(
            checks.wrong_signing_secret,
            self._given(SIGNING_SECRET) or made_secret or self._stored(stored, SIGNING_SECRET),
            SIGNING_SECRET,
            f"There is no signing secret yet. It is on the app's page ({self._page}) under 'Basic Information'; give "
            "it with --signing-secret-file or SLACK_SIGNING_SECRET.",
        )
        team, bot, lacking = checks.token_holder(token, manifest_for(self._stage.name))
        self._guide.done(f"the token is that of @{bot} in {team}, with all scopes that are needed")
        if lacking:
            self._guide.note(f"Optional scopes that it lacks: {', '.join(lacking)} (docs/permissions.md).")
        self._guide.done(stored.put(BOT_TOKEN, token))
        self._guide.done(stored.put(SIGNING_SECRET, secret))
        self._guide.done(make_suppression_key(self._stage))
        return token, secret, bot

    @property
    def _page(self) -> str:
        return f"{PAGE}/{self._record.app_id}" if self._record.app_id else PAGE

    def _no_token(self) -> str:
        return (
            f"There is no bot token yet. Install the app ({self._page}, 'Install App'), then give the token with "
            "--bot-token-file or SLACK_BOT_TOKEN."
        )

    def _given(self, secret: str) -> str:
        return self._options.bot_token if secret == BOT_TOKEN else self._options.signing_secret

    def _stored(self, stored: StoredSecrets, secret: str) -> str:
        return "" if self._options.new_secrets else stored.get(secret)

    def _secret(self, problem_of: Any, value: str, secret: str, cure: str) -> str:
        return self._guide.settle(problem_of, value, WORDS[secret].capitalize(), cure, hidden=True)

    def deployment(self) -> str:
        """Deploy, unless that is not wanted; returns the URL of the stack, or an empty text."""
        self._guide.step(
            "Deploy", "Builds the package and creates or updates the stack in AWS. Undo: 'manage.py remove'."
        )
        if self._options.deploy:
            self._deploy()
        elif not self._options.url:
            self._guide.note("Left out, as --no-deploy says.")
        with explained(self._stage):
            url = self._options.url or (self._stage.outputs() or {}).get("RequestUrl", "")
        if url:
            self._guide.done(f"the URL is {url}")
        elif self._options.deploy:
            raise Problem("There is no stack yet. Run the same command again, and agree to the changes.")
        else:
            self._guide.note("There is no stack yet, so nothing can be verified. Run again without --no-deploy.")
        return url

    def _deploy(self) -> None:
        stage = ["--stage", self._stage.name, "--region", self._stage.region]
        command = [sys.executable, "-m", "ops", "deploy", "--in-setup", *stage]
        unattended = ["--yes"] if self._guide.unattended else []
        environment = {**os.environ, "SLACK_CHANNEL": self._record.channel}  # empty keeps what is deployed
        if subprocess.run([*command, *unattended], cwd=ROOT, env=environment, check=False).returncode:
            raise Problem("The deployment failed; its reason is above. Mend it, then run the same command again.")

    def verification(self, url: str, bot_token: str, signing_secret: str, bot: str) -> None:
        will = (
            "Sends a signed request to the URL, as Slack does, sees to it that Slack has it, and looks at the channel."
        )
        self._guide.step("Verify", will)
        checks.probe(url, signing_secret)
        self._guide.done("the functions answer, and know the signing secret")
        self._tell_slack(url)
        if self._options.deploy and (dropped := drop_ticks(self._stage)):
            self._guide.done(
                f"{dropped} ticks that came before the secrets were there are dropped: the next does their work"
            )
        if not self._record.channel:
            self._guide.note(f"Write '/invite @{bot}' in a channel: it has a standup from then on.")
            return
        name = self._guide.insist(lambda: checks.see_channel(bot_token, self._record.channel, bot))
        self._guide.done(f"@{bot} is in #{name}")

    def _tell_slack(self, url: str) -> None:
        """See to it that Slack's side has the address, or say what is to be done there."""
        before = self._record.url
        self._records.note(url=url)
        if self._configuration and self._record.app_id:
            self._update(url)
        elif self._is_new:
            self._guide.note(
                f"On the app's page ({self._page}), 'Event Subscriptions', press 'Retry' until it says 'Verified'. "
                "If it does not, the signing secret is another one: run this again with --new-secrets."
            )
        else:
            if url == before:
                self._guide.note("The URL is the same as last time. Where Slack has it, there is nothing to do; else:")
            self._guide.note(
                f"On the app's page ({self._page}) paste this as 'Request URL' in three places, and save each: "
                "'Event Subscriptions', where Slack has to say 'Verified', 'Interactivity & Shortcuts', and "
                "'Slash Commands'. If it does not, the signing secret is another one: run this with --new-secrets."
            )
            self._guide.address(url)


def _url_in(manifest: dict[str, Any]) -> str:
    subscriptions = manifest.get("settings", {}).get("event_subscriptions", {})
    return str(subscriptions.get("request_url", ""))
