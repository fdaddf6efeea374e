"""Other tools on the same narratives: pairs by threshold, each at the setting that served it best.

    pip install 'wenzhi[bench]'

None of them is told the organs' names; masking is ours. Families are the connected components of pairs.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence

import numpy as np
from reuse_truth import DISTANT, HARD, Made, count_false, count_pairs, rate

Pairs = set[tuple[int, int]]

GRAM = 3
"""Characters of a shingle for MinHash and TF-IDF."""

THRESHOLD = 0.5
COSINE = 0.35


def print_peers(made: Sequence[Made]) -> None:
    """One line for each tool that is installed."""
    print(f"\n{'tool':28}{'narratives/s':>14}{'F1 base':>9}{'F1 hard':>9}{'false':>9}")
    peers: dict[str, Callable[[Sequence[str]], Pairs]] = {
        f"datasketch, t = {THRESHOLD}": by_datasketch,
        f"rensa, t = {THRESHOLD}": by_rensa,
        f"TF-IDF cosine, t = {COSINE}": by_tfidf,
        "semhash": by_semhash,
    }
    texts = [each.section.text for each in made]
    for name, find in peers.items():
        started = time.process_time()
        try:
            pairs = find(texts)
        except ImportError as error:
            print(f"{name:28}not installed: {error.name}")
            continue
        seconds = time.process_time() - started
        print(f"{name:28}{len(made) / seconds:>14.0f}{judge(made, pairs)}")


def judge(made: Sequence[Made], pairs: Pairs) -> str:
    names = [each.section.ref.report for each in made]
    told = [(names[one], names[other]) for one, other in pairs]
    found = {frozenset(pair) for pair in told}
    counts = count_pairs(made, lambda one, other: frozenset((one, other)) in found)
    false = sum(count_false(made, told).values())
    precision = 1 - false / max(1, len(told))
    base = rate(counts, [kind for kind in counts if kind not in (*HARD, *DISTANT)], precision)
    hard = rate(counts, HARD, precision)
    return f"{base.f1:>9.3f}{hard.f1:>9.3f}{false:>9}"


def shingles(text: str) -> list[str]:
    return sorted({text[place : place + GRAM] for place in range(len(text) - GRAM + 1)})


def by_datasketch(texts: Sequence[str]) -> Pairs:
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(threshold=THRESHOLD, num_perm=128)
    pairs: Pairs = set()
    for place, text in enumerate(texts):
        sketch = MinHash(num_perm=128)
        sketch.update_batch([gram.encode() for gram in shingles(text)])
        pairs |= {(int(other), place) for other in index.query(sketch)}
        index.insert(str(place), sketch)
    return pairs


def by_rensa(texts: Sequence[str]) -> Pairs:
    from rensa import RMinHash, RMinHashLSH

    index = RMinHashLSH(threshold=THRESHOLD, num_perm=128, num_bands=16)
    sketches = []
    pairs: Pairs = set()
    for place, text in enumerate(texts):
        sketch = RMinHash(num_perm=128, seed=1)
        sketch.update(shingles(text))
        for other in index.query(sketch):
            if sketches[other].jaccard(sketch) >= THRESHOLD:
                pairs.add((int(other), place))
        index.insert(place, sketch)
        sketches.append(sketch)
    return pairs


def by_tfidf(texts: Sequence[str]) -> Pairs:
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(analyzer="char", ngram_range=(GRAM, GRAM), dtype=np.float32)
    return set(_near(vectorizer.fit_transform(texts)))


def _near(rows: object) -> Iterator[tuple[int, int]]:
    """Pairs of rows whose cosine is at least `COSINE`, 500 rows at a time: quadratic in time."""
    from scipy.sparse import csr_matrix

    matrix = csr_matrix(rows)
    for start in range(0, matrix.shape[0], 500):
        block = (matrix[start : start + 500] @ matrix.T).tocoo()
        for one, other, value in zip(block.row, block.col, block.data, strict=True):
            if value >= COSINE and start + one < other:
                yield int(start + one), int(other)


def by_semhash(texts: Sequence[str]) -> Pairs:
    """With wenzhi's own sentence vectors, for its default model would be fetched from the network."""
    from semhash import SemHash

    from wenzhi.text.vectors import load_vectors

    hashed = SemHash.from_records(list(texts), model=load_vectors())
    places: dict[str, list[int]] = {}
    for place, text in enumerate(texts):
        places.setdefault(text, []).append(place)
    pairs: Pairs = set()
    for copy in hashed.self_deduplicate(threshold=0.9).filtered:
        for other, _ in copy.duplicates:
            for one in places[str(copy.record)]:
                pairs |= {
                    (min(one, two), max(one, two)) for two in places[str(other)] if one != two
                }
    return pairs
