"""Floor 1: documents that a page carries in its scripts, templates and answers, as markup.

Takes a tree or the text of a JSON answer; gives strings of markup or plain text. Nothing is run: only
what stands there as a literal is read. It must not know which of them is the report.
"""

from __future__ import annotations

import html
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from wenzhi.base.errors import InputError
from wenzhi.base.patterns import as_pattern
from wenzhi.base.resources import read_toml
from wenzhi.read.html_tree import Element, hidden, tag_of
from wenzhi.read.page_fields import Fields

LEAST = 120
"""Characters of a string that may be a document: a title and one sentence with their markup."""

MAX_STRINGS = 200
MAX_DEPTH = 40
"""Levels of lists and objects searched in a JSON answer; real ones have five."""

_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "", "f": "", "v": "", "0": "", "\n": "", "\r": ""}
_MARKS = (
    "<p",
    "<div",
    "<span",
    "<table",
    "<td",
    "<br",
    "<h",
    "<section",
    "&lt;p",
    "&lt;div",
    "&lt;t",
)


MAX_UNCLOSED = 100
"""Quotes that open no string (apostrophes in comments, in patterns) after which a script is left."""

_OPENING = as_pattern("['\"`]|//|/\\*")
_CLOSINGS = {
    "'": as_pattern(r"'(?:[^'\\\n]|\\(?s:.))*+'"),
    '"': as_pattern(r'"(?:[^"\\\n]|\\(?s:.))*+"'),
    "`": as_pattern(r"`(?:[^`\\]|\\(?s:.))*+`"),
    "//": as_pattern(r"//[^\n]*+"),
    "/*": as_pattern(r"/\*(?s:.*?)\*/"),
}


@dataclass(slots=True)
class Answer:
    """The strings of a JSON answer that may be documents, grouped by the object they are of."""

    documents: list[str] = field(default_factory=list)
    fields: Fields = field(default_factory=Fields)


def looks_like_markup(text: str) -> bool:
    """Whether a string holds markup of text, escaped or not."""
    lowered = text[:20_000].lower()
    return any(mark in lowered for mark in _MARKS)


def unescape_markup(text: str) -> str:
    """Markup whose brackets are character references, once or twice, as markup."""
    for _ in range(2):
        if "<" in text or "&lt;" not in text.replace("&amp;lt;", "&lt;"):
            break
        text = html.unescape(text)
    return text


def as_markup(text: str) -> str:
    """A string as markup: plain text becomes one paragraph a line."""
    text = unescape_markup(text)
    if looks_like_markup(text):
        return text
    return "".join(f"<p>{html.escape(line)}</p>" for line in text.split("\n"))


def carried_documents(root: Element) -> list[str]:
    """Markup in scripts, templates, text areas, attributes and hidden elements of a page."""
    found: list[str] = []
    for element in root.iter():
        if len(found) >= MAX_STRINGS:
            break
        found += _carried(element)
    return found


def _carried(element: Element) -> Iterator[str]:
    tag = tag_of(element)
    if not tag:
        return
    if tag == "script":
        yield from _of_script(element.text or "", (element.get("type") or "").lower())
    elif tag in ("textarea", "template", "noscript"):
        text = "".join(element.itertext()) if tag == "textarea" else _inner(element)
        if len(text) >= LEAST:
            yield as_markup(text)
    elif hidden(element):
        yield _inner(element)
    for name, value in element.attrib.items():
        if len(value) >= LEAST and name not in ("style", "srcdoc") and looks_like_markup(value):
            yield unescape_markup(value)


def _inner(element: Element) -> str:
    from lxml import etree

    inner = [etree.tostring(c, encoding="unicode", method="html") for c in element if tag_of(c)]
    return html.escape(element.text or "") + "".join(inner)


def _of_script(text: str, kind: str) -> Iterator[str]:
    if len(text) < LEAST:
        return
    if "json" in kind:
        answer = read_json(text)
        yield from answer.documents if answer else ()
    elif kind in ("", "module", "text/babel") or "javascript" in kind or "ecmascript" in kind:
        yield from script_documents(text)
    else:
        yield as_markup(text)


def script_documents(script: str) -> list[str]:
    """Markup in the string literals of a script: each run joined by `+` alone, and all that the
    script writes into the page one after the other."""
    runs: list[str] = []
    written: list[str] = []
    for text, is_written in _literals(script):
        (written if is_written else runs).append(text)
    runs.append("".join(written))
    return [as_markup(run) for run in runs if len(run) >= LEAST and _may_be_text(run)][:MAX_STRINGS]


