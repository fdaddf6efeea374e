"""Floor 3: what is said to have happened, without a figure, where the table has none (P113), and how all ended (P112).

已发生行政复议、行政诉讼, 已制发规范性文件; 3件均已公开, 两件申请都没有公开. Takes lines of prose, counts of
applications and the cells; the parser reads no claim in these. It must not know what rule asks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Span
from wenzhi.checks.dossier import Dossier, part_start
from wenzhi.checks.forms import BLOCKS, cell_label
from wenzhi.checks.readings import SUITS
from wenzhi.checks.rule import PASSED, Outcome, failed
from wenzhi.text.numerals import how_many

_TIME = (
    r"(?:20\d\d年(?:度)?|全年|本年度?|年内|当年|今年"
    r"|本机关|本单位|我[局委厅办镇乡院校站市县区]|街道|且|也|并)*,?"
)
_ABOUT = (
    "(?:因|由|涉及|关于|与)?(?:政府信息公开|信息公开|依申请公开|公开工作|政务公开)?"
    "(?:工作|答复|申请)?(?:而)?(?:所?引[起发]|被?提起|产生|被申请)?(?:的)?"
)
_DISPUTE = (
    "(?:行政)?(?:复议|诉讼)(?:(?:案件|案|申请)?(?:、|和|及|与|以及|或)"
    "(?:被?提起)?(?:行政)?(?:复议|诉讼))?"
)
_HAPPENED = as_pattern(
    rf"(?:^|(?<=[,;。:]))(?P<time>{_TIME})"
    r"(?:(?:已经?|曾|确)?(?:发生|出现|产生|引发)(?:了|过)?"
    rf"{_ABOUT}(?P<dispute>{_DISPUTE})(?:案件|案|情况|情形|事项)?"
    rf"|(?:已经?|曾)被(?:申请|提起|提出)(?:了|过)?(?P<against>{_DISPUTE})(?:案件|申请)?"
    r"|(?:已经?|曾)(?:实施|作出|采取)(?:了|过)?(?:行政)?(?P<act>强制|处罚|许可)(?:决定|措施)?"
    r"|(?:已经?|曾)?(?:新)?(?:制发|制定|出台|印发|制作)了?(?:行政)?(?P<thing>规范性文件|规章))(?=[,;。]|$)"
)
_ACTS = {"强制": "coercion", "处罚": "penalties", "许可": "licensing"}
_THINGS = {
    "规范性文件": "active.normative_documents",
    "规章": "active.rules",
}
_MADE = ("made", "issued")
_ELSEWHERE = as_pattern(
    "上一?年|去年|往年|历年|以往|如|若|凡|对于|避免|防止|杜绝|减少|下一步|将|未|没|无|不|上级|辖区|指导|配合|参与|协助|各"
)
"""In the clause before it: it is not the organ's own year, or did not happen."""
_COUNTED = as_pattern("[,;](?:其中|分别|共|计|合计|为)*[0-9]")
"""Right behind it: a figure tells it."""


def said_to_have_happened(dossier: Dossier) -> Iterator[Outcome]:
    """What is said to have happened is more than 0 in the cells."""
    for line in dossier.lines_for(_HAPPENED):
        if line.section in ("problems", "preamble"):
            continue
        for told in _HAPPENED.finditer(line.text):
            start = part_start(line.text, told.start(), ";。")
            around = line.text[start : told.start()].rpartition(",")[2]
            if _ELSEWHERE.search(around + told["time"]) or _COUNTED.match(line.text, told.end()):
                continue
            cells = _cells(dossier, told)
            values = [dossier.value(cell) for cell in cells]
            if not cells or any(value is None for value in values):
                continue
            if any(values):
                yield PASSED
                continue
            yield against(dossier, "P113", line.span(*told.span()), told[0], cells[0], "> 0", 0)
    yield from _taken_to_court(dossier)
    yield from _left_over(dossier)


_NEXT_YEAR = "(?:第二年|[下次明来]一?年度?)"
_LEFT = as_pattern(
    r"(?:有|其中|另有?|还有|剩下?|余|仅|,|;|^)(?P<number>[1-9]\d*|[一二两三四五六七八九十])件[^,;。:\d]{0,8}?"
    rf"(?:拖|留|转|带|跨|延|挪|顺延|结转|滚)(?:待|到|至|入|给|往)?了?{_NEXT_YEAR}"
)
_CARRIED = as_pattern(r"(?:^|[,;。])(?:申请)?结转:?(?P<number>[1-9]\d*)件(?=[,;。]|$)")
"""结转:1件, which does not say whether it came from last year or goes to the next."""
_NEITHER = as_pattern("上一?年|去年|复议|诉讼|建议|提案|热线|信访|案件|如|若|可")


