"""Floor 1, read: element and attribute names of WordprocessingML (ECMA-376-1), and access to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wenzhi.read.ooxml.package import Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
PLACEMENT = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
VML = "{urn:schemas-microsoft-com:vml}"
OFFICE = "{urn:schemas-microsoft-com:office:office}"

VAL = W + "val"
P, R, T = W + "p", W + "r", W + "t"
TBL, TR, TC = W + "tbl", W + "tr", W + "tc"
TEXT_BOX = W + "txbxContent"
ALTERNATE = COMPATIBILITY + "AlternateContent"

DELETED = frozenset({W + "del", W + "moveFrom"})
"""Containers of what the final text does not hold."""

CHANGES = DELETED | {W + "ins", W + "moveTo"}
"""Containers of what tracked changes took away or brought."""

_OFF = frozenset({"0", "false", "off", "none"})


def child(element: Element | None, name: str) -> Element | None:
    """The first child of that name."""
    return None if element is None else element.find(name)


def value(element: Element | None, name: str) -> str | None:
    """`w:val` of the first child of that name."""
    found = child(element, name)
    return None if found is None else found.get(VAL)


def number(element: Element | None, name: str) -> int | None:
    """`w:val` of a child as a whole number; None where it is absent or no number."""
    return whole(value(element, name))


def switch(element: Element | None, name: str) -> bool | None:
    """A property that is on by being there, off by its value; None where it is absent."""
    found = child(element, name)
    return None if found is None else switched(found)


def switched(found: Element) -> bool:
    """Whether a property that is there is on."""
    return found.get(VAL, "1").lower() not in _OFF


def whole(text: str | None) -> int | None:
    """A whole number as attributes hold it, `28.0` included; None for anything else."""
    try:
        return None if text is None else int(float(text))
    except (ValueError, OverflowError):
        return None


def chosen(alternate: Element) -> Element | None:
    """The branch of `mc:AlternateContent` to read: the first with text, so that none is read twice."""
    branches = [branch for branch in alternate if isinstance(branch.tag, str)]
    for branch in branches:
        if next(branch.iter(T, VML + "textpath"), None) is not None:
            return branch
    return branches[0] if branches else None
