"""Floor 3: rows of figures held against the total told behind them (28个部门、9个街道和3个镇共40家单位).

Words must say that it is their sum, and one slip or little else keep them from coming to it. It must not know
the tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from wenzhi.base.patterns import as_pattern
from wenzhi.checks.dossier import part_start
from wenzhi.checks.prose.sums.balances import Stated
from wenzhi.checks.prose.sums.misses import (
    ANY,
    FAR,
    FEW,
    FIGURES,
    FURTHER,
    NEAR,
    is_cut,
    is_slip,
    rounds_to,
)
from wenzhi.checks.prose.sums.rows import MOST, Paragraph, last_clause
from wenzhi.checks.prose.words import WHOLE_SENTENCE
from wenzhi.text.numerals import how_many

_KIND = 2
"""Characters of a noun by which a thing is named again."""
_GAP = 48
"""Characters between two parts of a sum told behind them."""
_SUMMED = as_pattern(
    r"(?:合计|共计|总计|总共|小计|相加|加总|总和|之和|总[^,;。:()、\d]{0,4}[数量]|总[发计]|拢共|[加合]起来|[加合]在一起|合为)"
    r"[^,;。:()、\d]{0,6}$"
    "|=$|[,;、](?:凡|计收?|都计|统计)$"
)
_TOGETHER = as_pattern(
    r"(?:^|[,;。:()、]|[\u4e00-\u9fff])(?:累计|全年计|(?<!公)(?<!中)共(?!同|产|性|享|服|建))[^,;。:()、\d]{0,6}$"
)
_PLAIN_SUM = as_pattern(
    "(?:合计|共计|总计|总共|小计|相加|加总|总和|之和|总[发计]|拢共|[加合]起来|[加合]在一起|合为|累计|共)"
    "(?:有|为|是|达|计|实收|收到|发布|公开)?$"
)
"""Right before a sum: it is one of all told before it, and of no kind of them."""
_FEW_PEOPLE = 12
"""Of a smaller sum any figure is a slip away from any other, and some of its parts are told in words."""
_IN_A_YEAR = as_pattern(r"(?:全年|一年|学年)[^,;。:()、\d]{0,6}$")
_PARTS_OF_IT = as_pattern("[上下]半年|季|第[一二三四]|[一二三四]批|学期|月")
"""In the name of each figure before a year's sum."""
_NO_SUM = as_pattern(
    "(?:公开|现有|存有)总|其中|[增减占]|[多少]于|超|历年|以来|截[至止]|去重|剔除|扣除|上年|去年|人均|平均"
)
_STRAY = as_pattern(
    r"(?<!公)共(?!同|产|性|享|服|建)|合计|[总累]计|同比|[比较与]上|[比较]20|[增减](?!值|补|收|加|灾|负|免|排|税|租)|另外|此外|同时|去年|历年|以上|上述"
    "|其中|超过"
)
"""Between two parts of a sum told behind them: they are none; 加上结转的4件 is."""
_COMPARISON = as_pattern(
    r",(?:同比|环比|[比较与同][上去前20年]{2})[^,;。]*(?:,(?:同比|环比|相比|总体|共|净)*(?:增|减|上升|下降|降|升)[^,;。]*)*(?=;)"
)
"""Behind a part of a sum: how it compares with another year's: 新收1656件,比2022年的1438件增加218件;结转66件."""
_SO_MANY_KINDS = rf"{FIGURES}(?:[个种类级项大者期次回趟场批家处轮端微院馆校站局所档块]|方面|部分)"
_ABOVE = as_pattern(rf"^(?:以上|上述|这|前述|各|{_SO_MANY_KINDS}|合计|共计|总计)")
"""At the head of a sentence: a sum of what the sentences before tell."""
_SO_MANY = as_pattern(
    rf"(?:^|[,;。(])(?:以上|上述|这|前述)?(?={_SO_MANY_KINDS})(?P<many>.)[^,;。:()、\d]{{1,10}}$"
)


