"""Floor 2: which figures stand beside one in its line, or in a list of short lines around it.

Takes the figures of a page in reading order. It must not know what they are of or what they add up to.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise

from wenzhi.base.patterns import as_pattern
from wenzhi.parse.figures.mentions import Mention, Page

_SHORT = 30
"""Characters of a line that is an item of a list."""
_ASIDE = as_pattern(r"\([^()\n]*\)")
_HEAD = 60
"""Characters of a line that a list of lines may follow."""


class Listings:
    """The figures of a page by their lines."""

    def __init__(self, page: Page, figures: Sequence[Mention]) -> None:
        self._figures = figures
        starts = [page.paragraph_start(one.start) for one in figures]
        self._lines = [(bisect_left(starts, one), bisect_right(starts, one)) for one in starts]
        self._sizes = {start: _length(page, start) for start in set(starts)}
        self._page = page
        self._starts = starts
        self._joined = _joined(page, starts, self._sizes)

    def behind(self, place: int) -> Sequence[Mention]:
        """The figures behind the one at `place` in its line; in short lines below, if it ends its own."""
        _, last = self._lines[place]
        if place + 1 == last and self._sizes[self._starts[place]] <= _HEAD:
            while last < len(self._figures) and self._follows(last):
                last = self._lines[last][1]
        return self._figures[place + 1 : last]

    def before(self, place: int, *, told: bool) -> Sequence[Mention]:
        """The figures before the one at `place` in its line; all of the page where it is `told` to be a sum."""
        return self._figures[0 if told else self._lines[place][0] : place]

    def runs(self) -> list[list[Mention]]:
        """The figures of one line that stand side by side, are of one unit and of no total."""
        runs: list[list[Mention]] = []
        last: tuple[int, str | None] | None = None
        for start, one in zip(self._starts, self._figures, strict=True):
            if one.parent is not None:
                last = None
                continue
            if last != (start, one.unit):
                runs.append([])
            runs[-1].append(one)
            last = (start, one.unit)
        return runs

    def _follows(self, place: int) -> bool:
        """Whether the line that the figure at `place` opens is an item right below the one before."""
        start = self._starts[place]
        if start not in self._joined:
            return False
        # What a bracket adds does not make an item longer: 短信公告:2232条(停水1507条,停气725条).
        line = self._page.text[start : start + self._sizes[start]]
        return len(_ASIDE.sub("", line)) <= _SHORT


def _length(page: Page, start: int) -> int:
    end = page.text.find("\n", start)
    return (end if end >= 0 else len(page.text)) - start


def _joined(page: Page, starts: Sequence[int], sizes: dict[int, int]) -> frozenset[int]:
    """Starts of lines right below another that holds a figure."""
    return frozenset(
        two for one, two in pairwise(sorted(set(starts))) if one + sizes[one] + 1 == two
    )
