"""Floor 1: decoded markup → an element tree within bounds, and what of it a reader would see.

Takes characters; gives lxml elements. Scripts are never run and nothing is fetched. It must not know
what stands in a page.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import islice
from typing import Any, TypeAlias

from lxml import etree, html

from wenzhi.base.errors import InputError

Element: TypeAlias = Any
"""An `lxml.html.HtmlElement`; lxml carries no types of its own."""

MAX_TAGS = 100_000
"""Tags of a page. The official form as an office program exports it has 2,500, a portal around it some
thousands; reading the most takes some twenty seconds."""

MAX_ATTRIBUTES = 20_000
"""Words or equals signs of one tag. libxml2 keeps attributes in a list that it walks for each new one."""

UNSEEN = frozenset(
    (
        "script",
        "style",
        "head",
        "template",
        "textarea",
        "noscript",
        "select",
        "option",
        "datalist",

        "button",
        "object",
        "embed",
        "applet",
        "audio",
        "video",
        "canvas",
        "svg",
        "math",
        "map",
        "frameset",
        "noframes",
        "iframe",
        "title",
        "meta",
        "link",
        "base",
        "xml",
    )
)  # fmt: skip
"""Elements whose text is not part of the page as read. `iframe` is handled by who walks the tree."""

_HIDDEN_WORD_PARTS = ("header", "footer", "comment-list", "comment", "endnote-separator")

_STRUCK = frozenset(("del", "s", "strike"))
_LINES = frozenset(("td", "th", "p", "li", "dd", "dt", "h1", "h2", "h3", "h4", "h5", "h6"))
_INLINE = frozenset(("span", "font", "b", "strong", "em", "i", "u", "a"))
_NEAR = 8
"""Elements at either side of a struck one, and around it, that are asked for what replaces it."""


def parse_markup(text: str, name: str) -> Element:
    """The tree of a page or of a piece of one. Raises InputError (E308) past the bounds."""
    if text.count("<") > MAX_TAGS:
        raise damaged(f"标签超过 {MAX_TAGS} 个", name)
    if len(text) > MAX_ATTRIBUTES and any(map(_overloaded, text.split("<"))):
        raise damaged(f"一个标签里的属性超过 {MAX_ATTRIBUTES} 个", name)
    parser = html.HTMLParser(huge_tree=True, recover=True, encoding="utf-8")
    data = text.replace("\x00", "").encode("utf-8", "replace")
    try:
        root = html.document_fromstring(data or b"<p>", parser=parser, ensure_head_body=False)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        root = html.document_fromstring(b"<html><body></body></html>")
    for entry in parser.error_log.filter_from_fatals():
        if entry.type_name == "ERR_RESOURCE_LIMIT":
            raise damaged("元素层层嵌套过深，或一段过长", name)
    return root


def _overloaded(piece: str) -> bool:
    if len(piece) < 2 * MAX_ATTRIBUTES:
        return False
    tag = piece.partition(">")[0]
    return max(tag.count("="), len(tag.split())) > MAX_ATTRIBUTES and tag[:1].isalpha()


def damaged(reason: str, name: str) -> InputError:
    """The error of a page past its bounds."""
    return InputError(
        "E308",
        f"网页结构异常：{reason}",
        where=name,
        hint="用浏览器打开并另存为网页或 PDF 后再试；或将正文另存为纯文本",
    )


def tag_of(element: Element) -> str:
    """The name of an element without its namespace prefix (`o:p` stays apart from `p`)."""
    return element.tag.lower() if isinstance(element.tag, str) else ""


@lru_cache(maxsize=4096)
def _declarations(style: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in style.split(";"):
        key, _, value = part.partition(":")
        found[key.strip().lower()] = value.replace("!important", "").strip().lower()
    return found


def styles(element: Element) -> dict[str, str]:
    """The declarations of an element's style attribute, names and values in small letters."""
    style = element.get("style")
    return _declarations(style) if style and len(style) < 10_000 else {}


def hidden(element: Element) -> bool:
    """Whether the element itself says that it is not shown.

    `visibility` does not count: saved messages keep their body so until a script shows it. Nor do
    style sheets: tabs that a script opens are hidden by them. What is struck through counts as not
    shown where other words stand beside it in its line or cell: they replace it.
    """
    if tag_of(element) in _STRUCK and _replaced(element):
        return True
    attributes = element.attrib
    if not attributes:
        return False
    if "hidden" in attributes and element.get("hidden") != "until-found":
        return True
    declared = styles(element)
    if declared.get("display") == "none" or declared.get("mso-hide") == "all":
        return True
    if declared.get("mso-element") in _HIDDEN_WORD_PARTS:
        return True
    if tag_of(element) == "div" and element.get("title") in ("header", "footer"):
        return True  # as office programs write the head and foot of printed pages
    if tag_of(element) == "del" and "datetime" in attributes:
        return True
    return "line-through" in declared.get("text-decoration", "") and _replaced(element)


def _replaced(element: Element) -> bool:
    """Whether a struck piece of a line or cell has words beside it that are not struck."""
    node, words = element, False
    for _ in range(_NEAR):
        parent = node.getparent()
        if parent is None or any(tag_of(child) not in _INLINE | _STRUCK for child in node):
            return False
        words = words or _has_words_beside(node, parent)
        if tag_of(parent) not in _INLINE:
            return words and tag_of(parent) in _LINES
        node = parent
    return False


def _has_words_beside(node: Element, parent: Element) -> bool:
    before = list(islice(node.itersiblings(preceding=True), _NEAR))
    after = list(islice(node.itersiblings(), _NEAR))
    texts = [node.tail, *(other.tail for other in (*before, *after))]
    if len(before) < _NEAR:
        texts.append(parent.text)
    for other in (*before, *after):
        if isinstance(other.tag, str) and not _is_struck(other):
            texts += islice(other.itertext(), _NEAR)
    return any(text and not text.isspace() for text in texts)


def _is_struck(element: Element) -> bool:
    struck = "line-through" in styles(element).get("text-decoration", "")
    return struck or tag_of(element) in _STRUCK


def unseen(element: Element) -> bool:
    """Whether nothing of the element is part of the page as read."""
    return tag_of(element) in UNSEEN or hidden(element)


def words(element: Element) -> frozenset[str]:
    """The words of an element's id and class, in small letters, cut at hyphens and capitals."""
    return _words(f"{element.get('id') or ''} {element.get('class') or ''}"[:500])


@lru_cache(maxsize=8192)
def _words(names: str) -> frozenset[str]:
    spaced = "".join(f" {c}" if c.isupper() else c if c.isalpha() else " " for c in names)
    whole = names.replace("-", " ").replace("_", " ").lower().split()
    return frozenset((*spaced.lower().split(), *whole, *names.lower().split()))


def short_path(element: Element) -> str:
    """A path that finds the element again: from the nearest identified element, else from the root."""
    steps: list[str] = []
    node = element
    while node is not None:
        identity = node.get("id")
        if identity and '"' not in identity and len(identity) <= 40 and node is not element:
            return f'//*[@id="{identity}"]/' + "/".join(reversed(steps))
        parent = node.getparent()
        if parent is None:
            steps.append(f"/{tag_of(node)}")
            break
        steps.append(f"{tag_of(node)}[{_position(node)}]")
        node = parent
    return "/".join(reversed(steps))


def _position(element: Element) -> int:
    # Compared here and not by lxml, which refuses to look for the name of a damaged tag.
    tag = element.tag
    return 1 + sum(1 for other in element.itersiblings(preceding=True) if other.tag == tag)
