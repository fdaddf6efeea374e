"""Floor 6: the characters of a snapshot, some thousand reports at a time, end to end.

Gives the folded texts of reports as runs of characters with the places where reports and words begin, so
that searching and cutting cost what the characters cost, however many reports there are. Characters are
looked at where they lie in their file, which the system keeps in memory as far as there is room. It must
not know what is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from numpy.lib.stride_tricks import sliding_window_view

from wenzhi.corpus.index_tables import CHARACTERS, WIDE
from wenzhi.query.arrays import Numbers, numbers, strings

Codes = npt.NDArray[np.uint16] | npt.NDArray[np.uint32]

_FEW_PHRASES = 24
"""Phrases looked for one by one; from here on sorting the characters once is quicker.

A search of 9.7 million characters took 12 ms, sorting them 290 ms (one core, 21 November 2026).
"""
_AT_ONCE = 1 << 16
"""Characters compared at once: what is made of them stays near the processor."""
_FEW_PIECES = 100
"""Stretches cut one by one; more of them are cut at once."""
_MANY_PIECES = 20_000
"""For more of them the characters of a stack are measured once."""
_WIDEST = 4096
"""Characters of a stretch that is cut together with others."""
_UNLIKE = 8
"""How much longer than the mean the longest may be of stretches that are cut together."""


@dataclass(frozen=True, slots=True)
class Stack:
    """Texts end to end: that of `reports[i]` is `codes[starts[i]:starts[i + 1]]`, code points.

    Bit `k` from byte `bytes[i]` of `edges` on tells whether a word of that report begins or ends before
    its character `k`; words leave no gap. `removed` tells what folding took out of some of the reports, by
    their indexes.
    """

    reports: Numbers
    codes: Codes
    starts: Numbers
    edges: npt.NDArray[np.uint8]
    bytes: Numbers
    removed: tuple[tuple[int, str], ...] = ()

    def among(self, reports: Numbers) -> npt.NDArray[np.bool_]:
        """Which of its reports are among these, which are in order."""
        found = np.zeros(len(self.reports), bool)
        if len(self.reports):
            first, last = self.reports[[0, -1]]
            mine = reports[
                np.searchsorted(reports, first) : np.searchsorted(reports, last, "right")
            ]
            found[np.searchsorted(self.reports, mine)] = True
        return found

    def removed_from(self, reports: Numbers) -> list[str]:
        """What folding took out of those of its reports that are among these, which are in order."""
        if not self.removed:
            return []
        among = self.among(reports)
        return [piece for index, piece in self.removed if among[index]]

    def owners(self, places: Numbers) -> Numbers:
        """The index of the report that each place of `codes` lies in."""
        return np.searchsorted(self.starts, places, "right") - 1

    def positions(self, reports: Numbers, places: Numbers) -> Numbers:
        """Where characters of reports lie in `codes`."""
        found: Numbers = self.starts[np.searchsorted(self.reports, reports)] + places
        return found

    def whole(self, owners: Numbers, places: Numbers, stops: Numbers) -> npt.NDArray[np.bool_]:
        """Whether the stretches `[place, stop)` of the reports of these indexes begin and end where words do."""
        first = self.bytes[owners]
        return (self._edge(first, places) & self._edge(first, stops)).astype(bool)

    def _edge(self, first: Numbers, places: Numbers) -> Numbers:
        found: Numbers = (self.edges[first + (places >> 3)] >> (7 - (places & 7))) & 1
        return found

    def search(self, phrases: Sequence[str]) -> Iterator[tuple[Numbers, Numbers]]:
        """For each phrase every place where it begins, overlapping ones too, in order, and its report's index."""
        find: Callable[[Codes], Numbers] = self._compare
        owners: Callable[[Numbers], Numbers] = self.owners
        if len(phrases) > _FEW_PHRASES:
            find = _Index(self.codes).find
            every = np.repeat(np.arange(len(self.reports)), np.diff(self.starts))
            owners = every.take
        for phrase in phrases:
            found = find(self._coded(phrase))
            owning = owners(found)
            # What begins in one report and ends in the next is no hit of either.
            inside = found + len(phrase) <= self.starts[owning + 1]
            yield found[inside], owning[inside]

    def _coded(self, phrase: str) -> Codes:
        """A phrase as characters of its own kind; one that is none of them is no character at all."""
        codes = _codes(phrase)
        if self.codes.itemsize == codes.itemsize:
            return codes
        return np.where(codes > np.iinfo(np.uint16).max, WIDE, codes).astype(np.uint16)

    def _compare(self, wanted: Codes) -> Numbers:
        """Every place where `wanted` begins: all characters are looked at, then those that are left."""
        last = len(self.codes) - len(wanted) + 1
        begins = [
            some + low
            for low in range(0, last, _AT_ONCE)
            if len(some := self._begins(wanted, low, min(low + _AT_ONCE, last)))
        ]
        found: Numbers = np.concatenate(begins) if begins else np.zeros(0, np.int64)
        for place, code in enumerate(wanted[2:], 2):
            found = found[self.codes[found + place] == code]
        return found

    def _begins(self, wanted: Codes, low: int, high: int) -> Numbers:
        """Where from `low` on the first two characters of `wanted` stand."""
        same = self.codes[low:high] == wanted[0]
        if len(wanted) > 1:
            same &= self.codes[low + 1 : high + 1] == wanted[1]
        return np.flatnonzero(same)

    def cutter(self, pieces: int) -> Cutter:
        """What cuts stretches out of `codes`, of which there will be some `pieces`."""
        return Cutter(self, pieces >= _MANY_PIECES)

    def cut(self, starts: Numbers, stops: Numbers) -> pa.Array:
        """The stretches `[start, stop)` of `codes` as texts."""
        return self.cutter(len(starts)).cut(starts, stops)

    def turned(self, starts: Numbers, stops: Numbers) -> tuple[Stack, Numbers, Numbers]:
        """The stack read backwards, and where stretches begin and end in that direction."""
        size = len(self.codes)
        return replace(self, codes=self.codes[::-1]), size - stops, size - starts

    def windows(self, starts: Numbers, width: int) -> Codes:
        """The `width` characters from each place on; zeros behind the last one."""
        codes: Any = self.codes
        if len(starts) and int(starts.max()) + width > len(codes):
            codes = np.concatenate((codes, np.zeros(width, codes.dtype)))
        found: Codes = sliding_window_view(codes, width)[starts]
        return found


