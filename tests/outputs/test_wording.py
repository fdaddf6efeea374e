"""What people read for indicators and relations: words, not identifiers."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from wenzhi.base.records import CopyPair, ReportRef
from wenzhi.outputs.wording import Wording
from wenzhi.parse.report import parse
from wenzhi.read.document import read

ROOT = Path(__file__).resolve().parents[2]
ZH = Wording("zh")


def pair(year_a: int, year_b: int, relation: str) -> CopyPair:
    a, b = (
        ReportRef(report=str(n), path=f"{n}.txt", organization="甲县民政局", year=year)
        for n, year in enumerate((year_a, year_b))
    )
    return CopyPair(
        a=a, b=b, relation=relation, coverage_a=0.9, coverage_b=0.9, masked_a=0.9, masked_b=0.9,
        earlier="unknown", passages=(),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("applications.new_received.total", "表三·一、本年新收·总计"),
        ("applications.result.denied.total", "办理结果·不予公开·总计"),
        ("applications.new_received.legal_persons", "本年新收·法人或其他组织"),
        ("review.total+litigation.total", "表四·行政复议·总计＋行政诉讼"),
        ("fee.processing.notices", "信息处理费收费通知"),
    ],
)
def test_an_indicator_is_told_in_words(name: str, words: str) -> None:
    assert ZH.indicator(name) == words


def test_every_indicator_met_in_the_demo_has_words() -> None:
    reports = sorted((ROOT / "corpora" / "demo").rglob("*.txt"))[::12]
    met = {count.indicator for path in reports for count in parse(read(path)).counts}
    told = {name: ZH.indicator(name) for name in met if name}
    assert len(told) > 15
    assert not [name for name, words in told.items() if re.search("[a-z_]", words)]


def test_two_files_on_one_year_are_no_two_years() -> None:
    assert ZH.relation(pair(2023, 2022, "self")) == "同一机关不同年度"
    assert ZH.relation(pair(2023, 2023, "self")) == "同一机关同一年度的两个文件"
    assert ZH.relation(pair(2023, 2023, "peer")) == "不同机关之间"
