"""Floor 1, read: Word files (`.docx`) → text, the grids of their tables and how headings are set.

Takes bytes, gives a `Composition` of the final text: insertions kept, deletions, comments, hidden text,
page headers and footers left out. What Word prints without its being in the text (一、 of automatic
numbering) is printed; a note stands behind the paragraph or table that calls it, a text box behind the
paragraph it is anchored in; a table that only frames other tables or prose is taken apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeAlias

from wenzhi.base.errors import InputError
from wenzhi.base.records import PageFields
from wenzhi.read.composition import Cell, Composer, Composition, Style, one_line
from wenzhi.read.ooxml.inline import Inline, Picture, join, read_inline
from wenzhi.read.ooxml.names import (
    ALTERNATE,
    DELETED,
    TBL,
    P,
    W,
    child,
    chosen,
)
from wenzhi.read.ooxml.numbering import Numbering
from wenzhi.read.ooxml.package import Package, damaged
from wenzhi.read.ooxml.styles import ParagraphStyle, StyleSheet, paragraph_style
from wenzhi.read.ooxml.tables import Grid, Slot, TooLargeError, read_grid
from wenzhi.read.sniff import sniff

if TYPE_CHECKING:
    from wenzhi.read.ooxml.package import Element

LARGER = 1.15
"""Times the usual size from which a paragraph counts as large: 三号 headings (16 pt) over 四号 (14 pt)."""

RUNNING_TEXT = 46
"""Characters from which a paragraph counts as running text; no label of the official tables has more."""

SET_SHARE = 0.9
"""Share of a paragraph's characters that must be bold for it to be bold."""

FRAMED_PROSE = 150
FRAMED_ALONE = 60
"""Characters from which several lines in one cell are prose in a frame, and where the cell is the
only one of its row. The longest head of the official tables, the note of table 三, has 44."""

SENTENCE = 20
"""Characters of a cell with a full stop that is prose where the table holds prose or tables elsewhere."""

WIDE_PICTURE = 8.0
HIGH_PICTURE = 2.0
"""Centimetres from which a picture may show a table or text; seals measure 4.2, codes to scan 2–4."""

MOST_OMITTED = 500
LONGEST_OMITTED = 500
"""Pieces left out that are told, and characters of each: a list for people, not a copy of the file."""

_NO_CONTENT = DELETED | {W + name for name in ("tcPr", "sdtPr", "sdtEndPr", "sectPr", "tblPr")}
_NO_MARK = DELETED | {W + "specVanish"}
_CORE_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_PART_NAMES = {"header": "页眉", "footer": "页脚"}


@dataclass(slots=True)
class Paragraph:
    """A paragraph with text; `size` in half-points is the one most of it is set in."""

    text: str
    level: int | None = None
    bold: bool = False
    centred: bool = False
    size: int = 0


Block: TypeAlias = "Paragraph | Grid[list[Block]]"
Blocks: TypeAlias = "list[Block]"


def compose(content: bytes, name: str) -> Composition:
    """Read the `.docx` or `.docm` file `content`; `name` names it in errors.

    Raises InputError: E302 without any text, E308 damaged or no Word file, E309 encrypted.
    """
    package = Package(content, name)
    root = package.xml(package.main)
    body = root.find(W + "body")
    if body is None:
        raise damaged(name, "正文没有 body")
    composer = Composer(page=_page_fields(package))
    try:
        _read(package, body, composer)
    except RecursionError as error:
        raise damaged(name, "表格或控件嵌套过深") from error
    except TooLargeError as error:
        raise damaged(name, "表格的行列数超过 Word 的上限") from error
    made = composer.finish()
    return made if made.text else _embedded_page(package, made, name)


def _embedded_page(package: Package, made: Composition, name: str) -> Composition:
    """The web page that a document without text of its own embeds, as web editors export it.

    Raises InputError (E302) where there is none.
    """
    from wenzhi.read import html

    for part in package.related("aFChunk"):
        content = package.content(part)
        if sniff(content) == "html":
            page = html.compose(content, name)
            return replace(page, omitted=made.omitted + page.omitted)
    pictures = sum(text.startswith("图片") for text in made.omitted)
    raise InputError(
        "E302",
        "Word 文档里没有文字" + (f"，只有 {pictures} 幅图片" if pictures else ""),
        where=name,
        hint="请给出有文字的文档；内容是扫描图片的，请另存为 PDF",
    )


