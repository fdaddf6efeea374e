"""Sentence classes and answering links of section 五, beside the rules and a list of stock phrases.

`python benchmarks/sentences.py` fits on corpora/labels without a phrasing family and judges that family
(five folds over the training and development parts), then measures time. `--by-round` leaves out a whole
round of writing instead (corpora/labels/rounds.toml), which is the harder and the more honest question.
`--graded FILE` asks the shipped models about narratives they never saw (JSON lines as in corpora/labels).

Printed for each: macro-F1 over problem, measure, achievement and stock, of all units and of those
judged; how many are judged; F1 of concreteness; expected calibration error over ten bins; F1 of the
answering links on predicted classes and on labelled ones. Intervals are 95 % percentiles over narratives.
"""

from __future__ import annotations

import argparse
import time
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt

from wenzhi.base.progress import Silent
from wenzhi.scores.answering import link_units, link_with
from wenzhi.scores.answering_recipe import fit_links, read_pairs
from wenzhi.scores.classes import ABSTAIN, CLASSES, classify_passages
from wenzhi.scores.labels import LabelledNarrative, read_labels
from wenzhi.scores.sentence_recipe import fit, read_lessons
from wenzhi.scores.specificity import stock_share
from wenzhi.scores.units import read_labelled, read_rules
from wenzhi.text.lexicon import build_segmenter
from wenzhi.text.vectors import shipped_vectors

LABELS = Path(__file__).resolve().parents[1] / "corpora" / "labels"
DRAWS = 1000
Array = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Answers:
    """What was said of every unit, and which pairs of (narrative, problem, measure) were linked."""

    likely: Array
    concrete: npt.NDArray[np.bool_]
    links: frozenset[tuple[int, int, int]]
    links_of_labels: frozenset[tuple[int, int, int]]


@dataclass(frozen=True)
class Truth:
    """The labels of every unit, the number of its narrative, and the labelled links."""

    classes: Numbers
    concrete: npt.NDArray[np.bool_]
    narratives: Numbers
    links: frozenset[tuple[int, int, int]]


def read_truth(narratives: Sequence[LabelledNarrative]) -> Truth:
    units = [
        (k, i, unit) for k, one in enumerate(narratives) for i, unit in enumerate(one.sentences)
    ]
    return Truth(
        np.array([CLASSES.index(unit.class_) for *_, unit in units]),
        np.array([unit.concrete for *_, unit in units]),
        np.array([k for k, *_ in units]),
        frozenset((k, problem, i) for k, i, unit in units for problem in unit.answers),
    )


def ask_shipped(narratives: Sequence[LabelledNarrative]) -> Answers:
    """The models as they ship."""
    passages = [read_labelled(one) for one in narratives]
    judged = classify_passages(passages)
    flat = [unit for units in judged for unit in units]
    likely = np.array([[unit.probabilities[name] for name in CLASSES] for unit in flat])
    told = [likely, certain(narratives)]
    found: list[set[tuple[int, int, int]]] = [set(), set()]
    first = 0
    for k, (one, passage) in enumerate(zip(narratives, passages, strict=True)):
        rows, rules = slice(first, first + len(passage.units)), read_rules(one)
        first += len(passage.units)
        for links, table in zip(found, told, strict=True):
            links |= {(k, p, m) for p, m, _ in link_units(passage.units, table[rows, :2], rules)}
    concrete = np.array([bool(unit.concrete) for unit in flat])
    return Answers(likely, concrete, frozenset(found[0]), frozenset(found[1]))


def ask_folds(narratives: Sequence[LabelledNarrative]) -> Answers:
    """Each narrative by models that saw no narrative of its phrasing family."""
    _, _, likely, concrete = fit(read_lessons(narratives), Silent())
    found = [link_folds(narratives, table) for table in (likely, certain(narratives))]
    return Answers(likely, (concrete >= 0.5) & (likely.argmax(1) != 3), *found)


