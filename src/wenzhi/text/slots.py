"""Floor 1: masking: numbers, dates, document numbers and names become typed slots of one character.

Takes a text and the names that are known to be its organ's and places', gives a `Masked`: an array of
code points without blanks in which each slot is one private-use character, with the span of the
original that each character stands for. It must not know what a report is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

import numpy as np
import numpy.typing as npt

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

_UNITS = "条件篇项个份期次场人宗起名处家幅张元类轮批"
_SLOTS = re.compile(
    r"(?P<document>[〔\[(]\d{4}[〕\])]第?\d+号)"
    r"|(?P<date>\d{2,4}年(?:\d{1,2}月(?:\d{1,2}日)?)?|\d{1,2}月\d{1,2}日|\d{1,2}月)"
    r"|(?P<number>\d+(?:[,.]\d+)*(?:余|多)?[万亿]?(?:余|多)?%?"
    rf"|[一二两三四五六七八九十百千万〇零]+(?:余|多)?(?=[{_UNITS}]))"
    r"|(?P<self>[我本全](?:省|自治区|市|州|盟|县|区|旗|镇|乡|街道|街|局|厅|委|办|院|中心|处|队|所|站"
    r"|单位|机关|部门|系统))"
    r"|(?P<blank>[X×x]{2,}|某{1,3}(?=[省市县区局镇乡街]))"
)
_PLACE = re.compile(r"([\u4e00-\u9fff]{2,6}?)(省|自治区|自治州|市|州|盟|县|区|旗|镇|乡|街道)")


@dataclass(frozen=True, slots=True)
class Masked:
    """A text without blanks whose variable parts are slots.

    `codes[i]` is a folded character or a slot; it stands for `[starts[i], ends[i])` of the original
    and for `widths[i]` folded characters. `folded` is the same text unmasked, `first[i]` the index
    in it of the first character that `codes[i]` stands for; `types` gives each slot's type by index.
    """

    codes: npt.NDArray[np.uint32]
    starts: npt.NDArray[np.int32]
    ends: npt.NDArray[np.int32]
    widths: npt.NDArray[np.int32]
    first: npt.NDArray[np.int32]
    folded: str
    types: dict[int, SlotType]

    def __len__(self) -> int:
        return len(self.codes)

    @property
    def text(self) -> str:
        """The masked text as a string, slots being private-use characters."""
        return self.codes.tobytes().decode("utf-32-le", "surrogatepass")

    def span(self, start: int, end: int) -> Span:
        """The original span of masked `[start, end)`, which must not be empty."""
        return int(self.starts[start]), int(self.ends[end - 1])

    def raw(self, start: int, end: int) -> str:
        """The folded, unmasked text of masked `[start, end)`."""
        if start >= end:
            return ""
        last = end - 1
        return self.folded[self.first[start] : self.first[last] + self.widths[last]]


def mask(text: str, names: tuple[tuple[str, SlotType], ...] = (), base: int = 0) -> Masked:
    """Mask `text`, whose first character is character `base` of the original.

    `names` are searched for as they stand, longest first; see `own_names`.
    """
    codes, offsets = _squeeze(text)
    folded = codes.tobytes().decode("utf-32-le", "surrogatepass")
    slots = _find_slots(folded, names)
    kept = np.ones(len(codes), bool)
    widths = np.ones(len(codes), np.int32)
    ends = offsets + 1
    for start, end, kind in slots:
        codes[start] = _CODES[kind]
        kept[start + 1 : end] = False
        widths[start] = end - start
        ends[start] = offsets[end - 1] + 1
    first = np.flatnonzero(kept).astype(np.int32)
    places = np.searchsorted(first, [start for start, _, _ in slots])
    return Masked(
        codes=codes[first],
        starts=offsets[first] + np.int32(base),
        ends=ends[first] + np.int32(base),
        widths=widths[first],
        first=first,
        folded=folded,
        types={int(place): kind for place, (_, _, kind) in zip(places, slots, strict=True)},
    )


@cache
def own_names(
    organization: str | None, places: tuple[str, ...] = ()
) -> tuple[tuple[str, SlotType], ...]:
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


def _squeeze(text: str) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.int32]]:
    """Code points of `text` folded and without blanks, and the offset of each in `text`.

    Equal to `squeeze(fold(text))`; the table look-up serves the texts in which every character
    folds to at most one, which are nearly all.
    """
    table = _fold_codes()
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    mapped = table[codes]
    if (mapped == _MANY).any() or (
        ("[" in text or "［" in text or "{" in text) and WORD_RESIDUE.search(text)
    ):
        slow = squeeze(fold(text))
        return (
            np.frombuffer(slow.text.encode("utf-32-le", "surrogatepass"), np.uint32).copy(),
            np.array(slow.offsets, np.int32),
        )
    offsets = np.flatnonzero(mapped != _NONE).astype(np.int32)
    return mapped[offsets], offsets


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


def _find_slots(
    folded: str, names: tuple[tuple[str, SlotType], ...]
) -> list[tuple[int, int, SlotType]]:
    """Disjoint slots in reading order; names win over patterns, and touching names are one slot."""
    found: list[tuple[int, int, SlotType]] = []
    for name, kind in names:
        start = folded.find(name) if len(name) >= 2 else -1
        while start >= 0:
            end = start + len(name)
            if all(end <= left or start >= right for left, right, _ in found):
                found.append((start, end, kind))
            start = folded.find(name, end)
    named = sorted(found)
    for match in _SLOTS.finditer(folded):
        start, end = match.span()
        if all(end <= left or start >= right for left, right, _ in named):
            found.append((start, end, match.lastgroup))  # type: ignore[arg-type] # group names
    return _join_names(sorted(found))


def _join_names(slots: list[tuple[int, int, SlotType]]) -> list[tuple[int, int, SlotType]]:
    joined: list[tuple[int, int, SlotType]] = []
    for start, end, kind in slots:
        touches = joined and joined[-1][1] == start
        if touches and _CODES[kind] == NAME == _CODES[joined[-1][2]]:
            joined[-1] = (joined[-1][0], end, kind if kind == "organ" else joined[-1][2])
        else:
            joined.append((start, end, kind))
    return joined
