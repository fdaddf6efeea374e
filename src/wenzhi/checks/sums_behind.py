"""Floor 3: lists whose sum is told behind them: 第一期42人、第二期38人、第三期55人,合计135人.

Takes a dossier and gives lists that the parser has not bound to a total, each with the sum told. It must not
know the tables, nor which rule tells what it finds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from wenzhi.base.records import Count
from wenzhi.checks.dossier import RATIOS, Dossier, exact_sum

_SUM = re.compile(
    r"(?:^|[,、;:)])(?:全年|年内|以上|各类|[一二三四五六七八九十两]{1,2}[类项者种期次])?"
    r"(?:合计|共计|总计|总共|共)(?P<rest>为|有|达|是|[\u4e00-\u9fff]{0,6})$"
)
"""Before a number, from the mark before it on: it is the sum of what was just told."""
_NO_SUM = re.compile("其中|增|减|多|少|升|降|同|超|涉及|包括|历年|以来|截|剔除|扣除|去重|实际")
_PLAIN = re.compile(r"^[、,;](?:[^、,;。:()\d]{0,12})$")
"""Between two parts of a list that nothing interrupts."""
_FEWEST, _MOST = 2, 12
"""Parts of a list: one alone is no sum, more than a dozen is a table in words."""


@dataclass(frozen=True, slots=True)
class SumBehind:
    """A sum told behind its list: indexes of counts, what the parts come to, whether it fits or is sure."""

    total: int
    parts: tuple[int, ...]
    added: float
    fits: bool
    sure: bool


def sums_behind(dossier: Dossier) -> Iterator[SumBehind]:
    """Every list with a sum told right behind it which has no parts yet."""
    counts = dossier.report.counts
    bound = {count.parent for count in counts if count.parent is not None}
    for index, count in enumerate(counts):
        exact = count.value is not None and count.approx is None and count.unit not in RATIOS
        if not exact or index in bound or count.unit is None or count.parent is not None:
            continue
        parts = _list_before(dossier, index)
        if parts and counts[parts[0]].value == count.value:
            parts = parts[1:]  # 印发312件,主动公开180件、…,三类合计312件: the sum is told twice
        if len(parts) < _FEWEST or (count.value or 0) <= max(counts[i].value or 0 for i in parts):
            continue
        if _is_sum(dossier, parts[-1], index, few=len(parts) == _FEWEST):
            yield _weigh(dossier, index, parts)


def _is_sum(dossier: Dossier, last: int, index: int, *, few: bool) -> bool:
    """Whether the words from the last part to a number say that it is the sum."""
    between = _between(dossier, last, index)
    said = _SUM.search(between)
    if said is None or _NO_SUM.search(between):
        return False
    # 收到12件、答复10件,共公开…: with two parts, a verb of its own tells of something else.
    return not few or said["rest"] in ("", "为", "有", "达", "是")


def _between(dossier: Dossier, one: int, other: int) -> str:
    counts = dossier.report.counts
    return "".join(dossier.flat[counts[one].end : counts[other].start].split())


def _list_before(dossier: Dossier, index: int) -> tuple[int, ...]:
    """The run of exact numbers of one unit in the sentence right before a number, brackets left out."""
    counts = dossier.report.counts
    run: list[int] = []
    for place in range(index - 1, max(-1, index - 1 - 2 * _MOST), -1):
        if (
            "。" in _between(dossier, place, index)
            or "\n" in dossier.running[counts[place].end : counts[index].start]
        ):
            break
        if _in_bracket(dossier, counts[place]) or counts[place].unit in RATIOS:
            continue
        if counts[place].unit != counts[index].unit or counts[place].approx is not None:
            break
        if counts[place].value is None or counts[place].parent in run:
            break
        run.append(place)
    return tuple(reversed(run)) if len(run) <= _MOST else ()


def _in_bracket(dossier: Dossier, count: Count) -> bool:
    before = dossier.flat[max(0, count.start - 40) : count.start]
    return before.rfind("(") > before.rfind(")")


def _just_before(dossier: Dossier, first: int) -> float:
    """The number before a list in its sentence: one in another unit may belong to it (30期、420条…)."""
    if first == 0 or re.search("[。\n]", _between(dossier, first - 1, first)):
        return 0
    return dossier.report.counts[first - 1].value or 0


def _weigh(dossier: Dossier, total: int, parts: Sequence[int]) -> SumBehind:
    """A list fits where all of it, or its end, comes to the sum; it is sure where nothing interrupts it."""
    counts = dossier.report.counts
    values = [counts[part].value or 0 for part in parts]
    wanted = counts[total].value or 0
    ends = [exact_sum(values[start:]) for start in range(len(values) - 1)]
    longer = exact_sum(values) + _just_before(dossier, parts[0])
    plain = all(_PLAIN.match(_between(dossier, one, other)) for one, other in pairwise(parts))
    nested = any(counts[part].parent is not None for part in parts)
    return SumBehind(
        total=total,
        parts=tuple(parts),
        added=ends[0],
        fits=any(abs(end - wanted) < 1e-6 for end in (*ends, longer)),
        sure=plain and not nested and len({counts[part].scope for part in parts}) == 1,
    )
