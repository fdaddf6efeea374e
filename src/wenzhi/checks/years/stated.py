"""Floor 3: rules of family Y, second part: years named in prose against the year reported on.

Most years in a report are rightly not its own: dates, document numbers, comparisons, history, plans.
Only a year that stands where the reported year has to stand is told, and the evidence is the year.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Span
from wenzhi.checks.deadlines import period_year
from wenzhi.checks.dossier import Dossier, Line, part_start, read_line
from wenzhi.checks.rule import PASSED, Outcome, failed, rule, unjudged
from wenzhi.checks.years.wordings import (
    A_YEAR_FOR_LAST,
    BESIDE_DEMANDS,
    DONE_IN,
    IN_BRACKETS,
    KEY_POINTS_DONE,
    LAST_REPORT,
    OCCASION,
    OWN_YEAR,
    SAME_PERIOD,
    WITH_A_YEAR,
    WORK_SECTIONS,
    YEAR,
    YEAR_OF_OWN,
    compared_with_itself,
    dated_lines,
    read_year,
    reported_year,
)
from wenzhi.text.abbreviations import shortens

_COMPARING = as_pattern(
    r"同比|环比|相比|比上|较上|[较比](?:20\d\d|去年)|上一?年(?!度?(?:结转|转入|未))|去年|增长|下降|减少|增加|持平"
)
_PLANNING = as_pattern(r"将|下一步|下年度|下一年|明年|来年|拟|计划于|谋划|力争|今后|继续")
_BASIS = as_pattern(r"按照|根据|依据|依照|结合|对照|围绕|落实|贯彻|执行|遵照|紧扣")
_PLAN_NAME = as_pattern(
    YEAR
    + r"度?(?:(?!(?:19|20)\d\d年)[^,。;、]){0,28}?"
    + r"(?:工作要点|公开要点|要点|工作安排|工作部署|工作任务分解|重点工作任务)"
)
_DRAFTING = as_pattern(
    r"(?:制定|印发|起草|出台|研究|拟定|拟订|编制|谋划|部署)(?!的(?:《|\d|$))[^,。;]{0,12}$"
)
"""A plan that is being made; not one that was issued and followed (根据市政府印发的2024年要点)."""
_THEN_PLANS = as_pattern(
    r"[^。;]*?(?:下一步|下一年|下一阶段|下年度|明年|来年|新的一年|今后"
    r"|将(?:继续|进一步|不断|持续|着力|着重|重点(?!领域|工作|事项|信息|任务)|加大|加强|切实))"
)
"""Behind the name of a plan: what is done by it is still to come."""
_HEAD = (
    r"^[-—●•▪◆*·]*(?:\(?[一二三四五六七八九十]{1,3}\)?[、.]|[一二三四五六七八九十]是|\d{1,2}[.、]"
    r"|[^,。;:\d]{2,14}情况[。.:])?"
)
_IN_ALL = as_pattern("共(?:公开|收到|受理|发布|办理|组织|召开|举办|开展|张贴|接待)")
_OPENING = as_pattern(
    _HEAD
    + r"(?:回顾|纵观|回首|总结|(?:即将|刚刚)?过去的)?"
    + YEAR
    + r"(?P<tail>度?(?:以来|来|底|末|初|前|后|起|间|至|[-—~]|\d|[一二三四五六七八九十]{1,2}月)?)"
)
_WORK = as_pattern(
    r"^[,:]?(?:全年|我|本|全[市县区镇乡街局州旗]|各|在|是)|本年度(?!报告|年报)|认真|严格|坚持|贯彻|落实|围绕|主动公开|公开(?:政府|各类)?信息"
    r"|(?:信息|政务)公开工作|全年|共(?:公开|收到|受理|发布|办理|组织|召开|举办|开展|培训|制定|印发|编发|推送|解读|回应|答复|发放|张贴|接待|完成)|共(?:承办|作出)|已组织|^的?(?:政府信息|政务)公开(?!条例|目录|指南|规定|办法)|[未没](?:有)?(?:收|接|受理|发[生出]|产生)|^(?:的)?工作中?,|^[,:]?(?:因(?:政府)?信息公开|[^,。;]{0,12}(?:网站|公众号|平台)(?:共)?(?:发布|公开))|收到|受理|新收|^[,:]?(?:[省市县区]局|街道|镇)|^[,:]?[\u4e00-\u9fff]{2,6}(?:镇|乡|街道|局|委|厅)(?:共|全年|坚持|认真)"
)
_HISTORY = as_pattern(
    r"被评为|荣获|获评|获得|成立|设立|启用|施行|实施以|颁布|机构改革|划转|组建|挂牌|建成|开通|上线|开始|换届|修订"
    r"|存在(?:的)?(?:主要)?问题|整改"
)
_AS_OF = as_pattern(
    r"(?:截[至止](?:到|至)?|(?:^|(?<=[,。;:]))[到至])"
    + YEAR
    + r"(?P<rest>度?(?:年?底|末|12月(?:31日|底|末)?))"
)
_BODY_SECTIONS = (*WORK_SECTIONS, "problems")


def years_of(line: Line) -> set[int]:
    """Every year the line names with 年."""
    return {read_year(match["year"]) for match in _ANY_YEAR.finditer(line.text)}


_ANY_YEAR = as_pattern(YEAR)


def _year_span(line: Line, match: re.Match[str]) -> Span:
    """The year with its 年: what a reader would underline."""
    return line.span(match.start("year"), match.end("year") + 1)


def told(
    dossier: Dossier,
    code: str,
    line: Line,
    match: re.Match[str],
    year: int,
    reported: int | None = None,
) -> Outcome:
    """That a year stands where `year` is due; `reported` is the reported one where that is another."""
    stated = read_year(match["year"])
    # A year taken from a file's name is no ground to correct the text by.
    sure = dossier.report.meta.sources.get("year") != "filename"
    finding = dossier.finding(
        code,
        {
            "stated": stated,
            "year": reported or year,
            "text": line.text[match.start("year") : match.end()][:40],
        },
        spans=[_year_span(line, match)],
        expected=year,
        actual=stated,
        verdict="fail" if sure else "unjudged",
    )
    if sure:
        return failed(finding)
    return unjudged("年度只见于文件名 / the year is known from the file name only", finding)


@rule("Y201")
def plan_of_another_year(dossier: Dossier) -> Iterator[Outcome]:
    """Work points (工作要点) that the year's work was based on are those of the reported year."""
    year = reported_year(dossier)
    for line in dossier.lines_for(_PLAN_NAME):
        if line.section not in (*WORK_SECTIONS, "other"):
            continue
        for match in _PLAN_NAME.finditer(line.text):
            stated = read_year(match["year"])
            before = line.text[max(0, match.start() - 30) : match.start()]
            done = KEY_POINTS_DONE.match(line.text, match.end())
            if stated > year and not done and _THEN_PLANS.match(line.text, match.end()):
                continue
            if stated == year:
                yield PASSED
            elif (done or _BASIS.search(before)) and not _excused(line, year, before, stated):
                yield told(dossier, "Y201", line, match, year)


