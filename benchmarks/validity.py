"""Whether a score of substance moves when it ought to, and keeps still when it ought to.

`python benchmarks/validity.py [--reports 300] [--pictures DIR]` asks the score that reports get (read,
parsed, classed by the package), n and a 95 % interval beside each figure:

* dose–response on the narratives of corpora/labels/development.jsonl and on the graded ones, which nothing was
  learnt from: sentences replaced by a stock phrase one after another, concrete ones first; figures taken
  out; how many, by when, who, by which means and what put in vague words, one after another; stock
  phrases appended;
* doses of copying on both, in a corpus that holds the older report of the organ that is copied from, and
  others: its concrete sentences put in the place of one's own, vague ones first, problem for problem and
  measure for measure; the same appended; and its sentences in their order for one's own, whatever either are;
* invariances on the former: another name for the organ, items in another order, other punctuation, half
  width for full width and the other way round;
* fairness on generated reports: what is left of the difference between levels of organs, regions and
  lengths once the level a section was written at is taken out;
* copied but concrete: the best narratives as they stand in another organ's report, in a corpus that
  holds the original;
* growth: the same narratives among 10², 10³ and 5 · 10³ others.

The classes have learnt from the development part, which flatters what is asked of it alone.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt

sys.path.insert(0, str(Path(__file__).parent))
from copying import (  # they stand beside this file
    COPIES,
    STEPS,
    originality,
    report_of,
    score_beside,
    score_copies,
    with_units,
)
from grounds import read_levels
from reuse_truth import load_generator
from substance import FRAME, LABELS, framed, read_graded, spearman

from wenzhi import api
from wenzhi.base.records import Score
from wenzhi.corpus.sections import section_text
from wenzhi.query.studies import wilson
from wenzhi.scores.labels import LabelledNarrative, LabelledUnit
from wenzhi.scores.substance import score_substance

GRADED = [
    LABELS.parent / name / "narratives.jsonl"
    for name in ("graded", "graded2", "graded3", "graded4", "graded5")
]
"""Narratives by hands that neither the classes nor the measure know."""
RESAMPLES = 1000
TOLERANCE = 0.5
"""Points of 100 that count as no change: half of what a score is shown to."""
BEST = 20
"""Narratives of the highest grades that are copied, and followed as a corpus grows."""
SIZES = (100, 1000, 5000)
VAGUE = {
    "how_many": "若干", "by_when": "适时", "who": "有关单位", "instrument": "有关方式", "what": "相关内容",
}  # fmt: skip
"""What stands for each element in words that nobody can check."""
Values = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Series:
    """One narrative changed step by step: its scores, the unchanged first."""

    scores: tuple[Score, ...]

    @property
    def values(self) -> list[float]:
        """Points; a section in which nothing is made out any more counts 0."""
        return [one.value or 0.0 for one in self.scores]

    @property
    def rises(self) -> list[float]:
        """By how much steps are higher than the one before; those without a score are passed over."""
        values = [one.value for one in self.scores if one.value is not None]
        return [after - before for before, after in pairwise(values) if after > before + TOLERANCE]

    @property
    def falls(self) -> bool:
        """Whether no step is higher than the one before."""
        return not self.rises


def score_of(narrative: LabelledNarrative) -> Score:
    """The score of a report that holds the narrative."""
    return score_substance(report_of(narrative))


def portions(narrative: LabelledNarrative) -> Iterator[list[int]]:
    """Growing lists of sentences by index, concrete ones first, the empty one before all."""
    units = narrative.sentences
    order = sorted(range(len(units)), key=lambda i: (not units[i].concrete, i))
    for step in range(STEPS + 1):
        yield order[: round(len(order) * step / STEPS)]


def stock_put_in(narrative: LabelledNarrative) -> Iterator[LabelledNarrative]:
    """Sentences replaced by stock phrases no shorter."""
    for chosen in portions(narrative):
        units = list(narrative.sentences)
        for index in chosen:
            units[index] = framed(units[index])
        yield with_units(narrative, units)


_DIGITS = r"\d[\d,.]*(?:%|余|多|万)*"
_COUNTED = "[个件条篇份名期次天日月家处]"
_TOLD = rf"[一二三四五六七八九十两]+(?={_COUNTED})|每[周月季年]|[上下]半年|年底前"
_NO_FIGURE = (
    rf"(?P<kept>^[（(]\d{{1,2}}[）)]|^\d{{1,2}}[.、．](?!\d)|(?:没有?|无|未|不见)[^，。；,;]{{0,3}}一(?={_COUNTED})"
    rf"|一(?={_COUNTED}[也都]?[没未无不])|一(?P<each>{_COUNTED})(?P=each))"
)
"""没有一条 and 一条也未, not one, 一条条, one by one, and the mark of an item hold no figure: 没有若干条 would deny
less than was denied, and （若干） opens no item."""


def figures_taken_out(narrative: LabelledNarrative) -> Iterator[LabelledNarrative]:
    """As it is; without figures; without figures, dates and times told in words."""
    yield narrative
    for pattern in (_DIGITS, f"{_DIGITS}|{_TOLD}"):
        yield with_units(
            narrative,
            [
                msgspec.structs.replace(
                    unit,
                    text=re.sub(
                        f"{_NO_FIGURE}|{pattern}", lambda m: m["kept"] or "若干", unit.text
                    ),
                )
                for unit in narrative.sentences
            ],
        )


def made_vague(narrative: LabelledNarrative) -> Iterator[LabelledNarrative]:
    """What the labels mark in problems and measures replaced by vague words, one kind after another."""
    for count in range(len(VAGUE) + 1):
        chosen = dict(list(VAGUE.items())[:count])
        yield with_units(narrative, [in_vague_words(unit, chosen) for unit in narrative.sentences])


def in_vague_words(unit: LabelledUnit, words: dict[str, str]) -> LabelledUnit:
    """The sentence with `words` for the elements marked so; of marks that overlap the first gives way."""
    text = unit.text
    last = len(text) + 1
    for mark in sorted(unit.spans, key=lambda one: (-one.start, -one.end)):
        if mark.element in words and mark.end <= last:
            text = text[: mark.start] + words[mark.element] + text[mark.end :]
            last = mark.start
    return msgspec.structs.replace(unit, text=text, spans=())


def padded(narrative: LabelledNarrative) -> Iterator[LabelledNarrative]:
    """Stock phrases appended, two at a time."""
    for count in range(0, 2 * STEPS, 2):
        frames = [msgspec.structs.replace(FRAME, paragraph=90 + number) for number in range(count)]
        yield with_units(narrative, [*narrative.sentences, *frames])


def renamed(narrative: LabelledNarrative) -> LabelledNarrative:
    """Another organ's name throughout."""
    other = "青崖市岚溪区" + re.sub(r"^.*?[市县区镇乡](?=.)", "", narrative.organ)
    units = [
        msgspec.structs.replace(unit, text=unit.text.replace(narrative.organ, other))
        for unit in narrative.sentences
    ]
    return msgspec.structs.replace(with_units(narrative, units), organ=other)


