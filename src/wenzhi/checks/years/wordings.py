"""Floor 3: how a report words a year: the days its figures reach to, what was carried over, what is set for one.

Takes a line of prose; gives matches whose group `year` is the year named. Whether it is the right one, and
whether the sentence has a reason for another, is not judged here unless a function says so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from wenzhi.checks.dossier import Dossier, Line, once
from wenzhi.checks.rule import CannotRun

WORK_SECTIONS = ("preamble", "overview", "active", "applications", "review", "extra")
"""Sections that tell of the reported year's work."""
_DIGITS = {c: str(n) for n, c in enumerate("〇一二三四五六七八九")} | {"零": "0", "○": "0"}
YEAR = r"(?P<year>(?<!\d)(?:19|20)\d\d|[一二][〇○零九][〇○零一二三四五六七八九]{2})年"
"""A year with 年, in figures or one character a figure (二〇二〇年)."""
_DATED = re.compile(r"[12一二][09〇○零九][\d〇○零一二三四五六七八九]{2}年")
"""What stands wherever a year with 年 does, begun by few characters."""
_FIRST = YEAR + r"(?:0?1|一)月(?:0?1|一)日"
_LAST = YEAR + r"(?:12|十二)月(?:31|三十一)日"
_FIRST_DAY = re.compile(_FIRST + r"(?!起?(?:正式)?(?:施行|实施|执行|生效|启用|印发|发布|成立))")
_LAST_DAY = re.compile(_LAST)
_OF_FIGURES = re.compile("统计|数据|数字|期限|时限|周期|口径|时间范围|起止|报告")
_ALONE = re.compile(
    r"(?:统计|数据|数字|期限|周期|口径|时间)[^,。;\d]{0,8}?(?:自|从|由|起于|始于|:)"
    + _FIRST
    + r"(?:起|算起|开始|计起)(?!(?:正式)?(?:施行|实施|执行|生效))"
)
"""The first day without the last: 数据从2021年1月1日算起."""


def reported_year(dossier: Dossier) -> int:
    """The year the report is on; no rule on years can go without it."""
    year = dossier.report.meta.year
    if year is None:
        raise CannotRun("报告年度不明 / the reported year is not known")
    return year


@once
def dated_lines(dossier: Dossier) -> Sequence[Line]:
    """The lines that may name a year with 年: no pattern that holds one matches elsewhere."""
    return dossier.lines_with(_DATED)


def read_year(text: str) -> int:
    """二〇二〇 or 2020 as a number."""
    if text.isascii():
        return int(text)
    return int("".join(_DIGITS.get(character, character) for character in text))


def period_bound_off(text: str, year: int) -> re.Match[str] | None:
    """The first or the last day of the period that the figures cover, where it is of another year.

    Both days stand in one sentence on figures or on the report, and one of the two years is the reported
    one: 自2023年1月1日起,至2022年12月31日止. The first day may stand alone.
    """
    if "1日" not in text and "一日" not in text:
        return None
    first, last = _FIRST_DAY.search(text), _LAST_DAY.search(text)
    if first and last and first.start() < last.start() and _OF_FIGURES.search(text):
        years = read_year(first["year"]), read_year(last["year"])
        if years[0] != years[1] and year in years:
            return first if years[0] != year else last
    alone = _ALONE.search(text)
    return alone if alone and read_year(alone["year"]) != year else None


def period_years(text: str) -> tuple[int, int] | None:
    """The years of the first and the last day that a sentence names, in that order."""
    first, last = _FIRST_DAY.search(text), _LAST_DAY.search(text)
    if first is None or last is None or last.start() < first.start():
        return None
    return read_year(first["year"]), read_year(last["year"])


def compared_with_itself(text: str, stated: int) -> bool:
    """Whether a sentence on a year compares it with that same year: 2021年度新收148件,较2021年增加."""
    compared = rf"(?:[较比与同和]|[同环]比\()(?:上一?年\()?{stated}年度?(?!底|末)"
    return re.search(compared, text) is not None


