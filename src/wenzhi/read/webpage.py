"""Floor 1: the blocks of a whole page → those of its document, and what was left out and why.

Takes blocks in reading order; gives the kept ones, the rest as told text. A block goes only where the
page itself says what it is: a list of links, a control, a catalogue entry, an imprint. What cannot be
told is kept, and said to be so. It must not know what a report says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from wenzhi.read.composition import Style
from wenzhi.read.html_blocks import Block
from wenzhi.read.html_tree import Element, tag_of, words
from wenzhi.read.page_fields import Fields, bare, catalogue_pairs, is_date, read_pairs, vocabulary

MAIN = 0.9
"""Share of a page's running text and tables that its document's element must hold. Sidebars and notices
hold less than a tenth of the text of a page that holds a report."""

_ENDS = "。；！？"
_NAMED_TAGS = frozenset(("nav", "header", "footer", "aside", "menu"))
_CONTAINERS = frozenset(
    (
        "html", "body", "div", "section", "article", "main", "center", "form", "table", "tbody", "tr",
        "td", "th", "fieldset", "iframe", "ucapcontent", "founder-content", "dd", "figure",
    )
)  # fmt: skip
"""Elements that can be a document's own. An inline one ends where its author happened to close it."""

_OFFICE = (".doc", ".docx", ".wps", ".pdf", ".xls", ".xlsx", ".et", ".rar", ".zip", ".ofd")
_SEPARATORS = dict.fromkeys(
    map(ord, "【】[]（）()|｜/、,，:：·•>＞»<＜《》-—_~*+.…!！?？0123456789 \t\u3000"), " "
)
_SMALL_PICTURE = 80
"""Pixels of an icon's longer side at most."""


@dataclass(slots=True)
class Selection:
    """The document of a page: what is kept, in order, and what is told of the rest."""

    kept: list[Block] = field(default_factory=list)
    omitted: list[str] = field(default_factory=list)
    unsure: list[str] = field(default_factory=list)
    attachments: list[str] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Map:
    """What each element of the page holds: running text, and its largest part without any."""

    weight: dict[Element, int]
    top: dict[Element, Element]
    named: dict[Element, bool]
    named_inside: dict[Element, bool]
    main: Element
    within: set[Element]


@dataclass(slots=True)
class _Group:
    """All weak blocks of one largest part without running text."""

    length: int = 0
    linked: int = 0
    links: int = 0
    imprint: bool = False
    entries: int = 0
    blocks: int = 0


def weight(block: Block) -> int:
    """Characters by which a block counts as running text or data; 0 for anything else."""
    free = len(block.text) - block.linked
    if block.kind == "image" or block.linked > 0.5 * len(block.text) or imprint(block.text):
        return 0
    if block.kind == "table":
        return (
            0 if catalogue_pairs(block.cells) or len(block.cells) < 6 else free + len(block.cells)
        )
    if read_pairs(block.text) or is_control(block.text):
        return 0
    ideographs = sum("\u3400" <= character <= "\u9fff" for character in block.text)
    sentence = any(mark in block.text for mark in _ENDS) or "，" in block.text
    return free if ideographs >= (8 if sentence else 25) else 0


def imprint(text: str) -> bool:
    """Whether a line is of a page's head or foot. A preamble may name address, postcode and telephone."""
    sentence = "。" in text or text.count("，") >= 2
    if any(word in text for word in vocabulary("imprints")):
        return not (sentence and len(text) >= 60)
    half = sum(word in text for word in vocabulary("half_imprints"))
    return half >= 2 and not sentence and len(text) < 200


def is_control(text: str) -> bool:
    """Whether a line is made of controls: 打印 关闭, 字号：大 中 小."""
    parts = text.translate(_SEPARATORS).split()
    known = vocabulary("widgets") | vocabulary("notes")
    return (
        len(text) <= 120
        and all(part in known or len(part) == 1 for part in parts)
        and any(len(part) > 1 for part in parts)
        and any(part in vocabulary("widgets") for part in parts)
    )


def select(root: Element, blocks: Sequence[Block], fields: Fields, title: str | None) -> Selection:
    """The document among the blocks of a page; what the page says of itself goes to `fields`."""
    if not blocks:
        return Selection()
    blocks = _links_forgiven(blocks)
    weights = [weight(block) for block in blocks]
    page = _map(root, blocks, weights)
    return _Selecting(page, blocks, weights, fields, title).run()


def _links_forgiven(blocks: Sequence[Block]) -> Sequence[Block]:
    """A bookmark never closed makes one link of a whole page: then links say nothing."""
    total = sum(len(block.text) for block in blocks)
    linked = sum(block.linked for block in blocks)
    one = max((len(b.text) for b in blocks if b.linked and len(b.links) == 1), default=0)
    if total > 500 and linked > 0.9 * total and one > 100:
        return [replace(block, linked=0, links=()) for block in blocks]
    return blocks


