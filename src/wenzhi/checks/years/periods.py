"""Floor 3: rule Y202: the days that a report's figures reach from and to lie in the reported year."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Span
from wenzhi.checks.deadlines import read_date
from wenzhi.checks.dossier import Dossier, Line
from wenzhi.checks.rule import PASSED, Outcome, failed, rule
from wenzhi.checks.years.wordings import (
    WORK_SECTIONS,
    YEAR,
    period_bound_off,
    period_years,
    reported_year,
)


@rule("Y202")
def period_of_another_year(dossier: Dossier) -> Iterator[Outcome]:
    """The period the figures cover lies in the reported year."""
    year = reported_year(dossier)
    period = dossier.report.meta.period
    first, last = (read_date(day) for day in period) if period else (None, None)
    if first is None or last is None:
        yield from _dotted_period(dossier, year)
        return
    if first.year == last.year == year or _of_school_year(dossier, first, last):
        yield PASSED
        yield from _dotted_period(dossier, year)
        return
    whole = (first.month, first.day, last.month, last.day) == (1, 1, 12, 31)
    named = dossier.report.meta.sources.get("year") in ("title", "page")
    proven = whole and named and year not in (first.year, last.year)
    finding = dossier.finding(
        "Y202",
        {"first": first.isoformat(), "last": last.isoformat(), "year": year},
        spans=[*period_spans(dossier, first, last), *_title_year(dossier)],
        expected=year,
        actual=f"{first.isoformat()} – {last.isoformat()}",
        severity=None if proven else "warning",
    )
    yield failed(finding)


_DOTTED = as_pattern(
    r"(?:统计|数据|数字|期限|期间|时段|时间段?|周期|起止|口径|范围|本表|本报告|反映)[^。;]{0,12}?(?P<year>(?:19|20)\d\d)(?P<mark>[./年-])0?1[./月-]0?1"
    r"日?(?:起|开始)?,?(?:[算计记统截][\u4e00-\u9fff]{0,2})?(?:至|到|止于|[-—~]{1,2})(?:(?P=year)(?P=mark)|[同当]年)?12[./月-]31"
)
"""A whole year that the parser reads no period from: 数据统计时间段为2021.1.1—2021.12.31."""


_BOUND = as_pattern(
    r"(?:截止|起始|开始|结束|起止)(?:时间|日期)(?:分别)?[为是于:]?(?P<year>(?:19|20)\d\d)年(?:1月1日|12月31日)"
)
"""The first or the last day alone: 数据截止时间2022年12月31日."""


_FULL_YEAR = as_pattern(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)年0?1月0?1日起?,?(?:至|到|[-—~]{1,2})(?:(?P=year)年|[同当]年)?12月31日"
    r"(?=止?,?(?:期间)?(?:的)?(?:全年)?(?:工作|主要|各项|公开|本)*(?:数据|情况)[^,。;]{0,4}(?:如下|汇总|公布|报告))"
)
"""A whole year whose figures are said to follow: 2021年1月1日至2021年12月31日的工作数据如下."""

_TO = r"(?:起|开始)?,?(?:至|到|止于|[-—~]{1,2})"
_IN_DOTS = as_pattern(
    rf"(?<![\d.])(?P<year>(?:19|20)\d\d)(?P<mark>[./-])0?1(?P=mark)0?1{_TO}"
    r"(?P<last>(?:19|20)\d\d)(?P=mark)12(?P=mark)31(?![\d.])"
)
"""A whole year in dots, whatever stands before: 2022年度(2022.1.1-2021.12.31)."""


def _in_dots(line: Line, year: int) -> re.Match[str] | None:
    """A year in dots that ends before it begins, or with one day of the reported year and one of another.

    A preamble tells of one year; what is done elsewhere may reach over several.
    """
    for match in _IN_DOTS.finditer(line.text):
        first, last = int(match["year"]), int(match["last"])
        if first > last or (line.section == "preamble" and first != last and year in (first, last)):
            return match
    return None


def _dotted_period(dossier: Dossier, year: int) -> Iterator[Outcome]:
    """A period that the parser does not read, or a second one, is the reported year."""
    for line in dossier.lines if dossier.lines_for(_DOTTED, _BOUND, _FULL_YEAR, _IN_DOTS) else ():
        within = line.section in WORK_SECTIONS
        forms = (_DOTTED, _BOUND, _FULL_YEAR) if within else ()
        match = next(filter(None, (form.search(line.text) for form in forms)), None)
        match = match or (period_bound_off(line.text, year) if within else None)
        dotted = _in_dots(line, year) if within else None
        match = dotted or match
        if match is None:
            continue
        stated = int(match["year"])
        if stated == year and dotted is None:
            yield PASSED
            continue
        first, last = period_years(line.text) or (stated, stated)
        if dotted is not None:
            first, last = stated, int(dotted["last"])
            stated = last if stated == year else stated
        where = line.span(match.start("year"), match.end())
        finding = dossier.finding(
            "Y202",
            {"first": f"{first}-01-01", "last": f"{last}-12-31", "year": year},
            # Where the other day is of the title's year, the title is not in doubt.
            spans=[where] if year in (first, last) else [where, *_title_year(dossier)],
            expected=year,
            actual=stated,
            severity="warning",
        )
        yield failed(finding)


def _of_school_year(dossier: Dossier, first: date, last: date) -> bool:
    """Whether the period is a school year (学年) that the report says it is on, and ends in its year."""
    said = "学年" in dossier.flat
    return said and last.year == dossier.report.meta.year and (first.month, last.month) == (9, 8)


def _title_year(dossier: Dossier) -> list[Span]:
    """Where the title names the year: it may be the one that is wrong."""
    meta = dossier.report.meta
    if meta.sources.get("year") != "title" or not meta.title:
        return []
    start = dossier.report.text.find(meta.title)
    match = re.search(YEAR, meta.title)
    if start < 0 or match is None:
        return []
    return [(start + match.start(), start + match.end())]


def period_spans(dossier: Dossier, first: date, last: date) -> list[Span]:
    """From the first day to the last as the text writes them, in one sentence."""
    period = as_pattern(
        rf"{first.year}年0?{first.month}月0?{first.day}日[^。;\d]{{0,6}}"
        rf"(?:{last.year}年|[同当]年)?0?{last.month}月0?{last.day}日?"
    )
    found = ((line, period.search(line.text)) for line in dossier.lines)
    return [line.span(*match.span()) for line, match in found if match][:1]
