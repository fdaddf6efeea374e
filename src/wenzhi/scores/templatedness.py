"""Floor 4: templatedness: how well others' narratives predict a narrative, its own kin left out.

`templatedness.v0` = 1 − S_loo / S_background, between 0 (nothing of it is foreseeable) and 1 (all of it
is). S_loo: mean surprisal, bits per masked character, under an interpolated character model of up
to `ORDER` characters, trained on a reference set of other reports' narratives without the report's
copy family and all years of its organ. S_background: the same text under single-character
frequencies of the same set. The full definition (`v1`) takes a general model of the register as
background; none ships yet, hence the other name (docs/explanation/templatedness.md).

Takes sections and what copies were found among them. It must not decide whether anything was copied.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wenzhi.base.records import Copies, CopyFamily, Record, Score, SectionText, Span
from wenzhi.reuse.links import mask_section
from wenzhi.text.normalize import fold
from wenzhi.text.sentences import paragraphs, sentences
from wenzhi.text.shingles import Hashes, hash_grams, hash_whole, scramble
from wenzhi.text.slots import Masked

VERSION = "templatedness.v0"

ORDER = 6
"""Longest context and character together. Words of the register are two to four characters long, so
six reach across a word boundary; longer ones find little but copies of the same stock phrase."""

REFERENCE = 3000
"""Narratives in the reference set, at most one per family and per organ. A cap, so that a report
keeps its score as the corpus grows past it, and cost stays linear."""

BLOCKS = 10
"""Parts of the reference set that are redrawn for the interval (block bootstrap over reports)."""

REDRAWN = 20
"""Bootstrap replicates; the interval is mean ± 1.96 of their standard deviation."""

LEAST_PEERS = 20
"""Fewer other narratives than this foretell nothing: the value is null."""

LEAST_CHARACTERS = 30
"""Masked characters of the shortest narrative that is scored."""

STRENGTH = 1.0
"""Pseudo-count by which a context leans on the shorter one (Witten–Bell's idea with a constant; one is
its value for a context seen once)."""

ALPHABET = 6000
"""Characters a text might hold, for what no reference ever held (GB 2312 has 6,763 ideographs)."""

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


class Measured(Record, frozen=True):
    """A report's templatedness and that of each of its sentences, by span in the report's text."""

    score: Score
    sentences: Mapping[Span, float]


@dataclass(frozen=True, slots=True)
class _Counts:
    """Distinct grams of one order (sorted hashes) and how often each block of the reference has them."""

    grams: Hashes
    blocks: Ints

    def look_up(self, values: Hashes) -> Ints:
        """Counts by block for each of `values`; zero where unknown."""
        if len(self.grams) == 0:
            return np.zeros((len(values), BLOCKS), np.int64)
        # Ascending values are looked up several times faster: the search stays in the cache.
        order = np.argsort(values)
        places = np.empty(len(values), np.int64)
        places[order] = np.searchsorted(self.grams, values[order])
        places[places == len(self.grams)] = 0
        found = self.blocks[places]
        found[self.grams[places] != values] = 0
        return found


class TemplatednessModel:
    """A character model of a reference set that can leave out any report's kin."""

    def __init__(
        self,
        texts: Sequence[SectionText],
        masked: Sequence[Masked],
        kin: Sequence[tuple[str, ...]],
        reference: Sequence[int],
    ) -> None:
        self._texts = texts
        self._masked = masked
        self._kin = kin
        self._reference = {index: place % BLOCKS for place, index in enumerate(reference)}
        self._by_kin: dict[str, list[int]] = defaultdict(list)
        for index in reference:
            for name in kin[index]:
                self._by_kin[name].append(index)
        self._counts = [self._count(order, reference) for order in range(1, ORDER + 1)]
        self._sizes = np.zeros(BLOCKS, np.int64)
        for index, block in self._reference.items():
            self._sizes[block] += len(masked[index])
        lots = scramble(np.arange(REDRAWN * BLOCKS, dtype=np.uint64)) % np.uint64(BLOCKS)
        drawn = lots.astype(np.int64).reshape(REDRAWN, BLOCKS)
        # Column 0 is the set as it is, the others are redrawn with replacement.
        self._weights = np.ones((BLOCKS, REDRAWN + 1))
        for replicate in range(REDRAWN):
            self._weights[:, replicate + 1] = np.bincount(drawn[replicate], minlength=BLOCKS)

    @classmethod
    def fit(
        cls, texts: Sequence[SectionText], families: Sequence[CopyFamily] = ()
    ) -> TemplatednessModel:
        """Draw the reference set and count it. The order of `texts` does not matter to any value."""
        family = {ref.report: each.id for each in families for ref in each.members}
        kin = [_kin(text, family.get(text.ref.report)) for text in texts]
        masked = [mask_section(text) for text in texts]
        return cls(texts, masked, kin, _draw_reference(texts, masked, kin))

    def score(self, index: int) -> Score:
        """Templatedness of `texts[index]`, 0–1 with a 95 % interval, or null with the reason."""
        return self.measure(index).score

    def measure(self, index: int, spans: Sequence[Span] | None = None) -> Measured:
        """The score and the value of each sentence.

        `spans` are the sentences in the report's offsets; without them the section is cut here.
        """
        out = self._leave_out(index)
        masked = self._masked[index]
        reason = None
        if len(masked) < LEAST_CHARACTERS:
            reason = f"第五节不足 {LEAST_CHARACTERS} 字"
        elif len(self._reference) - len(out) < LEAST_PEERS:
            reason = f"可比的其他报告不足 {LEAST_PEERS} 份"
        if reason is not None:
            return Measured(score=Score(value=None, version=VERSION, why=reason), sentences={})
        context, single = self._surprisal(masked, out)
        ratios = 1 - context.sum(axis=0) / single.sum(axis=0)
        value = float(np.clip(ratios[0], 0, 1))
        spread = 1.96 * float(ratios[1:].std(ddof=1))
        return Measured(
            score=Score(
                value=round(value, 4),
                low=round(max(0.0, value - spread), 4),
                high=round(min(1.0, value + spread), 4),
                version=VERSION,
            ),
            sentences=self._by_sentence(index, spans, context[:, 0], single[:, 0]),
        )

    def _count(self, order: int, reference: Sequence[int]) -> _Counts:
        hashed = [hash_grams(self._masked[index].codes, order) for index in reference]
        if not hashed:
            return _Counts(np.zeros(0, np.uint64), np.zeros((0, BLOCKS), np.int64))
        blocks = np.repeat(
            [self._reference[index] for index in reference], [len(h) for h in hashed]
        )
        grams, places = np.unique(np.concatenate(hashed), return_inverse=True)
        counts = np.bincount(places * BLOCKS + blocks, minlength=len(grams) * BLOCKS)
        return _Counts(grams, counts.reshape(-1, BLOCKS))

    def _leave_out(self, index: int) -> list[int]:
        """Reference texts of the same family or organ, the text itself included."""
        own = {other for name in self._kin[index] for other in self._by_kin[name]}
        return sorted(own | ({index} & self._reference.keys()))

    def _surprisal(self, masked: Masked, out: Sequence[int]) -> tuple[Floats, Floats]:
        """Bits of each character, a column per replicate: with context and by itself."""
        size = len(masked)
        gone = np.zeros(BLOCKS, np.int64)
        for other in out:
            gone[self._reference[other]] += len(self._masked[other])
        total = (self._sizes - gone) @ self._weights
        seen = [self._seen(masked, order, out) for order in range(1, ORDER + 1)]
        likely = (seen[0] + STRENGTH / ALPHABET) / (total + STRENGTH)
        single = -np.log2(likely)
        for order in range(2, ORDER + 1):
            if size < order:
                break
            # The gram that ends at each character, and the context before that character.
            whole, before = seen[order - 1], seen[order - 2][: size - order + 1]
            lean = likely[order - 1 :]
            likely[order - 1 :] = (whole + STRENGTH * lean) / (before + STRENGTH)
        return -np.log2(np.minimum(likely, 1.0)), single

    def _seen(self, masked: Masked, order: int, out: Sequence[int]) -> Floats:
        """How often the reference without `out` has each gram of the text, by replicate."""
        grams = hash_grams(masked.codes, order)
        counts = self._counts[order - 1].look_up(grams)
        for other in out:
            values, sizes = np.unique(
                hash_grams(self._masked[other].codes, order), return_counts=True
            )
            if len(values) == 0:
                continue
            places = np.minimum(np.searchsorted(values, grams), len(values) - 1)
            taken = np.where(values[places] == grams, sizes[places], 0)
            counts[:, self._reference[other]] -= taken
        return np.asarray(counts @ self._weights)

    def _by_sentence(
        self, index: int, spans: Sequence[Span] | None, context: Floats, single: Floats
    ) -> dict[Span, float]:
        starts = self._masked[index].starts
        values: dict[Span, float] = {}
        for span in cut_sentences(self._texts[index]) if spans is None else spans:
            first, last = np.searchsorted(starts, span).tolist()
            if last > first:
                ratio = 1 - context[first:last].sum() / single[first:last].sum()
                values[span] = round(float(np.clip(ratio, 0, 1)), 4)
        return values