def _excused(line: Line, year: int, before: str, stated: int) -> bool:
    """Whether the sentence gives a reason for another year: a plan, a draft, a comparison.

    A plan is announced before the year it is for (将按照…要点); 将 after it may as well mean 把. The
    reported year beside it excuses an older plan, never one of a year that was still to come.
    """
    if _COMPARING.search(line.text) or (year in years_of(line) and stated < year):
        return True
    return stated > year and bool(_PLANNING.search(before) or _DRAFTING.search(before))


@rule("Y203")
def another_year_reported(dossier: Dossier) -> Iterator[Outcome]:
    """A sentence that opens with a year and tells the year's work opens with the reported year."""
    year = reported_year(dossier)
    before: Line | None = None
    for line in dossier.lines:
        earlier, before = before, line
        of_work = line.section in _BODY_SECTIONS or (
            line.section == "other" and _CHARGED.search(line.text) is not None
        )
        match = _opening(line, year) if of_work and "年" in line.text else None
        if match is None:
            continue
        stated = read_year(match["year"])
        rest = line.text[match.end() :]
        if stated != year and _of_a_series(line, earlier):
            yield PASSED
            continue
        if stated == year:
            yield PASSED
        elif stated < year and line.section in _SECTIONS_OF_PLANS and _intends(rest):
            continue  # Y207 tells plans
        elif stated == period_year(dossier.report.meta) > year:
            yield unjudged("统计期限也是这一年 / the period is of that year as well")
        elif abs(stated - year) <= 3 and _tells_work(
            line, rest, stated, year, _opens(line, earlier)
        ):
            yield told(dossier, "Y203", line, match, year)

    yield from _with_itself(dossier, year)
    yield from _years_called_this(dossier, year)
    yield from _years_of_own_work(dossier, year)
    yield from _done_in_a_year_to_come(dossier, year)
    yield from _of_the_same_period(dossier, year)


