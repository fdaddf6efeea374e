"""Floor 3, reuse: findings of family C on one report.

Takes a report with the pairs and the family of its section, gives findings with exact evidence. What
stands in a superior's text, in the form or in the regulation is not held against two organs that
share it. It must not look for copies itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

import msgspec
import numpy as np
import numpy.typing as npt

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import (
    Checked,
    CopyFamily,
    CopyPair,
    Finding,
    Message,
    NotRun,
    Record,
    Report,
    ReportRef,
    SectionText,
    Severity,
    Span,
)
from wenzhi.base.resources import read_toml
from wenzhi.base.rules import make_finding
from wenzhi.reuse.known import find_known
from wenzhi.reuse.order import rank_source
from wenzhi.reuse.skeletons import Skeleton
from wenzhi.text.normalize import fold, squeeze

LEAST_PASSAGES = 0.10
"""Share from which C103 tells of passages; a pair is not made below it either."""

FAMILY_ORGANS = 3
"""Organs of the smallest family that C104 tells of: two are a pair."""

EVIDENCE = 200
"""Characters of the longest piece of evidence: a finding points at a sentence, not at a page."""

EDITION_CODES = ("C201", "C202", "C203")
COPY_CODES = ("C101", "C102", "C103", "C104", "C105", "C106", *EDITION_CODES)

_SENTENCE = as_pattern(r"[^。！？!?；;\n]*[。！？!?；;\n]+|[^。！？!?；;\n]+")
_WHY_UNDECIDED = dict.fromkeys(COPY_CODES, "有一方机关不明") | {"C203": "哪一份有效，文件本身不说"}
Bools = npt.NDArray[np.bool_]


class _Bounds(Record, frozen=True):
    """Shares of a section's characters from which rules speak; `data/scores/grounds.toml` has them.

    C101, C102 and C106 speak from `shared`, C101 is an error from `shared_highly`, and C105 wants
    `names_only` inside passages that differ in slots alone.
    """

    shared: float
    shared_highly: float
    names_only: float


@cache
def _bounds() -> _Bounds:
    return msgspec.convert(read_toml("scores/grounds.toml")["distinct"], _Bounds)


@dataclass(frozen=True, slots=True)
class _Side:
    """A pair as seen from the report: the other report and what it shares on this side.

    `share` is of the section's characters, without what the form, the regulation or a superior says;
    like a pair's masked shares it counts what differs in names, dates and numbers alone.
    """

    pair: CopyPair
    other: ReportRef
    mine: Literal["a", "b"]
    spans: tuple[Span, ...]
    share: float

    @property
    def verbatim(self) -> float:
        """The share of the section's characters that stand in the other to the letter."""
        return self.pair.coverage_a if self.mine == "a" else self.pair.coverage_b

    @property
    def masked(self) -> float:
        """The same with all that lies inside passages."""
        return self.pair.masked_a if self.mine == "a" else self.pair.masked_b

    @property
    def exact(self) -> bool:
        """Whether both sections are the same to the letter."""
        return min(self.pair.coverage_a, self.pair.coverage_b) >= 1


@dataclass(frozen=True, slots=True)
class Editions:
    """Other files of the same report: of the same bytes, in other formats, in other versions.

    `aside` says that one of them counts in this one's place, so that this one was not compared.
    """

    duplicates: Sequence[ReportRef] = ()
    same: Sequence[ReportRef] = ()
    versions: Sequence[ReportRef] = ()
    aside: bool = False


def copy_findings(
    report: Report,
    text: SectionText | None,
    pairs: Sequence[CopyPair] = (),
    family: CopyFamily | None = None,
    editions: Editions | None = None,
    skeleton: Skeleton | None = None,
) -> tuple[tuple[Finding, ...], Checked]:
    """Findings of family C and how its rules fared, a place being the whole section.

    `pairs` are those that `text`, a section of `report`, is a side of; `skeleton` is that of `family`,
    by which all its members are counted. C201–C203 do not run where `editions` were not looked for.
    """
    told = _tell_editions(report, editions) if editions is not None else []
    if text is None:
        why = "另一份文件代表这份报告参加比对" if editions and editions.aside else "没有第五节"
        return tuple(told), _count(told, EDITION_CODES if editions is not None else (), why)
    sides, telling, least = _weigh(text, pairs)
    among = set()
    if skeleton is not None:
        among = skeleton.sharers(text.ref.report, text, telling, least)
    found = [
        *_shared_with_peers(report, sides, among, whole=skeleton is None or skeleton.whole),
        *_shared_with(report, sides, "self", "C102"),
        *_shared_with(report, sides, "upstream", "C106"),
        *_tell_family(report, family),
        *told,
    ]
    ran = [code for code in COPY_CODES if editions is not None or code not in EDITION_CODES]
    return tuple(found), _count(found, ran, "没有比对文件内容")


