"""Floor 3: rules of family P, fifth part: what is said of the processing fee (信息处理费), place by place.

Amounts are compared by unit (元 after folding) and kind: notices sent, billed, received. 行政事业性收费 of
table two is another kind of charge and is never looked at.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from wenzhi.base.records import Count
from wenzhi.checks.dossier import Dossier
from wenzhi.checks.rule import PASSED, Outcome, failed, rule
from wenzhi.text.normalize import squeezed

_KINDS = {
    "fee.processing.notices": ("收费通知件数", "notices sent"),
    "fee.processing.billed": ("应收总额", "the amount billed"),
    "fee.processing": ("实收总额", "the amount received"),
}
_UNIT_SLIP = 10_000
"""Two amounts apart by just this are the same figure in 元 and 万元."""

Told = tuple[int, Count]
"""A count with its index."""


def _told(dossier: Dossier, indicator: str) -> list[Told]:
    """What is said exactly of the reported year in all, in reading order."""
    return [
        (index, count)
        for index, count in enumerate(dossier.report.counts)
        if count.indicator == indicator
        and count.scope in ("report_year", "unknown")
        and count.role != "component"
        and count.approx is None
        and count.value is not None
    ]


def _apart(dossier: Dossier, one: Count, other: Count) -> bool:
    """Whether two counts stand in different sentences: in one, they may be of different applicants."""
    between = dossier.flat[one.end : other.start]
    return "。" in between or "\n" in between


@rule("P121")
def fee_amounts_differ(dossier: Dossier) -> Iterator[Outcome]:
    """Notices sent, amounts billed and amounts received are told alike wherever they are told."""
    for indicator, (zh, en) in _KINDS.items():
        told = [(i, c) for i, c in _told(dossier, indicator) if c.value]
        for one, other in itertools.pairwise(told):
            if one[1].value == other[1].value:
                yield PASSED
            elif _apart(dossier, one[1], other[1]):
                yield _differ(dossier, zh, en, (one, other))


def _differ(dossier: Dossier, zh: str, en: str, pair: Sequence[Told]) -> Outcome:
    (first_index, first), (second_index, second) = pair
    low, high = sorted((first.value or 0, second.value or 0))
    slip = high == low * _UNIT_SLIP
    finding = dossier.finding(
        "P121",
        {
            "kind": zh,
            "what": en,
            "first": squeezed(first.text),
            "second": squeezed(second.text),
            "hint": "，相差一万倍，疑为元与万元之误" if slip else "",
            "hint_en": ", ten thousand times apart: 元 for 万元" if slip else "",
        },
        spans=[(first.start, first.end), (second.start, second.end)],
        counts=[first_index, second_index],
        expected=first.value,
        actual=second.value,
    )
    return failed(finding)


@rule("P122")
def fee_beyond_billed(dossier: Dossier) -> Iterator[Outcome]:
    """No more was received of the processing fee than was billed."""
    billed, received = _told(dossier, "fee.processing.billed"), _told(dossier, "fee.processing")
    if len(billed) != 1 or len(received) != 1:
        return
    (one, bill), (other, taken) = billed[0], received[0]
    if (taken.value or 0) <= (bill.value or 0):
        yield PASSED
        return
    finding = dossier.finding(
        "P122",
        {"billed": squeezed(bill.text), "received": squeezed(taken.text)},
        spans=[(bill.start, bill.end), (taken.start, taken.end)],
        counts=[one, other],
        expected=f"≤ {bill.value}",
        actual=taken.value,
    )
    yield failed(finding)