def held_behind(paragraph: Paragraph, total: int) -> Iterator[Stated]:
    """What the figures before a total miss it by, where words say that it is their sum."""
    place = paragraph.place[total]
    if place < 2:
        return
    counts, flat = paragraph.counts, paragraph.flat
    column = _beside(paragraph, total)
    second = column == paragraph.told[place - 1]  # 两级合计35期、3494人次
    start = counts[paragraph.told[place - (2 if second else 1)]].end
    head = paragraph.told[place - 1] if second else total
    words = re.split("[;。]", "".join(flat[start : counts[head].start].split()))[-1]
    plainly = words.endswith(("共", "共有")) or _SUMMED.search(words) is not None
    together = _TOGETHER.search(words) is not None
    yearly = not (plainly or together) and _IN_A_YEAR.search(words) is not None
    if not (plainly or yearly or together) or _NO_SUM.search(words):
        return
    start = part_start(flat, counts[total].start, WHOLE_SENTENCE)
    told = "".join(flat[start : counts[head].start].split())
    many = _SO_MANY.search(told)
    wanted = how_many(many["many"]) if many else 0
    if yearly or _ABOVE.match(told):
        start = part_start(flat, counts[total].start, "\n")
    own, before = (paragraph.bracket[i] for i in (total, paragraph.told[place - 1]))
    for level in dict.fromkeys((own, before)):
        run = _run_before(paragraph, total, start, level, wanted)
        if len(run) < 2:
            continue
        named = [paragraph.clause(i).rpartition("、")[2] for i in run]
        if yearly and not all(map(_PARTS_OF_IT.search, named)):
            return
        plainly = plainly or yearly or bool(wanted) or level != own
        plainly = plainly or (words == ",累计" and len(run) > 2 and "分别" in told)
        far = _PLAIN_SUM.search(words) and (wanted or _fills(paragraph, run, start, total))
        far = far and paragraph.values[total] > _FEW_PEOPLE and "各" not in "".join(named)
        small = ANY if far or (yearly and not wanted) else FURTHER
        sure = yearly or (len(run) == wanted and (wanted > 2 or not _ABOVE.match(told)))
        if not _is_sum(paragraph, run, total, plainly=plainly, sure=sure, small=small):
            yield Stated(total, tuple(run), "warning")
        return


_KINDS_OF = (
    (frozenset({"家", "个"}), as_pattern("单位|机构|成员|主体")),
    (
        frozenset({"件", "篇", "个", "条", "份", "部", "幅", "张", "期", "则"}),
        as_pattern("材料|解读|作品|产品|稿件"),
    ),
)
"""Units in which a sum is told of things counted each in its own, and what it is then of."""
_CALLS = frozenset({"次", "人次"})
"""Units of calls and of those who came (电话37次、来访15次,合计52人次)."""
_ADDED_UP = as_pattern(
    r"^(?:[^,;。:()、\d]{1,6}|[,、])?(?:共|一共|总共|共计|合计|总计|计)(?:有|为|是)?$"
)
_NEXT_KIND = as_pattern(r"[^,;。:()、\d]{0,4}(?:[,、]|和|及|以及|与)[^,;。:()、\d]{0,8}")


def held_in_units(paragraph: Paragraph, total: int) -> Iterator[Stated]:
    """28个部门、9个街道和3个镇共40家单位; 图解9篇,视频3个,共12件材料: a sum of things in units of their own."""
    counts, flat, place = paragraph.counts, paragraph.flat, paragraph.place[total]
    last = total
    run: list[int] = []
    for index in reversed(paragraph.told[max(0, place - MOST) : place]):
        words = paragraph.gap(index, last)
        step = _NEXT_KIND if run else _ADDED_UP
        if step.fullmatch(words) is None or paragraph.bracket[index] != paragraph.bracket[total]:
            break
        run.insert(0, index)
        last = index
    units = {counts[index].unit or "" for index in (*run, total)}
    calls = units == _CALLS and len(run) > 1 and _PLAIN_SUM.search(paragraph.clause(total))
    if calls and paragraph.together(run) != paragraph.values[total]:
        if is_slip(paragraph, run, total):
            yield Stated(total, tuple(run), "warning")
        return
    if len(run) < 3 or all(paragraph.alike(index, total) for index in run):
        return
    named = "".join(flat[counts[total].end :][: _KIND * 3].split())
    if not any(units <= those and thing.search(named) for those, thing in _KINDS_OF):
        return
    value, added = paragraph.values[total], paragraph.together(run)
    if added != value and is_slip(paragraph, run, total):
        yield Stated(total, tuple(run), "warning")


_FORMS = as_pattern("文[字本]|图|视频|音频|动[漫画]|[Hh]5|访谈|问答|案例|专家|海报|折页|手册")
_BRACKETED = as_pattern(r"\((?!其中|含|包括|涉及)[^,;。:()、\d]{1,8}")
"""From a total to the first form told in brackets."""
_NEXT_FORM = as_pattern(r"[^,;。:()、\d]{0,4}[,、][^,;。:()、\d]{1,8}")
"""From one of them to the next."""


def divided_in_units(paragraph: Paragraph, total: int) -> Iterator[Stated]:
    """解读材料19份(文字稿11份、图解5份、短视频2部): forms in brackets, each in its own unit, a slip away from it."""
    counts, flat, place = paragraph.counts, paragraph.flat, paragraph.place[total]
    if not flat.startswith("(", counts[total].end):
        return
    run: list[int] = []
    last = total
    for index in paragraph.told[place + 1 : place + 1 + MOST]:
        words = paragraph.gap(last, index)
        words = words if run else "".join(flat[counts[total].end : counts[index].start].split())
        if (_NEXT_FORM if run else _BRACKETED).fullmatch(words) is None or not _FORMS.search(
            last_clause(words.rpartition("、")[2])
        ):
            break
        run.append(index)
        last = index
    units = {counts[index].unit or "" for index in (total, *run)}
    if len(run) < 3 or len(units) < 2 or not flat.startswith(")", counts[last].end):
        return
    if any(units <= those and thing.search(paragraph.clause(total)) for those, thing in _KINDS_OF):
        added = paragraph.together(run)
        if added != paragraph.values[total] and is_slip(paragraph, run, total, ANY, small=ANY):
            yield Stated(total, tuple(run), "warning")