def _read(package: Package, body: Element, composer: Composer) -> None:
    reader = _Reader(package, composer)
    blocks = list(reader.blocks(body, "body", outer=True))
    _Layout(composer, _usual_size(blocks)).blocks(blocks)
    _tell_rest(package, reader)


def _page_fields(package: Package) -> PageFields:
    """The title among the core properties. Their dates are of editing, never of publication."""
    for relation in package.relations(""):
        if relation.type == "core-properties" and not relation.external:
            core = package.optional(relation.target)
            title = None if core is None else core.findtext(_CORE_TITLE)
            return PageFields(title=one_line(title) or None) if title else PageFields()
    return PageFields()


@dataclass(slots=True)
class _Reader:
    """Walks the body of one document, in reading order."""

    package: Package
    composer: Composer
    styles: StyleSheet = field(init=False)
    numbering: Numbering = field(init=False)
    changed: bool = False
    _calls: list[tuple[str, str]] = field(default_factory=list)
    _notes: dict[str, dict[str, Element]] = field(default_factory=dict)
    _last: str = ""
    _omitted: int = 0

    def __post_init__(self) -> None:
        self.styles = StyleSheet(self._part("styles"))
        self.numbering = Numbering(self._part("numbering"), self.styles)

    def blocks(self, container: Element, path: str, *, outer: bool = False) -> Iterator[Block]:
        """Paragraphs and tables of a container; where it is the outermost, each with its notes."""
        carried: list[Inline] = []
        tables = 0
        for element in _content(container):
            if element.tag == TBL:
                yield from self._carried(carried, path)
                tables += 1
                yield self._grid(element, f"{path}/tbl[{tables}]")
            else:
                properties = child(element, W + "pPr")
                own = paragraph_style(properties)
                carried.append(read_inline(element, self.styles, own.id))
                mark = _end_mark(properties)
                self.changed = self.changed or bool(mark & DELETED)
                if mark & _NO_MARK:
                    continue
                yield from self._paragraph(own, join(carried), path)
                carried.clear()
            if outer:
                yield from self._called()
        yield from self._carried(carried, path)

    def _carried(self, carried: list[Inline], path: str) -> Iterator[Block]:
        """What should go on in a next paragraph where there is none."""
        if carried:
            yield from self._paragraph(ParagraphStyle(), join(carried), path)
            carried.clear()

    def _paragraph(self, own: ParagraphStyle, inline: Inline, path: str) -> Iterator[Block]:
        self._tell(inline)
        style = self.styles.paragraph(own.id)
        text = inline.text.strip("\n")
        if text.strip() or not inline.hidden:
            ordinal = self._ordinal(own, style)
            text = ordinal + text.lstrip() if ordinal else text
        if text.strip():
            level = style.level if own.level is None else own.level
            yield Paragraph(
                text,
                level if level is not None and level < 10 else None,
                inline.printed > 0 and inline.bold >= SET_SHARE * inline.printed,
                bool(style.centred if own.centred is None else own.centred),
                max(inline.sizes, key=lambda size: (inline.sizes[size], -size), default=0),
            )
            self._last = text
        yield from (Paragraph(one_line(words)) for words in inline.art if words.strip())
        for number, box in enumerate(inline.boxes, 1):
            yield from self.blocks(box, f"{path}/txbx[{number}]")
        self._calls += inline.notes

    def _ordinal(self, own: ParagraphStyle, style: ParagraphStyle) -> str:
        """What automatic numbering prints before a paragraph; list 0 takes it away (17.9.18)."""
        listed = own.list or style.list
        if listed is None:
            return ""
        inherited = style.list or (None, None)
        list_id = listed[0] if listed[0] is not None else inherited[0]
        if list_id in (None, "0"):
            return ""
        level = listed[1] if listed[1] is not None else inherited[1]
        return self.numbering.ordinal(list_id or "", level, own.id)

    def omit(self, text: str) -> None:
        """Keep what was left out, as far as a list of it can be read."""
        self._omitted += 1
        if self._omitted <= MOST_OMITTED:
            self.composer.omit(text[:LONGEST_OMITTED])

    def _tell(self, inline: Inline) -> None:
        self.changed = self.changed or inline.changed
        if inline.hidden.strip():
            self.omit(f"隐藏文字：{inline.hidden}")
        for picture in inline.pictures:
            self._tell_picture(picture)

    def _tell_picture(self, picture: Picture) -> None:
        size = f"{picture.width:.1f}×{picture.height:.1f} 厘米" if picture.width else ""
        about = "，".join(part for part in (one_line(picture.name), size) if part)
        self.omit(f"{picture.kind}：{about}" if about else picture.kind)
        large = picture.width >= WIDE_PICTURE and picture.height >= HIGH_PICTURE
        if picture.kind == "嵌入对象" or (large and picture.kind == "图片"):
            after = one_line(self._last)[-20:]
            where = f"“{after}”之后" if after else "开头"
            self.composer.warn(
                f"{where}有{picture.kind}（{about or '大小不明'}），其中的文字和表格没有读"
            )

    def _grid(self, table: Element, path: str) -> Grid[Blocks]:
        grid: Grid[Blocks] = read_grid(
            table,
            path,
            lambda cell, place: list(self.blocks(cell, place)),
            lambda blocks: not blocks,
        )
        for buried in grid.buried:
            self.omit(f"合并单元格遮住的文字：{_flat(buried)}")
        return grid

    def _called(self) -> Iterator[Block]:
        """The notes called since the last time, each once."""
        calls, self._calls = self._calls, []
        for part, id_ in calls:
            note = self._note_texts(part).pop(id_, None)
            if note is not None:
                yield from self.blocks(note, part)

    def _note_texts(self, part: str) -> dict[str, Element]:
        if part not in self._notes:
            root = self._part(part)
            notes = [] if root is None else [n for n in root if isinstance(n.tag, str)]
            self._notes[part] = {note.get(W + "id") or "": note for note in notes}
        return self._notes[part]

    def _part(self, type_: str) -> Element | None:
        return self.package.optional(next(iter(self.package.related(type_)), None))


