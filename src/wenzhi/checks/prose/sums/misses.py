"""Floor 3: by how much a row of figures may miss what it should come to, and still be meant to come to it.

Takes the figures of a line; says whether they miss a total by one slip or by little. It must not know what is
told of them.
"""

from __future__ import annotations

from collections.abc import Sequence

from wenzhi.checks.prose.sums.rows import Paragraph
from wenzhi.checks.readings import interval, is_transposed
from wenzhi.text.slips import one_cut_apart, one_slip_apart

FAR = 0.25
"""Share of a total that a row may miss it by where one slip explains it; otherwise a tenth. Own judgement."""
FURTHER = 0.4
"""The same where the row is plainly all of it: summed up in words, told in turn, with a second column."""
ANY = float("inf")
"""The same where nothing else could be meant."""
_TEN = 10
_HUNDRED = 100
"""Below it a slip that explains much of a total is one by chance."""
NEAR = 0.1
"""The same where nothing explains it."""
_LIKELY = 0.15
"""The same where a list is told as one: farther off only a slip can be meant. Own judgement."""
FEW = 3
"""By so much a small row may miss its total without a slip: 18场 told of 5场 and 14场."""
FIGURES = "[两二三四五六七八2-8]"
"""How many there may be of a thing."""


def is_slip(
    paragraph: Paragraph,
    parts: Sequence[int],
    total: int,
    far: float = FAR,
    small: float = FURTHER,
) -> bool:
    """Whether one slip explains what parts miss their total by, and that is no more than `far` of it.

    Of a total below a hundred, no more than `small` of it either.
    """
    value = paragraph.values[total]
    far = min(far, small) if value < _HUNDRED else far
    values = [paragraph.values[index] for index in parts]
    if abs(sum(values) - value) > far * value:
        return False
    scale = 1 if all(one == int(one) for one in (*values, value)) else 100
    return one_slip_apart([round(scale * one) for one in values], round(scale * value))


def is_cut(paragraph: Paragraph, parts: Sequence[int], total: int) -> bool:
    """Whether one of them without its first digit explains it: 64 for 864."""
    values = [paragraph.values[index] for index in parts]
    return one_cut_apart(values, paragraph.values[total])


def is_tenfold(paragraph: Paragraph, parts: Sequence[int], total: int) -> bool:
    """Whether a nought too many or too few at the end of one of them explains it: 400 for 40."""
    values = [paragraph.values[index] for index in parts]
    gap = paragraph.values[total] - sum(values)
    meant = [*((value, value + gap) for value in values), (paragraph.values[total], sum(values))]
    return any(other >= _TEN and 10 * other == one for one, other in meant) or any(
        one >= _TEN and 10 * one == other for one, other in meant
    )


def is_swap(paragraph: Paragraph, parts: Sequence[int], total: int) -> bool:
    """Whether figures of one of them in another order explain it: seldom so by chance."""
    gap = paragraph.values[total] - paragraph.together(parts)
    return swap_explains([paragraph.values[at] for at in parts], paragraph.values[total], gap)


def swap_explains(values: Sequence[float], whole: float, gap: float) -> bool:
    """The same of figures by themselves, which miss the whole by `gap`."""
    others = [(value, value + gap) for value in values]
    others.append((whole, whole - gap))
    return any(other > 0 and is_transposed(value, other) for value, other in others)


def is_near(added: float, value: float) -> bool:
    """Whether parts miss their total by little, slip or none."""
    return abs(added - value) <= max(NEAR * value, min(FEW, value * FAR))


def is_likely_meant(values: Sequence[float], whole: float) -> bool:
    """Whether parts miss a whole by a slip or by little: farther off they are seldom one list with it."""
    gap = abs(whole - sum(values))
    return gap <= max(FEW, _LIKELY * whole) or one_slip_apart(values, whole)


def rounds_to(paragraph: Paragraph, total: int, added: float) -> bool:
    """Whether a total told in tenths of 万 may stand for what its parts come to."""
    bounds = interval(paragraph.counts[total])
    return bounds is None or bounds[0] <= added <= bounds[1]
