"""Rows whose cells name their own columns are read by those names, and only where they are the form's."""

from __future__ import annotations

import pytest

from wenzhi.parse.tables.named_cells import value_starts
from wenzhi.parse.tables.official import read_tables
from wenzhi.text.normalize import fold

TABLE = """二、主动公开政府信息情况
第二十条第（一）项
规章\t本年制发件数：0\t本年废止件数：\t现行有效件数：2
行政规范性文件\t制发件数：3\t废止件数：1\t现行有效件数：25
第二十条第（五）项
行政许可\t本年处理决定数量：1,204
第二十条第（六）项
行政处罚\t本年处理决定数量：7
行政强制\t本年处理决定数量：0
第二十条第（八）项
行政事业性收费\t本年收费金额（单位：万元）：35.2
三、收到和处理政府信息公开申请情况
"""


@pytest.mark.parametrize("separator", ["\t", " | "])
def test_cells_that_name_their_columns_are_read(separator: str) -> None:
    lines = TABLE.replace("\t", separator).split("\n")
    text = "\n".join(
        f"| {line} |" if separator == " | " and separator in line else line for line in lines
    )
    facts = {fact.id: fact for fact in read_tables(fold(text), ()).facts}
    assert [
        facts[f"active.normative_documents.{name}"].value
        for name in ("issued", "repealed", "in_force")
    ] == [3, 1, 25]
    assert facts["active.rules.repealed"].state == "blank"
    assert facts["active.rules.in_force"].value == 2
    assert facts["active.licensing.decisions"].value == 1204
    assert facts["active.fees.amount"].value == 35.2
    assert all(text[f.start : f.end] == f.raw for f in facts.values() if f.state in ("ok", "zero"))


@pytest.mark.parametrize(
    "cells",
    [
        [
            "规章",
            "现行有效件数：2",
            "本年废止件数：0",
            "本年制发件数：0",
        ],  # not in the form's order
        ["规章", "本年制发件数：0", "2"],
        ["联系人", "电话：123", "邮箱：456"],
        ["规章"],
    ],
)
def test_other_rows_are_left_as_they_are(cells: list[str]) -> None:
    assert value_starts(cells) is None
