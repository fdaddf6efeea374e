"""Floor 2, synth: reports written by hand, as marked-up sources that become text and gold together.

A source is TOML: who and when, table rows, and a body whose lines are paragraphs. In the body `## kind|no|heading`
opens a section, `%% active` puts a table, `& id ` before a paragraph names it for copying; in a paragraph
`{=206条|政府信息|published.total|id=t,closed}` is a count as printed (`in=t`: part of it, `base=t`: share of it),
`⟦P2|a|…⟧` a problem of substance 2 called a, `⟦M3|a|…⟧` a measure answering it; the rest is `markup`'s.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import CellState, FormId, Level, OrganKind, Record
from wenzhi.synth.compose import Composed, Plan
from wenzhi.synth.faults import Expected, Plant
from wenzhi.synth.figures import BLOCKS, COLUMNS, OUTCOMES, Figures, result_rows
from wenzhi.synth.generate import RosterLine, SynthReport, copies_between
from wenzhi.synth.layouts import LAYOUTS, Page
from wenzhi.synth.manuscript import Manuscript
from wenzhi.synth.markup import Sentence, choose, compile_nodes, fill
from wenzhi.synth.narrative import Script
from wenzhi.synth.plan import Origin
from wenzhi.synth.prose import Writer
from wenzhi.synth.tables import Cell, build_tables, form_cells
from wenzhi.synth.truth import gold_of
from wenzhi.synth.world import Organ

_HEADING = as_pattern(r"## (\w+)\|(\d*)\|(.*)")
_ITEM = as_pattern(r"⟦([PM])(\d)\|(\w*)\|(.*?)⟧")


class PlantedCell(Record, frozen=True):
    """A cell printed otherwise than the rows say."""

    fact: str
    raw: str
    value: float | int | None
    state: CellState = "ok"
    unit: str | None = None


class PlantedFinding(Record, frozen=True):
    """A finding that the source's cells must cause."""

    family: str
    facts: tuple[str, ...]
    why: str
    peers: bool = False


class Handwritten(Record, frozen=True, forbid_unknown_fields=True):
    """One source file. `rows` are six columns each, `review` four outcomes a block, `active` single cells."""

    path: str
    organ: str
    place: str
    self_name: str
    level: Level
    kind: OrganKind
    parent: str
    year: int
    form: FormId
    title: str
    body: str
    layout: str = "rows_tabbed"
    encoding: str = "utf-8"
    newline: str = "\n"
    published: str | None = None
    period: tuple[str, str] | None = None
    substance: int = 0
    wrap: int = 0
    planted: tuple[str, ...] = ()
    copied_from: str | None = None
    copied_kind: str = "partial"
    mandated: bool = False
    rows: dict[str, tuple[int, ...]] = msgspec.field(default_factory=dict)
    review: dict[str, tuple[int, ...]] = msgspec.field(default_factory=dict)
    active: dict[str, float | int] = msgspec.field(default_factory=dict)
    cells: tuple[PlantedCell, ...] = ()
    expected: tuple[PlantedFinding, ...] = ()


def read_handwritten(folder: Path) -> list[SynthReport]:
    """All reports of the sources in `folder`, in order of file name.

    Raises msgspec.ValidationError for a source that is not as `Handwritten` says.
    """
    done: list[tuple[Composed, str]] = []
    reports: list[SynthReport] = []
    for file in sorted(folder.glob("*.toml")):
        source = msgspec.convert(tomllib.loads(file.read_text(encoding="utf-8")), Handwritten)
        composed = compose_handwritten(source)
        at = next((i for i, (_, path) in enumerate(done) if path == source.copied_from), None)
        origin = Origin(source.copied_kind if at is not None else "handwritten", at)
        copies = copies_between(composed, done, origin)
        done.append((composed, source.path))
        reports.append(
            SynthReport(
                path=source.path,
                text=composed.text,
                encoding=source.encoding,
                newline=source.newline,
                truth=gold_of(composed, source.path, copies),
                origin="mandated" if source.mandated else "handwritten",
                roster=_roster_line(source),
            )
        )
    return reports


