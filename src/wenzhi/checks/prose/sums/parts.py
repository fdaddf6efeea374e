"""Floor 3: rules of family P: totals and their parts in prose.

More than the total is an error; less is one only where the list is closed. Approximations count as
intervals; parts in other units than their total prove nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Count, Severity
from wenzhi.checks.dossier import Dossier, once
from wenzhi.checks.prose.cells.company import fits
from wenzhi.checks.prose.sums.abreast import comes_to_another, is_of_others
from wenzhi.checks.prose.sums.balances import Stated, stated_sums
from wenzhi.checks.prose.sums.breakdowns import Breakdown, breakdowns, is_named_again
from wenzhi.checks.prose.sums.levels import comes_out_in_levels
from wenzhi.checks.prose.sums.listed import slipped_rows
from wenzhi.checks.prose.sums.misses import is_likely_meant
from wenzhi.checks.prose.sums.otherwise import holds_otherwise, is_larger_whole
from wenzhi.checks.prose.sums.overlaps import (
    REST,
    are_attributes,
    is_most_of,
    lead_in,
    most_each,
    of_each,
    told_to_overlap,
    words_of,
)
from wenzhi.checks.prose.sums.pairs import divided_in_two
from wenzhi.checks.prose.sums.rest import (
    SCATTERED,
    holds_its_own,
    is_first,
    made_up,
    of_two_years,
    told_bare,
    without_steps,
)
from wenzhi.checks.prose.sums.unclosed import swapped_lists
from wenzhi.checks.readings import interval, told_of_last_year
from wenzhi.checks.rule import PASSED, Outcome, failed, rule, unjudged
from wenzhi.text.normalize import squeezed
from wenzhi.text.slips import one_slip_apart

_PEOPLE = frozenset({"人", "人次", "名", "位"})
"""Units of those who came: 104人次,分别为27人、36人、41人 are added."""
_WHOLE = as_pattern(
    "[仅只](?:含|包|分|限|涉|涵|来自|由|为)|全部[为是]|组成|构成"
    "|[二两三四五六七八九十2-9](?:个|大)?(?:类|种|方面|部分|板块|栏目|渠道|块)"
)
"""Words of a closed list: nothing else is in it, or so many kinds are."""
_OVERLAP = "各部分单位不一，或一条信息多处发布 / units differ, or one item stands in several places"
_BEHIND = 10
"""Characters behind a list in which it says how many kinds it had."""
_ALMOST_ALL = 0.9
"""Share of the total from which on a list that falls short misses it by a slip, and as much above it one
that exceeds it; a selection seldom comes so near. Own judgement, on no data set."""
_DIVIDING = 0.75
"""The same where brackets right behind the total hold the list and nothing says that it is of some."""
_AND_SO_ON = ("等。", "等;", "等,", "等)")
_HALF = 0.5
"""The same in brackets where one wrong digit explains it."""
_SENTENCE_END = as_pattern("[。?？]")
_KIND = _PAIR = 2
"""Characters of the noun that kinds share."""
_SMALL = 9
_THIRD = 0.34
"""A mistyped last digit: so much, if not the third part of a total, where nothing says that a list is of some."""
_OF_SOME = as_pattern("其中|含|包括|涉及|[主重]要|重点")
"""Words before a first part by which a list may pick out some: 42件(其中听证2件)."""
_FAR = "各部分与总数相差过大，未必是一处列举 / the parts are too far from the total to be one list for certain"
_OF_ANOTHER = "各部分合于前面另一个数 / the parts come to another number told before"
_MIXED = "各部分单位或年度不一 / the parts are in different units or of different years"


@dataclass(frozen=True, slots=True)
class _Sum:
    low: float
    high: float
    one_unit: bool
    exact: bool


def _in_two_units(dossier: Dossier, part: Breakdown, units: Set[str | None]) -> bool:
    """Whether the total is told in the units of all its parts: 各类解读67篇(场)."""
    total = dossier.report.counts[part.total]
    told = _UNIT_ASIDE.match(dossier.flat[total.end : total.end + _BEHIND])
    return told is not None and units == {total.unit, told[1]}


_UNIT_ASIDE = as_pattern(r"[(/]([^(),;。/\d]{1,2})\)?")


def _add(dossier: Dossier, part: Breakdown) -> _Sum | None:
    counts = dossier.report.counts
    bounds = [interval(counts[index]) for index in part.parts]
    known = [bound for bound in bounds if bound is not None]
    if len(known) < len(bounds):
        return None
    told = {counts[index].unit for index in (part.total, *part.parts)} - {None}
    units = {"人"} if told <= _PEOPLE else told
    return _Sum(
        low=sum(low for low, _ in known),
        high=sum(high for _, high in known),
        one_unit=len(units) <= 1 or _in_two_units(dossier, part, units),
        exact=all(counts[index].approx is None for index in part.parts),
    )


def _of_one_year(dossier: Dossier, part: Breakdown) -> bool:
    """Whether total and parts are told of the same time: last year's total has no parts of this year."""
    counts = dossier.report.counts
    if told_of_last_year(dossier.flat, counts[part.total]):
        return False
    return not any(told_of_last_year(dossier.flat, counts[index]) for index in part.parts)


