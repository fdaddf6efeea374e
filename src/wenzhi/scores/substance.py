"""Floor 4: `substance.v0`: how much of section 五 is substance, with its components and its interval.

The product's own rubric, 0–100. It is called v0 because sentences are classed by rules and a phrase
list; v1 takes trained and calibrated classifiers. Components, each 0–1 with the spans it rests on:

* candour: how many distinct concrete problems are admitted (three make 1);
* specificity: names, numbers, dates and documents per character (`specificity.v1`);
* actionability: of who, what, how many, by when, by which instrument, the share that measures state;
* answering: the share of problems that some measure answers;
* originality: the share of characters that are the organ's own, or null without a corpus.

A component that cannot be judged is null and its weight is left out. The interval is the 95 % range of
a bootstrap over problems and measures, and at least what one more of them could change: with few of
them a score says little, and shows it.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wenzhi.base.records import (
    Component,
    Measure,
    Problem,
    ProvenanceSpan,
    Report,
    Score,
    Span,
)
from wenzhi.base.resources import read_toml
from wenzhi.scores.specificity import action_marks, specific_spans, specificity, stock_share
from wenzhi.text.normalize import fold, squeeze

VERSION = "substance.v0"
ENOUGH_PROBLEMS = 3
"""Concrete problems at which candour is 1: sections 五 of good reports name two to four."""

CONCRETE = 0.5
"""Least concreteness of a problem to count as concrete; see `concreteness`."""

SHORTEST = 30
"""Characters of section 五 below which nothing is scored."""

RESAMPLES = 400

SPREAD = 23.0
"""Points: standard deviation of single problems and measures within a section, the median of 59 reports
of the demo corpus. One more item among n moves a score by about this over n + 1."""


@dataclass(frozen=True, slots=True)
class Profile:
    """Weights of the components; its name is part of the score's name."""

    name: str
    weights: dict[str, float]

    @classmethod
    def default(cls) -> Profile:
        """The profile that ships with the package."""
        table = read_toml("scores/profile.toml")
        return cls(table["name"], dict(table["weights"]))


@dataclass(frozen=True, slots=True)
class _Item:
    """What one problem or measure contributes."""

    span: Span
    specificity: float
    concreteness: float
    action: float
    answered: bool
    length: int


def score_substance(
    report: Report,
    provenance: Sequence[ProvenanceSpan] | None = None,
    profile: Profile | None = None,
) -> Score:
    """Score section 五 of `report`; without `provenance` originality stays null.

    The value is null, with the reason, where there is no section 五, where it is shorter than
    `SHORTEST` characters, or where neither a problem nor a measure could be made out.
    """
    profile = profile or Profile.default()
    version = f"{VERSION}/{profile.name}"
    section = next((part for part in report.sections if part.kind == "problems"), None)
    if section is None:
        return Score(value=None, version=version, why="没有第五节")
    body = report.text[section.start + len(section.heading or "") : section.end]
    if len("".join(body.split())) < SHORTEST:
        return Score(value=None, version=version, why="第五节过短，无从评分")
    problems, measures = _items(report)
    if not problems and not measures:
        return Score(value=None, version=version, why="第五节里辨不出问题或措施")
    parts = _components(report, problems, measures, provenance, (section.start, section.end))
    values = {name: part.value for name, part in parts.items()}
    value = _total(values, profile)
    drawn = _interval(problems, measures, values["originality"], profile, report.source.sha256)
    least = 1.96 * SPREAD / (len(problems) + len(measures) + 1)
    return Score(
        value=round(value, 1),
        low=round(max(0.0, min(drawn[0], value - least)), 1),
        high=round(min(100.0, max(drawn[1], value + least)), 1),
        version=version,
        components=parts,
    )


def concreteness(text: str) -> float:
    """How concrete a problem or measure is, 0–1: specific expressions, and wording beyond stock.

    Half is specificity; half is the share of characters outside stock phrases, counted only from
    one half on, since connecting words are never in the list.
    """
    beyond = max(0.0, 1 - 2 * stock_share(text))
    return 0.5 * specificity(text) + 0.5 * beyond * min(1.0, len(text) / 30)


def _folded(text: str) -> str:
    return squeeze(fold(text)).text


def _items(report: Report) -> tuple[list[_Item], list[_Item]]:
    narrative = report.narrative
    answered = {index for measure in narrative.measures for index in measure.answers}
    problems = [
        _item(problem, index in answered) for index, problem in enumerate(narrative.problems)
    ]
    return problems, [_item(measure, True) for measure in narrative.measures]


def _item(part: Problem | Measure, answered: bool) -> _Item:
    text = _folded(part.text)
    return _Item(
        span=(part.start, part.end),
        specificity=specificity(text),
        concreteness=concreteness(text),
        action=len(action_marks(text)) / 5,
        answered=answered,
        length=len(text),
    )


