"""Floor 1: an element tree → its paragraphs, tables and pictures in reading order.

Takes a tree; gives `Block`s. Cells of layout tables are unwrapped, tables of data are grids. It must not
know which blocks belong to the body of a page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from lxml import etree

from wenzhi.base.patterns import as_pattern
from wenzhi.read.composition import PLAIN, Cell, Style
from wenzhi.read.html_tables import Segment, is_table, loose_texts, segments
from wenzhi.read.html_tree import Element, damaged, parse_markup, styles, tag_of, unseen
from wenzhi.read.note_marks import is_note_mark

_BLOCKS = frozenset(
    (
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "html",
        "legend",
        "li",
        "listing",
        "main",
        "menu",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "xmp",
        "plaintext",
        "ucapcontent",
        "ucaptitle",
        "founder-content",
    )
)  # fmt: skip
_BLOCK_DISPLAYS = ("block", "flex", "grid", "table", "list-item", "flow-root")
_PREFORMATTED = frozenset(("pre", "listing", "xmp", "plaintext"))
_BOLD = frozenset(("b", "strong", "h1", "h2", "h3", "h4", "h5", "h6", "th"))
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f"), None)
_BLANK = " \t\r\n\f\v\xa0\u2002\u2003\u2009"
_WIDE = r"[\u2e80-\u9fff\uff00-\uffef]"
_BROKEN = as_pattern(rf"(?<={_WIDE})[ \t]*[\r\n][ \t\r\n]*(?={_WIDE})")
_RUN = as_pattern(f"[{_BLANK}]+")
_ORDINAL = as_pattern("[一二三四五六七八九十]、[\u4e00-\u9fff]{2}")
_POINTS = {"pt": 1.0, "px": 0.75, "cm": 28.35, "mm": 2.835, "in": 72.0}
_FONT_SIZES = (7.5, 10.0, 12.0, 13.5, 18.0, 24.0, 36.0)
"""Points of `<font size=1…7>` as browsers show them."""

LONGEST_LINK = 400
"""Characters; a card of a news list, title and summary in one link, has 300 at most."""

MAX_FRAME_DEPTH = 4
"""Documents within documents (srcdoc); each level is parsed anew."""


MAX_BLOCKS = 100_000
"""Paragraphs of a page; a long report has three hundred."""

MAX_TABLE_DEPTH = 50
"""Tables within tables; pages laid out by tables in 2003 nest eight."""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a table of data or a picture.

    `linked` counts the characters that stand in links, `links` the links; `size` is the size of
    letters in points where it is said. `cells` is the grid of a table, whose `text` is all of it.
    """

    kind: Literal["text", "table", "image"]
    element: Element
    text: str
    style: Style = PLAIN
    linked: int = 0
    links: tuple[str, ...] = ()
    size: float | None = None
    cells: tuple[Cell, ...] = ()


@dataclass(slots=True)
class _State:
    """What holds for text at one place of the tree."""

    bold: bool = False
    centred: bool = False
    kept: bool = False
    link: str | None = None
    size: float | None = None
    level: int | None = None
    block: Element = None


@dataclass(frozen=True, slots=True)
class _Piece:
    text: str
    bold: bool
    link: str | None
    size: float | None


@dataclass(slots=True)
class _Flow:
    """Inline text gathered until its paragraph ends."""

    name: str
    frame: Callable[[Element], str | None]
    depth: int
    tables: int = 0
    items: dict[Element, int] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)
    pieces: list[_Piece] = field(default_factory=list)

    def add(self, text: str | None, state: _State) -> None:
        if text:
            self.pieces.append(_Piece(text, state.bold, state.link, state.size))

    def flush(self, state: _State) -> None:
        pieces, self.pieces = self.pieces, []
        if not pieces:
            return
        raw = "".join(piece.text for piece in pieces).translate(_INVISIBLE)
        made = _paragraph(pieces, state)
        for line in _lines(raw, state.kept):
            if len(self.blocks) >= MAX_BLOCKS:
                raise damaged(f"段落超过 {MAX_BLOCKS} 个", self.name)
            linked = min(len(line), made.linked)
            self.blocks.append(replace(made, text=line, linked=linked))


def read_blocks(
    root: Element,
    name: str,
    frame: Callable[[Element], str | None] = lambda element: None,
    depth: int = 0,
) -> list[Block]:
    """The blocks of a tree; `frame` gives the markup that an inner frame shows, where it is known.

    Raises InputError (E308) past the bounds of `html_tree`.
    """
    flow = _Flow(name, frame, depth)
    _walk(root, flow, _State(block=root))
    return flow.blocks


