"""Floor 3: rules over the 政府信息公开情况统计表 of reports on 2014 to 2018: its sums, and prose beside it.

Takes the rows the parser recognised; which row is part of which is data (`data/forms/statistics.toml`).
A row that is not there, or whose cell is blank, leaves a sum unjudged.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from wenzhi.base.records import Count, LocalRow
from wenzhi.base.resources import read_toml
from wenzhi.checks.dossier import Dossier, exact_sum
from wenzhi.checks.readings import interval, told_of_last_year
from wenzhi.checks.rule import PASSED, Outcome, failed, rule, unjudged
from wenzhi.text.normalize import squeezed

_COMPARED = (
    "published.total",
    "applications.new_received.total",
    "review.total",
    "litigation.total",
)
"""Totals that prose tells once; trainings or meetings are told by occasion and add up."""
_BLANK = "表中有空格或缺行 / a row is missing or blank"


@cache
def _parts() -> Mapping[str, tuple[str, ...]]:
    """For each row that its parts must exhaust: the parts."""
    rows = read_toml("forms/statistics.toml")["rows"]
    return {
        row["id"]: tuple(part["id"] for part in rows if part.get("under") == row["id"])
        for row in rows
        if row.get("whole")
    }


def _rows(dossier: Dossier) -> Mapping[str, LocalRow]:
    """The recognised rows by indicator; a report without the table has nothing these rules ask of."""
    return {row.indicator: row for row in dossier.report.local if row.indicator is not None}


@rule("T112")
def statistics_sums(dossier: Dossier) -> Iterator[Outcome]:
    """A row of the table of statistics equals the sum of the rows it is divided into."""
    rows = _rows(dossier)
    for whole, parts in _parts().items():
        if whole not in rows or not any(part in rows for part in parts):
            continue
        yield _sum(dossier, rows[whole], [rows[part] for part in parts if part in rows], parts)


def _sum(
    dossier: Dossier, whole: LocalRow, parts: Sequence[LocalRow], wanted: Sequence[str]
) -> Outcome:
    values = [part.value for part in parts if part.value is not None]
    if whole.value is None:
        return unjudged(_BLANK)
    total = exact_sum(values)
    complete = len(values) == len(wanted)
    if total == whole.value:
        return PASSED
    if total < whole.value and not complete:
        return unjudged(_BLANK)
    finding = dossier.finding(
        "T112",
        {"label": squeezed(whole.label), "value": whole.value, "sum": total},
        spans=[(row.start, row.end) for row in (whole, *parts)],
        expected=whole.value,
        actual=total,
    )
    return failed(finding)


@rule("P114")
def prose_and_statistics(dossier: Dossier) -> Iterator[Outcome]:
    """A total that prose tells is the one in the table of statistics; one mention that fits is enough."""
    rows = _rows(dossier)
    for name in _COMPARED:
        row = rows.get(name)
        told = [
            (index, count)
            for index, count in enumerate(dossier.report.counts)
            if _plain(dossier, count, name)
        ]
        if row is None or not told:
            continue
        if row.value is None:
            yield unjudged(_BLANK)
        elif any(_fits(count, row.value) for _, count in told):
            yield PASSED
        else:
            index, count = told[0]
            finding = dossier.finding(
                "P114",
                {"text": squeezed(count.text), "label": squeezed(row.label), "value": row.value},
                spans=[(count.start, count.end), (row.start, row.end)],
                counts=[index],
                expected=row.value,
                actual=count.value if count.value is not None else squeezed(count.text),
            )
            yield failed(finding)


def _plain(dossier: Dossier, count: Count, name: str) -> bool:
    """Whether a count is of the whole reported year and of nothing narrower."""
    return (
        count.indicator == name
        and count.scope == "report_year"
        and count.role != "component"
        and count.channel is None
        and count.section not in ("problems", "other")
        and not told_of_last_year(dossier.flat, count)
    )


def _fits(count: Count, value: float) -> bool:
    bounds = interval(count)
    return bounds is None or bounds[0] <= value <= bounds[1]
