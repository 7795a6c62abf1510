"""What an author reads whose answers Slack does not take: why that is, and what they can do."""

from app.language import Locale
from app.slack_errors import TOO_LONG


def not_taken(locale: Locale, channel: str, code: str) -> str:
    """Say that somebody's answers are kept and not in the channel, for Slack refuses what they say."""
    kept = locale.gettext("*Thank you.* Your answers are kept, but I couldn't post them to {channel}.", channel=channel)
    if code in TOO_LONG:
        why = locale.gettext(
            "Slack finds them too long (`{code}`). Press *Edit* and shorten them, and I post them.", code=code
        )
    else:
        why = locale.gettext(
            "Slack doesn't take them as they are written (`{code}`). "
            "Press *Edit* and put them a little differently, and I post them.",
            code=code,
        )
    return f"{kept} {why}"
