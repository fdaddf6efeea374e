"""What stands in a cell where a number is due and is none costs that cell alone, and is no blank."""

from __future__ import annotations

import pytest

from wenzhi.parse.report import parse
from wenzhi.read import read_bytes

REPORT = """云岭县水务局2024年政府信息公开工作年度报告
二、主动公开政府信息情况
第二十条第（五）项
信息内容	本年处理决定数量
行政许可	{licensing}
第二十条第（六）项
信息内容	本年处理决定数量
行政处罚	38
行政强制	4
第二十条第（八）项
信息内容	本年收费金额（单位：万元）
行政事业性收费	{fees}
三、收到和处理政府信息公开申请情况
（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）	申请人情况
一、本年新收政府信息公开申请数量			12	3	0	0	0	0	15
二、上年结转政府信息公开申请数量			1	0	0	0	0	0	1
三、本年度办理结果	（一）予以公开		{granted}	3	0	0	0	0	10
	（二）部分公开		1	0	0	0	0	0	1
	（三）不予公开	1.属于国家秘密	0	0	0	0	0	0	0
	（七）总计		8	3	0	0	0	0	11
四、结转下年度继续办理			5	0	0	0	0	0	5
"""


@pytest.mark.parametrize(
    ("given", "cell"),
    [
        ({"fees": "12.6.5"}, "active.fees.amount"),
        ({"licensing": "#REF!"}, "active.licensing.decisions"),
        ({"granted": "7."}, "applications.result.granted.natural_person"),
    ],
)
def test_one_cell_is_malformed_and_all_others_are_read(given: dict[str, str], cell: str) -> None:
    filled = {"licensing": "126", "fees": "12.6", "granted": "7"}
    whole, report = (
        parse(read_bytes(REPORT.format(**each).encode(), "a.txt"))
        for each in (filled, filled | given)
    )
    facts = {fact.id: fact for fact in report.facts}
    assert (facts[cell].state, facts[cell].raw) == ("malformed", *given.values())
    right = {fact.id: fact.value for fact in whole.facts if fact.id != cell}
    assert right == {name: fact.value for name, fact in facts.items() if name != cell}
