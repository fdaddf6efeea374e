"""Floor 3: how many reviews or suits are told as closed, against those that are not pending.

Takes a count told as 审结 behind a total of its table that is right; gives outcomes of P102. The form has
no cell for them: they are what the total leaves without 尚未审结.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Count
from wenzhi.checks.dossier import RATIOS, Dossier, Number, is_exact
from wenzhi.checks.forms import apart, cell_label
from wenzhi.checks.prose.cells.disputes import CLOSED, SOME, TOTALS, totals_told
from wenzhi.checks.prose.cells.evidence import is_near
from wenzhi.checks.prose.words import told_before
from wenzhi.checks.readings import SUITS
from wenzhi.checks.rule import PASSED, Outcome, failed
from wenzhi.text.normalize import squeezed

_WORDS = ("结", "判", "审毕", "打完")
"""One of them stands in all words for what is closed."""


def closed_disputes(dossier: Dossier) -> Iterator[Outcome]:
    """诉讼10件,已审结8件: all but those that the table has as pending."""
    counts = dossier.report.counts
    for index, count in enumerate(counts):
        if count.indicator not in (None, *TOTALS) and not dossier.is_guessed(index):
            continue
        if count.scope != "report_year" or not is_exact(count) or count.unit in RATIOS:
            continue
        before = dossier.flat[max(0, count.start - 8) : count.start]
        if not any(word in before for word in _WORDS):
            continue
        told = told_before(dossier.flat, count)
        if CLOSED.search(told) and not SOME.search(told):
            yield from _judged(dossier, index, count)


def _judged(dossier: Dossier, index: int, count: Count) -> Iterator[Outcome]:
    found = []
    for whole in totals_told(dossier, index):
        blocks = TOTALS[whole.indicator or ""]
        totals, waiting = (
            tuple(f"{block}.{cell}" for block in blocks) for cell in ("total", "pending")
        )
        total, pending = dossier.total(totals), dossier.total(waiting)
        if total is None or pending is None:
            return
        if whole.value != total:
            if (whole.value or 0) < (count.value or 0) == total - pending:
                yield _fewer_than_closed(dossier, whole, totals, total)
            return
        if count.value == total - pending or _ruled_beside(dossier, count) == total - pending:
            yield PASSED
            return
        found.append((blocks, totals, waiting, total - pending))
    if not found:
        return
    blocks, totals, waiting, closed = found[-1]
    if blocks[0] in SUITS and _is_of_all_suits(dossier, count):
        yield PASSED
        return
    if not is_near(count.value or 0, closed):
        return
    label = f"{cell_label(totals[0]).split('·')[0] if len(blocks) == 1 else '行政诉讼'}·总计（不含尚未审结）"
    yield _apart(dossier, count, label, closed, [*totals, *waiting])


def _ruled_beside(dossier: Dossier, count: Count) -> Number | None:
    """What were closed in two ways: 已判3件均驳回,裁定驳回起诉1件."""
    told = _RULED.match("".join(dossier.flat[count.end : count.end + 30].split()))
    return (count.value or 0) + int(told["more"]) if told else None


_RULED = as_pattern(
    r"[^。;\d]{0,14}[,、](?:另)?(?:裁定|撤诉|调解)[^,。;、\d]{0,8}(?P<more>\d+)[件起]"
)


def _is_of_all_suits(dossier: Dossier, count: Count) -> bool:
    """Whether a figure told behind one kind of suits is just what both leave closed: 直诉33件,复议后50件;审结65件."""
    total, pending = (
        dossier.total([f"{block}.{cell}" for block in SUITS]) for cell in ("total", "pending")
    )
    return total is not None and pending is not None and total - pending == count.value


def _fewer_than_closed(
    dossier: Dossier, whole: Count, totals: Sequence[str], total: Number
) -> Outcome:
    """诉讼3件,已审结的4件 where the table has five, four of them closed: the three are the slip."""
    label = cell_label(totals[0]) if len(totals) == 1 else "行政诉讼·总计"
    return _apart(dossier, whole, label, total, totals)


def _apart(
    dossier: Dossier, count: Count, label: str, expected: Number, cells: Sequence[str]
) -> Outcome:
    finding = dossier.finding(
        "P102",
        {"text": squeezed(count.text), **apart(label)},
        spans=[(count.start, count.end)],
        facts=cells,
        expected=expected,
        actual=count.value,
        severity="warning",
    )
    return failed(finding)
