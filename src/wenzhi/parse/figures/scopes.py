"""Floor 2: of what period, whose, and through which channel a count speaks.

Cues are looked for before the count in its sentence, the nearest deciding. A report speaks of its year
and of its own organ unless it says otherwise.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Scope, Subject
from wenzhi.parse.figures.cues import RECEIPT, Cue
from wenzhi.parse.figures.mentions import Mention, Page
from wenzhi.parse.figures.publications import publishes
from wenzhi.parse.figures.vocabulary import vocabulary

_YEAR = as_pattern(r"(?<!\d)((?:19|20)\d\d)年(?!以来)")
_OF_A_PAPER = as_pattern(r"度?[^,;。:\d]{0,10}(?:工作|公开)要点")
"""2024年政务公开工作要点: the year of a paper, not of what was done by it."""
_TITLE = as_pattern("《[^》]*》")
_YEARS = as_pattern(r"(?:19|20)\d\d年?(?:至|到|-|—+|~)(?:19|20)\d\d年")
_CHANGED = as_pattern(r"净增|增加|增长|增多|上升|减少|下降|降低|关停|多了|少了|[多少]$")
_FIGURE = r"[\d〇零一二两三四五六七八九十百千万]"
_CHANGED_TO = as_pattern(rf"{_FIGURE}[^,;。]{{0,16}}[至到为]$")
_FROM = as_pattern(r"[由从][^,;。]*$")
_TO = as_pattern(rf"[^,;。\d]{{0,6}}[至到为]{_FIGURE}")
_NEWLY = ("新增", "净增", "增加", "增长")
_CLAUSE_ONLY = ("总", "粉", "关", "现", "历年")
_ONWARD = as_pattern(r"(?:[至到入]|结转|留待)$")
_OPENS = as_pattern(r"(?:^|[,;:(])(?:在|自|从|而|其中|较|比|与|跟)*$")
_IN_BRACKET = as_pattern(r"(?:上一?年度?|去年|20\d\d年度?)(?:同期)?的?\($")
_TO_DATE = as_pattern(r"截[至止]")
_COMPARED = as_pattern(r"(?:比|较|与|同)(?:上一?年|去年|前年|年初|20\d\d年)")
_CARRIED = as_pattern(
    r"结转|转来|转入|遗留|未[办结了答完]|接[续手转]|承接|延续|顺延|移[交转]|余件|带来|带入|[留欠]下|没有?办"
)
_YEAR_BEFORE_LAST = as_pattern("[比较]前年|前年(?:没|也没|留|转|带|剩|结)")
"""Written in the year after, in plain words: 去年公开326条,比前年的271条多55条."""
_THEN_IN_FORCE = as_pattern(r"(?:上一?年|去年|(?<!\d)20\d\d年)度?[末底]时?[^,;。:()\d]{0,8}$")
_LEFT_OVER = as_pattern(rf"(?:度|末|底)?(?:无|没有|未有|未)?(?:{_CARRIED.pattern})")
_TAKEN_OVER = (
    "接续",
    "结转",
    "转来",
    "转入",
    "结转办理",
    "结转处理",
    "接续办理",
    "继续办理",
)
_STOCK = as_pattern(
    r"以来|年起|年(?:\d{1,2}月)?(?:正式)?(?:开通|上线|创办|创刊|开设|注册)|历年|建站|粉丝|关注|用户|注册"
)
_SINCE = as_pattern(r"截[至止][^,;。]{0,14}?(?:目前|今)|自[^,;。]{2,24}?以来|累计|历年")
_SCOPES: dict[str, Scope] = {
    "quarter": "quarter",
    "prior": "prior_year",
    "cumulative": "cumulative",
    "year": "report_year",
    "other": "other",
}
_FOR_WHOM = as_pattern(
    "(?:对|向|为|给|面向|针对|召开|举办|组织|开展|印发|举行|培训|指导|推动|推进|督促|通报|纳入|覆盖|检查|抽查|代表|全面)$"
)
_INCLUDED = as_pattern(r"\((?:含|包括|包含|不含)[^()]*$")
_TWO = 2
_ON_SITE = {"board", "screen", "hall", "leaflet"}
_POSTED = ("张贴", "张榜")
_UP_TO = 60
"""Characters before a count within which a channel named earlier in the sentence still holds."""


def read_scopes(
    page: Page, mentions: Sequence[Mention], cues: Sequence[Cue], year: int | None
) -> None:
    """Fill `scope`, `subject` and `channel`; parts take what their total has unless they say more."""
    bodies = _bodies(page.text)
    looks_back = _YEAR_BEFORE_LAST.search(page.text) is not None
    for index, mention in enumerate(mentions):
        scope = _own_scope(page, mention, year, looks_back)
        parent = mention.parent
        if scope is None and index and _of_next_quarter(page, mentions[index - 1], mention):
            scope = "quarter"
        mention.scope = scope or (parent.scope if parent else "report_year")
        if scope == "prior_year" and vocabulary().parts.delta.search(mention.label):
            mention.scope = "report_year"  # 上年27件,多出12件: the rise is this year's
        elif scope == "cumulative" and _NET.search(mention.lead):
            mention.scope = "report_year"  # 粉丝累计3100余人,比年初净增460人
        elif scope == "other" and _IN_EACH.fullmatch(mention.lead):
            mention.scope = "report_year"  # 4月、10月各1场: all of the year
        elif scope == "prior_year" and index and _rises(mentions[index - 1], mention):
            mention.scope = "report_year"
        if index and _adds_up_so_far(mentions[index - 1], mention):
            mention.scope = "cumulative"
        mention.subject = _subject(page, mention, bodies, mentions[:index])
        if index and _of_which_new(mentions[index - 1], mention):
            mentions[index - 1].scope = "cumulative"
        channel = _channel(page, mention, mentions[:index])
        if channel not in RECEIPT or cues[index].table == "applications":
            mention.channel = channel


_NET = as_pattern("净[增减]了?$")
_IN_EACH = as_pattern(r"(?:\d{1,2}月份?[、和])+\d{1,2}月份?各")
_RISES = as_pattern("(?:净|又|再)?(?:增加|新增|减少|缩短|提前|下降|增|减|多|少)了?")


def _rises(before: Mention, mention: Mention) -> bool:
    """由上年的12项增加6项: how far it rose is this year's."""
    beside = before.scope == "prior_year" and before.unit == mention.unit
    return beside and _RISES.fullmatch(mention.lead) is not None


