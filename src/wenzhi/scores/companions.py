"""Floor 4: measures of form from the literature, beside which templatedness can be laid.

Definitions are those of the papers named in `DEFINITIONS`, moved from words to Chinese: a phrase of
four words is `PHRASE` masked characters, a share of words one of masked characters. Takes sections of
one kind, their sentences and who is whose year before; gives one value a report and measure, null with
a reason where there is nothing to measure. It must not know of copies.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from wenzhi.base.records import Score, SectionText, Span
from wenzhi.reuse.order import rank_text
from wenzhi.reuse.phrases import Pool
from wenzhi.scores.templatedness import cut_sentences
from wenzhi.text.shingles import PHRASE, Hashes, hash_grams, hash_whole
from wenzhi.text.slots import Masked

DEFINITIONS: dict[str, str] = {
    "boilerplate_lsl2015": "share of characters in sentences with an 8-gram that 30–75 % of all sections "
    "hold (M. Lang, L. Stice-Lawrence 2015, J. Accounting & Economics 60; there 4-grams of words)",
    "boilerplate_dls2017": "share of characters in sentences with an 8-gram that at least 75 % of the "
    "year's sections hold (T. Dyer, M. Lang, L. Stice-Lawrence 2017, J. Accounting & Economics 64)",
    "stickiness": "share of characters in sentences with an 8-gram of the organ's section of the year "
    "before (after Dyer, Lang, Stice-Lawrence 2017; there 8-grams of words)",
    "redundancy": "share of characters in sentences with an 8-gram that the section has more than once "
    "(after R. Cazier, R. Pfeiffer 2017, J. Financial Reporting 2; there of words)",
    "modification_raw": "1 − cosine of character-bigram counts to the organ's section of the year before",
    "modification": "modification_raw less what its length lets expect: residual of a regression on the "
    "first five powers of length (S. Brown, J. Tucker 2011, J. Accounting Research 49)",
}
"""What each measure is and where it comes from. Characters are masked: numbers, dates, names are one each."""

VERSION = "companions.v1"

SAMPLE = 1000
"""Sections, drawn by content, in which it is counted how many hold a phrase: a share of a half is then
known to ± .03, and cost and memory do not grow with the corpus."""

LEAST_SECTIONS = 30
"""Fewer sections say nothing of what is common: three tenths of them are nine."""

LEAST_PAIRS = 50
"""Fewer pairs of years do not carry a regression on five powers."""

COMMON, NEARLY_ALL = 0.30, 0.75
"""Shares of sections of Lang & Stice-Lawrence 2015 and Dyer et al. 2017."""

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]


def measure_companions(
    texts: Sequence[SectionText],
    masked: Sequence[Masked],
    spans: Mapping[str, Sequence[Span]] | None = None,
) -> dict[str, dict[str, Score]]:
    """Every measure of `DEFINITIONS` by report id and name. One section a report is expected.

    `masked` are the sections masked (`links.mask_sections`); `spans` gives the sentences of each
    report, in its offsets, where they are known already. The order of `texts` does not matter.
    """
    known = spans or {}
    lots = [hash_whole(each.codes) for each in masked]
    everywhere = _common(masked, _sample(range(len(texts)), lots), COMMON, NEARLY_ALL)
    by_year = {
        year: _common(masked, _sample(indexes, lots), NEARLY_ALL, None)
        for year, indexes in _by_year(texts).items()
    }
    before = _years_before(texts)
    raw = {
        index: _modification(masked[index], masked[other])
        for index, other in before.items()
        if len(masked[index]) > 1 and len(masked[other]) > 1
    }
    adjusted = _adjust(texts, masked, raw)
    found: dict[str, dict[str, Score]] = {}
    for index, text in enumerate(texts):
        section = _Section(masked[index], known.get(text.ref.report) or cut_sentences(text))
        few = f"可比的节不足 {LEAST_SECTIONS} 份"
        found[text.ref.report] = {
            "boilerplate_lsl2015": _score(section.share_in(everywhere), few),
            "boilerplate_dls2017": _score(section.share_in(by_year.get(text.ref.year)), few),
            "stickiness": _score(section.share_as(masked, before.get(index)), _NO_YEAR),
            "redundancy": _score(section.share_repeated(), "没有文字"),
            "modification_raw": _score(raw.get(index), _NO_YEAR),
            "modification": _score(
                adjusted.get(index),
                f"相邻两年的节不足 {LEAST_PAIRS} 对" if index in raw else _NO_YEAR,
            ),
        }
    return found


_NO_YEAR = "没有同一机关上一年的报告"


def _score(value: float | None, why: str) -> Score:
    """A value, or the reason why there is none."""
    if value is None:
        return Score(value=None, version=VERSION, why=why)
    return Score(value=round(value, 4), version=VERSION)


class _Section:
    """A masked section cut into sentences, and its phrases by the place where each begins."""

    def __init__(self, masked: Masked, spans: Sequence[Span]) -> None:
        self._size = len(masked)
        self._cuts = np.searchsorted(masked.starts, np.asarray(spans or [(0, 0)]))
        self._grams = hash_grams(masked.codes, PHRASE)

    def share_in(self, pool: Pool | None) -> float | None:
        """The share of characters in sentences with a phrase of `pool`."""
        return None if pool is None else self._share(pool.holds(self._grams))

    def share_as(self, masked: Sequence[Masked], other: int | None) -> float | None:
        """The share of characters in sentences with a phrase of section `other`."""
        if other is None:
            return None
        return self._share(np.isin(self._grams, hash_grams(masked[other].codes, PHRASE)))

    def share_repeated(self) -> float | None:
        """The share of characters in sentences with a phrase that stands more than once."""
        _, places, counts = np.unique(self._grams, return_inverse=True, return_counts=True)
        return self._share(counts[places] > 1)

    def _share(self, marks: Bools) -> float | None:
        """Of characters in sentences that hold a whole marked phrase."""
        if self._size == 0:
            return None
        sums = np.concatenate([[0], np.cumsum(marks)])
        left, right = self._cuts[:, 0], self._cuts[:, 1]
        last = np.clip(right - PHRASE + 1, left, len(marks))
        held = sums[last] > sums[np.minimum(left, last)]
        return float((right - left)[held].sum() / self._size)


def _by_year(texts: Sequence[SectionText]) -> dict[int | None, list[int]]:
    found: dict[int | None, list[int]] = defaultdict(list)
    for index, text in enumerate(texts):
        if text.ref.year is not None:
            found[text.ref.year].append(index)
    return found


def _sample(indexes: Sequence[int], lots: Sequence[int]) -> list[int]:
    """Up to `SAMPLE` sections which only their content decides."""
    return sorted(indexes, key=lambda index: (lots[index], index))[:SAMPLE]


def _common(
    masked: Sequence[Masked], sample: Sequence[int], least: float, below: float | None
) -> Pool | None:
    """Phrases that at least the share `least` of the sample hold, and less than `below`."""
    if len(sample) < LEAST_SECTIONS:
        return None
    held = [np.unique(hash_grams(masked[index].codes, PHRASE)) for index in sample]
    phrases, counts = np.unique(np.concatenate(held), return_counts=True)
    chosen = counts >= least * len(sample)
    if below is not None:
        chosen &= counts < below * len(sample)
    found: Hashes = phrases[chosen]
    return Pool.of(found)


def _years_before(texts: Sequence[SectionText]) -> dict[int, int]:
    """For each section that has one the section of the same organ of the year before."""
    known: dict[tuple[str, int], int] = {}
    order = sorted(range(len(texts)), key=lambda index: rank_text(texts[index]))
    for index in order:
        organ, year = texts[index].organ_id, texts[index].ref.year
        if organ is not None and year is not None:
            known.setdefault((organ, year), index)
    return {
        index: known[organ, year - 1]
        for (organ, year), index in known.items()
        if (organ, year - 1) in known
    }


def _modification(new: Masked, old: Masked) -> float:
    a, b = (hash_grams(each.codes, 2) for each in (new, old))
    _, places = np.unique(np.concatenate([a, b]), return_inverse=True)
    size = int(places.max()) + 1
    one, other = (
        np.bincount(part, minlength=size).astype(float)
        for part in (places[: len(a)], places[len(a) :])
    )
    return float(1 - one @ other / np.sqrt((one @ one) * (other @ other)))


def _adjust(
    texts: Sequence[SectionText], masked: Sequence[Masked], raw: Mapping[int, float]
) -> dict[int, float]:
    """Residuals of the raw values on the first five powers of length, lengths in thousands."""
    if len(raw) < LEAST_PAIRS:
        return {}
    order = sorted(raw, key=lambda index: rank_text(texts[index]))
    lengths = np.array([len(masked[index]) for index in order]) / 1000
    powers = np.vander(lengths, 6, increasing=True)
    values = np.array([raw[index] for index in order])
    fitted = powers @ np.linalg.lstsq(powers, values, rcond=None)[0]
    return dict(zip(order, (values - fitted).tolist(), strict=True))
