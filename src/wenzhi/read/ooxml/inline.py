"""Floor 1, read: one paragraph of a Word file → its characters as they are printed, and what hangs on it.

Takes `w:p`, gives final text (insertions kept, deletions and raised marks of notes not), how it is set,
and the text boxes, notes and pictures anchored in it. It must not know where the paragraph stands.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING

from wenzhi.base.patterns import as_pattern
from wenzhi.read.note_marks import is_note_mark
from wenzhi.read.ooxml.names import (
    ALTERNATE,
    CHANGES,
    DELETED,
    DRAWING,
    MATH,
    OFFICE,
    PLACEMENT,
    TEXT_BOX,
    VML,
    P,
    R,
    T,
    W,
    child,
    chosen,
    whole,
)
from wenzhi.read.ooxml.styles import RunStyle, StyleSheet, run_style

if TYPE_CHECKING:
    from wenzhi.read.ooxml.package import Element

EMU_PER_CM = 360_000
POINTS_PER_CM = 28.35

_SILENT = frozenset(
    W + name
    for name in (
        "pPr", "rPr", "sdtPr", "sdtEndPr", "smartTagPr", "customXmlPr", "instrText", "delText",
        "delInstrText", "rt", "footnoteRef", "endnoteRef", "annotationRef", "separator",
        "continuationSeparator", "pgNum", "lastRenderedPageBreak", "proofErr", "bookmarkStart",
        "bookmarkEnd", "softHyphen",
    )
) | DELETED  # fmt: skip
_MARKS = {
    W + "tab": "\t",
    W + "ptab": "\t",
    W + "cr": "\n",
    W + "noBreakHyphen": "-",
}
_PAGE_FIELDS = as_pattern(r"\s*(?:PAGE|NUMPAGES|SECTIONPAGES)\b", re.IGNORECASE)
_LENGTH = as_pattern(r"(?<![-\w])(width|height):\s*([\d.]+)(pt|cm|mm|in|px)?")
_CM = {"pt": 1 / POINTS_PER_CM, "cm": 1.0, "mm": 0.1, "in": 2.54, "px": 0.75 / POINTS_PER_CM}

_DINGBATS = {
    0xFE: "☑", 0xFD: "☒", 0xA8: "□", 0x6F: "□", 0x52: "☑", 0xFC: "✓", 0xFB: "✗", 0x6E: "■",
    0x6C: "●", 0x75: "◆", 0xD8: "➢", 0xB2: "◇", 0xA1: "○",
}  # fmt: skip
"""Characters of Wingdings that forms use for boxes and list marks."""

_SYMBOLS = {
    0xB4: "×", 0xB8: "÷", 0xB1: "±", 0xA3: "≤", 0xB3: "≥", 0xB0: "°", 0xB7: "·", 0xA5: "∞",
    0xB9: "≠", 0xBB: "≈", 0xAE: "→", 0x53: "Σ",
}  # fmt: skip
"""Characters of the font Symbol that are not those of ASCII in the same place."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture or embedded object: its kind, what it is called, its size in centimetres."""

    kind: str
    name: str = ""
    width: float = 0.0
    height: float = 0.0


@dataclass(slots=True)
class Inline:
    """A paragraph as printed. `sizes` counts characters by half-points, `bold` those set bold.

    `boxes` are text boxes, `art` words drawn as a picture, `notes` those it calls: part and id.
    """

    text: str = ""
    bold: int = 0
    printed: int = 0
    sizes: Counter[int] = field(default_factory=Counter)
    boxes: list[Element] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    art: list[str] = field(default_factory=list)
    hidden: str = ""
    changed: bool = False


