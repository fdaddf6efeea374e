"""Floor 2: one document through every room of this floor → `Report`.

Order matters: the outline needs the text and where a table of statistics stands, whose rows are worded
like headings; tables are sought within it, prose is what tables leave over, and counts and the
narrative are read from prose.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from wenzhi.base.errors import InputError
from wenzhi.base.records import Document, Report, Section
from wenzhi.parse.counts import read_counts
from wenzhi.parse.identity import read_identity
from wenzhi.parse.narrative import read_narrative
from wenzhi.parse.outline import read_outline
from wenzhi.parse.prose import Paragraph, read_prose, read_sentences
from wenzhi.parse.statistics import read_statistics
from wenzhi.parse.tables import TableReading, read_tables
from wenzhi.text.normalize import Folded, fold

if TYPE_CHECKING:
    from spacy.language import Language

VERSION = "parse.v2"
"""Named in every stored analysis: a change of what parsing yields gets a new name."""

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_ROW = re.compile(r"(?:#\d+)+$")
_SUBJECT = re.compile("信息公开|政务公开|政府信息|公开条例")


def year_hint(name: str) -> str:
    """The years in a file name, the one thing a name may say about a report.

    The number of a row in an export (`dump.jsonl#2015`), or of a report in a volume, is no year.
    """
    return " ".join(dict.fromkeys(_YEAR.findall(_ROW.sub("", name))))


def parse(document: Document) -> Report:
    """Everything the text of `document` says.

    Raises InputError (E310) where the text has neither a section nor a table nor the subject of
    such a report.
    """
    folded = fold(document.text)
    statistics = read_statistics(folded, document.cells)
    sections = read_outline(folded, document.cues, document.cells, statistics.span)
    tables = read_tables(folded, sections, document.cells)
    _require_report(document, sections, tables)
    spans = (*tables.spans, *([statistics.span] if statistics.span else []))
    prose = read_prose(folded, sections, spans)
    hint = year_hint(document.source.path)
    meta = read_identity(folded, sections, tables.form, hint, document.page)
    counts, claims = read_counts(
        [(paragraph.section, paragraph.body) for paragraph in prose],
        year=meta.year,
        nlp=_pipeline(),
    )
    return Report(
        source=document.source,
        text=document.text,
        meta=meta,
        sections=sections,
        facts=tables.facts,
        local=(*tables.local, *statistics.rows),
        counts=counts,
        claims=claims,
        narrative=read_narrative(_bodies(prose, "problems")),
        sentences=read_sentences(prose),
        tables=spans,
    )


def _bodies(prose: tuple[Paragraph, ...], section: str) -> list[Folded]:
    return [paragraph.body for paragraph in prose if paragraph.section == section]


@cache
def _pipeline() -> Language:
    """The linguistic pipeline, built once in a process: loading it takes longer than a report."""
    from wenzhi.parse.pipeline import build_pipeline

    return build_pipeline()


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