def _count(found: Sequence[Finding], ran: Sequence[str], why: str) -> Checked:
    """How the rules fared: those that `ran`, and `why` the others did not."""
    undecided = [finding for finding in found if finding.verdict == "unjudged"]
    return Checked(
        passed=len(ran) - len(found),
        failed=len(found) - len(undecided),
        unjudged=len(undecided),
        not_run=tuple(NotRun(code=code, why=why) for code in COPY_CODES if code not in ran),
        ran=tuple(ran),
        undecided=tuple(NotRun(code=one.code, why=_WHY_UNDECIDED[one.code]) for one in undecided),
    )


def _weigh(text: SectionText, pairs: Sequence[CopyPair]) -> tuple[list[_Side], Bools, float]:
    """Pairs from this side, the largest share first; superiors' text does not count among peers.

    Also the characters that count among peers, and how many of them make the share that rules speak from.
    """
    known, blank = _known_characters(text)
    granted = np.zeros(len(text.text), bool)
    for pair in pairs:
        if pair.relation == "upstream" and pair.b == text.ref:
            granted |= _cover(text, [passage.b for passage in pair.passages])
    whole = max(1, len(text.text) - int(blank.sum()))
    sides = []
    for pair in pairs:
        mine: Literal["a", "b"] = "a" if pair.a == text.ref else "b"
        spans = tuple(passage.a if mine == "a" else passage.b for passage in pair.passages)
        telling = _cover(text, spans) & ~known & ~blank
        if pair.relation in ("peer", "unknown"):
            telling &= ~granted
        other = pair.b if mine == "a" else pair.a
        sides.append(_Side(pair, other, mine, spans, int(telling.sum()) / whole))
    sides.sort(key=lambda side: (-side.share, -side.verbatim, rank_source(side.other)))
    return sides, ~known & ~blank & ~granted, _bounds().shared * whole


def _known_characters(text: SectionText) -> tuple[Bools, Bools]:
    """Characters of the section that the form or the statute wrote, and those that are blank."""
    folded = squeeze(fold(text.text))
    known = np.zeros(len(text.text), bool)
    for span in find_known(folded.text):
        if span.kind != "genre":
            start, end = folded.span(span.start, span.end)
            known[start:end] = True
    blank = np.array([character.isspace() for character in text.text], bool)
    return known, blank


def _cover(text: SectionText, spans: Sequence[Span]) -> Bools:
    covered = np.zeros(len(text.text), bool)
    for start, end in spans:
        covered[start - text.start : end - text.start] = True
    return covered


def _shared_with_peers(
    report: Report, sides: Sequence[_Side], among: set[str], *, whole: bool
) -> list[Finding]:
    """C105 or C101 or C103, whichever says most of the strongest other organ.

    `among` are the members of its family, of other organs, that share as much as C101 wants: of the
    `whole` family, or of as many of its members as were asked.
    """
    others = [side for side in sides if side.pair.relation in ("peer", "unknown")]
    if not others or others[0].share < LEAST_PASSAGES:
        return []
    # Whoever wrote later is no source. Of the others an exact copy goes before any near one, and where
    # one that wrote earlier shares about as much, it is the one to name.
    best = min(others, key=lambda side: (_later(side), not side.exact, -round(side.share, 1)))
    if best.share < _bounds().shared:
        best = others[0]
    if best.share < _bounds().shared:
        values = {
            "share": _percent(best.share),
            "ignoring": _ignoring(best),
            "other": _name(best.other),
            "count": len(best.spans),
        }
        return [make_finding(report, "C103", values, spans=cut_evidence(report.text, best.spans))]
    known = {side.other.report for side in sides}
    count = sum(side.share >= _bounds().shared for side in others) + len(among - known)
    counted = str(count) if whole else Message(zh=f"至少{count}", en=f"at least {count}")
    return [_whole_section(report, best, counted)]


