"""A second reading doubts names that the words do not bear, and leaves the others alone."""

from __future__ import annotations

import msgspec
import pytest

from wenzhi.base.records import Report
from wenzhi.parse.report import parse
from wenzhi.parse.second_reading import _stretches, doubted_counts
from wenzhi.read.document import read_bytes

TEXT = """青渚县水利局2023年政府信息公开工作年度报告
一、总体情况
本年度通过局门户网站公开政府信息 1，206 条，政务微信公众号发布318条。

全年新收政府信息公开申请36件，上年结转2件；办结35件，其中予以公开20件、不予公开3件，结转下年度继续办理3件。
因政府信息公开被申请行政复议1件，没有被提起行政诉讼。
五、存在的主要问题及改进情况
公开内容不够细。下一步，培训2次。
六、其他需要报告的事项
全年未收取信息处理费。
"""


@pytest.fixture(scope="module")
def report() -> Report:
    return parse(read_bytes(TEXT.encode(), "qingzhu.txt"))


def renamed(report: Report, text: str, name: str) -> tuple[Report, int]:
    """The report with the count of `text` named otherwise, and the place of that count."""
    place = next(k for k, count in enumerate(report.counts) if count.text == text)
    counts = list(report.counts)
    counts[place] = msgspec.structs.replace(counts[place], indicator=name)
    return msgspec.structs.replace(report, counts=tuple(counts)), place


def test_what_the_words_bear_is_not_doubted(report: Report) -> None:
    named = [count for count in report.counts if count.indicator is not None]
    assert len(named) >= 8
    assert not doubted_counts(report)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("36件", "litigation.total"),
        ("2件", "applications.carried_forward.total"),
        ("35件", "applications.new_received.total"),
        ("318条", "applications.new_received.total"),
    ],
)
def test_what_they_do_not_bear_is_doubted(report: Report, text: str, name: str) -> None:
    wrong, place = renamed(report, text, name)
    assert place in doubted_counts(wrong)


def test_what_the_model_named_itself_is_not_asked_again(report: Report) -> None:
    wrong, place = renamed(report, "36件", "litigation.total")
    counts = list(wrong.counts)
    counts[place] = msgspec.structs.replace(counts[place], indicator_probability=0.9)
    assert place not in doubted_counts(msgspec.structs.replace(wrong, counts=tuple(counts)))


def test_counts_stand_where_the_parser_saw_them(report: Report) -> None:
    seen = 0
    for stretch, first in _stretches(report):
        assert first == seen
        for count, own in zip(report.counts[first:], stretch.counts, strict=False):
            assert stretch.body.span(own.start, own.end) == (count.start, count.end)
            assert stretch.section == count.section
            assert own.parent is None or 0 <= own.parent < len(stretch.counts)
        seen += len(stretch.counts)
    assert seen == len(report.counts)


def test_a_report_without_counts_has_nothing_to_doubt(report: Report) -> None:
    assert doubted_counts(msgspec.structs.replace(report, counts=())) == frozenset()
