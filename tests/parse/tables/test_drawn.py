"""Tables drawn with characters are read, whether their rows take one line or several."""

from __future__ import annotations

import pytest

from wenzhi.base.records import Fact
from wenzhi.parse.tables.drawn import is_drawn, read_drawing
from wenzhi.parse.tables.official import read_tables
from wenzhi.text.normalize import fold

WRAPPED = """┌──────────┬────┬────┬────┬────┬────┬────┬────┐
│  　　　  │自然│商业│科研│社会│法律│其他│总计│
│          │人  │企业│机构│公益│服务│    │    │
├──────────┼────┼────┼────┼────┼────┼────┼────┤
│一、本年新│ 31 │ 4  │ 0  │ 0  │ 2  │ 0  │ 37 │
│收政府信息│    │    │    │    │    │    │    │
│公开申请数│    │    │    │    │    │    │    │
│量        │    │    │    │    │    │    │    │
├──────────┼────┼────┼────┼────┼────┼────┼────┤
│二、上年结│    │    │    │    │    │    │    │
│转政府信息│ 1  │ 0  │ 0  │ 0  │ 0  │ 0  │ 1  │
│公开申请数│    │    │    │    │    │    │    │
│量        │    │    │    │    │    │    │    │
├──────────┼────┼────┼────┼────┼────┼────┼────┤
│（一）予以│    │    │    │    │    │    │    │
│公开      │ 20 │ 3  │    │ 0  │ 1  │ 0  │ 24 │
├──────────┼────┼────┼────┼────┼────┼────┼────┤
│四、结转下│ 12 │ 1  │ 0  │ 0  │ 1  │ 0  │ 14 │
│年度继续办│    │    │    │    │    │    │    │
│理        │    │    │    │    │    │    │    │
└──────────┴────┴────┴────┴────┴────┴────┴────┘"""

TYPED = """+------------+--------------+--------------+--------------+
| 信息内容   | 本年制发件数 | 本年废止件数 | 现行有效件数 |
+============+==============+==============+==============+
| 规章       | 0            | 0            | 2            |
| 行政规范性 | 5            | 1            | 33           |
+------------+--------------+--------------+--------------+
| 信息内容   | 本年处理决定数量                           |
+------------+--------------------------------------------+
| 行政许可   | 1207                                       |
+------------+--------------------------------------------+
| 行政处罚   | 41                                         |
| 行政强制   | 3                                          |
+------------+--------------------------------------------+"""


def facts_of(text: str) -> dict[str, Fact]:
    return {fact.id: fact for fact in read_tables(fold(text), ()).facts}


def values(facts: dict[str, Fact], row: str) -> list[object]:
    names = ("natural_person", "enterprise", "research", "public_welfare", "legal_service")
    return [facts[f"applications.{row}.{name}"].value for name in (*names, "other_org", "total")]


def test_a_row_in_several_lines_is_one_row() -> None:
    text = f"三、收到和处理政府信息公开申请情况\n{WRAPPED}\n四、行政复议情况"
    facts = facts_of(text)
    assert values(facts, "new_received") == [31, 4, 0, 0, 2, 0, 37]
    assert values(facts, "carried_over") == [1, 0, 0, 0, 0, 0, 1]
    assert values(facts, "result.granted") == [20, 3, None, 0, 1, 0, 24]
    assert facts["applications.result.granted.research"].state == "blank"
    assert values(facts, "carried_forward") == [12, 1, 0, 0, 1, 0, 14]
    for fact in facts.values():
        if fact.state in ("ok", "zero"):
            assert text[fact.start : fact.end] == fact.raw


def test_lines_with_figures_each_are_rows_each() -> None:
    facts = facts_of(f"二、主动公开政府信息情况\n{TYPED}\n")
    got = {name: facts[f"active.{name}"].value for name in (
        "rules.in_force", "normative_documents.issued", "normative_documents.in_force",
        "licensing.decisions", "penalties.decisions", "coercion.decisions",
    )}  # fmt: skip
    assert list(got.values()) == [2, 5, 33, 1207, 41, 3]


@pytest.mark.parametrize("line", ["---", "----------", "一、概述", "| --- | --- |", "+86-10-1234"])
def test_other_lines_are_no_rules_of_a_drawing(line: str) -> None:
    assert not read_drawing([line]).rules


def test_a_text_without_strokes_is_not_searched() -> None:
    assert not is_drawn("| 规章 | 3 |\n| --- | --- |\n")