def _whole_section(report: Report, side: _Side, counted: str | Message) -> Finding:
    code = "C105" if _names_only(side) else "C101"
    severity: Severity = (
        "error" if code == "C105" or side.share >= _bounds().shared_highly else "warning"
    )
    unknown = side.pair.relation == "unknown"
    if _later(side):
        severity = "info"
    return make_finding(
        report,
        code,
        {
            "share": _percent(side.share),
            "ignoring": _ignoring(side),
            "other": _name(side.other),
            "count": counted,
            "least": _percent(_bounds().shared),
        },
        spans=cut_evidence(report.text, side.spans),
        severity=severity,
        verdict="unjudged" if unknown else "fail",
    )


def _names_only(side: _Side) -> bool:
    """Whether all but slots is the same on both sides, and some slot differs."""
    pair = side.pair
    slots = all(passage.kind in ("verbatim", "slot") for passage in pair.passages)
    whole = min(pair.masked_a, pair.masked_b) >= _bounds().names_only
    differs = any(passage.kind == "slot" for passage in pair.passages)
    return slots and whole and differs


def _later(side: _Side) -> bool:
    """Whether the other is known to have written after this report."""
    return side.pair.earlier == side.mine


def _shared_with(report: Report, sides: Sequence[_Side], relation: str, code: str) -> list[Finding]:
    """C102 or C106 for the strongest pair of one relation, if this side may have taken it over."""
    taken = [
        side
        for side in sides
        if side.pair.relation == relation and side.share >= _bounds().shared and not _later(side)
    ]
    if relation == "self":  # two files on one year are one report, or two versions of it
        taken = [side for side in taken if side.other.year != report.meta.year]
    if relation == "upstream":
        taken = [side for side in taken if side.mine == "b"]  # a is the superior
    if not taken:
        return []
    best = taken[0]
    values = {
        "share": _percent(best.share),
        "ignoring": _ignoring(best),
        "other": _name(best.other),
        "year": best.other.year,
    }
    return [make_finding(report, code, values, spans=cut_evidence(report.text, best.spans))]


def _tell_family(report: Report, family: CopyFamily | None) -> list[Finding]:
    if family is None:
        return []
    organs = len({ref.organization or ref.report for ref in family.members})
    if organs < FAMILY_ORGANS:
        return []
    values = {"organs": organs, "family": family.id, "slots": len(family.slots)}
    return [make_finding(report, "C104", values)]


def _tell_editions(report: Report, editions: Editions) -> list[Finding]:
    """C201 to C203: other files of the same report."""
    found: list[Finding] = []
    if editions.duplicates:
        first = min(editions.duplicates, key=lambda ref: ref.path)
        values: dict[str, object] = {"other": first.path, "count": len(editions.duplicates)}
        found.append(make_finding(report, "C201", values))
    if editions.same:
        zh, en = (
            ("由它代表", "which counts") if editions.aside else ("以本文件为准", "this one counts")
        )
        first = min(editions.same, key=lambda ref: ref.path)
        values = {"other": first.path, "count": len(editions.same), "zh": zh, "en": en}
        found.append(make_finding(report, "C202", values))
    if editions.versions:
        first = min(editions.versions, key=lambda ref: ref.path)
        values = {"other": first.path, "count": len(editions.versions)}
        found.append(make_finding(report, "C203", values, verdict="unjudged"))
    return found


def cut_evidence(text: str, spans: Sequence[Span]) -> list[Span]:
    """`spans` cut at sentences, blank ends left out, no piece longer than `EVIDENCE`."""
    pieces: list[Span] = []
    for start, end in spans:
        for match in _SENTENCE.finditer(text, start, end):
            left, right = match.span()
            while left < right and text[left].isspace():
                left += 1
            while right > left and text[right - 1].isspace():
                right -= 1
            for place in range(left, right, EVIDENCE):
                pieces.append((place, min(place + EVIDENCE, right)))
    return pieces


def _ignoring(side: _Side) -> Message:
    """What the share told leaves out of account, if anything."""
    if _percent(side.verbatim) == _percent(side.masked):
        return Message(zh="", en="")
    if any(passage.kind == "reworded" for passage in side.pair.passages):
        return Message(
            zh="（忽略数字、日期、名称和个别改动后）",
            en=" (leaving numbers, dates, names and small changes out of account)",
        )
    return Message(
        zh="（忽略数字、日期、名称后）", en=" (leaving numbers, dates and names out of account)"
    )


def _percent(share: float) -> str:
    return f"{100 * share:.0f}"


def _name(ref: ReportRef) -> str:
    year = f"{ref.year}年度" if ref.year else ""
    return f"{ref.organization or ref.path}{year}报告"