def _tell(
    dossier: Dossier,
    code: str,
    part: Breakdown,
    shown: float,
    sure: bool,
    severity: Severity | None = None,
) -> Outcome:
    counts = dossier.report.counts
    total = counts[part.total]
    terms = "+".join(squeezed(counts[index].text) for index in part.parts)
    # One finding points at a list, not at a page: its total, its first and its last parts.
    finding = dossier.finding(
        code,
        {"total": squeezed(total.text), "terms": terms[:120], "sum": _plain(shown)},
        spans=[(counts[i].start, counts[i].end) for i in (part.total, *part.parts)],
        counts=[part.total, *part.parts],
        expected=_plain(total.value),
        actual=_plain(shown),
        verdict="fail" if sure else "unjudged",
        severity=severity,
    )
    return failed(finding) if sure else unjudged(_OVERLAP, finding)


def _plain(value: float | None) -> str:
    return "" if value is None else f"{value:g}" if abs(value) < 1e6 else f"{value:.0f}"


@rule("P201")
def parts_exceed_total(dossier: Dossier) -> Iterator[Outcome]:
    """The parts of a total do not add up to more than it."""
    counts = dossier.report.counts
    told: set[int] = set()
    for listed in breakdowns(dossier):
        part = Breakdown(listed.total, without_steps(dossier, listed.parts))
        bounds, added = interval(counts[part.total]), _add(dossier, part)
        if bounds is None or added is None:
            yield unjudged("数值不定 / a number is not definite")
        elif len(part.parts) < 2 or added.low <= bounds[1]:
            yield PASSED
        elif comes_to_another(dossier, part.total, part.parts, added.low):
            yield unjudged(_OF_ANOTHER)
        elif (
            comes_out_in_levels(dossier, part.total, part.parts)
            or holds_otherwise(dossier, part.total, part.parts)
            or is_first(dossier, part.total, part.parts)
        ):
            yield PASSED
        elif (
            not _of_one_year(dossier, part)
            or _spread(dossier, part)
            or of_two_years(dossier, part.total, part.parts)
        ):
            yield unjudged(_MIXED)
        elif (
            told_to_overlap(dossier, part)
            or most_each(counts, part)
            or _is_told_again(dossier, part)
            or are_attributes(dossier, part, added.low)
        ):
            yield unjudged(_OVERLAP)
        elif _is_far(dossier, part, added):
            yield unjudged(_FAR)
        else:
            overlapping = _overlapping(counts, part)
            # 网站120、公众号80、其他渠道30 divides; without such a rest one item may be counted twice.
            behind = part.total > max(part.parts)
            rest = REST.search(words_of(dossier, part)) is not None
            divided = added.one_unit and (not overlapping or rest or behind)
            near = added.one_unit and _almost_all(dossier, part, added, bounds[1])
            near = near or _is_row(dossier, part)
            sure = divided and _marked(dossier, part) and not _holds_all(counts, part)
            severity: Severity | None = None if sure else "warning"
            yield _tell(dossier, "P201", part, added.low, divided or near, severity)
            told |= {part.total, *part.parts} if divided or near else set()
    for stated in _stated(dossier, told):
        part = Breakdown(stated.total, stated.parts)
        added = _add(dossier, part)
        if added is not None and added.low > (counts[part.total].value or 0):
            yield _tell(dossier, "P201", part, added.low, True, stated.severity)


def _is_row(dossier: Dossier, part: Breakdown) -> bool:
    """Whether a list of three and more is a row that one slip keeps from its total: items in two places seldom are."""
    told = ((row.total, row.parts) for row in slipped_rows(dossier))
    return len(part.parts) > _PAIR and (part.total, part.parts) in told


