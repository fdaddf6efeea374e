"""Floor 3: the organ's counterpart elsewhere: the same office of another county, another school, another bureau.

Takes an organ's name and a line of prose; gives where a counterpart stands as the one at work, or in the
bracket that says who 我局 is. Whether the sentence has a reason to name it is not judged here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from wenzhi.base.patterns import as_pattern
from wenzhi.checks.residue.subjects import shares_trade
from wenzhi.checks.residue.toponyms import may_be_place
from wenzhi.text.abbreviations import shortens

_PLACE = r"[\u4e00-\u9fff]{2,4}?[省市县区旗]"
_HEAD = as_pattern(
    r"(?P<place>[\u4e00-\u9fff]{2,}[省市县区旗])(?P<office>[\u4e00-\u9fff]{2,}(?:局|委员会|办公室|中心))$"
)
_OPENING = (
    r"(?:^[^\u4e00-\u9fff]{0,3}|(?<=[,;。:、]))(?:\(?[一二三四五六七八九十\d]{1,2}(?:\)|、|\.|是))?"
    r"(?:今后|下一步|20\d\d年|同时|此外)?[,]?(?:由|经)?"
)
_AT_WORK = (
    r"(?:办公室|机关|领导班子|信息公开机构)?(?=统一|负责|承[担办]|牵头|指定|安排|明确|将|继续|进一步|持续|始终|坚持|高度|认真|严格|切实|积极|全面|主动|及时"
    r"|依法|按照|共|全年|年内|本年度|均?[未没]有?|已|组织|开展|建立|设[立置]|成立|制定|印发|召开|配备|门户网站|网站|官网|公众号)"
)
_SCHOOL = r"(?:职业(?:技术)?学院|技师学院|技工学校|职业学校|高等专科学校|大学|(?<!各)中学|(?<!各)小学|幼儿园)"
_HOSPITAL = r"(?:人民医院|中医医?院|中心医院|妇幼保健院|专科医院|卫生院)"
_TRADE = r"(?:自来水|供水|水务|燃气|天然气|供热|热力|公交|公共交通|供电|环卫|殡葬)"
_COMPANY = as_pattern(
    r"(?P<place>[\u4e00-\u9fff]{2,4}?(?P<level>[省市县区旗]))(?P<trade>"
    + _TRADE
    + r")[\u4e00-\u9fff]{0,8}公司$"
)
_KINDS = (as_pattern(_SCHOOL + "$"), _SCHOOL), (as_pattern(_HOSPITAL + "$"), _HOSPITAL)
_ANY_OF = as_pattern(
    r"^(?:[各本我该全]|其他|所属|附属|兄弟|多所|部分|有关)|附属|所属|下属|定点|乡镇|各|合作|[中高]等|一所|两所"
)
"""Before a kind of school or hospital: no one of them is named."""
_OWN_OFFICE = as_pattern(
    r"(?:^|(?<=[,;。:、]))(?:欢迎|可以?|请)?您?(?:由|经|向|与|联系|致电|拨打|前往|到|来)?"
    r"(?P<organ>[\u4e00-\u9fff]{2,10}?(?:大学|学院|学校|中学|小学|医院|保健院))"
    r"(?=(?:信息|校务|院务|党务)公开(?:工作)?(?:办公室|领导小组|工作小组|专栏|网|监督))"
)
"""The office or the site for disclosure is the institution's own: a faculty or a ward has none."""
_CALLED = as_pattern(
    r"[我本](?P<what>局|厅|委|办|院|校|中心|镇|乡|街道|单位|机关)\((?:即|简称|以下简称)?“?(?P<name>[\u4e00-\u9fff]{4,20}(?:局|厅|委|委员会|办公室|院|学校|大学|中心|镇|乡|街道|街道办事处|人民政府))”?\)"
)
"""我厅(省生态环境厅): the bracket says who speaks."""
_ORGAN = r"(?:局|厅|委|委员会|办公室|院|学校|大学|中心|支队|大队|镇|乡|街道|街道办事处|人民政府)"
_SELF = r"[我本](?:局|厅|委|办|院|校|中心|镇|乡|街道|单位|机关|部门|行政机关|支队|大队)"
_DEFINED = (
    as_pattern(
        rf"“?{_SELF}(?:”(?:一词|字样|均|皆|,)*(?:系指?|即指?|即为|指|为)|”?(?:一词|字样|均|皆|,)*(?:系指|是指|即指|特指|指的是|指代|专指))"
        rf"(?:的是)?:?“?(?P<name>[\u4e00-\u9fff]{{2,22}}?{_ORGAN})”?(?=[,。;:)(]|$)"
    ),
    as_pattern(
        rf"(?:^|(?<=[,。;:“《]))(?P<name>[\u4e00-\u9fff]{{2,24}}{_ORGAN})\((?:以下|下文|下)?(?:均|统)?(?:简称|称)[为:]?“?{_SELF}”?\)"
    ),
)
"""“本机关”系指某局, 某局(以下简称“本局”): who is meant is the own organ."""
_TELLS_OF_ITSELF = as_pattern(
    r"(?:^|(?<=[,。;:]))(?:(?:20\d\d年度?|全年|年内|本年度?|今年|报告期内|截至[^,。;]{2,10}),?)?(?:经统计,?|涉及|针对)?"
    r"(?P<organ>(?P<place>[\u4e00-\u9fff]{0,3}?[省市县区州旗])(?P<office>[\u4e00-\u9fff]{2,12}?(?:局|委员会|委|厅|办公室)))(?:机关)?"
    r"(?=(?:20\d\d年度?|全年|年内|本年度?)?,?(?:(?:从?未|没有?|无|也)*因(?:政府)?信息公开|(?:均|也|再)?(?:没有|暂?无|并无)(?:别的|其[他它])*(?:需要?|须|应当?)?(?:报告|说明)的?(?:其[他它])?(?:事项|情况)|(?:共|新|一共|只)*(?:收到|受理)(?:了)?[\d一二两三四五六七八九十]+件(?:政府信息公开|信息公开)?申请|(?:在|通过|依托)[^,。;]{2,14}?(?:网站|平台)(?:主动|共|累计)*(?:公开|发布)(?:各类|政府)*信息\d|(?:网上|共|累计|主动)*公开(?:各类|政府)*信息\d+条|(?:未|没有|从未)(?:接到|收到)因政府信息公开|(?:未|没有)(?:收费|向申请人收取)|信息处理费(?:收|的?收取|[:为](?:发|应|实|共|收|\d|零|无)|(?:发出?|未)(?:通知|收))|(?:共|累计|新|未|没有|无)*(?:收到|受理|接收|新收)(?:的)?(?:政府信息公开|依?申请公开|信息公开|公开)?申请|[未没]有?(?:发生|发出|收到|收取|产生)|发生[^,。;]{0,12}(?:复议|诉讼)|(?:共|累计|全年)*主动公开(?:各类|政府)?信息"
    r"|被(?:申请|提起)[^,。;]{0,8}(?:复议|诉讼)|(?:共|累计)*(?:办结|答复)(?:政府)?信息公开申请"
    r"|(?:的)?(?:政府信息公开|政务公开|信息公开)(?:的)?(?:行政复议|行政诉讼|主要有|工作(?:虽|还|仍|也|取得|存在|有|在|依|整体|总体|可以|坚持|以|紧|围绕|主要))"
    r"|(?:坚持|始终坚持)以习近平|深入学习贯彻习近平|将(?:继续|进一步|统一|从[^,。;]{1,4}个?方面|着力|重点)[^,。;]{0,30}(?:[,。;:]|$)))"
)
"""What an organ reports of itself alone: applications it had, reviews it was in, what it published."""
_ITS_SITE = as_pattern(
    r"(?:^|(?<=[,。;:、]))(?:\(?[一二三四五六七八九十\d]{1,2}(?:\)|、|\.|是))?(?:目前|现在|经过整改|整改后)?,?"
    r"(?P<organ>(?P<place>[\u4e00-\u9fff]{2,3}[省市县区州旗])(?P<office>[\u4e00-\u9fff]{2,12}?(?:局|委员会)))"
    r"(?=(?:政府)?(?:门户|官方|政务)?(?:网站|微信公众号|公众号|微博|新媒体)[\u4e00-\u9fff]{0,12}?"
    r"(?:(?:明显|显著|大幅|不断|持续|进一步|有所|有效|更加|日趋|逐步)+(?:提升|提高|改善|增强|加强|规范|及时|完善|丰富|优化|改进)"
    r"|不够|不及时|不足|有待|还需|存在))"
)
"""How well the organ's own site is kept: 某市财政局网站栏目维护水平明显提升."""
_UNITED = as_pattern("会同|联合|与|和|移送|转|告知|建议")
_SITE = as_pattern(
    "局[\u4e00-\u9fff]{0,4}(?:网站|公众号|微博|新媒体)|委员会[\u4e00-\u9fff]{0,4}(?:网站|公众号|微博|新媒体)"
)
_OF_DISCLOSURE = as_pattern("信息|申请|复议|收[取费]|事项|情况")
"""Without one of these words nothing that an organ reports of itself alone is told."""


