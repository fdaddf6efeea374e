"""Floor 2: the official forms of the annual report as records, read from `data/forms/*.toml`.

Takes a form's id, gives its tables with labels, fact ids and merged cells. It must not know how a
table is laid out in a text. Sources: 国办公开办函〔2019〕60号 and 〔2021〕30号.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

import msgspec

from wenzhi.base.errors import UsageError
from wenzhi.base.resources import read_text

TableName = Literal["active", "applications", "review"]
OfficialForm = Literal["2019", "2021"]
TABLES: tuple[TableName, ...] = ("active", "applications", "review")
TABLE_TITLES: dict[TableName, str] = {"active": "表二", "applications": "表三", "review": "表四"}
FORM_IDS: tuple[OfficialForm, ...] = ("2019", "2021")


class _Record(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Immutable and strict: a misspelt key in a form file is an error."""


class Column(_Record, frozen=True):
    """A column of a table; `unit` is what the form prints, e.g. 万元."""

    id: str
    label: str
    aliases: tuple[str, ...] = ()
    unit: str | None = None


class Row(_Record, frozen=True):
    """A row; `groups` are the merged cells to its left, outermost first; `short` is for messages."""

    id: str
    label: str
    aliases: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    short: str | None = None


class ActiveBlock(_Record, frozen=True):
    """A block of table 二: one item of 第二十条 with its own columns."""

    clause: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


class ActiveTable(_Record, frozen=True):
    """Table 二, 主动公开政府信息情况."""

    blocks: tuple[ActiveBlock, ...]


class ApplicationsTable(_Record, frozen=True):
    """Table 三, 收到和处理政府信息公开申请情况."""

    note: str
    heads: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


class ReviewBlock(_Record, frozen=True):
    """Five columns of table 四; `head` is the merged cell above two of the blocks."""

    id: str
    label: str
    aliases: tuple[str, ...] = ()
    head: str | None = None


class ReviewTable(_Record, frozen=True):
    """Table 四, 政府信息公开行政复议、行政诉讼情况."""

    blocks: tuple[ReviewBlock, ...]
    columns: tuple[Column, ...]


class Form(_Record, frozen=True):
    """An official form: `id` is the year of its notice, `source` the notice."""

    id: OfficialForm
    source: str
    active: ActiveTable
    applications: ApplicationsTable
    review: ReviewTable


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a form: its fact id, its table, and row and column counted from 0 within the table."""

    id: str
    table: TableName
    row: int
    column: int
    label: str
    unit: str | None


@cache
def load_form(form_id: OfficialForm) -> Form:
    """The form of that notice. Raises UsageError (E207) for any other id."""
    if form_id not in FORM_IDS:
        raise UsageError("E207", f"没有表式 {form_id}", where=form_id, hint="可用：2019 2021")
    return msgspec.toml.decode(read_text(f"forms/{form_id}.toml"), type=Form)


@cache
def form_cells(form_id: OfficialForm) -> tuple[Cell, ...]:
    """Every cell of a form in reading order: 198 for 2019, 200 for 2021."""
    form = load_form(form_id)
    return (*_active_cells(form), *_applications_cells(form), *_review_cells(form))


UNAVAILABLE = ("not_held", "needs_creation", "unclear_after_correction")
"""Rows of results under 无法提供, whose names do not tell the group as those of other groups do."""


def rows_under(group: str) -> tuple[str, ...]:
    """How the ids of the rows of results begin that a group (`denied`, `rejected`) heads."""
    return UNAVAILABLE if group == "unavailable" else (f"{group}_",)


@cache
def table_cells(form_id: OfficialForm, table: TableName) -> tuple[Cell, ...]:
    """The cells of one table of a form in reading order."""
    return tuple(cell for cell in form_cells(form_id) if cell.table == table)


def fact_ids(form_id: OfficialForm) -> tuple[str, ...]:
    """The fact ids of a form in reading order."""
    return tuple(cell.id for cell in form_cells(form_id))


def fact_label(fact_id: str) -> str:
    """A fact in words, e.g. `表三·一、本年新收·总计`. Raises UsageError (E208) for an unknown id."""
    labels = _fact_labels()
    if fact_id not in labels:
        raise UsageError("E208", f"没有单元格 {fact_id}", where=fact_id)
    return labels[fact_id]


def is_fact(name: str) -> bool:
    """Whether a name is the id of a cell of an official form."""
    return name in _fact_labels()


@cache
def _fact_labels() -> dict[str, str]:
    cells = [cell for form_id in FORM_IDS for cell in form_cells(form_id)]
    return {cell.id: f"{TABLE_TITLES[cell.table]}·{cell.label}" for cell in cells}


def _active_cells(form: Form) -> list[Cell]:
    rows = [(block, row) for block in form.active.blocks for row in block.rows]
    return [
        Cell(
            f"active.{row.id}.{column.id}",
            "active",
            y,
            x,
            f"{row.label}·{column.label}",
            column.unit,
        )
        for y, (block, row) in enumerate(rows)
        for x, column in enumerate(block.columns)
    ]


def _applications_cells(form: Form) -> list[Cell]:
    return [
        Cell(
            f"applications.{row.id}.{column.id}",
            "applications",
            y,
            x,
            f"{_row_name(row)}·{column.label}",
            column.unit,
        )
        for y, row in enumerate(form.applications.rows)
        for x, column in enumerate(form.applications.columns)
    ]


def _row_name(row: Row) -> str:
    """A row's label for messages, with the ordinal of its inner group: （六）3.其他."""
    inner = row.groups[-1] if len(row.groups) > 1 else ""
    return inner[: inner.find("）") + 1] + (row.short or row.label)


def _review_cells(form: Form) -> list[Cell]:
    return [
        Cell(f"{block.id}.{column.id}", "review", y, x, f"{block.label}·{column.label}", None)
        for y, block in enumerate(form.review.blocks)
        for x, column in enumerate(form.review.columns)
    ]
