"""Floor 2, synth: the official tables as rows of labels and cells, by the form's own wording.

Takes figures and replaced cells, gives `Table`s that `layouts` writes down. Truth of a cell (value, state) is
settled here; where it stands in the text is settled by the layout.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from wenzhi.base.records import CellState
from wenzhi.base.resources import read_toml
from wenzhi.synth.figures import Figures


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a form: its fact, what is printed, and what that means."""

    fact: str
    raw: str
    value: float | int | None
    state: CellState
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A row: merged labels to its left (None where they were printed above), its label, its cells."""

    groups: tuple[str | None, ...]
    label: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """Header lines and the rows below them."""

    header: tuple[tuple[str, ...], ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """One of the three tables: active, applications, review."""

    name: str
    blocks: tuple[Block, ...]


@cache
def _form(form: str) -> dict[str, Any]:
    return read_toml(f"forms/{form}.toml")


def build_tables(
    figures: Figures, replaced: Mapping[str, Cell], local_row: str | None = None
) -> dict[str, Table]:
    """The tables of one report by section kind; `replaced` holds cells that are not plain numbers."""

    def cell(fact: str) -> Cell:
        if fact in replaced:
            return replaced[fact]
        value = figures.cells[fact]
        return Cell(fact, str(value), value, "ok" if value else "zero")

    form = _form(figures.form)
    blocks = [_active_block(block, cell) for block in form["active"]["blocks"]]
    if local_row:
        blocks.append(Block((), (Row((), local_row, ()),)))
    return {
        "active": Table("active", tuple(blocks)),
        "applications": Table(
            "applications", (_applications_block(_form(figures.applications_form), cell),)
        ),
        "review": Table("review", (_review_block(form["review"], cell),)),
    }


def _active_block(block: dict[str, Any], cell: Callable[[str], Cell]) -> Block:
    columns = block["columns"]
    header = ((block["clause"],), ("信息内容", *(column["label"] for column in columns)))
    rows = tuple(
        Row(
            (),
            row["label"],
            tuple(cell(f"active.{row['id']}.{column['id']}") for column in columns),
        )
        for row in block["rows"]
    )
    return Block(header, rows)


def _applications_block(form: dict[str, Any], cell: Callable[[str], Cell]) -> Block:
    table = form["applications"]
    labels = [column["label"] for column in table["columns"]]
    header = (
        (table["note"], "申请人情况"),
        ("", labels[0], "法人或其他组织", labels[-1]),
        ("", "", *labels[1:-1], ""),
    )
    rows: list[Row] = []
    seen: set[str] = set()
    for row in table["rows"]:
        groups = tuple(None if group in seen else group for group in row.get("groups", ()))
        seen.update(row.get("groups", ()))
        ids = [f"applications.{row['id']}.{column['id']}" for column in table["columns"]]
        rows.append(Row(groups, row["label"], tuple(map(cell, ids))))
    return Block(header, tuple(rows))


def _review_block(review: dict[str, Any], cell: Callable[[str], Cell]) -> Block:
    outcomes = tuple(column["label"] for column in review["columns"])
    header = (
        ("行政复议", "行政诉讼"),
        (*outcomes, "未经复议直接起诉", "复议后起诉"),
        ("", "", "", "", "", *outcomes, *outcomes),
    )
    ids = [
        f"{block['id']}.{column['id']}"
        for block in review["blocks"]
        for column in review["columns"]
    ]
    return Block(header, (Row((), "", tuple(map(cell, ids))),))


def every_cell(tables: Mapping[str, Table]) -> list[Cell]:
    """All cells in the order of the forms."""
    return [
        cell
        for table in tables.values()
        for block in table.blocks
        for row in block.rows
        for cell in row.cells
    ]


def form_cells(form: str) -> list[str]:
    """Ids of all cells of a form, in its order."""
    table = _form(form)
    ids = [
        f"active.{row['id']}.{column['id']}"
        for block in table["active"]["blocks"]
        for row in block["rows"]
        for column in block["columns"]
    ]
    for part, rows in (
        ("applications.", table["applications"]["rows"]),
        ("", table["review"]["blocks"]),
    ):
        columns = table["applications" if part else "review"]["columns"]
        ids += [f"{part}{row['id']}.{column['id']}" for row in rows for column in columns]
    return ids
