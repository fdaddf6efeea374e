"""Floor 2: totals told behind their parts: 网站100条、微信50条,共计150条; 第一期42人、…,三期合计135人.

Takes the figures of a page told before one, with what their words say, and gives those that it sums up.
It must not know indicators.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, pairwise

from wenzhi.base.patterns import as_pattern
from wenzhi.parse.figures.cues import Cue
from wenzhi.parse.figures.mentions import Mention, Page
from wenzhi.parse.figures.vocabulary import vocabulary
from wenzhi.parse.parts.frames import LIST_KINDS, PEOPLE, added, mixes, told_aside
from wenzhi.text.numerals import how_many

Told = tuple[Mention, Cue]

_WITH_A_VERB = as_pattern(
    r"(?:全年|年内|以上|各类|[一二三四五六七八九十两]{1,2}[类项者种期次])?"
    r"(?:合计|共计|总计|总共|一?共)(?!同|性)[\u4e00-\u9fff]{1,6}$"
)
"""The sum's own verb behind the word for it: 三期共培训135人."""
_NO_SUM = as_pattern(
    "其中|增|减|多|少|升|降|同|超|涉及|包括|历年|以来|截|剔除|扣除|去重|实际|保留|有效"
)
_PLAIN = as_pattern(r"(?:[^、,;。:()\n]{0,6}[、,;]|[和与及])[^、,;。:()\n]{0,14}$")
"""Between two parts of a list that nothing interrupts: 41人参加,第二期36人."""
_IN_TURN = as_pattern(
    "第[一二三四五六七八九十]|首[期次批场轮]|[上下]半年|季度|[一二三四五六七八九十\\d]月"
)
"""In what is told before a part: parts told by when they were are all there is, two as well as ten."""
_OPENED = as_pattern("[:;(—]")
"""Between a figure of another kind and a list: the list begins anew."""
_ASIDE = as_pattern(r"\([^()\n]*\)")
_OF_THE_YEAR = ("全年", "全年为", "全年发布", "全年公开")
"""Behind its quarters or halves the year's figure is a sum, though no word says so."""
_SO_MANY = as_pattern("(?P<many>[两二三四])(?:者|项|类)")
"""How many of the figures before it a sum is of."""
_CHANCE = 10
"""Below this a sum told with a verb of its own may fit by chance (会议2次、培训1次,共开展3次)."""
_ABOVE = ("以上", "上述", "上列")
_OPENS = 6
"""Characters before a sum that opens its sentence: 三类加总."""
_SHORT = 30
"""Characters of a line that is an item of a list."""
_MOST = 12
"""Parts of a list; more than a dozen is a table in words."""
_NEAR = 2.0
"""A sum that does not fit is still one within this ratio: a slip seldom changes more. Own judgement."""


def parts_before(page: Page, taken: Sequence[Told], mention: Mention) -> list[Told]:
    """The figures that `mention` sums up, in reading order; none where it is no sum."""
    lead = mention.lead[mention.lead.startswith((",", "、", ";")) :]
    bare = vocabulary().parts.sums.match(lead) is not None
    told = bare or lead in _OF_THE_YEAR or lead.startswith(_ABOVE)
    if not told and (_WITH_A_VERB.match(lead) is None or _NO_SUM.search(lead)):
        return []
    run, whole = _run_before(page, taken, mention)
    if bare and _in_and_over(run):
        return run[-2:]
    kinds = {cue.kind for _, cue in run}
    if not bare and (mention.value or 0) < _CHANCE and not kinds & LIST_KINDS:
        return []
    for start in range(len(run) - 1):
        if _sum(run[start:]) == mention.value:
            return run[start:]
    many = _SO_MANY.match(lead)
    for some in combinations(run, how_many(many["many"])) if many else ():
        if _sum(some) == mention.value:
            return list(some)  # 专职2人,各所各设1人,计11人,两者相加13人
    start = page.sentence_start(mention.start)
    if bare and len(run) > 1 and "分别" in page.text[start : mention.start]:
        return run  # what 分别 apportions is all there is
    return run if whole and _plainly_a_sum(page, run, mention, bare) else []


