"""Floor 2: lists that say of themselves that they are whole: 2160条,仅含甲类1200条、乙类600条、丙类360条三类.

Takes the figures of a page and the breakdowns found so far; adds the lists that only such words tie to
their total, and names every list that must exhaust it whether it adds up or not. It must not know
indicators.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from wenzhi.base.patterns import as_pattern
from wenzhi.parse.figures.cues import Cue
from wenzhi.parse.figures.mentions import Mention, Page
from wenzhi.parse.figures.vocabulary import vocabulary
from wenzhi.parse.parts.frames import Frame, next_group

Told = tuple[Mention, Cue]

_CLASSES = r"(?:个?(?:大类|类别|类型|种类|方面|部分|板块|栏目|渠道|类|块|种))"
_NUMERAL = "[二两三四五六七八九十2-9]"
_ONLY = as_pattern(
    r"^[,:(]?(?:其中|其)?(?:仅|只)(?:包含|包括|涵盖|涉及|分为|限于|来自|含|为(?!了)|由)(?:了)?[^,;。:()\d]{0,14}$"
    r"|^[,:(]?全部[为是][^,;。:()\d]{0,14}$"
)
"""Between a total and its first part: nothing but what follows is in it."""
_BARELY = as_pattern("^[,:(]?(?:其中)?[仅只]")
"""Before a first part: it says so only together with the number of kinds behind the list."""
_SO_MANY = as_pattern(
    rf"^[,:(]?(?:其中)?(?:共|仅|只|全部|均|一共|总共)?(?:分为|包含|包括|涵盖|涉及|分成|为|分|有|含)?"
    rf"(?P<n>{_NUMERAL}){_CLASSES}[,:(——-]*(?:即|分别为|分别是|为|是)?[^,;。:()\d]{{0,14}}$"
)
"""Between a total and its first part: into how many it is divided."""
_SO_MANY_BEHIND = as_pattern(rf"^(?:等|共|这|,共|,计)?(?P<n>{_NUMERAL}){_CLASSES}")
_MADE_OF = as_pattern("^(?:所)?(?:组成|构成)")
_OPEN = as_pattern(r"^(?:等|左右|的)")
_ITEM = r"[^、,;。:()\d]{0,14}$"
_LISTED = as_pattern(f"^(?:、|和|与|及|以及|、?以及){_ITEM}")
_RUNNING_ON = as_pattern(f"^(?:、|,|,?和|与|及|以及){_ITEM}")
_FIGURES = {"两": 2} | {c: n for n, c in enumerate("二三四五六七八九十", start=2)}
_MOST = 10
_BEHIND = 12
"""Characters behind a list in which the number of its kinds is told."""
_CLASS_UNITS = frozenset({"类", "大类", "种", "个", "块", "方面", "部分", "个方面"})


def link_wholes(page: Page, taken: Sequence[Told], finished: list[Frame]) -> None:
    """Make every list that is said to be whole a breakdown of its total, to be held against it."""
    for place, (total, _) in enumerate(taken):
        run = _closed_parts(page, taken, place) if _exact(total) else ()
        if not run or any(part.parent not in (None, total) for part, _ in run):
            continue
        told = next((one for one in finished if one.total is total and _holds(one, run)), None)
        if told is None and any(part.parent is not None for part, _ in run):
            continue
        if told is None:
            told = Frame(total, next_group(finished, total), "whole", None, list(run))
            finished.append(told)
            for part, _ in run:
                part.parent, part.group = total, told.group
        told.kind = "whole"


def _holds(frame: Frame, run: Sequence[Told]) -> bool:
    return [item for item, _ in frame.items] == [part for part, _ in run]


def _exact(mention: Mention) -> bool:
    plain = mention.value is not None and mention.approx is None
    return plain and mention.unit is not None and mention.unit not in vocabulary().ratios


def _closed_parts(page: Page, taken: Sequence[Told], total: int) -> Sequence[Told]:
    """The parts of a total where words before or behind them close the list; else none."""
    first = _next_of_unit(taken, total)
    if first is None:
        return ()
    lead = _between(page, taken[total][0], taken[first][0])
    stated, only = _SO_MANY.match(lead), _ONLY.match(lead) is not None
    for joined in (_LISTED, _RUNNING_ON):
        run = list(_run(page, taken, first, joined))
        last = run[-1][0].end
        behind = "".join(page.text[last : last + _BEHIND].split())
        told = stated or _SO_MANY_BEHIND.match(behind)
        if told is not None:
            plain = stated or only or _BARELY.match(lead) or told[0][0] in "等共这,"
            if plain and _number(told["n"]) == len(run):
                return run
        elif joined is _LISTED and len(run) > 1 and not _OPEN.match(behind):
            # A comma may lead on to another thing; what is listed with 、 is one list.
            made = _MADE_OF.match(behind) is not None and "由" in lead
            if only or made:
                return run
    return ()


def _next_of_unit(taken: Sequence[Told], total: int) -> int | None:
    """The first part behind a total: the next figure of its unit, one that counts classes passed over."""
    for place in range(total + 1, min(total + 3, len(taken))):
        mention = taken[place][0]
        if mention.unit == taken[total][0].unit:
            return place if _exact(mention) else None
        if mention.unit not in _CLASS_UNITS:
            return None
    return None


def _run(page: Page, taken: Sequence[Told], first: int, joined: re.Pattern[str]) -> Iterator[Told]:
    """The figures of one unit from `first` on that nothing but names separates."""
    yield taken[first]
    for place in range(first + 1, min(first + _MOST, len(taken))):
        before, mention = taken[place - 1][0], taken[place][0]
        alike = mention.unit == before.unit and _exact(mention)
        if not alike or not joined.match(_between(page, before, mention)):
            return
        yield taken[place]


def _between(page: Page, one: Mention, other: Mention) -> str:
    told = page.text[one.end : other.start]
    return "\n" if "\n" in told else "".join(told.split())


def _number(text: str) -> int:
    return _FIGURES.get(text) or int(text)
