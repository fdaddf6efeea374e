"""The picture of first uses: what is missing is not nought, what is left out is told."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from wenzhi.base.errors import QueryError
from wenzhi.outputs.first_use import (
    FIRST,
    MOST_PLACES,
    SHADES,
    FirstUse,
    Use,
    draw_first_use,
    place_uses,
    write_first_use,
)

FIRSTS = [("苕汀区", 2021, "苕汀区水务局"), (None, 2022, None)]
FIGURES = [
    ("苕汀区", 2021, 4, 1),
    ("苕汀区", 2022, 4, 4),
    ("苕汀区", 2023, 0, None),
    (None, 2022, 2, 1),
    ("浣沚县", 2022, 3, 0),
    ("苕汀区", None, 1, 1),
]


def picture(text: str = "更新<不及时>") -> FirstUse:
    places = tuple(place_uses(FIRSTS, FIGURES))
    return FirstUse(text, (2021, 2022, 2023), places, 1, ("一句话",), {"snapshot": "s1"})


def test_places_come_in_the_order_of_their_first_use() -> None:
    places = picture().places
    assert [place.name for place in places] == ["苕汀区", "不详"]
    assert places[0].years == {2021: Use(4, 1), 2022: Use(4, 4), 2023: Use(0, 0)}


def test_the_picture_tells_first_use_share_and_what_is_missing() -> None:
    drawn = str(draw_first_use(picture()))
    root = ET.fromstring(drawn)
    texts = ["".join(one.itertext()) for one in root.iter() if one.tag.endswith("text")]
    assert "更新<不及时>" in texts
    assert any("最早：2021年 苕汀区水务局" in text for text in texts)
    assert any("2 处用过，1 处没有用过" in text for text in texts)
    titles = {"".join(one.itertext()) for one in root.iter() if one.tag.endswith("title")}
    assert {"苕汀区 2021：1 / 4", "苕汀区 2022：4 / 4", "不详 2022：1 / 2"} <= titles
    assert not any("苕汀区 2023" in title for title in titles)
    # 2023 of one place, 2021 and 2023 of the other; the legend has its point in a sentence.
    assert texts.count("·") == 3
    cells = re.findall(r'fill="(#\w+)" stroke="(#\w+)" stroke-width', drawn)
    assert cells == [(SHADES[1], FIRST), (SHADES[4], "#d8d5cd"), (SHADES[2], FIRST)]


def test_more_places_than_fit_are_told() -> None:
    firsts = [(f"第{number}镇", 2020, "某局") for number in range(MOST_PLACES + 5)]
    figures = [(name, 2020, 1, 1) for name, _, _ in firsts]
    use = FirstUse("公开", (2020,), tuple(place_uses(firsts, figures)), 0)
    assert f"图中列出最早的 {MOST_PLACES} 处" in draw_first_use(use)


@pytest.mark.parametrize("ending", [".svg", ".html"])
def test_files_are_safe_and_the_same_each_time(tmp_path: Path, ending: str) -> None:
    path = write_first_use(picture("<script>alert(1)</script>"), tmp_path / f"a{ending}")
    text = path.read_text(encoding="utf-8")
    assert "<script" not in text
    assert "苕汀区" in text
    again = write_first_use(picture("<script>alert(1)</script>"), tmp_path / f"b{ending}")
    assert again.read_bytes() == path.read_bytes()


def test_nothing_found_is_a_picture_too(tmp_path: Path) -> None:
    use = FirstUse("从未", (2020,), (), 3)
    assert "没有用过这个说法" in write_first_use(use, tmp_path / "a.html").read_text("utf-8")
    with pytest.raises(QueryError) as caught:
        write_first_use(use, tmp_path / "a.pdf")
    assert caught.value.code == "E612"