_SECTIONS_OF_PLANS = ("problems", "other")
_INTENDS = as_pattern(
    r"度?,?(?:[\u4e00-\u9fff]{2,8}?)?将(?:继续|进一步|不断|持续|着力|着重|重点|加大|加强|深入|切实)"
)
_PERHAPS_DONE = as_pattern("计划|曾|实际|[仅只未没却已]|落空|报告|提出|要求|部署")


def _intends(rest: str) -> bool:
    """Whether what stands behind a year is plainly a plan: 2021年,我局将进一步推进."""
    return "将" in rest and bool(_INTENDS.match(rest)) and not _PERHAPS_DONE.search(rest)


def _done_in_a_year_to_come(dossier: Dossier, year: int) -> Iterator[Outcome]:
    """Nothing is told as done, with its number, in the year after the reported one: 2025年已组织培训3期."""
    following = str(year + 1)
    for line in dossier.lines_for(DONE_IN) if following in dossier.prose else ():
        for match in DONE_IN.finditer(line.text) if following in line.text else ():
            start = part_start(line.text, match.start(), ",。;")
            planned = _PLANNING.search(line.text) or _OF_PLANS.search(line.text, start, match.end())
            opened = _opening(line)
            if read_year(match["year"]) == year + 1 and not (planned or opened):
                yield told(dossier, "Y203", line, match, year)


_OF_PLANS = as_pattern(
    "计划|拟|将|(?<![主重需必紧简纪])要(?![求点素闻件害])|预计|力争|目标|确保|争取|预算|(?<!部署)安排|打算|准备|希望|有望|必须"
    "|(?<![回响适供相对效])应(?![公尽急用])"
)
_DONE = as_pattern(r"已|了|过(?!程|渡|去)|共(?!同|享|建)[^,。;]{0,8}\d|办结|收到|受理|发生")
"""In a sentence on the year to come, where plans are told: it tells what was done."""


def _with_itself(dossier: Dossier, year: int) -> Iterator[Outcome]:
    """The year's figures are not compared with those of the same year: 比2023年的1438件增加."""
    for line in dated_lines(dossier):
        years = years_of(line)
        if not years or min(years) < year or line.section not in (*WORK_SECTIONS, "problems"):
            continue
        match = next(filter(None, (form.search(line.text) for form in _SAME_YEAR)), None)
        if match is None and not _LAST_YEAR_NAMED.search(line.text):
            match = A_YEAR_FOR_LAST.search(line.text)
        opened = _opening(line)
        # A sentence that opens with the year is told there.
        if match is None or opened or _PLANNED_FOR(line.text):
            continue
        if read_year(match["year"]) == max(years) <= year + 1:
            yield told(dossier, "Y203", line, match, year - 1, reported=year)


def _of_the_same_period(dossier: Dossier, year: int) -> Iterator[Outcome]:
    """同比 is told beside the figure of the year before the reported one, not of one before that."""
    for line in dossier.lines_for(SAME_PERIOD):
        for match in SAME_PERIOD.finditer(line.text) if line.section in _BODY_SECTIONS else ():
            # A sentence on an earlier year compares with the one before that; the reported year is told above.
            if read_year(match["year"]) in (year - 2, year - 3) and years_of(line) <= {
                year,
                read_year(match["year"]),
            }:
                yield told(dossier, "Y203", line, match, year - 1, reported=year)


_SAME_YEAR = (WITH_A_YEAR, LAST_REPORT, IN_BRACKETS)
_LAST_YEAR_NAMED = as_pattern("(?:上一?年|去年|前一年|往年)(?!度?(?:结转|转入|遗留))")
_PLANNED_FOR = as_pattern("下一步|下年度|下一年|明年|来年|拟|计划|力争|今后|将").search
_CHARGED = as_pattern(
    "承办|办理[^,。;]{0,8}(?:建议|提案)|信息处理费|收费通知|[未没]有?收取|收取[^,。;]{0,8}费用"
)
"""In section six only what was charged is of the reported year for certain."""


