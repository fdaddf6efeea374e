"""Floor 3: the headings of the six sections as a report prints them, and those it leaves out.

Takes a report's sections and its text; gives headings in the order in which they stand. It makes no finding.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Section, SectionKind, Span
from wenzhi.checks.dossier import LONGEST_EVIDENCE, Dossier, once
from wenzhi.checks.rule import without_form

SIX: tuple[tuple[SectionKind, str, str], ...] = (
    ("overview", "总体情况", "总体情况|基本情况|概述"),
    ("active", "主动公开政府信息情况", "主动公开政府信息(?:的)?情况|第二十条第"),
    ("applications", "收到和处理政府信息公开申请情况", "收到和处理|申请(?:的)?情况"),
    (
        "review",
        "政府信息公开行政复议、行政诉讼情况",
        "行政复议、(?:提起)?行政诉讼|行政复议和行政诉讼",
    ),
    ("problems", "存在的主要问题及改进情况", "问题(?:及|和|与)|存在(?:的)?(?:主要)?(?:问题|不足)"),
    ("other", "其他需要报告的事项", "其[他它]需要(?:报告|说明)|其[他它]事项"),
)
"""The six sections of both official forms: kind, title, words that show a title misread."""
_FIRST_FORM = 2019
"""First reporting year with an official form: 国办公开办函〔2019〕60号."""
_HEADING_LINE = as_pattern(
    r"[ \t]*(?P<line>(?P<no>[一二三四五六七八])[ \t]*[、.][ \t]*(?:"
    r"(?P<overview>总体情况)|(?P<active>主动公开政府信息(?:的)?情况)"
    r"|(?P<applications>(?:行政机关)?收到和处理政府信息公开申请(?:的)?情况)"
    r"|(?P<review>(?:因?政府信息公开(?:工作)?(?:被)?)?(?:申请)?行政复议、(?:提起)?行政诉讼(?:的)?情况)"
    r"|(?P<problems>(?:政府信息公开工作)?存在(?:的)?(?:主要)?问题(?:及|和|与)改进(?:的)?情况)"
    r"|(?P<other>其[他它]需要报告的事项)))[ \t]*$",
    re.MULTILINE,
)
"""A line that holds the number and the title of one of the six sections and nothing else."""
ORDINALS = ["", *"一二三四五六七八九十", *(f"十{n}" for n in "一二三四五六七八九"), "二十"]


def read_number(text: str) -> int | None:
    """An ordinal up to 二十 as a number."""
    return ORDINALS.index(text) if text in ORDINALS else None


def official(dossier: Dossier) -> tuple[Section, ...]:
    """The recognised sections among the six; not for reports without an official form.

    Both forms have the same six sections, so where the tables are lost the year decides (FY2019 on).
    """
    meta = dossier.report.meta
    official = meta.form in ("2019", "2021")
    if not official and (meta.form is not None or (meta.year or 0) < _FIRST_FORM):
        raise without_form(
            dossier, "未识别到 2019 或 2021 年格式 / no official form was recognised"
        )
    kinds = {kind for kind, _, _ in SIX}
    return tuple(section for section in dossier.report.sections if section.kind in kinds)


def heading_span(section: Section) -> Span:
    """Where a section's heading stands, no longer than evidence may be."""
    length = min(len(section.heading or ""), LONGEST_EVIDENCE)
    return section.start, section.start + length


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of one of the six sections as it is printed."""

    kind: SectionKind
    no: int | None
    title: str
    span: Span

    @property
    def is_official(self) -> bool:
        """Whether it is worded as the official form has it."""
        return _HEADING_LINE.fullmatch(self.title) is not None


_ROW = as_pattern(
    r"\n(?=[ \t]*(?:[一二三四五六七八九十]|第[一二三四五六七八九十]|\([一二三四五六七八九十]))"
)


@once
def numbered_rows(dossier: Dossier) -> Sequence[int]:
    """Where the lines of the text begin that open with an ordinal, in brackets or not, or with one behind 第."""
    # With an end of a line before the first one all lines are found by what Python looks for quickest.
    return [match.start() for match in _ROW.finditer("\n" + dossier.flat)]


@once
def printed_headings(dossier: Dossier) -> tuple[Heading, ...]:
    """The headings of the six sections in the order in which they stand.

    The parser reads the sections in the order of the form and takes a heading out of turn for prose; a
    line that holds nothing but a section's number and title is one all the same, the last of its kind
    (a table of contents stands before).
    """
    found = {
        section.kind: Heading(
            section.kind,
            section.no,
            "".join((section.heading or "").split()),
            heading_span(section),
        )
        for section in official(dossier)
        if section.heading
    }
    skipped: dict[SectionKind, Heading] = {}
    for start in numbered_rows(dossier):
        match = _HEADING_LINE.match(dossier.flat, start)
        if match is None:
            continue
        kind = next(kind for kind, _, _ in SIX if match[kind])
        # A line with its number is the heading rather than a label below it (存在问题:).
        known = found.get(kind)
        if (known is None or known.no is None) and not _in_contents(dossier, match.start()):
            title = "".join(match[0].split())
            skipped[kind] = Heading(kind, read_number(match["no"]), title, match.span("line"))
    headings = (found | skipped).values()
    return tuple(sorted(headings, key=lambda heading: heading.span))


def _in_contents(dossier: Dossier, place: int) -> bool:
    return any(
        section.kind in ("contents", "preamble") and section.start <= place < section.end
        for section in dossier.report.sections
    )


@once
def skipped_sections(dossier: Dossier) -> frozenset[SectionKind]:
    """Sections without a heading whose number is left out between those of their neighbours: 三 and then 五."""
    printed = {heading.kind: heading.no for heading in printed_headings(dossier)}
    numbers = [printed.get(kind) for kind, _, _ in SIX]
    return frozenset(
        SIX[place][0]
        for place in range(len(SIX) - 1)
        if SIX[place][0] not in printed
        and (place == 0 or numbers[place - 1] == place)
        and numbers[place + 1] == place + 2
        and not _numbered_elsewhere(dossier, ORDINALS[place + 1])
    )


def _numbered_elsewhere(dossier: Dossier, ordinal: str) -> bool:
    """Whether a line outside the tables, whose rows are numbered too, begins with an ordinal."""
    lines = re.finditer(rf"(?:^|\n)[ \t　]*(?P<no>(?:第)?{ordinal}[、.部])", dossier.flat)
    return any(not in_table(dossier, line.start("no")) for line in lines)


def in_table(dossier: Dossier, place: int) -> bool:
    """Whether a place in the text is within a table."""
    return any(start <= place < end for start, end in dossier.report.tables)
