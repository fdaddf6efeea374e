"""Floor 2: what is prose: the paragraphs of each section, without headings, tables and page numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from wenzhi.base.records import Section, SectionKind, Sentence, Span
from wenzhi.parse.sections.signed import told_until
from wenzhi.text.normalize import Folded
from wenzhi.text.sentences import paragraphs, sentences, usual_width


class Paragraph(msgspec.Struct, frozen=True):
    """One paragraph of prose: the section it stands in and its folded text."""

    section: SectionKind
    body: Folded


def read_prose(
    folded: Folded, sections: Sequence[Section], tables: Sequence[Span]
) -> tuple[Paragraph, ...]:
    """The prose of a report in reading order; `tables` are original spans to leave out."""
    parts = [
        (kind, folded.within(span))
        for section in sections
        for kind, whole in _told_and_signed(folded, sections, section)
        for span in _outside(whole, tables)
    ]
    width = usual_width(*(part for _, part in parts))
    return tuple(Paragraph(kind, body) for kind, part in parts for body in paragraphs(part, width))


def _told_and_signed(
    folded: Folded, sections: Sequence[Section], section: Section
) -> Iterator[tuple[SectionKind, Span]]:
    """What a section tells, and who signs it where that is no sentence of what is judged."""
    end = told_until(folded.original, sections, section)
    yield section.kind, (section.start + len(section.heading or ""), end)
    if end < section.end:
        yield "signature", (end, section.end)


def read_sentences(prose: Sequence[Paragraph]) -> tuple[Sentence, ...]:
    """The sentences of the prose, with spans in the original text."""
    return tuple(
        Sentence(start=span[0], end=span[1], section=paragraph.section)
        for paragraph in prose
        for start, end in sentences(paragraph.body.text)
        if (span := paragraph.body.span(start, end))[0] < span[1]
    )


def _outside(span: Span, holes: Sequence[Span]) -> list[Span]:
    """The parts of `span` that no hole covers."""
    parts: list[Span] = []
    start = span[0]
    for left, right in sorted(holes):
        if right <= start or left >= span[1]:
            continue
        if start < left:
            parts.append((start, left))
        start = max(start, right)
    if start < span[1]:
        parts.append((start, span[1]))
    return parts
