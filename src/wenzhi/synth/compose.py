"""Floor 2, synth: one report from its plan: title, sections, tables and signature on one manuscript.

Takes a `Plan` (who, when, which figures, which section five, which faults and layout) and gives the final text
with its marks; `truth` turns these into gold.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from wenzhi.base.records import CellState
from wenzhi.base.resources import read_toml
from wenzhi.synth.faults import CELL_FAULTS, Plant, plant_cells, year_faults
from wenzhi.synth.figures import Figures
from wenzhi.synth.layouts import KEEPS_BLANKS, LAYOUTS, Page
from wenzhi.synth.manuscript import Manuscript, Mark
from wenzhi.synth.markup import bank, fill
from wenzhi.synth.narrative import Script, print_script
from wenzhi.synth.prose import Blamed, Writer, write_other, write_overview
from wenzhi.synth.tables import Cell, Table, build_tables
from wenzhi.synth.world import Organ

LOSSY = ("rows_lost_cell", "rows_blank_kept", "rows_blank_dropped", "absent")
"""Layouts from which some cells can no longer be read."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that decides one report but its random source."""

    organ: Organ
    year: int
    figures: Figures
    before: Figures | None
    script: Script
    faults: tuple[str, ...]
    breaks: dict[str, int]
    other: Organ
    """Another organ, whose name residue may leave behind."""
    layout: str | None = None


@dataclass(slots=True)
class Composed:
    """A report as written, before its truth is drawn up."""

    plan: Plan
    text: str
    marks: list[Mark]
    tables: dict[str, Table]
    page: Page
    writer: Writer
    plant: Plant
    layout: str
    title: str
    published: str | None
    period: tuple[str, str] | None
    ordinary: list[str] = field(default_factory=list)

    @property
    def blamed(self) -> list[Blamed]:
        """Findings planted in prose, in order of their marks' keys."""
        return self.writer.blamed


def names_of(plan: Plan, rng: random.Random) -> dict[str, str]:
    """The words that fill `{…}` in frames."""
    organ, other, year = plan.organ, plan.other, plan.year
    blank = " " if rng.random() < 0.08 else ""
    selves = [name for name in ("我局", "我街道", "我镇", "我委") if name != organ.self_name]
    return {
        "self": organ.self_name,
        "organ": organ.name,
        "place": organ.place,
        "year": f"{year}{blank}",
        "prev": f"{year - 1}{blank}",
        "next": str(year + 1),
        "open_year": str(rng.randint(2009, 2013)),
        "gov": organ.government,
        "region_unit": organ.region_unit,
        "no": str(rng.randint(3, 388)),
        "post": str(rng.randint(610000, 689999)),
        "phone": f"0{rng.randint(811, 899)}-{rng.randint(2000000, 8999999)}",
        "latin": f"zw{rng.randint(100, 999)}",
        "other_organ": other.name,
        "other_place": other.place,
        "other_self": rng.choice(selves),
        "noun": organ.noun,
        "stale": str(year + rng.choice((-2, -1, 1))),
    }


def compose(plan: Plan, rng: random.Random) -> Composed:
    """Write one report."""
    faults = list(plan.faults)
    plant = Plant()
    for kind in [kind for kind in faults if kind in CELL_FAULTS]:
        plant_cells(kind, plan.figures, rng, plant)
    year_faults(plan.figures, plan.before, plan.breaks, plant)
    layout = plan.layout or _pick_layout(plan, rng)
    if layout not in LOSSY:
        _vary_cells(plan.figures, plant, rng)
    manuscript = Manuscript()
    writer = Writer(manuscript, rng, names_of(plan, rng), plan.figures, faults)
    page = Page(manuscript, rng, rng.choice(("", "", "", " x", "x ")))
    local = _local_row(plan, writer)
    tables = build_tables(plan.figures, plant.replaced, local) if plan.figures.cells else {}
    composed = Composed(plan, "", [], tables, page, writer, plant, layout, "", None, None)
    _write(composed)
    if layout in ("rows_wrapped", "rows_radicals") or rng.random() < 0.08:
        manuscript.wrap(rng.choice((28, 32, 36)), 22)
    table = None
    if layout == "rows_radicals":
        ordinary, radical = (str(text) for text in read_toml("synth/world.toml")["radicals"])
        table = {ord(a): b for a, b in zip(ordinary, radical, strict=True)}
    composed.text, composed.marks = manuscript.finish(table)
    return composed


