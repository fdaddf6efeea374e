"""Floor 2: dates, years and reporting periods as reports write them. Works on folded text without blanks."""

from __future__ import annotations

import datetime
import re

from wenzhi.base.patterns import as_pattern
from wenzhi.text.patterns import compile_quick

_DIGITS = "〇○零ОOoΟ0一二三四五六七八九"
_VALUES = {
    **dict.fromkeys("〇○零ОOoΟ0", 0),
    **{c: n for n, c in enumerate("一二三四五六七八九", 1)},
}
_YEAR = rf"(?:20\d\d|[二2][{_DIGITS}]{{3}})"
_SMALL = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"

DATE = as_pattern(
    rf"(?P<year>{_YEAR})(?:年(?P<month>{_SMALL})月(?P<day>{_SMALL})日?"
    r"|[-./](?P<month2>\d{1,2})[-./](?P<day2>\d{1,2}))"
)
"""A full date: 2021年1月28日, 二〇二一年一月二十八日, 2021-01-28."""

_PERIOD = as_pattern(
    rf"(?P<y1>{_YEAR})年(?P<m1>{_SMALL})月(?P<d1>{_SMALL})日(?:起|开始)?(?:至|到|-|—|~|–|―|,至|,截至)+"
    rf"(?:(?P<y2>{_YEAR})年|(?:同年|当年))?(?P<m2>{_SMALL})月(?P<d2>{_SMALL})日?"
)
_REPORT_YEAR = as_pattern(
    rf"(?<!\d)(?P<year>{_YEAR})年?度?[^。;\d]{{0,30}}?(?:政府信息公开|信息公开|政务公开)[^。;\d]{{0,12}}?(?:报告|年报|总结)"
    rf"|(?:政府信息公开|信息公开|政务公开)[^。;\d]{{0,12}}?(?:报告|年报)[^。;\d]{{0,4}}\(?(?P<after>{_YEAR})年"
)
_ANY_YEAR = as_pattern(rf"(?<!\d){_YEAR}(?!\d)")


def year_number(text: str) -> int:
    """二〇二〇 → 2020."""
    return int("".join(c if c.isdigit() and c in "0123456789" else str(_VALUES[c]) for c in text))


def years_in(text: str) -> list[int]:
    """Years named in `text` in reading order."""
    return [year_number(match[0]) for match in _ANY_YEAR.finditer(text)]


def read_date(match: re.Match[str]) -> str | None:
    """A match of `DATE` as an ISO date; None where no calendar has it (2月30日)."""
    month, day = match["month"] or match["month2"], match["day"] or match["day2"]
    return _iso(match["year"], month, day)


def find_period(text: str) -> tuple[str, str] | None:
    """The first reporting period in `text`, as ISO dates."""
    for match in _PERIOD.finditer(text):
        first = _iso(match["y1"], match["m1"], match["d1"])
        last = _iso(match["y2"] or match["y1"], match["m2"], match["d2"])
        if first and last and first < last:
            return first, last
    return None


_STATED = compile_quick(
    r"(?:统计(?:期限|时限|时间|期间|周期|口径|数据)|(?:数据|报告)(?:的)?(?:统计)?(?:期限|时限|时间|起止))[^。;]{4,80}"
)
"""Where a report says what time its figures are of."""


def find_stated_period(text: str) -> tuple[str, str] | None:
    """The period that a sentence anywhere says the figures are of."""
    return next((found for one in _STATED.finditer(text) if (found := find_period(one[0]))), None)


def read_year(text: str) -> int | None:
    """The year a preamble says the report is on, if it says one and no other."""
    years = {year_number(match["year"] or match["after"]) for match in _REPORT_YEAR.finditer(text)}
    return years.pop() if len(years) == 1 else None


def _small(text: str) -> int:
    if text.isdigit():
        return int(text)
    tens, found, units = text.partition("十")
    if not found:
        return int("".join(str(_VALUES[character]) for character in text))
    return 10 * (_VALUES[tens] if tens else 1) + (_VALUES[units] if units else 0)


def _iso(year: str, month: str, day: str) -> str | None:
    try:
        return datetime.date(year_number(year), _small(month), _small(day)).isoformat()
    except (ValueError, KeyError):
        return None
