"""Floor 6: where a wording came up first and how it spread, as one picture: places × years.

Takes figures by place and year, gives SVG or a page around it that needs neither script nor network. A
place and year without a report is left open, which is not the same as no use. It must not know how the
figures were found.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup, escape

from wenzhi.base.errors import QueryError
from wenzhi.outputs.charts import INK, RULE, SOFT

MOST_PLACES = 60
"""Rows of one picture: a page of paper; what is left out is told."""
SHADES = ("#ffffff", "#d3e4e8", "#a3c6cf", "#6fa5b2", "#3b7a8c")
"""No use, then up to a quarter, half, three quarters and all of the reports: the scale of the page."""
FIRST = "#b5472f"
_CELL, _ROW, _NAME, _BAR, _HEAD = 46, 22, 130, 60, 96
_WORDS = 210


@dataclass(frozen=True, slots=True)
class Use:
    """Reports of a place in a year, and those of them that use the wording."""

    reports: int
    found_in: int


@dataclass(frozen=True, slots=True)
class PlaceUse:
    """A place with its uses by year, and the year and organ of the first report that used it."""

    name: str
    first_year: int | None
    first_organ: str | None
    years: Mapping[int, Use]


@dataclass(frozen=True, slots=True)
class FirstUse:
    """A wording, the places that use it in the order of their first use, and what must be said beside."""

    text: str
    years: tuple[int, ...]
    places: tuple[PlaceUse, ...]
    silent: int
    notes: tuple[str, ...] = ()
    stamps: Mapping[str, str] | None = None


def write_first_use(use: FirstUse, path: Path) -> Path:
    """Write the picture: `.svg`, or `.html` with its figures. Raises QueryError (E612) for other endings."""
    made = {".svg": draw_first_use, ".html": first_use_page}.get(path.suffix)
    if made is None:
        raise QueryError(
            "E612",
            f"不会画成 {path.suffix or '没有后缀的'} 文件",
            where=str(path),
            hint="可用：.html、.svg",
        )
    path.write_text(made(use), encoding="utf-8")
    return path


def draw_first_use(use: FirstUse) -> Markup:
    """One `<svg>`: shares of reports by year above, a row for each place below, first uses ringed."""
    shown = use.places[:MOST_PLACES]
    width = _NAME + _CELL * len(use.years) + _WORDS
    height = _HEAD + _BAR + _ROW * (len(shown) + 1) + 34
    rows = "".join(_row(place, use.years, number) for number, place in enumerate(shown))
    return Markup(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        f'role="img" aria-label="{escape(use.text)}" font-family="sans-serif">'
        f"{_heading(use)}{_totals(use)}{rows}{_legend(_HEAD + _BAR + _ROW * (len(shown) + 1) + 14)}"
        "</svg>"
    )


def _heading(use: FirstUse) -> str:
    first = use.places[0] if use.places else None
    told = "语料库里没有用过这个说法的年报"
    if first is not None:
        told = f"最早：{first.first_year or '年度不详'}年 {first.first_organ or '机关不详'}（{first.name}）"
    left = len(use.places) - MOST_PLACES
    more = f"，图中列出最早的 {MOST_PLACES} 处" if left > 0 else ""
    spread = f"{len(use.places)} 处用过{more}，{use.silent} 处没有用过"
    return (
        _text(8, 26, use.text, 18, INK)
        + _text(8, 50, told, 13, FIRST)
        + _text(8, 70, spread, 12, SOFT)
    )


def _totals(use: FirstUse) -> str:
    """The share of all reports of each year, as bars with their numbers."""
    drawn = []
    for number, year in enumerate(use.years):
        uses = [place.years[year] for place in use.places if year in place.years]
        reports, found = sum(one.reports for one in uses), sum(one.found_in for one in uses)
        share = found / reports if reports else 0.0
        x, floor = _NAME + _CELL * number, _HEAD + _BAR - 4
        drawn.append(
            f"<g><title>{year}：{found} / {reports}</title>"
            f'<rect x="{x + 6}" y="{floor - share * (_BAR - 18):.1f}" width="{_CELL - 12}" '
            f'height="{share * (_BAR - 18):.1f}" fill="{SHADES[-1]}"/></g>'
            + _text(
                x + _CELL / 2,
                floor - share * (_BAR - 18) - 4,
                _percent(share, reports),
                10,
                SOFT,
                centred=True,
            )
            + _text(x + _CELL / 2, floor + 18, str(year), 12, INK, centred=True)
        )
    return _text(8, _HEAD + _BAR - 4, "用过的地方合计", 12, SOFT) + "".join(drawn)


def _row(place: PlaceUse, years: Sequence[int], number: int) -> str:
    y = _HEAD + _BAR + _ROW * (number + 1)
    cells = "".join(
        _cell(place, year, _NAME + _CELL * column, y) for column, year in enumerate(years)
    )
    first = f"{place.first_year or '年度不详'} {place.first_organ or ''}"
    return (
        _text(8, y + 15, _short(place.name, 9), 12, INK)
        + cells
        + _text(_NAME + _CELL * len(years) + 10, y + 15, _short(first, 16), 11, SOFT)
    )


def _cell(place: PlaceUse, year: int, x: float, y: float) -> str:
    use = place.years.get(year, Use(0, 0))
    title = f"{place.name} {year}：{use.found_in} / {use.reports}"
    if not use.reports:
        return _text(
            x + _CELL / 2, y + 14, "·", 12, SOFT, centred=True
        )  # no report: missing, not no use
    ring, strength = (FIRST, 2) if year == place.first_year else (RULE, 1)
    dark = use.found_in / use.reports > 0.75
    return (
        f"<g><title>{escape(title)}</title>"
        f'<rect x="{x + 2}" y="{y + 2}" width="{_CELL - 4}" height="{_ROW - 4}" rx="2" '
        f'fill="{_shade(use)}" stroke="{ring}" stroke-width="{strength}"/></g>'
        + _text(
            x + _CELL / 2,
            y + 15,
            str(use.found_in or ""),
            11,
            "#ffffff" if dark else INK,
            centred=True,
        )
    )


def _shade(use: Use) -> str:
    quarters = -(-4 * use.found_in // use.reports)
    return SHADES[quarters]


def _legend(y: float) -> str:
    names = ("未用", "至 1/4", "至 1/2", "至 3/4", "至全部")
    drawn = []
    for number, (shade, name) in enumerate(zip(SHADES, names, strict=True)):
        x = 8 + number * 78
        drawn.append(
            f'<rect x="{x}" y="{y - 10}" width="14" height="12" fill="{shade}" stroke="{RULE}"/>'
            + _text(x + 20, y, name, 11, SOFT)
        )
    end = 8 + len(names) * 78
    return "".join(drawn) + _text(
        end, y, "红框：首次　·：该年没有年报　数字：用过的年报数", 11, SOFT
    )


def _text(x: float, y: float, text: str, size: float, colour: str, *, centred: bool = False) -> str:
    anchor = ' text-anchor="middle"' if centred else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" fill="{colour}"{anchor}>'
        f"{escape(text)}</text>"
    )


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def _percent(share: float, reports: int) -> str:
    return f"{share:.0%}" if reports else ""


def first_use_page(use: FirstUse) -> str:
    """The picture with its figures as a table: where, since when, who first, how many reports."""
    rows = "".join(_line(place) for place in use.places)
    notes = "".join(f"<li>{escape(note)}</li>" for note in use.notes)
    stamps = " · ".join(
        escape(f"{name} {text}") for name, text in sorted((use.stamps or {}).items())
    )
    return (
        '<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="generator" content="wenzhi">'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "style-src 'unsafe-inline'\">"
        f"<title>{escape(use.text)}</title><style>body{{font:14px/1.6 sans-serif;color:{INK};"
        "max-width:1100px;margin:2em auto;padding:0 1em}svg{max-width:100%;height:auto}"
        f"td,th{{padding:.2em .8em;border-bottom:1px solid {RULE};text-align:left}}"
        f".n{{text-align:right}}footer,li{{color:{SOFT};font-size:12px}}</style></head><body>"
        f"<main>{draw_first_use(use)}<table><thead><tr><th>地方</th><th>首次</th><th>首见机关</th>"
        f'<th class="n">用过的年报</th><th class="n">年报</th></tr></thead><tbody>{rows}</tbody></table>'
        f"<ul>{notes}</ul></main><footer>{stamps}</footer></body></html>\n"
    )


def _line(place: PlaceUse) -> str:
    found = sum(use.found_in for use in place.years.values())
    reports = sum(use.reports for use in place.years.values())
    cells = (place.name, place.first_year or "", place.first_organ or "")
    words = "".join(f"<td>{escape(cell)}</td>" for cell in cells)
    return f'<tr>{words}<td class="n">{found}</td><td class="n">{reports}</td></tr>'


def place_uses(
    firsts: Sequence[tuple[str | None, int | None, str | None]],
    figures: Sequence[tuple[str | None, int | None, int, int | None]],
) -> Iterator[PlaceUse]:
    """Places in the order of `firsts` (place, year, organ) with the `figures` of theirs.

    A figure is place, year, reports and those that use the wording. Reports of an unknown year have no
    column and are left out of the picture.
    """
    years: dict[str | None, dict[int, Use]] = {}
    for name, year, reports, found in figures:
        if year is not None:
            years.setdefault(name, {})[year] = Use(reports, found or 0)
    for name, first_year, organ in firsts:
        yield PlaceUse(name or "不详", first_year, organ, years.get(name, {}))
