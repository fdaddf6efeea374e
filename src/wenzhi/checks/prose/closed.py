"""Floor 3: how many reviews or suits are told as closed, against those that are not pending.

Takes a count told as 审结 behind a total of its table that is right; gives outcomes of P102. The form has
no cell for them: they are what the total leaves without 尚未审结.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from wenzhi.base.records import Count
from wenzhi.checks.dossier import RATIOS, Dossier, is_exact
from wenzhi.checks.forms import BLOCKS, cell_label
from wenzhi.checks.prose.words import told_before
from wenzhi.checks.readings import SUITS
from wenzhi.checks.rule import PASSED, Outcome, failed
from wenzhi.text.normalize import squeezed

_CLOSED = re.compile(r"(?:^|[^未待])(?:审结|结案|了结|办结|审理完毕)(?:了|案件|的|有|为|共)*$")
_SOME = re.compile(
    r"季度|半年|一审|二审|上一?年|当年|月|其中|按期|提前|其他|方式|调解|和解|撤|终止|驳回"
)
_TOTALS = {
    "review.total": ("review",),
    "litigation.total": SUITS,
    "review.total+litigation.total": BLOCKS,
    **{f"{block}.total": (block,) for block in SUITS},
}
"""Figures that may stand before it, and the blocks they are of."""


def closed_disputes(dossier: Dossier) -> Iterator[Outcome]:
    """诉讼10件,已审结8件: all but those that the table has as pending."""
    counts = dossier.report.counts
    for index, count in enumerate(counts):
        if count.indicator is not None and not dossier.is_guessed(index):
            continue
        if count.scope != "report_year" or not is_exact(count) or count.unit in RATIOS:
            continue
        if "结" not in dossier.flat[max(0, count.start - 8) : count.start]:
            continue
        told = told_before(dossier.flat, count)
        if _CLOSED.search(told) and not _SOME.search(told):
            yield from _judged(dossier, index, count)


def _judged(dossier: Dossier, index: int, count: Count) -> Iterator[Outcome]:
    whole = _whole(dossier, index)
    if whole is None:
        return
    blocks = _TOTALS[whole.indicator or ""]
    totals, waiting = (
        tuple(f"{block}.{cell}" for block in blocks) for cell in ("total", "pending")
    )
    total, pending = dossier.total(totals), dossier.total(waiting)
    if total is None or pending is None or whole.value != total:
        return
    if count.value == total - pending:
        yield PASSED
        return
    label = f"{cell_label(totals[0]).split('·')[0] if len(blocks) == 1 else '行政诉讼'}·总计（不含尚未审结）"
    finding = dossier.finding(
        "P102",
        {
            "text": squeezed(count.text),
            "place": label,
            "near": label,
            "near_value": total - pending,
        },
        spans=[(count.start, count.end)],
        facts=[*totals, *waiting],
        expected=total - pending,
        actual=count.value,
        severity="warning",
    )
    yield failed(finding)


def _whole(dossier: Dossier, index: int) -> Count | None:
    """The last figure of its sentence that is a total of table four."""
    counts = dossier.report.counts
    for place in range(index - 1, -1, -1):
        before = counts[place]
        if "。" in dossier.flat[before.end : counts[index].start]:
            return None
        if before.indicator in _TOTALS and before.parent != index:
            parent = before.parent
            above = counts[parent] if parent is not None else None
            own = counts[index].parent
            # 诉讼10件,其中直接起诉4件、复议后起诉6件;已审结8件: of what the blocks are parts of.
            return (
                above
                if above is not None and own == parent and above.indicator in _TOTALS
                else before
            )
    return None
