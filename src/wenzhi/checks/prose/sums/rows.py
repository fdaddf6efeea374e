"""Floor 3: rows of figures as punctuation has them, whatever the parser took them for.

Takes the figures of a line; gives those of one unit with nothing but names between them, behind a figure, with
columns of other units beside each or without. It must not know what a row should come to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from wenzhi.base.patterns import as_pattern
from wenzhi.checks.dossier import RATIOS, Dossier, is_exact, part_start
from wenzhi.checks.readings import told_of_last_year
from wenzhi.text.numerals import how_many
from wenzhi.text.patterns import compile_quick

MOST = 12
"""Parts of a row; more are a table in words."""
REST = as_pattern("其[余他它]|剩余|余下|剩下")
_COLUMNS = 3
_WEAK = {"、", "和", "与", "及", "以及"}
_NAMED = 24
"""Characters before a figure in which it is told to be a step."""
_OPENING = 60
"""Characters from a total to its row."""
_BEHIND = 16
"""Characters behind a row in which it is left open or goes on."""
_STEP = as_pattern(
    r"\)?[^,、;。:()\n]{0,12}(?P<mark>[,、;。]|和|与|及|以及)(?P<lead>[^;。:\n]{0,30})"
)
"""From one part of a row to the next."""
_OPEN = as_pattern(r"[^,、;。:()\n]{0,12}等(?!级|待|同|于)")
STRAY = as_pattern(
    r"(?<!公)共(?!同|产|性|享|服|建)|合计|[总累]计|同比|[比较与]上|[比较]20|(?<!新)[增减](?!值|补|收|灾|负|免|排|税|租)|另|此外|还|同时|上一?年|去年|历年"
    r"|结转(?!下|次|至|到)|^同步|之和|相加|小计|[加合]起来|以上|上述|其中|超过|年[末底]|相差|[差高低]距"
)
"""In the name of a figure: it goes on to something else."""
_SOFT = as_pattern("主要|重点|较|最|例如|比如|包括但不|(?:^|[,;。:(]|其中)部分")
"""Before a row: it tells the main ones, or some."""
_BY_ANOTHER = as_pattern(
    "(?:形式|来源|内容|类别|类型|渠道|载体|主体|方式|途径|结构|体裁|题材)(?:上|方面|看)"
)
"""In the name of a part: from here on the total is divided anew (文字16份、图表9份,来源上自制22份)."""
_EACH = ("各", "均为", "都是")
_OVER = as_pattern("结转|顺延|跨年|[下次]一?年|正在|尚未|在办")
_ANSWERED = as_pattern("办结|答复|回复|办理完|审结|作出处理")
_ASIDE = as_pattern(r"\([^()]*\)")
_SHARE = as_pattern(r"^,?约?占(?:比|总数的?|总量的?|全部的?)?(?:为|达|约)?\d+(?:\.\d+)?%")
"""Behind a part: its share (动态类683条,占53.1%;防御信息214条)."""
_PUNCTUATION = as_pattern("[,、;。:()]")
_BRACKET = as_pattern("[()]")
_CUT_OFF = as_pattern("[;。]")
_MARKS = as_pattern("[,;。:(]")
_ENDS = as_pattern(r"[,;。\n]")
_MEANWHILE = as_pattern(",同[步时]")
"""Between two figures: the second is of something else, done meanwhile."""
_OWN_SUM = as_pattern("之和|相加|小计|[加合]起来")
"""Behind a row: what its parts, or some of them, come to."""
_COMPARED = as_pattern(",[^,;。]*(?:相差|差距)")
"""Behind a row: how far its parts are apart (横排村14条,最多与最少相差17条)."""
_REMARK = as_pattern(
    r"^,(?:是|为|居|位居|属)(?:其中)?[^,;。:()\d]{0,4}[最首][^,;。:()\d]{0,8}(?=[,;])"
)
"""Behind a part: how it ranks (健康科普167条,是最大的一块;招标采购72条)."""
_LISTS = as_pattern("其中|包括|含|分别|[:(]")
_TWO_UNITS = as_pattern(r"[(/](?P<unit>[^(),;。/\d]{1,2})(?=[),;。:])")
_OPENS_UNIT = ("(", "/")
_FAMILIES = (
    frozenset({"人", "人次", "名", "位"}),
    frozenset({"份", "册", "本"}),
    frozenset({"条", "条次"}),
)
"""Units in which things of one kind are counted."""
_IN_WORDS = as_pattern(
    r"[,、;](?:另外?|其[余他它]|剩下?|余下|还)(?:还|仅|只)?有?的?(?P<many>[一两二三四五六七八九十])[\u4e00-\u9fff]"
)
"""Behind a row: its last part, told in words (孕期的7个,育儿的9个,另外两个讲筛查)."""
_BESIDE = as_pattern(r"[、,][^,、;。:()\n\d]{1,8}")
"""Between two parts of a row in brackets: 文字46篇、图解38篇、视频21个."""
_STEP_FROM = compile_quick(
    r"(?:(?:[比较与同](?:上|去|20|往|前)|同比|环比)[^,;。]{0,12}(?:[增减多少升降高]|提高)[^,;。\d]{0,3}"
    r"|净[增减][^,;。\d]{0,2}|(?<=[,(])(?:增加|增长|减少|下降|上升)了?)$"
)
"""Before a figure: it is what something rose or fell by (较去年多4场)."""


_IS_OVER = (_CUT_OFF, _MEANWHILE, _OWN_SUM, _BY_ANOTHER, _COMPARED)
"""Behind a row, before a figure of its unit: the row is over."""


@dataclass(frozen=True, slots=True)
class Row:
    """Figures told side by side, with the names before them and what their list leaves open."""

    parts: tuple[int, ...]
    names: tuple[str, ...]
    lead_in: str
    """The words from the total to the first part."""
    soft: bool
    """Whether it tells the main ones, or some."""
    ends: bool
    """Whether nothing goes on behind it that may be of it."""
    rest_apart: bool
    """Whether the rest is told right behind it as something else (已答复8件,公开5件,…,其余1件结转下年)."""
    apart: bool
    """Whether weaker marks join the parts than stands before them (许可52件,新建10件、翻建42件)."""
    columns: tuple[tuple[int, ...], ...]
    """What stands beside the total, and beside each part."""


class Paragraph:
    """The figures of one line that may be added, with the brackets they stand in."""

    def __init__(self, dossier: Dossier, told: Sequence[int]) -> None:
        counts = dossier.report.counts
        self.counts, self.flat = counts, dossier.running
        self.told = [index for index in told if _may_be_added(dossier, index)]
        self.place = {index: place for place, index in enumerate(self.told)}
        self.values = {index: counts[index].value or 0 for index in self.told}
        self._rows: dict[int, Row | None] = {}
        self._gaps: dict[tuple[int, int], str] = {}

    @cached_property
    def bracket(self) -> dict[int, int]:
        """By figure, where the innermost bracket around it opens; 0 where none does."""
        found: dict[int, int] = {}
        opened: list[int] = []
        place = part_start(self.flat, self.counts[self.told[0]].start, "\n")
        if self.flat.find("(", place, self.counts[self.told[-1]].start) < 0:
            return dict.fromkeys(self.told, 0)
        for index in self.told:
            start, end = self.counts[index].start, self.counts[index].end
            for mark in _BRACKET.finditer(self.flat, place, start):
                if mark[0] == "(":
                    opened.append(mark.start())
                elif opened:
                    opened.pop()
            place = start
            # 征收(5件)、规划(3件): brackets that hold one figure alone are none
            alone = self.flat[start - 1] == "(" and self.flat.startswith(")", end)
            around = opened[:-1] if alone else opened
            found[index] = around[-1] if around else 0
        return found

    def gap(self, one: int, other: int) -> str:
        """The words between two figures without what brackets say that close between them."""
        if (words := self._gaps.get((one, other))) is None:
            told = "".join(self.flat[self.counts[one].end : self.counts[other].start].split())
            if told.startswith(")") and ("(" in told or told.count(")") > told.count("(")):
                told = told[1:]
            bare = (_ASIDE.sub("", told) if "(" in told else told).removesuffix("(")
            bare = _SHARE.sub("", bare) if "占" in bare else bare
            words = self._gaps[one, other] = _REMARK.sub("", bare) if ";" in bare else bare
        return words

    def clause(self, index: int) -> str:
        """The words of a figure's clause before it."""
        start = self.counts[index].start
        return "".join(self.flat[part_start(self.flat, start, ",;。:(\n") : start].split())

    def behind(self, index: int, reach: int = _BEHIND) -> str:
        """A few characters behind a figure."""
        return self.flat[self.counts[index].end :][:reach]

    def alike(self, one: int, other: int) -> bool:
        """Whether two figures are of one unit."""
        first, second = self.counts[one].unit, self.counts[other].unit
        if first == second:
            return True
        for family in _FAMILIES:
            if first in family and second in family:
                return True
        return self._aside(one) == second or self._aside(other) == first

    def _aside(self, index: int) -> str | None:
        """The second unit of a figure told in two: 各类解读67篇(场)."""
        end = self.counts[index].end
        told = _TWO_UNITS.match(self.flat, end) if self.flat[end : end + 1] in _OPENS_UNIT else None
        return told["unit"] if told else None

    def says_of(self, one: int, other: int) -> bool:
        """其余三类主体9件: whether a figure only tells of what the next one counts."""
        return _PUNCTUATION.search(self.gap(one, other)) is None

    def together(self, parts: Sequence[int]) -> float:
        """What figures come to."""
        return round(sum(self.values[index] for index in parts), 4)

    def row(self, total: int) -> Row | None:
        """The row of a figure's unit that follows it, if there is one."""
        if total not in self._rows:
            self._rows[total] = _row_behind(self, self.place[total])
        return self._rows[total]

    def comes_to(self, total: int) -> bool:
        """Whether the row behind a figure comes to it."""
        row = self.row(total)
        return row is not None and self.together(row.parts) == self.values[total]


