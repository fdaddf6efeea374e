"""Floor 2: which official form a table has, and which fact each cell of its rows is.

Takes a table's groups aligned to the rows of one form, gives how well that form fits and the columns
of each row. A form is told by labels, heads and numbers of values, never by the year.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import takewhile

import msgspec

from wenzhi.base.patterns import as_pattern
from wenzhi.parse.tables.alignment import Alignment, Group, label_pieces
from wenzhi.parse.tables.cells import Token
from wenzhi.parse.tables.forms import (
    FORM_IDS,
    ActiveBlock,
    Column,
    OfficialForm,
    TableName,
    load_form,
)
from wenzhi.parse.tables.labels import RowLabel, classify, form_words
from wenzhi.parse.tables.named_cells import bare_head

_WITH_FIGURE = as_pattern(r"[\u4e00-\u9fff)]\s*:?\s*\d|^\d+(?![.、,)\d])")
_IN_YUAN = as_pattern(r"[(:]\s*(?:单位:?)?\s*元")

RowColumns = Sequence[tuple[str, Column, int]]
"""Fact id and column of each cell of a row, as they are printed, and its place in the form."""


class Piece(msgspec.Struct, frozen=True):
    """One area of a table (the `number`-th of the report), aligned to the rows of one form."""

    number: int
    groups: Sequence[Group]
    tail: Sequence[Token]
    alignment: Alignment


def choose_form(
    table: TableName,
    options: Mapping[OfficialForm, Sequence[Piece]],
    fallback: OfficialForm | None,
) -> OfficialForm:
    """The form that fits best; `fallback`, else 2021, where nothing tells them apart."""
    scores = {form: _fit(table, form, options[form]) for form in FORM_IDS}
    if abs(scores["2019"] - scores["2021"]) < 1e-6:
        return fallback or "2021"
    return "2019" if scores["2019"] > scores["2021"] else "2021"


@cache
def row_widths(table: TableName, form: OfficialForm) -> tuple[int, ...]:
    """How many cells each row of table 二 or 三 has."""
    if table == "applications":
        applications = load_form(form).applications
        return (len(applications.columns),) * len(applications.rows)
    return tuple(len(block.columns) for block, _ in _active_rows(form))


def row_columns(table: TableName, form: OfficialForm, piece: Piece) -> Sequence[RowColumns]:
    """Fact ids and columns of each row. A block of table 二 under the other form's heads is of it.

    A row that the other form does not have is not printed in such a block, and keeps its own columns.
    """
    if table == "applications":
        every = tuple(range(len(load_form(form).applications.columns)))
        return _applications_columns(form, printed_columns(form, piece) or every)
    other: OfficialForm = "2021" if form == "2019" else "2019"
    others = {name: block for block, name in _active_rows(other)}
    foreign = _blocks_of_other_form(form, other, piece)
    printed = [
        (name, others.get(name, block) if block.clause in foreign else block)
        for block, name in _active_rows(form)
    ]
    orders = _printed_orders(printed, piece)
    return [
        [(f"active.{name}.{column.id}", column, place) for place, column in orders[number]]
        for number, (name, _) in enumerate(printed)
    ]


def _printed_orders(
    rows: Sequence[tuple[str, ActiveBlock]], piece: Piece
) -> list[list[tuple[int, Column]]]:
    """The columns of each row of table 二 with their places in the form, in the order in which they stand.

    That is the form's, unless all heads of a block stand on one line in another.
    """
    matches = {match.row: index for index, match in piece.alignment.matches.items()}
    found: list[list[tuple[int, Column]]] = []
    above: tuple[ActiveBlock, list[tuple[int, Column]]] | None = None
    for number, (_, block) in enumerate(rows):
        columns = list(enumerate(block.columns))
        if above is not None and above[0] is block:
            columns = above[1]
        heads = piece.groups[matches[number]].gap if number in matches else ()
        names = [bare_head(column.label) for column in block.columns]
        for line in dict.fromkeys(token.line for token in heads):
            said = [bare_head(token.text) for token in heads if token.line == line]
            shown = [names.index(name) for name in said if name in names]
            if sorted(shown) == list(range(len(names))):
                columns = [(place, block.columns[place]) for place in shown]
        above = (block, columns)
        found.append(columns)
    return found


@cache
def _applications_columns(form: OfficialForm, printed: tuple[int, ...]) -> tuple[RowColumns, ...]:
    """Fact ids and columns of each row of table 三, of the columns that are printed, as they are."""
    applications = load_form(form).applications
    columns = [(applications.columns[place], place) for place in printed]
    return tuple(
        [(f"applications.{row.id}.{column.id}", column, place) for column, place in columns]
        for row in applications.rows
    )


_TOTALS = ("总计", "合计", "总数")
_MOST_ROWS = 0.9
"""Share of rows that must have so many cells before it is believed that not all columns are printed."""


def printed_columns(form: OfficialForm, piece: Piece) -> tuple[int, ...] | None:
    """The columns of table 三 that a piece has, by their places in the form, as they are printed.

    All seven, unless its heads name only some that follow each other (a table cut by columns, or one
    without 总计) and nearly every row has as many cells. None where the heads say so and the rows, few of
    which have more values than heads, do not bear it out; none where their order is open.
    """
    every = load_form(form).applications.columns
    whole = tuple(range(len(every)))
    matched = [piece.groups[index] for index in sorted(piece.alignment.matches)]
    if not matched:
        return whole
    row = min(piece.alignment.matches)
    heads = [token for group in piece.groups[: row + 1] for token in group.gap]
    names = [bare_head(column.label) for column in every]
    named = _named_columns(heads, names)
    order = _order(heads, names)
    if not named or len(named) == len(every) or named != list(range(named[0], named[-1] + 1)):
        return order if len(order) in (0, len(every)) and named == list(whole) else whole
    width = len(named)
    if sum(_has_cells(group, width) for group in matched) >= _MOST_ROWS * len(matched):
        return order if not order or sorted(order) == named else tuple(named)
    wider = sum(len(group.values) > width for group in matched)
    return whole if 2 * wider >= len(matched) else None


def _order(heads: Sequence[Token], names: Sequence[str]) -> tuple[int, ...]:
    """The columns in the order in which heads name them, the form's where nothing shows another.

    The form has its heads in two rows, so that 总计 may be told before what stands left of it. Else heads
    on one line stand as printed; none for any other order.
    """
    total = len(names) - 1
    named: list[tuple[int, Token]] = []
    for token in heads:
        name = bare_head(token.text)
        if name in names:
            named.append((names.index(name), token))
        elif any(word in name for word in _TOTALS):
            named.append((total, token))
    found = [place for place, _ in named]
    plain = tuple(sorted(set(found)))
    lines = [[p for p, t in named if t.line == line] for line in {t.line for _, t in named}]
    level = all(line == sorted(line) for line in lines) and found[:1] != [total]
    told = len(lines) < len(found) or found == list(plain)
    if (level and told) or len(plain) < len(found) or found == [0, total, *range(1, total)]:
        return plain
    if len(lines) == 1:
        return tuple(found)
    first, *rest = found
    if first != total or rest != sorted(rest):
        return ()
    if all(token.width > 1 for _, token in named):
        left, *others = (token.cell for _, token in named)
        return tuple(found) if left < min(others) else plain if left > max(others) else ()
    return tuple(found) if len(found) == len(names) else ()


def _has_cells(group: Group, width: int) -> bool:
    """Whether a row has that many values, or cells at its end that hold all it has."""
    values = len(group.values)
    if values == width or not group.packed:
        return values == width
    cells = [cell for cell in group.cells if cell.kind != "soft"]
    last = cells[len(cells) - width :] if len(cells) >= width else []
    return bool(last) and sum(cell.kind == "value" for cell in last) == values


def _named_columns(tokens: Sequence[Token], names: Sequence[str]) -> list[int]:
    """The columns that heads name; another word for 总计 is one.

    Heads of several lines have their words cut: then all but 总计 may be named by what they say together.
    """
    heads = [bare_head(token.text) for token in tokens]
    found = {names.index(head) for head in heads if head in names}
    totals = any(word in head for head in heads for word in _TOTALS)
    if not found or len(found) < len(names) - 1:
        whole = "".join(heads)
        found |= set(range(len(names) - 1)) if all(name in whole for name in names[:-1]) else set()
    return sorted(found | ({len(names) - 1} if totals else set()))


@cache
def merged_cells(table: TableName, form: OfficialForm, row: int) -> int:
    """Merged cells to the left of a row that only the first row of its group prints."""
    rows = load_form(form).applications.rows
    if table != "applications" or not 0 < row < len(rows):
        return 0
    return sum(group in rows[row - 1].groups for group in rows[row].groups)


def head_unit(group: Group, column: Column) -> str | None:
    """The unit of an amount: what the head above says, else what the form prints."""
    if column.id == "amount":
        for token in reversed(group.gap):
            if "金额" not in token.text and "单位" not in token.text:
                continue
            if "万元" in token.text:
                return "万元"
            return "元" if _IN_YUAN.search(token.text) else column.unit
    return column.unit


def empty_row(piece: Piece, label: RowLabel) -> Token | None:
    """A label of an unmatched row that stands in a gap between its neighbours without being used."""
    matches = piece.alignment.matches
    low = max((i for i, match in matches.items() if match.row < label.index), default=-1)
    above = (i for i, match in matches.items() if match.row > label.index)
    high = min(above, default=len(piece.groups))
    for index in range(low + 1, high + 1):
        gap = piece.tail if index == len(piece.groups) else piece.groups[index].gap
        tokens = label_pieces(gap)
        match = matches.get(index)
        free = tokens[: len(tokens) - match.before] if match else tokens
        for place, token in enumerate(free):
            known = classify(token.text)
            sure = known.anchors or known.ordinal == label.ordinal is not None
            if known.key in label.keys and sure:
                return None if _goes_on(free[place + 1 :]) else token
    return None


def _goes_on(pieces: Sequence[Token]) -> bool:
    """Whether words with figures follow before the next row: the row is not empty, but not read."""
    own = takewhile(lambda piece: not classify(piece.text).anchors, pieces)
    return any(_WITH_FIGURE.search(piece.text) for piece in own)


def local_label(group: Group) -> tuple[Token, ...] | None:
    """The label of a row that is not the form's: the text on the line of the last piece before it.

    A single number below a head is a page number, not a row.
    """
    pieces = [token for token in group.gap if classify(token.text).key]
    if not pieces:
        return None
    last = pieces[-1]
    label = tuple(token for token in pieces if token.line == last.line and token.cell == last.cell)
    known = [classify(token.text) for token in label]
    if len(group.values) == 1 and all(
        item.heads or (item.fragment and not item.rows) for item in known
    ):
        return None
    return label


def _active_rows(form: OfficialForm) -> list[tuple[ActiveBlock, str]]:
    return [(block, row.id) for block in load_form(form).active.blocks for row in block.rows]


def _fit(table: TableName, form: OfficialForm, pieces: Sequence[Piece]) -> float:
    """How well the labels, heads and numbers of values fit a form."""
    score = sum(piece.alignment.gain for piece in pieces)
    if table == "applications":
        return score
    widths = row_widths(table, form)
    for piece in pieces:
        gaps = [token for group in piece.groups for token in group.gap]
        score += form_words(_ideographs([*gaps, *piece.tail]))[form]
        score += sum(
            len(piece.groups[index].values) == widths[match.row]
            for index, match in piece.alignment.matches.items()
        )
    return score


def _blocks_of_other_form(form: OfficialForm, other: OfficialForm, piece: Piece) -> set[str]:
    """Clauses of blocks whose heads are the other form's and whose values fit those heads."""
    rows = _active_rows(form)
    others = {name: len(block.columns) for block, name in _active_rows(other)}
    heads: dict[str, str] = {}
    fits: dict[str, bool] = {}
    for index, match in sorted(piece.alignment.matches.items()):
        block, name = rows[match.row]
        group = piece.groups[index]
        heads.setdefault(block.clause, _ideographs(group.gap[: -match.before or None]))
        fits[block.clause] = fits.get(block.clause, True) and others.get(name) == len(group.values)
    found: set[str] = set()
    for clause, text in heads.items():
        words = form_words(text)
        if words[other] > 0 and words[form] == 0 and fits[clause]:
            found.add(clause)
    return found


def _ideographs(tokens: Sequence[Token]) -> str:
    return "".join(classify(token.text).key for token in tokens)