def _walk(root: Element, flow: _Flow, outer: _State) -> None:
    """One pass over the tree without recursion: its depth is the page's choice, not ours."""
    stack: list[_State] = [outer]
    walker = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, node in walker:
        if event == "start":
            if unseen(node) and node is not root:
                if tag_of(node) in ("iframe", "frame"):
                    _enter_frame(node, flow, stack[-1])
                walker.skip_subtree()
                stack.append(stack[-1])
                continue
            if _is_note_mark(node, flow):
                walker.skip_subtree()
                stack.append(stack[-1])
                continue
            stack.append(_entered(node, flow, stack[-1]))
            if is_table(node):
                _enter_table(node, flow, stack[-1])
                walker.skip_subtree()
            else:
                flow.add(node.text, stack[-1])
            continue
        if event == "end":
            state = stack.pop()
            if not (unseen(node) and node is not root) and is_block(node):
                flow.flush(state)
        if node is not root:
            flow.add(node.tail, stack[-1])
    flow.flush(outer)


def _is_note_mark(node: Element, flow: _Flow) -> bool:
    """Whether an element is the raised mark of a note behind the text of its paragraph."""
    if tag_of(node) != "sup" and styles(node).get("vertical-align") != "super":
        return False
    before = "".join(piece.text for piece in flow.pieces[-8:])
    return is_note_mark("".join(node.itertext()), before)


def _entered(node: Element, flow: _Flow, outer: _State) -> _State:
    """What holds within `node`; a block ends the paragraph before it."""
    tag = tag_of(node)
    if tag == "br":
        flow.flush(outer)
    elif tag == "img" or tag.endswith(":imagedata"):
        _picture(node, flow, outer)
    elif is_block(node):
        flow.flush(outer)
    elif tag == "input":
        flow.add(_shown_value(node), outer)
    state = _styled(node, tag, outer)
    if tag == "li" and not state.kept:
        flow.add(_marker(node, flow.items), state)
    return state


def _styled(node: Element, tag: str, outer: _State) -> _State:
    declared = styles(node)
    state = _State(
        outer.bold, outer.centred, outer.kept, outer.link, outer.size, outer.level, outer.block
    )
    if is_block(node):
        state.block = node
        aligned = declared.get("text-align") or (node.get("align") or "").lower()
        if tag == "center":
            state.centred = True
        elif aligned:
            state.centred = aligned == "center"
    if tag in _HEADINGS:
        state.level = _HEADINGS[tag]
    if tag in _PREFORMATTED or declared.get("white-space", "").startswith("pre"):
        state.kept = True
    weight = declared.get("font-weight", "")
    if tag in _BOLD or weight in ("bold", "bolder", "600", "700", "800", "900"):
        state.bold = True
    elif weight in ("normal", "400", "300", "lighter"):
        state.bold = False
    if tag == "a" and node.get("href") and not _endless(node):
        state.link = str(node.get("href"))
    state.size = _size(node, tag, declared) or outer.size
    return state


def _endless(link: Element) -> bool:
    """Whether a link holds more than any link says: a bookmark or a link that is never closed."""
    if sum(tag_of(child) in ("p", "div", "table", "h1", "h2", "h3") for child in link) > 3:
        return True
    length = 0
    for pieces, text in enumerate(link.itertext()):
        length += len(text.strip())
        if length > LONGEST_LINK or pieces > 500:
            return True
    return False


def _size(node: Element, tag: str, declared: dict[str, str]) -> float | None:
    value = declared.get("font-size", "")
    if value[-2:] in _POINTS:
        try:
            return float(value[:-2]) * _POINTS[value[-2:]]
        except ValueError:
            return None
    if tag == "font" and (size := node.get("size") or "").isdecimal() and 1 <= int(size[:2]) <= 7:
        return _FONT_SIZES[int(size) - 1]
    return None


def is_block(element: Element) -> bool:
    """Whether an element begins and ends a paragraph, by its name or by how it says it is shown."""
    if tag_of(element) in _BLOCKS:
        return True
    return styles(element).get("display", "").startswith(_BLOCK_DISPLAYS)


def _shown_value(field: Element) -> str | None:
    """What stands in a form's field that nobody can change: systems print figures so."""
    if (field.get("type") or "text").lower() not in ("text", "number"):
        return None
    value = (field.get("value") or "").strip()
    fixed = "readonly" in field.attrib or "disabled" in field.attrib
    return value[:200] if fixed or value.isdecimal() else None


