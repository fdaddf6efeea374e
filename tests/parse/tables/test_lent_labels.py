"""Parts of table three without labels are read by those of the part before, if all of them stand there."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from wenzhi.base.records import Fact
from wenzhi.parse.tables.forms import load_form
from wenzhi.parse.tables.official import read_tables
from wenzhi.text.normalize import fold

FORM = load_form("2021").applications
NAMES = [column.label for column in FORM.columns]
FIGURES = [[str((5 * line + 3 * place) % 19) for place in range(7)] for line in range(25)]
PRINTED = [float(value) for line in FIGURES for value in line]


def facts(lines: Sequence[Sequence[str]], separator: str = "\t") -> list[Fact]:
    text = "\n".join(
        ["三、收到和处理政府信息公开申请情况", *(separator.join(row) for row in lines)]
    )
    found = {fact.id: fact for fact in read_tables(fold(text), ()).facts}
    return [found[f"applications.{r.id}.{c.id}"] for r in FORM.rows for c in FORM.columns]


def part(first: int, last: int, *, labels: bool) -> list[list[str]]:
    rows = [[row.label] if labels else [] for row in FORM.rows]
    cells = [[*row, *line[first:last]] for row, line in zip(rows, FIGURES, strict=True)]
    return [[*(["项目"] if labels else []), *NAMES[first:last]], *cells]


@pytest.mark.parametrize("separator", ["\t", " | "])
@pytest.mark.parametrize("cut", [2, 3, 4, 5])
def test_the_part_without_labels_has_those_of_the_first(cut: int, separator: str) -> None:
    lines = [*part(0, cut, labels=True), [""], *part(cut, 7, labels=False)]
    assert [fact.value for fact in facts(lines, separator)] == PRINTED


def test_labels_in_a_table_of_their_own_are_those_of_the_figures_behind_them() -> None:
    lines = [*part(0, 0, labels=True), [""], *part(0, 7, labels=False)]
    assert [fact.value for fact in facts(lines)] == PRINTED


@pytest.mark.parametrize("lost", [0, 12, 24])
def test_rows_that_are_not_as_many_as_labels_are_left_open(lost: int) -> None:
    second = part(4, 7, labels=False)
    del second[1 + lost]
    found = facts([*part(0, 4, labels=True), [""], *second])
    for fact, value in zip(found, PRINTED, strict=True):
        assert fact.value in (value, None)
        assert fact.state != "blank"