def _may_be_added(dossier: Dossier, index: int) -> bool:
    count = dossier.report.counts[index]
    if count.unit is None or count.unit in RATIOS or not is_exact(count) or not count.value:
        return False
    before = "".join(dossier.running[max(0, count.start - _NAMED) : count.start].split())
    if before.endswith(_EACH) or _STEP_FROM.search(before):
        return False
    return not told_of_last_year(dossier.flat, count)


def paragraphs(dossier: Dossier) -> Iterator[Paragraph]:
    """The lines of three figures or more."""
    counts, flat = dossier.report.counts, dossier.running
    told: list[int] = []
    for index, count in enumerate(counts):
        if told and "\n" in flat[counts[told[-1]].end : count.start]:
            yield from _paragraph(dossier, told)
            told = []
        told.append(index)
    yield from _paragraph(dossier, told)


def _paragraph(dossier: Dossier, told: Sequence[int]) -> Iterator[Paragraph]:
    if len(told) > 2:
        paragraph = Paragraph(dossier, told)
        if len(paragraph.told) > 2:
            yield paragraph


def _row_behind(paragraph: Paragraph, place: int) -> Row | None:
    """The row behind a figure; with a column of another unit beside each part or not."""
    total = paragraph.told[place]
    behind = paragraph.told[place + 1 : place + 1 + _COLUMNS * MOST]
    if not behind:
        return None
    level = paragraph.bracket[total]
    for width, index in enumerate(behind[:_COLUMNS]):
        inner = paragraph.bracket[index]
        if inner >= paragraph.counts[paragraph.told[place + width]].end:
            # 1286户2103人(城市412户655人,农村874户1448人)
            told = paragraph.flat[paragraph.counts[total].end : inner]
            if _PUNCTUATION.search(told) is None:
                within = [one for one in behind if paragraph.bracket[one] == inner]
                if len(within) > 2 and paragraph.says_of(*within[:2]):
                    within = within[1:] if not paragraph.alike(within[0], total) else within
                return collect(paragraph, [total, *behind[:width]], within, "(")
            break
    behind = [index for index in behind if paragraph.bracket[index] == level]
    step = next((n for n, one in enumerate(behind[:_COLUMNS]) if paragraph.alike(one, total)), None)
    if step is None:
        return None
    lead_in = paragraph.gap(total, behind[step])
    last = paragraph.gap(behind[step - 1], behind[step]) if step else lead_in
    _, among, name = lead_in.rpartition("其中")
    if len(last) > _OPENING or STRAY.search(name if among else _CUT_OFF.split(last)[-1]):
        return None
    if step and _PUNCTUATION.search(last):
        row = collect(paragraph, [total, *behind[:step]], behind[step:], lead_in)
        if row is not None:
            return row
        if _LISTS.search(paragraph.gap(total, behind[0])):
            return None  # 143条,其中解读1篇,公告2条,动态140条: of several units
    return collect(paragraph, [total], behind[step:], lead_in)


