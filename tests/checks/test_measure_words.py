"""Lists of ships, houses, lamps and trees, and rows without a unit right behind their total.

Each passage is right as it stands; with one figure mistyped it is told.
"""

from __future__ import annotations

from typing import Any

import pytest
from whole_cases import judge, load

BASE: dict[str, Any] = load("planted_fifth.yml")[0]["base"]
SLIPS = [
    ("休渔补助公示到户，渔船538艘，12米以下的331艘，12米及以上的207艘；名册在9个渔村张榜。", "538艘", "547艘"),
    ("公示危旧楼48栋，其中已拆除31栋、已加固17栋。", "17栋", "27栋"),
    ("更换路灯共计374盏，其中主街210盏、背街164盏。", "374盏", "356盏"),
    ("公示古树名木128株，其中一级12株、二级46株、三级70株。", "70株", "60株"),
    ("公示良种补贴生猪862头，其中东片421头、西片441头。", "441头", "414头"),
    ("发布量：842条。网站455，公众号311，窗口资料架76。", "公众号311", "公众号131"),
    ("全年公开1286条，门户网站812，微信公众号347，公开栏127。", "公开栏127", "公开栏177"),
    ("信息公开量：505条；网站298，微信127，公示栏60，其他20。", "505条", "515条"),
]  # fmt: skip
RIGHT = [
    "问题出在两头，村这头报得慢，镇那头审得慢；信息员一头扎进群里不行。",
    "老旧小区实行一栋一策，路灯坏一盏修一盏。",
    "发布量：842条。阅读455，转发131，点赞76。",
    "全年公开842条，网站455，公众号131，其余渠道未统计。",
    "公示补助渔船612艘，60马力以下的405艘，《海事通报》另刊207艘。",
]


def _loud(text: str) -> list[str]:
    _, findings = judge(BASE, {"overview": text})
    return [f"{one.code} {one.message.zh}" for one in findings if one.severity != "info"]


@pytest.mark.parametrize(("right", "old", "new"), SLIPS)
def test_a_mistyped_figure_is_told(right: str, old: str, new: str) -> None:
    assert right.count(old) == 1
    assert _loud(right) == []
    assert _loud(right.replace(old, new))


@pytest.mark.parametrize("right", RIGHT)
def test_what_is_no_such_sum_is_left_alone(right: str) -> None:
    assert _loud(right) == []
