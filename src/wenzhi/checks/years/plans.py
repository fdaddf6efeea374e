"""Floor 3: rule Y207: what section five plans is planned for a year after the reported one.

A year at the head of a plan (2023年,我局将进一步…, 怎么补:2023年各村先…, 2023年的打算) is looked at; what was planned
once and what came of it is told rightly.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from wenzhi.base.patterns import as_pattern, found_by
from wenzhi.base.records import Span
from wenzhi.checks.dossier import Dossier, Line, part_end
from wenzhi.checks.rule import PASSED, Outcome, rule
from wenzhi.checks.years.stated import told
from wenzhi.checks.years.wordings import (
    LEFT_FOR,
    MEASURE_FOR,
    SET_FOR,
    YEAR,
    dated_lines,
    read_year,
    reported_year,
)

_INTENDS = (
    r"(?:^|(?<=[。;:、,]))(?:\(?[一二三四五六七八九十]{1,3}\)?[、.]|[一二三四五六七八九]是)?(?:下一步,?|今后,?|改进措施:)?在?"
    + YEAR
    + r"度?,?(?:[\u4e00-\u9fff]{2,20}?)?"
    + r"(?:将(?=继续|进一步|不断|持续|着力|着重|重点|加大|加强|深入|切实)"
    + r"|将(?![^,。;]{2,20}(?:纳入|作为|列入|列为|与|和|融入|贯穿|摆|放|落|打造|按|归))|计划|拟)"
    + r"(?:要|着力|在|会)?(?:继续|进一步|重点|着重|着力|加强|加大|围绕|从|不断|持续|做好|深入|切实"
)
_PLANNED = as_pattern(_INTENDS + ")")
_PLANNED_THERE = as_pattern(
    _INTENDS
    + r"|(?:丰富|健全|完善|提升|提高|强化|优化|推动|推进|开展|建立|加快|补齐|增加|扩大|拓宽|创新|探索|充实)"
    + r"(?![^,。;]{0,12}(?:情况|已|了)))"
)
"""In section 五 and six plain verbs show a plan as well; elsewhere 将 may mean 把."""
_PLAINLY_MEANT = as_pattern(
    r"(?:^|(?<=[。;:、]))(?:下一步,?|[一二三四五六七八九]是)?"
    + YEAR
    + r"度?,?(?:我[局委厅办镇乡县市区]|我们|街道|本[局级机单])?(?:还|也|又)?"
    + r"(?:(?:计划|拟|打算|准备)(?!完成|任务|内|的|已|数|[^,。;]{0,10}(?:已|完成))|将[把会要]|要把|会把"
    + r"|将(?:邀请?|聘请?|[选委]派|组织|举办|召开|安排|增[设加配]|编[印制写]|制作|出台|开[设展]|上线"
    + r"|(?:建成|建立|推出|启[用动]|实[现行]|试行|新[增建设])(?!的|后|情况)))"
)
"""2023年计划增设两处公开查阅点, 2024年,我们将把…纳入, 三是2024年将邀请…: no 把 is meant by 将."""
_NOT_PLANNED = as_pattern(
    r"原计划|曾|实际|[仅只](?:完成|有|办|发|做|开)|未(?:能|完成|达|实现)|没(?:能|有?完成|有?做到)|落空|却|问题[^:。]{0,6}(?:已|均)|已(?:经)?(?:完成|整改)|整改到位"
)
_SAID_BEFORE = as_pattern(r"报告|提出|要求|部署")
"""Last year's report said what would be done this year: that is told rightly."""
_NAMED_BEHIND = 4
"""Characters behind a year and its verb in which a report or demand may still be named."""


@rule("Y207")
def plan_for_a_year_past(dossier: Dossier) -> Iterator[Outcome]:
    """What is planned (2023年，我局将进一步…) is planned for a year after the reported one."""
    year = reported_year(dossier)
    seen: set[Span] = set()
    for outcome in (
        *_due_in_a_year_past(dossier, year),
        *_planned(dossier, year),
        *_headed_by_a_year_past(dossier, year),
    ):
        where = outcome.finding.spans[0] if outcome.finding else None
        if where is None or where not in seen:
            yield outcome
        if where is not None:
            seen.add(where)  # one year may head a plan in several ways