def cut_sentences(text: SectionText) -> list[Span]:
    """The sentences of a section in offsets of the report."""
    return [
        paragraph.span(start, end)
        for paragraph in paragraphs(fold(text.text, text.start))
        for start, end in sentences(paragraph.text)
    ]


def measure_templatedness(
    texts: Sequence[SectionText],
    copies: Copies,
    spans: Mapping[str, Sequence[Span]] | None = None,
) -> dict[str, Measured]:
    """Templatedness of every text by report id. One section per report is expected.

    `spans` gives the sentences of each report where they are known already.
    """
    model = TemplatednessModel.fit(texts, copies.families)
    known = spans or {}
    return {
        text.ref.report: model.measure(index, known.get(text.ref.report))
        for index, text in enumerate(texts)
    }


def _kin(text: SectionText, family: str | None) -> tuple[str, ...]:
    """What must be left out with a text: its family, its organ."""
    names = [] if family is None else [f"family {family}"]
    organ = text.organ_id or text.ref.organization
    return tuple(names if organ is None else [*names, f"organ {organ}"])


def _draw_reference(
    texts: Sequence[SectionText], masked: Sequence[Masked], kin: Sequence[tuple[str, ...]]
) -> list[int]:
    """Texts in an order that only their content decides, one per family and one per organ."""
    lots = [hash_whole(each.codes) for each in masked]
    drawn: list[int] = []
    taken: set[str] = set()
    for index in sorted(range(len(texts)), key=lambda i: (lots[i], texts[i].ref.report)):
        if len(drawn) == REFERENCE:
            break
        if len(masked[index]) >= LEAST_CHARACTERS and not taken & set(kin[index]):
            drawn.append(index)
            taken.update(kin[index])
    return drawn