def _run_before(
    paragraph: Paragraph, total: int, start: int, level: int, wanted: int
) -> Sequence[int]:
    """The figures of a unit right before a sum in brackets of one `level`: as many as are `wanted`, or all."""
    run: list[int] = []
    last = total
    column = _beside(paragraph, total)
    for index in reversed(paragraph.told[: paragraph.place[total]]):
        if paragraph.counts[index].start < start:
            break
        if paragraph.bracket[index] != level:
            continue
        if column is not None and paragraph.alike(index, column):
            continue
        if not paragraph.alike(index, total):
            if run and not paragraph.says_of(index, last):
                break
            continue
        words = _COMPARISON.sub("", paragraph.gap(index, last))
        if len(words) > _GAP or (run and _STRAY.search(words)):
            break
        run.insert(0, index)
        last = index
        if len(run) in (wanted, MOST):
            break
    if wanted:
        return run if len(run) == wanted else ()
    return _without_their_parts(paragraph, run)


def _beside(paragraph: Paragraph, total: int) -> int | None:
    """两级合计35期、3494人次: the figure of another unit right before or behind a sum, told in one breath with it."""
    place = paragraph.place[total]
    for one, other in ((place - 1, place), (place, place + 1)):
        if one < 0 or other >= len(paragraph.told):
            continue
        pair = paragraph.told[one], paragraph.told[other]
        if paragraph.gap(*pair) in _IN_ONE_BREATH and not paragraph.alike(*pair):
            return pair[0] if pair[1] == total else pair[1]
    return None


_IN_ONE_BREATH = (",", "、")


def _fills(paragraph: Paragraph, run: Sequence[int], start: int, total: int) -> bool:
    """Whether a run is all that its statement tells in the unit of its sum."""
    counts = paragraph.counts
    for index in range(total - 1, -1, -1):
        if counts[index].start < start:
            break
        if counts[index].unit == counts[total].unit and index not in run:
            return False
    return True


def _without_their_parts(paragraph: Paragraph, run: Sequence[int]) -> list[int]:
    """新收67件,自然人58件,企业9件;结转4件: a run without what others in it consist of."""
    parts: set[int] = set()
    for index in run:
        row = paragraph.row(index)
        if index not in parts and row is not None and paragraph.comes_to(index):
            parts.update(row.parts)
    return [index for index in run if index not in parts]


def _leaves_none_out(paragraph: Paragraph, run: Sequence[int], total: int) -> bool:
    """Whether no other figure of the unit stands between the first of a run and its sum."""
    counts = paragraph.counts
    inner = [i for i in range(run[0], total) if counts[i].unit == counts[run[0]].unit]
    return len(inner) == len(run)


def _is_sum(
    paragraph: Paragraph, run: Sequence[int], total: int, *, plainly: bool, sure: bool, small: float
) -> bool:
    """Whether some of the figures before a sum come to it, or nothing says that all of them should."""
    value, added = paragraph.values[total], paragraph.together(run)
    if any(paragraph.together(run[at:]) == value for at in range(len(run) - 1)):
        return True
    if rounds_to(paragraph, total, added) or _is_of_its_name(paragraph, total):
        return True
    if not sure and (
        paragraph.comes_to(total)
        or any(paragraph.values[i] == value for i in paragraph.told if i != total)
        or any(paragraph.counts[i].parent in run for i in run)
    ):
        return True
    near = max(NEAR * value if plainly else 0, min(FEW, value * FAR))
    far = (ANY if _leaves_none_out(paragraph, run, total) else FURTHER) if plainly else FAR
    if small == ANY and is_cut(paragraph, run, total):
        return False
    return abs(added - value) > near and not is_slip(paragraph, run, total, far, small)


def _is_of_its_name(paragraph: Paragraph, total: int) -> bool:
    """第一轮218家获批191家,第二轮164家获批150家,两轮获批341家: whether those told by a sum's own word come to it."""
    told = paragraph.told[: paragraph.place[total] + 1]
    names = {
        index: re.split(r"[,;。:()、]", paragraph.gap(before, index))[-1][-_KIND:]
        for before, index in pairwise(told)
    }
    own = names.get(total, "")
    alike = [index for index in told[1:-1] if names[index] == own and paragraph.alike(index, total)]
    return len(own) == _KIND and paragraph.together(alike) == paragraph.values[total]
