"""Floor 4: `substance.v1`: how much of section 五 is substance, with its components and its interval.

The product's own rubric (`rubric`), 0–100, over sentences that a trained, calibrated classifier
(`classes`) has judged. Each takes part as far as it is likely to be a problem, a measure, concrete; so a
doubtful sentence counts by halves instead of tipping over. A component that cannot be judged is null
and its weight is left out: originality, the share of characters that are the organ's own, without a corpus;
follow-through without the organ's report of the year before.

The interval is what the score would be if each sentence were read as one thing or another, as likely as
the classifier says: 95 % of `DRAWS` such readings, widened upwards by what links and elements
miss (`SLACK`). It does not say how far readers would differ about the rubric.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from wenzhi.base.records import Component, ProvenanceSpan, Report, Score, Span
from wenzhi.scores.answering import link_answers
from wenzhi.scores.classes import JudgedSentence, classify
from wenzhi.scores.profile import Profile
from wenzhi.scores.rubric import COMPONENTS, Weighed, measure_table, measure_units
from wenzhi.scores.specificity import action_marks

VERSION = "substance.v1"

SHORTEST = 30
"""Characters of section 五 below which nothing is scored."""

LEAST_TOLD = 0.5
"""Expected problems and measures below which nothing was made out: half a sentence."""

Known: TypeAlias = Mapping[str, float | None]
"""Components that do not come from this report's sentences alone, by name; null where unknown."""

DRAWS = 400

SLACK = 5.0
"""Points by which the interval is widened upwards: what the labels give lies above the readings of 17 % of
unseen families' narratives and below those of 1 % (n = 431), since links and elements are missed more
often than made up; see docs/explanation/substance.md, "The interval"."""


def score_substance(
    report: Report,
    provenance: Sequence[ProvenanceSpan] | None = None,
    profile: Profile | None = None,
    judged: Sequence[JudgedSentence] | None = None,
    followed: Score | None = None,
    units: Sequence[Weighed] | None = None,
) -> Score:
    """Score section 五 of `report`; without `provenance` originality stays null.

    `judged` spares classing its sentences again, `units` weighing them (`weigh_judged`); `followed` is the
    score of `follow_through`, without which that component stays null.

    The value is null, with the reason, where there is no section 五, where it is shorter than
    `SHORTEST` characters, or where neither a problem nor a measure could be made out. Raises
    ResourceError where the classifier's model is missing (E403) or altered (E404).
    """
    profile = profile or Profile.default()
    version = name_score(profile)
    section = next((part for part in report.sections if part.kind == "problems"), None)
    if section is None:
        return Score(value=None, version=version, why="没有第五节")
    body = report.text[section.start + len(section.heading or "") : section.end]
    if len("".join(body.split())) < SHORTEST:
        return Score(value=None, version=version, why="第五节过短，无从评分")
    judged = classify(report) if judged is None else judged
    units = weigh_judged(report, judged) if units is None else units
    if sum(unit.problem + unit.measure for unit in units) < LEAST_TOLD:
        return Score(value=None, version=version, why="第五节里辨不出问题或措施")
    values = measure_units(units)
    parts = _components(judged, units, values)
    parts["originality"] = _originality(provenance, (section.start, section.end))
    parts["follow_through"] = _followed(followed)
    beside = {name: parts[name].value for name in ("originality", "follow_through")}
    value = _total(values, beside, profile)
    low, high = _interval(units, beside, profile, report.source.sha256)
    return Score(
        value=round(value, 1),
        low=round(max(0.0, min(low, value)), 1),
        high=round(min(100.0, max(high, value) + SLACK), 1),
        version=version,
        components=parts,
    )


def name_score(profile: Profile) -> str:
    """What a score by `profile` is called: measure, version and profile."""
    return f"{VERSION}/{profile.name}"


