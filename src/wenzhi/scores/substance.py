"""Floor 4: `substance.v1`: how much of section 五 is substance, with its components and its interval.

The product's own rubric (`rubric`), 0–100, over sentences that a trained, calibrated classifier
(`classes`) has judged. Each takes part as far as it is likely to be a problem, a measure, concrete; so a
doubtful sentence counts by halves instead of tipping over. A component that cannot be judged is null
and its weight is left out: originality, the share of characters that are the organ's own, without a corpus;
follow-through without the organ's report of the year before.

The interval holds what a reader's labels would give in eight to nine of ten narratives (`margins`): it is narrow
where every sentence is surely one thing or another, wide where one that matters is in doubt. It does not
say how far readers would differ about the rubric.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

import msgspec
import numpy as np
import numpy.typing as npt

from wenzhi.base.records import Component, Provenance, ProvenanceSpan, Report, Score, Span
from wenzhi.parse.sections.signed import told_until
from wenzhi.scores.answering import link_answers
from wenzhi.scores.classes import JudgedSentence, classify
from wenzhi.scores.margins import draw_spreads, find_margins
from wenzhi.scores.profile import Profile
from wenzhi.scores.rubric import COMPONENTS, Weighed, measure_table, measure_units, told_length
from wenzhi.scores.specificity import action_marks

VERSION = "substance.v1"

SHORTEST = 30
"""Characters of section 五 below which nothing is scored."""

LEAST_TOLD = 0.5
"""Expected problems and measures below which nothing was made out: half a sentence."""

TAKEN: frozenset[Provenance] = frozenset(("peer", "family"))
"""Where what a sentence says is another's: of an organ of the same rank, or of many that share it. What a
superior passes down or the organ itself wrote in an earlier year may be concrete here too, but not what many
others had when the organ first wrote it (`ProvenanceSpan.shared`)."""

Known: TypeAlias = Mapping[str, float | None]
"""Components that do not come from this report's sentences alone, by name; null where unknown."""


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
    end = told_until(report.text, report.sections, section)
    body = report.text[section.start + len(section.heading or "") : end]
    if len("".join(body.split())) < SHORTEST:
        return Score(value=None, version=version, why="第五节过短，无从评分")
    judged = classify(report) if judged is None else judged
    units = weigh_judged(report, judged) if units is None else units
    if sum(unit.problem + unit.measure for unit in units) < LEAST_TOLD:
        return Score(value=None, version=version, why="第五节里辨不出问题或措施")
    units = mark_taken(units, judged, provenance or ())
    values = measure_units(units)
    parts = _components(judged, units, values)
    parts["originality"] = _originality(provenance, (section.start, section.end))
    parts["follow_through"] = _followed(followed)
    beside = {name: parts[name].value for name in ("originality", "follow_through")}
    value = _total(values, beside, profile)
    below, above = find_margins(reading_spreads(units, report.source.sha256, beside, profile))
    return Score(
        value=round(value, 1),
        low=round(max(0.0, value - below), 1),
        high=round(min(100.0, value + above), 1),
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
            length=told_length(one.text),
            problem=one.probabilities["problem"],
            measure=one.probabilities["measure"],
            concrete=one.concrete_probability,
            elements=tuple(sorted(action_marks(one.text))),
            answers=answers[index],
        )
        for index, one in enumerate(judged)
    )


def mark_taken(
    units: Sequence[Weighed], judged: Sequence[JudgedSentence], provenance: Sequence[ProvenanceSpan]
) -> tuple[Weighed, ...]:
    """`units` with how far each is another organ's words, whether that organ is named or many share them.

    What a sentence is, is judged of the whole of it: half of it taken over, it is not known to say anything
    of its own, so a frame tacked on to another's sentence does not save a part of that.
    """
    taken = [span for span in provenance if span.provenance in TAKEN or span.shared]
    return tuple(
        msgspec.structs.replace(unit, taken=min(1.0, 2 * _share(one.span, taken)))
        for unit, one in zip(units, judged, strict=True)
    )


def _share(part: Span, spans: Sequence[ProvenanceSpan]) -> float:
    """The share (0–1) of `part` that lies in `spans`, which do not overlap."""
    inside = sum(max(0, min(part[1], one.end) - max(part[0], one.start)) for one in spans)
    return inside / max(1, part[1] - part[0])


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
    concrete = {i for i, unit in enumerate(units) if unit.credited >= 0.5}
    own = [i for i in problems + measures if units[i].taken < 0.5]
    met = {other for i in measures if i in concrete for other in units[i].answers}
    rests = {
        "directness": own,
        "candour": [i for i in problems if i in concrete],
        "specificity": [i for i in problems + measures if i in concrete],
        "actionability": [i for i in measures if i in concrete],
        "answering": [i for i in problems if i in concrete & met],
    }
    why: dict[str, str | None] = dict.fromkeys(COMPONENTS)
    copied = {i for i, unit in enumerate(units) if min(unit.taken, unit.concrete) >= 0.5}
    for name, places in rests.items():
        asked = {"candour": problems, "answering": problems, "actionability": measures}
        if not places and copied.intersection(asked.get(name, problems + measures)):
            why[name] = _ALL_TAKEN
    if not problems:
        why |= dict.fromkeys(("directness", "candour", "answering"), "没有一句有把握认作问题")
    if not measures:
        why["actionability"] = "没有一句有把握认作措施"
    return {
        name: Component(
            value=round(values[name], 4),
            spans=tuple(sorted(judged[i].span for i in rests[name])),
            why=why[name],
        )
        for name in COMPONENTS
    }


_ALL_TAKEN = (
    "写得具体的句子与其他机关相同，不计分 / what is concrete is other organs' as well: not counted"
)


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


def reading_spreads(
    units: Sequence[Weighed], seed: str, beside: Known, profile: Profile
) -> tuple[float, ...]:
    """How far the score spreads over readings of `units`, in points; `beside` as it is known."""
    return draw_spreads(
        units, lambda drawn: _totals(measure_table(units, drawn), beside, profile), seed
    )
