"""Floor 6: the texts of a snapshot in memory, some thousand reports at a time, end to end.

Gives the folded texts of reports as runs of characters with the places where reports and words begin, so
that searching and cutting cost what the characters cost, however many reports there are. Texts once read
stay for the next question, as far as the session's limit of memory for them goes. It must not know what
is asked.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from numpy.lib.stride_tricks import sliding_window_view

from wenzhi.query.arrays import Numbers, numbers, strings

if TYPE_CHECKING:
    from wenzhi.query.session import Session

REPORTS = 2000
"""Reports of one stack: some three million characters, 6 MB."""
_FEW_PHRASES = 24
"""Phrases looked for one by one; from here on sorting the characters once is quicker.

A search of 9.7 million characters took 12 ms, sorting them 290 ms (one core, 21 November 2026).
"""
_RARE = 400
"""Characters to a hit from which on reading from hit to hit is quicker than comparing all characters.

Of 3.2 million characters comparing took some 5 ms, each hit .4 µs (one core, 21 November 2026).
"""
_FEW_PIECES = 20_000
"""Stretches cut one by one; for more of them a stack is put into numbers as a whole."""
_WIDEST = 4096
"""Characters of a stretch that is cut together with others."""
_UNLIKE = 8
"""How much longer than the mean the longest may be of stretches that are cut together."""


@dataclass(frozen=True, slots=True)
class Stack:
    """Texts end to end: that of `reports[i]` is `text[starts[i]:starts[i + 1]]`.

    Bit `k` from byte `bytes[i]` of `edges` on tells whether a word of that report begins or ends before
    its character `k`; words leave no gap.
    """

    reports: Numbers
    text: str
    starts: Numbers
    edges: npt.NDArray[np.uint8]
    bytes: Numbers

    @property
    def size(self) -> int:
        """Bytes that it takes in memory."""
        return sys.getsizeof(self.text) + 3 * self.starts.nbytes + self.edges.nbytes

    def owners(self, places: Numbers) -> Numbers:
        """The index of the report that each place of `text` lies in."""
        return np.searchsorted(self.starts, places, "right") - 1

    def positions(self, reports: Numbers, places: Numbers) -> Numbers:
        """Where characters of reports lie in `text`."""
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
        find: Callable[[str], Numbers] = self._read
        owners: Callable[[Numbers], Numbers] = self.owners
        if len(phrases) > _FEW_PHRASES:
            find = _Index(self.text).find
            every = np.repeat(np.arange(len(self.reports)), np.diff(self.starts))
            owners = every.take
        for phrase in phrases:
            found = find(phrase)
            owning = owners(found)
            # What begins in one report and ends in the next is no hit of either.
            inside = found + len(phrase) <= self.starts[owning + 1]
            yield found[inside], owning[inside]

    def _read(self, phrase: str) -> Numbers:
        """Place after place; where there are many of them all at once."""
        found: list[int] = []
        most = len(self.text) // _RARE
        place = self.text.find(phrase)
        while place >= 0:
            found.append(place)
            if len(found) > most:
                return _compared(_codes(self.text), _codes(phrase))
            place = self.text.find(phrase, place + 1)
        return np.array(found, np.int64)

    def cutter(self, pieces: int) -> Callable[[Numbers, Numbers], pa.Array]:
        """What cuts stretches `[start, stop)` out of `text`, of which there will be some `pieces`."""
        return self._cut if pieces < _FEW_PIECES else _Windows(self.text, self._cut).cut

    def _cut(self, starts: Numbers, stops: Numbers) -> pa.Array:
        bounds = zip(starts.tolist(), stops.tolist(), strict=True)
        return strings([self.text[start:stop] for start, stop in bounds])


def _codes(text: str) -> npt.NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le"), np.uint32)


def _compared(codes: npt.NDArray[np.uint32], wanted: npt.NDArray[np.uint32]) -> Numbers:
    """Every place where `wanted` begins in `codes`."""
    found: Numbers = np.flatnonzero(codes[: len(codes) - len(wanted) + 1] == wanted[0])
    for place, code in enumerate(wanted[1:], 1):
        found = found[codes[found + place] == code]
    return found


class _Index:
    """The places of every character of a text: for many phrases to be found at once."""

    def __init__(self, text: str) -> None:
        self._codes = _codes(text)
        # By the low half of a character, which numpy sorts by radix; the whole is compared below.
        low = self._codes.astype(np.uint16)
        self._order = np.argsort(low, kind="stable")
        self._low = low[self._order]

    def find(self, phrase: str) -> Numbers:
        """Places of the phrase's rarest character, sifted by its other ones."""
        wanted = _codes(phrase)
        halves = wanted.astype(np.uint16)
        first = np.searchsorted(self._low, halves)
        last = np.searchsorted(self._low, halves, "right")
        rarest = int(np.argmin(last - first))
        found: Numbers = self._order[first[rarest] : last[rarest]] - rarest
        found = found[(found >= 0) & (found + len(wanted) <= len(self._codes))]
        for place, code in enumerate(wanted):
            found = found[self._codes[found + place] == code]
        return found


