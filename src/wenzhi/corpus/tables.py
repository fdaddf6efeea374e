"""Floor 5: the Parquet tables of a snapshot: their columns, and rows from reports and judgements.

Every table opens with the report's id, organ, level, region and year, so that each can be asked alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeAlias

import pyarrow as pa
import pyarrow.parquet as pq

from wenzhi.base.records import (
    GROUNDS,
    Copies,
    CopyPair,
    FollowThrough,
    Judgement,
    Report,
    Score,
)
from wenzhi.corpus.index_tables import INDEX_SCHEMAS
from wenzhi.corpus.index_tables import INDEX_TABLES as INDEX_TABLES
from wenzhi.reuse import ratios
from wenzhi.scores import companions

Row: TypeAlias = dict[str, object]

_TEXT, _INT, _REAL, _FLAG = pa.string(), pa.int64(), pa.float64(), pa.bool_()
_SPAN = pa.struct([("start", _INT), ("end", _INT)])

_WHO = [
    ("report_id", _TEXT),
    ("organ_id", _TEXT),
    ("organization", _TEXT),
    ("level", _TEXT),
    ("region", _TEXT),
    ("year", _INT),
]
_PLACE = [("start", _INT), ("end", _INT)]
_SCORES = ("templatedness", "substance")
MEASURES = {**companions.DEFINITIONS, **ratios.DEFINITIONS}
"""The measures of others and what each is; a column each of the table `measures`."""

SCHEMAS: dict[str, pa.Schema] = {
    name: pa.schema(columns)
    for name, columns in {
        "reports": [
            *_WHO,
            ("path", _TEXT),
            ("sha256", _TEXT),
            ("analysis", _TEXT),
            ("superseded_by", _TEXT),
            ("superseded_why", _TEXT),
            ("url", _TEXT),
            ("encoding", _TEXT),
            ("title", _TEXT),
            ("organ_kind", _TEXT),
            ("region_code", _TEXT),
            ("province", _TEXT),
            ("form", _TEXT),
            ("published", _TEXT),
            ("signed", _TEXT),
            ("period_from", _TEXT),
            ("period_to", _TEXT),
            *((ground, _TEXT) for ground in GROUNDS),
            *((f"{score}{suffix}", _REAL) for score in _SCORES for suffix in ("", "_low", "_high")),
            ("passed", _INT),
            ("failed", _INT),
            ("unjudged", _INT),
            ("text", _TEXT),
        ],
        "sections": [
            *_WHO,
            ("kind", _TEXT),
            ("no", _INT),
            ("heading", _TEXT),
            *_PLACE,
            ("confidence", _REAL),
            ("text", _TEXT),
        ],
        "sentences": [
            *_WHO,
            *_PLACE,
            ("section", _TEXT),
            ("provenance", _TEXT),
            ("class", _TEXT),
            ("templatedness", _REAL),
            ("specificity", _REAL),
            ("text", _TEXT),
        ],
        "facts": [
            *_WHO,
            ("id", _TEXT),
            ("value", _REAL),
            ("state", _TEXT),
            ("raw", _TEXT),
            ("unit", _TEXT),
            *_PLACE,
        ],
        "counts": [
            *_WHO,
            ("index", _INT),
            ("text", _TEXT),
            *_PLACE,
            ("value", _REAL),
            ("low", _REAL),
            ("high", _REAL),
            ("unit", _TEXT),
            ("approx", _TEXT),
            ("zero_by_negation", _FLAG),
            ("object", _TEXT),
            ("scope", _TEXT),
            ("subject", _TEXT),
            ("channel", _TEXT),
            ("role", _TEXT),
            ("parent", _INT),
            ("group", _INT),
            ("closed", _FLAG),
            ("base", _INT),
            ("indicator", _TEXT),
            ("indicator_probability", _REAL),
            ("section", _TEXT),
        ],
        "claims": [
            *_WHO,
            ("text", _TEXT),
            *_PLACE,
            ("fact", _TEXT),
            ("value", _REAL),
            ("relation", _TEXT),
            ("from_count", _INT),
        ],
        "findings": [
            *_WHO,
            ("id", _TEXT),
            ("code", _TEXT),
            ("family", _TEXT),
            ("severity", _TEXT),
            ("verdict", _TEXT),
            ("message_zh", _TEXT),
            ("message_en", _TEXT),
            ("spans", pa.list_(_SPAN)),
            ("facts", pa.list_(_TEXT)),
            ("counts", pa.list_(_INT)),
            ("expected", _TEXT),
            ("actual", _TEXT),
            ("basis", _TEXT),
            ("excerpt", _TEXT),
        ],
        "scores": [
            *_WHO,
            ("name", _TEXT),
            ("value", _REAL),
            ("low", _REAL),
            ("high", _REAL),
            ("version", _TEXT),
            ("why", _TEXT),
        ],
        "measures": [*_WHO, *((name, _REAL) for name in MEASURES)],
        "follow_through": [
            *_WHO,
            ("earlier_report", _TEXT),
            ("kind", _TEXT),
            ("outcome", _TEXT),
            ("earlier_start", _INT),
            ("earlier_end", _INT),
            ("earlier_text", _TEXT),
            *_PLACE,
            ("text", _TEXT),
            ("likelihood", _REAL),
        ],
        "passages": [
            ("a_report", _TEXT),
            ("b_report", _TEXT),
            ("relation", _TEXT),
            ("earlier", _TEXT),
            ("a_start", _INT),
            ("a_end", _INT),
            ("b_start", _INT),
            ("b_end", _INT),
            ("similarity", _REAL),
            ("kind", _TEXT),
        ],
        "pairs": [
            ("a_report", _TEXT),
            ("b_report", _TEXT),
            ("relation", _TEXT),
            ("earlier", _TEXT),
            ("coverage_a", _REAL),
            ("coverage_b", _REAL),
            ("masked_a", _REAL),
            ("masked_b", _REAL),
        ],
        "families": [("family", _TEXT), ("report_id", _TEXT), ("template", _TEXT)],
    }.items()
} | INDEX_SCHEMAS


ROWS = 20_000
"""Rows between two writes."""


class TableWriter:
    """Writes rows of one table to a Parquet file, a few thousand at a time.

    A table that nobody asks has a `schema` of its own, and may say `how` it is written.
    """

    def __init__(
        self,
        folder: Path,
        name: str,
        schema: pa.Schema | None = None,
        how: Mapping[str, Any] = MappingProxyType({"compression": "zstd"}),
    ) -> None:
        self._schema = schema or SCHEMAS[name]
        self._file = pq.ParquetWriter(folder / f"{name}.parquet", self._schema, **how)
        self._rows: list[Row] = []
        # Rows in the order in which they came; a number stands for so many of `_rows`.
        self._parts: list[pa.RecordBatch | int] = []
        self._loose = self._held = 0

    def add(self, rows: Iterable[Row]) -> None:
        """Append rows of a report; a column a row lacks is null."""
        before = len(self._rows)
        self._rows.extend(rows)
        self._loose += len(self._rows) - before
        self._held += len(self._rows) - before
        if self._held >= ROWS:
            self._flush()

    def take(self, rows: pa.RecordBatch, sizes: Iterable[int]) -> None:
        """Append rows of reports as they stand elsewhere; `sizes` are those of each report."""
        start = stop = 0
        for size in sizes:
            stop += size
            if self._held + stop - start >= ROWS:
                self._keep(rows.slice(start, stop - start))
                self._flush()
                start = stop
        self._keep(rows.slice(start, stop - start))

    def close(self) -> None:
        """Write what is left. An empty table is written too, so that queries find it."""
        self._flush()
        self._file.close()

    def _keep(self, part: pa.RecordBatch) -> None:
        self._settle()
        self._parts.append(part)
        self._held += len(part)

    def _settle(self) -> None:
        if self._loose:
            self._parts.append(self._loose)
        self._loose = 0

    def _pieces(self) -> Iterator[pa.RecordBatch]:
        made, done = pa.RecordBatch.from_pylist(self._rows, schema=self._schema), 0
        for part in self._parts:
            if isinstance(part, int):
                yield made.slice(done, part)
                done += part
            else:
                yield part

    def _flush(self) -> None:
        self._settle()
        # In one piece: the bytes of a file depend on how rows come in pieces.
        whole = pa.Table.from_batches(self._pieces(), self._schema).combine_chunks()
        self._file.write_table(whole)
        self._rows, self._parts, self._held = [], [], 0


def report_rows(
    report: Report, judgement: Judgement, origin: Row
) -> Iterator[tuple[str, list[Row]]]:
    """The rows of one report, table by table. `origin` holds path, hashes and superseding report."""
    who = _who(report)
    text = report.text
    yield "reports", [who | origin | _report_row(report, judgement)]
    yield (
        "sections",
        [
            who | _fields(section) | {"text": text[section.start : section.end]}
            for section in report.sections
        ],
    )
    yield (
        "sentences",
        [
            who
            | _fields(sentence)
            | {"class": sentence.class_, "text": text[sentence.start : sentence.end]}
            for sentence in report.sentences
        ],
    )
    yield "facts", [who | _fields(fact) for fact in report.facts]
    yield (
        "counts",
        [who | _fields(count) | {"index": index} for index, count in enumerate(report.counts)],
    )
    yield "claims", [who | _fields(claim) for claim in report.claims]
    yield "findings", [who | row for row in _finding_rows(report, judgement)]
    yield "scores", [who | row for row in _score_rows(judgement.scores)]
    if judgement.measures:
        values: Row = {name: score.value for name, score in judgement.measures.items()}
        yield "measures", [who | values]
    if judgement.follow_through is not None:
        yield "follow_through", [who | row for row in _follow_rows(text, judgement.follow_through)]


def _follow_rows(text: str, found: FollowThrough) -> Iterator[Row]:
    for item in found.items:
        start, end = item.now or (None, None)
        yield {
            "earlier_report": found.earlier.report,
            "kind": item.kind,
            "outcome": item.outcome,
            "earlier_start": item.earlier[0],
            "earlier_end": item.earlier[1],
            "earlier_text": item.text,
            "start": start,
            "end": end,
            "text": text[start:end] if item.now else None,
            "likelihood": item.likelihood,
        }


def _who(report: Report) -> Row:
    meta = report.meta
    return {
        "report_id": meta.report_id,
        "organ_id": meta.organ_id,
        "organization": meta.organization,
        "level": meta.level,
        "region": meta.region.name if meta.region else None,
        "year": meta.year,
    }


def _fields(record: object) -> Row:
    names: tuple[str, ...] = record.__struct_fields__  # type: ignore[attr-defined] # msgspec
    return {name: getattr(record, name) for name in names}


def _report_row(report: Report, judgement: Judgement) -> Row:
    meta = report.meta
    row: Row = {
        "encoding": report.source.encoding,
        "title": meta.title,
        "organ_kind": meta.organ_kind,
        "region_code": meta.region.code if meta.region else None,
        "province": meta.region.path[0] if meta.region and meta.region.path else None,
        "form": meta.form,
        "published": meta.published,
        "signed": meta.signed,
        "period_from": meta.period[0] if meta.period else None,
        "period_to": meta.period[1] if meta.period else None,
        "passed": judgement.checked.passed,
        "failed": judgement.checked.failed,
        "unjudged": judgement.checked.unjudged,
        "text": report.text,
    }
    row |= {name: ground.verdict for name, ground in judgement.grounds.items()}
    for name, score in judgement.scores.items():
        if name in _SCORES:
            row |= {name: score.value, f"{name}_low": score.low, f"{name}_high": score.high}
    return row


def _finding_rows(report: Report, judgement: Judgement) -> Iterator[Row]:
    for finding in judgement.findings:
        first = finding.spans[0] if finding.spans else None
        yield _fields(finding) | {
            "message_zh": finding.message.zh,
            "message_en": finding.message.en,
            "spans": [{"start": start, "end": end} for start, end in finding.spans],
            "facts": list(finding.facts),
            "counts": list(finding.counts),
            "excerpt": report.text[first[0] : first[1]] if first else None,
        }


def _score_rows(scores: dict[str, Score]) -> Iterator[Row]:
    for name, score in sorted(scores.items()):
        yield _fields(score) | {"name": name}
        for part, component in (score.components or {}).items():
            yield {
                "name": f"{name}.{part}",
                "value": component.value,
                "version": score.version,
                "why": component.why,
            }


def write_copies(folder: Path, copies: Copies) -> None:
    """The tables `pairs`, `passages` and `families`."""
    rows: dict[str, Iterable[Row]] = {
        "pairs": (_pair_row(pair) for pair in copies.pairs),
        "passages": (row for pair in copies.pairs for row in _passage_rows(pair)),
        "families": (
            {"family": family.id, "report_id": member.report, "template": family.template}
            for family in copies.families
            for member in family.members
        ),
    }
    for name, table in rows.items():
        writer = TableWriter(folder, name)
        writer.add(table)
        writer.close()


def _pair_row(pair: CopyPair) -> Row:
    return _fields(pair) | {"a_report": pair.a.report, "b_report": pair.b.report}


def _passage_rows(pair: CopyPair) -> Iterator[Row]:
    for passage in pair.passages:
        yield {
            "a_report": pair.a.report,
            "b_report": pair.b.report,
            "relation": pair.relation,
            "earlier": pair.earlier,
            "a_start": passage.a[0],
            "a_end": passage.a[1],
            "b_start": passage.b[0],
            "b_end": passage.b[1],
            "similarity": passage.similarity,
            "kind": passage.kind,
        }
