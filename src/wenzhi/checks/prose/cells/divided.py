"""Floor 3: applications divided by what they ask for or by how long the answer took, against table three.

Takes lines of prose and the table; a division that is told whole comes to what came in or was answered. It
must not know what the parser took a part for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from wenzhi.base.patterns import as_pattern
from wenzhi.checks.dossier import Dossier, Line, Number, part_start
from wenzhi.checks.rule import PASSED, Outcome, failed, rule
from wenzhi.text.slips import one_slip_apart

_NEW = "applications.new_received.total"
_OLD = "applications.carried_over.total"
_DONE = "applications.result.total.total"
_ITEM = (
    r"(?P<name>[^、,;。:()\d\n]{2,24}?)(?:的)?(?:有|为|共)?(?:(?P<number>\d+)(?:件|宗|份)(?:\([^()]*\))?"
    r"|\((?:有|共|计)?(?P<aside>\d+)(?:件|宗|份)\))"
)
_LIST = as_pattern(rf"(?:{re.sub('P<[a-z]+>', ':', _ITEM)}[、,;和及]?){{3,}}(?:等)?(?=[。;\n,]|$)")
_ONE = as_pattern(_ITEM)
_TOPIC = as_pattern(
    r"(?:申请(?:人)?|问|反映|想知道|求取|索要)(?:要)?(?:公开)?(?:的)?(?:政府)?(?:信息)?(?:的)?(?:内容|事项|事情|主题|领域|什么|信息类别)(?:里|中|上|方面)?(?:看)?(?:是|为|有|分)?[:,。]$"
    r"|按(?:照)?(?:申请|信息)?(?:的)?(?:内容|事项|领域|主题)(?:来)?(?:分|划分|分类|统计|看)?[:,]$"
)
"""Right before a list: what is asked about."""
_ON = as_pattern(
    r"申请(?:公开)?(?:的)?(?:政府)?(?:信息)?(?:的)?(?:内容|事项|领域|主题|类别)?(?:主要|大多|多|重点)?(?:涉及|集中[在于]|围绕|指向|包括|涵盖|分布[在于]|为|是|有)(?:了|到|的有)?"
)
"""At the head of a list's first name: 申请内容主要涉及征收(5件)."""
_CONTENT = as_pattern("(?:公开)?(?:的)?(?:内容|事项)(?:分别)?(?:是|为|有)?[:,]")
"""A sentence that goes on from one about applications: 内容是:征地补偿2件."""
_OTHER_BUSINESS = as_pattern("许可|处罚|投诉|举报|建议|提案|咨询|检查|服务|留言|信访")
"""In the words that open a list: it divides no applications (行政许可按事项分:)."""
_REST = as_pattern("^(?:其[他它余]|另外?|剩[余下]?)")
_OTHER_LIST = as_pattern(
    "网[上络站]|信函|邮寄|当面|现场|窗口|传真|自然人|个人|企业(?!.)|法人|组织|机构|公开$|不予|无法|结转|复议|诉讼|维持|纠正"
)
"""Names of ways in, of applicants and of results: another division."""
_OPEN = as_pattern("主要|集中|重点|多数|大多|前三|居多")
_OVERLAP = as_pattern("交叉|重复|同时涉及")
_WITHIN = as_pattern(
    r"(?:^|[,;。:、])(?P<head>[^,;。:、]{0,16}?个工作日(?:之|以)?内)(?:就|即|便|按期)?(?:予以|作出|依法)?(?:答复|办结|回复)(?:的)?(?:有|共)?(?P<number>\d+)件"
)
_BETWEEN = as_pattern(
    r"(?:至|到|[—-])\d+个工作日(?:之|以)?内?(?:答复|办结|回复)(?:的)?(?:有|共)?(?P<number>\d+)件"
)
_PUT_OFF = as_pattern(
    r"(?:延长|延期|展期|顺延)[^,;。、\d]{0,10}(?:答复|办结|回复)(?:的)?(?:有|共)?(?P<number>\d+)件"
)

