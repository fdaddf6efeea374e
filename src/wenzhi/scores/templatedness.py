"""Floor 4: templatedness: how far having read others' narratives foretells a narrative, its own kin left out.

`templatedness.v2` = 1 − S_loo / S_background, 0 (nobody else's narrative helps) to 1 (others' foretell
every character). S_background: bits a masked character costs under the general model of the register
(`register`). S_loo: bits after having read `READING` narratives of other organs, in the mean over
many such readings, none of which holds the report's copy family or any year of its organ. The
register's model is what a reading falls back on. Since each reading is of one size however large the
corpus, a report keeps its score as the corpus grows and only the interval narrows.

Takes sections and what copies were found among them. It must not decide whether anything was copied.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from wenzhi.base.records import Copies, CopyFamily, Record, Score, SectionText, Span
from wenzhi.reuse.links import mask_sections
from wenzhi.reuse.order import rank_text
from wenzhi.scores.register import ALPHABET, ORDER, Register, load_register
from wenzhi.text.normalize import fold
from wenzhi.text.sentences import paragraphs, sentences
from wenzhi.text.shingles import Hashes, hash_grams, hash_whole, scramble
from wenzhi.text.slots import Masked

VERSION = "templatedness.v2"

READING = 16
"""Narratives in one reading. A phrase that one organ in ten uses is then in four readings of five, one
that one in a thousand uses in one of sixty. More would leave small corpora without a value."""

READINGS = 24
"""Readings: 384 narratives of as many organs where the corpus has them, with organs drawn again else."""

LEAST_PEERS = 20
"""Fewer narratives of other organs, one a family, foretell nothing: the value is null."""

LEAST_READINGS = 4
"""Fewer readings without kin say nothing of how they vary."""

LEAST_CHARACTERS = 30
"""Masked characters of the shortest narrative that is scored."""

ORDERS = (3, 6)
"""Characters of the shortest and longest gram counted. Shorter ones the register knows better than
sixteen narratives do; beyond six, three words, little but copies of one phrase differs."""

STRENGTH = 1.0
"""Pseudo-count by which a context leans on the shorter one (Witten–Bell's idea with a constant; one is
its value for a context seen once)."""

DIGITS = 2
"""Decimal digits of a value: its interval is seldom narrower than .02, and a third digit would move with
every few reports that a corpus gains."""

TOGETHER = 1024
"""Texts measured in one go: bounds memory."""

_LAST = np.uint64(2**64 - 1)
"""A weight behind all others."""

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]


class Measured(Record, frozen=True):
    """A report's templatedness and that of each of its sentences, by span in the report's text."""

    score: Score
    sentences: Mapping[Span, float]


@dataclass(frozen=True, slots=True, eq=False)
class _Read:
    """The distinct grams of all readings, all orders, and what each reading knows of them.

    For `j` in `firsts[g]:firsts[g + 1]`: after gram `g`, reading `readings[j]` leaves the share
    `kept[j]` to a context one shorter; its last character after the others has the share `added[j]`.
    """

    grams: Hashes
    firsts: Ints
    readings: npt.NDArray[np.int32]
    kept: npt.NDArray[np.float32]
    added: npt.NDArray[np.float32]


class TemplatednessModel:
    """Readings of a corpus that can leave out any report's kin."""

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
        self._peers = len(reference)
        self._members: dict[str, set[int]] = defaultdict(set)
        for index in reference:
            for name in _names(kin, index):
                self._members[name].add(index)
        readings = list(_draw_readings(reference, masked))
        self._size = len(readings)
        self._within: dict[int, list[int]] = defaultdict(list)
        for number, reading in enumerate(readings):
            for index in reading:
                self._within[index].append(number)
        self._read = _count_all(readings, masked) if readings else None
        self._scorer = None if self._read is None else _Scorer(load_register(), self._read)

    @classmethod
    def fit(
        cls,
        texts: Sequence[SectionText],
        families: Sequence[CopyFamily] = (),
        masked: Sequence[Masked] | None = None,
    ) -> TemplatednessModel:
        """Draw the readings and count them. The order of `texts` does not matter to any value.

        `masked` are the texts masked (`links.mask_sections`) where the caller has them already.
        Raises ResourceError as `load_register` does.
        """
        family = {ref.report: each.id for each in families for ref in each.members}
        kin = [_kin(text, family.get(text.ref.report)) for text in texts]
        masked = mask_sections(texts) if masked is None else masked
        return cls(texts, masked, kin, _draw_reference(texts, masked, kin))

    def score(self, index: int) -> Score:
        """Templatedness of `texts[index]`, 0–1 with a 95 % interval, or null with the reason."""
        return self.measure([index])[0].score

    def measure(
        self,
        indexes: Sequence[int],
        spans: Mapping[str, Sequence[Span]] | None = None,
    ) -> list[Measured]:
        """The scores of texts and the values of their sentences.

        `spans` are the sentences by report, in the report's offsets; a section without is cut here.
        """
        known = spans or {}
        found: list[Measured] = []
        for start in range(0, len(indexes), TOGETHER):
            found += self._measure_block(indexes[start : start + TOGETHER], known)
        return found

    def _measure_block(
        self, indexes: Sequence[int], spans: Mapping[str, Sequence[Span]]
    ) -> list[Measured]:
        usable = np.array([self._usable(index) for index in indexes]).reshape(len(indexes), -1)
        reasons = [
            self._reason(index, int(row.sum())) for index, row in zip(indexes, usable, strict=True)
        ]
        if self._scorer is None:
            return [_unscored(str(reason)) for reason in reasons]
        told = self._scorer.cost([self._masked[index].codes for index in indexes], usable)
        values, lows, highs = _intervals(told, usable, [self._others(each) for each in indexes])
        found: list[Measured] = []
        for place, index in enumerate(indexes):
            if (reason := reasons[place]) is not None:
                found.append(_unscored(reason))
                continue
            score = Score(
                value=float(values[place]),
                low=float(lows[place]),
                high=float(highs[place]),
                version=VERSION,
            )
            text = self._texts[index]
            cut = spans.get(text.ref.report)
            cut = cut_sentences(text) if cut is None else cut
            by_sentence = told.of_sentences(place, self._masked[index].starts, cut)
            found.append(Measured(score=score, sentences=by_sentence))
        return found

    def _others(self, index: int) -> int:
        """Narratives that could be read before `texts[index]`."""
        return self._peers - len(self._related(index))

    def _related(self, index: int) -> set[int]:
        return {other for name in _names(self._kin, index) for other in self._members.get(name, ())}

    def _usable(self, index: int) -> Bools:
        """Which readings hold nothing of the text's kin."""
        usable = np.ones(self._size, bool)
        for other in self._related(index):
            usable[self._within[other]] = False
        return usable

    def _reason(self, index: int, usable: int) -> str | None:
        """Why a text cannot be scored, if so."""
        if len(self._masked[index]) < LEAST_CHARACTERS:
            return f"第五节不足 {LEAST_CHARACTERS} 字"
        if self._others(index) < LEAST_PEERS or usable < LEAST_READINGS:
            return f"可比的其他报告不足 {LEAST_PEERS} 份"
        return None


