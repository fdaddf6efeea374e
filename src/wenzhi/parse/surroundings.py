"""Floor 2: what stands around a count, as features for `naming`: words, neighbours, unit, place.

Takes the prose of a section with the counts read in it; gives what stands where around each count, and
the numbers of the features of many counts at once: runs of characters with where they are seen, and the
CRC-32 of what is told otherwise. It must not know which indicator a feature speaks for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from zlib import crc32

import msgspec
import numpy as np
import numpy.typing as npt

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Count, SectionKind
from wenzhi.text.normalize import Folded

_FIGURE = as_pattern(r"\d[\d,.]*")
_HEAD = as_pattern("[。,;#]")
_NEAR, _FAR, _BEHIND, _BEYOND = 16, 40, 16, 20
"""Characters before a count that are its clause's, its sentence's; behind it likewise. Own choice."""
_HEADING = 30
"""A paragraph of fewer characters is a heading of the next one."""
_SIBLINGS = 6
"""Counts back in the paragraph whose indicators are told."""


class Stretch(msgspec.Struct, frozen=True):
    """The prose of one section, its paragraphs joined, and the counts in it with spans in `body.text`."""

    section: SectionKind
    body: Folded
    counts: tuple[Count, ...]


class Surroundings(msgspec.Struct, frozen=True):
    """What is seen of one count: `marks` told by name, `words` by where they stand (`PLACES`).

    `clause` and `before` are the words around it and before those.
    """

    marks: tuple[str, ...]
    words: tuple[str, ...]
    clause: str
    before: str


PLACES: tuple[tuple[int, ...], ...] = ((2, 3), (2, 3), (2,), (2,), (2,), (2,), (1, 2, 3), (1, 2))
"""Lengths of the runs of characters that are read: of the clause before and behind the figure, of the
sentence before and behind the clause, of the line's opening, of a heading above, of what denies, and of
the thing counted."""

Told = Sequence[str | None]
"""The indicators of a stretch's counts as they are to be seen, by place."""

Codes = npt.NDArray[np.uint64]
Owners = npt.NDArray[np.intp]


def read_surroundings(stretch: Stretch, place: int, told: Told) -> Surroundings:
    """What stands around the count at `place`; its own indicator is not looked at."""
    window = _Window(stretch, place)
    count = stretch.counts[place]
    return Surroundings(
        marks=(
            *_own(count, stretch.section),
            *_relations(stretch, place, told, window),
            *window.edges(),
        ),
        words=window.words(count.text if count.zero_by_negation else ""),
        clause=window.spoken(),
        before=window.left[-_FAR:],
    )