WITH_A_YEAR = re.compile(
    r"(?:[较比]|[与和同跟]|同比[:,(]?)"
    + YEAR
    + r"度?(?:的|之|全年|同期|新收的?|收到的?)*(?:[\d.,]+[余多]?[万亿]?(?:人次|[件条份次个项人篇期名户元场])?)?,?"
    + r"(?:相比较?|相较|比较|对比|比)?,?(?:共|净|均|有所|略有|同期|又|也|都|数量|总量|明显|大幅)*"
    + r"(?:增加|增长|上升|增多|增|多|减少|下降|降低|减|少|提高|翻|持平|上涨|涨|扩大)"
)
"""A year that figures are compared with: 比2022年的1438件增加218件, 与2022年相比下降三成."""
A_YEAR_FOR_LAST = re.compile(
    r"(?<=[\d件条份次个项人篇期名户元场],)"
    + YEAR
    + r"度?(?:为|是|有|收到)?[\d.,]+[余多]?[万亿]?[件条份次个项人篇期名户元场]{1,2},"
    r"(?:同比|净|共)?(?:[升增降]幅|[多少增减][了出\d加长]|上升|下降|持平|增长)"
)
"""Last year's figure behind this year's: 全年新收32件,2024年为27件,多了5件."""
LAST_REPORT = re.compile(
    r"(?:针对|对照|对于|对)"
    + YEAR
    + r"度?(?:的)?(?:政府信息公开)?(?:工作)?(?:年度)?(?:报告|年报)(?:中|里|所)*"
    + r"(?:提出|指出|反映|列出|列举|提到|查摆|梳理)"
)
"""What the report of the year before said: 针对2020年报告提出的培训不足问题."""
CARRIED_FROM = re.compile(
    YEAR
    + r"度?(?:结转|转结|转入|遗留|转接|接转|移转|跨年)(?!至|到|下|次|20)"
    + r"(?:过来|下来|而来|来|办理|未办结|本年|今年)?(?:的)?"
    + r"(?:政府信息公开)?(?:申请|件|办件)?(?:共|有|为)?\d+(?:件|宗|份|条|起)"
)
"""What a year left to the reported one: 加上2023年结转的63件."""
KEY_POINTS_DONE = re.compile(
    r"》?(?:所?(?:确定|明确|部署|列|规定|涉及|分解|提出)的?|中的?|的)?(?:全部|各项|全年|重点|主要)?(?:\d+|[一二三四五六七八九十]+)(?:项|条|个)"
    r"[^,。;]{0,10}?(?:任务|工作|完成|落实)"
)
"""Behind the name of key points: what came of them (22项任务完成22项)."""
LEFT_FOR = re.compile(
    r"(?:余下|剩余|其余|剩下|未完成|未整改|未办结|待整改|尚有|另有|还有|仍有)[^。;\d]{0,8}\d*[^。;\d]{0,16}?"
    r"(?:列入|纳入|转入|移入|放[到在]|推迟[到至]|延[到至]|顺延[到至]|留待|留到|安排[到在]|计划|拟于|将于|定于)"
    + YEAR
)
"""What is left open and the year for which it is put down: 余下3个列入2024年一季度台账."""
MEASURE_FOR = re.compile(
    r"(?:^|(?<=[。;]))[^\u4e00-\u9fff]{0,3}(?:改进|措施|对策|整改|打算|举措|改进措施|整改措施|改进举措)"
    r"(?:[一二三四五六七八九十]|\d{1,2}):" + YEAR + r"(?![^,;。:]{0,30}(?:已|了|完成(?!率)|存在))"
)
"""A measure with its number and the year it is for: 改进一:2026年对…一律配发图解."""
SET_FOR = re.compile(
    r"(?:^|(?<=[。;:]))(?:\(?[一二三四五六七八九十\d]{1,2}(?:\)|、|\.|是))?(?:确保|力争|争取|计划)?"
    + YEAR
    + r"度?,?(?:(?P<will>[\u4e00-\u9fff]{0,8}将"
    + r"(?:采取|从|做好|抓好|开展|推进|完善|实施|围绕|组织|建立|健全|努力|力争|重点|针对|坚持|聚焦"
    + r"|紧扣|紧紧|以|按照|全面|大力|扎实|积极"
    + r"|有针对|主动|认真|严格|充分|牢固|[深强优]化|推动|探索|狠抓|统筹|立足|补齐|对照|锚定|瞄准|紧盯))"
    + r"|[\u4e00-\u9fff]{2,14}(?:不少于|不低于|不超过|达到|力争|确保|提高到|提升到|增加到|压缩到|控制在|比例?达))"
)
"""What a year is to bring: 2022年,中心将采取以下措施; 3.2020年视频解读不少于12条."""
OCCASION = re.compile(
    r"(?:以|借|抓住|把握|结合|围绕|贯彻|落实|执行|学习|宣传|根据|依据|按照|遵循|依照|对照)[^,。;]{0,12}"
    r"(?:新?修订(?:后|版)?的?[^,。;]{0,4}(?:《[^》]{2,40}》|条例|政府信息公开条例|办法)"
    r"|(?:《[^》]{2,40}》|条例|办法|规定)(?:的)?(?:修订|颁布|施行|实施|公布|出台|修改))(?:的)?(?:颁布|施行|实施|出台)?(?:为契机|为抓手|要求|精神)?"
)
"""A statute the year's work was on (以新修订的《条例》施行为契机): its history is not the organ's."""
OWN_YEAR = re.compile(
    r"(?:^|(?<=[,。;:)》]))(?P<who>[我本](?:机关|局|委|厅|办|院|校|镇|乡|县|区|市|旗|省|街道|单位|中心|部门|支队|大队|处)"
    r"|[\u4e00-\u9fff]{2,12}(?:局|委|厅|镇|乡|街道|县|区|市|支队|中心|学院|医院))[在于]?"
    + YEAR
    + r"度?(?:内|全年)?,?(?:共|累计|总共|合计|一共|均|也|继续)*"
    r"(?:发出|收取|收到|受理|新收|主动公开|公开(?:各类|政府)?信息"
    r"|制[定发]|组织|召开|举办|开展|[未没]有?(?:收|发|产|出)|办理|答复|办结"
    r"|发布|编发|印发|被(?:申请|提起)|发生|因(?:政府)?信息公开|培训|解读|回应)"
)
"""An organ's year behind its name: 本机关2022年发出收费通知."""
YEAR_OF_OWN = re.compile(
    r"(?:^|(?<=[,。;:)》]))" + YEAR + r"度?(?:内|全年)?,?(?:涉及|因|针对)?"
    r"(?P<who>[我本](?:机关|局|委|厅|办|院|校|镇|乡|县|区|市|旗|省|街道|单位|中心|部门|支队|大队|处)"
    r"|[\u4e00-\u9fff]{2,12}(?:局|委|厅|镇|乡|街道|县|区|市|支队|中心|学院|医院))(?:政府信息公开(?:的)?(?=行政)|(?:共|累计|总共|合计|一共|均|也|继续)*"
    r"(?=发出|收取|收到|受理|新收|主动公开|[未没]有?(?:收|发|产|出)|答复|办结|被(?:申请|提起)|发生|因(?:政府)?信息公开))"
)
"""The same with the year before the name: 2020年,我局未发出收费通知."""
DONE_IN = re.compile(
    YEAR + r"度?,?[\u4e00-\u9fff]{0,12}?(?<![计拟将要预力确争])(?:已|共|累计)(?!同|享|建)"
    r"(?!批[复准]|获批|核[定准]|同意|下达|立项|[列纳]入|拨付|到位|安排)[\u4e00-\u9fff]{2,14}?\d"
)
"""What was done in a year, and how often (2025年已组织培训3期); what was granted for it is no work done."""
IN_BRACKETS = re.compile(
    r"(?:同比|[多少增减升降][加了少长幅][^,。;()]{0,8}|[多少]\d[^,。;()]{0,8})\("
    + YEAR
    + r"度?(?:为|是|共)?[\d.,]+[万亿]?(?:人次|[件条份次个项人篇期名户元场])?\)"
)
"""The figure compared with, in brackets: 同比少18件(2019年155件)."""
SAME_PERIOD = re.compile(
    r"同比[^,。;()]{0,14}\("
    + YEAR
    + r"度?(?:为|是|共)?[\d.,]+[万亿]?(?:人次|[件条份次个项人篇期名户元场])\)"
)
"""The same where 同比 says that it is last year's: 同比下降9.6%(2020年为239件)."""
BESIDE_DEMANDS = re.compile(
    r"(?:与|同|和|对照|较)[^,。;]{0,30}(?:要求|期待|期盼|需求|形势|目标|标准|任务|愿望|期望|需要)[^,。;]{0,6}相?比"
)
"""与上级要求和群众期待相比: no comparison with another year."""