@dataclass(frozen=True, slots=True, eq=False)
class _Costs:
    """What texts laid end to end cost in bits: `plain` and `read` by character, the latter in the mean
    over usable readings; `totals` a row a text and a column a reading; text `i` is
    `bounds[i]:bounds[i + 1]`.
    """

    bounds: Ints
    plain: Floats
    read: Floats
    totals: Floats

    def wholes(self) -> Floats:
        """What each text costs under the register alone."""
        sums = np.concatenate([[0.0], np.cumsum(self.plain)])
        whole: Floats = sums[self.bounds[1:]] - sums[self.bounds[:-1]]
        return whole

    def of_sentences(
        self, text: int, starts: npt.NDArray[np.int32], spans: Sequence[Span]
    ) -> dict[Span, float]:
        """The value of each sentence that has characters of its own."""
        if not spans:
            return {}
        begin, end = self.bounds[text], self.bounds[text + 1]
        plain, read = (
            np.concatenate([[0.0], np.cumsum(costs[begin:end])])
            for costs in (self.plain, self.read)
        )
        cut = np.searchsorted(starts, np.asarray(spans))
        whole = plain[cut[:, 1]] - plain[cut[:, 0]]
        part = read[cut[:, 1]] - read[cut[:, 0]]
        ratios = np.clip(1 - part / np.where(whole > 0, whole, 1), 0, 1).round(DIGITS).tolist()
        return {
            span: ratio
            for span, ratio, size in zip(spans, ratios, whole.tolist(), strict=True)
            if size > 0
        }


