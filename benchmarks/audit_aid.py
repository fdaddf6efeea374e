"""What a count is of: the grammar beside a classifier taught with generated reports and our own sentences.

    python benchmarks/audit_aid.py [--reports 200]

The classifier (logistic regression on characters of the words around a count, in ones to threes) is taught with
generated reports and with the sentences of `tests/parse/counts` but the third collection, and asked about that
collection and the held-out sets. `fallback` is the grammar where it names something, else the classifier where
its probability reaches the bound. Sets are never pooled.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "parse"))
import quality
import test_counts as sentences

from wenzhi import api
from wenzhi.base.records import Count
from wenzhi.parse.pipeline import build_pipeline
from wenzhi.synth import write_reports

ROOT = Path(__file__).resolve().parents[1]
UNSEEN = "third"
BOUNDS = (0.5, 0.7, 0.9)
CELLS = ("applications.", "active.", "review.", "litigation.")
_RATIOS = ("%", "倍", "个百分点")


@dataclass(frozen=True)
class Asked:
    """A count by the words around it, what it is of, and what the grammar says."""

    words: str
    truth: str | None
    grammar: str | None


def words_around(text: str, count: Count) -> str:
    """The sentence before a count, its clause and what follows, as one string of features."""
    start = max(text.rfind(mark, 0, count.start) for mark in "。\n;；") + 1
    before = text[start : count.start]
    clause = before.replace("，", ",").rpartition(",")[2][-14:]
    behind = text[count.end : count.end + 16].partition("。")[0][:8]
    return f"B{before[-40:]} C{clause}#{count.unit or ''}{behind} O{count.object or ''} {count.section}"


def of_sentences(*, unseen: bool) -> list[Asked]:
    """The counts of our own sentences whose indicator is given."""
    nlp = build_pipeline()
    asked: list[Asked] = []
    for case in sentences.cases():
        if (case.name.split(":")[0] == UNSEEN) != unseen:
            continue
        counts = {count.start: count for count in sentences.found_in(case, nlp)}
        for line in case.counts:
            surface, _, words = (part.strip() for part in line.split("|"))
            told = [word[4:] for word in words.split() if word.startswith("ind=")]
            count = counts.get(sentences.place_of(case.text, surface))
            if told and not told[0].endswith("?") and count and count.unit not in _RATIOS:
                truth = None if told[0] == "-" else told[0]
                asked.append(Asked(words_around(case.text, count), truth, count.indicator))
    return asked


def of_reports(golds: Iterable[Path], texts: Path) -> list[Asked]:
    """The counts of reports with gold."""
    asked: list[Asked] = []
    for path in sorted(golds):
        gold = json.loads(path.read_text(encoding="utf-8"))
        file = quality.find_text(gold, texts)
        if file is None:
            continue
        report = api.inspect(file).report
        for index, place in quality.match(gold["counts"], report.counts).items():
            wanted, count = gold["counts"][index], report.counts[place]
            told = wanted["indicator"] != "*" and not wanted.get("optional")
            if told and count.unit not in _RATIOS:
                words = words_around(report.text, count)
                asked.append(Asked(words, wanted["indicator"], count.indicator))
    return asked


def right(truth: str | None, said: str | None) -> bool:
    """Whether an indicator is right; of what has none, whether no cell is named."""
    return not (said or "").startswith(CELLS) if truth is None else said == truth


def teach(known: list[Asked]) -> Pipeline:
    """The classifier; `-` stands for no indicator."""
    letters = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), min_df=3, sublinear_tf=True)
    model = make_pipeline(letters, LogisticRegression(C=30, max_iter=100, tol=1e-3))
    return model.fit([one.words for one in known], [one.truth or "-" for one in known])


def compare(name: str, model: Pipeline, asked: list[Asked]) -> None:
    """Print the line of one set."""
    chances = model.predict_proba([one.words for one in asked])
    classes = model.classes_
    guessed = [(str(classes[row.argmax()]), float(row.max())) for row in chances]
    grammar = sum(right(one.truth, one.grammar) for one in asked)
    aid = sum(
        right(one.truth, None if said == "-" else said)
        for one, (said, _) in zip(asked, guessed, strict=True)
    )
    shares = [f"grammar {grammar / len(asked):.3f}", f"classifier {aid / len(asked):.3f}"]
    for bound in BOUNDS:
        hits = sum(
            right(
                one.truth,
                said if one.grammar is None and sure >= bound and said != "-" else one.grammar,
            )
            for one, (said, sure) in zip(asked, guessed, strict=True)
        )
        shares.append(f"fallback from {bound} {hits / len(asked):.3f}")
    print(f"{name:10} n = {len(asked):<5}", "  ".join(shares))


def main() -> None:
    """Teach and compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=200)
    reports = parser.parse_args().reports
    with tempfile.TemporaryDirectory() as folder:
        write_reports(reports, 77, Path(folder))
        generated = of_reports(Path(folder, "gold").glob("*.json"), Path(folder))
    model = teach([*generated, *of_sentences(unseen=False)])
    compare("third", model, of_sentences(unseen=True))
    for name in ("heldout2", "heldout3"):
        folder_of = ROOT / "corpora" / name
        compare(name, model, of_reports((folder_of / "gold").glob("*.json"), folder_of))


if __name__ == "__main__":
    main()
