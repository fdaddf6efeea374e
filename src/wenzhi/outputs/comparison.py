"""Floor 6: two reports side by side: the sections they share passages in, aligned and told apart.

Takes a `CopyPair` and both reports, gives two `Side`s of runs: passages numbered alike on both sides,
differing characters within a passage marked, official form and statutory wording known as such. It
says what is the same and what is not, never who took it from whom.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Literal

from wenzhi.base.records import (
    CopyFamily,
    CopyPair,
    FamilySlot,
    Passage,
    Record,
    ReportRef,
    Section,
    SectionKind,
    Span,
)
from wenzhi.outputs.highlights import Cutter, Layered, Run, heading_span
from wenzhi.outputs.view import ReportView
from wenzhi.outputs.wording import Wording

LONGEST_DIFF = 4000
"""Characters of a passage above which its differences are not marked: difflib is quadratic."""
EXAMPLES = 6
"""Fillings shown for one slot of a family's template."""

MANDATED = frozenset({"form", "statute"})
"""What every organ must write is not copying; the pages print it grey."""


_LEFT_OVER = " \n,.:;!?，。：；！？、)）」』”"
"""Marks that no sentence begins with."""


class Part(Record, frozen=True):
    """One section of one side."""

    kind: SectionKind | None
    heading: str | None
    lines: tuple[tuple[Run, ...], ...]


class Side(Record, frozen=True):
    """One report of a pair."""

    letter: Literal["a", "b"]
    ref: ReportRef
    parts: tuple[Part, ...]
    characters: int


class SlotExample(Record, frozen=True):
    """One filling of a slot and how many members use it."""

    text: str
    members: int


class SlotLine(Record, frozen=True):
    """One slot of a family's template."""

    n: int
    type: str
    distinct: int
    examples: tuple[SlotExample, ...]


class MemberLine(Record, frozen=True):
    """One member of a family with its fillings; `share` (0–1) is the most it shares with another."""

    ref: ReportRef
    place: str | None
    share: float | None
    fillings: tuple[str | None, ...]


class TemplatePiece(Record, frozen=True):
    """A stretch of a family's template: shared wording, or the slot `n`."""

    text: str
    slot: int | None = None


def compare(pair: CopyPair, a: ReportView, b: ReportView) -> tuple[Side, Side]:
    """Both sides of `pair`."""
    differences: dict[Literal["a", "b"], list[Span]] = {"a": [], "b": []}
    for passage in pair.passages:
        left, right = _differences(a.report.text, b.report.text, passage)
        differences["a"] += left
        differences["b"] += right
    return (
        _side("a", a, [passage.a for passage in pair.passages], pair, differences["a"]),
        _side("b", b, [passage.b for passage in pair.passages], pair, differences["b"]),
    )


def _side(
    letter: Literal["a", "b"],
    view: ReportView,
    spans: list[Span],
    pair: CopyPair,
    differences: list[Span],
) -> Side:
    other = "b" if letter == "a" else "a"
    layers = [
        Layered(
            start=start,
            end=end,
            layer="passage",
            kind=pair.passages[index].kind,
            index=index,
            anchor=f"{letter}-{index + 1}",
            target=f"#{other}-{index + 1}",
        )
        for index, (start, end) in enumerate(spans)
    ]
    layers += [
        Layered(start=start, end=end, layer="difference", kind="difference", index=index)
        for index, (start, end) in enumerate(differences)
    ]
    layers += [
        Layered(
            start=span.start, end=span.end, layer="provenance", kind=span.provenance, index=index
        )
        for index, span in enumerate(
            span for span in view.provenance if span.provenance in MANDATED
        )
    ]
    layers.sort(key=lambda span: (span.start, -span.end, span.index))
    cutter = Cutter(view.report.text, [span for span in layers if span.start < span.end])
    sections = list(_sections_with(view, spans))
    parts = tuple(_part(view, section, cutter) for section in sections)
    ref = pair.a if letter == "a" else pair.b
    characters = sum(len("".join(run.text for run in line)) for p in parts for line in p.lines)
    return Side(letter=letter, ref=ref, parts=parts, characters=characters)


def _sections_with(view: ReportView, spans: Iterable[Span]) -> Iterable[Section | None]:
    """Sections that hold a passage, in reading order; None (all the text) where none does."""
    wanted = list(spans)
    found = [
        section
        for section in view.report.sections
        if any(section.start < end and start < section.end for start, end in wanted)
    ]
    return found or [None]


