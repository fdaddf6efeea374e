"""Floor 3: figures taken up again (前述1945条, 上述132件中, 网站的386条里) beside what was told before.

Takes the counts of a report; gives those that no figure before them has, where one is a slip away. It must not
know the official tables.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Count
from wenzhi.checks.dossier import RATIOS, Dossier, is_exact, part_start
from wenzhi.checks.readings import told_of_last_year
from wenzhi.text.patterns import compile_quick
from wenzhi.text.slips import one_slip_apart

_LOOK = 16
"""Characters before a figure among which the word stands that takes it up again."""
_AGAIN = compile_quick(
    r"(?:前述|上述|前列|上列|前文|前面|所述|(?<![^,;。:(\n在对将从于])以上|(?<![^,;。:(\n在对将从于])这)"
    r"(?:所列|所说|提到|说到)?(?!(?:均|都|各|几|[两二三四五六七八九])(?:项|类|种|者|个))[^,;。:()\d合共计]{0,6}$"
)
"""Before a figure: it is one told before."""
_SUMS = 6
"""Figures in a row that may be taken up together. Own choice."""
_LEAST = 10


_OF_THEM = as_pattern(
    r"[^,;。:()\d、]{0,10}?(?:之中|当中|里面|里头|里|中)(?:[,:有]|[^,;。:()\d心央小国]{0,12}[\d,:])"
    r"|再?(?:[按依从][^,;。:()\d]{1,8}[分看]|可?(?:这样|以)?(?:归类|分类|分[为成])),?[:—]"
)
"""Right behind a figure: what follows is of it (386条里,…; 234条再按内容分:…)."""
_NO_NAME = frozenset(
    ("信息", "公开", "全年", "发布", "主动", "政府", "其中", "共有", "收到", "总共", "合计", "共计")
)
"""Pairs of characters that name nothing."""
_NOT = as_pattern("[未不没无非]|其[余他它]")
_NAME = ",;。:(、\n"
_REACH = 28


def taken_up(dossier: Dossier) -> Iterator[tuple[int, int | None]]:
    """Every figure taken up again, with the one before that it must have been mistyped from, if it has none's value."""
    yield from _of_them(dossier)
    counts, flat = dossier.report.counts, dossier.running
    if not any(word in flat for word in ("述", "以上", "列", "前文", "前面", "这")):
        return
    for index, count in enumerate(counts):
        if not index or not is_exact(count) or count.unit in RATIOS:
            continue
        near = flat[max(0, count.start - _LOOK) : count.start]
        if _AGAIN.search("".join(near.split())) is None:
            continue
        before = [
            place
            for place in range(index)
            if counts[place].unit == count.unit and counts[place].value
        ]
        if _told_already(counts, before, count.value or 0):
            yield index, None
            continue
        start = part_start(flat, count.start, "\n")
        meant = _slips_from(dossier, index, [p for p in before if counts[p].start >= start])
        if len({counts[place].value for place in meant}) == 1:
            yield index, meant[0]


def _slips_from(dossier: Dossier, index: int, before: Sequence[int]) -> list[int]:
    """Those of the figures before one that it may have been mistyped from."""
    counts = dossier.report.counts
    value = counts[index].value or 0
    return [
        place
        for place in before
        if is_exact(counts[place])
        and not told_of_last_year(dossier.flat, counts[place])
        and min(counts[place].value or 0, value) >= _LEAST
        and one_slip_apart((value,), counts[place].value or 0)
    ]


def _of_them(dossier: Dossier) -> Iterator[tuple[int, int | None]]:
    """网站386条…网站的326条里,…: a figure of which more is told, by the name it had before or none."""
    counts, flat = dossier.report.counts, dossier.running
    for index, count in enumerate(counts):
        if not index or not is_exact(count) or (count.value or 0) < _LEAST:
            continue
        if count.unit in RATIOS or not _OF_THEM.match(
            "".join(flat[count.end : count.end + _REACH].split())
        ):
            continue
        start = part_start(flat, count.start, "\n")
        told = [p for p in range(index) if counts[p].unit == count.unit and counts[p].value]
        if counts[index - 1].end > part_start(flat, count.start, _NAME):
            continue  # 16份申请里有12份与…
        name = _name(flat, count).rstrip("的所发")
        pairs = {name[at : at + 2] for at in range(len(name) - 1)} - _NO_NAME
        if name and not pairs:
            continue
        if name:
            start = part_start(flat, max(0, start - 1), "\n")
        alike = [
            place
            for place in told
            if counts[place].start >= start and _may_be_named(flat, counts[place], name, pairs)
        ]
        if not alike:
            continue
        if _told_already(counts, told, count.value or 0):
            yield index, None
            continue
        meant = _slips_from(dossier, index, alike)
        if len({counts[place].value for place in meant}) == 1:
            yield index, meant[0]


def _may_be_named(flat: str, count: Count, name: str, pairs: Collection[str]) -> bool:
    """Whether a figure was told by a name of which one given again has two characters, or none was given."""
    if not name:
        return True
    told = _name(flat, count)
    return any(pair in told for pair in pairs) and bool(_NOT.search(told)) == bool(
        _NOT.search(name)
    )


def _name(flat: str, count: Count) -> str:
    """The words of a figure's clause before it."""
    return "".join(flat[part_start(flat, count.start, _NAME) : count.start].split())


def _told_already(counts: Sequence[Count], before: Sequence[int], value: float) -> bool:
    """Whether a figure before has the value, or some told one after the other come to it."""
    told = [counts[place].value or 0 for place in before]
    return any(
        value == sum(told[at : at + size])
        for size in range(1, _SUMS + 1)
        for at in range(len(told) - size + 1)
    )