def _content(container: Element) -> Iterator[Element]:
    """Paragraphs and tables of a container, through content controls and other wrappers."""
    for node in container:
        if node.tag in (P, TBL):
            yield node
        elif node.tag == ALTERNATE:
            branch = chosen(node)
            if branch is not None:
                yield from _content(branch)
        elif len(node) and isinstance(node.tag, str) and node.tag not in _NO_CONTENT:
            yield from _content(node)


def _end_mark(properties: Element | None) -> frozenset[str]:
    """What is said of the mark that ends a paragraph; without it the next one goes on on its line."""
    mark = child(properties, W + "rPr")
    return frozenset() if mark is None else frozenset(node.tag for node in mark)


def _flat(blocks: Blocks) -> str:
    """The text of a cell: its paragraphs in lines, a table in it row by row."""
    lines: list[str] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            lines.append(block.text)
        else:
            rows: dict[int, list[str]] = {}
            for slot in block.slots:
                rows.setdefault(slot.row, []).append(one_line(_flat(slot.content)))
            lines += [" ".join(rows[row]) for row in sorted(rows)]
    return "\n".join(lines)


def _usual_size(blocks: Blocks) -> int:
    """The size in half-points that most characters of running text are set in."""
    paragraphs = list(_paragraphs(blocks))
    sizes: Counter[int] = Counter()
    for paragraph in [p for p in paragraphs if len(p.text) >= RUNNING_TEXT] or paragraphs:
        sizes[paragraph.size] += len(paragraph.text)
    return max(sizes, key=lambda size: (sizes[size], -size), default=0)


def _paragraphs(blocks: Blocks) -> Iterator[Paragraph]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block
        else:
            for slot in block.slots:
                yield from _paragraphs(slot.content)


