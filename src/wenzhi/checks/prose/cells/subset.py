"""Floor 3: whether results are told of some of the applications only, or of one kind of applicants.

Takes a count of table three and what is told before it in its sentence; gives whether the figure that heads them
is less than all that was answered. It must not know what rule asks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Count
from wenzhi.checks.dossier import Dossier, Number, part_end, part_start
from wenzhi.checks.forms import application
from wenzhi.checks.prose.cells.company import fits
from wenzhi.checks.prose.cells.evidence import is_near
from wenzhi.checks.prose.words import SENTENCE
from wenzhi.parse.figures.wordings import tables

_RESULT = "applications.result."
_ALL = f"{_RESULT}total.total"
_WHOLES = tuple(application(row, "total") for row in ("new_received", "result.total"))


def is_of_some(dossier: Dossier, index: int) -> bool:
    """Whether a result is one of so many applications told before it: 企业来的21件,公开6件,查无5件.

    The figure at the head of the sentence is farther from all that were answered than a slip makes it, or words
    say that it is what others leave; results alone stand behind it, and most of those are not what their rows have.
    """
    own = dossier.report.counts[index]
    if not _is_result(own):
        return False
    start = part_start(dossier.flat, own.start, SENTENCE)
    among = list(_OF_THEM.finditer("".join(dossier.flat[start : own.start].split())))
    heads = [one for one in _told_before(dossier, index) if one.indicator and not _is_result(one)]
    if not among and len(heads) != 1:
        return False
    whole = int(among[-1]["number"]) if among else heads[0].value or 0
    totals = [value for value in map(dossier.value, _WHOLES) if value is not None]
    if not totals or not (own.value or 0) < whole < min(totals):
        return False
    if not among and any(is_near(whole, value) for value in totals):
        return False
    others = [one for one in _row(dossier, start, own) if one is not own]
    return 2 * sum(fits(dossier, one) for one in others) <= len(others)


_OF_THEM = as_pattern(
    r"(?:另外?|其[余他它]|剩下|余下|剩余|这|该|前述|上述)(?:的)?(?P<number>\d+)[件份宗]"
    r"(?:(?:申请|案件)?(?:里|中|当中|之中)|[^,;。\d]{2,14}的(?:申请|案件),)"
)
"""So many of those before are told, which what follows divides: 另外5件里,3件提供."""


def is_of_applicants(dossier: Dossier, index: int) -> bool:
    """Whether a number is just what another row or column has that its sentence names before it.

    自然人申请46件; 自然人3件,公开2件; 上年结转6件,其中自然人4件; 主动公开128条,依申请公开33件.
    """
    counts, flat = dossier.report.counts, dossier.flat
    own = counts[index]
    row, _, column = (own.indicator or "").rpartition(".")
    if not row.startswith("applications."):
        return False
    if own.indicator == _OTHERS and _is_all_but_persons(dossier, own):
        return True
    if column != "total":
        above = (counts[own.parent].indicator or "") if own.parent is not None else ""
        of_row = above.startswith("applications.") and above.endswith(".total")
        return of_row and dossier.value(f"{above.removesuffix('total')}{column}") == own.value
    told = "".join(flat[part_start(flat, own.start, SENTENCE) : own.start].split())
    if own.indicator == _WHOLES[0] and _GIVEN.search(told):
        return dossier.total(_ROWS_GIVEN) == own.value
    return any(
        dossier.value(f"{row}.{one.id}") == own.value and one.match.search(told) is not None
        for one in tables().columns
        if one.id != "total"
    )


_OTHERS = application("new_received", "other_org")
_PERSONS = as_pattern(r"(?:自然人|个人|公民)(?:申请|提出|的)*(\d+)[件宗份],其[他它余]的?$")


def _is_all_but_persons(dossier: Dossier, own: Count) -> bool:
    """Whether 其他 is told right behind natural persons, of all the rest: 自然人109件,其他14件."""
    start = part_start(dossier.flat, own.start, SENTENCE)
    told = _PERSONS.search("".join(dossier.flat[start : own.start].split()))
    total = dossier.value(application("new_received", "total"))
    return told is not None and int(told[1]) + (own.value or 0) == total


_GIVEN = as_pattern("主动公开.*依申请公开(?:的|信息|了)*$")
_ROWS_GIVEN = [application(f"result.{row}", "total") for row in ("granted", "partial")]


def divides_with_unnamed(dossier: Dossier, count: Count, values: Sequence[Number | None]) -> bool:
    """Whether a number and what a list names in other words are the cell's, in a division that is right.

    15份,学生及家长11份,校外人员2份,企业2份: of both kinds of natural persons there are thirteen.
    """
    counts = dossier.report.counts
    if count.parent is None or count.indicator is None:
        return False
    above = counts[count.parent]
    named = [one for one in counts if one.parent == count.parent]
    first, last = named[0].start, named[-1].end
    parts = [
        one
        for one in counts
        if first <= one.start < last and one.unit == count.unit
        if one.parent == count.parent or (one.parent is None and one.indicator is None)
    ]
    if not fits(dossier, above) or sum(one.value or 0 for one in parts) != above.value:
        return False
    unnamed = [one.value or 0 for one in parts if one.indicator is None]
    sums = (count.value or 0) + sum(unnamed), *((count.value or 0) + one for one in unnamed)
    return bool(unnamed) and any(value in sums for value in values)


def _is_result(count: Count) -> bool:
    return (count.indicator or "").startswith(_RESULT) and count.indicator != _ALL


def _told_before(dossier: Dossier, index: int) -> Iterator[Count]:
    """The figures of applications before one in its sentence, the last first."""
    counts = dossier.report.counts
    own = counts[index]
    start = part_start(dossier.flat, own.start, SENTENCE)
    for place in range(index - 1, -1, -1):
        before = counts[place]
        if before.start < start:
            return
        if before.unit == own.unit:
            yield before


def _row(dossier: Dossier, start: int, own: Count) -> list[Count]:
    """The results of a sentence."""
    end = part_end(dossier.flat, own.end, SENTENCE)
    counts = dossier.report.counts
    return [one for one in counts if start <= one.start < end and _is_result(one) and one.value]