def _planned(dossier: Dossier, year: int) -> Iterator[Outcome]:
    """What words show to be planned (将继续, 计划, 力争) is planned for a year after the reported one."""
    for line in dated_lines(dossier):
        within = line.section in ("problems", "other")
        for match in _plans(line, within):
            stated = read_year(match["year"])
            if stated > year:
                yield PASSED
            elif year - stated <= 3 and not (
                _NOT_PLANNED.search(line.text)
                or _SAID_BEFORE.search(line.text, 0, match.end() + _NAMED_BEHIND)
            ):
                loose = found_by(match, LEFT_FOR, MEASURE_FOR)
                if stated == year and (loose or (found_by(match, SET_FOR) and not match["will"])):
                    continue  # what the reported year was to reach may be told as a shortcoming
                yield told(dossier, "Y207", line, match, year + 1, reported=year)


_MEASURES = as_pattern(
    "改进(?!和|与|及)|措施|下一步|今后|怎么改|怎么办|打算|针对[^,。;]{0,12}(?:问题|不足)"
)
_DUE = as_pattern(
    r"(?:^|(?<=[,。;:、]))(?:\(?[一二三四五六七八九十\d]{1,2}(?:\)|[、.]|是)|[●•▪◆]|[—-]+|第[一二三四五][,、])?(?:我[局委厅办镇乡院校]|街道)?(?:并且?|同时)?(?:将|拟)?(?:自|从|在|到|于|力争|确保)?"
    + YEAR
    + r"度?(?:年?底前|底以前|内(?=[,完实])|[一二三四]季度(?!末)|上半年|下半年|\d{1,2}月(?:底|份)?前"
    + r"|起(?![草诉])|开始|给|覆盖|再|要|计划|拟|争取|力争|准备|打算|,?(?:重点|着[重力]|继续|进一步|[做抓]好)"
    r"|[\u4e00-\u9fff]{2,10}前(?=[,先])"
    r")"
)
"""The time by which a measure is to be taken: 2023年底前, 2023年一季度对…开展督导."""
_OF_THE_PAST = as_pattern(
    r"已|了|曾|存在|上一?年|去年|报告|印发|修订|施行|实施|出台|实际|仅|只|未|没|原|期间|(?<!前)完成(?!率|整改|全|对|前|\d)"
)


def _due_in_a_year_past(dossier: Dossier, year: int) -> Iterator[Outcome]:
    """Behind the words that open the measures of section five, what is due is due after the reported year."""
    measures = False
    for line in dossier.lines:
        if line.section != "problems":
            measures = False
            continue
        opened = _MEASURES.search(line.text)
        begin = 0 if measures else (opened.end() if opened else len(line.text))
        measures = measures or opened is not None
        for match in _DUE.finditer(line.text, begin) if "年" in line.text else ():
            end = part_end(line.text, match.end(), ",。;")
            past = _OF_THE_PAST.search(line.text, match.start(), end)
            if not past and read_year(match["year"]) in (year, year - 1):
                yield told(dossier, "Y207", line, match, year + 1, reported=year)


