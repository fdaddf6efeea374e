"""Floor 2: the frame of one document: sections, tables, who and when; everything but its prose.

Order matters: the outline needs the text and where a table of statistics stands, whose rows are worded
like headings; tables are sought within it. Loads no linguistic pipeline, which takes longer than
reading a report: who only compares wording needs no more than this.
"""

from __future__ import annotations

from dataclasses import dataclass

from wenzhi.base.errors import InputError
from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Document, LocalRow, Meta, Narrative, Report, Section, Span
from wenzhi.parse.meta.identity import read_identity
from wenzhi.parse.sections.outline import read_outline
from wenzhi.parse.tables.official import TableReading, read_tables
from wenzhi.parse.tables.statistics import read_statistics
from wenzhi.text.normalize import Folded, fold

_YEAR = as_pattern(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_ROW = as_pattern(r"(?:#\d+)+$")
_SUBJECT = as_pattern("信息公开|政务公开|政府信息|公开条例")


@dataclass(frozen=True, slots=True)
class Frame:
    """A document with its outline; `spans` are the stretches of text that hold tables, prose is the rest."""

    document: Document
    folded: Folded
    sections: tuple[Section, ...]
    tables: TableReading
    local: tuple[LocalRow, ...]
    spans: tuple[Span, ...]
    meta: Meta

    def bare(self) -> Report:
        """The report without what its prose says: no counts, claims, sentences, problems or measures."""
        return Report(
            source=self.document.source,
            text=self.document.text,
            meta=self.meta,
            sections=self.sections,
            facts=self.tables.facts,
            local=self.local,
            counts=(),
            claims=(),
            narrative=Narrative(problems=(), measures=()),
            sentences=(),
            tables=self.spans,
        )


def year_hint(name: str) -> str:
    """The years in a file name, the one thing a name may say about a report.

    The number of a row in an export (`dump.jsonl#2015`), or of a report in a volume, is no year.
    """
    return " ".join(dict.fromkeys(_YEAR.findall(_ROW.sub("", name))))


def read_frame(document: Document) -> Frame:
    """The frame of `document`.

    Raises InputError (E310) where the text has neither a section nor a table nor the subject of
    such a report.
    """
    folded = fold(document.text)
    statistics = read_statistics(folded, document.cells)
    sections = read_outline(folded, document.cues, document.cells, statistics.span)
    tables = read_tables(folded, sections, document.cells)
    _require_report(document, sections, tables)
    hint = year_hint(document.source.path)
    return Frame(
        document=document,
        folded=folded,
        sections=sections,
        tables=tables,
        local=(*tables.local, *statistics.rows),
        spans=(*tables.spans, *([statistics.span] if statistics.span else [])),
        meta=read_identity(folded, sections, tables.form, hint, document.page),
    )


def _require_report(
    document: Document, sections: tuple[Section, ...], tables: TableReading
) -> None:
    recognised = any(section.kind not in ("preamble", "extra") for section in sections)
    read = any(fact.state != "missing" for fact in tables.facts)
    if not recognised and not read and not _SUBJECT.search(document.text):
        raise InputError(
            "E310",
            "不像政府信息公开工作年度报告：没有认出任何一节、任何一张表",
            where=document.source.path,
            hint="请确认文件内容；若确是年报，请保留其标题与各节小标题",
        )
