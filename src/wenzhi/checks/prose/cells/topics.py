"""Floor 3: numbers of applications that no row of the form counts, though their words are those of one.

Takes a count of table three; gives whether a list told what was asked about, whether a bracket glosses the
row's own number, and whether all that was on hand is meant. It must not know what rule asks.
"""

from __future__ import annotations

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Count
from wenzhi.checks.dossier import Dossier, part_start
from wenzhi.checks.forms import application
from wenzhi.checks.prose.cells.company import fits
from wenzhi.checks.prose.words import SENTENCE, told_before

_TOPIC = as_pattern(
    "(?:内容|主题|题材|领域|事由|诉求|话题|用途|所涉|涉及|所问|问的|事项|类别|类型|热点)[^,:。;\\d]{0,6}:"
    "|[按从就依][^,:。;\\d]{0,8}(?:内容|主题|题材|领域|事由|诉求|话题|用途|事项)"
)
"""Opens a list of what was asked about."""
_OUTCOME = as_pattern("不予|无法|处理|结果|答复|决定|告知")
"""Before that word: the list is of how they were answered."""
_RESULT = "applications.result."
_NEW = application("new_received", "total")
_CARRIED = application("carried_over", "total")


def is_no_row(dossier: Dossier, index: int) -> bool:
    """Whether a number is of a topic, of one way of handling, of documents, or glosses the row's own."""
    return (
        _is_by_topic(dossier, index)
        or _is_glossed(dossier, index)
        or _is_of_one_way(dossier, index)
        or _is_of_documents(dossier, index)
        or _is_of_organs(dossier, index)
        or _is_told_alone(dossier, index)
        or _is_taken_off(dossier, index)
    )


_ORGANS = as_pattern(
    r"\s*(?:县直|市直|区直)?(?:部门|单位|乡镇|镇|乡(?!村)|街道|科室|股室|处室|机关|委办局)(?:共|合计|计|分别|各|收|受理)"
)


def _is_of_organs(dossier: Dossier, index: int) -> bool:
    """其他12个部门共19件: whether a number is of those among whom applications are divided."""
    count = dossier.report.counts[index]
    if count.unit not in ("个", "家") or not (count.indicator or "").startswith("applications."):
        return False
    return _ORGANS.match(dossier.flat, count.end) is not None


_ASKED_FOR = as_pattern(r"(?:是|系)?(?:申请|要求|请求|想|要)(?:公开|查询|获取|了解|提供|查阅)")


def _is_told_alone(dossier: Dossier, index: int) -> bool:
    """收到申请2件,一件申请公开甲,另一件申请查询乙: whether what a single application asked for is told."""
    count = dossier.report.counts[index]
    if count.value != 1 or told_before(dossier.flat, count) not in ("", "另", "其中", "有", "另有"):
        return False
    return _ASKED_FOR.match("".join(dossier.flat[count.end : count.end + 8].split())) is not None


_OFF = as_pattern("^(?:扣除|剔除|除去|去除|减去)")
_REALLY = as_pattern(r"\s*,?(?:后,?)?(?:实际|实为|实有|独立)")


def _is_taken_off(dossier: Dossier, index: int) -> bool:
    """267件,扣除向多家重复提交的22件,实际…245个: whether a number is taken off what came in to count otherwise."""
    count = dossier.report.counts[index]
    if _REALLY.match(dossier.flat, count.end) is None:
        return False
    return _OFF.search("".join(told_before(dossier.flat, count).split())) is not None


def _is_of_one_way(dossier: Dossier, index: int) -> bool:
    """Whether a number taken for all that was handled names as what: 按查询事项处理1件, 作放弃处理2件."""
    count = dossier.report.counts[index]
    if count.indicator != f"{_RESULT}total.total":
        return False
    return _HANDLED_AS.search(told_before(dossier.flat, count)) is not None


_HANDLED_AS = as_pattern(
    "(?:按照?|比照|参照|[当视]?[作为]|[当归]成|归入|列为|转[为作入交]?)(?!照)"
    "(?![^,;。]*(?:时|期|规|法|章|程序|流程|要求|条例|标准|制度|实|序|件|月|季|年|约|责|分工)[^,;。]*处理)"
    "[\u4e00-\u9fff]{2,16}?(?:处理|办理|对待)(?:的|者|了|有|共|为|计)*$"
)


