"""Floor 5: the tables that words and characters are looked up in: `tokens`, `regions`, `folded`.

Takes judged reports in the order of the table `reports`. Words are cut by our own segmenter out of
folded text; characters stay the truth beneath them: `folded` holds every report's text folded and
without blanks, with the way back to the original, and each token says at which character it begins.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import ProvenanceSpan, Report, Span
from wenzhi.corpus.characters import CharacterWriter
from wenzhi.corpus.indexed import EarlierIndex
from wenzhi.corpus.judging import Judged
from wenzhi.corpus.segmenting import USUAL, read_segmentation
from wenzhi.corpus.tables import INDEX_TABLES, SCHEMAS
from wenzhi.text.lexicon import Segmenter, build_segmenter
from wenzhi.text.normalize import WORD_RESIDUE, Folded, fold, squeeze
from wenzhi.text.segmentation import Segmentation
from wenzhi.text.slots import mask, own_names
from wenzhi.text.speech import build_tagger

_BATCH = 400
"""Reports between two writes: some half a million tokens, a row group that DuckDB scans by itself."""
_RISING = ("n", "sentence", "place", "start", "end", "first", "last", "place_end")
_LINE = as_pattern(r"[^\n。!?]+[。!?]*[”’」』\")]*|[。!?]+")
_RUN = as_pattern(r"\S+")

Numbers = npt.NDArray[np.int64]


class IndexWriter:
    """Writes the three tables, some hundred reports at a time, and the characters beside them.

    Rows of an `earlier` snapshot are taken over.
    """

    def __init__(
        self,
        folder: Path,
        earlier: Path | None = None,
        segmentation: Segmentation = USUAL,
    ) -> None:
        same = read_segmentation(earlier).version == segmentation.version
        self._earlier = EarlierIndex.of(earlier) if same else None
        self._segmenter = segmentation.build()
        self._files = {
            name: pq.ParquetWriter(folder / f"{name}.parquet", SCHEMAS[name], **_written(name))
            for name in INDEX_TABLES
        }
        self._characters = CharacterWriter(folder)
        self._batches: dict[str, list[pa.RecordBatch]] = {name: [] for name in INDEX_TABLES}
        self._reports = self._next = 0

    @property
    def has_earlier(self) -> bool:
        """Whether there are rows of an earlier snapshot to be taken over."""
        return self._earlier is not None

    def add(self, judged: Judged, known: bool = False) -> None:
        """Index one report; reports come in the order of the table `reports`.

        `known` says that the earlier snapshot's rows of it were made as they would be made now. What
        others have to do with it, its provenance, is laid over them anew.
        """
        report_id = judged.report.meta.report_id
        rows = self._earlier.rows(report_id) if known and self._earlier else None
        count = self._cut(judged) if rows is None else self._take_over(judged, *rows)
        # One number is left free between two reports: no run of neighbours crosses it.
        self._next += count + 1
        self._reports += 1
        if self._reports % _BATCH == 0:
            self._flush()

    def take(self, report_ids: Sequence[str]) -> None:
        """Take over reports that stand side by side in the earlier snapshot, unchanged in every way."""
        while report_ids:
            room = _BATCH - self._reports % _BATCH
            some, report_ids = report_ids[:room], report_ids[room:]
            self._take_run(some)
            self._reports += len(some)
            if self._reports % _BATCH == 0:
                self._flush()

    def _take_run(self, report_ids: Sequence[str]) -> None:
        assert self._earlier is not None
        number, first, rows = self._earlier.run(report_ids[0], len(report_ids))
        shift, moved = self._next - first, self._reports - number
        for table, found in rows.items():
            columns = {"report": found["report"].to_numpy() + np.int32(moved)}
            for name in ("n", "first", "last"):
                if name in found.schema.names:
                    columns[name] = found[name].to_numpy() + shift
            arrays = [
                pa.array(columns[one.name], one.type) if one.name in columns else found[one.name]
                for one in SCHEMAS[table]
            ]
            self._batches[table].append(pa.RecordBatch.from_arrays(arrays, schema=SCHEMAS[table]))
        folded = rows["folded"]
        self._next += int(folded["first"][-1].as_py() + folded["tokens"][-1].as_py() + 1 - first)

    def _take_over(self, judged: Judged, old: int, rows: Mapping[str, pa.RecordBatch]) -> int:
        """Number a report's earlier rows anew; how many words it has."""
        tokens, shift = rows["tokens"], self._next - old
        starts = tokens["start"].to_numpy().astype(np.int64)
        traced = _provenances(judged.report, judged.provenance)
        self._renumber(
            "tokens",
            rows,
            n=np.arange(self._next, self._next + len(tokens)),
            provenance=_inside(starts, traced),
        )
        regions = rows["regions"]
        self._renumber(
            "regions",
            rows,
            first=regions["first"].to_numpy() + shift,
            last=regions["last"].to_numpy() + shift,
        )
        self._renumber("folded", rows, first=[self._next])
        return len(tokens)

    def _renumber(self, table: str, rows: Mapping[str, pa.RecordBatch], **columns: Any) -> None:  # noqa: ANN401 # lists or arrays
        """Keep a report's earlier rows with some columns made anew."""
        old, schema = rows[table], SCHEMAS[table]
        columns["report"] = np.full(len(old), self._reports, np.int32)
        arrays = [
            pa.array(columns[one.name], one.type) if one.name in columns else old[one.name]
            for one in schema
        ]
        self._batches[table].append(pa.RecordBatch.from_arrays(arrays, schema=schema))

    def _cut(self, judged: Judged) -> int:
        """Cut a report into words; how many it has."""
        cut = cut_report(judged, self._segmenter)
        report_id = judged.report.meta.report_id
        count, first = len(cut.words), self._next
        self._take(
            "tokens",
            report_id,
            n=np.arange(first, first + count),
            word=cut.words,
            pos=list(map(build_tagger(), cut.words)),
            slot=cut.slots,
            section=cut.sections,
            provenance=cut.provenances,
            sentence=cut.sentences.astype(np.int32),
            place=cut.places.astype(np.int32),
            start=cut.starts.astype(np.int32),
            end=cut.ends.astype(np.int32),
        )
        self._add_regions(judged.report, cut, report_id, first)
        breaks = _breaks(cut.folded.offsets)
        self._take(
            "folded",
            report_id,
            first=[first],
            tokens=[count],
            text=[cut.folded.text],
            edges=[_edges(cut)],
            breaks=[breaks.tolist()],
            origins=[np.asarray(cut.folded.offsets, np.int64)[breaks].tolist()],
            removed=[_removed(judged.report.text)],
        )
        return count

    def _add_regions(self, report: Report, cut: Cut, report_id: str | None, first: int) -> None:
        regions = list(_regions(report, cut.units))
        bounds = np.array([one.span for one in regions], np.int64).reshape(-1, 2)
        # A region has the tokens that begin in it.
        begins, stops = (
            np.searchsorted(cut.starts, bounds[:, 0]),
            np.searchsorted(cut.starts, bounds[:, 1]),
        )
        self._take(
            "regions",
            report_id,
            kind=[one.kind for one in regions],
            name=[one.name for one in regions],
            index=[one.index for one in regions],
            answers=[list(one.answers) for one in regions],
            first=(begins + first).tolist(),
            last=(stops + first).tolist(),
            place=np.searchsorted(cut.folded.offsets, bounds[:, 0]).tolist(),
            place_end=np.searchsorted(cut.folded.offsets, bounds[:, 1]).tolist(),
            start=bounds[:, 0].tolist(),
            end=bounds[:, 1].tolist(),
            text=[report.text[slice(*one.span)] if one.told else None for one in regions],
        )

    def _take(self, table: str, report_id: str | None, **columns: Any) -> None:  # noqa: ANN401 # lists or arrays
        """Keep rows of the current report until they are written."""
        count = len(next(iter(columns.values())))
        columns["report"] = np.full(count, self._reports, np.int32)
        columns["report_id"] = pa.repeat(pa.scalar(report_id, pa.string()), count)
        schema = SCHEMAS[table]
        arrays = [pa.array(columns[one.name], one.type) for one in schema]
        self._batches[table].append(pa.RecordBatch.from_arrays(arrays, schema=schema))

    def close(self) -> None:
        """Write what is left. Empty tables are written too, so that queries find them."""
        self._flush()
        for file in self._files.values():
            file.close()
        self._characters.close()

    def _flush(self) -> None:
        for name, file in self._files.items():
            rows = pa.Table.from_batches(self._batches[name], SCHEMAS[name])
            file.write_table(rows)
            if name == "folded":
                self._characters.add(rows)
            self._batches[name] = []


