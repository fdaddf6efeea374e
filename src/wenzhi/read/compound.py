"""Floor 1: what an OLE compound file (old Word, WPS, Excel; encrypted new ones) holds, by its directory.

Takes bytes, gives which streams are there and where ([MS-CFB] 2.6.1). It must not read what they say.
"""

from __future__ import annotations

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_ENTRY = 128
"""Bytes of a directory entry; entries stand at multiples of it, since sectors do."""

_WORD_97 = 0xC1
_ENCRYPTED = 0x0100
"""Version number at byte 2 of a Word document, and bit fEncrypted of the flags at byte 10
([MS-DOC] 2.5.2, FibBase)."""


def find_entry(content: bytes, stream: str) -> int | None:
    """Where the directory entry of a stream stands; None where the file has no such stream."""
    name = stream.encode("utf-16-le") + b"\x00\x00"
    place = content.find(name)
    while place >= 0:
        length = int.from_bytes(content[place + 64 : place + 66], "little")
        if place % _ENTRY == 0 and length == len(name):
            return place
        place = content.find(name, place + 1)
    return None


def is_encrypted(content: bytes) -> bool:
    """Whether it is a new Office file behind a password, or an old Word document with one."""
    if find_entry(content, "EncryptedPackage") is not None:
        return True
    return bool(int.from_bytes(_word_header(content)[10:12], "little") & _ENCRYPTED)


def is_before_word_97(content: bytes) -> bool:
    """Whether it is a document of Word 6 or 95, by its version number nFib."""
    return 0 < int.from_bytes(_word_header(content)[2:4], "little") < _WORD_97


def _word_header(content: bytes) -> bytes:
    """The first bytes of the Word document in a compound file; none where there is none."""
    entry = find_entry(content, "WordDocument")
    if entry is None:
        return b""
    sector = 1 << min(int.from_bytes(content[30:32], "little"), 16)
    start = (int.from_bytes(content[entry + 116 : entry + 120], "little") + 1) * sector
    return content[start : start + 12]