def _left_over(dossier: Dossier) -> Iterator[Outcome]:
    """有1件拖到第二年, 结转:1件 where no such row of the table has so many."""
    onward, over = (f"applications.{row}.total" for row in ("carried_forward", "carried_over"))
    told_already = {onward, over}
    for pattern, cells in ((_LEFT, (onward,)), (_CARRIED, (onward, over))):
        values = [dossier.value(cell) for cell in cells]
        if any(value is None for value in values):
            continue
        for line in dossier.lines_for(pattern):
            for told in pattern.finditer(line.text) if line.section != "problems" else ():
                start = part_start(line.text, told.start("number"), ";。")
                span = line.span(*told.span("number"))
                if _NEITHER.search(line.text, start, told.end()):
                    continue
                if len(cells) == 1 and _is_counted(dossier, span, told_already):
                    continue  # held against its cell as every figure is
                number = how_many(told["number"])
                if number in values:
                    yield PASSED
                else:
                    place = line.span(*told.span())
                    yield against(dossier, "P113", place, told[0], cells[0], number, values[0] or 0)


def _is_counted(dossier: Dossier, span: Span, names: Set[str]) -> bool:
    """Whether the parser reads the figure there as one of these cells."""
    return any(
        one.start <= span[0] < one.end and one.indicator in names for one in dossier.report.counts
    )


def _taken_to_court(dossier: Dossier) -> Iterator[Outcome]:
    """有2个人到法院告我们 where the table has no suit."""
    if "法院" not in dossier.prose:
        return
    cells = [f"{block}.total" for block in SUITS]
    total = dossier.total(cells)
    for line in dossier.lines_for(_TO_COURT) if total is not None else ():
        for told in _TO_COURT.finditer(line.text):
            start = part_start(line.text, told.start(), ";。")
            if line.section == "problems" or _ELSEWHERE.search(
                line.text[start : told.start()].rpartition(",")[2]
            ):
                continue
            if total:
                yield PASSED
            else:
                yield against(dossier, "P113", line.span(*told.span()), told[0], cells[0], "> 0", 0)


_TO_COURT = as_pattern(
    r"有(?:了)?(?:[1-9]\d*|[一两二三四五六七八九十])(?:个|名|位|户)(?:人|申请人|群众|村民|居民|市民|企业)?(?:到|去|向|上)(?:人民)?法院(?:告|起诉|状告|打官司|提起)"
)


def _cells(dossier: Dossier, told: re.Match[str]) -> list[str]:
    said = told["dispute"] or told["against"]
    if said:
        blocks = [*(("review",) if "复议" in said else ()), *(SUITS if "诉讼" in said else ())]
        return [f"{block}.total" for block in BLOCKS if block in blocks]
    if told["act"]:
        return [f"active.{_ACTS[told['act']]}.decisions"]
    names = [f"{_THINGS[told['thing']]}.{made}" for made in _MADE]
    return [name for name in names if name in dossier.cell_names]


_TOTALS = ("applications.new_received.total", "applications.result.total.total")
_ALL_GIVEN = as_pattern(
    "^(?:(?:政府信息公开|信息公开)?申请)?,?(?:均|都|全部|全都)(?P<no>未|没有?|不)?(?:已|依法|予以|予|给予|主动)*公开(?:了)?(?=[,;。])"
)
_GRANTED, _PARTIAL = (f"applications.result.{row}.total" for row in ("granted", "partial"))


def all_given(dossier: Dossier) -> Iterator[Outcome]:
    """3件均已公开 where the table has as many, and grants fewer; 两件申请都没有公开 where it grants one."""
    for count in dossier.report.counts:
        if count.indicator not in _TOTALS or not count.value or count.scope != "report_year":
            continue
        behind = _ALL_GIVEN.match(dossier.flat[count.end : count.end + 30])
        granted, partial = dossier.value(_GRANTED), dossier.value(_PARTIAL)
        if behind is None or granted is None or partial is None:
            continue
        if dossier.value("applications.result.total.total") != count.value:
            continue
        span = (count.start, count.end + behind.end())
        told = "".join(dossier.flat[slice(*span)].split())
        if behind["no"] and granted:
            yield against(dossier, "P112", span, told, _GRANTED, 0, granted)
        elif not behind["no"] and granted + partial < count.value:
            yield against(dossier, "P112", span, told, _GRANTED, count.value, granted)
        else:
            yield PASSED


def held(
    dossier: Dossier, code: str, span: tuple[int, int], text: str, cell: str, expected: object
) -> Outcome:
    """Whether words at a place say of a cell what it holds; they pass where it cannot be read."""
    value = dossier.value(cell)
    if value is None or value == expected:
        return PASSED
    return against(dossier, code, span, text, cell, expected, value)


def against(
    dossier: Dossier,
    code: str,
    span: tuple[int, int],
    text: str,
    cell: str,
    expected: object,
    actual: object,
) -> Outcome:
    """That words at a place say otherwise than a cell has it."""
    finding = dossier.finding(
        code,
        {"text": text.lstrip(",")[:60], "place": cell_label(cell), "value": actual},
        spans=[span],
        facts=[cell],
        expected=expected,
        actual=actual,
    )
    return failed(finding)