def _years_of_own_work(dossier: Dossier, year: int) -> Iterator[Outcome]:
    """The year behind the organ's own name (我局2022年收到申请), where nothing compares, plans or looks back."""
    organ = dossier.report.meta.organization or ""
    for line in dated_lines(dossier):
        if line.section not in (*_BODY_SECTIONS, "other"):
            continue
        opened = _opening(line) if line.section in _BODY_SECTIONS else None
        for match in (*OWN_YEAR.finditer(line.text), *YEAR_OF_OWN.finditer(line.text)):
            if (
                opened
                and match.start("year") == opened.start("year")
                and _tells_work(line, line.text[opened.end() :], read_year(opened["year"]), year)
            ):
                continue  # told as the year a sentence opens with
            own = match["who"][0] in "我本" or shortens(match["who"], organ)
            stated = read_year(match["year"])
            if not own:
                continue
            if stated == year:
                yield PASSED
            elif abs(stated - year) <= 3 and not _looks_elsewhere(line, match, stated, year):
                yield told(dossier, "Y203", line, match, year)


def _looks_elsewhere(line: Line, match: re.Match[str], stated: int, year: int) -> bool:
    """Whether the sentence names the reported year too, compares, looks back or plans."""
    if year in years_of(line) or _COMPARING.search(line.text) or _HISTORY.search(line.text):
        return True
    if stated > year and _PLANNING.search(line.text):
        return True
    named = re.match(
        r"[^,。;]{0,24}(?:要点|方案|计划|报告|年报|通知|案例|案件|文件)(?<!收费通知)(?<!诉讼案件)(?<!复议案件)",
        line.text[match.end() :],
    )
    return named is not None or re.search("结转|遗留|历年|此前|曾|以来", line.text) is not None


_WHOLE_YEAR = as_pattern(
    _HEAD
    + YEAR
    + r"(?P<tail>1月(?:1日|份)?(?:至|到|[-—~]{1,2})(?:同年|(?:19|20)\d\d年)?12月(?:31日|份|底)?)"
)
"""2021年1月至12月,共主动公开信息420条: the year from its first month to its last."""


_SINCE_THEN = as_pattern("[^,。;]{1,14}(?:以来|以后|之后|后,|至今)|[^,。;]{0,8}[起后]就")
"""Behind a year: something of that year has held since then (2018年转制以来)."""
_SHORT_STATEMENT = 24
"""Characters of a sentence that tells one figure of a year: 2022年收到2件。"""


def _of_a_series(line: Line, earlier: Line | None) -> bool:
    """Whether a short sentence tells another year's figure behind the one of the year before or after."""
    if earlier is None or earlier.section != line.section or len(line.text) > _SHORT_STATEMENT:
        return False
    opened = _opening(earlier)
    return opened is not None and opened["year"] != line.text[:4]


def _opening(line: Line, year: int | None = None) -> re.Match[str] | None:
    """A year at the head of a sentence that stands for the whole of it, not for a day or a month.

    Nothing has held since a year after the reported `year`: 2024年以来 opens a sentence of the report on 2023.
    """
    match = _WHOLE_YEAR.match(line.text) if "12月" in line.text else None
    match = match or (_WITHIN_YEAR.match(line.text) if line.text[0] in "在于" else None)
    if match is not None:
        return match
    match = _OPENING.match(line.text)
    if match is None or match["tail"] in ("", "度"):
        return match
    since = match["tail"].endswith("来") and year is not None and read_year(match["year"]) > year
    return match if since else None


_WITHIN_YEAR = as_pattern(
    "[在于]"
    + YEAR
    + r"(?P<tail>度?的?(?:政府信息公开|政务公开|信息公开)?工作(?:[中里]|当中|(?=,))|度?(?:内|里|一年[中里]|(?=,)))"
)
"""在2022年的工作中, 在2022年度内: the year's work as a whole."""
_ORGAN_ACTS = as_pattern(
    r"[,:]?(?:在[^,。;]{2,40}下,)?[\u4e00-\u9fff]{0,14}?(?:局|委|厅|办|镇|乡|街道|办事处|县|区|市|省|州|旗|政府|机关|单位|部门|中心|院|学校|大学)"
    r"(?:认真|严格|坚持|持续|深入|扎实|不断|继续|切实|积极|稳步|全面|着力|高度重视|紧紧|按照|大力|围绕|聚焦|始终|以(?!来|前|后|上)|把|共[^同享建]"
    r"|主动|贯彻|立足|对标|锚定|进一步|深化|推进|加强|依法)"
)
"""Behind a year: an organ or place and what it did in it: 省民政厅持续推进公开工作."""


