"""Floor 2: one document through every room of this floor → `Report`.

Order matters: prose is what the tables of its frame leave over, and counts and the narrative are read
from prose.
"""

from __future__ import annotations

from msgspec.structs import replace

from wenzhi.base.garbage import collecting_seldom
from wenzhi.base.records import Document, Report
from wenzhi.parse.counts import read_counts
from wenzhi.parse.frame import read_frame
from wenzhi.parse.narratives.narrative import read_narrative
from wenzhi.parse.only_rows import name_only_rows
from wenzhi.parse.sections.prose import Paragraph, read_prose, read_sentences
from wenzhi.text.normalize import Folded

VERSION = "parse.v2"
"""Named in every stored analysis: a change of what parsing yields gets a new name."""


@collecting_seldom()
def parse(document: Document, *, named: bool = True) -> Report:
    """Everything the text of `document` says; without `named`, counts have the grammar's names alone.

    Raises InputError (E310) where the text has neither a section nor a table nor the subject of
    such a report, ResourceError where the model that names counts is missing (E403) or altered (E404).
    """
    frame = read_frame(document)
    prose = read_prose(frame.folded, frame.sections, frame.spans)
    counts, claims = read_counts(
        [(paragraph.section, paragraph.body) for paragraph in prose],
        year=frame.meta.year,
        named=named,
    )
    return replace(
        frame.bare(),
        counts=name_only_rows(counts, frame.tables.facts),
        claims=claims,
        narrative=read_narrative(_bodies(prose, "problems")),
        sentences=read_sentences(prose),
    )


def _bodies(prose: tuple[Paragraph, ...], section: str) -> list[Folded]:
    return [paragraph.body for paragraph in prose if paragraph.section == section]
