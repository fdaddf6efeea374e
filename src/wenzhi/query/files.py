"""Floor 6: answers as files: CSV, JSON lines, Parquet, XLSX, Stata; never cut without saying so.

What a file was made from goes into it where the format has a place for it (Parquet metadata, a sheet of
the workbook), else into `FILE.about.json` beside it. Where rows are left out, the last line of CSV and
JSON lines says so. A file is there when it is whole: until then it is called `FILE.part`.
"""

from __future__ import annotations

import csv
import datetime
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from wenzhi.base.errors import QueryError
from wenzhi.query.answer import Answer, Cell, Digest
from wenzhi.query.panel import Panel, codebook_answer
from wenzhi.query.values import cells

if TYPE_CHECKING:
    from io import BufferedWriter, TextIOWrapper

    import pyarrow as pa

SHEET_ROWS = 1_048_576
"""Rows of a worksheet, the head included (Excel specifications and limits)."""

_EPOCH = datetime.datetime(2000, 1, 1)
"""The date in workbooks and Stata files: the day of writing would make equal answers different files."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """A file that was written: `rows` of `total` rows, with the digest of the answer."""

    path: Path
    rows: int
    total: int
    digest: str
    notes: tuple[str, ...] = ()


def write_answer(answer: Answer, path: Path) -> Path:
    """Write the shown rows to `path`; its ending says the format.

    Raises QueryError (E612) for an ending that is not known, more rows than a worksheet has, or a
    package that is not installed.
    """
    with Pouring(path) as sink:
        sink.take(_batch(answer))
        sink.finish(answer)
    return path


def _batch(answer: Answer) -> pa.RecordBatch:
    import pyarrow as pa

    table = answer.to_arrow().combine_chunks()
    batches = table.to_batches()
    return batches[0] if batches else pa.RecordBatch.from_pylist([], schema=table.schema)


def write_panel(panel: Panel, path: Path) -> tuple[Path, ...]:
    """Write a panel, and its codebook beside it: `NAME.codebook.csv`. Raises QueryError (E612)."""
    if path.suffix == ".dta":
        _write_stata(panel, path)
    else:
        write_answer(panel.answer, path)
    book = path.with_name(f"{path.stem}.codebook.csv")
    write_answer(codebook_answer(panel), book)
    return path, book


class Pouring:
    """Takes the rows of an answer as they come and writes them; in a `with` block."""

    def __init__(self, path: Path) -> None:
        self._format = _format(path)
        self._path = path
        self._part = path.with_name(f"{path.name}.part")
        self._file: _File | None = None
        self._digest = Digest(())
        self._rows = 0

    def __enter__(self) -> Pouring:
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.abandon()
        self._part.unlink(missing_ok=True)

    def take(self, rows: pa.RecordBatch) -> None:
        """The next rows; the first batch, which may be empty, tells the columns."""
        if self._file is None:
            names = tuple(rows.schema.names)
            self._file = self._format(self._part, names)
            self._digest = Digest(names)
        plain = cells(rows)
        self._digest.update(plain)
        self._rows += len(plain)
        self._file.write(rows, plain)

    def finish(self, answer: Answer) -> Written:
        """The end of the file, with what must be said of it; `answer` has total, notes and stamps."""
        digest = self._digest.close(answer.total)
        told = _told(answer, self._rows, digest)
        if self._file is not None:
            self._file.close(told)
            self._file = None
        self._part.replace(self._path)
        if not self._format.tells:
            about = self._path.with_name(f"{self._path.name}.about.json")
            about.write_bytes(msgspec.json.format(msgspec.json.encode(told), indent=2) + b"\n")
        return Written(
            path=self._path,
            rows=self._rows,
            total=answer.total,
            digest=digest,
            notes=answer.notes,
        )


def _told(answer: Answer, rows: int, digest: str) -> dict[str, str]:
    """What must be said of the rows wherever they go."""
    truncated = rows < answer.total or not answer.total_is_exact
    return {
        **dict(sorted(answer.stamps.items())),
        "rows": str(rows),
        "total": str(answer.total),
        "total_is_exact": str(answer.total_is_exact).lower(),
        "truncated": str(truncated).lower(),
        "digest": digest,
        **{f"note_{number}": note for number, note in enumerate(answer.notes, 1)},
    }


class _File(ABC):
    """A file of one format. `tells` says whether it has a place for what it was made from."""

    tells = False

    @abstractmethod
    def __init__(self, path: Path, columns: Sequence[str]) -> None: ...

    @abstractmethod
    def write(self, batch: pa.RecordBatch, cells: Sequence[tuple[Cell, ...]]) -> None:
        """Write rows, given as they came and as plain values."""

    @abstractmethod
    def close(self, told: Mapping[str, str]) -> None:
        """Write what must be said and end the file."""

    @abstractmethod
    def abandon(self) -> None:
        """Let go of a file that will not be whole."""


class _Csv(_File):
    # A byte order mark, for Excel; a text that a spreadsheet would run as a formula is quoted.

    def __init__(self, path: Path, columns: Sequence[str]) -> None:
        self._file: TextIOWrapper = path.open("w", encoding="utf-8-sig", newline="")
        self._writer = csv.writer(self._file)
        self._writer.writerow(columns)

    def write(self, batch: pa.RecordBatch, cells: Sequence[tuple[Cell, ...]]) -> None:
        self._writer.writerows([_harmless(cell) for cell in row] for row in cells)

    def close(self, told: Mapping[str, str]) -> None:
        if told["truncated"] == "true":
            shown = (f"{name}={told[name]}" for name in ("rows", "total", "total_is_exact"))
            self._writer.writerow(["# truncated: " + ", ".join(shown)])
        self._file.close()

    def abandon(self) -> None:
        self._file.close()


def _harmless(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


class _Lines(_File):
    def __init__(self, path: Path, columns: Sequence[str]) -> None:
        self._file: BufferedWriter = path.open("wb")
        self._columns = columns

    def write(self, batch: pa.RecordBatch, cells: Sequence[tuple[Cell, ...]]) -> None:
        for row in cells:
            named = dict(zip(self._columns, row, strict=True))
            self._file.write(msgspec.json.encode(named) + b"\n")

    def close(self, told: Mapping[str, str]) -> None:
        if told["truncated"] == "true":
            end = {"truncated": True, "rows": int(told["rows"]), "total": int(told["total"])}
            self._file.write(msgspec.json.encode(end) + b"\n")
        self._file.close()

    def abandon(self) -> None:
        self._file.close()


class _Parquet(_File):
    tells = True

    def __init__(self, path: Path, columns: Sequence[str]) -> None:
        self._path = path
        self._file: Any = None

    def write(self, batch: pa.RecordBatch, cells: Sequence[tuple[Cell, ...]]) -> None:
        import pyarrow.parquet as pq

        if self._file is None:
            # Without Arrow's own copy of the schema, which would hide what is added at the end.
            self._file = pq.ParquetWriter(
                self._path, batch.schema, compression="zstd", store_schema=False
            )
        if batch.num_rows:
            self._file.write_batch(batch)

    def close(self, told: Mapping[str, str]) -> None:
        self._file.add_key_value_metadata(dict(told))
        self._file.close()

    def abandon(self) -> None:
        if self._file is not None:
            self._file.close()


class _Sheet(_File):
    tells = True

    def __init__(self, path: Path, columns: Sequence[str]) -> None:
        import xlsxwriter

        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self._path = path
        self._book = xlsxwriter.Workbook(str(path), options)
        self._book.set_properties({"created": _EPOCH})
        self._sheet = self._book.add_worksheet("rows")
        self._sheet.write_row(0, 0, columns)
        self._next = 1

    def write(self, batch: pa.RecordBatch, cells: Sequence[tuple[Cell, ...]]) -> None:
        if self._next + len(cells) > SHEET_ROWS:
            raise QueryError(
                "E612",
                f"行数超过一张工作表的 {SHEET_ROWS - 1} 行",
                where=str(self._path),
                hint="请写成 .csv 或 .parquet",
            )
        for row in cells:
            self._sheet.write_row(self._next, 0, row)
            self._next += 1

    def close(self, told: Mapping[str, str]) -> None:
        about = self._book.add_worksheet("about")
        for number, pair in enumerate(told.items()):
            about.write_row(number, 0, pair)
        self._book.close()

    def abandon(self) -> None:
        self._book.close()


_FORMATS: Mapping[str, type[_File]] = {
    ".csv": _Csv,
    ".jsonl": _Lines,
    ".parquet": _Parquet,
    ".xlsx": _Sheet,
}


def _format(path: Path) -> type[_File]:
    if path.suffix not in _FORMATS:
        known = "、".join((*_FORMATS, ".dta（只限 panel）"))
        raise QueryError(
            "E612",
            f"不会写 {path.suffix or '没有后缀的'} 文件",
            where=str(path),
            hint=f"可用：{known}",
        )
    return _FORMATS[path.suffix]


def _write_stata(panel: Panel, path: Path) -> None:
    try:
        import pandas as pd
    except ImportError as error:
        raise QueryError(
            "E612", "写 .dta 需要 pandas", where=str(path), hint="pip install pandas"
        ) from error
    frame: Any = panel.answer.to_pandas()
    labels = {one.name: one.label[:80] for one in panel.codebook}
    for name in frame.columns:
        if not pd.api.types.is_numeric_dtype(frame[name]):
            known = panel.answer.column(name)
            if name in labels:  # a variable of which nothing is known is numeric all the same
                frame[name] = frame[name].astype("float64")
            else:
                frame[name] = ["" if cell is None else str(cell) for cell in known]
    frame.to_stata(
        path,
        write_index=False,
        version=118,  # the first of Stata's formats that holds Chinese
        variable_labels=labels,
        data_label=f"wenzhi {panel.answer.stamps.get('snapshot', '')}"[:80],
        time_stamp=_EPOCH,
    )
