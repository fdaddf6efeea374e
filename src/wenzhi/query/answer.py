"""Floor 6: what every query answers with."""

from __future__ import annotations

from typing import TypeAlias

import msgspec

Cell: TypeAlias = str | int | float | bool | None


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """A table with its size: `total` rows exist, of which `rows` are shown."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: int
    total_is_exact: bool = True

    @property
    def truncated(self) -> bool:
        """Whether rows exist that are not shown."""
        return len(self.rows) < self.total or not self.total_is_exact
