"""Floor 6: the three official tables drawn again as the form prints them, one cell a fact.

Takes a report's facts and findings, gives `Grid`s of rows and cells for the pages, and names
cells for people. The layout is the form's own (`data/forms/*.toml`), chosen for each table by the
facts it holds, because mixtures of both forms occur. Nothing is computed from the values.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import groupby
from typing import Literal, TypeAlias

from wenzhi.base.records import Fact, Finding, Record
from wenzhi.parse.tables.forms import TABLES, Form, Row, TableName, form_cells, load_form

FormId: TypeAlias = Literal["2019", "2021"]
PREFERENCE: tuple[FormId, ...] = ("2021", "2019")
"""The newer form first: where the facts fit both layouts alike, it is drawn."""

ACTIVE_WIDTH = 6
"""Blocks of table two have one, two or three columns; six divides by all of them."""
LABEL_WIDTH = 3
"""Table three prints up to two groups to the left of a row's label."""


class CellMark(Record, frozen=True):
    """A finding that names a cell, with its number on the page."""

    id: str
    code: str
    number: int | None
    verdict: Literal["fail", "suppressed", "unjudged"]


class GridCell(Record, frozen=True):
    """One cell as drawn. `fact` is null for headings and where the report has no such cell."""

    text: str = ""
    head: bool = False
    colspan: int = 1
    rowspan: int = 1
    id: str | None = None
    fact: Fact | None = None
    marks: tuple[CellMark, ...] = ()
    mentions: tuple[int, ...] = ()


class Grid(Record, frozen=True):
    """One table: rows of cells, how many are headings, and cells the form has no room for."""

    table: TableName
    form: str
    rows: tuple[tuple[GridCell, ...], ...]
    heading_rows: int
    extra: tuple[GridCell, ...] = ()


@cache
def cell_names(form: FormId) -> Mapping[str, tuple[TableName, str, str]]:
    """Fact id → table, row and column as the form words them."""
    names: dict[str, tuple[TableName, str, str]] = {}
    for cell in form_cells(form):
        row, column = cell.label.rsplit("·", 1)
        names[cell.id] = (cell.table, row, column)
    return names


def table_of(fact_id: str) -> TableName:
    """The official table a fact belongs to."""
    head = fact_id.split(".", 1)[0]
    if head == "active":
        return "active"
    return "applications" if head == "applications" else "review"


def name_cell(fact_id: str) -> tuple[TableName, str, str] | None:
    """Table, row and column of a fact in the form's words, or None for an unknown id."""
    for form in PREFERENCE:
        if fact_id in cell_names(form):
            return cell_names(form)[fact_id]
    return None


def form_of_table(table: TableName, ids: Iterable[str], stated: str | None = None) -> FormId:
    """The form whose layout holds most of `ids`; where both hold as many, the one `stated`."""
    wanted = set(ids)
    fitting = {
        form: len(wanted & {i for i, name in cell_names(form).items() if name[0] == table})
        for form in PREFERENCE
    }
    return max(PREFERENCE, key=lambda form: (fitting[form], form == stated))


class _Cells:
    """Looks up what is known of a fact while a grid is drawn, and remembers what was drawn."""

    def __init__(
        self,
        facts: Iterable[Fact],
        findings: Sequence[Finding],
        mentions: Mapping[str, tuple[int, ...]],
        numbers: Mapping[str, int],
    ) -> None:
        self.facts = {fact.id: fact for fact in facts}
        self.mentions = mentions
        self.drawn: set[str] = set()
        self.marks: dict[str, list[CellMark]] = {}
        for finding in findings:
            verdict = "suppressed" if finding.suppressed is not None else finding.verdict
            number = numbers.get(finding.id)
            mark = CellMark(id=finding.id, code=finding.code, number=number, verdict=verdict)
            for name in finding.facts:
                self.marks.setdefault(name, []).append(mark)

    def draw(self, fact_id: str, *, colspan: int = 1, text: str = "") -> GridCell:
        """The cell of `fact_id`; `text` labels it where it stands outside its table."""
        self.drawn.add(fact_id)
        return GridCell(
            id=fact_id,
            text=text,
            colspan=colspan,
            fact=self.facts.get(fact_id),
            marks=tuple(self.marks.get(fact_id, ())),
            mentions=self.mentions.get(fact_id, ()),
        )


