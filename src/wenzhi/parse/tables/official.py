"""Floor 2: the three official tables of a report → facts.

Takes folded text, gives every cell of the forms with its value, state and place, the rows that are not
the form's, and where the tables stand. Steps: `cells` cuts the text into tokens, `areas` finds the
tables, `rows` gathers values under labels, `alignment` matches labels to the form, `columns` and
`review` place values in columns, `values` reads them. It must not judge what the cells say, and never
guesses where a cell may have been lost: such a row is `ambiguous`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Fact, FormId, GridCell, LocalRow, Section, Span
from wenzhi.parse.tables.alignment import Group, align
from wenzhi.parse.tables.areas import Area, find_areas
from wenzhi.parse.tables.cards import set_cards
from wenzhi.parse.tables.cells import Token, tokenize
from wenzhi.parse.tables.columns import Placed, Row, place_rows
from wenzhi.parse.tables.facts import FactSheet, Spot
from wenzhi.parse.tables.formfit import (
    Piece,
    RowColumns,
    choose_form,
    empty_row,
    head_unit,
    local_label,
    merged_cells,
    printed_columns,
    row_columns,
    row_widths,
)
from wenzhi.parse.tables.forms import (
    FORM_IDS,
    TABLE_TITLES,
    OfficialForm,
    ReviewTable,
    TableName,
    load_form,
)
from wenzhi.parse.tables.halves import part_halves
from wenzhi.parse.tables.labels import RowLabel, row_labels
from wenzhi.parse.tables.lent_labels import lend_labels
from wenzhi.parse.tables.review import ReviewCopy, read_review
from wenzhi.parse.tables.rows import dissolve, gather_groups, join_wrapped, read_groups
from wenzhi.parse.tables.side_columns import own_columns
from wenzhi.parse.tables.transposed import turn_back
from wenzhi.text.normalize import Folded

_OFFICIAL_SECTIONS = frozenset({"active", "applications", "review"})
_NOTICE: dict[OfficialForm, re.Pattern[str]] = {
    "2021": as_pattern(r"〔2021〕30号|\[2021\]30号|信息处理费"),
    "2019": as_pattern(r"〔2019〕60号|\[2019\]60号"),
}
_REPORT_YEAR = as_pattern(r"(20\d\d)\s*年?度?[^。\n]{0,40}?(?:政府信息公开|政务公开)")

SURE_LABEL = 0.95
"""Likeness below which a row's label is told in a warning: it is mistyped, shortened or reworded."""

_WIDEST = 9
"""Figures of a row at most: seven, and two more that stand beside them."""
_FEW_LOOSE = 6
"""Figures at most that may stand beside the rows of a table: page numbers, a row of its own."""


@dataclass(frozen=True, slots=True)
class TableReading:
    """What `read_tables` found.

    `facts` hold one fact per cell of the forms, in the order of the form. `form` is what the labels of
    table 二 say, of table 三 where 二 is absent; null where no label tells the forms apart. Mixtures
    exist: each table's facts have the ids of its own form. `presumed` is the form whose missing cells
    are listed; it may rest on the text around where no table could be read. `spans` are the original
    text of the tables; `Place.table` counts them, `Place.row` and `Place.column` count from 0 within
    the form's table.
    """

    facts: tuple[Fact, ...]
    local: tuple[LocalRow, ...]
    spans: tuple[Span, ...]
    form: FormId | None
    warnings: tuple[str, ...]
    presumed: FormId | None = None


def read_tables(
    folded: Folded, sections: Sequence[Section], cells: Sequence[GridCell] = ()
) -> TableReading:
    """Read the official tables of a report, wherever they stand in its text.

    `cells` are those of the tables whose grid the source shows; other tables are read by their text.

    `sections` may be imperfect: they only show where fifteen values without heads are table 四, and
    whether a report without readable tables is of an official form at all.
    """
    read = tokenize(folded, cells)
    said = own_columns(part_halves(read) if cells else read, grid=bool(cells))
    tokens = set_cards(turn_back(lend_labels(said), grid=bool(cells)), folded.text)
    areas = find_areas(tokens, _review_lines(folded, sections))
    reader = _Reader(FactSheet(folded, cells), tokens, areas)
    active = reader.read_rows("active", None)
    applications = reader.read_rows("applications", active)
    reader.read_reviews()
    form = active or applications
    presumed = form or _presumed_form(folded, sections, areas)
    forms: dict[TableName, OfficialForm | None] = {
        "active": active or presumed,
        "applications": applications or presumed,
        "review": presumed,
    }
    return TableReading(
        facts=reader.sheet.settle(forms),
        local=tuple(sorted(reader.sheet.local, key=lambda row: row.start)),
        spans=tuple(_span(folded, tokens[area.first : area.last + 1]) for area in areas),
        form=form,
        warnings=tuple(reader.sheet.warnings),
        presumed=presumed,
    )


