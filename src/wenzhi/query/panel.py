"""Floor 6: panels: organ × year tables of cells, counts, scores and findings, with a codebook.

A value that is not known is null, never zero, and the codebook says of each variable how often it is
not known and why. Where two standing reports of one organ and year disagree, the value is null too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TypeAlias

import msgspec

from wenzhi.base.errors import QueryError
from wenzhi.base.patterns import as_pattern
from wenzhi.corpus.tables import MEASURES
from wenzhi.parse.tables.forms import fact_ids, fact_label
from wenzhi.query.answer import Answer, Cell
from wenzhi.query.connection import quoted
from wenzhi.query.grammar import nearest
from wenzhi.query.hits import choose_reports
from wenzhi.query.session import Session

Row: TypeAlias = tuple[Cell, ...]

KEYS = ("organ_id", "organization", "level", "region", "region_code", "year", "reports")
NAME_LENGTH = 32
"""Stata's limit on names of variables (Data Management Reference Manual, `limits`)."""

_FINDINGS = as_pattern(r"findings?:([FTPYDCRS]\d{0,3})")
_SCORE = as_pattern(r"(templatedness|substance|follow_through)(\.\w+)?")
_STATES = ("ok", "zero", "blank", "dash", "malformed", "ambiguous", "missing")


class Variable(msgspec.Struct, frozen=True):
    """A line of the codebook.

    `name` is the column, `source` what was asked for. `known` of `cells` organ-years have a value;
    `no_report` have no report, `disagree` have reports that disagree, `unknown` have a report that
    gives none. `states` counts the states of the form's cells.
    """

    name: str
    source: str
    label: str
    unit: str | None
    cells: int
    known: int
    no_report: int
    disagree: int
    unknown: int
    states: dict[str, int] = {}


class Panel(msgspec.Struct, frozen=True):
    """A panel: the table, and what its columns are."""

    answer: Answer
    codebook: tuple[Variable, ...]


def build_panel(session: Session, variables: Sequence[str], *, where: str | None = None) -> Panel:
    """One row for every organ and every year between the first and the last, whether it reported or not.

    A variable is a fact id (`applications.new_received.total`), `count:INDICATOR`, `finding:T` (failing
    findings whose code begins so), `substance`, `templatedness`, `follow_through` or a component of theirs, or one of
    the `MEASURES` of others. Reports whose
    organ or year is not known cannot be placed; a note says how many. Raises QueryError (E605, E611 for a
    variable there is not).
    """
    for one in variables:
        _check_variable(one)
    chosen = choose_reports(session, where)
    placed = session.table(
        "SELECT r.* FROM reports r JOIN folded f USING (report_id) "
        f"SEMI JOIN {chosen} c ON c.report = f.report "
        "WHERE r.organ_id IS NOT NULL AND r.year IS NOT NULL"
    )
    left_out = session.count(chosen) - session.count(placed)
    names = _names(variables)
    cells = session.table(_cells(placed))
    columns = [session.table(_values(one, placed)) for one in variables]
    joins = "".join(
        f" LEFT JOIN {table} v{index} ON v{index}.organ_id = c.organ_id AND v{index}.year = c.year"
        for index, table in enumerate(columns)
    )
    values = "".join(f', v{index}.value AS "{name}"' for index, name in enumerate(names))
    notes = (f"{left_out} 份报告的机关或年度不详，没有列入",) if left_out else ()
    answer = session.answer(
        f"SELECT c.*{values} FROM {cells} c{joins} ORDER BY c.organ_id, c.year", None, notes
    )
    codebook = tuple(
        _describe(session, name, source, answer, table, placed)
        for name, source, table in zip(names, variables, columns, strict=True)
    )
    return Panel(answer, codebook)


def _check_variable(source: str) -> None:
    cells = (*fact_ids("2021"), *fact_ids("2019"))
    known = (
        source in cells
        or source.startswith("count:")
        or _FINDINGS.fullmatch(source)
        or _SCORE.fullmatch(source)
        or source in MEASURES
    )
    if not known:
        raise QueryError(
            "E611",
            f"没有 {source} 这个变量",
            where=source,
            hint=nearest(
                source,
                (
                    *cells,
                    "substance",
                    "templatedness",
                    "follow_through",
                    *MEASURES,
                    "count:",
                    "finding:T",
                ),
            ),
        )


def _names(sources: Iterable[str]) -> list[str]:
    """Names that Stata takes: letters, digits and `_`, at most 32 of them, each once."""
    names: list[str] = []
    for source in sources:
        plain = re.sub(r"\W+", "_", source, flags=re.ASCII)
        name, count = plain[:NAME_LENGTH], 2
        while name in names or name in KEYS:
            tail = f"_{count}"
            name, count = plain[: NAME_LENGTH - len(tail)] + tail, count + 1
        names.append(name)
    return names


