"""A folder of certificate authorities in which OpenSSL looks up the one that it needs, instead of reading all of them.

Each is in a file named by a hash of its subject, as `openssl rehash` names it. Reading a bundle of 127 takes 20 ms of
processor at each cold start; from a folder only the one that signs for Slack is read.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from ssl import PEM_cert_to_DER_cert

CERTIFICATE = re.compile(r"-----BEGIN CERTIFICATE-----\n.*?-----END CERTIFICATE-----\n", re.DOTALL)
# Tags of ASN.1, by which certificates are written.
SEQUENCE, SET, UTF8, VERSION = 0x30, 0x31, 0x0C, 0xA0
CODECS = {UTF8: "utf-8", 0x13: "ascii", 0x14: "latin-1", 0x16: "ascii", 0x1E: "utf-16-be"}
SPACES = " \t\n\v\f\r"


def add(bundle: str, folder: Path) -> None:
    """Write each certificate of a bundle (PEM) into the folder, beside those with the same hash."""
    folder.mkdir(parents=True, exist_ok=True)
    taken = Counter(path.stem for path in folder.iterdir())
    for certificate in CERTIFICATE.findall(bundle):
        name = subject_hash(PEM_cert_to_DER_cert(certificate))
        (folder / f"{name}.{taken[name]}").write_text(certificate, "utf-8")
        taken[name] += 1


def subject_hash(certificate: bytes) -> str:
    """Return OpenSSL's hash of a certificate's subject (X509_NAME_hash), in which case and more spaces do not count."""
    ((_, whole),) = _values(certificate)
    (_, to_be_signed), *_ = _values(whole)
    parts = [content for tag, content in _values(to_be_signed) if tag != VERSION]
    subject = parts[4]  # after number, algorithm, issuer and validity
    canonical = b"".join(_value(SET, b"".join(sorted(map(_plain, _contents(names))))) for names in _contents(subject))
    return hashlib.sha1(canonical, usedforsecurity=False).digest()[3::-1].hex()


def _plain(attribute: bytes) -> bytes:
    (tag, kind), (form, text) = _values(attribute)
    if codec := CODECS.get(form):
        words = re.sub(f"[{SPACES}]+", " ", text.decode(codec).strip(SPACES))
        form, text = UTF8, "".join(letter.lower() if letter.isascii() else letter for letter in words).encode()
    return _value(SEQUENCE, _value(tag, kind) + _value(form, text))


def _contents(value: bytes) -> Iterator[bytes]:
    return (content for _, content in _values(value))


def _values(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Read values that stand one after the other: a tag, a length and so many bytes of content each."""
    at = 0
    while at < len(data):
        tag, length, begin = data[at], data[at + 1], at + 2
        if length & 0x80:
            begin += length & 0x7F
            length = int.from_bytes(data[at + 2 : begin])
        yield tag, data[begin : begin + length]
        at = begin + length


def _value(tag: int, content: bytes) -> bytes:
    length = len(content)
    size = bytes([length]) if length < 0x80 else bytes([0x81, length])  # noqa: PLR2004 names are shorter than 256
    return bytes([tag]) + size + content
