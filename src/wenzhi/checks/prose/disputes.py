"""Floor 3: what a figure of reviews or suits is of, where the figures beside it say so.

Takes a count of table four and its neighbours; gives the block it belongs to, and whether it tells those
that are closed, or divides a total that is right.
"""

from __future__ import annotations

import re

from wenzhi.checks.dossier import Dossier
from wenzhi.checks.forms import table_of
from wenzhi.checks.readings import SUITS, readings

_CLOSED = re.compile("(?<![未待])(?:审结|结案|办结)")


def is_closed(dossier: Dossier, index: int, context: str) -> bool:
    """Whether the trained model took disputes that are closed for pending ones (已审结16件)."""
    pending = (dossier.report.counts[index].indicator or "").endswith(".pending")
    return pending and dossier.is_guessed(index) and _CLOSED.search(context) is not None


def told_together(dossier: Dossier, index: int) -> bool:
    """Whether the figure right before is of reviews and suits alike: 复议诉讼合计41件,审结36件."""
    counts = dossier.report.counts
    own, before = counts[index], counts[index - 1] if index else None
    if before is None or table_of(own.indicator or "") != "review":
        return False
    both = before.indicator == "review.total+litigation.total"
    return both and "。" not in dossier.flat[before.end : own.start]


def of_all_suits(dossier: Dossier, index: int) -> str | None:
    """An outcome told behind both kinds of suits is of both: 直接起诉5件,复议后起诉3件;维持5件."""
    counts = dossier.report.counts
    head, _, outcome = (counts[index].indicator or "").rpartition(".")
    parent = counts[index].parent
    if head not in SUITS or outcome == "total" or parent is None:
        return None
    told = {one.indicator for one in counts[parent + 1 : index] if one.parent == parent}
    behind_both = {f"{block}.total" for block in SUITS} <= told
    all_of_them = counts[parent].indicator == "litigation.total"
    return f"litigation.{outcome}" if behind_both and all_of_them else None


def parts_a_right_total(dossier: Dossier, index: int) -> bool:
    """Whether an outcome is told with others as all of a total that the table has: 复议2件,维持1件、纠正1件."""
    counts = dossier.report.counts
    own = counts[index]
    if own.parent is None or table_of(own.indicator or "") != "review":
        return False
    above = counts[own.parent]
    if not (above.indicator or "").endswith(".total") or not above.value:
        return False
    likeliest = readings(dossier, above.indicator)[:1]
    right = any(reading.value(dossier) == above.value for reading in likeliest)
    parts = [one.value or 0 for one in counts if one.parent == own.parent]
    return right and len(parts) > 1 and sum(parts) == above.value
