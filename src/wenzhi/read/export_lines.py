"""Floor 1: a long text file → its lines with their places in bytes, one held at a time.

It must not know what the lines say.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from wenzhi.read.plain import decode, plausible
from wenzhi.read.sniff import utf16_byte_order

MAX_LINE = 20 << 20
"""Bytes of one line or row: the largest file that is read, for a row holds one report."""

_SAMPLE = 1 << 20
"""Bytes whose encoding is taken for that of the file."""

_MARKS = {"utf-8": b"\xef\xbb\xbf", "utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}


class Line(NamedTuple):
    """A line with its line break; `content` is None where it is longer than `MAX_LINE`."""

    start: int
    end: int
    content: bytes | None


def encoding_of(file: BinaryIO, name: str) -> str:
    """The encoding of a file by its first megabyte. Raises InputError (E303)."""
    file.seek(0)
    sample = file.read(_SAMPLE)
    for encoding, mark in _MARKS.items():
        if sample.startswith(mark):
            return encoding
    order = utf16_byte_order(sample)
    if order:
        return order
    for encoding in ("utf-8", "gb18030"):
        if _fits(sample, encoding):
            return encoding
    return decode(sample, name).encoding


def _fits(sample: bytes, encoding: str) -> bool:
    """Whether most lines read as this encoding: a few that do not are bad rows, each told."""
    lines = [line for line in sample.splitlines()[:1000] if not line.isascii()]
    good = [text for line in lines if (text := _decoded(line, encoding)) is not None]
    return 2 * len(good) > len(lines) and plausible("".join(good)) if lines else True


def _decoded(line: bytes, encoding: str) -> str | None:
    try:
        return line.decode(encoding)
    except UnicodeDecodeError:
        return None


def read_lines(file: BinaryIO, encoding: str, start: int = 0) -> Iterator[Line]:
    """The lines of a file from byte `start` on; a byte order mark belongs to no line."""
    if start == 0:
        mark = _MARKS.get(encoding, b"")
        file.seek(0)
        start = len(mark) if mark and file.read(len(mark)) == mark else 0
    while True:
        file.seek(start)
        content = _wide_line(file, encoding) if encoding.startswith("utf-16") else _line(file)
        end = file.tell()
        if end == start:
            return
        yield Line(start, end, content)
        start = end


def _line(file: BinaryIO) -> bytes | None:
    """Up to and with the next line break; in no encoding met here is its byte part of another."""
    line = file.readline(MAX_LINE + 1)
    if len(line) <= MAX_LINE:
        return line
    while line and not line.endswith(b"\n"):
        line = file.readline(MAX_LINE)
    return None


def _wide_line(file: BinaryIO, encoding: str) -> bytes | None:
    """The same in units of two bytes, where the byte of a line break may belong to an ideograph."""
    parts: list[bytes] = []
    length = 0
    while part := file.readline(MAX_LINE + 1):
        if encoding == "utf-16-le" and (length + len(part)) % 2:
            part += file.read(1)
        length += len(part)
        if length <= MAX_LINE:
            parts.append(part)
        if length % 2 == 0 and part.endswith("\n".encode(encoding)):
            break
    return b"".join(parts) if length <= MAX_LINE else None
