"""A share told beside figures ties them to their total, where it comes to what is told."""

from __future__ import annotations

import pytest

from wenzhi.base.records import Count
from wenzhi.parse.counts import read_counts
from wenzhi.text.normalize import fold
from wenzhi.text.sentences import paragraphs


def read(text: str) -> tuple[Count, ...]:
    body = [("overview", paragraph) for paragraph in paragraphs(fold(text))]
    return read_counts(body, year=2023)[0]


def parts_of(counts: tuple[Count, ...], total: str) -> list[str]:
    place = next(k for k, one in enumerate(counts) if one.text == total)
    return [one.text for one in counts if one.parent == place and one.role == "component"]


@pytest.mark.parametrize(
    ("text", "total", "parts"),
    [
        ("全年行政许可6032件，网办5410件，网办率89.7%。", "6032件", ["5410件"]),
        ("主任信箱收到147件，群众满意的139件，满意率94.6%。", "147件", ["139件"]),
        (
            "门户网站2680条。栏目靠前的有：检查公示940条，占35.1%；处罚公示1240条，占46.3%；通知302条。",
            "2680条",
            ["940条", "1240条", "302条"],
        ),
    ],
)
def test_what_a_share_fits_is_a_part(text, total, parts):
    counts = read(text)
    assert parts_of(counts, total) == parts
    assert next(one for one in counts if one.text == total).role == "total"


@pytest.mark.parametrize(
    "text",
    [
        "全年行政许可6032件，邮寄送达5410件，上门率75.2%。",  # the share is of something else
        "行政许可6032件，行政处罚5410件，同比增长89.7%。",  # a change is no share
        "应公开单位66家，公开了66家，公开率100%。",  # one thing told twice
        "抽检样品1500批次，不合格27批次，不合格率1.8%。",  # samples are drawn
        "新收申请40件，办结36件，办结率90%。",  # rows of a table that balance
    ],
)
def test_what_it_does_not_fit_is_left_alone(text):
    assert [one.text for one in read(text) if one.role == "component"] == []