def _is_far(dossier: Dossier, part: Breakdown, added: _Sum) -> bool:
    """Whether neither a slip nor little else keeps parts from their total: figures so far apart are seldom one list.

    The rest that a list ends with may be divided further: 16件:案卷4件、第三方权益7件,其余5件分属过程性信息1件、….
    """
    counts = dossier.report.counts
    whole = counts[part.total].value
    if whole is None or not added.exact or counts[part.total].approx is not None:
        return False
    values = [counts[index].value or 0 for index in part.parts]
    starts = [counts[index].start for index in part.parts]
    cuts = [
        n for n, at in enumerate(starts, 1) if REST.search(dossier.flat, max(0, at - _KIND * 2), at)
    ]
    return not any(is_likely_meant(values[:cut], whole) for cut in (len(values), *cuts))


def _exceed(counts: Sequence[Count], part: Breakdown) -> bool:
    """另有1件,涉及土地3件、拆迁2件、低保1件: whether several parts exceed a total that no slip explains."""
    values, whole = [counts[index].value or 0 for index in part.parts], counts[part.total].value
    if whole is None or sum(value > whole for value in values) < _PAIR:
        return False
    return not is_likely_meant(values, whole)


def _come_to_another(dossier: Dossier, part: Breakdown) -> bool:
    """5件,比上年的3件多了2件,其中当面3件、邮寄2件: whether several parts come to a figure before their total."""
    added = sum(dossier.report.counts[index].value or 0 for index in part.parts)
    return len(part.parts) > 1 and comes_to_another(dossier, part.total, part.parts, added)


def _is_told_again(dossier: Dossier, part: Breakdown) -> bool:
    """修改4件,其中修改的4件已公布3件: whether a first part is the total by its name and number."""
    counts = dossier.report.counts
    total, first = counts[part.total], counts[min(part.parts)]
    if total.value != first.value or total.start > first.start:
        return False
    before = dossier.running[max(0, total.start - _KIND) : total.start]
    return before.isalpha() and before in lead_in(dossier, part)


def _holds_all(counts: Sequence[Count], part: Breakdown) -> bool:
    """45件中,按时答复的45件,延期的6件: whether one part is all of the total, so that others may be of it."""
    return any(counts[index].value == counts[part.total].value for index in part.parts)


_MARKED = as_pattern("其中|包括|含|分别|分为|[由从按依]|[里内中]|具体|为|是|[:(—]")
"""Between a total and its first part, or before it: it is divided."""


_NAMED_AGAIN = as_pattern(r"其中|分别|包括|上述|以上|(?:这|^)\d+[^,;。\d]{1,6}[里中]")


def _marked(dossier: Dossier, part: Breakdown) -> bool:
    """Whether words, a colon or brackets say that the list divides its total, or its kind does."""
    counts = dossier.report.counts
    total, first = counts[part.total], counts[min(part.parts)]
    cells = [(one.indicator or "").startswith("applications.") for one in (total, first)]
    told = dossier.flat[total.end : max(total.end, first.start)]
    if total.start > first.start or all(cells) or (cells[0] and "。" not in told):
        return True
    if "。" in told or "\n" in told:
        # In a sentence of its own a list may be of another total than the one taken for it.
        return _NAMED_AGAIN.search(re.split("[。\n]", told)[-1]) is not None
    return _MARKED.search(told) is not None or REST.search(words_of(dossier, part)) is not None


def _overlapping(counts: Sequence[Count], part: Breakdown) -> bool:
    """Whether the parts are places of publication: one item may stand in several.

    Parts of one channel's total are not: 网站846条,这里面招生215条….
    """
    channels = {counts[index].channel for index in part.parts}
    return None not in channels and channels != {counts[part.total].channel}


