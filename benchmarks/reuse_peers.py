"""Other tools on the same narratives: pairs by threshold, each at the setting that served it best.

    pip install 'wenzhi[bench]'

None of them is told the organs' names; masking is ours. Families are the connected components of pairs.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

import numpy as np
from reuse_corpus import Corpus  # they stand beside this file
from reuse_truth import DISTANT, HARD, Told, count_false, count_pairs, rate

Pairs = set[tuple[int, int]]

GRAM = 3
"""Characters of a shingle for MinHash and TF-IDF."""

THRESHOLD, LOW = 0.5, 0.3
COSINE = 0.35
SEMANTIC = 0.9


Measured = dict[str, Any]


def measure_peers(corpus: Corpus) -> dict[str, Measured | str]:
    """Each tool by name: its rate and quality, or that it is not installed."""
    peers: dict[str, Callable[[Sequence[str]], Pairs]] = {
        f"datasketch, t = {THRESHOLD}": by_datasketch,
        f"rensa, t = {THRESHOLD}": by_rensa,
        f"rensa, t = {LOW}": partial(by_rensa, threshold=LOW, bands=32),
        f"TF-IDF cosine, t = {COSINE}": by_tfidf,
        f"semhash, t = {SEMANTIC}": by_semhash,
    }
    texts = [corpus.text(row) for row in corpus.rows]
    print(f"\n{'tool':28}{'narratives/s':>14}{'F1 base':>9}{'F1 hard':>9}{'false':>9}")
    measured: dict[str, Measured | str] = {}
    for name, find in peers.items():
        started = time.process_time()
        try:
            pairs = find(texts)
        except ImportError as error:
            measured[name] = f"not installed: {error.name}"
            print(f"{name:28}{measured[name]}")
            continue
        seconds = time.process_time() - started
        measured[name] = row = {"per_second": len(texts) / seconds, **judge(corpus, pairs)}
        print(
            f"{name:28}{row['per_second']:>14.0f}{row['f1_base']:>9.3f}{row['f1_hard']:>9.3f}"
            f"{row['false']:>9.0f}",
            flush=True,
        )
    return measured


def judge(corpus: Corpus, pairs: Pairs) -> Measured:
    """F1 of both groups of kinds, found and true pairs by kind, false pairs, precision."""
    numbers = [row.number for row in corpus.rows]
    told = Told({(numbers[one], numbers[other]) for one, other in pairs}, {})
    counts = count_pairs(corpus, told)
    false = sum(count_false(corpus, told.pairs).values())
    precision = 1 - false / max(1, len(pairs))
    base = rate(counts, [kind for kind in counts if kind not in (*HARD, *DISTANT)], precision)
    hard = rate(counts, HARD, precision)
    return {
        "f1_base": base.f1,
        "f1_hard": hard.f1,
        "false": false,
        "precision": [precision, len(pairs)],
        "kinds": {kind: counts[kind] for kind in sorted(counts)},
    }


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


def by_rensa(texts: Sequence[str], threshold: float = THRESHOLD, bands: int = 16) -> Pairs:
    from rensa import RMinHash, RMinHashLSH

    index = RMinHashLSH(threshold=threshold, num_perm=128, num_bands=bands)
    sketches = []
    pairs: Pairs = set()
    for place, text in enumerate(texts):
        sketch = RMinHash(num_perm=128, seed=1)
        sketch.update(shingles(text))
        for other in index.query(sketch):
            if sketches[other].jaccard(sketch) >= threshold:
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
    for copy in hashed.self_deduplicate(threshold=SEMANTIC).filtered:
        for other, _ in copy.duplicates:
            for one in places[str(copy.record)]:
                pairs |= {
                    (min(one, two), max(one, two)) for two in places[str(other)] if one != two
                }
    return pairs
