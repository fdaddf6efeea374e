"""Floor 3: another place named once, where only the own one's business or people can be meant.

Takes a line of prose and the ending of the own place (县, 街道); gives places whose things the organ puts in order
(围绕云岭县法律援助), counts (云岭县18个乡镇) or tells of (云岭县教育系统). Whether a name is the own one, and whether
the sentence has a reason to name another, is not judged here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from wenzhi.base.patterns import as_pattern

_WORK = (
    "围绕|聚焦|紧扣|紧盯|立足|结合|做好|抓好|推进|推动|深化|优化|完善"
    "|提升|加强|加大|强化|规范|健全|落实|推行|促进|改进|提高"
)
_BODIES = (
    "学校|学生|乡镇|镇|街道|社区|行政村|村|单位|部门|机关|机构"
    "|医院|卫生院|窗口|站点|家庭|企业|农户|办件|河流|景区"
)
_OF_ALL = (
    "教育|税务|卫生|公安|民政|司法行政|交通运输|水利|农业农村|应急管理|市场监管|统计|审计|林业|气象"
)


@lru_cache(maxsize=8)
def _frames(ending: str) -> tuple[re.Pattern[str], ...]:
    name = rf"(?P<name>[\u4e00-\u9fff]{{2,3}}?{ending})"
    opens = r"(?:^|(?<=[,。;:把将到]))(?:\(?[一二三四五六七八九十\d]{1,2}[)、.])?"
    return (
        as_pattern(rf"(?:{_WORK}){name}(?=[\u4e00-\u9fff]{{2}})"),
        as_pattern(rf"{opens}{name}(?=(?:现有|共有|有)?\d+(?:个|所|家|条|户|处)(?:{_BODIES}))"),
        as_pattern(
            rf"{opens}{name}(?=(?:{_OF_ALL})系统|在册|享受低保|各(?:部门|单位|乡镇|村|社区|学校))"
        ),
    )


def lone_places(ending: str, text: str) -> Iterator[tuple[int, int]]:
    """Where a place of that ending stands in a line as the one whose business is told."""
    if ending not in text:
        return
    for frame in _frames(ending):
        for match in frame.finditer(text):
            yield match.span("name")
