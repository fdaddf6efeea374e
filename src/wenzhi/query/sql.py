"""Floor 6: SQL over a snapshot, by DuckDB: the tables as views, read-only, no access outside."""

from __future__ import annotations

import datetime
import decimal
import json
from pathlib import Path
from typing import TYPE_CHECKING

from wenzhi.base.errors import QueryError
from wenzhi.query.answer import Answer, Cell

if TYPE_CHECKING:
    import duckdb

LIMIT = 1000
"""Rows shown unless asked otherwise; the answer always says how many there are."""


def query_sql(snapshot: Path, statement: str, limit: int | None = LIMIT) -> Answer:
    """Run one SELECT over the tables of `snapshot`.

    `limit` None shows all rows. Raises QueryError (E601 not a query, E602 DuckDB's own complaint).
    """
    import duckdb

    with connect(snapshot) as connection:
        try:
            statements = connection.extract_statements(statement)
            if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
                raise QueryError(
                    "E601", "只能执行一条 SELECT 语句", where=statement, hint="语料库是只读的"
                )
            result = connection.execute(statements[0])
            columns = tuple(column[0] for column in result.description or ())
            rows = result.fetchmany(limit) if limit is not None else result.fetchall()
            total = len(rows) + _drain(result)
        except duckdb.Error as error:
            tables = "、".join(sorted(path.stem for path in snapshot.glob("*.parquet")))
            raise QueryError(
                "E602", str(error).strip(), where=statement, hint=f"可用的表：{tables}"
            ) from error
    shown = tuple(tuple(plain(cell) for cell in row) for row in rows)
    return Answer(columns=columns, rows=shown, total=total)


def connect(snapshot: Path) -> duckdb.DuckDBPyConnection:
    """A connection that sees the snapshot's tables and nothing else of the machine."""
    import duckdb

    connection = duckdb.connect(":memory:")
    for path in sorted(snapshot.glob("*.parquet")):
        source = path.as_posix().replace("'", "''")
        connection.execute(f"CREATE VIEW \"{path.stem}\" AS SELECT * FROM read_parquet('{source}')")
    folder = str(snapshot.resolve()).replace("'", "''")
    connection.execute(f"SET allowed_directories = ['{folder}']")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    return connection


def _drain(result: duckdb.DuckDBPyConnection) -> int:
    """How many rows are left, counted without keeping them."""
    count = 0
    while rows := result.fetchmany(10_000):
        count += len(rows)
    return count


def plain(cell: object) -> Cell:
    """A DuckDB value as JSON can hold it: dates as ISO text, lists and structs as JSON text."""
    if cell is None or isinstance(cell, (str, int, float, bool)):
        return cell
    if isinstance(cell, decimal.Decimal):
        return int(cell) if cell == cell.to_integral_value() else float(cell)
    if isinstance(cell, (datetime.date, datetime.datetime, datetime.time)):
        return cell.isoformat()
    return json.dumps(cell, ensure_ascii=False, default=str, sort_keys=True)
