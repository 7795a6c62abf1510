"""Who will read what: the modal to confirm a change by which other people can read more of a standup."""

import json
from collections.abc import Collection, Mapping, Sequence
from hashlib import sha256

from msgspec import Struct
from slack_sdk.models.blocks import Block, MarkdownTextObject, SectionBlock
from slack_sdk.models.views import View

from app.domain.standup import Standup
from app.errors import SHAPE_ERRORS, UnknownStandup
from app.language import Locale
from app.views import ids
from app.views.kit.text import destination, escape, listed
from app.views.setup.standup_form import Editing, parse_editing


class ChannelFacts(Struct, frozen=True):
    """What is known about the channels of a change.

    `public` are those that anybody can join. `leaving` are pairs of a private channel and a place where its reports
    would go. `is_taken_over` if somebody who is no owner changes the owners.
    """

    public: Collection[str] = ()
    leaving: Sequence[tuple[str, str]] = ()
    is_taken_over: bool = False


def reading_changes(locale: Locale, before: Standup | None, wanted: Standup, facts: ChannelFacts) -> list[str]:
    """Return what changes for readers, a text of one or two sentences each; empty if nothing does."""
    words = [] if before is None else [*_where(locale, before, wanted, facts), *_others(locale, before, wanted, facts)]
    if facts.leaving:
        words.append(_agreement(locale, facts.leaving))
    if before and facts.is_taken_over:
        owners = listed(locale, [f"<@{user_id}>" for user_id in before.roles.owners])
        words.append(
            locale.gettext(
                "You change the owners and are not one of them. {owners} and everybody in {channel} are told at once. "
                "New owners read only days that begin after that.",
                owners=owners,
                channel=_channel(before.channel),
            )
        )
    return words


def _where(locale: Locale, before: Standup, wanted: Standup, facts: ChannelFacts) -> list[str]:
    words: list[str] = []
    was, will = before.readers.channel or before.channel, wanted.readers.channel or wanted.channel
    if before.channel != wanted.channel:
        words.append(
            locale.gettext(
                "Days that have begun stay with {channel}. Whoever is there, and whoever was named by then, "
                "can go on reading them. Nobody else can.",
                channel=_channel(before.channel),
            )
        )
    if was != will:
        words.append(
            locale.gettext("From the next day on, everybody in {channel} reads the reports.", channel=_channel(will))
        )
        if will in facts.public:
            words[-1] += " " + locale.gettext("It is a public channel: anyone in this workspace can join it.")
        if before.channel == wanted.channel:
            words.append(locale.gettext("Reports of days that have begun stay in {channel}.", channel=_channel(was)))
    if before.channel != wanted.channel and wanted.roles.people is None:
        words.append(
            locale.gettext("From the next day on, everybody in {channel} is asked.", channel=_channel(wanted.channel))
        )
    return words


def _others(locale: Locale, before: Standup, wanted: Standup, facts: ChannelFacts) -> list[str]:
    words: list[str] = []
    is_agreed_to = any(to == wanted.readers.webhook_url for _, to in facts.leaving)
    if wanted.readers.guests_may_read and not before.readers.guests_may_read:
        words.append(
            locale.gettext(
                "Guests and people from other companies who are in the report's channel can read the reports here."
            )
        )
    if wanted.readers.webhook_url and wanted.readers.webhook_url != before.readers.webhook_url and not is_agreed_to:
        host = destination(wanted.readers.webhook_url)
        words.append(locale.gettext("Each finished report is sent to {host}, outside Slack.", host=host))
    return words


def _agreement(locale: Locale, leaving: Sequence[tuple[str, str]]) -> str:
    channels = listed(locale, [_channel(place) for place in dict.fromkeys(place for place, _ in leaving)])
    places = listed(locale, [destination(to) for to in dict.fromkeys(to for _, to in leaving)])
    return locale.gettext(
        "*What is said in private leaves {channels}.* Each finished report, with what everybody answered, goes to "
        "{places}. By saving you agree to that as an owner, for this alone. The history of changes shows it.",
        channels=channels,
        places=places,
    )


def _channel(channel: str) -> str:
    return f"<#{channel}>"


def confirmation(locale: Locale, standup: Standup, editing: Editing, words: Sequence[str], *, agrees: bool) -> View:
    """Return the modal over the one with the change; submitting it confirms exactly what it says."""
    intro = locale.gettext("Nothing is saved yet. This is what changes for {name}:", name=f"*{escape(standup.name)}*")
    blocks: list[Block] = [SectionBlock(text=MarkdownTextObject(text=text, verbatim=True)) for text in (intro, *words)]
    return View(
        type="modal",
        callback_id=ids.READING_FORM,
        title=locale.gettext("Who will read it"),
        submit=locale.gettext("Agree and save") if agrees else locale.gettext("Save"),
        close=locale.gettext("Back"),
        private_metadata=json.dumps({"editing": editing.metadata(), "shown": fingerprint(words)}),
        blocks=blocks,
    )


def fingerprint(words: Sequence[str]) -> str:
    """Return a short hash of what was shown, so that only that is confirmed."""
    return sha256("\n".join(words).encode()).hexdigest()[:16]


def parse_confirmation(view: Mapping[str, object]) -> tuple[Editing, str]:
    """Parse what is confirmed, and the fingerprint of what was shown; raises UnknownStandup."""
    try:
        metadata = json.loads(str(view.get("private_metadata") or ""))
        return parse_editing({"private_metadata": metadata["editing"]}), str(metadata["shown"])
    except SHAPE_ERRORS:
        raise UnknownStandup(str(view.get("private_metadata"))) from None
