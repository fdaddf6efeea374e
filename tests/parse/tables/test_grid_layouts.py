"""Tables whose grid a page shows, laid out otherwise than the form: transposed, with subtotals, in two halves."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from operator import attrgetter

import pytest

from wenzhi.base.records import Fact
from wenzhi.parse.report import parse
from wenzhi.parse.tables.forms import load_form
from wenzhi.read import read_bytes

FORM = load_form("2021").applications
ROWS = FORM.rows
NAMES = [column.label for column in FORM.columns]
FIGURES = {
    (row.id, column.id): (3 * line + 5 * place) % 17
    for line, row in enumerate(ROWS)
    for place, column in enumerate(FORM.columns)
}
ORGANISATIONS = "法人或其他组织"
Cell = str | tuple[str, int, int]
"""A text, or a text with the columns and lines its cell covers."""


def told(lines: Sequence[Sequence[Cell]]) -> dict[str, Fact]:
    def markup(cell: Cell) -> str:
        text, columns, rows = (cell, 1, 1) if isinstance(cell, str) else cell
        return f"<td colspan={columns} rowspan={rows}>{text}</td>"

    rows = "".join(f"<tr>{''.join(map(markup, line))}</tr>" for line in lines)
    page = (
        "<html><body><h1>青岚县水利局2023年政府信息公开工作年度报告</h1><p>一、总体情况</p><p>全年平稳。</p>"
        f"<p>三、收到和处理政府信息公开申请情况</p><table>{rows}</table>"
        "<p>四、政府信息公开行政复议、行政诉讼情况</p><p>未发生。</p></body></html>"
    )
    report = parse(read_bytes(page.encode(), "年报.html"))
    return {fact.id: fact for fact in report.facts}


def values(facts: dict[str, Fact]) -> dict[tuple[str, str], float | int | None]:
    return {(row, column): facts[f"applications.{row}.{column}"].value for row, column in FIGURES}


def transposed(first: int, last: int, extra: str = "") -> list[list[Cell]]:
    """Rows `first` to `last` of the form as columns, below two lines of heads."""
    rows = ROWS[first:last]
    groups: list[Cell] = []
    under: list[Cell] = []
    place = 0
    while place < len(rows):
        group = rows[place].groups[-1] if rows[place].groups else None
        if group is None:
            groups.append((rows[place].label, 1, 2))
            place += 1
            continue
        members = next(list(same) for _, same in groupby(rows[place:], key=attrgetter("groups")))
        groups.append((group, len(members), 1))
        under += [row.label for row in members]
        place += len(members)
    lines: list[list[Cell]] = [[("申请人情况", 2, 2), *groups], under]
    for number, (name, column) in enumerate(zip(NAMES, FORM.columns, strict=True)):
        cells = [str(FIGURES[row.id, column.id]) for row in rows]
        head: list[Cell] = [(name, 2, 1)]
        if 0 < number < len(NAMES) - 1:
            head = [(ORGANISATIONS, 1, 5), name] if number == 1 else [name]
        lines.append([*head, *cells])
        if extra and number == len(NAMES) - 2:
            lines.append([(extra, 2, 1), *("4" for _ in rows)])
    return lines


def heads(*extra: str) -> list[list[Cell]]:
    top = (FORM.note, 3, 2)
    return [[top, ("申请人情况", 7 + len(extra), 1)], [*NAMES[:-1], *extra[:1], "总计", *extra[1:]]]


def body(*extra: str) -> list[list[Cell]]:
    return [
        [
            (row.label, 3, 1),
            *(str(FIGURES[row.id, name.id]) for name in FORM.columns[:-1]),
            *extra[:1],
            str(FIGURES[row.id, "total"]),
            *extra[1:],
        ]
        for row in ROWS
    ]


def test_applicants_as_rows_under_heads_of_two_lines() -> None:
    assert values(told(transposed(0, len(ROWS)))) == FIGURES


@pytest.mark.parametrize("cut", [4, 12, 15])
def test_a_transposed_table_cut_in_two(cut: int) -> None:
    assert values(told([*transposed(0, cut), *transposed(cut, len(ROWS))])) == FIGURES


def test_a_line_of_subtotals_is_none_of_the_applicants() -> None:
    assert values(told(transposed(0, len(ROWS), extra="小计"))) == FIGURES


@pytest.mark.parametrize("wrong", ["个体工商户", "其他组织合计"])
def test_another_applicant_leaves_the_table_unread(wrong: str) -> None:
    assert not any(values(told(transposed(0, len(ROWS), extra=wrong))).values())


def test_a_line_without_one_of_its_cells_leaves_the_table_unread() -> None:
    lines = transposed(0, len(ROWS))
    del lines[3][-1]
    assert not any(values(told(lines)).values())


def test_a_subtotal_of_the_organisations_and_last_years_total() -> None:
    assert values(told([*heads("小计"), *body("9")])) == FIGURES
    assert values(told([*heads("小计", "上年总计"), *body("9", "8")])) == FIGURES


def test_lines_of_subtotals_are_no_rows() -> None:
    lines = [*heads("小计"), *body("9")]
    lines.insert(14, [("小计", 3, 1), *("7" for _ in range(8))])
    assert values(told(lines)) == FIGURES


def test_a_subtotal_in_place_of_the_total_is_not_taken_away() -> None:
    lines = heads()
    lines[1][-1] = "小计"
    assert values(told([*lines, *body()])) == FIGURES


@pytest.mark.parametrize("cut", [13, 16])
def test_two_halves_side_by_side(cut: int) -> None:
    left, right = body()[:cut], body()[cut:]
    right += [[("", 10, 1)] for _ in range(len(left) - len(right))]
    over = [[*line, *line] for line in heads()]
    assert values(told([*over, *map(list.__add__, left, right)])) == FIGURES


def test_heads_named_twice_in_one_cell_are_no_halves() -> None:
    over: list[list[Cell]] = [["自然人 总计 自然人 总计", "信息内容"], ["自然人", "总计"] * 2]
    assert values(told([*over, *heads(), *body()])) == FIGURES
    odd = told([["信息内容", "自然人", "总计", "自然人", "总计"], ["规章", "1", "2", "3", "4"]])
    assert not any(fact.value for fact in odd.values())
