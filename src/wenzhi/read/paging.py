"""Floor 1: pages of one text of which a web page shows one and hides the rest until asked for.

Takes an element tree and makes those pages shown. Hidden parts that are no pages (tabs of other years,
layers, menus) stay hidden. It must not know what the text says.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from wenzhi.base.patterns import as_pattern
from wenzhi.read.html_tree import Element, hidden, styles, tag_of, words

_NAMES = frozenset(("page", "pages", "pg", "fenye", "yema", "contentpage", "pagecontent"))
"""Words of a class or id by which a part says that it is a page."""

_NO_PAGE = frozenset(
    ("tab", "tabs", "swiper", "slide", "banner", "news", "list", "comment", "menu")
)
_UNREAD = frozenset(("", "script", "style"))
_NUMBERED = as_pattern(r"第\s*\d{1,3}\s*页|续上页|接上页|转下页")
_PAGER = as_pattern(r"上一页|下一页|上页|下页|余下全文")
_LONGEST_PAGER = 200
"""Characters of the line of links under a text that leads from page to page."""


def show_pages(root: Element, markup: str) -> None:
    """Take back `display: none` from the pages of a text of which one is shown; `markup` is all of it."""
    if _PAGER.search(markup) is None and _NUMBERED.search(markup) is None:
        return
    for parent in list(root.iter("div", "body", "article", "section", "main", "td", "form")):
        for run in _alike(parent):
            away = [part for part in run if hidden(part)]
            if away and len(away) < len(run) and _are_pages(parent, run):
                for part in away:
                    _show(part)


def _alike(parent: Element) -> Iterator[Sequence[Element]]:
    """Runs of two and more neighbours of one kind and class."""
    parts = [child for child in parent if tag_of(child) in ("div", "section", "article")]
    for _, run in groupby(parts, key=lambda part: (tag_of(part), part.get("class") or "")):
        members = list(run)
        if len(members) > 1:
            yield members


def _are_pages(parent: Element, run: Sequence[Element]) -> bool:
    """Whether neighbours are pages: called so, and led through by numbers or by a line of links."""
    called = [words(part) for part in run]
    if any(names & _NO_PAGE for names in called):
        return False
    # One text has one title: parts that each begin with one are documents of their own.
    if any(next(part.iter("h1"), None) is not None for part in run[1:]):
        return False
    paged = _has_pager(parent, run)
    if all(names & _NAMES for names in called):
        return paged or all(_NUMBERED.search("".join(part.itertext())) for part in run)
    return paged and all(_NUMBERED.search("".join(part.itertext())) for part in run)


def _has_pager(parent: Element, run: Sequence[Element]) -> bool:
    """Whether a short line beside the pages leads to the next of them."""
    near = [*parent, *(parent.getparent() if parent.getparent() is not None else ())]
    beside = [part for part in near if part not in run and part is not parent]
    texts = ("".join(part.itertext()) for part in beside if tag_of(part) not in _UNREAD)
    return any(len(text) <= _LONGEST_PAGER and _PAGER.search(text) for text in texts)


def _show(part: Element) -> None:
    part.attrib.pop("hidden", None)
    kept = [f"{key}:{value}" for key, value in styles(part).items() if key and key != "display"]
    part.set("style", ";".join(kept))
