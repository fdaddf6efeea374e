"""Floor 2: the three official tables of a report → facts.

Takes folded text, gives every cell of the forms with its value, state and place, the rows that are not
the form's, and where the tables stand. Steps: `cells` cuts the text into tokens, `areas` finds the
tables, `rows` gathers values under labels, `alignment` matches labels to the form, `columns` and
`review` place values in columns, `values` reads them. It must not judge what the cells say, and never
guesses where a cell may have been lost: such a row is `ambiguous`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from wenzhi.base.records import CellState, Fact, FormId, LocalRow, Place, Section, Span
from wenzhi.parse.alignment import Alignment, Group, align, label_pieces
from wenzhi.parse.areas import Area, find_areas
from wenzhi.parse.cells import Token, tokenize
from wenzhi.parse.columns import Placed, Row, place_rows
from wenzhi.parse.forms import (
    FORM_IDS,
    TABLE_TITLES,
    TABLES,
    ActiveBlock,
    Cell,
    Column,
    TableName,
    load_form,
    table_cells,
)
from wenzhi.parse.labels import classify, exact_rows, form_words, row_labels
from wenzhi.parse.review import read_review
from wenzhi.parse.rows import join_wrapped, read_groups
from wenzhi.parse.values import read_value
from wenzhi.text.normalize import Folded

OfficialForm = Literal["2019", "2021"]
_OFFICIAL_SECTIONS = frozenset({"active", "applications", "review"})
_NOTICE = {
    "2021": re.compile(r"〔2021〕30号|\[2021\]30号|信息处理费"),
    "2019": re.compile(r"〔2019〕60号|\[2019\]60号"),
}
_REPORT_YEAR = re.compile(r"(20\d\d)\s*年?度?[^。\n]{0,40}?(?:政府信息公开|政务公开)")


@dataclass(frozen=True, slots=True)
class TableReading:
    """What `read_tables` found.

    `facts` hold one fact per cell of the forms, in the order of the form. `form` is what the labels of
    table 二 say, of table 三 where 二 is absent; null where no label tells the forms apart. Mixtures
    exist: each table's facts have the ids of its own form. `presumed` is the form whose missing cells
    are listed; it may rest on the text around where no table could be read. `spans` are the original
    text of the tables; `Place.table` counts them.
    """

    facts: tuple[Fact, ...]
    local: tuple[LocalRow, ...]
    spans: tuple[Span, ...]
    form: FormId | None
    warnings: tuple[str, ...]
    presumed: FormId | None = None


@dataclass(slots=True)
class _Found:
    """What is gathered while reading: candidates for each fact, local rows, warnings."""

    facts: dict[str, list[Fact]] = field(default_factory=dict)
    local: list[LocalRow] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def add(self, fact: Fact) -> None:
        self.facts.setdefault(fact.id, []).append(fact)

    def warn(self, text: str) -> None:
        if text not in self.warnings:
            self.warnings.append(text)


@dataclass(frozen=True, slots=True)
class _Piece:
    """One area's groups, aligned to the rows of one form."""

    number: int
    groups: Sequence[Group]
    tail: Sequence[Token]
    alignment: Alignment


def read_tables(folded: Folded, sections: Sequence[Section]) -> TableReading:
    """Read the official tables of a report, wherever they stand in its text.

    `sections` only tell whether a report without readable tables is one of the official forms.
    """
    tokens = tokenize(folded)
    areas = find_areas(tokens)
    reader = _TableReader(folded, tokens, areas)
    active = reader.read_rows("active", None)
    applications = reader.read_rows("applications", active)
    reader.read_review()
    form = active or applications
    presumed = form or _presumed_form(folded, sections, areas)
    forms: dict[TableName, OfficialForm | None] = {
        "active": active or presumed,
        "applications": applications or presumed,
        "review": presumed,
    }
    facts = reader.facts(forms)
    return TableReading(
        facts=tuple(facts),
        local=tuple(sorted(reader.found.local, key=lambda row: row.start)),
        spans=tuple(reader.span(area) for area in areas),
        form=form,
        warnings=tuple(reader.found.warnings),
        presumed=presumed,
    )


