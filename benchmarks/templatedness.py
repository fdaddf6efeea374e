"""What templatedness and the copy ratios tell of narratives of known origin, and how steady they are.

    python benchmarks/templatedness.py [--n 3000] [--seed 131]

Generated narratives (tests/reuse/narratives.py); seeds up to 99 are for development. Templatedness leaves
kin out, so it should rank by what everybody must write and not by what was copied; the copy ratio the
other way round. The old way: share of characters in 20-grams that 2 to 100 narratives hold.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from reuse_memory import Run, run, share
from reuse_truth import Made, load_generator

from wenzhi.base.records import Score
from wenzhi.reuse.links import mask_sections
from wenzhi.scores.templatedness import TemplatednessModel, measure_templatedness

GRAM, FEWEST, MOST = 20, 2, 100
DRAWS = 1000
SERIES = 50
ONE_ORIGIN = ("independent", "light", "partial", "exact")


def mandated_share(made: Made) -> float:
    """The true share of characters in sentences that everybody must write."""
    sizes = [(end - start, origin) for start, end, origin in made.units]
    return sum(size for size, origin in sizes if origin is None) / sum(size for size, _ in sizes)


def old_way(made: Sequence[Made]) -> list[float]:
    """Share of characters in 20-grams of document frequency 2–100, masked."""
    codes = [each.text for each in mask_sections([one.section for one in made])]
    grams = [[text[i : i + GRAM] for i in range(len(text) - GRAM + 1)] for text in codes]
    held = Counter(gram for each in grams for gram in set(each))
    values = []
    for text, own in zip(codes, grams, strict=True):
        inside = np.zeros(len(text), bool)
        for place, gram in enumerate(own):
            if FEWEST <= held[gram] <= MOST:
                inside[place : place + GRAM] = True
        values.append(float(inside.mean()))
    return values


def rank(values: Sequence[float], truth: Sequence[float]) -> str:
    """Spearman's ρ with a 95 % interval by bootstrap."""
    from scipy.stats import spearmanr

    one, other = np.asarray(values), np.asarray(truth)
    lots = np.random.default_rng(1).integers(0, len(one), (DRAWS, len(one)))
    drawn = [spearmanr(one[lot], other[lot]).statistic for lot in lots]
    low, high = np.quantile(drawn, (0.025, 0.975))
    return f"{spearmanr(one, other).statistic:.3f} ({low:.3f}–{high:.3f})  n = {len(one)}"


def area(above: Sequence[float], below: Sequence[float]) -> str:
    """How often a value of the first kind exceeds one of the second: area under the ROC curve."""
    from scipy.stats import mannwhitneyu

    found = mannwhitneyu(above, below).statistic / (len(above) * len(below))
    return f"{found:.3f}  n = {len(above)}, {len(below)}"


def monotone(found: Run, generator: ModuleType) -> str:
    """Series in which more mandated sentences in place of own ones never lower the value."""
    import msgspec

    texts = [each.section for each in found.made]
    doses = []
    for series in range(SERIES):
        author = generator.Author(10_000 + series)
        body, stock = author.sentences(8, 8), author.rng.sample(generator.MANDATED, 8)
        doses += ["".join(stock[:k] + body[k:]) for k in range(0, 9, 2)]
    added = [
        msgspec.structs.replace(
            texts[0],
            text=text,
            organ_id=f"dose{number}",
            ref=msgspec.structs.replace(texts[0].ref, report=f"dose{number}"),
        )
        for number, text in enumerate(doses)
    ]
    model = TemplatednessModel.fit([*texts, *added], found.copies.families)
    told = model.measure(range(len(texts), len(texts) + len(added)))
    rows = np.array([one.score.value for one in told], float).reshape(SERIES, 5)
    return f"{int((np.diff(rows, axis=1) >= 0).all(axis=1).sum())} of {SERIES}"


def drift(found: Run, scores: dict[str, Score], size: int) -> str:
    """Mean change, and how often the large corpus' value lies in the interval of the small one."""
    part = run(found.made[:size])
    few = measure_templatedness([each.section for each in part.made], part.copies)
    moved, within, widths = [], 0, []
    for name, one in few.items():
        score, large = one.score, scores[name].value
        if score.value is None or large is None:
            continue
        assert score.low is not None and score.high is not None
        moved.append(large - score.value)
        widths.append(score.high - score.low)
        within += score.low <= large <= score.high
    return (
        f"mean {np.mean(moved):+.3f}, absolute {np.mean(np.abs(moved)):.3f}, "
        f"within {within / len(moved):.2f}, width {np.median(widths):.3f}, scored {len(moved)} of {size}"
    )


def report(found: Run, generator: ModuleType) -> list[tuple[str, str]]:
    texts = [each.section for each in found.made]
    masked = mask_sections(texts)
    measure_templatedness(texts[:100], found.copies, None, masked[:100])  # compiled code is loaded
    started = time.process_time()
    told = measure_templatedness(texts, found.copies, None, masked)
    seconds = time.process_time() - started
    scores = {name: one.score for name, one in told.items()}
    known = [each for each in found.made if scores[each.section.ref.report].value is not None]
    values = {name: score.value or 0.0 for name, score in scores.items()}
    asked = [each for each in known if each.kind in ONE_ORIGIN]
    asked = random.Random(1).sample(asked, min(1000, len(asked)))
    of_copies = [
        each for each in known if each.kind in ("exact", "swapped", "shuffled", "reworded")
    ]
    of_form = [each for each in known if each.kind == "mandated"]
    own = [each for each in known if each.kind == "independent"]
    before = dict(zip((t.ref.report for t in texts), old_way(found.made), strict=True))
    truth = [each.copied for each in asked]

    def templated(made: Sequence[Made]) -> list[float]:
        return [values[each.section.ref.report] for each in made]

    widths = [
        score.high - score.low
        for score in scores.values()
        if score.low is not None and score.high is not None
    ]
    return [
        ("scored", f"{len(known)} of {len(texts)}"),
        ("median width of the interval", f"{np.median(widths):.3f}"),
        ("milliseconds a narrative", f"{1000 * seconds / len(texts):.2f}"),
        ("copied share: copy ratio", rank([share(found, each) for each in asked], truth)),
        (
            "copied share: the old way",
            rank([before[each.section.ref.report] for each in asked], truth),
        ),
        ("copied share: templatedness", rank(templated(asked), truth)),
        (
            "mandated share: templatedness",
            rank(templated([*own, *of_form]), [mandated_share(each) for each in [*own, *of_form]]),
        ),
        (
            "copy over mandated: copy ratio",
            area([share(found, each) for each in of_copies], [share(found, e) for e in of_form]),
        ),
        ("mandated over copy: templatedness", area(templated(of_form), templated(of_copies))),
        ("dose series that never fall", monotone(found, generator)),
        *(
            (f"from {size} to {len(texts)}", drift(found, scores, size))
            for size in (100, 1000, 10_000)
            if size < len(texts)
        ),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=3000, help="narratives")
    parser.add_argument("--seed", type=int, default=131)
    asked = parser.parse_args()
    generator = load_generator()
    found = run(generator.write_corpus(asked.n, asked.seed))
    print(f"generated, n = {len(found.made)}, seed {asked.seed}\n")
    for name, value in report(found, generator):
        print(f"{name:36}{value}")


if __name__ == "__main__":
    main()
