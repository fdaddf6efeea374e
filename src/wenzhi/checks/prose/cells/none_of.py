"""Floor 3: what is denied of one or two things at once, against the cells: 无一被纠正, 未制发、未废止规范性文件.

Takes lines of prose that the parser reads no claim in, and the cells of tables two and four; gives outcomes of
P111, and of P102 where the section on problems speaks of more corrected decisions than there were.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from wenzhi.base.patterns import as_pattern
from wenzhi.checks.dossier import Dossier, Line, part_end, part_start
from wenzhi.checks.forms import BLOCKS, apart, cell_label
from wenzhi.checks.readings import SUITS
from wenzhi.checks.rule import PASSED, Outcome, failed, unjudged
from wenzhi.text.normalize import squeezed

_NONE_SO = as_pattern(
    r"(?:无一|没有一|未有一|无任何一|无)[件例起宗案]?(?:案件|诉讼|复议)?(?:出现)?(?:被|遭|获|判|裁|因|由|经|予以|依法|最终|复议机关|法院|人民法院|上级|判决|裁定|决定)*"
    r"(?P<how>纠正|撤销|纠错|败诉|改判|维持|胜诉)(?:的)?(?:情况|情形|案件)?(?=[,;。)、]|$)"
)
_ENDED = {"维持": "maintained", "胜诉": "maintained"}
_COURT = as_pattern("法院|判|败诉|胜诉|裁定")
_OF_REVIEW = as_pattern("复议机关|复议决定")
_KINDS_OF_SUITS = as_pattern("(?:未|不)经(?:行政)?复议|(?:行政)?复议后|先行?复议")
_ELSEWHERE = as_pattern(
    "上一?年|去年|往年|近[两二三四五]年|历年|一审|二审|出庭|处罚案|许可|确保|力争|争取|实现|目标|下一步|代理|审理(?:的)?复议|作为复议机关"
)

_ISSUED = "制发|制定|制作|出台|印发|新制发|新制定|新出台|新增"
_ENDS = "废止|失效|宣布失效|清理|修订|修改"
_NO = "(?:未|没有?|无|不曾|未曾)(?:新|再)?"
_NEITHER = as_pattern(
    rf"{_NO}(?P<one>{_ISSUED})(?:过)?(?P<joined>[、,]?(?:也|亦|又|和|或者?|及|与|且)?(?:{_NO})?(?P<two>{_ENDS})(?:过)?)?"
    r"(?:任何|新的)?(?P<thing>(?:行政)?规范性文件|规章)(?=[,;。)、和或及与]|$)"
    rf"|(?:行政)?(?P<topic>规范性文件|规章)(?:方面)?[,:]?(?:本年度?|全年|年内|当年|今年)?(?:既)?{_NO}(?P<first>{_ISSUED})(?:过)?"
    rf"[、,]?(?:也|亦|又|和|或者?|及|与|且)?(?:{_NO})?(?P<second>{_ENDS})(?:过)?(?=[,;。)]|$)"
)
_OWN_LEVEL = as_pattern(
    "本级|机关|办公[室厅]|政府办|部门|上一?年|去年|往年|20\\d\\d年[^,;。]{0,4}以前"
)
_NOUGHT = as_pattern(
    r"(?P<thing>规范性文件|规章)(?:方面)?(?:继续|实现|保持)?"
    r"(?P<noughts>零(?:制发|制定|新增|出台|印发|废止|失效)(?:[、,和]?零(?:制发|制定|新增|出台|印发|废止|失效))?)(?=[,;。)]|$)"
)
"""规范性文件零制发、零废止."""
_NOUGHTS = (("repealed", "废止|失效"), ("issued", "制发|制定|新增|出台|印发"))
_NO_DEFEAT = as_pattern(
    r"(?:未|没有|无|不存在|未曾)(?:出现|发生|有)?(?:任何|过)?(?:案件|行政机关)?"
    r"(?:(?:行政)?诉讼)?(?:被判)?败诉(?:案件)?(?:[、,]|[和与及或])(?:者|以及)?(?:(?:行政)?复议)?(?:被|遭)(?:依法)?(?:纠正|撤销|纠错)(?:的)?(?:情形|情况|案件|现象|问题)?(?=[,;。)]|$)"
    r"|(?:未|没有|无|不存在|未曾)(?:出现|发生|有)?(?:任何|过)?(?:(?:行政)?复议)?(?:被|遭)(?:依法)?(?:纠正|撤销|纠错)(?:[、,]|[和与及或])(?:者|以及)?(?:(?:行政)?诉讼)?(?:被判)?败诉(?:的)?(?:情形|情况|案件|现象|问题)?(?=[,;。)]|$)"
)
"""Neither reviews nor suits ended so: 未出现败诉、被纠正的情形."""
_CELLS = {"规范性文件": "active.normative_documents", "规章": "active.rules"}


def denied_together(dossier: Dossier) -> Iterator[Outcome]:
    """What is said to have happened to none, or not to have been done nor undone, is 0 in the cells."""
    told = {place for claim in dossier.report.claims for place in range(claim.start, claim.end)}
    for line in dossier.lines_for(_NONE_SO):
        for match in _NONE_SO.finditer(line.text):
            start, end = line.span(*match.span())
            if told.isdisjoint(range(start, end)) and line.section in ("overview", "review"):
                yield from _none_so(dossier, line, match)
    for line in dossier.lines_for(_NO_DEFEAT):
        said = _NO_DEFEAT.search(line.text)
        if said and line.section in ("overview", "review") and not _ELSEWHERE.search(line.text):
            yield from _hold(dossier, line, said, [f"{block}.corrected" for block in BLOCKS])
    if dossier.report.meta.organ_kind in ("government", "office"):
        return  # a government's table covers its offices; what is denied may be of one of them
    for line in dossier.lines_for(_NEITHER):
        for match in _NEITHER.finditer(line.text):
            if not _OWN_LEVEL.search(line.text[: match.start()]):
                yield from _neither(dossier, line, match)
    for line in dossier.lines_for(_NOUGHT):
        for match in _NOUGHT.finditer(line.text):
            if not _OWN_LEVEL.search(line.text[: match.start()]):
                row = _CELLS[match["thing"]]
                told_of = [name for name, words in _NOUGHTS if re.search(words, match["noughts"])]
                yield from _hold(dossier, line, match, [f"{row}.{name}" for name in told_of])


def _none_so(dossier: Dossier, line: Line, match: re.Match[str]) -> Iterator[Outcome]:
    """已审结的4件中,无一被判决纠正: none of the suits told before it, or of the reviews."""
    before = _KINDS_OF_SUITS.sub("", line.text[: match.start()])
    review, suits = before.rfind("复议"), max(before.rfind("诉讼"), before.rfind("起诉"))
    if _ELSEWHERE.search(line.text) or (max(review, suits) < 0 and not _COURT.search(match[0])):
        return
    blocks: tuple[str, ...] = tuple(BLOCKS)  # 复议3件、诉讼2件,无一被纠正 is of both
    if _COURT.search(match[0]):
        blocks = SUITS
    elif _OF_REVIEW.search(match[0]) or suits < 0:
        blocks = ("review",)
    elif review < 0 or ";" in before[review:suits]:
        blocks = SUITS
    ended = _ENDED.get(match["how"], "corrected")
    yield from _hold(dossier, line, match, [f"{block}.{ended}" for block in blocks])


def _neither(dossier: Dossier, line: Line, match: re.Match[str]) -> Iterator[Outcome]:
    """全年未制发、未废止行政规范性文件: both cells are 0."""
    cell = _CELLS[(match["thing"] or match["topic"]).removeprefix("行政")]
    cells = [f"{cell}.issued"]
    if (match["two"] or match["second"] or "") in ("废止", "失效", "宣布失效"):
        cells.append(f"{cell}.repealed")
    if len(cells) > 1:
        yield from _hold(dossier, line, match, cells)


def _hold(
    dossier: Dossier, line: Line, match: re.Match[str], cells: list[str]
) -> Iterator[Outcome]:
    values = {cell: dossier.value(cell) for cell in cells}
    if any(value is None for value in values.values()):
        yield unjudged("单元格空白或无法辨读 / the cell is blank or unreadable")
        return
    wrong = next((cell for cell, value in values.items() if value), None)
    if wrong is None:
        yield PASSED
        return
    finding = dossier.finding(
        "P111",
        {"text": squeezed(match[0])[:60], "place": cell_label(wrong), "value": values[wrong]},
        spans=[line.span(*match.span())],
        facts=[wrong],
        expected=0,
        actual=values[wrong],
    )
    yield failed(finding)


_CORRECTED = as_pattern(
    r"(?:对|就|针对|将|把|围绕|结合)?(?:上述|全部|所有|这|本年度?|全年)?(?P<number>[1-9]\d{0,3})[件起宗例]"
    r"(?:已|均|因[^,;。\d]{1,12})?被?(?P<who>行政复议机关|复议机关|行政复议|复议|法院|行政诉讼|诉讼)?(?:依法|判决|决定)?(?:被)?(?:纠正|撤销|纠错|败诉|责令重作)"
    r"(?:或(?:者)?(?:被)?(?:撤销|纠正|败诉))?(?:的)?(?:行政)?(?:案件|复议|诉讼|答复|案例|个案|典型案)"
)
_OTHER_TIME = as_pattern(
    "近[两二三四五]年|历年|往年|以来|累计|上一?年|去年|20\\d\\d年|其他|兄弟|全[国省市]|上级|各地|收集|每|平均|至少|不少于"
)


def more_than_corrected(dossier: Dossier) -> Iterator[Outcome]:
    """对4件被纠正案件开展复盘: section five speaks of no more decisions put right than table four has."""
    cells = [f"{block}.corrected" for block in BLOCKS]
    total = dossier.total(cells)
    for line in dossier.lines_for(_CORRECTED) if total is not None else ():
        match = _CORRECTED.search(line.text) if line.section == "problems" else None
        if match is None or total is None:
            continue
        start = part_start(line.text, match.start(), ";。")
        if _OTHER_TIME.search(line.text[start : part_end(line.text, match.end(), ";。")]):
            continue
        number = int(match["number"])
        if number <= total:
            yield PASSED
            continue
        label = "行政复议、行政诉讼·结果纠正"
        finding = dossier.finding(
            "P102",
            {"text": squeezed(match[0]), **apart(label)},
            spans=[line.span(*match.span())],
            facts=cells,
            expected=total,
            actual=number,
            severity="warning",
        )
        yield failed(finding)