def _adds_up_so_far(before: Mention, mention: Mention) -> bool:
    """移交29处;累计完成211处: behind the year's own figure, what was done so far."""
    if mention.scope != "report_year" or not mention.lead.startswith("累计") or mention.adds:
        return False
    alike = before.unit == mention.unit and before.scope == "report_year"
    return alike and "累计" not in before.lead and (before.value or 0) < (mention.value or 0)


def _of_next_quarter(page: Page, before: Mention, mention: Mention) -> bool:
    """四个季度分别为150条、190条: a figure without words right behind that of one quarter."""
    gap = page.text[before.end : mention.start]
    return (
        before.scope == "quarter"
        and gap in ("、", ",", "和", "及")
        and (before.unit, before.parent) == (mention.unit, mention.parent)
    )


def correct_stock(mention: Mention) -> None:
    """What is in force, follows or is kept at the year's end was not made in the year: 年末27个.

    Staff are told as of the year: 现有工作人员5人 is who serves now, not a sum over years.
    """
    indicator = mention.indicator or ""
    if indicator == "staff":
        mention.scope = "report_year" if mention.scope == "cumulative" else mention.scope
    elif mention.scope == "report_year" and mention.countable and not mention.zero:
        standing = indicator.endswith((".in_force", ".published_total"))
        standing = standing and not _IN_OPERATION.search(mention.lead)
        follows = indicator == "followers" and not _CHANGING.search(mention.lead)
        kept = not indicator.startswith(_CASES) and _KEPT.search(mention.lead) is not None
        stands = indicator in ("", "channels") and _stands(mention)
        if standing or follows or kept or stands:
            mention.scope = "cumulative"


_IN_OPERATION = as_pattern("(?:施行|实施|执行|适用)之?中")
"""施行中之规章29部 are, like staff, those of the year: nothing is said of when they were made."""


