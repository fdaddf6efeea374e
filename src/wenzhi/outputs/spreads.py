"""Floor 6: how a score is spread in each level and in each year, as small multiples in SVG.

Takes values by group, gives one `<svg>` element that needs neither script nor network. All panels of a
figure have the same scales; a group that is too small for a shape shows each of its values.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import median

from markupsafe import Markup, escape

from wenzhi.outputs.bands import SMALLEST_GROUP
from wenzhi.outputs.charts import INK, RULE, SOFT
from wenzhi.outputs.overview import ReportLine
from wenzhi.outputs.wording import Wording, messages_of

BINS = 10
COLUMNS = 6
MOST_PANELS = 24
"""Levels are six at most; years of reports since 2008 fit."""
_WIDTH, _HEIGHT, _GAP, _PLOT = 140, 112, 14, 64


def group_by_level(
    lines: Sequence[ReportLine], name: str, wording: Wording
) -> dict[str, list[float]]:
    """Name of the level → the values of score `name`, from central down, unknown last."""
    order = [*messages_of("level"), None]
    found: dict[str, list[float]] = {}
    for level in order:
        values = [value for line in lines if line.level == level for value in _value(line, name)]
        if values:
            found[wording.name("level", level)] = values
    return found


def group_by_year(
    lines: Sequence[ReportLine], name: str, wording: Wording
) -> dict[str, list[float]]:
    """Year → the values of score `name`, unknown last."""
    years = sorted({line.ref.year for line in lines}, key=lambda year: year or 9999)
    found: dict[str, list[float]] = {}
    for year in years:
        values = [v for line in lines if line.ref.year == year for v in _value(line, name)]
        if values:
            found[wording.year(year)] = values
    return found


def _value(line: ReportLine, name: str) -> list[float]:
    score = line.scores.get(name)
    return [score.value] if score is not None and score.value is not None else []


def draw_spreads(
    groups: Mapping[str, Sequence[float]], top: float, colour: str, title: str
) -> Markup:
    """A panel for each group: shares of its values (0–`top`) in bins, their number and median."""
    shown = list(groups.items())[-MOST_PANELS:]
    binned = {label: _bin(values, top) for label, values in shown}
    large = [max(binned[label]) for label, values in shown if len(values) >= SMALLEST_GROUP]
    highest = max(large, default=1.0)
    drawn = [
        _panel(label, values, binned[label], highest, top, colour, place)
        for place, (label, values) in enumerate(shown)
    ]
    rows = -(-len(shown) // COLUMNS)
    columns = min(COLUMNS, max(len(shown), 3))
    return Markup(
        f'<svg class="spreads" viewBox="0 0 {columns * (_WIDTH + _GAP)} {rows * _HEIGHT}" role="img" '
        f'aria-label="{escape(title)}" style="max-width:{columns * (_WIDTH + _GAP)}px">'
        f"{''.join(drawn)}</svg>"
    )


def _bin(values: Sequence[float], top: float) -> list[float]:
    """The share of `values` in each bin; the last bin is closed."""
    counts = [0] * BINS
    for value in values:
        counts[min(max(int(value / top * BINS), 0), BINS - 1)] += 1
    return [count / len(values) for count in counts]


def _panel(
    label: str,
    values: Sequence[float],
    shares: Sequence[float],
    highest: float,
    top: float,
    colour: str,
    place: int,
) -> str:
    left = (place % COLUMNS) * (_WIDTH + _GAP) + 4
    floor = (place // COLUMNS) * _HEIGHT + 22 + _PLOT
    if len(values) >= SMALLEST_GROUP:
        marks = _bars(shares, highest, left, floor, colour) + _median(values, top, left, floor)
    else:
        marks = _ticks(values, top, left, floor, colour)
    return (
        f'<text x="{left}" y="{floor - _PLOT - 8}" font-size="12" fill="{INK}">{escape(label)} '
        f'<tspan fill="{SOFT}">n = {len(values)}</tspan></text>{marks}'
        f'<line x1="{left}" x2="{left + _WIDTH}" y1="{floor}" y2="{floor}" stroke="{RULE}"/>'
        + "".join(
            f'<text x="{left + _WIDTH * share:.1f}" y="{floor + 15}" font-size="10.5" fill="{SOFT}" '
            f'text-anchor="{anchor}">{share * top:g}</text>'
            for share, anchor in ((0, "start"), (0.5, "middle"), (1, "end"))
        )
    )


def _bars(shares: Sequence[float], highest: float, left: float, floor: float, colour: str) -> str:
    step = _WIDTH / BINS
    return "".join(
        f'<rect x="{left + i * step + 0.5:.1f}" y="{floor - _PLOT * share / highest:.1f}" '
        f'width="{step - 1:.1f}" height="{_PLOT * share / highest:.1f}" fill="{colour}"/>'
        for i, share in enumerate(shares)
        if share
    )


def _median(values: Sequence[float], top: float, left: float, floor: float) -> str:
    middle = median(values)
    x = left + _WIDTH * min(max(middle / top, 0.0), 1.0)
    return (
        f"<g><title>{middle:.2f}</title>"
        f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{floor - _PLOT}" y2="{floor}" stroke="{INK}" '
        f'stroke-width="1.5" stroke-dasharray="4 3"/></g>'
    )


def _ticks(values: Sequence[float], top: float, left: float, floor: float, colour: str) -> str:
    return "".join(
        f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{floor - 16}" y2="{floor}" stroke="{colour}" '
        f'stroke-width="2.5"/>'
        for x in sorted(left + _WIDTH * min(max(value / top, 0.0), 1.0) for value in values)
    )