def _marker(item: Element, items: dict[Element, int]) -> str | None:
    """The number that a browser prints before an item of a numbered list; `items` counts them."""
    parent = item.getparent()
    if parent is None or tag_of(parent) != "ol":
        return None
    first = parent.get("start") or ""
    start = int(first) if first.isdecimal() and len(first) < 5 else 1
    items[parent] = items.get(parent, start - 1) + 1
    declared = styles(parent)
    unnumbered = "none" in (declared.get("list-style"), declared.get("list-style-type"))
    if unnumbered or (len(item) and tag_of(item[0]) == "a"):
        return None
    text = next((text.strip() for text in item.itertext() if text.strip()), "")
    if not text or text[0] in "0123456789（(一二三四五六七八九十第":
        return None
    return f"{items[parent]}."


def _picture(node: Element, flow: _Flow, state: _State) -> None:
    source = node.get("src") or node.get("data-src") or ""
    shown = "内嵌图片" if source.startswith("data:") else source.rsplit("/", 1)[-1].split("?")[0]
    text = (node.get("alt") or node.get("title") or "").strip() or shown
    if _ORDINAL.match(text):  # a heading drawn as a banner: its words are told nowhere else
        flow.flush(state)
        flow.add(text[:200], state)
        flow.flush(state)
        return
    flow.blocks.append(Block("image", node, text[:200]))


def _enter_frame(node: Element, flow: _Flow, state: _State) -> None:
    """The content of an inner frame stands where the frame does."""
    markup = node.get("srcdoc") or flow.frame(node)
    if not markup or flow.depth >= MAX_FRAME_DEPTH:
        return
    flow.flush(state)
    inner = parse_markup(markup, flow.name)
    for block in read_blocks(inner, flow.name, flow.frame, flow.depth + 1):
        # On the outer page the whole inner document stands where its frame does.
        flow.blocks.append(replace(block, element=node))


def _enter_table(table: Element, flow: _Flow, state: _State) -> None:
    flow.flush(state)
    if flow.tables >= MAX_TABLE_DEPTH:
        raise damaged("表格层层嵌套过深", flow.name)

    for text in loose_texts(table):
        flow.add(text, state)
        flow.flush(state)

    def inner(element: Element) -> list[Block]:
        part = _Flow(flow.name, flow.frame, flow.depth, flow.tables + 1)
        _walk(element, part, state)
        return part.blocks

    for segment in segments(table, lambda cell: _cell_text(inner(cell)), flow.name):
        if segment.cells:
            flow.blocks.append(_table(segment))
        else:
            flow.blocks += inner(segment.element)


def _cell_text(blocks: Sequence[Block]) -> tuple[str, int]:
    """What a cell shows, its paragraphs in lines, and how many of its characters are links."""
    texts = [block.text for block in blocks if block.kind != "image"]
    return "\n".join(texts), sum(block.linked for block in blocks)


def _table(segment: Segment) -> Block:
    text = "\n".join(cell.text for cell in segment.cells if cell.text)
    return Block("table", segment.element, text, linked=segment.linked, cells=segment.cells)


def _paragraph(pieces: Sequence[_Piece], state: _State) -> Block:
    """A paragraph of these pieces without its text."""
    solid = [(len(piece.text.strip(_BLANK)), piece) for piece in pieces]
    total = sum(size for size, _ in solid) or 1
    linked = sum(size for size, piece in solid if piece.link)
    sizes = [(size, piece.size) for size, piece in solid if piece.size]
    return Block(
        "text",
        state.block,
        "",
        Style(
            level=state.level,
            # A bold heading often ends in a colon or a blank that is not bold.
            bold=sum(size for size, piece in solid if piece.bold) >= 0.8 * total,
            centred=state.centred,
        ),
        linked=linked,
        links=tuple(dict.fromkeys(piece.link for piece in pieces if piece.link)),
        size=max(sizes, key=lambda pair: pair[0])[1] if sizes else None,
    )


def _lines(raw: str, kept: bool) -> Iterator[str]:
    """The lines of a run of inline text: one, or as they stand where blanks are kept."""
    if kept:
        for line in raw.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
            if line.strip(_BLANK + "\u3000"):
                yield line.replace("\xa0", " ").rstrip()
        return
    text = _collapsed(raw).strip(_BLANK + "\u3000")
    if text:
        yield text


def _collapsed(raw: str) -> str:
    """Runs of blanks as one; a line break of the source between two ideographs is no blank."""
    return _RUN.sub(" ", _BROKEN.sub("", raw))
