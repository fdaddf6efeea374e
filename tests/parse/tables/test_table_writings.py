"""Official tables written with commas, turned on their side, or with named cells: every cell or none."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from wenzhi.parse.tables.comma_rows import row_spans, separator_of
from wenzhi.parse.tables.forms import form_cells, load_form
from wenzhi.parse.tables.official import TableReading, read_tables
from wenzhi.text.normalize import fold

FORM = load_form("2021")
CELLS = {cell.id: (7 * place) % 23 for place, cell in enumerate(form_cells("2021"))}
"""A number of its own for nearly every cell, so that none can be taken for its neighbour."""


def _numbers(row: str, columns: Sequence[str]) -> list[str]:
    return [str(CELLS[f"{row}.{column}"]) for column in columns]


def _active(line: Callable[[Sequence[str]], str], turned: bool = False) -> list[str]:
    lines = []
    for block in FORM.active.blocks:
        columns = [column.id for column in block.columns]
        rows = [[row.label, *_numbers(f"active.{row.id}", columns)] for row in block.rows]
        table = [["信息内容", *(column.label for column in block.columns)], *rows]
        if turned and len(columns) > 1:
            table = [list(row) for row in zip(*table, strict=True)]
        lines += [block.clause, *map(line, table)]
    return lines


def _applications(line: Callable[[Sequence[str]], str], turned: bool = False) -> list[str]:
    columns = FORM.applications.columns
    names = [column.id for column in columns]
    table = [
        ["申请人", *(column.label for column in columns)],
        *(
            [row.label, *_numbers(f"applications.{row.id}", names)]
            for row in FORM.applications.rows
        ),
    ]
    return [line(row) for row in (zip(*table, strict=True) if turned else table)]  # type: ignore[arg-type]


def _read(lines: Sequence[str]) -> TableReading:
    head = "二、主动公开政府信息情况\n"
    return read_tables(fold(head + "\n".join(lines) + "\n五、存在的主要问题\n"), ())


def _pipes(row: Sequence[str]) -> str:
    return "| " + " | ".join(row) + " |"


def _quoted(row: Sequence[str]) -> str:
    return ",".join([f'"{row[0]}"', *row[1:]])


WRITINGS: dict[str, tuple[Callable[[Sequence[str]], str], bool]] = {
    "commas": (",".join, False),
    "full-width commas": ("，".join, False),
    "semicolons": (";".join, False),
    "quoted labels": (_quoted, False),
    "turned, tabs": ("\t".join, True),
    "turned, pipes": (_pipes, True),
}


@pytest.mark.parametrize("name", sorted(WRITINGS))
def test_every_cell_is_read_and_stands_where_it_says(name: str) -> None:
    line, turned = WRITINGS[name]
    lines = [
        *_active(line, turned),
        "三、收到和处理政府信息公开申请情况",
        *_applications(line, turned),
    ]
    text = "二、主动公开政府信息情况\n" + "\n".join(lines) + "\n五、存在的主要问题\n"
    facts = {fact.id: fact for fact in _read(lines).facts}
    wanted = {
        name: value for name, value in CELLS.items() if not name.startswith(("review", "lit"))
    }
    assert {name: facts[name].value for name in wanted} == wanted
    assert all(text[facts[name].start : facts[name].end] == facts[name].raw for name in wanted)


def test_a_turned_table_that_lacks_a_column_is_not_guessed_at() -> None:
    lines = _applications("\t".join, turned=True)
    facts = _read([*lines[:3], *lines[4:]]).facts  # the line of 科研机构 is not there
    wrong = [
        fact.id for fact in facts if fact.state in ("ok", "zero") and fact.value != CELLS[fact.id]
    ]
    assert wrong == []


def test_prose_with_commas_is_no_table() -> None:
    assert separator_of("全年公开信息1,204条,其中网站300,微信200,公众号50\n" * 9) is None
    assert row_spans("本年度收到申请3件,答复3件", ",") is None
    row = "（二）部分公开（区分处理的,只计这一情形）,1,,0"
    spans = row_spans(row, ",")
    assert spans is not None
    assert [row[start:end] for start, end in spans] == [row[:-5], "1", "", "0"]
