"""Figures that come to exactly one beside them are its parts, in words the grammar does not know."""

from __future__ import annotations

import pytest

from wenzhi.base.records import Count
from wenzhi.parse.report import parse
from wenzhi.read.document import read_bytes

REPORT = (
    "云岭县林业局2023年政府信息公开工作年度报告\n一、总体情况\n{}\n二、主动公开政府信息情况\n略。\n"
)


def read(text: str) -> tuple[Count, ...]:
    return parse(read_bytes(REPORT.format(text).encode(), "a.txt"), named=False).counts


def parts_of(counts: tuple[Count, ...], total: str) -> list[str]:
    place = next(k for k, one in enumerate(counts) if one.text == total)
    return [one.text for one in counts if one.parent == place and one.role == "component"]


@pytest.mark.parametrize(
    ("text", "total", "parts"),
    [
        (
            "林业专网上挂出612条，“云岭护林”推送173条，山口的公示牌换了66次。三个地方加在一起851条次。",
            "851条次",
            ["612条", "173条", "66次"],
        ),
        (
            "专网上的420条，说造林的188条，说防火的137条，说林权的95条。",
            "420条",
            ["188条", "137条", "95条"],
        ),
        (
            "9件都有了回音——4件把材料给了，3件手里没有，2件转了信访。",
            "9件",
            ["4件", "3件", "2件"],
        ),
        (
            "村民递来6件，林场递来2件，两边相加8件。",
            "8件",
            ["6件", "2件"],
        ),
        (
            "问林权证的21件；\n问补偿款的13件；\n以上收下34件。",
            "34件",
            ["21件", "13件"],
        ),
        (
            "两微推文合起来295条，3个人管着，微博121条，微信174条。",
            "295条",
            ["121条", "174条"],
        ),
    ],
)
def test_what_adds_up_is_joined(text: str, total: str, parts: list[str]) -> None:
    counts = read(text)
    assert parts_of(counts, total) == parts
    whole = next(one for one in counts if one.text == total)
    assert whole.role == "total"


@pytest.mark.parametrize(
    "text",
    [
        "专网上的420条，说的有造林188条、防火137条、林权54条。",  # no sum
        "开了会议2次、培训3次，印发小册子5份。",  # chance
        "予以公开17件、部分公开4件、不予公开1件、本机关不掌握12件。",  # rows of one list
        "挂出612条，比上年多100条，上年是512条。",  # of another year
        "收到申请28件，上年结转2件，应当办理30件。",  # a balance
    ],
)
def test_what_does_not_is_left_alone(text: str) -> None:
    assert [one.text for one in read(text) if one.role == "component"] == []


def test_parts_of_what_was_published_are_by_subject() -> None:
    counts = read("局网站全年发布420条，造林188条、防火137条、林权95条。")
    parts = [one.indicator for one in counts if one.role == "component"]
    assert parts == ["published.category"] * 3


def test_a_part_has_one_total() -> None:
    counts = read("专网70条、公众号50条，两处加起来120条；前后一共120条。")
    parents = {one.parent for one in counts if one.parent is not None}
    assert len(parents) == 1


def test_a_list_that_exceeds_its_total_goes_to_the_one_it_comes_to() -> None:
    counts = read("局网站发布286条，公众号发布197条，其中造林41条、防火103条、护林66条、其他76条。")
    assert parts_of(counts, "286条") == ["41条", "103条", "66条", "76条"]
    assert parts_of(counts, "197条") == []


def test_a_list_that_exceeds_its_total_stays_where_nothing_else_fits() -> None:
    counts = read("局网站发布285条，公众号发布197条，其中造林41条、防火103条、护林66条。")
    assert parts_of(counts, "197条") == ["41条", "103条", "66条"]


@pytest.mark.parametrize(
    ("text", "total", "parts"),
    [
        # the larger reading: 120 is 80 and 40, too
        (
            "站里发了240条信息。最多的是防火，有120条；其次是造林，有80条；再次是人事，有40条。",
            "240条",
            ["120条", "80条", "40条"],
        ),
        (
            "挂出180条，有100条讲防汛，50条讲防火，剩下30条讲别的。",
            "180条",
            ["100条", "50条", "30条"],
        ),
        ("公开总数455条\n专网300条\n护林号155条", "455条", ["300条", "155条"]),
        ("首期60人次、第二期75人次，累计培训135人次。", "135人次", ["60人次", "75人次"]),
        ("巡护6次。日常巡护4次。专项巡护2次。", "6次", ["4次", "2次"]),
        (
            "专网更新9920条。\n发布解读稿58篇。\n上述专网信息又分为：概况130条，动态6602条，其他3188条。",
            "9920条",
            ["130条", "6602条", "3188条"],
        ),
    ],
)
def test_lists_of_more_kinds_are_joined(text: str, total: str, parts: list[str]) -> None:
    assert parts_of(read(text), total) == parts


def test_a_total_may_be_divided_twice() -> None:
    counts = read("培训240人次，科级60人次、科级以下180人次；线上100人次、线下140人次。")
    assert parts_of(counts, "240人次") == ["60人次", "180人次", "100人次", "140人次"]
    assert len({one.group for one in counts if one.parent is not None}) == 2


def test_no_list_is_broken_up_for_a_sum() -> None:
    counts = read("应办64件，其中62件已答复，2件正在办。全部或部分公开35件（全部29件、部分6件）。")
    assert parts_of(counts, "35件") == ["29件", "6件"]
