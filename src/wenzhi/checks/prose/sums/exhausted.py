"""Floor 3: lists that leave nothing out, by what words say behind them or by the time that each part is of.

公开395条,网站208条,公众号187条,广播58条,再无别的渠道; 发布128条,前三季度101条,第四季度37条: such a list comes to its
total, however far it misses it. So do what is taken off a figure and what is then left.

Takes the figures of a line; it must not know the tables.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from wenzhi.base.patterns import as_pattern
from wenzhi.checks.dossier import RATIOS, Dossier, is_exact, part_end, part_start
from wenzhi.checks.prose.sums.balances import Stated
from wenzhi.checks.prose.sums.misses import ANY, is_cut, is_near, is_slip, rounds_to
from wenzhi.checks.prose.sums.rows import REST, Paragraph, Row, last_clause, stands_in_a_row
from wenzhi.checks.prose.words import SENTENCE
from wenzhi.text.numerals import how_many
from wenzhi.text.slips import lost_its_first_digit, one_slip_apart

_OTHER = "(?:别的|其他(?!处理)|其它|另外的)"
_NO_MORE = as_pattern(
    r"[^,;。:()、\d]{0,8}[,;。](?:"
    rf"(?:此外|除此(?:之?外|以外)?)?,?(?:再|均|都|也|已|并)?(?:没有|无|没){_OTHER}[^,;。:\d]{{0,6}}"
    rf"|{_OTHER}[^,;。:\d]{{0,8}}(?:没有|[均都]?无|一概没有)"
    r"|[^,;。:]{0,8}(?:之|以)外(?:就|再|便)?(?:没有|无|别无)[^,;。:\d]{0,6}"
    r"|(?:此外)?别无[^,;。:\d]{0,6}|此外再无[^,;。:\d]{0,6}|(?:仅|只)此[^,;。:\d]{0,6}"
    r")(?=[,;。\n]|$)"
)
"""Behind the last part: there are no others."""
_HINT = as_pattern("别的|其[他它]|之外|以外|别无|再无|[仅只]此")
_WHOLE_SETS = (
    ("高一", "高二", "高三"), ("初一", "初二", "初三"), ("七年级", "八年级", "九年级"), ("小班", "中班", "大班"),
)  # fmt: skip
"""Names in turn that leave nothing out between them."""
_NAMELY = as_pattern(r",(?:即|也就是|计有)(?![使将])")
"""Between a total and its first part: what follows is the same, told one by one."""
_FLOWS = as_pattern("结转|转入|转下|应办|上年|去年|同比|[增减](?!值|补|收|灾|负)")
"""In the name of a part: it is of another year, or a step."""


def said_to_be_all(paragraph: Paragraph, total: int) -> Iterator[Stated]:
    """A row that words say leaves nothing out, and that does not come to the total before it."""
    row = paragraph.row(total)
    if row is None or row.soft or paragraph.comes_to(total):
        return
    if (
        _are_times(paragraph, total, row)
        and paragraph.together(row.parts) > paragraph.values[total]
    ):
        yield Stated(total, row.parts, "warning")
        return
    if not row.ends:
        return
    if _are_told_out(paragraph, total, row):
        yield Stated(total, row.parts, "warning")
        return
    if not _is_closed(paragraph, row) or rounds_to(paragraph, total, paragraph.together(row.parts)):
        return
    if stands_in_a_row(paragraph, total) or any(map(_FLOWS.search, row.names)):
        return
    added, value = paragraph.together(row.parts), paragraph.values[total]
    most = max(paragraph.values[index] for index in row.parts)
    if most >= value and not is_slip(paragraph, row.parts, total, ANY, small=ANY):
        return  # 与旧存的5件一起办理,公开58件,部分公开11件
    above = paragraph.told[: paragraph.place[total]]
    if not any(paragraph.values[i] == added and paragraph.alike(i, total) for i in above):
        yield Stated(total, row.parts, None)


def _is_closed(paragraph: Paragraph, row: Row) -> bool:
    """Whether words behind a row say that there is no more, or before and within it that it tells all."""
    if _NAMELY.match(row.lead_in) and len(row.parts) > 2 and REST.search(row.names[-1]):
        return True
    if any(
        len(row.names) == len(kinds) and all(map(str.__contains__, row.names, kinds))
        for kinds in _WHOLE_SETS
    ):
        return True
    end = paragraph.counts[row.parts[-1]].end
    behind = paragraph.flat[end : part_end(paragraph.flat, end, "\n")]
    return _HINT.search(behind) is not None and _NO_MORE.match(behind) is not None


_DIVIDERS = (
    r"(?:[按依从以](?:照)?[^,;。:()、和与及\d]{1,8}|分[^,;。:()、和与及\d别为]{1,6}|[各每]个?[^,;。:()、和与及\d分]{1,4}"
    r"|(?P<many>[两二三四五六七八2-8])(?:个(?!人)[^,;。:()、和与及\d分]{1,4}|[期场批轮次端类]))"
)
_TOLD_OUT = as_pattern(
    rf"(?:^|.*[,;。:(]){_DIVIDERS}[,:]?(?:人数|人次|数量)?(?:分别|依次)(?:[为是有]|发布|公开|推送)?:?"
    r"[^,;。:()、和与及\d]{0,10}$"
)
"""From a total to its first part: all are told, each of a time, a place or a kind (按平台分别为, 三个季度依次为)."""
_PLACES = as_pattern("平台|渠道|载体|途径|账号|阵地")
"""Where the same may be told twice."""
_RESULT = "applications.result."


def _are_told_out(paragraph: Paragraph, total: int, row: Row) -> bool:
    """152人次,各季度分别为40、35、42人次: whether words before a row say that it tells all, and it misses its total."""
    counts, flat = paragraph.counts, paragraph.flat
    words = "".join(flat[counts[total].end : counts[row.parts[0]].start].split())
    if "分别" not in words and "依次" not in words:
        return False
    told = _TOLD_OUT.match(words)
    if told is None or "其中" in words or stands_in_a_row(paragraph, total):
        return False
    if told["many"] and how_many(told["many"]) < len(row.parts):
        return False
    value, added = paragraph.values[total], paragraph.together(row.parts)
    if rounds_to(paragraph, total, added) or _goes_on_loosely(paragraph, row.parts[-1]):
        return False
    if any((counts[index].indicator or "").startswith(_RESULT) for index in row.parts):
        return False  # 新收40件,按结果分别为公开30件、不公开6件: some are not answered yet
    if any(map(_FLOWS.search, row.names)) or any(map(_DIGIT.search, row.names)):
        return False
    slip = is_slip(paragraph, row.parts, total, ANY, small=ANY)
    more = added > value and not slip and not is_near(added, value)
    if more and (_PLACES.search(words) or max(paragraph.values[i] for i in row.parts) >= value):
        return False
    return not any(
        paragraph.values[i] == added and paragraph.alike(i, total)
        for i in paragraph.told[: paragraph.place[total]]
    )


_DIGIT = as_pattern(r"\d")


def _goes_on_loosely(paragraph: Paragraph, last: int) -> bool:
    """分别为223条、134条、近60条: whether the next figure of a sentence is of the row's unit, but not exact."""
    following = paragraph.counts[last + 1 : last + 2]
    if not following or last + 1 in paragraph.place or not paragraph.alike(last, last + 1):
        return False
    return not any(
        mark in paragraph.flat[paragraph.counts[last].end : following[0].start] for mark in SENTENCE
    )