@lru_cache(maxsize=256)
def _institution(organ: str) -> bool:
    """Whether an organ is a school or a hospital."""
    return _INSTITUTION.search(organ) is not None


_BEFORE = as_pattern(_OPENING + rf"(?P<place>{_PLACE})$")
"""What runs up to an office's name, to be looked for with the name's start as the end."""
_AT_WORK_THERE = as_pattern(_AT_WORK)
_REST_OF_COMPANY = as_pattern(r"(?:集团)?(?:有限)?(?:责任)?公司")
_LONGEST_BEFORE = 30
"""Characters that an opening and a place before an office's name have at most."""


@cache
def _institutions(words: str) -> re.Pattern[str]:
    """Institutions of one kind at work."""
    return as_pattern(
        _OPENING + rf"(?P<organ>(?P<place>[\u4e00-\u9fff]{{2,8}}?){words})" + _AT_WORK
    )


@lru_cache(maxsize=256)
def _office(organ: str) -> str | None:
    """An office's name behind its place: 水务局 of 云岭县水务局."""
    found = _HEAD.search(organ)
    return found["office"] if found else None


@lru_cache(maxsize=256)
def _company(organ: str) -> re.Match[str] | None:
    """A company's name in its parts."""
    return _COMPANY.match(organ)


@lru_cache(maxsize=256)
def _institutions_like(organ: str) -> tuple[re.Pattern[str], ...]:
    """Institutions of the kind of `organ` at work."""
    return tuple(_institutions(words) for ending, words in _KINDS if ending.search(organ))


