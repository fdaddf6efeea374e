"""Floor 6: how alike texts are in their runs of one to three characters, rare runs counting more.

The cosine of TF-IDF weights (Manning, Raghavan & Schütze 2008, ch. 6): 1 + ln(tf) times
ln((1 + n) / (1 + df)) + 1, as scikit-learn's `TfidfVectorizer` has it with `sublinear_tf`. Texts come in
batches, twice: to be counted, and to be compared; no more than a batch is in memory.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wenzhi.query.arrays import Numbers

Shares = npt.NDArray[np.float64]

_LONGEST = 3
"""Characters of the longest run."""
_BITS = 21
"""Bits of a code point: three of them are a number of 63."""


@dataclass(frozen=True, slots=True)
class _Runs:
    """The runs of some texts: text `owners[i]` has run `known[columns[i]]` `times[i]` times."""

    known: Numbers
    owners: Numbers
    columns: Numbers
    times: Numbers


class Likeness:
    """Counts runs over texts (`count`), then compares texts with one (`compare`)."""

    def __init__(self) -> None:
        self._known = np.zeros(0, np.int64)
        self._texts = np.zeros(0, np.int64)
        self._size = 0

    def count(self, texts: Sequence[str]) -> None:
        """Take some more of the texts into account."""
        runs = _runs(texts)
        held = np.bincount(runs.columns, minlength=len(runs.known))
        known, places = np.unique(np.concatenate((self._known, runs.known)), return_inverse=True)
        counts = np.bincount(places, np.concatenate((self._texts, held)), len(known))
        self._known, self._texts = known, counts.astype(np.int64)
        self._size += len(texts)

    def compare(self, texts: Sequence[str], wanted: str) -> Shares:
        """Likeness to `wanted`, 0 to 1, of each of some texts that were counted."""
        runs, own = _runs(texts), _runs([wanted])
        weights = self._weights(runs.known, runs.columns, runs.times)
        lengths = np.sqrt(np.bincount(runs.owners, weights**2, len(texts)))
        counted = np.isin(own.known, self._known)[own.columns]
        known = own.known[own.columns[counted]]
        if not len(known):
            return np.zeros(len(texts))
        mine = self._weights(own.known, own.columns[counted], own.times[counted])
        mine /= np.sqrt((mine**2).sum())
        place = np.minimum(np.searchsorted(known, runs.known), len(known) - 1)
        shared = np.where(known[place] == runs.known, mine[place], 0.0)
        sums = np.bincount(runs.owners, weights * shared[runs.columns], len(texts))
        likeness: Shares = sums / np.where(lengths > 0, lengths, 1)
        return likeness

    def _weights(self, known: Numbers, columns: Numbers, times: Numbers) -> Shares:
        places = np.minimum(np.searchsorted(self._known, known), len(self._known) - 1)
        rarity = np.log((1 + self._size) / (1 + self._texts[places])) + 1
        weights: Shares = (1 + np.log(times)) * rarity[columns]
        return weights


def _runs(texts: Sequence[str]) -> _Runs:
    lowered = [text.lower() for text in texts]
    codes = np.frombuffer("".join(lowered).encode("utf-32-le", "surrogatepass"), np.uint32)
    lengths = np.array(list(map(len, lowered)), np.int64)
    owners = np.repeat(np.arange(len(texts)), lengths)
    left = np.cumsum(lengths)[owners] - np.arange(len(codes))
    keys, whose = [], []
    for size in range(1, _LONGEST + 1):
        places = np.flatnonzero(left >= size)
        key = np.zeros(len(places), np.int64)
        for step in range(size):
            key = key << _BITS | codes[places + step]
        keys.append(key)
        whose.append(owners[places])
    known, columns = np.unique(np.concatenate(keys), return_inverse=True)
    every = np.sort(np.concatenate(whose) * len(known) + columns)
    firsts = np.flatnonzero(np.diff(every, prepend=-1))
    pairs = every[firsts]
    return _Runs(
        known=known,
        owners=pairs // max(1, len(known)),
        columns=pairs % max(1, len(known)),
        times=np.diff(firsts, append=len(every)),
    )
