"""Floor 1: masking: numbers, dates, document numbers and names become typed slots of one character.

Takes a text and the names that are known to be its organ's and places', gives a `Masked`: an array of
code points without blanks in which each slot is one private-use character, with the span of the
original that each character stands for. It must not know what a report is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

import numpy as np
import numpy.typing as npt

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Span
from wenzhi.text.normalize import WORD_RESIDUE, fold, folding_table, squeeze

SlotType = Literal["number", "date", "document", "organ", "place", "self", "blank", "text"]

NUMBER, DATE, DOCUMENT, NAME = 0x10F000, 0x10F001, 0x10F002, 0x10F003
"""Code points of slots: the last private plane, for PDF text layers do use the first private area."""

_CODES: dict[SlotType, int] = {
    "number": NUMBER,
    "date": DATE,
    "document": DOCUMENT,
    "organ": NAME,
    "place": NAME,
    "self": NAME,
    "blank": NAME,
}

Slot = tuple[int, int, SlotType]
"""Where a slot begins and ends in folded text, and what it is."""

Codes = npt.NDArray[np.uint32]
Ints = npt.NDArray[np.int64]

_NUMERALS = "一二两三四五六七八九十百千万〇零"
_UNITS = "条件篇项个份期次场人宗起名处家幅张元类轮批"
_SELVES = (
    "省|自治区|市|州|盟|县|区|旗|镇|乡|街道|街|局|厅|委|办|院|中心|处|队|所|站|单位|机关|部门|系统"
)
_BLANKED = "省市县区局镇乡街"
_SLOTS = as_pattern(
    r"(?P<document>[〔\[(]\d{4}[〕\])]第?\d+号)"
    r"|(?P<date>\d{2,4}年(?:\d{1,2}月(?:\d{1,2}日)?)?|\d{1,2}月\d{1,2}日|\d{1,2}月)"
    r"|(?P<number>\d+(?:[,.]\d+)*(?:余|多)?[万亿]?(?:余|多)?%?"
    rf"|[{_NUMERALS}]+(?:余|多)?(?=[{_UNITS}]))"
    rf"|(?P<self>[我本全](?:{_SELVES}))"
    rf"|(?P<blank>[X×x]{{2,}}|某{{1,3}}(?=[{_BLANKED}]))",
    re.ASCII,  # folding has made digits of all widths the ten of ASCII
)
_PLACE = as_pattern(r"([\u4e00-\u9fff]{2,6}?)(省|自治区|自治州|市|州|盟|县|区|旗|镇|乡|街道)")


@dataclass(frozen=True, slots=True)
class Masked:
    """A text without blanks whose variable parts are slots.

    `codes[i]` is a folded character or a slot; it stands for `[first[i], first[i + 1])` of `folded`,
    the same text unmasked, whose character `j` came from `offsets[j]` of the original. `types` gives
    each slot's type by index. `first` has one entry more than `codes`: the length of `folded`.
    """

    codes: npt.NDArray[np.uint32]
    first: npt.NDArray[np.int32]
    folded: str
    offsets: npt.NDArray[np.int32]
    types: dict[int, SlotType]

    def __len__(self) -> int:
        return len(self.codes)

    @property
    def starts(self) -> npt.NDArray[np.int32]:
        """Where in the original each masked character begins."""
        return self.offsets[self.first[:-1]]

    @property
    def text(self) -> str:
        """The masked text as a string, slots being private-use characters."""
        return self.codes.tobytes().decode("utf-32-le", "surrogatepass")

    def span(self, start: int, end: int) -> Span:
        """The original span of masked `[start, end)`, which must not be empty."""
        return self.folded_span(int(self.first[start]), int(self.first[end]))

    def folded_span(self, start: int, end: int) -> Span:
        """The original span of folded `[start, end)`, which must not be empty."""
        return int(self.offsets[start]), int(self.offsets[end - 1]) + 1

    def raw(self, start: int, end: int) -> str:
        """The folded, unmasked text of masked `[start, end)`."""
        return self.folded[self.first[start] : self.first[end]] if start < end else ""


Names = tuple[tuple[str, SlotType], ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """A text to be masked, whose first character is character `base` of the original.

    `names` are searched for as they stand, longest first; see `own_names`.
    """

    text: str
    names: Names = ()
    base: int = 0


BLOCK = 256
"""Texts masked in one go: enough that array operations pay, few enough to stay in the cache."""


@dataclass(frozen=True, slots=True)
class MaskedBlock:
    """Masked texts laid end to end: what `Masked` says of one, in columns of all.

    Text `i` is `codes[bounds[i]:bounds[i + 1]]` and stands for `folded[wholes[i]:wholes[i + 1]]`, whose
    offsets in its original stand at the same places of `offsets`. Its slots are those from `cuts[i]` to
    `cuts[i + 1]`: at `places` of `codes`, for `[lefts, rights)` of `folded`, of the types `kinds`.
    """

    codes: Codes
    bounds: Ints
    folded: str
    wholes: Ints
    offsets: npt.NDArray[np.int32]
    cuts: Ints
    places: Ints
    lefts: Ints
    rights: Ints
    kinds: Sequence[SlotType]
    first: Ints

    def __len__(self) -> int:
        return len(self.bounds) - 1

    def split(self) -> list[Masked]:
        """The texts one by one."""
        firsts = _with_ends(self.first, self.bounds, self.wholes)
        places, made = self.places.tolist(), []
        bounds, wholes, cuts = self.bounds.tolist(), self.wholes.tolist(), self.cuts.tolist()
        for index in range(len(self)):
            left, right = bounds[index : index + 2]
            slots = slice(*cuts[index : index + 2])
            made.append(
                Masked(
                    codes=self.codes[left:right],
                    first=firsts[left + index : right + index + 1],
                    folded=self.folded[wholes[index] : wholes[index + 1]],
                    offsets=self.offsets[wholes[index] : wholes[index + 1]],
                    types={
                        place - left: kind
                        for place, kind in zip(places[slots], self.kinds[slots], strict=True)
                    },
                )
            )
        return made


def mask(text: str, names: Names = (), base: int = 0) -> Masked:
    """Mask `text`, whose first character is character `base` of the original."""
    return mask_block([Draft(text, names, base)]).split()[0]


def mask_all(drafts: Sequence[Draft]) -> list[Masked]:
    """Mask many texts at once, each as `mask` does it, some five times as fast."""
    blocks = (drafts[start : start + BLOCK] for start in range(0, len(drafts), BLOCK))
    return [masked for block in blocks for masked in mask_block(block).split()]


def mask_block(drafts: Sequence[Draft]) -> MaskedBlock:
    """Mask texts, best not more than `BLOCK`, and leave them laid end to end."""
    codes, offsets, wholes = _squeeze_all([draft.text for draft in drafts])
    folded = codes.tobytes().decode("utf-32-le", "surrogatepass")
    slots = _find_all(folded, codes, wholes, [draft.names for draft in drafts])
    kinds = [kind for _, _, kind in slots]
    lefts = np.array([start for start, _, _ in slots], np.int64)
    rights = np.array([end for _, end, _ in slots], np.int64)
    codes[lefts] = [_CODES[kind] for kind in kinds]
    first = np.flatnonzero(_outside(lefts, rights, len(codes)))
    bases = np.array([draft.base for draft in drafts], np.int32)
    return MaskedBlock(
        codes=codes[first],
        bounds=np.searchsorted(first, wholes),
        folded=folded,
        wholes=wholes,
        offsets=offsets + np.repeat(bases, np.diff(wholes)),
        cuts=np.searchsorted(lefts, wholes),
        places=np.searchsorted(first, lefts),
        lefts=lefts,
        rights=rights,
        kinds=kinds,
        first=first,
    )


def _with_ends(first: Ints, edges: Ints, bounds: Ints) -> npt.NDArray[np.int32]:
    """`first` from the start of each text on, each text followed by its length."""
    sizes = np.diff(edges)
    texts = np.arange(len(sizes))
    firsts = np.zeros(len(first) + len(sizes), np.int32)
    firsts[np.arange(len(first)) + np.repeat(texts, sizes)] = first - np.repeat(bounds[:-1], sizes)
    firsts[edges[1:] + texts] = np.diff(bounds)
    return firsts


def _outside(lefts: Ints, rights: Ints, size: int) -> npt.NDArray[np.bool_]:
    """Whether each of `size` characters begins a masked one: all but the later ones of a slot."""
    depth = np.zeros(size + 1, np.int8)
    depth[lefts + 1] += 1
    depth[rights] -= 1
    # A slot of one character opens and closes at one place, and two slots may touch.
    np.cumsum(depth, out=depth)
    return np.asarray(depth[:size] == 0)


@cache
def own_names(organization: str | None, places: tuple[str, ...] = ()) -> Names:
    """The names an organ may use of itself and its places, longest first.

    From 青禾县财政局 with the places 青禾县: 青禾县财政局, 县财政局, 财政局 (organ), 青禾县, 青禾 (place).
    """
    found: dict[str, SlotType] = {}
    for place in places:
        found[place] = "place"
        if match := _PLACE.fullmatch(place):
            found.setdefault(match[1], "place")
    if organization:
        _name_organ(organization, found)
    return tuple(sorted(found.items(), key=lambda item: (-len(item[0]), item[0])))


def _name_organ(organization: str, found: dict[str, SlotType]) -> None:
    found[organization] = "organ"
    rest = organization
    while match := _PLACE.match(rest):
        found.setdefault(match[0], "place")
        found.setdefault(match[1], "place")
        tail = rest[match.end() :]
        if len(tail) >= 2:
            found.setdefault(match[2] + tail, "organ")
        rest = tail
    if len(rest) >= 3 and rest not in ("人民政府", "办事处", "委员会"):
        found.setdefault(rest, "organ")


def _squeeze_all(texts: Sequence[str]) -> tuple[Codes, npt.NDArray[np.int32], Ints]:
    """Code points of `texts` folded and without blanks, laid end to end, the offset of each in its
    text, and where each text begins and ends.

    Equal to `squeeze(fold(text))`; the table look-up serves the texts in which every character
    folds to at most one, which are nearly all.
    """
    codes = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)
    sizes = np.array([len(text) for text in texts], np.int64)
    mapped = _fold_codes()[codes]
    starts = np.cumsum(sizes) - sizes
    slow = set((np.searchsorted(starts, np.flatnonzero(mapped == _MANY), "right") - 1).tolist())
    slow |= {
        index
        for index, text in enumerate(texts)
        if ("[" in text or "［" in text or "{" in text) and WORD_RESIDUE.search(text)
    }
    if not slow:
        kept = np.flatnonzero(mapped != _NONE)
        bounds = np.searchsorted(kept, np.append(starts, len(codes)))
        offsets = kept - np.repeat(starts, np.diff(bounds))
        return mapped[kept], offsets.astype(np.int32), bounds
    if len(texts) == 1:
        folded = squeeze(fold(texts[0]))
        codes = np.frombuffer(folded.text.encode("utf-32-le", "surrogatepass"), np.uint32).copy()
        return codes, np.array(folded.offsets, np.int32), np.array([0, len(codes)], np.int64)
    parts = [_squeeze_all([text]) for text in texts]
    bounds = np.zeros(len(texts) + 1, np.int64)
    np.cumsum([len(part) for part, _, _ in parts], out=bounds[1:])
    return (
        np.concatenate([part for part, _, _ in parts]),
        np.concatenate([offsets for _, offsets, _ in parts]),
        bounds,
    )


_NONE, _MANY = 0x110000, 0x110001
"""Marks in the folding array: the character vanishes; it becomes several."""


@cache
def _fold_codes() -> npt.NDArray[np.uint32]:
    table = np.arange(0x110000, dtype=np.uint32)
    for code in range(0x3001):
        if chr(code).isspace():
            table[code] = _NONE
    for code, folded in folding_table().items():
        kept = folded.strip()
        table[code] = _NONE if not kept else ord(kept) if len(kept) == 1 else _MANY
    return table


@cache
def _openings() -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8]]:
    """By code point, which slots of `_SLOTS` may begin with it, and of which it may be the second: a
    bit for each. Matching starts only where a character and the next have one in common.
    """
    selves = "".join(word[0] for word in _SELVES.split("|"))
    starts = ("0123456789", "〔[(", "我本全", "Xx×", "某", _NUMERALS)
    seconds = ("", "0123456789", selves, "Xx×", "某" + _BLANKED, _NUMERALS + "余多" + _UNITS)
    first, second = np.zeros(0x110000, np.uint8), np.ones(0x110000, np.uint8)
    for number, (letters, following) in enumerate(zip(starts, seconds, strict=True)):
        first[list(map(ord, letters))] |= 1 << number
        second[list(map(ord, following))] |= 1 << number
    return first, second


def _find_all(folded: str, codes: Codes, bounds: Ints, names: Sequence[Names]) -> list[Slot]:
    """The slots of texts laid end to end, in places of the whole."""
    first, second = _openings()
    may = first[codes]
    may[:-1] &= second[codes[1:]]
    openings = np.flatnonzero(may)
    cuts = np.searchsorted(openings, bounds).tolist()
    starts, places = bounds.tolist(), openings.tolist()
    found: list[Slot] = []
    for index, known in enumerate(names):
        opened = places[cuts[index] : cuts[index + 1]]
        found += _find_slots(folded, starts[index], starts[index + 1], known, opened)
    return found


def _find_slots(
    folded: str, begin: int, end: int, names: Names, openings: Sequence[int]
) -> list[Slot]:
    """Disjoint slots of `folded[begin:end]` in reading order.

    Names win over patterns, and touching names are one slot. `openings` are the places where a
    pattern may begin.
    """
    named: list[Slot] = []
    for name, kind in names:
        left = folded.find(name, begin, end) if len(name) >= 2 else -1
        while left >= 0:
            right = left + len(name)
            if _is_free(named, left, right):
                named.append((left, right, kind))
            left = folded.find(name, right, end)
    found = list(named)
    done = begin
    for place in openings:
        if place < done or (match := _SLOTS.match(folded, place, end)) is None:
            continue
        left, done = match.span()
        if _is_free(named, left, done):
            found.append((left, done, match.lastgroup))  # type: ignore[arg-type] # group names
    return _join_names(sorted(found))


def _is_free(taken: Sequence[Slot], left: int, right: int) -> bool:
    """Whether `[left, right)` touches none of what is taken."""
    for start, stop, _ in taken:  # noqa: SIM110 (a generator takes three times as long)
        if start < right and left < stop:
            return False
    return True


def _join_names(slots: list[Slot]) -> list[Slot]:
    joined: list[Slot] = []
    for start, end, kind in slots:
        touches = joined and joined[-1][1] == start
        if touches and _CODES[kind] == NAME == _CODES[joined[-1][2]]:
            joined[-1] = (joined[-1][0], end, kind if kind == "organ" else joined[-1][2])
        else:
            joined.append((start, end, kind))
    return joined