def ask_rounds(narratives: Sequence[LabelledNarrative]) -> Answers:
    """Each narrative by models that saw nothing of its round of writing."""
    rounds = read_rounds(narratives)
    certain_, bounds = certain(narratives), np.cumsum([0, *(len(n.sentences) for n in narratives)])
    likely, concrete = np.zeros((bounds[-1], len(CLASSES))), np.zeros(bounds[-1])
    found: tuple[set[tuple[int, int, int]], set[tuple[int, int, int]]] = set(), set()
    for one in sorted(set(rounds.tolist())):
        unseen = np.flatnonzero(rounds == one).tolist()
        seen = [narratives[k] for k in np.flatnonzero(rounds != one)]
        classifier, _, of_seen, _ = fit(read_lessons(seen), Silent())
        passages = [read_labelled(narratives[k]) for k in unseen]
        judged, _, sure = classifier.judge(classifier.tell(passages, shipped_vectors()))
        rows = np.concatenate([np.arange(bounds[k], bounds[k + 1]) for k in unseen])
        likely[rows], concrete[rows] = judged, sure
        for links, table, lesson in zip(
            found, (likely, certain_), (of_seen, certain(seen)), strict=True
        ):
            linker, _, _ = fit_links(read_pairs(seen, lesson))
            for k, passage in zip(unseen, passages, strict=True):
                own = table[bounds[k] : bounds[k + 1], :2]
                told = read_rules(narratives[k])
                links |= {(k, p, m) for p, m, _ in link_with(linker, passage.units, own, told)}
    given = (concrete >= 0.5) & (likely.argmax(1) != 3)
    return Answers(likely, given, frozenset(found[0]), frozenset(found[1]))


def read_rounds(narratives: Sequence[LabelledNarrative]) -> Numbers:
    """The number of each narrative's round. Raises ValueError where a narrative is of none."""
    rounds = tomllib.loads((LABELS / "rounds.toml").read_text(encoding="utf-8"))["round"]
    spans = [
        (number, first[0], int(first[1:]), int(last[1:]))
        for number, one in enumerate(rounds)
        for first, last in (span.split("-") for span in one["ids"])
    ]
    return np.array([_round_of(narrative.id, spans) for narrative in narratives])


def _round_of(name: str, spans: Sequence[tuple[int, str, int, int]]) -> int:
    for number, part, first, last in spans:
        if name[0] == part and first <= int(name[1:]) <= last:
            return number
    raise ValueError(f"{name} is of no round in corpora/labels/rounds.toml")


def link_folds(
    narratives: Sequence[LabelledNarrative], likely: Array
) -> frozenset[tuple[int, int, int]]:
    """The links between units of these classes, by linkers that saw none of the narrative's family."""
    pairs = read_pairs(narratives, likely)
    linker, _, scores = fit_links(pairs)
    chosen = (scores >= linker.threshold[0]).tolist()
    return frozenset(pair for pair, one in zip(pairs.pairs, chosen, strict=True) if one)


def certain(narratives: Sequence[LabelledNarrative]) -> Array:
    """The labelled classes as probabilities of 0 and 1."""
    return np.eye(len(CLASSES))[read_truth(narratives).classes]


def ask_rules(narratives: Sequence[LabelledNarrative]) -> tuple[Numbers, Numbers]:
    """What was said before there was a model: by rules, and by the list of stock phrases alone."""
    ruled, listed = [], []
    for one in narratives:
        passage = read_labelled(one)
        for unit, problem, measure in zip(
            passage.units, passage.problems, passage.measures, strict=True
        ):
            praises = any(word in unit.text for word in ("成效", "成绩", "稳步", "圆满"))
            rest = 2 if praises else 3
            ruled.append(rest if problem + measure == 0 else int(measure > problem))
            listed.append(3 if stock_share(unit.text) >= 0.5 else 1)
    return np.array(ruled), np.array(listed)


def macro_f1(truth: Numbers, said: Numbers) -> float:
    return float(np.mean(class_f1(truth, said)))


def class_f1(truth: Numbers, said: Numbers) -> list[float]:
    return [
        float(
            2 * ((truth == c) & (said == c)).sum() / max(1, (truth == c).sum() + (said == c).sum())
        )
        for c in range(len(CLASSES))
    ]


