"""Scans and pictures: what is recognised keeps its confidence, and what is doubtful is not judged."""

from __future__ import annotations

import io
import socket

import pytest
from PIL import Image
from printed import Paper, pdf

from wenzhi.base.errors import InputError
from wenzhi.base.records import Document, GridCell, Source
from wenzhi.parse.tables.facts import SURE_READING
from wenzhi.parse.tables.official import read_tables
from wenzhi.read import figures, read_bytes, recogniser, recognition
from wenzhi.read.pdfium import open_pdf, render
from wenzhi.read.recogniser import Word
from wenzhi.text.normalize import fold

needs_extra = pytest.mark.skipif(
    not recognition.available(), reason="the extra wenzhi[ocr] is not installed"
)


def page(dash: str = "") -> Paper:
    """A small ruled table with digits only, which the fonts of any machine can draw."""
    paper = Paper(width=300, height=160)
    for x in (20, 110, 200, 280):
        paper.line(x, 20, x, 110, dash)
    for y in (20, 50, 80, 110):
        paper.line(20, y, 280, y, dash)
    for row, texts in enumerate(
        (("2021", "2022", "2023"), ("447228", "0", "17"), ("3", "", "88283"))
    ):
        for column, text in enumerate(texts):
            left, right = ((20, 110), (110, 200), (200, 280))[column]
            paper.cell(left, 20 + row * 30, right, 50 + row * 30, text, size=14)
    return paper


def drawn_page(dash: str = "") -> Image.Image:
    document = open_pdf(pdf(page(dash)), "表.pdf")
    drawn = render(document, 1, 200)
    document.close()
    return drawn


def picture(kind: str) -> bytes:
    drawn = drawn_page()
    buffer = io.BytesIO()
    drawn.save(buffer, kind)
    return buffer.getvalue()


@needs_extra
def test_a_picture_is_read_cell_by_cell_without_a_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("recognition must not open a connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    document = read_bytes(picture("PNG"), "表.png")
    assert document.source.format == "image"
    assert document.text == "2021\t2022\t2023\n447228\t0\t17\n3\t\t88283"
    assert any("识别" in warning for warning in document.source.warnings)
    filled = [cell for cell in document.cells if cell.end > cell.start]
    assert all(cell.confidence is not None and cell.confidence > 0.5 for cell in filled)
    # Boxes are dots of the picture: 300 points are 833 dots wide.
    assert 700 < max(cell.box[2] for cell in document.cells if cell.box) < 833


@needs_extra
@pytest.mark.parametrize("dash", ["[1 1.5] 0 d", "[3 2] 0 d"])
def test_broken_rulings_skew_specks_and_a_seal_leave_every_figure_right_or_doubtful(
    dash: str,
) -> None:
    import cv2
    import numpy as np

    dots = np.asarray(drawn_page(dash)).copy()
    cv2.circle(dots, (400, 200), 90, (210, 40, 50), 5)
    made = np.random.default_rng(5)
    specks = cv2.dilate((made.random(dots.shape[:2]) < 2e-4).astype(np.uint8), np.ones((2, 2)))
    dots[specks > 0] = 60
    height, width = dots.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), 0.8, 1.0)
    dots = cv2.warpAffine(dots, matrix, (width, height), borderValue=(255, 255, 255))
    buffer = io.BytesIO()
    Image.fromarray(dots).save(buffer, "PDF", resolution=200)
    document = read_bytes(buffer.getvalue(), "表.pdf")
    said = {
        (cell.row, cell.column): (document.text[cell.start : cell.end], cell.confidence or 0.0)
        for cell in document.cells
    }
    truth = [["2021", "2022", "2023"], ["447228", "0", "17"], ["3", "", "88283"]]
    sure = 0
    for row, texts in enumerate(truth):
        for column, text in enumerate(texts):
            read, confidence = said[(row, column)]
            assert read == text or confidence < SURE_READING
            sure += confidence >= SURE_READING
    assert sure >= 7