def _cells(placed: str) -> str:
    """Organ × year, with what is the same in all of an organ's years taken from its latest report."""
    return (
        "SELECT o.organ_id, o.organization, o.level, o.region, o.region_code, y.year, "
        "coalesce(p.reports, 0) AS reports FROM (SELECT organ_id, "
        "arg_max(organization, year) AS organization, arg_max(level, year) AS level, "
        "arg_max(region, year) AS region, arg_max(region_code, year) AS region_code "
        f"FROM {placed} GROUP BY organ_id) o, "
        f"(SELECT unnest(range(min(year), max(year) + 1)) AS year FROM {placed}) y LEFT JOIN "
        f"(SELECT organ_id, year, count(*) AS reports FROM {placed} GROUP BY ALL) p "
        "ON p.organ_id = o.organ_id AND p.year = y.year"
    )


def _values(source: str, placed: str) -> str:
    """organ_id, year, value where all reports agree, and how many different values they give."""
    per_report = _per_report(source)
    return (
        "SELECT p.organ_id, p.year, "
        "CASE WHEN count(DISTINCT x.value) = 1 THEN min(x.value) END AS value, "
        f"count(DISTINCT x.value) AS given FROM {placed} p JOIN ({per_report}) x USING (report_id) "
        "GROUP BY p.organ_id, p.year"
    )


def _per_report(source: str) -> str:
    if found := _FINDINGS.fullmatch(source):
        return (
            "SELECT r.report_id, count(x.id)::DOUBLE AS value FROM reports r LEFT JOIN findings x "
            f"ON x.report_id = r.report_id AND x.verdict = 'fail' "
            f"AND starts_with(x.code, {quoted(found[1])}) GROUP BY r.report_id"
        )
    if source.startswith("count:"):
        indicator = quoted(source.removeprefix("count:"))
        return (
            "SELECT report_id, CASE WHEN count(DISTINCT value) = 1 THEN min(value) END AS value "
            f"FROM counts WHERE indicator = {indicator} AND scope = 'report_year' GROUP BY report_id"
        )
    if source in MEASURES:
        return f'SELECT report_id, "{source}" AS value FROM measures'
    if _SCORE.fullmatch(source):
        return f"SELECT report_id, value FROM scores WHERE name = {quoted(source)}"
    return (
        "SELECT report_id, CASE WHEN count(DISTINCT value) = 1 THEN min(value) END AS value "
        f"FROM facts WHERE id = {quoted(source)} GROUP BY report_id"
    )


def _describe(
    session: Session, name: str, source: str, answer: Answer, table: str, placed: str
) -> Variable:
    values, reports = answer.column(name), answer.column("reports")
    known = sum(value is not None for value in values)
    absent = sum(number == 0 for number in reports)
    disagree = session.rows(f"SELECT count(*) FROM {table} WHERE given > 1")[0][0]
    states = dict.fromkeys(_STATES, 0) if _is_cell(source) else {}
    for state, count in session.rows(
        f"SELECT state, count(*) FROM facts SEMI JOIN {placed} USING (report_id) "
        f"WHERE id = {quoted(source)} GROUP BY state ORDER BY state"
    ):
        states[str(state)] = int(count or 0)
    return Variable(
        name=name,
        source=source,
        label=_label(source),
        unit="万元" if source == "active.fees.amount" else None,
        cells=len(values),
        known=known,
        no_report=absent,
        disagree=int(disagree or 0),
        unknown=len(values) - known - absent - int(disagree or 0),
        states=states,
    )


def _is_cell(source: str) -> bool:
    return source in fact_ids("2021") or source in fact_ids("2019")


def _label(source: str) -> str:
    if _is_cell(source):
        return fact_label(source)
    if found := _FINDINGS.fullmatch(source):
        return f"{found[1]} 类问题数"
    if source.startswith("count:"):
        return f"文中数 {source.removeprefix('count:')}"
    scores = {
        "substance": "实质性（0–100）",
        "templatedness": "模板化（0–1）",
        "follow_through": "跟进程度（0–1）",
    }
    return scores.get(source, MEASURES.get(source, source))


def codebook_answer(panel: Panel) -> Answer:
    """The codebook with its missingness report as a table."""
    head = ("name", "source", "label", "unit", "cells", "known", "no_report", "disagree", "unknown")
    rows = tuple(
        (
            *(getattr(one, field) for field in head),
            *(one.states.get(state) for state in _STATES),
        )
        for one in panel.codebook
    )
    columns = (*head, *(f"state_{state}" for state in _STATES))
    return Answer(columns=columns, rows=rows, total=len(rows), stamps=panel.answer.stamps)
