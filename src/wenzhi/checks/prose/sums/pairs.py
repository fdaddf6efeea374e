"""Floor 3: a figure that the two others of its clause divide between them: 25个项目,完工16个,在建9个.

A list of two needs no word that says it is whole: what was done and what was left, two names that leave nothing out
between them, or two told alike (来自企业4件,来自个人3件) are all there is. It must not know the tables.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Count
from wenzhi.checks.dossier import RATIOS, Dossier, is_exact, part_end, part_start
from wenzhi.checks.prose.sums.balances import Stated
from wenzhi.checks.prose.sums.laid_out import SIDES
from wenzhi.checks.prose.sums.listed import slipped_rows
from wenzhi.checks.prose.sums.misses import FEW
from wenzhi.checks.prose.sums.rest import without_steps
from wenzhi.checks.prose.words import SENTENCE, WHOLE_SENTENCE
from wenzhi.checks.readings import told_of_last_year
from wenzhi.text.slips import lost_its_first_digit, one_slip_apart

_LEAST = 5
_SMALL = 10
"""Of a smaller figure any other may be a slip: below it parts are to be what was done and what was left."""
_MOST = 7
_PLAIN = 20
"""The same of two parts that only their like names make one list."""
_GRADES = as_pattern("优|良|中$|差|合格|达标|满意")
"""Marks given: a row of nothing else leaves none out."""
_RESULT = "applications.result."
_NAME = ",;。:()\n、"
"""What ends the words that name a part."""
_BEFORE = as_pattern(
    r"上一?年|去年|前一年|往年|历年|[年期]初|累计|以来|结转(?!下|次|至|到)|转入(?!下|次|20)|旧存|跨年(?=来|转)|占[^,;。]{0,8}数"
)
"""In the statement: what is told may be of more than one year, or of another number."""
_ONWARD = as_pattern("结转|转[入至到下]|顺延|[下次]一?年|在办")
_REQUESTS = as_pattern("申请|新收|受理|应办")
"""In one statement with words of what goes on to the next year: last year's may be among them."""
_NO_PART = as_pattern(
    "各|[比较与同](?:上|去|20|往|前|新)|同比|含|合计|共计|总计|一共|相加|之和|每|平均|增[加长至到]|净[增减]|等$"
)
"""In the name of a part: it is a step, a sum or a part of a part."""
_SOME = ("有", "其中有", "就有")
"""Before a part: some are picked out (12家企业,有3家已还清仍挂在网上,还有4家没还清)."""
_REST = as_pattern(
    "其余|剩余|余下|剩下|下剩|余者|[尚仅还空结节][余剩]|^[余剩差](?:的)?$|相差|差额|节约|漏掉|哑了"
)
_LEFT = as_pattern(
    "未(?!经)|[没不尚仍待另无]|还[有剩差]|正在|在[建办审]|流拍|请假|缺席|查否|查无|失[实效]|驳|否|逾期|延期|推迟|限期|限时|搁置"
    "|参考|解释|研究|删|漏|补[考缴]|终止|书面|暂缓|死亡"
)
"""In the name of a part: what was left of a total …"""
_DONE = as_pattern(
    "成[交功立]|[完竣开]工|建成|查实|属实|采[纳用]|吸收|通过|合格|及格|达标|办[结完好理了复]|审结|答复|回复|完成|整改"
    "|改[正完好]|修[好复]|销号|翻新|激活|实施|落实|解决|当[场年日]|[实参][到收检]|入住|准予|公开|公布|公示|发布|贴了"
    "|配有|有效|保留|满意|同意|结案|开放|接通|更新|配租|移出|入选|录用|核[定完]|到[位账]|按[时期]|已|响的|清|给|治愈|迁入|依[法规]"
)
"""… and in the name of the other: what was done of it."""
_OPPOSITES = (
    *SIDES,
    ("网上|网办", "窗口"),
    ("简易", "一般"), ("简易", "普通"), ("结婚", "离婚"),
    ("建议|人大", "提案|政协"), ("主办", "[会协]办"),
    ("直接起诉|直接诉|径行|未经复议", "复议[之以]?后|经复议|经过复议"), ("民事", "刑事"),
    ("报告书", "报告表"), ("小学", "初中"), ("普查员", "指导员"), ("房建", "市政"), ("治安", "交通"),
    ("现场|当场", "书面|网|会后"), ("计划", "应急|抢修"), ("月", "周"),
    ("机关", "基层"), ("提前", "到期|当日"), ("干流", "支流"), ("停运", "恢复"), ("前者", "后者"), ("必须", "鼓励"),
    ("脱贫户", "一般户"), ("本级|机关|市局站", "县|分局|乡镇|下属|基层"), ("市级|省级", "县"), ("准予", "不予"),
    ("首批|第一批", "第二批"), ("转为", "维持|保持"), ("人工", "智能"), ("维持", "其他结果"),
    ("省政府|省[^,]{0,8}厅|部", "市政府|省政府"),
    ("预算", "决算"), ("复议", "诉讼"), ("改[^,]{1,3}前", "改[^,]{1,3}后"), ("阶段", "新局|新机构"),
    ("一般程序", "简易"), ("城区", "农村|乡镇"), ("网络|网上", "信函|邮寄|纸质"), ("微博", "微信"),
)  # fmt: skip
"""Names that leave nothing out between them."""
_RULED, _CASES = as_pattern("复议|诉讼"), as_pattern("复议|诉讼|案|诉|争议|纠纷")
"""In the names of two parts, and of what they may be all of."""
_OPPOSED = tuple((as_pattern(one), as_pattern(other)) for one, other in _OPPOSITES)
_GOOD_MARK = as_pattern("优|良|[A-B甲乙][等级类]")
_ALIKE = as_pattern(
    r"^(?:其中)?(?:(?P<head>来自|从|由|经|通过|用于|投向|面向|属|涉及|以)|(?P<time>(?:20)?\d\d年|\d{1,2}月|\d{1,2}[—~-]\d{1,2}月))"
)
_NOT = as_pattern("(?:尚未|没有|不予|[未不没无])(?:被|能|予以)?(?P<what>[\u4e00-\u9fff]{2})")
_ONE_OF_MORE = as_pattern("季度?|阶段|批|[一二三四]期|月份?")
"""In the name of a part: two of the kind need not be all."""
_ENDING = 2
"""Characters that two names end alike in: 计划性停水, 应急停水."""
_SUBJECT = as_pattern(r"\s*[\u4e00-\u9fff]{2,}(?<!分)[^,;。:()\d]*[,中里内有]")
"""Right behind a total: the noun of which the statement tells (73条意见,…; 13个所里)."""
_MORE = as_pattern("其[余他它]|余者|剩|另|此外|等")
"""Behind the parts: there are more."""
_BOTH = as_pattern("同时|共同|共用|[两都]可|两种|重复|交叉|兼|都是|并存|同步")
"""In a statement: one thing may be of both parts."""
_MOST_LOST = 0.6
"""Share of a total that two parts may leave out by a slip of the hand; of more they are some. Own choice."""
_FAR = 0.4
"""Share of a total that parts may miss it by which only one subject or like names make one list."""
_SHRUNK = as_pattern("[并合减清理关停整合缩压][^,;。:\\d]{0,4}[为到至成]$")
_AWAY = as_pattern("关停|撤|减|少了|注销|取消|停用|移出|退出|废止|合并|核减|下线")
"""What there was, what became of it and what went: 41个整合为29个,关停12个."""
_NOW = as_pattern("^(?:目前|现[有为存执在行剩]?|年[底末]|期末|还剩|剩|实有|保留|仍|尚)")
_FROM = as_pattern("由(?:上一?年|去年|原[来有先]|年初|[年期]初|此前|原)?的?$")
"""由140项减少9项,现为131项."""