def calibration_error(truth: Numbers, likely: Array) -> float:
    """Ten bins of equal width over the probability of the likeliest class (Naeini et al. 2015)."""
    sure, right = likely.max(1), likely.argmax(1) == truth
    bins = np.minimum(9, (sure * 10).astype(int))
    return float(
        sum(
            abs(right[bins == b].mean() - sure[bins == b].mean()) * (bins == b).mean()
            for b in np.unique(bins)
        )
    )


def link_f1(
    truth: frozenset[tuple[int, int, int]], found: frozenset[tuple[int, int, int]]
) -> float:
    return 2 * len(truth & found) / max(1, len(truth) + len(found))


def interval(count: int, measure: Callable[[Numbers], float]) -> tuple[float, float]:
    """95 % percentiles of `measure` over narratives drawn with replacement."""
    random = np.random.default_rng(0)
    drawn = [measure(random.integers(0, count, count)) for _ in range(DRAWS)]
    low, high = np.quantile(drawn, (0.025, 0.975))
    return float(low), float(high)


def tell(narratives: Sequence[LabelledNarrative], answers: Answers) -> None:
    truth = read_truth(narratives)
    said, sure = answers.likely.argmax(1), answers.likely.max(1) >= ABSTAIN
    rows = [np.flatnonzero(truth.narratives == k) for k in range(len(narratives))]

    def over(measure: Callable[[Numbers], float]) -> str:
        low, high = interval(
            len(rows), lambda drawn: measure(np.concatenate([rows[k] for k in drawn]))
        )
        return f"{measure(np.arange(len(said))):.3f} ({low:.3f}–{high:.3f})"

    ruled, listed = ask_rules(narratives)
    right = truth.concrete.astype(np.int64), answers.concrete.astype(np.int64)
    print(f"{len(narratives)} narratives, {len(said)} units, {len(truth.links)} links")
    print("macro-F1", over(lambda r: macro_f1(truth.classes[r], said[r])))
    of = zip(CLASSES, class_f1(truth.classes, said), strict=True)
    print("  ", ", ".join(f"{name} {value:.3f}" for name, value in of))
    print(
        "  of those judged", over(lambda r: macro_f1(truth.classes[r[sure[r]]], said[r[sure[r]]]))
    )
    print(f"  judged {sure.mean():.3f}")
    print("  by rules", over(lambda r: macro_f1(truth.classes[r], ruled[r])))
    print("  by stock phrases", over(lambda r: macro_f1(truth.classes[r], listed[r])))
    print(f"calibration error {calibration_error(truth.classes, answers.likely):.3f}")
    print(f"concrete F1 {class_f1(*right)[1]:.3f}")
    links = over_links(truth, answers.links, len(narratives))
    print(
        f"links F1 {links}; on labelled classes {link_f1(truth.links, answers.links_of_labels):.3f}"
    )


class SecondReading(msgspec.Struct):
    """What a second reader of a graded narrative said; `answers` are pairs (measure, problem) of units."""

    id: str
    answers: tuple[tuple[int, int], ...] | None = None


def tell_second_reader(narratives: Sequence[LabelledNarrative], path: Path) -> None:
    """Agreement on links, where there is a second reading that has them."""
    lines = path.read_bytes().splitlines() if path.is_file() else []
    read = {
        one.id: one for one in (msgspec.json.decode(line, type=SecondReading) for line in lines)
    }
    if not read or any(read[one.id].answers is None for one in narratives):
        return
    pairs = [(k, read[one.id].answers or ()) for k, one in enumerate(narratives)]
    found = frozenset((k, problem, measure) for k, own in pairs for measure, problem in own)
    agreed = over_links(read_truth(narratives), found, len(narratives))
    print(f"links of a second reader, F1 with the first {agreed}")


