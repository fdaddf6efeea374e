"""Floor 2, synth: the numbers of a report: every cell of its tables, with the identities of the form holding.

Takes the form's own layout (`data/forms`) and a random source, year after year of one organ, so that what is
carried forward one year is carried over the next. Gives cells by fact id and the figures prose may cite.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field

from wenzhi.base.records import FormId
from wenzhi.base.resources import read_toml

COLUMNS = (
    "natural_person",
    "enterprise",
    "research",
    "public_welfare",
    "legal_service",
    "other_org",
)
OUTCOMES = ("maintained", "corrected", "other", "pending")
BLOCKS = ("review", "litigation.direct", "litigation.after_review")


@dataclass(frozen=True, slots=True)
class Figures:
    """A year of an organ: `cells` by fact id, `cited` by the names that frames use."""

    year: int
    form: FormId
    applications_form: str
    cells: Mapping[str, int | float]
    cited: Mapping[str, int] = field(default_factory=dict)


def natural_form(year: int) -> FormId:
    """The form in force for a report year (01 notices of 2019 and 2021)."""
    if year < 2019:
        return "pre2019"
    return "2019" if year < 2021 else "2021"


def result_rows(form: str) -> list[str]:
    """Ids of the rows under 三、 of table three but its total."""
    rows = [row["id"] for row in read_toml(f"forms/{form}.toml")["applications"]["rows"]]
    return [row for row in rows if row.startswith("result.") and row != "result.total"]


def make_figures(
    year: int,
    form: FormId,
    applications_form: str,
    scale: int,
    rng: random.Random,
    before: Figures | None,
    breaks: Mapping[str, int] | None = None,
) -> Figures:
    """Figures of one year. `scale` 0 (all zero) to 3 (a busy government).

    `breaks` plants carry-over errors: `carry` applications, `stock` documents too many against `before`.
    """
    breaks = breaks or {}
    cells: dict[str, int | float] = {}
    if form == "pre2019":
        new = 0 if scale == 0 else rng.randint(1, (0, 4, 20, 90)[scale])
        cited = _prose_only(new, scale, rng, before)
        return Figures(year, form, applications_form, cells, cited)
    _applications(cells, applications_form, scale, rng, before, breaks.get("carry", 0))
    _review(cells, scale, rng)
    if form == "2019":
        _active_2019(cells, scale, rng, before)
    else:
        _active_2021(cells, scale, rng, before, breaks.get("stock", 0))
    cited = _cited(cells, form, applications_form, scale, rng, before)
    return Figures(year, form, applications_form, cells, cited)


def _applications(
    cells: dict[str, int | float],
    form: str,
    scale: int,
    rng: random.Random,
    before: Figures | None,
    extra: int,
) -> None:
    rows = result_rows(form)
    every = ["new_received", "carried_over", *rows, "result.total", "carried_forward"]
    for row in every:
        for column in (*COLUMNS, "total"):
            cells[f"applications.{row}.{column}"] = 0
    shares = (1.0, 0.12, 0.01, 0.02, 0.05, 0.02)
    top = (0, 5, 60, 900)[scale]
    for column, share in zip(COLUMNS, shares, strict=True):
        prefix = "applications."
        new = rng.randint(
            0 if column != "natural_person" else min(top, 1), max(0, int(top * share))
        )
        known = before is not None and before.form != "pre2019"
        carried = int(before.cells[f"{prefix}carried_forward.{column}"]) if known and before else 0
        carried += extra if column == "natural_person" else 0
        if not known and scale >= 2 and column == "natural_person":
            carried = rng.randint(0, 5)
        on_hand = new + carried
        forward = rng.randint(0, max(1, on_hand // 12)) if on_hand > 1 and rng.random() < 0.5 else 0
        cells[f"{prefix}new_received.{column}"] = new
        cells[f"{prefix}carried_over.{column}"] = carried
        cells[f"{prefix}carried_forward.{column}"] = forward
        _decide(cells, rows, column, on_hand - forward, rng)
    for row in every:
        cells[f"applications.{row}.total"] = sum(cells[f"applications.{row}.{c}"] for c in COLUMNS)


# How often each result occurs, in the order of the form: granted first, state secrets hardly ever.
_WEIGHTS = (40, 10, 0.2, 1, 1, 2, 2, 2, 2, 2, 25, 2, 1, 5, 3, 0.3, 1, 1, 1, 1, 4)


def _decide(
    cells: dict[str, int | float], rows: list[str], column: str, decided: int, rng: random.Random
) -> None:
    if decided:
        for row in rng.choices(rows, weights=_WEIGHTS[: len(rows)], k=min(decided, 60)):
            cells[f"applications.{row}.{column}"] += 1
        cells[f"applications.result.granted.{column}"] += max(0, decided - 60)
    cells[f"applications.result.total.{column}"] = decided


def _review(cells: dict[str, int | float], scale: int, rng: random.Random) -> None:
    for block in BLOCKS:
        busy = rng.random() < (0, 0.15, 0.5, 0.9)[scale]
        for outcome in OUTCOMES:
            cells[f"{block}.{outcome}"] = rng.randint(0, (0, 2, 5, 30)[scale]) if busy else 0
        cells[f"{block}.total"] = sum(cells[f"{block}.{outcome}"] for outcome in OUTCOMES)


def _active_2019(
    cells: dict[str, int | float], scale: int, rng: random.Random, before: Figures | None
) -> None:
    top = (0, 2, 6, 15)[scale]
    old = before.cells if before and before.form == "2019" else {}
    for row in ("rules", "normative_documents"):
        made = rng.randint(0, top) if row != "rules" or scale == 3 else 0
        cells[f"active.{row}.made"] = made
        cells[f"active.{row}.published"] = made
        cells[f"active.{row}.published_total"] = made + rng.randint(0, top * 5)
    for row in ("licensing", "other_services", "penalties", "coercion"):
        if f"active.{row}.previous_items" in old:
            start = old[f"active.{row}.previous_items"] + old[f"active.{row}.change"]
        else:
            start = rng.randint(0, top * 9)
        cells[f"active.{row}.previous_items"] = start
        cells[f"active.{row}.change"] = rng.randint(-min(int(start), 2), min(top, 3))
        cells[f"active.{row}.decisions"] = rng.randint(0, top * 70)
    start = (
        old["active.fees.previous_items"] + old["active.fees.change"]
        if old
        else rng.randint(0, top)
    )
    cells["active.fees.previous_items"] = start
    cells["active.fees.change"] = 0
    cells["active.procurement.items"] = rng.randint(0, top * 3)
    bought = cells["active.procurement.items"]
    cells["active.procurement.amount"] = rng.randint(3, 900) * 10 if bought else 0


def _active_2021(
    cells: dict[str, int | float],
    scale: int,
    rng: random.Random,
    before: Figures | None,
    extra: int,
) -> None:
    top = (0, 2, 6, 15)[scale]
    old = before.cells if before and before.form == "2021" else {}
    for row in ("rules", "normative_documents"):
        idle = row == "rules" and scale < 3
        stock = old.get(f"active.{row}.in_force", 0 if idle else rng.randint(0, top * 6))
        issued = 0 if idle else rng.randint(0, top)
        repealed = 0 if idle else rng.randint(0, min(int(stock), top))
        cells[f"active.{row}.issued"] = issued
        cells[f"active.{row}.repealed"] = repealed
        spare = extra if row == "normative_documents" else 0
        cells[f"active.{row}.in_force"] = stock + issued - repealed + spare
    for row in ("licensing", "penalties", "coercion"):
        cells[f"active.{row}.decisions"] = rng.randint(0, (0, 40, 900, 9000)[scale])
    amount = rng.randint(0, (0, 0, 90000, 990000)[scale])
    cells["active.fees.amount"] = amount / 100 if amount % 100 else amount // 100


def _prose_only(new: int, scale: int, rng: random.Random, before: Figures | None) -> dict[str, int]:
    published = rng.randint(*((25, 260), (40, 700), (200, 4000), (9000, 98000))[scale])
    cited = {"new": new, "pub": published, "z0": 0, "fee_n": 0}
    if before:
        cited["pubprev"] = before.cited["pub"]
        cited["newprev"] = before.cited["new"]
        cited["grew"] = int(published > before.cited["pub"])
        cited["fell"] = int(published < before.cited["pub"])
        cited["newgrew"] = int(new > before.cited["new"] > 0)
        cited["newfell"] = int(0 < new < before.cited["new"])
        cited["unchanged"] = int(new == before.cited["new"])
    return cited


def _cited(
    cells: Mapping[str, int | float],
    form: FormId,
    applications_form: str,
    scale: int,
    rng: random.Random,
    before: Figures | None,
) -> dict[str, int]:
    def total(row: str) -> int:
        return int(cells[f"applications.{row}.total"])

    def group(prefix: str) -> int:
        return sum(total(row) for row in result_rows(applications_form) if row.startswith(prefix))

    cited = _prose_only(total("new_received"), scale, rng, before)
    natural = int(cells["applications.new_received.natural_person"])
    cited |= {
        "carried": total("carried_over"),
        "forward": total("carried_forward"),
        "handled": total("new_received") + total("carried_over"),
        "decided": total("result.total"),
        "granted": total("result.granted"),
        "partial": total("result.partial"),
        "denied": group("result.denied"),
        "unable": total("result.not_held")
        + total("result.needs_creation")
        + total("result.unclear_after_correction"),
        "rejected": group("result.rejected"),
        "otherres": group("result.other"),
        "notheld": total("result.not_held"),
        "natural": natural,
        "org": total("new_received") - natural,
        "rev": int(cells["review.total"]),
        "lit_d": int(cells["litigation.direct.total"]),
        "lit_a": int(cells["litigation.after_review.total"]),
        "licences": int(cells["active.licensing.decisions"]),
        "penalties": int(cells["active.penalties.decisions"]),
        "rules_doc": int(
            cells[f"active.normative_documents.{'made' if form == '2019' else 'issued'}"]
        ),
    }
    cited["lit"] = cited["lit_d"] + cited["lit_a"]
    for short, outcome in zip("mcop", OUTCOMES, strict=True):
        cited[f"rev_{short}"] = int(cells[f"review.{outcome}"])
    cited |= _fees(cited["new"], rng)
    return cited


def _fees(new: int, rng: random.Random) -> dict[str, int]:
    if new < 5 or rng.random() < 0.6:
        return {"fee_n": 0, "fee_b": 0, "fee_r": 0}
    notices = rng.randint(1, min(new, 8))
    billed = notices * rng.randint(4, 40) * 10
    return {
        "fee_n": notices,
        "fee_b": billed,
        "fee_r": billed - rng.choice((0, 0, billed // notices)),
    }