_ITEM = re.compile(
    r"^(?:[一二三四五六七八九十]是|[（(][一二三四五六七八九十][）)]|[1-9][.、．]|首先，|其次，|此外，|另外，|)"
)


def mark_of(unit: LabelledUnit) -> str:
    """The mark a list item begins with; nothing where there is none."""
    match = _ITEM.match(unit.text)
    return match[0] if match else ""


def runs_of(narrative: LabelledNarrative) -> list[list[int]]:
    """Sentences of one class that follow one another in a paragraph, by index."""
    runs: list[list[int]] = []
    for index, unit in enumerate(narrative.sentences):
        before = narrative.sentences[index - 1] if index else unit
        like = (before.class_, before.paragraph) == (unit.class_, unit.paragraph)
        if runs and like:
            runs[-1].append(index)
        else:
            runs.append([index])
    return runs


def reordered(narrative: LabelledNarrative) -> LabelledNarrative:
    """Problems turned round by one, and measures, the marks of lists staying where they are."""
    units = list(narrative.sentences)
    for run in runs_of(narrative):
        if units[run[0]].class_ not in ("problem", "measure"):
            continue
        marks = [mark_of(units[index]) for index in run]
        bodies = [
            units[index].text.removeprefix(mark) for index, mark in zip(run, marks, strict=True)
        ]
        for index, mark, body in zip(run, marks, [*bodies[1:], bodies[0]], strict=True):
            units[index] = msgspec.structs.replace(
                units[index], text=f"{mark}{body.rstrip('；;。')}{units[index].text[-1]}"
            )
    return with_units(narrative, units)


def joined(narrative: LabelledNarrative) -> LabelledNarrative:
    """Items of a marked list end in ； but for the last."""
    units = list(narrative.sentences)
    for run in runs_of(narrative):
        for index, after in pairwise(run):
            if mark_of(units[index]) and mark_of(units[after]):
                text = units[index].text.rstrip("。；") + "；"
                units[index] = msgspec.structs.replace(units[index], text=text)
    return with_units(narrative, units)


