"""Floor 6: a snapshot opened for questions: DuckDB over its tables, with limits of time and memory.

Takes the folder of a snapshot; gives rows and answers. The machine's other files and the network are
out of reach. Every query of this floor runs here, so the limits hold for all of them.
"""

from __future__ import annotations

import contextlib
import tempfile
import threading
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from wenzhi.base.errors import CorpusError, QueryError, WenzhiError
from wenzhi.query.answer import Answer, Cell
from wenzhi.query.connection import AGAIN, Limits, UnheardError, connect, execute, quoted
from wenzhi.query.values import cells, plain
from wenzhi.text.lexicon import segmenter_version

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

    from wenzhi.query.arrays import Numbers
    from wenzhi.query.paging import Paging
    from wenzhi.query.report_rows import ReportRows
    from wenzhi.query.stacks import Texts

Told = TypeVar("Told")

BATCH = 20_000
"""Rows that are on their way at once: some megabytes of a concordance."""

_STORED = 16 << 20
"""Bytes of rows that are stored at once."""


class Sink(Protocol):
    """Where the rows of an answer go that is not to be held in memory."""

    def take(self, rows: pa.RecordBatch) -> None:
        """The next rows; the first batch may be empty and tells the columns."""
        ...


class Session:
    """An open snapshot. Close it, or use it in a `with` block."""

    def __init__(
        self, snapshot: Path, versions: dict[str, str] | None = None, limits: Limits | None = None
    ) -> None:
        self.snapshot = snapshot
        self.limits = limits or Limits()
        self._versions = versions or {}
        self._spill = tempfile.TemporaryDirectory(prefix="wenzhi-query-")
        self.scratch = Path(self._spill.name)  # for what is spilt; gone once this is closed
        self._tables = {path.stem: path for path in sorted(snapshot.glob("*.parquet"))}
        self._names = tuple(self._tables)
        self._rows: dict[str, ReportRows] = {}
        self._remembered: dict[str, Any] = {}
        self._made = 0
        self._kept: list[str] = []
        self._deadline: float | None = None
        self._sink: Sink | None = None
        self.paging: Paging | None = None
        try:
            self.connection = connect(snapshot, self.limits, self.scratch)
        except BaseException:
            self._spill.cleanup()
            raise

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the connection, of the characters and of what was spilt."""
        if "texts" in self.__dict__:
            self.__dict__.pop("texts").close()
        for rows in self._rows.values():
            rows.close()
        self.connection.close()
        self._spill.cleanup()

    @cached_property
    def stamps(self) -> dict[str, str]:
        """What answers depend on: the snapshot, the segmenter with its lexicon, versions."""
        return {
            **self._versions,
            "snapshot": self.snapshot.name,
            "segmenter": self._versions.get("segmenter") or segmenter_version(),
        }

    @cached_property
    def texts(self) -> Texts:
        """The characters of the snapshot, where they lie."""
        from wenzhi.corpus.index_tables import CHARACTERS
        from wenzhi.query.stacks import Texts

        try:
            return Texts(self.snapshot)
        except (OSError, ValueError) as error:  # of a damaged file
            raise _damaged(self.snapshot / CHARACTERS, error) from error

    def report_rows(self, table: str) -> ReportRows:
        """Rows of `reports` or `folded` by the numbers of reports. Raises WenzhiError (E506)."""
        if table not in self._rows:
            from wenzhi.query.report_rows import ReportRows

            path = self.snapshot / f"{table}.parquet"
            try:
                self._rows[table] = ReportRows(path)
            except (OSError, ValueError) as error:  # of a damaged file
                raise _damaged(path, error) from error
        return self._rows[table]

    def remember(self, name: str, make: Callable[[], Told]) -> Told:
        """What questions make of the snapshot, which never changes, and ask again: made once a session."""
        if name not in self._remembered:
            self._remembered[name] = make()
        told: Told = self._remembered[name]
        return told

    @contextlib.contextmanager
    def asking(self) -> Iterator[None]:
        """One question: its statements share one limit of time, and what it keeps goes with it."""
        if self._deadline is not None:  # part of another question
            yield
            return
        before = len(self._kept)
        self._deadline = time.monotonic() + self.limits.seconds
        try:
            yield
        finally:
            self._deadline = None
            for name in self._kept[before:]:
                self.connection.execute(f"DROP TABLE IF EXISTS {name}")
            del self._kept[before:]

    def run(self, statement: str) -> duckdb.DuckDBPyConnection:
        """Run one statement of our own within the limits.

        Raises QueryError: E606 where the time is over, E607 where memory is, E602 otherwise.
        """
        with self._watched(statement):
            try:
                return execute(self.connection, statement, self.left())
            except (UnheardError, KeyboardInterrupt) as error:
                self._begin_anew()
                if isinstance(error, KeyboardInterrupt):
                    raise
                raise self.over(statement) from error

    def rows(self, statement: str) -> list[tuple[Cell, ...]]:
        """All rows of a statement, as plain values."""
        with self._watched(statement):
            found = self.connection.execute(statement).fetchall()
        return [tuple(plain(cell) for cell in row) for row in found]

    def batches(self, statement: str) -> Generator[pa.RecordBatch]:
        """The rows of a statement as Arrow batches, one at a time in memory."""
        with self._watched(statement):
            reader = self.connection.sql(statement).to_arrow_reader(BATCH)
            try:
                yield from reader
            finally:
                reader.close()  # DuckDB answers nothing else while a result is open.

    def arrow(self, statement: str) -> pa.Table:
        """All rows of a statement as an Arrow table."""
        with self._watched(statement):
            return self.connection.sql(statement).to_arrow_table()

    @contextlib.contextmanager
    def pouring(self, sink: Sink) -> Iterator[None]:
        """Answers give all their rows to `sink`, a batch at a time, and hold none themselves."""
        self._sink = sink
        try:
            yield
        finally:
            self._sink = None

    @contextlib.contextmanager
    def paged(self, paging: Paging) -> Iterator[None]:
        """Answers begin where the page does."""
        self.paging = paging
        try:
            yield
        finally:
            self.paging = None

    @property
    def skipped(self) -> int:
        """How many rows of an answer stand on the pages before."""
        return 0 if self.paging is None else self.paging.mark.offset

    def _pour(self, sink: Sink, statement: str, notes: Sequence[str]) -> Answer:
        from wenzhi.query.arrays import empty_batch

        total = 0
        with self._watched(statement):
            relation = self.connection.sql(statement)
            reader = relation.to_arrow_reader(BATCH)
            columns = tuple(reader.schema.names)
            try:
                sink.take(empty_batch(reader.schema))
                for batch in reader:
                    sink.take(batch)
                    total += batch.num_rows
            finally:
                # DuckDB answers nothing else while a result is open.
                reader.close()
                del reader, relation
        return Answer(columns=columns, rows=(), total=total, notes=tuple(notes), stamps=self.stamps)

    def _fetch(self, result: duckdb.DuckDBPyConnection, statement: str) -> list[tuple[Cell, ...]]:
        """All rows. Raises QueryError (E607) where there are more than fit into memory."""
        found: list[tuple[Cell, ...]] = []
        while rows := result.fetchmany(BATCH):
            found += rows
            if len(found) > self.limits.rows:
                raise _too_many(self.limits.rows, statement)
        return found

    def answer(
        self,
        statement: str,
        limit: int | None,
        notes: Sequence[str] = (),
        total: int | None = None,
    ) -> Answer:
        """An answer with the first `limit` rows of a SELECT (None: all) and the number of all.

        `total` spares the counting where it is known. Raises QueryError: E607 where all rows are more
        than fit into memory, and what `run` raises.
        """
        if self._sink is not None:
            return self._pour(self._sink, statement, notes)
        with self._watched(statement):
            result = self.connection.execute(statement)
            columns = tuple(column[0] for column in result.description or ())
            skipped = _drain(result, self.skipped) if self.skipped else 0
            found = self._fetch(result, statement) if limit is None else result.fetchmany(limit)
            total = skipped + len(found) + _drain(result) if total is None else total
        rows = tuple(tuple(plain(cell) for cell in row) for row in found)
        return Answer(
            columns=columns, rows=rows, total=total, notes=tuple(notes), stamps=self.stamps
        )

    def answer_batches(
        self,
        batches: Generator[pa.RecordBatch],
        total: int,
        notes: Sequence[str] = (),
    ) -> Answer:
        """An answer of rows that come as batches, the first of which may be empty; `total` exist.

        Raises QueryError: E607 where they are more than fit into memory.
        """
        columns: tuple[str, ...] = ()
        rows: list[tuple[Cell, ...]] = []
        count = 0
        with contextlib.closing(batches):
            for batch in batches:
                columns, count = tuple(batch.schema.names), count + batch.num_rows
                if self._sink is not None:
                    self._sink.take(batch)
                    continue
                if count > self.limits.rows:
                    raise _too_many(self.limits.rows, "")
                rows += cells(batch)
        return Answer(
            columns=columns,
            rows=tuple(rows),
            total=total,
            notes=tuple(notes),
            stamps=self.stamps,
        )

    @property
    def poured(self) -> bool:
        """Whether answers give all their rows to a sink."""
        return self._sink is not None

    def table(self, statement: str) -> str:
        """Keep the rows of a SELECT in a table of this session; gives its name."""
        name = self._name()
        self.run(f"CREATE TEMP TABLE {name} AS {statement}")
        return name

    def take(self, rows: pa.Table) -> str:
        """Keep an Arrow table in a table of this session; gives its name."""
        name = self._name()
        self.connection.register(f"arrow_{name}", rows)
        self.run(f"CREATE TEMP TABLE {name} AS SELECT * FROM arrow_{name}")
        self.connection.unregister(f"arrow_{name}")
        return name

    def take_batches(self, batches: Iterable[pa.RecordBatch]) -> str | None:
        """Keep Arrow batches in a table of this session; gives its name, None where none comes."""
        import pyarrow as pa

        name = None
        for some in _gathered(batches):
            self.connection.register("arrow_batches", pa.Table.from_batches(some))
            if name is None:
                name = self._name()
                self.run(f"CREATE TEMP TABLE {name} AS SELECT * FROM arrow_batches")
            else:
                self.run(f"INSERT INTO {name} SELECT * FROM arrow_batches")
            self.connection.unregister("arrow_batches")
        return name

    def reports(self, table: str) -> Numbers:
        """The numbers of the reports that a table tells of, each once, in order."""
        from wenzhi.query.arrays import numbers

        return numbers(self.arrow(f"SELECT DISTINCT report FROM {table} ORDER BY report")["report"])

    def count(self, table: str) -> int:
        """How many rows a table has."""
        return int(self.rows(f"SELECT count(*) FROM {table}")[0][0] or 0)

    def require_index(self) -> None:
        """Raises CorpusError (E508) where the snapshot has no tables of words yet."""
        if not self._indexed:
            raise CorpusError(
                "E508",
                "这个语料库还没有词语索引",
                where=str(self.snapshot),
                hint="它由较早的版本所建；再运行一次 wenzhi corpus add 或 wenzhi score 即可补上",
            )

    @cached_property
    def _indexed(self) -> bool:
        """Whether the tables of words are there, with the columns of this version."""
        from wenzhi.corpus.index_tables import CHARACTERS, INDEX_SCHEMAS

        if not (self.snapshot / CHARACTERS).exists():
            return False
        for name, schema in INDEX_SCHEMAS.items():
            if not (self.snapshot / f"{name}.parquet").exists():
                return False
            found = {row[0] for row in self.rows(f"DESCRIBE {name}")}
            if set(schema.names) - found:
                return False
        return True

    def _name(self) -> str:
        self._made += 1
        self._kept.append(f"made_{self._made}")
        return self._kept[-1]

    def open_tables(self) -> None:
        """Make every table known by its name, for statements that ask which there are."""
        self._open_tables(" ".join(self._tables))

    def _open_tables(self, statement: str) -> None:
        """Make the tables known that a statement may name: only they have their columns read.

        Raises WenzhiError (E506) where one cannot be read.
        """
        import duckdb

        folded = statement.lower()
        for name in [name for name in self._tables if name in folded]:
            path = self._tables.pop(name)
            source = quoted(path.absolute().as_posix())
            try:
                self.connection.execute(
                    f'CREATE VIEW "{name}" AS SELECT * FROM read_parquet({source})'
                )
            except duckdb.Error as error:
                raise _damaged(path, error) from error

    @contextlib.contextmanager
    def _watched(self, statement: str) -> Iterator[None]:
        """End what takes too long; say in our words what DuckDB says in its own."""
        import duckdb

        left = self.left()
        if left <= 0:
            raise self.over(statement)
        self._open_tables(statement)
        ended = threading.Event()
        watcher = threading.Thread(target=self._interrupt, args=(ended, left), daemon=True)
        watcher.start()
        try:
            yield
        except duckdb.InterruptException as error:
            raise self.over(statement) from error
        except OSError as error:
            # Of rows that go by as batches, Arrow tells what DuckDB said.
            if "INTERRUPT" not in str(error):
                raise
            raise self.over(statement) from error
        except duckdb.OutOfMemoryException as error:
            raise QueryError(
                "E607",
                f"查询要用的内存超过 {self.limits.memory_mb} MB，已停止",
                where=_short(statement),
                hint="缩小范围，或不要让表与表无条件相乘",
            ) from error
        except duckdb.Error as error:
            raise QueryError(
                "E602",
                str(error).strip(),
                where=_short(statement),
                hint=f"可用的表：{'、'.join(self._names)}",
            ) from error
        finally:
            ended.set()
            watcher.join()  # so that no interruption is left for the next statement

    def _begin_anew(self) -> None:
        """Leave the connection, with what it is at and what questions kept in it, to itself."""
        self._kept.clear()
        self._remembered.clear()
        self._tables = {name: self.snapshot / f"{name}.parquet" for name in self._names}
        self.connection = connect(self.snapshot, self.limits, Path(self._spill.name))

    def _interrupt(self, ended: threading.Event, seconds: float) -> None:
        """Interrupt what runs longer than `seconds`, until it has `ended`.

        Once is not enough: DuckDB forgets an interruption that comes before a statement begins.
        """
        connection = self.connection
        while not ended.wait(seconds):
            connection.interrupt()
            seconds = AGAIN

    def check_time(self) -> None:
        """Raises QueryError (E606) where the time of the question is over."""
        if self.left() <= 0:
            raise self.over("")

    def left(self) -> float:
        """Seconds that the question may still take."""
        if self._deadline is None:
            return self.limits.seconds
        return self._deadline - time.monotonic()

    def over(self, statement: str) -> QueryError:
        """What is said of a question whose time is over (E606)."""
        return QueryError(
            "E606",
            f"查询超过 {self.limits.seconds:g} 秒，已停止",
            where=_short(statement),
            hint="缩小范围（--where、within），或放宽 --seconds",
        )


def _gathered(batches: Iterable[pa.RecordBatch]) -> Iterator[list[pa.RecordBatch]]:
    """Batches, as many together as are stored at once: each time costs some milliseconds."""
    waiting: list[pa.RecordBatch] = []
    size = 0
    for batch in batches:
        waiting.append(batch)
        size += batch.nbytes
        if size >= _STORED:
            yield waiting
            waiting, size = [], 0
    if waiting:
        yield waiting


def _damaged(path: Path, error: Exception) -> WenzhiError:
    return WenzhiError(
        "E506",
        f"语料库的表读不出来：{str(error).splitlines()[0]}",
        where=str(path),
        hint="再运行一次 wenzhi corpus add 或 wenzhi score 即可重建；wenzhi corpus verify 列出其余损坏",
    )


def _too_many(rows: int, statement: str) -> QueryError:
    return QueryError(
        "E607",
        f"答案超过 {rows} 行，一次放不进内存，已停止",
        where=_short(statement),
        hint="用 --out 逐批写成文件（全部行），或用 --limit 只看一部分",
    )


def _short(statement: str) -> str:
    return statement if len(statement) <= 300 else statement[:300] + "…"


def _drain(result: duckdb.DuckDBPyConnection, most: int | None = None) -> int:
    """How many rows are left (or `most` of them), counted without keeping them."""
    count = 0
    while rows := result.fetchmany(BATCH if most is None else min(BATCH, most - count)):
        count += len(rows)
    return count
