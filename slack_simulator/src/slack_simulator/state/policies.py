"""What the workspace's admins, its plan, or Slack itself have decided here and may have decided otherwise elsewhere."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from slack_simulator.errors import SlackError

Block = Mapping[str, Any]

# Why files are refused, each at the step at which Slack does: slack-ruby/slack-api-ref @ f4837c0, the errors of
# methods/files/files.getUploadURLExternal.json and files.completeUploadExternal.json (from docs.slack.dev).
AT_FIRST = (
    "file_type_not_allowed",
    "file_upload_size_restricted",
    "file_uploads_disabled",
    "file_uploads_except_images_disabled",
    "storage_limit_reached",
)
AT_LAST = (
    "access_denied",
    "file_type_not_allowed",
    "file_uploads_except_images_disabled",
    "posting_to_channel_denied",
)


# Which messages stay rich text for good: those of nothing but rich text, or with any in them. Of chat.update's error
# block_mismatch docs.slack.dev says that rich text cannot be replaced by something else, not how much of it counts.
WHOLE, ANY = "whole", "any"
KEPT, LOST = "kept", "lost"
# Which event an app gets of its own leaving. Slack's reference of `channel_left` and `group_left`: these, in place of
# `member_left_channel`, and they may be withheld at times ("").
LEFT, MEMBER_LEFT = "left", "member_left_channel"
# Who is in a public channel that comes back from the archive. Slack's help on archiving: nobody.
NOBODY, WHO_DID_IT, EVERYBODY = "nobody", "who did it", "everybody"


# What is an emoji here; Slack knows thousands, and workspaces have their own.
EMOJI = frozenset({"100", "+1", "-1", "coffee", "eyes", "partyparrot", "rocket", "smile", "tada", "wave"})


@dataclass
class Policies:
    """What is decided; nobody has seen on a real Slack how it decides about those after `file_type`."""

    # Why files are refused; late is when they are to be shared, where the reference has the error for both steps. With
    # a type, as in "json", only those.
    uploads: str = ""
    refuses_late: bool = False
    file_type: str = ""
    # Which messages cannot lose their rich text: "whole", "any", or none.
    stays_rich: str = WHOLE
    # Whether a change keeps the name and picture of a post ("kept" or "lost"), and whether such a post can be deleted.
    author: str = ""
    deletes_authors: bool = False
    # Whether metadata keeps empty values.
    keeps_empty: bool = False
    # By how many seconds Slack's clock is behind ours: the ids of messages are Slack's times, and `oldest` is one, too.
    clock_behind: int = 0
    # The event that an app gets of its own leaving; whom a public channel comes back from the archive with, and whether
    # an app hears of that which is not in it any more.
    leaving: str = LEFT
    unarchived_with: str = NOBODY
    tells_unarchived: bool = True
    # The error of calls with the id that a channel had before; without one they work.
    old_id: str = "channel_not_found"
    # The errors of changing a message in an archived channel (`is_inactive` in the reference of chat.update, where
    # chat.postMessage has `is_archived`), and of posting to a private channel without the app.
    archived: str = "is_inactive"
    outside: str = "channel_not_found"
    # That of changing or deleting a message in a public channel without the app; without one it is done. Slack's
    # reference of both has `no_permission`: "Make sure your app is a member of the conversation".
    changes_outside: str = "no_permission"
    # Those of blocks with a picture that cannot be fetched (its address has "missing" in it), or with an emoji that
    # there is not; without one, such blocks are taken.
    unseen_picture: str = ""
    unknown_emoji: str = ""

    def change(self, wish: Mapping[str, object]) -> None:
        """Decide otherwise; raises ValueError with a sentence for what nobody can decide."""
        known = {each.name: type(each.default) for each in fields(self)}
        if any(not isinstance(value, known.get(name, ())) for name, value in wish.items()):
            raise ValueError(
                f"What can be decided is {', '.join(f'{name} ({kind.__name__})' for name, kind in known.items())}."
            )
        if wish.get("uploads", "") not in ("", *AT_FIRST, *AT_LAST):
            raise ValueError(f"Uploads are refused with one of {', '.join((*AT_FIRST, *AT_LAST))}.")
        for name, value in wish.items():
            setattr(self, name, value)

    def is_mismatch(self, before: Sequence[Block] | None, after: Sequence[Block] | None) -> bool:
        """Tell whether a message may not be changed to these blocks."""
        rich = [block["type"] == "rich_text" for block in before or ()]
        counts = bool(rich) and (all(rich) if self.stays_rich == WHOLE else self.stays_rich == ANY and any(rich))
        return counts and not any(block["type"] == "rich_text" for block in after or ())

    def refuse_blocks(self, blocks: Sequence[Block] | None) -> None:
        """Raise what Slack may say of blocks that are shaped as they should be."""
        for part in _parts(blocks or ()):
            is_unknown = part.get("type") == "emoji" and part.get("name") not in EMOJI and "text" not in part
            if is_unknown and self.unknown_emoji:
                raise SlackError(self.unknown_emoji)
            is_unseen = part.get("type") == "image" and "missing" in str(part.get("image_url"))
            if is_unseen and self.unseen_picture:
                raise SlackError(self.unseen_picture)

    def refusal(self, name: str, mimetype: str, *, at_last: bool) -> str:
        """Give the error with which a file is refused at this step; empty if it is not."""
        is_put_off = self.refuses_late and self.uploads in AT_LAST and not at_last
        if self.uploads not in (AT_LAST if at_last else AT_FIRST) or is_put_off:
            return ""
        is_spared = self.uploads == "file_uploads_except_images_disabled" and mimetype.startswith("image/")
        is_another = self.file_type and not name.lower().endswith(f".{self.file_type}")
        return "" if is_spared or is_another else self.uploads


def _parts(value: object) -> Iterator[Block]:
    """Give all objects within blocks, however deep."""
    if isinstance(value, Mapping):
        yield value
        value = list(value.values())
    if isinstance(value, list | tuple):
        for each in value:
            yield from _parts(each)
