"""Table 三 as offices print it: labels cut around their values, notes pointed to, no column of totals."""

from __future__ import annotations

import random

import pytest

from wenzhi.base.records import Fact
from wenzhi.parse.report import parse
from wenzhi.parse.tables.forms import Column, OfficialForm, load_form
from wenzhi.read.document import read_bytes

FORMS: tuple[OfficialForm, ...] = ("2019", "2021")
HEADS = ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]
Truth = dict[str, list[int]]


def draw(form: OfficialForm, seed: int) -> Truth:
    """Seven numbers for each row, the last their sum."""
    chance = random.Random(f"{form}{seed}")
    rows = {}
    for row in load_form(form).applications.rows:
        parts = [chance.choice([0, 0, chance.randint(1, 300)]) for _ in HEADS[:-1]]
        rows[row.id] = [*parts, sum(parts)]
    return rows


def read_table(lines: list[str], heads: list[str]) -> dict[str, Fact]:
    """The cells of a report whose table 三 has these lines."""
    text = "\n".join(
        [
            "临川市水务局年度政府信息公开工作年度报告",
            "三、收到和处理政府信息公开申请情况",
            "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）",
            "\t".join(["", *heads]),
            *lines,
            "四、政府信息公开行政复议、行政诉讼情况",
            "无。",
        ]
    )
    report = parse(read_bytes(text.encode(), "report.txt"))
    return {fact.id: fact for fact in report.facts}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("cut", [3, 5, 7, 9])
def test_a_label_cut_anywhere_around_its_values_is_one_label(form: OfficialForm, cut: int) -> None:
    truth = draw(form, cut)
    lines, before = [], ""
    for row in load_form(form).applications.rows:
        group = row.groups[-1] if len(row.groups) > 1 and row.groups[-1] != before else ""
        before = row.groups[-1] if row.groups else ""
        label, cells = group + row.label, " ".join(map(str, truth[row.id]))
        wrapped = len(label) > cut + 3 and label[cut] not in "1."
        lines += [label[:cut], cells, label[cut:]] if wrapped else [f"{label} {cells}"]
    facts = read_table(lines, HEADS)
    for row, numbers in truth.items():
        cells_read = [facts.get(f"applications.{row}.{c.id}") for c in columns(form)]
        found = [cell and cell.value for cell in cells_read]
        assert found in (numbers, [None] * 7), row
        if cut > 3 and group_opens(row):
            assert found == numbers, row


def columns(form: OfficialForm) -> tuple[Column, ...]:
    return load_form(form).applications.columns


def group_opens(row: str) -> bool:
    return row.endswith(("denied_state_secret", "rejected_petition"))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("mark", ["①", "[1]", "（注1）", "注"])
def test_a_mark_of_a_note_is_no_part_of_the_number(form: OfficialForm, mark: str) -> None:
    truth = draw(form, 1)
    rows = load_form(form).applications.rows
    lines = ["\t".join([r.label, *(f"{n}{mark}" for n in truth[r.id])]) for r in rows]
    facts = read_table(lines, HEADS)
    for row, numbers in truth.items():
        cells = [facts[f"applications.{row}.{column.id}"] for column in columns(form)]
        assert [cell.value for cell in cells] == numbers
        assert {cell.state for cell in cells} == {"malformed"}


@pytest.mark.parametrize("form", FORMS)
def test_a_table_without_totals_has_all_other_cells(form: OfficialForm) -> None:
    truth = draw(form, 2)
    rows = load_form(form).applications.rows
    lines = ["\t".join([r.label, *map(str, truth[r.id][:-1])]) for r in rows]
    facts = read_table(lines, HEADS[:-1])
    for row, numbers in truth.items():
        cells = [facts[f"applications.{row}.{column.id}"] for column in columns(form)]
        assert [cell.value for cell in cells] == [*numbers[:-1], None]
        assert cells[-1].state == "missing"


def test_six_values_under_seven_heads_are_a_lost_cell() -> None:
    truth = draw("2021", 3)
    rows = load_form("2021").applications.rows
    lines = ["\t".join([r.label, *map(str, truth[r.id][:-1])]) for r in rows]
    facts = read_table(lines, HEADS)
    assert all(f.value is None for name, f in facts.items() if name.startswith("applications."))
