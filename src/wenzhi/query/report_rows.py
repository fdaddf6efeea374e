"""Floor 6: rows of a table that has one for each report, by the reports' numbers.

Reads the row groups that hold them and no more, so that a page of a concordance costs what it shows. It must
not know what the columns mean.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from wenzhi.query.arrays import Numbers, integers


class ReportRows:
    """One table of a snapshot, `reports` or `folded`: the row of a report stands at its number."""

    def __init__(self, path: Path) -> None:
        self._file = pq.ParquetFile(path)
        told = self._file.metadata
        sizes = [told.row_group(group).num_rows for group in range(told.num_row_groups)]
        self._bounds = np.cumsum([0, *sizes])

    def take(self, reports: Numbers, columns: Sequence[str]) -> pa.Table:
        """The rows of these reports, which are in order, each once."""
        return pa.concat_tables(list(self._parts(reports, list(columns)))).combine_chunks()

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def _parts(self, reports: Numbers, columns: list[str]) -> Iterator[pa.Table]:
        groups = np.unique(np.searchsorted(self._bounds, reports, "right") - 1).tolist()
        for group in groups:
            first, stop = self._bounds[group : group + 2].tolist()
            low, high = np.searchsorted(reports, [first, stop]).tolist()
            rows = self._file.read_row_group(group, columns=columns)
            places = reports[low:high] - first
            if places[-1] - places[0] + 1 == len(places):
                yield rows.slice(places[0], len(places))
            else:
                yield rows.take(integers(places, pa.int64()))
        if not groups:
            yield self._file.schema_arrow.empty_table().select(columns)