class _TableReader:
    """One report's reading: text, tokens, areas, and what has been found so far."""

    def __init__(self, folded: Folded, tokens: Sequence[Token], areas: Sequence[Area]) -> None:
        self.folded = folded
        self.tokens = tokens
        self.areas = areas
        self.found = _Found()
        self.breaks = [i for i, character in enumerate(folded.original) if character == "\n"]

    def span(self, area: Area) -> Span:
        return self.folded.span(self.tokens[area.first].start, self.tokens[area.last].end)

    # Tables 二 and 三: rows and columns.

    def read_rows(self, table: TableName, fallback: OfficialForm | None) -> OfficialForm | None:
        """Read every area of table 二 or 三; the form its labels show, null if it is not there."""
        if not any(area.table == table for area in self.areas):
            return None
        options = {form: self._pieces(table, form) for form in FORM_IDS}
        scores = {form: _form_score(table, form, options[form]) for form in FORM_IDS}
        if abs(scores["2019"] - scores["2021"]) < 1e-6:
            chosen: OfficialForm = fallback or "2021"
        else:
            chosen = "2019" if scores["2019"] > scores["2021"] else "2021"
        for piece in options[chosen]:
            self._read_piece(table, chosen, piece)
        return chosen

    def _pieces(self, table: TableName, form: OfficialForm) -> list[_Piece]:
        exact = exact_rows(form, table)
        labels = row_labels(form, table)
        widths = _row_widths(table, form)
        pieces: list[_Piece] = []
        for number, area in enumerate(self.areas):
            if area.table != table:
                continue
            groups, tail = read_groups(self.tokens[area.first : area.last + 1], table, exact)
            if table == "applications":
                groups = join_wrapped(groups, widths[0])
            alignment = align(groups, tail, labels, exact, widths)
            pieces.append(_Piece(number, groups, tail, alignment))
        return pieces

    def _read_piece(self, table: TableName, form: OfficialForm, piece: _Piece) -> None:
        columns = _columns(table, form, piece)
        matched = sorted(piece.alignment.matches.items())
        rows = [
            Row(
                piece.groups[index],
                len(columns[match.row]),
                padding=_padding(table, form, match.row + 1),
            )
            for index, match in matched
        ]
        for (index, match), row, placed in zip(matched, rows, place_rows(rows), strict=True):
            contested = match.row in piece.alignment.contested
            self._add_row(
                table, form, piece.number, match.row, columns[match.row], row.group,
                None if contested else placed,
            )  # fmt: skip
            if match.score < 0.95:
                self._warn_label(table, form, match.row, piece.groups[index])
        self._add_empty_rows(table, form, piece, columns)
        self._add_local(piece)

    def _add_row(
        self,
        table: TableName,
        form: OfficialForm,
        number: int,
        row: int,
        columns: Sequence[tuple[str, Column]],
        group: Group,
        placed: Placed | None,
    ) -> None:
        if placed is None:
            label = row_labels(form, table)[row].row.label
            self.found.warn(
                f"{TABLE_TITLES[table]}“{label}”一行有{len(group.values)}个数，"
                f"应有{len(columns)}格，未作判断"
            )
            for place, (name, column) in enumerate(columns):
                self.found.add(self._lost(name, column.unit, group.values, number, row, place))
            return
        for place, ((name, column), cell) in enumerate(zip(columns, placed, strict=True)):
            unit = _head_unit(group, column)
            self.found.add(
                self._fact(name, cell, unit, column.id == "change", number, row, place, group)
            )

    def _warn_label(self, table: TableName, form: OfficialForm, row: int, group: Group) -> None:
        label = row_labels(form, table)[row].row.label
        read = "".join(token.text for token in group.gap[-2:])
        self.found.warn(f"{TABLE_TITLES[table]}“{label}”一行的名称读作“{read}”")

    def _add_empty_rows(
        self,
        table: TableName,
        form: OfficialForm,
        piece: _Piece,
        columns: Sequence[Sequence[tuple[str, Column]]],
    ) -> None:
        """Rows whose label stands there without any cell are blank."""
        taken = {match.row for match in piece.alignment.matches.values()}
        for label in row_labels(form, table):
            if label.index in taken:
                continue
            token = _leftover(piece, label.index, set(label.keys), label.ordinal)
            if token is not None:
                for place, (name, column) in enumerate(columns[label.index]):
                    self.found.add(
                        self._blank(name, column.unit, token.end, piece.number, label.index, place)
                    )

    def _add_local(self, piece: _Piece) -> None:
        for index, group in enumerate(piece.groups):
            if index in piece.alignment.matches or not group.values:
                continue
            label = _local_label(group)
            if label is None:
                continue
            start, end = self.folded.span(label[0].start, group.values[-1].end)
            self.found.local.append(
                LocalRow(
                    label=" ".join(self._original(token) for token in label),
                    cells=tuple(self._original(token) for token in group.values),
                    start=start,
                    end=end,
                )
            )

    # Table 四.

    def read_review(self) -> None:
        """Read every area of table 四."""
        table = load_form("2021").review
        for number, area in enumerate(self.areas):
            if area.table != "review":
                continue
            groups, tail = read_groups(self.tokens[area.first : area.last + 1], "review", {})
            end = self.tokens[area.last].end
            for copy in read_review(groups, tail, table):
                if copy.lost:
                    self.found.warn(f"{TABLE_TITLES['review']}的数字个数与栏数不合，未作判断")
                for row, block in enumerate(table.blocks):
                    for place, column in enumerate(table.columns):
                        name = f"{block.id}.{column.id}"
                        if (row, place) in copy.cells:
                            cell = copy.cells[(row, place)]
                            self.found.add(
                                self._fact(name, cell, None, False, number, row, place, end)
                            )
                        elif (row, place) in copy.lost:
                            values = copy.lost[(row, place)]
                            self.found.add(self._lost(name, None, values, number, row, place))

    # Facts.

    def _original(self, token: Token) -> str:
        start, end = self.folded.span(token.start, token.end)
        return self.folded.original[start:end]

    def _place(self, start: int, table: int, row: int, column: int) -> Place:
        return Place(
            table=table, row=row, column=column, line=bisect_right(self.breaks, start - 1) + 1
        )

    def _fact(
        self,
        name: str,
        cell: Token | None,
        unit: str | None,
        signed: bool,
        table: int,
        row: int,
        column: int,
        near: Group | int,
    ) -> Fact:
        if cell is None or cell.kind != "value":
            end = near if isinstance(near, int) else near.gap[-1].end if near.gap else 0
            return self._blank(name, unit, cell.start if cell else end, table, row, column)
        start, end = self.folded.span(cell.start, cell.end)
        reading = read_value(cell.text, unit=unit, signed=signed)
        return Fact(
            id=name,
            value=reading.value,
            raw=self.folded.original[start:end],
            unit=reading.unit,
            start=start,
            end=end,
            state=reading.state,
            place=self._place(start, table, row, column),
        )

    def _blank(
        self, name: str, unit: str | None, place: int, table: int, row: int, column: int
    ) -> Fact:
        start = self.folded.span(place, place)[0]
        return Fact(
            id=name, value=None, raw="", unit=unit, start=start, end=start, state="blank",
            place=self._place(start, table, row, column),
        )  # fmt: skip

    def _lost(
        self,
        name: str,
        unit: str | None,
        values: Sequence[Token],
        table: int,
        row: int,
        column: int,
    ) -> Fact:
        """A cell of a row that lost one: its evidence is the whole row of values."""
        start, end = self.folded.span(values[0].start, values[-1].end)
        return Fact(
            id=name, value=None, raw=self.folded.original[start:end], unit=unit, start=start,
            end=end, state="ambiguous", place=self._place(start, table, row, column),
        )  # fmt: skip

    def facts(self, forms: dict[TableName, OfficialForm | None]) -> list[Fact]:
        """One fact per cell: copies reconciled, missing cells named, in the order of the form."""
        result: list[Fact] = []
        for table in TABLES:
            form = forms[table]
            if form is None:
                continue
            cells = table_cells(form, table)
            known = {cell.id for cell in cells}
            extra = [n for n in self.found.facts if n.startswith(f"{table}.") and n not in known]
            overridden = {".".join(name.split(".")[:2]) for name in extra}
            result += [
                self._settled(cell)
                for cell in cells
                if cell.id in self.found.facts or cell.id.rpartition(".")[0] not in overridden
            ]
            result += [self._settled(_cell_of(name, table)) for name in extra]
            if any(area.table == table for area in self.areas):
                self._warn_missing(table, cells, overridden)
        return result

    def _warn_missing(self, table: TableName, cells: Sequence[Cell], overridden: set[str]) -> None:
        rows = dict.fromkeys(
            cell.label.rpartition("·")[0]
            for cell in cells
            if cell.id not in self.found.facts and cell.id.rpartition(".")[0] not in overridden
        )
        if rows:
            self.found.warn(f"{TABLE_TITLES[table]}缺少：" + "、".join(rows))

    def _settled(self, cell: Cell) -> Fact:
        copies = self.found.facts.get(cell.id, [])
        if not copies:
            return Fact(
                id=cell.id,
                value=None,
                raw=None,
                unit=cell.unit,
                start=None,
                end=None,
                state="missing",
            )
        certain = [fact for fact in copies if fact.state != "ambiguous"]
        if not certain:
            return copies[0]
        if len({(fact.value, _kind(fact.state), fact.unit) for fact in certain}) == 1:
            return certain[0]
        self.found.warn(f"{TABLE_TITLES[cell.table]}有两份，“{cell.label}”不一致，未作判断")
        first = certain[0]
        return Fact(
            id=first.id, value=None, raw=first.raw, unit=first.unit, start=first.start,
            end=first.end, state="ambiguous", place=first.place,
        )  # fmt: skip


