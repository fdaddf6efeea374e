"""Floor 3: places and bureaus that stand as the subject of what a report tells of its own organ.

Takes a line of prose; gives places that act where the organ does (针对上述问题,云岭县采取), or whose site it
publishes on, and bureaus that act as the organ itself would. Whether a name is the own one, and whether the
sentence has a reason to name another, is not judged here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from wenzhi.base.patterns import as_pattern
from wenzhi.text.abbreviations import shortens

_OPENS = r"(?:^|(?<=[,。;:]))(?:\(?[一二三四五六七八九十\d]{1,2}[)、.]|[一二三四五六七八九]是)?"
_NAME = r"(?P<name>[\u4e00-\u9fff]{2,3}[县区旗])"
MODES = "(?:也|均|都|已|将|拟|仍|尚|还|共|现|便|即|又|再|主要|计划)*"
DOES = (
    "采取|制[定订]|着力|重点|及时|积极|坚[持决]|强化|聚焦|按照|列入|开设|建[立成]|组织|推[进动出]|加[强大]|完善|优化|规范|深[化入]|严格|认真|切实"
    "|持续|不断|全面|主动|统筹|落实|出台|印发|召开|举办|开展|举行|公开|发布|办理|受理|收到|答复|成立|明确|修订|拓宽|健全|狠抓|紧盯|紧扣|立足|围绕|结合|高度|对照|从(?:以下|如下|[^,;。]{1,6}方面)"
    "|承[办担]|编[制发印]|设[立置]|配备|安排"
)
"""What an organ does of itself, as the predicate behind its place's name; MODES what may stand before."""
_ACTING = as_pattern(_OPENS + _NAME + f"(?={MODES}(?:{DOES}))")
_SITE = as_pattern(
    r"(?:通过|在|于|经由|经|依托|利用|借助|登[录陆]|上传[至到]|报送[至到]|同步[至到]|发布[至到于在]|[“和与及、]|向|邀请|由)(?P<name>[\u4e00-\u9fff]{2,3}[县区市旗])"
    r"(?=(?:人民)?政府(?:门户|官方)?(?:网站|网)|政府信息公开(?:平台|网|专栏|网站)|(?:政府)?门户网站|政务(?:公开)?网|政务公开(?:办|平台|专栏|科)|融媒体中心)"
)
_JUDGED_BY = as_pattern(
    r"(?:接受|迎接|配合|完成|参加)(?P<name>[\u4e00-\u9fff]{2,3}[县区旗])(?=(?:政务公开|信息公开|年度)?(?:考核|检查|督查|测评|评估|评议|抽查))"
)
_LED_BY = as_pattern(
    r"(?:在|按照?|根据|落实|贯彻)(?:中共)?(?P<name>[\u4e00-\u9fff]{2,3}(?P<level>[县区旗]))委[、,和]?(?:(?P=name)|(?P=level))(?:人民)?政府"
)
"""The committee and government that lead the organ, by their place."""
_NO_PLACE = as_pattern(
    "自贸|自治|经开|高新|综保|保税|空港|临空|生态|旅游|度假|工业|产业|物流|功能|新城|管理|先行|核心"
)


def acting_places(text: str) -> Iterator[tuple[int, int]]:
    """Where a county or district acts, lends its site or judges as only the own one would."""
    for pattern in (_ACTING, _SITE, _JUDGED_BY, _LED_BY):
        for match in pattern.finditer(text):
            if not _NO_PLACE.search(match["name"]):
                yield match.span("name")


