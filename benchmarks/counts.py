"""What a count is of: the grammar, the trained model, and both, on sets of reports that the model never saw.

    python benchmarks/counts.py [--cost]

Each held-out set in turn is left out of the model's lessons, and is read as the grammar first read it,
before it was mended on the set (`corpora/labels/first_readings.jsonl`). *Right* counts what is one of the
indicators that gold allows. A name added where gold has none is wrong, though it may be a thing of its own
that gold does not list. Probabilities of a set are scaled by the other sets. Sets are never pooled but in
the lines `any`, which say what all names from a probability on come to. Intervals are Wilson's 95 %.
`--cost` times parsing with the model and without.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from quality import Share

from wenzhi.base.progress import Silent
from wenzhi.parse.naming import AGAINST, LEAST, log_odds
from wenzhi.parse.report import parse
from wenzhi.read.document import read
from wenzhi.scores.naming_lessons import HELD_OUT, read_lessons
from wenzhi.scores.naming_recipe import Answer, calibrate, leave_out

CORPORA = Path(__file__).resolve().parents[1] / "corpora"
BOUNDS = (0.5, 0.6, LEAST, 0.8, 0.9)
BINS = (0.0, 0.5, 0.7, 0.8, 0.9, 1.0)
ROUNDS = 8

Sure = tuple[Answer, float]
"""An answer with the probability that its name is right."""


def scaled(answers: Mapping[str, Sequence[Answer]]) -> dict[str, list[Sure]]:
    """Each set's answers with probabilities by the scaling of the other sets."""
    told: dict[str, list[Sure]] = {}
    for name, own in answers.items():
        others = [one for other, each in answers.items() if other != name for one in each]
        slope, constant = calibrate(others)
        told[name] = [
            (one, 1 / (1 + 2.718281828459045 ** -(slope * log_odds(one.share) + constant)))
            for one in own
        ]
    return told


def added(answers: Sequence[Sure], least: float) -> list[Sure]:
    """The names given where the grammar had none."""
    return [
        (one, sure)
        for one, sure in answers
        if one.row.grammar is None and one.name is not None and sure >= least
    ]


def share_of(hits: Sequence[bool]) -> str:
    """A share with n and interval."""
    share = Share(sum(hits), len(hits))
    low, high = share.interval()
    return f"{share.value:.3f} (n = {share.of}, {low:.3f}–{high:.3f})"


def show_set(name: str, answers: Sequence[Sure]) -> None:
    """Grammar, model and both on the counts of a set that have an indicator; what was added."""
    named = [(one, sure) for one, sure in answers if one.row.truth[0] is not None]
    grammar = [one.row.grammar in one.row.truth for one, _ in named]
    both = [given(one, sure) in one.row.truth for one, sure in named]
    print(f"{name:9} grammar {share_of(grammar)}  model {share_of([a.right for a, _ in named])}")
    print(f"{'':9} both    {share_of(both)}  added, right {share_of(rights(answers, LEAST))}")


def given(one: Answer, sure: float) -> str | None:
    """The name that a count is given: the model's where it is sure enough, else the grammar's."""
    least = LEAST if one.row.grammar is None else AGAINST
    kept = one.name is None or one.trusted or sure < least
    return one.row.grammar if kept else one.name


def show_changed(answers: Sequence[Sure]) -> None:
    """Whose name was right where the model's replaced the grammar's."""
    changed = [
        one
        for one, sure in answers
        if one.row.grammar is not None and given(one, sure) != one.row.grammar
    ]
    model = sum(one.right for one in changed)
    grammar = sum(one.row.grammar in one.row.truth for one in changed)
    print(f"names changed: {len(changed)}, the model right {model}, the grammar right {grammar}")


def rights(answers: Sequence[Sure], least: float) -> list[bool]:
    """Whether each added name is right."""
    return [one.right for one, _ in added(answers, least)]


def show_doubts(answers: Sequence[Sure]) -> None:
    """What a second reading doubts of the names that the grammar gave: the wrong ones, and the right ones."""
    named = [one for one, _ in answers if one.row.grammar is not None]
    wrong = [one.name != one.row.grammar for one in named if one.row.grammar not in one.row.truth]
    right = [one.name != one.row.grammar for one in named if one.row.grammar in one.row.truth]
    print(f"of the grammar's names doubted: wrong ones {share_of(wrong)}, right {share_of(right)}")


def expected_error(answers: Sequence[Sure]) -> float:
    """Expected calibration error of added names over `BINS`."""
    given = added(answers, 0.0)
    total = 0.0
    for low, high in pairwise(BINS):
        part = [(one.right, sure) for one, sure in given if low <= sure < high]
        if part:
            total += abs(sum(right for right, _ in part) - sum(sure for _, sure in part))
    return total / max(len(given), 1)


def show_cost() -> None:
    """Processor time of parsing the reports of the sets, with and without the model."""
    paths = sorted(path for name in HELD_OUT for path in (CORPORA / name).rglob("*.txt"))
    documents = [read(path) for path in paths if path.parent.name != "gold"]
    best = {named: float("inf") for named in (False, True)}
    for _ in range(ROUNDS):
        for named in best:
            began = time.process_time()
            for document in documents:
                parse(document, named=named)
            best[named] = min(best[named], time.process_time() - began)
    plain, more = best[False] / len(documents), best[True] / len(documents)
    print(f"{len(documents)} reports, best of {ROUNDS}: {plain * 1e3:.1f} ms a report without,")
    print(f"{more * 1e3:.1f} ms with the model: {more / plain - 1:+.1%}")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cost", action="store_true")
    if parser.parse_args().cost:
        show_cost()
        return
    told = scaled(leave_out(read_lessons(CORPORA), Silent()))
    for name, answers in told.items():
        show_set(name, answers)
    everything = [one for answers in told.values() for one in answers]
    for least in BOUNDS:
        print(f"any, from {least}: added, right {share_of(rights(everything, least))}")
    show_changed(everything)
    show_doubts(everything)
    print(f"expected calibration error of added names: {expected_error(everything):.3f}")


if __name__ == "__main__":
    main()
