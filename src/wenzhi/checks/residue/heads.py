"""Floor 3: what an organ is called and who heads it: no 镇长 in a township's report, no 某某街道 in that of 某某镇.

Takes an organ's name and a line of prose; gives where another kind of organ's head leads its own work, and where
the own place is called a place of another kind. It makes no finding.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from wenzhi.base.patterns import as_pattern
from wenzhi.text.patterns import compile_quick

_HEAD = (
    r"(?P<head>局长|镇长|乡长|县长|区长|市长|厅长|校长|院长|(?:街道)?办事处主任|办主任|中心主任)"
)
_LEADS = compile_quick(
    r"(?:(?<=由)|(?<=以)|(?<=[,;、和及])|(?<=成立)|(?<=任组长、)|(?<=书记)|(?<=落实)|(?<=实行)|(?<=坚持)|(?<=形成)|(?<=建立)|(?<=明确)|^)"
    + _HEAD
    + r"(?=任(?:组长|副组长|总负责|主任|第一|双)|担任(?:组长|副组长)|为(?:组长|第一责任人|总负责)"
    + r"|挂帅|负总责|亲自(?:抓|挂帅|部署)|牵头|第一责任)"
)
"""由镇长任组长: without the name of the place it is of, the organ's own head."""
_OTHERS = as_pattern("各|县级|市级|区级|省|全[县市区]|上级|分管|副(?=[镇乡县区市局厅校院])")
"""In the clause before: heads of others, or of a group above the organ."""
_HEADED_BY: tuple[tuple[str, str], ...] = (
    ("镇(?:人民政府)?$", "镇长"),
    ("乡(?:人民政府)?$", "乡长"),
    ("街道(?:办事处)?$|办事处$", "办事处主任|街道办事处主任|办主任"),
    ("县(?:人民政府)?(?:办公室)?$", "县长"),
    ("区(?:人民政府)?(?:办公室)?$", "区长"),
    ("市(?:人民政府)?(?:办公室)?$", "市长"),
    ("局$", "局长"),
    ("厅$", "厅长"),
    ("医院$|卫生院$|保健院$|学院$", "院长|校长"),
    ("大学$|学校$|中学$|小学$", "校长"),
)
"""Organs by the end of their names, and who heads one of them."""
_ABOVE = {"县长": "县", "区长": "区", "市长": "市"}
"""Heads of places above a bureau's or a street's own: they may lead a group that it is in."""


@lru_cache(maxsize=256)
def _own_head(organ: str) -> str | None:
    """A pattern of those who head `organ`; None for a kind that more than one head fits."""
    return next((head for ending, head in _HEADED_BY if re.search(ending, organ)), None)


def other_heads(organ: str, text: str) -> Iterator[tuple[int, int]]:
    """Where one who heads no organ of the kind of `organ` leads its own group."""
    told = ("长" in text or "主任" in text) and _LEADS.search(text)
    own = _own_head(organ) if told else None
    if own is None:
        return
    for said in _LEADS.finditer(text):
        head = said["head"]
        before = re.split("[,;。:]", text[: said.start()])[-1]
        if re.fullmatch(own, head) or _OTHERS.search(before):
            continue
        if _ABOVE.get(head, "—") in organ or (head == "局长" and "局" in organ):
            continue  # 由县长任组长 in a county's bureau's report
        if head == "院长" and re.search("医|学|法院|检察", organ):
            continue
        yield said.span("head")


_LEADING = compile_quick(
    r"(?:^|(?<=[,。;:、])|(?<=在)|(?<=按照)|(?<=根据)|(?<=来))(?P<body>(?P<of>局|镇|乡|街道|院|校)(?:党组|党委|党工委)(?:[、和]?(?:局|镇|乡|街道)(?:政府|办事处))?)"
    r"(?=高度重视|认真|始终|坚持|专题|多次|定期|书记|会议?|统一|的?(?:坚强|正确|统一|有力)?(?:领导|部署|要求|指导)|部署)"
)
"""局党组高度重视, 按照镇党委、镇政府部署: who leads the organ, named by its kind alone."""
_LED_SO = {
    "局": "局|署|海关|税务|队|中心|馆|院|校|学|站|公司",
    "镇": "镇",
    "乡": "乡",
    "街道": "街道|街|办事处",
    "院": "院|医|学|校",
    "校": "学|校|院|幼儿园",
}


def other_leaders(organ: str, text: str) -> Iterator[tuple[int, int]]:
    """Where the party committee of another kind of organ leads the own one."""
    if "党" not in text or not _OWN_KINDS.search(organ):
        return
    for said in _LEADING.finditer(text):
        if not re.search(_LED_SO[said["of"]], organ):
            yield said.span("body")


_OWN_KINDS = as_pattern("(?:局|厅|镇人民政府|乡人民政府|街道办事处)$")
_SIBLINGS = {"镇": ("街道", "乡"), "乡": ("街道", "镇"), "街道": ("镇", "乡"), "县": ("区",)}
_PLACED = as_pattern(
    r"(?P<stem>[\u4e00-\u9fff]{2,3}?)(?P<kind>街道|镇|乡)(?:人民政府|办事处)$"
    r"|(?:^|[省市州])(?P<county>[\u4e00-\u9fff]{2,3})(?P<level>县)"
)
_NO_KIND = as_pattern("[域间块位划办级]|委会|村|社区居")
"""Behind what looks like a place's kind and is not: 区域, 乡村."""


@lru_cache(maxsize=256)
def _siblings(organ: str) -> re.Pattern[str] | None:
    """The own place's name with another kind of its level behind it."""
    named = _PLACED.search(re.sub("^.*[省市县区旗州](?=[\u4e00-\u9fff]{2,})", "", organ))
    named = named or _PLACED.search(organ)
    if named is None:
        return None
    stem, kind = named["stem"] or named["county"], named["kind"] or named["level"]
    return as_pattern(rf"(?<!原){re.escape(stem)}(?:{'|'.join(_SIBLINGS[kind])})")


def of_another_kind(organ: str, text: str) -> Iterator[tuple[int, int]]:
    """Where the own place is called a place of another kind: 白石街道 in the report of 白石镇."""
    pattern = _siblings(organ)
    for match in pattern.finditer(text) if pattern is not None else ():
        if not _NO_KIND.match(text, match.end()):
            yield match.span()