def _map(root: Element, blocks: Sequence[Block], own: Sequence[int]) -> _Map:
    elements = [element for element in root.iter() if isinstance(element.tag, str)]
    weights = dict.fromkeys(elements, 0)
    for block, heavy in zip(blocks, own, strict=True):
        weights[block.element] = weights.get(block.element, 0) + heavy
    for element in reversed(elements):
        parent = element.getparent()
        if parent is not None and element is not root:
            weights[parent] += weights[element]
    leaves = {block.element for block in blocks if block.kind == "table"}
    main = _main(root, weights, leaves)
    top: dict[Element, Element] = {}
    named: dict[Element, bool] = {}
    inside: dict[Element, bool] = {}
    within: set[Element] = set()
    outer = {main, *main.iterancestors()}
    for element in elements:
        parent = element.getparent() if element is not root else None
        if not weights[element] and tag_of(element) not in ("html", "body"):
            top[element] = top.get(parent, element)
        called = words(element)
        # The parts around the document are named for their place, not for what they are.
        named[element] = element not in outer and (
            bool(called & vocabulary("parts"))
            or tag_of(element) in _NAMED_TAGS
            or named.get(parent, False)
        )
        inside[element] = not weights[element] and (
            bool(called & vocabulary("inner_parts")) or inside.get(parent, False)
        )
        if element is main or parent in within:
            within.add(element)
    return _Map(weights, top, named, inside, main, within)


def _main(root: Element, weights: dict[Element, int], leaves: set[Element]) -> Element:
    """The innermost element that holds nearly all running text of the page; no single block."""
    need = MAIN * weights[root]
    main = root
    while need:
        inner = next((child for child in main if weights.get(child, 0) >= need), None)
        if inner is None or tag_of(inner) not in _CONTAINERS or inner in leaves:
            break
        main = inner
    return main