def collect(
    paragraph: Paragraph, heads: Sequence[int], behind: Sequence[int], lead_in: str
) -> Row | None:
    """The row that the figures `behind` begin with, as many columns to each part as there are heads."""
    width = len(heads)
    columns = [[head] for head in heads]
    columns[0].append(behind[0])
    names, marks = [last_clause(lead_in)], [""]
    last, rest_apart, ends = behind[0], False, True
    for place, index in enumerate(behind[1 : MOST * width], start=1):
        column = sum(map(len, columns)) % width
        if not paragraph.alike(index, heads[column]):
            after = behind[place + 1 : place + 2]
            if width == 1 and after and paragraph.says_of(index, after[0]):
                continue
            if width == 1 and lead_in.startswith("(") and _in_one_list(paragraph, last, index):
                return None
            break
        words = paragraph.gap(last, index)
        step = _STEP.fullmatch(words)
        if not column and _is_left_over(paragraph, heads[0], words, index):
            rest_apart = True
            break
        if column and not _CUT_OFF.search(words):
            pass
        elif column or step is None or not _goes_on(step, marks) or _BY_ANOTHER.match(step["lead"]):
            ends = any(mark.search(words) for mark in _IS_OVER)
            break
        else:
            marks.append(step["mark"])
            names.append(step["lead"])
        columns[column].append(index)
        last = index
    if len(columns[0]) < 3:
        return None
    before, _, name = lead_in.rpartition("其中")
    return Row(
        parts=tuple(columns[0][1:]),
        names=tuple(names),
        lead_in=lead_in,
        soft=_SOFT.search(last_clause(before) + last_sentence(name)) is not None,
        ends=ends and _is_closed(paragraph, last),
        rest_apart=rest_apart,
        apart=lead_in.startswith(",") and set(marks[1:]) <= _WEAK,
        columns=tuple(map(tuple, columns[1:])),
    )


