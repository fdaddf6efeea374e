"""What findings rest on: the notice in force for the year of the report."""

from __future__ import annotations

import pytest

from wenzhi.base.records import Meta
from wenzhi.base.rules import basis_for, card


@pytest.mark.parametrize(
    ("code", "meta", "basis"),
    [
        ("T101", Meta(year=2023, form="2021"), "国办公开办函〔2021〕30号附件表三"),
        ("T101", Meta(year=2020, form="2019"), "国办公开办函〔2019〕60号附件表三"),
        ("P201", Meta(year=2020, form="2019"), "《政府信息公开条例》第六条"),
        ("P201", Meta(year=2021, form="2021"), "国办公开办函〔2021〕30号第四部分"),
        ("C101", Meta(year=2021, form="2021"), "国办公开办函〔2021〕30号第四部分：内容雷同"),
        ("T109", Meta(year=2019, form="2019"), "国办公开办函〔2019〕60号附件表二"),
    ],
)
def test_a_finding_rests_on_what_was_in_force(code: str, meta: Meta, basis: str) -> None:
    assert basis_for(card(code), meta).startswith(basis)


def test_measured_by_a_later_notice_is_said() -> None:
    said = basis_for(card("S201"), Meta(year=2018, form="pre2019"))
    assert said.endswith("敷衍塞责（2021年度起适用，此前年度供参照）")


def test_both_forms_named_are_one() -> None:
    assert basis_for(card("F101"), Meta(year=2020, form="2019")) == "国办公开办函〔2019〕60号附件"
