"""How well copies are found, by kind, on narratives of known origin, and how fast.

    python benchmarks/reuse.py [--n 20000] [--seed 101] [--template 1500] [--hard] [--stock 4000] [--growth]
                               [--drift] [--peers] [--workers 2] [--out benchmarks/results/reuse-20000.json]

Prints one table, and writes it with date and machine to --out. Seeds up to 99 are for development;
reported figures use seeds from 100 on. Everything is generated (tests/reuse/narratives.py): figures on
real reports must be stated apart. `reuse_charts.py` draws what was written.
"""

from __future__ import annotations

import argparse
import json
import logging
import math
import os
import platform
import random
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
from reuse_corpus import Corpus, load_corpus, store_corpus  # they stand beside this file
from reuse_run import Run, run
from reuse_truth import (
    DISTANT,
    HARD,
    compare_families,
    count_false,
    count_pairs,
    load_generator,
    plagdet,
    rate,
)

from wenzhi.reuse.phrases import phrase_length

TRACED = 500
"""Narratives drawn for the rank correlation of the copied share."""

Result = dict[str, Any]


def generate(folder: Path, asked: argparse.Namespace, n: int, template: int) -> Corpus:
    if (folder / "rows.bin").exists():
        return load_corpus(folder)
    generator = load_generator()
    author = generator.Author(asked.seed, asked.stock)
    folder.mkdir(parents=True, exist_ok=True)
    made = generator.write_each(author, n, template=template, hard=asked.hard)
    return store_corpus(folder, made)


def rank_correlation(found: Run) -> float:
    """Spearman of the traced share with the true copied share, narratives with one origin only."""
    from scipy.stats import spearmanr

    kinds = ("independent", "light", "partial", "exact")
    asked = [place for place, row in enumerate(found.corpus.rows) if row.kind in kinds]
    asked = random.Random(1).sample(asked, min(TRACED, len(asked)))
    shares = [found.shares[place] for place in asked]
    return float(spearmanr(shares, [found.corpus.rows[place].copied for place in asked]).statistic)


def drift(found: Run, size: int, workers: int) -> float:
    """Mean change of the copied share of some `size` narratives when all others come in.

    They are of whole clusters, so that sources are there both times.
    """
    rows = found.corpus.rows
    names = sorted({row.cluster for row in rows if row.cluster != "mega"})
    share = size / sum(row.cluster != "mega" for row in rows)
    kept = set(random.Random(2).sample(names, max(1, round(len(names) * share))))
    places = [place for place, row in enumerate(rows) if row.cluster in kept]
    few = run(found.corpus.part([rows[place] for place in places]), workers)
    changes = (
        abs(one - found.shares[place]) for one, place in zip(few.shares, places, strict=True)
    )
    return sum(changes) / len(places)


def judge(found: Run) -> Result:
    """Quality by kind; see docs/explanation/reuse.md."""
    corpus, told = found.corpus, found.told
    counts = count_pairs(corpus, told)
    false = count_false(corpus, told.pairs)
    precision = 1 - sum(false.values()) / max(1, len(told.pairs))
    base = rate(counts, [kind for kind in counts if kind not in (*HARD, *DISTANT)], precision)
    hard = rate(counts, HARD, precision)
    return {
        "kinds": {kind: counts[kind] for kind in sorted(counts)},
        "f1_base": [base.f1, base.true],
        "f1_hard": [hard.f1, hard.true],
        "precision": [precision, len(told.pairs)],
        "false": dict(sorted(false.items())),
        "families": found.families,
        **compare_families(corpus, told),
        "plagdet_neutral": plagdet(corpus, told, found.spell, True),
        "plagdet_negative": plagdet(corpus, told, found.spell, False),
        "spearman": rank_correlation(found),
    }


def weigh(found: Run) -> Result:
    """Cost: seconds by step, of the clock and of all processors, and memory."""
    clock, size = found.clock, len(found.corpus)
    proposing = [clock.cpu["shingling"] + clock.cpu["proposing"]]
    proposing.append(clock.wall["shingling"] + clock.wall["proposing"])
    return {
        "wall": clock.wall,
        "cpu": clock.cpu,
        "memory_mb": clock.memory,
        "candidates_per_second": [size / seconds for seconds in proposing],
        "all_per_second": [size / sum(clock.cpu.values()), size / sum(clock.wall.values())],
    }


