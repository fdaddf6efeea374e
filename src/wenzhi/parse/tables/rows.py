"""Floor 2: the tokens of one table gathered into groups of values with the text before each.

Takes the tokens of an area, gives `Group`s and the text after the last one. It must not know which row
of a form a group is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from wenzhi.parse.tables.alignment import Group
from wenzhi.parse.tables.cells import Token
from wenzhi.parse.tables.forms import TableName
from wenzhi.parse.tables.labels import classify

LONGEST_ODD_CELL = 12
"""A few words in place of a number (见附件, 约3件); longer text in a row is a label."""

PAGE_NUMBERS = frozenset(str(number) for number in range(1, 100))


def read_groups(
    tokens: Sequence[Token], table: TableName, exact: Mapping[str, tuple[int, ...]]
) -> tuple[list[Group], list[Token]]:
    """Groups in reading order and the text after the last of them."""
    return dissolve(*gather_groups(tokens, table), exact)


def gather_groups(tokens: Sequence[Token], table: TableName) -> tuple[list[Group], list[Token]]:
    """The same with empty cells that may be merged heads still groups of their own."""
    marked = _without_page_numbers(_with_odd_cells(tokens), table)
    packed = _packed_lines(marked)
    groups: list[Group] = []
    gap: list[Token] = []
    cells: list[Token] = []
    for token in marked:
        if token.kind == "text":
            if cells:
                _drop_padding(cells, token)
            if cells:
                groups.append(_group(gap, cells, packed))
                gap, cells = [], []
            gap.append(token)
        elif token.kind == "soft":
            cells.append(token)
        else:
            if cells and cells[-1].line != token.line and {cells[-1].line, token.line} & packed:
                _drop_softs(cells)
            if cells and cells[-1].line != token.line and {cells[-1].line, token.line} & packed:
                groups.append(_group(gap, cells, packed))
                gap, cells = [], []
            cells.append(token)
    _drop_softs(cells)
    if cells:
        groups.append(_group(gap, cells, packed))
        gap = []
    return groups, gap


def join_wrapped(groups: Sequence[Group], width: int) -> list[Group]:
    """Rows whose values wrapped into a second line: 4 and 3 of 7 values with no text between."""
    joined: list[Group] = []
    for group in groups:
        above = joined[-1] if joined else None
        if (
            above is not None
            and not group.gap
            and len(group.values) >= 2
            and len(above.values) + len(group.values) == width
            and all(cell.width == 0 for cell in (*above.cells, *group.cells))
        ):
            joined[-1] = Group(above.gap, (*above.cells, *group.cells), True)
        else:
            joined.append(group)
    return joined


def _group(gap: Sequence[Token], cells: Sequence[Token], packed: set[int]) -> Group:
    return Group(tuple(gap), tuple(cells), not packed.isdisjoint([cell.line for cell in cells]))


def _drop_padding(cells: list[Token], label: Token) -> None:
    """Empty cells between the edge of a row and its label are merged cells, not values."""
    while cells and label.width and cells[-1].kind == "blank" and cells[-1].line == label.line:
        del cells[-1]
    _drop_softs(cells)


def _drop_softs(cells: list[Token]) -> None:
    """Empty lines alone are no group."""
    if all(cell.kind == "soft" for cell in cells):
        cells.clear()


def _packed_lines(tokens: Sequence[Token]) -> set[int]:
    """Lines with several cells: what stands in them is a row of its own."""
    values: dict[int, int] = {}
    packed: set[int] = set()
    for token in tokens:
        if token.width > 1:
            packed.add(token.line)
        if token.kind == "value":
            values[token.line] = values.get(token.line, 0) + 1
            if values[token.line] > 1 or not token.lone:
                packed.add(token.line)
    return packed


def _with_odd_cells(tokens: Sequence[Token]) -> list[Token]:
    """Words that stand where a row of cells has a number become (unreadable) values."""
    result: list[Token] = []
    for token in tokens:
        if (
            token.width > 1
            and token.kind == "text"
            and result
            and result[-1].line == token.line
            and len(token.text) <= LONGEST_ODD_CELL
            and not classify(token.text).known
            and (result[-1].kind == "value" or _is_row(result[-1]))
        ):
            result.append(replace(token, kind="value"))
        else:
            result.append(token)
    return result


def _is_row(token: Token) -> bool:
    return token.kind == "text" and bool(classify(token.text).rows)


def _without_page_numbers(tokens: Sequence[Token], table: TableName) -> list[Token]:
    """Bare page numbers between the packed rows of table 三 are no cells: no row there has one cell."""
    values = [token for token in tokens if token.kind == "value"]
    alone = [token for token in values if token.lone and token.width == 0]
    if table != "applications" or not values or len(alone) > len(values) * 0.1:
        return list(tokens)
    lone_lines = {token.line for token in alone if token.text in PAGE_NUMBERS}
    return [t for t in tokens if not (t.kind == "value" and t.lone and t.line in lone_lines)]


def dissolve(
    groups: Sequence[Group], tail: Sequence[Token], exact: Mapping[str, tuple[int, ...]]
) -> tuple[list[Group], list[Token]]:
    """Empty cells are a row only behind a row's own label; elsewhere they are merged heads."""
    kept: list[Group] = []
    carried: list[Token] = []
    for group in groups:
        whole = Group((*carried, *group.gap), group.cells, group.packed) if carried else group
        named = whole.pieces and classify(whole.pieces[-1].text).key in exact
        if group.values or (named and group.gap):
            kept.append(whole)
            carried = []
        else:
            carried = list(whole.gap)
    return kept, [*carried, *tail]
