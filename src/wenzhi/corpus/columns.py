"""Floor 5: whole columns of a Parquet file.

Takes a path and names of columns. `pyarrow.parquet.read_table` would load what reads data sets too, and
pandas with it: more work than most of these columns.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # one document is judged without it
    import pyarrow as pa


def read_columns(path: Path, *names: str) -> pa.Table:
    """The columns of that name, in the order of the file. Raises OSError or ValueError."""
    import pyarrow.parquet as pq

    with pq.ParquetFile(path) as file:
        return file.read(columns=list(names))