@rule("P202")
def closed_list_falls_short(dossier: Dossier) -> Iterator[Outcome]:
    """The parts of a closed list add up to the total."""
    counts = dossier.report.counts
    told: set[int] = set()
    for part in breakdowns(dossier):
        if counts[part.total].closed is not True or len(part.parts) < 2:
            # One part alone is an example, not a list.
            continue
        if dossier.flat.startswith(_AND_SO_ON, counts[part.parts[-1]].end):
            continue  # a total may have a list that is whole and one that is open beside it
        bounds, added = interval(counts[part.total]), _add(dossier, part)
        if bounds is None or added is None:
            yield unjudged("数值不定 / a number is not definite")
        elif (
            added.high >= bounds[0]
            or comes_to_another(dossier, part.total, part.parts, added.high)
            or comes_out_in_levels(dossier, part.total, part.parts)
            or holds_otherwise(dossier, part.total, part.parts)
            or _is_left_open(dossier, part.total, part.parts)
        ):
            yield PASSED
        elif not added.one_unit or not _of_one_year(dossier, part) or of_each(dossier, part):
            yield unjudged(_MIXED)
        elif told_to_overlap(dossier, part):
            yield unjudged(_OVERLAP)
        elif made_up(dossier, part, gap := bounds[0] - added.high) or told_bare(
            dossier, part.parts, gap
        ):
            yield unjudged("列举中另有数字补足差额 / another figure in the list makes up the rest")
        elif _is_far(dossier, part, added):
            yield unjudged(_FAR)
        elif _stray(counts, part) or _spread(dossier, part) or _selective(dossier, part):
            if _almost_all(dossier, part, added, bounds[0]):
                yield _tell(dossier, "P202", part, added.high, sure=True, severity="warning")
                told |= {part.total, *part.parts}
                continue
            yield unjudged("列举中有数字归属不明 / a number within the list is of unclear place")
        else:
            severity: Severity | None = None if _marked(dossier, part) else "warning"
            yield _tell(dossier, "P202", part, added.high, sure=True, severity=severity)
            told |= {part.total, *part.parts}
    for stated in _stated(dossier, told):
        part = Breakdown(stated.total, stated.parts)
        added = _add(dossier, part)
        gap = (counts[part.total].value or 0) - (added.high if added is not None else 0)
        if added is not None and gap > 0 and not told_bare(dossier, part.parts, gap):
            value = sum(counts[i].value or 0 for i in part.parts)
            yield _tell(dossier, "P202", part, value, True, stated.severity)


@once
def _rows(dossier: Dossier) -> tuple[Stated, ...]:
    """Rows that one slip keeps from their total, lists that swapped figures do, and pairs."""
    return (*slipped_rows(dossier), *swapped_lists(dossier), *divided_in_two(dossier))


def _stated(dossier: Dossier, told: Set[int]) -> Iterator[Stated]:
    """The sums that words and punctuation tell, of totals neither `told` of already nor parts of such a one."""
    counts = dossier.report.counts
    for sums in stated_sums(dossier):
        values = [counts[i].value or 0 for i in sums.parts]
        if (
            is_likely_meant(values, counts[sums.total].value or 0)
            and not holds_otherwise(dossier, sums.total, sums.parts)
            and not is_of_others(dossier, sums.total, sums.parts)
            and not _is_left_open(dossier, sums.total, sums.parts)
        ):
            yield sums
    whole = {one.total for one in breakdowns(dossier) if _comes_to(counts, one)}
    for row in _rows(dossier):
        part = Breakdown(row.total, row.parts)
        if (
            row.total in (told | whole)
            or holds_its_own(dossier, row.total, row.parts)
            or told_to_overlap(dossier, part)
            or are_attributes(dossier, part, sum(counts[i].value or 0 for i in row.parts))
            or of_each(dossier, part)
            or is_of_others(dossier, row.total, row.parts)
            or comes_out_in_levels(dossier, row.total, row.parts)
            or holds_otherwise(dossier, row.total, row.parts)
            or is_first(dossier, part.total, part.parts)
            or of_two_years(dossier, part.total, part.parts)
            or any(is_named_again(dossier, row.total, index) for index in row.parts)
            or _is_left_open(dossier, row.total, row.parts)
        ):
            continue
        yield row


def _is_left_open(dossier: Dossier, total: int, parts: Sequence[int]) -> bool:
    """Whether parts are but some: the rest is told in words, or is with them a list that comes to the total."""
    counts, flat = dossier.report.counts, dossier.running
    return SCATTERED.match(flat, counts[max(parts)].end) is not None or any(
        one.total == total
        and set(parts) < set(one.parts)
        and sum(counts[index].value or 0 for index in one.parts) == counts[total].value
        for one in breakdowns(dossier)
    )


def _comes_to(counts: Sequence[Count], part: Breakdown) -> bool:
    """6420条:网站4812条,微信1608条… with 《公报》刊载54件: whether a list comes to its total in several units."""
    values = [counts[index].value or 0 for index in part.parts]
    units = {counts[index].unit for index in part.parts}
    return len(units) > 1 and sum(values) == counts[part.total].value


def _spread(dossier: Dossier, part: Breakdown) -> bool:
    """Whether the parts stand in several sentences, none of which says that it gives the rest."""
    first, last = (dossier.report.counts[i] for i in (min(part.parts), max(part.parts)))
    between = dossier.flat[first.end : last.end]
    return "。" in between and REST.search(between) is None


