"""Floor 6: the first lines of a sorted concordance, found without sorting the others.

Hits are compared by their next few characters; those that are surely among the first are kept, and only
those that are level with the last of them are compared further. What that costs rises with the number
of hits and no faster. Texts are compared character by character, by code point.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from wenzhi.query.arrays import Numbers, integers, numbers
from wenzhi.query.session import Session
from wenzhi.query.stacks import Stack

Side = Literal["left", "right", "match"]
SIDES: dict[str, Side] = {"left": "left", "right": "right", "match": "match"}
"""The orders that this module knows: what stands on one side of a hit, or the hit and what follows it."""

FEW = 5000
"""Hits that are sorted as they are."""
_STEP = 3
"""Characters compared at once: of 21 bits each, as many as Unicode's have, in 64."""
_BITS = 21


@dataclass(frozen=True, slots=True)
class _Runs:
    """What hits of one stack are sorted by: characters `[begin, end)` of it; `rows` of their table."""

    stack: Stack
    begins: Numbers
    ends: Numbers
    rows: Numbers

    def keys(self) -> Numbers:
        """The next characters as numbers that compare as they do; nothing comes before any of them."""
        found = self.stack.windows(self.begins, _STEP).astype(np.int64)
        found[self.begins[:, None] + np.arange(_STEP) >= self.ends[:, None]] = 0
        found <<= np.array([_BITS * (_STEP - 1 - place) for place in range(_STEP)])
        whole: Numbers = found.sum(axis=1)
        return whole

    def further(self, kept: npt.NDArray[np.bool_]) -> _Runs:
        """Those of them that are kept, behind the characters compared."""
        begins = np.minimum(self.begins + _STEP, self.ends)
        return _Runs(self.stack, begins[kept], self.ends[kept], self.rows[kept])

    @property
    def ended(self) -> bool:
        """Whether nothing is left to compare."""
        return bool((self.begins >= self.ends).all())


def first_hits(session: Session, table: str, context: int, side: Side, most: int) -> str:
    """A table of the `most` first hits of a table, as `side` orders them; of equal ones the first in place."""
    rows = _select(list(_runs(session, table, context, side)), most)
    import pyarrow as pa

    chosen = session.take(pa.table({"number": integers(np.sort(rows), pa.int64())}))
    return session.table(
        f"SELECT h.* FROM {table} h JOIN {chosen} c ON h.rowid = c.number ORDER BY report, place, stop"
    )


def _select(runs: list[_Runs], most: int) -> Numbers:
    found: list[Numbers] = []
    while runs and most:
        keys = [one.keys() for one in runs]
        every = np.concatenate(keys)
        last = np.partition(every, most - 1)[most - 1] if most < len(every) else every.max()
        sure = [one.rows[key < last] for one, key in zip(runs, keys, strict=True)]
        level = [one.further(key == last) for one, key in zip(runs, keys, strict=True)]
        runs = [one for one in level if len(one.rows)]
        found += sure
        most -= sum(map(len, sure))
        if all(one.ended for one in runs) or sum(len(one.rows) for one in runs) <= most:
            found.append(np.concatenate([one.rows for one in runs])[:most])
            break
    return np.concatenate(found) if found else np.zeros(0, np.int64)


def _runs(session: Session, table: str, context: int, side: Side) -> list[_Runs]:
    hits = session.arrow(
        f"SELECT rowid, report, place, stop FROM {table} ORDER BY report, place, stop"
    )
    reports, places, stops, rows = (
        numbers(hits[name]) for name in ("report", "place", "stop", "rowid")
    )
    found = []
    for _, stack in session.texts.stacks(session.reports(table)):
        low = np.searchsorted(reports, stack.reports[0])
        high = np.searchsorted(reports, stack.reports[-1], "right")
        mine = slice(int(low), int(high))
        owners = np.searchsorted(stack.reports, reports[mine])
        first, last = stack.starts[owners], stack.starts[owners + 1]
        begin, stop = first + places[mine], first + stops[mine]
        end = np.minimum(stop + context, last)
        if side == "left":
            turned, begins, ends = stack.turned(np.maximum(begin - context, first), begin)
            found.append(_Runs(turned, begins, ends, rows[mine]))
        else:
            found.append(_Runs(stack, stop if side == "right" else begin, end, rows[mine]))
        session.check_time()
    return found
