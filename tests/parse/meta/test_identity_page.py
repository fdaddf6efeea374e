"""What stands beside a text – in a page's head, in the columns of an export – fills what the text leaves open."""

from __future__ import annotations

import pytest

from wenzhi.base.records import Meta, PageFields
from wenzhi.parse.frame import year_hint
from wenzhi.parse.meta.identity import read_identity
from wenzhi.parse.sections.outline import read_outline
from wenzhi.text.normalize import fold

BODY = """一、总体情况
我局认真落实条例。
二、主动公开政府信息情况
三、收到和处理政府信息公开申请情况
四、政府信息公开行政复议、行政诉讼情况
五、存在的主要问题及改进情况
更新不够及时。
六、其他需要报告的事项
无。
"""
TITLE = "云川县水务局2023年政府信息公开工作年度报告"


def read(page: PageFields, head: str = "", path: str = "") -> Meta:
    folded = fold(head + BODY)
    return read_identity(folded, read_outline(folded), "2021", path, page)


@pytest.mark.parametrize(
    "title",
    [
        TITLE,
        f"{TITLE}_云川县人民政府门户网站",
        f"云川县人民政府 {TITLE}",
        f"政府信息公开年报 - {TITLE} - 云川县人民政府",
        f"云川县人民政府 > 信息公开 > {TITLE}",
        "云川县水务局 2023 年政府信息公开工作年度报告",
        "云川县水务局２０２３年政府信息公开工作年度报告",
    ],
)
def test_a_title_beside_the_text_gives_organ_and_year(title: str) -> None:
    meta = read(PageFields(title=title))
    assert (meta.organization, meta.year) == ("云川县水务局", 2023)
    assert meta.sources == {"title": "page", "organization": "page", "year": "page"}


def test_publisher_date_and_year_are_taken_from_the_page() -> None:
    page = PageFields(publisher="云川县水务局", published="2024-01-20 09:30", year=2023)
    meta = read(page)
    assert (meta.organization, meta.published, meta.year) == ("云川县水务局", "2024-01-20", 2023)
    assert meta.sources == {"organization": "page", "published": "page", "year": "page"}


def test_the_text_goes_before_the_page() -> None:
    page = PageFields(
        title="石桥镇人民政府2020年政府信息公开工作年度报告",
        publisher="云川县人民政府办公室",
        published="2024年3月1日",
        year=2024,
    )
    meta = read(page, f"{TITLE}\n发布日期：2024-01-20\n")
    assert (meta.title, meta.organization) == (TITLE, "云川县水务局")
    assert (meta.year, meta.published) == (2023, "2024-01-20")
    assert meta.sources["organization"] == meta.sources["year"] == "title"


@pytest.mark.parametrize(
    "page",
    [
        PageFields(publisher="云川县人民政府门户网站"),
        PageFields(publisher="本站"),
        PageFields(publisher="admin", published="昨天", title="信息公开"),
        PageFields(published="2024-02-30"),
        PageFields(title="首页"),
    ],
)
def test_what_names_no_organ_and_no_day_is_left_out(page: PageFields) -> None:
    meta = read(page)
    assert (meta.organization, meta.published, meta.year) == (None, None, None)


def test_a_bare_name_in_the_text_is_completed_by_the_page() -> None:
    page = PageFields(publisher="云川县水务局")
    meta = read(page, "水务局2023年政府信息公开工作年度报告\n")
    assert meta.organization == "云川县水务局"


def test_the_year_of_the_page_goes_before_that_of_the_file_name() -> None:
    assert read(PageFields(year=2022), path="2023").year == 2022
    assert read(PageFields(), path="2023").sources["year"] == "filename"


def test_the_number_of_a_row_is_no_year() -> None:
    assert year_hint("crawl/dump.jsonl#2015") == ""
    assert year_hint("crawl-2023/dump.csv#2015") == "2023"
    assert year_hint("云川县/2021年#1.txt") == "2021"