_AT_ONCE = as_pattern(
    r"(?:当场|当天|当日|现场|即时|提前)(?:就|即|便|予以|作出)?(?:答复|办结|回复)(?:的|了)?(?:有|共)?(?P<number>\d+)件"
)
"""Another part of what was answered, where it stands in the same row: 当场答复5件,20个工作日内答复56件."""
_AMONG_THEM = as_pattern("其中|含|包括")
"""Between the two: those put off are some of those answered in time."""


@rule("P119")
def divided(dossier: Dossier) -> Iterator[Outcome]:
    """Applications divided by what they ask for, or by how long the answer took, come to all there are."""
    new, old, done = (dossier.value(name) for name in (_NEW, _OLD, _DONE))
    if new is None or old is None or done is None:
        return
    above = ""
    for line in dossier.lines:
        if "件" in line.text and line.section in ("overview", "applications", "extra"):
            yield from _by_topic(dossier, line, above, (new, new + old, done))
            yield from _by_time(dossier, line, done)
        above = line.text


def _by_topic(
    dossier: Dossier, line: Line, above: str, totals: Sequence[Number]
) -> Iterator[Outcome]:
    for listed in _LIST.finditer(line.text):
        start = max(line.text.rfind(mark, 0, listed.end()) for mark in ":") + 1
        start = start if listed.start() <= start < listed.end() else listed.start()
        head = line.text[:start] or (above if len(above) < _SHORT else "")
        told_of = _TOPIC.search(head) or (_CONTENT.fullmatch(head) and "申请" in above)
        items = list(_ONE.finditer(line.text, start, listed.end()))
        if not told_of:
            items = _from_topic_on(items)
            head = items[0]["name"] if items else ""
        if "申请" not in head and _OTHER_BUSINESS.search(head):
            continue
        if len(items) < _LEAST or _OVERLAP.search(head[-_SHORT:]):
            continue
        if any(_OTHER_LIST.search(item["name"]) for item in items):
            continue
        numbers = [_number(item) for item in items]
        total = sum(numbers)
        if total in totals:
            yield PASSED
        elif _OPEN.search(head[-_SHORT:]) is None:
            if _REST.search(items[-1]["name"]) or total > max(totals):
                yield _apart(dossier, line, items, total, totals[0])
        elif total > max(totals) and any(one_slip_apart(numbers, one) for one in totals):
            yield _apart(dossier, line, items, total, totals[0])


def _from_topic_on(items: list[re.Match[str]]) -> list[re.Match[str]]:
    """申请9件,自然人8件,企业1件,申请内容涉及征收(5件)、社区(3件): the items from that on whose name opens them."""
    opened = (place for place, item in enumerate(items) if _ON.match(item["name"]))
    place = next(opened, None)
    return items[place:] if place is not None else []


def _number(item: re.Match[str]) -> int:
    return int(item["number"] or item["aside"])


_SHORT = 20
_LEAST = 3


def _by_time(dossier: Dossier, line: Line, done: Number) -> Iterator[Outcome]:
    off = list(_PUT_OFF.finditer(line.text))
    within = (
        [one for one in _WITHIN.finditer(line.text) if not re.search("均|都|全部|其中", one[0])]
        if off
        else []
    )
    if len(within) != 1 or len(off) != 1:
        return
    if _AMONG_THEM.search(line.text[within[0].end() : off[0].end()]):
        return
    between = [one for one in _BETWEEN.finditer(line.text) if one.end() != within[0].end()]
    items = sorted([*within, *between, *off], key=lambda one: one.start())
    total = sum(map(_number, items))
    start = part_start(line.text, items[0].start(), "。;")
    at_once = [*_AT_ONCE.finditer(line.text, start)]  # some of the others, or a part beside them
    if total < done and at_once:
        items = sorted([*items, *at_once], key=lambda one: one.start())
        total += sum(map(_number, at_once))
    if total == done:
        yield PASSED
    else:
        yield _apart(dossier, line, items, total, done)


def _apart(
    dossier: Dossier, line: Line, items: Sequence[re.Match[str]], total: int, expected: Number
) -> Outcome:
    finding = dossier.finding(
        "P119",
        {"terms": "+".join(f"{_number(item)}件" for item in items), "sum": total},
        spans=[line.span(items[0].start(), items[-1].end())],
        facts=[_NEW, _OLD, _DONE],
        expected=expected,
        actual=total,
    )
    return failed(finding)
