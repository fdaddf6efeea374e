"""Floor 3: lists that say of themselves that they are whole: 2160条,仅含甲类1200条、乙类600条、丙类360条三类.

Takes a dossier and gives such lists, each with what its parts come to. It must not know the tables, nor which
rule tells what it finds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from wenzhi.base.records import Count
from wenzhi.checks.dossier import RATIOS, Dossier, exact_sum

_CLASSES = r"(?:个?(?:大类|类别|类型|种类|方面|部分|板块|栏目|渠道|类|块|种))"
_NUMERAL = "[二两三四五六七八九十2-9]"
_ONLY = re.compile(
    r"^[,:(]?(?:其中|其)?(?:仅|只)(?:包含|包括|涵盖|涉及|分为|限于|来自|含|为(?!了)|由)(?:了)?[^,;。:()\d]{0,14}$"
    r"|^[,:(]?全部[为是][^,;。:()\d]{0,14}$"
)
"""Between a total and its first part: nothing but what follows is in it."""
_BARELY = re.compile("^[,:(]?(?:其中)?[仅只]")
"""Before a first part: it says so only together with the number of kinds behind the list."""
_SO_MANY = re.compile(
    rf"^[,:(]?(?:其中)?(?:共|仅|只|全部|均|一共|总共)?(?:分为|包含|包括|涵盖|涉及|分成|为|分|有|含)?"
    rf"(?P<n>{_NUMERAL}){_CLASSES}[,:(——-]*(?:即|分别为|分别是|为|是)?[^,;。:()\d]{{0,14}}$"
)
"""Between a total and its first part: into how many it is divided."""
_SO_MANY_BEHIND = re.compile(rf"^(?:等|共|这|,共|,计)?(?P<n>{_NUMERAL}){_CLASSES}")
_MADE_OF = re.compile("^(?:所)?(?:组成|构成)")
_OPEN = re.compile(r"^(?:等|左右|的)")
_ITEM = r"[^、,;。:()\d]{0,14}$"
_LISTED = re.compile(f"^(?:、|和|与|及|以及|、?以及){_ITEM}")
_RUNNING_ON = re.compile(f"^(?:、|,|,?和|与|及|以及){_ITEM}")
_FIGURES = {"两": 2} | {c: n for n, c in enumerate("二三四五六七八九十", start=2)}
_MOST = 10
_CLASS_UNITS = frozenset({"类", "大类", "种", "个", "块", "方面", "部分", "个方面"})


@dataclass(frozen=True, slots=True)
class ClosedList:
    """A total, its parts by index into the report's counts, and what they come to."""

    total: int
    parts: tuple[int, ...]
    added: float


def closed_lists(dossier: Dossier) -> Iterator[ClosedList]:
    """Every total followed by a list of its own unit that is said to be all of it."""
    counts = dossier.report.counts
    for index, count in enumerate(counts):
        if not _exact(count) or count.unit in RATIOS:
            continue
        parts = _closed_parts(dossier, index)
        if parts:
            added = exact_sum([counts[part].value or 0 for part in parts])
            yield ClosedList(index, parts, added)


def _exact(count: Count) -> bool:
    return count.value is not None and count.approx is None and count.unit is not None


def _closed_parts(dossier: Dossier, total: int) -> tuple[int, ...]:
    """The parts of a total where words before or behind them close the list; else none."""
    counts = dossier.report.counts
    first = _next_of_unit(dossier, total)
    if first is None:
        return ()
    lead = _between(dossier, total, first)
    stated, only = _SO_MANY.match(lead), _ONLY.match(lead) is not None
    for joined in (_LISTED, _RUNNING_ON):
        parts = _run(dossier, first, joined)
        behind = dossier.running[counts[parts[-1]].end : counts[parts[-1]].end + 12]
        behind = "".join(behind.split())
        told = stated or _SO_MANY_BEHIND.match(behind)
        if told is not None:
            if _number(told["n"]) == len(parts) and (
                stated or only or _BARELY.match(lead) or told[0][0] in "等共这,"
            ):
                return parts
        elif joined is _LISTED and len(parts) > 1 and not _OPEN.match(behind):
            # A comma may lead on to another thing; what is listed with 、 is one list.
            made = _MADE_OF.match(behind) is not None and "由" in lead
            if only or made:
                return parts
    return ()


def _next_of_unit(dossier: Dossier, total: int) -> int | None:
    """The first part behind a total: the next number of its unit, one that counts classes passed over."""
    counts = dossier.report.counts
    for place in range(total + 1, min(total + 3, len(counts))):
        if counts[place].unit == counts[total].unit:
            return place if _exact(counts[place]) else None
        if counts[place].unit not in _CLASS_UNITS:
            return None
    return None


def _run(dossier: Dossier, first: int, joined: re.Pattern[str]) -> tuple[int, ...]:
    """The numbers of one unit from `first` on that nothing but names separates."""
    counts = dossier.report.counts
    run = [first]
    for place in range(first + 1, min(first + _MOST, len(counts))):
        alike = counts[place].unit == counts[first].unit and _exact(counts[place])
        if not alike or not joined.match(_between(dossier, run[-1], place)):
            break
        run.append(place)
    return tuple(run)


def _between(dossier: Dossier, one: int, other: int) -> str:
    counts = dossier.report.counts
    told = dossier.running[counts[one].end : counts[other].start]
    return "\n" if "\n" in told else "".join(told.split())


def _number(text: str) -> int:
    return _FIGURES.get(text) or int(text)