class _Scorer:
    """What texts cost, by the register and the readings; look-up tables made once."""

    def __init__(self, register: Register, read: _Read) -> None:
        from wenzhi.scores.surprisal import Table

        self._register, self._read = register, read
        self._general, self._special = Table.of(register.grams), Table.of(read.grams)

    def cost(self, codes: Sequence[npt.NDArray[np.uint32]], usable: Bools) -> _Costs:
        """The costs of texts given by their code points."""
        from wenzhi.scores.surprisal import cost_readings, cost_register

        bounds = np.concatenate([[0], np.cumsum([len(each) for each in codes])]).astype(np.int64)
        laid = np.concatenate(codes)
        register = self._register
        likely = cost_register(
            laid,
            bounds,
            self._general.slots,
            self._general.keys,
            register.share,
            register.left,
            register.rest / ALPHABET,
            ORDER,
        )
        totals, read = cost_readings(
            laid,
            bounds,
            likely,
            usable,
            self._special.slots,
            self._special.keys,
            self._read.firsts,
            self._read.readings,
            self._read.kept,
            self._read.added,
            ORDERS,
        )
        return _Costs(bounds, -np.log2(likely), read, totals)


def _intervals(told: _Costs, usable: Bools, others: Sequence[int]) -> tuple[Floats, Floats, Floats]:
    """Value, lower and upper end by text; NaN where readings do not suffice.

    The bootstrap over reports draws fewer than there are and none twice (Politis & Romano 1994): the
    variance of a mean over such draws is the variance among them times B / (m − B), B reports drawn
    of m (Shao & Wu 1989, delete-d jackknife), with Student's t at as many degrees of freedom as there
    are draws, less one.
    """
    from scipy.special import stdtrit

    with np.errstate(all="ignore"):
        ratios = 1 - told.totals / told.wholes()[:, None]
        number = usable.sum(axis=1)
        mean = np.where(usable, ratios, 0).sum(axis=1) / number
        squares = np.where(usable, (ratios - mean[:, None]) ** 2, 0).sum(axis=1) / (number - 1)
        peers = np.asarray(others, float)
        error = np.sqrt(squares * READING / np.maximum(peers - READING, 1))
        # Beyond one draw of each, more reports are not read: the draws at hand are the limit.
        error = np.maximum(error, np.sqrt(squares / number))
        freedom = np.maximum(number - 1, 1)
        spread = stdtrit(freedom, 0.975) * error
    low, high = mean - spread, mean + spread
    return _share(np.round(mean, DIGITS)), _share(_outward(low, -1)), _share(_outward(high, 1))


def _outward(ends: Floats, side: int) -> Floats:
    """Ends of intervals to `DIGITS` digits, never nearer to the value."""
    scale = 10.0**DIGITS
    return side * np.ceil(np.round(side * ends * scale, 6)) / scale


def _share(values: Floats) -> Floats:
    """Values between 0 and 1."""
    return np.clip(values, 0, 1)


def _unscored(why: str) -> Measured:
    return Measured(score=Score(value=None, version=VERSION, why=why), sentences={})


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
    masked: Sequence[Masked] | None = None,
) -> dict[str, Measured]:
    """Templatedness of every text by report id. One section per report is expected.

    `spans` gives the sentences of each report where they are known already, `masked` the texts masked.
    """
    model = TemplatednessModel.fit(texts, copies.families, masked)
    measured = model.measure(range(len(texts)), spans)
    return {text.ref.report: each for text, each in zip(texts, measured, strict=True)}


def _kin(text: SectionText, family: str | None) -> tuple[str, ...]:
    """What must be left out with a text: its family, its organ."""
    names = [] if family is None else [f"family {family}"]
    organ = text.organ_id or text.ref.organization
    return tuple(names if organ is None else [*names, f"organ {organ}"])


