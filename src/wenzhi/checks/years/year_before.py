"""Floor 3: rules of family Y, first part: one organ's report against its report on the year before.

They need peers; without last year's report they are not run.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import log, sqrt

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Claim, Count
from wenzhi.checks.dossier import MOST_FACTS, Dossier, Number
from wenzhi.checks.forms import COLUMNS, application, cell_label, column_label, parts
from wenzhi.checks.prose.ratios.percent import kind_of, printed_tolerance
from wenzhi.checks.readings import interval, readings
from wenzhi.checks.rule import PASSED, CannotRun, Outcome, failed, rule, unjudged
from wenzhi.text.normalize import squeezed

_UNREADABLE = "有单元格空白或无法辨读 / a cell is blank or unreadable"
_STOCKS = ("licensing", "other_services", "penalties", "coercion", "fees")
SPREAD = 0.6
"""Natural logarithm: how far a number of one office moves between two years by itself (a standard
deviation: most stay between half and twice last year's). Own judgement, on no data set."""
BEYOND = 3
"""Standard deviations from which on a jump is worth a look."""
UNIT_SLIP = 10_000
"""元 for 万元."""
UNIT_TOLERANCE = 3
"""A jump within this factor of ten thousand may be a slip of the unit."""
SAME_AT_LEAST = 8
"""Non-zero cells that must all equal last year's before that is worth telling: chance does not do it."""
SAME_LARGE = 5
"""Numbers of two figures, sums left out, that must equal last year's before some others may differ."""
SAME_SHARE = 0.8
"""Share of such numbers that must be the same. Own judgement, on no data set."""


def _before(dossier: Dossier) -> Dossier:
    before = dossier.last_year
    if before is None:
        raise CannotRun(
            "没有同一机关上一年度的年报 / last year's report of this organ is not at hand"
        )
    return before


@rule("Y101")
def carry_over(dossier: Dossier) -> Iterator[Outcome]:
    """Each column: what last year carried forward is what this year took over."""
    before = _before(dossier)
    for column in COLUMNS:
        cell = application("carried_over", column)
        left = before.value(application("carried_forward", column))
        value = dossier.value(cell)
        if left is None or value is None:
            yield unjudged(_UNREADABLE)
        elif left == value:
            yield PASSED
        else:
            finding = dossier.finding(
                "Y101",
                {"place": column_label(column), "where": column},
                facts=[cell],
                spans=dossier.spans((cell,)),
                expected=left,
                actual=value,
            )
            yield failed(finding)


@rule("Y102")
def documents_in_force(dossier: Dossier) -> Iterator[Outcome]:
    """2021 form: in force = in force last year + issued - repealed."""
    before = _before(dossier)
    for row in ("rules", "normative_documents"):
        cells = tuple(f"active.{row}.{column}" for column in ("issued", "repealed", "in_force"))
        if cells[2] not in dossier.facts or cells[2] not in before.facts:
            continue
        issued, repealed, in_force = (dossier.value(name) for name in cells)
        stock = before.value(cells[2])
        if issued is None or repealed is None or in_force is None or stock is None:
            yield unjudged(_UNREADABLE)
        elif in_force == stock + issued - repealed:
            yield PASSED
        else:
            finding = dossier.finding(
                "Y102",
                {"place": cell_label(cells[0]).split("·")[0], "where": row, "stock": stock},
                facts=cells,
                spans=dossier.spans(cells),
                expected=stock + issued - repealed,
                actual=in_force,
            )
            yield failed(finding)


@rule("Y103")
def items_of_last_year(dossier: Dossier) -> Iterator[Outcome]:
    """2019 form: items of the year before = what last year's report comes to."""
    before = _before(dossier)
    for row in _STOCKS:
        cell, change = f"active.{row}.previous_items", f"active.{row}.change"
        if cell not in dossier.facts or cell not in before.facts:
            continue
        stock, moved, value = before.value(cell), before.value(change), dossier.value(cell)
        if stock is None or moved is None or value is None:
            yield unjudged(_UNREADABLE)
        elif value == stock + moved:
            yield PASSED
        else:
            finding = dossier.finding(
                "Y103",
                {"place": cell_label(cell).split("·")[0], "where": row},
                facts=[cell],
                spans=dossier.spans((cell,)),
                expected=stock + moved,
                actual=value,
            )
            yield failed(finding)


@rule("Y104")
def jump(dossier: Dossier) -> Iterator[Outcome]:
    """A number does not move between years further than its size lets expect.

    Small numbers move more by chance: each is taken as a count with the spread of its own besides.
    """
    before = _before(dossier)
    names = [application(row, "total") for row in ("new_received", "result.total")]
    names += [f"active.{row}.decisions" for row in ("licensing", "penalties", "coercion")]
    names += ["review.total", "litigation.direct.total", "litigation.after_review.total"]
    names += ["active.fees.amount", "active.procurement.amount"]
    for name in names:
        old, new = before.value(name), dossier.value(name)
        if old is None or new is None or old <= 0 or new < 0:
            # From 0 anything may grow: the task may be new.
            continue
        if _surprise(old, new) < BEYOND:
            yield PASSED
            continue
        slip = name.endswith("amount") and _unit_slip(old, new)
        finding = dossier.finding(
            "Y104",
            {
                "place": cell_label(name),
                "where": name,
                "old": old,
                "new": new,
                "hint": "，约一万倍，疑以元填入万元格" if slip else "",
                "hint_en": ", some ten thousand times: 元 in a column of 万元?" if slip else "",
            },
            facts=[name],
            spans=dossier.spans((name,)),
            expected=old,
            actual=new,
        )
        yield failed(finding)


def _surprise(old: Number, new: Number) -> float:
    """How many standard deviations lie between two years' numbers, as logarithms; half is added to both."""
    one, other = old + 0.5, new + 0.5
    return abs(log(one / other)) / sqrt(SPREAD**2 + 1 / one + 1 / other)


def _unit_slip(old: Number, new: Number) -> bool:
    low, high = sorted((old, new))
    return low > 0 and abs(log(high / low / UNIT_SLIP)) <= log(UNIT_TOLERANCE)


@rule("Y105")
def same_as_last_year(dossier: Dossier) -> Iterator[Outcome]:
    """The tables are not last year's: not every number, and not most of the larger ones, is the same."""
    before = _before(dossier)
    cells = [
        name
        for name, value in sorted(dossier.values.items())
        if value and not name.endswith((".published_total", ".in_force", ".previous_items"))
    ]
    shared = [name for name in cells if before.value(name) == dossier.value(name)]
    old = {name for name, value in before.values.items() if value}
    large = [name for name in parts(cells) if _large(before, dossier, name)]
    same = [name for name in large if name in shared]
    whole = len(cells) >= SAME_AT_LEAST and len(shared) == len(cells) == len(old & set(cells))
    most = len(same) >= SAME_LARGE and len(same) >= SAME_SHARE * len(large)
    if len(cells) < SAME_AT_LEAST and len(large) < SAME_LARGE:
        return
    if not whole and not most:
        yield PASSED
        return
    told, of = (shared, len(cells)) if whole else (same, len(large))
    finding = dossier.finding(
        "Y105",
        {"n": len(told), "of": of},
        facts=told[:MOST_FACTS],
        spans=dossier.spans(told[:MOST_FACTS]),
        actual=len(told),
    )
    yield failed(finding)


def _large(before: Dossier, dossier: Dossier, name: str) -> bool:
    return max(before.value(name) or 0, dossier.value(name) or 0) >= 10


def _cell_value(dossier: Dossier, indicator: str | None) -> Number | None:
    options = readings(dossier, indicator)
    return options[0].value(dossier) if options else None


@rule("Y106")
def change_on_last_year(dossier: Dossier) -> Iterator[Outcome]:
    """A growth or decline told in prose is what both years' tables come to."""
    before = _before(dossier)
    for index, count in enumerate(dossier.report.counts):
        if count.unit != "%" or count.base is None or count.value is None or count.approx:
            continue
        kind = kind_of(dossier, count)
        base = dossier.report.counts[count.base]
        changes = _possible_changes(dossier, before, base)
        if kind not in ("growth", "decline") or not changes:
            continue
        told = count.value if kind == "growth" else -count.value
        if any(abs(rate - told) <= printed_tolerance(count) + 1e-9 for rate in changes):
            yield PASSED
            continue
        yield _change_told(dossier, count.base, index, f"{changes[0]:.2f}%", f"{told:g}%")
    yield from _steps(dossier, before)


def _change_told(dossier: Dossier, base: int, index: int, expected: str, actual: str) -> Outcome:
    """A change by count `index` of the one at `base` that both years' tables do not come to."""
    first, count = dossier.report.counts[base], dossier.report.counts[index]
    return failed(
        dossier.finding(
            "Y106",
            {"text": squeezed(count.text), "base": squeezed(first.text)},
            spans=[(first.start, first.end), (count.start, count.end)],
            counts=[base, index],
            expected=expected,
            actual=actual,
        )
    )


_STEP = as_pattern(
    r"(?:较|比|同比|与)(?:上一?年度?|去年|前一年)?(?:同期)?(?:相比)?,?(?:净|共)?(?:(?P<up>增加|增长|上升|多|增)|减少|下降|降低|少|减)[了出]?$"
)
"""Before a number: by how much a thing rose or fell, last year's figure untold (较去年减少3件)."""


def _steps(dossier: Dossier, before: Dossier) -> Iterator[Outcome]:
    """A rise or fall told in the thing's own unit is what both years' tables come to."""
    counts = dossier.report.counts
    for index, count in enumerate(counts[1:], start=1):
        base = counts[index - 1]
        between = "".join(dossier.flat[base.end : count.start].split())
        said = _STEP.search(between)
        if (
            said is None
            or "。" in between
            or count.unit != base.unit
            or count.approx
            or not count.value
        ):
            continue
        if len(between) > len(said[0]) + 4:
            continue  # another thing is told in between
        rises = _possible_steps(dossier, before, base)
        told = count.value if said["up"] else -count.value
        if not rises:
            continue
        if told in rises:
            yield PASSED
            continue
        yield _change_told(dossier, index - 1, index, f"{rises[0]:+g}", f"{told:+g}")


def _possible_steps(dossier: Dossier, before: Dossier, base: Count) -> list[float]:
    """Differences under every reading of the base that both years' tables allow."""
    if base.value is None or base.approx or base.scope not in ("report_year", "unknown"):
        return []
    then = {r.label: r.value(before) for r in readings(before, base.indicator)}
    now = {r.label: r.value(dossier) for r in readings(dossier, base.indicator)}
    fitting = [label for label, value in now.items() if value == base.value]
    if not fitting or then.get(fitting[0]) is None:
        return []
    return [base.value - old for label in fitting if (old := then.get(label)) is not None]


def _possible_changes(dossier: Dossier, before: Dossier, base: Count) -> list[float]:
    """Changes in percent under every reading of the base that both years' tables allow."""
    if base.value is None or base.scope not in ("report_year", "unknown"):
        return []
    now = {r.label: r.value(dossier) for r in readings(dossier, base.indicator)}
    then = {r.label: r.value(before) for r in readings(before, base.indicator)}
    fitting = [label for label, value in now.items() if value == base.value]
    if not fitting or not then.get(fitting[0]):
        return []
    return [100 * (base.value - old) / old for label in fitting if (old := then.get(label))]


@rule("Y107")
def last_year_in_prose(dossier: Dossier) -> Iterator[Outcome]:
    """A figure told for last year is the one last year's report had."""
    before = _before(dossier)
    for index, count in enumerate(dossier.report.counts):
        bounds = interval(count)
        if count.scope != "prior_year" or bounds is None or count.unit in ("%", "倍"):
            continue
        indicator = count.indicator or _compared_with(dossier, index)
        if indicator in (None, "applications.carried_over.total"):
            continue
        values = [r.value(before) for r in readings(before, indicator)]
        if not values or values[0] is None:
            continue
        if any(value is not None and bounds[0] <= value <= bounds[1] for value in values):
            yield PASSED
            continue
        finding = dossier.finding(
            "Y107",
            {"text": squeezed(count.text)},
            spans=[(count.start, count.end)],
            counts=[index],
            expected=values[0],
            actual=count.value,
        )
        yield failed(finding)


_WITH_LAST_YEAR = as_pattern("[与和同较比](?:上一?年度?|去年|前一年)(?:同期)?的$")


def _compared_with(dossier: Dossier, index: int) -> str | None:
    """What last year's figure is of where this year's stands right before: 12件,与上年的14件相比."""
    counts = dossier.report.counts
    count = counts[index]
    before = "".join(dossier.flat[max(0, count.start - 12) : count.start].split())
    if index == 0 or _WITH_LAST_YEAR.search(before) is None:
        return None
    base = counts[index - 1]
    between = "".join(dossier.flat[base.end : count.start].split())
    near = len(between) <= len("与去年同期的") + 2 and base.unit == count.unit
    return base.indicator if near else None


@rule("Y108")
def claimed_direction(dossier: Dossier) -> Iterator[Outcome]:
    """与上年持平, 有所增长 and 有所下降 fit both years' tables."""
    before = _before(dossier)
    for claim in dossier.report.claims:
        if claim.relation not in ("equals_prior_year", "increased", "decreased"):
            continue
        now, then = _cell_value(dossier, claim.fact), _cell_value(before, claim.fact)
        if now is None or then is None:
            yield unjudged(_UNREADABLE)
        elif _holds(claim, now, then):
            yield PASSED
        else:
            finding = dossier.finding(
                "Y108",
                {"text": squeezed(claim.text)[:60], "place": cell_label(claim.fact)},
                facts=[claim.fact],
                spans=[(claim.start, claim.end)],
                expected=then,
                actual=now,
            )
            yield failed(finding)


def _holds(claim: Claim, now: Number, then: Number) -> bool:
    if claim.relation == "equals_prior_year":
        # 基本持平 is level within a tenth; 持平 alone is level.
        slack = 0.1 * max(now, then) if "基本" in claim.text else 0
        return abs(now - then) <= slack
    return now > then if claim.relation == "increased" else now < then
