"""What was found against what was planted: pairs by kind, families, passages, shares.

Truth comes with generated narratives (tests/reuse/narratives.py). Nothing here is measured on real
reports.
"""

from __future__ import annotations

import importlib.util
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import log2
from pathlib import Path
from types import ModuleType
from typing import Any

from wenzhi.base.records import Copies, CopyPair

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

Unit = tuple[int, int, str | None]
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


def origins(made: Made) -> set[str]:
    return {origin for _, _, origin in made.units if origin is not None}


def true_pairs(made: Sequence[Made]) -> Iterator[tuple[str, Made, Made]]:
    """Direct pairs of one origin with their kinds; of a large cluster those of `SAMPLE` members."""
    clusters = defaultdict(list)
    for each in made:
        clusters[each.cluster].append(each)
    for members in clusters.values():
        for one, other in combinations(members[:SAMPLE], 2):
            kinds = {one.kind, other.kind}
            kind = (kinds - {"source"} or {"source"}).pop()
            kind += "–source" if "source" in kinds else "–sibling"
            if kind in PARTS and not origins(one) & origins(other):
                kind = "apart"
            yield kind, one, other
    by_root = defaultdict(list)
    for each in made:
        if each.kind == "source":
            by_root[root(each.cluster)].append(each)
    for each in made:
        if each.cluster.endswith("+"):
            for source in by_root[root(each.cluster)]:
                yield f"{each.kind}–source", each, source


Same = Callable[[str, str], bool]


def same_of(copies: Copies) -> Same:
    """Whether a pair of reports counts as found: told as a pair or in one family."""
    home = {ref.report: each.id for each in copies.families for ref in each.members}
    found = {frozenset((pair.a.report, pair.b.report)) for pair in copies.pairs}
    return lambda one, other: (
        (one in home and home[one] == home.get(other)) or frozenset((one, other)) in found
    )


def count_pairs(made: Sequence[Made], same: Same) -> dict[str, list[int]]:
    """Kind → [found, true]."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for kind, one, other in true_pairs(made):
        counts[kind][0] += same(one.section.ref.report, other.section.ref.report)
        counts[kind][1] += 1
    return counts


def count_false(made: Sequence[Made], pairs: Iterable[tuple[str, str]]) -> Counter[str]:
    """Told pairs of texts that have no origin in common, by the kinds of the two."""
    known = {each.section.ref.report: each for each in made}
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


def compare_families(made: Sequence[Made], copies: Copies) -> dict[str, float]:
    """Adjusted Rand index and B³ with singletons, and strangers in the worst family.

    Mixed texts are left out, for they have no one origin, and so are light copies, which are pairs by
    intention, not members.
    """
    from sklearn.metrics import adjusted_rand_score

    home = {ref.report: each.id for each in copies.families for ref in each.members}
    kept = [each for each in made if not each.cluster.endswith("+") and each.kind != "light"]
    truth = [each.cluster for each in kept]
    told = [home.get(name, name) for name in (each.section.ref.report for each in kept)]
    both, in_truth, in_told = (
        Counter(column) for column in (zip(truth, told, strict=True), truth, told)
    )
    pairs = list(zip(truth, told, strict=True))
    precision = sum(both[pair] / in_told[pair[1]] for pair in pairs) / len(pairs)
    recall = sum(both[pair] / in_truth[pair[0]] for pair in pairs) / len(pairs)
    cluster = {each.section.ref.report: each.cluster for each in made}
    excess = 0
    for family in copies.families:
        sizes = Counter(root(cluster[ref.report]) for ref in family.members)
        excess = max(excess, len(family.members) - max(sizes.values()))
    return {
        "ari": float(adjusted_rand_score(truth, told)),
        "b3": 2 * precision * recall / (precision + recall),
        "strangers": excess,
    }


def plagdet(made: Sequence[Made], copies: Copies, neutral: bool) -> float:
    """Plagdet of passages (Potthast et al. 2010), macro over cases and detections.

    Over `PASSAGES` drawn pairs: told ones, and true ones that neither a pair nor a family tells. A
    case is a run of sentences of equal origin. Mandated sentences are left out if `neutral`; else
    what is told of them counts as wrong.
    """
    known = {each.section.ref.report: each for each in made}
    told = {frozenset((pair.a.report, pair.b.report)): pair for pair in copies.pairs}
    same = same_of(copies)
    missed = [
        (one, other, None)
        for kind, one, other in true_pairs(made)
        if kind not in DISTANT and not same(one.section.ref.report, other.section.ref.report)
    ]
    asked = [(known[pair.a.report], known[pair.b.report], pair) for pair in told.values()] + missed
    asked.sort(key=lambda row: (row[0].section.ref.report, row[1].section.ref.report))
    asked = random.Random(1).sample(asked, min(PASSAGES, len(asked)))
    precision, recall, counts = [], [], []
    for one, other, pair in asked:
        cases = [_letters(one, a) | _letters(other, b, 1) for a, b in _cases(one, other)]
        detections = [] if pair is None else _detections(one, other, pair, neutral)
        for found in detections:
            hit = set().union(*(case for case in cases if case & found)) if cases else set()
            precision.append(len(found & hit) / len(found))
        for case in cases:
            hits = [found for found in detections if found & case]
            recall.append(len(case & set().union(*hits)) / len(case) if hits else 0.0)
            counts += [len(hits)] if hits else []
    p, r = sum(precision) / max(len(precision), 1), sum(recall) / max(len(recall), 1)
    return 2 * p * r / max(p + r, 1e-9) / log2(1 + sum(counts) / max(len(counts), 1))


def _detections(
    one: Made, other: Made, pair: CopyPair, neutral: bool
) -> list[set[tuple[int, int]]]:
    """Characters of each told passage in both texts."""
    turned = pair.a.report != one.section.ref.report
    stock = _stock(one.units, 0) | _stock(other.units, 1) if neutral else set()
    found = []
    for passage in pair.passages:
        here, there = (passage.b, passage.a) if turned else (passage.a, passage.b)
        start, begin = one.section.start, other.section.start
        letters = {(0, place - start) for place in range(*here)}
        letters |= {(1, place - begin) for place in range(*there)}
        found.append(letters - stock)
    return [letters for letters in found if letters]


def _stock(units: Sequence[Unit], side: int) -> set[tuple[int, int]]:
    rows = [(start, end) for start, end, origin in units if origin is None]
    return {(side, place) for start, end in rows for place in range(start, end)}


def _letters(made: Made, span: list[Unit], side: int = 0) -> set[tuple[int, int]]:
    return {(side, place) for start, end, _ in span for place in range(start, end)}


def _cases(one: Made, other: Made) -> list[tuple[list[Unit], list[Unit]]]:
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


def _named(made: Made) -> list[tuple[str, Unit]]:
    """Sentences with what they descend from, mandated ones with themselves."""
    text = made.section.text
    return [(unit[2] or text[unit[0] : unit[1]], unit) for unit in made.units]
