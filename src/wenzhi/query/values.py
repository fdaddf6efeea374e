"""Floor 6: what DuckDB and Arrow tell, as JSON can hold it."""

from __future__ import annotations

import datetime
import decimal
import json
from typing import TYPE_CHECKING

from wenzhi.query.answer import Cell

if TYPE_CHECKING:
    import pyarrow as pa


def cells(batch: pa.RecordBatch) -> list[tuple[Cell, ...]]:
    """The rows of a batch as plain values."""
    columns = [_plain_column(column) for column in batch.columns]
    return list(zip(*columns, strict=True))


def _plain_column(column: pa.Array) -> list[Cell]:
    import pyarrow as pa

    values: list[Cell] = column.to_pylist()
    kind = column.type
    simple = pa.types.is_string(kind) or pa.types.is_integer(kind) or pa.types.is_floating(kind)
    return values if simple or pa.types.is_boolean(kind) else list(map(plain, values))


def plain(cell: object) -> Cell:
    """A DuckDB value as JSON can hold it: dates as ISO text, lists and structs as JSON text."""
    if cell is None or isinstance(cell, (str, int, float, bool)):
        return cell
    if isinstance(cell, decimal.Decimal):
        return int(cell) if cell == cell.to_integral_value() else float(cell)
    if isinstance(cell, (datetime.date, datetime.datetime, datetime.time)):
        return cell.isoformat()
    return json.dumps(cell, ensure_ascii=False, default=str, sort_keys=True)