def tell_rounds(narratives: Sequence[LabelledNarrative], answers: Answers) -> None:
    """What was measured, by round."""
    truth, said = read_truth(narratives), answers.likely.argmax(1)
    rounds = read_rounds(narratives)
    for one in range(rounds.max() + 1):
        mine = rounds[truth.narratives] == one
        found, labelled = (
            [frozenset(link for link in links if rounds[link[0]] == one) for links in pair]
            for pair in (
                (answers.links, truth.links),
                (answers.links_of_labels, truth.links),
            )
        )
        print(
            f"round {one + 1}: {(rounds == one).sum()} narratives, {mine.sum()} units, macro-F1 "
            f"{macro_f1(truth.classes[mine], said[mine]):.3f}, links {link_f1(found[1], found[0]):.3f}, "
            f"on labelled classes {link_f1(labelled[1], labelled[0]):.3f}"
        )


def over_links(truth: Truth, found: frozenset[tuple[int, int, int]], count: int) -> str:
    of = [
        [sum(k == one for k, *_ in links) for links in (truth.links & found, truth.links, found)]
        for one in range(count)
    ]
    table = np.array(of)

    def f1(drawn: Numbers) -> float:
        both, right, said = table[drawn].sum(0)
        return float(2 * both / max(1, right + said))

    low, high = interval(count, f1)
    return f"{f1(np.arange(count)):.3f} ({low:.3f}–{high:.3f})"


def worst(narratives: Sequence[LabelledNarrative], answers: Answers, count: int = 20) -> None:
    """The units that were surest and wrong."""
    units = [(one.family, unit) for one in narratives for unit in one.sentences]
    said = answers.likely.argmax(1)
    wrong = np.where(said != read_truth(narratives).classes, answers.likely.max(1), 0)
    for k in np.argsort(-wrong, kind="stable")[:count]:
        family, unit = units[k]
        print(f"| {unit.class_} | {CLASSES[said[k]]} | {wrong[k]:.2f} | {family} | {unit.text} |")


def speed(narratives: Sequence[LabelledNarrative]) -> None:
    """Processor time of classes and vectors as a share of jieba's on the same prose: least of five.

    Without and with the reasons for each class, which are asked for where a report is shown.
    """
    passages = [read_labelled(one) for one in narratives]
    texts = [unit.text for passage in passages for unit in passage.units]
    cut = build_segmenter()
    cut.lcut("先把词典读进来")
    classify_passages(passages[:2])
    plain, told, theirs = [], [], []
    for repeat in range(5):
        # Other characters before each text, so that nothing is answered from what was kept.
        texts = [f"{'甲乙丙丁戊'[repeat]}{text}" for text in texts]
        plain.append(clock(lambda: classify_passages(passages, explained=False)))
        told.append(clock(lambda: classify_passages(passages)))
        theirs.append(clock(lambda prose=texts: [cut.lcut(text) for text in prose]))
    rate = len(texts) / min(plain)
    ratios = [min(mine) / min(theirs) for mine in (plain, told)]
    print(f"{rate:,.0f} units a second; {ratios[0]:.2f} of jieba's time, explained {ratios[1]:.2f}")


def clock(work: Callable[[], object]) -> float:
    """Seconds of processor time."""
    start = time.process_time()
    work()
    return time.process_time() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--graded", type=Path, help="narratives that the models never saw")
    parser.add_argument("--by-round", action="store_true", help="leave out a round of writing")
    parser.add_argument("--worst", action="store_true", help="print the twenty surest errors")
    chosen = parser.parse_args()
    if chosen.graded:
        lines = chosen.graded.read_bytes().splitlines()
        narratives = [msgspec.json.decode(line, type=LabelledNarrative) for line in lines]
        answers = ask_shipped(narratives)
        tell_second_reader(narratives, chosen.graded.with_name("second.jsonl"))
    else:
        narratives = [*read_labels(LABELS, "train"), *read_labels(LABELS, "development")]
        answers = ask_rounds(narratives) if chosen.by_round else ask_folds(narratives)
    tell(narratives, answers)
    if chosen.by_round:
        tell_rounds(narratives, answers)
        return
    if chosen.worst:
        worst(narratives, answers)
    speed(narratives)


if __name__ == "__main__":
    main()
