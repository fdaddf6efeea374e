"""Floor 3, reuse: alignments that an earlier comparison made, found again by what they depend on.

Takes the links of a collection, gives `EarlierAlignments`: arrays that may lie on disk, in which an
alignment stands under a digest of the two texts as they were aligned, and what it told (`Weighed`) under
one of the texts and the marks of their phrases, for which nothing has to be made ready. What comes out is
what `align` would make; what is damaged, or was made by other code, is not found. It must not know where
the arrays are kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from importlib.resources import files
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from wenzhi.reuse.packed import PackedTexts
from wenzhi.reuse.passages import Alignment, Prepared
from wenzhi.reuse.phrases import Phrases
from wenzhi.text.shingles import Hashes

_DIGEST = 16
_CHECK = 8
"""Bytes of an alignment's digest, and of the check that stands before what is stored under it."""
_NONE = bytes(_DIGEST)
"""Stands for a name where there is none: what is stored has no such check."""

_MADE_BY = ("reuse/passages.py", "reuse/rewordings.py", "reuse/kernels.py", "text/shingles.py")
"""The code that decides what two prepared texts have in common."""

_WEIGHED_BY = ("reuse/links.py",)
"""The code that decides, beside it, how texts are prepared and what their alignment tells."""


class Weighed(msgspec.Struct, frozen=True, array_like=True):
    """What an alignment told (`links.Link`), and the name it stands under."""

    name: bytes
    telling: float
    share_left: float
    share_right: float
    lone: bool


@dataclass(frozen=True, slots=True, eq=False)
class EarlierAlignments:
    """Alignments, and what they told, under their digests. `heads` are the first eight bytes of these,
    ascending; what stands under `heads[i]`, after its check, is `content[bounds[i]:bounds[i + 1]]`.
    """

    heads: Hashes
    bounds: npt.NDArray[np.int64]
    content: npt.NDArray[np.uint8]

    @classmethod
    def of(cls, made: Iterable[tuple[bytes, bytes]]) -> EarlierAlignments:
        """What a collection keeps (`links.Collection.alignments`), encoded, in any order."""
        ordered = sorted(dict(made).items())
        content, bounds = bytearray(), [0]
        for name, stored in ordered:
            content += _check(name, stored) + stored
            bounds.append(len(content))
        heads = np.array([_head(name) for name, _ in ordered], np.uint64)
        return cls(heads, np.array(bounds, np.int64), np.frombuffer(bytes(content), np.uint8))

    def find(self, name: bytes) -> Alignment | None:
        """The alignment of that digest; None where there is none, or where it is damaged."""
        stored = self.stored(name)
        return None if stored is None else msgspec.msgpack.decode(stored, type=Alignment)

    def find_weighed(self, names: Sequence[bytes]) -> list[tuple[Weighed, bytes] | None]:
        """What the alignments of pairs of texts told, and these, encoded; None for one that is not there."""
        told = [
            None if stored is None else msgspec.msgpack.decode(stored, type=Weighed)
            for stored in self.stored_each(names)
        ]
        aligned = self.stored_each([_NONE if one is None else one.name for one in told])
        return [
            None if one is None or packed is None else (one, packed)
            for one, packed in zip(told, aligned, strict=True)
        ]

    def stored(self, name: bytes) -> bytes | None:
        """What stands under a digest, encoded; None where nothing does, or what is damaged."""
        return next(self.stored_each([name]))

    def stored_each(self, names: Sequence[bytes]) -> Iterator[bytes | None]:
        """The same for many digests, which are looked up together."""
        heads = np.frombuffer(b"".join(name[:8] for name in names), ">u8").astype(np.uint64)
        places = np.asarray(self.heads).searchsorted(heads)
        places[places + 1 >= len(self.bounds)] = 0
        bounds, content = np.asarray(self.bounds), np.asarray(self.content)
        found = (bounds[places], bounds[np.minimum(places + 1, len(bounds) - 1)])
        starts, ends = (np.maximum(each, 0).tolist() for each in found)
        for name, start, end in zip(names, starts, ends, strict=True):
            told = content[start:end].tobytes()
            check, stored = told[:_CHECK], told[_CHECK:]
            yield stored if check == _check(name, stored) else None


def digest_side(text: Prepared) -> bytes:
    """A digest of everything about a text that its alignments depend on, and of the code."""
    masked = text.masked
    return _digest(_code_digest(_MADE_BY), (masked.codes, masked.first, text.marks, text.own))


def digest_text(masked: PackedTexts, number: int, phrases: Phrases) -> bytes:
    """A digest of everything that a text is made ready from for alignment, and of the code."""
    filled = np.frombuffer(masked.fillings[number].encode("utf-8", "surrogatepass"), np.uint8)
    parts = (masked.codes(number), *masked.widths.at(number), filled, phrases.of(number))
    return _digest(_code_digest((*_MADE_BY, *_WEIGHED_BY)), parts, phrases.length)


def _digest(code: bytes, parts: Iterable[npt.NDArray[Any]], length: int = 0) -> bytes:
    digest = blake2b(code + length.to_bytes(1, "little"), digest_size=_DIGEST)
    for part in parts:
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
def _code_digest(made_by: tuple[str, ...]) -> bytes:
    digest = blake2b(digest_size=_DIGEST)
    for path in made_by:
        digest.update((files("wenzhi") / path).read_bytes())
    return digest.digest()
