"""Floor 2: which lines of a document could be headings, of what kind, and how surely.

Takes folded text, gives `Candidate`s in reading order. Each is judged on its own line and its
neighbours; which of them are the headings of this document is decided by `outline`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from typing import Literal

import msgspec
from rapidfuzz import fuzz, process

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import SectionKind
from wenzhi.base.resources import read_toml
from wenzhi.text.normalize import Folded
from wenzhi.text.patterns import compile_quick
from wenzhi.text.sentences import page_number

Style = Literal["plain", "paren", "arabic", "none"]

LONGEST_TITLE = 45
"""Characters without blanks. The longest official title has 27; free outlines join two of them."""

LONG_TITLE = 9
"""Characters from which a title may be mistyped and still be known where body text follows at once."""

COVERED = 0.85
"""Share of a title that must be heading vocabulary: the official titles with one mistyped word have .88."""

SIMILAR = 82.0
"""`rapidfuzz.fuzz.ratio` from which a mistyped title is taken for an official one: two wrong
characters of twelve give 83."""

_REWORDED = 0.93
"""Quality of a title that is no official wording but all vocabulary: a sub-heading is often one too."""

_TWO_KEYWORDS = 5.0
"""Weight of a title with two words that settle its kind: 问题及改进 needs no 情况 to end it."""

_NUMERALS = "一二三四五六七八九十"
_FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾", _NUMERALS)
_ROMAN = {r: n for n, r in enumerate("ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ", 1)}
_DECORATION = (
    r"[\s#*|>·•◆◇■□▲△▶▷▸▹►▻▼▽▾◀●○◎◉▪▫★☆※✦✧❖❑❒➤➢→⇒»›\u2705\u2714\U0001f300-\U0001faff\ufe0f"
    r"【\[《“\"'`_]*"
)
"""Blanks, signs of lists and Markdown, and the icons that pages set before their headings."""
_ORDINAL = as_pattern(
    _DECORATION
    + rf"""(?:
      (?P<paren>[(<\[〔【]\s*(?:[{_NUMERALS}]{{1,3}})\s*[)>\]〕】]?\s*[、.:]?
               |[{_NUMERALS}]{{1,2}}\s*[)]\s*[、.]?)
    | (?P<part>第\s*[{_NUMERALS}]{{1,3}}\s*(?:部分|章|节|条)?\s*[、.,:·]?)
    | (?P<plain>(?:[{_NUMERALS}]{{1,3}}|[壹贰叁肆伍陆柒捌玖拾]|[ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ]|[—–─-](?=\s*[、.]))\s*[、.,:;·・､﹑。丶])
    | (?P<bare>[{_NUMERALS}]{{1,2}})(?=\s*(?!是)[\u4e00-\u9fff])
    | (?P<arabic>\(\s*\d{{1,2}}\s*\)|\d{{1,2}}\s*(?:[、,)]|\.(?!\d)|\s))
    )\s*""",
    re.VERBOSE,
)
_LEADING = as_pattern(_DECORATION)
_CUT = as_pattern(
    r"[。:;!?|\t]|(?<=\S)\s+(?=\S)|(?<!^)\(\s*[一二三四五六七八九十]\s*\)|(?<!^)[一二]是"
    r"|(?<=事项)(?=暂?无|没有|略)"
    r"|(?<!^)(?:20\d\d|二[〇○0]..)\s*年|(?<!^)\((?=本列)|(?<!^)(?:本年度|我[局市县区街镇乡委厅办院省单])"
)
_TRAILING = " \t:;。.,、*|#】]》”\"'`_-"
_PAGE_REFERENCE = as_pattern(r"[\s.·…⋯。_—-]*(?:[.·…⋯_—-]{2,}|\s|\t)[\s.·…⋯_—-]*\(?\d{1,3}\)?\s*$")
_YEAR = as_pattern(r"(?:20\d\d|二[〇○零OO0][一二三四五六七八九〇○零0]{2})年?度?")
_APPENDIX = as_pattern(
    r"附(?:件|表|录|:)\s*(?:[一二三四五六七八九十\d]{1,2})?\s*[:.、]?\s*(?P<name>.{0,40})"
)
_WORDS = as_pattern(r"[\u4e00-\u9fff]{2}")
_CELLS = as_pattern(r"\d[\s|]+\d+[\s|]+\d")
_ENTRY = as_pattern(rf"(?:^|\s)[{_NUMERALS}]{{1,2}}[、.]\s*[\u4e00-\u9fff]")
"""An entry of a table of contents that is set in one line."""
_PERIOD = as_pattern(r"\s*\((?:20\d\d|二[〇○零]..)年?度?\)\s*$")
"""The year in brackets behind the name of an appended table."""
_CONTENTS = as_pattern(r"目录|目次|CONTENTS")
_CLOSED = tuple("。!?;:,、")
_OF_SENTENCES = as_pattern(r"[。;!?|\d]")


class Candidate(msgspec.Struct, frozen=True, gc=False):
    """A line that reads like a heading; `start`, `end` are folded offsets of the heading's text.

    `quality` is 0–1; `line` counts the non-blank lines; `merged` means body text follows on the line.
    """

    line: int
    start: int
    end: int
    no: int | None
    style: Style
    kind: SectionKind | None
    quality: float
    official: bool
    listed: bool
    merged: bool
    marked: bool = False


class Line(msgspec.Struct, frozen=True, gc=False):
    """A non-blank line of folded text: offsets and its characters without blanks."""

    start: int
    end: int
    raw: str
    body: str


@dataclass(frozen=True, slots=True)
class _Wording:
    token: re.Pattern[str]
    weights: dict[str, tuple[tuple[SectionKind, float], ...]]
    official: dict[str, SectionKind]
    longest_first: tuple[str, ...]
    long: tuple[str, ...]
    endings: tuple[str, ...]
    table_rows: re.Pattern[str]
    table_cells: frozenset[str]
    keyword: re.Pattern[str]


class _Title(msgspec.Struct, frozen=True, gc=False):
    """What a title says: its kind, how surely, whether it is an official wording."""

    kind: SectionKind | None
    quality: float
    official: bool
    weight: float


@cache
def wording() -> _Wording:
    """The vocabulary of headings from `data/outline.toml`, compiled."""
    data = read_toml("outline.toml")
    weights: dict[str, list[tuple[SectionKind, float]]] = defaultdict(list)
    for kind, words in data["words"].items():
        for word, weight in words.items():
            weights[word].append((kind, float(weight)))
    words = sorted({*weights, *data["filler"]}, key=lambda word: (-len(word), word))
    heavy = sorted(word for word, kinds in weights.items() if max(w for _, w in kinds) >= 2)
    official = {title: kind for kind, titles in data["official"].items() for title in titles}
    return _Wording(
        token=as_pattern("|".join([_YEAR.pattern, *map(re.escape, words)])),
        weights={word: tuple(kinds) for word, kinds in weights.items()},
        official=official,
        longest_first=tuple(sorted(official, key=len, reverse=True)),
        long=tuple(title for title in official if len(title) >= LONG_TITLE),
        endings=tuple(data["endings"]),
        table_rows=as_pattern("|".join(map(re.escape, data["table_rows"]))),
        table_cells=frozenset(data["table_cells"]),
        keyword=as_pattern("|".join(map(re.escape, heavy))),
    )


def read_lines(folded: Folded) -> list[Line]:
    """The non-blank lines of a document without page numbers.

    A line of running text is broken before an official title with its ordinal that follows a sentence:
    pages saved as text often run their paragraphs together.
    """
    result: list[Line] = []
    start = 0
    for whole in folded.text.split("\n"):
        cuts = [0]
        if len(whole) > LONGEST_TITLE:
            cuts += [match.start("heading") for match in _inner_heading().finditer(whole)]
        for at, end in pairwise([*cuts, len(whole)]):
            raw = whole[at:end]
            body = "".join(raw.split())
            if body and not page_number(raw):
                result.append(Line(start + at, start + end, raw, body))
        start += len(whole) + 1
    return result


@cache
def _inner_heading() -> re.Pattern[str]:
    """An ordinal and an official title after a full stop or blank, that no list of titles goes on from."""
    titles = sorted((t for t in wording().official if len(t) >= 4), key=lambda t: (-len(t), t))
    titles += ["概述"]
    return compile_quick(
        rf"(?<=[。!?)\s])(?P<heading>[{_NUMERALS}]{{1,2}}\s*[、.]\s*(?:{'|'.join(titles)}))"
        r"(?!\s*[;,、及和等])"
    )


def find_candidates(lines: list[Line]) -> list[Candidate]:
    """Every line that could be a heading, in reading order."""
    found: list[Candidate] = []
    taken = -1
    for number in range(len(lines)):
        if number <= taken:
            continue
        candidate = _candidate(lines, number)
        if candidate is not None:
            found.append(candidate)
            while taken + 1 < len(lines) and lines[taken + 1].start < candidate.end:
                taken += 1
    return found


@lru_cache(maxsize=1024)
def numeral(text: str) -> int | None:
    """The number of an ordinal: 四 → 4, 十二 → 12, 第三部分 → 3, (2) → 2, a dash in place of 一 → 1."""
    digits = re.search(r"\d+", text)
    if digits:
        return int(digits[0])
    roman = next((_ROMAN[character] for character in text if character in _ROMAN), None)
    if roman:
        return roman
    chinese = re.search(f"[{_NUMERALS}]+", text.translate(_FORMAL))
    if chinese is None:
        return 1 if re.search("[—–─-]", text) else None
    tens, found, units = chinese[0].partition("十")
    if not found:
        return _NUMERALS.index(chinese[0][0]) + 1
    return 10 * (_NUMERALS.index(tens[-1]) + 1 if tens else 1) + (
        _NUMERALS.index(units[0]) + 1 if units else 0
    )


@lru_cache(maxsize=4096)
def weigh(title: str) -> _Title:
    """What `title` (folded, without blanks or ordinal) says about the kind of the section under it."""
    words = wording()
    if title in words.official:
        return _Title(words.official[title], 1.0, True, 9.0)
    sums: dict[SectionKind, float] = {}
    covered = 0
    for match in words.token.finditer(title):
        covered += match.end() - match.start()
        for said, points in words.weights.get(match[0], ()):
            sums[said] = sums.get(said, 0.0) + points
    coverage = covered / max(len(title), 1)
    kind = max(sums, key=sums.__getitem__, default=None)
    weight = sums[kind] if kind else 0.0
    known, score = _nearest(title)
    reworded = coverage * min(_REWORDED, 0.55 + 0.15 * weight)
    if known and (kind is None or score >= 90 or words.official[known] == kind):
        return _Title(words.official[known], max(score / 100, reworded + 0.02), True, 9.0)
    return _Title(kind, reworded, False, weight)


def _nearest(title: str) -> tuple[str | None, float]:
    """The official title most like `title` and their likeness (0–100)."""
    found = process.extractOne(
        title, wording().official.keys(), scorer=fuzz.ratio, processor=None, score_cutoff=SIMILAR
    )
    return (found[0], found[1]) if found else (None, 0.0)


def _candidate(lines: list[Line], number: int) -> Candidate | None:
    line = lines[number]
    never = _known_never if len(line.raw) <= LONGEST_TITLE else _never
    if never(line.raw):
        return None
    ordinal = _ORDINAL.match(line.raw)
    if ordinal is None and not _worth(line.body):
        return _appendix(lines, number)
    words = wording()
    if ordinal is None:
        return _unnumbered(lines, number) or _appendix(lines, number)
    style = _style(ordinal)
    if style == "arabic" and not _WORDS.search(line.body):
        return None
    no = numeral(ordinal[0])
    start = line.start + _LEADING.match(line.raw).end()  # type: ignore[union-attr]
    after = _past_ordinals(line.raw, ordinal.end())
    attached = _appendix(lines, number, after)
    if attached is not None:
        return msgspec.structs.replace(attached, start=start, no=no, style=style)
    read = _title(lines, number, after)
    if read is None:
        return None
    title, end, listed, merged = read
    known = title.official or (_spaced(ordinal) and _before_prose(lines, number) and not merged)
    if ordinal["bare"] and not known:
        return None
    celled = style == "paren" or (style == "arabic" and not _before_prose(lines, number))
    if celled and _body(line.raw[after:]) in words.table_cells:
        return None
    if not title.official and line.body.endswith(("、", ",", ";")) and not merged:
        return None
    return Candidate(
        number, start, end, no, style, title.kind, title.quality, title.official, listed, merged
    )


def _never(raw: str) -> bool:
    """Whether a line is no heading wherever it stands."""
    body = "".join(raw.split())
    if _ORDINAL.match(raw) is None and not _worth(body):
        return _appendix_name(body) is None
    return wording().table_rows.search(body[:12]) is not None or _CELLS.search(raw) is not None


_known_never = lru_cache(maxsize=16384)(_never)
"""Labels and numbers of tables come again in every report."""


def _worth(body: str) -> bool:
    return 2 <= len(body) <= LONGEST_TITLE and wording().keyword.search(body) is not None


def _style(ordinal: re.Match[str]) -> Style:
    if ordinal["paren"] or (ordinal["part"] and "条" in ordinal["part"]):
        return "paren"  # articles run on below the sections, as (一) does, unless they are all there is
    return "arabic" if ordinal["arabic"] else "plain"


def _spaced(ordinal: re.Match[str]) -> bool:
    """Whether a blank stands for the mark after a numeral: 三　依申请公开."""
    return ordinal[0][-1].isspace()


def _before_prose(lines: list[Line], number: int) -> bool:
    """Whether a sentence stands below a line; below a cell of a table stands another cell."""
    return number + 1 < len(lines) and lines[number + 1].body.endswith("。")


def _past_ordinals(raw: str, end: int) -> int:
    """Past a repeated ordinal (一、一、总体情况), which list numbering by Word leaves behind."""
    again = _ORDINAL.match(raw[end:])
    if (
        again is not None
        and not again["bare"]
        and not again["arabic"]
        and again.end() < len(raw) - end
    ):
        return end + again.end()
    return end


def _title(lines: list[Line], number: int, after: int) -> tuple[_Title, int, bool, bool] | None:
    """The title after an ordinal: what it says, its folded end, in a list of titles?, merged?"""
    line = lines[number]
    raw = line.raw[after:]
    referred = _page_reference(raw)
    listed = referred is not None and referred.start() > 0
    if referred is not None and listed:
        raw = raw[: referred.start()]
    body = _body(raw)
    whole = weigh(body) if len(body) <= LONGEST_TITLE else None
    if whole is not None and whole.kind and (whole.official or whole.quality >= COVERED * 0.9):
        cut = _cut(raw) if whole.quality < 1.0 or not whole.official else None
        if cut is not None and cut[0].quality >= whole.quality:
            return cut[0], line.start + after + cut[1], listed or _lists(raw[cut[1] :]), True
        joined = None if body.endswith(wording().endings) else _joined(lines, number, body)
        if joined is not None:
            return joined[0], joined[1], listed, False
        return whole, line.start + after + _printed(raw), listed, False
    joined = _joined(lines, number, body) if len(body) <= LONGEST_TITLE else None
    if joined is not None:
        return joined[0], joined[1], listed, False
    cut = _cut(raw)
    if cut is not None:
        rest = raw[cut[1] :]
        return cut[0], line.start + after + cut[1], listed or _lists(rest), True
    if whole is not None and _heading_like(body):
        weak = _Title(whole.kind, whole.quality * 0.6, False, whole.weight)
        return weak, line.start + after + _printed(raw), listed, False
    return None


def _page_reference(raw: str) -> re.Match[str] | None:
    """The number of a page at the end of a line."""
    figure = raw.rstrip().removesuffix(")")[-1:].isdecimal()
    return _PAGE_REFERENCE.search(raw) if figure else None


def _cut(raw: str) -> tuple[_Title, int] | None:
    """The title at the start of a line that goes on with body text, and where it ends in `raw`."""
    return _cut_start(raw[: LONGEST_TITLE * 2])


@lru_cache(maxsize=4096)
def _cut_start(raw: str) -> tuple[_Title, int] | None:
    best: tuple[_Title, int] | None = None
    for match in _CUT.finditer(raw):
        body = _body(raw[: match.start()])
        if not 2 <= len(body) <= LONGEST_TITLE:
            continue
        title = weigh(body)
        good = title.official or (title.weight >= 2 and title.quality >= COVERED)
        if title.kind and good and (best is None or title.quality > best[0].quality):
            best = title, _printed(raw[: match.start()])
    if best is not None:
        return best
    squeezed, places = _squeeze(raw)
    known = next((title for title in wording().longest_first if squeezed.startswith(title)), None)
    if known is not None and len(squeezed) > len(known):
        return weigh(known), places[len(known) - 1] + 1
    for known in wording().long:
        head = squeezed[: len(known)]
        if fuzz.ratio(head, known, score_cutoff=88):
            return _Title(wording().official[known], 0.88, True, 9.0), places[len(head) - 1] + 1
    return None


def _joined(lines: list[Line], number: int, body: str) -> tuple[_Title, int] | None:
    """A title that goes on in the next one or two lines, if it does."""
    text = body
    alone = weigh(body) if body else None
    for ahead in lines[number + 1 : number + 3]:
        if _ORDINAL.match(ahead.raw) or ahead.body.endswith("。"):
            return None
        part = _body(ahead.raw)
        if wording().table_rows.search(part) or _repeats(text, part):
            return None
        text += part
        if len(text) > LONGEST_TITLE:
            return None
        title = weigh(text)
        better = alone is None or not alone.official or title.quality > alone.quality
        if (
            title.kind
            and better
            and text.endswith(wording().endings)
            and (title.official or title.quality >= _REWORDED)
        ):
            return title, ahead.start + _printed(ahead.raw)
    return None


def _repeats(text: str, part: str) -> bool:
    """Whether a line says again what the title said, as the caption of a table does."""
    said = set(wording().keyword.findall(text))
    return bool(said & set(wording().keyword.findall(part)))


def _lists(rest: str) -> bool:
    """Whether what follows a title on its line is more titles, as where a preamble lists them."""
    body = "".join(rest.split())
    known = {
        kind for title, kind in wording().official.items() if len(title) >= 4 and title in body
    }
    return (
        body.startswith(("、", ";", ","))
        or len(known) >= 2
        or (len(_ENTRY.findall(rest)) >= 2 and not re.search("[。;!?]", rest))
    )


def _heading_like(body: str) -> bool:
    """Whether an unknown title is at least short and no sentence."""
    return 2 <= len(body) <= 24 and not body.endswith(_CLOSED) and not _OF_SENTENCES.search(body)


def _unnumbered(lines: list[Line], number: int) -> Candidate | None:
    """A heading without an ordinal: a title alone on its line, or over two."""
    line = lines[number]
    words = wording()
    leading = _LEADING.match(line.raw)
    skip = leading.end() if leading else 0
    raw = line.raw[skip:]
    referred = _page_reference(raw)
    listed = referred is not None and referred.start() > 0
    if referred is not None and listed:
        raw = raw[: referred.start()]
    name = _PERIOD.sub("", raw)
    body = _body(name)
    if body in words.table_cells or not body or (number and _unfinished(lines[number - 1])):
        return None
    title, end = weigh(body), line.start + skip + _printed(raw)
    # Two cells of a table's head (行政复议 | 行政诉讼) are two keywords too.
    alone = name.strip(_TRAILING) == body
    ended = body.endswith(words.endings) or (alone and title.weight >= _TWO_KEYWORDS)
    if not ended or line.body.endswith(("、", "及", "和", "与")):
        joined = _joined(lines, number, body) if alone else None
        if joined is None:
            return None
        title, end = joined
    elif line.body.endswith(("。", ",", ";")):
        return None
    sure = title.official or (title.quality >= _REWORDED and title.weight >= 3)
    if title.kind is None or not sure:
        return None
    # A colon opens a list (改进情况：) more often than a section.
    quality = title.quality * (0.9 if line.body.endswith(":") else 1.0)
    marked = "#" in line.raw[:skip] or "*" in line.raw[:skip]
    return Candidate(
        number,
        line.start + skip,
        end,
        None,
        "none",
        title.kind,
        quality,
        title.official,
        listed,
        False,
        marked,
    )


def _unfinished(line: Line) -> bool:
    """Whether a line is running text that breaks off: the next line continues it."""
    return len(line.body) >= 20 and line.body[-1] not in "。!?;:.”)" and "," in line.body


def _appendix(lines: list[Line], number: int, after: int = 0) -> Candidate | None:
    """An appendix or a table of contents, by its title; `after` is where an ordinal ends."""
    line = lines[number]
    name = "".join(line.raw[after:].split())
    kind = _appendix_name(name)
    if kind is None or (number + 1 == len(lines) and name.strip(":：") in ("附件", "附")):
        return None  # a page says 附件 also where none is attached
    start = line.end - len(line.raw.lstrip())
    end = line.start + len(line.raw.rstrip())
    return Candidate(number, start, end, None, "none", kind, 0.9, False, False, False)


def _appendix_name(body: str) -> SectionKind | None:
    """What a line without blanks names: a table of contents, an appendix, its statistics."""
    if _CONTENTS.fullmatch(body):
        return "contents"
    match = _APPENDIX.fullmatch(body)
    if match is None or body.endswith("。"):
        return None
    return "statistics" if re.search("统计|指标", match["name"]) else "appendix"


def _body(raw: str) -> str:
    return "".join(raw.split()).strip(_TRAILING)


def _printed(raw: str) -> int:
    """Length of `raw` without trailing blanks and marks."""
    return len(raw.rstrip(_TRAILING + "\u3000"))


def _squeeze(raw: str) -> tuple[str, list[int]]:
    places = [index for index, character in enumerate(raw) if not character.isspace()]
    return "".join(raw[index] for index in places), places
