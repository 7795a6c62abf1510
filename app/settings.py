"""The settings, and the only reader of the environment.

docs/settings.md describes each variable for admins.
"""

from collections.abc import Mapping

from msgspec import Struct

from app.errors import InvalidSettings

# Every number among the settings is less than this.
LIMIT = 1e6
SECRETS = ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET")
# An optional third secret; without it the signing secret is used in its place.
SUPPRESSION_KEY = "SUPPRESSION_KEY"


class Secrets(Struct, frozen=True):
    """The secrets; a log that shows this object shows none of them."""

    bot_token: str
    signing_secret: str
    suppression_key: str = ""

    def __repr__(self) -> str:
        return "Secrets(…)"


class Settings(Struct, frozen=True):
    """What an admin decides. Without a `channel` there is no standup until the bot is invited to a channel.

    `pace` is a factor on how fast messages are sent. `days_kept` is how long rows about people are kept, 0 for ever.
    `most_days` is the same number if the admin set it, else 0: no standup keeps anything longer, whatever its owners
    choose. `keeps_warm`: environments that answer Slack are woken before people are asked.
    """

    secrets: Secrets
    channel: str
    table_prefix: str = "standup"
    slack_api_url: str = "https://slack.com/api/"
    region: str = "us-east-1"
    pace: float = 1.0
    days_kept: int = 400
    most_days: int = 0
    keeps_warm: bool = True
    secrets_path: str = ""
    stage: str = "local"
    function_name: str = ""

    @property
    def suppression_secrets(self) -> tuple[str, ...]:
        """The secrets that may open the key under which erased people are stored.

        The first one seals it now; the others may have sealed it before.
        """
        return tuple(filter(None, (self.secrets.suppression_key, self.secrets.signing_secret)))

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> "Settings":
        """Read the environment; raises InvalidSettings, which names the variable that is wrong."""
        return cls(
            Secrets(
                bot_token=env.get("SLACK_BOT_TOKEN") or env.get("SLACK_TOKEN", ""),
                signing_secret=env.get("SLACK_SIGNING_SECRET", ""),
                suppression_key=env.get("SUPPRESSION_KEY", ""),
            ),
            channel=env.get("SLACK_CHANNEL", ""),
            table_prefix=env.get("DYNAMODB_TABLE_PREFIX") or "standup",
            slack_api_url=(env.get("SLACK_API_URL") or "https://slack.com/api/").rstrip("/") + "/",
            region=env.get("AWS_REGION") or env.get("AWS_DEFAULT_REGION") or "us-east-1",
            pace=_positive(env, "SLACK_PACE", 1.0),
            days_kept=int(_positive(env, "DAYS_KEPT", 400, zero_allowed=True)),
            most_days=int(_positive(env, "DAYS_KEPT", 0, zero_allowed=True)),
            keeps_warm=_positive(env, "KEEP_WARM", 1, zero_allowed=True) > 0,
            secrets_path=env.get("SSM_PARAMETER_PREFIX", ""),
            stage=env.get("STAGE") or "local",
            function_name=env.get("AWS_LAMBDA_FUNCTION_NAME", ""),
        )


def _positive(env: Mapping[str, str], name: str, default: float, *, zero_allowed: bool = False) -> float:
    text = env.get(name) or str(default)
    try:
        number = float(text)
    except ValueError:
        number = -1
    if not (0 < number < LIMIT or (zero_allowed and number == 0)):
        raise InvalidSettings(f"{name} should be a positive number, not {text!r}")
    return number