def join(inlines: Sequence[Inline]) -> Inline:
    """Paragraphs with no mark between them as one."""
    if len(inlines) == 1:
        return inlines[0]
    joined = Inline("".join(inline.text for inline in inlines))
    joined.hidden = "".join(inline.hidden for inline in inlines)
    for inline in inlines:
        joined.bold += inline.bold
        joined.printed += inline.printed
        joined.sizes.update(inline.sizes)
        joined.boxes += inline.boxes
        joined.notes += inline.notes
        joined.pictures += inline.pictures
        joined.art += inline.art
        joined.changed = joined.changed or inline.changed
    return joined


def read_inline(paragraph: Element, styles: StyleSheet, style: str | None = None) -> Inline:
    """What a paragraph in that paragraph style prints."""
    return _Reader(styles, styles.run(style)).read(paragraph)


@dataclass(slots=True)
class _Field:
    """An open field: where its part begins in the text, its instruction, whether its result is on."""

    begin: int
    instruction: str = ""
    result: bool = False


class _Reader:
    """Walks one paragraph."""

    def __init__(self, styles: StyleSheet, base: RunStyle) -> None:
        self._styles = styles
        self._base = base
        self._run = base
        self._parts: list[tuple[str, RunStyle]] = []
        self._fields: list[_Field] = []
        self._found = Inline()
        self._hidden: list[str] = []

    def read(self, paragraph: Element) -> Inline:
        self._walk(paragraph)
        found = self._found
        self._drop_note_marks()
        for text, style in self._parts:
            weight = len(text) - text.count(" ") - text.count("\u3000")
            found.printed += weight
            found.bold += weight if style.bold else 0
            found.sizes[style.size or 0] += weight
        found.text = "".join(text for text, _ in self._parts)
        found.hidden = "".join(self._hidden)
        return found

    def _drop_note_marks(self) -> None:
        kept: list[tuple[str, RunStyle]] = []
        for raised, group in groupby(self._parts, key=lambda part: bool(part[1].raised)):
            parts = list(group)
            text = "".join(text for text, _ in parts)
            if not (raised and is_note_mark(text, "".join(said for said, _ in kept))):
                kept += parts
        self._parts = kept

    def _walk(self, element: Element) -> None:
        for node in element:
            tag = node.tag
            if tag in CHANGES:
                self._found.changed = True
            if tag in _SILENT or not isinstance(tag, str):
                if tag == W + "instrText" and self._fields:
                    self._fields[-1].instruction += node.text or ""
                continue
            action = _ACTIONS.get(tag)
            if action is not None:
                action(self, node)
            elif tag in _MARKS:
                self._add(_MARKS[tag])
            elif tag != P:
                self._walk(node)

    def _add(self, text: str) -> None:
        if self._run.hidden:
            self._hidden.append(text)
        else:
            self._parts.append((text, self._run))

    def text(self, element: Element) -> None:
        text = element.text or ""
        if "\n" in text or "\r" in text:
            # Only programs that indent XML put line breaks here; Word prints them as blanks.
            text = " ".join(text.split())
        if text:
            self._add(text)

    def run(self, run: Element) -> None:
        properties = child(run, W + "rPr")
        before = self._run
        style = self._base
        if properties is not None:
            own = run_style(properties)
            style = self._styles.character(own.named).over(style) if own.named else style
            style = own.over(style)
        self._run = style
        self._walk(run)
        self._run = before

    def line_break(self, _: Element) -> None:
        self._add("\n")

    def symbol(self, element: Element) -> None:
        try:
            code = int(element.get(W + "char") or "", 16)
        except ValueError:
            return
        font = (element.get(W + "font") or "").lower()
        low = code - 0xF000 if 0xF000 <= code <= 0xF0FF else code
        if "wingdings" in font or "webdings" in font:
            self._add(_DINGBATS.get(low, "•"))
        elif low in _SYMBOLS and font == "symbol":
            self._add(_SYMBOLS[low])
        elif 0x20 <= low < 0xD800 or 0xF900 <= low < 0x110000:
            self._add(chr(low))

    # A field prints its result; the instruction before it is not printed. Where the end of a field is
    # missing nothing is taken away: text too much is seen, text lost is not.

    def field_mark(self, element: Element) -> None:
        kind = element.get(W + "fldCharType")
        if kind == "begin":
            self._fields.append(_Field(len(self._parts)))
        elif kind == "separate" and self._fields:
            del self._parts[self._fields[-1].begin :]
            self._fields[-1].result = True
        elif kind == "end" and self._fields:
            closed = self._fields.pop()
            if not closed.result or _PAGE_FIELDS.match(closed.instruction):
                del self._parts[closed.begin :]

    def simple_field(self, element: Element) -> None:
        if not _PAGE_FIELDS.match(element.get(W + "instr") or ""):
            self._walk(element)

    def footnote(self, element: Element) -> None:
        self._note("footnotes", element)

    def endnote(self, element: Element) -> None:
        self._note("endnotes", element)

    def _note(self, part: str, element: Element) -> None:
        if not self._run.hidden:
            self._found.notes.append((part, element.get(W + "id") or ""))

    def alternate(self, element: Element) -> None:
        branch = chosen(element)
        if branch is not None:
            self._walk(branch)

    def drawn(self, element: Element) -> None:
        if not self._run.hidden:
            _Drawing(self._found).read(element)


