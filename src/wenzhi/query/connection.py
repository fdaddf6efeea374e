"""Floor 6: a connection of DuckDB to a snapshot, its limits, and statements that can be left to themselves."""

from __future__ import annotations

import threading
import time
from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    import duckdb

AGAIN = 0.1
"""Seconds between two interruptions of a statement whose time is over."""

_GRACE = 2.0
"""Seconds in which an interruption must have been heard: otherwise it never will be."""


class UnheardError(Exception):
    """A statement hears no interruption; its connection is of no more use."""


class Limits(msgspec.Struct, frozen=True):
    """What one question may take: wall-clock seconds, megabytes of memory and of spill, rows in memory.

    The memory is DuckDB's; rows in Python come on top of it, so that half of 2 GB is its share. Two million
    rows of a concordance are a gigabyte of Python; files are written row by row without it. Characters are
    looked at in their file: the memory they take is the system's, which has it back when it needs it.
    """

    seconds: float = 60.0
    memory_mb: int = 1024
    spill_mb: int = 8192
    rows: int = 2_000_000


def connect(snapshot: Path, limits: Limits, spill: Path) -> duckdb.DuckDBPyConnection:
    """A connection that sees the snapshot's files and nothing else of the machine."""
    import duckdb

    connection = duckdb.connect(":memory:")
    connection.execute(
        f"SET memory_limit = '{limits.memory_mb}MB';"
        f"SET temp_directory = {quoted(str(spill))};"
        f"SET max_temp_directory_size = '{limits.spill_mb}MB';"
        f"SET allowed_directories = [{quoted(str(snapshot.resolve()))}];"
        "SET parquet_metadata_cache = true;"  # snapshots never change
        "SET enable_external_access = false;"
        "SET lock_configuration = true"
    )
    return connection


def quoted(text: str) -> str:
    """`text` as a literal of SQL."""
    return "'" + text.replace("'", "''") + "'"


def execute(
    connection: duckdb.DuckDBPyConnection, statement: str, seconds: float
) -> duckdb.DuckDBPyConnection:
    """Run a statement in a thread that can be left to itself, for some time beyond `seconds` at most.

    A join that outgrows its memory may turn in circles inside DuckDB and hear no interruption
    (duckdb/duckdb#24961). Raises UnheardError then, and what DuckDB raises.
    """
    latest = time.monotonic() + seconds + _GRACE
    outcome: Future[duckdb.DuckDBPyConnection] = Future()

    def run() -> None:
        try:
            outcome.set_result(connection.execute(statement))
        except BaseException as error:
            outcome.set_exception(error)

    # A daemon: one that turns in circles must not keep the program from ending.
    runner = threading.Thread(target=run, daemon=True)
    runner.start()
    try:
        # In short waits: on Windows Ctrl-C is heard between them only.
        while runner.is_alive():
            if time.monotonic() > latest:
                raise UnheardError
            runner.join(AGAIN)
    except KeyboardInterrupt:
        connection.interrupt()
        raise
    return outcome.result()