def translated(table: dict[int, str]) -> Callable[[LabelledNarrative], LabelledNarrative]:
    """The narrative with other characters."""

    def change(narrative: LabelledNarrative) -> LabelledNarrative:
        return with_units(
            narrative,
            [
                msgspec.structs.replace(unit, text=unit.text.translate(table))
                for unit in narrative.sentences
            ],
        )

    return change


CHANGES: dict[str, Callable[[LabelledNarrative], LabelledNarrative]] = {
    "another organ's name": renamed,
    "items in another order": reordered,
    "； after the items of a list": joined,
    "； after every sentence": translated(str.maketrans({"。": "；"})),
    "half width": translated(str.maketrans("，；：（）％０１２３４５６７８９", ",;:()%0123456789")),
    "full width": translated(str.maketrans(",;:()%0123456789", "，；：（）％０１２３４５６７８９")),
}


def holds(before: Score, after: Score) -> bool:
    """Whether the interval of the first score holds the second; both without a score agree."""
    if before.low is None or before.high is None or after.value is None:
        return before.value is None and after.value is None
    return before.low <= after.value <= before.high


def mean_with_interval(values: Sequence[float]) -> str:
    """A mean with the 2.5 % and 97.5 % points of a bootstrap."""
    found = np.asarray(values, np.float64)
    random_ = np.random.default_rng(0)
    drawn = found[random_.integers(0, len(found), (RESAMPLES, len(found)))].mean(axis=1)
    low, high = np.quantile(drawn, (0.025, 0.975))
    return f"{found.mean():+.1f} ({low:+.1f} to {high:+.1f})"


def tell_share(name: str, hits: int, n: int) -> str:
    """A share with its Wilson interval."""
    low, high = wilson(hits, n)
    return f"{name}: {hits} of {n} ({low:.3f}–{high:.3f})"


def tell_doses(narratives: Sequence[LabelledNarrative]) -> dict[str, list[Series]]:
    """Print the dose–response series; gives them for the picture."""
    made = {
        "stock phrases put in": stock_put_in,
        "figures taken out": figures_taken_out,
        "elements in vague words": made_vague,
        "stock phrases appended": padded,
    }
    found: dict[str, list[Series]] = {}
    for name, change in made.items():
        found[name] = [
            Series(tuple(score_of(each) for each in change(narrative))) for narrative in narratives
        ]
    tell_series(found)
    return found | tell_copying(narratives)


def tell_copying(narratives: Sequence[LabelledNarrative]) -> dict[str, list[Series]]:
    """Print the doses of copying; gives them for the picture."""
    found = {
        name: [Series(scores) for scores in score_copies(narratives, change)]
        for name, change in COPIES.items()
    }
    tell_series(found)
    for name, series in found.items():
        own = [[originality(score) for score in one.scores if score.value] for one in series]
        never = sum(all(b <= a + 0.01 for a, b in pairwise(one)) for one in own)
        print(tell_share(f"{name}, originality never rises", never, len(own)))
    return found


def tell_series(found: dict[str, list[Series]]) -> None:
    """Print how many series never rise, and how far they go."""
    for name, series in found.items():
        moves = [one.values[-1] - one.values[0] for one in series]
        print(tell_share(f"{name}, never rises", sum(one.falls for one in series), len(series)))
        print(f"  last step less first: {mean_with_interval(moves)} points")
        rises = [rise for one in series for rise in one.rises]
        print(f"  steps that rise: {len(rises)}, by {max(rises, default=0):.1f} at most")


def tell_invariances(narratives: Sequence[LabelledNarrative]) -> None:
    """Print how far the score moves where it ought to keep still."""
    for name, change in CHANGES.items():
        changed = [(each, other) for each in narratives if (other := change(each)) != each]
        before = [score_of(each) for each, _ in changed]
        after = [score_of(each) for _, each in changed]
        moves = [
            abs(b.value - a.value)
            for a, b in zip(before, after, strict=True)
            if a.value is not None and b.value is not None
        ]
        inside = sum(map(holds, before, after))
        print(
            f"{name}: moves by {np.median(moves):.1f} in the median, {np.quantile(moves, 0.9):.1f} at "
            f"90 %, {max(moves):.1f} at most; {tell_share('inside the interval', inside, len(before))}"
        )