class Cutter:
    """Cuts stretches out of a stack.

    Those of like length are cut at once, as windows of the longest one's width, of which the rest is left
    out: a million of twenty characters took .10 s of processor time, one by one .73 s (21 November 2026).
    """

    def __init__(self, stack: Stack, many: bool) -> None:
        self._stack = stack
        self._passed = _passed(stack.codes) if many else None

    def cut(self, starts: Numbers, stops: Numbers) -> pa.Array:
        """The stretches `[start, stop)` as texts."""
        lengths = stops - starts
        width = int(lengths.max(initial=0))
        alike = 0 < width <= _WIDEST and lengths.mean() * _UNLIKE >= width
        if len(starts) < _FEW_PIECES or not alike:
            bounds = zip(starts.tolist(), stops.tolist(), strict=True)
            return strings([_text(self._stack.codes[start:stop]) for start, stop in bounds])
        rows = self._stack.windows(starts, width)
        kept = rows if lengths.min() == width else rows[np.arange(width) < lengths[:, None]]
        if self._passed is not None:
            sizes = self._passed[stops] - self._passed[starts]
        else:
            sizes = np.diff(_passed(kept.ravel())[np.concatenate(([0], np.cumsum(lengths)))])
        ends = np.zeros(len(starts) + 1, np.int32)
        np.cumsum(sizes, out=ends[1:])
        buffers = [None, pa.py_buffer(ends), pa.py_buffer(_text(kept).encode())]
        return pa.Array.from_buffers(pa.string(), len(starts), buffers)