def _kind(state: CellState) -> str:
    """States that say the same of a cell when copies are compared."""
    return "number" if state in ("ok", "zero", "malformed") else state


def _cell_of(name: str, table: TableName) -> Cell:
    for form in FORM_IDS:
        for cell in table_cells(form, table):
            if cell.id == name:
                return cell
    raise KeyError(name)


def _active_rows(form: OfficialForm) -> list[tuple[ActiveBlock, str]]:
    return [(block, row.id) for block in load_form(form).active.blocks for row in block.rows]


def _row_widths(table: TableName, form: OfficialForm) -> list[int]:
    if table == "applications":
        applications = load_form(form).applications
        return [len(applications.columns)] * len(applications.rows)
    return [len(block.columns) for block, _ in _active_rows(form)]


def _columns(table: TableName, form: OfficialForm, piece: _Piece) -> list[list[tuple[str, Column]]]:
    """Fact ids and columns of each row. A block of table 二 under the other form's heads is of it."""
    if table == "applications":
        applications = load_form(form).applications
        return [
            [(f"applications.{row.id}.{column.id}", column) for column in applications.columns]
            for row in applications.rows
        ]
    rows = _active_rows(form)
    other: OfficialForm = "2021" if form == "2019" else "2019"
    others = {name: block for block, name in _active_rows(other)}
    foreign = _blocks_of_other_form(form, other, piece)
    return [
        [
            (f"active.{name}.{column.id}", column)
            for column in (others[name] if block.clause in foreign else block).columns
        ]
        for block, name in rows
    ]


