"""Floor 3: rules of family R, third part: notices and articles cited outside their time.

What can be cited when is data (`data/notices.toml`). A report that tells a notice's history (原, 修订, 替代)
does not lean on it and is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache

import msgspec

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Record, Severity
from wenzhi.base.resources import read_toml
from wenzhi.checks.deadlines import NEW_STATUTE_SINCE
from wenzhi.checks.document.timeliness import publication, signature
from wenzhi.checks.dossier import Dossier, Line
from wenzhi.checks.rule import PASSED, CannotRun, Outcome, failed, rule

_NUMBERED = as_pattern(r"[办发函字通令政规]{0,3}[〔\[(](?P<year>(?:19|20)\d\d)[〕\])]第?\d{1,4}号")
_NUMBER, _STATUTE = as_pattern("号"), as_pattern("条例")
_REVISED_IN_FORCE = date(2019, 5, 15)
"""The day from which Art. 49 and 50 of the revised 条例 hold (国务院令第711号)."""


class Notice(Record, frozen=True):
    """A notice or statute with the day it was issued and the reporting year that replaced it."""

    name: str
    match: str
    issued: date
    replaced: int | None = None
    by: str | None = None


@cache
def _notices() -> tuple[tuple[Notice, re.Pattern[str]], ...]:
    given = msgspec.convert(read_toml("notices.toml")["notices"], list[Notice])
    return tuple((notice, as_pattern(notice.match)) for notice in given)


@cache
def _pattern(table: str, name: str) -> re.Pattern[str]:
    return as_pattern(read_toml("notices.toml")[table][name])


def _year(dossier: Dossier) -> int:
    year = dossier.report.meta.year
    if year is None:
        raise CannotRun("报告年度不明 / the reported year is not known")
    return year


def _latest_day(dossier: Dossier, year: int) -> date:
    """The day by which the report was written: its own date, else the last day any law allows.

    A date before the year's end is wrong itself and says nothing of what there was to cite.
    """
    told = publication(dossier) or signature(dossier)
    return told if told is not None and told.year > year else date(year + 1, 3, 31)


def _tell(
    dossier: Dossier,
    code: str,
    line: Line,
    match: re.Match[str],
    severity: Severity | None = None,
    **shown: object,
) -> Outcome:
    finding = dossier.finding(
        code,
        {"text": match[0][-60:], **shown},
        spans=[line.span(*match.span())],
        actual=match[0],
        severity=severity,
    )
    return failed(finding)


@rule("R108")
def outdated_notice(dossier: Dossier) -> Iterator[Outcome]:
    """A notice or statute that has been replaced is not cited as the report's basis."""
    year = _year(dossier)
    replaced = [(n, p) for n, p in _notices() if n.replaced is not None and year >= n.replaced - 1]
    for line in dossier.lines_for(*(pattern for _, pattern in replaced)) if replaced else ():
        for notice, pattern in replaced:
            for match in pattern.finditer(line.text):
                # In the year in between the tables decide: those of the new notice were made by it.
                if year < (notice.replaced or 0) and not _leans_on(dossier, line):
                    continue
                if _pattern("excused", "history").search(_without_its_day(line, match)):
                    yield PASSED
                else:
                    severity: Severity | None = "warning" if _leans_on(dossier, line) else None
                    yield _tell(dossier, "R108", line, match, severity, by=notice.by)


_BASIS = as_pattern(r"根据|依据|按照?|依照|遵照|参照|执行")
_DAY_OF_STATUTE = as_pattern(
    r"(?:(?:自|从|于|将)?(?:19|20)\d\d年\d{1,2}月(?:\d{1,2}日)?(?:正式)?起?(?:正式)?(?:施行|实施|公布|颁布|发布|印发|生效)(?:的)?[,、]?)+"
)
_OF_TABLES = as_pattern(r"表样|表格|表式|报表|各表|格式|模板|样式|填报|填写")


def _without_its_day(line: Line, match: re.Match[str]) -> str:
    """The sentence without the day a statute holds from, where it is named as what was gone by.

    根据《条例》(2008年5月1日起施行的国务院令第492号) describes what it leans on and tells no history.
    """
    if _BASIS.search(line.text[: match.start()]) is None:
        return line.text
    return _DAY_OF_STATUTE.sub("", line.text)


def _leans_on(dossier: Dossier, line: Line) -> bool:
    """Whether what is replaced is what the report says it was made by, against its own tables.

    The old notice named for the tables of a report whose tables are the new notice's; a statute no longer
    in force named as what was gone by.
    """
    if _BASIS.search(line.text) is None:
        return False
    made_by = line.section == "preamble" or _OF_TABLES.search(line.text) is not None
    tables = dossier.report.meta.form == "2021" and made_by and "60号" in line.text
    return tables or re.search(r"国务院令?[^。]{0,4}492号", line.text) is not None


@rule("R110")
def notice_before_its_time(dossier: Dossier) -> Iterator[Outcome]:
    """No notice or statute is cited before it was issued."""
    year = _year(dossier)
    latest = _latest_day(dossier, year)
    for line in dossier.lines_with(_NUMBER):
        told: set[int] = set()
        for notice, pattern in _notices():
            for match in pattern.finditer(line.text):
                told.add(match.end())
                if notice.issued <= latest:
                    yield PASSED
                else:
                    day = notice.issued.isoformat()
                    yield _tell(dossier, "R110", line, match, day=day)
        for match in _NUMBERED.finditer(line.text):
            if match.end() in told:
                continue
            if int(match["year"]) <= max(latest.year, year + 1):
                yield PASSED
            else:
                yield _tell(dossier, "R110", line, match, day=match["year"])


@rule("R111")
def article_of_the_other_statute(dossier: Dossier) -> Iterator[Outcome]:
    """The articles on annual reports are those of the 条例 in force for the reported year."""
    year = _year(dossier)
    revised = year >= NEW_STATUTE_SINCE or _latest_day(dossier, year) >= _REVISED_IN_FORCE
    wrong = _pattern("articles", "old" if revised else "new")
    due = "第四十九条、第五十条" if revised else "第三十一条、第三十二条"
    for line in dossier.lines_with(_STATUTE):
        for match in wrong.finditer(line.text):
            before = line.text[max(0, match.start() - 12) : match.start() + 20]
            if _pattern("articles", "local").search(before):
                yield PASSED
            else:
                yield _tell(dossier, "R111", line, match, due=due)
