"""Floor 3: where only the report's own place can stand: its address, its site, its documents, those it governs.

Takes a line of prose and the ending of the own place's name (县, 街道); gives places of that kind that stand
there, and counterparts of the own organ wherever they are named. Whether a name is the own one, and whether
the sentence has a reason to name another, is not judged here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

from wenzhi.base.patterns import as_pattern
from wenzhi.checks.residue.subjects import DOES, MODES
from wenzhi.checks.residue.toponyms import may_be_place
from wenzhi.parse.meta.places import gazetteer
from wenzhi.text.abbreviations import shortens
from wenzhi.text.patterns import may_match

TOWNSHIPS = ("街道", "镇", "乡")
_KINDS = (("省",), ("市",), ("县", "区", "旗"), TOWNSHIPS)
_ABOVE = r"(?:[\u4e00-\u9fff]{2,4}?(?:自治[州县]|[省市州县区])){0,2}"
"""The places above may be named before: 临川市云岭县."""
_DOCUMENT = (
    "工作要点|要点|公报|方案|办法|规定|细则|制度|指南|目录|计划|清单|意见|通知|预案|规划|公约"
    "|简报|报告|年鉴|手册"
)
_FRAMES = (
    # Where the organ is reached and its report is found.
    (
        "联系|地址|地点|单位|部门|机构|咨询|写信|寄|致电|致函|登[录陆]|查阅|来函|来信|索取|拨打|请",
        r"(?:(?:联系|咨询|受理|办公|通[讯信]|邮寄|邮政|承办|编制|发布|公开|主管|责任)?(?:单位|部门|机构|机关|地址|地点|处室|科室)[:为在是]"
        r"|(?:请|可|欢迎)(?:您)?(?:与|联系|致电|致函|拨打|向|到|至|咨询|登[录陆]|访问|直接与)|写信(?:到|至|给)|(?:邮)?寄(?:到|至|往|给)|来[信函](?:请)?(?:寄|至|到)|(?:^|(?<=[,。;:(]))与(?=[^,。;]{4,30}(?:联系|咨询|反映))){above}{name}",
    ),
    # What it tells of itself.
    (
        "辖|面积|人口|管着|位于|地处",
        r"(?:^|(?<=[,。;:])){above}{name}(?=(?:共|现|总|行政)*(?:下?辖|管辖|管着|位于|地处|总?面积|(?:户籍|常住)?总?人口))",
    ),
    # Whom it governs: all its towns, a number of them.
    (
        "个|各|所有|全部",
        r"(?:对|在|向|组织|指导|督促|督导|要求|推动|带动|抽查|检查|考核|通报|覆盖|涉及|走访|惠及|全|(?:^|(?<=[,。;:、])))"
        r"{name}(?=(?:所辖|辖区内?|境内|所属|下属|的)?(?:\d+|各|所有|全部|全体|[一二三四五六七八九十]{1,3})(?:个|家)?(?:[\u4e00-\u9fff、(]{0,6})(?:镇|乡|街道|县|社区|村|部门|单位|科室|站所))",
    ),
    # By whom it is judged.
    (
        "考核|测评|评估|评比|考评|排名|第",
        r"(?:在|于|获得?|被|纳入|列入|列|居|位[居列]|排名?){name}(?=(?:20\d\d年度?|年度|上半年|下半年|综合|绩效|目标|第三方|政务公开|政府信息公开|依法行政|法治政府|高质量发展|机关|系统|各?(?:部门|单位|市直|县直|区直)?)*(?:考核|测评|评估|评比|考评|排名|第[一二三四五六七八九十\d]))",
    ),
    # Its place on a site.
    (
        "专栏|页面|专页|子站|板块|频道|专区|网站",
        r"(?:网站|网(?!站)|平台|公众号|门户(?!网)|APP|客户端)(?:的|上|上的)?[“\"]?{name}(?=[”\"]?(?:专栏|页面|专页|子站|板块|频道|专区))",
    ),
    # Documents it made or works by.
    (
        "《",
        r"《(?:{above}|(?:20\d\d年)?){name}(?=[^《》]{1,30}(?:"
        + _DOCUMENT
        + r")(?:\([^()]{0,12}\))?》)",
    ),
    # Whose report this is.
    (
        "公布|公开|编制|形成|发布|梳理|汇编|撰写|结合|将|把|由|对",
        r"(?:现将|现公布|公布|公开|发布|编制|形成|撰写|汇编|汇总|把|将|对|结合|梳理)(?:了|出)?(?:20\d\d年度?)?{above}{name}(?=[\u4e00-\u9fff]{0,20}(?:20\d\d年度?)?(?:的)?(?:政府信息公开|政务公开|信息公开)[\u4e00-\u9fff]{0,10}(?:报告|情况|年报))",
    ),
    # The subject of what it did.
    (
        "坚持|把|持续|深入|始终|着力|全面|扎实|大力|聚焦|紧扣|围绕|认真|主动|统筹|坚决|切实|严格|积极|不断|高度|紧紧|立足",
        r"(?:^|(?<=[。;])|(?<=[领指]导下,)|(?<=支持下,))(?:(?:20\d\d年度?|一年来|今年以来|今年|全年|过去一年|过去的一年),?)?{name}"
        r"(?=(?:坚持|把|持续|深入|始终|着力|全面|扎实|大力|聚焦|紧扣|紧紧|围绕|认真|主动|统筹|坚决|切实|严格|积极|不断|高度|立足)[\u4e00-\u9fff])",
    ),
    # What opens a sentence, and what a clause tells of a whole place.
    (
        "",
        r"(?:(?:^|(?<=[。;:]))(?:\(?[一二三四五六七八九十\d]{1,2}[)、.]|[一二三四五六七八九]是)?|(?<=,)(?=20\d\d年|[本全]年))"
        r"(?:(?:20\d\d年度?|(?:今|本|全)年度?|年内|报告期内|目前|下一步|今后|截至[^,。;]{0,12}),?)?{name}"
        + rf"(?={MODES}(?:{DOES})|[均也都尚还]*(?:未|没有?)(?:收|发|产|出|因|被|接|受|有|向|对)"
        r"|(?:党工?委|办事处|机关)?(?:主要|分管)(?:负责|领导)|领导班子|均?暂?无(?:其他|此|因|政府|须|需|信息|行政)"
        r"|各|政务|政府|全年|共[^同]|主动|组织|通过|[现应]|有(?!关)|累计|制[定发]|接受|因|人民|向[县区市社全]|\d+个|的(?:干部|群众|居民|村民))",
    ),
    (
        "各|政务|政府|民|绩效|平均|口径|业务|个|有关|机关|系统|范围|工作",
        r"(?:实现|高于|低于|汇总|组织|占|虽然|尽管|但|都?是|覆盖|数据为|由|经|在|以|推动|带动|(?<=,))"
        r"{name}(?=各|政务|政府信息|村民|居民|群众|绩效|平均|口径|业务|\d+个|有关|机关|系统|范围|工作)",
    ),
)
"""A word without which a frame need not be looked for, and the frame."""
_OF_ANOTHER_LEVEL = (3, 5, 8, 9)
"""Frames in which the place above stands too: who judges the organ, whose key points it works by, whose
work is told beside its own."""


@cache
def _endings(kind: str) -> tuple[str, ...]:
    """What places like one of `kind` end with."""
    return next(kinds for kinds in _KINDS if kind in kinds)


@lru_cache(maxsize=8)
def _frames(kind: str) -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    endings = _endings(kind)
    name = rf"(?P<name>[\u4e00-\u9fff]{{2,4}}?(?:{'|'.join(endings)}))"
    return tuple(
        (as_pattern(word), as_pattern(frame.replace("{above}", _ABOVE).replace("{name}", name)))
        for word, frame in _FRAMES
    )


def own_kind(names: str) -> str | None:
    """The ending of the last place that an organ's name has: 县 of 云岭县水务局."""
    found = re.findall(r"[\u4e00-\u9fff]{2}(街道|[省市县区旗镇乡])", names)
    return found[-1] if found else None