def divided_in_two(dossier: Dossier) -> Iterator[Stated]:
    """Every figure that opens its statement and is not what the others of its unit there come to."""
    known = {row.total for row in slipped_rows(dossier)}
    counts = dossier.report.counts
    for statement in _statements(dossier, SENTENCE):
        for alike in _by_unit(counts, statement):
            standing = without_steps(dossier, alike) if len(alike) > 3 else tuple(alike)
            for total, parts in _readings_of(counts, standing):
                plain = (total, *parts) == standing
                if total not in known and _misses(dossier, total, parts, plain=plain):
                    known.add(total)
                    yield Stated(total, parts, "warning")
    for statement in _statements(dossier, WHOLE_SENTENCE):
        for told in _by_unit(counts, statement):
            # 来信734封,办结721封,办结率98.2%;未办结的13封
            total, parts = told[0], tuple(told[1:])
            if len(parts) > 2 or total in known or not _is_denied(dossier, *parts):
                continue
            if _misses(dossier, total, parts, plain=False):
                known.add(total)
                yield Stated(total, parts, "warning")
    yield from _halves(dossier, known)


def _halves(dossier: Dossier, known: Set[int]) -> Iterator[Stated]:
    """全年2850条;上半年1357条,下半年1493条: two halves of a year and what they should come to, in their paragraph."""
    counts, flat = dossier.report.counts, dossier.running
    if "下半年" not in flat:
        return
    for last in range(2, len(counts)):
        first, second = counts[last - 1 : last + 1]
        if first.unit != second.unit or not (is_exact(first) and is_exact(second)):
            continue
        if "下半年" not in _named(flat, second, first.end)[0]:
            continue
        if "上半年" not in _named(flat, first, counts[last - 2].end)[0]:
            continue
        start = part_start(flat, first.start, "\n")
        above = [
            place
            for place in range(last - 1)
            if counts[place].start >= start
            and counts[place].unit == first.unit
            and is_exact(counts[place])
        ]
        parts = (first.value or 0, second.value or 0)
        told = [counts[place].value for place in above]
        told += [one.value for one in counts[last + 1 : last + 2]]
        if sum(parts) in told:
            continue
        meant = [place for place in above if _is_near(parts, counts[place].value or 0)]
        if meant and meant[-1] not in known:
            yield Stated(meant[-1], (last - 1, last), "warning")


