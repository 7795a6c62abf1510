"""The messages to owners about trouble: what happened, what is kept, what to do."""

from collections.abc import Sequence

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement, MarkdownTextObject, SectionBlock

from app.domain.day.occurrence import Occurrence
from app.domain.day.report import Report
from app.domain.owners.trouble import OUTSIDE, TOO_MANY, Trouble
from app.errors import AddressUnreachable
from app.language import Locale, later
from app.slack.message import Message
from app.slack_errors import TOO_LONG
from app.views import ids
from app.views.kit.dates import written_date
from app.views.kit.text import cut_escaped, escape, listed
from app.views.owners.address_trouble import why_unreachable

LONGEST_LIST = 2000
AT_MOST = 20

REASONS = {
    "account_inactive": later("deactivated"),
    "cannot_dm_bot": later("a bot"),
    "channel_not_found": later("takes no messages from the bot"),
    "is_inactive": later("deactivated"),
    TOO_MANY: later("asked by too many standups within the hour"),
    "user_disabled": later("deactivated"),
    "user_not_found": later("not in this workspace"),
}
# Each follows a colon, as in "… could not be posted: the channel is archived."
_CAUSES = {
    Trouble.CHANNEL_ARCHIVED: later("the channel is archived"),
    Trouble.CHANNEL_GONE: later("the channel is not there any more, or the bot was taken out of it"),
    Trouble.NOT_IN_CHANNEL: later("the bot is not in the channel"),
    Trouble.INSIDE: later("Slack says that I'm not in the channel, though I am (`{code}`)"),
    Trouble.REFUSED: later("Slack does not allow it (`{code}`)"),
    Trouble.OPEN_CHANNEL: later("people who do not belong to the standup could read it there"),
    Trouble.PERMISSION_MISSING: later("the app lacks a permission (`{code}`)"),
    Trouble.WORDS_REFUSED: later("Slack does not take what the message says (`{code}`), which is my fault"),
}
_CURES = {
    Trouble.CHANNEL_ARCHIVED: later("Unarchive the channel"),
    Trouble.CHANNEL_GONE: later("If the channel is there, write `/invite @standup` in it"),
    Trouble.NOT_IN_CHANNEL: later("Write `/invite @standup` in the channel"),
    Trouble.INSIDE: later("This mostly passes by itself. If not, take me out of the channel and invite me again"),
    Trouble.REFUSED: later("Look at who may post in the channel's settings, or ask an admin"),
    Trouble.OPEN_CHANNEL: later("Choose another channel for the report in the standup's settings"),
    Trouble.PERMISSION_MISSING: later("Ask an admin to install the app again, which grants it"),
}


def not_posted(
    locale: Locale, occurrence: Occurrence, trouble: Trouble, code: str, reports: Sequence[Report]
) -> Message:
    """Return the message that the report could not be posted, with a button to post it once that is mended."""
    what = locale.gettext(
        "{standup} could not be posted to {channel}: {cause}.",
        cause=_cause(locale, trouble, code),
        **_fields(locale, occurrence),
    )
    kept = _reports_kept(locale, sum(report.is_submitted for report in reports))
    then = locale.gettext("{cure}, then press *Post now*.", cure=_cure(locale, trouble))
    is_paused = trouble in OUTSIDE and occurrence.plan.home in {"", occurrence.channel}
    paused = locale.gettext("Until I'm there again, the standup is paused.") if is_paused else ""
    return _message(locale, occurrence, " ".join(filter(None, (what, kept, then, paused))), with_button=True)


def not_asked(locale: Locale, occurrence: Occurrence, trouble: Trouble, code: str) -> Message:
    """Return the message that asking stopped."""
    what = locale.gettext(
        "{standup} could not be asked in {channel}: {cause}.",
        cause=_cause(locale, trouble, code),
        **_fields(locale, occurrence),
    )
    then = locale.gettext(
        "I try again during the next minutes. After that an admin can start it again from the failure queue."
    )
    return _message(locale, occurrence, f"{what} {_cure(locale, trouble)}. {then}")


def unreachable(locale: Locale, occurrence: Occurrence, reports: Sequence[Report], people: int) -> Message:
    """Return the message that names the people who could not be messaged, and why."""
    who = [f"{report.person.display_name} ({_reason(locale, report.problem or '')})" for report in reports]
    what = locale.ngettext(
        "{standup}: {unreached} of {number} person could not be messaged: {names}.",
        "{standup}: {unreached} of {number} people could not be messaged: {names}.",
        people,
        standup=_title(locale, occurrence),
        unreached=len(who),
        names=cut_escaped(listed(locale, who, AT_MOST), LONGEST_LIST),
    )
    return _message(locale, occurrence, f"{what} {locale.gettext('Nothing else is affected.')}")


