"""Floor 6: Arrow arrays from numbers and texts, and back, put together out of their buffers.

Arrow's own ways from lists and numpy and back to them load pandas wherever it is installed, which takes
longer than a page of a concordance. It must not know what the arrays are of.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Numbers: TypeAlias = npt.NDArray[np.int64]

_FEW = 2000
"""Values picked one by one; for more of them Arrow's own way pays for what it loads."""


def numbers(column: pa.ChunkedArray | pa.Array) -> Numbers:
    """A column of whole numbers without nulls."""
    whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    return np.from_dlpack(whole).astype(np.int64)


def lists(column: pa.ChunkedArray) -> tuple[Numbers, Numbers]:
    """A column of lists of whole numbers: how long each is, and all of them end to end."""
    whole = column.combine_chunks()
    bounds = numbers(whole.offsets)
    return np.diff(bounds), numbers(whole.values)[bounds[0] : bounds[-1]]


def integers(
    values: Numbers, kind: pa.DataType, unknown: npt.NDArray[np.bool_] | None = None
) -> pa.Array:
    """Whole numbers as an array of `kind`; `unknown` ones are null."""
    held = np.ascontiguousarray(values, f"i{kind.bit_width // 8}")
    known = None if unknown is None else pa.py_buffer(np.packbits(~unknown, bitorder="little"))
    return pa.Array.from_buffers(kind, len(held), [known, pa.py_buffer(held)])


def floats(values: npt.NDArray[np.float64]) -> pa.Array:
    """Numbers as an array."""
    held = np.ascontiguousarray(values, np.float64)
    return pa.Array.from_buffers(pa.float64(), len(held), [None, pa.py_buffer(held)])


def flags(values: npt.NDArray[np.bool_]) -> pa.Array:
    """Truths as an array."""
    buffers = [None, pa.py_buffer(np.packbits(values, bitorder="little"))]
    return pa.Array.from_buffers(pa.bool_(), len(values), buffers)


def strings(values: Sequence[str | None]) -> pa.Array:
    """Texts as an array; None is null."""
    pieces = [(value or "").encode() for value in values]
    bounds = np.zeros(len(pieces) + 1, np.int32)
    np.cumsum(list(map(len, pieces)), out=bounds[1:])
    known = np.packbits(np.array([one is not None for one in values], bool), bitorder="little")
    buffers = [pa.py_buffer(known), pa.py_buffer(bounds), pa.py_buffer(b"".join(pieces))]
    return pa.Array.from_buffers(pa.string(), len(pieces), buffers)


def picked(
    values: pa.ChunkedArray | pa.Array,
    places: Numbers,
    unknown: npt.NDArray[np.bool_] | None = None,
) -> pa.Array:
    """The values at some places, texts or whole numbers; at `unknown` ones null."""
    whole = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
    if len(places) >= _FEW:
        return whole.take(integers(places, pa.int64(), unknown))
    missing = np.zeros(len(places), bool) if unknown is None else unknown
    chosen = zip(places.tolist(), missing.tolist(), strict=True)
    found = [None if null else whole[place].as_py() for place, null in chosen]
    if pa.types.is_string(whole.type):
        return strings(found)
    null = np.array([value is None for value in found], bool)
    return integers(np.array([value or 0 for value in found], np.int64), whole.type, null)


def empty_batch(schema: pa.Schema) -> pa.RecordBatch:
    """No row of some columns."""
    return pa.RecordBatch.from_arrays([pa.nulls(0, one.type) for one in schema], schema=schema)
