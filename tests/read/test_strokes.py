"""Lines drawn on a picture: solid, dashed, dotted and pale ones are found, rows of letters are none."""

from __future__ import annotations

import pytest

cv2 = pytest.importorskip("cv2", reason="the extra wenzhi[ocr] is not installed")
np = pytest.importorskip("numpy")

from wenzhi.read import strokes  # noqa: E402

DPI = 200.0
XS, YS = (100, 400, 700, 1000), (100, 200, 300, 400)


def paper() -> strokes.Image:
    return np.full((700, 1200), 245, np.uint8)


def ruled(on: int, off: int, ink: int, width: int = 2) -> strokes.Image:
    """A table of three rows and columns whose lines are `on` dots dark and `off` dots clear."""
    picture = paper()
    pattern = np.arange(1200) % (on + off) < on
    for x in XS:
        rows = np.flatnonzero(pattern[YS[0] : YS[-1] + 1]) + YS[0]
        picture[rows, x : x + width] = ink
    for y in YS:
        columns = np.flatnonzero(pattern[XS[0] : XS[-1] + 1]) + XS[0]
        picture[y : y + width, columns] = ink
    for row in range(3):
        for column in range(3):
            place = (XS[column] + 40, YS[row] + 65)
            cv2.putText(picture, str(37 * row + column), place, cv2.FONT_HERSHEY_SIMPLEX, 1, 20, 2)
    return picture


@pytest.mark.parametrize(
    ("on", "off", "ink"),
    [(1, 0, 0), (1, 0, 170), (2, 2, 60), (2, 4, 60), (6, 6, 60), (9, 5, 100), (1, 2, 90)],
)
@pytest.mark.parametrize("angle", [0.0, 0.9, -1.3])
def test_a_table_is_found_however_its_lines_are_drawn(
    on: int, off: int, ink: int, angle: float
) -> None:
    picture = ruled(on, off, ink)
    matrix = cv2.getRotationMatrix2D((600, 350), angle, 1.0)
    turned = cv2.warpAffine(picture, matrix, (1200, 700), borderValue=245)
    slope = strokes.slope(turned, DPI) or 0.0
    assert slope == pytest.approx(-angle, abs=0.12)
    back = cv2.getRotationMatrix2D((600, 350), slope, 1.0)
    level = cv2.warpAffine(turned, back, (1200, 700), borderValue=245)
    rulings, mask = strokes.find_rulings(level, DPI)
    levels = sorted(round(line.at) for line in rulings if line.horizontal)
    uprights = sorted(round(line.at) for line in rulings if not line.horizontal)
    assert levels == pytest.approx(YS, abs=4)
    assert uprights == pytest.approx(XS, abs=4)
    assert mask.any()


def test_rows_of_letters_and_a_margin_are_no_lines() -> None:
    picture = paper()
    for row in range(14):
        words = "HIHTLEFIH TIHLEF HIHTLEFIH TIHLEF HIHTLEFI"
        cv2.putText(picture, words, (60, 60 + 40 * row), cv2.FONT_HERSHEY_SIMPLEX, 0.9, 10, 2)
    rulings, _ = strokes.find_rulings(picture, DPI)
    assert rulings == []


def test_dots_that_lead_to_a_page_number_are_no_table() -> None:
    picture = paper()
    for row in range(10):
        picture[100 + 50 * row : 103 + 50 * row, 300:1000:8] = 20
    assert strokes.find_rulings(picture, DPI)[0] == []