def describe(asked: argparse.Namespace, load: float) -> Result:
    """When and where."""
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "machine": f"{os.cpu_count()} cores, {platform.machine()}, {_processor()}",
        "load_before": load,
        "n": asked.n,
        "phrase": phrase_length(asked.n),
        "seed": asked.seed,
        "template": asked.template,
        "hard": asked.hard,
        "stock": asked.stock,
        "workers": asked.workers,
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    return next((line.split(":")[1].strip() for line in lines if "model name" in line), "")


def tell(result: Result) -> Iterator[tuple[str, str]]:
    """Rows of the printed table."""
    for kind, (found, true) in result["kinds"].items():
        yield f"recall {kind}", f"{found / true:.4f} of {true}"
    for name in ("f1_base", "f1_hard", "precision"):
        value, size = result[name]
        yield name, f"{value:.4f} of {size}"
    yield "false pairs", f"{sum(result['false'].values())}"
    yield "false, mandated only", f"{result['false'].get('mandated–mandated', 0)}"
    for name in ("ari", "b3", "strangers", "plagdet_neutral", "plagdet_negative", "spearman"):
        yield name, f"{result[name]:.4f}"
    for name in ("candidates_per_second", "all_per_second"):
        for value, per in zip(result[name], ("processor", "clock"), strict=True):
            yield f"{name}, {per}", f"{value:.0f}"
    for step, seconds in result["wall"].items():
        yield f"seconds {step}: processors, clock", f"{result['cpu'][step]:.1f} {seconds:.1f}"
    yield "memory, MB", f"{result['memory_mb']}"
    for size, change in result.get("drift", {}).items():
        yield f"drift of the copied share from {size}", f"{change:.4f}"
    if "growth" in result:
        yield "exponent of growth", f"{result['growth']:.2f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=3000, help="narratives")
    parser.add_argument("--seed", type=int, default=101)
    parser.add_argument("--template", type=int, default=0, help="offices that share one template")
    parser.add_argument("--hard", action="store_true", help="the hard kinds too")
    parser.add_argument("--stock", type=int, default=0, help="sentences that are nobody's")
    parser.add_argument("--growth", action="store_true", help="a quarter first: growth of cost")
    parser.add_argument("--drift", action="store_true", help="tenths, hundredths … alone: drift")
    parser.add_argument("--peers", action="store_true", help="other tools on the same narratives")
    parser.add_argument("--workers", type=int, default=1, help="processes that align and trace")
    parser.add_argument("--folder", type=Path, help="where narratives are kept, or made")
    parser.add_argument("--out", type=Path, help="file for the results")
    asked = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder:
        run(
            generate(Path(folder) / "first", argparse.Namespace(seed=1, hard=True, stock=0), 200, 0)
        )
        kept = asked.folder or Path(folder) / "all"
        corpus = generate(kept, asked, asked.n, asked.template)
        print(f"generated, n = {len(corpus)}, seed {asked.seed}\n", flush=True)
        quarter = None
        if asked.growth:
            part = generate(Path(folder) / "part", asked, asked.n // 4, asked.template // 4)
            quarter = run(part, asked.workers)
        found = run(corpus, asked.workers)
        result = describe(asked, load) | weigh(found)
        print(json.dumps(result, indent=1), flush=True)
        result |= judge(found)
        if quarter:
            seconds = sum(found.clock.cpu.values()) / sum(quarter.clock.cpu.values())
            result["growth"] = math.log(seconds) / math.log(len(corpus) / len(quarter.corpus))
        keep(result, asked.out)
        sizes = [100, 1000, 10_000, 100_000] if asked.drift else []
        result["drift"] = {}
        for size in sizes:
            if size < len(corpus) / 2:
                result["drift"][str(size)] = drift(found, size, asked.workers)
                keep(result, asked.out)
        for name, value in tell(result):
            print(f"{name:44}{value:>20}")
        if asked.peers:
            from reuse_peers import measure_peers

            result["peers"] = measure_peers(corpus)
            keep(result, asked.out)


def keep(result: Result, path: Path | None) -> None:
    if path:
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
