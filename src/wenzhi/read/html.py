"""Floor 1: web pages, saved or answered in any way → `Composition`.

Takes bytes; gives the document of the page as text with its grids, cues and page fields. The cascade:
1. a message with a page in it (.mht) is opened, a JSON answer is searched for documents;
2. the page is decoded by what its bytes bear out and parsed; nothing is run, nothing fetched;
3. its blocks are read and those of the document chosen (`webpage`);
4. where that is little, what its scripts, templates and hidden parts carry is tried the same way;
5. where nothing is left, the error says which file holds the document instead.
It must not know what a report says.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from wenzhi.base.errors import InputError
from wenzhi.base.records import PageFields
from wenzhi.read.charset import decode_page
from wenzhi.read.composition import Composer, Composition
from wenzhi.read.embedded import carried_documents, require_json
from wenzhi.read.html_blocks import Block, read_blocks
from wenzhi.read.html_tree import Element, parse_markup
from wenzhi.read.mhtml import Part, is_mhtml, read_parts
from wenzhi.read.page_fields import Fields, read_metas, site_notes
from wenzhi.read.paging import show_pages
from wenzhi.read.plain import Decoded
from wenzhi.read.webpage import Selection, select, weight

ENOUGH = 1_500
"""Characters of running text and data from which a page is not searched for hidden documents: the
official tables alone weigh as much."""

LITTLE = 60
"""Characters of running text below which a page may be a shell around its document."""

_LONGEST_OMITTED = 400
_MOST_OMITTED = 200
_LARGER = 1.15
"""How much larger than the usual letter a heading is set: 三号 on 小四 is 1.33, 小三 on 四号 1.07."""


@dataclass(frozen=True, slots=True)
class _Page:
    """One document read: the chosen blocks, the page's own fields, and how much there is."""

    root: Element
    selection: Selection
    fields: Fields
    title: str | None
    weight: int


def compose(content: bytes, name: str) -> Composition:
    """Read `content` as a web page called `name`.

    Raises InputError: E303 unknown encoding, E308 damaged or past the bounds, E312 the document
    stands in another file.
    """
    if is_mhtml(content):
        return _compose_message(content, name)
    decoded = decode_page(content, name)
    if decoded.text.lstrip("\ufeff \t\r\n")[:1] in ("{", "[") or _is_call(decoded.text):
        return _compose_answer(decoded, name)
    return _compose_page(decoded, name, lambda frame: None)


def _is_call(text: str) -> bool:
    head = text.lstrip("\ufeff \t\r\n")[:100]
    return "(" in head and "<" not in head.split("(", 1)[0] and head.split("(", 1)[1][:1] in "{["


def _compose_message(content: bytes, name: str) -> Composition:
    parts = read_parts(content)
    if not parts:
        raise InputError(
            "E308",
            "单文件网页（MHT）里没有网页正文",
            where=name,
            hint="请重新保存，或另存为“网页，仅 HTML”",
        )
    shown: dict[str, Part] = {}
    for part in parts:
        shown |= {key: part for key in part.names if key not in shown}

    # Each document is shown once: frames that hold themselves would never end.
    used = [parts[0]]

    def frame(element: Element) -> str | None:
        source = (element.get("src") or "").strip()
        part = shown.get(source) or shown.get(source.rsplit("/", 1)[-1].split("?")[0])
        if part is None or part in used:
            return None
        used.append(part)
        return decode_page(part.content, name, part.charset).text

    decoded = decode_page(parts[0].content, name, parts[0].charset)
    return _compose_page(decoded, name, frame)


