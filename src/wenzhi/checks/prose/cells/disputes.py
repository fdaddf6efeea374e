"""Floor 3: what a figure of reviews or suits is of, where the figures beside it say so.

Takes a count of table four and its neighbours; gives the block it belongs to, and whether it tells those
that are closed, or divides a total that is right.
"""

from __future__ import annotations

from collections.abc import Iterator

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Count
from wenzhi.checks.dossier import Dossier
from wenzhi.checks.forms import BLOCKS, table_of
from wenzhi.checks.prose.words import told_before
from wenzhi.checks.readings import SUITS, Reading, readings

_CLOSED = as_pattern("(?<![未待])(?:审结|结案|办结)")


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
    """An outcome told behind both kinds of suits is of both: 直接起诉5件,复议后起诉3件;维持5件.

    So it is where its own words are of reviews, whose name is in those kinds (以是否经过复议区分,…;维持19件).
    """
    counts = dossier.report.counts
    head, _, outcome = (counts[index].indicator or "").rpartition(".")
    parent = counts[index].parent
    if head not in BLOCKS or outcome == "total" or parent is None:
        return None
    parts = [(place, one) for place, one in enumerate(counts) if one.parent == parent]
    told = {one.indicator: one.value or 0 for place, one in parts if place < index}
    kinds = [told.get(f"{block}.total") for block in SUITS]
    if None in kinds or "review.total" in told:
        return None
    above = counts[parent]
    if head in SUITS:
        return f"litigation.{outcome}" if above.indicator == "litigation.total" else None
    both_ways = sum(one.value or 0 for _, one in parts) == 2 * (above.value or 0)
    twice = both_ways and sum(kind or 0 for kind in kinds) == above.value
    return f"litigation.{outcome}" if above.indicator is None and twice else None


def parts_a_right_total(dossier: Dossier, index: int) -> bool:
    """Whether an outcome is told, alone or not, as all of a total that the table has: 复议2件,维持1件、纠正1件."""
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
    return right and sum(parts) == above.value


def of_suits_told(dossier: Dossier, index: int) -> bool:
    """Whether a figure taken for reviews follows, in its line, one of suits: 诉讼11件,…。已结9件:维持8件.

    Reviews are named anew where they are meant; 经过复议的7件 names suits.
    """
    counts = dossier.report.counts
    own = counts[index]
    if not (own.indicator or "").startswith("review.") or own.zero_by_negation:
        return False  # 诉讼2件。无一件被纠正 may be of all
    line = dossier.flat.rfind("\n", 0, own.start)
    last = next(
        (one for one in reversed(counts[:index]) if table_of(one.indicator or "") == "review"), None
    )
    if last is None or last.start <= line or not (last.indicator or "").startswith("litigation."):
        return False
    end = dossier.flat.find("。", own.end)
    said = dossier.flat[last.end : end if end >= 0 else None].partition("\n")[0]
    return "复议" not in said


TOTALS = {
    "review.total": ("review",),
    "litigation.total": SUITS,
    "review.total+litigation.total": BLOCKS,
    **{f"{block}.total": (block,) for block in SUITS},
}
"""Figures that may stand before it, and the blocks they are of."""
CLOSED = as_pattern(
    r"(?:^|[^未待])(?:审结|结案|了结|办结|审理完毕|审毕|有(?:了)?结果|[已判]结|打完|已判(?:决)?)(?:了|案件|的|者|有|为|共|计)*$"
)
"""Before a figure: disputes that are closed."""
SOME = as_pattern(
    r"季度|半年|一审|二审|上一?年|当年|月|其中|按期|提前|其他(?!\d|结果)|方式|调解|和解|撤|终止|驳回"
)
"""Before a figure: it tells some of the disputes only."""
_EACH = as_pattern("(?:各(?:自|有|为|占)*|[均都皆][为有是])$")


def totals_told(dossier: Dossier, index: int) -> tuple[Count, ...]:
    """The totals of table four that a figure may be of: the last of its sentence, or what that is a part of.

    诉讼10件,其中直接起诉4件、复议后起诉6件;已审结8件 is of all ten; without the semicolon it may be of the six.
    """
    named = told_before(dossier.flat, dossier.report.counts[index])
    told = [one for one in _totals_before(dossier, index) if _is_named(one, named)]
    if not told:
        return ()
    last = told[0]
    if last.indicator not in _BLOCK_TOTALS:
        return (last,)
    above = next((one for one in told if one.indicator not in _BLOCK_TOTALS), None)
    both = {one.indicator for one in told} >= _BLOCK_TOTALS
    if above is None or above.indicator == "review.total" or not both:
        return (last,)
    between = dossier.flat[last.end : dossier.report.counts[index].start]
    return (above,) if _APART.search(between) else (last, above)


