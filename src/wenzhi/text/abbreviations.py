"""Floor 1: whether one name is short for another: what it keeps stands in the other in the same order."""

from __future__ import annotations

from collections.abc import Sequence


def shortens(short: Sequence[str], long: Sequence[str]) -> bool:
    """Whether the characters, or words, of `short` stand in `long` in that order: 住建局, 住房和城乡建设局."""
    rest = iter(long)
    return all(item in rest for item in short)