def _compose_answer(decoded: Decoded, name: str) -> Composition:
    answer = require_json(decoded.text, name)
    pages = [_read_page(markup, name, lambda frame: None) for markup in answer.documents]
    if not pages:
        raise _elsewhere("JSON 里没有成段的正文", "请给出含有报告正文的那个接口的返回", name)
    pages.sort(key=lambda page: -page.weight)
    if len(pages) > 1 and pages[1].weight >= max(ENOUGH, pages[0].weight // 3):
        raise InputError(
            "E308",
            f"JSON 里不止一份正文（至少 {sum(p.weight >= ENOUGH for p in pages)} 份）",
            where=name,
            hint="请拆成一份报告一个文件，或按 JSONL 整批读取",
        )
    best = pages[0]
    for key, value in answer.fields.metas.items():
        best.fields.metas.setdefault(key, value)
    return _composition(best, decoded, ())


def _compose_page(
    decoded: Decoded, name: str, frame: Callable[[Element], str | None]
) -> Composition:
    page = _read_page(decoded.text, name, frame)
    warnings = _cut_off(decoded.text)
    if page.weight < ENOUGH:
        carried = _best_carried(page, name)
        # The document a script shows is many times what stands around it; a share of it is a copy.
        if carried is not None and carried.weight > 2 * page.weight + LITTLE:
            title = [block for block in page.selection.kept if block.style.level == 1][:1]
            carried.selection.kept[:0] = title
            page = replace(page, selection=carried.selection, weight=carried.weight)
            told = "正文取自网页的脚本、模板或隐藏部分，页面上直接可见的只有外壳"
            warnings = (*warnings, told)
    if not page.weight:
        _require_document(page, name)
    elif page.weight < LITTLE and (frames := _frames(page)):
        warnings = (*warnings, f"正文很短，页面另有框架文件没有读：{'、'.join(frames[:5])}")
    return _composition(page, decoded, warnings)


def _cut_off(markup: str) -> tuple[str, ...]:
    """What to tell of a page that ends before its end."""
    tail = markup[-2000:].lower()
    whole = "<body" not in markup[:200_000].lower() or "</body" in tail or "</html" in tail
    if whole and tail.rfind("<") <= tail.rfind(">"):
        return ()
    return ("网页没有结尾，可能没有下载完整，缺的部分无从得知",)


def _read_page(markup: str, name: str, frame: Callable[[Element], str | None]) -> _Page:
    root = parse_markup(markup, name)
    show_pages(root, markup)
    fields = Fields()
    read_metas(root, fields)
    title = _title(root, fields)
    blocks = read_blocks(root, name, frame)
    selection = select(root, blocks, fields, title)
    return _Page(root, selection, fields, title, sum(map(weight, selection.kept)))


def _title(root: Element, fields: Fields) -> str | None:
    """The title of the page: a meta element's, else that of the window without the site's name."""
    told = fields.page(None).title
    if told:
        return told
    element = next(root.iter("title"), None)
    window = " ".join("".join(element.itertext()).split()) if element is not None else ""
    for separator in ("_", " - ", "-", "|", "—", "–"):
        window = window.split(separator)[0].strip() if separator in window[6:] else window
    return window or None


def _best_carried(page: _Page, name: str) -> _Page | None:
    found = [
        _read_page(markup, name, lambda frame: None) for markup in carried_documents(page.root)
    ]
    return max(found, key=lambda other: other.weight, default=None)


def _frames(page: _Page) -> list[str]:
    """The addresses of a page's frames, each once."""
    found = [(frame.get("src") or "").strip() for frame in page.root.iter("frame", "iframe")]
    files = [
        source for source in found if source and not source.startswith(("about:", "javascript:"))
    ]
    return list(dict.fromkeys(files))


def _require_document(page: _Page, name: str) -> None:
    """Raise InputError (E312) where the page shows that its document stands elsewhere."""
    frames = _frames(page)
    if frames:
        shown = "、".join(frames[:5])
        raise _elsewhere(
            f"网页由框架组成，正文在框架文件里：{shown}",
            "请直接给出该框架文件（保存网页时它在旁边的“_files”或“.files”文件夹里）",
            name,
        )
    if page.selection.attachments:
        shown = "、".join(page.selection.attachments[:5])
        raise _elsewhere(f"网页上没有正文，报告在附件里：{shown}", "请下载附件后给出附件", name)
    if page.selection.pictures:
        raise _elsewhere(
            f"网页上没有文字，正文是 {len(page.selection.pictures)} 幅图片",
            "请给出图片或 PDF 用文字识别读取，或找文字版",
            name,
        )
    if not page.selection.kept:
        raise _elsewhere("网页上没有可读的正文", "正文可能由脚本加载：请在浏览器中打开后另存", name)


def _elsewhere(reason: str, hint: str, name: str) -> InputError:
    return InputError("E312", reason, where=name, hint=hint)


def _composition(page: _Page, decoded: Decoded, warnings: Sequence[str]) -> Composition:
    selection = page.selection
    composer = Composer(page=_page_fields(page))
    usual = _usual_size(selection.kept)
    for block in selection.kept:
        if block.kind == "table":
            composer.table(block.cells)
        else:
            large = bool(usual and block.size and block.size > _LARGER * usual)
            composer.paragraph(block.text, replace(block.style, large=large))
    for text in (*site_notes(page.fields), *selection.omitted)[:_MOST_OMITTED]:
        composer.omit(text[:_LONGEST_OMITTED])
    for text in selection.pictures:
        composer.omit(f"图片：{text}")
    for text in (*decoded.warnings, *warnings, *_told(selection)):
        composer.warn(text)
    return composer.finish(decoded.encoding)


def _page_fields(page: _Page) -> PageFields:
    return page.fields.page(page.title)


def _usual_size(blocks: Sequence[Block]) -> float | None:
    """The size in which most of the text is set."""
    sizes: Counter[float] = Counter()
    for block in blocks:
        if block.size:
            sizes[block.size] += len(block.text)
    return max(sorted(sizes), key=lambda size: sizes[size]) if sizes else None


def _told(selection: Selection) -> list[str]:
    told: list[str] = []
    if selection.unsure:
        first = selection.unsure[0]
        shown = first if len(first) <= 40 else first[:40] + "…"
        told.append(
            f"正文之外有 {len(selection.unsure)} 段不能确定是否属于报告，已保留，首段：{shown}"
        )
    if selection.pictures:
        told.append(f"正文里有 {len(selection.pictures)} 幅图片，图中的文字（可能是表格）没有读")
    if selection.attachments:
        told.append(f"页面另有附件，没有读：{'、'.join(selection.attachments[:3])}")
    return told