class _Selecting:
    """One pass over the blocks of a page."""

    def __init__(
        self,
        page: _Map,
        blocks: Sequence[Block],
        weights: Sequence[int],
        fields: Fields,
        title: str | None,
    ) -> None:
        self.page = page
        self.blocks = blocks
        self.fields = fields
        self.strong = [heavy > 0 for heavy in weights]
        self.inside = [block.element in page.within for block in blocks]
        core = [i for i, strong in enumerate(self.strong) if strong and self.inside[i]]
        self.first = core[0] if core else len(blocks)
        self.last = core[-1] if core else -1
        self.groups = self._groups()
        self.title = self._find_title(title)
        self.made = Selection()

    def run(self) -> Selection:
        skip = self._catalogue_entries()
        related = self._related_from()
        for index, block in enumerate(self.blocks):
            if block.kind == "image":
                self._picture(index, related)
            elif index == self.title:
                self._keep_title(block)
            elif index in skip or index >= related or self._goes(index):
                self._omit(block)
            else:
                if not self.inside[index]:
                    self.made.unsure.append(block.text)
                self.made.kept.append(block)
        return self.made

    def _groups(self) -> dict[Element, _Group]:
        groups: dict[Element, _Group] = {}
        for index, block in enumerate(self.blocks):
            if self.strong[index] or block.kind == "image":
                continue
            group = groups.setdefault(self._group_key(index), _Group())
            group.length += len(block.text)
            group.linked += block.linked
            group.links += len(block.links)
            group.blocks += 1
            group.imprint = group.imprint or imprint(block.text)
            group.entries += _entry(block.text) is not None
        return groups

    def _group_key(self, index: int) -> Element:
        """A line that stands loose between running text is a part of its own."""
        return self.page.top.get(self.blocks[index].element, index)

    def _group(self, index: int) -> _Group:
        return self.groups.get(self._group_key(index), _Group())

    def _find_title(self, title: str | None) -> int | None:
        """The document's title where it stands outside the document's element."""
        wanted = bare(title or "")
        best: tuple[int, int] | None = None
        for index, block in enumerate(self.blocks[: self.first]):
            text = bare(block.text)
            within = self.inside[index] and self.last >= 0
            if within or block.kind != "text" or not 4 <= len(text) <= 120:
                continue
            same = bool(wanted) and (text == wanted or (len(text) >= 8 and text in wanted))
            named = bool(words(block.element) & {"title", "bt", "biaoti", "tit", "ucaptitle"})
            rank = 4 * same + 2 * (block.style.level in (1, 2)) + named
            rank -= 3 * (block.linked > 0.5 * len(block.text))
            if rank >= 1 and (best is None or rank >= best[0]) and not read_pairs(block.text):
                best = (rank, index)
        return best[1] if best else None

    def _keep_title(self, block: Block) -> None:
        opening = [b for i, b in enumerate(self.blocks[: self.last + 1]) if self.inside[i]][:6]
        if any(bare(other.text) == bare(block.text) for other in opening):
            self.made.omitted.append(block.text)
            return
        self.made.kept.append(replace(block, style=Style(level=1, bold=True, centred=True)))

    def _goes(self, index: int) -> bool:
        """Whether a block is told to be none of the document's."""
        block = self.blocks[index]
        if block.kind == "table" and (pairs := catalogue_pairs(block.cells)):
            for label, value in pairs:
                self.fields.note(label, value)
            return True
        if is_control(block.text):
            return not self.strong[index]
        if not self.inside[index]:
            return self._goes_outside(index)
        if self.first < index < self.last:
            return self._goes_in_core(index)
        return not self.strong[index] and self._goes_at_edge(index)

    def _goes_outside(self, index: int) -> bool:
        block, group = self.blocks[index], self._group(index)
        if self._attached(block):
            return True
        behind = index > self.last
        noted = self._noted_behind(block) if behind else self._noted(block) or self._dated(block)
        if noted or self.page.named.get(block.element, False):
            return True
        if self.strong[index]:
            return False
        if self.title is not None and index < self.title:
            return True
        return (
            group.imprint
            or imprint(block.text)
            or block.linked > 0.5 * len(block.text)
            or group.linked > 0.5 * group.length
        )

    def _goes_in_core(self, index: int) -> bool:
        """Between the first and the last running text only whole lists of links go."""
        block, group = self.blocks[index], self._group(index)
        if self.strong[index] or block.kind == "table":
            return False
        listed = group.links >= 5 and group.linked > 0.7 * group.length
        return listed and (self.page.named.get(block.element, False) or group.links >= 8)

    def _goes_at_edge(self, index: int) -> bool:
        block, group = self.blocks[index], self._group(index)
        linked = group.linked > 0.6 * group.length
        if self.page.named_inside.get(block.element, False) and not self.strong[index]:
            return True
        if self.page.named.get(block.element, False) and (group.linked > 0.3 * group.length):
            return True
        if imprint(block.text) or (group.imprint and group.length < 1500):
            return True
        if self._attached(block):
            return True
        noted = self._noted(block) if index < self.first else self._noted_behind(block)
        if noted:
            return True
        return linked and group.links >= 2

    def _noted(self, block: Block) -> bool:
        """Whether a line says something of the page: 发布日期：… 来源：…"""
        if block.kind != "text" or len(block.text) >= 300:
            return False
        pairs = read_pairs(block.text)
        for label, value in pairs:
            self.fields.note(label, value)
        return bool(pairs)

    def _dated(self, block: Block) -> bool:
        """A day alone above the document is that of its publication; below it is the signature's."""
        if not is_date(block.text):
            return False
        self.fields.note("发布时间", block.text)
        return True

    def _noted_behind(self, block: Block) -> bool:
        """The same behind the text, where a date or a name may be the signature's."""
        if block.kind != "text":
            return False
        pairs = read_pairs(block.text)
        plain = {"日期", "时间", "审核", "审核人", "位置", "附件", "名称", "概述", "标题"}
        return (
            len(pairs) >= 1
            and not any(bare(label) in plain for label, _ in pairs)
            and self._noted(block)
        )

    def _attached(self, block: Block) -> bool:
        """Whether a line is nothing but links to files."""
        files = [link for link in block.links if link.lower().split("?")[0].endswith(_OFFICE)]
        if files and block.linked >= 0.5 * len(block.text):
            self.made.attachments.append(block.text)
            return True
        return False

    def _catalogue_entries(self) -> set[int]:
        """Lines of a catalogue made of lists: three or more that are, or begin with, its labels."""
        found: set[int] = set()
        for index, block in enumerate(self.blocks[: self.first]):
            group = self._group(index)
            if group.entries >= 3 and group.entries >= 0.4 * group.blocks:
                entry = _entry(block.text)
                if entry and not entry[1] and index + 1 < self.first:
                    following = self.blocks[index + 1].text
                    entry = (entry[0], "" if _entry(following) else following)
                if entry and entry[1]:
                    self.fields.note(*entry)
                found.add(index)
        return found

    def _related_from(self) -> int:
        """Where a list of other documents begins, after which nothing is of this one."""
        related = len(self.blocks)
        linked = length = 0
        for index in range(len(self.blocks) - 1, self.last, -1):
            block = self.blocks[index]
            text = bare(block.text[:40]).removesuffix("更多").strip(":：【】[]>")
            if text in vocabulary("related") and linked >= 0.5 * length:
                related = index
            if block.kind != "image":
                linked += block.linked
                length += len(block.text)
        return related

    def _picture(self, index: int, related: int) -> None:
        block = self.blocks[index]
        element = block.element
        sizes = [_pixels(element.get(name)) for name in ("width", "height")]
        known = [size for size in sizes if size is not None]
        small = bool(known) and max(known) < _SMALL_PICTURE
        named = self.page.named_inside.get(element, False) or index >= related
        if self.inside[index] and not small and not named:
            self.made.pictures.append(block.text)

    def _omit(self, block: Block) -> None:
        self.made.omitted.append(block.text)


def _entry(text: str) -> tuple[str, str] | None:
    """A label of the catalogue that a short line is or begins with, and what stands behind it."""
    if len(text) > 120 or "。" in text:
        return None
    plain = bare(text).lstrip("【[·•")
    for length in range(min(8, len(plain)), 1, -1):
        if plain[:length] in vocabulary("labels"):
            return plain[:length], plain[length:].lstrip(":：】] ")
    return None


def _pixels(value: str | None) -> float | None:
    digits = (value or "").strip().removesuffix("px")
    return float(digits) if digits.isdecimal() and len(digits) < 6 else None