Frames = Sequence[tuple[int, re.Pattern[str], re.Pattern[str]]]
"""Frames, each with its place among all of them and the words without one of which it need not be looked for."""


def frames_in(kind: str, prose: str) -> Frames:
    """The frames for places of `kind` that may match in a report's prose."""
    return [
        (place, word, frame)
        for place, (word, frame) in enumerate(_frames(kind))
        if word.search(prose) and may_match(frame, prose)
    ]


def stand_ins(kind: str, text: str, frames: Frames) -> Iterator[tuple[int, int, bool]]:
    """Where a place of `kind` stands in a line where the own one is due, and whether one above it cannot.

    `frames` are those that may match in the whole that the line is of.
    """
    if not any(ending in text for ending in _endings(kind)):
        return
    seen: set[int] = set()
    for place, word, frame in frames:
        for match in frame.finditer(text) if word.search(text) else ():
            if match.end("name") not in seen:
                seen.add(match.end("name"))
                yield *match.span("name"), place not in _OF_ANOTHER_LEVEL


_NAMED = as_pattern(
    r"(?P<head>.*[\u4e00-\u9fff]{2}(?P<kind>街道|[省县区旗镇乡]|市(?![场政])))(?P<office>[\u4e00-\u9fff]{3,})$"
)
_SHORT = {end: as_pattern(rf"[\u4e00-\u9fff]{{2,8}}?{end}") for end in "局委厅"}
"""What may be short for an office whose name ends so."""


