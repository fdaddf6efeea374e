"""The table of statistics of reports on 2014 to 2018, in every layout a text file has."""

from __future__ import annotations

import pytest

from wenzhi.base.records import Document, Source
from wenzhi.parse.report import parse
from wenzhi.parse.tables.statistics import read_statistics
from wenzhi.text.normalize import fold

ROWS = [
    ("（一）主动公开政府信息数（不同渠道和方式公开相同信息计1条）", "条", "1,126"),
    ("其中：主动公开规范性文件数", "条", "3"),
    ("2.政府网站公开政府信息数", "条", "110"),
    ("（一）收到申请数", "件", "5"),
    ("1.当面申请数", "件", "1"),
    ("2.传真申请数", "件", ""),
    ("四、行政复议数量", "件", "2"),
    ("（二）被依法纠错数", "件", "1"),
    ("五、行政诉讼数量", "件", "3"),
    ("（二）被依法纠错数", "件", "0"),
    ("（三）接受培训人员数", "人次", "36"),
]
TRUTH = {
    "published.total": 1126,
    "published.normative_documents": 3,
    "published.website": 110,
    "applications.new_received.total": 5,
    "applications.received.in_person": 1,
    "applications.received.fax": None,
    "review.total": 2,
    "review.corrected": 1,
    "litigation.total": 3,
    "litigation.corrected": 0,
    "training.people": 36,
}
HEAD = "政府信息公开情况统计表\n指标名称{0}计量单位{0}统计数\n"


def layouts() -> dict[str, str]:
    return {
        "tabs": HEAD.format("\t") + "\n".join("\t".join(row) for row in ROWS),
        "pipes": HEAD.format("|") + "\n".join("|" + "|".join(row) + "|" for row in ROWS),
        "blanks": HEAD.format(" ") + "\n".join(" ".join(row) for row in ROWS),
        "cells": HEAD.format("\n") + "\n".join("\n".join(row) for row in ROWS),
        "numbered": HEAD.format("\t")
        + "\n".join(f"{n}\t" + "\t".join(row) for n, row in enumerate(ROWS, 1)),
    }


@pytest.mark.parametrize("layout", sorted(layouts()))
def test_every_row_is_read_under_its_indicator(layout: str) -> None:
    text = "云岭县水务局2016年政府信息公开年度报告\n" + layouts()[layout] + "\n单位负责人：王平"
    reading = read_statistics(fold(text))
    assert {row.indicator: row.value for row in reading.rows} == TRUTH
    assert all(text[row.start : row.end].startswith(row.label) for row in reading.rows)
    assert {row.unit for row in reading.rows} == {"条", "件", "人次"}


def test_its_rows_are_neither_sections_nor_prose() -> None:
    text = (
        "云岭县水务局2016年政府信息公开年度报告\n一、概述\n全年主动公开政府信息1126条。\n"
        "二、依申请公开情况\n收到申请5件。\n附表\n" + layouts()["tabs"]
    )
    source = Source(path="a.txt", sha256="", format="txt")
    report = parse(Document(source=source, text=text))
    kinds = [section.kind for section in report.sections if section.kind != "preamble"]
    assert kinds == ["overview", "applications", "appendix", "statistics"]
    assert [count.value for count in report.counts] == [1126, 5]
    assert len(report.local) == len(ROWS)


def test_prose_that_names_its_rows_is_no_table() -> None:
    text = "统计表另附，计量单位为件。收到申请数5件，当面申请数1件，传真申请数0件，网络申请数4件。"
    assert read_statistics(fold(text)).rows == ()
