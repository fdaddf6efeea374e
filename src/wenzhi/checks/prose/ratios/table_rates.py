"""Floor 3: rates whose figures stand in the tables: 维持率57.1%, 办结率97.7%, 审核率100% of the answers.

Takes percentages with the words before them and the cells; gives outcomes of P301. A rate is told of the year's
applications, reviews or suits in several ways (with or without what is pending), and is right if one of them fits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from itertools import permutations

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Count
from wenzhi.checks.dossier import Dossier, Number, is_exact, part_start
from wenzhi.checks.forms import application, group_of, result_rows
from wenzhi.checks.prose.cells.company import fits
from wenzhi.checks.prose.ratios.percent import (
    FAR_OFF,
    by_a_slip,
    is_near,
    is_share,
    printed_tolerance,
)
from wenzhi.checks.prose.words import SENTENCE, WHOLE_SENTENCE, WORDS
from wenzhi.checks.readings import SUITS, in_scope
from wenzhi.checks.rule import PASSED, Outcome, failed, unjudged
from wenzhi.text.normalize import squeezed

_RATE = as_pattern(
    r"(?P<who>复议|诉讼|应诉|申请|依申请公开)?(?:案件|件|的|总体|平均|综合|年度)*(?P<how>按时|按期|及时|限时)?"
    r"(?P<what>维持|纠[错正]|被?纠正|败诉|胜诉|办结|答复|办复)率(?:均|已|仅|约|仍|只)?(?:[为是达]到?)?(?:了)?$"
)
_NOT_THIS = as_pattern(
    "上一?年|去年|同期|目标|力争|确保|不低于|以上|要求|全国|全省|全市平均|半年|季度|一审|二审|出庭"
    "|工单|热线|留言|信箱|来信|建议|提案|(?<!复)议案|许可|审批|办件|信访|投诉|咨询|诉求"
)
"""In the sentence: the rate is of another time, aim or business."""
_OUTCOMES = {
    "维持": "maintained", "纠错": "corrected", "纠正": "corrected", "被纠正": "corrected",
    "败诉": "corrected", "胜诉": "maintained",
}  # fmt: skip
_REVIEW = ("review",)
_NEW, _OLD = "applications.new_received.total", "applications.carried_over.total"
_DONE = "applications.result.total.total"
_LEFT = "applications.carried_forward.total"


def rates_of_cells(dossier: Dossier, told: Set[int]) -> Iterator[Outcome]:
    """A rate of outcomes or of answers against the cells; not those `told` already."""
    if "率" not in dossier.flat or not dossier.tables:
        return
    for index, count in enumerate(dossier.report.counts):
        if count.unit != "%" or not is_exact(count) or index in told:
            continue
        start = part_start(dossier.flat, count.start, WORDS)
        said = _RATE.search("".join(dossier.flat[start : count.start].split()))
        if count.value == 100 and (said is None or said["what"] not in _OUTCOMES):
            yield from _all_of_them(dossier, index)
            continue
        if said is None or said["how"]:
            continue
        sentence = part_start(dossier.flat, count.start, WHOLE_SENTENCE)
        words = "".join(dossier.flat[sentence : count.start].split())
        if not _NOT_THIS.search(words):
            yield from _judged(dossier, index, said, words)


def _judged(dossier: Dossier, index: int, said: re.Match[str], words: str) -> Iterator[Outcome]:
    counts = dossier.report.counts
    count, what = counts[index], said["what"]
    sentence = part_start(dossier.flat, count.start, WHOLE_SENTENCE)
    told = {
        one.value
        for one in counts[:index]
        if one.start >= sentence and one.value and is_exact(one) and one.unit != "%"
    }
    disputes = what in _OUTCOMES
    pairs = (
        _of_disputes(dossier, what, words)
        if disputes
        else _of_applications(dossier, words if "申请" in words else _answered(dossier, index))
    )
    if not pairs:
        return
    (part, whole) = pairs[0]
    pairs = [*pairs, *permutations(told, 2)]
    shares = [100 * part / whole for part, whole in pairs if whole and part <= whole]
    slack = printed_tolerance(count) + 1e-9
    if any(abs(share - (count.value or 0)) <= slack for share in shares):
        yield PASSED
    elif whole:
        yield _tell(dossier, [index], part, whole, 100 * part / whole)


def _of_disputes(dossier: Dossier, what: str, words: str) -> list[tuple[Number, Number]]:
    """How many ended so and how many there were, of reviews or of suits, as the words say."""
    review, suits = words.rfind("复议"), words.rfind("诉")
    if max(review, suits) < 0:
        return []
    kinds: list[tuple[str, ...]] = [_REVIEW] if review > suits else [SUITS]
    if min(review, suits) >= 0:
        kinds += [(*_REVIEW, *SUITS), SUITS, _REVIEW]
    found: list[tuple[Number, Number]] = []
    for blocks in kinds:
        ended, whole, waiting = (
            dossier.total([f"{block}.{cell}" for block in blocks])
            for cell in (_OUTCOMES[what], "total", "pending")
        )
        if ended is None or whole is None or waiting is None:
            return []
        found += [(ended, whole), (ended, whole - waiting)]
    return found


def _of_applications(dossier: Dossier, words: str) -> list[tuple[Number, Number]]:
    """How many were answered, of all there were to answer or of the year's."""
    done, new, old, left = (dossier.value(name) for name in (_DONE, _NEW, _OLD, _LEFT))
    if "申请" not in words or done is None or new is None or old is None or left is None:
        return []
    return [(done, new + old), (done, new), (new - left, new)]


