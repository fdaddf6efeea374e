"""Floor 4: the units of section 五 that are classed: a sentence, or one item of a list.

Takes a report, or labelled units, and gives passages: units in reading order with what the rules of
`parse/narratives/narrative` made of them. docs/explanation/labelling.md defines the unit. Must not know classes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Narrative, Report, Span
from wenzhi.parse.narratives.narrative import read_narrative
from wenzhi.scores.labels import LabelledNarrative
from wenzhi.text.normalize import Folded, fold, squeeze
from wenzhi.text.sentences import paragraphs

_NO = "一二三四五六七八九十"
_ITEM = as_pattern(
    rf"(?:[{_NO}]{{1,2}}(?:是|要|、|\.)|第[{_NO}](?:[,、:]|是)|\([{_NO}\d]{{1,2}}\)|\d{{1,2}}[.、)](?!\d)"
    r"|[①-⑳]|首先|其次|再次|再者|最后|一方面|另一方面|此外|另外)"
)
_PART = as_pattern(r"[;:]")
_OPEN, _SHUT = "“‘(《「『【[", "”’)》」』】]"


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit: its span in the report, its folded text without blanks, its paragraph's number."""

    start: int
    end: int
    text: str
    paragraph: int


@dataclass(frozen=True, slots=True)
class Passage:
    """The units of one section 五; `problems` and `measures` are shares of each unit (0–1) by rule."""

    units: tuple[Unit, ...]
    problems: tuple[float, ...]
    measures: tuple[float, ...]


def read_passage(report: Report) -> Passage:
    """The units of section 五 of `report`; none where it has none."""
    units: list[Unit] = []
    paragraph, last = 0, None
    for sentence in report.sentences:
        if sentence.section != "problems":
            continue
        if last is not None and "\n" in report.text[last : sentence.start]:
            paragraph += 1
        last = sentence.end
        folded = squeeze(fold(report.text[sentence.start : sentence.end], sentence.start))
        units += [_unit(folded, span, paragraph) for span in split_items(folded.text)]
    return _passage(units, report.narrative)


def read_labelled(narrative: LabelledNarrative) -> Passage:
    """The units of a labelled narrative as they are marked, read as an office would print them."""
    text, spans = print_labelled(narrative)
    units = [
        Unit(start, end, squeeze(fold(text[start:end])).text, unit.paragraph)
        for (start, end), unit in zip(spans, narrative.sentences, strict=True)
    ]
    return _passage(units, read_rules(narrative))


def read_rules(narrative: LabelledNarrative) -> Narrative:
    """What the rules make of a labelled narrative; offsets as in `print_labelled`."""
    return read_narrative(paragraphs(fold(print_labelled(narrative)[0])))


def print_labelled(narrative: LabelledNarrative) -> tuple[str, list[Span]]:
    """The text of a labelled narrative, a paragraph a line, and the span of every unit."""
    text, spans, last = "", [], 0
    for unit in narrative.sentences:
        text += "\n" if unit.paragraph != last else ""
        last = unit.paragraph
        spans.append((len(text), len(text) + len(unit.text)))
        text += unit.text
    return text, spans


def split_items(text: str) -> list[Span]:
    """Spans of the list items of one folded sentence, cut after `;` and `:` before a marker.

    Punctuation belongs to the item before it; nothing inside quotes or brackets is cut.
    """
    cuts = [0]
    for match in _PART.finditer(text):
        inside = sum(map(text[: match.start()].count, _OPEN)) > sum(
            map(text[: match.start()].count, _SHUT)
        )
        if not inside and _ITEM.match(text, match.end()):
            cuts.append(match.end())
    return list(zip(cuts, [*cuts[1:], len(text)], strict=True))


def _unit(folded: Folded, span: Span, paragraph: int) -> Unit:
    start, end = folded.span(*span)
    return Unit(start, end, folded.text[slice(*span)], paragraph)


def _passage(units: Sequence[Unit], narrative: Narrative) -> Passage:
    problems = [(one.start, one.end) for one in narrative.problems]
    measures = [(one.start, one.end) for one in narrative.measures]
    return Passage(tuple(units), tuple(_shares(units, problems)), tuple(_shares(units, measures)))


def _shares(units: Sequence[Unit], parts: Sequence[Span]) -> Iterator[float]:
    for unit in units:
        shared = sum(max(0, min(unit.end, end) - max(unit.start, start)) for start, end in parts)
        yield shared / max(1, unit.end - unit.start)
