"""Floor 2: a breakdown being read, and the tests of whether a figure may be part of another.

Holds no reading order and no punctuation; `breakdowns` and `unmarked` follow those.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Span
from wenzhi.parse.figures.cues import Cue
from wenzhi.parse.figures.mentions import Mention
from wenzhi.parse.figures.vocabulary import vocabulary
from wenzhi.text.numerals import Number

LIST_KINDS = frozenset(
    {"applicant", "receipt", "result", "denied", "unavailable", "rejected", "other", "outcome"}
    | {"block", "post"}
)
BODIES = frozenset({"个", "家", "名", "人", "个人", "位", "所", "户"})
"""Units of those who publish or read, not of what is published."""
PEOPLE = frozenset({"人", "个人", "人次", "名"})
"""Units of those who came: 31人和35人 come to 66人次."""
SORTS = frozenset({"applicant", "receipt"})
RESULTS = frozenset({"result", "denied", "unavailable", "rejected", "other"})
ANSWERED = as_pattern("办出|答复|办结|回复|审结|办毕|办理完毕")
_ROW = "applications.result."
_COMPARED = as_pattern(r"(?:与|比|较|同)[^,;。]{0,6}(?:年[初末底]?|年度|同期|上期)的?$")
_STEP = as_pattern("(?:增加|增长|上升|增多|多出?|少)了?")
_STEPPED = as_pattern("(?:增加|增长|上升|增多|减少|下降)$")
_AGAINST = as_pattern(r"(?:比|较|与|同)[^,;。]{0,10}年[^,;。]*$")
"""Before a step, in its sentence: what it is a step from (比上年的88件增加14件)."""
_BECAME = as_pattern(
    "(?:现[为有存]|现在有|(?:调整|整合|压缩|精简|合并|增加|减少|[增减升降缩并])[为至到成])$"
)
"""Before a figure: it is what another became (24项,取消3项,现为21项)."""
_STEPPED_SINCE = as_pattern("(?:今年|本年度?|当年)(?:增加|减少|增|减|多|少)了?")
_YEAR_BEFORE = as_pattern("上一?年|去年|前一?年")
"""上年公开356条,今年增加42条: a step from what the sentence tells of the year before."""
_LEFT_OUT = as_pattern("(?:均|都)?(?:不|未)(?:包?含|包括|计入?|涉及|纳入|列入)|剔除|扣除|除去")
"""With these begins what a figure does not hold: 317条(不含县局发布的1052条)."""
_LAST_YEAR = as_pattern(
    "(?:而?(?:上一?年度?|去年)|而20\\d\\d年度?)(?:同期|年?[底末初])?(?:公开|收到|发布)?[为是仅有共]*"
)


@dataclass(slots=True, eq=False)
class Frame:
    """A breakdown being read: its total, its group, and the items so far."""

    total: Mention
    group: int
    kind: str
    bracket: Span | None
    items: list[tuple[Mention, Cue]] = field(default_factory=list)
    segment: int = 0
    marker: str = ""

    def sum(self) -> Number:
        """What the items in the total's unit add up to."""
        return sum((item.value or 0) * times(item) for item, _ in self.items)

    @property
    def complete(self) -> bool:
        """Whether the items already make up the total."""
        return len(self.items) > 1 and self.sum() == self.total.value

    @property
    def kind_of_items(self) -> Cue:
        """The cue of the first item that has one."""
        return next((cue for _, cue in self.items if cue.kind), Cue(None))


def next_group(frames: Iterable[Frame], total: Mention) -> int:
    """The number of the next breakdown of a total that may have some."""
    return max((frame.group + 1 for frame in frames if frame.total is total), default=0)


def times(mention: Mention) -> int:
    """How many things a figure is told of: 予以公开、部分公开各1件 is two."""
    if not mention.lead.endswith("各"):
        return 1
    return len(re.findall("[、和与及]", mention.lead)) + 1


