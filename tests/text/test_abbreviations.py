"""Whether one name is short for another."""

from __future__ import annotations

import pytest

from wenzhi.text.abbreviations import shortens


@pytest.mark.parametrize(
    ("short", "long", "answer"),
    [
        ("住建局", "住房和城乡建设局", True),
        ("建住局", "住房和城乡建设局", False),
        ("", "水务局", True),
        (("自然人", "总计"), ("自然人", "其他", "总计"), True),
        (("总计", "自然人"), ("自然人", "其他", "总计"), False),
    ],
)
def test_what_is_short_keeps_the_order(
    short: str | tuple[str, ...], long: str | tuple[str, ...], answer: bool
) -> None:
    assert shortens(short, long) is answer
