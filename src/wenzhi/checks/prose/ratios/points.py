"""Floor 3: how far a rate rose or fell, in percentage points, computed again from both rates.

Takes a report's counts; judges a step only where last year's rate and this year's stand right before it. It
must not know the tables.
"""

from __future__ import annotations

from collections.abc import Iterator

from wenzhi.base.patterns import as_pattern
from wenzhi.checks.dossier import Dossier, flatten, is_exact
from wenzhi.checks.prose.ratios.percent import tell_wrong
from wenzhi.checks.prose.words import SENTENCE
from wenzhi.checks.readings import last_figure, told_of_last_year
from wenzhi.checks.rule import PASSED, Outcome

_POINTS = ("百分点", "个百分点")
_WENT = as_pattern(
    r"^\)?的?(?:相比|相较)?,?(?:同比|分别)?(?:略有?|稍|小幅|大幅)?"
    r"(?:(?P<up>提高|提升|上升|增长|增加|[升增高])|下降|降低|回落|减少|下滑|[降低])了?$"
)
"""Between the later of two rates and the step between them: 与上年的99.95%相比提高0.03个百分点."""
_ELSEWHEN = as_pattern(r"前年|20\d\d年|平均|均值|目标|[全]?[国省市]平均|计划|指标")
"""Between the rates: the step may be on another one."""


def steps_of_rates(dossier: Dossier) -> Iterator[Outcome]:
    """合格率99.92%,与上年的99.95%相比提高0.03个百分点: the step is the rates' difference, way too."""
    counts, flat = dossier.report.counts, dossier.running
    for index in range(2, len(counts)):
        first, second, step = counts[index - 2 : index + 1]
        if step.unit not in _POINTS or first.unit != "%" or second.unit != "%":
            continue
        went = _WENT.match("".join(flat[second.end : step.start].split()))
        between = flat[first.end : step.start]
        if went is None or any(mark in between for mark in SENTENCE) or _ELSEWHEN.search(between):
            continue
        if not all(map(is_exact, (first, second, step))):
            continue
        earlier = [told_of_last_year(dossier.flat, one) for one in (first, second)]
        if earlier[0] == earlier[1]:
            continue  # which of the two is last year's is not said
        prior, now = (index - 2, index - 1) if earlier[0] else (index - 1, index - 2)
        rise = round((counts[now].value or 0) - (counts[prior].value or 0), 4)
        told = (step.value or 0) * (1 if went["up"] else -1)
        # Rates are rounded before they are subtracted.
        slack = max(last_figure(flatten(one.text)) for one in (first, second, step)) + 1e-9
        if abs(rise - told) <= slack:
            yield PASSED
        else:
            yield tell_wrong(dossier, "P303", index, (now, prior), rise, "个百分点")
