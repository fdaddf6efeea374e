"""Floor 3: reviews told under the name of suits, or suits under that of reviews, and outcomes named twice (P102).

复议20件 …;复议12件 where the table has twenty reviews and twelve suits; 撤销1件、纠正1件 where one was put right.
Takes counts of table four and its cells. It must not know words: the numbers say what is meant.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from wenzhi.base.records import Count
from wenzhi.checks.dossier import Dossier, Number, is_exact
from wenzhi.checks.forms import apart, cell_label
from wenzhi.checks.prose.cells.disputes import CLOSED, parts_a_right_total
from wenzhi.checks.prose.cells.some_of import is_partial
from wenzhi.checks.prose.words import told_before
from wenzhi.checks.readings import SUITS
from wenzhi.checks.rule import Outcome, failed
from wenzhi.text.normalize import squeezed

_CELLS = {
    "review.total": ("review.total",),
    "litigation.total": tuple(f"{block}.total" for block in SUITS),
}


def misnamed_disputes(dossier: Dossier) -> Iterator[Outcome]:
    """No review is told as a suit nor a suit as a review, and no outcome under two names for one."""
    counts = dossier.report.counts
    told = defaultdict(list)
    parts = defaultdict(list)
    for index, count in enumerate(counts):
        indicator = count.indicator or ""
        if count.scope != "report_year" or not is_exact(count) or not count.value:
            continue
        if indicator in _CELLS and count.role != "component":
            if CLOSED.search(told_before(dossier.flat, count)) or is_partial(dossier, count):
                continue  # 审结11件 of twelve reviews, 被纠正的1件复议 are no second total
            told[indicator].append(index)
        elif count.parent is not None and indicator.startswith("review."):
            parts[(count.parent, indicator)].append(index)
    yield from _under_the_other_name(dossier, told)
    yield from _named_twice(dossier, parts)


def _under_the_other_name(dossier: Dossier, told: dict[str, list[int]]) -> Iterator[Outcome]:
    for own, other in (("review.total", "litigation.total"), ("litigation.total", "review.total")):
        if len(told[own]) < 2 or told[other]:
            continue
        expected, meant = (dossier.total(_CELLS[name]) for name in (own, other))
        if expected is None or not meant or expected == meant:
            continue
        counts = [dossier.report.counts[index] for index in told[own]]
        wrong = [count for count in counts if count.value == meant]
        if wrong and any(count.value == expected for count in counts):
            yield _apart(dossier, wrong[:1], _CELLS[own], expected)


def _named_twice(dossier: Dossier, parts: dict[tuple[int, str], list[int]]) -> Iterator[Outcome]:
    for (_, indicator), indexes in parts.items():
        value = dossier.value(indicator) if len(indexes) > 1 else None
        if value is None or not all(parts_a_right_total(dossier, index) for index in indexes):
            continue
        told = [dossier.report.counts[index] for index in indexes]
        together = sum(one.value or 0 for one in told)
        if together != value and all(one.value == value for one in told):
            yield _apart(dossier, told, (indicator,), value)


def _apart(
    dossier: Dossier, told: Sequence[Count], cells: Sequence[str], expected: Number
) -> Outcome:
    label = cell_label(cells[0]) if len(cells) == 1 else "行政诉讼·总计"
    text = "+".join(squeezed(count.text) for count in told)
    finding = dossier.finding(
        "P102",
        {"text": text, **apart(label)},
        spans=[(count.start, count.end) for count in told],
        facts=cells,
        expected=expected,
        actual=sum(count.value or 0 for count in told),
        severity="warning",
    )
    return failed(finding)
