"""Floor 3: rules of family P: what prose tells more than once, and beside a local row, is the same number.

Takes the counts of a report; gives what differs between two tellings. It must not know the official tables.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Count, Finding, Verdict
from wenzhi.checks.dossier import Dossier, is_exact, part_start
from wenzhi.checks.prose.cells.against_tables import OTHER_SCOPE
from wenzhi.checks.prose.cells.some_of import picks_out
from wenzhi.checks.prose.claims.taken_up import taken_up
from wenzhi.checks.readings import interval, is_transposed
from wenzhi.checks.rule import PASSED, Outcome, failed, rule, unjudged
from wenzhi.text.normalize import squeezed

_PUBLISHED_IN_ALL = as_pattern("公开(?:发布)?(?:总数|总量|总条数)|公开信息总数")


@rule("P105")
def local_total(dossier: Dossier) -> Iterator[Outcome]:
    """The number published in prose beside a local row 信息公开发布总数量.

    That row often leaves out news, so a difference is shown and not judged, unless the same figures
    stand in another order.
    """
    rows = [row for row in dossier.report.local if _PUBLISHED_IN_ALL.search(squeezed(row.label))]
    for row in rows:
        number = _number(row.cells)
        for index, count in enumerate(dossier.report.counts):
            if count.indicator != "published.total" or count.scope != "report_year":
                continue
            bounds = interval(count)
            if number is None or bounds is None or count.role == "component":
                continue
            if bounds[0] <= number <= bounds[1]:
                yield PASSED
                continue
            slip = count.value is not None and is_transposed(count.value, number)
            finding = dossier.finding(
                "P105",
                {"text": squeezed(count.text), "label": squeezed(row.label)[:40], "number": number},
                spans=[(count.start, count.end), (row.start, row.end)],
                counts=[index],
                expected=number,
                actual=count.value,
                verdict="fail" if slip else "unjudged",
            )
            yield failed(finding) if slip else unjudged(OTHER_SCOPE, finding)


def _number(cells: Sequence[str]) -> int | None:
    read = [squeezed(cell) for cell in cells]
    numbers = [int(cell) for cell in read if cell.isdecimal()]
    return numbers[0] if len(numbers) == 1 else None


@rule("P106")
def told_twice(dossier: Dossier) -> Iterator[Outcome]:
    """The same total, told twice in prose, is the same number.

    Only the number published in all, applications received where no table tells them, and what is
    taken up again (前述1954条): other things are counted by occasion and add up.
    """
    yield from _received_twice(dossier)
    yield from _slips(dossier)
    yield from _bodies_twice(dossier)
    counts = dossier.report.counts
    for index, meant in taken_up(dossier):
        if meant is None:
            yield PASSED
        else:
            pair = (meant, counts[meant]), (index, counts[index])
            yield failed(_two_tellings(dossier, "P106", *pair))
    told = [
        (index, count)
        for index, count in enumerate(dossier.report.counts)
        if _told_whole(count, "published.total", ("preamble", "overview", "active"))
    ]
    for place, (index, count) in enumerate(told[1:], start=1):
        first_index, first = told[place - 1]
        if count.value == first.value or _differs_in_kind(count, first):
            yield PASSED
            continue
        if is_transposed(count.value or 0, first.value or 0):
            continue  # told by `_slips`
        finding = _two_tellings(
            dossier, "P106", (first_index, first), (index, count), verdict="unjudged"
        )
        yield unjudged(OTHER_SCOPE, finding)


_BODIES = as_pattern(
    r"(?:全(?P<level>[县区市旗镇乡]|街道)(?:共有?|现有|所有|的)?|(?:下辖|管辖|辖有?))$"
)
_BODY = as_pattern(
    r"(?P<thing>行政村|村(?![民级务庄居])|社区(?!居民)|乡镇|镇街|街道|[乡镇](?![村街级属直]))(?!\(|、|和|及|与)"
)
_OF_THEM = as_pattern("其中|原|合并|撤|新增|剩余|其余|首批|试点|上一?年|去年|贫困|脱贫|示范|重点")
"""In the clause of such a number: it is of some of them, or of what they were."""


def _bodies_twice(dossier: Dossier) -> Iterator[Outcome]:
    """全镇12个村, and 全镇15个村 further on: how many there are of them in the whole place."""
    first: dict[str, tuple[int, Count]] = {}
    for index, count in enumerate(dossier.report.counts):
        if count.unit != "个" or not is_exact(count) or (count.value or 0) < _FEWEST_BODIES:
            continue
        named = _BODY.match(dossier.flat, count.end)
        clause = _clause_before(dossier, count)
        if named is None or not _BODIES.search(clause) or _OF_THEM.search(clause):
            continue
        told = first.setdefault(named["thing"], (index, count))
        if told[1].value == count.value:
            yield PASSED
        else:
            yield failed(_two_tellings(dossier, "P106", told, (index, count)))


_FEWEST_BODIES = 2
_RETOLD = ("published.", "interpretations", "visits", "followers", "replies", "training.people")
"""What is told of the whole year and need not be told of one occasion."""


def _slips(dossier: Dossier) -> Iterator[Outcome]:
    """The same thing told twice, once of the whole year, with the same figures in another order."""
    told: dict[tuple[str, str | None, str | None], tuple[int, Count]] = {}
    for index, count in enumerate(dossier.report.counts):
        if not (count.indicator or "").startswith(_RETOLD) or not _is_whole(dossier, count):
            continue
        key = (count.indicator or "", count.unit, count.channel)
        first = told.setdefault(key, (index, count))
        whole = _ALL_YEAR.search(_clause_before(dossier, count))
        if not whole and not _ALL_YEAR.search(_clause_before(dossier, first[1])):
            continue
        if is_transposed(count.value or 0, first[1].value or 0):
            yield failed(_two_tellings(dossier, "P106", first, (index, count)))


_ALL_YEAR = as_pattern(r"全年|本年度?|20\d\d年|年内|共|一年来|综上|总计|合计")


def _is_whole(dossier: Dossier, count: Count) -> bool:
    """Whether an exact number is of the reported year and no part of another."""
    plain = is_exact(count) and count.role != "component"
    return plain and count.scope == "report_year"


def _clause_before(dossier: Dossier, count: Count) -> str:
    start = part_start(dossier.flat, count.start, ",;。:(\n")
    return dossier.flat[start : count.start]


def _told_whole(count: Count, indicator: str, sections: Sequence[str]) -> bool:
    """Whether a count is an exact total of the reported year, of no channel."""
    return (
        count.indicator == indicator
        and count.scope == "report_year"
        and count.role != "component"
        and count.channel is None
        and count.approx is None
        and count.value is not None
        and count.section in sections
    )


def _received_twice(dossier: Dossier) -> Iterator[Outcome]:
    """The applications received by one number in the overview and another in their own section."""
    if "applications" in dossier.tables:
        return
    name = "applications.new_received.total"
    counts = list(enumerate(dossier.report.counts))
    first = [p for p in counts if _told_whole(p[1], name, ("preamble", "overview"))]
    own = [p for p in counts if _told_whole(p[1], name, ("applications",))]
    plain = [p for p in (*first, *own) if not picks_out(dossier.flat, p[1])]
    if not (first and own) or len(plain) < len(first) + len(own):
        return
    if {count.value for _, count in first} & {count.value for _, count in own}:
        yield PASSED
        return
    finding = _two_tellings(dossier, "P106", first[0], own[0])
    yield failed(finding)


def _two_tellings(
    dossier: Dossier,
    code: str,
    one: tuple[int, Count],
    other: tuple[int, Count],
    verdict: Verdict = "fail",
) -> Finding:
    """The finding that a thing is told with two numbers; the second is held against the first."""
    (first, told), (second, again) = one, other
    return dossier.finding(
        code,
        {"first": squeezed(told.text), "second": squeezed(again.text)},
        spans=[(told.start, told.end), (again.start, again.end)],
        counts=[first, second],
        expected=told.value,
        actual=again.value,
        verdict=verdict,
    )


def _differs_in_kind(one: Count, other: Count) -> bool:
    return (one.object, one.unit, one.subject) != (other.object, other.unit, other.subject)
