"""Floor 2: figures in prose that count something, with the words around them.

Takes the folded text of a run of paragraphs and where its words begin; gives `Mention`s in reading
order, each with its clause before (`lead`) and behind (`tail`) and the thing counted. Dates, ordinals,
fixed phrases and other decoys are left out here. It must not know indicators, totals or scopes.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Approximation, Role, Scope, Span, Subject
from wenzhi.parse.figures.vocabulary import Vocabulary, vocabulary
from wenzhi.text.numerals import ARABIC, Number, Quantity, find_quantities, parse_numeral
from wenzhi.text.patterns import compile_quick
from wenzhi.text.words import Words

BULLETS = "●○◆◇■▲△▼★☆※▪▫•▶►➢✦"
"""Marks of list items; within a line they part items as a semicolon does."""
_BREAK = compile_quick(rf"[;。:!?()【|\n{BULLETS}]|—(?=—)|(?<=—)—|(?<!\d),|,(?!\d{{3}}(?!\d))")
_HARD = as_pattern(r"[。!?\n]")
_QUOTE = as_pattern(r"“[^“”\n]*”|‘[^‘’\n]*’|《[^《》\n]*》|「[^「」\n]*」|\"[^\"\n]*\"")
_LONGEST_FIGURE = 16
BULLET = r"(?:[◆●■▲◇○★☆※•·▶►➢✦*>-]|\(?[\d一二三四五六七八九十]{1,2}[).、]|[①-⑳])*"
_HEAD = as_pattern(
    rf"(?:\A|[\n。;]){BULLET}"
    r"(?:[【〔\[“「](?P<boxed>[^】〕\]”」\n]{1,14})[】〕\]”」]:?|(?P<colon>[^,;。:()\d\n]{2,14})(?:\([^(),;。:\d\n]{1,6}\))?:"
    r"|(?P<side>[^,;。:()\d\n]{2,12})(?:方面|情况|上)[,:]|(?P<alone>[^,;。:()\d\n]{2,14})(?=[。\n]))"
)
"""What a paragraph or a sentence says it is about: 【培训】, 会议:, 规章方面, or a short line by itself."""
_LISTED = as_pattern(r"\d{1,2}\.(?=(\d+)[^\d十百千万亿余多])")


@dataclass(slots=True, eq=False)
class Mention:
    """A count in the making; spans are in the folded text. Later stages fill the last fields."""

    start: int
    end: int
    figure: int
    value: Number | None
    low: Number | None
    high: Number | None
    approx: Approximation | None
    unit: str | None
    zero: bool = False
    phrase: str = ""
    lead: str = ""
    tail: str = ""
    lead_start: int = 0
    reach: str = ""
    intro: str = ""
    sentence: str = ""
    head: str = ""
    behind: str = ""
    object: str | None = None
    scope: Scope = "report_year"
    subject: Subject = "office"
    channel: str | None = None
    role: Role | None = None
    parent: Mention | None = None
    group: int = 0
    closed: bool | None = None
    base: Mention | None = None
    adds: tuple[Mention, ...] = ()
    listed: bool = False
    whole: Mention | None = None
    indicator: str | None = None

    @property
    def label(self) -> str:
        """The clause with `#` for the figure, or the negated phrase itself."""
        return self.lead + "#" + self.tail

    @property
    def countable(self) -> bool:
        """Whether it counts things, rather than states a ratio."""
        return self.unit not in vocabulary().ratios


@dataclass(frozen=True)
class Page:
    """The text being read, with its words and breaks."""

    text: str
    words: Words

    @cached_property
    def breaks(self) -> list[int]:
        """Where clauses end: the places of commas, semicolons, brackets and so on."""
        return [match.start() for match in _BREAK.finditer(self.text)]

    @cached_property
    def hard_breaks(self) -> list[int]:
        """Where sentences and paragraphs end."""
        return [match.start() for match in _HARD.finditer(self.text)]

    @cached_property
    def brackets(self) -> list[Span]:
        """Spans between matching parentheses, in order of their opening."""
        found: list[Span] = []
        opened: list[int] = []
        for match in re.finditer(r"[()\n]", self.text):
            if match[0] == "(":
                opened.append(match.start())
            elif match[0] == "\n":
                opened.clear()
            elif opened:
                found.append((opened.pop(), match.start()))
        return sorted(found)

    def clause_start(self, place: int) -> int:
        """The first character of the clause that holds `place`."""
        index = bisect_left(self.breaks, place)
        return self.breaks[index - 1] + 1 if index else 0

    def clause_end(self, place: int) -> int:
        """The break that ends the clause that holds `place`."""
        index = bisect_left(self.breaks, place)
        return self.breaks[index] if index < len(self.breaks) else len(self.text)

    def sentence_start(self, place: int) -> int:
        """The first character of the sentence that holds `place`."""
        index = bisect_left(self.hard_breaks, place)
        return self.hard_breaks[index - 1] + 1 if index else 0

    def sentence_end(self, place: int) -> int:
        """The break that ends the sentence that holds `place`."""
        index = bisect_left(self.hard_breaks, place)
        return self.hard_breaks[index] if index < len(self.hard_breaks) else len(self.text)

    def paragraph_start(self, place: int) -> int:
        """The first character of the paragraph that holds `place`."""
        return self.text.rfind("\n", 0, place) + 1

    @cached_property
    def heads(self) -> list[tuple[int, str]]:
        """Where a topic is announced, and its words: 【培训】, 会议:, 规章方面,."""
        return [
            (match.end(), next(filter(None, match.groups()))) for match in _HEAD.finditer(self.text)
        ]

    def head(self, place: int) -> str:
        """The topic announced before `place` in its paragraph, or by a short line right above it."""
        end = self.head_place(place)
        index = bisect_left(self.heads, (end, ""))
        if end < 0:
            return ""
        words = self.heads[index][1]
        above = self.text.startswith("\n", end) and self.text.find("\n", end + 1, place) < 0
        return words if above or end > self.paragraph_start(place) else ""

    @cached_property
    def barred(self) -> Barred:
        """Stretches whose figures count nothing."""
        return Barred.of(self, vocabulary())

    def head_place(self, place: int) -> int:
        """Where the last announced topic before `place` ends; -1 where there is none."""
        index = bisect_right(self.heads, (place, "\uffff"))
        return self.heads[index - 1][0] if index else -1

    def bracket(self, place: int) -> Span | None:
        """The innermost pair of parentheses around `place`."""
        around = [span for span in self.brackets if span[0] < place <= span[1]]
        return around[-1] if around else None

    def tokens(self, start: int, end: int) -> Iterator[Span]:
        """Words of `[start, end)`, cut at its ends where they lie inside a word."""
        while start < end:
            stop = min(self.words.next_after(start), end)
            yield start, stop
            start = stop


def find_figures(page: Page) -> list[Mention]:
    """Every figure that counts something, without its context."""
    words = vocabulary()
    barred = page.barred
    counted = [
        _unlisted(
            page.text,
            Mention(q.start, q.end, q.figure, q.value, q.low, q.high, q.approx, q.unit),
            words,
        )
        for q in find_quantities(page.text, words.unit)
        if _counts(page, q, barred, words)
    ]
    shared = [one for mention in counted for one in _sharing_its_unit(page, mention)]
    return [
        *counted,
        *shared,
        *_bare_figures(page, barred, words),
        *_bracketed_units(page, barred, words),
    ]


_UNITLESS = as_pattern(rf"(?:分别|依次)[^,;。:()\d]{{0,14}}?(?P<figures>(?:{ARABIC}[、和及与])+)$")
_LONGEST_RUN = 60


def _sharing_its_unit(page: Page, last: Mention) -> Iterator[Mention]:
    """微博、微信分别发布860、412和375条: the figures before the one whose unit is theirs too."""
    if last.value is None or last.figure != last.start:
        return
    floor = max(0, last.start - _LONGEST_RUN)
    told = any(page.text.find(word, floor, last.start) >= 0 for word in ("分别", "依次"))
    run = _UNITLESS.search(page.text, floor, last.start) if told else None
    if run is None:
        return
    for figure in re.finditer(ARABIC, run["figures"]):
        start = run.start("figures") + figure.start()
        value = parse_numeral(figure[0])
        yield Mention(start, start + len(figure[0]), start, value, None, None, None, last.unit)


_ENDS = r"(?=[;。、)\n和与及]|,(?!\d)|的[\d一二两三]|$)"
_TEN_THOUSANDS = compile_quick(rf"万[余多]?{_ENDS}")
_PEOPLE = as_pattern("人口|居民|(?:关注|人数)[^万]{0,4}$")
_OF_NO_THING = as_pattern("[元钱资款]|费|金额|经费|价|产值|收入|预算|投入|均")
"""Before so many: money, or an average."""


def _ten_thousands(page: Page, barred: Barred) -> Iterator[Mention]:
    """微信关注1.8万,抖音关注3.4万: so many of what is named before, unless that is money or an average."""
    for match in _TEN_THOUSANDS.finditer(page.text):
        floor = page.clause_start(match.start())
        opening = max(page.sentence_start(floor), floor - _LONGEST_FIGURE)
        if _OF_NO_THING.search(page.text, opening, match.start()):
            continue
        told = page.text[floor : match.end() + 2]
        for quantity in find_quantities(told, _ENDS):
            start, end = floor + quantity.start, floor + quantity.end
            plain = quantity.value is not None and "万" in page.text[start:end]
            if plain and end <= match.end() and not barred.touch(start, end):
                low, high = quantity.low, quantity.high
                unit = "人" if _PEOPLE.search(page.text, floor, start) else None
                yield Mention(start, end, start, quantity.value, low, high, quantity.approx, unit)


def _bare_figures(page: Page, barred: Barred, words: Vocabulary) -> Iterator[Mention]:
    """Figures without a unit behind 访问量, 粉丝数 and the like, and bare tens of thousands."""
    told: set[int] = set()
    for one in (*_amounts(page, barred, words), *_ten_thousands(page, barred)):
        if one.end not in told:
            told.add(one.end)
            yield one


def _amounts(page: Page, barred: Barred, words: Vocabulary) -> Iterator[Mention]:
    """Figures without a unit behind 访问量, 粉丝数 and the like."""
    for match in words.amounts.finditer(page.text):
        rest = page.text[match.end() : match.end() + _LONGEST_FIGURE]
        quantity = next(find_quantities(rest, r"(?=[;。、)\n]|,(?!\d)|$)"), None)
        if quantity is None or quantity.start or quantity.value == 0:
            continue
        start, end = match.end(), match.end() + quantity.end
        if not barred.touch(start, end):
            low, high = quantity.low, quantity.high
            yield Mention(start, end, start, quantity.value, low, high, quantity.approx, None)


@cache
def _bracketed(unit: str) -> re.Pattern[str]:
    told = rf"(?:单位[:为]?)?(?:{unit})"
    return as_pattern(
        rf"(?<![\d.,])(?P<first>{ARABIC})\((?:{told},?下同|单位[:为]?(?:{unit}))\)"
        rf"|\({told}(?:,?下同)?\)[:为共]+(?P<second>{ARABIC})(?=[,;。、()\n]|$)"
    )


_BESIDE = as_pattern(r"\d\(|\)[:为共]+\d")
"""What both have, 412(条 and (条):412; most texts have neither, and the pattern of all units is long."""
_UNIT_TOLD = as_pattern(r"\((?:单位[:为]?)?([^(),]+)")


def _bracketed_units(page: Page, barred: Barred, words: Vocabulary) -> Iterator[Mention]:
    """公开总数:412(条,下同), 公开总数(条):412: the unit stands in brackets beside the figure."""
    if _BESIDE.search(page.text) is None:
        return
    for match in _bracketed(words.unit).finditer(page.text):
        start, end = match.span("first" if match["first"] else "second")
        told = _UNIT_TOLD.search(match[0])
        unit = told[1].removesuffix("下同") if told else None
        if unit in words.ratios or barred.touch(start, end):
            continue
        value = parse_numeral(page.text[start:end])
        yield Mention(start, end, start, value, None, None, None, unit)


def _unlisted(text: str, mention: Mention, words: Vocabulary) -> Mention:
    """A list number glued to the figure is taken off: 3.12件 at a line's start is item 3, 12件."""
    glued = _LISTED.match(text, mention.start)
    opens = mention.start == 0 or text[mention.start - 1] in "\n。;:"
    if glued and opens and mention.unit not in words.ratios | words.money:
        mention.start = mention.figure = glued.end()
        mention.value = int(text[glued.end() : glued.end(1)])
    return mention


@dataclass(frozen=True, slots=True)
class Barred:
    """Stretches of text whose figures count nothing: dates, ordinals, quoted names."""

    starts: list[int]
    ends: list[int]

    @staticmethod
    def of(page: Page, words: Vocabulary) -> Barred:
        """The barred stretches of a page."""
        spans = [match.span() for match in words.decoys.finditer(page.text)]
        spans += [
            match.span()
            for match in _QUOTE.finditer(page.text)
            if match.end() - match.start() <= words.quote_limit
        ]
        starts: list[int] = []
        ends: list[int] = []
        for start, end in sorted(spans):
            if ends and start < ends[-1]:
                ends[-1] = max(ends[-1], end)
            else:
                starts.append(start)
                ends.append(end)
        return Barred(starts, ends)

    def touch(self, start: int, end: int) -> bool:
        """Whether `[start, end)` overlaps a barred stretch."""
        index = bisect_left(self.ends, start + 1)
        return index < len(self.starts) and self.starts[index] < end


def _counts(page: Page, quantity: Quantity, barred: Barred, words: Vocabulary) -> bool:
    if quantity.unit in words.time or barred.touch(quantity.figure, quantity.end):
        return False
    if not quantity.chinese:
        return True
    if not _on_words(page, quantity.figure, quantity.end):
        return False
    surface = page.text[quantity.figure : quantity.end]
    return (
        surface[0] != "一"
        or len(surface) - len(quantity.unit or "") > 1
        or _one(page, quantity, words)
    )


_COME = tuple("来到听参受")


def _on_words(page: Page, start: int, end: int) -> bool:
    """Whether no word reaches over the ends of `[start, end)`: 一 in 统一, 家 in 五家渠."""
    start -= page.text[start - 1 : start] == "共"  # the segmenter joins 共九人
    if not (page.words.begins(start) or page.words.begins(start + 1)):
        return False
    if page.text[end - 1] in "人名位" and page.text[end : end + 1] in _COME:
        return True  # 六十多人来听: the segmenter joins 人来
    if page.text.endswith("个人", start, end):
        return True  # 两个人管这事
    return end == len(page.text) or page.words.begins(end)


_CASES = frozenset({"件", "起", "宗", "例"})
_OF_CASES = as_pattern("[^,;。:()]{0,6}(?:复议|诉讼|申请|结转|官司|案件)[^,;。:()]{0,4}有")


def _among_others(page: Page, quantity: Quantity) -> bool:
    """三件同意公开,一件因…: 一 at the head of its clause counts where another number of them does."""
    start = page.clause_start(quantity.figure)
    opening = page.text[start : quantity.figure]
    if quantity.unit not in _CASES and opening not in ("其中", "其中有"):
        return False  # 发布会2场,其中一场由局长主持
    if opening not in (
        "",
        "另",
        "另有",
        "另外",
        "还有",
        "其余",
        "剩余",
        "余下",
        "剩",
        "剩下",
        "还剩",
        "只剩",
        "尚有",
        "仍有",
        "其中",
        "其中有",
    ):
        return False
    sentence = page.text[page.sentence_start(start) : page.sentence_end(start)]
    return re.search(rf"[\d二两三四五六七八九十]{quantity.unit}", sentence) is not None


def _one(page: Page, quantity: Quantity, words: Vocabulary) -> bool:
    """Whether 一 with a classifier counts (收到申请一件) or is only an article (一项工作)."""
    if quantity.unit not in words.vague_one:
        return True
    if _among_others(page, quantity):
        return True
    start = page.clause_start(quantity.figure)
    figure = quantity.figure
    last = max(start, page.words.last_before(figure)) if figure > start else start
    before = page.text[last:figure].removesuffix("了") or page.text[max(start, last - 4) : last]
    closes = quantity.end >= len(page.text) or page.text[quantity.end] in ",;。、:)\n"
    if closes and before == "的":
        return quantity.unit in _CASES  # 加上上年结转的一件
    if closes and before in ("有", "共有", "仅有") and quantity.unit in _CASES:
        return _OF_CASES.match(page.text, start) is not None  # 复议有一件
    if closes:
        return figure > start and before not in words.adverbs - {"共", "共计", "仅", "计", "合计"}
    if quantity.unit in ("个", "种", "类", "批", "项", "条", "家", "位", "处", "支", "张", "台"):
        return False
    return before in words.one_verbs or words.one_things.match(page.text, quantity.end) is not None
