"""Paragraphs and tables become one text whose cells stand where the grid says."""

from hypothesis import given
from hypothesis import strategies as st

from wenzhi.read.composition import Cell, Composer, Style, spread


def test_a_merged_cell_is_printed_once_and_covers_nothing_else() -> None:
    composer = Composer()
    composer.paragraph("三、申请情况", Style(level=1))
    composer.table(
        [Cell(0, 0, "第一\n行", rows=2), Cell(0, 1, "1"), Cell(1, 1, ""), Cell(0, 2, "2")]
    )
    composer.paragraph("四、其他")
    made = composer.finish()
    assert made.text == "三、申请情况\n第一 行\t1\t2\n\t\t\n四、其他"
    assert [(cell.row, cell.column) for cell in made.cells] == [(0, 0), (0, 1), (0, 2), (1, 1)]
    assert [made.text[cell.start : cell.end] for cell in made.cells] == ["第一 行", "1", "2", ""]
    assert made.text[made.cues[0].start : made.cues[0].end] == "三、申请情况"


def test_cells_take_the_first_place_no_span_covers() -> None:
    rows = [[Cell(0, 0, "甲", rows=2, columns=2), Cell(0, 0, "乙")], [Cell(0, 0, "丙")]]
    assert [(c.row, c.column, c.text) for c in spread(rows)] == [
        (0, 0, "甲"),
        (0, 2, "乙"),
        (1, 2, "丙"),
    ]


@given(st.lists(st.lists(st.text(), min_size=1, max_size=4), min_size=1, max_size=5))
def test_every_cell_is_where_it_says(table: list[list[str]]) -> None:
    composer = Composer()
    composer.paragraph("前\n文")
    composer.table(Cell(r, c, text) for r, row in enumerate(table) for c, text in enumerate(row))
    composer.table([Cell(0, 0, "末")])
    made = composer.finish()
    flat = [" ".join(text.split()) for row in table for text in row] + ["末"]
    assert [made.text[cell.start : cell.end] for cell in made.cells] == flat
    assert made.text.count("\n") == 2 + len(table)
