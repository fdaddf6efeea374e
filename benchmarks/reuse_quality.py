"""How well copies are found, by kind, on narratives of known origin, and how fast.

    python benchmarks/reuse_quality.py [--n 20000] [--seed 101] [--template 1500] [--hard]

Prints one table. Seeds up to 99 are for development; reported figures use seeds from 100 on. Everything
is generated (tests/reuse/narratives.py): figures on real reports must be stated apart.
"""

from __future__ import annotations

import argparse
import importlib.util
import random
import resource
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import combinations
from pathlib import Path
from types import ModuleType
from typing import Any

from wenzhi.base.records import Copies
from wenzhi.corpus.candidate_plan import candidate_pairs
from wenzhi.reuse.copies import find_copies
from wenzhi.reuse.provenance import GenreProfile, trace
from wenzhi.reuse.ratios import copy_ratios

PARTS = ("partial–sibling", "siblings–sibling", "light–sibling")

SAMPLE = 60
"""Members of a large cluster between which pairs are counted: all pairs of 1,500 are a million."""

TRACED = 500
"""Narratives traced for the rank correlation of the copied share."""


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


def count_pairs(made: list[Any], copies: Copies) -> dict[str, list[int]]:
    """Kind → [found, true]: direct pairs of one origin; a pair in one family counts as found.

    Two parts of one source that have no sentence in common are asked for as `apart`, not counted
    among the true pairs: they share nothing but their origin.
    """
    home = {ref.report: each.id for each in copies.families for ref in each.members}
    found = {frozenset((pair.a.report, pair.b.report)) for pair in copies.pairs}
    clusters = defaultdict(list)
    for each in made:
        clusters[each.cluster].append(each)
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])

    def ask(kind: str, one: str, other: str) -> None:
        together = one in home and home[one] == home.get(other)
        counts[kind][0] += together or frozenset((one, other)) in found
        counts[kind][1] += 1

    for members in clusters.values():
        for one, other in combinations(members[:SAMPLE], 2):
            kinds = {one.kind, other.kind}
            kind = (kinds - {"source"} or {"source"}).pop()
            kind += "–source" if "source" in kinds else "–sibling"
            if kind in PARTS and not (
                own_sentences(one.section.text) & own_sentences(other.section.text)
            ):
                kind = "apart"
            ask(kind, one.section.ref.report, other.section.ref.report)
    by_root = defaultdict(list)
    for each in made:
        if each.kind == "source":
            by_root[root(each.cluster)].append(each)
    for each in made:
        if each.cluster.endswith("+"):
            for source in by_root[root(each.cluster)]:
                ask(each.kind + "–source", each.section.ref.report, source.section.ref.report)
    return counts


def own_sentences(text: str) -> set[str]:
    stock = {each.rstrip("。") for each in load_generator().MANDATED}
    return set(text.split("。")) - stock - {""}


def count_false(made: list[Any], copies: Copies) -> Counter[str]:
    known = {each.section.ref.report: each for each in made}
    false: Counter[str] = Counter()
    for pair in copies.pairs:
        one, other = known[pair.a.report], known[pair.b.report]
        if not related(one.cluster, other.cluster):
            false["–".join(sorted((one.kind, other.kind)))] += 1
    return false


def adjusted_rand(made: list[Any], copies: Copies) -> tuple[float, int]:
    """ARI with singletons, mixed texts left out (they have no one origin); largest excess of a family."""
    from sklearn.metrics import adjusted_rand_score

    home = {ref.report: each.id for each in copies.families for ref in each.members}
    kept = [each for each in made if not each.cluster.endswith("+")]
    names = [each.section.ref.report for each in kept]
    score = adjusted_rand_score([each.cluster for each in kept], [home.get(n, n) for n in names])
    cluster = {each.section.ref.report: each.cluster for each in made}
    excess = 0
    for family in copies.families:
        sizes = Counter(root(cluster[ref.report]) for ref in family.members)
        excess = max(excess, len(family.members) - max(sizes.values()))
    return float(score), excess


def rank_correlation(made: list[Any], copies: Copies, profile: GenreProfile) -> float:
    """Spearman of the traced share with the true copied share, narratives with one origin only."""
    from scipy.stats import spearmanr

    pairs = defaultdict(list)
    for pair in copies.pairs:
        pairs[pair.a.report].append(pair)
        pairs[pair.b.report].append(pair)
    family = {ref.report: each for each in copies.families for ref in each.members}
    asked = [each for each in made if each.kind in ("independent", "light", "partial", "exact")]
    asked = sorted(asked, key=lambda each: each.section.ref.report)
    asked = random.Random(1).sample(asked, min(TRACED, len(asked)))
    shares = []
    for each in asked:
        report = each.section.ref.report
        spans = trace(each.section, pairs[report], family.get(report), profile)
        ratios = copy_ratios(each.section, spans)
        shares.append(ratios.from_others if ratios else 0.0)
    return float(spearmanr(shares, [each.copied for each in asked]).statistic)


def show(rows: Iterable[tuple[str, str]]) -> None:
    for name, value in rows:
        print(f"{name:32}{value:>16}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=3000, help="narratives")
    parser.add_argument("--seed", type=int, default=101)
    parser.add_argument("--template", type=int, default=0, help="offices that share one template")
    parser.add_argument("--hard", action="store_true", help="light copies, bridges, mosaics too")
    parser.add_argument("--plan", action="store_true", help="candidates by the Daft plan")
    asked = parser.parse_args()
    made = load_generator().write_corpus(
        asked.n, asked.seed, template=asked.template, hard=asked.hard
    )
    texts = [each.section for each in made]
    started = time.perf_counter()
    pairs = candidate_pairs(texts) if asked.plan else None
    planned = time.perf_counter()
    copies = find_copies(texts, pairs)
    done = time.perf_counter()
    profile = GenreProfile.fit(texts)
    counts = count_pairs(made, copies)
    false = count_false(made, copies)
    judged = [each for kind, each in counts.items() if kind != "apart"]
    found, true = (sum(column) for column in zip(*judged, strict=True))
    recall = found / true
    precision = 1 - sum(false.values()) / max(1, len(copies.pairs))
    score, excess = adjusted_rand(made, copies)
    characters = sum(len(text.text) for text in texts) / len(texts)
    print(
        f"generated, n = {len(made)}, seed {asked.seed}, {characters:.0f} characters in the mean\n"
    )
    for kind in sorted(counts):
        hits, total = counts[kind]
        print(f"{'recall ' + kind:32}{hits / total:>16.4f}   of {total}")
    show(
        [
            ("recall, all pairs of one origin", f"{recall:.4f}"),
            ("precision of reported pairs", f"{precision:.4f}"),
            ("F1", f"{2 * recall * precision / (recall + precision):.4f}"),
            ("reported pairs, families", f"{len(copies.pairs)}, {len(copies.families)}"),
            ("false pairs", f"{sum(false.values())}"),
            ("ARI, singletons included", f"{score:.4f}"),
            ("strangers in the worst family", f"{excess}"),
            ("Spearman with copied share", f"{rank_correlation(made, copies, profile):.3f}"),
            (
                "candidates in the plan, per s",
                f"{len(made) / (planned - started):.0f}" if pairs else "–",
            ),
            ("find_copies, narratives per s", f"{len(made) / (done - planned):.0f}"),
            ("peak memory, MB", f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}"),
        ]
    )
    for kinds, count in false.most_common(5):
        print(f"  false: {kinds} {count}")


if __name__ == "__main__":
    main()