def _components(
    report: Report,
    problems: list[_Item],
    measures: list[_Item],
    provenance: Sequence[ProvenanceSpan] | None,
    section: Span,
) -> dict[str, Component]:
    values = _values(problems, measures)
    concrete = tuple(item.span for item in problems if item.concreteness >= CONCRETE)
    acting = tuple(item.span for item in measures if item.action > 0)
    unanswered = tuple(item.span for item in problems if not item.answered)
    parts = {
        "candour": Component(
            value=values["candour"], spans=concrete, why=None if problems else "没有写出问题"
        ),
        "specificity": Component(
            value=values["specificity"], spans=_specific(report, problems + measures)
        ),
        "actionability": Component(
            value=values["actionability"], spans=acting, why=None if measures else "没有写出措施"
        ),
        "answering": Component(
            value=values["answering"],
            spans=unanswered,
            why=None if problems else "没有问题可供对应",
        ),
    }
    return parts | {"originality": _originality(provenance, section)}


def _specific(report: Report, items: list[_Item]) -> tuple[Span, ...]:
    spans: list[Span] = []
    for item in items:
        folded = squeeze(fold(report.text[slice(*item.span)], item.span[0]))
        spans += [
            (folded.offsets[start], folded.offsets[end - 1] + 1)
            for start, end in specific_spans(folded.text)
        ]
    return tuple(spans)


def _values(problems: Sequence[_Item], measures: Sequence[_Item]) -> dict[str, float | None]:
    items = [*problems, *measures]
    length = sum(item.length for item in items)
    concrete = sum(item.concreteness >= CONCRETE for item in problems)
    return {
        "candour": min(1.0, concrete / ENOUGH_PROBLEMS),
        "specificity": sum(item.specificity * item.length for item in items) / max(1, length),
        "actionability": sum(item.action for item in measures) / len(measures) if measures else 0.0,
        "answering": sum(item.answered for item in problems) / len(problems) if problems else None,
    }


def _originality(provenance: Sequence[ProvenanceSpan] | None, section: Span) -> Component:
    inside = [
        span for span in provenance or () if section[0] <= span.start and span.end <= section[1]
    ]
    length = sum(span.end - span.start for span in inside)
    if not length:
        return Component(value=None, why="没有语料库可比，不判断是否自己所写")
    own = [span for span in inside if span.provenance == "own"]
    share = sum(span.end - span.start for span in own) / length
    return Component(value=round(share, 4), spans=tuple((span.start, span.end) for span in own))


def _total(values: dict[str, float | None], profile: Profile) -> float:
    known = {
        name: value
        for name, value in values.items()
        if value is not None and profile.weights.get(name)
    }
    weight = sum(profile.weights[name] for name in known)
    return 100 * sum(profile.weights[name] * value for name, value in known.items()) / weight


def _interval(
    problems: list[_Item],
    measures: list[_Item],
    originality: float | None,
    profile: Profile,
    seed: str,
) -> tuple[float, float]:
    """2.5 % and 97.5 % of the score under resampling; seeded by the content, so always the same."""
    random = np.random.default_rng(zlib.crc32(seed.encode()))
    drawn_problems = _draw(problems, random)
    drawn_measures = _draw(measures, random)
    both = np.concatenate((drawn_problems, drawn_measures), axis=1)
    parts = {
        "candour": np.minimum(1, drawn_problems[..., 2].sum(1) / ENOUGH_PROBLEMS),
        "specificity": both[..., 0].sum(1) / np.maximum(1, both[..., 1].sum(1)),
        "actionability": drawn_measures[..., 3].mean(1) if measures else np.zeros(RESAMPLES),
    }
    if problems:
        parts["answering"] = drawn_problems[..., 4].mean(1)
    if originality is not None:
        parts["originality"] = np.full(RESAMPLES, originality)
    weights = {name: profile.weights.get(name, 0.0) for name in parts}
    totals = sum(weights[name] * part for name, part in parts.items()) / sum(weights.values())
    low, high = np.quantile(100 * totals, (0.025, 0.975))
    return float(low), float(high)


def _draw(items: list[_Item], random: np.random.Generator) -> npt.NDArray[np.float64]:
    """`RESAMPLES` draws with replacement: resample × item × (the columns of `_values`)."""
    table = np.array(
        [
            (
                item.specificity * item.length,
                item.length,
                item.concreteness >= CONCRETE,
                item.action,
                item.answered,
            )
            for item in items
        ],
        dtype=np.float64,
    ).reshape(-1, 5)
    return table[random.integers(0, max(1, len(items)), (RESAMPLES, len(items)))]
