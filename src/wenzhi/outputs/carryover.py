"""Floor 6: 跨年勾稽表: what each year carried forward beside what the next took over, in all seven columns.

Takes reports one at a time, keeps fourteen cells of each, and gives three rows for two years of an organ
that follow one another. It shows numbers and their difference; a cell without a number is told, never 0.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wenzhi.base.records import CellState, Record
from wenzhi.checks.forms import COLUMNS
from wenzhi.outputs.ledger import Value
from wenzhi.outputs.view import ReportView
from wenzhi.outputs.wording import Wording

HEADS = ("organ", "region", "years", "row", *COLUMNS, "outcome", "file")
ROWS = ("carried_forward", "carried_over")


class _Cell(Record, frozen=True):
    """What stands in a cell; the state `missing` also where the report has no such cell."""

    value: float | int | None
    state: CellState


class _Year(Record, frozen=True):
    """The cells of one report that bind it to its neighbours."""

    organ: str | None
    region: str | None
    file: str
    forward: tuple[_Cell, ...]
    over: tuple[_Cell, ...]


class CarryOver:
    """Collects reports and lays pairs of years side by side. Memory: fourteen cells a report."""

    def __init__(self) -> None:
        self._years: dict[tuple[str, int], list[_Year]] = {}

    def take(self, view: ReportView) -> None:
        """Remember one report; one that names no organ or year has no neighbours."""
        meta = view.report.meta
        if meta.organ_id is None or meta.year is None:
            return
        facts = {fact.id: fact for fact in view.report.facts}
        forward, over = (
            tuple(
                _Cell(value=fact.value, state=fact.state)
                if (fact := facts.get(f"applications.{row}.{column}"))
                else _Cell(value=None, state="missing")
                for column in COLUMNS
            )
            for row in ROWS
        )
        year = _Year(
            organ=view.ref.organization,
            region=meta.region.name if meta.region else None,
            file=view.ref.path,
            forward=forward,
            over=over,
        )
        self._years.setdefault((meta.organ_id, meta.year), []).append(year)

    def rows(self, wording: Wording) -> Iterator[list[Value]]:
        """Three rows for every pair of years, by organ and year."""
        keys = sorted(self._years, key=lambda k: (self._years[k][0].organ or "", k))
        for organ, year in keys:
            before, now = self._years.get((organ, year - 1)), self._years[organ, year]
            if before is not None:
                yield from _pair(before, now, year, wording)


def _pair(
    before: Sequence[_Year], now: Sequence[_Year], year: int, t: Wording
) -> Iterator[list[Value]]:
    this = now[0]
    years = f"{year - 1}→{year}"
    if len(before) > 1 or len(now) > 1:
        outcome = t("carry.several", before=len(before), now=len(now))
        blank: list[Value] = [None] * len(COLUMNS)
        file = "\n".join(one.file for one in (*before, *now))
        yield [t.organ(this.organ), this.region, years, None, *blank, outcome, file]
        return
    last = before[0]
    outcome = _outcome(last.forward, this.over, t)
    shown: tuple[tuple[str, list[Value], str | None], ...] = (
        ("forward", [_shown(cell, t) for cell in last.forward], last.file),
        ("over", [_shown(cell, t) for cell in this.over], this.file),
        ("difference", _differences(last.forward, this.over), None),
    )
    for key, cells, source in shown:
        row = t(f"carry.{key}", year=year - 1 if key == "forward" else year)
        yield [t.organ(this.organ), this.region, years, row, *cells, outcome, source]


def _shown(cell: _Cell, t: Wording) -> Value:
    return cell.value if cell.value is not None else t(f"state.{cell.state}")


def _differences(forward: Sequence[_Cell], over: Sequence[_Cell]) -> list[Value]:
    return [
        None if a.value is None or b.value is None else b.value - a.value
        for a, b in zip(forward, over, strict=True)
    ]


def _outcome(forward: Sequence[_Cell], over: Sequence[_Cell], t: Wording) -> str:
    """Which columns differ, and in how many nothing can be said."""
    moved = _differences(forward, over)
    named = [t(f"column.{c}") for c, m in zip(COLUMNS, moved, strict=True) if m]
    unknown = sum(one is None for one in moved)
    parts = [t("carry.differs", columns="、".join(named))] if named else []
    parts += [t("carry.unknown", n=unknown)] if unknown else []
    return "；".join(parts) or t("carry.agrees")
