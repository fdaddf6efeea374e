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

from wenzhi.query.session import Numbers, numbers

if TYPE_CHECKING:
    from wenzhi.query.session import Session

REPORTS = 2000
"""Reports of one stack: some three million characters, 6 MB."""
_FEW_PHRASES = 24
"""Phrases looked for one by one; from here on sorting the characters once is quicker.

A search of 9.7 million characters took 12 ms, sorting them 290 ms (one core, 21 November 2026).
"""
_FEW_PIECES = 20_000
"""Stretches cut one by one; for more of them a stack is put into UTF-8 as a whole."""


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

    def count_whole(self, reports: Numbers, places: Numbers, stops: Numbers) -> int:
        """How many of the stretches `[place, stop)` of reports begin and end where words do."""
        first = self.bytes[np.searchsorted(self.reports, reports)]
        return int(np.count_nonzero(self._edge(first, places) & self._edge(first, stops)))

    def _edge(self, first: Numbers, places: Numbers) -> Numbers:
        found: Numbers = (self.edges[first + (places >> 3)] >> (7 - (places & 7))) & 1
        return found

    def search(self, phrases: Sequence[str]) -> Iterator[Numbers]:
        """For each phrase every place where it begins, overlapping ones too, in order."""
        find: Callable[[str], Numbers] = self._read
        if len(phrases) > _FEW_PHRASES:
            find = _Index(self.text).find
        for phrase in phrases:
            found = find(phrase)
            # What begins in one report and ends in the next is no hit of either.
            yield found[found + len(phrase) <= self.starts[self.owners(found) + 1]]

    def _read(self, phrase: str) -> Numbers:
        found = []
        place = self.text.find(phrase)
        while place >= 0:
            found.append(place)
            place = self.text.find(phrase, place + 1)
        return np.array(found, np.int64)

    def cutter(self, pieces: int) -> Callable[[Numbers, Numbers], pa.Array]:
        """What cuts stretches `[start, stop)` out of `text`, of which there will be some `pieces`."""
        return self._cut if pieces < _FEW_PIECES else _Utf8(self.text).cut

    def _cut(self, starts: Numbers, stops: Numbers) -> pa.Array:
        bounds = zip(starts.tolist(), stops.tolist(), strict=True)
        return pa.array([self.text[start:stop] for start, stop in bounds], pa.string())


def _codes(text: str) -> npt.NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le"), np.uint32)


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


class _Utf8:
    """A text in UTF-8 with the way from characters to bytes: for many stretches to be cut at once."""

    def __init__(self, text: str) -> None:
        codes = _codes(text)
        widths = 1 + (codes >= 0x80).astype(np.int64)  # as RFC 3629 has it
        widths += codes >= 0x800
        widths += codes >= 0x10000
        self._data = np.frombuffer(text.encode(), np.uint8)
        self._offsets = np.concatenate(([0], np.cumsum(widths)))

    def cut(self, starts: Numbers, stops: Numbers) -> pa.Array:
        """The stretches with their bytes put together at once.

        A million of them took .11 s of processor time, cut one by one .73 s (21 November 2026).
        """
        first = self._offsets[starts]
        lengths = self._offsets[stops] - first
        bounds = np.concatenate(([0], np.cumsum(lengths)))
        taken = self._data[np.arange(bounds[-1]) + np.repeat(first - bounds[:-1], lengths)]
        buffers = [None, pa.py_buffer(bounds.astype(np.int32)), pa.py_buffer(taken)]
        return pa.Array.from_buffers(pa.string(), len(starts), buffers)


class Texts:
    """The stacks of one session. What is read stays while all of it takes less than `most` bytes."""

    def __init__(self, session: Session, most: int) -> None:
        self._session = session
        self._room = most
        self._kept: dict[int, Stack] = {}

    def stacks(self, table: str) -> Iterator[tuple[str, Stack]]:
        """The stacks that hold reports of a table, each with the condition on `report` it stands for."""
        rows = self._session.rows(
            f"SELECT DISTINCT report // {REPORTS} FROM {table} ORDER BY report // {REPORTS}"
        )
        for (number,) in rows:
            low = int(number or 0) * REPORTS
            yield f"report BETWEEN {low} AND {low + REPORTS - 1}", self._stack(low)

    def _stack(self, low: int) -> Stack:
        if low in self._kept:
            self._session.check_time()
            return self._kept[low]
        stack = _read_stack(self._session, low)
        if stack.size <= self._room:
            self._room -= stack.size
            self._kept[low] = stack
        return stack


def _read_stack(session: Session, low: int) -> Stack:
    rows = session.arrow(
        "SELECT report, text, edges FROM folded "
        f"WHERE report BETWEEN {low} AND {low + REPORTS - 1} ORDER BY report"
    )
    texts, edges = rows["text"].to_pylist(), rows["edges"].to_pylist()
    lengths, sizes = (np.array(list(map(len, values)), np.int64) for values in (texts, edges))
    return Stack(
        reports=numbers(rows["report"]),
        text="".join(texts),
        starts=np.concatenate(([0], np.cumsum(lengths))),
        edges=np.frombuffer(b"".join(edges), np.uint8),
        bytes=np.cumsum(sizes) - sizes,
    )