def _written(table: str) -> dict[str, Any]:
    """How a table is written: numbers that only rise are stored as their differences."""
    rising = [name for name in _RISING if name in SCHEMAS[table].names]
    words = [
        one.name for one in SCHEMAS[table] if pa.types.is_string(one.type) and one.name != "text"
    ]
    encodings = dict.fromkeys(rising, "DELTA_BINARY_PACKED")
    return {"compression": "zstd", "use_dictionary": words, "column_encoding": encodings}


@dataclass(frozen=True, slots=True)
class Cut:
    """A report in words. Arrays are parallel, one place a token, in reading order.

    `starts` and `ends` point into the report's text, `places` into `folded` (squeezed). `units` are the
    sentences of prose and the lines and sentences of everything else; `sentences` numbers them.
    """

    folded: Folded
    words: list[str]
    places: Numbers
    starts: Numbers
    ends: Numbers
    units: tuple[Span, ...]
    sentences: Numbers
    sections: list[str | None]
    provenances: list[str | None]
    slots: list[str | None]


def cut_report(judged: Judged, segmenter: Segmenter | None = None) -> Cut:
    """The words of a report, each with where it stands and what is known of its place.

    Without a `segmenter` words are cut in the usual way.
    """
    report = judged.report
    whole = fold(report.text)
    units = tuple(_units(whole, [(one.start, one.end) for one in report.sentences]))
    squeezed = squeeze(whole)
    prose = {(one.start, one.end) for one in report.sentences}
    words = list(_words(whole, units, prose, segmenter or build_segmenter()))
    lengths = np.fromiter(map(len, words), np.int64, len(words))
    places = np.cumsum(lengths) - lengths
    offsets = np.asarray(squeezed.offsets, np.int64)
    starts = offsets[places] if len(words) else places
    ends = offsets[places + lengths - 1] + 1 if len(words) else places
    return Cut(
        folded=squeezed,
        words=words,
        places=places,
        starts=starts,
        ends=ends,
        units=units,
        sentences=np.searchsorted([start for start, _ in units], starts, "right") - 1,
        sections=_inside(starts, [((one.start, one.end), one.kind) for one in report.sections]),
        provenances=_inside(starts, _provenances(report, judged.provenance)),
        slots=_inside(starts, _slots(report)),
    )


