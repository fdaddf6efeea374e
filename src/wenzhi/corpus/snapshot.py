"""Floor 5: the tables of a snapshot as they are written, report by report, in the order of organs.

Takes judged reports with their numbers, and reports about which nothing has changed: of these the rows
of an earlier snapshot are taken over, a run of neighbours at a time. What is written is the same.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from wenzhi.base.records import Meta, Record, ReportRef
from wenzhi.corpus.bearings import Bearing
from wenzhi.corpus.judging import Judged
from wenzhi.corpus.memory import NOTES, NoteRow, note_schema
from wenzhi.corpus.moving import Numbers, lay_on
from wenzhi.corpus.packs import PackWriter
from wenzhi.corpus.runs import BY_REPORT, JUDGED, JUDGEMENTS, EarlierReports
from wenzhi.corpus.sections import report_ref
from wenzhi.corpus.segmenting import USUAL
from wenzhi.corpus.store import PAYLOADS
from wenzhi.corpus.tables import Row, TableWriter, report_rows
from wenzhi.corpus.tokens import IndexWriter
from wenzhi.text.segmentation import Segmentation

LONGEST_RUN = 400
"""Reports whose rows are taken over in one piece: some thirty megabytes."""


class Head(Record, frozen=True):
    """What lists of reports need of one."""

    ref: ReportRef
    meta: Meta


class _Kept(Record, frozen=True):
    """A report that is taken over, and what is put in anew."""

    report_id: str
    ground: bytes
    numbers: Numbers


class SnapshotWriter:
    """Writes what follows from single reports into `folder`. Memory: some hundred reports."""

    def __init__(
        self, folder: Path, earlier: Path | None, segmentation: Segmentation = USUAL
    ) -> None:
        self._tables = {name: TableWriter(folder, name) for name in BY_REPORT}
        self._judged = TableWriter(folder, JUDGEMENTS, JUDGED, PAYLOADS)
        self._judgements = PackWriter(folder / f"{JUDGEMENTS}.pack")
        self._index = IndexWriter(folder, earlier, segmentation)
        self._noted = TableWriter(folder, NOTES, note_schema(), PAYLOADS)
        self._notes = PackWriter(folder / f"{NOTES}.pack")
        self._earlier = EarlierReports.of(earlier) if self._index.has_earlier else None
        self._run: list[_Kept] = []
        self._first = 0

    def traced(self, report_id: str, ground: bytes) -> bytes | None:
        """What the earlier snapshot knows of where a section comes from (`bearings.Traced`)."""
        return None if self._earlier is None else self._earlier.traced(report_id, ground)

    def keep(self, report_id: str, bearing: Bearing | None, numbers: Numbers) -> bool:
        """Take a report over if the earlier snapshot has it with a judgement that rests on the same."""
        if self._earlier is None or bearing is None:
            return False
        number = self._earlier.number(report_id, bearing.key)
        if number is None:
            return False
        if number != self._first + len(self._run) or len(self._run) == LONGEST_RUN:
            self._take_over()
            self._first = number
        self._run.append(_Kept(report_id, bearing.ground, numbers))
        return True

    def add(
        self,
        judged: Judged,
        numbers: Numbers,
        origin: Row,
        bearing: Bearing,
        note: NoteRow,
        known: bool,
    ) -> None:
        """Write a report that was judged. `known` says that its words were cut in the earlier snapshot."""
        self._take_over()
        whole = lay_on(judged, numbers)
        for table, rows in report_rows(whole.report, whole.judgement, origin):
            self._tables[table].add(rows)
        head = Head(ref=report_ref(judged.report), meta=judged.report.meta)
        row: Row = {
            "report_id": head.ref.report,
            "key": bearing.key,
            "ground": bearing.ground,
            "traced": bearing.traced,
            "head": msgspec.msgpack.encode(head),
            "numbers": msgspec.msgpack.encode(numbers),
        }
        self._judged.add([row])
        self._judgements.add(msgspec.msgpack.encode(judged))
        self._index.add(judged, known)
        self._noted.add([{"key": note.key, "asked": note.asked}])
        self._notes.add(note.payload)

    def close(self) -> None:
        """Write what is left."""
        self._take_over()
        for writer in (*self._tables.values(), self._judged, self._noted):
            writer.close()
        for pack in (self._judgements, self._notes):
            pack.close()
        self._index.close()

    def _take_over(self) -> None:
        """Write the run of reports that is to be taken over."""
        if not self._run or self._earlier is None:
            return
        numbers = [one.numbers for one in self._run]
        start, stop = self._first, self._first + len(self._run)
        for table, writer in self._tables.items():
            rows, sizes = self._earlier.rows(table, start, stop, numbers)
            writer.take(rows, sizes.tolist())
        grounds, ones = [one.ground for one in self._run], [1] * len(self._run)
        self._judged.take(self._earlier.judged(start, stop, grounds, numbers), ones)
        self._noted.take(self._earlier.notes(start, stop), ones)
        self._judgements.take(self._earlier.judgements, start, stop)
        self._notes.take(self._earlier.memory, start, stop)
        self._index.take([one.report_id for one in self._run])
        self._run = []
