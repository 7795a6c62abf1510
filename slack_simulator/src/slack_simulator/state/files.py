"""Files: an address to upload to, what came there, and who may see it."""

import secrets
from dataclasses import dataclass
from typing import Any

MIMETYPES = {"csv": "text/csv", "json": "application/json", "png": "image/png", "txt": "text/plain"}


def mimetype_of(name: str) -> str:
    return MIMETYPES.get(name.rpartition(".")[2].lower(), "application/octet-stream")


@dataclass
class File:
    """One file; `content` is None until it was uploaded, `channel` empty until it was shared."""

    id: str
    name: str
    length: int
    title: str = ""
    content: bytes | None = None
    channel: str = ""
    alt: str = ""

    @property
    def mimetype(self) -> str:
        return mimetype_of(self.name)

    def shown(self) -> dict[str, Any]:
        """Give the file as messages have it."""
        return {
            "id": self.id,
            "name": self.name,
            "title": self.title or self.name,
            "mimetype": self.mimetype,
            "size": self.length,
            "url_private": f"/files/{self.id}",
            **({"alt_txt": self.alt} if self.alt else {}),
        }


class Files:
    """The files of the workspace, by their ids, and the addresses that were handed out for them."""

    def __init__(self) -> None:
        self._files: dict[str, File] = {}
        self._addresses: dict[str, str] = {}

    def expect(self, name: str, length: int, alt: str = "") -> tuple[File, str]:
        """Give a file that is to come, and the secret part of its address."""
        file = File(f"F{secrets.token_hex(5).upper()}", name, length, alt=alt)
        token = secrets.token_urlsafe(24)
        self._files[file.id] = file
        self._addresses[token] = file.id
        return file, token

    def take(self, token: str, content: bytes) -> File | None:
        """Keep what came to an address, once; None if it is unknown or the length is not the one that was said."""
        file = self._files.get(self._addresses.get(token, ""))
        if file is None or len(content) != file.length:
            return None
        del self._addresses[token]
        file.content = content
        return file

    def get(self, file_id: str) -> File | None:
        return self._files.get(file_id)

    def clear(self) -> None:
        self._files.clear()
        self._addresses.clear()
