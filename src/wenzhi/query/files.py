"""Floor 6: answers as files: CSV, JSON lines, Parquet, XLSX, Stata; never cut without saying so.

What a file was made from goes into it where the format has a place for it (Parquet metadata, a sheet of
the workbook).
"""

from __future__ import annotations

import csv
import datetime
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from wenzhi.base.errors import QueryError
from wenzhi.query.answer import Answer
from wenzhi.query.panel import Panel, codebook_answer

if TYPE_CHECKING:
    import pyarrow as pa

SHEET_ROWS = 1_048_576
"""Rows of a worksheet, the head included (Excel specifications and limits)."""

_EPOCH = datetime.datetime(2000, 1, 1)
"""The date in workbooks and Stata files: the day of writing would make equal answers different files."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_answer(answer: Answer, path: Path) -> Path:
    """Write the shown rows to `path`; its ending says the format.

    Raises QueryError (E612) for an ending that is not known, more rows than a worksheet has, or a
    package that is not installed.
    """
    _writer(path)(answer, path)
    return path


def write_panel(panel: Panel, path: Path) -> tuple[Path, ...]:
    """Write a panel, and its codebook beside it: `NAME.codebook.csv`. Raises QueryError (E612)."""
    if path.suffix == ".dta":
        _write_stata(panel, path)
    else:
        write_answer(panel.answer, path)
    book = path.with_name(f"{path.stem}.codebook.csv")
    _write_csv(codebook_answer(panel), book)
    return path, book


def _writer(path: Path) -> Callable[[Answer, Path], None]:
    writers: Mapping[str, Callable[[Answer, Path], None]] = {
        ".csv": _write_csv,
        ".jsonl": _write_lines,
        ".parquet": _write_parquet,
        ".xlsx": _write_sheet,
    }
    if path.suffix not in writers:
        known = "、".join((*writers, ".dta（只限 panel）"))
        raise QueryError(
            "E612",
            f"不会写 {path.suffix or '没有后缀的'} 文件",
            where=str(path),
            hint=f"可用：{known}",
        )
    return writers[path.suffix]


def _write_csv(answer: Answer, path: Path) -> None:
    # A byte order mark, for Excel; a text that a spreadsheet would run as a formula is quoted.
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(answer.columns)
        writer.writerows([_harmless(cell) for cell in row] for row in answer.rows)


def _harmless(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def _write_lines(answer: Answer, path: Path) -> None:
    with path.open("wb") as file:
        for row in answer.rows:
            named = dict(zip(answer.columns, row, strict=True))
            file.write(msgspec.json.encode(named) + b"\n")


def _write_parquet(answer: Answer, path: Path) -> None:
    import pyarrow.parquet as pq

    table: pa.Table = answer.to_arrow()
    told = {name.encode(): text.encode() for name, text in _told(answer)}
    pq.write_table(table.replace_schema_metadata(told), path, compression="zstd")


def _write_sheet(answer: Answer, path: Path) -> None:
    import xlsxwriter

    if len(answer.rows) >= SHEET_ROWS:
        raise QueryError(
            "E612",
            f"{len(answer.rows)} 行超过一张工作表的 {SHEET_ROWS - 1} 行",
            where=str(path),
            hint="请写成 .csv 或 .parquet",
        )
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties({"created": _EPOCH})
        sheet = book.add_worksheet("rows")
        for number, row in enumerate([answer.columns, *answer.rows]):
            sheet.write_row(number, 0, row)
        about = book.add_worksheet("about")
        for number, pair in enumerate(_told(answer)):
            about.write_row(number, 0, pair)


def _told(answer: Answer) -> Iterator[tuple[str, str]]:
    """What must be said of the rows wherever they go."""
    yield from sorted(answer.stamps.items())
    yield "rows", str(len(answer.rows))
    yield "total", str(answer.total)
    yield "total_is_exact", str(answer.total_is_exact).lower()
    yield "truncated", str(answer.truncated).lower()
    yield "digest", answer.digest
    yield from ((f"note_{number}", note) for number, note in enumerate(answer.notes, 1))


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
