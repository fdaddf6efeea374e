"""Floor 3: which single cells, changed, would make every failing identity of a table hold.

Takes identities and the numbers in their cells; gives the smallest sets of changes. Nothing is ever
changed: a set is told to people as the likely slip.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from wenzhi.checks.dossier import Number, exact_sum
from wenzhi.checks.tables.identities import Identity, difference

MOST_EDITS = 3
"""Cells in a set. Up to three the search is exact: they always leave one cell alone in an identity."""
MOST_SETS = 3
"""Sets of one size that are told; with more of them no cell is likelier than another."""

Gaps = Mapping[int, Number]
"""Left minus right of the identities that do not hold, by index."""


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """One cell and the value that would fit there."""

    cell: str
    value: Number


@dataclass(frozen=True, slots=True)
class Repairs:
    """The smallest sets of edits, in order; none where more cells than were sought are needed.

    `sets` is empty too where more than `MOST_SETS` sets would do.
    """

    sets: tuple[tuple[Edit, ...], ...] = ()

    @property
    def only(self) -> tuple[Edit, ...]:
        """The edits, where just one set would do."""
        return self.sets[0] if len(self.sets) == 1 else ()


def find_repairs(
    identities: Sequence[Identity],
    values: Mapping[str, Number],
    most: int = MOST_EDITS,
    sets: int = MOST_SETS,
) -> Repairs:
    """The smallest sets of cells whose change makes every identity with readable cells hold.

    A cell takes whole numbers from 0 on. An identity with an unreadable cell says nothing. Sets of
    more than `most` cells are not sought, more than `sets` of one size not told.
    """
    judged = [
        (identity, gap)
        for identity in identities
        if (gap := difference(identity, values)) is not None
    ]
    gaps = {index: gap for index, (_, gap) in enumerate(judged) if gap}
    if not gaps:
        return Repairs()
    search = _Search([identity for identity, _ in judged], values)
    for size in range(1, most + 1):
        found = sorted(set(search.sets(gaps, size)))
        if found:
            return Repairs(tuple(found) if len(found) <= sets else ())
    return Repairs()


class _Search:
    """The cells of the identities and in which of them each stands, on which side."""

    def __init__(self, identities: Sequence[Identity], values: Mapping[str, Number]) -> None:
        self._values = values
        self._cells: list[list[str]] = [list(identity.cells) for identity in identities]
        signs: dict[str, dict[int, int]] = defaultdict(dict)
        for index, identity in enumerate(identities):
            for cell in identity.left:
                signs[cell][index] = 1
            for cell in identity.right:
                signs[cell][index] = -1
        self._signs = dict(signs)
        self._of_support: dict[frozenset[int], list[str]] = defaultdict(list)
        for cell, places in self._signs.items():
            self._of_support[frozenset(places)].append(cell)
        self._widest = max(map(len, self._signs.values()), default=0)

    def sets(
        self, gaps: Gaps, size: int, taken: tuple[str, ...] = ()
    ) -> Iterator[tuple[Edit, ...]]:
        """Every set of `size` edits, none of a cell in `taken`, after which no gap is left.

        Among the cells of a failing identity one stands alone in another identity or in this one, so
        its change is what closes a gap it stands in: sets of up to three cells cannot go in a circle
        through rows and columns.
        """
        if len(gaps) > size * self._widest:
            return
        if size == 1:
            yield from ((edit,) for edit in self._last(gaps) if edit.cell not in taken)
            return
        failing = min(gaps, key=lambda index: (len(self._cells[index]), index))
        for cell in self._cells[failing]:
            if cell in taken:
                continue
            for change in self._changes(cell, gaps):
                edit = self._edit(cell, change)
                rest = self._after(gaps, cell, change)
                if edit is None or not rest:
                    continue
                for others in self.sets(rest, size - 1, (*taken, cell)):
                    yield tuple(sorted((edit, *others)))

    def _last(self, gaps: Gaps) -> Iterator[Edit]:
        """The single cells that close all gaps: they stand in just these identities."""
        for cell in self._of_support.get(frozenset(gaps), ()):
            changes = {-sign * gaps[index] for index, sign in self._signs[cell].items()}
            if len(changes) == 1 and (edit := self._edit(cell, changes.pop())):
                yield edit

    def _changes(self, cell: str, gaps: Gaps) -> list[Number]:
        """What would close one of the gaps that the cell stands in, each once."""
        places = self._signs[cell]
        return sorted({-sign * gaps[index] for index, sign in places.items() if index in gaps})

    def _edit(self, cell: str, change: Number) -> Edit | None:
        value = exact_sum([self._values[cell], change])
        whole = value == int(value)
        return Edit(cell, int(value)) if value >= 0 and whole else None

    def _after(self, gaps: Gaps, cell: str, change: Number) -> dict[int, Number]:
        """The gaps left once the cell has changed."""
        left = dict(gaps)
        for index, sign in self._signs[cell].items():
            gap = exact_sum([left.pop(index, 0), sign * change])
            if gap:
                left[index] = gap
        return left