_NO_PLAN = (
    r"(?!以[来前后]|[前后底末初起来间至]|\d|[一二三四五六七八九十]{1,2}月|形成|制定|印发"
    r"|的?(?:工作|公开)?(?:清单|目录|指南|要点|计划|方案)"
    r"|[^,。;]{0,14}(?:文件|材料|档案|旧|年报|报告|指出|查出|提出|反馈|遗留|问题|不足|做法|经验|基础))"
)
_HEADED = as_pattern(
    r"(?:改进(?!和|与|及)(?:措施|情况|办法|打算|思路|方向|举措)?|整改(?:措施|打算|思路)?|措施|举措|对策|下一步(?:打算|工作|措施|计划)?|今后|打算|思路"
    r"|怎么[改办补做抓]|[改补]的?办法|努力方向)[是为有]?[:,。?]?\s*(?:\(?[一1](?:\)|[、.]|是))?"
    + YEAR
    + r"度?(?!的(?:打算|计划|思路))"
    + _NO_PLAN
)
"""Right behind the words that open the measures: 怎么补:2023年各村先…, whatever is to be done."""
_AT_ITS_HEAD = as_pattern(
    r"(?:\(?[一二三四五六七八九十\d]{1,2}(?:\)|[、.]|是)|[●•▪◆])?" + YEAR + r"度?" + _NO_PLAN
)
"""The first words of a line below a line that opens the measures."""
_CALLED_A_PLAN = as_pattern(
    r"(?:^|(?<=[,。;:]))"
    + YEAR
    + r"度?(?:的?(?:工作|公开)?(?:打算|计划|思路|安排|目标|努力方向|工作重点|改进方向|主要措施)"
    r"(?:是|为|有|如下|:|,(?!完成|落实|已))"
    r"|(?:,?(?:我[局委厅办镇乡县市区]|我们|街道|本[局级机单]位?))?要(?:做好?|抓|办|干|在|从|下|让|使|对|继续))"
)
_NEXT = as_pattern(r"(?:明年|下一?年度?|来年|次年)\(" + YEAR + r"度?\)")
"""明年(2021年) in the report on 2021."""
_FARTHEST = 3
"""Years by which a plan left in from an older report may be off."""


def _headed_by_a_year_past(dossier: Dossier, year: int) -> Iterator[Outcome]:
    """A year before the reported one opens no measure, and neither it nor the reported one a plan called so."""
    measures = False
    for line in dossier.lines:
        if line.section not in ("problems", "other"):
            measures = False
            continue
        if "年" in line.text:
            yield from _plans_headed(dossier, line, year, measures)
        # Only a line that does no more than open the measures makes the next one a measure.
        measures = len(line.text) <= _TITLE and _MEASURES.search(line.text) is not None


_TITLE = 16
"""Characters of a line that only opens the measures: (二)下一步改进措施."""


def _plans_headed(dossier: Dossier, line: Line, year: int, below: bool) -> Iterator[Outcome]:
    found = [*_HEADED.finditer(line.text)]
    if below and (first := _AT_ITS_HEAD.match(line.text)):
        found.append(first)
    for match in found:
        stated = read_year(match["year"])
        if year - _FARTHEST <= stated < year and not _is_past(line, match):
            yield told(dossier, "Y207", line, match, year + 1, reported=year)
    for match in _CALLED_A_PLAN.finditer(line.text):
        stated = read_year(match["year"])
        if year - _FARTHEST <= stated <= year and not _is_past(line, match):
            yield told(dossier, "Y207", line, match, year + 1, reported=year)
    for match in _NEXT.finditer(line.text):
        if read_year(match["year"]) == year + 1:
            yield PASSED
        else:
            yield told(dossier, "Y207", line, match, year + 1, reported=year)


def _is_past(line: Line, match: re.Match[str]) -> bool:
    """Whether the sentence tells what was done, or the years to come beside that one."""
    end = part_end(line.text, match.end(), "。;")
    later = _ANY_YEAR.search(line.text, match.end(), end)
    return later is not None or _OF_THE_PAST.search(line.text, match.start(), end) is not None


_ANY_YEAR = as_pattern(YEAR)
_PLANS_THERE = (_PLANNED_THERE, _PLAINLY_MEANT, SET_FOR, LEFT_FOR, MEASURE_FOR)


def _plans(line: Line, within: bool) -> Iterator[re.Match[str]]:
    """Where a year's plan is told, each year once; `within` the sections that hold plans."""
    seen: set[int] = set()
    patterns = _PLANS_THERE if within else (_PLANNED, LEFT_FOR)
    for pattern in patterns:
        for match in pattern.finditer(line.text):
            if match.start("year") not in seen:
                seen.add(match.start("year"))
                yield match
