"""Floor 2: what a cell of an official table says: value, unit and state, from its folded characters.

Takes one cell's text and what its column counts. It must not know where the cell stands. A blank is
never a zero, and a cell that cannot be read for certain has no value.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import CellState

_COUNTERS = "件|个|项|条|份|人次|人|次|宗|起|篇|部|户|例|批|笔|类"
_MONEY = "亿元|万元|千元|百元|元"
_NUMBER = r"\d+(?:,\d+)*(?:\.\d+)?"
_SIGN = r"[+\-−±]"
_CHANGE = "新增|增加|减少|增|减|↑|↓"
_DASH = r"[/\\\-—–―─－_~]{1,4}|无|暂无|空|空白|不涉及|不适用|N/A"
_ZERO_LOOKALIKES = "零|〇|○|O|o"
_DECORATION = "*`~ "
_MARK = r"[①-⑳†‡※¹²³]|\[\d{1,2}\]|\(注\d{0,2}\)|注\d{0,2}"
"""What points to a note below the table. A bare number in round brackets may be a part: 12(3)."""
_SHARE = r" ?\( ?\d{1,3}(?:\.\d+)? ?% ?\)"
"""A share in brackets behind the number it is of: 3(12.5%). It says nothing of the cell's own number."""

_CELL = as_pattern(
    rf"(?P<change>{_CHANGE})?(?P<sign>{_SIGN})?(?P<number>{_NUMBER})"
    rf"(?P<scale>[万亿](?!元))?(?P<unit>{_MONEY}|{_COUNTERS})?(?:(?P<mark>{_MARK})|{_SHARE})?",
)
_VALUE = as_pattern(
    rf"[*`~]*(?:(?:{_CHANGE})?{_SIGN}? ?{_NUMBER} ?(?:万|亿)? ?(?:{_MONEY}|{_COUNTERS})?(?:{_MARK}|{_SHARE})?"
    rf"|{_DASH}|{_ZERO_LOOKALIKES})[*`~]*"
)
_BROKEN = as_pattern(rf"{_SIGN}?[\d,.]+(?:\s+[\d,.]+)+")
_THOUSANDS = as_pattern(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_LINE_BREAK = as_pattern(r"<br\s*/?>")


@dataclass(frozen=True, slots=True)
class Reading:
    """A cell as read: `value` is null for all states but ok, zero and, where readable, malformed."""

    value: float | int | None
    unit: str | None
    state: CellState


def is_counter(text: str) -> bool:
    """Whether `text` is a unit that a converter may part from its number: 3 件."""
    return re.fullmatch(rf"{_MONEY}|{_COUNTERS}", text) is not None


@lru_cache(maxsize=16384)
def looks_like_value(text: str) -> bool:
    """Whether `text` (folded, trimmed) can be a cell's content: a number, a dash, 无."""
    return _VALUE.fullmatch(text) is not None


def looks_broken(text: str) -> bool:
    """Whether `text` is digits with blanks between: one number broken, or several cells run together."""
    return _BROKEN.fullmatch(_LINE_BREAK.sub(" ", text)) is not None


@lru_cache(maxsize=16384)
def read_value(text: str, *, unit: str | None = None, signed: bool = False) -> Reading:
    """Read a cell. `unit` is what the column is in (万元), `signed` whether it holds a change."""
    text = _LINE_BREAK.sub(" ", text).strip()
    body = text.strip(_DECORATION) or text
    if not body:
        return Reading(None, unit, "blank")
    if re.fullmatch(_DASH, body):
        return Reading(None, unit, "dash")
    if re.fullmatch(_ZERO_LOOKALIKES, body):
        return Reading(0, unit, "malformed")
    joined = "".join(body.split())
    match = _CELL.fullmatch(joined)
    if match is None:
        return Reading(None, unit, "malformed")
    return _number(match, unit, signed, broken=looks_broken(body))


def _number(match: re.Match[str], unit: str | None, signed: bool, *, broken: bool) -> Reading:
    digits = match["number"]
    if "," in digits and not _THOUSANDS.fullmatch(digits):
        return Reading(None, unit, "malformed")
    negative = match["sign"] in ("-", "−") or match["change"] in ("减少", "减", "↓")
    value = _scaled(digits.replace(",", ""), match["scale"], unit)
    written, fits = _written_unit(match["unit"], match["scale"], unit)
    if value == 0:
        repeated = len(digits) > 1 and re.fullmatch("0+", digits) is not None
        return Reading(0, written, "malformed" if repeated or match["mark"] else "zero")
    odd = (
        broken
        or not fits
        or match["change"] is not None
        or match["mark"] is not None
        or match["sign"] == "±"
        or (match["sign"] is not None and not signed)
        or re.match(r"0\d", digits) is not None
    )
    return Reading(-value if negative else value, written, "malformed" if odd else "ok")


def _scaled(digits: str, scale: str | None, unit: str | None) -> float | int:
    """The number; 万 and 亿 are multiplied out unless the column is in 万元 already."""
    number = float(digits) if "." in digits else int(digits)
    if scale and unit is None:
        power = 10_000 if scale == "万" else 100_000_000
        number = round(number * power, 6)
    return int(number) if number == int(number) else number


def _written_unit(
    written: str | None, scale: str | None, unit: str | None
) -> tuple[str | None, bool]:
    """The unit of the cell, and whether it is what the column asks for."""
    if written is None:
        if scale is None:
            return unit, True
        return (f"{scale}元", False) if unit else (None, True)
    if unit is None:
        return written, True
    return written, written == unit
