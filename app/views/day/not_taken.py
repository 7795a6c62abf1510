"""What an author reads if Slack refuses their answers: why, and what they can do."""

from app.language import Locale
from app.slack_errors import TOO_LONG


def not_taken(locale: Locale, channel: str, code: str) -> str:
    """Return the words that tell an author that their answers are kept but refused by Slack, and what helps."""
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
