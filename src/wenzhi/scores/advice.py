"""Floor 4: what would raise a score of substance: each sentence asked what it lacks, and what it costs.

Takes the judged sentences and the score of a report, gives pieces of advice with the points that the
score would gain if that one sentence changed and nothing else. A gain is worked out by the rubric as the
score itself is; it is a promise of the rubric, not of the truth of what is written.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

import msgspec
import numpy as np

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import ProvenanceSpan, Record, Report, Score, Span
from wenzhi.scores.classes import JudgedSentence
from wenzhi.scores.profile import Profile
from wenzhi.scores.rubric import COMPONENTS, ELEMENTS, Weighed, measure_units
from wenzhi.scores.specificity import action_marks
from wenzhi.scores.substance import mark_taken, name_score, weigh_judged
from wenzhi.text.normalize import fold, squeeze

Lack = Literal["own_words", "concrete_problem", "concrete_measure", "elements", "answer", "frame"]

LEAST_GAIN = 1.0
"""Points below which advice is noise beside the width of any interval."""
MOST = 6
"""Pieces of advice that are given: a clerk will not rewrite more."""
SURE = 0.8
"""Probability of being a problem from which one is said to lack a measure. Own choice."""
PROMISED = {
    "problem": ("what", "how_many"),
    "measure": ("who", "what", "by_when"),
}
"""What a sentence is taken to name once it is made concrete, beside what it names already: of the elements
of labelled concrete sentences, the commonest (n = 860)."""


class Advice(Record, frozen=True):
    """What one sentence lacks and the points its change would bring.

    `own_words`: it is concrete, but other organs' as well, and not counted. `concrete_problem`,
    `concrete_measure`: it says nothing that can be checked; `missing` are elements it does not name.
    `answer`: a problem that no concrete measure takes up. `frame`: a stock phrase that could be left out.
    """

    lack: Lack
    span: Span
    gain: float
    missing: tuple[str, ...] = ()


def advise(
    report: Report,
    judged: Sequence[JudgedSentence],
    score: Score,
    profile: Profile | None = None,
    provenance: Sequence[ProvenanceSpan] = (),
) -> tuple[Advice, ...]:
    """The advice that would bring most, largest gain first; `provenance` as the score was made with.

    None where there is no score, or where it was made with another profile than `profile`.
    """
    profile = profile or Profile.default()
    if score.value is None or score.version != name_score(profile):
        return ()
    units = list(mark_taken(weigh_judged(report, judged), judged, provenance))
    known = {
        name: part.value
        for name, part in (score.components or {}).items()
        if name not in COMPONENTS and part.value is not None
    }
    now = _points(units, known, profile)
    found = [
        Advice(
            lack=lack,
            span=judged[index].span,
            gain=round(_points(changed, known, profile) - now, 1),
            missing=_missing(judged[index]) if lack in ("concrete_measure", "elements") else (),
        )
        for lack, index, changed in _changes(judged, units)
    ]
    worth = [one for one in found if one.gain >= LEAST_GAIN]
    return tuple(sorted(worth, key=lambda one: (-one.gain, one.span, one.lack))[:MOST])


def _changes(
    judged: Sequence[JudgedSentence], units: list[Weighed]
) -> Iterator[tuple[Lack, int, list[Weighed]]]:
    """Each single change with the units as they would be."""
    met = {
        other
        for unit in units
        if unit.measure >= 0.5 and unit.credited >= 0.5
        for other in unit.answers
    }
    for index, (one, unit) in enumerate(zip(judged, units, strict=True)):
        if one.likely in ("problem", "measure") and unit.credited < 0.5:
            elements = tuple(sorted({*unit.elements, *PROMISED[one.likely]}))
            made = msgspec.structs.replace(unit, concrete=1.0, elements=elements, taken=0.0)
            lack: Lack = "concrete_problem" if one.likely == "problem" else "concrete_measure"
            if unit.concrete >= 0.5:
                lack = "own_words"
            yield lack, index, [*units[:index], made, *units[index + 1 :]]
        elif one.likely == "measure" and not set(unit.elements).issuperset(ELEMENTS):
            made = msgspec.structs.replace(unit, elements=ELEMENTS)
            yield "elements", index, [*units[:index], made, *units[index + 1 :]]
        sure = one.probabilities["problem"] >= SURE
        if one.likely == "problem" and sure and index not in met and unit.credited >= 0.5:
            named = PROMISED["measure"]
            answer = Weighed(unit.length, 0, 1, 1, elements=named, answers=(index,))
            yield "answer", index, [*units, answer]
        if one.likely == "stock" and not is_lead(one.text):
            gone = msgspec.structs.replace(unit, length=0, problem=0.0, measure=0.0, taken=0.0)
            yield "frame", index, [*units[:index], gone, *units[index + 1 :]]


_ORDINAL = as_pattern(r"^\W*(?:第?[一二三四五六七八九十]{1,2}|\d{1,2})(?:[是、.,):]|\))?")
_LEAD = as_pattern(
    r"(?:(?:目前|主要|当前|工作中?)?(?:还|仍)?(?:存在|面临)?的?(?:主要|突出)?(?:的)?(?:问题|不足|困难|短板|差距)(?:及原因|和不足|与不足)?"
    r"|(?:下一?步|今后|明年|20\d\d年)?(?:的)?(?:主要)?(?:工作)?(?:改进|整改|努力)?(?:工作)?(?:的)?(?:措施|情况|打算|计划|安排|方向|思路|举措|重点))[。:.]?"
)
_LONGEST_LEAD = 24
"""Characters of a line that ends in a colon and says only what comes below it. Own judgement."""


def is_lead(text: str) -> bool:
    """Whether a unit heads what comes below it (存在问题:, (二)改进情况。): nobody is told to leave that out."""
    said = squeeze(fold(text)).text
    if said.endswith(":") and len(said) <= _LONGEST_LEAD:
        return True
    return _LEAD.fullmatch(_ORDINAL.sub("", said)) is not None


def _points(units: Sequence[Weighed], known: dict[str, float], profile: Profile) -> float:
    values = measure_units(units) | known
    weights = np.array([profile.weights.get(name, 0.0) for name in values])
    return float(100 * (weights * list(values.values())).sum() / weights.sum())


def _missing(one: JudgedSentence) -> tuple[str, ...]:
    named = action_marks(one.text)
    return tuple(element for element in ELEMENTS if element not in named)
