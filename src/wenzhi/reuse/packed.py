"""Floor 3, reuse: many masked texts in little memory: characters once, and what masking changed.

Takes masked texts block by block, gives `PackedTexts`, a sequence of the same masked texts, each put
together again when it is asked for. A masked text has four arrays as long as itself; all but its
characters follow from its few slots and blanks. It must not know what the texts are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar, get_args, overload

import numpy as np
import numpy.typing as npt

from wenzhi.text.shingles import Texts
from wenzhi.text.slots import Masked, SlotType

_KINDS: tuple[SlotType, ...] = get_args(SlotType)
Numbers = npt.NDArray[np.int32]
T = TypeVar("T")

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

    @classmethod
    def of(cls, counts: list[int], places: list[Numbers], numbers: list[Numbers]) -> Changes:
        """From how many each text has, and the places and numbers of all."""
        nothing = np.zeros(0, np.int32)
        cuts = np.concatenate([np.zeros(1, np.int64), np.cumsum(np.array(counts, np.int64))])
        return cls(cuts, np.concatenate([nothing, *places]), np.concatenate([nothing, *numbers]))

    def at(self, text: int) -> tuple[Numbers, Numbers]:
        """The places of one text and their numbers."""
        start, end = self.cuts[text : text + 2].tolist()
        return self.places[start:end], self.numbers[start:end]


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
    fillings: Sequence[str]
    steps: Changes
    sizes: Numbers
    _recent: Recent[Masked] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_recent", Recent(self._unpack, RECENT))

    @classmethod
    def of(cls, texts: Iterable[Masked]) -> PackedTexts:
        """The texts packed, in order; each may be forgotten once it was taken."""
        codes, sizes = np.empty(1 << 16, np.uint32), [0]
        slots: tuple[list[int], list[Numbers], list[Numbers]] = ([], [], [])
        steps: tuple[list[int], list[Numbers], list[Numbers]] = ([], [], [])
        kinds, fillings, folded = bytearray(), [], []
        for masked in texts:
            sizes.append(sizes[-1] + len(masked))
            if sizes[-1] > len(codes):
                codes.resize(2 * sizes[-1], refcheck=False)  # moves pages, copies nothing
            codes[sizes[-2] : sizes[-1]] = masked.codes
            places = np.fromiter(masked.types, np.int32, len(masked.types))
            _note(slots, places, masked.first[places + 1] - masked.first[places])
            kinds += bytes(map(_KINDS.index, masked.types.values()))
            fillings.append("".join(masked.raw(place, place + 1) for place in places.tolist()))
            _note(steps, *_find_steps(masked.offsets))
            folded.append(len(masked.folded))
        codes.resize(sizes[-1], refcheck=False)
        laid = Texts(codes, np.array(sizes, np.int64))
        marks = np.frombuffer(bytes(kinds), np.uint8)
        whole = np.array(folded, np.int32)
        return cls(laid, Changes.of(*slots), marks, fillings, Changes.of(*steps), whole)

    def __len__(self) -> int:
        return len(self.laid)

    @overload
    def __getitem__(self, index: int) -> Masked: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Masked]: ...
    def __getitem__(self, index: int | slice) -> Masked | Sequence[Masked]:
        if isinstance(index, slice):
            return [self[number] for number in range(*index.indices(len(self)))]
        if not -len(self) <= index < len(self):
            raise IndexError(index)
        return self._recent(index % len(self))

    def __iter__(self) -> Iterator[Masked]:
        return map(self._unpack, range(len(self)))

    def width(self, index: int) -> int:
        """Folded characters of a text."""
        return int(self.sizes[index])

    def codes(self, index: int) -> npt.NDArray[np.uint32]:
        """The masked characters of a text."""
        return self.laid.codes[self.laid.bounds[index] : self.laid.bounds[index + 1]]

    def _unpack(self, index: int) -> Masked:
        codes = self.codes(index)
        places, widths = self.widths.at(index)
        first = np.ones(len(codes) + 1, np.int32)
        first[0] = 0
        first[places + 1] = widths
        first = first.cumsum(dtype=np.int32)
        stops, jumps = self.steps.at(index)
        offsets = np.ones(int(first[-1]), np.int32)
        offsets[stops] = jumps
        start = int(self.widths.cuts[index])
        kinds = self.kinds[start : start + len(places)].tolist()
        numbers = places.tolist()
        return Masked(
            codes=codes,
            first=first,
            folded=_fill(codes, numbers, widths.tolist(), self.fillings[index]),
            offsets=offsets.cumsum(dtype=np.int32),
            types={place: _KINDS[kind] for place, kind in zip(numbers, kinds, strict=True)},
        )


def _note(
    noted: tuple[list[int], list[Numbers], list[Numbers]], places: Numbers, numbers: Numbers
) -> None:
    counts, all_places, all_numbers = noted
    counts.append(len(places))
    if len(places):
        all_places.append(places)
        all_numbers.append(numbers)


def _find_steps(offsets: Numbers) -> tuple[Numbers, Numbers]:
    """Where an offset is not one more than the last, and by how much it differs; the first always."""
    if len(offsets) == 0:
        return offsets, offsets
    steps = np.empty_like(offsets)
    steps[0] = offsets[0]
    np.subtract(offsets[1:], offsets[:-1], out=steps[1:])
    places = np.flatnonzero(steps != 1).astype(np.int32)
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