def _stands(mention: Mention) -> bool:
    """设查阅点14处, 有学校137所: there, whenever it came to be; not what was done in the year."""
    told = _STANDS.search(mention.lead) is not None
    return told and _OF_THE_YEAR.search(mention.sentence + mention.lead) is None


_OF_THE_YEAR = as_pattern("新[增设建开]|增[设配加]|全年|本年|当年|今年|年内|开展|举办|召开|组织")
_STANDS = as_pattern(
    "(?<![新增开])(?:设有?[^,;。]{0,4}(?:查阅(?:点|室|中心|场所)|专区)|有[^,;。]{0,6}(?:学校|企业|职工))$"
)
_CASES = ("applications.", "review.", "litigation.", "fee")
_CHANGING = as_pattern("新增|净增|增加|增长|增粉|涨粉|减少|下降|[多少]$")
_KEPT = as_pattern(
    "(?:(?:年末|年底|期末)(?:保有|保留|存有|实有|为|共|有|达)*|现列|库存(?:量|数)?|在册|在岗职工|在校学生|保留)$"
)
_SO_FAR = as_pattern("累计|截[至止]|目前|至今|共有|归集")
_NEW_IN_YEAR = as_pattern(
    "(?:其中,?)?(?:20\\d\\d年(?:度|全年)?|今年|本年度?|当年|年内)(?:新增|新|共|主动)*(?:公开|发布|增加|归集|更新|推送)?(?:了)?"
)


def _of_which_new(stock: Mention, new: Mention) -> bool:
    """累计公开12.6万条,2018年度公开2.1万条: the first is of all years, the second of one."""
    if stock.unit != new.unit or stock.scope != "report_year" or new.scope != "report_year":
        return False
    if not stock.countable or (stock.value or 0) <= (new.value or 0):
        return False
    told = _SO_FAR.search(stock.sentence + stock.lead) is not None
    return told and _NEW_IN_YEAR.fullmatch(new.lead) is not None


@dataclass(frozen=True, slots=True)
class _Told:
    """One word of period before a figure: where it stands and whether it names a year."""

    place: int
    scope: Scope
    named: bool = False
    ahead: bool = False


def _own_scope(page: Page, mention: Mention, year: int | None, looks_back: bool) -> Scope | None:
    """The scope told in the count's own sentence; None where nothing tells."""
    start = page.sentence_start(mention.start)
    if mention.parent is not None:
        start = max(start, _headed(page, mention, start))
    text = _TITLE.sub(lambda title: "□" * len(title[0]), page.text[start : mention.start])
    clause = page.clause_start(mention.start) - start
    if text.endswith("同比(") and mention.countable:
        return "prior_year"  # 3,748条,同比(3,702条)上升1.2%
    said: Scope | None = None
    ahead = False
    for told in _told(text, year, looks_back):
        if told.scope == "prior_year" and _given(text, told.place):
            said = "prior_year"  # 比上年(19件)减少7件
        elif _closed_off(text, told.place) and (told.named or not _alone(text, told.place)):
            continue  # 增长11.2%(2020年为52亿元);发放7905笔; 收到64件(上年50件),公开31件
        elif told.scope == "prior_year" and told.named and _set_beside(text, told.place):
            continue  # 新收申请49件,2023年56件,减少7件;办结48件
        elif not _holds(text, told, clause, said) or (ahead and not told.named):
            continue
        elif told.scope == "prior_year" and _of_now(text, told.place):
            said = "report_year"
        else:
            said, ahead = told.scope, told.ahead
    if (
        said in (None, "report_year", "cumulative")
        and _FROM.search(text)
        and _TO.match(page.text[mention.end : mention.end + 10])
    ):
        return "prior_year"  # 由2130条增至2560条
    rate = mention.unit == "%" and _RATE_BEFORE.search(mention.lead)
    if said == "prior_year" and not mention.countable and not rate:
        said = "report_year"  # 比去年259条减少23%: the fall is this year's
    if mention.tail and re.match(r"^(?:粉丝|关注)", mention.tail):
        return "cumulative"
    return said


