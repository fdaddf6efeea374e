"""Floor 6: pages of an answer: a token says what was asked of which snapshot and how far it was shown.

Snapshots never change, so that what a first page counted and told holds for the next ones. Hits of a phrase
in order of place go on where the last page ended; other answers are made again and their first rows
left out. A token is opaque: nobody should read it, and it fits one question and one snapshot only.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Mapping

import msgspec

from wenzhi.base.errors import QueryError

Place = tuple[int, int, int]
"""Report, first character and one past the last of a hit."""


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """How far the rows of an answer were shown: `offset` of `total`; up to the hit at `place`."""

    snapshot: str
    question: str
    offset: int = 0
    total: int = 0
    notes: tuple[str, ...] = ()
    place: Place | None = None


class Paging:
    """One page being made: where it begins, how long it may be, and where it ended."""

    def __init__(self, mark: Mark, limit: int | None) -> None:
        self.mark = mark
        self.limit = limit
        self.reached: Place | None = None


def digest_question(method: str, arguments: Mapping[str, object]) -> str:
    """What tells one question from another, however many rows of its answer are shown."""
    asked = {
        name: value
        for name, value in sorted(arguments.items())
        if name != "limit" and value is not None
    }
    return hashlib.sha256(msgspec.json.encode([method, asked])).hexdigest()[:16]


def write_token(mark: Mark) -> str:
    """A mark as letters, digits, `-` and `_`, with a digest of itself; it begins with a letter."""
    content = msgspec.msgpack.encode(mark)
    return _BEGIN + base64.urlsafe_b64encode(_digest(content) + content).rstrip(b"=").decode()


def read_token(token: str, snapshot: str, question: str) -> Mark:
    """The mark in a token. Raises QueryError (E615) where it is damaged or fits something else."""
    try:
        coded = token.removeprefix(_BEGIN)
        content = base64.urlsafe_b64decode(coded + "=" * (-len(coded) % 4))
        if _digest(content[_CHECK:]) != content[:_CHECK]:
            raise ValueError
        mark = msgspec.msgpack.decode(content[_CHECK:], type=Mark)
    except (ValueError, binascii.Error, msgspec.DecodeError) as error:
        raise _misplaced("翻页标记读不出", token) from error
    if mark.question != question:
        raise _misplaced("翻页标记属于另一个查询", token)
    if mark.snapshot != snapshot:
        raise _misplaced("语料库已经变了，翻页标记属于先前的快照", token)
    return mark


_BEGIN = "p"
_CHECK = 4
"""Bytes of the digest."""


def _digest(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()[:_CHECK]


def _misplaced(message: str, token: str) -> QueryError:
    return QueryError(
        "E615", message, where=token[:40], hint="从第一页重新翻起：不带 --after 再问一次"
    )
