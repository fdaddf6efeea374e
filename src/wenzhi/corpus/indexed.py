"""Floor 5: the rows that an earlier snapshot has of a report in `tokens`, `regions` and `folded`.

Cutting a report into words is much of the work of a snapshot, and gives the same words each time. Takes a
snapshot, gives a report's rows as they stand there; whoever takes them over numbers them anew. Read in
order of the tables, each row group is decoded once. It must not know whether the rows still hold.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from wenzhi.corpus.tables import INDEX_TABLES, SCHEMAS

Numbers = npt.NDArray[np.int64]
_KEPT = 2
"""Row groups of a table that are held: a report lies in one, or where two meet."""


class EarlierIndex:
    """Rows by report id. Memory: three numbers a report and a few row groups."""

    def __init__(self, snapshot: Path) -> None:
        self._tables = {
            name: Rows(snapshot / f"{name}.parquet", SCHEMAS[name]) for name in INDEX_TABLES
        }
        folded = self._tables["folded"].columns("report_id", "first", "tokens")
        ids = folded["report_id"].to_pylist()
        self._numbers = {report_id: number for number, report_id in enumerate(ids)}
        self._firsts = folded["first"].to_numpy()
        ends = np.cumsum(folded["tokens"].to_numpy().astype(np.int64))
        reports = self._tables["regions"].columns("report")["report"].to_numpy()
        self._bounds: dict[str, Numbers] = {
            "tokens": np.concatenate([np.zeros(1, np.int64), ends]),
            "regions": np.searchsorted(reports, np.arange(len(ids) + 1)),
            "folded": np.arange(len(ids) + 1),
        }

    @classmethod
    def of(cls, snapshot: Path | None) -> EarlierIndex | None:
        """The index of a snapshot; None where it has none of this form."""
        if snapshot is None:
            return None
        for name in INDEX_TABLES:
            path = snapshot / f"{name}.parquet"
            if not path.exists() or not pq.read_schema(path).equals(SCHEMAS[name]):
                return None
        return cls(snapshot)

    def rows(self, report_id: str | None) -> tuple[int, dict[str, pa.RecordBatch]] | None:
        """The number its first word had, and its rows by table; None where it is not there."""
        if report_id is None or report_id not in self._numbers:
            return None
        _, first, found = self.run(report_id, 1)
        return first, found

    def run(self, report_id: str, count: int) -> tuple[int, int, dict[str, pa.RecordBatch]]:
        """The number of a report, that of its first word, and the rows of it and those that follow.

        Raises KeyError where it is not there.
        """
        number = self._numbers[report_id]
        found = {
            name: rows.slice(*self._bounds[name][[number, number + count]].tolist())
            for name, rows in self._tables.items()
        }
        return number, int(self._firsts[number]), found


class Rows:
    """A Parquet table by ranges of rows."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self._schema = schema
        self._file = pq.ParquetFile(path)
        groups = [
            self._file.metadata.row_group(group).num_rows
            for group in range(self._file.metadata.num_row_groups)
        ]
        self._starts = np.concatenate([[0], np.cumsum(groups)]).astype(np.int64)
        self._kept: dict[int, pa.RecordBatch] = {}

    def columns(self, *names: str) -> pa.Table:
        """Whole columns."""
        return self._file.read(columns=list(names))

    def slice(self, start: int, end: int) -> pa.RecordBatch:
        """The rows `[start, end)` as one batch."""
        first = int(np.searchsorted(self._starts, start, "right")) - 1
        parts: list[pa.RecordBatch] = []
        while start < end:
            stop = min(end, int(self._starts[first + 1]))
            offset = start - int(self._starts[first])
            parts.append(self._group(first).slice(offset, stop - start))
            start, first = stop, first + 1
        if not parts:
            return pa.RecordBatch.from_pylist([], schema=self._schema)
        return parts[0] if len(parts) == 1 else pa.concat_batches(parts)

    def _group(self, number: int) -> pa.RecordBatch:
        if number not in self._kept:
            while len(self._kept) >= _KEPT:
                self._kept.pop(min(self._kept))
            rows = self._file.read_row_group(number).combine_chunks()
            self._kept[number] = rows.to_batches()[0]
        return self._kept[number]
