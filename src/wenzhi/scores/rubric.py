"""Floor 4: the rubric of section 五: what judged sentences are worth, component by component.

Takes units that are a problem, a measure and concrete to some degree (0 or 1 by a reader, a probability by
a classifier); gives components of 0–1. It must not know who judged: so the error of the rubric and
that of a classifier are known apart. The components:

* directness: the share of characters in problems and measures; frames and praise crowd them out, and
  it is 0 without a problem;
* candour: how many problems are concrete (1 − e^−n, so the first says most);
* specificity: the share of all characters that stand in concrete problems and measures;
* actionability: how many measures are concrete (1 − e^(−n/1.5));
* answering: the share of problems that are concrete and answered by a concrete measure.

What is concrete counts by what it names: half for being checkable at all, the other half by how many of
who, what, how many a problem names, and of these, by when and instrument a measure (`CHECKABLE`). So every
figure, date or name taken out costs.

What was taken over from another organ is nobody's word here: it counts in nothing that adds to a component, and
in full in all that a component is a share of: of the characters and of the problems. So it is worth no more
than a stock phrase in its place, whatever it says, and leaving it out never costs.

A figure in digits is as long as 若干, however many digits it has: a section says no less for a greater
number, and its share of problems does not grow when an achievement loses one.

No component but answering, which is a share of problems, rises when a sentence turns into a frame no shorter, and
none with padding. Candour and actionability count and are no shares of problems and measures: a vague problem
that gave way to a frame left fewer of which the concrete ones were a larger share.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Record
from wenzhi.scores.labels import LabelledUnit

COMPONENTS = ("directness", "candour", "specificity", "actionability", "answering")

ENOUGH_MEASURES = 1.5
"""Concrete measures at which their number counts 1 − 1/e: one is half of it, three are nearly all."""
CHECKABLE = 0.5
"""What a concrete sentence is worth that names nothing of `PROBLEM_ELEMENTS` or `ELEMENTS`. Judgement; from
.3 to 1 the rank correlation of the rubric with the grades of train and development (n = 431) is .928–.932."""
PROBLEM_ELEMENTS = ("who", "what", "how_many")
"""What a problem may name: docs/explanation/labelling.md marks by when and instrument in measures alone."""
ELEMENTS = (*PROBLEM_ELEMENTS, "by_when", "instrument")
"""What a measure may name."""
_FIGURE = as_pattern(r"\d+(?:[,.]\d+)*[余多万亿%]*")
_AS_LONG = "若干"

Table = npt.NDArray[np.float64]


class Weighed(Record, frozen=True):
    """A unit: its length, how far it is a problem, a measure, concrete (0–1); what it names and answers.

    `elements` are those of `ELEMENTS` that it names, `answers` indexes of units; `taken` is how far it was
    taken over from another organ (0–1). Problem and measure may both be 1: a sentence can do two things.
    """

    length: int
    problem: float
    measure: float
    concrete: float
    elements: tuple[str, ...] = ()
    answers: tuple[int, ...] = ()
    taken: float = 0.0

    @property
    def credited(self) -> float:
        """How far it says something concrete that is not taken over."""
        return self.concrete * (1 - self.taken)


def told_length(text: str) -> int:
    """Characters of `text`, each figure in digits counted as two."""
    return len(_FIGURE.sub(_AS_LONG, text))


def weigh_labelled(units: Sequence[LabelledUnit]) -> tuple[Weighed, ...]:
    """Units as a reader labelled them; a second class counts as the first does."""
    return tuple(
        Weighed(
            length=told_length(unit.text),
            problem="problem" in (unit.class_, unit.second),
            measure="measure" in (unit.class_, unit.second),
            concrete=unit.concrete,
            elements=tuple(sorted({mark.element for mark in unit.spans})),
            answers=unit.answers,
        )
        for unit in units
    )


def measure_units(units: Sequence[Weighed]) -> dict[str, float]:
    """The components of a section whose sentences are `units`, in reading order; all 0 of none."""
    likely = np.array([(one.problem, one.measure, one.concrete) for one in units], np.float64)
    if not len(likely):
        return dict.fromkeys(COMPONENTS, 0.0)
    return {name: float(value[0]) for name, value in measure_table(units, likely[None]).items()}


def measure_table(units: Sequence[Weighed], likely: Table) -> dict[str, Table]:
    """The components for each of several readings: `likely` is reading × unit × the three degrees."""
    taken = np.array([unit.taken for unit in units], np.float64)
    problem, measure = likely[..., 0] * (1 - taken), likely[..., 1] * (1 - taken)
    concrete = likely[..., 2]
    length = np.array([unit.length for unit in units], np.float64)
    share = length / max(1.0, length.sum())
    telling = np.minimum(1.0, problem + measure)
    checkable = problem * concrete * _worth(units, PROBLEM_ELEMENTS)
    acting = measure * concrete * _worth(units, ELEMENTS)
    problems = np.maximum(1, (problem + taken).sum(-1))
    return {
        "directness": (share * telling).sum(-1) * (1 - np.prod(1 - problem, axis=-1)),
        "candour": 1 - np.exp(-checkable.sum(-1)),
        "specificity": (share * np.minimum(1.0, checkable + acting)).sum(-1),
        "actionability": 1 - np.exp(-acting.sum(-1) / ENOUGH_MEASURES),
        "answering": (checkable * _answered(units, acting)).sum(-1) / problems,
    }


def _worth(units: Sequence[Weighed], of: Sequence[str]) -> Table:
    """What each unit counts where it is concrete: more, the more elements of `of` it names."""
    named = np.array([len(set(of).intersection(unit.elements)) for unit in units], np.float64)
    return CHECKABLE + (1 - CHECKABLE) * named / len(of)


def _answered(units: Sequence[Weighed], acting: Table) -> Table:
    """How far the best of a unit's answers is a concrete measure."""
    best = np.zeros_like(acting)
    for index, unit in enumerate(units):
        for other in unit.answers:
            best[..., other] = np.maximum(best[..., other], acting[..., index])
    return best