class _Reader:
    """One report's reading: its tokens, its areas, and the facts gathered so far."""

    def __init__(self, sheet: FactSheet, tokens: Sequence[Token], areas: Sequence[Area]) -> None:
        self.tokens = tokens
        self.areas = areas
        self.sheet = sheet

    def read_rows(self, table: TableName, fallback: OfficialForm | None) -> OfficialForm | None:
        """Read every area of table 二 or 三; the form its labels show, null if it is not there."""
        if not any(area.table == table for area in self.areas):
            return None
        gathered = {
            number: gather_groups(self._within(area), table)
            for number, area in enumerate(self.areas)
            if area.table == table
        }
        options = {form: self._pieces(table, form, gathered) for form in FORM_IDS}
        form = choose_form(table, options, fallback)
        for piece in options[form]:
            self._read_piece(table, form, piece)
        return form

    def read_reviews(self) -> None:
        """Read every area of table 四, which is the same in both forms."""
        table = load_form("2021").review
        for number, area in enumerate(self.areas):
            if area.table != "review":
                continue
            groups, tail = read_groups(self._within(area), "review", {})
            for copy in read_review(groups, tail, table):
                self._add_review(copy, table, number, self.tokens[area.last].end)

    def _within(self, area: Area) -> Sequence[Token]:
        return self.tokens[area.first : area.last + 1]

    def _pieces(
        self,
        table: TableName,
        form: OfficialForm,
        gathered: Mapping[int, tuple[Sequence[Group], Sequence[Token]]],
    ) -> list[Piece]:
        labels = row_labels(form, table)
        widths = row_widths(table, form)
        pieces: list[Piece] = []
        for number, (grouped, rest) in gathered.items():
            groups, tail = dissolve(grouped, rest, labels.exact)
            if table == "applications":
                groups = join_wrapped(groups, widths[0])
            aligned = align(groups, tail, labels, widths)
            pieces.append(Piece(number, groups, tail, aligned))
        return pieces

    def _read_piece(self, table: TableName, form: OfficialForm, piece: Piece) -> None:
        labels = row_labels(form, table).rows
        columns = row_columns(table, form, piece)
        told = printed_columns(form, piece) if table == "applications" else (0,)
        apart = self._stands_apart(piece)
        matched = sorted(piece.alignment.matches.items())
        rows = [
            Row(
                piece.groups[index],
                len(columns[match.row]),
                merged_cells(table, form, match.row + 1),
            )
            for index, match in matched
        ]
        for (_, match), row, placed in zip(matched, rows, place_rows(rows), strict=True):
            label = labels[match.row]
            full = bool(told) or (told is None and len(row.group.values) == row.columns)
            sure = placed if full and match.row not in piece.alignment.contested else None
            if apart and not row.group.values:
                sure = None
            self._add_row(table, piece.number, label, columns[match.row], row, sure)
            if match.score < SURE_LABEL:
                read = "".join(token.text for token in row.group.gap[-2:])
                self.sheet.warn(f"{TABLE_TITLES[table]}“{label.row.label}”一行的名称读作“{read}”")
        if told:
            self._add_empty_rows(labels, columns, piece, apart=apart)
        self._add_local_rows(piece)

    def _add_row(
        self,
        table: TableName,
        number: int,
        label: RowLabel,
        columns: RowColumns,
        row: Row,
        placed: Placed | None,
    ) -> None:
        spots = [
            Spot(
                name,
                number,
                label.index,
                place,
                head_unit(row.group, column) if column.id == "amount" else column.unit,
                column.id == "change",
            )
            for name, column, place in columns
        ]
        values = row.group.values
        end = row.group.gap[-1].end if row.group.gap else 0
        if placed is None:
            self.sheet.warn(
                f"{TABLE_TITLES[table]}“{label.row.label}”一行有{len(values)}个数，"
                f"应有{len(columns)}格，未作判断"
            )
            for spot in spots:
                self.sheet.add_lost(spot, values, end)
            return
        for spot, cell in zip(spots, placed, strict=True):
            self._add(spot, cell, end)

    def _add(self, spot: Spot, cell: Token | None, near: int) -> None:
        if cell is not None and cell.kind == "value":
            self.sheet.add_cell(spot, cell)
        else:
            self.sheet.add_blank(spot, near if cell is None else cell.start)

    def _stands_apart(self, piece: Piece) -> bool:
        """Whether more figures than its rows hold stand in no row of a table or right below it.

        So it is where labels and numbers are in tables of their own: no row is known to be empty there.
        """
        matched = piece.alignment.matches
        held = loose = 0
        for index, group in enumerate(piece.groups):
            figures = sum(len(value.text.split()) for value in group.values)
            if index in matched and figures <= _WIDEST:
                held += figures
            else:
                loose += figures
        ends = {area.first for area in self.areas}
        for place in range(self.areas[piece.number].last + 1, len(self.tokens)):
            if place in ends or self.tokens[place].kind == "prose":
                break
            loose += self.tokens[place].kind == "value"
        return loose > max(held, _FEW_LOOSE)

    def _add_empty_rows(
        self,
        labels: Sequence[RowLabel],
        columns: Sequence[RowColumns],
        piece: Piece,
        *,
        apart: bool,
    ) -> None:
        """Rows whose label stands there without any cell are blank, unless the cells stand `apart`."""
        taken = {match.row for match in piece.alignment.matches.values()}
        for label in labels:
            token = None if label.index in taken else empty_row(piece, label)
            if token is not None:
                for name, column, place in columns[label.index]:
                    spot = Spot(name, piece.number, label.index, place, column.unit)
                    if apart:
                        self.sheet.add_lost(spot, (), token.end)
                    else:
                        self.sheet.add_blank(spot, token.end)

    def _add_local_rows(self, piece: Piece) -> None:
        for index, group in enumerate(piece.groups):
            if index not in piece.alignment.matches and group.values:
                label = local_label(group)
                if label is not None:
                    self.sheet.add_local(label, group.values)

    def _add_review(self, copy: ReviewCopy, table: ReviewTable, number: int, end: int) -> None:
        if copy.lost:
            self.sheet.warn(f"{TABLE_TITLES['review']}的数字个数与栏数不合，未作判断")
        for row, block in enumerate(table.blocks):
            for place, column in enumerate(table.columns):
                spot = Spot(f"{block.id}.{column.id}", number, row, place)
                if (row, place) in copy.cells:
                    self._add(spot, copy.cells[(row, place)], end)
                elif (row, place) in copy.lost:
                    self.sheet.add_lost(spot, copy.lost[(row, place)])