def _run_before(page: Page, taken: Sequence[Told], mention: Mention) -> tuple[list[Told], bool]:
    """The free figures of a unit before a sum in its sentence; whether nothing was passed over."""
    start = page.sentence_start(mention.start)
    if start and mention.lead_start - start <= _OPENS:
        start = page.sentence_start(start - 1)  # 同意公开11件;查无2件。小计13件。
    if mention.lead.startswith(_ABOVE):
        start = _list_above(page, start)
    run: list[Told] = []
    whole = True
    for place in range(len(taken) - 1, -1, -1):
        earlier, cue = taken[place]
        if earlier.start < start or len(run) == _MOST:
            break
        if told_aside(earlier):
            continue  # 累计428条。与上一年401条比较,增27条。上述428条…
        above = earlier.parent
        if above is not None and above.start >= start:
            whole = whole and page.bracket(earlier.start) is not None
        elif not _adds(earlier, mention):
            opened = _OPENED.search(_gap(page, earlier, run[-1][0])) if run else None
            if len(run) > 1 and (opened or _in_turn(run)):
                break  # 改造小区5个,过程都公示:开工前5次,…,总共37次
            whole = False
        elif above is not None:
            break
        elif not _says_more(taken, place):
            run.append((earlier, cue))
    return run[::-1], whole


def _adds(part: Mention, total: Mention) -> bool:
    """Whether a figure may be added to a total: of its unit, or each a time something was put out."""
    documents = vocabulary().documents | {"次", "场", "版", "块"}
    return (
        part.unit == total.unit
        or {part.unit, total.unit} <= PEOPLE
        or mixes(part, total)
        or (total.unit in ("条次", "条", "期次", "件次") and part.unit in documents)
    )


def _list_above(page: Page, start: int) -> int:
    """Where a list of short lines right above a line begins."""
    for _ in range(_MOST):
        line = page.paragraph_start(start - 1) if start else 0
        if line >= start or start - line > _SHORT:
            return start
        start = line
    return start


def _plainly_a_sum(page: Page, run: Sequence[Told], mention: Mention, bare: bool) -> bool:
    """Whether a list leads straight to a sum that its parts miss: 网站120条、公众号80条,合计250条."""
    exact = all(one.value is not None and one.approx is None for one in _figures(run, mention))
    if len(run) < (2 if bare or _in_turn(run) else 3) or not exact:
        return False
    if any(one.unit != mention.unit and one.unit not in PEOPLE for one, _ in run):
        return False
    if any(not _PLAIN.match(_gap(page, one, other)) for (one, _), (other, _) in pairwise(run)):
        return False
    last = run[-1][0]
    between = _gap(page, last, mention)
    if len(between) < 2 or not _PLAIN.match(between) or _NO_SUM.search(between):
        return False
    value, together = mention.value or 0, _sum(run)
    most = max(one.value or 0 for one, _ in run)
    return value > most and together <= _NEAR * value and value <= _NEAR * together


def _in_turn(run: Sequence[Told]) -> bool:
    return all(_IN_TURN.search(one.lead) for one, _ in run)


def _figures(run: Sequence[Told], mention: Mention) -> list[Mention]:
    return [*(one for one, _ in run), mention]


def _gap(page: Page, one: Mention, other: Mention) -> str:
    return _ASIDE.sub("", page.text[one.end : other.start])


def _sum(run: Sequence[Told]) -> float:
    return added(one for one, _ in run)


def _says_more(taken: Sequence[Told], place: int) -> bool:
    """计划停水63次,提前通知的63次;抢修118次,两类合计181次: tells more of the figure before it."""
    mention = taken[place][0]
    before = taken[place - 1][0] if place else None
    again = before is not None and (before.value, before.unit) == (mention.value, mention.unit)
    return again and mention.lead.endswith("的")


def _in_and_over(run: Sequence[Told]) -> bool:
    """Whether the last two figures are what came in and what was carried over."""
    return {cue.row for _, cue in run[-2:]} == {"new_received", "carried_over"}
