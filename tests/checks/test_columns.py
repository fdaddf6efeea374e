"""Two columns told together, and those who came to each of several meetings.

Each passage is right as it stands; with one figure mistyped it is told.
"""

from __future__ import annotations

from typing import Any

import pytest
from whole_cases import judge, load

BASE: dict[str, Any] = load("planted_fifth.yml")[0]["base"]
SLIPS = [
    ("举办开放日5场，接待群众180人次，水厂3场112人次，污水厂2场68人次。", "68人次", "78人次"),
    ("“水厂开放日”6场，来了253位居民，水厂2场91位，泵站3场122位，实验室1场40位。", "40位", "400位"),
    ("政务开放日6场、参与居民253人（水厂2场91人、泵站3场122人、实验室1场40人）。", "91人", "19人"),
    ("全年培训4期，参训215人，机关1期38人，乡镇2期125人，村级1期52人。", "52人", "25人"),
    ("全年开了两回业务会，4月那回到会26人，9月那回到会15人，两回加起来41人次。", "41人次", "43人次"),
    ("讲座两趟，5月去了36人，9月去了28人，两趟合计64人次。", "64人次", "74人次"),
]  # fmt: skip
RIGHT = [
    "全年督查3次，涉及单位28个，一季度1次12个，三季度1次14个，四季度1次12个。",
    "专家评审会报名74人，遴选30人，到会28人，发言15人。",
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