def _almost_all(dossier: Dossier, part: Breakdown, added: _Sum, whole: float) -> bool:
    """Whether a list that does not say it is whole misses so little of its total that a slip is likely."""
    least = _DIVIDING if _in_brackets(dossier, part) else _ALMOST_ALL
    slip = whole * (1 - least)
    if not _OF_SOME.search(lead_in(dossier, part)):
        slip = max(slip, min(_SMALL, whole * _THIRD))
    if dossier.report.counts[part.total].approx is not None:
        return False  # 2260余条,其中1874条,213条: what is left may be anything
    near = added.exact and abs(whole - added.high) <= slip
    near = near or (added.exact and _by_one_digit(dossier, part))
    return near and not _as_tabled(dossier, part)


def _by_one_digit(dossier: Dossier, part: Breakdown) -> bool:
    """Whether one wrong digit explains what a division misses: kinds of one name (文字解读、图文解读), in brackets,
    or with a sentence of their own.
    """
    counts = dossier.report.counts
    starts = [counts[index].start for index in part.parts]
    named = [dossier.flat[start - _KIND : start] for start in starts]
    values = [counts[index].value or 0 for index in part.parts]
    whole = counts[part.total].value or 0
    bracketed = _in_brackets(dossier, part)
    alike = len(set(named)) == 1 and named[0].isalpha() and len(named) > _PAIR
    divides = alike or bracketed or _SENTENCE_END.search(lead_in(dossier, part)) is not None
    near = sum(values) >= (_HALF if bracketed else _DIVIDING) * whole
    return divides and near and one_slip_apart(values, whole)


def _as_tabled(dossier: Dossier, part: Breakdown) -> bool:
    """Whether the total and every part are what the table has: what the list leaves out stands there."""
    return all(fits(dossier, dossier.report.counts[i]) for i in (part.total, *part.parts))


def _in_brackets(dossier: Dossier, part: Breakdown) -> bool:
    """Whether brackets right behind the total hold the list: 58篇(部门稿44篇,乡镇稿14篇)."""
    before = lead_in(dossier, part)
    name, opened, lead = before.partition("(")
    return opened == "(" and name.isalnum() | (not name) and not _OF_SOME.search(lead)


def _selective(dossier: Dossier, part: Breakdown) -> bool:
    """Whether nothing says that the list gives the whole: it may only pick out some.

    A rest (其他…), 分别, 仅含, the number of kinds, a colon behind the total or a final 等…条 say so; 其中 and plain
    juxtaposition (97期,涉税费31期、涉社保18期) do not. A total told behind its parts is their sum.
    """
    counts = dossier.report.counts
    told = words_of(dossier, part)
    if part.total > max(part.parts):
        return False  # 网站239条、微信20条,合计266条
    behind = dossier.flat[counts[part.total].end : counts[part.total].end + 1]
    end = counts[part.parts[-1]].end
    words = REST.search(told) or _WHOLE.search(told + dossier.flat[end : end + _BEHIND])
    return words is None and behind != ":" and "等" not in told


def _stray(counts: Sequence[Count], part: Breakdown) -> bool:
    """Whether a number of the same unit stands among the parts but under no total of this list."""
    first, last = min(part.parts), max(part.parts)
    inner = {part.total, *part.parts}
    for index in range(first, min(last + 2, len(counts))):
        count = counts[index]
        if index not in inner and count.unit == counts[part.total].unit and count.parent is None:
            return True
    return False


@rule("P203")
def part_exceeds_total(dossier: Dossier) -> Iterator[Outcome]:
    """No single part is larger than its total."""
    counts = dossier.report.counts
    for part in breakdowns(dossier):
        bounds = interval(counts[part.total])
        if bounds is None:
            continue
        for index in part.parts:
            count = counts[index]
            own = interval(count)
            if own is None or count.unit != counts[part.total].unit:
                continue
            if not _of_one_year(dossier, Breakdown(part.total, (index,))):
                continue
            if own[0] <= bounds[1]:
                yield PASSED
                continue
            if is_larger_whole(dossier, part.total, part.parts, index) or _exceed(counts, part):
                yield unjudged(_FAR)
                continue
            if _come_to_another(dossier, part) or is_most_of(dossier, index):
                yield unjudged(_OF_ANOTHER)
                continue
            one = Breakdown(part.total, (index,))
            severity: Severity | None = None if _marked(dossier, one) else "warning"
            yield _tell(dossier, "P203", one, own[0], sure=True, severity=severity)
