"""Floor 3, reuse: where each character of a section comes from.

Takes a section, the pairs and the family it belongs to and a profile of what everybody writes; gives
spans that tile the section, each of one class (05-measures §1). Anchored on what is known – form,
statute, own years, superiors – and only then on frequency. It must not look for copies itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from wenzhi.base.records import (
    CopyFamily,
    CopyPair,
    Provenance,
    ProvenanceSpan,
    ReportRef,
    SectionText,
    Span,
)
from wenzhi.reuse.known import find_known
from wenzhi.reuse.links import Collection, mask_section
from wenzhi.reuse.order import rank_source
from wenzhi.reuse.phrases import Pool
from wenzhi.text.shingles import PHRASE
from wenzhi.text.slots import Masked

PROVINCES = 3
"""A stock phrase stands in reports of organs of at least so many provinces (05-measures §1)."""

SHARED_BY = 10
"""From so many organs on a family's text has no source that could be named: it is `family`."""

_ORDER: tuple[Provenance, ...] = (
    "own", "family", "peer", "upstream", "self", "genre", "statute", "form",
)  # fmt: skip
"""Classes from the weakest to the strongest: a stronger one overwrites a weaker."""


@dataclass(frozen=True, slots=True)
class GenreProfile:
    """Masked phrases that everybody writes and nobody wrote first: sorted hashes, of `length` characters.

    From a corpus: phrases whose users agree in nothing else (`phrases`), of organs of at least
    three provinces where provinces are known. The bundled dictionaries hold besides, and alone where
    the corpus is too small.
    """

    phrases: Pool
    length: int = PHRASE

    @classmethod
    def empty(cls) -> GenreProfile:
        """The bundled dictionaries alone."""
        return cls(Pool.of(np.zeros(0, np.uint64)))

    @classmethod
    def fit(cls, texts: Sequence[SectionText]) -> GenreProfile:
        """What everybody writes in `texts`; their order does not matter."""
        return cls.of(Collection.of(texts))

    @classmethod
    def of(cls, collection: Collection) -> GenreProfile:
        """The same from a collection at hand."""
        phrases = collection.phrases
        from wenzhi.reuse.phrase_kernels import find_spread  # loads a compiler

        provinces = _province_numbers(collection.texts)[phrases.shared_text]
        if len(provinces) == 0 or provinces.max() + 1 < PROVINCES:
            # Provinces are unknown: frequency must do.
            return cls(Pool.of(phrases.common_hashes), phrases.length)
        spread = find_spread(phrases.shared_hash, provinces, PROVINCES)
        return cls(Pool.of(phrases.shared_hash[spread]), phrases.length)

    def find(self, masked: Masked) -> npt.NDArray[np.int64]:
        """The masked stretches that such phrases cover, as disjoint rows `[start, end)`."""
        from wenzhi.reuse.phrase_kernels import find_covered  # loads a compiler

        pool = self.phrases
        return find_covered(masked.codes, self.length, pool.values, pool.table)


def _province_numbers(texts: Sequence[SectionText]) -> npt.NDArray[np.int32]:
    names = [text.region.path[0] if text.region and text.region.path else "" for text in texts]
    numbers = {name: number for number, name in enumerate(sorted(set(names)))}
    return np.array([numbers[name] for name in names], np.int32)


@dataclass(frozen=True, slots=True)
class Sharers:
    """The reports of a family, and how many organs they are of: made once for all its members."""

    reports: frozenset[str]
    organs: int

    @classmethod
    def of(cls, members: Iterable[ReportRef]) -> Sharers:
        """From the members of a family."""
        refs = tuple(members)
        organs = {ref.organization or ref.report for ref in refs}
        return cls(frozenset(ref.report for ref in refs), len(organs))


def trace(
    text: SectionText,
    pairs: Sequence[CopyPair],
    family: CopyFamily | Sharers | None = None,
    background: GenreProfile | None = None,
    masked: Masked | None = None,
) -> tuple[ProvenanceSpan, ...]:
    """Spans that tile the section, in offsets of the report.

    `masked` is the section masked (`links.mask_section`) where the caller has it already.

    `pairs` are those `text` is a side of; without `background` only the bundled dictionaries tell
    what everybody writes. A character that others took from here is `own`: only a
    source that is not known to be later counts.
    """
    labels = np.zeros(len(text.text), np.int8)
    sources = np.full(len(text.text), -1, np.int64)
    refs: list[ReportRef] = []
    sharers = Sharers.of(family.members) if isinstance(family, CopyFamily) else family
    members = sharers.reports if sharers and sharers.organs >= SHARED_BY else frozenset()
    shared = np.zeros(len(text.text), bool)
    ranked = _rank(text, pairs, members)
    own_years = [other.year or 0 for provenance, other, _ in ranked if provenance == "self"]
    for provenance, other, spans in ranked:
        refs.append(other)
        # What the organ took over once is not its own by being said again.
        before = provenance == "family" and (other.year or 0) <= min(own_years, default=0)
        named = provenance != "family"
        for start, end in spans:
            if before or provenance == "upstream":
                shared[start - text.start : end - text.start] = before
            labels[start - text.start : end - text.start] = _ORDER.index(provenance)
            sources[start - text.start : end - text.start] = len(refs) - 1 if named else -1
    masked = masked or mask_section(text)
    _mark_known(text, masked, background or GenreProfile.empty(), labels, sources)
    _close_gaps(text.text, labels, sources)
    shared &= labels == _ORDER.index("self")
    return _spell(text, labels, sources, shared, refs)