def counterparts(organ: str, text: str) -> Iterator[tuple[int, int, str | None]]:
    """Where a counterpart of `organ` is at work in a line, and the place it is of; None for a school."""
    office = _office(organ)
    if office is not None and office not in text:
        return
    for start, end, place in _at_work(office, organ, text):
        name = text[start:end]
        if name in organ or organ.endswith(name):
            continue
        if place[:2] in organ and (office is not None or not _is_another(name, organ)):
            continue
        if office is None and _ANY_OF.search(place):
            continue
        yield start, end, None if office is None else place


def is_counterpart(organ: str, name: str, place: str) -> bool:
    """Whether `name` is the very office of `organ` in another place of its level."""
    head = _HEAD.search(organ)
    return head is not None and name == place + head["office"] and head["place"][-1] == place[-1]


def _is_another(name: str, organ: str) -> bool:
    """Whether two hospitals or schools of one place are two: 云岭县中医院 and 云岭县第二人民医院."""
    placed = re.match(r"[\u4e00-\u9fff]{2,3}[省市县区州旗]", name)
    return placed is not None and placed[0] in organ and not shortens(name, organ)


def _at_work(office: str | None, organ: str, text: str) -> Iterator[tuple[int, int, str]]:
    """Offices, companies or institutions like the organ at work in a line: where, and the place named."""
    if office is not None:
        for start, end, place in _behind_places(office, text):
            if _AT_WORK_THERE.match(text, end):
                yield start, end, place
    elif (company := _company(organ)) is not None:
        # Of the same level: a company below it in a county may be its own.
        for start, end, place in _behind_places(company["trade"], text):
            rest = _REST_OF_COMPANY.match(text, end)
            if place[-1] == company["level"] and rest and _AT_WORK_THERE.match(text, rest.end()):
                yield start, rest.end(), place
    else:
        for pattern in _institutions_like(organ):
            for match in pattern.finditer(text):
                yield *match.span("organ"), match["place"]


