"""Floor 2: which parts of a sentence of section 五 say what is wanting, and which what will be done.

Takes folded text without blanks and offsets in it, gives spans of it; must not know lists or sections.
Deciding whether a sentence belongs to the problems or to the measures is `narrative`'s part.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Span
from wenzhi.base.resources import read_toml
from wenzhi.text.patterns import compile_quick

STOPS = "。;,:!?、 "
"""What a problem or measure neither begins nor ends with."""

_ANNOUNCES = as_pattern("以下|如下|几个?方面|几点|下列|措施[:。]?$|改进[。:]?$")
_LEAD_REST = 4
"""A lead whose words other than filler are this few promises nothing of its own."""

_SHORT_LEAD = 20
"""Characters of a part that ends with a colon and is no measure whatever it says (我局已着手整改：)."""

_LEAD_LENGTH = 40
"""Characters before a colon that may still be a lead and no measure: the longest have about thirty."""

_CONFESSED = as_pattern("问题|不足|短板|差距|困难|薄弱|缺点|改进之处|改进的地方|表现|体现")
_DEADLINE = as_pattern(
    "(?:\\d{1,2}月(?:底|末|份|中旬|上旬|下旬)?|年底|年内|季度末?|学期|学年)(?:之?前|起)|自20\\d\\d年|从20\\d\\d年"
)
_MEASURES_FOLLOW = as_pattern(
    "[^:。;,]{0,20}(?:改进|整改|办法|措施|做法|打算|对策|举措|计划|安排)[^:。;,]{0,10}:"
)
_COUNTED = as_pattern(
    "(?:问题|不足|短板|差距)[^。]{0,14}(?:[一二三四五六七八几]|\\d)(?:条|点|方面|处|个方面)[。:]?$"
)
_SHORTEST_PART = 8
"""Characters of the shortest part that can name a problem without a word for wanting."""

_PREDICATE = as_pattern("(?:也|还|仍|尚|亟)?(?:有待|需|待|亟待|不够|不足|不能|难以|未能|缺乏)")
_ELABORATES = as_pattern(
    "原因|导致|造成|使|致使|影响|主要是|均|都|多数|大多|其中|暴露|以至|从而|因此|因而|与[^,]*(?:差距|不符)|没有|未|无|且|并|也|尤其|特别是|甚至"
)
_FOLLOWS = as_pattern(
    "确保|从而|以此|使|让|真正|形成|努力实现|为[^,]{2,30}(?:提供|作出|做出|奠定|打下)|保证|推动形成|切实(?:做到|保障|维护)"
)
_ADVERBIAL = as_pattern(
    "(?:对照|与|较之|相比|距离|按照|根据|随着|由于|虽然|尽管|在[^,]*(?:中|上|下|时|方面)$|20\\d\\d年|总的|总体|从|一年来|目前$|当前$|同时$|经)"
)
_FRONT = as_pattern(
    r"(?:(?:因此|为此|对此|接下来|今后|下一步|下步|下一阶段|下阶段|新的一年|明年|未来)(?:工作)?(?:中|里)?[,:]?"
    r"|针对(?:上述|以上|存在的?|这些|此类|前述)(?:的)?(?:主要)?(?:问题|不足|情况)(?:和不足)?[,:]?"
    r"|(?:改进|整改)(?:措施|情况|方向)?[:])+"
)


_SOUGHT = ("deficiency", "problem_lead")
"""Patterns of many openings that are sought all through a sentence."""


@dataclass(frozen=True, slots=True)
class Cues:
    """Compiled patterns of `data/narrative.toml`, which says what each is for."""

    deficiency: re.Pattern[str]
    general: re.Pattern[str]
    problem_lead: re.Pattern[str]
    problem_title: re.Pattern[str]
    measure_lead: re.Pattern[str]
    measure_title: re.Pattern[str]
    lead_filler: re.Pattern[str]
    action: re.Pattern[str]
    action_start: re.Pattern[str]
    achievement: re.Pattern[str]
    turn: re.Pattern[str]
    problem_front: re.Pattern[str]
    problem_label: re.Pattern[str]
    measure_label: re.Pattern[str]


@cache
def cues() -> Cues:
    """The patterns, compiled once."""
    data = read_toml("narrative.toml")
    patterns = {name: as_pattern(data[name]) for name in Cues.__dataclass_fields__ if name in data}
    patterns |= {name: compile_quick(data[name]) for name in _SOUGHT}
    return Cues(
        **patterns,
        problem_label=as_pattern(f"(?:{data['problem_title']})[:]"),
        measure_label=as_pattern(f"(?:{data['measure_title']})[:]"),
    )


def wants(text: str) -> bool:
    """Whether a text names something wanting, beyond a general confession (仍存在一些不足)."""
    bare = cues().general.sub("", text)
    return cues().deficiency.search(bare) is not None


def split_problems(text: str, start: int, end: int, *, told: bool, whole: bool) -> list[Span]:
    """The problems that `[start, end)` of one sentence admits.

    `told` – a lead before has announced problems, so a part need not say itself that something is
    wanting. `whole` – its neighbours are problems too, so the sentence is one and its clauses none.
    """
    start, led = _past_lead(text, start, end)
    parts = parts_of(text, start, end)
    if len(parts) == 1 and not whole:
        return _by_clause(text, start, end)
    # Parts between semicolons are a list: where one names something wanting, so do the others.
    listed = len(parts) > 1 and any(wants(text[left:right]) for left, right in parts)
    return [
        (_past_front(text, left, right), right)
        for left, right in parts
        if wants(text[left:right]) or ((told or led or listed) and _states(text[left:right]))
    ]


def counts_problems(sentence: str) -> bool:
    """Whether a sentence only says how many problems follow (不足之处，梳理出三条。)."""
    return _COUNTED.search(sentence) is not None


def _states(part: str) -> bool:
    """Whether a part of a list of problems says something of its own, and nothing achieved."""
    return len(part) >= _SHORTEST_PART and cues().achievement.search(part) is None


def split_measures(text: str, start: int, end: int) -> list[tuple[Span, bool]]:
    """The measures in `[start, end)`, leads left out; True marks one that only continues the last."""
    result: list[tuple[Span, bool]] = []
    for left, right in parts_of(text, start, end):
        colon = text.find(":", left, min(right, left + _LEAD_LENGTH))
        if colon >= 0 and right - colon > 2 and announces(text[left : colon + 1]):
            left = colon + 1
        if announces(text[left:right]):
            continue
        front = _FRONT.match(text, left, right)
        inner = front.end() if front and front.end() < right - 2 else left
        result.append(((inner, right), _FOLLOWS.match(text, inner, right) is not None))
    return result


def announces(text: str) -> bool:
    """Whether a sentence only announces measures (针对上述问题，我局将从以下方面改进：)."""
    announced = _ANNOUNCES.search(text) is not None
    if text.endswith(":") and (announced or len(text) <= _SHORT_LEAD):
        return True
    rest = cues().lead_filler.sub("", text.strip(STOPS))
    tied = cues().measure_lead.match(text) is not None or text.endswith(":")
    return len(rest) <= (_LEAD_REST if announced else int(tied))


def find_switch(text: str, start: int, end: int) -> int:
    """Where, inside a problem, a clause turns to what will be done about it; `end` if none does."""
    for match in re.finditer(r"[。;,!?]", text[start:end]):
        at = start + match.end()
        label = measure_label(text, at, end)
        lead = cues().measure_lead.match(text, at, end)
        final = match[0] in "。;!?"
        if label or (lead and (final or not lead[0].startswith(("为", "将", "要")))):
            return at
    return end


def measure_label(text: str, start: int, end: int) -> int | None:
    """Where a label that opens measures (整改措施：, 我局的做法：) ends, if one stands at `start`."""
    label = cues().measure_label.match(text, start, end)
    if label is None:
        label = _MEASURES_FOLLOW.match(text, start, end)
        if label is not None and _CONFESSED.search(label[0]):
            return None
    return label.end() if label else None


def sets_deadline(sentence: str) -> bool:
    """Whether a sentence says by when something will be done, and not that it is wanting."""
    closing = re.split(r"[,;]", sentence.rstrip(STOPS))[-1]
    return _DEADLINE.search(sentence) is not None and not wants(closing)


def parts_of(text: str, start: int, end: int) -> list[Span]:
    """Sentences of a span, cut at semicolons too."""
    return [
        (start + match.start(), start + match.end())
        for match in re.finditer(r"[^;。!?]+[;。!?]*[”’」』\")]*", text[start:end])
    ]


def _past_lead(text: str, start: int, end: int) -> tuple[int, bool]:
    """Past the words that announce problems (…主要表现在：), and whether there were such words."""
    colon = text.rfind(":", start, end)
    if colon >= 0:
        before = text[start:colon]
        if _CONFESSED.search(before) or cues().deficiency.search(before):
            return colon + 1, True
    shown = re.search("(?:主要)?(?:表现|体现|反映)(?:在|为|于)", text[start:end])
    return (start + shown.end(), True) if shown else (start, False)


def _by_clause(text: str, start: int, end: int) -> list[Span]:
    """Clauses that each name something wanting; one without a subject belongs to the one before."""
    result: list[Span] = []
    pending: int | None = None
    for left, right in _clauses(text, start, end):
        clause = text[left:right].strip(STOPS)
        joined = text[left - 1] == "," and bool(result)
        if joined and result[-1][1] == left and (_elaborates(clause) or not wants(clause)):
            result[-1] = (result[-1][0], right)
        elif not wants(clause):
            opens = cues().general.search(clause) or cues().achievement.search(clause)
            pending = None if opens or _ADVERBIAL.match(clause) else (pending or left)
        else:
            result.append((_past_front(text, left if pending is None else pending, right), right))
            pending = None
    return result


def _elaborates(clause: str) -> bool:
    return (_PREDICATE.match(clause) or _ELABORATES.match(clause)) is not None


def _past_front(text: str, left: int, right: int) -> int:
    """Past the words before a problem that only introduce it (但也存在一些)."""
    while True:
        front = cues().problem_front.match(text, left, right)
        if front is None or front.end() == left or front.end() >= right - 2:
            return left
        left = front.end()


def _clauses(text: str, start: int, end: int) -> list[Span]:
    """Clauses at `,;。`; also at `、` where every part between says itself what is wanting."""
    result: list[Span] = []
    for match in re.finditer(r"[^,;。!?]+[,;。!?]*", text[start:end]):
        left, right = start + match.start(), start + match.end()
        cuts = [left + m.start() for m in re.finditer(r"(?<=、)", text[left:right])]
        bounds = [left, *cuts, right]
        pieces = [(bounds[i], bounds[i + 1]) for i in range(len(bounds) - 1)]
        each = all(cues().deficiency.search(text, a, b) for a, b in pieces)
        result += pieces if len(pieces) > 1 and each else [(left, right)]
    return result
