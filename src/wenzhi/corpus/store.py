"""Floor 5: a corpus directory: cached analyses, snapshots, and the pointer that is switched atomically.

    DIR/corpus.json               schema, current snapshot, versions
    DIR/analyses/<name>.parquet   append-only: analysis key → encoded report or error
    DIR/snapshots/<id>/*.parquet  the tables of one state of the corpus
    DIR/lock                      held by the one writer

Everything is written beside its place and renamed into it, so a killed run leaves the last state
whole and every finished batch of analyses usable.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from wenzhi.base.errors import CorpusError, ErrorRecord
from wenzhi.corpus import POINTER
from wenzhi.corpus.analysis import Analysis
from wenzhi.corpus.columns import read_columns
from wenzhi.corpus.pointer import Pointer, current_snapshot, read_pointer, require_snapshot

if TYPE_CHECKING:  # one document is judged without it
    import pyarrow.parquet as pq

ROW_GROUP = 8
"""Payloads per row group: one look-up in any order reads 0.3 ms, and files grow by a sixth over 64."""
KEPT = 16
"""Row groups a reader keeps, and files it keeps open."""
PAYLOADS: dict[str, Any] = {
    "compression": "zstd",
    "use_dictionary": False,
    "write_statistics": False,
}
"""How payloads are written: no two are equal, and nobody asks for their least and greatest."""


class Store:
    """A corpus directory. Readers need no lock; writers hold `writing()`."""

    def __init__(self, root: Path, *, create: bool = False) -> None:
        self.root = root
        pointer = root / POINTER
        if create and not pointer.exists():
            self._adopt()
        read_pointer(root)

    def _adopt(self) -> None:
        """Make an empty or absent directory a corpus; refuse one that holds something else."""
        if self.root.exists() and (not self.root.is_dir() or any(self.root.iterdir())):
            raise CorpusError(
                "E503",
                "这个文件夹不是 wenzhi 语料库，里面已有别的内容",
                where=str(self.root),
                hint="请另选一个空文件夹作语料库",
            )
        (self.root / "analyses").mkdir(parents=True, exist_ok=True)
        (self.root / "snapshots").mkdir(exist_ok=True)
        self._point(Pointer())

    @property
    def pointer(self) -> Pointer:
        """The current pointer, read anew: another process may have switched it."""
        return read_pointer(self.root)

    def _point(self, pointer: Pointer) -> None:
        write_atomically(self.root / POINTER, msgspec.json.encode(pointer))

    @contextlib.contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the one write lock. Raises CorpusError (E502) if somebody else writes.

        The lock is the operating system's, so it is never stale: a killed writer has let it go.
        """
        from filelock import FileLock, Timeout

        lock = FileLock(self.root / "lock")
        owner = self.root / "lock.owner"
        try:
            lock.acquire(timeout=0)
        except Timeout as error:
            pid = owner.read_text(encoding="utf-8") if owner.exists() else "未知"
            raise CorpusError(
                "E502",
                f"语料库正由另一进程（pid {pid}）写入",
                where=str(self.root),
                hint="请等它结束后再试；读取不受影响",
            ) from error
        try:
            owner.write_text(str(os.getpid()), encoding="utf-8")
            self._sweep()
            yield
        finally:
            owner.unlink(missing_ok=True)
            lock.release()

    def _sweep(self) -> None:
        """Remove what a killed writer left half-written."""
        for left in self.root.glob("analyses/*.part"):
            left.unlink()
        for folder in (self.root / "snapshots").glob("*.part"):
            shutil.rmtree(folder)

    # Analyses ---------------------------------------------------------------------------------

    def append(self, analyses: Iterable[Analysis]) -> Path | None:
        """Store a batch of analyses and give its file; keys that exist already are read once."""
        batch = sorted(analyses, key=lambda analysis: analysis.key)
        if not batch:
            return None
        import pyarrow as pa
        import pyarrow.parquet as pq

        table = pa.table(
            {
                "key": [analysis.key for analysis in batch],
                "code": [_code(analysis) for analysis in batch],
                "payload": [msgspec.msgpack.encode(analysis) for analysis in batch],
            },
            schema=pa.schema(
                [("key", pa.string()), ("code", pa.string()), ("payload", pa.binary())]
            ),
        )
        digest = hashlib.sha256("\n".join(analysis.key for analysis in batch).encode()).hexdigest()
        path = self.root / "analyses" / f"{digest[:24]}.parquet"
        part = path.with_suffix(".part")
        pq.write_table(table, part, row_group_size=ROW_GROUP, **PAYLOADS)
        _sync(part)
        part.replace(path)
        return path

    def analyses(self) -> AnalysisReader:
        """A reader over all analyses stored by now."""
        return AnalysisReader(sorted((self.root / "analyses").glob("*.parquet")))

    # Snapshots --------------------------------------------------------------------------------

    @property
    def snapshot(self) -> Path | None:
        """The directory of the current snapshot, or None in a new corpus."""
        return current_snapshot(self.root)

    def require_snapshot(self) -> Path:
        """The current snapshot. Raises CorpusError (E505) if there is none or it is incomplete."""
        return require_snapshot(self.root)

    @contextlib.contextmanager
    def new_snapshot(self, name: str, versions: dict[str, str]) -> Iterator[Path]:
        """A directory to write tables to; on success it becomes the current snapshot."""
        part = self.root / "snapshots" / f"{name}.part"
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        yield part
        for file in part.iterdir():
            _sync(file)
        final = self.root / "snapshots" / name
        shutil.rmtree(final, ignore_errors=True)
        part.replace(final)
        previous = self.pointer.snapshot
        self._point(Pointer(snapshot=name, versions=versions))
        self._retire({name, previous})

    def _retire(self, kept: set[str | None]) -> None:
        """Drop snapshots older than the last; a reader may still have that one open."""
        for folder in (self.root / "snapshots").iterdir():
            if folder.name not in kept:
                shutil.rmtree(folder, ignore_errors=True)