def _pick_layout(plan: Plan, rng: random.Random) -> str:
    if plan.figures.form == "pre2019":
        return "none"
    kinds = set(plan.faults)
    if "F.lost" in kinds:
        return "rows_lost_cell"
    if "F.blank_total" in kinds:
        return rng.choice(KEEPS_BLANKS)
    names = list(LAYOUTS)
    touched = any(kind[0] in "TFYP" for kind in kinds)
    if touched or plan.breaks:
        return rng.choice([name for name in names if name not in LOSSY])
    return (
        "absent" if rng.random() < 0.02 else rng.choice([n for n in names if n != "rows_lost_cell"])
    )


_ODD_ZEROS: tuple[tuple[str, int | None, CellState], ...] = (
    ("０", 0, "zero"),
    ("/", None, "dash"),
    ("-", None, "dash"),
    ("00", 0, "malformed"),
)


def _vary_cells(figures: Figures, plant: Plant, rng: random.Random) -> None:
    """Surfaces that cells have in real reports: signs, separators, full width, dashes, residue."""
    for fact, value in figures.cells.items():
        if fact in plant.replaced or rng.random() > 0.006 or not float(value).is_integer():
            continue
        if value == 0:
            plant.replaced[fact] = Cell(fact, *rng.choice(_ODD_ZEROS))
        elif value > 999:
            plant.replaced[fact] = Cell(fact, f"{value:,}", value, "ok")
        elif value > 0 and fact.endswith(".change"):
            plant.replaced[fact] = Cell(fact, f"+{value}", value, "ok")


def _local_row(plan: Plan, writer: Writer) -> str | None:
    if plan.figures.form != "2019" or writer.rng.random() > 0.1:
        return None
    return f"{plan.year}年本机关政府信息公开发布总数量（非新闻类、消息类）：0"


def _write(composed: Composed) -> None:
    plan, writer, manuscript = composed.plan, composed.writer, composed.page.manuscript
    rng = writer.rng
    manuscript.mark("section", "preamble|", (0, 0))
    _opening(composed)
    sections = ["overview", "active", "applications", "review", "problems", "other"]
    if plan.figures.form == "pre2019":
        sections = _free_outline(rng)
    dropped = None
    if "D.section" in writer.faults:
        wanted = [s for s in ("review", "problems", "other") if s in sections]
        dropped = rng.choice(wanted)
        sections.remove(dropped)
        writer.faults.remove("D.section")
        writer.planted.append("D.section")
        writer.blamed.append(Blamed("D", (), f"section missing: {dropped}"))
        composed.tables.pop(dropped, None)
    style = rng.choices(("{}、", "{} 、", "{}．", "（{}）", ""), weights=(80, 6, 6, 4, 4))[0]
    slip = rng.random() < 0.04
    for number, kind in enumerate(sections):
        _heading(composed, kind, number + (slip and number > 3), style)
        _body(composed, kind)
    _signature(composed)


def _free_outline(rng: random.Random) -> list[str]:
    middle = ["active", "applications", "fees", "review"]
    middle += [kind for kind in ("consultation", "organization", "meetings") if rng.random() < 0.5]
    if rng.random() < 0.3:
        rng.shuffle(middle)
    return ["overview", *middle, "problems"]