def _headed(page: Page, mention: Mention, start: int) -> int:
    """Where the words of a part begin: with what heads its bracket, if that is a year: 64件(上年50件,其中网上44件)."""
    opened = page.text.rfind("(", start, mention.start) + 1
    inside = opened and ")" not in page.text[opened : mention.start]
    headed = inside and _YEAR_OF_BRACKET.match(page.text, opened)
    return opened if headed else mention.lead_start


_YEAR_OF_BRACKET = as_pattern(
    r"(?:上一?年度?|去年|前一年|20\d\d年度?)(?:同期)?(?:[的为是]|情况)?:?"
)
_RATE_BEFORE = as_pattern("(?:上一?年度?|去年)(?:同期|同口径)?[的为是]?$")
"""Right before a rate: it is the year before's (由上年91%升到95%)."""


def _told(text: str, year: int | None, looks_back: bool) -> list[_Told]:
    """Every word of period in `text`, in order; 去年 is the year reported where it `looks_back` to 前年."""
    found: list[_Told] = []
    if "年" in text:
        found += [
            _Told(m.start(), _year_scope(m, year), True, year is not None and int(m[1]) > year)
            for m in _YEAR.finditer(text)
            if "要点" not in text or not _OF_A_PAPER.match(text, m.end())
        ]
        found += [_Told(m.end(), "other", True) for m in _YEARS.finditer(text)]
    found += [
        _Told(
            m.start(),
            "report_year" if looks_back and m[0] == "去年" else _SCOPES[m.lastgroup or ""],
        )
        for m in vocabulary().scopes.period.finditer(text)
    ]
    return sorted(found, key=lambda told: told.place)


def _holds(text: str, told: _Told, clause: int, said: Scope | None) -> bool:
    """Whether a word of period still speaks of a figure whose clause begins at `clause`."""
    place, earlier = told.place, told.place < clause
    if told.scope == "prior_year":
        compared = _COMPARED.search(text[max(0, place - 2) :]) is not None
        if compared and (earlier or _CHANGED.search(text[place:])):
            return (
                False  # 较去年120件有所增加,今年…; 较去年增加5件: a comparison ends with its clause
            )
        if earlier and not told.named and ";" in text[place:clause]:
            return False  # 收到29件,去年同期31件;办结28件
        return not earlier or _OPENS.search(text[:place]) is not None
    past = told.scope == "other" and told.named and not told.ahead
    if past and ";" in text[place : max(place, clause)]:
        return False  # 一件求取2019年…的公告;一件要查…
    if told.scope in ("other", "quarter") and earlier and not told.named:
        planned = text.startswith(_PLANNED, place) and _PLAN.match(text, place) is not None
        return planned or text[place:clause].endswith("季度,")
    if told.scope != "cumulative":
        return True
    if said == "prior_year" and _THEN_IN_FORCE.search(text[:place]):
        return False  # 上年末现行有效20件
    if text.startswith("粉", place) and text[:place].endswith(_NEWLY):
        return False  # 年内新增粉丝9200人
    if earlier and (text.startswith(_CLAUSE_ONLY, place) or "以来的" in text[place : place + 20]):
        return False
    if said == "report_year" and not _STOCK.search(text[max(0, place - 14) :]):
        return False  # 2020年…累计公开: the sum over the year
    to_date = said is None and _TO_DATE.search(text[:place]) is not None
    return not text.startswith("累计", place) or _STOCK.search(text) is not None or to_date


_PLANNED = ("明年", "下一年", "下年")
_PLAN = as_pattern(r"[^,;。:\d]{2,12}:(?![^。]*(?:今年|本年|当年|年内|去年|上年))")
"""明年打算这么办:…,先整理50个问题;…: what stands behind is planned."""


def _given(text: str, place: int) -> bool:
    """Whether only a bracket stands between the year before and its figure."""
    return _IN_BRACKET.match(text, place) is not None


_BESIDE = as_pattern(
    rf"\d{{4}}年(?:度|同期)?(?:同期)?[的为是]?{_FIGURE}[\d,.]*(?P<unit>[件条次人项个篇份场期家宗起])次?[,;](?![^;]{{0,30}}20\d\d年)"
)