class _Windows:
    """A text as numbers of characters: for many stretches of like length to be cut at once.

    A million of twenty characters took .10 s of processor time, cut one by one .73 s (21 November 2026).
    """

    def __init__(self, text: str, cut: Callable[[Numbers, Numbers], pa.Array]) -> None:
        codes = _codes(text)
        widths = 1 + (codes >= 0x80).astype(np.int64)  # bytes of UTF-8, as RFC 3629 has it
        widths += codes >= 0x800
        widths += codes >= 0x10000
        self._offsets = np.concatenate(([0], np.cumsum(widths)))
        self._codes = np.concatenate((codes, np.zeros(_WIDEST, np.uint32)))
        self._one_by_one = cut

    def cut(self, starts: Numbers, stops: Numbers) -> pa.Array:
        """The stretches: windows of the longest one's width, of which the rest is left out."""
        lengths = stops - starts
        width = int(lengths.max(initial=0))
        if not 0 < width <= _WIDEST or lengths.mean() * _UNLIKE < width:
            return self._one_by_one(starts, stops)
        rows = sliding_window_view(self._codes, width)[starts]
        kept = rows if lengths.min() == width else rows[np.arange(width) < lengths[:, None]]
        bounds = np.concatenate(([0], np.cumsum(self._offsets[stops] - self._offsets[starts])))
        data = kept.tobytes().decode("utf-32-le").encode()
        buffers = [None, pa.py_buffer(bounds.astype(np.int32)), pa.py_buffer(data)]
        return pa.Array.from_buffers(pa.string(), len(starts), buffers)


class Texts:
    """The stacks of one session. What is read stays while all of it takes less than `most` bytes."""

    def __init__(self, session: Session, most: int) -> None:
        import pyarrow.parquet as pq

        self._session = session
        self._room = most
        self._kept: dict[int, Stack] = {}
        self._file = pq.ParquetFile(session.snapshot / "folded.parquet")
        self._groups = _grouped(
            [
                self._file.metadata.row_group(group).num_rows
                for group in range(self._file.metadata.num_row_groups)
            ]
        )

    def stacks(self, reports: Numbers) -> Iterator[tuple[str, Stack]]:
        """The stacks that hold any of these reports, each with the condition on `report` it stands for."""
        starts = [group[0] for group in self._groups]
        for number in np.unique(np.searchsorted(starts, reports, "right") - 1).tolist():
            first, stop, _ = self._groups[number]
            yield f"report BETWEEN {first} AND {stop - 1}", self._stack(number)

    def _stack(self, number: int) -> Stack:
        self._session.check_time()
        if number in self._kept:
            return self._kept[number]
        _, _, groups = self._groups[number]
        rows = self._file.read_row_groups(list(groups), columns=["report", "text", "edges"])
        stack = _stack_of(rows)
        if stack.size <= self._room:
            self._room -= stack.size
            self._kept[number] = stack
        return stack


def _grouped(sizes: Sequence[int]) -> list[tuple[int, int, range]]:
    """Neighbouring row groups with some `REPORTS` rows together: first row, one past the last, groups.

    The table has a row for each report, by number, so that rows are reports.
    """
    found: list[tuple[int, int, range]] = []
    first = stop = begun = 0
    for group, size in enumerate(sizes):
        if stop > first and stop + size - first > REPORTS:
            found.append((first, stop, range(begun, group)))
            first, begun = stop, group
        stop += size
    return [*found, (first, stop, range(begun, len(sizes)))]


def _stack_of(rows: pa.Table) -> Stack:
    texts, edges = rows["text"].to_pylist(), rows["edges"].to_pylist()
    lengths, sizes = (np.array(list(map(len, values)), np.int64) for values in (texts, edges))
    return Stack(
        reports=numbers(rows["report"]),
        text="".join(texts),
        starts=np.concatenate(([0], np.cumsum(lengths))),
        edges=np.frombuffer(b"".join(edges), np.uint8),
        bytes=np.cumsum(sizes) - sizes,
    )