def _names(kin: Sequence[tuple[str, ...]], index: int) -> tuple[str, ...]:
    """The names of a text's kin, and one of its own."""
    return (*kin[index], f"text {index}")


def _draw_reference(
    texts: Sequence[SectionText], masked: Sequence[Masked], kin: Sequence[tuple[str, ...]]
) -> list[int]:
    """The texts that may be read, one per family and one per organ; only their content chooses."""
    lots = [hash_whole(each.codes) for each in masked]
    drawn: list[int] = []
    taken: set[str] = set()
    for index in sorted(range(len(texts)), key=lambda i: (lots[i], rank_text(texts[i]))):
        if len(masked[index]) >= LEAST_CHARACTERS and not taken & set(kin[index]):
            drawn.append(index)
            taken.update(kin[index])
    return drawn


def _draw_readings(reference: Sequence[int], masked: Sequence[Masked]) -> Iterator[list[int]]:
    """`READINGS` lots of `READING` texts.

    Every place in a reading is filled by the text, of those not yet read, to which it falls by lot
    (highest random weight: Thaler & Ravishankar 1998), so that of a hundred texts added to ten thousand
    about four in all come into the readings, each in one place, and the rest stay as they are. When
    all are read, or too few are left, all can be read again.
    """
    if len(reference) < READING:
        return
    lots = np.array([hash_whole(masked[index].codes) for index in reference], np.uint64)
    free = np.ones(len(reference), bool)
    for number in range(READINGS):
        if free.sum() < READING:
            free[:] = True
        reading = []
        for place in range(number * READING, (number + 1) * READING):
            weights = np.where(free, scramble(lots + np.uint64(place)), _LAST)
            chosen = int(np.argmin(weights))
            free[chosen] = False
            reading.append(reference[chosen])
        yield reading


def _count_all(readings: Sequence[Sequence[int]], masked: Sequence[Masked]) -> _Read:
    """Grams from one character less than the shortest, for the contexts, to the longest."""
    parts = [_count(readings, masked, order) for order in range(ORDERS[0] - 1, ORDERS[1] + 1)]
    added = [np.zeros(len(parts[0].counts))]
    for shorter, part in pairwise(parts):
        heads = np.searchsorted(shorter.grams, part.heads)[part.owners]
        # A head stands wherever its gram does, so every (head, reading) is there.
        places = np.searchsorted(shorter.keys(len(readings)), heads * len(readings) + part.readings)
        added.append(part.counts / (shorter.counts[places] + STRENGTH))
    counts = np.concatenate([part.counts for part in parts])
    sizes = np.concatenate([np.bincount(part.owners) for part in parts])
    return _Read(
        grams=np.concatenate([part.grams for part in parts]),
        firsts=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        readings=np.concatenate([part.readings for part in parts]).astype(np.int32),
        kept=(STRENGTH / (counts + STRENGTH)).astype(np.float32),
        added=np.concatenate(added).astype(np.float32),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Counts:
    """Distinct grams of one order, ascending, each with its head, all but its last character.

    Gram `owners[j]` stands `counts[j]` times in reading `readings[j]`, by gram and reading.
    """

    grams: Hashes
    heads: Hashes
    owners: Ints
    readings: Ints
    counts: Ints

    def keys(self, number: int) -> Ints:
        """Gram and reading as one number, ascending, of `number` readings."""
        return self.owners * number + self.readings


def _count(readings: Sequence[Sequence[int]], masked: Sequence[Masked], order: int) -> _Counts:
    codes = [[masked[index].codes for index in reading] for reading in readings]
    hashed = [hash_grams(each, order) for reading in codes for each in reading]
    heads = [
        hash_grams(each, order - 1)[: max(len(each) - order + 1, 0)]
        for reading in codes
        for each in reading
    ]
    numbers = np.repeat(
        np.repeat(np.arange(len(readings)), [len(reading) for reading in codes]),
        [len(each) for each in hashed],
    )
    grams, first, places = np.unique(np.concatenate(hashed), return_index=True, return_inverse=True)
    both, counts = np.unique(places * len(readings) + numbers, return_counts=True)
    return _Counts(
        grams=grams,
        heads=np.concatenate(heads)[first],
        owners=both // len(readings),
        readings=both % len(readings),
        counts=counts,
    )