def draw_tables(
    facts: Sequence[Fact],
    findings: Sequence[Finding] = (),
    mentions: Mapping[str, tuple[int, ...]] | None = None,
    stated: str | None = None,
    numbers: Mapping[str, int] | None = None,
) -> dict[TableName, Grid]:
    """The tables that have at least one fact.

    `mentions` maps a fact id to counts of the prose; `stated` is the form the report is of; `numbers`
    are those of findings on the page.
    """
    grids: dict[TableName, Grid] = {}
    for table in TABLES:
        own = [fact for fact in facts if table_of(fact.id) == table]
        if not own:
            continue
        layout = load_form(form_of_table(table, (fact.id for fact in own), stated))
        cells = _Cells(own, findings, mentions or {}, numbers or {})
        rows, heading_rows = _DRAW[table](layout, cells)
        extra = tuple(
            cells.draw(fact.id, text=" · ".join((name_cell(fact.id) or ("", fact.id, ""))[1:]))
            for fact in own
            if fact.id not in cells.drawn
        )
        grids[table] = Grid(
            table=table, form=layout.id, rows=rows, heading_rows=heading_rows, extra=extra
        )
    return grids


Rows: TypeAlias = tuple[tuple[GridCell, ...], ...]


def _head(text: str, colspan: int = 1, rowspan: int = 1) -> GridCell:
    return GridCell(text=text, head=True, colspan=colspan, rowspan=rowspan)


def _draw_active(layout: Form, cells: _Cells) -> tuple[Rows, int]:
    rows: list[tuple[GridCell, ...]] = []
    for block in layout.active.blocks:
        width = ACTIVE_WIDTH // len(block.columns)
        rows.append((_head(block.clause, ACTIVE_WIDTH + 1),))
        rows.append((_head("信息内容"), *(_head(column.label, width) for column in block.columns)))
        for row in block.rows:
            ids = (f"active.{row.id}.{column.id}" for column in block.columns)
            rows.append((_head(row.label), *(cells.draw(name, colspan=width) for name in ids)))
    return tuple(rows), 0


def _draw_applications(layout: Form, cells: _Cells) -> tuple[Rows, int]:
    table = layout.applications
    person, *organisations, total = table.columns
    rows: list[tuple[GridCell, ...]] = [
        (_head(table.note, LABEL_WIDTH, 3), _head(table.heads[0], len(table.columns))),
        (
            _head(person.label, 1, 2),
            _head(table.heads[1], len(organisations)),
            _head(total.label, 1, 2),
        ),
        tuple(_head(column.label) for column in organisations),
    ]
    for index, row in enumerate(table.rows):
        labels = [
            _head(group, 1, _group_height(table.rows, index, depth))
            for depth, group in enumerate(row.groups)
            if _opens_group(table.rows, index, depth)
        ]
        labels.append(_head(row.label, LABEL_WIDTH - len(row.groups)))
        ids = (f"applications.{row.id}.{column.id}" for column in table.columns)
        rows.append((*labels, *(cells.draw(name) for name in ids)))
    return tuple(rows), 3


def _opens_group(rows: Sequence[Row], index: int, depth: int) -> bool:
    """Whether row `index` is the first of the run of rows sharing its groups down to `depth`."""
    return index == 0 or rows[index - 1].groups[: depth + 1] != rows[index].groups[: depth + 1]


def _group_height(rows: Sequence[Row], index: int, depth: int) -> int:
    wanted = rows[index].groups[: depth + 1]
    height = 0
    for row in rows[index:]:
        if row.groups[: depth + 1] != wanted:
            break
        height += 1
    return height


def _draw_review(layout: Form, cells: _Cells) -> tuple[Rows, int]:
    table = layout.review
    width = len(table.columns)
    upper: list[GridCell] = []
    middle: list[GridCell] = []
    lower: list[GridCell] = []
    for head, blocks in groupby(table.blocks, key=lambda block: block.head):
        for block in blocks:
            if head is None:
                upper.append(_head(block.label, width))
                middle += [_head(column.label, 1, 2) for column in table.columns]
            else:
                middle.append(_head(block.label, width))
                lower += [_head(column.label) for column in table.columns]
        if head is not None:
            upper.append(_head(head, sum(width for block in table.blocks if block.head == head)))
    values = tuple(
        cells.draw(f"{block.id}.{column.id}") for block in table.blocks for column in table.columns
    )
    return (tuple(upper), tuple(middle), tuple(lower), values), 3


_DRAW = {"active": _draw_active, "applications": _draw_applications, "review": _draw_review}
