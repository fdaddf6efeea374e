"""Floor 5: what an earlier snapshot has of reports about which nothing has changed, in runs of neighbours.

Takes a snapshot, gives the rows of reports that stand side by side in it as they stand there, table by
table. The numbers that move with every report of others are put in anew. It must not know whether the
rows still hold; a key beside each report tells that to whoever asks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from wenzhi.corpus.columns import read_columns
from wenzhi.corpus.indexed import Rows
from wenzhi.corpus.memory import NOTES, note_schema
from wenzhi.corpus.moving import Numbers
from wenzhi.corpus.packs import Pack
from wenzhi.corpus.tables import INDEX_TABLES, SCHEMAS
from wenzhi.scores import companions

Ints = npt.NDArray[np.int64]

JUDGEMENTS = "judgements"
JUDGED = pa.schema(
    {
        "report_id": pa.string(),
        "key": pa.binary(),
        "ground": pa.binary(),
        "traced": pa.binary(),
        "head": pa.binary(),
        "numbers": pa.binary(),
    }
)
"""What judgements rest on (`bearings.Bearing`) by report id, and the numbers that are laid on them. In a pack
beside the table are, in the same order, judgements and provenance whole, for pages and explanations."""

OF_COPIES = ("pairs", "passages", "families")
BY_REPORT = tuple(name for name in SCHEMAS if name not in (*OF_COPIES, *INDEX_TABLES))
"""Tables whose rows follow each other report by report, in the order of the table `reports`."""

_SCORE = "templatedness"


class EarlierReports:
    """The reports of an earlier snapshot by number, and runs of their rows. Memory: a line a report."""

    def __init__(self, snapshot: Path) -> None:
        path = snapshot / f"{JUDGEMENTS}.parquet"
        told = read_columns(path, "report_id", "key", "ground", "traced")
        ids = told["report_id"].to_pylist()
        self._keys = told["key"].to_pylist()
        self._grounds = told["ground"].to_pylist()
        self._traced: list[bytes] = told["traced"].to_pylist()
        self._numbers = {report_id: number for number, report_id in enumerate(ids)}
        self._tables = {
            name: Rows(snapshot / f"{name}.parquet", SCHEMAS[name]) for name in BY_REPORT
        }
        self._bounds = {name: self._find_bounds(name) for name in BY_REPORT}
        self._judged = Rows(path, JUDGED)
        self._notes = Rows(snapshot / f"{NOTES}.parquet", note_schema())
        self.judgements = Pack(snapshot / f"{JUDGEMENTS}.pack")
        self.memory = Pack(snapshot / f"{NOTES}.pack")

    @classmethod
    def of(cls, snapshot: Path | None) -> EarlierReports | None:
        """Those of a snapshot; None where it has none, or tables of another form."""
        if snapshot is None:
            return None
        wanted = {name: SCHEMAS[name] for name in BY_REPORT}
        for name, schema in {**wanted, JUDGEMENTS: JUDGED, NOTES: note_schema()}.items():
            path = snapshot / f"{name}.parquet"
            if not path.exists() or not pq.read_schema(path).equals(schema):
                return None
        try:
            return cls(snapshot)
        except (OSError, ValueError):  # a pack that is not there, or damaged
            return None

    def number(self, report_id: str, key: bytes | None) -> int | None:
        """The number of a report whose judgement rests on what `key` says; None where none does."""
        number = self._numbers.get(report_id)
        return number if number is not None and self._keys[number] == key else None

    def traced(self, report_id: str, ground: bytes) -> bytes | None:
        """The digest of where a report's section comes from, if it was traced on `ground`."""
        number = self._numbers.get(report_id)
        if number is None or self._grounds[number] != ground:
            return None
        return self._traced[number]

    def judged(
        self, start: int, stop: int, grounds: Sequence[bytes], numbers: Sequence[Numbers]
    ) -> pa.RecordBatch:
        """What stands of the reports `[start, stop)` beside their judgements, what may have moved put in."""
        moved = {"ground": grounds, "numbers": [msgspec.msgpack.encode(one) for one in numbers]}
        return _put(self._judged.slice(start, stop), moved)

    def notes(self, start: int, stop: int) -> pa.RecordBatch:
        """What stands of them beside their notes in the memory."""
        return self._notes.slice(start, stop)

    def rows(
        self, table: str, start: int, stop: int, numbers: Sequence[Numbers]
    ) -> tuple[pa.RecordBatch, Ints]:
        """Their rows in a table, `numbers` put in, and how many each of them has."""
        bounds = self._bounds[table][start : stop + 1]
        rows, sizes = self._tables[table].slice(*bounds[[0, -1]].tolist()), np.diff(bounds)
        if table == "reports":
            rows = _put_scores(rows, numbers)
        elif table == "sentences":
            rows = _put_sentences(rows, sizes, numbers)
        elif table == "scores":
            rows = _put_values(rows, numbers)
        elif table == "measures":
            rows = _put_measures(rows, sizes, numbers)
        return rows, sizes

    def _find_bounds(self, table: str) -> Ints:
        """Where the rows of each report begin."""
        named = self._tables[table].columns("report_id")["report_id"].combine_chunks()
        encoded = named.dictionary_encode()
        counts = np.bincount(encoded.indices.to_numpy(), minlength=len(encoded.dictionary))
        sizes = np.zeros(len(self._keys), np.int64)
        places = [self._numbers[name] for name in encoded.dictionary.to_pylist()]
        sizes[places] = counts
        return np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes)])


def _put(rows: pa.RecordBatch, columns: Mapping[str, Sequence[object]]) -> pa.RecordBatch:
    """The rows with some columns made anew."""
    arrays = [
        pa.array(columns[one.name], one.type) if one.name in columns else rows.column(one.name)
        for one in rows.schema
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=rows.schema)


def _put_scores(rows: pa.RecordBatch, numbers: Sequence[Numbers]) -> pa.RecordBatch:
    scores = [one.score for one in numbers]
    return _put(
        rows,
        {
            _SCORE: [score.value for score in scores],
            f"{_SCORE}_low": [score.low for score in scores],
            f"{_SCORE}_high": [score.high for score in scores],
        },
    )


def _put_sentences(rows: pa.RecordBatch, sizes: Ints, numbers: Sequence[Numbers]) -> pa.RecordBatch:
    starts = rows.column("start").to_numpy()
    parts = np.split(starts, np.cumsum(sizes)[:-1])
    values = [value for part, one in zip(parts, numbers, strict=True) for value in one.at(part)]
    return _put(rows, {_SCORE: values})


def _put_values(rows: pa.RecordBatch, numbers: Sequence[Numbers]) -> pa.RecordBatch:
    """In the table `scores` each report has one line of this score."""
    columns = {
        name: rows.column(name).to_pylist() for name in ("value", "low", "high", "version", "why")
    }
    lines = [n for n, name in enumerate(rows.column("name").to_pylist()) if name == _SCORE]
    for line, one in zip(lines, numbers, strict=True):
        for name, column in columns.items():
            column[line] = getattr(one.score, name)
    return _put(rows, columns)


def _put_measures(rows: pa.RecordBatch, sizes: Ints, numbers: Sequence[Numbers]) -> pa.RecordBatch:
    told = [one.companions or {} for one, size in zip(numbers, sizes.tolist(), strict=True) if size]
    return _put(
        rows,
        {
            name: [score.value if (score := one.get(name)) else None for one in told]
            for name in companions.DEFINITIONS
        },
    )
