"""Floor 3: rules of family T: what the cells of the official tables must satisfy among themselves.

An identity is judged only where all its cells are readable; a blank is never taken for 0. Where one
cell, changed alone, would make every failing identity hold and break none, the finding says so; sets of
cells that would do it together are told by a rule of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from wenzhi.base.records import Finding
from wenzhi.checks.dossier import Dossier, exact_sum, is_exact, once
from wenzhi.checks.forms import cell_label
from wenzhi.checks.rule import PASSED, Outcome, failed, rule, unjudged, without_form
from wenzhi.checks.tables.identities import Identity, difference, gaps, gaps_by_code, identities
from wenzhi.checks.tables.repairs import Edit, find_repairs


def _require(dossier: Dossier, table: str) -> None:
    if table not in dossier.tables:
        raise without_form(dossier, "没有读到这张表 / this table was not read")


def _judge(dossier: Dossier, code: str) -> Iterator[Outcome]:
    for identity, gap in gaps_by_code(dossier).get(code, ()):
        if gap is None:
            yield unjudged("有单元格空白或无法辨读 / a cell is blank or unreadable")
        elif gap == 0:
            yield PASSED
        else:
            yield failed(_broken(dossier, identity, _slip(dossier)))


@once
def _slip(dossier: Dossier) -> tuple[Edit, ...]:
    """The one cell that, changed alone, makes all identities hold, where there is just one."""
    return find_repairs(identities(dossier), dossier.values, most=1).only


def _broken(dossier: Dossier, identity: Identity, slip: tuple[Edit, ...]) -> Finding:
    left, right = dossier.total(identity.left), dossier.total(identity.right)
    zh, en = _hint(slip, identity)
    return dossier.finding(
        identity.code,
        {"place": identity.place, "where": identity.where, "hint": zh, "hint_en": en},
        facts=identity.cells,
        spans=dossier.spans(identity.cells),
        expected=right if identity.code == "T101" else left,
        actual=left if identity.code == "T101" else right,
    )


def _hint(slip: Sequence[Edit], identity: Identity) -> tuple[str, str]:
    named = [edit for edit in slip if edit.cell in identity.cells]
    if not named:
        return "", ""
    return (
        f"；若“{cell_label(named[0].cell)}”为 {named[0].value}，所有勾稽关系即成立，疑为此处笔误",
        f"; if {named[0].cell} were {named[0].value} every identity would hold: likely a slip there",
    )


@rule("T101")
def balance(dossier: Dossier) -> Iterator[Outcome]:
    """Each column: received + carried over = (7) total + carried forward."""
    _require(dossier, "applications")
    yield from _judge(dossier, "T101")


@rule("T102")
def result_total(dossier: Dossier) -> Iterator[Outcome]:
    """Each column: (7) total = the sum of the results (1) to (6)."""
    _require(dossier, "applications")
    yield from _judge(dossier, "T102")


@rule("T103")
def row_total(dossier: Dossier) -> Iterator[Outcome]:
    """Each row: 总计 = the sum of the six kinds of applicants."""
    _require(dossier, "applications")
    yield from _judge(dossier, "T103")


@rule("T104")
def review_total(dossier: Dossier) -> Iterator[Outcome]:
    """Each block of the table of reviews and litigation: 总计 = the sum of its four outcomes."""
    _require(dossier, "review")
    yield from _judge(dossier, "T104")


@rule("T113")
def likely_slip(dossier: Dossier) -> Iterator[Outcome]:
    """Where identities of table three fail, the fewest cells that would repair all of them.

    Told only where at most three sets of cells would do; the cells themselves are left as they are. So is a cell
    of table four whose right number prose tells.
    """
    yield from _slips_that_prose_shows(dossier)
    _require(dossier, "applications")
    failing = [identity for identity, gap in gaps(dossier) if gap and identity.code != "T104"]
    if not failing:
        yield PASSED
        return
    known = [identity for identity in identities(dossier) if identity.code != "T104"]
    sets = find_repairs(known, dossier.values).sets or _swap(dossier, failing)
    if not sets:
        yield unjudged("没有少数几格可以解释 / no few cells explain it")
        return
    yield _likely(dossier, len(failing), sets)


def _slips_that_prose_shows(dossier: Dossier) -> Iterator[Outcome]:
    """A block of table four that does not add up, but would with the number that prose tells of one of its cells."""
    told = {
        (count.indicator, count.value)
        for index, count in enumerate(dossier.report.counts)
        if count.unit in _CASES and is_exact(count) and count.scope == "report_year"
        if not dossier.is_guessed(index)
    }
    for identity, gap in gaps(dossier):
        if identity.code != "T104" or not gap:
            continue
        sets = find_repairs([identity], dossier.values, most=1, sets=len(identity.cells)).sets
        shown = tuple(edits for edits in sets if (edits[0].cell, edits[0].value) in told)
        if len(shown) == 1:
            yield _likely(dossier, 1, shown)


_CASES = ("件", "起", "宗")


def _swap(dossier: Dossier, failing: Sequence[Identity]) -> tuple[tuple[Edit, ...], ...]:
    """The two cells of one row that, exchanged, make two columns add up; none where several rows would do."""
    pair = [identity for identity in failing if identity.code == "T102"]
    if len(pair) != _TWO or len(failing) != _TWO:
        return ()
    one, other = pair
    off = difference(one, dossier.values)
    found = [
        (Edit(first, dossier.values[second]), Edit(second, dossier.values[first]))
        for first, second in zip(one.left, other.left, strict=False)
        if first.rpartition(".")[0] == second.rpartition(".")[0]
        and dossier.values[first] - dossier.values[second] == off
    ]
    closes = off == -(difference(other, dossier.values) or 0)
    return tuple(found) if closes and len(found) == 1 else ()


_TWO = 2


def _likely(dossier: Dossier, failing: int, sets: Sequence[Sequence[Edit]]) -> Outcome:
    cells = list(dict.fromkeys(edit.cell for edits in sets for edit in edits))
    finding = dossier.finding(
        "T113",
        {
            "n": failing,
            "size": len(sets[0]),
            "sets": "；或".join(_told(edits, cell_label) for edits in sets),
            "sets_en": "; or ".join(_told(edits, str) for edits in sets),
        },
        facts=cells,
        spans=dossier.spans(cells),
        expected="；".join("、".join(str(edit.value) for edit in edits) for edits in sets),
        actual="、".join(str(dossier.value(cell)) for cell in cells),
    )
    return failed(finding)


def _told(edits: Sequence[Edit], name: Callable[[str], str]) -> str:
    """The cells of a set with the values that would fit."""
    return "、".join(f"{name(edit.cell)}＝{edit.value}" for edit in edits)


@rule("T105")
def blank_total(dossier: Dossier) -> Iterator[Outcome]:
    """A total left blank or dashed beside parts that are not zero."""
    for identity, gap in gaps(dossier):
        if identity.code == "T101" or gap is not None:
            continue
        fact = dossier.facts.get(identity.right[0])
        if fact is None or fact.state not in ("blank", "dash"):
            continue
        known = [dossier.values[name] for name in identity.left if name in dossier.values]
        if not any(known):
            yield PASSED
            continue
        yield failed(
            dossier.finding(
                "T105",
                {"place": identity.place, "where": identity.where},
                facts=identity.cells,
                spans=dossier.spans(identity.cells),
                expected=exact_sum(known) if len(known) == len(identity.left) else None,
                actual=fact.raw or "",
            )
        )


@rule("T106")
def parts_beyond_total(dossier: Dossier) -> Iterator[Outcome]:
    """Readable parts already exceed the total although other parts cannot be read."""
    for identity, gap in gaps(dossier):
        if identity.code == "T101" or gap is not None:
            continue
        total = dossier.value(identity.right[0])
        if total is None:
            continue
        known = [name for name in identity.left if name in dossier.values]
        if len(known) == len(identity.left):
            continue
        parts = exact_sum([dossier.values[name] for name in known])
        if parts <= total:
            yield PASSED
            continue
        yield failed(
            dossier.finding(
                "T106",
                {"place": identity.place, "where": identity.where},
                facts=[*known, identity.right[0]],
                spans=dossier.spans([*known, identity.right[0]]),
                expected=total,
                actual=parts,
            )
        )


@rule("T107")
def beyond_available(dossier: Dossier) -> Iterator[Outcome]:
    """More handled or carried forward than was there, although the balance cannot be judged."""
    for identity, gap in gaps(dossier):
        if identity.code != "T101" or gap is not None:
            continue
        available = dossier.total(identity.left)
        if available is None or all(name in dossier.values for name in identity.right):
            continue
        for name in identity.right:
            value = dossier.value(name)
            if value is None:
                continue
            if value <= available:
                yield PASSED
                continue
            cells = (*identity.left, name)
            yield failed(
                dossier.finding(
                    "T107",
                    {"place": identity.place, "where": identity.where, "row": cell_label(name)},
                    facts=cells,
                    spans=dossier.spans(cells),
                    expected=available,
                    actual=value,
                )
            )


@rule("T108")
def register_too_small(dossier: Dossier) -> Iterator[Outcome]:
    """2021 form: fewer documents in force than were issued this year and not repealed."""
    for row in ("rules", "normative_documents"):
        cells = tuple(f"active.{row}.{column}" for column in ("issued", "repealed", "in_force"))
        issued, repealed, in_force = (dossier.value(name) for name in cells)
        if issued is None or repealed is None or in_force is None:
            continue
        if in_force >= issued - repealed:
            yield PASSED
            continue
        yield failed(
            dossier.finding(
                "T108",
                {"place": cell_label(cells[0]).split("·")[0], "where": row},
                facts=cells,
                spans=dossier.spans(cells),
                expected=f"≥ {issued - repealed}",
                actual=in_force,
            )
        )


@rule("T109")
def published_beyond_total(dossier: Dossier) -> Iterator[Outcome]:
    """2019 form: more published this year than are published in all."""
    for row in ("rules", "normative_documents"):
        cells = (f"active.{row}.published", f"active.{row}.published_total")
        new, total = (dossier.value(name) for name in cells)
        if new is None or total is None:
            continue
        if new <= total:
            yield PASSED
            continue
        yield failed(
            dossier.finding(
                "T109",
                {"place": cell_label(cells[0]).split("·")[0], "where": row},
                facts=cells,
                spans=dossier.spans(cells),
                expected=f"≥ {new}",
                actual=total,
            )
        )


@rule("T110")
def items_below_zero(dossier: Dossier) -> Iterator[Outcome]:
    """2019 form: more items struck off than there were the year before."""
    for row in ("licensing", "other_services", "penalties", "coercion", "fees"):
        cells = (f"active.{row}.previous_items", f"active.{row}.change")
        before, change = (dossier.value(name) for name in cells)
        if before is None or change is None:
            continue
        if before + change >= 0:
            yield PASSED
            continue
        yield failed(
            dossier.finding(
                "T110",
                {"place": cell_label(cells[0]).split("·")[0], "where": row},
                facts=cells,
                spans=dossier.spans(cells),
                expected="≥ 0",
                actual=before + change,
            )
        )


@rule("T111")
def procurement_without_amount(dossier: Dossier) -> Iterator[Outcome]:
    """2019 form: procurements without an amount, or an amount without procurements."""
    cells = ("active.procurement.items", "active.procurement.amount")
    items, amount = (dossier.value(name) for name in cells)
    if items is None or amount is None:
        return
    if bool(items) == bool(amount):
        yield PASSED
        return
    yield failed(
        dossier.finding(
            "T111",
            {"items": items, "amount": amount},
            facts=cells,
            spans=dossier.spans(cells),
            actual=f"{items} / {amount}",
        )
    )