class PayloadReader:
    """Payloads of Parquet files by file and row. Memory: a few row groups and open files."""

    def __init__(self) -> None:
        self._open: dict[Path, pq.ParquetFile] = {}
        self._groups: dict[tuple[Path, int, str], list[bytes]] = {}

    def __reduce__(self) -> tuple[object, ...]:
        return (PayloadReader, ())  # Another process opens files of its own.

    def load(self, path: Path, row: int, column: str = "payload") -> bytes:
        """The payload of one row."""
        file = self._file(path)
        group, place = divmod(row, file.metadata.row_group(0).num_rows)
        found = self._groups.get((path, group, column))
        if found is None:
            found = file.read_row_group(group, columns=[column])[column].to_pylist()
            _drop_oldest(self._groups, KEPT)
            self._groups[path, group, column] = found
        payload: bytes = found[place]
        return payload

    def _file(self, path: Path) -> pq.ParquetFile:
        if path not in self._open:
            import pyarrow.parquet as pq

            _drop_oldest(self._open, KEPT)
            self._open[path] = pq.ParquetFile(path)
        return self._open[path]


def _drop_oldest(kept: dict[Any, Any], most: int) -> None:
    while len(kept) >= most:
        kept.pop(next(iter(kept)))


BOUND = "#"
"""Before the number of reports a file binds, in place of the code of an error."""


class _Outcome(msgspec.Struct, frozen=True):
    """Of an analysis only whether it is an error."""

    error: ErrorRecord | None = None


class AnalysisReader:
    """Random and sequential access to stored analyses. Memory: a line a key, a few row groups."""

    def __init__(self, files: Iterable[Path]) -> None:
        self._places: dict[str, tuple[Path, int]] = {}
        self._failed: set[str] = set()
        self._parts: dict[str, int] = {}
        self._payloads = PayloadReader()
        for file in files:
            self.take(file)

    def take(self, file: Path) -> None:
        """Also read the analyses of `file`; of two with one key the first stands."""
        for row, (key, code) in enumerate(_outcomes(file)):
            if key not in self._places:
                self._places[key] = (file, row)
                if code and code.startswith(BOUND):
                    self._parts[key] = int(code.removeprefix(BOUND))
                elif code:
                    self._failed.add(key)

    def __contains__(self, key: str) -> bool:
        return key in self._places

    def __len__(self) -> int:
        return len(self._places)

    def place(self, key: str) -> tuple[Path, int]:
        """Where a key is stored; reading in this order decodes each row group once."""
        return self._places[key]

    def failed(self, key: str) -> bool:
        """Whether the analysis of `key` is an error."""
        return key in self._failed

    def parts(self, key: str) -> int:
        """How many reports the file of `key` binds; 0 where it is one, or none, or not stored."""
        return self._parts.get(key, 0)

    def load(self, key: str) -> Analysis:
        """The analysis of `key`. Raises KeyError if it was never stored."""
        return msgspec.msgpack.decode(self._payloads.load(*self._places[key]), type=Analysis)


def _code(analysis: Analysis) -> str | None:
    """What a stored analysis is beside a report: the code of an error, `#3` for a binding of three."""
    if analysis.error is not None:
        return analysis.error.code
    return f"{BOUND}{analysis.parts}" if analysis.parts else None


def _outcomes(file: Path) -> Iterator[tuple[str, str | None]]:
    """Keys and what their analyses are beside reports, which files of the first layout do not tell."""
    import pyarrow.parquet as pq

    told = "code" in pq.read_schema(file).names
    keys, other = read_columns(file, "key", "code" if told else "payload")
    for key, value in zip(keys.to_pylist(), other.to_pylist(), strict=True):
        if told:
            yield key, value
        else:
            error = msgspec.msgpack.decode(value, type=_Outcome).error
            yield key, error.code if error else None


def write_atomically(path: Path, content: bytes) -> None:
    """Write `content` beside `path` and rename it into place."""
    part = path.with_name(path.name + ".part")
    part.write_bytes(content)
    _sync(part)
    part.replace(path)


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