def _set_beside(text: str, place: int) -> bool:
    """Whether a year stands right before a figure that is set beside one told of now, and no more is said of it."""
    figure = _BESIDE.match(text, place)
    if figure is None or not text[:place].endswith((",", "(")):
        return False
    clause = _PART_OF.split(text[: place - 1])[-1]
    return re.search(rf"\d{figure['unit']}(?:次)?(?:\([^()]*\))?$", clause) is not None


_PART_OF = as_pattern("[,;。:]")


def _alone(text: str, place: int) -> bool:
    """Whether a bracket holds a word of period and no figure, so that it speaks for what follows: 公开(累计)120条."""
    return _TOLD_THERE.search(text, place, text.find(")", place)) is None


_TOLD_THERE = as_pattern(r"[\d〇零一二两三四五六七八九十百千万无未没]")


def _closed_off(text: str, place: int) -> bool:
    """Whether a year stands within a bracket that ends before the figure."""
    opened = text.rfind("(", 0, place) > text.rfind(")", 0, place)
    closing, opening = text.find(")", place), text.find("(", place)
    return opened and closing >= 0 and (opening < 0 or closing < opening)


def _of_now(text: str, place: int) -> bool:
    """上年结转3件, 由2019年底的71家整合为52家: of this year, though the year before is named."""
    if _CARRIED.search(text[place : place + 12]) or text[:place].endswith(_TAKEN_OVER):
        return True
    return _FROM.search(text[: place + 1]) is not None and _CHANGED_TO.search(text) is not None


def _year_scope(match: re.Match[str], year: int | None) -> Scope:
    named = int(match[1])
    if year is None or named == year:
        return "report_year"
    if _SINCE.match(match.string, max(0, match.start() - 1)):
        return "cumulative"
    if _LEFT_OVER.match(match.string, match.end()) or _ONWARD.search(match.string[: match.start()]):
        return "report_year"
    return "prior_year" if named == year - 1 else "other"


def _subject(
    page: Page,
    mention: Mention,
    bodies: Sequence[tuple[int, Subject]],
    earlier: Sequence[Mention],
) -> Subject:
    """Whose count it is: the nearest of 全市…, 全系统 and 我局 before it.

    Its own sentence decides, then its total, then what was named last before: a report that has
    turned to 全市 speaks of it until the office is named again.
    """
    before = bisect_left(bodies, (mention.start, ""))
    place, body = bodies[before - 1] if before else (-1, "office")
    if mention.parent is not None and place < page.sentence_start(mention.start):
        return mention.parent.subject
    if mention.parent is None and earlier and earlier[-1].parent is not None:
        divided = earlier[-1].parent
        parts = [one for one in earlier if one.parent is divided]
        if _is_divided(page, divided, parts, mention, place):
            return divided.subject
    return body


def _is_divided(
    page: Page, divided: Mention, parts: Sequence[Mention], mention: Mention, place: int
) -> bool:
    """Whether a body named at `place` bears only a part of a figure told before and divided right here.

    全市制发46件,其中市政府14件、部门11件、县区21件,同步废止18件: the 18 are the whole city's again.
    """
    within = any(one.lead_start <= place < one.end for one in parts)
    told_here = page.sentence_start(mention.start) <= divided.start < parts[0].start
    return within and told_here and sum(one.value or 0 for one in parts) == divided.value


def _bodies(text: str) -> list[tuple[int, Subject]]:
    """The bodies that act in `text`, in order: 对全市, 召开全市… only name whom something is for."""
    scopes = vocabulary().scopes
    found: list[tuple[int, Subject]] = [
        (m.start(), "office")
        for m in scopes.office.finditer(text)
        if not _INCLUDED.search(text, max(0, m.start() - 12), m.start())
    ]
    wide: tuple[tuple[re.Pattern[str], Subject], ...] = (
        (scopes.region, "region"),
        (scopes.system, "system"),
    )
    found += [
        (m.start(), subject)
        for pattern, subject in wide
        for m in pattern.finditer(text)
        if not _FOR_WHOM.search(text, max(0, m.start() - 6), m.start())
    ]
    return sorted(found)


