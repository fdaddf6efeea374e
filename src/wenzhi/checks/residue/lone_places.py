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
from wenzhi.parse.meta.places import gazetteer

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


_LEADS = as_pattern(
    r"(?:[市县区旗]?委[、,和][市县区旗]?(?:人民)?政府|(?:人民)?政府(?:办公室)?)的?(?:坚强|正确|统一|有力|工作|有关|相关|各项)*"
    r"(?:领导|部署|要求|安排|决策|指导)"
)
_ACTS = as_pattern(
    r"(?:[县区旗]委[、,和]?[县区旗]?政府|(?:人民)?政府)?(?:始终|历来|一直)?(?:高度重视|认真贯彻|认真落实|深入贯彻|严格落实"
    r"|持续推进|扎实推进|全面推进|切实加强|不断深化)[^,。;]{0,14}(?:信息公开|政务公开|条例)"
)
_OPENS = as_pattern(
    r"(?:^|[,。;:、])(?:\(?[一二三四五六七八九十\d]{1,2}(?:\)|[、.]|是))?(?:20\d\d年,?)?$"
)
_DIVISION = as_pattern("[\u4e00-\u9fff]{2,}?[市县区旗]")


def far_off(name: str, text: str, span: tuple[int, int], own: str, flat: str) -> bool:
    """Whether a county or district leads the work or does it that can be no place of the organ's.

    The organ's own is not in the gazetteer, or in it twice. The other is, under one city, and neither it nor
    that city nor its province is named in the title or elsewhere in the text.
    """
    start, end = span
    leads = _LEADS.match(text, end) is not None
    if not leads and not (_ACTS.match(text, end) and _OPENS.search(text, 0, start)):
        return False
    paths = {division.path for division in gazetteer()[name]}
    if len(paths) != 1 or name[-1] not in "县区旗" or _DIVISION.search(own) is None:
        return False
    path = paths.pop()
    rest = flat
    for first in range(len(path)):
        rest = rest.replace("".join(path[first:]), "", 1)
    return not any(part[:2] in own or part[:2] in rest for part in path)
