"""Floor 6: keyword in context: every occurrence, with characters as the truth.

The phrase and the text are folded (width, radicals, Word residue) and blanks and line breaks are left
out, so that a phrase broken by a page is found; offsets point into the original text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq

from wenzhi.base.errors import QueryError
from wenzhi.query.answer import Answer, Cell
from wenzhi.text.normalize import Folded, fold, squeeze

COLUMNS = (
    "report_id",
    "organization",
    "year",
    "section",
    "start",
    "end",
    "left",
    "match",
    "right",
)


def query_kwic(
    snapshot: Path,
    phrase: str,
    *,
    regex: bool = False,
    section: str | None = None,
    context: int = 20,
    limit: int | None = 100,
) -> Answer:
    """Occurrences of `phrase` in order of report and place; overlapping ones are all counted.

    `context` is in characters on each side. `total` counts every occurrence, also those past
    `limit`. Raises QueryError (E603 empty phrase, E604 faulty regular expression).
    """
    pattern = _compile(phrase, regex)
    rows: list[tuple[Cell, ...]] = []
    total = 0
    for row in _occurrences(snapshot, pattern, section, context):
        total += 1
        if limit is None or len(rows) < limit:
            rows.append(row)
    return Answer(columns=COLUMNS, rows=tuple(rows), total=total)


def _compile(phrase: str, regex: bool) -> re.Pattern[str]:
    folded = squeeze(fold(phrase)).text
    if not folded:
        raise QueryError("E603", "要找的词是空的", where=repr(phrase), hint="请给出至少一个字")
    try:
        # The look-ahead makes overlapping occurrences count, as substring search would.
        return re.compile(f"(?=({folded if regex else re.escape(folded)}))")
    except re.error as error:
        raise QueryError(
            "E604",
            f"正则表达式有误：{error.msg}",
            where=f"{phrase} 第 {(error.pos or 0) - 3} 字",
            hint="照字面查找请去掉 --regex",
        ) from error


def _occurrences(
    snapshot: Path, pattern: re.Pattern[str], section: str | None, context: int
) -> Iterator[tuple[Cell, ...]]:
    outline = _outline(snapshot)
    reader = pq.ParquetFile(snapshot / "reports.parquet")
    columns = ["report_id", "organization", "year", "text"]
    for batch in reader.iter_batches(batch_size=256, columns=columns):
        for report in batch.to_pylist():
            folded = squeeze(fold(report["text"]))
            sections = outline.get(report["report_id"], [])
            for match in pattern.finditer(folded.text):
                start, end = match.span(1)
                if start == end:
                    continue
                span = folded.span(start, end)
                kind = _section_at(sections, span[0])
                if section is None or kind == section:
                    who = (report["report_id"], report["organization"], report["year"], kind)
                    yield (*who, *span, *_lines(folded, start, end, context))


def _outline(snapshot: Path) -> dict[str, list[tuple[int, int, str]]]:
    table = pq.read_table(
        snapshot / "sections.parquet", columns=["report_id", "start", "end", "kind"]
    )
    outline: dict[str, list[tuple[int, int, str]]] = {}
    for row in table.to_pylist():
        outline.setdefault(row["report_id"], []).append((row["start"], row["end"], row["kind"]))
    return outline


def _section_at(sections: list[tuple[int, int, str]], place: int) -> str | None:
    return next((kind for start, end, kind in sections if start <= place < end), None)


def _lines(folded: Folded, start: int, end: int, context: int) -> tuple[str, str, str]:
    text = folded.text
    return text[max(0, start - context) : start], text[start:end], text[end : end + context]
