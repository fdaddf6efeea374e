"""Floor 3: what falls to each of several things named, or to each season, beside what there is in all.

培训3场,临床、行政、后勤各1场; 简报12期,每季度3期. Takes a report's counts; gives products beside the total told
right before them. It must not know the tables.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Count
from wenzhi.checks.dossier import RATIOS, Dossier, is_exact, part_end, part_start
from wenzhi.checks.prose.words import SENTENCE, WHOLE_SENTENCE

_NAMED = as_pattern(
    r"^[^,;。:()、\d]{0,4}[,:(](?P<some>其中|包括|含)?:?(?P<names>[^,;。:()、\d]{1,12}(?:、[^,;。:()、\d]{1,12}?)+?)(?P<open>等)?"
    r"(?:这)?(?:[两二三四五六](?:个|类|种|大)?(?:类|种|方面|部门|季度|渠道|形式|平台)?)?"
    r"各(?:自)?(?:有|是|为|占|办|开|开展|举办|组织|举行|召开|发布|推送|制作|编发|编印)?(?:了)?$"
)
"""From a total to what each of the things named has."""
_JOINED = as_pattern("[和与及]")
_SPREAD = as_pattern("每|[向给为对](?!外)|送|寄|分发|下发|印发|发放|配备|派|至少|不少于|约|近|超")
"""Among the names: so many are handed to each, or at the least."""
_SEASONS = as_pattern(
    r"^[^,;。:()、\d]{0,4}[,(]每个?(?P<each>季度?|月|半年)(?:各|均)?(?:有|办|开|开展|举办|组织|召开|发布|编发|编印)?(?:了)?$"
)
_IN_TURN = as_pattern(r"\s*[、和与及]\s*\d")
"""Behind a figure: each of those named has its own (维持、纠正各4件、1件)."""
_A_ROW = as_pattern(
    r"applications\.result\.(?!total)|(?:review|litigation)\.(?:\w+\.)?(?!total|direct|after)"
)
"""A figure of one row of a table is no total of the next ones."""
_IN_A_YEAR = {"季": 4, "月": 12, "半": 2}
_NEAR = 9
_BETWEEN = 48
"""Characters from the total to what each has, at most."""


@dataclass(frozen=True, slots=True)
class Shares:
    """A figure told of each of so many, and the total it should come to."""

    each: int
    whole: int
    many: int
    fits: bool


_EACH_DID = as_pattern(
    r"(?:^|[,;。\u4e00-\u9fff])各(?:自)?(?:开|办|开展|举办|组织|举行|召开|发布|推送|制作|编发|编印|设|建)(?:了|过)?(?:[\u4e00-\u9fff]{2,6}[会课班栏])?$"
)
_BODY = as_pattern(
    r"\s*(?:行政|中心)?(?:村|社区|街道|乡镇|镇街|镇|乡|科室|部门|站所|中队|学校|单位)"
)
_BODIES = ("个", "家", "所")
_IN_ALL = as_pattern(
    r"^[^,;。:()\d]{0,12},(?:全年|一年)?(?:一?共|合计|共计|总计|总共|累计|合起来|加起来)[^,;。:()\d]{0,6}$"
)


def _products_of_bodies(dossier: Dossier) -> Iterator[Shares]:
    """9个社区设公告栏,并各开了3次议事会,合起来27次: what each of so many bodies did, and what it comes to."""
    counts, flat = dossier.report.counts, dossier.running
    for index in range(1, len(counts) - 1):
        each, whole = counts[index : index + 2]
        near = flat[max(0, each.start - 2 * _NEAR) : each.start]
        if "各" not in near or _EACH_DID.search("".join(near.split())) is None:
            continue
        if not _comparable(whole, each):
            continue
        if _IN_ALL.match("".join(flat[each.end : whole.start].split())) is None:
            continue
        start = part_start(flat, each.start, WHOLE_SENTENCE)
        bodies = [
            one
            for one in counts[:index]
            if one.start >= start and one.unit in _BODIES and _BODY.match(flat, one.end)
        ]
        if len(bodies) == 1 and is_exact(bodies[0]):
            many = int(bodies[0].value or 0)
            fits = many * (each.value or 0) == whole.value
            yield Shares(index, index + 1, many, fits)


_EACH_BODY = as_pattern(
    r"^(?:行政|中心)?(?P<body>村|社区|街道|乡镇|镇街|镇|乡|科室|部门|站所|中队|学校|单位),?每个?(?P=body)(?:办|开|开展|举办|组织|召开)?(?:了)?$"
)
"""From the number of bodies to what each of them has: 七个村每村4场."""
_ALL_TOLD = as_pattern(r"^[,:(](?:全[县区镇乡街市校]道?|辖区)?(?:的)?$")
_TOLD = as_pattern(r"[,;。)]")


def divides_among_bodies(dossier: Dossier, index: int, each: int) -> bool:
    """院坝会28场,七个村每村4场: whether a figure is a total that so many bodies right behind it share evenly.

    What a township held itself (乡里办3场,七个村每村1场) does not divide among them.
    """
    counts, flat = dossier.report.counts, dossier.running
    if each != index + 2 or counts[index].parent is not None:
        return False
    whole, bodies, one = counts[index : each + 1]
    if bodies.unit not in _BODIES or not _comparable(whole, one):
        return False
    if not _TOLD.match(flat, one.end):
        return False
    between = "".join(flat[whole.end : bodies.start].split())
    behind = "".join(flat[bodies.end : one.start].split())
    if not (_ALL_TOLD.match(between) and _EACH_BODY.match(behind)):
        return False
    start, end = part_start(flat, whole.start, SENTENCE), part_end(flat, one.end, SENTENCE)
    beside = [other for other in counts if start <= other.start < end and other.unit == one.unit]
    total, many = int(whole.value or 0), int(bodies.value or 0)
    return len(beside) == 2 and many > 1 and total >= 2 * many and total % many == 0


def shares_of_each(dossier: Dossier) -> Iterator[Shares]:
    """For every figure told of each of several named right behind a total: whether they come to it."""
    yield from _products_of_bodies(dossier)
    counts, flat = dossier.report.counts, dossier.running
    for index in range(1, len(counts)):
        count, whole = counts[index], counts[index - 1]
        near = flat[max(0, count.start - _NEAR) : count.start]
        if "各" not in near and "每" not in near:
            continue
        if (
            whole.parent is not None
            or _A_ROW.match(whole.indicator or "")
            or _IN_TURN.match(flat, count.end)
        ):
            continue  # 维持3件,纠正、撤回各1件: one of a row is no total
        if not _comparable(whole, count) or count.start - whole.end > _BETWEEN:
            continue
        told = "".join(flat[whole.end : count.start].split())
        rest = flat[count.end : part_end(flat, count.end, SENTENCE)]
        end = count.end + len(rest)
        more = any(one.unit == count.unit for one in counts[index + 1 :] if one.start < end)
        if (said := _NAMED.match(told)) and not _SPREAD.search(said["names"]):
            low = said["names"].count("、") + 1
            many = range(low, low + len(_JOINED.findall(said["names"])) + 1)
            some = bool(said["some"] or said["open"] or more)
            yield _shares(index, count, whole, many, some=some)
        elif said := _SEASONS.match(told):
            loose = more or bool(rest.strip())
            yield _shares(index, count, whole, (_IN_A_YEAR[said["each"][0]],), some=loose)


def _comparable(whole: Count, each: Count) -> bool:
    """Whether both are exact and of one unit, and the total is larger than what one has."""
    exact = is_exact(whole) and is_exact(each) and whole.unit == each.unit
    counted = each.unit is not None and each.unit not in RATIOS
    return exact and counted and (whole.value or 0) > (each.value or 0) > 0


def _shares(
    index: int, each: Count, whole: Count, many: range | tuple[int, ...], *, some: bool
) -> Shares:
    """Whether one of the numbers of things makes the total; `some` may be told of fewer than all."""
    products = [one * (each.value or 0) for one in many]
    total = whole.value or 0
    fits = total in products or (some and min(products) < total)
    return Shares(index, index - 1, many[0], fits)


_BESIDES = as_pattern("(?:其余|剩余|余下|剩下|另[有外]?|外加)的?$")
_CLOSE = 8
"""Characters before a figure among which it is told to be a rest."""


def has_a_rest(dossier: Dossier, here: Sequence[int], used: tuple[int, int, int]) -> bool:
    """9个社区,每个发放200册,余下的200册放在大厅,总印量2000册: whether what went to each is not all there is."""
    counts, flat = dossier.report.counts, dossier.running
    unit = counts[used[0]].unit
    others = [counts[i].start for i in here if i not in used and counts[i].unit == unit]
    return any(_BESIDES.search(flat, max(0, at - _CLOSE), at) for at in others)