_AT_A_TIME = (
    "(?:[春夏秋冬][上季天初末]?|汛[期前后]|入[春夏秋冬汛]|岁[首末尾]|年[初中末底尾]|[上下]半年|第?[一二三四]季度?"
    r"|\d{1,2}月份?)"
)
_SEASON = as_pattern(_AT_A_TIME)
_OF_A_TIME = as_pattern(rf"{_AT_A_TIME}$")
"""Right before a figure: it is of one time itself (就业信息第一季度31条,第二季度52条)."""


def _are_times(paragraph: Paragraph, total: int, row: Row) -> bool:
    """开会4次,春上1次,汛期2次,岁末2次: whether every part of a row is named only by when it was, but not its total."""
    names = [last_clause(name) for name in row.names]
    clause = paragraph.clause(total)
    if row.lead_in[1:] != names[0] or _SEASON.match(clause) or _OF_A_TIME.search(clause):
        return False
    return len(set(names)) == len(names) > _FEWEST and all(map(_SEASON.fullmatch, names))


_TIME = as_pattern(
    r"(?P<up>前)?第?(?P<quarters>[一二三四1-4](?:(?:[、和与]|至|到|-|~|—)+第?[一二三四1-4])*)个?季度?"
    r"|(?P<half>[上下])半年"
    r"|(?P<first>1[0-2]|[1-9])月?份?(?:-|~|—|至|到)+(?P<last>1[0-2]|[1-9])月份?|(?P<month>1[0-2]|[1-9])月份?"
)
"""In the name of a figure: when it was."""
_QUARTER = as_pattern("[一二三四1-4]")
_TO = as_pattern("-|~|—|至|到")
_YEARLY = as_pattern("全年|累计|合计|共|总")
_MONTHS, _FEWEST = 12, 2
"""Of a year: its months, and the times into which it is divided at least."""
_LEAST = 5


