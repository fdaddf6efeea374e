"""Floor 3: rules of family F, second part: which official form the tables are of, and its rows.

What single cells hold is looked at in `cells`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Span
from wenzhi.checks.dossier import MOST_FACTS, Dossier
from wenzhi.checks.forms import COLUMNS, active_cells, application, application_rows, row_label
from wenzhi.checks.rule import PASSED, Outcome, failed, rule, unjudged, without_form

NEW_FORM_SINCE = 2021
"""Reporting year from which 国办公开办函〔2021〕30号 applies."""
OLD_FORM_SINCE = 2019
"""Reporting year from which 国办公开办函〔2019〕60号 applies."""
_LOCAL_FORM = "地方模板或填报系统可能仍用旧格式 / a local template may still follow the old form"


@rule("F109")
def mixed_forms(dossier: Dossier) -> Iterator[Outcome]:
    """Tables two and three are of the same form.

    The new table three beside the old table two, and the new rows in a year before there were any, are
    told as a slip; other mixtures may be a local template.
    """
    year = dossier.report.meta.year or OLD_FORM_SINCE
    cells = dossier.facts.keys()
    active = {form for form in ("2019", "2021") if _marks(form) & cells}
    rows = {
        form
        for form, row in (("2019", "result.other"), ("2021", "result.other_misc"))
        if application(row, "total") in cells
    }
    if not active or not rows:
        return
    if active == rows and len(active) == 1:
        yield from _rows_of_the_older_form(dossier, active) if year >= NEW_FORM_SINCE else (PASSED,)
        return
    late = active == {"2019"} and rows == {"2021"} and year >= NEW_FORM_SINCE
    early = rows == {"2021"} and year < NEW_FORM_SINCE
    other = application("result.other" if "2019" in rows else "result.other_misc", "total")
    facts = [*sorted(_marks("2019") & cells), *sorted(_marks("2021") & cells), other]
    finding = dossier.finding(
        "F109",
        {"active": "、".join(sorted(active)), "rows": "、".join(sorted(rows))},
        facts=facts,
        spans=dossier.spans([*facts, *_split_rows(rows)]),
        verdict="fail" if late or early else "unjudged",
    )
    yield failed(finding) if late or early else unjudged(_LOCAL_FORM, finding)


_DROPPED = as_pattern(r"其他对外管理服务事项|政府集中采购")
"""Rows of the 2019 form that the 2021 form no longer has."""
_ITEM = as_pattern(r"第二十条第\([七九]\)项|采购总金额|上一年项目")
"""Their headings in the form."""
_HEADING = 80
"""Characters before a row in which its heading stands."""


def _rows_of_the_older_form(dossier: Dossier, active: Set[str]) -> Iterator[Outcome]:
    """A 2021 form that keeps a row of the 2019 form with its heading (第二十条第(九)项)."""
    kept = [
        row
        for row in dossier.report.local
        if active == {"2021"}
        and _DROPPED.search("".join(row.label.split()))
        and _ITEM.search("".join(dossier.flat[max(0, row.start - _HEADING) : row.end].split()))
    ]
    if not kept:
        yield PASSED
    for row in kept:
        finding = dossier.finding(
            "F109",
            {"active": "2021、2019", "rows": "2021"},
            spans=[(row.start, row.end)],
            actual="".join(row.label.split()),
        )
        yield failed(finding)


def _split_rows(rows: Set[str]) -> tuple[str, ...]:
    """The rows of the 2021 form that were one before, where they stand, column by column."""
    named = ("result.other_no_correction", "result.other_fee_unpaid", "result.other_misc")
    if "2021" not in rows:
        return ()
    return tuple(application(row, column) for row in named for column in COLUMNS)


def _marks(form: str) -> set[str]:
    """Cells of table two that only `form` has."""
    other = "2021" if form == "2019" else "2019"
    return set(active_cells(form)) - set(active_cells(other))


@rule("F110")
def form_of_another_year(dossier: Dossier) -> Iterator[Outcome]:
    """The form is the one in force for the reporting year."""
    meta = dossier.report.meta
    if meta.year is None or meta.form not in ("2019", "2021") or not dossier.tables:
        raise without_form(dossier, "年度或格式不明 / the year or the form is not known")
    due = "2021" if meta.year >= NEW_FORM_SINCE else "2019"
    if meta.form == due or (meta.year < OLD_FORM_SINCE and meta.form == "2019"):
        yield PASSED
        return
    cells = [name for name in sorted(_marks(meta.form)) if name in dossier.facts]
    finding = dossier.finding(
        "F110",
        {"year": meta.year, "form": meta.form, "due": due},
        facts=cells[:MOST_FACTS],
        spans=dossier.spans(cells[:MOST_FACTS]),
        expected=due,
        actual=meta.form,
        verdict="unjudged",
    )
    yield unjudged(_LOCAL_FORM, finding)


@rule("F111")
def rows_missing(dossier: Dossier) -> Iterator[Outcome]:
    """A table that is there has all the rows of its form."""
    if "applications" not in dossier.tables:
        raise without_form(dossier, "没有读到表三 / table three was not read")
    # Any of the three rows of （六） shows the form: one of them may be the missing one.
    three = ("result.other_misc", "result.other_no_correction", "result.other_fee_unpaid")
    known = [row for row in three if _is_there(dossier, row)]
    form = "2021" if known else "2019"
    sure = _left_out(dossier, form)
    for row in application_rows(form):
        if _is_there(dossier, row):
            yield PASSED
            continue
        finding = dossier.finding(
            "F111",
            {"place": row_label(row), "where": row},
            spans=_row_before(dossier, form, row),
            facts=[application(row, column) for column in COLUMNS],
            verdict="fail" if row in sure else "unjudged",
        )
        if row in sure:
            yield failed(finding)
        else:
            yield unjudged("可能是读取所失 / the row may have been lost in reading", finding)


_FEW = 2
"""Rows missing in a table otherwise whole: more, and the table was cut down or read in part."""
_WORDS_OF_ROW = as_pattern(r"[\u4e00-\u9fff]{4}")


def _is_there(dossier: Dossier, row: str) -> bool:
    fact = dossier.facts.get(application(row, "natural_person"))
    return fact is not None and fact.state != "missing"


def _left_out(dossier: Dossier, form: str) -> set[str]:
    """Rows the report itself leaves out: all others were read from text, and none has a strange label."""
    if dossier.report.source.format in ("pdf", "image"):
        return set()
    rows = application_rows(form)
    gone = [row for row in rows if not _is_there(dossier, row)]
    if (
        not gone
        or len(gone) > _FEW
        or any(_state(dossier, row) != "ok" for row in rows if row not in gone)
    ):
        return set()
    printed = "".join(dossier.flat[start:end] for start, end in dossier.report.tables)
    printed = "".join(printed.split())
    return {row for row in gone if not _has_words(printed, row_label(row))}


def _state(dossier: Dossier, row: str) -> str:
    """`ok` where every cell of a row was read."""
    facts = [dossier.facts.get(application(row, column)) for column in COLUMNS]
    return "ok" if all(fact and fact.state in ("ok", "zero") for fact in facts) else "doubtful"


def _has_words(printed: str, label: str) -> bool:
    """Whether the four characters that open a row's label stand in the printed tables."""
    opening = _WORDS_OF_ROW.search(label)
    return opening is None or opening[0] in printed


def _row_before(dossier: Dossier, form: str, row: str) -> Sequence[tuple[int, int]]:
    """Where the row stands after which the missing one is due."""
    rows = application_rows(form)
    place = rows.index(row)
    if not place:
        return ()
    cells = dossier.spans([application(rows[place - 1], c) for c in COLUMNS])
    return [*_label_of(dossier, rows[place - 1], cells), *cells]


_LABEL_BEFORE = 120
"""Characters before a row's cells in which its label stands, wrapped or not. Own choice."""


def _label_of(dossier: Dossier, row: str, cells: Sequence[Span]) -> Sequence[Span]:
    """Where the row's label is printed before its cells."""
    opening = _WORDS_OF_ROW.search(row_label(row))
    if opening is None or not cells:
        return ()
    first = cells[0][0]
    start = dossier.flat.rfind(opening[0], max(0, first - _LABEL_BEFORE), first)
    end = start + len(dossier.flat[start:first].split("\n")[0].rstrip(" \t|"))
    return [(start, end)] if start >= 0 else ()
