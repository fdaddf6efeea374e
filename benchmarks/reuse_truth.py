"""What was found against what was planted: pairs by kind, families, passages, shares.

Truth comes with generated narratives (tests/reuse/narratives.py). Nothing here is measured on real
reports.
"""

from __future__ import annotations

import importlib.util
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import log2
from pathlib import Path
from types import ModuleType
from typing import Any

from reuse_corpus import Corpus, Row, Unit  # it stands beside this file

from wenzhi.base.records import CopyPair

HARD = ("light–source", "bridge–source", "mosaic–source", "heavy–source", "heavy–sibling")
"""Kinds of pairs that every tool of before found hard; all others are base kinds."""

PARTS = ("partial–sibling", "siblings–sibling", "light–sibling")
"""Pairs of two parts of one source, true only where they have a sentence in common."""

DISTANT = ("apart", "light–sibling")
"""Told, but not counted among the true pairs: two parts of one source that have nothing or next to
nothing in common but their origin."""

SAMPLE = 60
"""Members of a large cluster between which pairs are counted: all pairs of 1,500 are a million."""

PASSAGES = 3000
"""Pairs drawn for the measure of passages."""

Made = Any
"""A `Narrative` of the generator, which is loaded by path and so has no type here."""


def load_generator() -> ModuleType:
    if "narratives" in sys.modules:
        return sys.modules["narratives"]
    path = Path(__file__).parents[1] / "tests" / "reuse" / "narratives.py"
    spec = importlib.util.spec_from_file_location("narratives", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["narratives"] = module
    spec.loader.exec_module(module)
    return module


def root(cluster: str) -> str:
    """Sources that one mixed text joins count as related: pairs with it are true."""
    return cluster.rstrip("+").split(".")[0]


def related(one: str, other: str) -> bool:
    return one == other or (root(one) == root(other) and (one + other).count("+") > 0)


def origins(corpus: Corpus, row: Row) -> set[int]:
    return {origin for _, _, origin in corpus.units(row) if origin is not None}


def true_pairs(corpus: Corpus) -> Iterator[tuple[str, Row, Row]]:
    """Direct pairs of one origin with their kinds; of a large cluster those of `SAMPLE` members."""
    clusters = defaultdict(list)
    for each in corpus.rows:
        clusters[each.cluster].append(each)
    for members in clusters.values():
        for one, other in combinations(members[:SAMPLE], 2):
            kinds = {one.kind, other.kind}
            kind = (kinds - {"source"} or {"source"}).pop()
            kind += "–source" if "source" in kinds else "–sibling"
            if kind in PARTS and not origins(corpus, one) & origins(corpus, other):
                kind = "apart"
            yield kind, one, other
    by_root = defaultdict(list)
    for each in corpus.rows:
        if each.kind == "source":
            by_root[root(each.cluster)].append(each)
    for each in corpus.rows:
        if each.cluster.endswith("+"):
            for source in by_root[root(each.cluster)]:
                yield f"{each.kind}–source", each, source


@dataclass(frozen=True)
class Told:
    """What a tool told: pairs of rows by number, and the family of each that is in one."""

    pairs: set[tuple[int, int]]
    home: Mapping[int, int]

    def same(self, one: Row, other: Row) -> bool:
        """Whether a pair counts as found: told as a pair or in one family."""
        low, high = sorted((one.number, other.number))
        return (low, high) in self.pairs or (
            low in self.home and self.home[low] == self.home.get(high)
        )


def count_pairs(corpus: Corpus, told: Told) -> dict[str, list[int]]:
    """Kind → [found, true]."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for kind, one, other in true_pairs(corpus):
        counts[kind][0] += told.same(one, other)
        counts[kind][1] += 1
    return counts


def count_false(corpus: Corpus, pairs: Iterable[tuple[int, int]]) -> Counter[str]:
    """Told pairs of texts that have no origin in common, by the kinds of the two."""
    known = {row.number: row for row in corpus.rows}
    false: Counter[str] = Counter()
    for a, b in pairs:
        one, other = known[a], known[b]
        if not related(one.cluster, other.cluster):
            false["–".join(sorted((one.kind, other.kind)))] += 1
    return false


@dataclass(frozen=True)
class Rates:
    """Recall of some kinds of pairs, precision of all told pairs, and the mean of both."""

    recall: float
    precision: float
    true: int

    @property
    def f1(self) -> float:
        return 2 * self.recall * self.precision / max(self.recall + self.precision, 1e-9)


def rate(counts: dict[str, list[int]], kinds: Iterable[str], precision: float) -> Rates:
    asked = [counts[kind] for kind in kinds if kind in counts]
    found, true = sum(row[0] for row in asked), sum(row[1] for row in asked)
    return Rates(found / max(true, 1), precision, true)


def compare_families(corpus: Corpus, told: Told) -> dict[str, float]:
    """Adjusted Rand index and B³ with singletons, and strangers in the worst family.

    Mixed texts are left out, for they have no one origin, and so are light copies, which are pairs by
    intention, not members.
    """
    from sklearn.metrics import adjusted_rand_score

    kept = [row for row in corpus.rows if not row.cluster.endswith("+") and row.kind != "light"]
    names = {name: number for number, name in enumerate(sorted({row.cluster for row in kept}))}
    truth = [names[row.cluster] for row in kept]
    found = [told.home.get(row.number, -1 - row.number) for row in kept]
    pairs = list(zip(truth, found, strict=True))
    both, in_truth, in_told = Counter(pairs), Counter(truth), Counter(found)
    precision = sum(both[pair] / in_told[pair[1]] for pair in pairs) / len(pairs)
    recall = sum(both[pair] / in_truth[pair[0]] for pair in pairs) / len(pairs)
    roots: dict[int, Counter[str]] = defaultdict(Counter)
    for row in corpus.rows:
        if row.number in told.home:
            roots[told.home[row.number]][root(row.cluster)] += 1
    excess = (sum(sizes.values()) - max(sizes.values()) for sizes in roots.values())
    return {
        "ari": float(adjusted_rand_score(truth, found)),
        "b3": 2 * precision * recall / (precision + recall),
        "strangers": max(excess, default=0),
    }


def plagdet(
    corpus: Corpus, told: Told, spell: Callable[[int, int], CopyPair], neutral: bool
) -> float:
    """Plagdet of passages (Potthast et al. 2010), macro over cases and detections.

    Over `PASSAGES` drawn pairs: told ones, which `spell` spells out, and true ones that neither a pair
    nor a family tells. A case is a run of sentences of equal origin. Mandated sentences are left out
    if `neutral`; else what is told of them counts as wrong.
    """
    known = {row.number: row for row in corpus.rows}
    asked = [(a, b, True) for a, b in told.pairs] + [
        (one.number, other.number, False)
        for kind, one, other in true_pairs(corpus)
        if kind not in DISTANT and not told.same(one, other)
    ]
    asked = random.Random(1).sample(sorted(asked), min(PASSAGES, len(asked)))
    precision, recall, counts = [], [], []
    for a, b, found in asked:
        one, other = Text.of(corpus, known[a]), Text.of(corpus, known[b])
        cases = [_letters(mine) | _letters(theirs, 1) for mine, theirs in _cases(one, other)]
        detections = _detections(one, other, spell(a, b), neutral) if found else []
        for letters in detections:
            hit = set().union(*(case for case in cases if case & letters)) if cases else set()
            precision.append(len(letters & hit) / len(letters))
        for case in cases:
            hits = [letters for letters in detections if letters & case]
            recall.append(len(case & set().union(*hits)) / len(case) if hits else 0.0)
            counts += [len(hits)] if hits else []
    p, r = sum(precision) / max(len(precision), 1), sum(recall) / max(len(recall), 1)
    return 2 * p * r / max(p + r, 1e-9) / log2(1 + sum(counts) / max(len(counts), 1))


@dataclass(frozen=True)
class Text:
    """A narrative that was read."""

    report: str
    start: int
    text: str
    units: Sequence[Unit]

    @classmethod
    def of(cls, corpus: Corpus, row: Row) -> Text:
        section = corpus.sections.load(row.number)
        return cls(row.report, section.start, section.text, corpus.units(row))


def _detections(
    one: Text, other: Text, pair: CopyPair, neutral: bool
) -> list[set[tuple[int, int]]]:
    """Characters of each told passage in both texts."""
    turned = pair.a.report != one.report
    stock = _stock(one.units, 0) | _stock(other.units, 1) if neutral else set()
    found = []
    for passage in pair.passages:
        here, there = (passage.b, passage.a) if turned else (passage.a, passage.b)
        letters = {(0, place - one.start) for place in range(*here)}
        letters |= {(1, place - other.start) for place in range(*there)}
        found.append(letters - stock)
    return [letters for letters in found if letters]


def _stock(units: Sequence[Unit], side: int) -> set[tuple[int, int]]:
    rows = [(start, end) for start, end, origin in units if origin is None]
    return {(side, place) for start, end in rows for place in range(start, end)}


def _letters(span: list[Unit], side: int = 0) -> set[tuple[int, int]]:
    return {(side, place) for start, end, _ in span for place in range(start, end)}


def _cases(one: Text, other: Text) -> list[tuple[list[Unit], list[Unit]]]:
    """Runs of sentences of equal origin, unbroken in both texts, without their mandated sentences.

    A mandated sentence breaks a run unless it stands at that place in both.
    """
    mine, theirs = _named(one), _named(other)
    places = {name: index for index, (name, _) in enumerate(theirs)}
    cases: list[tuple[list[Unit], list[Unit]]] = []
    last = -2
    for name, unit in mine:
        place = places.get(name, -2)
        if place >= 0:
            if place != last + 1 or last < 0:
                cases.append(([], []))
            if unit[2] is not None:
                cases[-1][0].append(unit)
                cases[-1][1].append(theirs[place][1])
        last = place
    return [case for case in cases if case[0]]


def _named(made: Text) -> list[tuple[int | str, Unit]]:
    """Sentences with what they descend from, mandated ones with themselves."""
    return [
        (made.text[unit[0] : unit[1]] if unit[2] is None else unit[2], unit) for unit in made.units
    ]