def _is_of_documents(dossier: Dossier, index: int) -> bool:
    """Whether 公开2件 goes on from documents of table two, no application between: 制作规范性文件2件、公开2件."""
    counts, flat = dossier.report.counts, dossier.flat
    own, before = counts[index], counts[index - 1] if index else None
    if before is None or own.indicator != f"{_RESULT}granted.total":
        return False
    start = part_start(flat, own.start, SENTENCE)
    if before.start < start or not (before.indicator or "").startswith("active."):
        return False
    return "申请" not in flat[start : own.start].replace("依申请", "")


def _is_by_topic(dossier: Dossier, index: int) -> bool:
    """Whether a row of results is one item of what was asked about: 申请内容:投诉举报26件,企业登记14件.

    A heading says so, or the items come to all that came in while one of them is no result.
    """
    counts = dossier.report.counts
    own = counts[index]
    if not (own.indicator or "").startswith(_RESULT) or (own.indicator or "").startswith(
        f"{_RESULT}total"
    ):
        return False
    start = part_start(dossier.flat, own.start, SENTENCE)
    before = "".join(dossier.flat[start : own.start].split())
    topic = _TOPIC.search(before)
    if topic is not None and not _OUTCOME.search(before[: topic.end()]):
        return _OUTCOME.search(before[topic.end() :].rpartition(":")[0]) is None
    items = _list_around(dossier, index)
    others = any(
        not (one.indicator or "").startswith((_RESULT, _LEFT))
        and not _REST.search(told_before(dossier.flat, one))
        for one in items
    )
    return others and sum(one.value or 0 for one in items) == dossier.value(_NEW)


_LEFT = "applications.carried_forward."
_REST = as_pattern("(?:另|其余|剩余|余下|还剩|剩下|尚)(?:外|有)?(?:的)?$")
"""Before a number: what was left beside the others, and no topic (另有1件年底收到, 其余12件为其他情形)."""


def _list_around(dossier: Dossier, index: int) -> list[Count]:
    """The numbers in a row with that at `index`, no sentence or bracket between them."""
    counts, own = dossier.report.counts, dossier.report.counts[index]
    first = last = index
    while first and _goes_on(dossier, counts[first - 1], counts[first]):
        first -= 1
    while last + 1 < len(counts) and _goes_on(dossier, counts[last], counts[last + 1]):
        last += 1
    return [one for one in counts[first : last + 1] if one.unit == own.unit]


def _goes_on(dossier: Dossier, one: Count, other: Count) -> bool:
    return _STOP.search(dossier.flat, one.end, other.start) is None


_STOP = as_pattern(r"[。;:()\n]|其中")


def _is_glossed(dossier: Dossier, index: int) -> bool:
    """Whether a row's own number stands right before a bracket, or before another year, that holds this one.

    上年度结转3件(2019年度转入之数为1件): the 3 are the cell's, whatever the 1 is of.
    """
    counts = dossier.report.counts
    own, before = counts[index], counts[index - 1] if index else None
    if before is None or own.indicator is None or before.indicator != own.indicator:
        return False
    between = "".join(dossier.flat[before.end : own.start].split())
    if "。" in between or not fits(dossier, before):
        return False
    year = dossier.report.meta.year
    others = {int(told) for told in _YEAR.findall(between)} - {year}
    return _OPENED.match(between) is not None or bool(others)


_OPENED = as_pattern(r"\([^)]*$")
_YEAR = as_pattern(r"(?<!\d)(20\d\d)年")
_OWED = as_pattern("需|应|须|待|要|共有|合计|共计|总计|在手")
_DONE = as_pattern("办结|已|完成|办毕|作出")


def is_on_hand(dossier: Dossier, count: Count) -> bool:
    """Whether a number taken for what was answered is all that had to be: 全年需答复33件."""
    if not (count.indicator or "").startswith(f"{_RESULT}total"):
        return False
    told = told_before(dossier.flat, count)
    if not _OWED.search(told) or _DONE.search(told):
        return False
    return dossier.total([_NEW, _CARRIED]) == count.value
