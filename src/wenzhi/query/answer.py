"""Floor 6: what every query answers with: a table, its size, what it was made from."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, TypeAlias

import msgspec

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa

Cell: TypeAlias = str | int | float | bool | None


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """A table with its size: `total` rows exist, of which `rows` are shown.

    `notes` tell what a reader must know (hits outside whole words, what was left out); `stamps` are
    the snapshot and the versions the answer depends on. `next` is the token of the next page, where the
    answer is a page and not the last one.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: int
    total_is_exact: bool = True
    notes: tuple[str, ...] = ()
    stamps: dict[str, str] = {}
    next: str | None = None

    @property
    def truncated(self) -> bool:
        """Whether rows exist that are not shown."""
        return len(self.rows) < self.total or not self.total_is_exact

    @property
    def digest(self) -> str:
        """SHA-256 of columns, rows and total: equal answers have equal digests.

        Numbers count to ten digits: the last ones of a sum depend on how many threads made it.
        """
        digest = Digest(self.columns)
        digest.update(self.rows)
        return digest.close(self.total)

    @property
    def marks(self) -> tuple[str, ...]:
        """A mark for each row shown, by which rows of two answers are told apart."""
        return tuple(
            hashlib.sha256(msgspec.json.encode(list(map(_settled, row)))).hexdigest()[:12]
            for row in self.rows
        )

    def first(self, limit: int | None) -> Answer:
        """The answer with the first `limit` rows shown (None: as they are); the total stays."""
        return msgspec.structs.replace(self, rows=self.rows[:limit])

    def column(self, name: str) -> tuple[Cell, ...]:
        """The cells of one column. Raises ValueError for a column there is not."""
        place = self.columns.index(name)
        return tuple(row[place] for row in self.rows)

    def to_arrow(self) -> pa.Table:
        """The shown rows as an Arrow table."""
        import pyarrow as pa

        columns = list(zip(*self.rows, strict=True)) or [()] * len(self.columns)
        return pa.table(
            {name: list(cells) for name, cells in zip(self.columns, columns, strict=True)}
        )

    def to_pandas(self) -> pd.DataFrame:
        """The shown rows as a pandas data frame (needs pandas)."""
        frame: pd.DataFrame = self.to_arrow().to_pandas()
        return frame

    def to_polars(self) -> pl.DataFrame:
        """The shown rows as a Polars data frame (needs polars)."""
        import polars as pl

        return pl.DataFrame(self.to_arrow())


class Digest:
    """The digest of an answer, made while its rows go by."""

    def __init__(self, columns: Sequence[str]) -> None:
        self._hash = hashlib.sha256(b"[" + msgspec.json.encode(list(columns)) + b",[")
        self._first = True

    def update(self, rows: Iterable[Sequence[Cell]]) -> None:
        """Take the next rows."""
        # All of them are written at once, which is what one after another would give.
        columns = [
            tuple(map(_settled, column)) if float in set(map(type, column)) else column
            for column in zip(*rows, strict=True)
        ]
        text = msgspec.json.encode(list(zip(*columns, strict=True)))[1:-1]
        if text:
            self._hash.update(text if self._first else b"," + text)
            self._first = False

    def close(self, total: int) -> str:
        """The digest of all rows taken, of `total` that there are."""
        self._hash.update(b"]," + str(total).encode() + b"]")
        return self._hash.hexdigest()


def _settled(cell: Cell) -> Cell:
    return f"{cell:.10g}" if isinstance(cell, float) else cell