def _behind_places(word: str, text: str) -> Iterator[tuple[int, int, str]]:
    """Where `word` stands behind a place that opens a clause: both, and the place."""
    found = text.find(word)
    while found >= 0:
        before = _BEFORE.search(text, max(0, found - _LONGEST_BEFORE), found)
        if before is not None:
            yield before.start("place"), found + len(word), before["place"]
        found = text.find(word, found + 1)


def offices_of_others(organ: str, text: str) -> Iterator[tuple[int, int]]:
    """Where the disclosure office of another school or hospital is at work in a line."""
    if not _institution(organ):
        return
    for match in _OWN_OFFICE.finditer(text):
        name = match["organ"]
        stem = _INSTITUTION.split(name)[0]
        own = stem[:2] in organ or shortens(name, organ) or organ in name
        if not (_ANY_OF.search(name) or own):
            yield match.span("organ")


_INSTITUTION = as_pattern("大学|学院|学校|中学|小学|医院|保健院")


def misnamed(organ: str, text: str) -> Iterator[tuple[int, int]]:
    """Where a bracket behind 我局 names an organ that `organ` is not short or long for."""
    found = list(_CALLED.finditer(text)) if "(" in text else []
    if "本" in text or "我" in text:
        if "指" in text or "系" in text or "即" in text:
            found += _DEFINED[0].finditer(text)
        if "称" in text:
            found += _DEFINED[1].finditer(text)
    for match in found:
        name = match["name"]
        if organ in name or _of_organ(name, organ):
            continue
        bare = re.sub(r"^(?:[\u4e00-\u9fff]{0,4}?[省市县区州旗])", "", name)
        if not (shortens(bare, organ) or shortens(organ, name)):
            yield match.span("name")


def _of_organ(name: str, organ: str) -> bool:
    """Whether a name, or what is left of it behind words that run up to it, is short for `organ`."""
    stem = re.sub("^[\u4e00-\u9fff]{0,4}?(?:由|将|公布|发布|公开|编制)", "", name)
    return shortens(stem, organ)


def strangers(organ: str, text: str) -> Iterator[tuple[int, int]]:
    """Where another bureau of the place tells its own applications, reviews and publications in a line."""
    told = _TELLS_OF_ITSELF.finditer(text) if _OF_DISCLOSURE.search(text) else iter(())
    kept = _ITS_SITE.finditer(text) if _SITE.search(text) else iter(())
    for match in (*told, *kept):
        if _UNITED.search(text, 0, match.start("office")):
            continue
        office, place, own = match["office"], match["place"], _HEAD.search(organ)
        if own and own["office"] == office and len(place) > 2 and place[-1] == own["place"][-1]:
            if place[-3:-1] not in organ and may_be_place(place):
                yield match.span("organ")
        elif not (shortens(office, organ) or shares_trade(office, organ)):
            yield match.span("organ")
