"""Floor 3, reuse: many masked texts in little memory: characters once, and what masking changed.

Takes masked texts block by block, gives `PackedTexts`, a sequence of the same masked texts, each put
together again when it is asked for. A masked text has four arrays as long as itself; all but its
characters follow from its few slots and blanks. It must not know what the texts are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Generic, TypeVar, get_args, overload

import numpy as np
import numpy.typing as npt

from wenzhi.text.shingles import Texts
from wenzhi.text.slots import Masked, MaskedBlock, SlotType

_KINDS: tuple[SlotType, ...] = get_args(SlotType)
_NUMBERS = {kind: number for number, kind in enumerate(_KINDS)}
Numbers = npt.NDArray[np.int32]
T = TypeVar("T")

Arrays = Mapping[str, npt.NDArray[Any]]
"""Arrays by name."""

ROWS: Mapping[str, tuple[str, ...]] = {
    "bounds": ("codes",),
    "slots": ("places", "widths", "kinds"),
    "filled": ("fillings",),
    "steps": ("stops", "jumps"),
}
"""Of `PackedTexts.arrays`: what stands in rows, a row a text, by the array that tells where rows begin."""

RECENT = 4096
"""Texts that are kept put together, the last that were asked for: some 40 MB."""


@dataclass(slots=True, eq=False)
class Recent(Generic[T]):
    """The last things that were made by number; older ones are made again when asked for."""

    make: Callable[[int], T]
    most: int
    _kept: dict[int, T] = field(default_factory=dict)

    def __call__(self, number: int) -> T:
        """The thing of that number."""
        found = self._kept.get(number)
        if found is None:
            if len(self._kept) >= self.most:
                del self._kept[next(iter(self._kept))]
            found = self._kept[number] = self.make(number)
        return found


@dataclass(frozen=True, slots=True)
class Changes:
    """Places in many texts with a number for each: those of text `i` are `[cuts[i]:cuts[i + 1]]`."""

    cuts: npt.NDArray[np.int64]
    places: Numbers
    numbers: Numbers

    def at(self, text: int) -> tuple[Numbers, Numbers]:
        """The places of one text and their numbers."""
        start, end = self.cuts[text : text + 2].tolist()
        return self.places[start:end], self.numbers[start:end]


@dataclass(frozen=True, slots=True)
class Strings:
    """Bytes by number, end to end: string `i` is `content[bounds[i]:bounds[i + 1]]`."""

    bounds: npt.NDArray[np.int64]
    content: npt.NDArray[np.uint8]

    @classmethod
    def of(cls, written: Sequence[bytes]) -> Strings:
        """The strings in their order."""
        bounds = np.zeros(len(written) + 1, np.int64)
        np.cumsum([len(each) for each in written], out=bounds[1:])
        return cls(bounds, np.frombuffer(b"".join(written), np.uint8))

    def __getitem__(self, number: int) -> bytes:
        start, end = self.bounds[number : number + 2].tolist()
        return self.content[start:end].tobytes()


@dataclass(frozen=True, slots=True, eq=False)
class PackedTexts(Sequence[Masked]):
    """Masked texts by number. `laid` are their characters end to end.

    `widths` are the slots, each with the folded characters it stands for, `kinds` their types;
    `fillings` is what stands in all slots of a text, `steps` where the offset of a folded character is
    not one more than that of the last.
    """

    laid: Texts
    widths: Changes
    kinds: npt.NDArray[np.uint8]
    fillings: Strings
    steps: Changes
    sizes: Numbers
    _recent: Recent[Masked] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_recent", Recent(self._unpack, RECENT))

    @classmethod
    def of(cls, blocks: Iterable[MaskedBlock]) -> PackedTexts:
        """The texts packed, in order; each block may be forgotten once it was taken."""
        codes, sizes = np.empty(1 << 16, np.uint32), [np.zeros(1, np.int64)]
        slots, steps = _Columns(), _Columns()
        kinds, fillings, done = bytearray(), list[bytes](), 0
        folded = [np.zeros(0, np.int32)]
        for block in blocks:
            end = done + len(block.codes)
            if end > len(codes):
                codes.resize(2 * end, refcheck=False)  # moves pages, copies nothing
            codes[done:end] = block.codes
            sizes.append(block.bounds[1:] + done)
            done = end
            slots.add(block.places, block.rights - block.lefts, block.bounds)
            kinds += bytes(map(_NUMBERS.__getitem__, block.kinds))
            fillings += _read_fillings(block)
            steps.add(*_find_steps(block.offsets, block.wholes), block.wholes)
            folded.append(np.diff(block.wholes).astype(np.int32))
        codes.resize(done, refcheck=False)
        laid = Texts(codes, np.concatenate(sizes))
        marks = np.frombuffer(bytes(kinds), np.uint8)
        whole = np.concatenate(folded)
        return cls(laid, slots.close(), marks, Strings.of(fillings), steps.close(), whole)

    def arrays(self) -> Arrays:
        """All there is, as `ROWS` groups it."""
        widths, steps = self.widths, self.steps
        return {
            "bounds": self.laid.bounds,
            "codes": self.laid.codes,
            "slots": widths.cuts,
            "places": widths.places,
            "widths": widths.numbers,
            "kinds": self.kinds,
            "filled": self.fillings.bounds,
            "fillings": self.fillings.content,
            "steps": steps.cuts,
            "stops": steps.places,
            "jumps": steps.numbers,
            "sizes": self.sizes,
        }

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> PackedTexts:
        """The same again."""
        return cls(
            laid=Texts(arrays["codes"], arrays["bounds"]),
            widths=Changes(arrays["slots"], arrays["places"], arrays["widths"]),
            kinds=arrays["kinds"],
            fillings=Strings(arrays["filled"], arrays["fillings"]),
            steps=Changes(arrays["steps"], arrays["stops"], arrays["jumps"]),
            sizes=arrays["sizes"],
        )

    @classmethod
    def spliced(cls, earlier: Arrays, fresh: PackedTexts, numbers: Numbers) -> PackedTexts:
        """Texts of `earlier`, which `arrays` gave, by their `numbers`; where these are negative, those of
        `fresh` in their order.
        """
        new = numbers < 0
        arrays = splice((earlier, fresh.arrays()), ROWS, *find_rows(numbers))
        sizes = np.empty(len(numbers), np.int32)
        sizes[new], sizes[~new] = fresh.sizes, earlier["sizes"][numbers[~new]]
        return cls.from_arrays({**arrays, "sizes": sizes})

    def __len__(self) -> int:
        return len(self.laid)

    @overload
    def __getitem__(self, index: int) -> Masked: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Masked]: ...
    def __getitem__(self, index: int | slice) -> Masked | Sequence[Masked]:
        if isinstance(index, slice):
            return [self[number] for number in range(*index.indices(len(self)))]
        size = len(self.sizes)
        if not -size <= index < size:
            raise IndexError(index)
        return self._recent(index % size)

    def __iter__(self) -> Iterator[Masked]:
        return map(self._unpack, range(len(self)))

    def width(self, index: int) -> int:
        """Folded characters of a text."""
        return int(self.sizes[index])

    def codes(self, index: int) -> npt.NDArray[np.uint32]:
        """The masked characters of a text."""
        return self.laid.codes[self.laid.bounds[index] : self.laid.bounds[index + 1]]

    def first(self, index: int) -> Numbers:
        """Where in a folded text each masked character begins (`slots.Masked.first`)."""
        places, widths = self.widths.at(index)
        steps = np.ones(len(self.codes(index)) + 1, np.int32)
        steps[0] = 0
        steps[places + 1] = widths
        return steps.cumsum(dtype=np.int32)

    def _unpack(self, index: int) -> Masked:
        codes = self.codes(index)
        places, widths = self.widths.at(index)
        first = self.first(index)
        stops, jumps = self.steps.at(index)
        offsets = np.ones(int(first[-1]), np.int32)
        offsets[stops] = jumps
        start = int(self.widths.cuts[index])
        kinds = self.kinds[start : start + len(places)].tolist()
        numbers = places.tolist()
        filled = self.fillings[index].decode("utf-8", "surrogatepass")
        return Masked(
            codes=codes,
            first=first,
            folded=_fill(codes, numbers, widths.tolist(), filled),
            offsets=offsets.cumsum(dtype=np.int32),
            types={place: _KINDS[kind] for place, kind in zip(numbers, kinds, strict=True)},
        )


def find_rows(numbers: Numbers) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.int64]]:
    """For `splice`: source 0 and the row of each number, where it is negative source 1 and its next row."""
    new = numbers < 0
    return new.astype(np.intp), np.where(new, np.cumsum(new) - 1, numbers)


def splice(
    sources: Sequence[Arrays],
    rows: Mapping[str, tuple[str, ...]],
    homes: npt.NDArray[np.intp],
    numbers: npt.NDArray[np.int64],
) -> dict[str, npt.NDArray[Any]]:
    """The rows of several sources as one: row `i` is row `numbers[i]` of source `homes[i]`.

    Neighbours that were neighbours are taken in one piece.
    """
    apart = (np.diff(homes) != 0) | (np.diff(numbers) != 1)
    starts = np.concatenate([[0], np.flatnonzero(apart) + 1]) if len(homes) else np.zeros(0, int)
    ends = np.append(starts[1:], len(homes)) if len(homes) else starts
    runs = [
        (sources[homes[start]], int(numbers[start]), int(numbers[end - 1]) + 1)
        for start, end in zip(starts.tolist(), ends.tolist(), strict=True)
    ]
    found: dict[str, npt.NDArray[Any]] = {}
    for bounds, columns in rows.items():
        sizes = [np.diff(source[bounds][first : last + 1]) for source, first, last in runs]
        found[bounds] = np.cumsum(np.concatenate([np.zeros(1, np.int64), *sizes]))
        for column in columns:
            parts = [
                source[column][source[bounds][first] : source[bounds][last]]
                for source, first, last in runs
            ]
            found[column] = np.concatenate([sources[0][column][:0], *parts])
    return found


@dataclass(slots=True)
class _Columns:
    """`Changes` in the making."""

    counts: list[npt.NDArray[np.int64]] = field(default_factory=list)
    places: list[Numbers] = field(default_factory=list)
    numbers: list[Numbers] = field(default_factory=list)

    def add(
        self,
        places: npt.NDArray[np.int64],
        numbers: npt.NDArray[Any],
        bounds: npt.NDArray[np.int64],
    ) -> None:
        """Places and numbers of texts that lie between `bounds`."""
        counts = np.diff(np.searchsorted(places, bounds))
        self.counts.append(counts)
        self.places.append((places - np.repeat(bounds[:-1], counts)).astype(np.int32))
        self.numbers.append(numbers.astype(np.int32))

    def close(self) -> Changes:
        """All of them."""
        nothing = np.zeros(0, np.int32)
        cuts = np.cumsum(np.concatenate([np.zeros(1, np.int64), *self.counts]))
        places, numbers = (np.concatenate([nothing, *each]) for each in (self.places, self.numbers))
        return Changes(cuts, places, numbers)


def _read_fillings(block: MaskedBlock) -> Iterator[bytes]:
    """What stands in all slots of each text, encoded."""
    pieces = [
        block.folded[left:right]
        for left, right in zip(block.lefts.tolist(), block.rights.tolist(), strict=True)
    ]
    for start, end in pairwise(block.cuts.tolist()):
        yield "".join(pieces[start:end]).encode("utf-8", "surrogatepass")


def _find_steps(
    offsets: Numbers, wholes: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.int64], Numbers]:
    """Where an offset is not one more than the last of its text, and by how much it differs; that of
    the first of a text, from none.
    """
    steps = np.diff(offsets, prepend=np.int32(0))
    starts = wholes[:-1][wholes[:-1] < wholes[1:]]
    steps[starts] = offsets[starts]
    places = np.flatnonzero(steps != 1)
    return places, steps[places]


def _fill(
    codes: npt.NDArray[np.uint32], places: list[int], widths: list[int], fillings: str
) -> str:
    """The text with its slots filled."""
    text = codes.tobytes().decode("utf-32-le", "surrogatepass")
    parts, done, taken = [], 0, 0
    for place, width in zip(places, widths, strict=True):
        parts += [text[done:place], fillings[taken : taken + width]]
        done, taken = place + 1, taken + width
    return "".join([*parts, text[done:]])