def _is_near(parts: Sequence[float], whole: float) -> bool:
    """Whether a slip, or little, keeps parts from a whole; the first of its digits may be lost as well."""
    if lost_its_first_digit(parts, whole):
        return True
    return whole >= _LEAST and (abs(whole - sum(parts)) <= FEW or one_slip_apart(parts, whole))


def _statements(dossier: Dossier, marks: str) -> Iterator[Sequence[int]]:
    """The figures told between two marks that end a statement, three and more."""
    flat, end = dossier.running, -1
    told: list[int] = []
    for index, count in enumerate(dossier.report.counts):
        if count.start >= end:
            if len(told) > 2:
                yield told
            told, end = [], part_end(flat, count.end, marks)
        told.append(index)
    if len(told) > 2:
        yield told


def _by_unit(counts: Sequence[Count], statement: Sequence[int]) -> Iterator[Sequence[int]]:
    """Those of one unit, three and more."""
    units: dict[str | None, list[int]] = {}
    for index in statement:
        units.setdefault(counts[index].unit, []).append(index)
    for unit, told in units.items():
        if unit is not None and unit not in RATIOS and len(told) > 2:
            yield told


def _readings_of(
    counts: Sequence[Count], told: Sequence[int]
) -> Iterator[tuple[int, tuple[int, ...]]]:
    """The first and all others; or, where none before is larger, the last three.

    12个乡镇抽查48个村,合格45个,不合格3个.
    """
    if len(told) < 3:
        return
    if len(told) <= _MOST:
        yield told[0], tuple(told[1:])
    *before, total, first, last = told
    if before and max(counts[index].value or 0 for index in before) <= (counts[total].value or 0):
        yield total, (first, last)


