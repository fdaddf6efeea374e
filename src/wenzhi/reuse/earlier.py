"""Floor 3, reuse: what an earlier comparison worked out, found again by what it depends on.

Takes a collection that was compared, gives `EarlierWork`: arrays that may lie on disk. Texts stand in it
under a digest of all that is known of them, masked and with the marks of their sentences; pairs under the
two texts, with their alignment, what it told (`weighing.Link`) and how it is spelled; families under their
members. What comes out is what would be made; what is damaged, or was made by other code, is not found. It must
not know where the arrays are kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any
from zlib import crc32

import msgspec
import numpy as np
import numpy.typing as npt

from wenzhi.base.records import SectionText
from wenzhi.reuse.packed import Arrays, Numbers, Strings

SIZE = 16
"""Bytes of a digest."""

_MADE_BY = ("base/records.py", "data/equivalent_unified_ideographs.txt", "reuse", "text")
"""The code and data that decide what a comparison makes of texts: files, and folders of modules."""

_SEAL = "seal"
"""The array that tells by which code the others were made, and whether they are whole."""


@dataclass(frozen=True, slots=True, eq=False)
class EarlierWork:
    """What a comparison leaves for the next. Texts are numbered in its order.

    `arrays` are the masked texts (`packed.PackedTexts.arrays`) and: `texts`, a digest of each, whose numbers
    are `numbers`; `marked`, of the marks of its phrases, `owned`, of which of its sentences are not everybody's,
    0 where nobody asked. Of the pairs, by row, texts are `left` and `right`; `telling`, `share_left`,
    `share_right`, `lone`, `same_left` and `same_right` are what it told, the strings `alignments` and
    `spelled` what it is, empty where it was not told. Of the families, by row, the numbers are in `members`,
    the centre first; `described` is what it is.
    """

    arrays: Arrays
    numbers: Mapping[bytes, int]
    pairs: Mapping[int, int]
    families: Mapping[bytes, int]
    alignments: Strings
    spelled: Strings
    described: Strings

    @classmethod
    def of(cls, arrays: Arrays) -> EarlierWork:
        """From arrays that are whole."""
        texts = np.ascontiguousarray(arrays["texts"]).tobytes()
        starts = range(0, len(texts), SIZE)
        numbers = {texts[start : start + SIZE]: start // SIZE for start in starts}
        keys = arrays["left"].astype(np.int64) * len(arrays["marked"]) + arrays["right"]
        members = Strings(4 * arrays["family_bounds"], arrays["members"].view(np.uint8))
        return cls(
            arrays=arrays,
            numbers=numbers,
            pairs=dict(zip(keys.tolist(), range(len(keys)), strict=True)),
            families={members[row]: row for row in range(len(arrays["family_bounds"]) - 1)},
            alignments=Strings(arrays["aligned_bounds"], arrays["aligned"]),
            spelled=Strings(arrays["spelled_bounds"], arrays["spelled"]),
            described=Strings(arrays["described_bounds"], arrays["described"]),
        )

    @classmethod
    def read(cls, arrays: Arrays) -> EarlierWork | None:
        """From arrays that may have been damaged, or made by other code: None then."""
        try:
            whole = np.array_equal(arrays[_SEAL], _seal(arrays))
        except KeyError:
            return None
        return cls.of(arrays) if whole else None

    def find_pair(self, left: int, right: int) -> int | None:
        """The row of a pair of texts, by number; None where it is not there."""
        return self.pairs.get(left * len(self.arrays["marked"]) + right) if left < right else None

    def told(self, row: int) -> tuple[float, float, float, bool, float, float]:
        """What the pair told: telling characters, shares of either side, whether alone, coverages."""
        arrays = self.arrays
        return (
            arrays["telling"].item(row),
            arrays["share_left"].item(row),
            arrays["share_right"].item(row),
            arrays["lone"].item(row),
            arrays["same_left"].item(row),
            arrays["same_right"].item(row),
        )

    def number_texts(self, texts: Iterable[bytes]) -> Numbers:
        """The number of the text of each digest, -1 where none is there."""
        return np.array([self.numbers.get(text, -1) for text in texts], np.int32)


def seal(arrays: Arrays) -> Arrays:
    """The arrays with what `EarlierWork.read` knows them by."""
    return {**arrays, _SEAL: _seal(arrays)}


def _seal(arrays: Arrays) -> npt.NDArray[np.uint8]:
    digest = blake2b(code_digest(), digest_size=SIZE)
    for name, array in sorted(arrays.items()):
        if name != _SEAL:
            held = np.ascontiguousarray(array)
            told = (name, array.dtype.str, array.shape, crc32(held.view(np.uint8).data))
            digest.update(msgspec.msgpack.encode(told))
    return np.frombuffer(digest.digest(), np.uint8)


def digest_text(text: SectionText) -> bytes:
    """A digest of all that is known of a text."""
    return blake2b(msgspec.msgpack.encode(text), digest_size=SIZE).digest()


def digest_numbers(numbers: npt.NDArray[Any]) -> int:
    """64 bits that an array decides, never 0."""
    return int.from_bytes(blake2b(numbers.tobytes(), digest_size=8).digest(), "little") or 1


@cache
def code_digest() -> bytes:
    """A digest of the code that makes what is kept, and of its data."""
    digest = blake2b(digest_size=SIZE)
    for path in _MADE_BY:
        for part in _parts(files("wenzhi") / path):
            digest.update(part.name.encode() + part.read_bytes())
    return digest.digest()


def _parts(path: Traversable) -> Iterator[Traversable]:
    if path.is_file():
        yield path
    else:
        modules = (part for part in path.iterdir() if part.name.endswith(".py"))
        yield from sorted(modules, key=lambda part: part.name)