def compose_handwritten(source: Handwritten) -> Composed:
    """Text and marks of one source."""
    organ = Organ(
        source.organ,
        source.place,
        source.path.rsplit("/", 1)[0],
        source.level,
        source.kind,
        source.self_name,
        "",
        "",
        "",
        source.parent,
    )
    figures = Figures(
        source.year, source.form, source.form, _cells(source) if source.form != "pre2019" else {}
    )
    nothing = Sentence(())
    script = Script(nothing, (), nothing, (), "plain", source.substance)
    plan = Plan(organ, source.year, figures, None, script, (), {}, organ)
    plant = Plant(
        {c.fact: Cell(c.fact, c.raw, c.value, c.state, c.unit) for c in source.cells},
        [Expected(e.family, e.facts, e.why, e.peers, e.peers) for e in source.expected],
        list(source.planted),
    )
    # The random source only serves layouts that lose cells, so a name of its own keeps it settled.
    rng = random.Random(f"wenzhi-handwritten:{source.path}")
    manuscript = Manuscript()
    names = {
        "self": source.self_name,
        "organ": source.organ,
        "year": str(source.year),
        "bookmark": "[bookmark: _GoBack]",
    }
    writer = Writer(manuscript, rng, names, figures, [])
    page = Page(manuscript, rng)
    tables = build_tables(figures, plant.replaced) if figures.cells else {}
    layout = source.layout if figures.cells else "none"
    composed = Composed(
        plan,
        "",
        [],
        tables,
        page,
        writer,
        plant,
        layout,
        source.title,
        source.published,
        source.period,
    )
    manuscript.mark("section", "preamble|", (0, 0))
    for line in source.body.strip("\n").split("\n"):
        _write_line(composed, line)
    if source.wrap:
        manuscript.wrap(source.wrap, 24)
    composed.text, composed.marks = manuscript.finish()
    return composed


def _write_line(composed: Composed, line: str) -> None:
    manuscript = composed.page.manuscript
    heading = _HEADING.fullmatch(line)
    if heading:
        span = manuscript.add(heading[3])
        manuscript.mark("section", f"{heading[1]}|{heading[2]}", span)
        manuscript.add("\n")
    elif line.startswith("%% "):
        start = manuscript.length
        kind = line[3:].strip()
        LAYOUTS[composed.layout](composed.page, composed.tables[kind])
        manuscript.mark("table", kind, (start, manuscript.length))
    else:
        _write_paragraph(composed, line)


def _write_paragraph(composed: Composed, line: str) -> None:
    manuscript = composed.page.manuscript
    lineage = ""
    if line.startswith("& "):
        lineage, line = line[2:].split(" ", 1)
    start = manuscript.length
    at = 0
    for item in _ITEM.finditer(line):
        _write_marked(composed, line[at : item.start()])
        span_start = manuscript.length
        _write_marked(composed, item[4])
        kind = "problem" if item[1] == "P" else "measure"
        manuscript.mark(kind, f"{item[3]}|{item[2]}", (span_start, manuscript.length))
        at = item.end()
    _write_marked(composed, line[at:])
    manuscript.sentences += 1
    if lineage:
        manuscript.mark("lineage", lineage, (start, manuscript.length))
    manuscript.end_paragraph(start)


def _write_marked(composed: Composed, text: str) -> None:
    if text:
        nodes = choose(compile_nodes(text), composed.writer.rng, {})
        manuscript = composed.page.manuscript
        manuscript.add_filled(fill(nodes, composed.writer.names, {}))
        # The stretches of one paragraph count as one sentence, so that parts find a total in another stretch.
        manuscript.sentences -= 1


def _cells(source: Handwritten) -> dict[str, int | float]:
    cells: dict[str, int | float] = dict.fromkeys(form_cells(source.form), 0)
    cells.update({f"active.{name}": value for name, value in source.active.items()})
    for row, values in source.rows.items():
        _put_row(cells, row, values)
    results = [source.rows.get(row, (0,) * 6) for row in result_rows(source.form)]
    _put_row(cells, "result.total", tuple(map(sum, zip(*results, strict=True))))
    for block in BLOCKS:
        values = source.review.get(block, (0,) * 4)
        cells.update({f"{block}.{name}": v for name, v in zip(OUTCOMES, values, strict=True)})
        cells[f"{block}.total"] = sum(values)
    return cells


def _put_row(cells: dict[str, int | float], row: str, values: Sequence[int]) -> None:
    placed: Mapping[str, int] = dict(zip(COLUMNS, values, strict=True))
    cells.update({f"applications.{row}.{column}": value for column, value in placed.items()})
    cells[f"applications.{row}.total"] = sum(values)


def _roster_line(source: Handwritten) -> RosterLine:
    own_date = source.year >= 2019 and source.kind in ("department", "vertical")
    return RosterLine(
        organ=source.organ,
        former_names="",
        level=source.level,
        kind=source.kind,
        region_code="",
        parent=source.parent,
        year=source.year,
        deadline=f"{source.year + 1}-{'01-31' if own_date else '03-31'}",
        published=source.published or "",
        url="",
    )