def _misses(dossier: Dossier, total: int, parts: Sequence[int], *, plain: bool) -> bool:
    """Whether parts that plainly are all of a total miss it, and a slip may be why.

    A total that is not the first of its statement (`plain`) needs names that leave nothing out.
    """
    told = [dossier.report.counts[index] for index in (total, *parts)]
    if not all(is_exact(one) and one.value for one in told):
        return False
    whole, *values = (one.value or 0 for one in told)
    gap = abs(whole - sum(values))
    if not gap or whole in values or any(2 * one == whole + sum(values) for one in values):
        return False  # 新收14件,结转2件,合计16件
    if not _is_near(values, whole):
        return False
    slip = one_slip_apart(values, whole)
    if sum((one.indicator or "").startswith(_RESULT) for one in told) > 1:
        return False  # 公开12件,部分公开4件,不予公开3件: rows of one table
    if any(told_of_last_year(dossier.flat, one) for one in told[1:]):
        return False
    if len(without_steps(dossier, parts)) < len(parts) or _is_row(dossier, total, parts):
        return False
    if not plain and dossier.running[_clause_start(dossier, total) - 1] == "、":
        return False  # 财政资金31条、乡村振兴77条、民政救助45条,其余35条
    if gap > _MOST_LOST * whole > 0 and sum(values) < whole:
        return False
    end = dossier.report.counts[parts[-1]].end
    rest = dossier.running[end : part_end(dossier.running, end, SENTENCE)]
    if (_MORE if sum(values) < whole else _BOTH).search(rest):
        return False
    near = plain and slip and whole >= _PLAIN and gap <= _FAR * max(whole, sum(values))
    return _leave_nothing_out(dossier, told, near=near, plain=plain)


def _leave_nothing_out(
    dossier: Dossier, told: Sequence[Count], *, near: bool, plain: bool = True
) -> bool:
    """Whether the names of parts leave nothing out between them; `near` are such as only their likeness joins."""
    flat, (total, *parts) = dossier.running, told
    start, end = part_start(flat, total.start, SENTENCE), part_end(flat, parts[-1].end, SENTENCE)
    statement = flat[start:end]
    if _BEFORE.search(statement) or (_ONWARD.search(statement) and _REQUESTS.search(statement)):
        return False
    since = (total.end, *(one.end for one in parts))
    words = [_named(flat, one, start) for one, start in zip(parts, since, strict=False)]
    leads, names = [before for before, _ in words], [before + behind for before, behind in words]
    if any(map(_NO_PART.search, leads)) or leads[0] in _SOME:
        return False
    if len(parts) == 2 and _SHRUNK.search(leads[0]) and _AWAY.search(names[1]):
        return True
    if told_of_last_year(dossier.flat, total):
        return False
    if max(total.value or 0, parts[0].value or 0) < _SMALL:
        return len(parts) == 2 and (_are_sides(*names) or _denies(*names))
    if len(parts) > 2:
        whole = _named(flat, total, start)[0]
        sides = _are_sides(names[0], names[-1]) and not (_DONE.search(whole) or _LEFT.search(whole))
        return not _come_to_it(told) and (sides or all(map(_GRADES.search, names)))
    whole = _named(flat, total, start)[0]
    if (
        _REST.search(leads[-1])
        and whole[-_ENDING:] != leads[0][-_ENDING:]
        and (plain or _DONE.search(names[0]))
    ):
        return True  # but not 甲类文件30件,乙类文件20件,其余15件
    if all(map(_RULED.search, names)) and not _CASES.search(whole):
        return False  # 申请12件,复议3件,诉讼3件
    if _are_sides(*names) or _are_opposed(*names) or _denies(*names):
        return True
    if not near or flat[total.end] == "、":
        return False
    if all(map(_GOOD_MARK.search, leads)):
        return False  # 优秀等次12个、良好等次27个: the others had less
    subject = _SUBJECT.match(flat, total.end)
    if subject is not None:
        return "、" not in flat[total.end : parts[0].start]
    if whole and not any(lead.removeprefix("其中") for lead in leads):
        return True  # 公开信息128条,86条发布在网站,42条张贴于公开栏
    return _are_alike(whole, *leads)