@dataclass(slots=True)
class _Layout:
    """Writes blocks into a composer; tables that only frame something are taken apart."""

    composer: Composer
    usual: int

    def blocks(self, blocks: Blocks) -> None:
        for block in blocks:
            if isinstance(block, Paragraph):
                self._paragraph(block)
            else:
                self._table(block)

    def _paragraph(self, paragraph: Paragraph) -> None:
        large = paragraph.size >= self.usual * LARGER > 0
        self.composer.paragraph(
            paragraph.text, Style(paragraph.level, paragraph.bold, paragraph.centred, large)
        )

    def _table(self, grid: Grid[Blocks]) -> None:
        """Rows that frame something are taken apart; the rows between them stay tables."""
        rows: dict[int, list[Slot[Blocks]]] = {}
        for slot in grid.slots:
            rows.setdefault(slot.row, []).append(slot)
        framing = {
            number
            for number, row in rows.items()
            if any(_frames(slot, alone=len(row) == 1) for slot in row)
        }
        if framing:
            framing |= {number for number, row in rows.items() if _is_headed_prose(row)}
        first = 0
        for number in range(grid.height):
            row = rows.get(number, [])
            if number in framing:
                self._rows(rows, first, number)
                for slot in row:
                    self.blocks(slot.content)
                first = number + 1
        self._rows(rows, first, grid.height)

    def _rows(self, rows: dict[int, list[Slot[Blocks]]], first: int, end: int) -> None:
        cells = [
            Cell(
                slot.row - first,
                slot.column,
                _flat(slot.content),
                min(slot.rows, end - slot.row),
                slot.columns,
                path=slot.path,
            )
            for number in range(first, end)
            for slot in rows.get(number, [])
        ]
        if cells:
            self.composer.table(cells)


def _is_headed_prose(row: list[Slot[Blocks]]) -> bool:
    """Whether a row is a heading beside a sentence, as forms have it that hold a report."""
    return len(row) == 2 and "。" in (text := _flat(row[1].content)) and len(text) >= SENTENCE


def _frames(slot: Slot[Blocks], *, alone: bool) -> bool:
    """Whether a cell holds a table of several rows, or paragraphs of prose."""
    lines = [
        line
        for block in slot.content
        if isinstance(block, Paragraph)
        for line in block.text.split("\n")
        if line.strip()
    ]
    total = sum(map(len, lines))
    return (
        any(not isinstance(block, Paragraph) and _is_table(block) for block in slot.content)
        or (len(lines) > 2 and total >= FRAMED_PROSE)
        or (alone and len(lines) > 1 and total >= FRAMED_ALONE)
    )


def _is_table(grid: Grid[Blocks]) -> bool:
    filled = sum(bool(slot.content) for slot in grid.slots)
    inner = any(_frames(slot, alone=False) for slot in grid.slots)
    return inner or (filled > 3 and grid.height > 1 and grid.width > 1)


def _tell_rest(package: Package, reader: _Reader) -> None:
    """What the file holds beside the text that was read."""
    composer = reader.composer
    for type_, title in _PART_NAMES.items():
        for part in package.related(type_):
            text = _plain(package, part, reader.styles)
            if text:
                reader.omit(f"{title}：{text}")
    for part in package.related("comments"):
        root = package.optional(part)
        for comment in () if root is None else root.iter(W + "comment"):
            reader.omit(f"批注：{_text(comment, reader.styles)}")
    if reader.changed:
        composer.warn("文档有未定稿的修订，按接受全部修订后的文字读取")
    if any(member.endswith("vbaproject.bin") for member in package.members):
        composer.warn("文档带有宏，没有执行")
    for relation in package.relations(package.main):
        if relation.type in ("aFChunk", "subDocument"):
            composer.warn(f"文档嵌入了另一份文件（{relation.target}），其中的内容没有读")
        elif relation.external and relation.type != "hyperlink":
            composer.warn(f"文档引用了外部文件（{relation.type}），没有读取")


def _plain(package: Package, part: str, styles: StyleSheet) -> str:
    root = package.optional(part)
    return "" if root is None else _text(root, styles)


def _text(container: Element, styles: StyleSheet) -> str:
    """All paragraphs of a part in one line."""
    found = (read_inline(paragraph, styles).text for paragraph in container.iter(P))
    return one_line(" ".join(found))
