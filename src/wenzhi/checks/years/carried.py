"""Floor 3: rule Y208: what is carried forward goes to the next year, what was carried over is of the one before."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wenzhi.base.patterns import as_pattern
from wenzhi.checks.dossier import Dossier, Line, part_end, part_start
from wenzhi.checks.rule import PASSED, Outcome, rule
from wenzhi.checks.years.stated import told
from wenzhi.checks.years.wordings import CARRIED_FROM, read_year, reported_year

_CARRIED_TO = as_pattern(
    r"(?:(?:结转|转入|移入|跨入|带入|顺延|延续|推迟|留待|[移转留跨放推延拖压带][到至在]?)(?:至|到|入|给)?(?P<year>20\d\d)年)"
    r"(?=度?(?:初|1[12]?月份?|[23]月份?|[一二]季度)?(?:继续|接着|接续|再|才)*"
    r"(?:办理|答复|处理|办结|办(?!公)|回复|答(?!题)|的|[,。;:)]|\d|$))"
)
_RECEIVED = as_pattern(
    r"(?:(?P<over>(?:上一?年度?|去年)(?:结转|转来|转入|遗留|接转|转接|移交|剩下?|留下))|(?:结转|转入|转到|留到|转至|留至|结转至)(?:到)?(?:下一?年度?|次年|明年))"
    r"(?:过来|下来|继续办理|办理|未办结|本年|今年|的)*(?:政府信息公开)?(?:申请)?(?:\d+(?:件|宗|份|条))?(?:申请)?[,(]?"
    r"(?P<told>(?:那[件份],?|其|均|都|全部|收到|受理|接收|接到|收|日期|时间|[:是系为于在])*)(?P<year>20\d\d)年"
    r"(?:\d{1,2}月(?:\d{1,2}日|底|初|末|份|[上中下]旬)?|底|末|初)?(?P<then>(?:才|刚)?(?:收到|受理|接到|提出|收悉|收下|登记|递交|提交)?的?)(?=[,。;)、]|$)"
)
"""When what is carried came in: 上年结转的2件系2020年11月收到."""
_CAME = as_pattern("收|受理|接到|提出|登记|递交|提交")
_FROM_BEFORE = as_pattern(r"上一?年|去年|前一年|往年|历年|以前|20\d\d年")


@rule("Y208")
def carried_to_another_year(dossier: Dossier) -> Iterator[Outcome]:
    """What is carried forward (结转2021年继续办理) is carried to the year after the reported one."""
    year = reported_year(dossier)
    for line in dossier.lines_for(_CARRIED_TO, CARRIED_FROM, _RECEIVED):
        for match in _CARRIED_TO.finditer(line.text):
            named = "year" if match["year"] else "later"
            stated = read_year(match[named])
            before = re.split("[,。;:]", line.text[: match.start()])[-1]
            if stated == year + 1:
                yield PASSED
            elif _FROM_BEFORE.search(before) or not _is_carried_on(dossier, line, match):
                continue  # 上年结转2020年办理的2件 came from before
            elif abs(stated - year) <= 3:
                yield told(dossier, "Y208", line, match, year + 1, reported=year)
        for match in CARRIED_FROM.finditer(line.text) if "年" in line.text else ():
            stated = read_year(match["year"])
            if stated == year - 1:
                yield PASSED
                continue
            added = stated == year and _ADDED.search(line.text[: match.start()])
            if added or (year - 3 <= stated < year - 1 and not _SINCE.search(line.text)):
                yield told(dossier, "Y208", line, match, year - 1, reported=year)
        for match in _RECEIVED.finditer(line.text) if "年" in line.text else ():
            if not _CAME.search(match["told"] + match["then"]):
                continue
            due = year - 1 if match["over"] else year
            stated = read_year(match["year"])
            late = stated > due if match["over"] else stated != due
            if not late:
                yield PASSED
            elif match["over"] or dossier.value(_OVER) == 0:
                yield told(dossier, "Y208", line, match, due, reported=year)


_OVER = "applications.carried_over.total"
"""Where it is nothing, what is left for the next year came in within the reported one."""
_ADDED = as_pattern("(?:加上|连同|算上|加)(?:由|从)?$")
"""What is added to the new ones came from the year before: 加上2023年结转1件 in the report on 2023."""
_SINCE = as_pattern("历年|累计|以来|多年|陈年|积存")
"""What is left of several years may be from long before."""


def _is_carried_on(dossier: Dossier, line: Line, match: re.Match[str]) -> bool:
    """Whether a number in the clause is of what the reported year leaves to the next."""
    begin = part_start(line.text, match.start(), ",。;")
    start, end = line.span(begin, part_end(line.text, match.end(), ",。;"))
    within = [count for count in dossier.report.counts if start <= count.start < end]
    while not within and begin and line.text[begin - 1] == ",":
        # 还剩1件是12月收到的,期限没到,转到2026年: the number is told in a clause before.
        begin = part_start(line.text, begin - 1, ",。;")
        start, _ = line.span(begin, end=begin)
        within = [count for count in dossier.report.counts if start <= count.start < end]
    if any((n.indicator or "").startswith("applications.carried_forward") for n in within):
        return True
    left, taken = (
        dossier.value(f"applications.carried_{way}.total") for way in ("forward", "over")
    )
    # By its number it is what is left, not what came from the year before.
    return left is not None and left != taken and any(count.value == left for count in within)