def _part(view: ReportView, section: Section | None, cutter: Cutter) -> Part:
    text = view.report.text
    if section is None:
        return Part(kind=None, heading=None, lines=tuple(cutter.lines(0, len(text))))
    heading = heading_span(text, section)
    start = heading[1] if heading else section.start
    return Part(
        kind=section.kind,
        heading=text[heading[0] : heading[1]] if heading else None,
        lines=tuple(cutter.lines(start, section.end)),
    )


def _differences(a: str, b: str, passage: Passage) -> tuple[list[Span], list[Span]]:
    """Characters of a passage that the other side has otherwise; blanks do not count."""
    left, right = a[slice(*passage.a)], b[slice(*passage.b)]
    if passage.kind == "verbatim" or max(len(left), len(right)) > LONGEST_DIFF:
        return [], []
    found: tuple[list[Span], list[Span]] = ([], [])
    for tag, i, j, k, m in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        if left[i:j].strip():
            found[0].append((passage.a[0] + i, passage.a[0] + j))
        if right[k:m].strip():
            found[1].append((passage.b[0] + k, passage.b[0] + m))
    return found


def read_template(family: CopyFamily) -> list[TemplatePiece]:
    """A family's template as pieces; `{n:type}` is a slot."""
    pieces: list[TemplatePiece] = []
    at = 0
    for match in re.finditer(r"\{(\d+):(\w+)\}", family.template):
        if at < match.start():
            pieces.append(TemplatePiece(text=family.template[at : match.start()]))
        pieces.append(TemplatePiece(text=match[2], slot=int(match[1])))
        at = match.end()
    if at < len(family.template):
        pieces.append(TemplatePiece(text=family.template[at:]))
    return pieces


def opening(family: CopyFamily, length: int) -> list[TemplatePiece]:
    """The first pieces of a template, as many as begin within `length` characters of shared wording.

    A slot counts as one; what goes on ends in `…`. Marks left over from the sentence before are left out.
    """
    shown: list[TemplatePiece] = []
    left = length
    pieces = read_template(family)
    if pieces and pieces[0].slot is None:
        pieces[0] = TemplatePiece(text=pieces[0].text.lstrip(_LEFT_OVER))
    for piece in pieces:
        if left <= 0 or (piece.slot is None and len(piece.text) > left):
            shown.append(TemplatePiece(text=f"{piece.text[:left] if piece.slot is None else ''}…"))
            break
        shown.append(piece)
        left -= 1 if piece.slot is not None else len(piece.text)
    return shown


def spell_opening(family: CopyFamily, length: int, wording: Wording) -> str:
    """The same in plain text: a slot is what fills it, in brackets."""
    return "".join(
        piece.text if piece.slot is None else f"〔{wording.label('slot_type', piece.text)}〕"
        for piece in opening(family, length)
    )


def slot_lines(family: CopyFamily) -> list[SlotLine]:
    """How a family fills its slots, most used fillings first."""
    return [
        SlotLine(
            n=slot.n,
            type=slot.type,
            distinct=len(set(slot.values.values())),
            examples=_examples(slot.values),
        )
        for slot in family.slots
    ]


COLUMNS_SHOWN = 8
"""Slots that get a column beside the members: what a landscape page holds."""


def column_slots(family: CopyFamily) -> list[FamilySlot]:
    """The slots whose fillings tell most members apart, in the order of the template."""
    ranked = sorted(family.slots, key=lambda slot: (-len(set(slot.values.values())), slot.n))
    return sorted(ranked[:COLUMNS_SHOWN], key=lambda slot: slot.n)


def member_lines(
    members: Iterable[ReportRef],
    slots: Sequence[FamilySlot],
    places: Mapping[str, str | None],
    shares: Mapping[str, float],
) -> list[MemberLine]:
    """Members with place, share and fillings; `places` and `shares` go by report id."""
    return [
        MemberLine(
            ref=ref,
            place=places.get(ref.report),
            share=shares.get(ref.report),
            fillings=tuple(slot.values.get(ref.report) for slot in slots),
        )
        for ref in members
    ]


def _examples(values: Mapping[str, str]) -> tuple[SlotExample, ...]:
    counted = sorted(Counter(values.values()).items(), key=lambda item: (-item[1], item[0]))
    return tuple(SlotExample(text=text, members=n) for text, n in counted[:EXAMPLES])
