"""Floor 3: who the preamble says the report is by: the organ itself, or one left in from elsewhere.

Takes an organ's name and a line of the preamble; gives organs named as the report's author (某局编制了…年度报告,
到了某院交账的时候) that the own one's name is neither short nor long for. It must not know the report's body.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from wenzhi.base.patterns import as_pattern
from wenzhi.checks.residue.subjects import shares_trade
from wenzhi.checks.residue.toponyms import may_be_place
from wenzhi.text.abbreviations import shortens

_KINDS = (
    "局|委员会|委|厅|署",
    "医院|保健院|卫生院",
    "大学|学院|学校|中学|小学|幼儿园|职业教育中心|职教中心",
    "(?:街道|镇|乡)(?:办事处|人民政府)?",
    "公司",
)
"""Organs of one kind: only such a one stands for the own organ by mistake."""
_OF_YEAR = r"(?:(?:的)?(?:(?:19|20)\d\d年|上一?年|本年)度?)"
_DISCLOSURE = r"(?:政府信息公开|政务公开|信息公开|校务公开|院务公开|公开工作)"
_REPORT = r"(?:年度工作报告|年度报告|工作报告|年报|报告)"
_START = r"(?:^|(?<=[,。;:]))"
_FRAMES = (
    # Whose work is told: 现将某局2022年政府信息公开工作情况报告如下.
    rf"(?:现将|现就|现把|特将|把|将|对|是|就是|关于){{name}}(?={_OF_YEAR}?(?:\([^()]{{0,24}}\))?(?:的)?{_DISCLOSURE})",
    # Who made it: 某局编制了2022年政府信息公开工作年度报告.
    rf"(?:{_START}(?:现)?由?|(?:现|特)?由){{name}}(?=(?:组织|认真|及时|现|已|特|负责|牵头|办公室)*"
    rf"(?:编制|编写|撰写|起草|汇编|整理|形成|制作|公布|发布|完成)(?:了|出|完成|并公布|并发布|形成|成)*"
    rf"(?:{_OF_YEAR}|本|这份|《)[^,。;]{{0,24}}{_REPORT}(?![^,。;]{{0,8}}(?:通知|要求|部署|函|方案)))",
    # Who speaks: 某局现将…报告如下, 本报告由某局根据…编制, 某局(以下简称本机关).
    rf"{_START}{{name}}(?=现[将就把对]|特[将此]|谨将|\((?:以下|下文|下)?(?:统|均)?(?:简称|称))",
    r"(?:报告|年报)由{name}(?=\((?:以下|下)|根据|按照|依照|依据|负责编|编)",
    # By what law: 某学校参照《条例》编制本报告.
    rf"{_START}(?:现)?由?{{name}}(?=(?:根据|按照|依照|依据|遵照|参照)《[^。;]{{2,60}}(?:编制|编写|撰写)(?:了|完成|形成)*(?:本|此|这份)(?:年度)?{_REPORT})",
    # By whose office it was made: 本报告由某街道党政综合办公室整理.
    r"(?:报告|年报)(?!的?数据|的?数字|中|所列)[^。;]{0,60}?由{name}(?=(?:党政|综合|党建|政务公开|信息公开|政务)*(?:办公室|办|科|股)?"
    r"(?:负责|组织|牵头|统一)*(?:编制|编写|整理|起草|汇总|撰写|汇编|完成)(?:[,。;、]|$))",
    # What is published: 现公布某局2022年政府信息公开工作年度报告.
    rf"(?:公布|发布|公开|编制|编写|撰写|形成|完成|晒出|奉上|制作|整理)(?:了|出|的)?{{name}}"
    rf"(?={_OF_YEAR}?(?:的)?{_DISCLOSURE}?[^,。;]{{0,10}}{_REPORT}(?![^,。;]{{0,8}}(?:通知|要求|部署|函|方案)))",
    # Whose turn it is: 又到了某院交“公开账”的时候.
    r"(?:到了?|轮到|该|请听|看看){name}(?=(?:向[^,。;]{1,8}|给[^,。;]{1,8}|为[^,。;]{1,8})?(?:交|晒|亮|报告|汇报|报账|算|说说|盘点))",
    # To whom it is given: 某局向社会公布…报告.
    rf"{_START}{{name}}(?=(?:现|特|在此)?(?:向|面向)(?:全?社会|公众|群众|居民|村民|市民|患者|广大|大家|全[市县区镇乡校院])"
    rf"[^,。;]{{0,4}}(?:公布|公开|发布|报告|汇报|作出?|晒)[^。;]{{0,30}}(?:{_REPORT}|情况|公开账))",
    # Where it is reached: 欢迎拨打某院办公室电话.
    r"(?:拨打|联系|致电|请[您]?与|可与|咨询|请找|可找){name}(?=(?:院|局|厅|委|校)?办(?:公室)?|电话|联系|网站|官网|咨询|党政|综合)",
    # What 我局 is.
    rf"(?:我们|本报告|本年报)(?:是|为){{name}}(?=[,。;:]|$|{_OF_YEAR}|的{_DISCLOSURE})",
)
_PLACED = as_pattern(
    r"^(?P<place>.*?(?:[\u4e00-\u9fff]{2}[省市县区州旗]|^[省市县区州]))(?P<office>.{2,})$"
)
_ANY_ONE = as_pattern(r"^[各本我该全]|所属|下属|附属|有关|相关|各|其他|会同|联合|以及|[和与及]$")
"""In a name: no single organ is meant, or one beside the own."""


_ONE_OF = ("公开", "报告", "年报", "拨打", "联系", "致电", "咨询", "请找", "可找")
"""Words without one of which no frame matches."""
_TOWNSHIP = as_pattern(r"(?P<stem>[\u4e00-\u9fff]{2})(?:街道|镇|乡)(?:办事处|人民政府)?$")
SELF_NAMED = as_pattern(
    r"(?:现将|现公布|特向社会公布|现向社会公布|特?编制|形成)(?:了)?"
    r"(?P<organ>(?P<place>[\u4e00-\u9fff]{2,4}?[省市县区旗])[\u4e00-\u9fff]{0,14}?"
    r"(?:人民政府|街道办事处|委员会|管委会|[\u4e00-\u9fff]局)(?:办公室)?)"
    r"(?=(?:20\d\d年|二[〇○零]..)年度?(?:的)?政府信息公开)"
)
"""Where a report calls itself, anywhere in it, an organ's report on a year."""