def told_by_when(paragraph: Paragraph) -> Iterator[Stated]:
    """Figures told by the times of which a year consists, and the total before or behind them.

    One slip, or little else, keeps them from coming to it, or one is larger than all.
    """
    told = paragraph.told
    start, end = (paragraph.counts[told[at]].start for at in (0, -1))
    line = paragraph.flat[part_start(paragraph.flat, start, "\n") : end]
    if "季" not in line and "半年" not in line and line.count("月") < _FEWEST:
        return
    yield from _in_turn(paragraph)
    times = [_months(paragraph, place) for place in range(len(told))]
    place = 0
    while place < len(told):
        run = _year_from(paragraph, told, times, place)
        place += 1
        if len(run) >= _FEWEST:
            place += len(run) - 1
            total = _total_of(paragraph, told, run)
            if total is not None and _misses(paragraph, run, total):
                yield Stated(total, tuple(run), "warning")


_ALL_QUARTERS = as_pattern(r"[四4]个季度[^,;。:()\d]{0,8}(?:依次|分别)[^,;。:()\d]{0,6}$")
_NEXT = ("、", "和", "与", "及", ",")
_QUARTERS = 4


def _in_turn(paragraph: Paragraph) -> Iterator[Stated]:
    """全年254条,四个季度依次为51条、58条、72条、73条: four figures told in turn, and the year's before them."""
    told = paragraph.told
    for place in range(1, len(told) - _QUARTERS + 1):
        run = told[place : place + _QUARTERS]
        start = paragraph.counts[run[0]].start
        words = paragraph.flat[part_start(paragraph.flat, start, ",;。\n") : start]
        if "季度" not in words or _ALL_QUARTERS.search("".join(words.split())) is None:
            continue
        joined = all(paragraph.gap(i, j) in _NEXT for i, j in pairwise(run))
        if not joined or not all(paragraph.alike(run[0], index) for index in run):
            continue
        added = paragraph.together(run)
        above = [i for i in told[:place] if paragraph.alike(i, run[0])]
        if above and not any(paragraph.values[i] == added for i in above):
            whole = next((i for i in above[::-1] if _misses(paragraph, run, i)), None)
            if whole is not None:
                yield Stated(whole, tuple(run), "warning")