def _opening(composed: Composed) -> None:
    plan, writer, manuscript = composed.plan, composed.writer, composed.page.manuscript
    rng, names = writer.rng, writer.names
    if rng.random() < 0.15:
        writer.stock("furniture")
        manuscript.add("\n")
    year = names["year"]
    middle = rng.choice(
        ("年政府信息公开工作年度报告", "年度政府信息公开工作年度报告", "年政府信息公开年度报告")
    )
    pattern = rng.choice(("{o}{y}{m}", "{y}年{o}{r}", "{o}\n{y}{m}"))
    title = pattern.format(o=plan.organ.name, y=year, m=middle, r=middle.lstrip("年度"))
    composed.title = title.replace("\n", "")
    manuscript.add(title + "\n" + rng.choice(("", "\n")))
    if rng.random() < 0.85:
        start = manuscript.length
        writer.stock("preamble pre" if plan.figures.form == "pre2019" else "preamble")
        manuscript.end_paragraph(start)
        if "统计期限" in "".join(manuscript.parts):
            composed.period = (f"{plan.year}-01-01", f"{plan.year}-12-31")


def _heading(composed: Composed, kind: str, number: int, style: str) -> None:
    writer, manuscript = composed.writer, composed.page.manuscript
    free = composed.plan.figures.form == "pre2019"
    groups = bank("prose")
    title = fill(
        writer.rng.choice(groups[f"heading {'pre.' if free else ''}{kind}"]).nodes, {}, {}
    ).text
    if kind == "review" and len(title) > 20 and writer.rng.random() < 0.3:
        cut = title.find("、") + 1
        title = title[:cut] + "\n" + title[cut:]
    if composed.layout in ("rows_piped", "rows_markdown") and writer.rng.random() < 0.3:
        manuscript.add("|")
    ordinal = "一二三四五六七八九十"[number]
    span = manuscript.add((style.format(ordinal) if style else "") + title)
    manuscript.mark("section", f"{kind}|{number + 1 if style else ''}", span)
    manuscript.add("\n")


def _body(composed: Composed, kind: str) -> None:
    writer, manuscript = composed.writer, composed.page.manuscript
    if kind == "overview":
        write_overview(writer)
    elif kind == "problems":
        print_script(manuscript, composed.plan.script, writer.names)
    elif kind == "other":
        write_other(writer)
    elif kind in composed.tables:
        start = manuscript.length
        if composed.layout == "absent":
            manuscript.add("（表格见附件图片）\n")
        else:
            LAYOUTS[composed.layout](composed.page, composed.tables[kind])
        manuscript.mark("table", kind, (start, manuscript.length))
    else:
        _free_body(writer, kind)


def _free_body(writer: Writer, kind: str) -> None:
    """A section of the free outline before 2019."""
    start = writer.page.length
    some = "some" if writer.figures.cited["new"] else "none"
    group = {
        "active": "pre.published",
        "applications": f"pre.applied.{some}",
        "fees": "pre.fees",
        "review": "pre.review",
        "consultation": "pre.consult",
        "organization": "pre.staff",
        "meetings": "pre.meetings",
    }[kind]
    if not writer.say(group):
        writer.stock("supervision")
    writer.page.end_paragraph(start)


def _signature(composed: Composed) -> None:
    plan, writer, manuscript = composed.plan, composed.writer, composed.page.manuscript
    rng = writer.rng
    late = "D.late" in writer.faults and plan.organ.level != "township"
    if not late and rng.random() < 0.35:
        return
    month, day = rng.choice(((1, 8), (1, 15), (1, 22), (1, 28)))
    if plan.year < 2019 or plan.organ.kind in ("government", "town", "street"):
        month = rng.choice((1, 2, 3))
    if late:
        month = rng.choice((4, 5, 6))
    manuscript.add(plan.organ.name + "\n")
    shown = f"{plan.year + 1}年{month}月{day}日"
    composed.published = f"{plan.year + 1}-{month:02}-{day:02}"
    span = manuscript.add(shown)
    if late:
        writer.faults.remove("D.late")
        writer.planted.append("D.late")
        manuscript.mark("finding", str(len(writer.blamed)), span)
        writer.blamed.append(Blamed("D", (), "signed after the deadline"))
    else:
        manuscript.mark("trap", "signature_next_year", span)
    manuscript.add("\n")
