"""Columns that are not the form's stand aside; where rows do not bear their heads out nothing is stated."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from wenzhi.base.records import Fact
from wenzhi.parse.tables.forms import load_form
from wenzhi.parse.tables.official import read_tables
from wenzhi.text.normalize import fold

FORM = load_form("2021")
NAMES = [column.label for column in FORM.applications.columns]
RESULTS = [column.label for column in FORM.review.columns]
ROWS = FORM.applications.rows
FIGURES = {
    row.id: [str((3 * line + 5 * place) % 17) for place in range(7)]
    for line, row in enumerate(ROWS)
}
ACTIVE = {"rules": ("1", "0", "8"), "normative_documents": ("6", "2", "40")}
REVIEW = {"行政复议": "4 1 2 3 10", "未经复议直接起诉": "5 0 6 1 12", "复议后起诉": "2 7 1 1 11"}
LAST_YEAR = ("9", "9", "7")

Lines = Sequence[Sequence[str]]


def facts(title: str, lines: Lines, separator: str = "\t") -> dict[str, Fact]:
    text = "\n".join([title, *(separator.join(line) for line in lines)])
    return {fact.id: fact for fact in read_tables(fold(text), ()).facts}


def applications(lines: Lines, separator: str = "\t") -> list[float | int | None]:
    found = facts("三、收到和处理政府信息公开申请情况", lines, separator)
    return [
        found[f"applications.{row.id}.{column.id}"].value
        for row in ROWS
        for column in FORM.applications.columns
    ]


PRINTED = [float(value) for row in ROWS for value in FIGURES[row.id]]


def rules(lines: Lines) -> dict[str, float | int | None]:
    found = facts("二、主动公开政府信息情况", lines)
    return {
        f"{row}.{name}": found[f"active.{row}.{name}"].value
        for row in ACTIVE
        for name in ("issued", "repealed", "in_force")
    }


DOCUMENTS = {
    "rules.issued": 1, "rules.repealed": 0, "rules.in_force": 8,
    "normative_documents.issued": 6, "normative_documents.repealed": 2,
    "normative_documents.in_force": 40,
}  # fmt: skip
THIS_YEAR = ["本年制发件数", "本年废止件数", "现行有效件数"]
LABELS = {"rules": "规章", "normative_documents": "行政规范性文件"}


@pytest.mark.parametrize("head", ["备注", "同比增减", "比上年增减数", "占比"])
@pytest.mark.parametrize("separator", ["\t", " | "])
def test_a_column_behind_the_totals_is_no_part_of_a_row(head: str, separator: str) -> None:
    lines = [["项目", *NAMES, head]]
    lines += [[row.label, *FIGURES[row.id], str(n)] for n, row in enumerate(ROWS)]
    assert applications(lines, separator) == PRINTED


def test_last_years_figures_stand_beside_this_years() -> None:
    heads = [word for name in THIS_YEAR for word in (name, "上年" + name.removeprefix("本年"))]
    lines = [["信息内容", *heads]]
    for row, values in ACTIVE.items():
        cells = [cell for pair in zip(values, LAST_YEAR, strict=True) for cell in pair]
        lines.append([LABELS[row], *cells])
    assert rules(lines) == DOCUMENTS
    turned = [[line[0], *(line[i] for i in (2, 1, 4, 3, 6, 5))] for line in lines]
    assert rules(turned) == DOCUMENTS


def test_the_other_forms_columns_of_last_year_are_its_own() -> None:
    lines = [
        ["信息内容", "上一年项目数量", "本年增/减", "处理决定数量"],
        ["行政许可", "17", "2", "340"],
        ["其他对外管理服务事项", "5", "0", "61"],
        ["行政处罚", "30", "-1", "12"],
        ["行政强制", "4", "0", "3"],
    ]
    found = facts("二、主动公开政府信息情况", lines)
    assert found["active.licensing.previous_items"].value == 17


def test_rows_that_are_wider_than_their_heads_lose_no_column() -> None:
    lines = [
        ["信息内容", "本年制发件数", "上年制发件数", "本年废止件数", "现行有效件数"],
        ["规章", "1", "9", "0", "9", "8"],
        ["行政规范性文件", "6", "9", "2", "9", "40"],
    ]
    assert set(rules(lines).values()) == {None}


def test_running_numbers_of_table_four_are_no_results() -> None:
    lines = [["序号", "类型", *RESULTS]]
    for number, (label, values) in enumerate(REVIEW.items(), 1):
        lines.append([str(number), label, *values.split()])
    found = facts("四、政府信息公开行政复议、行政诉讼情况", lines)
    assert [found[f"review.{c.id}"].value for c in FORM.review.columns] == [4, 1, 2, 3, 10]
    assert found["litigation.after_review.corrected"].value == 7


def test_a_merged_cell_filled_into_every_column_is_said_once() -> None:
    lines = [
        ["第二十条第（五）项"] * 4,
        ["信息内容", *["本年处理决定数量"] * 3],
        ["行政许可", "340", "340", "340"],
        ["第二十条第（六）项"] * 4,
        ["信息内容", *["本年处理决定数量"] * 3],
        ["行政处罚", "12", "12", "12"],
        ["行政强制", "3", "3", "4"],
    ]
    found = facts("二、主动公开政府信息情况", lines)
    assert found["active.licensing.decisions"].value == 340
    assert found["active.coercion.decisions"].state == "ambiguous"


@pytest.mark.parametrize("separator", ["\t", " | ", "  "])
def test_labels_behind_their_figures_are_of_the_same_row(separator: str) -> None:
    lines = [[*NAMES, "办理情形"], *([*FIGURES[row.id], row.label] for row in ROWS)]
    assert applications(lines, separator) == PRINTED


def test_the_next_rows_label_behind_figures_is_not_of_their_row() -> None:
    labels = [row.label for row in ROWS]
    lines = [["项目", *NAMES], [labels[0]]]
    for row, label in zip(ROWS, [*labels[1:], ""], strict=True):
        lines.append([*FIGURES[row.id], label] if label else FIGURES[row.id])
    for value, printed in zip(applications(lines, "  "), PRINTED, strict=True):
        assert value in (printed, None)


def test_labels_and_figures_in_tables_of_their_own_are_not_empty_rows() -> None:
    lines = [["项目"], *([row.label] for row in ROWS), [""], NAMES]
    lines += [FIGURES[row.id] for row in ROWS]
    found = facts("三、收到和处理政府信息公开申请情况", lines)
    states = {fact.state for name, fact in found.items() if name.startswith("applications")}
    assert "blank" not in states


def test_dots_lead_to_figures() -> None:
    lines = [["　".join(NAMES)], *([f"{row.label}……{'　'.join(FIGURES[row.id])}"] for row in ROWS)]
    assert applications(lines) == PRINTED