_BUREAU = (
    r"(?P<organ>(?P<place>[\u4e00-\u9fff]{0,3}?[省市县区州旗])"
    r"(?P<office>(?!政府|人民政府)[\u4e00-\u9fff]{2,12}?(?:局|委员会|委|厅)))"
)
_BUREAU_ENDS = ("局", "委", "厅")
_LED = r"(?:机关|党组|党委|主要领导|主要负责同志|领导班子)?"
_FOR_ITSELF = as_pattern(
    _OPENS
    + r"(?:(?:20\d\d年度?|一年来|全年|今年|本年度|下一步|今后|为此|对此),?)?(?:经统计,?)?"
    + r"(?:在[^,;。]{2,30}(?:领导|指导|支持|关心)下,)?"
    + _BUREAU
    + _LED
    + r"(?=(?:紧紧围绕|紧扣)[^,;。]{0,24}(?:中心|公开|部署|要求|职责|重点|目标)"
    r"|在[^,;。]{0,14}(?:领导|指导|支持|关心)下|高度重视|认真(?:贯彻|落实|学习|执行)"
    r"|严格(?:按照|落实|执行)(?:《|条例|政府信息公开)"
    r"|(?:始终)?坚持(?:以|把|问题|立行)|按照[^,;。]{2,20}(?:部署|要求|安排)"
    r"|[把将](?:政府信息公开|政务公开|信息公开)(?:工作)?(?:作为|纳入|摆|列)"
    r"|(?:将|拟|已)?(?:重点|着力|采取)(?:以下|如下|做好|抓好|从)|(?:专题|定期|多次)(?:研究|听取|部署|学习)|亲自(?:部署|研究)(?:政务公开|政府信息公开|信息公开)"
    r"|(?:门户)?网站(?:设|共|全年|整合|现有|开设|发布)|深入学习贯彻|将(?:有针对性地|从[^,;。]{1,6}方面)|做了以下"
    r"|对(?:20\d\d年度?|全年)[^,;。]{0,12}工作(?:进行|作|开展)了?|没有需要另行(?:报告|说明)|以[^,;。]{2,14}为(?:目标|主线|契机),[^,;。]{0,8}(?:公开|推动|推进|按照))"
)
"""What a bureau reports of itself, told of a bureau in its sentence's opening."""
_NEXT = as_pattern(
    r"(?:^|(?<=[。;]))(?:下一步|今后|下一阶段|新的一年|20\d\d年),?" + _BUREAU + r"(?=[将拟])"
)
"""Who is about to mend things is the organ itself: 下一步,市水利局将统一…."""
_FOR_ALL = as_pattern("政务|数据|审批|网信|档案|司法|保密|大数据|经信|工信|信息")
"""Bureaus that keep the site or the rules for the others."""
_OFFICE_OF = as_pattern(
    r"由" + _BUREAU + r"(?=办公室(?:统一|具体|牵头)?(?:负责|承办|承担|运维|管理|维护))"
)
_BEFORE_THE_LAW = as_pattern(
    r"(?:^|(?<=[,。;:以因]))"
    + _BUREAU
    + r"(?=(?:作为|为|系|是)(?:行政)?(?:复议)?(?:被申请人|被告|被申请机关)的?"
    r"|(?:因(?:政府)?信息公开)?被(?:申请|提起)(?:行政)?(?:复议|诉讼))"
)
"""Who was sued: in its own report the organ itself, unless it hears the cases of others."""
_SYSTEM = as_pattern(
    _OPENS + r"(?:20\d\d年,?)?(?P<organ>全[省市县区州]"
    r"(?P<office>(?!政府|行政|机关|党政|政务|信访|档案|办公|各)[\u4e00-\u9fff]{2,8}?)系统)"
    r"(?=坚持|认真|严格|始终|共|全年|收到|主动|深入|高度|以|把)"
)


def acting_bureaus(organ: str, text: str) -> Iterator[tuple[int, int]]:
    """Where another bureau, or the system of another trade, acts as only the own one would."""
    patterns = [_FOR_ITSELF, _OFFICE_OF] if any(end in text for end in _BUREAU_ENDS) else []
    if patterns and "被" in text and "司法" not in organ:
        patterns.append(_BEFORE_THE_LAW)
    if patterns and ("将" in text or "拟" in text):
        patterns.append(_NEXT)
    for pattern in patterns:
        for match in pattern.finditer(text):
            if pattern is _NEXT and _FOR_ALL.search(match["office"]):
                continue
            if not (shortens(match["office"], organ) or shares_trade(match["office"], organ)):
                yield match.span("organ")
    for match in _SYSTEM.finditer(text) if "系统" in text else ():
        if not (shortens(match["office"], organ) or shares_trade(match["office"], organ)):
            yield match.span("organ")


_ANY_TRADE = frozenset(
    (
        "监督",
        "督管",
        "管理",
        "服务",
        "保障",
        "发展",
        "行政",
        "监管",
        "事务",
        "技术",
        "综合",
        "执法",
        "公共",
        "社会",
    )
)
"""What bureaus of many trades have in their names."""


def shares_trade(office: str, organ: str) -> bool:
    """Whether two offices have two characters running in common that name a trade: 市场监管, 市场监督管理."""
    stem = re.sub("(?:局|委员会|委|厅|办公室)$", "", office)
    pairs = {stem[place : place + 2] for place in range(len(stem) - 1)}
    return any(pair in organ for pair in (pairs - _ANY_TRADE or pairs))
