"""Floor 4: how far below and above a score of substance the one may lie that a reader's labels would give.

Takes weighed sentences and how readings of them add up to points; gives two margins in points. All of a
section is read, so nothing is a sample: what is not known is what each sentence is. The sentences are
drawn as one thing or another `DRAWS` times, as likely as the classifier says, and again as likely as the
square of that says, which is narrow where all are sure. The margins are straight lines through the two
spreads; `python benchmarks/intervals.py --keep` fits them on labelled narratives of phrasing families
that the classes had not seen and keeps them in `data/scores/margins.toml`. Must not know weights.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from wenzhi.base.resources import read_toml
from wenzhi.scores.rubric import Weighed

DRAWS = 400
SHARPNESS = (1, 2)
"""Powers of the likelihoods that the two sets of readings are drawn by. One spread alone is wider at the same
coverage; more, and the places of the quantiles, are not narrower (benchmarks/intervals.py)."""

Table: TypeAlias = npt.NDArray[np.float64]


def draw_spreads(
    units: Sequence[Weighed], points: Callable[[Table], Table], seed: str
) -> tuple[float, ...]:
    """Standard deviations, in points, of the score over readings by each of `SHARPNESS`.

    `points` gives the score of each reading: reading × unit × problem, measure, concrete. Seeded by the
    report's content, so always the same.
    """
    random = np.random.default_rng(zlib.crc32(seed.encode()))
    kind, sure = random.random((2, DRAWS, len(units)))
    likely = np.array([(unit.problem, unit.measure, unit.concrete) for unit in units])
    return tuple(float(points(_read(likely, kind, sure, power)).std()) for power in SHARPNESS)


def _read(likely: Table, kind: Table, sure: Table, power: int) -> Table:
    """Readings, each sentence one thing and concrete or not, by likelihoods to the `power`."""
    problem, measure, concrete = (likely**power).T
    neither = np.maximum(0, 1 - likely[:, 0] - likely[:, 1]) ** power
    whole = problem + measure + neither
    problem, told = problem / whole, (problem + measure) / whole
    concrete = concrete / (concrete + (1 - likely[:, 2]) ** power)
    return np.stack(
        (kind < problem, (kind >= problem) & (kind < told), sure < concrete), axis=-1
    ).astype(np.float64)


def find_margins(spreads: Sequence[float]) -> tuple[float, float]:
    """Points below and above the score between which the labels' score lies in `level` of narratives."""
    table = read_toml("scores/margins.toml")
    row = np.array([1.0, *spreads])
    below, above = (max(0.0, float(row @ np.array(table[name]))) for name in ("below", "above"))
    return below, above
