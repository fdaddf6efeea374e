"""Floor 3: rules between organs: the same digits in two organs' tables, a region's total and its parts.

They need to know other organs' reports; for a report alone they are not run.
"""

from __future__ import annotations

from collections.abc import Iterator

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import ReportRef
from wenzhi.checks.dossier import MOST_FACTS, Dossier
from wenzhi.checks.forms import cell_label
from wenzhi.checks.rule import PASSED, CannotRun, NotAsked, Outcome, failed, rule
from wenzhi.checks.tables.cells import TABLES

_ALONE = "没有其他机关的年报 / no other organ's report is at hand"
_MOST_NAMED = 3
"""Other organs named in one message; the rest are counted."""
_WHOLE = as_pattern(
    r"(?:数据|统计|报告|情况|范围|口径)[^。;]{0,24}?(?:包括|包含|涵盖|覆盖|汇总|含)(?:了)?[^。;]{0,40}?"
    r"(?:各(?:县|区|市|旗|乡|镇|街道|部门|单位|级|地)|所属|所辖|下辖|全[省市县区州旗])"
    r"|(?:数据|统计|数字|情况)(?:均|都|皆)?(?:为|是|系|指)全[省市县区州旗](?:[^,。;]{0,8}(?:汇总|合计|总计|总数|总量|数据|统计数|行政机关|各级|情况)|的(?:数|总))"
    r"|(?:由|将|对)[^。;]{0,12}?(?:各(?:县|区|市|旗|乡|镇|街道|部门|级)|所属)[^。;]{0,30}?(?:汇总|合并|加总|累加)"
)
"""Where a government says that its figures are those of all organs below it."""


@rule("R301")
def same_figures(dossier: Dossier) -> Iterator[Outcome]:
    """No other organ's report has the same digits across a whole table."""
    if dossier.report.meta.organ_id is None:
        raise CannotRun("机关名称不明 / the organ is not known")
    if dossier.neighbours is None:
        raise CannotRun(_ALONE)
    found = dossier.neighbours.same_figures(dossier.report)
    for table, others in found.items():
        if not others:
            yield PASSED
            continue
        zh, en = TABLES[table]
        cells = [
            fact.id for fact in dossier.cells.get(table, ()) if fact.value and fact.state == "ok"
        ]
        finding = dossier.finding(
            "R301",
            {"place": zh, "where": en, "other": _named(others), "n": len(cells)},
            facts=cells[:MOST_FACTS],
            spans=dossier.spans(cells[:MOST_FACTS]),
            actual=_named(others),
        )
        yield failed(finding)


def _named(others: tuple[ReportRef, ...]) -> str:
    """The first other organs with their years."""
    names = [f"{ref.organization or ref.path}（{ref.year or '年度不明'}）" for ref in others]
    rest = len(names) - _MOST_NAMED
    return "、".join(names[:_MOST_NAMED]) + (f"等 {len(names)} 份" if rest > 0 else "")


@rule("T201")
def region_total(dossier: Dossier) -> Iterator[Outcome]:
    """A government that reports for its whole region reports no less than its parts together."""
    if dossier.report.meta.organ_kind != "government":
        return
    if dossier.neighbours is None:
        raise CannotRun(_ALONE)
    found = dossier.neighbours.parts_of(dossier.report)
    if not found.reports or not for_whole_region(dossier):
        raise NotAsked(_ALONE)
    for name, least in sorted(found.sums.items()):
        value = dossier.value(name)
        if value is None:
            continue
        if least <= value:
            yield PASSED
            continue
        finding = dossier.finding(
            "T201",
            {
                "place": cell_label(name),
                "where": name,
                "n": len(found.reports),
                "some": _named(found.reports),
            },
            facts=[name],
            spans=dossier.spans((name,)),
            expected=f"≥ {least}",
            actual=value,
        )
        yield failed(finding)


def for_whole_region(dossier: Dossier) -> bool:
    """Whether the report says that its figures are those of the whole region.

    Either in words, or by telling the region's number of applications, which is the table's.
    """
    received = dossier.value("applications.new_received.total")
    told = (
        count.subject == "region"
        and count.indicator == "applications.new_received.total"
        and count.scope == "report_year"
        and bool(count.value)
        and count.value == received
        for count in dossier.report.counts
    )
    return any(told) or any(_WHOLE.search(line.text) for line in dossier.lines)
