"""Reports printed by real programs: every cell of the official tables as it was put in.

The files are this project's own writing about fictional organs, made with LibreOffice: `ruled-over-pages`
has merged cells, a table over four pages and bare page numbers; `small-pages` is A5 with cells aligned
to the top; `unruled-narrow` has no rulings and labels wrapped around their figures. `two-on-a-sheet` was
printed by Chromium, its pages set two abreast by PDFium as forms that are moved and made smaller.
"""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from wenzhi.base.errors import InputError
from wenzhi.parse.report import parse
from wenzhi.read import read_bytes

FILES = Path(__file__).parent / "files"
NAMES = ("ruled-over-pages", "small-pages", "unruled-narrow", "two-on-a-sheet")


@pytest.mark.parametrize("name", NAMES)
def test_every_cell_and_section_is_read(name: str) -> None:
    truth = json.loads((FILES / f"{name}.json").read_text(encoding="utf-8"))
    report = parse(read_bytes((FILES / f"{name}.pdf").read_bytes(), f"{name}.pdf"))
    assert {fact.id: fact.value for fact in report.facts} == truth["facts"]
    assert [s.kind for s in report.sections if s.kind != "preamble"] == truth["sections"]


def test_what_a_browser_prints_as_radicals_stays_where_a_form_moves_it() -> None:
    """PDFium tells 人 that is encoded as ⼈ where it stood before its form was moved."""
    text = read_bytes((FILES / "radicals-in-forms.pdf").read_bytes(), "两页.pdf").text
    assert "一、行政许可三件" in text
    assert "二、自然人行止九件" in text


@pytest.mark.parametrize("name", NAMES)
def test_a_cell_of_a_grid_has_its_page_and_box(name: str) -> None:
    report = parse(read_bytes((FILES / f"{name}.pdf").read_bytes(), f"{name}.pdf"))
    placed = [f for f in report.facts if f.id.startswith("applications") and f.place]
    assert all(fact.place and fact.place.page and fact.place.box for fact in placed)


def test_flipped_bytes_give_a_document_or_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wenzhi.read.recognition.available", lambda: False)
    whole = (FILES / "small-pages.pdf").read_bytes()
    rng = random.Random(11)
    for _ in range(30):
        content = bytearray(whole)
        for _ in range(rng.choice((1, 20, 400))):
            content[rng.randrange(9, len(content))] ^= 1 << rng.randrange(8)
        try:
            document = read_bytes(bytes(content), "坏.pdf")
        except InputError as error:
            assert error.hint
        else:
            assert all(document.text[cell.start : cell.end] is not None for cell in document.cells)