def added(run: Iterable[Mention]) -> float:
    """What figures come to together; one whose value is open counts nothing."""
    return sum((one.value or 0) * times(one) for one in run)


def join_parts(mentions: Sequence[Mention], parts: Sequence[Mention], total: Mention) -> None:
    """Make `parts` a list of `total`, in a group of their own beside the lists it has.

    It exhausts the total only where it is the one list and comes to it, so that no sum is held against it.
    """
    groups = [one.group for one in mentions if one.parent is total]
    group = max(groups) + 1 if groups else 0
    for part in parts:
        part.parent, part.group, part.role = total, group, "component"
    total.role = total.role or "total"
    total.closed = bool(total.closed) or (not groups and added(parts) == total.value)


def lists_of(mentions: Iterable[Mention]) -> list[list[Mention]]:
    """The parts of every breakdown, in reading order."""
    lists: dict[tuple[int, int], list[Mention]] = {}
    for one in mentions:
        if one.parent is not None and one.countable:
            lists.setdefault((id(one.parent), one.group), []).append(one)
    return list(lists.values())


def is_outcome(mention: Mention) -> bool:
    """Whether a figure tells a row of the results of applications: 予以公开17件."""
    name = mention.indicator or ""
    return name.startswith(_ROW) and name != f"{_ROW}total.total"


def became(mention: Mention) -> bool:
    """Whether a figure is what another one came to, with what was added or taken off beside it."""
    return _BECAME.search(mention.lead) is not None


def told_aside(mention: Mention) -> bool:
    """Whether a figure is only what another is set against: 较2021年的1012件, 比上年增加209件."""
    return _aside(mention.lead, mention.tail, mention.sentence)


@lru_cache(maxsize=1024)
def _aside(lead: str, tail: str, sentence: str) -> bool:
    """The same by a figure's words: every way of linking asks it of every figure again."""
    parts = vocabulary().parts
    label = f"{lead}#{tail}"
    return (
        parts.delta.search(label) is not None
        or parts.average.search(label) is not None
        or _COMPARED.search(lead) is not None
        or _LAST_YEAR.fullmatch(lead) is not None
        or _LEFT_OUT.match(lead) is not None
        or (lead == "了" and _STEPPED.search(sentence) is not None)
        or (_STEP.fullmatch(lead) is not None and _AGAINST.search(sentence) is not None)
        or (
            _STEPPED_SINCE.fullmatch(lead) is not None and _YEAR_BEFORE.search(sentence) is not None
        )
    )


def sorted_already(frame: Frame) -> bool:
    """Whether a breakdown already tells who applied or how."""
    return frame.kind_of_items.kind in SORTS


def received(cue: Cue) -> bool:
    """Whether a figure tells what came in."""
    return cue.kind == "flow" and cue.row in ("new_received", "received_and_carried")


def exhausts(run: Sequence[tuple[Mention, Cue]], total: Mention) -> bool:
    """Whether figures make up the total exactly."""
    return sum((item.value or 0) * times(item) for item, _ in run) == total.value


def same_unit(part: Mention, total: Mention) -> bool:
    """Whether both are counted in one unit."""
    return part.unit == total.unit


def same_unit_within(part: Mention, total: Mention) -> bool:
    """Whether a figure has the unit of another and is no greater."""
    return same_unit(part, total) and within(part, total)


def mixes(part: Mention, total: Mention) -> bool:
    """Whether documents of one kind may be counted in the other's unit: 143条, 其中解读1篇.

    Not what 个 counts: 6个部门, 其中3个不足50条.
    """
    documents = vocabulary().documents
    return (total.unit != "个" or part.unit == "个") and {part.unit, total.unit} <= documents


def within(part: Mention, total: Mention) -> bool:
    """Whether a figure is small enough to be part of another; ranges fit only ranges."""
    if part.value is None or total.value is None:
        return part.value is None and total.value is None
    return part.value <= total.value
