"""Floor 2: figures in prose that count something, with the words around them.

Takes the folded text of a run of paragraphs and the starts of its tokens; gives `Mention`s in reading
order, each with its clause before (`lead`) and behind (`tail`) and the thing counted. Dates, ordinals,
fixed phrases and other decoys are left out here. It must not know indicators, totals or scopes.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from wenzhi.base.records import Approximation, Role, Scope, Span, Subject
from wenzhi.parse.vocabulary import Vocabulary, vocabulary
from wenzhi.text.numerals import Number, Quantity, find_quantities

_BREAK = re.compile(r"[;。:!?()\n]|(?<!\d),|,(?!\d{3}(?!\d))")
_HARD = re.compile(r"[。!?\n]")
_QUOTE = re.compile(r"“[^“”\n]*”|‘[^‘’\n]*’|《[^《》\n]*》|「[^「」\n]*」|\"[^\"\n]*\"")
_JOINS = re.compile(r"(?:、|以及|和|及|与|并|或)+")
_LISTED = re.compile(r"\d{1,2}\.(?=(\d+)[^\d十百千万亿余多])")


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
    sentence: str = ""
    object: str | None = None
    scope: Scope = "report_year"
    subject: Subject = "office"
    channel: str | None = None
    role: Role | None = None
    parent: Mention | None = None
    group: int = 0
    closed: bool | None = None
    base: Mention | None = None
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
    """The text being read, with its tokens and breaks."""

    text: str
    token_starts: Sequence[int]

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

    def bracket(self, place: int) -> Span | None:
        """The innermost pair of parentheses around `place`."""
        around = [span for span in self.brackets if span[0] < place <= span[1]]
        return around[-1] if around else None

    def tokens(self, start: int, end: int) -> Iterator[Span]:
        """Tokens of `[start, end)`, cut at its ends where they lie inside a token."""
        index = bisect_right(self.token_starts, start) - 1
        while index < len(self.token_starts) and start < end:
            index += 1
            following = (
                self.token_starts[index] if index < len(self.token_starts) else len(self.text)
            )
            stop = min(following, end)
            if stop > start:
                yield start, stop
            start = stop


def find_figures(page: Page) -> list[Mention]:
    """Every figure with a unit that counts something, without its context."""
    words = vocabulary()
    barred = Barred.of(page, words)
    return [
        _unlisted(
            page.text,
            Mention(q.start, q.end, q.figure, q.value, q.low, q.high, q.approx, q.unit),
            words,
        )
        for q in find_quantities(page.text, words.unit)
        if _counts(page, q, barred, words)
    ]


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
    if not _on_tokens(page, quantity.figure, quantity.end):
        return False
    surface = page.text[quantity.figure : quantity.end]
    return (
        surface[0] != "一"
        or len(surface) - len(quantity.unit or "") > 1
        or _one(page, quantity, words)
    )


def _on_tokens(page: Page, start: int, end: int) -> bool:
    """Whether no token reaches over the ends of `[start, end)`: 一 in 统一, 家 in 五家渠."""
    index = bisect_left(page.token_starts, start)
    if index == len(page.token_starts) or page.token_starts[index] != start:
        return False
    index = bisect_left(page.token_starts, end)
    return end == len(page.text) or (
        index < len(page.token_starts) and page.token_starts[index] == end
    )


def _one(page: Page, quantity: Quantity, words: Vocabulary) -> bool:
    """Whether 一 with a classifier counts (收到申请一件) or is only an article (一项工作)."""
    if quantity.unit not in words.vague_one:
        return True
    start = page.clause_start(quantity.figure)
    *_, last = list(page.tokens(start, quantity.figure)) or [(start, start)]
    before = (
        page.text[last[0] : last[1]].removesuffix("了")
        or page.text[max(start, last[0] - 4) : last[0]]
    )
    closes = quantity.end >= len(page.text) or page.text[quantity.end] in ",;。、:)\n"
    if closes:
        return last[1] > start and before not in words.adverbs - {"共", "共计", "仅", "计", "合计"}
    if quantity.unit in ("个", "种", "类", "批", "项", "条", "家", "位", "处", "支", "张", "台"):
        return False
    return before in words.one_verbs or words.one_things.match(page.text, quantity.end) is not None


def read_contexts(page: Page, mentions: Sequence[Mention]) -> None:
    """Fill `lead`, `tail`, `reach` and `object` of every mention, which are in reading order."""
    words = vocabulary()
    for index, mention in enumerate(mentions):
        before = mentions[index - 1] if index else None
        after = mentions[index + 1] if index + 1 < len(mentions) else None
        _read_lead(page, mention, before)
        _read_tail(page, mention, after, words)
    _spread_respectively(page, mentions)
    for mention in mentions:
        if mention.object is None:
            mention.object = _object(page, mention, words)


def _read_lead(page: Page, mention: Mention, before: Mention | None) -> None:
    start = page.clause_start(mention.start)
    if before is not None and before.end > start:
        start = mention.lead_start if mention.lead_start > before.end else before.end
    mention.lead_start = start
    mention.lead = page.text[start : mention.start]
    floor = before.end if before else 0
    if _bare(mention.lead) and start > floor:
        opener = page.text[start - 1]
        aside = page.text.rfind("(", floor, start - 1) if opener == ")" else -1
        if aside >= 0:
            # 作其他处理(含主动撤回)3件: the bracket tells more of the words before it.
            start = max(page.clause_start(aside), floor)
            mention.lead = page.text[start:aside] + mention.lead
            mention.lead_start = start
        elif opener == ":" or (opener == "(" and page.text[mention.end : mention.end + 1] == ")"):
            start = max(page.clause_start(start - 1), floor)
            mention.lead = page.text[start : mention.lead_start - 1] + mention.lead
            mention.lead_start = start
    reach = max(page.sentence_start(mention.start), floor)
    mention.sentence = page.text[page.sentence_start(mention.start) : mention.lead_start]
    mention.reach = page.text[reach : mention.lead_start] if reach < mention.lead_start else ""


def _bare(lead: str) -> bool:
    return not vocabulary().tail_strip.sub("", lead)


def _read_tail(page: Page, mention: Mention, after: Mention | None, words: Vocabulary) -> None:
    end = page.clause_end(mention.end)
    shared = after is not None and after.start < end
    if after is not None and shared:
        end = after.start
    pause = page.text.find("、", mention.end, end)
    if pause >= 0:
        end = pause
        if after is not None and shared:
            after.lead_start = pause + 1
    elif after is not None and shared:
        end = _divide(page, mention, after, words)
        after.lead_start = end
    mention.tail = page.text[mention.end : end]


def _divide(page: Page, mention: Mention, after: Mention, words: Vocabulary) -> int:
    """Where the words between two figures of one clause part: at 和 or before the next verb."""
    start, end = mention.end, after.start
    text = page.text[start:end]
    opening = _JOINS.match(text)
    if opening:
        return start + opening.end()
    for left, right in page.tokens(start, end):
        word = page.text[left:right]
        if word in words.verbs or word in words.adverbs:
            return left
    if re.search(r"(?:、|以及|和|及|与|并|或)$", text):
        return end
    return start if not _bare(mention.lead) else end


def _spread_respectively(page: Page, mentions: Sequence[Mention]) -> None:
    """申请、复议、诉讼分别为3件、1件、0件: give each figure its own item as lead."""
    for index, mention in enumerate(mentions):
        head, found, verb = mention.lead.rpartition("分别")
        if not found or not head:
            continue
        run = [mention]
        for following in mentions[index + 1 :]:
            if page.text[run[-1].end : following.start] not in ("、", "和", "及", ","):
                break
            run.append(following)
        items = [item for item in _JOINS.split(head) if item]
        if len(run) < 2 or len(items) < len(run):
            continue
        for item, target in zip(items[-len(run) :], run, strict=True):
            target.lead = item + verb
            target.object = None if not item else vocabulary().lead_strip.sub("", item) or None


def _object(page: Page, mention: Mention, words: Vocabulary) -> str | None:
    """The thing counted: the noun phrase behind the figure, or else before it."""
    behind = _phrase_behind(page, mention, words)
    if behind:
        return behind
    before = _phrase_before(page, mention, words)
    if before:
        return before
    lead = words.lead_strip.sub("", words.tail_strip.sub("", mention.lead))
    if lead:
        return lead
    # 政府信息公开申请,全年共收到3件: the thing was named a clause before.
    reach = re.split(r"[,;:()]", mention.reach.rstrip(",:("))[-1]
    return words.lead_strip.sub("", words.tail_strip.sub("", reach)) or None


def _phrase_behind(page: Page, mention: Mention, words: Vocabulary) -> str:
    tail = mention.tail
    end = mention.end
    stop = mention.end + len(tail)
    spans = list(page.tokens(end, stop))
    for number, (left, right) in enumerate(spans):
        word = page.text[left:right]
        last = number == len(spans) - 1
        if word in words.adverbs or (word in words.verbs and (number == 0 or not last)):
            break
        end = right
    phrase = page.text[mention.end : end].removesuffix("的")
    return re.sub(r"^[的“”]+|(?:、|以及|和|及|与|并|或|[“”])+$", "", phrase)


def _phrase_before(page: Page, mention: Mention, words: Vocabulary) -> str:
    lead = words.tail_strip.sub("", mention.lead)
    start, end = mention.lead_start, mention.lead_start + len(lead)
    if page.text[start:end] != lead:
        return ""
    place = start
    for left, right in page.tokens(start, end):
        if page.text[left:right] in words.verbs and right < end:
            place = right
    phrase = page.text[place:end].removeprefix("了")
    return words.lead_strip.sub("", phrase)