def _is_named(total: Count, words: str) -> bool:
    """Whether the words before a figure leave open that it is of `total`: 复议已审结96件 is of no suit."""
    suits = _SUITS.search(words) is not None
    if suits == (_REVIEWS.search(words) is not None):
        return True
    return total.indicator != "review.total" if suits else "review" in (total.indicator or "")


_SUITS = as_pattern("诉讼|官司|起诉|应诉|法院")
_REVIEWS = as_pattern("复议")
_APART = as_pattern("[;)]")
_BLOCK_TOTALS = {f"{block}.total" for block in SUITS}


def _totals_before(dossier: Dossier, index: int) -> Iterator[Count]:
    """The totals of table four before a figure in its sentence, the last first."""
    counts = dossier.report.counts
    for place in range(index - 1, -1, -1):
        before = counts[place]
        if "。" in dossier.flat[before.end : counts[index].start]:
            return
        if before.indicator not in TOTALS or before.parent == index:
            continue
        words = told_before(dossier.flat, before)
        # 直接起诉、复议后起诉各2件;审结3件 is of both; 审结 is no total itself.
        if _EACH.search(words) is None and CLOSED.search(words) is None:
            yield before


_END = as_pattern("[。;]")


def of_what_was_told(
    dossier: Dossier, index: int, options: tuple[Reading, ...]
) -> tuple[Reading, ...]:
    """Of the readings of an outcome those of the disputes just told: 诉讼4件,维持3件 is of both kinds of suits.

    Only where the total is the table's own and nothing between says that some are meant.
    """
    own = dossier.report.counts[index]
    if own.indicator == "litigation.total" and _of_both_kinds(dossier, index):
        return tuple(one for one in options if len(one.cells) > 1)
    if (own.indicator or "").endswith(".total") or len(options) < 2:
        return options
    told = totals_told(dossier, index)
    if len(told) != 1:
        return options
    (whole,) = told
    blocks, counts = TOTALS[whole.indicator or ""], dossier.report.counts
    between = dossier.flat[whole.end : own.start]
    if own.parent is not None and counts[own.parent] is whole:
        between = between.replace("其中", "")  # what it opens are parts of the same total
    if SOME.search(between):
        return options
    beside = counts[counts.index(whole) - 1]
    if beside.indicator in TOTALS and _END.search(dossier.flat[beside.end : whole.start]) is None:
        return options  # 复议18件、诉讼8件,纠正3件
    if dossier.total([f"{block}.total" for block in blocks]) != whole.value:
        return options
    held = [
        one for one in options if {cell.rpartition(".")[0] for cell in one.cells} == set(blocks)
    ]
    return tuple(held) or options


def within_a_row(dossier: Dossier, index: int, count: Count) -> bool:
    """Whether a number divides, in brackets, a row of table four: 被纠正的2件(复议1件、诉讼1件)."""
    opened = dossier.flat.rfind("(", 0, count.start)
    if opened < dossier.flat.rfind(")", 0, count.start):
        return False
    row = next((c for c in reversed(dossier.report.counts[:index]) if c.end <= opened), None)
    if row is None or row.indicator is None or dossier.flat[row.end : opened].strip():
        return False
    return table_of(row.indicator) == "review" and not row.indicator.endswith(".total")


_A_KIND = as_pattern(
    "直接|(?:未经|先|经过?|不服)[^,;。]{0,4}复议|复议(?:以|之)?后|新[增收]|审结|[余另]有|其中"
)
"""In the sentence: one kind of suits may be meant, or not all of them."""
_BROUGHT = as_pattern(
    r"(?:^|[,;、])(?:因(?:政府)?信息公开)?(?:(?:被|引发)?提起|引发|发生)?(?:的)?(?:行政)?诉讼(?:案件|案)?(?:为|有|共)?$"
)


def _of_both_kinds(dossier: Dossier, index: int) -> bool:
    """被申请行政复议8件,…;被提起行政诉讼6件: suits without their kind behind all reviews are of both."""
    counts, flat = dossier.report.counts, dossier.running
    own = counts[index]
    start, end = flat.rfind("。", 0, own.start) + 1, flat.find("。", own.end)
    start = max(start, flat.rfind("\n", 0, own.start) + 1)
    before = "".join(flat[start : own.start].split())
    sentence = before + "".join(
        flat[own.end : end if end >= 0 else None].partition("\n")[0].split()
    )
    if "复议" not in before or _A_KIND.search(sentence) or not _BROUGHT.search(before):
        return False
    reviews = dossier.total(["review.total"])
    return any(
        one.indicator == "review.total" and one.start >= start and one.value == reviews
        for one in counts[:index]
    )