def _passed(codes: Codes) -> npt.NDArray[np.int32]:
    """The bytes of UTF-8 before each character, and of all of them (RFC 3629)."""
    sizes = (codes >= 0x80).view(np.uint8) + (codes >= 0x800).view(np.uint8) + np.uint8(1)
    if codes.itemsize > 2:
        sizes += (codes >= 0x10000).view(np.uint8)
    passed = np.zeros(len(codes) + 1, np.int32)
    np.cumsum(sizes, out=passed[1:])
    return passed


def _codes(text: str) -> Codes:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def _text(codes: Codes) -> str:
    return codes.tobytes().decode("utf-16-le" if codes.itemsize == 2 else "utf-32-le")


class _Index:
    """The places of every character of a text: for many phrases to be found at once."""

    def __init__(self, codes: Codes) -> None:
        self._codes = codes
        # By the low half of a character, which numpy sorts by radix; the whole is compared below.
        low = codes.astype(np.uint16, copy=False)
        self._order = np.argsort(low, kind="stable")
        self._low = low[self._order]

    def find(self, wanted: Codes) -> Numbers:
        """Places of the phrase's rarest character, sifted by its other ones."""
        halves = wanted.astype(np.uint16)
        first = np.searchsorted(self._low, halves)
        last = np.searchsorted(self._low, halves, "right")
        rarest = int(np.argmin(last - first))
        found: Numbers = self._order[first[rarest] : last[rarest]] - rarest
        found = found[(found >= 0) & (found + len(wanted) <= len(self._codes))]
        for place, code in enumerate(wanted):
            found = found[self._codes[found + place] == code]
        return found


class Texts:
    """The stacks of a snapshot. Closes its file when it is closed."""

    def __init__(self, snapshot: Path) -> None:
        self._map = pa.memory_map(str(snapshot / CHARACTERS))
        self._file = pa.ipc.open_file(self._map)
        self._stacks: dict[int, Stack] = {}
        sizes = [
            self._file.get_batch(number).num_rows for number in range(self._file.num_record_batches)
        ]
        # The table has a row for each report, by number, so that rows are reports.
        self._bounds = np.cumsum([0, *sizes])

    def stacks(self, reports: Numbers) -> Iterator[tuple[str, Stack]]:
        """The stacks that hold any of these reports, each with the condition on `report` it stands for."""
        for number in np.unique(np.searchsorted(self._bounds, reports, "right") - 1).tolist():
            first, stop = self._bounds[number : number + 2].tolist()
            yield f"report BETWEEN {first} AND {stop - 1}", self._stack(number)

    def lengths(self) -> Numbers:
        """How many characters each report has, by number."""
        starts = [
            np.diff(numbers(self._file.get_batch(number)["codes"].offsets))
            for number in range(self._file.num_record_batches)
        ]
        return np.concatenate([np.zeros(0, np.int64), *starts])

    def close(self) -> None:
        """Let go of the file."""
        self._stacks.clear()
        self._map.close()

    def _stack(self, number: int) -> Stack:
        if number in self._stacks:
            return self._stacks[number]
        stack = _stack_of(self._file.get_batch(number))
        if stack.codes.itemsize == 2:  # as it lies in the file: nothing of it was copied
            self._stacks[number] = stack
        return stack


def _stack_of(rows: pa.RecordBatch) -> Stack:
    codes: Codes = np.asarray(np.from_dlpack(rows["codes"].values), np.uint16)
    wide = np.asarray(np.from_dlpack(rows["wide"].values), np.uint32)
    if len(wide):
        codes = codes.astype(np.uint32)
        codes[codes == WIDE] = wide
    _, bounds, edges = rows["edges"].buffers()
    return Stack(
        reports=numbers(rows["report"]),
        codes=codes,
        starts=numbers(rows["codes"].offsets),
        edges=np.frombuffer(edges, np.uint8),
        bytes=np.frombuffer(bounds, np.int32)[:-1].astype(np.int64),
        removed=_told(rows["removed"]),
    )


def _told(column: pa.ListArray) -> tuple[tuple[int, str], ...]:
    if not len(column.values):
        return ()
    lists = enumerate(column.to_pylist())
    return tuple((index, piece) for index, pieces in lists for piece in pieces)