def weigh_judged(report: Report, judged: Sequence[JudgedSentence]) -> tuple[Weighed, ...]:
    """Judged sentences as the rubric takes them; answers are those `answering` links."""
    answers = _answers(report, judged)
    return tuple(
        Weighed(
            length=len(one.text),
            problem=one.probabilities["problem"],
            measure=one.probabilities["measure"],
            concrete=one.concrete_probability,
            elements=frozenset(action_marks(one.text)),
            answers=answers[index],
        )
        for index, one in enumerate(judged)
    )


def _answers(report: Report, judged: Sequence[JudgedSentence]) -> list[tuple[int, ...]]:
    """Which sentences each sentence answers, by index."""
    places = {one.span: index for index, one in enumerate(judged)}
    found: list[set[int]] = [set() for _ in judged]
    for answer in link_answers(report, judged):
        found[places[answer.measure]].add(places[answer.problem])
    return [tuple(sorted(each)) for each in found]


def _components(
    judged: Sequence[JudgedSentence], units: Sequence[Weighed], values: dict[str, float]
) -> dict[str, Component]:
    problems = [i for i, one in enumerate(judged) if one.likely == "problem"]
    measures = [i for i, one in enumerate(judged) if one.likely == "measure"]
    concrete = {i for i, unit in enumerate(units) if unit.concrete >= 0.5}
    met = {other for i in measures if i in concrete for other in units[i].answers}
    rests = {
        "directness": problems + measures,
        "candour": [i for i in problems if i in concrete],
        "specificity": [i for i in problems + measures if i in concrete],
        "actionability": [i for i in measures if i in concrete],
        "answering": [i for i in problems if i in concrete & met],
    }
    why: dict[str, str | None] = dict.fromkeys(COMPONENTS)
    if not problems:
        why |= dict.fromkeys(("directness", "candour", "answering"), "没有辨出问题")
    if not measures:
        why["actionability"] = "没有辨出措施"
    return {
        name: Component(
            value=round(values[name], 4),
            spans=tuple(sorted(judged[i].span for i in rests[name])),
            why=why[name],
        )
        for name in COMPONENTS
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


def _followed(followed: Score | None) -> Component:
    if followed is None or followed.value is None:
        why = followed.why if followed is not None else None
        return Component(value=None, why=why or "没有上一年的报告可比")
    parts = (followed.components or {}).values()
    spans = sorted({span for part in parts for span in part.spans})
    return Component(value=followed.value, spans=tuple(spans))


def _total(values: dict[str, float], beside: Known, profile: Profile) -> float:
    table = {name: np.array(value) for name, value in values.items()}
    return float(_totals(table, beside, profile))


def _totals(
    values: dict[str, npt.NDArray[np.float64]], beside: Known, profile: Profile
) -> npt.NDArray[np.float64]:
    """Points of 100 by the weights of what is known."""
    known = values | {name: np.array(one) for name, one in beside.items() if one is not None}
    weights = {name: profile.weights.get(name, 0.0) for name in known}
    total = sum(weights.values())
    points = [100 * weights[name] * value / total for name, value in known.items()]
    return np.asarray(sum(points), np.float64)


def _interval(
    units: Sequence[Weighed], beside: Known, profile: Profile, seed: str
) -> tuple[float, float]:
    """2.5 % and 97.5 % of the score over readings; seeded by the content, so always the same."""
    random = np.random.default_rng(zlib.crc32(seed.encode()))
    likely = np.array([(unit.problem, unit.measure, unit.concrete) for unit in units])
    kind, sure = random.random((2, DRAWS, len(units)))
    problem, told = likely[:, 0], likely[:, 0] + likely[:, 1]
    drawn = np.stack(
        (kind < problem, (kind >= problem) & (kind < told), sure < likely[:, 2]), axis=-1
    ).astype(np.float64)
    totals = _totals(measure_table(units, drawn), beside, profile)
    low, high = np.quantile(totals, (0.025, 0.975))
    return float(low), float(high)