def _may_be_text(text: str) -> bool:
    ideographs = sum("\u3400" <= character <= "\u9fff" for character in text)
    return looks_like_markup(text) and (ideographs >= 40 or text.count("&#") >= 40)


def _literals(script: str) -> Iterator[tuple[str, bool]]:
    """String literals joined by `+`, and whether they are written by document.write."""
    run: list[str] = []
    between = ""
    place = 0
    is_written = False
    for start, end, text in _strings(script):
        between = script[place:start].strip()
        if run and between not in ("+", "+ ", "") and not _is_append(between):
            yield "".join(run), is_written
            run = []
        if not run:
            is_written = between.rstrip(" (").endswith((".write", ".writeln"))
        run.append(text)
        place = end
    if run:
        yield "".join(run), is_written


def _is_append(between: str) -> bool:
    """`; name +=` continues the string begun before."""
    parts = between.split()
    return 2 <= len(parts) <= 3 and parts[-1] == "+=" and between.startswith(";")


def _strings(script: str) -> Iterator[tuple[int, int, str]]:
    """The string literals of a script: start, end, value. Comments are passed over."""
    place = failures = 0
    while failures < MAX_UNCLOSED and (opening := _OPENING.search(script, place)) is not None:
        # `//` within an address is inside a string and never seen here.
        pattern = _CLOSINGS[opening[0]]
        whole = pattern.match(script, opening.start())
        if whole is None:
            failures += 1
            place = opening.end()
            continue
        place = whole.end()
        if opening[0] not in ("//", "/*"):
            yield whole.start(), whole.end(), _unescaped(whole[0][1:-1])


def _unescaped(literal: str) -> str:
    if "\\" not in literal:
        return literal
    made: list[str] = []
    place = 0
    while place < len(literal):
        character = literal[place]
        if character != "\\" or place + 1 >= len(literal):
            made.append(character)
            place += 1
            continue
        follower = literal[place + 1]
        size = {"u": 4, "x": 2}.get(follower, 0)
        digits = literal[place + 2 : place + 2 + size]
        if size and len(digits) == size and all(d in "0123456789abcdefABCDEF" for d in digits):
            made.append(chr(int(digits, 16)))
            place += 2 + size
        else:
            made.append(_ESCAPES.get(follower, follower))
            place += 2
    text = "".join(made)
    # Characters beyond the first plane are written as two halves.
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def read_json(text: str) -> Answer | None:
    """The documents of a JSON or JSONP answer; None where the text is neither."""
    body = text.strip().lstrip("\ufeff")
    if not body.startswith(("{", "[")):
        opening = body.find("(")
        if not 0 < opening < 100 or not body.rstrip("; \n").endswith(")"):
            return None
        body = body[opening + 1 : body.rstrip("; \n").rfind(")")]
    try:
        value = json.loads(body, strict=False)
    except (ValueError, RecursionError):
        return None
    answer = Answer()
    if isinstance(value, (dict, list)):
        _search(value, answer, 0)
    return answer


def _search(value: dict[str, Any] | list[Any], answer: Answer, depth: int) -> None:
    if depth > MAX_DEPTH or len(answer.documents) >= MAX_STRINGS:
        return
    items = value.items() if isinstance(value, dict) else ((None, item) for item in value)
    for key, item in items:
        if isinstance(item, str):
            _string(key, item, answer)
        elif isinstance(item, (dict, list)):
            _search(item, answer, depth + 1)


def _string(key: str | None, text: str, answer: Answer) -> None:
    if len(text) >= LEAST:
        if text[:1] in "{[" and (inner := read_json(text)) is not None:
            answer.documents += inner.documents
        else:
            answer.documents.append(as_markup(text))
    elif key is not None:
        for role in ("title", "publisher", "published"):
            if key.lower() in read_toml("pages.toml")[f"{role}_keys"]:
                answer.fields.metas.setdefault(read_toml("pages.toml")[f"{role}_metas"][0], text)


def require_json(text: str, name: str) -> Answer:
    """The answer in a file that is nothing else. Raises InputError (E308) where it is damaged."""
    answer = read_json(text)
    if answer is None:
        raise InputError(
            "E308",
            "JSON 残缺，或一行一份",
            where=name,
            hint="请重新下载；一行一份的抓取结果请按 JSONL 整批读取",
        )
    return answer
