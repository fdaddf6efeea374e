"""Floor 1: tables of which most cells are 0, as rows of the others, times dense tables.

Takes places and values, gives products equal to scipy's to the last bit: few rows are multiplied here, many
by scipy, which takes longer to load than one report takes to read. It must not know what is counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

Places = npt.NDArray[Any]
Values = npt.NDArray[Any]

FEW = 256
"""Rows up to which taking them one by one is quicker than scipy or nearly so."""


@dataclass(frozen=True, slots=True)
class SparseRows:
    """Row `i` has `values[bounds[i]:bounds[i + 1]]` in the columns at the same places of `columns`."""

    bounds: Places
    columns: Places
    values: Values
    width: int

    def times(self, dense: Values) -> Values:
        """The product with a table of `width` rows."""
        if len(self.bounds) > FEW:
            product: Values = self.to_scipy() @ dense
            return product
        rows = np.ascontiguousarray(dense)
        # Along the first axis numpy adds row upon row, as scipy does.
        return np.array([
            (self.values[a:b, None] * rows[self.columns[a:b]]).sum(axis=0)
            for a, b in pairwise(self.bounds.tolist())
        ]).reshape(len(self.bounds) - 1, rows.shape[1])  # fmt: skip

    def to_scipy(self) -> Any:  # noqa: ANN401 # scipy ships no types
        """The same as a scipy CSR array."""
        from scipy.sparse import csr_array

        shape = (len(self.bounds) - 1, self.width)
        return csr_array((self.values, self.columns, self.bounds), shape=shape)


def count_places(rows: Places, columns: Places, shape: tuple[int, int]) -> SparseRows:
    """How often each pair of row and column is told, as numbers with a fraction."""
    pairs, times = np.unique(rows * shape[1] + columns, return_counts=True)
    of_row, column = np.divmod(pairs, shape[1])
    bounds = np.searchsorted(of_row, np.arange(shape[0] + 1))
    return SparseRows(bounds, column, times.astype(np.float64), shape[1])