def _come_to_it(told: Sequence[Count]) -> bool:
    """Whether some parts are the whole, or the last of them one of the first: 97人到场,及格96人,1人补考."""
    whole, *values = (one.value or 0 for one in told)
    runs = [values[at:end] for at in range(len(values)) for end in range(at + 2, len(values) + 1)]
    return any(sum(run) in (whole, *values[: -len(run)]) for run in runs)


def _are_sides(first: str, last: str) -> bool:
    """Whether of two names one is of what was done and the other of what was left."""
    left = [bool(_LEFT.search(name)) for name in (first, last)]
    return left[0] != left[1] and _DONE.search(last if left[0] else first) is not None


def _is_denied(dossier: Dossier, first: int, last: int) -> bool:
    """Whether of two figures one is told by the other's name and a word that denies it."""
    counts, flat = dossier.report.counts, dossier.running
    name = _named(flat, counts[first], counts[first - 1].end)[1]
    return _denies(name, _named(flat, counts[last], counts[last - 1].end)[1])


def _denies(first: str, last: str) -> bool:
    """公示无异议16户,有异议1户: whether one name denies what the other says."""
    return any(
        (said := _NOT.search(one)) is not None and said["what"] in other and not _NOT.search(other)
        for one, other in ((first, last), (last, first))
    )


def _are_opposed(first: str, last: str) -> bool:
    return any(
        (one.search(first) and other.search(last) and not other.search(first))
        or (one.search(last) and other.search(first) and not other.search(last))
        for one, other in _OPPOSED
    )


def _clause_start(dossier: Dossier, index: int) -> int:
    """Where the words that name a figure begin."""
    return max(1, part_start(dossier.running, dossier.report.counts[index].start, _NAME))


def _named(flat: str, count: Count, since: int) -> tuple[str, str]:
    """The words before a figure in its clause, and those with the words behind it."""
    start = max(since, part_start(flat, count.start, _NAME))
    before = "".join(flat[start : count.start].split())
    behind = "".join(flat[count.end : part_end(flat, count.end, _NAME)].split())
    return before, before + behind


def _are_alike(of_all: str, first: str, last: str) -> bool:
    """来自平台5127件,来自小程序4291件: whether two parts are told alike, and their total is not."""
    one, other, whole = (_ALIKE.match(lead) for lead in (first, last, of_all))
    if one and other and not whole and one.lastgroup == other.lastgroup:
        return True
    if len(first) == len(last) == _ENDING and first[-1] == last[-1] != of_all[-1:]:
        return True  # 新建70件、翻建42件
    ends = {lead.rstrip("的者有是占为")[-_ENDING:] for lead in (first, last)}
    end = ends.pop()
    if _ONE_OF_MORE.search(first) or _GRADES.search(first):
        return False
    return not ends and len(end) == _ENDING and end.isalpha() and end not in of_all


def _is_row(dossier: Dossier, total: int, parts: Sequence[int]) -> bool:
    """个人61件,企业8件,律所3件 of 72件 told before: whether a figure and its parts are one row."""
    counts = dossier.report.counts
    start = part_start(dossier.running, counts[total].start, "\n")
    added = sum(counts[index].value or 0 for index in (total, *parts))
    return any(
        one.value == added and one.start >= start and one.unit == counts[total].unit
        for one in counts[:total]
    )