def _in_one_list(paragraph: Paragraph, one: int, other: int) -> bool:
    """图解38篇、视频21个: whether a row goes on with things counted otherwise."""
    return _BESIDE.fullmatch(paragraph.gap(one, other)) is not None


def _is_left_over(paragraph: Paragraph, total: int, words: str, index: int) -> bool:
    """已答复8件,公开5件,…,其余1件结转下年: whether the last figure is what was not answered."""
    name = last_clause(words)
    if REST.search(name) is None or _ANSWERED.search(paragraph.clause(total)) is None:
        return False
    return _OVER.search(name + _ENDS.split(paragraph.behind(index))[0]) is not None


def _goes_on(step: re.Match[str], marks: Sequence[str]) -> bool:
    """Whether a row goes on over a mark no stronger than the first of its own."""
    if STRAY.search(step["lead"]) or step["lead"].count(",") > 1:
        return False
    strength = {"。": 2, ";": 1}
    return len(marks) == 1 or strength.get(step["mark"], 0) <= strength.get(marks[1], 0)


def _is_closed(paragraph: Paragraph, last: int) -> bool:
    """Whether a row ends without 等 and without a part told in words."""
    end = paragraph.counts[last].end
    told_in_words = left_in_words(paragraph.flat, end) is not None
    return not told_in_words and _OPEN.match(paragraph.behind(last)) is None


def left_in_words(flat: str, end: int) -> int | None:
    """How many are told in words to be the rest of a row that ends there."""
    told = _IN_WORDS.match(flat, end)
    return how_many(told["many"]) if told else None


def stands_in_a_row(paragraph: Paragraph, index: int) -> bool:
    """Whether a figure goes on from the one before it as one part of a row from another."""
    place = paragraph.place[index]
    if not place or not paragraph.alike(index, paragraph.told[place - 1]):
        return False
    step = _STEP.fullmatch(paragraph.gap(paragraph.told[place - 1], index))
    return step is not None and step["mark"] != "。" and not STRAY.search(step["lead"])


def last_sentence(words: str) -> str:
    """What stands behind the last mark that ends a statement."""
    return _CUT_OFF.split(words)[-1]


def last_clause(words: str) -> str:
    """What stands behind the last mark."""
    return _MARKS.split(words)[-1]