def words_refused(locale: Locale, occurrence: Occurrence, reports: Sequence[Report]) -> Message:
    """Return the message that names the people whose answers Slack refuses; their menus tell them what helps."""
    who = [f"{report.person.display_name} (`{report.problem}`)" for report in reports]
    names = cut_escaped(listed(locale, who, AT_MOST), LONGEST_LIST)
    what = locale.gettext(
        "{standup}: Slack refused the answers of {names}.", standup=_title(locale, occurrence), names=names
    )
    kept = locale.gettext("They're kept, and nothing else is affected.")
    if all(report.problem in TOO_LONG for report in reports):
        then = locale.gettext("They're too long. Their authors have read how to shorten them, and I post them then.")
    else:
        then = locale.gettext(
            "Their authors have read how to change them, and I post them then. "
            "Tell whoever looks after the app, too: Slack should take what people write."
        )
    return _message(locale, occurrence, f"{what} {kept} {then}")


def not_delivered(locale: Locale, occurrence: Occurrence, reason: AddressUnreachable) -> Message:
    """Return the message that the webhook did not get the report."""
    words = locale.gettext(
        "{standup} could not be delivered to the standup's webhook: {reason}. "
        "The report in {channel} is not affected. "
        "I try again twice within minutes. After that an admin can send it again from the failure queue.",
        reason=why_unreachable(locale, reason),
        **_fields(locale, occurrence),
    )
    return _message(locale, occurrence, words)


def kept_in(locale: Locale, occurrence: Occurrence, channels: Sequence[str]) -> Message:
    """Return the message that a report stays in these private channels and does not go to the webhook."""
    words = locale.gettext(
        "{standup} was not sent to the standup's webhook: "
        "what is said in {private} stays there unless an owner agrees. "
        "Open the standup's settings and save them: I ask you then. Or take the webhook out.",
        private=listed(locale, [f"<#{channel}>" for channel in channels]),
        **_fields(locale, occurrence),
    )
    return _message(locale, occurrence, words)


def posting(locale: Locale, occurrence: Occurrence) -> Message:
    """Return the message that the report is being posted; it keeps the button, because posting may fail."""
    words = locale.gettext(
        "{standup} is being posted to {channel}. "
        "Should this message not change within a quarter of an hour, press *Post now* again.",
        **_fields(locale, occurrence),
    )
    return _message(locale, occurrence, words, with_button=True)


def posted(locale: Locale, occurrence: Occurrence) -> Message:
    """Return the message that the report was posted."""
    words = locale.gettext("{standup} was posted to {channel}.", **_fields(locale, occurrence))
    where = f" <{occurrence.header.permalink}|{locale.gettext('See it there')}>." if occurrence.header.permalink else ""
    return _message(locale, occurrence, words + where)


def _cause(locale: Locale, trouble: Trouble, code: str) -> str:
    return locale.gettext(_CAUSES.get(trouble, later("Slack refuses it (`{code}`)")), code=code)


def _cure(locale: Locale, trouble: Trouble) -> str:
    return locale.gettext(_CURES.get(trouble, later("Tell whoever looks after the app")))


def _reports_kept(locale: Locale, number: int) -> str:
    return locale.ngettext("The one answer is kept.", "All {number} answers are kept.", number) if number else ""


def _reason(locale: Locale, code: str) -> str:
    return locale.gettext(REASONS[code]) if code in REASONS else locale.gettext("Slack says `{code}`", code=code)


def _fields(locale: Locale, occurrence: Occurrence) -> dict[str, str]:
    return {"standup": _title(locale, occurrence), "channel": f"<#{occurrence.channel}>"}


def _title(locale: Locale, occurrence: Occurrence) -> str:
    return locale.gettext("*{name}* of {date}", name=escape(occurrence.name), date=written_date(locale, occurrence.day))


def _message(locale: Locale, occurrence: Occurrence, words: str, *, with_button: bool = False) -> Message:
    blocks: list[Block] = [SectionBlock(text=MarkdownTextObject(text=words, verbatim=True))]
    if with_button:
        value = str(occurrence.report_id)
        button = ButtonElement(text=locale.gettext("Post now"), action_id=ids.POST_NOW, value=value, style="primary")
        blocks.append(ActionsBlock(block_id=f"trouble.{occurrence.report_id}", elements=[button]))
    return Message(text=words, blocks=blocks)
