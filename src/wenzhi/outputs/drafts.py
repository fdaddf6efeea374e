"""Floor 6: what lists and the workbook say of single reports, kept from one run to the next.

Takes a `CorpusView`, gives a `Draft` of each report: the report without what only its own page shows, and
its rows of the workbook as they stand in the file. Where nothing that bears on a report has changed its
draft is that of the run before, which costs a tenth of making it; the numbers that move with every
report of others are laid on it anew. It must not know what rows look like.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from wenzhi.base.records import Narrative, Record
from wenzhi.checks.forms import COLUMNS
from wenzhi.corpus.packs import Pack, PackWriter
from wenzhi.outputs.carryover import ROWS
from wenzhi.outputs.kept_pages import Contents, digest, program_digest
from wenzhi.outputs.regions import INDICATORS
from wenzhi.outputs.sentences import shown_sentences
from wenzhi.outputs.tabular import KEY_CELLS
from wenzhi.outputs.view import CorpusView, Kept, Lang, ReportView, in_order
from wenzhi.scores.companions import DEFINITIONS as COMPANIONS

if TYPE_CHECKING:
    from wenzhi.corpus.moving import Numbers

_MOVES = "templatedness"
"""The score that moves with the reports of others."""
_CELLS = frozenset(
    (
        *KEY_CELLS,
        *INDICATORS,
        *(f"applications.{row}.{column}" for row in ROWS for column in COLUMNS),
    )
)
"""Cells of the official tables that some list shows."""


class Spelled(Record, frozen=True):
    """A row of the workbook: how many lines high it is, and its cells as they stand in the file."""

    lines: int
    cells: str


class SpelledFinding(Record, frozen=True):
    """A row of findings: what the program says before and after the column of changes."""

    id: str
    lines: int
    before: str
    after: str


class Rows(Record, frozen=True):
    """A report's rows of the workbook, but for those that show what moves, by sheet."""

    findings: tuple[SpelledFinding, ...]
    unjudged: tuple[Spelled, ...]
    follow: tuple[Spelled, ...]


class Draft(Record, frozen=True):
    """What lists say of a report. `view` has no text, prose or counts, and of its cells those in lists.

    `contents` is what pages show of it, `characters` the length of its text, `starts` where the
    sentences on its page begin.
    """

    view: ReportView
    contents: Contents
    characters: int
    starts: tuple[int, ...]
    rows: Rows

    @classmethod
    def of(cls, view: ReportView, spell: Callable[[ReportView], Rows]) -> Draft:
        """The draft of a report that was loaded."""
        return cls(
            view=_lean(view),
            contents=Contents.of(view),
            characters=len(view.report.text),
            starts=tuple(one.start for one in shown_sentences(view.report)),
            rows=spell(view),
        )

    def still(self) -> Draft:
        """The draft without what moves."""
        judgement = self.view.judgement
        scores = {name: score for name, score in judgement.scores.items() if name != _MOVES}
        measures = {name: one for name, one in judgement.measures.items() if name not in COMPANIONS}
        judgement = msgspec.structs.replace(judgement, scores=scores, measures=measures)
        return msgspec.structs.replace(
            self,
            view=msgspec.structs.replace(self.view, judgement=judgement),
            contents=msgspec.structs.replace(self.contents, score=None, values=()),
        )

    def moved(self, numbers: Numbers) -> Draft:
        """A draft that is still, with the numbers that move."""
        judgement = self.view.judgement
        judgement = msgspec.structs.replace(
            judgement,
            scores={_MOVES: numbers.score, **judgement.scores},
            measures={**(numbers.companions or {}), **judgement.measures},
        )
        values = tuple(numbers.at(np.array(self.starts, np.int64)))
        return msgspec.structs.replace(
            self,
            view=msgspec.structs.replace(self.view, judgement=judgement),
            contents=msgspec.structs.replace(self.contents, score=numbers.score, values=values),
        )


def _lean(view: ReportView) -> ReportView:
    """The report without what no list shows."""
    report = msgspec.structs.replace(
        view.report,
        text="",
        sections=(),
        facts=tuple(fact for fact in view.report.facts if fact.id in _CELLS),
        local=(),
        counts=(),
        claims=(),
        narrative=Narrative(),
        sentences=(),
        tables=(),
    )
    judgement = msgspec.structs.replace(view.judgement, follow_through=None)
    return ReportView(ref=view.ref, report=report, judgement=judgement)


class Drafts:
    """The drafts of a view, those of an earlier run where they hold. Memory: a line a report."""

    def __init__(self, view: CorpusView, lang: Lang) -> None:
        self._view = view
        self._program = digest(program_digest(lang, view.versions), version("xlsxwriter"))
        self.made = 0

    def draw(self, spell: Callable[[ReportView], Rows]) -> Iterator[Draft]:
        """Every draft in the order of lists; `spell` gives the rows of a report that is made anew.

        Raises WenzhiError where a report cannot be loaded.
        """
        kept = self._view.kept
        if kept is None:
            for view in self._view.views():
                self.made += 1
                yield Draft.of(view, spell)
            return
        earlier = _Shelf(kept.path)
        part = kept.path.with_name(f"{kept.path.name}.part")
        shelf = PackWriter(part)
        for ref in in_order(self._view.reports):
            label = _label(ref.report, self._key(kept, ref.report))
            still = earlier.find(label)
            if still is None:
                self.made += 1
                draft = Draft.of(self._view.load(ref.report), spell)
                stored = msgspec.msgpack.encode(draft.still(), order="deterministic")
                shelf.add(stored, label)
            else:
                draft = still.moved(kept.numbers(ref.report))
                earlier.hand_over(label, shelf)
            yield draft
        shelf.close()
        earlier.close()
        part.replace(kept.path)

    def _key(self, kept: Kept, report_id: str) -> bytes:
        return digest(self._program, kept.keys[report_id])


class _Shelf:
    """Drafts of an earlier run; none where their file is not there, or not whole."""

    def __init__(self, path: Path) -> None:
        self._pack: Pack | None = None
        self._places: dict[bytes, int] = {}
        try:
            self._pack = Pack(path)
        except (OSError, ValueError):
            return
        self._places = {label: place for place, label in enumerate(self._pack.labels)}

    def find(self, label: bytes) -> Draft | None:
        """The draft under that label; None where there is none, or where it is damaged."""
        place = self._places.get(label)
        if place is None or self._pack is None:
            return None
        try:
            return msgspec.msgpack.decode(self._pack.load(place), type=Draft)
        except (OSError, ValueError):
            return None

    def hand_over(self, label: bytes, writer: PackWriter) -> None:
        """Store the draft under that label, which was found, in another file."""
        assert self._pack is not None
        place = self._places[label]
        writer.take(self._pack, place, place + 1)

    def close(self) -> None:
        """Some systems replace no file that is open."""
        if self._pack is not None:
            self._pack.close()


def _label(report_id: str, key: bytes) -> bytes:
    """What a draft is found again by: whose it is, and what it rests on."""
    return key + report_id.encode()