def _blocks_of_other_form(form: OfficialForm, other: OfficialForm, piece: _Piece) -> set[str]:
    """Clauses of blocks whose heads are the other form's and whose values fit those heads."""
    rows = _active_rows(form)
    others = {name: len(block.columns) for block, name in _active_rows(other)}
    heads: dict[str, str] = {}
    fits: dict[str, bool] = {}
    for index, match in sorted(piece.alignment.matches.items()):
        block, name = rows[match.row]
        group = piece.groups[index]
        text = "".join(classify(token.text).key for token in group.gap[: -match.before or None])
        heads.setdefault(block.clause, text)
        fits[block.clause] = fits.get(block.clause, True) and others.get(name) == len(group.values)
    found: set[str] = set()
    for clause, text in heads.items():
        words = form_words(text)
        if words[other] > 0 and words[form] == 0 and fits[clause]:
            found.add(clause)
    return found


def _padding(table: TableName, form: OfficialForm, row: int) -> int:
    """Merged cells to the left of a row that only its group's first row prints."""
    if table != "applications":
        return 0
    rows = load_form(form).applications.rows
    if row >= len(rows):
        return 0
    above, here = rows[row - 1].groups, rows[row].groups
    return sum(group in above for group in here)


def _form_score(table: TableName, form: OfficialForm, pieces: Sequence[_Piece]) -> float:
    """How well the labels, heads and numbers of values fit a form."""
    gain = sum(piece.alignment.gain for piece in pieces)
    if table == "applications":
        return gain
    widths = _row_widths(table, form)
    score = gain
    for piece in pieces:
        gaps = [token for group in piece.groups for token in group.gap]
        text = "".join(classify(token.text).key for token in [*gaps, *piece.tail])
        score += form_words(text)[form]
        score += sum(
            len(piece.groups[index].values) == widths[match.row]
            for index, match in piece.alignment.matches.items()
        )
    return score