_ACTIONS: dict[str, Callable[[_Reader, Element], None]] = {
    T: _Reader.text,
    MATH + "t": _Reader.text,
    R: _Reader.run,
    W + "br": _Reader.line_break,
    W + "sym": _Reader.symbol,
    W + "fldChar": _Reader.field_mark,
    W + "fldSimple": _Reader.simple_field,
    W + "footnoteReference": _Reader.footnote,
    W + "endnoteReference": _Reader.endnote,
    W + "drawing": _Reader.drawn,
    W + "pict": _Reader.drawn,
    W + "object": _Reader.drawn,
    ALTERNATE: _Reader.alternate,
}


class _Drawing:
    """Walks what is drawn at one place: its text boxes and its pictures, each once."""

    def __init__(self, found: Inline) -> None:
        self._found = found
        self._name = ""
        self._size = (0.0, 0.0)

    def read(self, element: Element) -> None:
        for node in element:
            if not isinstance(node.tag, str):
                continue
            if node.tag == TEXT_BOX:
                self._found.boxes.append(node)
            elif node.tag == ALTERNATE:
                branch = chosen(node)
                if branch is not None:
                    self.read(branch)
            else:
                self._look(node)
                self.read(node)

    def _look(self, node: Element) -> None:
        tag = node.tag
        if tag == PLACEMENT + "extent":
            self._size = _extent(node)
        elif tag == PLACEMENT + "docPr":
            self._name = node.get("descr") or node.get("title") or node.get("name") or ""
        elif tag in (VML + "shape", VML + "rect"):
            self._size = _styled_size(node.get("style") or "")
            self._name = node.get("alt") or ""
        elif tag in (DRAWING + "blip", VML + "imagedata"):
            name = self._name or node.get(OFFICE + "title") or ""
            self._found.pictures.append(Picture("图片", name, *self._size))
        elif tag == OFFICE + "OLEObject":
            self._found.pictures.append(Picture("嵌入对象", node.get("ProgID") or "", *self._size))
        elif tag.endswith(("/chart}chart", "/diagram}relIds")):
            self._found.pictures.append(Picture("图表", self._name, *self._size))
        elif tag == VML + "textpath" and node.get("string"):
            self._found.art.append(node.get("string") or "")


def _extent(node: Element) -> tuple[float, float]:
    width, height = whole(node.get("cx")), whole(node.get("cy"))
    return (width or 0) / EMU_PER_CM, (height or 0) / EMU_PER_CM


def _styled_size(style: str) -> tuple[float, float]:
    found = {
        name: float(length) * _CM[unit or "pt"]
        for name, length, unit in _LENGTH.findall(style)
        if length.count(".") <= 1 and length != "."
    }
    return found.get("width", 0.0), found.get("height", 0.0)
