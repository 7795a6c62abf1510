"""The settings, and the only reader of the environment."""

from collections.abc import Mapping

from msgspec import Struct

from app.errors import InvalidSettings

MANY = 1e6
SECRETS = ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET")
# A third secret, without which the second one stands in for it.
SUPPRESSION_KEY = "SUPPRESSION_KEY"


class Secrets(Struct, frozen=True):
    """What nobody else may know; a log that names them shows nothing."""

    bot_token: str
    signing_secret: str
    suppression_key: str = ""

    def __repr__(self) -> str:
        return "Secrets(…)"


class Settings(Struct, frozen=True):
    """What an admin decides. Without a `channel` there is no standup until the bot is invited somewhere.

    `pace` is a factor on how fast messages are sent; `days_kept` 0 keeps for ever.
    `most_days` is the same where it was said: no standup keeps anything longer then, whatever its owners choose.
    """

    secrets: Secrets
    channel: str
    table_prefix: str = "standup"
    slack_api_url: str = "https://slack.com/api/"
    region: str = "us-east-1"
    pace: float = 1.0
    days_kept: int = 400
    most_days: int = 0
    secrets_path: str = ""
    stage: str = "local"
    function_name: str = ""

    @property
    def suppression_secrets(self) -> tuple[str, ...]:
        """What may open the key of those who were erased: the first seals it, the others may have done so before."""
        return tuple(filter(None, (self.secrets.suppression_key, self.secrets.signing_secret)))

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> "Settings":
        """Read the environment; raises InvalidSettings naming the variable that does not make sense."""
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
    if not (0 < number < MANY or (zero_allowed and number == 0)):
        raise InvalidSettings(f"{name} should be a positive number, not {text!r}")
    return number