@lru_cache(maxsize=256)
def _kind_of(organ: str) -> str | None:
    return next((kind for kind in _KINDS if re.search(f"(?:{kind})$", organ)), None)


@cache
def _frames(kind: str) -> tuple[re.Pattern[str], ...]:
    name = rf"(?P<name>[\u4e00-\u9fff]{{2,22}}?(?:{kind}))"
    return tuple(as_pattern(frame.replace("{name}", name)) for frame in _FRAMES)


def authors(organ: str, text: str) -> Iterator[tuple[int, int]]:
    """Where a line of the preamble names an organ of the own one's kind, not the own one, as the author."""
    if not any(word in text for word in _ONE_OF):
        return
    kind = _kind_of(organ)
    seen: set[int] = set()
    for pattern in _frames(kind) if kind else ():
        for match in pattern.finditer(text):
            if match.start("name") in seen or _is_own(match["name"], organ):
                continue
            seen.add(match.start("name"))
            yield match.span("name")


def _is_own(name: str, organ: str) -> bool:
    """Whether a name is the organ's, a form of it, or none of a single organ of a single place."""
    if name in organ or organ in name or _ANY_ONE.search(name):
        return True
    township = _TOWNSHIP.search(name) if _TOWNSHIP.search(organ) else None
    if township is not None:
        return township["stem"] in organ or not may_be_place(township[0])
    placed, mine = _PLACED.match(name), _PLACED.match(organ)
    if placed is None or mine is None:
        # A school has no place before it: 青崖职业技术学院 and its short form 青崖职院.
        return shortens(name, organ) or shortens(organ, name) or name[:2] == organ[:2]
    place, office = placed["place"], placed["office"]
    zone = _ZONE.match(place)
    if zone is not None and not set(zone["head"]) & set(organ):
        return False
    if len(place) > 1 and place[-3:-1] not in organ:
        return not may_be_place(place[-3:])
    own = mine["office"]
    bureau = own[-1] in _OF_BUREAUS and shares_trade(office, own)
    return bureau or shortens(office, own) or shortens(own, office)


_ZONE = as_pattern(
    r"(?P<head>[\u4e00-\u9fff]{2,4}?)(?:国家级?|省级)?(?:经济|高新|技术|产业|工业|旅游|度假|生态|综合|保税)+(?:开发|示范|试验|园|度假|保税|新)?区$"
)
"""A zone and the name it has of its own: 鹭洲 of 鹭洲经济技术开发区."""
_OF_BUREAUS = "局委厅署会"
