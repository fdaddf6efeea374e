"""Floor 1: shingles: hashed character n-grams of many texts at once, and which of them to keep.

Takes the code points of texts laid end to end; gives one 64-bit hash per position and a selection of
positions by winnowing. Hashes depend on content alone, never on Python's `hash`, order or machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

Hashes = npt.NDArray[np.uint64]

PHRASE = 8
"""Characters in a phrase: masked character 8-grams told templates from mandated wording on 20,000
generated narratives where shorter ones ran together (docs/explanation/reuse.md)."""

WINDOW = 8
"""Winnowing window: any shared run of `PHRASE + WINDOW - 1` = 15 characters holds a shared selected
phrase (Schleimer, Wilkerson & Aiken 2003, Winnowing, property 1), at a density of 2 / (WINDOW + 1)."""

MULTIPLIER = 0x9E3779B97F4A7C15
"""2⁶⁴ over the golden ratio, made odd: a multiplier whose products spread (Knuth, TAOCP 3, 6.4)."""
_INVALID = np.uint64(0xFFFFFFFFFFFFFFFF)


@dataclass(frozen=True, slots=True)
class Texts:
    """Code points of texts laid end to end; text `i` is `codes[bounds[i]:bounds[i + 1]]`."""

    codes: npt.NDArray[np.uint32]
    bounds: npt.NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.bounds) - 1

    def owners(self) -> npt.NDArray[np.int32]:
        """The text that each position belongs to."""
        return np.repeat(np.arange(len(self), dtype=np.int32), np.diff(self.bounds))


def lay_out(texts: Sequence[npt.NDArray[np.uint32]]) -> Texts:
    """Texts laid end to end."""
    bounds = np.zeros(len(texts) + 1, np.int64)
    np.cumsum([len(text) for text in texts], out=bounds[1:])
    codes = np.concatenate(texts) if texts else np.zeros(0, np.uint32)
    return Texts(codes.astype(np.uint32, copy=False), bounds)


def scramble(values: Hashes) -> Hashes:
    """A bijection that spreads 64-bit values evenly (the finaliser of splitmix64, Steele 2014)."""
    values = values.astype(np.uint64, copy=True)
    values ^= values >> np.uint64(30)
    values *= np.uint64(0xBF58476D1CE4E5B9)
    values ^= values >> np.uint64(27)
    values *= np.uint64(0x94D049BB133111EB)
    values ^= values >> np.uint64(31)
    return values


def hash_whole(codes: npt.NDArray[np.uint32]) -> int:
    """64 bits that the whole of a text decides."""
    return int.from_bytes(blake2b(codes.tobytes(), digest_size=8).digest(), "little")


def hash_grams(codes: npt.NDArray[np.uint32], size: int) -> Hashes:
    """Hash of the `size` characters from each position on; `len(codes) - size + 1` values."""
    count = len(codes) - size + 1
    if count <= 0:
        return np.zeros(0, np.uint64)
    total = np.zeros(count, np.uint64)
    for offset in range(size):
        total *= np.uint64(MULTIPLIER)
        total += codes[offset : offset + count]
    return scramble(total)


def hash_texts(texts: Texts, size: int = PHRASE) -> tuple[Hashes, npt.NDArray[np.bool_]]:
    """One hash per position of all texts and whether the gram from there stays inside its text."""
    hashes = np.full(len(texts.codes), _INVALID, np.uint64)
    grams = hash_grams(texts.codes, size)
    hashes[: len(grams)] = grams
    valid = np.ones(len(texts.codes), bool)
    for back in range(1, size):
        ends = texts.bounds[1:] - back
        valid[ends[ends >= texts.bounds[:-1]]] = False
    hashes[~valid] = _INVALID
    return hashes, valid


def winnow(
    hashes: Hashes, valid: npt.NDArray[np.bool_], window: int = WINDOW
) -> npt.NDArray[np.bool_]:
    """Which positions are the least of some window of `window` positions.

    The `PHRASE - 1` invalid positions that end each text keep windows from spanning two texts, so a
    text's selection never depends on its neighbours; hence `window` must not exceed `PHRASE`.
    """
    if len(hashes) == 0:
        return np.zeros(0, bool)
    # The first text, too, is preceded by as many invalid positions as every other.
    padded = np.concatenate([np.full(window - 1, _INVALID), hashes])
    least = _slide(padded, window, np.minimum, _INVALID)
    # A position is selected where it equals the least of one of the windows that hold it.
    greatest = _slide(least[::-1], window, np.maximum, np.uint64(0))[::-1][window - 1 :]
    return np.asarray((greatest == hashes) & valid)


def _slide(values: Hashes, window: int, choose: np.ufunc, fill: np.uint64) -> Hashes:
    """`choose` over `values[i : i + window]` for each i, short windows at the end filled."""
    result = values.copy()
    done = 1
    while done < window:
        step = min(done, window - done)
        shifted = np.full(len(values), fill, np.uint64)
        shifted[: len(values) - step] = result[step:]
        result = choose(result, shifted)
        done += step
    return result
