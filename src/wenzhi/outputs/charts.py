"""Floor 6: figures as SVG with text as text, drawn by Altair and vl-convert, readable without script.

Takes numbers and words, gives an `<svg>` element as a string that is the same for the same input: the
layout is fixed by padding and not by measuring text, which would depend on the fonts of the machine.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wenzhi.base.records import GROUNDS, GroundName, GroundVerdict
from wenzhi.outputs.bands import PeerGroup, Scored
from wenzhi.outputs.wording import Wording

if TYPE_CHECKING:
    import altair as alt

INK, SOFT, RULE = "#22303c", "#5b6670", "#d8d5cd"
COLOURS: Mapping[GroundVerdict, str] = {"pass": "#3b7a8c", "fail": "#b5472f", "unjudged": "#e3dfd5"}
"""Blue-green, vermilion and paper grey stay apart for all common kinds of colour blindness."""
LETTERING: Mapping[GroundVerdict, str] = {"pass": "#ffffff", "fail": "#ffffff", "unjudged": INK}
ORDER: tuple[GroundVerdict, ...] = ("pass", "fail", "unjudged")

LABEL_CHARACTERS = 22
"""Characters of a name beside a chart row; the full name stands in the table below it."""
NARROWEST = 0.045
"""Share of the bar below which its number would not fit inside."""


def draw_grounds(counts: Mapping[GroundName, Mapping[GroundVerdict, int]], wording: Wording) -> str:
    """The four grounds as one stacked bar each, with the numbers written in the bars."""
    import altair as alt

    rows: list[dict[str, str | float]] = []
    for ground in GROUNDS:
        total = sum(counts[ground].values()) or 1
        start = 0.0
        for verdict in ORDER:
            n = counts[ground][verdict]
            end = start + n / total
            text = str(n) if end - start >= NARROWEST else ""
            rows.append(
                {
                    "ground": wording(f"ground.{ground}"),
                    "verdict": verdict,
                    "start": start,
                    "end": end,
                    "middle": (start + end) / 2,
                    "text": text,
                    "ink": LETTERING[verdict],
                }
            )
            start = end
    base = _chart(rows).encode(
        y=alt.Y(
            "ground:N",
            sort=[wording(f"ground.{ground}") for ground in GROUNDS],
            axis=alt.Axis(title=None, domain=False, ticks=False, labelFontSize=15, labelPadding=12),
            scale=alt.Scale(paddingInner=0.32, paddingOuter=0.1),
        )
    )
    bars = base.mark_bar(stroke="#ffffff", strokeWidth=1.5).encode(
        x=alt.X("start:Q", axis=None, scale=alt.Scale(domain=[0, 1], nice=False)),
        x2="end:Q",
        color=alt.Color(
            "verdict:N",
            scale=alt.Scale(domain=list(ORDER), range=[COLOURS[verdict] for verdict in ORDER]),
            legend=None,
        ),
    )
    numbers = base.mark_text(fontSize=14, baseline="middle").encode(
        x=alt.X("middle:Q", axis=None), text="text:N", color=alt.Color("ink:N", scale=None)
    )
    return _svg(bars + numbers, width=540, height=176, left=150, bottom=6, right=8)


def draw_histogram(
    values: Sequence[float], top: float, bins: int, colour: str, title: str, wording: Wording
) -> str:
    """How `values` in `[0, top]` are spread over `bins` bins of equal width; the last is closed."""
    import altair as alt

    counts = [0] * bins
    for value in values:
        counts[min(max(int(value / top * bins), 0), bins - 1)] += 1
    step = top / bins
    rows = [{"a": i * step, "b": (i + 1) * step, "n": n} for i, n in enumerate(counts)]
    highest = max(counts, default=1) or 1
    chart = (
        _chart(rows)
        .mark_bar(color=colour, stroke="#ffffff", strokeWidth=1)
        .encode(
            x=alt.X(
                "a:Q",
                scale=alt.Scale(domain=[0, top], nice=False),
                axis=alt.Axis(title=title, grid=False, tickCount=5, titlePadding=10),
            ),
            x2="b:Q",
            y=alt.Y(
                "n:Q",
                scale=alt.Scale(domain=[0, highest]),
                axis=alt.Axis(
                    title=wording("index.reports"),
                    domain=False,
                    tickCount=min(4, highest),
                    format="d",
                    titleAngle=0,
                    titleAlign="left",
                    titleAnchor="end",
                    titleX=-34,
                    titleY=-12,
                ),
            ),
            y2=alt.datum(0),
        )
    )
    return _svg(chart, width=330, height=170, left=44, bottom=44, right=14, top=24)


def draw_intervals(group: PeerGroup, shown: Sequence[Scored], wording: Wording) -> str:
    """Scores 0–100 as dots with their intervals; the dashed rule is the median of the peers.

    Filled circles lie above the median, open diamonds below it, so that shape tells without colour.
    """
    import altair as alt

    names = _labels(shown, wording)
    rows = [
        {
            "name": name,
            "value": item.value,
            "low": item.low,
            "high": item.high,
            "band": "above" if item.low > group.median else "below",
        }
        for name, item in zip(names, shown, strict=True)
    ]
    bands, shades = ["above", "below"], [COLOURS["pass"], COLOURS["fail"]]
    base = _chart(rows).encode(
        y=alt.Y(
            "name:N",
            sort=names,
            axis=alt.Axis(title=None, domain=False, ticks=False, labelLimit=0, labelPadding=10),
        ),
        color=alt.Color(
            "band:N",
            scale=alt.Scale(domain=bands, range=shades),
            legend=None,
        ),
    )
    scale = alt.Scale(domain=[0, 100], nice=False)
    axis = alt.Axis(title=wording("index.substance_axis"), tickCount=5, titlePadding=8)
    lines = base.mark_rule(strokeWidth=2).encode(
        x=alt.X("low:Q", scale=scale, axis=axis), x2="high:Q"
    )
    dots = base.mark_point(size=70, opacity=1).encode(
        x=alt.X("value:Q", scale=scale, axis=axis),
        shape=alt.Shape(
            "band:N", scale=alt.Scale(domain=bands, range=["circle", "diamond"]), legend=None
        ),
        fill=alt.Fill(
            "band:N", scale=alt.Scale(domain=bands, range=[shades[0], "#ffffff"]), legend=None
        ),
        stroke=alt.Stroke("band:N", scale=alt.Scale(domain=bands, range=shades), legend=None),
    )
    middle = (
        _chart([{"median": group.median}])
        .mark_rule(strokeDash=[5, 4], color=INK)
        .encode(x=alt.X("median:Q", scale=scale, axis=axis))
    )
    return _svg(
        middle + lines + dots, width=380, height=26 * len(rows), left=330, bottom=46, right=14
    )


def _labels(shown: Sequence[Scored], wording: Wording) -> list[str]:
    """Short names, made distinct where two are the same, because rows of a chart go by name."""
    labels: list[str] = []
    for item in shown:
        name = wording.organ(item.ref.organization)
        if len(name) > LABEL_CHARACTERS:
            name = name[: LABEL_CHARACTERS - 1] + "…"
        label = f"{name}  {item.ref.year or '–'}"
        while label in labels:
            label += " "
        labels.append(label)
    return labels


@dataclass(frozen=True, slots=True)
class Share:
    """Of the `reports` of a group, those in which something was found."""

    name: str
    found_in: int
    reports: int


def draw_shares(groups: Sequence[Share]) -> str:
    """The share of its reports of each group as a bar, with both numbers; none has no reports."""
    import altair as alt

    rows = [
        {
            "group": f"{place} {one.name}",  # names need not differ
            "share": one.found_in / one.reports,
            "text": f"{one.found_in} / {one.reports}",
        }
        for place, one in enumerate(groups)
    ]
    base = _chart(rows).encode(
        y=alt.Y(
            "group:N",
            sort=None,
            axis=alt.Axis(
                title=None,
                domain=False,
                ticks=False,
                labelLimit=170,
                labelExpr="slice(datum.label, indexof(datum.label, ' ') + 1)",
            ),
            scale=alt.Scale(paddingInner=0.3),
        ),
        x=alt.X(
            "share:Q",
            scale=alt.Scale(domain=[0, 1], nice=False),
            axis=alt.Axis(title=None, format="%", tickCount=5),
        ),
    )
    bars = base.mark_bar(color=COLOURS["pass"])
    numbers = base.mark_text(align="left", dx=5, fontSize=12, color=INK).encode(text="text:N")
    height = 24 * len(rows)
    return _svg(bars + numbers, width=480, height=height, left=180, bottom=30, right=90)


def _chart(rows: Sequence[Mapping[str, object]]) -> alt.Chart:
    import altair as alt

    # Altair's own constructor of inline data carries no annotations.
    data: alt.Data = alt.Data(values=list(rows))  # type: ignore[no-untyped-call]
    return alt.Chart(data)


def _svg(
    chart: alt.Chart | alt.LayerChart,
    *,
    width: int,
    height: int,
    left: int,
    bottom: int,
    right: int,
    top: int = 8,
) -> str:
    """The chart as one `<svg>` element without script, random ids or fixed pixel size."""
    import vl_convert

    sized = chart.properties(
        width=width,
        height=height,
        padding={"left": left, "right": right, "top": top, "bottom": bottom},
        autosize="none",
        background="transparent",
    )
    configured = sized.configure_view(stroke=None).configure_axis(
        labelColor=INK,
        titleColor=SOFT,
        titleFontWeight="normal",
        labelFontSize=12,
        titleFontSize=12,
        gridColor=RULE,
        domainColor=SOFT,
        tickColor=SOFT,
    )
    spec: dict[str, Any] = configured.to_dict()
    drawn: str = vl_convert.vegalite_to_svg(spec)
    # The size comes from the page; the view box keeps the proportions.
    drawn = re.sub(r'\sxmlns(?::xlink)?="[^"]*"', "", drawn)
    drawn = re.sub(r'^<svg ([^>]*?)width="[\d.]+" height="[\d.]+"', r"<svg \1", drawn)
    return re.sub(r'\s(?:id|clip-path)="[^"]*"', "", drawn)
