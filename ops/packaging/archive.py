"""The zip: the same files always become the same bytes."""

import zipfile
from pathlib import Path
from typing import NamedTuple

MEGABYTE = 1_000_000
OLDEST = (1980, 1, 1, 0, 0, 0)
UNIX = 3
READABLE = 0o100644 << 16


class Size(NamedTuple):
    """How large a package is: packed and unpacked in bytes, and in files."""

    packed: int
    unpacked: int
    files: int

    def __str__(self) -> str:
        packed, unpacked = self.packed / MEGABYTE, self.unpacked / MEGABYTE
        return f"{packed:.1f} MB, {unpacked:.1f} MB unpacked, {self.files} files"


def write(folder: Path, target: Path) -> None:
    """Pack all files of a folder: in the order of their names, with one time and one permission for all."""
    names = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_suffix(".partial")
    with zipfile.ZipFile(partial, "w") as archive:
        for name in sorted(names):
            entry = zipfile.ZipInfo(name, OLDEST)
            entry.create_system, entry.external_attr = UNIX, READABLE
            archive.writestr(entry, names[name].read_bytes(), zipfile.ZIP_DEFLATED, 9)
    partial.replace(target)


def size(path: Path) -> Size:
    with zipfile.ZipFile(path) as archive:
        files = archive.infolist()
    return Size(path.stat().st_size, sum(file.file_size for file in files), len(files))
