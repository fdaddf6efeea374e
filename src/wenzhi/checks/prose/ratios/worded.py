"""Floor 3: shares told in words.

Takes a report's counts; 专职人员仅占两成, 图解、视频合计不足三成 and 过半 are held against the figures of those names,
wherever they stand, and the total these are parts of. It must not know the tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Count
from wenzhi.checks.dossier import Dossier, is_exact, part_start
from wenzhi.checks.prose.ratios.multiples import IN_TENTHS
from wenzhi.checks.prose.ratios.percent import per_cent
from wenzhi.checks.prose.ratios.shares import AIM
from wenzhi.checks.prose.words import WORDS
from wenzhi.checks.rule import PASSED, Outcome, failed
from wenzhi.text.normalize import squeezed
from wenzhi.text.numerals import how_many
from wenzhi.text.patterns import compile_quick

_IN_WORDS = compile_quick(
    r"(?P<near>近|将近|接近|约|超过?|多于|高于|逾|不到|不足|未到|未及|低于|少于)?(?:"
    r"(?P<tenths>[一二三四五六七八九])成(?P<more>多|以上|左右)?(?!为|立|本|果|效|功|熟|年|品|绩|员|都|型|长)"
    r"|(?P<whole>[三四五])分之(?P<part>[一二三四])|(?P<under>[未不]过半数?|[未不]及[一]?半|不满半数)|(?P<over>过半数?|一半以上|半数以上|一半多|大半|多半)|(?P<half>一半|半数|半(?=[,。;)])))"
)
_OF_WHICH = as_pattern(
    r"(?P<name>[\u4e00-\u9fff]{2,12}?)(?:数量|人数|件数)?(?:仅|只|约|均|已|也|就|却)*"
    r"占(?:到|了|比|总数|全部|全体)*(?:的|为|达)?$"
)
_ENOUGH = 0.03
"""How far, as a share, what is told in words may lie beyond what it says. Own choice."""


def shares_in_words(dossier: Dossier) -> Iterator[Outcome]:
    """专职人员仅占两成: held against the figure of that name and the total it is a part of."""
    counts, flat = dossier.report.counts, dossier.running
    if IN_TENTHS.search(flat) is None:
        return
    for said in _IN_WORDS.finditer(flat):
        start = part_start(flat, said.start(), WORDS)
        clause = "".join(flat[start : said.start()].split())
        if AIM.search(clause):
            continue
        found: tuple[tuple[int, ...], int] | None
        if "占" in clause or _is_bare(flat, said, clause):
            found = (
                _figure_behind(dossier, said.end())
                or _figure_beside(dossier, start, clause)
                or _figure_named(dossier, clause, start)
                or _whole_beside(dossier, said.start())
            )
        else:
            found = None
        found = found or _figures_together(dossier, clause, said.start())
        if found is None:
            continue
        parts, whole = found
        low, high = _bounds(said)
        share = sum(per_cent(counts[place], counts[whole]) for place in parts) / 100
        rows = (sum(row) / (counts[whole].value or 1) for row in _rows_to(counts, parts))
        if any(low - _ENOUGH <= one <= high + _ENOUGH for one in (share, *rows)):
            yield PASSED
            continue
        used = [*parts, whole]
        finding = dossier.finding(
            "P301",
            {
                "text": squeezed(said[0]),
                "part": "+".join(squeezed(counts[place].text) for place in parts),
                "whole": squeezed(counts[whole].text),
            },
            spans=[*((counts[place].start, counts[place].end) for place in used), said.span()],
            counts=used,
            expected=f"{100 * share:.2f}%",
            actual=squeezed(said[0]),
            severity="warning",
        )
        yield failed(finding)


def _rows_to(counts: Sequence[Count], parts: Sequence[int]) -> Iterator[list[float]]:
    """The rows of one total that end with a part: of 东村6件、西村5件、南村4件,约占七成 the share may be of all.

    What the row comes to is often told before it, and the total of these the whole (22件,15件来自三个村:…).
    """
    if len(parts) > 1:
        return
    last = parts[-1]
    row = [counts[last].value or 0]
    for index in range(last - 1, -1, -1):
        if counts[index].parent != counts[last].parent or counts[index].unit != counts[last].unit:
            return
        row.append(counts[index].value or 0)
        yield row


_MERELY = as_pattern("(?:仅|只|约|大约|已经?|也|还|却|均)*")
_SHARES = as_pattern(_MERELY.pattern + "(?:占|$)")


def _is_bare(flat: str, said: re.Match[str], clause: str) -> bool:
    """Whether a half alone makes up a clause: 不予公开的31件中,属于案卷的18件,超过半数."""
    halved = said["over"] or said["under"] or said["half"]
    ends = flat[said.end() : said.end() + 1] in (",", "。", ";", ")", "、", "")
    return bool(halved) and ends and _MERELY.fullmatch(clause) is not None


def _bounds(said: re.Match[str]) -> tuple[float, float]:
    """What a share in words may be: 近三成 a little less, 超三成 a little more than .3."""
    if said["over"]:
        return 0.5, 1.0
    if said["under"]:
        return 0.0, 0.5
    if said["tenths"]:
        middle, step = how_many(said["tenths"]) / 10, 0.1
    elif said["whole"]:
        middle = how_many(said["part"]) / how_many(said["whole"])
        step = 0.1
    else:
        middle, step = 0.5, 0.1
    if (said["near"] and said["near"][0] in "超多高逾") or said["more"] in ("多", "以上"):
        return middle, 1.0 if said["more"] == "以上" or said["near"] else middle + step
    if said["near"] in ("不到", "不足", "未到", "未及", "低于", "少于"):
        return 0.0, middle
    return middle - step / 2 if said["near"] else middle - step / 4, middle + step / 4


def _figure_beside(dossier: Dossier, start: int, clause: str) -> tuple[tuple[int, ...], int] | None:
    """打假类申请160件,约占四成: the figure right before, where it is a part of a total told."""
    counts, flat = dossier.report.counts, dossier.running
    before = [place for place, one in enumerate(counts) if one.end <= start]
    if not before or not _SHARES.match(clause):
        return None
    part = before[-1]
    parent = counts[part].parent
    near = "".join(flat[counts[part].end : start].split())
    if (
        parent is None
        or near not in (",", "、", "(", "")
        or not _is_whole_and_part(counts, part, parent)
    ):
        return None
    return (part,), parent


def _figure_behind(dossier: Dossier, end: int) -> tuple[tuple[int, ...], int] | None:
    """网上提交占七成(38件): the figure in brackets behind a share in words, and its total."""
    counts, flat = dossier.report.counts, dossier.running
    if not flat.startswith("(", end):
        return None
    part = next((place for place, one in enumerate(counts) if one.start >= end), None)
    parent = None if part is None else counts[part].parent
    if part is None or parent is None or parent >= part:
        return None
    bare = _IN_BRACKETS.fullmatch("".join(flat[end : counts[part].start].split()))
    alone = bare and flat.startswith(")", counts[part].end)
    return ((part,), parent) if alone and _is_whole_and_part(counts, part, parent) else None


_IN_BRACKETS = as_pattern(r"\((?:共|即|为|有|计)?")
_OF_THAT = as_pattern(
    r"^[,、]?(?:(?P<two>两(?:类|项|者|种|个渠道|个平台)(?:信息)?(?:合计|共|一共|总计|相加|加起来)?)|其?)?约?占[^,;。:()\d]{0,12}$"
)
"""From a part, or two, to the whole: 公开112条、234条,两类合计占总量692条的五成."""


def _whole_beside(dossier: Dossier, place: int) -> tuple[tuple[int, ...], int] | None:
    """The whole right before a share in words, and the figures right before that."""
    counts, flat = dossier.report.counts, dossier.running
    told = [index for index, one in enumerate(counts) if place - _NEAR < one.start < place][-3:]
    if len(told) < 2 or "".join(flat[counts[told[-1]].end : place].split()) not in ("的", "的约"):
        return None
    whole, part = told[-1], told[-2]
    said = _OF_THAT.match("".join(flat[counts[part].end : counts[whole].start].split()))
    if said is None or not _is_whole_and_part(counts, part, whole):
        return None
    if not said["two"]:
        return (part,), whole
    both = tuple(told[:2]) if len(told) > 2 else ()
    return (both, whole) if both and _is_whole_and_part(counts, both[0], whole) else None


_NEAR = 80
"""Characters before a share in words among which its whole and parts stand."""


def _figure_named(dossier: Dossier, clause: str, start: int) -> tuple[tuple[int, ...], int] | None:
    """The one figure whose name the clause begins with, and its total."""
    counts, said = dossier.report.counts, _OF_WHICH.match(clause)
    if said is None:
        return None
    return _part_of_name(counts, said["name"], start)


_TOGETHER = as_pattern(
    r"(?P<name>[\u4e00-\u9fff]{2,8})(?:合计|合起来|加起来|加在一起|相加|两者|二者|一共|总共|之和|共)+"
    r"(?:仅|只|约|也|就|却|还|占(?:比|到|了)?|的|为|达)*$"
)


def _figures_together(
    dossier: Dossier, clause: str, end: int
) -> tuple[tuple[int, ...], int] | None:
    """图解、视频合计不足三成: the figures of the names told in a row, which are parts of one total."""
    last = _TOGETHER.match(clause)
    if last is None:
        return None
    counts, flat = dossier.report.counts, dossier.running
    start = part_start(flat, end, ",;。:(\n")
    head = "".join(flat[start:end].split()).removesuffix(clause)
    names = [*re.split("[、和与及]", head.rstrip("、和与及")), last["name"]]
    names = [part for name in names for part in re.split("[和与及]", name) if part]
    found = [_part_of_name(counts, name, start) for name in names]
    known = [one for one in found if one is not None]
    wholes = {whole for _, whole in known}
    if len(known) < max(2, len(found)) or len(wholes) != 1:
        return None
    return tuple(parts[0] for parts, _ in known), wholes.pop()


def _part_of_name(
    counts: Sequence[Count], said: str, start: int
) -> tuple[tuple[int, ...], int] | None:
    """The one figure before `start` told by a name, little left out, and the total it is a part of."""
    found = [
        (place, one.parent)
        for place, one in enumerate(counts)
        if one.end <= start
        and one.parent is not None
        and (name := "".join((one.object or "").split()))
        and len(name) >= 2
        and said.startswith(name)
        and len(said) - len(name) <= 2
        and _is_whole_and_part(counts, place, one.parent)
    ]
    shares = {(counts[part].value, counts[whole].value) for part, whole in found}
    return ((found[0][0],), found[0][1]) if len(shares) == 1 else None


def _is_whole_and_part(counts: Sequence[Count], part: int, whole: int) -> bool:
    exact = is_exact(counts[part]) and is_exact(counts[whole])
    alike = counts[part].unit == counts[whole].unit
    return exact and alike and (counts[whole].value or 0) >= (counts[part].value or 0) > 0
