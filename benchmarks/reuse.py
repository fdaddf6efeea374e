"""How well copies are found, by kind, on narratives of known origin, and how fast.

    python benchmarks/reuse.py [--n 20000] [--seed 101] [--template 1500] [--hard] [--peers]

Prints one table. Seeds up to 99 are for development; reported figures use seeds from 100 on. Everything
is generated (tests/reuse/narratives.py): figures on real reports must be stated apart.
"""

from __future__ import annotations

import argparse
import math
import random
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from reuse_truth import (  # it stands beside this file
    DISTANT,
    HARD,
    Made,
    compare_families,
    count_false,
    count_pairs,
    load_generator,
    plagdet,
    rate,
    same_of,
)

from wenzhi.base.records import Copies, ProvenanceSpan
from wenzhi.reuse.copies import compare_texts
from wenzhi.reuse.links import Collection
from wenzhi.reuse.provenance import GenreProfile, trace
from wenzhi.reuse.ratios import copy_ratios

TRACED = 500
"""Narratives drawn for the rank correlation of the copied share."""


@dataclass(frozen=True)
class Run:
    """One run over narratives: what was found, and seconds by step.

    Seconds are those of the processor, for the steps run on one core, and other work on the machine
    would lengthen those of the clock.
    """

    made: Sequence[Made]
    copies: Copies
    spans: dict[str, tuple[ProvenanceSpan, ...]]
    shingled: float
    proposed: float
    compared: float
    traced: float

    @property
    def candidates(self) -> float:
        return self.shingled + self.proposed

    @property
    def seconds(self) -> float:
        """All steps; comparing holds proposing."""
        return self.shingled + self.compared + self.traced


def run(made: Sequence[Made]) -> Run:
    """Candidates, passages, families and provenance of all narratives."""
    texts = [each.section for each in made]
    started = time.process_time()
    collection = Collection.of(texts)
    shingled = time.process_time()
    collection.propose()
    proposed = time.process_time()
    copies = compare_texts(collection)
    compared = time.process_time()
    profile = GenreProfile.of(collection)
    pairs = defaultdict(list)
    for pair in copies.pairs:
        pairs[pair.a.report].append(pair)
        pairs[pair.b.report].append(pair)
    family = {ref.report: each for each in copies.families for ref in each.members}
    spans = {
        text.ref.report: trace(
            text, pairs[text.ref.report], family.get(text.ref.report), profile, masked
        )
        for text, masked in zip(collection.texts, collection.masked, strict=True)
    }
    steps = pairwise((started, shingled, proposed, compared, time.process_time()))
    return Run(made, copies, spans, *(end - start for start, end in steps))


def rank_correlation(found: Run) -> float:
    """Spearman of the traced share with the true copied share, narratives with one origin only."""
    from scipy.stats import spearmanr

    kinds = ("independent", "light", "partial", "exact")
    asked = [each for each in found.made if each.kind in kinds]
    asked = sorted(asked, key=lambda each: each.section.ref.report)
    asked = random.Random(1).sample(asked, min(TRACED, len(asked)))
    shares = [share(found, each) for each in asked]
    return float(spearmanr(shares, [each.copied for each in asked]).statistic)


def share(found: Run, each: Made) -> float:
    ratios = copy_ratios(each.section, found.spans[each.section.ref.report])
    return ratios.from_others if ratios else 0.0


def drift(found: Run) -> float:
    """Mean change of the copied share of a hundredth of the narratives when all others come in.

    The hundredth is of whole clusters, so that sources are there both times.
    """
    names = sorted({each.cluster for each in found.made if each.cluster != "mega"})
    kept = set(random.Random(2).sample(names, max(1, len(names) // 100)))
    part = [each for each in found.made if each.cluster in kept]
    few = run(part)
    return sum(abs(share(few, each) - share(found, each)) for each in part) / len(part)


def quality(found: Run) -> list[tuple[str, str]]:
    counts = count_pairs(found.made, same_of(found.copies))
    told = [(pair.a.report, pair.b.report) for pair in found.copies.pairs]
    false = count_false(found.made, told)
    precision = 1 - sum(false.values()) / max(1, len(told))
    rows = [
        (f"recall {kind}", f"{counts[kind][0] / counts[kind][1]:.4f} of {counts[kind][1]}")
        for kind in sorted(counts)
    ]
    base = rate(counts, [kind for kind in counts if kind not in (*HARD, *DISTANT)], precision)
    hard = rate(counts, HARD, precision)
    families = compare_families(found.made, found.copies)
    rows += [
        ("F1 base kinds", f"{base.f1:.4f} of {base.true}"),
        ("F1 hard kinds", f"{hard.f1:.4f} of {hard.true}"),
        ("precision of told pairs", f"{precision:.4f} of {len(told)}"),
        ("false, mandated only", f"{false['mandated–mandated']}"),
        *((f"false {kinds}", f"{count}") for kinds, count in false.most_common(4)),
        ("ARI, singletons included", f"{families['ari']:.4f}"),
        ("B³ F1", f"{families['b3']:.4f}"),
        ("strangers in the worst family", f"{families['strangers']:.0f}"),
        ("plagdet, mandated left out", f"{plagdet(found.made, found.copies, True):.3f}"),
        ("plagdet, mandated as wrong", f"{plagdet(found.made, found.copies, False):.3f}"),
        ("Spearman with copied share", f"{rank_correlation(found):.3f}"),
    ]
    return rows


def cost(found: Run) -> list[tuple[str, str]]:
    size = len(found.made)
    return [
        ("candidates, narratives/s a core", f"{size / found.candidates:.0f}"),
        ("all, narratives/s a core", f"{size / found.seconds:.0f}"),
        (
            "seconds: shingling, comparing, tracing",
            f"{found.shingled:.1f} {found.compared:.1f} {found.traced:.1f}",
        ),
        ("peak memory, MB", f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}"),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=3000, help="narratives")
    parser.add_argument("--seed", type=int, default=101)
    parser.add_argument("--template", type=int, default=0, help="offices that share one template")
    parser.add_argument("--hard", action="store_true", help="the hard kinds too")
    parser.add_argument("--growth", action="store_true", help="a quarter first: drift and growth")
    parser.add_argument("--peers", action="store_true", help="other tools on the same narratives")
    asked = parser.parse_args()
    generator = load_generator()
    run(generator.write_corpus(200, 1))  # compiled code is loaded before clocks run
    made = generator.write_corpus(asked.n, asked.seed, template=asked.template, hard=asked.hard)
    letters = sum(len(each.section.text) for each in made) / len(made)
    print(f"generated, n = {len(made)}, seed {asked.seed}, {letters:.0f} characters in the mean\n")
    quarter = None
    if asked.growth:
        part = asked.n // 4, asked.seed
        quarter = run(generator.write_corpus(*part, template=asked.template // 4, hard=asked.hard))
    found = run(made)
    rows = cost(found) + quality(found)
    if quarter:
        sizes = len(made) / len(quarter.made)
        growth = math.log(found.seconds / quarter.seconds) / math.log(sizes)
        rows += [
            ("exponent of growth", f"{growth:.2f}"),
            ("drift of the copied share", f"{drift(found):.4f}"),
        ]
    for name, value in rows:
        print(f"{name:40}{value:>20}")
    if asked.peers:
        from reuse_peers import print_peers

        print_peers(made)


if __name__ == "__main__":
    main()
