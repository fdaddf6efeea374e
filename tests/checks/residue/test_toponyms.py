"""What may be a place's name outside the gazetteer, and what are only words that meet before 县 or 街道."""

from __future__ import annotations

import pytest

from wenzhi.checks.residue.toponyms import may_be_place

NAMES = [
    "青禾县", "望江区", "临川市", "云桥镇", "红杨街道", "沙河镇", "澄渚县",
    "葭磴区", "杏花店镇", "石桥头镇", "白鹭街道", "双井镇", "胜利街道", "幸福乡",
    "大柳树镇", "马家堡街道", "五里店街道", "金鸡湖街道", "和平街道", "瓦房店市", "银杏区",
    "云梦县",
]  # fmt: skip
WORDS = [
    "完成市", "聚焦市", "综合区", "全县", "我市", "开展全县", "老城区",
    "新城区", "经开区", "高新区", "指导街道", "成立以街道", "督促乡镇", "省市县",
    "对标市", "锚定市", "配合区", "围绕县", "各镇", "组织镇", "落实县",
    "上级市", "外省市", "周边县", "相邻区", "试点县", "先进县", "重点镇",
    "项目区", "服务区", "工业园区", "提高市", "改版市", "出台市",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_name_may_be_one(name: str) -> None:
    assert may_be_place(name)


@pytest.mark.parametrize("words", WORDS)
def test_words_are_no_name(words: str) -> None:
    assert not may_be_place(words)