_ANSWERED = as_pattern(r"(?:办结|答复|办复)(?:申请)?(?:了|共)?$")
_NEXT = 8
"""Characters between a figure and the rate told of it."""


def _answered(dossier: Dossier, index: int) -> str:
    """办结63件,办结率99.9%: what figure is told of, where it is the table's of all that was answered."""
    part, rate = dossier.report.counts[index - 1], dossier.report.counts[index]
    words = dossier.flat[part_start(dossier.flat, part.start, WORDS) : part.start]
    told = index and part.unit == "件" and part.value == dossier.value(_DONE)
    near = len("".join(dossier.flat[part.end : rate.start].split())) <= _NEXT
    paragraph = dossier.flat[part_start(dossier.flat, part.start, "\n") : part.start]
    carried = "申请" in paragraph or "结转" in paragraph
    return "申请" if told and near and carried and _ANSWERED.search("".join(words.split())) else ""


_OF_ALL = as_pattern(
    "^[,(]?(?:约|仅|只)?占(?:全部|全年|年内|已)*(?:(?P<done>办结|答复|处理)|收到|新收|受理|申请)(?:的)?(?:(?:申请)?(?:总)?(?:件)?[数量]|申请)(?:的|之)?(?:比例)?(?:为|达)?$"
)


def share_of_named_total(dossier: Dossier, index: int) -> Outcome | None:
    """部分公开7件,占办结总数的10.3%: of the table's total, where the sentence does not tell it itself."""
    counts = dossier.report.counts
    if not index or "占" not in dossier.flat[counts[index - 1].end : counts[index].start]:
        return None
    rate, part = counts[index], counts[index - 1]
    said = _OF_ALL.search("".join(dossier.flat[part.end : rate.start].split()))
    column = (part.indicator or "").startswith("applications.")
    if (
        said is None
        or not column
        or not is_exact(part)
        or not (in_scope(part) or fits(dossier, part))
    ):
        return None
    done, new, old = (dossier.value(name) for name in (_DONE, _NEW, _OLD))
    if not done or new is None or old is None:
        return None
    begins = part_start(dossier.flat, part.start, "\n")
    whole = (done,) if said["done"] else (new, new + old)
    named = _DONE if said["done"] else _NEW
    if any(
        one.start >= begins and one.value not in whole and one.indicator == named
        for one in counts[: index - 1]
    ):
        return None  # the paragraph has a total of its own
    shares = [100 * (part.value or 0) / one for one in whole if one]
    if any(abs(one - (rate.value or 0)) <= printed_tolerance(rate) + 1e-9 for one in shares):
        return PASSED
    return _tell(dossier, [index - 1, index], part.value or 0, whole[0], shares[0])