def _rank(
    text: SectionText, pairs: Sequence[CopyPair], members: frozenset[str]
) -> list[tuple[Provenance, ReportRef, list[Span]]]:
    """Sources with the spans taken from them, the strongest last, of those as strong the first written."""
    found: list[tuple[tuple[int, float], Provenance, ReportRef, list[Span]]] = []
    for pair in pairs:
        mine = "a" if pair.a == text.ref else "b"
        other = pair.b if mine == "a" else pair.a
        if pair.earlier == mine or (pair.relation == "upstream" and mine == "a"):
            continue
        provenance = _classify(text, pair, other, members)
        covered = pair.masked_a if mine == "a" else pair.masked_b
        spans = [passage.a if mine == "a" else passage.b for passage in pair.passages]
        found.append(((_ORDER.index(provenance), covered), provenance, other, spans))
    found.sort(key=lambda item: rank_source(item[2]), reverse=True)
    found.sort(key=lambda item: item[0])
    return [item[1:] for item in found]


def _classify(
    text: SectionText, pair: CopyPair, other: ReportRef, members: frozenset[str]
) -> Provenance:
    if pair.relation == "self":
        return "self"
    if pair.relation == "upstream":
        return "upstream"
    if other.report in members:
        return "family"
    named = other.organization is not None and other.organization != text.ref.organization
    return "peer" if pair.relation == "peer" or named else "family"


def _mark_known(
    text: SectionText,
    masked: Masked,
    background: GenreProfile,
    labels: npt.NDArray[np.int8],
    sources: npt.NDArray[np.int64],
) -> None:
    """Write genre, statute and form over what was there."""
    spans: list[tuple[int, Span]] = []
    if len(background.phrases.values):
        genre, windows = _ORDER.index("genre"), background.find(masked)
        lefts = masked.offsets[masked.first[windows[:, 0]]]
        rights = masked.offsets[masked.first[windows[:, 1]] - 1] + 1
        spans += [(genre, span) for span in zip(lefts.tolist(), rights.tolist(), strict=True)]
    spans += [
        (_ORDER.index(span.kind), masked.folded_span(span.start, span.end))
        for span in find_known(masked.folded)
    ]
    for label, (start, end) in sorted(spans):
        labels[start - text.start : end - text.start] = label
        sources[start - text.start : end - text.start] = -1


_BEYOND = 0xFFFF
"""Stands for all characters beyond the first plane: ideographs, nearly all, and never punctuation."""


@cache
def _marks() -> npt.NDArray[np.bool_]:
    """By code point, whether a character is punctuation or blank."""
    found = np.array([not chr(code).isalnum() for code in range(_BEYOND + 1)], bool)
    found[_BEYOND] = False
    return found


def _close_gaps(text: str, labels: npt.NDArray[np.int8], sources: npt.NDArray[np.int64]) -> None:
    """Punctuation and blanks that belong to nothing go with what stands before them."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    own = np.flatnonzero(labels[1:] == 0) + 1
    gaps = own[_marks()[np.minimum(codes[own], _BEYOND)]]
    before = np.arange(len(text))
    before[gaps] = 0
    # The nearest place before that is no gap; the first place is none.
    np.maximum.accumulate(before, out=before)
    labels[:], sources[:] = labels[before], sources[before]


def _spell(
    text: SectionText,
    labels: npt.NDArray[np.int8],
    sources: npt.NDArray[np.int64],
    shared: npt.NDArray[np.bool_],
    refs: Sequence[ReportRef],
) -> tuple[ProvenanceSpan, ...]:
    other = (np.diff(labels) != 0) | (np.diff(sources) != 0) | (np.diff(shared) != 0)
    changes = np.flatnonzero(other) + 1
    bounds = [0, *changes.tolist(), len(text.text)]
    return tuple(
        ProvenanceSpan(
            start=text.start + start,
            end=text.start + end,
            provenance=_ORDER[labels[start]],
            source=refs[sources[start]] if sources[start] >= 0 else None,
            shared=bool(shared[start]),
        )
        for start, end in pairwise(bounds)
        if end > start
    )