def _channel(page: Page, mention: Mention, earlier: Sequence[Mention]) -> str | None:
    """The one channel named for a count; None where none or several are."""
    pattern = vocabulary().scopes.channel
    lead = _SINCE_OPENED.sub("", mention.lead)
    own = _named(pattern, lead) or _named(pattern, mention.tail)
    if publishes(mention):
        own = [name for name in own if name not in RECEIPT] or own  # 在互联网门户公布公告29份
    posted = vocabulary().lead_strip.sub("", mention.lead).startswith(_POSTED)
    if posted and not set(own) - {"leaflet", "board"}:
        return "board"  # 张贴明白纸540份
    if own:
        if (
            len(set(own)) == _TWO
            and set(own) <= _ON_SITE
            and "board" in own
            and not _SEVERAL.search(lead)
        ):
            return "board"  # 公开栏及显示屏354条
        return own[-1] if len(set(own)) == 1 and not _SEVERAL.search(lead) else None
    if mention.parent is not None:
        return mention.parent.channel
    before = earlier[-1] if earlier else None
    if before is not None and page.text[before.end : mention.start] in ("", "共", ",共", "共计"):
        return before.channel  # 推送180期518条
    if not publishes(mention):
        return None
    return _in_reach(page, mention, before) or _goes_on(page, mention, earlier)


def _goes_on(page: Page, mention: Mention, earlier: Sequence[Mention]) -> str | None:
    """公众号关注人数2.1万人,年内推文296篇: the channel that its sentence goes on to speak of."""
    listed = bool(mention.intro) and page.text[mention.lead_start - 1] == "、"
    if not listed and not _GOES_ON.match(mention.lead):
        return None
    start = page.sentence_start(mention.start)
    for before in reversed(earlier):
        if before.start < start:
            return None
        while before.parent is not None:
            before = before.parent
        named = _named(vocabulary().scopes.channel, before.lead)
        if before.channel is not None or named:
            return before.channel or (named[-1] if len(set(named)) == 1 else None)
    return None


def _in_reach(page: Page, mention: Mention, before: Mention | None) -> str | None:
    """The channel named a clause or two before, with no figure between."""
    pattern = vocabulary().scopes.channel
    floor = max(page.sentence_start(mention.start), mention.start - _UP_TO)
    if before is not None:
        floor = max(floor, before.end)
    clauses = re.split(r"[,;:]", page.text[floor : mention.lead_start])
    for clause in reversed(clauses):
        found = _named(pattern, _SINCE_OPENED.sub("", clause))
        if found:
            return found[-1] if len(set(found)) == 1 else None
    return None


_SINCE_OPENED = as_pattern("(?:自|从)[^,;。]*以来")
_SEVERAL = as_pattern(
    "、[^,;。、]{1,16}等(?:各类|多种|多个|各种)?(?:渠道|平台|方式|形式|途径|载体|场所|设施|阵地)"
)
_GOES_ON = as_pattern(
    r"(?:全年|本?年度|当年|年内|今年|共|累计|仅?[一二三四]季度|就|原创|20\d\d年)*(?:共|累计)?"
    "(?:推送|推文|发布|推出|发文|发帖|刊发|编发|更新|更换|转载|图文)"
)


def _named(pattern: re.Pattern[str], text: str) -> list[str]:
    """The channels named in `text`; a hall or a column that only says where another one is is none."""
    found = list(pattern.finditer(text))
    return [
        match.lastgroup or ""
        for place, match in enumerate(found)
        if not (_holds_next(text, found, place) or _held_by(text, found, place))
    ]


def _held_by(text: str, found: Sequence[re.Match[str]], place: int) -> bool:
    """网站专栏, 网站信息公开栏: the column is one of the site's pages."""
    if not place or not (found[place][0] == "专栏" or found[place].lastgroup == "board"):
        return False
    if found[place][0] == "专栏":
        return True
    between = text[found[place - 1].end() : found[place].start()]
    return found[place - 1].lastgroup == "website" and not re.search("[、,和与及或村社]", between)


def _holds_next(text: str, found: Sequence[re.Match[str]], place: int) -> bool:
    """服务大厅电子屏: the hall is where the screen hangs."""
    if found[place].lastgroup != "hall" or place + 1 == len(found):
        return False
    return not re.search("[、,和与及或]", text[found[place].end() : found[place + 1].start()])
