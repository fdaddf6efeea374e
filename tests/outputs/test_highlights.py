"""Runs: cut at every edge, lose no character, open and close every span once."""

from __future__ import annotations

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from wenzhi.base.records import ProvenanceSpan
from wenzhi.outputs.grids import draw_tables
from wenzhi.outputs.highlights import Cutter, Layered, Links, cut_text, mentions_of_cells

TEXT = st.text(alphabet="公开\n 件1，", min_size=0, max_size=60)


@st.composite
def text_with_spans(draw):
    text = draw(TEXT)
    edge = st.integers(0, len(text))
    spans = [sorted((draw(edge), draw(edge))) for _ in range(draw(st.integers(0, 6)))]
    return text, [(a, b) for a, b in spans if a < b]


@given(text_with_spans())
def test_runs_of_a_text_are_its_lines_and_know_what_covers_them(case):
    text, spans = case
    layers = sorted(
        (
            Layered(start=a, end=b, layer="count", kind="plain", index=i)
            for i, (a, b) in enumerate(spans)
        ),
        key=lambda span: (span.start, -span.end, span.index),
    )
    lines = Cutter(text, layers).lines(0, len(text))
    assert ["".join(r.text for r in line) for line in lines] == [
        line for line in text.split("\n") if line.strip()
    ]
    covered = "".join(r.text for line in lines for r in line if r.covering)
    covered = "".join(covered.split())  # blanks at the end of a span need no mark
    inside = {i for a, b in spans for i in range(a, b)}
    kept = [i for i, line in _kept(text) for i in line]
    assert covered == "".join(text[i] for i in kept if i in inside and text[i].strip())
    opened = [s.index for line in lines for r in line for s in r.opening]
    closed = [s.index for line in lines for r in line for s in r.closing]
    assert sorted(opened) == sorted(set(opened))
    visible = {i for i, (a, b) in enumerate(spans) if text[a:b].strip()}
    assert visible <= set(opened) and visible <= set(closed)
    assert len(closed) == len(set(closed))


def _kept(text):
    at = 0
    for number, line in enumerate(text.split("\n")):
        if line.strip():
            yield number, range(at, at + len(line))
        at += len(line) + 1


def test_tables_stand_where_their_cells_are(view):
    one = view.load("r001")
    blocks = cut_text(one, Links(), 100_000)
    placed = [block.tables for block in blocks if block.kind == "table"]
    assert placed == [("active",), ("applications",), ("review",)]
    headings = ["".join(run.text for run in b.lines[0]) for b in blocks if b.kind == "heading"]
    assert headings[0] == "一、总体情况" and len(headings) == 6


def test_a_count_links_to_its_cell_only_where_the_cell_is_drawn(view):
    one = view.load("r001")
    cells = frozenset(fact.id for fact in one.report.facts)
    runs = [r for b in cut_text(one, Links(cells=cells), 99_999) for line in b.lines for r in line]
    targets = {r.text: r.find("count").target for r in runs if r.find("count")}
    assert targets == {"1206条": None, "7件": "#cell-applications.new_received.total"}
    assert mentions_of_cells(one.report.counts, cells) == {"applications.new_received.total": (1,)}


def test_spans_that_overlap_are_all_kept(view):
    one = view.load("r001")
    start, end = one.report.narrative.problems[0].start, one.report.narrative.problems[0].end
    crossing = (
        ProvenanceSpan(start=start - 3, end=start + 5, provenance="peer"),
        ProvenanceSpan(start=start + 5, end=end + 4, provenance="own"),
    )
    blocks = cut_text(msgspec.structs.replace(one, provenance=crossing), Links(), 99_999)
    runs = [run for block in blocks for line in block.lines for run in line]
    both = [r for r in runs if r.find("narrative") and r.find("provenance")]
    assert (
        "".join(r.text for r in both if r.find("provenance").kind == "peer")
        == (one.report.text[start : start + 5])
    )


def test_a_grid_holds_every_fact_once(view):
    one = view.load("r001")
    grids = draw_tables(one.report.facts, one.judgement.findings)
    drawn = [c.id for g in grids.values() for row in (*g.rows, g.extra) for c in row if c.id]
    assert sorted(drawn) == sorted(fact.id for fact in one.report.facts)


def test_rows_of_a_grid_are_equally_wide(view):
    for grid in draw_tables(view.load("r001").report.facts).values():
        height = len(grid.rows)
        filled: dict[tuple[int, int], int] = {}
        for y, row in enumerate(grid.rows):
            x = 0
            for cell in row:
                while (y, x) in filled:
                    x += 1
                for dy in range(cell.rowspan):
                    for dx in range(cell.colspan):
                        assert (y + dy, x + dx) not in filled
                        filled[y + dy, x + dx] = 1
        width = max(x for _, x in filled) + 1
        assert len(filled) == width * height


def test_a_mixture_of_forms_is_drawn_by_what_each_table_holds(view):
    facts = [f for f in view.load("r001").report.facts if ".other_" not in f.id]
    misc = next(f for f in view.load("r001").report.facts if f.id.endswith("other_misc.total"))
    lone = msgspec.structs.replace(misc, id="applications.result.other.total")
    grids = draw_tables([*facts, lone])
    assert grids["active"].form == "2021" and grids["applications"].form == "2019"


def test_cells_outside_the_form_are_listed_with_their_names(view):
    fact = view.load("r001").report.facts[0]
    odd = msgspec.structs.replace(fact, id="active.fees.previous_items")
    grid = draw_tables([*view.load("r001").report.facts, odd])["active"]
    assert [cell.text for cell in grid.extra] == ["行政事业性收费 · 上一年项目数量"]


def test_a_layout_that_fits_both_forms_takes_the_form_of_the_report(view):
    facts = [fact for fact in view.load("r001").report.facts if fact.id.startswith("review.")]
    assert draw_tables(facts, stated="2019")["review"].form == "2019"
    assert draw_tables(facts)["review"].form == "2021"