def _leftover(piece: _Piece, row: int, keys: set[str], ordinal: str | None) -> Token | None:
    """A label of an unmatched row that stands in a gap between its neighbours without being used."""
    matches = piece.alignment.matches
    low = max((i for i, match in matches.items() if match.row < row), default=-1)
    high = min((i for i, match in matches.items() if match.row > row), default=len(piece.groups))
    for index in range(low + 1, min(high, len(piece.groups)) + 1):
        gap = piece.tail if index == len(piece.groups) else piece.groups[index].gap
        tokens = label_pieces(gap)
        match = matches.get(index)
        free = tokens[: len(tokens) - match.before] if match else tokens
        for token in free:
            label = classify(token.text)
            if label.key in keys and (label.anchors or label.ordinal == ordinal is not None):
                return token
    return None


def _local_label(group: Group) -> tuple[Token, ...] | None:
    """The label of a row that is not the form's: the text on the line of the last piece before it."""
    pieces = [token for token in group.gap if classify(token.text).key]
    if not pieces:
        return None
    last = pieces[-1]
    label = tuple(token for token in pieces if token.line == last.line and token.cell == last.cell)
    known = [classify(token.text) for token in label]
    if all(item.heads or (item.fragment and not item.rows) for item in known):
        return None
    return label


def _head_unit(group: Group, column: Column) -> str | None:
    """The unit of an amount: what the head says, else what the form prints."""
    if column.id != "amount":
        return column.unit
    for token in reversed(group.gap):
        if "金额" in token.text or "单位" in token.text:
            if "万元" in token.text:
                return "万元"
            if re.search(r"[(:]\s*(?:单位[:：]?)?\s*元", token.text):
                return "元"
            break
    return column.unit


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
    for form in ("2021", "2019"):
        if _NOTICE[form].search(text):
            return "2021" if form == "2021" else "2019"
    match = _REPORT_YEAR.search(text)
    if match is None or int(match[1]) < 2019:
        return "2021" if areas else None
    return "2019" if int(match[1]) <= 2020 else "2021"
