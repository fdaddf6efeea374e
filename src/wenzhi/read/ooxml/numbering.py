"""Floor 1, read: the ordinals that Word prints before list paragraphs and keeps out of their text.

Takes `numbering.xml` and the list paragraphs in reading order, gives what is printed before each:
一、 （二） 3. (ECMA-376-1, 17.9). It must not know what the paragraphs say.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wenzhi.base.patterns import as_pattern
from wenzhi.read.ooxml.names import W, child, number, switch, value, whole

if TYPE_CHECKING:
    from wenzhi.read.ooxml.package import Element
    from wenzhi.read.ooxml.styles import StyleSheet

_DIGITS = "〇一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
    (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
_FULL_WIDTH = {ord("0") + digit: chr(ord("０") + digit) for digit in range(10)}
_PLACE = as_pattern(r"%([1-9])")
_DEEPEST = 8
"""Level of a list, counted from 0; Word knows nine (17.9.6)."""

_LONGEST_TEXT = 64
"""Characters of a level's text; it is printed before every paragraph of the list."""

_LARGEST = 9_999
"""Past it an ordinal is printed in digits: no list of a report is that long."""


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list. `restart` is the level (1 the highest) after which it begins anew."""

    start: int = 1
    format: str = "decimal"
    text: str = ""
    restart: int | None = None
    legal: bool = False
    suffix: str = "tab"


@dataclass(slots=True)
class _Abstract:
    levels: dict[int, Level] = field(default_factory=dict)
    by_style: dict[str, int] = field(default_factory=dict)
    stands_for: str | None = None


@dataclass(slots=True)
class _List:
    abstract: str
    starts: dict[int, int] = field(default_factory=dict)
    levels: dict[int, Level] = field(default_factory=dict)


class Numbering:
    """The lists of one document and how far each has counted."""

    def __init__(self, root: Element | None, styles: StyleSheet) -> None:
        self._styles = styles
        self._abstracts: dict[str, _Abstract] = {}
        self._lists: dict[str, _List] = {}
        self._counters: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()
        if root is not None:
            for element in root.iterfind(W + "abstractNum"):
                self._abstracts[element.get(W + "abstractNumId") or ""] = _abstract(element)
            for element in root.iterfind(W + "num"):
                self._lists[element.get(W + "numId") or ""] = _list(element)

    def ordinal(self, list_id: str, level: int | None, style: str | None) -> str:
        """What is printed before the next paragraph of a list, with the blank behind it.

        Without a level it is that of the paragraph's style. Bullets print nothing.
        """
        found = self._lists.get(list_id)
        if found is None:
            return ""
        name, abstract = self._resolved(found.abstract)
        place = level if level is not None else abstract.by_style.get(style or "", 0)
        levels = {**abstract.levels, **found.levels}
        if place not in levels:
            return ""
        self._advance(list_id, found, name, levels, place)
        return _printed(levels, self._counters[name], place)

    def _resolved(self, name: str) -> tuple[str, _Abstract]:
        """A list that only names a numbering style is the list which that style names."""
        for _ in range(3):
            abstract = self._abstracts.get(name, _Abstract())
            linked = abstract.stands_for and self._styles.linked_list(abstract.stands_for)
            if not linked or linked not in self._lists or abstract.levels:
                return name, abstract
            name = self._lists[linked].abstract
        return name, self._abstracts.get(name, _Abstract())

    def _advance(
        self, list_id: str, found: _List, name: str, levels: dict[int, Level], place: int
    ) -> None:
        # Lists made of one definition count on from each other, unless one says where it begins.
        counters = self._counters.setdefault(name, {})
        if place in found.starts and (list_id, place) not in self._begun:
            counters[place] = found.starts[place]
            self._begun.add((list_id, place))
        elif place in counters:
            counters[place] += 1
        else:
            counters[place] = levels[place].start
        for upper in range(place):
            if upper in levels:
                counters.setdefault(upper, levels[upper].start)
        for lower in [deeper for deeper in counters if deeper > place]:
            restart = levels[lower].restart if lower in levels else None
            if restart is None or 0 < place + 1 <= restart:
                del counters[lower]


def _abstract(element: Element) -> _Abstract:
    abstract = _Abstract(stands_for=value(element, W + "numStyleLink"))
    for level in element.iterfind(W + "lvl"):
        place = whole(level.get(W + "ilvl")) or 0
        if not 0 <= place <= _DEEPEST:
            continue
        abstract.levels[place] = _level(level)
        style = value(level, W + "pStyle")
        if style:
            abstract.by_style[style] = place
    return abstract


def _list(element: Element) -> _List:
    found = _List(value(element, W + "abstractNumId") or "")
    for override in element.iterfind(W + "lvlOverride"):
        place = whole(override.get(W + "ilvl")) or 0
        if not 0 <= place <= _DEEPEST:
            continue
        start = number(override, W + "startOverride")
        if start is not None:
            found.starts[place] = start
        level = child(override, W + "lvl")
        if level is not None:
            found.levels[place] = _level(level)
    return found


def _level(element: Element) -> Level:
    # The last one: where a newer format is offered first, the fallback is what every program knows.
    formats = [form.get(W + "val") or "decimal" for form in element.iter(W + "numFmt")]
    start = number(element, W + "start")
    return Level(
        start=0 if start is None else start,
        format=formats[-1] if formats else "decimal",
        text=(value(element, W + "lvlText") or "")[:_LONGEST_TEXT],
        restart=number(element, W + "lvlRestart"),
        legal=bool(switch(element, W + "isLgl")),
        suffix=value(element, W + "suff") or "tab",
    )


def _printed(levels: dict[int, Level], counters: dict[int, int], place: int) -> str:
    level = levels[place]
    if level.format == "bullet":
        return ""

    def fill(match: re.Match[str]) -> str:
        upper = int(match[1]) - 1
        if upper not in levels:
            return ""
        form = "decimal" if level.legal else levels[upper].format
        return format_number(counters.get(upper, levels[upper].start), form)

    text = _PLACE.sub(fill, level.text)
    # Behind 一、 and （一） Word's tab is no more than the blank that full-width marks bring along.
    tight = level.suffix == "nothing" or not text or ord(text[-1]) > 0x2E7F
    return text if tight else text + " "


def format_number(count: int, form: str) -> str:
    """`count` as numbering format `form` (ST_NumberFormat) prints it; in digits where it is unknown."""
    if form == "none":
        return ""
    writer = _FORMATS.get(form)
    return writer(count) if writer and 0 < count <= _LARGEST else str(count)


def _counting(count: int, digits: str, tens: str = "十百千") -> str:
    """Chinese numerals with their places: 十, 十一, 二十, 一百零一."""
    zero = "零"
    text = ""
    for place, digit in enumerate(reversed(str(count))):
        if digit != "0":
            text = digits[int(digit)] + (tens[place - 1] if place else "") + text
        elif text and text[0] != zero:
            text = zero + text
    return text[1:] if 10 <= count < 20 and digits is _DIGITS else text


def _digits(count: int) -> str:
    return "".join(_DIGITS[int(digit)] for digit in str(count))


def _below_hundred(count: int) -> str:
    return _counting(count, _DIGITS) if count < 100 else _digits(count)


def _roman(count: int) -> str:
    text = ""
    for worth, letters in _ROMAN:
        times, count = divmod(count, worth)
        text += letters * times
    return text


def _letters(count: int) -> str:
    """A … Z, then AA, BB (17.18.59): one letter repeated."""
    return chr(ord("A") + (count - 1) % 26) * ((count - 1) // 26 + 1)


def _single(characters: str) -> Callable[[int], str]:
    """Numbers that are one character each (甲), digits past the last of them."""
    return lambda count: characters[count - 1] if count <= len(characters) else str(count)


def _block(first: str, size: int) -> Callable[[int], str]:
    """The same for neighbours in Unicode (①)."""
    return _single("".join(chr(ord(first) + place) for place in range(size)))


_FORMATS: dict[str, Callable[[int], str]] = {
    "decimalZero": lambda count: f"{count:02d}",
    "upperRoman": _roman,
    "lowerRoman": lambda count: _roman(count).lower(),
    "upperLetter": _letters,
    "lowerLetter": lambda count: _letters(count).lower(),
    "chineseCounting": _below_hundred,
    "chineseCountingThousand": lambda count: _counting(count, _DIGITS),
    "taiwaneseCounting": _below_hundred,
    "taiwaneseCountingThousand": lambda count: _counting(count, _DIGITS),
    "japaneseCounting": lambda count: _counting(count, _DIGITS),
    "koreanCounting": lambda count: _counting(count, _DIGITS),
    "ideographDigital": _digits,
    "japaneseDigitalTenThousand": _digits,
    "taiwaneseDigital": _digits,
    "chineseLegalSimplified": lambda count: _counting(count, _LEGAL, "拾佰仟"),
    "ideographLegalTraditional": lambda count: _counting(count, "零壹貳參肆伍陸柒捌玖", "拾佰仟"),
    "ideographTraditional": _single(_STEMS),
    "ideographZodiac": _single(_BRANCHES),
    "decimalFullWidth": lambda count: str(count).translate(_FULL_WIDTH),
    "decimalFullWidth2": lambda count: str(count).translate(_FULL_WIDTH),
    "decimalEnclosedCircle": _block("①", 20),
    "decimalEnclosedCircleChinese": _block("①", 20),
    "decimalEnclosedFullstop": _block("⒈", 20),
    "decimalEnclosedParen": _block("⑴", 20),
    "ideographEnclosedCircle": _block("㊀", 10),
    "numberInDash": lambda count: f"- {count} -",
}