def _months(paragraph: Paragraph, place: int) -> frozenset[int]:
    """The months that a figure is told to be of; none where nothing says."""
    counts, index = paragraph.counts, paragraph.told[place]
    start = part_start(paragraph.flat, counts[index].start, ",;。:()\n")
    start = max(start, counts[paragraph.told[place - 1]].end if place else 0)
    words = "".join(paragraph.flat[start : counts[index].start].split())
    told = [*_TIME.finditer(words)]
    return frozenset(_span(told[-1].groupdict())) if told else frozenset()


def _span(said: dict[str, str | None]) -> range | set[int]:
    """The months of a time told in words."""
    if half := said["half"]:
        return range(1, 7) if half == "上" else range(7, 13)
    if month := said["month"]:
        return {int(month)}
    if (first := said["first"]) and (last := said["last"]):
        return range(int(first), int(last) + 1)
    told = said["quarters"] or ""
    named = [how_many(one) for one in _QUARTER.findall(told)]
    if said["up"] or (len(named) > 1 and _TO.search(told)):
        named = [*range(1 if said["up"] else named[0], named[-1] + 1)]
    return {3 * quarter - away for quarter in named for away in range(3)}


def _year_from(
    paragraph: Paragraph, told: Sequence[int], times: Sequence[frozenset[int]], place: int
) -> list[int]:
    """The figures from one on that together are of all months of a year, none twice; else none."""
    run: list[int] = []
    seen: set[int] = set()
    for index, months in zip(told[place:], times[place:], strict=True):
        if run and not paragraph.alike(index, run[0]):
            continue
        if not months or seen & months or (run and "。" in paragraph.gap(run[-1], index)):
            return []
        run.append(index)
        seen |= months
        if len(seen) == _MONTHS:
            return run
    return []


def _total_of(paragraph: Paragraph, told: Sequence[int], run: Sequence[int]) -> int | None:
    """The figure of a year told behind or before those of its times, if one is; none where one fits."""
    first, last = paragraph.place[run[0]], paragraph.place[run[-1]]
    added = paragraph.together(run)
    alike = [i for i in told if i not in run and paragraph.alike(i, run[0])]
    if any(paragraph.values[i] == added for i in alike if i < run[0]):
        return None
    behind = next((i for i in told[last + 1 : last + 2] if i in alike), None)
    if behind is not None and _YEARLY.search(paragraph.clause(behind)):
        return behind if paragraph.values[behind] != added else None
    before = next((i for i in told[max(0, first - 2) : first][::-1] if i in alike), None)
    if before is not None and _STOPS.search(paragraph.gap(before, run[0])) is None:
        return before
    return _divided_before(paragraph, told[:first], run)


_STOPS = as_pattern("[。;]")
_BARE_TIME = as_pattern(
    "(?:其中)?(?:[按依分从以]?(?:时间|时段|季度?|月份?|进度|年度|阶段|半年度?)(?:先后)?(?:上|来)?(?:统计|划分|分布|分|看|计|说|算|论)?[,:]?)?"
)
"""Before the first time of a row: it names nothing of which the row would be."""


def _divided_before(paragraph: Paragraph, above: Sequence[int], run: Sequence[int]) -> int | None:
    """全年167条。渠道:网站74条,公众号93条。分季:一季度31条,…: the total that the statements before divide otherwise.

    Or the only figure told before. None where words name of what the times are told.
    """
    start = paragraph.counts[run[0]].start
    words = paragraph.flat[part_start(paragraph.flat, start, "。;\n") : start]
    told = [*_TIME.finditer("".join(words.split()))]
    if not told or _BARE_TIME.fullmatch("".join(words.split()), 0, told[-1].start()) is None:
        return None
    alike = [index for index in above if paragraph.alike(index, run[0])]
    divided = [index for index in alike if paragraph.comes_to(index)]
    if divided or len(alike) == 1:
        return (divided or alike)[-1]
    return None


