"""Floor 6: who shares text with whom, drawn as SVG: arcs between organs, provinces by year, who was first.

Takes pairs, families and the provinces of reports, gives `<svg>` elements that need neither script nor
network; what comes from a report is escaped. It counts and draws; it never says who took it from whom.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from markupsafe import Markup, escape

from wenzhi.base.records import CopyFamily, CopyPair, Record, ReportRef
from wenzhi.outputs.charts import INK, RULE, SOFT
from wenzhi.outputs.wording import Wording

MOST_ORGANS = 36
"""Organs in one arc diagram: their names fill about one screen."""
SEAL, ARC = "#9c2a22", "#b5472f"
_ROW, _LABEL, _TILE, _GAP = 24, 330, 64, 4

TILES: Mapping[str, tuple[int, int]] = {
    "黑龙江": (8, 0), "内蒙古": (6, 1), "吉林": (8, 1), "新疆": (1, 1), "辽宁": (8, 2),
    "甘肃": (3, 2), "宁夏": (4, 2), "山西": (5, 2), "河北": (6, 2), "北京": (7, 2),
    "青海": (2, 2), "陕西": (4, 3), "河南": (5, 3), "山东": (6, 3), "天津": (7, 3),
    "西藏": (1, 3), "四川": (3, 3), "重庆": (4, 4), "湖北": (5, 4), "安徽": (6, 4),
    "江苏": (7, 4), "上海": (8, 4), "云南": (3, 5), "贵州": (4, 5), "湖南": (5, 5),
    "江西": (6, 5), "浙江": (7, 5), "广西": (4, 6), "广东": (5, 6), "福建": (6, 6),
    "台湾": (8, 6), "海南": (4, 7), "澳门": (5, 7), "香港": (6, 7),
}  # fmt: skip
"""Column and row of each division at province level: neighbours stand side by side, areas say nothing."""


class Tie(Record, frozen=True):
    """Two organs with the most alike pair of their reports and how many such pairs there are."""

    a: str
    b: str
    share: float
    pairs: int
    best: CopyPair


class Network(Record, frozen=True):
    """The ties shown, their organs in the order drawn, and how many organs and ties there are."""

    organs: tuple[str, ...]
    ties: tuple[Tie, ...]
    all_organs: int
    all_ties: int


def tie_organs(pairs: Iterable[CopyPair], most: int = MOST_ORGANS) -> Network:
    """Organs that share passages, the most alike first, until `most` organs are drawn.

    Two reports of one organ make no tie, nor does one whose organ is unknown.
    """
    found: dict[tuple[str, str], list[CopyPair]] = {}
    for pair in pairs:
        names = pair.a.organization, pair.b.organization
        if pair.relation != "self" and names[0] and names[1] and names[0] != names[1]:
            found.setdefault((min(names[0], names[1]), max(names[0], names[1])), []).append(pair)
    ties = sorted((_tie(*names, own) for names, own in found.items()), key=_by_share)
    shown: list[Tie] = []
    organs: set[str] = set()
    for tie in ties:
        if len(organs | {tie.a, tie.b}) <= most:
            organs |= {tie.a, tie.b}
            shown.append(tie)
    every = {name for names in found for name in names}
    return Network(
        organs=tuple(_grouped(organs, shown)),
        ties=tuple(shown),
        all_organs=len(every),
        all_ties=len(ties),
    )


def _tie(a: str, b: str, pairs: Sequence[CopyPair]) -> Tie:
    best = min(pairs, key=lambda pair: (-_share(pair), pair.a.report, pair.b.report))
    return Tie(a=a, b=b, share=_share(best), pairs=len(pairs), best=best)


def _share(pair: CopyPair) -> float:
    return max(pair.coverage_a, pair.coverage_b)


def _by_share(tie: Tie) -> tuple[float, int, str, str]:
    return -tie.share, -tie.pairs, tie.a, tie.b


def _grouped(organs: set[str], ties: Sequence[Tie]) -> list[str]:
    """Organs that hang together stand together, the largest group first."""
    near: dict[str, set[str]] = {name: set() for name in organs}
    for tie in ties:
        near[tie.a].add(tie.b)
        near[tie.b].add(tie.a)
    groups: list[list[str]] = []
    left = set(organs)
    for name in sorted(organs):
        if name not in left:
            continue
        group, edge = {name}, [name]
        while edge:
            new = near[edge.pop()] - group
            group |= new
            edge += sorted(new)
        left -= group
        groups.append(sorted(group))
    groups.sort(key=lambda group: (-len(group), group))
    return [name for group in groups for name in group]


def draw_network(
    network: Network, page_of: Callable[[CopyPair], str | None], wording: Wording
) -> Markup:
    """Organs one below the other; an arc joins two that share text, the wider the more alike."""
    at = {name: 18 + _ROW * i for i, name in enumerate(network.organs)}
    drawn = [_arc(tie, at[tie.a], at[tie.b], page_of(tie.best), wording) for tie in network.ties]
    for name, y in at.items():
        drawn.append(
            f'<circle cx="{_LABEL}" cy="{y}" r="4" fill="{INK}"/>'
            f'<text x="{_LABEL - 12}" y="{y + 4.5}" text-anchor="end" font-size="13" fill="{INK}">'
            f"{escape(_short(name, 24))}</text>"
        )
    return _svg(640, 36 + _ROW * (len(at) - 1), drawn, wording("sharing.network"))


def _arc(tie: Tie, one: int, two: int, page: str | None, wording: Wording) -> str:
    top, low = min(one, two), max(one, two)
    # An arc reaches out with the distance it spans, up to the edge of the picture.
    out = _LABEL + min(290.0, 26 + (low - top) * 0.75)
    title = wording("sharing.tie", a=tie.a, b=tie.b, share=f"{tie.share:.0%}", n=tie.pairs)
    path = (
        f'<g><title>{escape(title)}</title><path fill="none" '
        f'd="M{_LABEL},{top} C{out:.1f},{top} {out:.1f},{low} {_LABEL},{low}" '
        f'stroke="{ARC}" stroke-opacity=".75" stroke-width="{1 + 4 * min(tie.share, 1.0):.1f}"/></g>'
    )
    return f'<a href="{escape(page)}" aria-label="{escape(title)}">{path}</a>' if page else path


def count_places(
    families: Iterable[CopyFamily], provinces: Mapping[str, str | None]
) -> dict[str | None, Counter[int]]:
    """Province → year → how many families have a member there; a year that is unknown counts as 0."""
    found: dict[str | None, Counter[int]] = {}
    for family in families:
        places = {(provinces.get(ref.report), ref.year or 0) for ref in family.members}
        for province, year in sorted(places, key=lambda place: (place[0] or "", place[1])):
            found.setdefault(province, Counter())[year] += 1
    return found


def draw_map(places: Mapping[str | None, Counter[int]], wording: Wording) -> Markup:
    """A tile for each province: how many families have members there, with a bar for each year.

    A place that is no province, or none that is known, stands in a row below.
    """
    on_map = {_tile_name(name): name for name in sorted(filter(None, places)) if _tile_name(name)}
    others = sorted((name for name in places if not _tile_name(name)), key=lambda name: name or "~")
    years = sorted({year for counted in places.values() for year in counted if year})
    highest = max((n for counted in places.values() for n in counted.values()), default=1)
    drawn = []
    for tile, at in TILES.items() if on_map else ():
        counted = places.get(on_map.get(tile), Counter()) if tile in on_map else Counter[int]()
        drawn.append(_tile(tile, *at, counted, years, highest))
    top = 1 + max(row for _, row in TILES.values()) if on_map else 0
    for i, name in enumerate(others):
        label = name or wording("word.unknown")
        drawn.append(_tile(label, i % 9, top + i // 9, places[name], years, highest))
    height = (top + -(-len(others) // 9)) * (_TILE + _GAP) + 8
    return _svg(9 * (_TILE + _GAP), height, drawn, wording("sharing.map"))


def _tile_name(province: str | None) -> str | None:
    return next((tile for tile in TILES if province and province.startswith(tile)), None)


def _tile(
    name: str, column: int, row: int, counted: Counter[int], years: Sequence[int], highest: int
) -> str:
    x, y = column * (_TILE + _GAP) + 2, row * (_TILE + _GAP) + 2
    total = sum(counted.values())
    width = min(8.0, (_TILE - 12) / max(len(years), 1))
    bars = "".join(
        f"<g><title>{year}: {counted[year]}</title>"
        f'<rect x="{x + 6 + i * width:.1f}" y="{y + _TILE - 4 - 22 * counted[year] / highest:.1f}" '
        f'width="{width - 1:.1f}" height="{22 * counted[year] / highest:.1f}" fill="{ARC}"/></g>'
        for i, year in enumerate(years)
        if counted[year]
    )
    ink = INK if total else SOFT
    number = (
        f'<text x="{x + _TILE - 6}" y="{y + 34}" text-anchor="end" font-size="13" '
        f'font-weight="700" fill="{ink}">{total}</text>'
        if total
        else ""
    )
    return (
        f'<rect x="{x}" y="{y}" width="{_TILE}" height="{_TILE}" stroke="{RULE}" '
        f'fill="{"#fdf6f0" if total else "#f7f5f0"}"/><text x="{x + 6}" y="{y + 17}" '
        f'font-size="12" fill="{ink}">{escape(_short(name, 4))}<title>{escape(name)}</title></text>'
        f"{number}{bars}"
    )


def draw_timeline(members: Sequence[ReportRef], wording: Wording) -> Markup:
    """Members of a family by year of their reports; the first year stands out."""
    counted = Counter(ref.year for ref in members if ref.year)
    if not counted:
        return Markup("")
    first, last = min(counted), max(counted)
    step = min(72.0, 560 / (last - first + 1))
    highest = max(counted.values())
    drawn = [
        f'<line x1="20" y1="120" x2="{20 + (last - first + 1) * step:.1f}" y2="120" stroke="{SOFT}"/>'
    ]
    for year in range(first, last + 1):
        x, n = 30 + (year - first) * step, counted[year]
        tall = 84 * n / highest
        drawn.append(
            f'<rect x="{x:.1f}" y="{120 - tall:.1f}" width="{step * 0.6:.1f}" height="{tall:.1f}" '
            f'fill="{SEAL if year == first else "#9dbcc4"}"/>'
            f'<text x="{x + step * 0.3:.1f}" y="138" text-anchor="middle" font-size="12" '
            f'fill="{INK}">{year}</text>'
        )
        if n:
            drawn.append(
                f'<text x="{x + step * 0.3:.1f}" y="{115 - tall:.1f}" text-anchor="middle" '
                f'font-size="12" font-weight="700" fill="{INK}">{n}</text>'
            )
    return _svg(620, 148, drawn, wording("sharing.timeline"))


def _short(name: str, most: int) -> str:
    return name if len(name) <= most else name[: most - 1] + "…"


def _svg(width: int, height: int, drawn: Iterable[str], title: str) -> Markup:
    return Markup(
        f'<svg viewBox="0 0 {width} {height}" role="group" aria-label="{escape(title)}">'
        f"{''.join(drawn)}</svg>"
    )