def _units(whole: Folded, sentences: Sequence[Span]) -> Iterator[Span]:
    """The sentences of prose and, between them, lines cut at full stops; in reading order."""
    done = 0
    stop = len(whole.original)
    for start, end in [*sorted(sentences), (stop, stop)]:
        if start < done:
            continue
        between = whole.within((done, start))
        for match in _LINE.finditer(between.text):
            if not match[0].isspace():
                yield between.span(*match.span())
        if end > start:
            yield start, end
        done = end


def _words(
    whole: Folded, units: Sequence[Span], prose: set[Span], segmenter: Segmenter
) -> Iterator[str]:
    """Words unit by unit. In prose a word broken by a line's end is one word; a table's cells are not."""
    cut = segmenter.lcut
    for unit in units:
        part = whole.within(unit).text
        runs = _RUN.findall(part)
        for run in ["".join(runs)] if unit in prose else runs:
            yield from cut(run)


def _inside(starts: Numbers, spans: Sequence[tuple[Span, str | None]]) -> list[str | None]:
    """For each place the label of the span it lies in; spans are disjoint and in order."""
    labels = np.full(len(starts), None, object)
    for (start, end), label in spans:
        labels[np.searchsorted(starts, start) : np.searchsorted(starts, end)] = label
    found: list[str | None] = labels.tolist()
    return found


def _provenances(report: Report, traced: Sequence[ProvenanceSpan]) -> list[tuple[Span, str | None]]:
    """Of sentences first, then of the exact runs that were traced, which are laid over them."""
    judged = [((one.start, one.end), one.provenance) for one in report.sentences]
    exact = [((one.start, one.end), one.provenance) for one in traced]
    return [(span, label) for span, label in (*judged, *exact) if label is not None]


def _slots(report: Report) -> list[tuple[Span, str | None]]:
    places = report.meta.region.path if report.meta.region else ()
    masked = mask(report.text, own_names(report.meta.organization, tuple(places)))
    return [(masked.span(index, index + 1), kind) for index, kind in sorted(masked.types.items())]


@dataclass(frozen=True, slots=True)
class _Region:
    """A stretch of a report that `within` knows; `told` ones have their text in the table."""

    kind: str
    name: str | None
    span: Span
    index: int
    answers: tuple[int, ...] = field(default=())
    told: bool = False


def _regions(report: Report, units: Sequence[Span]) -> Iterator[_Region]:
    for index, section in enumerate(report.sections):
        yield _Region("section", section.kind, (section.start, section.end), index)
    prose = {(one.start, one.end): one for one in report.sentences}
    for index, unit in enumerate(units):
        yield _Region("sentence", "prose" if unit in prose else "line", unit, index)
    for index, problem in enumerate(report.narrative.problems):
        yield _Region("problem", None, (problem.start, problem.end), index, told=True)
    for index, measure in enumerate(report.narrative.measures):
        span = (measure.start, measure.end)
        yield _Region("measure", None, span, index, answers=measure.answers, told=True)
    for index, table in enumerate(report.tables):
        yield _Region("table", None, table, index)


def _removed(text: str) -> list[str]:
    """What folding takes out and a reader of the file may look for, without its blanks."""
    return ["".join(found[0].split()) for found in WORD_RESIDUE.finditer(text)]


def _edges(cut: Cut) -> bytes:
    """Where words begin or end, a bit for each character and one for the end, the highest first."""
    edges = np.zeros(len(cut.folded.text) + 1, bool)
    edges[[0, -1]] = True
    edges[cut.places] = True
    return np.packbits(edges).tobytes()


def _breaks(offsets: Sequence[int]) -> Numbers:
    """Where the distance between folded and original place changes: enough to find every offset."""
    shift = np.asarray(offsets, np.int64) - np.arange(len(offsets))
    return np.flatnonzero(np.diff(shift, prepend=-1) != 0)
