"""Floors of reading: pages, Word files and PDFs laid out here must give the cells that were laid out.

PDFs need a program that prints; where it is absent, or does not answer, their floors are skipped.
`benchmarks/reading.py` has more layouts.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "benchmarks"))
import reading  # noqa: E402

CELLS = 0.995
HEADINGS = 0.985
"""What reading web pages and Word files is held to (macro-F1 of headings)."""
HERE = ("html portal", "html gbk, broken labels", "html nested tables", "docx merged cells")
REPORTS = 2


@pytest.mark.parametrize("layout", HERE)
def test_a_layout_gives_the_cells_that_were_laid_out(layout: str, tmp_path: Path) -> None:
    tally = reading.Reading()
    for truth in reading.made_here(tmp_path, REPORTS, 11, [layout]):
        reading.compare(truth, tally)
    assert tally.files == REPORTS and tally.failed == 0
    assert tally.shares["cells"].of >= 300
    assert tally.shares["cells"].value >= CELLS
    assert tally.wrong_unflagged == 0
    assert tally.heading_f1() >= HEADINGS


PRINTED_CELLS = 0.98
"""What reading PDFs with a text layer is held to."""
PRINTED = ("pdf ruled", "pdf page, two columns", "pdf from Word, unruled", "pdf ReportLab, unruled")


@pytest.mark.parametrize("layout", PRINTED)
def test_a_printed_layout_gives_the_cells_that_were_laid_out(layout: str, tmp_path: Path) -> None:
    if layout not in reading.all_layouts():
        pytest.skip(f"the program that prints “{layout}” is not installed")
    tally = reading.Reading()
    try:
        for truth in reading.made_here(tmp_path, 1, 11, [layout]):
            reading.compare(truth, tally)
    except subprocess.SubprocessError as error:
        pytest.skip(f"the program that prints “{layout}” did not do so: {error}")
    assert tally.files == 1 and tally.failed == 0
    assert tally.shares["cells"].value >= PRINTED_CELLS
    assert tally.wrong_unflagged == 0
    assert tally.heading_f1() >= HEADINGS


LAID_OUT = {
    "heldout_layouts": {"html": 12, "docx": 12, "pdf": 12},
    "heldout_layouts2": {"html": 17, "docx": 14, "pdf": 14},
    "heldout_layouts3": {"html": 16, "docx": 13, "pdf": 11},
    "heldout_layouts4": {"html": 16, "docx": 12, "pdf": 12},
    "heldout_layouts5": {"html": 16, "docx": 12, "pdf": 12},
}
"""Sets of files laid out by others, and how many of each format they hold."""
CELLS_OF_A_FILE = 178
"""The least that a file of those sets holds."""
OPEN = {
    ("heldout_layouts2", "pdf"): 0.99,
    ("heldout_layouts5", "html"): 0.99,
    ("heldout_layouts5", "docx"): 0.94,
    ("heldout_layouts5", "pdf"): 0.90,
}
"""Share of cells where not all are read: a PDF lacks a quarter of its rules, lists stand for tables, rows are
drawn together. None is read wrong."""
SCANS = {("heldout_layouts5", "pdf"): 1}
"""Files that are pictures, whatever text lies behind them."""
HEADED = {("heldout_layouts5", "html"): 0.85}
"""Least of the headings, where a page lacks some."""


@pytest.mark.parametrize(
    ("name", "format_"), [(name, format_) for name in LAID_OUT for format_ in LAID_OUT[name]]
)
def test_files_laid_out_by_others_give_their_cells(name: str, format_: str) -> None:
    tally = reading.Reading()
    for truth in reading.given(ROOT / "corpora" / name):
        if truth.layout.startswith(format_):
            reading.compare(truth, tally)
    files = LAID_OUT[name][format_]
    assert tally.files == files and tally.failed == SCANS.get((name, format_), 0)
    assert tally.shares["cells"].value >= OPEN.get((name, format_), 1.0)
    assert tally.shares["cells"].of >= CELLS_OF_A_FILE * files
    assert tally.wrong_unflagged == 0
    assert tally.heading_f1() >= HEADED.get((name, format_), 1.0)
