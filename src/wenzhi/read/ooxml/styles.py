"""Floor 1, read: the style sheet of a Word file → how a paragraph and its runs are set.

Takes `styles.xml`, gives the settings of a style with those it is based on. It must not know what a
paragraph says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wenzhi.base.patterns import as_pattern
from wenzhi.read.ooxml.names import VAL, W, child, number, switched, value, whole

if TYPE_CHECKING:
    from wenzhi.read.ooxml.package import Element

USUAL_SIZE = 20
"""Half-points that Word sets where no style says anything (ECMA-376-1, 17.3.2.38)."""

LONGEST_CHAIN = 16
"""Styles based on one another; Word itself stops at eleven."""

_HEADING = as_pattern(r"(?:heading|标题|標題)\s*([1-9])", re.IGNORECASE)
_HEAVY = as_pattern(r"黑体|小标宋|大标宋|大黑|粗|SimHei|STXihei|Heavy|Black|Bold", re.IGNORECASE)
"""Faces that stand in for bold: by GB/T 9704—2012 headings are set in 黑体 and titles in 小标宋."""


@dataclass(frozen=True, slots=True)
class ParagraphStyle:
    """What a paragraph style says; None where it says nothing. `list` is a list's id and level."""

    id: str | None = None
    level: int | None = None
    centred: bool | None = None
    list: tuple[str | None, int | None] | None = None


@dataclass(frozen=True, slots=True)
class RunStyle:
    """What is said of characters; `size` in half-points, `named` the character style."""

    bold: bool | None = None
    size: int | None = None
    hidden: bool | None = None
    named: str | None = None
    raised: bool | None = None

    def over(self, below: RunStyle) -> RunStyle:
        """This setting where it says something, `below` elsewhere."""
        return RunStyle(
            below.bold if self.bold is None else self.bold,
            below.size if self.size is None else self.size,
            below.hidden if self.hidden is None else self.hidden,
            raised=below.raised if self.raised is None else self.raised,
        )


class StyleSheet:
    """The styles of one document, by id. Without a style sheet every style is plain."""

    def __init__(self, root: Element | None) -> None:
        self._styles: dict[str, Element] = {}
        self._default: str | None = None
        self._runs: dict[str | None, RunStyle] = {}
        self._characters: dict[str, RunStyle] = {}
        self._paragraphs: dict[str | None, ParagraphStyle] = {}
        defaults = None
        for style in () if root is None else root.iter(W + "style"):
            name = style.get(W + "styleId") or ""
            self._styles.setdefault(name, style)
            if style.get(W + "type") == "paragraph" and style.get(W + "default") in ("1", "true"):
                self._default = name
        if root is not None:
            defaults = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
        self._base = run_style(defaults).over(RunStyle(False, USUAL_SIZE, False))

    def paragraph(self, style: str | None) -> ParagraphStyle:
        """The paragraph settings of a style; of the default style where it is None or unknown."""
        if style not in self._paragraphs:
            self._paragraphs[style] = self._read_paragraph(style)
        return self._paragraphs[style]

    def run(self, paragraph: str | None) -> RunStyle:
        """How characters of a paragraph in that style are set, nothing left open."""
        if paragraph not in self._runs:
            self._runs[paragraph] = self._chain_run(paragraph or self._default).over(self._base)
        return self._runs[paragraph]

    def character(self, style: str) -> RunStyle:
        """What a character style says."""
        if style not in self._characters:
            self._characters[style] = self._chain_run(style)
        return self._characters[style]

    def linked_list(self, style: str) -> str | None:
        """The id of the list that a numbering style stands for."""
        for element in self._chain(style):
            found = value(child(child(element, W + "pPr"), W + "numPr"), W + "numId")
            if found is not None:
                return found
        return None

    def _chain(self, style: str | None) -> Iterator[Element]:
        """A style and those it is based on; a circle ends like a chain past any that Word makes."""
        for _ in range(LONGEST_CHAIN):
            if style is None or style not in self._styles:
                return
            yield self._styles[style]
            style = value(self._styles[style], W + "basedOn")

    def _chain_run(self, style: str | None) -> RunStyle:
        found = RunStyle()
        for element in self._chain(style):
            found = found.over(run_style(child(element, W + "rPr")))
        return found

    def _read_paragraph(self, style: str | None) -> ParagraphStyle:
        level: int | None = None
        centred: bool | None = None
        listed: tuple[str | None, int | None] | None = None
        for element in self._chain(style if style in self._styles else self._default):
            properties = child(element, W + "pPr")
            own = paragraph_style(properties)
            heading = _HEADING.fullmatch((value(element, W + "name") or "").strip())
            if level is None:
                level = own.level if own.level is not None or not heading else int(heading[1])
            centred = own.centred if centred is None else centred
            listed = listed or own.list
        return ParagraphStyle(style, level, centred, listed)


def paragraph_style(properties: Element | None) -> ParagraphStyle:
    """What `w:pPr` itself says. Outline level 9 is running text and comes as level 10."""
    if properties is None:
        return _NOTHING_SAID
    said = {node.tag: node for node in properties}
    style, aligned, listed = (said.get(W + name) for name in ("pStyle", "jc", "numPr"))
    outline = whole(said[W + "outlineLvl"].get(VAL)) if W + "outlineLvl" in said else None
    return ParagraphStyle(
        None if style is None else style.get(VAL),
        None if outline is None else outline + 1,
        None if aligned is None else aligned.get(VAL) == "center",
        None if listed is None else (value(listed, W + "numId"), number(listed, W + "ilvl")),
    )


def run_style(properties: Element | None) -> RunStyle:
    """What `w:rPr` itself says; a heavy face counts as bold."""
    bold: bool | None = None
    heavy: bool | None = None
    size: int | None = None
    hidden: bool | None = None
    named: str | None = None
    raised: bool | None = None
    for node in () if properties is None else properties:
        tag = node.tag
        if tag == W + "b":
            bold = switched(node)
        elif tag == W + "rFonts":
            face = node.get(W + "eastAsia")
            heavy = bool(_HEAVY.search(face)) if face else None
        elif tag == W + "sz":
            size = whole(node.get(VAL))
        elif tag == W + "vanish":
            hidden = switched(node)
        elif tag == W + "rStyle":
            named = node.get(VAL)
        elif tag == W + "vertAlign":
            raised = node.get(VAL) == "superscript"
    return RunStyle(bold or heavy if heavy is not None else bold, size, hidden, named, raised)


_NOTHING_SAID = ParagraphStyle()