def tell_fairness(count: int, seed: int = 1301) -> None:
    """Print what is left of differences between levels, regions and lengths."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        api.synth(count, seed, folder)
        rows: list[tuple[int, str, str, int, float]] = []
        for file, level in sorted(read_levels(folder / "gold").items()):
            report = api.inspect(folder / file).report
            score, text = score_substance(report), section_text(report)
            if score.value is not None and text is not None:
                place = Path(file).parts[1]
                rows.append((level, str(report.meta.level), place, len(text.text), score.value))
    means = {lv: np.mean([row[4] for row in rows if row[0] == lv]) for lv in {r[0] for r in rows}}
    rest = np.array([row[4] - means[row[0]] for row in rows])
    print(f"generated reports, n = {len(rows)}; points above the mean of the level written at")
    for title, column in (("organ's level", 1), ("region", 2)):
        for value in sorted({str(row[column]) for row in rows}):
            own = rest[[str(row[column]) == value for row in rows]]
            if len(own) >= 10:
                print(f"  {title} {value}: {mean_with_interval(own)}, n = {len(own)}")
    lengths = np.array([row[3] for row in rows], np.float64)
    drawn = np.random.default_rng(0).integers(0, len(rows), (RESAMPLES, len(rows)))
    low, high = np.quantile([spearman(lengths[d], rest[d]) for d in drawn], (0.025, 0.975))
    print(f"  Spearman with length: {spearman(lengths, rest):+.2f} ({low:+.2f} to {high:+.2f})")


def tell_copies(narratives: Sequence[LabelledNarrative]) -> None:
    """Print what a concrete section earns in its author's report and in that of who took it over."""
    best = sorted(narratives, key=lambda each: (-each.grade, each.id))[:BEST]
    own = score_beside(best)
    taken = score_beside(best, best)
    parts = [
        (a.components or {})["originality"].value or 0.0 for a in taken if a.components is not None
    ]
    lost = [(b.value or 0.0) - (a.value or 0.0) for a, b in zip(own, taken, strict=True)]
    print(
        f"copied but concrete: originality {np.median(parts):.2f} in the median, {max(parts):.2f} at"
    )
    print(f"  most; points lost by copying: {mean_with_interval(lost)}, n = {len(lost)}")


def tell_growth(narratives: Sequence[LabelledNarrative]) -> None:
    """Print how far a score moves as its corpus grows."""
    chosen = random.Random(5).sample(list(narratives), BEST)
    made = load_generator().write_corpus(max(SIZES), 1401)
    texts = [each.section for each in made]
    first = score_beside(chosen, (), texts[: SIZES[0]])
    for size in SIZES[1:]:
        later = score_beside(chosen, (), texts[:size])
        moves = [
            abs((b.value or 0.0) - (a.value or 0.0)) for a, b in zip(first, later, strict=True)
        ]
        inside = sum(map(holds, first, later))
        print(
            f"among {size} others instead of {SIZES[0]}: moves by {np.median(moves):.1f} in the median, "
            f"{max(moves):.1f} at most; {tell_share('inside the interval', inside, len(moves))}"
        )


def draw(found: dict[str, list[Series]], folder: Path) -> Path:
    """Write the dose–response series as a picture: means over narratives, and the middle half."""
    import altair as alt

    rows = [
        {
            "change": name,
            "step": step / (len(series[0].scores) - 1),
            "mean": float(np.mean(values)),
            "low": float(np.quantile(values, 0.25)),
            "high": float(np.quantile(values, 0.75)),
        }
        for name, series in found.items()
        for step in range(len(series[0].scores))
        for values in [[one.values[step] for one in series]]
    ]
    base = alt.Chart(alt.Data(values=rows)).encode(
        x=alt.X("step:Q", title="share of the change made", axis=alt.Axis(format="%"))
    )
    band = base.mark_area(opacity=0.25).encode(
        y=alt.Y("low:Q", title="substance", scale=alt.Scale(domain=[0, 100])), y2="high:Q"
    )
    line = base.mark_line(point=True).encode(y="mean:Q")
    chart = alt.layer(band, line).properties(width=180, height=160)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "substance-doses.svg"
    chart.facet(alt.Facet("change:N", title=None), columns=4).save(str(path))
    return path


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=300)
    parser.add_argument("--pictures", type=Path)
    chosen = parser.parse_args()
    narratives = read_graded(LABELS / "development.jsonl")
    print(f"n = {len(narratives)} narratives")
    found = tell_doses(narratives)
    graded = [each for path in GRADED for each in read_graded(path)]
    print(f"graded narratives, n = {len(graded)}:")
    tell_doses(graded)
    tell_invariances(narratives)
    tell_copies(narratives)
    tell_growth(narratives)
    tell_fairness(chosen.reports)
    if chosen.pictures:
        print(draw(found, chosen.pictures))


if __name__ == "__main__":
    main()
