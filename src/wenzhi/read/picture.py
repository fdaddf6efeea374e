"""Floor 1: a picture of a report (PNG, JPEG, TIFF of several pages, GIF) → a `Composition`.

Recognised by `recognition`, composed as the pages of a PDF are. It must not know what a report says.
"""

from __future__ import annotations

import io
import warnings
from typing import Any, TypeAlias

from msgspec.structs import replace

from wenzhi.base.errors import InputError
from wenzhi.base.records import GridCell
from wenzhi.read import recognition
from wenzhi.read.composition import Composer, Composition
from wenzhi.read.pages import Page
from wenzhi.read.pdf import compose_pages

Picture: TypeAlias = Any
"""A picture of Pillow."""

MAX_DOTS = 80_000_000
"""Most dots of one picture: an A2 page at 300 dots per inch has 35 million."""

MAX_FRAMES = 60
"""Most pages of one picture file, as of scanned pages of a PDF."""

PAPER = 8.27
"""Inches. The shorter side of A4, which pictures are taken to show: their own figures are often 72 or none."""


def compose(content: bytes, name: str) -> Composition:
    """Read the picture called `name`. Cells' boxes are in dots of the picture.

    Raises InputError: E304 too large, E308 damaged, E313 the extra is not installed, E314 no text.
    """
    recognition.require(name)
    composer = Composer()
    pages: list[Page] = []
    dots: list[float] = []
    for number, picture in enumerate(_frames(content, name), start=1):
        dpi = min(picture.shape[:2]) / PAPER
        pages.append(recognition.recognise(picture, number, dpi))
        dots.append(dpi / 72)
    if not any(page.glyphs for page in pages):
        raise InputError("E314", "图片里没有认出文字", where=name, hint="请确认文件")
    composer.warn("文字由图片识别得来")
    composition = compose_pages(pages, composer)
    return Composition(
        text=composition.text,
        cells=tuple(_in_dots(cell, dots) for cell in composition.cells),
        cues=composition.cues,
        omitted=composition.omitted,
        warnings=composition.warnings,
    )


def _frames(content: bytes, name: str) -> list[recognition.Image]:
    """The pages of a picture file as arrays, grey or in colours."""
    import numpy as np
    from PIL import Image, ImageOps, ImageSequence

    frames: list[recognition.Image] = []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of damaged metadata; the dots are what counts
            with Image.open(io.BytesIO(content)) as picture:
                for frame in ImageSequence.Iterator(picture):
                    if frame.width * frame.height > MAX_DOTS or len(frames) == MAX_FRAMES:
                        raise _too_large(name)
                    frames.append(np.asarray(_on_white(ImageOps.exif_transpose(frame))))
    except InputError:
        raise
    except Image.DecompressionBombError as error:
        raise _too_large(name) from error
    except Exception as error:  # decoders raise whatever damaged bytes lead them to
        raise InputError(
            "E308", "图片已损坏，打不开", where=name, hint="请重新下载或扫描"
        ) from error
    return frames


def _on_white(frame: Picture) -> Picture:
    """The picture in colours if it has any, else in grey; what is transparent in it is white."""
    from PIL import Image

    if "A" in frame.getbands() or "transparency" in frame.info:
        clear = frame.convert("RGBA")
        ground = Image.new("RGBA", clear.size, "white")
        frame = Image.alpha_composite(ground, clear)
    return frame.convert("L" if frame.mode in ("1", "L", "LA", "I", "F", "I;16") else "RGB")


def _too_large(name: str) -> InputError:
    return InputError(
        "E304",
        f"图片超过 {MAX_DOTS // 1_000_000} 百万点或 {MAX_FRAMES} 页",
        where=name,
        hint="请缩小或拆分后再试",
    )


def _in_dots(cell: GridCell, dots: list[float]) -> GridCell:
    """The cell with its box in dots of its picture."""
    if cell.box is None or cell.page is None:
        return cell
    scale = dots[cell.page - 1]
    left, top, right, bottom = (round(edge * scale, 1) for edge in cell.box)
    return replace(cell, box=(left, top, right, bottom))
