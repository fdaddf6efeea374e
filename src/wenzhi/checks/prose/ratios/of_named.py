"""Floor 3: shares that name the whole they are of, told in an earlier clause, sentence or line.

Takes a report's counts; 占收回问卷的90.1% is of the figure that was told as 收回, wherever it stands in the lines
before. It must not know the tables.
"""

from __future__ import annotations

from collections.abc import Iterator, Set

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Count
from wenzhi.checks.dossier import RATIOS, Dossier, is_exact, part_start
from wenzhi.checks.prose.ratios.percent import per_cent, printed_tolerance, tell_wrong
from wenzhi.checks.prose.words import SENTENCE, WHOLE_SENTENCE, WORDS
from wenzhi.checks.readings import told_of_last_year
from wenzhi.checks.rule import PASSED, Outcome

_OF_NAMED = as_pattern(
    r"^,?(?:约|仅|只)?占(?:全部|全年|已|本年度?|所有)*(?P<whole>[\u4e00-\u9fff]{4,8}?)(?:总数|总量|数量|数)?的(?:比例)?(?:为|达|约)?$"
)
_REACH = 200
"""Characters before a part within which its whole may be told. Own choice."""
_GENERIC = as_pattern("总|全部|信息公开|政府信息|申请|公开|发布|上年|去年|同期|其中|应|需|待|未|不")
"""In the name of a whole: it may be more than one figure, or none that is told."""


def shares_of_named(dossier: Dossier, told: Set[int]) -> Iterator[Outcome]:
    """发出500份,收回485份。…看懂的437份,占收回问卷的90.1%: held against the figure so named; not those `told`."""
    counts, flat = dossier.report.counts, dossier.running
    yield from shares_told_apart(dossier, told)
    for index in range(2, len(counts)):
        rate, part = counts[index], counts[index - 1]
        if rate.unit != "%" or index in told or part.unit in RATIOS:
            continue
        whole = _planned(dossier, index)
        if whole is not None:
            yield _judged(dossier, index, whole)
            continue
        if "占" not in flat[part.end : rate.start] or not (is_exact(rate) and is_exact(part)):
            continue
        named = _OF_NAMED.match("".join(flat[part.end : rate.start].split()))
        if named is None or _GENERIC.search(named["whole"]):
            continue
        whole = _told_as(dossier, index - 1, named["whole"])
        if whole is None:
            continue
        yield _judged(dossier, index, whole)


def _judged(dossier: Dossier, index: int, whole: int) -> Outcome:
    """Whether a share is that of the figure right before it in a whole."""
    counts = dossier.report.counts
    rate, computed = counts[index], per_cent(counts[index - 1], counts[whole])
    if abs(computed - (rate.value or 0)) <= printed_tolerance(rate) + 1e-9:
        return PASSED
    return tell_wrong(dossier, "P301", index, (index - 1, whole), computed, severity="warning")


_OF_A_PLAN = as_pattern(
    r"^,(?:完成|达到?|占)了?(?:全年|年度|本年|年初|招生|招录)*(?P<what>计划|任务|目标)(?:数|总数|总量|任务)?的(?:为|达)?$"
)
"""From what was done to how much of a plan it is: 计划860人,实际录取842人,完成计划的97.9%."""
_OTHER_PLAN = as_pattern("上一?年|去年|累计|[三五]年|全部")


def _planned(dossier: Dossier, index: int) -> int | None:
    """The plan, told right before what was done of it, that a share names."""
    counts, flat = dossier.report.counts, dossier.running
    rate, done, plan = counts[index], counts[index - 1], counts[index - 2]
    said = _OF_A_PLAN.match("".join(flat[done.end : rate.start].split()))
    if said is None or plan.unit != done.unit or not all(map(is_exact, (rate, done, plan))):
        return None
    start = part_start(flat, rate.start, WHOLE_SENTENCE)
    words = flat[part_start(flat, plan.start, WORDS) : plan.start]
    if plan.start < start or not plan.value or _OTHER_PLAN.search(flat[start : rate.start]):
        return None
    return index - 2 if said["what"] in words else None


