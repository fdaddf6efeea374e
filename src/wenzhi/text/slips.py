"""Floor 1: whether figures that do not add up would with one digit mistyped or two swapped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

_MOST = 7
"""Digits of a figure looked at."""


_LONG, _SHORT = 100, 10
"""Of shorter figures without their first digits little is left to know them by."""


_FAR = 0.25
"""Share of a total that parts may miss it by for a slip to be the likeliest reason. Own judgement."""


def missed_by_a_slip(parts: Sequence[float], total: float, gap: float) -> bool:
    """Whether one slip explains what parts miss their total by, and that is little.

    `gap` is how much it is, a figure told of several (各3件) counted for each.
    """
    return gap <= _FAR * total and one_slip_apart(parts, total)


def one_slip_apart(parts: Sequence[float], total: float) -> bool:
    """Whether one wrong digit, or two neighbours swapped, in a part or the total explains that they do not add up.

    95 for 59 and 4 for 9 do; of a small figure any other may be a wrong digit, so ask for more where figures are small.
    """
    gap = total - sum(parts)
    if not gap or gap != int(gap):
        return False
    return any(
        _alike(one, other) for one, other in _meant(parts, total) if other > 0 and one == int(one)
    )


def one_cut_apart(parts: Sequence[float], total: float) -> bool:
    """Whether first digits left out, of a part or the total of three digits and more, explain the same."""
    gap = total - sum(parts)
    if gap != int(gap):
        return False
    return any(
        other >= _LONG
        and other > one >= _SHORT
        and one == int(one)
        and str(int(other)).endswith(str(int(one)))
        for one, other in _meant(parts, total)
    )


def lost_its_first_digit(parts: Sequence[float], total: float) -> bool:
    """Whether one of them has all digits but the first of what it should be: 线索6条,查实8条,查否38条."""
    return any(
        one == int(one) and other >= _SHORT and f"{other:.0f}"[1:] == f"{one:.0f}"
        for one, other in _meant(parts, total)
    )


def slips_of(value: float) -> Iterator[float]:
    """Figures that are written instead of one by a slip: a wrong digit, two swapped, up to three more or less."""
    yield from (value + away for away in (-3, -2, -1, 1, 2, 3) if value + away >= 0)
    whole, _, behind = f"{value:.4f}".rstrip("0").partition(".")
    behind = behind or "0"  # 58.0 for 50.8
    digits, scale = whole + behind, 10 ** len(behind)
    yield from (int(other) / scale for other in _swapped(digits))
    for place, digit in enumerate(digits):
        rest = digits[:place], digits[place + 1 :]
        yield from (int(other.join(rest)) / scale for other in "0123456789" if other != digit)


def _meant(parts: Sequence[float], total: float) -> Iterator[tuple[float, float]]:
    """Each figure of a sum with what it should be if all others are right."""
    gap = total - sum(parts)
    yield from ((value, value + gap) for value in parts)
    yield total, total - gap


def _alike(one: float, other: float) -> bool:
    left, right = str(int(one)), str(int(other))
    if len(left) != len(right) or len(left) > _MOST:
        return False
    wrong = [place for place, (a, b) in enumerate(zip(left, right, strict=True)) if a != b]
    return len(wrong) == 1 or right in _swapped(left)


def _swapped(digits: str) -> Iterator[str]:
    for place in range(len(digits) - 1):
        yield digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]