@needs_extra
def test_a_page_that_is_a_picture_is_recognised_and_one_with_text_never(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("this page has a text layer")

    monkeypatch.setattr(recognition, "recognise", refuse)
    assert read_bytes(pdf(Paper().text(72, 100, "一、总体情况")), "文.pdf").text == "一、总体情况"
    with pytest.raises(AssertionError, match="text layer"):
        read_bytes(picture("PDF"), "扫描.pdf")


@pytest.mark.parametrize("kind", ["PNG", "PDF"])
def test_without_the_extra_a_scan_says_what_to_install(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (recognition, recogniser):
        monkeypatch.setattr(module, "available", lambda: False)
    with pytest.raises(InputError) as told:
        read_bytes(picture(kind), "扫描件")
    assert told.value.code == "E313"
    assert told.value.hint == "pip install 'wenzhi[ocr]'"


@needs_extra
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF"])
def test_a_damaged_picture_is_told(kind: str) -> None:
    content = picture(kind)
    with pytest.raises(InputError) as told:
        read_bytes(content[:60] + b"\0" * 40, "图")
    assert told.value.code == "E308"


def document_of(rows: list[list[str]], confidences: dict[str, float]) -> Document:
    cells: list[GridCell] = []
    lines: list[str] = []
    start = 0
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            cells.append(
                GridCell(
                    start=start, end=start + len(text), table=0, row=number, column=column,
                    page=1, confidence=confidences.get(text, 0.99),
                )
            )  # fmt: skip
            start += len(text) + 1
        lines.append("\t".join(row))
    source = Source(path="表.png", sha256="0" * 64, format="image")
    return Document(source=source, text="\n".join(lines), cells=tuple(cells))


def test_a_doubtful_cell_keeps_what_was_read_and_has_no_value() -> None:
    rows = [
        ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
        ["规章", "11", "12", "13"],
        ["行政规范性文件", "21", "22", "23"],
    ]
    document = document_of(rows, {"12": SURE_READING - 0.01, "23": SURE_READING})
    facts = {f.id: f for f in read_tables(fold(document.text), (), document.cells).facts}
    doubtful = facts["active.rules.repealed"]
    assert (doubtful.value, doubtful.raw, doubtful.state) == (None, "12", "ambiguous")
    assert doubtful.place is not None
    assert doubtful.place.confidence == SURE_READING - 0.01
    assert facts["active.normative_documents.in_force"].value == 23
    assert facts["active.rules.issued"].value == 11


BOX = (0.0, 0.0, 10.0, 10.0)


@pytest.mark.parametrize(
    ("first", "second", "text", "sure"),
    [
        ("12", "12", "12", True),
        ("14.", "14", "14", True),  # a speck at the end
        ("|867", "867", "867", True),  # what a border left
        ("63.5", "63.5", "63.5", True),
        ("3615", "361.5", "3615", False),
        ("1", "7", "1", False),
        ("3 5", "35", "3 5", False),  # one figure or two
        ("O", "0", "0", True),
    ],
)
def test_two_readings_agree_or_are_doubted(first: str, second: str, text: str, sure: bool) -> None:
    words, again = [Word(first, BOX, 0.99)], [Word(second, BOX, 0.98)]
    (settled,) = figures._settled(words, again, False)
    assert settled.text == text
    assert (settled.score >= SURE_READING) is sure


def test_ink_that_reads_as_nothing_keeps_a_cell_from_being_blank() -> None:
    (settled,) = figures._settled([], [Word("", BOX, 0.0)], False)
    assert settled.score == 0.0 and settled.text


def test_an_empty_cell_of_a_recognised_table_is_blank_only_where_it_was_looked_into() -> None:
    rows = [
        ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
        ["规章", "", "12", "13"],
        ["行政规范性文件", "21", "22", "23"],
    ]
    document = document_of(rows, {"": 1.0})
    facts = {f.id: f for f in read_tables(fold(document.text), (), document.cells).facts}
    assert facts["active.rules.issued"].state == "blank"
    document = document_of(rows, {"": 0.0})
    facts = {f.id: f for f in read_tables(fold(document.text), (), document.cells).facts}
    assert facts["active.rules.issued"].state == "ambiguous"