_THIS_YEAR = as_pattern(r"(?:今年|本年度?|报告年度)\(" + YEAR + r"(?=度?\))")


def _years_called_this(dossier: Dossier, year: int) -> Iterator[Outcome]:
    """今年(2021年) names the reported year."""
    for line in dossier.lines_for(_THIS_YEAR):
        for match in _THIS_YEAR.finditer(line.text):
            if read_year(match["year"]) == year:
                yield PASSED
            else:
                yield told(dossier, "Y203", line, match, year)


def _opens(line: Line, earlier: Line | None) -> bool:
    """Whether a sentence is the first of the overview, which is on the reported year."""
    heading = earlier is not None and re.search("(?:情况|概述)$", earlier.text) is not None
    return line.section == "overview" and (
        earlier is None or earlier.section != "overview" or heading
    )


def _tells_work(line: Line, rest: str, stated: int, year: int, opens: bool = False) -> bool:
    if year not in years_of(line) and compared_with_itself(line.text, stated):
        return True
    done = DONE_IN.match(line.text) if stated > year else None
    if done is not None and not (_PLANNING.search(line.text) or _OF_PLANS.search(line.text)):
        return True  # whatever the figure is compared with
    if (
        year in years_of(line)
        or _COMPARING.search(BESIDE_DEMANDS.sub("", line.text))
        or _HISTORY.search(OCCASION.sub("", rest)[:40])
    ):
        return False
    if stated > year and (
        _PLANNING.search(line.text)
        or _OF_PLANS.search(line.text)
        or (line.section in ("problems", "other") and not _DONE.search(rest))
    ):
        return False
    if stated < year and _SINCE_THEN.match(rest):
        return False
    if re.match(r"[^,。;]{0,20}(?:要点|方案|计划|打算|报告|年报|通知)", rest):
        # The year belongs to a document's name.
        return False
    near = opens and stated == year - 1
    if (opens or stated > year) and _ORGAN_ACTS.match(rest):
        return True
    return (near and rest.startswith(",")) or _WORK.search(rest[:60]) is not None


@rule("Y205")
def as_of_another_year(dossier: Dossier) -> Iterator[Outcome]:
    """截至…年底 names the end of the reported year."""
    year = reported_year(dossier)
    for line in dated_lines(dossier):
        if line.section not in _BODY_SECTIONS:
            continue
        for match in _AS_OF.finditer(line.text):
            stated = read_year(match["year"])
            if stated == year:
                yield PASSED
            elif _ends_too_early(line, match, year):
                yield told(dossier, "Y205", line, match, year)


_FIGURES_END = as_pattern(r"(?:数据|数字|统计|期限|口径)[^,。;\d]{0,8}$")
"""Before 截至: what the figures of the report reach to."""
_DONE_BY_THEN = as_pattern("[,]?(?:已|共|尚有|另有|全部)*(?:办结|答复|办理完毕)")
"""Behind 截至: what came of the year's applications by its end, whatever year the sentence has before."""
_OWN_WORK = as_pattern(r"本年度?|今年|全年")


def _ends_too_early(line: Line, match: re.Match[str], year: int) -> bool:
    """Whether 截至…年底 names another year where the end of the reported one is due.

    That of two years off is told only where the sentence itself is on this year's work; the reported
    year beside it (2020年年度报告,数字截至2019年12月31日) is no excuse where the figures end.
    """
    stated = read_year(match["year"])
    if stated < year and _FIGURES_END.search(line.text[: match.start()]):
        return year - stated <= 2 and _COMPARING.search(line.text) is None
    if stated == year - 1 and _DONE_BY_THEN.match(line.text, match.end()):
        return _COMPARING.search(line.text) is None and "其中" not in line.text
    near = abs(stated - year) == 1 or (
        abs(stated - year) <= 3 and _OWN_WORK.search(line.text) is not None
    )
    return near and not _excused(line, year, line.text, stated)


@rule("Y206")
def row_of_another_year(dossier: Dossier) -> Iterator[Outcome]:
    """A local row or caption in the tables that names a year names the reported one."""
    year = reported_year(dossier)
    for row in dossier.report.local:
        line = read_line(dossier.flat, row.start, row.end, "active")
        match = re.search(YEAR, line.text)
        if match is None:
            continue
        if read_year(match["year"]) == year:
            yield PASSED
        else:
            yield told(dossier, "Y206", line, match, year)
