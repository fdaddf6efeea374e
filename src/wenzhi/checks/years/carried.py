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
    r"(?:结转|转入|移入|移至|转至|转到|留到|留至|跨入|跨至|顺延|延续|带入)(?:至|到|入|给)?(?P<year>20\d\d)年"
    r"(?=度?(?:继续|再|接续)?(?:办理|答复|处理|办结|的|[,。;:)]|\d|$))"
)
_FROM_BEFORE = as_pattern(r"上一?年|去年|前一年|往年|历年|以前|20\d\d年")


@rule("Y208")
def carried_to_another_year(dossier: Dossier) -> Iterator[Outcome]:
    """What is carried forward (结转2021年继续办理) is carried to the year after the reported one."""
    year = reported_year(dossier)
    for line in dossier.lines_for(_CARRIED_TO, CARRIED_FROM):
        for match in _CARRIED_TO.finditer(line.text):
            stated = read_year(match["year"])
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


_ADDED = as_pattern("(?:加上|连同|算上|加)(?:由|从)?$")
"""What is added to the new ones came from the year before: 加上2023年结转1件 in the report on 2023."""
_SINCE = as_pattern("历年|累计|以来|多年|陈年|积存")
"""What is left of several years may be from long before."""


def _is_carried_on(dossier: Dossier, line: Line, match: re.Match[str]) -> bool:
    """Whether a number in the clause is of what the reported year leaves to the next."""
    begin = part_start(line.text, match.start(), ",。;")
    start, end = line.span(begin, part_end(line.text, match.end(), ",。;"))
    within = [count for count in dossier.report.counts if start <= count.start < end]
    if not within and begin:
        # 还有3件正在办理,结转到2026年: the number is told in the clause before.
        start, _ = line.span(part_start(line.text, begin - 1, ",。;"), end=begin)
        within = [count for count in dossier.report.counts if start <= count.start < end]
    if any((n.indicator or "").startswith("applications.carried_forward") for n in within):
        return True
    left, taken = (
        dossier.value(f"applications.carried_{way}.total") for way in ("forward", "over")
    )
    # By its number it is what is left, not what came from the year before.
    return left is not None and left != taken and any(count.value == left for count in within)
