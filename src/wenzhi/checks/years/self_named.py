"""Floor 3: rule Y204: where a report calls itself one on a year, it is the year of the title."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wenzhi.base.patterns import as_pattern
from wenzhi.checks.dossier import Dossier, Line
from wenzhi.checks.rule import PASSED, Outcome, rule
from wenzhi.checks.years.stated import told
from wenzhi.checks.years.wordings import (
    WORK_SECTIONS,
    YEAR,
    dated_lines,
    read_year,
    reported_year,
)

_SELF_NAME = as_pattern(
    r"(?:现将|现公布|公布|发布|特编制|编制|编写|撰写|汇编|整理|形成|[本此](?:年度)?(?:报告|年报)[^,。;]{0,6}|以下[是为]|现就|现对|报告如下)[^。;]{0,24}?"
    + YEAR
    + r"度?(?:[^,。;\d]{0,16}?(?:信息公开|政务公开)[^,。;\d]{0,12}?"
    + r"(?:年度报告|工作报告|报告|年报|情况|(?:全面|工作)?总结)"
    + r"|[^,。;\d]{0,16}?(?:工作|情况)[^,。;\d]{0,8}?(?:报告|公布|公告|汇报|总结)如下"
    + r"|(?:年度)?(?:工作)?(?:报告|年报)"
    + r"(?:如下|公布如下|全文如下|(?:现|特)?[并且]?(?:予以?|向社会|现予|依法)*(?:公布|公开|发布))?(?=[,。;:]|$))"
)
_TITLED_BELOW = as_pattern(
    r"^[^,。;:\d]{2,30}?" + YEAR + r"度?[^,。;\d]{0,24}(?:报告|年报)(?:公布)?如下"
)
"""At the head of a preamble: an organ's name, a year and 报告如下."""
_OF_DISCLOSURE = as_pattern(
    r"(?:^|(?<=[,。;:将把就对])|(?<=[\u4e00-\u9fff](?:局|委|厅|镇|乡|县|区|市|会|府))|(?<=街道)|(?<=办事处)|(?<=医院)|(?<=学校)|(?<=学院)|(?<=我们)|(?<=中心))"
    + YEAR
    + r"度?(?:\([^()]{0,24}\))?(?:的)?(?:情况(?=公布|报告|汇报|公开如下)|(?:政府信息公开|政务公开|信息公开)(?:的)?"
    + r"(?:工作|情况|这|各项|数据|账|成绩|总体|的?事|家底))"
    + r"(?![^,。;]{0,16}(?:要点|方案|通知|计划|考核|评估|培训|会议|部署|要求|安排))"
)
"""In a preamble: the year whose disclosure the report is on, whatever it then does with it (晒一晒, 汇报如下)."""
_OF_FORM = as_pattern("按照?|参照|依照|根据|对照|格式|模板|要求")
"""Between 编制 and a year: another year's report was the model of this one."""
_DONE = as_pattern(r"按时|按期|如期|及时|完成|已经?|曾|[布制写送成]了|\d[月日]")
"""Before a year: that year's report was published in the course of this one's work."""
_MADE_BEFORE = as_pattern(r"按时|按期|如期|已经?|曾|\d[月日]|上一?年|去年")
_BEFORE_ACT = 12
"""Characters before 公布 or 编制 in which such a word stands."""
_PERIOD_YEAR = as_pattern(
    r"(?:自|从|为|是|期限|期间|时间|数据|统计|起|至|到|截至|截止|[-—~:,(])(?:19|20)\d\d年(?=\d{1,2}月\d{1,2}日)"
)
"""A year within the period of the figures."""
_NOTICE_YEAR = as_pattern(
    r"(?:做好|编制|报送|开展|发布|印发)(?:19|20)\d\d年度?[^,。;《》]{0,40}?(?:通知|要求)"
)
"""The year of the notice that called for the reports: it is the reported one and names no report."""


@rule("Y204")
def report_named_by_another_year(dossier: Dossier) -> Iterator[Outcome]:
    """Where the text calls itself a report on a year, it is the year of the title."""
    year = reported_year(dossier)
    for line in dated_lines(dossier):
        if line.section not in WORK_SECTIONS:
            continue
        titled = (
            [_TITLED_BELOW.search(line.text), _OF_DISCLOSURE.search(line.text)]
            if line.section == "preamble"
            else []
        )
        for match in (*_SELF_NAME.finditer(line.text), *filter(None, titled)):
            if read_year(match["year"]) == year:
                yield PASSED
            elif not _named_otherwise(line, match, year):
                yield told(dossier, "Y204", line, match, year)


def _named_otherwise(line: Line, match: re.Match[str], year: int) -> bool:
    """Whether the sentence names the reported year too, or the other year's report as a model.

    The period in the reported year (统计期限自2024年1月1日起) does not name the report; that of a date on
    which last year's report was published does.
    """
    start = match.start("year")
    if _OF_FORM.search(line.text[match.start() : start].rpartition(",")[2]):
        return True
    act = line.text[max(0, match.start() - _BEFORE_ACT) : match.start()].rpartition(",")[2]
    called_for = _NOTICE_YEAR.search(line.text)
    # 编制了 behind a notice that asks for the reported year's report tells of this one.
    asked = called_for is not None and str(year) in called_for[0]
    # In a preamble what was made or finished is this report, unless it was made before.
    done = _MADE_BEFORE if line.section == "preamble" else _DONE
    if not asked and done.search(act + line.text[match.start() : start]):
        return True
    other = _NOTICE_YEAR.sub("", _PERIOD_YEAR.sub("", line.text))
    return any(read_year(named["year"]) == year for named in re.finditer(YEAR, other))