_APART = as_pattern(
    r"^(?:其中)?(?P<part>[\u4e00-\u9fff]{2,10}?)(?:一?端|件|信息|申请|一项|方面|渠道|类)?"
    r"(?:在(?:全部|(?P<of>答复|办结)|公开|申请|信息)*(?:总数|总量)?[里中])?,?(?:约|仅|只)?占(?:到|了)?(?:全部|总数|总量|总|全年|答复|办结|公开|申请|信息|件|数|量)*的?(?:比例|比重)?(?:为|达|约)?$"
)
_OWN_WHOLE = as_pattern("上一?年|去年|同期|全[县市省国区镇]|每")


def shares_told_apart(dossier: Dossier, told: Set[int]) -> Iterator[Outcome]:
    """网站196条,公众号241条,…,共505条。公众号一端占到全部的49.7%: a share in a sentence without its figures.

    Its part is the one figure told before it by the name that opens the sentence, its whole what that is part of.
    """
    counts, flat = dossier.report.counts, dossier.running
    for index, rate in enumerate(counts):
        if rate.unit != "%" or not is_exact(rate) or index in told:
            continue
        start = part_start(flat, rate.start, WHOLE_SENTENCE)
        if "占" not in flat[start : rate.start] or (index and counts[index - 1].start >= start):
            continue
        said = _APART.match("".join(flat[start : rate.start].split()))
        if said is None or _OWN_WHOLE.search(said["part"]):
            continue
        part = _part_named(dossier, index, said["part"])
        whole = counts[part].parent if part is not None else None
        if part is None or whole is None or not _may_be_all(dossier, counts[whole], counts[part]):
            continue
        line = part_start(flat, rate.start, "\n")
        slack = printed_tolerance(rate) + 1e-9
        of = [
            one
            for one in counts[:index]
            if one.start >= line and one.unit == counts[part].unit and one.value
        ]
        begins = part_start(flat, counts[whole].start, WORDS)
        if said["of"] and said["of"] in flat[begins : counts[whole].start]:
            of = [counts[whole]]
        if any(abs(per_cent(counts[part], one) - (rate.value or 0)) <= slack for one in of):
            yield PASSED
        else:
            computed = per_cent(counts[part], counts[whole])
            yield tell_wrong(dossier, "P301", index, (part, whole), computed, severity="warning")


def _part_named(dossier: Dossier, index: int, name: str) -> int | None:
    """The one figure of a share's paragraph that is told by a name right before it."""
    counts, flat = dossier.report.counts, dossier.running
    line = part_start(flat, counts[index].start, "\n")
    found = [
        place
        for place, one in enumerate(counts[:index])
        if one.start >= line
        and one.unit not in RATIOS
        and is_exact(one)
        and name in flat[part_start(flat, one.start, WORDS) : one.start]
    ]
    return found[0] if len(found) == 1 else None


def _told_as(dossier: Dossier, part: int, name: str) -> int | None:
    """The one figure before a part that is told with the verb of a name and, in its sentence, with its noun."""
    counts, flat = dossier.report.counts, dossier.running
    own = counts[part]
    found: list[int] = []
    for place in range(part - 1, -1, -1):
        one = counts[place]
        if own.start - one.start > _REACH:
            break
        if one.unit != own.unit or not _may_be_all(dossier, one, own):
            continue
        clause = flat[part_start(flat, one.start, WORDS) : one.start]
        sentence = flat[part_start(flat, one.start, SENTENCE) : one.start]
        if name[:2] in clause and name[-2:] in sentence:
            found.append(place)
    return found[0] if len({counts[place].value for place in found}) == 1 else None


def _may_be_all(dossier: Dossier, one: Count, part: Count) -> bool:
    """Whether a figure is exact, of this year, and no smaller than the part."""
    if not is_exact(one) or (one.value or 0) < (part.value or 0):
        return False
    return not told_of_last_year(dossier.flat, one)
