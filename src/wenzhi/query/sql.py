"""Floor 6: SQL over a snapshot: one SELECT, read-only, within the limits of the session."""

from __future__ import annotations

import re

from wenzhi.base.errors import QueryError
from wenzhi.base.patterns import as_pattern
from wenzhi.query.answer import Answer
from wenzhi.query.session import Session

_SLOW = as_pattern(r"regexp|similar\s+to|~|levenshtein|editdist|jaccard|jaro", re.IGNORECASE)
"""What may take long over a single text: DuckDB could not be stopped in the middle of it."""

LIMIT = 1000
"""Rows shown unless asked otherwise; the answer always says how many there are."""


def query_sql(session: Session, statement: str, limit: int | None = LIMIT) -> Answer:
    """Run one SELECT over the tables of the snapshot.

    `limit` None shows all rows. Raises QueryError (E601 not a query, E602 DuckDB's own complaint,
    E606 time, E607 memory).
    """
    import duckdb

    try:
        statements = session.connection.extract_statements(statement)
        kinds = [one.type for one in statements]
    except duckdb.Error as error:
        raise QueryError(
            "E602", str(error).strip(), where=statement, hint="列与表见参考页 tables"
        ) from error
    if kinds != [duckdb.StatementType.SELECT]:
        raise QueryError("E601", "只能执行一条 SELECT 语句", where=statement, hint="语料库是只读的")
    if _SLOW.search(statement) and not session.poured:
        from wenzhi.query.apart import answer_apart

        return answer_apart(session, statement, limit)
    session.open_tables()
    return session.answer(statement, limit)
