"""Tables whose blocks are of both official forms, down to rows that one of the forms does not have."""

from __future__ import annotations

import pytest

from wenzhi.parse.report import parse
from wenzhi.read import read_bytes

MIXED = """云岭县商务局2020年政府信息公开工作年度报告
一、总体情况
主动公开12条。
二、主动公开政府信息情况
第二十条第（一）项
信息内容\t本年新制作数量\t本年新公开数量\t对外公开总数量
规章\t0\t0\t0
规范性文件\t3\t3\t12
第二十条第（五）项
信息内容\t本年处理决定数量
行政许可\t120
第二十条第（六）项
信息内容\t上一年项目数量\t本年增/减\t处理决定数量
行政处罚\t312\t+15\t2764
行政强制\t21\t-2\t30
"""


def test_a_block_under_the_newer_heads_without_the_row_that_they_dropped() -> None:
    facts = {fact.id: fact for fact in parse(read_bytes(MIXED.encode(), "年报.txt")).facts}
    assert facts["active.licensing.decisions"].value == 120
    assert facts["active.penalties.previous_items"].value == 312
    assert facts["active.coercion.decisions"].value == 30
    assert facts["active.other_services.decisions"].state == "missing"


@pytest.mark.parametrize("ordinal", ["第二二十条", "第三四十五条", "第十十条", "二三十", "十"])
def test_an_ordinal_that_is_no_number_is_no_stumbling_block(ordinal: str) -> None:
    text = f"{ordinal} 总体情况\n公开3条。\n五、存在的主要问题及改进情况\n更新慢。\n"
    assert parse(read_bytes(text.encode(), "年报.txt")).sections
