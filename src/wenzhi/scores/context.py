"""Floor 4: what stands around a unit: what the passes before took its neighbours and its passage for.

Takes tables with a row a unit, all passages end to end, and where each passage begins (`bounds`). Nothing
is carried from one passage to the next. Must not know words.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Table = npt.NDArray[np.float64]
Bounds = npt.NDArray[np.int64]


def neighbours(likely: Table, bounds: Bounds) -> Table:
    """What the units beside were taken for, and the most any unit before or after was: 0 at the ends."""
    sizes = np.diff(bounds)
    passage = np.repeat(np.arange(len(sizes)), sizes)[:, None]
    none = np.zeros((1, likely.shape[1]))
    # Each passage stands 2 above the one before, so that no greatest value carries over.
    lifted = likely + 2 * passage
    earlier = np.vstack([none, np.maximum.accumulate(lifted)[:-1]]) - 2 * passage
    lifted = likely - 2 * passage
    later = np.vstack([np.maximum.accumulate(lifted[::-1])[::-1][1:], none]) + 2 * passage
    earlier[bounds[:-1][sizes > 0]] = 0
    later[(bounds[1:] - 1)[sizes > 0]] = 0
    return np.hstack([beside(likely, bounds, -1), beside(likely, bounds, 1), earlier, later])


def beside(table: Table, bounds: Bounds, steps: int) -> Table:
    """The rows so many units further on in the same passage (back if negative); 0 where there is none."""
    passage = np.repeat(np.arange(len(bounds) - 1), np.diff(bounds))
    place = np.arange(len(table)) + steps
    held = np.clip(place, 0, max(0, len(table) - 1))
    same = (held == place) & (passage[held] == passage)
    return np.where(same[:, None], table[held], 0)


def others(likely: Table, bounds: Bounds) -> Table:
    """The mean of all other units of the passage; 0 where a unit stands alone."""
    sizes = np.diff(bounds)
    sums = np.concatenate([np.zeros((1, likely.shape[1])), np.cumsum(likely, axis=0)])
    whole = np.repeat(sums[bounds[1:]] - sums[bounds[:-1]], sizes, axis=0)
    count = np.repeat(sizes, sizes)[:, None]
    return np.asarray((whole - likely) / np.maximum(1, count - 1))


def log_softmax(logits: Table) -> Table:
    """Natural logarithms of probabilities, row by row."""
    high = logits - logits.max(1, keepdims=True)
    shifted: Table = high - np.log(np.exp(high).sum(1, keepdims=True))
    return shifted


def softmax(logits: Table) -> Table:
    """Probabilities, row by row."""
    return np.asarray(np.exp(log_softmax(logits)))


LEADS = 8
"""Columns of `surroundings`, its first, that every other column may bend: the logarithms of both passes."""


def surroundings(first: Table, second: Table, shape: Table, cues: Table, bounds: Bounds) -> Table:
    """One row a unit for the third pass: what two passes made of it and of the units around it, its place
    and rules (`shape`), its own cues and those beside.

    `first` and `second` are the passes' scores of the classes.
    """
    early, late = softmax(first), softmax(second)
    return np.hstack([
        log_softmax(second), log_softmax(first), neighbours(early, bounds), others(early, bounds),
        beside(early, bounds, 2), beside(early, bounds, -2),
        beside(late, bounds, 1), beside(late, bounds, -1),
        shape, cues, beside(cues, bounds, 1), beside(cues, bounds, -1),
    ])  # fmt: skip