def _span(folded: Folded, tokens: Sequence[Token]) -> Span:
    """The original text of tokens; those of turned tables and cards are not in its order."""
    return folded.span(min([t.start for t in tokens]), max([t.end for t in tokens]))


def _review_lines(folded: Folded, sections: Sequence[Section]) -> frozenset[int]:
    """Lines, counted from 0, of the sections on review and litigation."""
    lines: set[int] = set()
    for section in sections:
        if section.kind == "review":
            first = folded.original.count("\n", 0, section.start)
            last = first + folded.original.count("\n", section.start, section.end)
            lines |= set(range(first, last + 1))
    return frozenset(lines)


def _presumed_form(
    folded: Folded, sections: Sequence[Section], areas: Sequence[Area]
) -> OfficialForm | None:
    """The form a report without a telling table must be of, by its outline and what it cites.

    The year only decides which missing cells are listed; a table's form is never read from it.
    """
    kinds = {section.kind for section in sections} & _OFFICIAL_SECTIONS
    if len(kinds) < 3 and not areas:
        return None
    text = folded.text
    for form, pattern in _NOTICE.items():
        if pattern.search(text):
            return form
    match = _REPORT_YEAR.search(text)
    if match is None or int(match[1]) < 2019:
        return "2021" if areas else None
    return "2019" if int(match[1]) <= 2020 else "2021"
