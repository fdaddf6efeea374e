"""Floor 4: strands: which units that stand in a row tell of the same problem, or answer the same one.

A heading, what it stands for, the cause and what people said are one problem; a measure that takes up one
of them takes up all. Takes the candidates of one side in order; gives a row for each but the first: how it
follows the one before. What that says is learnt (`models/answering`). Must not know links or scores.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from wenzhi.base.patterns import as_pattern
from wenzhi.scores.features import Table
from wenzhi.scores.units import Unit

_CAUSE = as_pattern(
    "原因|主要是因|因为|究其|由于|根源|症结|在于|缘于|导致|致使|以致|造成|后果|影响"
)
_MORE = as_pattern(
    r"^\W{0,3}(?:这|该|其中|其|他们|它|有群众|群众|结果|直接|深层|也就|以致|因此|为此|对此|具体|表现|主要|例如|如"
    r"|尤其|特别|甚至|有的|个别|当时|后来|而|但|同时|至今|此前|之后|事后|原因|时限|一(?:方面|来)|二来)"
)
_ANOTHER = as_pattern("^(?:另外|此外|还有|再(?:者|一|就)|其次|再次|最后|另一|[二三四五六七八九])")
_ALSO = as_pattern(r"^\W?(?:并|同时|由|每|今年|目前|已|凡|对)")
_SHORT = 16
"""Characters below which a unit is a heading, or no more than one."""

STRAND_NAMES = (
    "next", "units apart", "same paragraph", "next paragraph", "first marked", "marked", "both marked",
    "first marked alone", "goes on with an item", "cause", "more of it", "another", "also", "nearness", "short",
    "first short", "longer than first", "first ends a part", "first ends in a colon",
    "first ends a sentence", "ends a part", "candidates", "first likely", "likely",
)  # fmt: skip
"""Names of the columns of `going_on`."""


def going_on(
    units: Sequence[Unit],
    chosen: Sequence[int],
    likely: Table,
    rows: Table,
    numbers: Sequence[int | None],
) -> Table:
    """How each of the `chosen` units but the first follows the chosen one before; columns as `STRAND_NAMES`.

    `likely` (0–1), `rows` (vectors of length 1) and `numbers` (in a list) are of all units.
    """
    table: list[list[float]] = []
    for first, unit in pairwise(chosen):
        one, text = units[first].text, units[unit].text
        marked = numbers[first] is not None, numbers[unit] is not None
        paragraphs = units[unit].paragraph - units[first].paragraph
        alone = marked[0] and not marked[1]
        table.append([
            unit - first == 1, min(unit - first, 6) / 3, paragraphs == 0, paragraphs == 1, *marked, all(marked),
            alone, alone and paragraphs == 0 and unit - first == 1, bool(_CAUSE.search(text)),
            bool(_MORE.match(text)), bool(_ANOTHER.match(text)), bool(_ALSO.match(text)),
            float(rows[first] @ rows[unit]), len(text) < _SHORT, len(one) < _SHORT,
            len(one) < _SHORT <= len(text), one.endswith((";", ":")), one.endswith(":"), one.endswith("。"),
            text.endswith(";"), len(chosen) / 8, likely[first], likely[unit],
        ])  # fmt: skip
    return np.array(table, np.float64).reshape(-1, len(STRAND_NAMES))


def chain(goes_on: Table) -> Table:
    """How likely any two units of a row are of one strand, by how likely each goes on with the one before."""
    count = len(goes_on) + 1
    table = np.eye(count)
    for first in range(count):
        for last in range(first + 1, count):
            table[first, last] = table[first, last - 1] * goes_on[last - 1]
            table[last, first] = table[first, last]
    return table