def _misses(paragraph: Paragraph, run: Sequence[int], total: int) -> bool:
    """Whether figures that should come to a total miss it by a slip or little, or one exceeds it."""
    value, added = paragraph.values[total], paragraph.together(run)
    if value < _LEAST or rounds_to(paragraph, total, added):
        return False
    values = [paragraph.values[index] for index in run]
    return (
        is_near(added, value)
        or max(values) > value
        or is_slip(paragraph, run, total, ANY, small=ANY)
        or is_cut(paragraph, run, total)
        or lost_its_first_digit(values, value)
    )


_OFF = as_pattern(r"^,(?:扣除|剔除|减去|去掉|除去)[^,;。:()\d]{0,30}$")
_NET_OF_THEM = as_pattern(r"^[^,;。:()\d]{0,4}[外后]?,(?:实际|实有|实为|净)[^,;。:()\d]{0,10}$")
_CASES = frozenset({"件", "个", "条", "起"})
"""Units in which what was asked for is counted."""


_PLUS = as_pattern(r"^,?(?:再|另)?(?:加上|连同|外加)(?:[^,;。:()\d]{0,10})$")
_COME_TO = as_pattern(
    r"^[^,;。:()\d]{0,10},(?:一?共|合计|共计|总计|总共)(?:有|为|是|达|公开|发布)?$"
)


def added_to(dossier: Dossier) -> Iterator[Stated]:
    """网站163条,加上38篇公告,共201条: a figure, what is added to it in a unit of its own, and what both come to."""
    counts, flat = dossier.report.counts, dossier.running
    for index in range(2, len(counts)):
        first, more, whole = counts[index - 2 : index + 1]
        if first.unit != whole.unit or not all(map(is_exact, (first, more, whole))):
            continue
        if more.unit == whole.unit or more.unit in RATIOS:
            continue  # a list of one unit is looked at by others
        if _PLUS.match("".join(flat[first.end : more.start].split())) is None:
            continue
        if _COME_TO.match("".join(flat[more.end : whole.start].split())) is None:
            continue
        start = part_start(flat, first.start, "。\n")
        before = [
            one.value or 0
            for one in counts[: index - 2]
            if one.start >= start and one.unit == whole.unit
        ]
        both = (first.value or 0) + (more.value or 0)
        value = whole.value or 0
        fits = any(both + sum(before[at:]) == value for at in range(len(before) + 1))
        if not fits and (not before or one_slip_apart((both,), value)):
            yield Stated(index, (index - 2, index - 1), "warning")


_OUT_OF = as_pattern(r"^[\u4e00-\u9fff]{1,8}(?<!其)中(?:的|有)[\u4e00-\u9fff]{0,4}$")


def outnumbering(dossier: Dossier) -> Iterator[Stated]:
    """24份解读中的58份: a figure larger than the one that it is told to be out of."""
    counts, flat = dossier.report.counts, dossier.running
    for index in range(1, len(counts)):
        whole, part = counts[index - 1 : index + 1]
        if "中" not in flat[whole.end : part.start] or whole.unit != part.unit:
            continue
        if not (is_exact(whole) and is_exact(part)) or (part.value or 0) <= (whole.value or 0):
            continue
        if _OUT_OF.match("".join(flat[whole.end : part.start].split())):
            yield Stated(index - 1, (index,), None)


def taken_off(dossier: Dossier) -> Iterator[Stated]:
    """267件,扣除重复提交的22件,实际涉及诉求245个: a figure, what is taken off it and what is really left."""
    counts, flat = dossier.report.counts, dossier.running
    for index in range(2, len(counts)):
        whole, off, left = counts[index - 2 : index + 1]
        if not flat.startswith(",", whole.end) or whole.unit != off.unit:
            continue
        if not all(map(is_exact, (whole, off, left))) or left.unit not in (_CASES | {whole.unit}):
            continue
        before, between = flat[whole.end : off.start], flat[off.end : left.start]
        if not _OFF.match("".join(before.split())):
            continue
        values = [off.value or 0, left.value or 0]
        if sum(values) != whole.value and _NET_OF_THEM.match("".join(between.split())):
            yield Stated(index - 2, (index - 1, index), "warning")
