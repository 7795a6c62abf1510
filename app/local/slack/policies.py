"""What the workspace's admins, its plan, or Slack itself have decided here and may have decided otherwise elsewhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

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
AT_LAST = ("access_denied", "posting_to_channel_denied")


# Which messages stay rich text for good: those of nothing but rich text, or with any in them. Of chat.update's error
# block_mismatch docs.slack.dev says that rich text cannot be replaced by something else, not how much of it counts.
WHOLE, ANY = "whole", "any"


@dataclass
class Policies:
    """`uploads` is why files are refused; of `file_type`, as in "json", only those, if it is given.

    `stays_rich` says which messages cannot lose their rich text: "whole", "any", or none.
    """

    uploads: str = ""
    file_type: str = ""
    stays_rich: str = WHOLE

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

    def refusal(self, name: str, mimetype: str, *, at_last: bool) -> str:
        """Give the error with which a file is refused at this step; empty if it is not."""
        if self.uploads not in (AT_LAST if at_last else AT_FIRST):
            return ""
        is_spared = self.uploads == "file_uploads_except_images_disabled" and mimetype.startswith("image/")
        is_another = self.file_type and not name.lower().endswith(f".{self.file_type}")
        return "" if is_spared or is_another else self.uploads