@lru_cache(maxsize=64)
def office_of(organ: str) -> tuple[str, str] | None:
    """The organ's name behind its last place, and that place's kind."""
    parts = _NAMED.match(organ)
    return (parts["office"], parts["kind"]) if parts else None


@lru_cache(maxsize=8)
def _place_of(kind: str) -> re.Pattern[str]:
    return as_pattern(rf"[\u4e00-\u9fff]{{2}}(?:{'|'.join(_endings(kind))})")


def namesakes(organ: str, text: str) -> Iterator[tuple[int, int, str]]:
    """Where the own office's name, or one short for it, stands behind another place: both, and the place's name."""
    found = office_of(organ)
    if found is None or found[0][-1] not in text:
        return
    own, kind = found
    place = _place_of(kind).search(text)
    while place is not None:
        end = place.end()
        if text.startswith(own, end):
            end += len(own)
        elif short := own[-1] in _SHORT and _SHORT[own[-1]].match(text, end):
            end = short.end()
        if end == place.end() or _FORMER.match(text, place.start() - 1):
            place = _place_of(kind).search(text, place.start() + 1)
            continue
        if shortens(text[place.end() : end], own):
            yield place.start(), end, place[0]
        place = _place_of(kind).search(text, end)


_FORMER = as_pattern("[其之当]中原[县区]|.[将由把与和对及向经]原[县区]")
"""其中原县农业局: the former bureau of the own county, not one of a county called 中原."""
_HAILED = as_pattern(
    r"(?:中国式现代化(?:建设)?|现代化(?:新)?|谱写|书写|奋力?谱写|绘就|开创|续写|打造|建设|奋进|贡献)(?:的)?(?P<name>[\u4e00-\u9fff]{2})"
    r"(?=新篇章|篇章|新局面|新图景|新画卷|新华章|新答卷|新实践|实践|答卷|智慧|力量|新样板|样板)"
)
"""The place for which a slogan hopes: 谱写中国式现代化云岭新篇章."""


def hailed(text: str, own: str, whole: str) -> Iterator[tuple[int, int]]:
    """Where a slogan names a place that is not one of the `own` ones nor one the `whole` text knows."""
    for match in _HAILED.finditer(text) if "新" in text or "实践" in text else ():
        name = match["name"]
        named = any(name + ending in whole for kinds in _KINDS for ending in kinds)
        above = any(name + ending in gazetteer() for ending in ("省", "市", "自治区"))
        known = name in own or named or above or whole.count(name) > 1
        if not known and may_be_place(name + "县"):
            yield match.span("name")
