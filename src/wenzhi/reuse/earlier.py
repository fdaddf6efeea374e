"""Floor 3, reuse: alignments that an earlier comparison made, found again by what they depend on.

Takes the links of a collection, gives `EarlierAlignments`: arrays that may lie on disk, in which an
alignment stands under a digest of the two texts as they were aligned. What comes out is what `align`
would make; what is damaged, or was made by other code, is not found. It must not know where the arrays
are kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from importlib.resources import files

import msgspec
import numpy as np
import numpy.typing as npt

from wenzhi.reuse.passages import Alignment, Prepared
from wenzhi.text.shingles import Hashes

_DIGEST = 16
_CHECK = 8
"""Bytes of an alignment's digest, and of the check that stands before what is stored under it."""

_MADE_BY = ("reuse/passages.py", "reuse/rewordings.py", "reuse/kernels.py", "text/shingles.py")
"""The code that decides what two prepared texts have in common."""


@dataclass(frozen=True, slots=True, eq=False)
class EarlierAlignments:
    """Alignments under their digests. `heads` are the first eight bytes of these, ascending; the
    alignment of `heads[i]`, after its check, is `content[bounds[i]:bounds[i + 1]]`.
    """

    heads: Hashes
    bounds: npt.NDArray[np.int64]
    content: npt.NDArray[np.uint8]

    @classmethod
    def of(cls, made: Iterable[tuple[bytes, Alignment]]) -> EarlierAlignments:
        """A collection's alignments with their digests (`name_alignment`), in any order."""
        ordered = sorted(made, key=lambda item: item[0])
        content, bounds = bytearray(), [0]
        for name, alignment in ordered:
            stored = msgspec.msgpack.encode(alignment)
            content += _check(name, stored) + stored
            bounds.append(len(content))
        heads = np.array([_head(name) for name, _ in ordered], np.uint64)
        return cls(heads, np.array(bounds, np.int64), np.frombuffer(bytes(content), np.uint8))

    def find(self, name: bytes) -> Alignment | None:
        """The alignment of that digest; None where there is none, or where it is damaged."""
        place = int(np.searchsorted(self.heads, np.uint64(_head(name))))
        if place + 1 >= len(self.bounds):
            return None
        start, end = self.bounds[place : place + 2].tolist()
        told = self.content[max(start, 0) : max(end, 0)].tobytes()
        check, stored = told[:_CHECK], told[_CHECK:]
        if check != _check(name, stored):
            return None
        return msgspec.msgpack.decode(stored, type=Alignment)


def digest_side(text: Prepared) -> bytes:
    """A digest of everything about a text that its alignments depend on, and of the code."""
    digest = blake2b(_code_digest(), digest_size=_DIGEST)
    masked = text.masked
    for part in (masked.codes, masked.first, text.marks, text.own):
        digest.update(len(part).to_bytes(8, "little"))
        digest.update(np.ascontiguousarray(part).tobytes())
    return digest.digest()


def name_alignment(left: bytes, right: bytes) -> bytes:
    """The digest of the alignment of two texts, in this order, by their own."""
    return blake2b(left + right, digest_size=_DIGEST).digest()


def _head(name: bytes) -> int:
    return int.from_bytes(name[:8], "big")


def _check(name: bytes, stored: bytes) -> bytes:
    return blake2b(stored, digest_size=_CHECK, key=name).digest()


@cache
def _code_digest() -> bytes:
    digest = blake2b(digest_size=_DIGEST)
    for path in _MADE_BY:
        digest.update((files("wenzhi") / path).read_bytes())
    return digest.digest()
