"""Floor 2: the title of a report and the shape of an organ's name.

Takes lines of folded text, or the title a page gives; gives the title with the organ and the year it
names. A title may run over four lines, or stand merged with the text below it.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import msgspec

from wenzhi.base.patterns import as_pattern
from wenzhi.base.resources import read_toml
from wenzhi.parse.meta.timestamps import years_in
from wenzhi.text.normalize import fold

_TITLE_WINDOW = 4
_LONGEST_TITLE = 80
_LONGEST_NAME = 40

_SUBJECT = r"(?:政府信息(?:和政务)?公开|政务信息公开|政务公开|信息公开|政府信息依法公开)"
_TITLE = as_pattern(
    rf"(?P<before>[^。;!?>|]{{0,60}}?)(?P<subject>{_SUBJECT})"
    r"(?P<between>(?:工作|年度|年|情况|的|和|与|及|、|政务公开|政务工作|20\d\d|二[〇○零OO0][一二三四五六七八九〇○零O0]{2}|[()]|条例|[《》]|贯彻|实施|执行|落实|专题|自查|目标|完成|编制|上半|全)*)"
    r"(?P<end>报告书?|年报|总结|公报)(?P<after>\(?(?:20\d\d)?年?度?\)?)"
)
_LABEL = as_pattern(r"^(?:标题|名称|信息名称|文件名称|文章标题|题名)[:：]?")
_NO_TITLE = as_pattern(
    r"现将|现公布|根据|按照|依据|本报告|本年报|特向|以下简称|索引号"
    r"|关于(?:做好|印发|报送|开展)|当前位置|首页|上一篇|下一篇|如下"
)
_YEAR_PHRASE = as_pattern(
    r"(?:20\d\d|二[〇○零OO0][一二三四五六七八九〇○零OO0]{2})(?:[-—~至](?:20\d\d)?)?年?度?"
)
_SELF = as_pattern(
    r"^(?:我|本|全|各|该|贵|其|此|上级)|^(?:年度|政府|人民政府|信息|报告|工作|附件)$|国务院办公厅|^国办|网站$"
)
_TITLE_EDGES = as_pattern(
    r"^(?:关于|附件\d*[:.、]?|\d+[.、]|[(（《\"“]|报送)+|(?:关于|的|[)）》\"”、,:·-])+$"
)

_TITLE_PARTS = as_pattern(r"[-_|>»—–\s]+")
"""Between a page's own title and the names of the site and its columns."""


class Line(msgspec.Struct, frozen=True, gc=False):
    """A line that is not blank: where it starts in the report's text, without its blanks, as printed."""

    start: int
    text: str
    raw: str


@dataclass(frozen=True, slots=True)
class Title:
    """A title as printed, the organ and the year it names, and whether a label stands before it."""

    text: str
    organ: str | None
    year: int | None
    labelled: bool


def find_title(head: Sequence[Line]) -> Title | None:
    """The first title in the head, over up to four lines; one with an organ is preferred."""
    found: list[Title] = []
    at = 0
    while at < len(head):
        title, used = _title_at(head, at)
        if title is not None:
            found.append(title)
        at += used
    named = [title for title in found if title.organ]
    printed = [title for title in named if not title.labelled]
    return next(iter((*printed, *named, *found)), None)


def _title_at(head: Sequence[Line], at: int) -> tuple[Title | None, int]:
    for length in range(1, _TITLE_WINDOW + 1):
        window = head[at : at + length]
        if len(window) < length:
            break
        text = "".join(line.text for line in window)
        if len(text) > _LONGEST_TITLE and length > 1:
            break
        match = _title_match(text)
        if match is None:
            continue
        later = length > 1 and _title_match("".join(line.text for line in window[1:])) is not None
        first = window[0].text
        # A window that begins a line later holds the title: only the organ's name or a year may stand
        # in the line before it.
        if later and not (is_name(clean_name(first)) or _YEAR_PHRASE.fullmatch(first)):
            return None, 1
        title = _read_title(text, match, "".join(line.raw.strip() for line in window))
        return _with_year_below(title, head[at + length : at + length + 1]), length
    return None, 1


def _with_year_below(title: Title, below: Sequence[Line]) -> Title:
    """A title without a year, whose year stands alone in the line below it: (2021年度)."""
    alone = _YEAR_PHRASE.fullmatch(below[0].text.strip("()[]")) if below else None
    if title.year is not None or alone is None:
        return title
    return dataclasses.replace(title, year=next(iter(years_in(alone[0])), None))


def _title_match(text: str) -> re.Match[str] | None:
    body = _LABEL.sub("", text).lstrip("*#|《【[ ")
    match = _TITLE.match(body)
    if match is None or _NO_TITLE.search(match["before"]) or "," in match["before"]:
        return None
    rest = body[match.end() :].strip("*#|》】] ")
    # A title line ends there, or the body was merged onto it; a sentence about the report goes on.
    if rest and re.match(r"[的,、及和]|编制|公布|已|由|如下|中|是|要求|格式|工作", rest):
        return None
    return match


def page_title(said: str | None) -> Title | None:
    """The title a page or export gives, without the names of the site around it."""
    if not said:
        return None
    folded = fold(said).text
    parts = [part for part in _TITLE_PARTS.split(folded) if part]
    found = [
        _read_title(text, match, raw)
        for text, raw in [*zip(parts, parts, strict=True), ("".join(parts), folded)]
        if (match := _title_match(text)) is not None
    ]
    best = next((one for one in found if one.organ), found[-1] if found else None)
    return dataclasses.replace(best, labelled=True) if best else None


def _read_title(text: str, match: re.Match[str], raw: str) -> Title:
    whole = _printed(match[0].rstrip("("), raw)
    name = clean_name(match["before"])
    if name.endswith("人民") and match["subject"].startswith("政府"):
        name += "政府"
    years = years_in(match["before"])
    year = years[-1] if years else next(iter(years_in(match["between"] + match["after"])), None)
    return Title(whole, name if is_name(name) else None, year, bool(_LABEL.match(text)))


def _printed(title: str, raw: str) -> str:
    """`title` with the blanks it is printed with, unless they only space out its letters."""
    places = [index for index, character in enumerate(raw) if not character.isspace()]
    found = "".join(raw.split()).find(title)
    last = found + len(title) - 1
    printed = " ".join(raw[places[found] : places[last] + 1].split()) if found >= 0 else title
    return title if printed.count(" ") * 4 > len(title) else printed


def clean_name(text: str) -> str:
    """A name without years, quotes and the words that tie it to a title."""
    body = text.lstrip("*#|《【[ ").rstrip("*#|》】] ")
    body = _YEAR_PHRASE.sub("", body)
    while True:
        stripped = _TITLE_EDGES.sub("", body)
        if stripped == body:
            return body
        body = stripped


def is_name(name: str) -> bool:
    """Whether a run of text has the shape of an organ's name or of a place's."""
    if not 2 <= len(name) <= _LONGEST_NAME or _SELF.search(name):
        return False
    if not re.fullmatch(r"[\u4e00-\u9fff()·、]+", name):
        return False
    return re.sub(r"\(.*?\)$", "", name).endswith(_endings())


@cache
def _endings() -> tuple[str, ...]:
    """How names of organs and of places end."""
    names = read_toml("organs.toml")["names"]
    return (*names["endings"], *names["places"])