_REVIEWED = as_pattern(
    r"(?P<what>审核|审查|会签|把关|归档|送达|签收|存档|公示|公开|解读|备案)率(?:均|已)?(?:[为是达]到?)?$"
)
_NOUNS = (
    (as_pattern("答复|告知书|申请"), "applications.result.total.total"),
    (as_pattern("规范性文件"), "active.normative_documents"),
    (as_pattern("处罚决定"), "active.penalties.decisions"),
    (as_pattern("许可决定"), "active.licensing.decisions"),
)
_SOME = as_pattern(
    "其中|部分|重大|疑难|复杂|上一?年|抽查|拟|应当?|需|不予|重点|一般程序|[一二三四]季度|半年"
)


def _all_of_them(dossier: Dossier, index: int) -> Iterator[Outcome]:
    """答复文书经法律顾问审核者66件,审核率100%: as many as the table has answers."""
    counts = dossier.report.counts
    count = counts[index]
    start = part_start(dossier.flat, count.start, WORDS)
    said = _REVIEWED.search("".join(dossier.flat[start : count.start].split()))
    if said is None or not index:
        return
    part = counts[index - 1]
    begins = part_start(dossier.flat, part.start, SENTENCE)
    clause = "".join(dossier.flat[part_start(dossier.flat, part.start, WORDS) : start].split())
    words = "".join(dossier.flat[begins : count.start].split())
    if part.start < begins or part.unit == "%" or not is_exact(part) or _SOME.search(words):
        return
    if said["what"] not in clause or any(
        one.start >= begins and one.unit == part.unit
        for one in counts[max(0, index - 6) : index - 1]
    ):
        return
    cell = next((name for noun, name in _NOUNS if noun.search(clause)), None)
    if cell is None:
        return
    values = _every(dossier, part, cell)
    if part.value in values:
        yield PASSED
    elif values and (part.value or 0) < values[0]:
        yield _tell(
            dossier,
            [index - 1, index],
            part.value or 0,
            values[0],
            100 * (part.value or 0) / values[0],
        )


def _every(dossier: Dossier, part: Count, cell: str) -> list[Number]:
    """All that a noun may count in the tables, the likeliest first; none told may be nought."""
    if cell == "active.normative_documents":
        names = [
            f"{cell}.{name}"
            for name in ("issued", "made", "published", "in_force", "published_total")
        ]
    elif cell.startswith("active."):
        names = [cell]
    else:
        names = [cell, _NEW]
    found = [value for name in names if (value := dossier.value(name))]
    if cell == _DONE and found:
        rows = result_rows(
            "2021" if application("result.other_misc", "total") in dossier.facts else "2019"
        )
        other, rejected = (
            sum(
                dossier.value(application(row, "total")) or 0
                for row in rows
                if group_of(row) == group
            )
            for group in ("other", "rejected")
        )
        # What was not dealt with need not have been answered in writing.
        found += [found[0] - other, found[0] - rejected, found[0] - other - rejected]
    return found


def _tell(
    dossier: Dossier, places: Sequence[int], part: Number, whole: Number, share: float
) -> Outcome:
    counts = dossier.report.counts
    said = counts[places[-1]].value or 0
    if not is_near(said, share) and not by_a_slip((said, part, whole), is_share):
        return unjudged(FAR_OFF)
    finding = dossier.finding(
        "P301",
        {"text": squeezed(counts[places[-1]].text), "part": f"{part:g}", "whole": f"{whole:g}"},
        spans=[(counts[i].start, counts[i].end) for i in places],
        counts=list(places),
        expected=f"{share:.2f}%",
        actual=squeezed(counts[places[-1]].text),
        severity="warning",
    )
    return failed(finding)
