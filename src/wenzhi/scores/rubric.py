"""Floor 4: the rubric of section 五: five components of judged sentences and what each adds to a score.

Takes sentences whose class, elements, problems and answers are known, by whomever; gives components of
0–1 and points that add up to 0–100. It must not know how a sentence was classed: so the error of the
rubric and that of a classifier are known apart. Scores of reports are `substance`'s.

* directness: the share of characters in sentences that tell a problem or a measure. Frames and praise
  crowd it out; without any problem it is 0;
* candour: half how many distinct problems are concrete (1 − e^−n, so the first says most), half how
  much of who, what and how many the problems name (two are all that is asked);
* specificity: the share of characters in concrete problems and measures;
* actionability: half the average measure (concrete; three of its five elements), half how many
  elements the concrete measures name together (1 − e^(−n/4));
* answering: the share of problems that are concrete and answered by a concrete measure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import exp, fsum

from wenzhi.base.records import Record
from wenzhi.base.resources import read_toml
from wenzhi.scores.labels import LabelledUnit

COMPONENTS = ("directness", "candour", "specificity", "actionability", "answering")

ASKED_OF_PROBLEM = 2
"""Of who, what, how many: a problem that names two can be looked up (labelling.md, "concrete")."""
ASKED_OF_MEASURE = 3
"""Of the five elements: guidelines ask two for concrete, so three is more than concrete."""
ENOUGH_ELEMENTS = 4
"""Elements of concrete measures at which their number counts 1 − 1/e: about two measures' worth."""
_OF_PROBLEM = frozenset({"who", "what", "how_many"})


class Part(Record, frozen=True):
    """One component: its value (0–1), the points it adds, and the indexes of the units it rests on."""

    value: float
    points: float
    units: tuple[int, ...]


class Graded(Record, frozen=True):
    """A section's points of 100; they are the sum of its parts' points."""

    value: float
    parts: dict[str, Part]


def default_weights() -> dict[str, float]:
    """Points of each component at value 1, as shipped; they add up to 100."""
    return {
        name: float(weight) for name, weight in read_toml("scores/rubric.toml")["weights"].items()
    }


def grade_units(
    units: Sequence[LabelledUnit], weights: Mapping[str, float] | None = None
) -> Graded:
    """The points of a section whose sentences are `units`, in reading order.

    An empty section has 0. `problems` of a unit are numbers, `answers` indexes of units that tell some.
    """
    points = default_weights() if weights is None else weights
    total = fsum(points.values())
    parts: dict[str, Part] = {}
    for name, (value, rests_on) in _measured(units).items():
        parts[name] = Part(value=value, points=100 * value * points[name] / total, units=rests_on)
    return Graded(value=fsum(part.points for part in parts.values()), parts=parts)


def _measured(units: Sequence[LabelledUnit]) -> dict[str, tuple[float, tuple[int, ...]]]:
    problems = _where(units, "problem")
    measures = _where(units, "measure")
    telling = tuple(i for i, unit in enumerate(units) if unit.class_ in ("problem", "measure"))
    told = {number for unit in units for number in unit.problems}
    checkable = {n for i in problems if units[i].concrete for n in units[i].problems}
    acting = tuple(i for i in measures if units[i].concrete)
    met = checkable & {n for i in acting for to in units[i].answers for n in units[to].problems}
    length = sum(len(unit.text) for unit in units) or 1
    concrete = tuple(i for i in telling if units[i].concrete)
    return {
        "directness": (_length(units, telling) / length if told else 0.0, telling),
        "candour": (
            (_saturate(len(checkable)) + _naming(units, problems)) / 2,
            tuple(i for i in problems if units[i].concrete),
        ),
        "specificity": (_length(units, concrete) / length, concrete),
        "actionability": ((_acting(units, measures) + _together(units, acting)) / 2, acting),
        "answering": (
            len(met) / len(told) if told else 0.0,
            tuple(i for i in problems if met & set(units[i].problems)),
        ),
    }


def _where(units: Sequence[LabelledUnit], kind: str) -> tuple[int, ...]:
    """Units of a class, or with it as their second: an admission in a measure's subordinate clause counts."""
    return tuple(i for i, unit in enumerate(units) if kind in (unit.class_, unit.second))


def _length(units: Sequence[LabelledUnit], which: Sequence[int]) -> int:
    return sum(len(units[i].text) for i in which)


def _saturate(number: float) -> float:
    return 1 - exp(-number)


def _naming(units: Sequence[LabelledUnit], problems: Sequence[int]) -> float:
    if not problems:
        return 0.0
    named = [min(1.0, len(_elements(units[i]) & _OF_PROBLEM) / ASKED_OF_PROBLEM) for i in problems]
    return fsum(named) / len(named)


def _acting(units: Sequence[LabelledUnit], measures: Sequence[int]) -> float:
    if not measures:
        return 0.0
    each = [
        (units[i].concrete + min(1.0, len(_elements(units[i])) / ASKED_OF_MEASURE)) / 2
        for i in measures
    ]
    return fsum(each) / len(each)


def _together(units: Sequence[LabelledUnit], acting: Sequence[int]) -> float:
    return _saturate(sum(len(_elements(units[i])) for i in acting) / ENOUGH_ELEMENTS)


def _elements(unit: LabelledUnit) -> set[str]:
    return {mark.element for mark in unit.spans}
