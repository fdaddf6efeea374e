"""Floor 2: figures that a share told beside them ties to their total: 许可6032件,网办5410件,网办率89.7%.

Takes the figures of a page with their indicators. The share is computed from the figure and one before it
in its paragraph; where it comes to what is told, the one is part of the other, whatever the words. A share
that fits nothing ties nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from wenzhi.base.patterns import as_pattern
from wenzhi.parse.figures.mentions import Mention, Page
from wenzhi.parse.parts.frames import added, is_outcome, join_parts, same_unit_within, told_aside

_CHANGE = as_pattern("增|升|降|减|同比|环比|提高|多|少|涨|翻")
_TOLD = 0.1
"""Of a share told with decimals, which many cut off; contract, "Counts in prose"."""
_ROUNDED = 0.6
"""Of a share told in whole percent."""
_LEAST = 10
"""Totals below this have shares that fit by chance: 3 of 4 is 75 % wherever both are told."""
_SAMPLED = frozenset({"批次", "份"})
"""Units of samples and questionnaires, which are drawn and come back."""
_BALANCES = as_pattern(
    r"applications\.(?:new_received|carried_|result\.total|received)|.+\.total\+"
)


def link_rates(page: Page, mentions: Sequence[Mention]) -> None:
    """Fill `parent`, `group`, `role` and `closed` of what a share is told of, and of its list."""
    for place, share in enumerate(mentions):
        if share.unit != "%" or share.value is None or _CHANGE.search(share.lead):
            continue
        start = page.sentence_start(share.start)
        before = [one for one in mentions[:place] if one.countable and _exact(one)]
        part = next((one for one in reversed(before) if one.start >= start), None)
        if part is None or part.parent is not None or _elsewhere(part) or part.adds:
            continue
        if told_aside(part):
            continue  # 跟上一年540条比,多晒了60条,合一成多
        floor = page.paragraph_start(part.start)
        total = next(
            (
                one
                for one in reversed(before)
                if floor <= one.start < part.start and _comes_to(share, part, one)
            ),
            None,
        )
        if total is not None and total.parent is not part:
            join_parts(mentions, [part, *_beside(page, mentions, part, total)], total)


def _comes_to(share: Mention, part: Mention, total: Mention) -> bool:
    """Whether a share is that of one figure in another."""
    if not same_unit_within(part, total) or (total.value or 0) < _LEAST or told_aside(total):
        return False
    if part.value == total.value:
        return False  # all of them: told of one thing twice
    told = share.value or 0
    within = _TOLD if told != int(told) else _ROUNDED
    return (
        total.scope == part.scope
        and abs(100 * (part.value or 0) / (total.value or 1) - told) <= within
    )


def _beside(
    page: Page, mentions: Sequence[Mention], part: Mention, total: Mention
) -> list[Mention]:
    """The free figures behind a part in its sentence that its total has room for, where shares list them."""
    end = page.sentence_end(part.end)
    if "占" not in page.text[part.end : end]:
        return []
    run: list[Mention] = []
    for one in mentions:
        if not part.start < one.start < end or not one.countable:
            continue
        fits = one.parent is None and same_unit_within(one, total) and not _elsewhere(one)
        if not fits or added([part, *run, one]) > (total.value or 0):
            break
        run.append(one)
    return run


def _elsewhere(mention: Mention) -> bool:
    """Whether a figure is a row of a table, a sum or a sample: its share says nothing of what is told before."""
    if mention.unit in _SAMPLED or "合计" in mention.lead:
        return True
    return is_outcome(mention) or _BALANCES.match(mention.indicator or "") is not None


def _exact(mention: Mention) -> bool:
    return mention.value is not None and mention.approx is None and not mention.zero