def features_of(rows: Sequence[Surroundings]) -> tuple[Codes, Owners]:
    """The features of all `rows`, and the place of the row that each is of; some occur twice.

    A run of characters is their UTF-16 units, at most three, below a number of where it stands and how
    long it is; a mark is its CRC-32 above all of those.
    """
    marks = np.array([crc32(mark.encode()) for row in rows for mark in row.marks], np.uint64)
    codes, owners = [marks | _MARKED], [_repeat(range(len(rows)), [len(r.marks) for r in rows])]
    texts = [text.encode("utf-16-le") for row in rows for text in row.words]
    units = np.frombuffer(b"".join(texts), np.uint16).astype(np.uint64)
    texts_of = _repeat(range(len(texts)), [len(text) // 2 for text in texts])
    runs = units
    for size, tags in enumerate(_TAGS, 1):
        if size > 1:
            runs = runs[:-1] << np.uint64(16) | units[size - 1 :]
        begins = texts_of[: len(runs)]
        told = tags[begins % len(PLACES)]
        read = np.flatnonzero((begins == texts_of[size - 1 :]) & (told > 0))
        codes.append(runs[read] | told[read])
        owners.append(begins[read] // len(PLACES))
    return np.concatenate(codes), np.concatenate(owners)


_MARKED = np.uint64(1 << 63)
_TAGS = [
    np.array(
        [(4 * where + size) << 48 if size in sizes else 0 for where, sizes in enumerate(PLACES)],
        np.uint64,
    )
    for size in range(1, max(map(max, PLACES)) + 1)
]
"""What stands above the runs of one length by where they stand; 0 where none of that length are read."""


def _repeat(numbers: Sequence[int], times: Sequence[int]) -> Owners:
    return np.repeat(np.array(numbers, np.intp), times)


class _Window:
    """The sentence and the clause around a count, cut at its neighbours."""

    def __init__(self, stretch: Stretch, place: int) -> None:
        text, counts = stretch.body.text, stretch.counts
        count = counts[place]
        self.paragraph = text.rfind("\n", 0, count.start) + 1
        self.start = max(text.rfind("。", 0, count.start) + 1, self.paragraph)
        end = _first(text, "。\n", count.end, len(text))
        before = counts[place - 1] if place else None
        after = counts[place + 1] if place + 1 < len(counts) else None
        self.before = before if before is not None and before.start >= self.start else None
        self.after = after if after is not None and after.end <= end else None
        opens = max([text.rfind(mark, self.start, count.start) + 1 for mark in ",;:"])
        opens = max(opens, self.start)
        self.head = text[max(self.start, opens - _FAR) : opens]
        self.left = text[self.start : count.start]
        self.clause = text[opens : count.start]
        if self.before is not None and opens < self.before.end <= count.start:
            self.clause = text[self.before.end : count.start]
        closes = min(_first(text, ",;:", count.end, end), count.end + _BEHIND)
        if self.after is not None and count.end <= self.after.start < closes:
            closes = self.after.start
        self.tail = text[count.end : closes]
        self.beyond = text[closes : min(end, closes + _BEYOND)]
        self.anchor = text[count.end : count.end + 4]
        self.object = count.object or ""
        self.gap = text[self.before.end : count.start] if self.before is not None else None
        above = text.rfind("\n", 0, max(self.paragraph - 1, 0)) + 1
        self.above = text[above : max(self.paragraph - 1, 0)]
        self.opening = text[self.paragraph : self.paragraph + 14]

    def spoken(self) -> str:
        """The clause without the figure, and the thing counted."""
        return f"{self.clause} {self.tail[:14]} {self.object}"

    def words(self, denied: str) -> tuple[str, ...]:
        """Words by where they stand, in the order of `PLACES`."""
        return (
            _bare(self.clause[-_NEAR:]),
            _bare(self.tail),
            _bare(self.head),
            _bare(self.beyond),
            _HEAD.split(_bare(self.opening), 1)[0],
            self.above if len(self.above) < _HEADING else "",
            denied,
            self.object,
        )

    def edges(self) -> Iterator[str]:
        """What stands right before and right behind the figure, and between it and the one before."""
        yield from (f"a{size}{self.clause[-size:]}" for size in (2, 3, 4, 6))
        yield from (f"b{size}{self.anchor[:size]}" for size in (1, 2, 3, 4))
        if self.gap is not None:
            yield f"g{_bare(self.gap)[:6]}"


def _first(text: str, marks: str, start: int, end: int) -> int:
    """The first of `marks` in `text[start:end]`, else `end`."""
    return min(
        [place for mark in marks if (place := text.find(mark, start, end)) >= 0], default=end
    )


def _bare(text: str) -> str:
    return _FIGURE.sub("#", text)


def _own(count: Count, section: SectionKind) -> Iterator[str]:
    """What the grammar read of the count itself."""
    yield f"O{count.object}"
    yield from (f"u{count.unit}", f"s{section}", f"us{count.unit}{section}", f"c{count.channel}")
    yield from (f"S{count.scope}", f"R!{count.role}", f"ap{count.approx}", f"0{count.value == 0}")
    if count.value is not None:
        yield f"m{min(len(str(int(abs(count.value)))), 4) if count.value else 0}"


def _relations(stretch: Stretch, place: int, told: Told, window: _Window) -> Iterator[str]:
    """Units and indicators of its total, its neighbours and the parts beside it."""
    counts = stretch.counts
    count = counts[place]
    if count.parent is None:
        yield "Pnone"
    else:
        yield f"Pu{counts[count.parent].unit == count.unit}"
        yield from _indicator("P", told[count.parent])
    if window.before is not None:
        yield f"Qu{window.before.unit == count.unit}"
        yield from _indicator("Q", told[place - 1])
    if window.after is not None:
        yield f"Nu{window.after.unit == count.unit}"
        yield from _indicator("N", told[place + 1])
    for back in range(place - 1, max(place - 2 - _SIBLINGS, -1), -1):
        name = told[back]
        if name and counts[back].start >= window.paragraph:
            yield from ("E" + name.split(".")[0], "F" + name)
    for other, beside in enumerate(counts) if count.parent is not None else ():
        name = told[other]
        if name and other != place and beside.parent == count.parent:
            yield from ("G" + name.rpartition(".")[0], "H" + name)


def _indicator(tag: str, name: str | None) -> Iterator[str]:
    yield f"{tag}{name}"
    if name:
        yield from (f"{tag}h{name.split('.')[0]}", f"{tag}r{name.rpartition('.')[0]}")
