"""Floor 3: what a percentage in prose says, how exactly it is printed, and how a wrong one is told.

Takes a percentage of a report; gives its kind (share, growth, decline, rate) and the finding that its figures
do not come to it. It must not know which figures those are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Literal

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Count, Severity
from wenzhi.checks.dossier import Dossier, flatten, part_start
from wenzhi.checks.readings import last_figure
from wenzhi.checks.rule import Outcome, failed, unjudged
from wenzhi.text.normalize import squeezed
from wenzhi.text.slips import slips_of

TOLERANCE = 0.1
"""Percentage points: 01-form practice is one decimal, often cut off instead of rounded."""
Kind = Literal["share", "growth", "decline", "rate", "unknown"]
CHARACTERS_BEFORE = 24
"""Characters before a percentage in which the verb stands that says what it is."""
_GROWTH = as_pattern(
    r"增长|增加|上升|提高|提升|上涨|[增涨升]幅|多了|增|上浮|攀升|扩大|涨|升(?!级)|多约?$"
)
_DECLINE = as_pattern(
    r"下降|减少|降低|下滑|回落|[降跌减]幅|少了|减|下浮|压减|缩减|下跌|跌|降(?!雨|水|温|尘)|少约?$"
)
_SHARE = as_pattern(r"占|比重|比例")
_KINDS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("growth", _GROWTH),
    ("decline", _DECLINE),
    ("share", _SHARE),
)
_RATE = as_pattern(r"率|达到?")


def kind_of(dossier: Dossier, count: Count) -> Kind:
    """What a percentage says, from the nearest verb before it in its clause."""
    before = "".join(dossier.flat[max(0, count.start - CHARACTERS_BEFORE) : count.start].split())
    clause = re.split(r"[,;。!?]", before)[-1] or before
    found = [
        (match.start(), kind) for kind, pattern in _KINDS for match in pattern.finditer(clause)
    ]
    if found:
        return max(found)[1]
    return "rate" if _RATE.search(clause) else "unknown"


def with_way(dossier: Dossier, count: Count) -> str:
    """A change with the verb before it (下降25%), as far as its clause tells one."""
    start = max(part_start(dossier.flat, count.start, ",;。!?"), count.start - CHARACTERS_BEFORE)
    verbs = [
        match.start()
        for pattern in (_GROWTH, _DECLINE)
        for match in pattern.finditer(dossier.flat, start, count.start)
    ]
    return "".join(dossier.flat[max(verbs, default=count.start) : count.end].split())


def printed_tolerance(count: Count) -> float:
    """One unit of the last printed figure of a percentage, at least `TOLERANCE`."""
    return max(TOLERANCE, last_figure(flatten(count.text)))


def percentages(dossier: Dossier) -> Iterator[tuple[int, Count, Count]]:
    """Exact percentages with the count they are of."""
    counts = dossier.report.counts
    for index, count in enumerate(counts):
        if count.unit == "%" and count.base is not None and count.value is not None:
            base = counts[count.base]
            if count.approx is None and base.approx is None and base.value is not None:
                yield index, count, base


def tell_wrong(
    dossier: Dossier,
    code: str,
    index: int,
    used: tuple[int, int],
    computed: float,
    unit: str = "%",
    severity: Severity | None = None,
    *,
    plain: bool = False,
) -> Outcome:
    """A percentage, step or multiple that its figures `used` do not come to.

    Unless words tie them together beyond doubt (`plain`), only where a slip may have made it so.
    """
    counts = dossier.report.counts
    told, *figures = (counts[i].value or 0 for i in (index, *used))
    slack = printed_tolerance(counts[index]) if unit == "%" else _ROUNDED.get(unit, 0.0)
    share = per_cent(counts[used[0]], counts[used[1]])
    left = code == "P301" and abs(computed + share - 100) < 1e-6 and computed != share
    fits = _come_to(code, unit, slack + 1e-9, left)
    turned = code == "P303" and unit == "%" and fits((told, *reversed(figures)))  # of the later one
    shuffled = unit == "%" and _has_its_digits(counts[index].text, computed)
    near = (
        shuffled
        or is_near(told, computed)
        or (unit == "%" and abs(abs(told) - abs(computed)) <= _POINTS)
    )
    if not (plain or near or turned or by_a_slip((told, *figures), fits)):
        return unjudged(FAR_OFF)
    shown = f"{computed:.2f}%" if unit == "%" else f"{computed:g}{unit}"
    text = squeezed(counts[index].text)
    if code == "P303" and unit != "倍" and abs(abs(computed) - told) <= slack + 1e-9:
        text = with_way(dossier, counts[index])  # the way alone is wrong
        shown = f"{computed:+.2f}%" if unit == "%" else f"{figures[0] - figures[1]:+g}{unit}"
    return failed(
        dossier.finding(
            code,
            {
                "text": text,
                "part": squeezed(counts[used[0]].text),
                "whole": squeezed(counts[used[1]].text),
            },
            spans=[(counts[i].start, counts[i].end) for i in (*used, index)],
            counts=[index, *used],
            expected=shown,
            actual=text,
            severity=severity,
        )
    )


def _has_its_digits(printed: str, computed: float) -> bool:
    """71.4% for 41.7%: whether what is printed has the digits of what it should be in another order."""
    figure = flatten(printed).rstrip("%").strip()
    decimals = len(figure.partition(".")[2])
    digits = sorted(one for one in figure if one.isdigit())
    return len(digits) >= _DIGITS and digits == sorted(
        f"{abs(computed):.{decimals}f}".replace(".", "")
    )


_DIGITS = 3
"""Fewer are too often those of another figure."""
FAR_OFF = "相差悬殊，可能说的是别的数 / so far off that other figures may be meant"
_NEAR = 0.1
"""How far, as a share, what is told may lie from what figures come to and be meant of them. Own choice."""
_POINTS = 5.0
"""The same of percentages, in points."""
_ROUNDED = {"倍": 0.3}
"""How far what is told in a unit may lie from what figures come to."""


def is_near(told: float, computed: float) -> bool:
    """Whether what is told is about what figures come to, if the way told is left out."""
    one, other = abs(told), abs(computed)
    return abs(one - other) <= _NEAR * max(one, other)


def by_a_slip(figures: Sequence[float], fits: Callable[[Sequence[float]], bool]) -> bool:
    """Whether figures would fit if one of them were written otherwise by a slip, the first being what is told of them.

    Figures that no slip makes fit are seldom told of one thing. Of a figure under ten any other is a slip away, so
    one that is told about must be near.
    """
    for place, figure in enumerate(figures):
        before, behind = figures[:place], figures[place + 1 :]
        few = place > 0 and figure < _FEW
        if any(
            fits((*before, slip, *behind))
            for slip in slips_of(figure)
            if not few or abs(slip - figure) <= _AWAY
        ):
            return True
    return False


_FEW, _AWAY = 10, 3


def is_share(figures: Sequence[float]) -> bool:
    """Whether a percentage, told first, is that of the second figure in the third."""
    told, part, whole = figures
    return whole > 0 and abs(100 * part / whole - told) <= TOLERANCE


def _come_to(code: str, unit: str, slack: float, left: bool) -> Callable[[Sequence[float]], bool]:
    """Whether what is told first is what the two figures behind it come to.

    A share (P301) or what a share leaves (`left`), a change, a multiple or a step.
    """

    def fits(figures: Sequence[float]) -> bool:
        told, one, other = figures
        if unit == "倍":
            return bool(other) and abs(one / other - told) <= slack
        if unit != "%":
            return abs(abs(one - other) - told) <= slack
        if not other:
            return False
        share = 100 * (one if code == "P301" else abs(one - other)) / other
        return abs((100 - share if left else share) - told) <= slack

    return fits


def per_cent(part: Count, whole: Count) -> float:
    """How much of `whole` a part is."""
    return 100 * (part.value or 0) / (whole.value or 1)
