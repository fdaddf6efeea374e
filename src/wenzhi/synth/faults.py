"""Floor 2, synth: the errors that are planted, by kind, and what a reader ought to find.

A fault of cells changes figures or the surface of a cell after prose was bound to them; faults of text are
frames with `{*…}`; faults of prose distort one printed number. Kinds are named `<family>.<what>`.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field

from wenzhi.base.records import Level
from wenzhi.synth.figures import BLOCKS, COLUMNS, Figures, result_rows
from wenzhi.synth.tables import Cell

CELL_FAULTS = (
    "T.row",
    "T.column",
    "T.balance",
    "T.zero_total",
    "T.review",
    "F.blank_total",
    "F.unit",
)
PROSE_FAULTS = ("P.table", "P.review", "P.zero", "P.sum_over", "P.sum_under", "P.percent")
TEXT_FAULTS = ("R.slot", "R.organ", "R.place", "R.double", "R.self", "R.word", "Y.year")
DOCUMENT_FAULTS = ("D.section", "D.late")
YEAR_FAULTS = ("Y.carry", "Y.stock")
LAYOUT_FAULTS = ("F.lost",)
KINDS = (
    *CELL_FAULTS,
    *PROSE_FAULTS,
    *TEXT_FAULTS,
    *DOCUMENT_FAULTS,
    *YEAR_FAULTS,
    *LAYOUT_FAULTS,
)


def feasible(figures: Figures, before: Figures | None, level: Level) -> list[str]:
    """The kinds that this report offers a place for, in catalogue order."""
    kinds = ["P.sum_over", "P.sum_under", "P.percent", *TEXT_FAULTS, "D.section"]
    if level != "township":
        kinds.append("D.late")
    if figures.form != "pre2019":
        kinds += ["T.row", "T.column", "T.balance", "T.review", "P.table", "P.review", "F.lost"]
        if figures.cited["new"]:
            kinds += ["T.zero_total", "F.blank_total", "P.zero"]
        if figures.form == "2021":
            kinds.append("F.unit")
        if before is not None and before.form != "pre2019":
            kinds.append("Y.carry")
            if before.form == figures.form == "2021":
                kinds.append("Y.stock")
    return [kind for kind in KINDS if kind in kinds]


@dataclass(frozen=True, slots=True)
class Expected:
    """A finding by its cells."""

    family: str
    facts: tuple[str, ...]
    why: str
    optional: bool = False
    peers: bool = False


@dataclass(slots=True)
class Plant:
    """What is planted in the cells of one report: replaced cells and the findings they must cause."""

    replaced: dict[str, Cell] = field(default_factory=dict)
    expected: list[Expected] = field(default_factory=list)
    planted: list[str] = field(default_factory=list)

    def number(self, fact: str, value: int) -> None:
        """Print another number in a cell."""
        self.replaced[fact] = Cell(fact, str(value), value, "ok" if value else "zero")


def plant_cells(kind: str, figures: Figures, rng: random.Random, plant: Plant) -> bool:
    """Plant one fault of `CELL_FAULTS`; False where the report offers no place for it."""
    if figures.form == "pre2019":
        return False
    makers = {
        "T.row": _row,
        "T.column": _column,
        "T.balance": _balance,
        "T.zero_total": _zero_total,
        "T.review": _review,
        "F.blank_total": _blank_total,
        "F.unit": _unit,
    }
    if not makers[kind](figures, rng, plant):
        return False
    plant.planted.append(kind)
    return True


def _row_facts(row: str) -> tuple[str, ...]:
    return tuple(f"applications.{row}.{column}" for column in (*COLUMNS, "total"))


def _column_facts(figures: Figures, column: str) -> tuple[str, ...]:
    rows = ["new_received", "carried_over", *result_rows(figures.applications_form)]
    return tuple(
        f"applications.{row}.{column}" for row in (*rows, "result.total", "carried_forward")
    )


def _around(figures: Figures, row: str, column: str) -> tuple[str, ...]:
    """Every cell that shares an identity with one cell: its row and its column, itself first."""
    own = f"applications.{row}.{column}"
    return tuple(dict.fromkeys((own, *_row_facts(row), *_column_facts(figures, column))))


def _row(figures: Figures, rng: random.Random, plant: Plant) -> bool:
    rows = result_rows(figures.applications_form)
    row = rng.choice(rows)
    fact = f"applications.{row}.natural_person"
    plant.number(fact, int(figures.cells[fact]) + rng.randint(1, 4))
    plant.expected.append(
        Expected("T", _around(figures, row, "natural_person"), "row does not add up to its total")
    )
    return True


def _column(figures: Figures, rng: random.Random, plant: Plant) -> bool:
    column = rng.choice(("natural_person", "total"))
    fact = f"applications.result.total.{column}"
    plant.number(fact, int(figures.cells[fact]) + rng.choice((1, 2, 10)))
    plant.expected.append(
        Expected(
            "T", _around(figures, "result.total", column), "results do not add up to （七）总计"
        )
    )
    return True


def _balance(figures: Figures, rng: random.Random, plant: Plant) -> bool:
    extra = rng.randint(1, 3)
    facts: list[str] = []
    for column in ("natural_person", "total"):
        fact = f"applications.carried_forward.{column}"
        plant.number(fact, int(figures.cells[fact]) + extra)
        facts += _column_facts(figures, column)
    plant.expected.append(Expected("T", tuple(facts), "received + carried ≠ decided + forward"))
    return True


def _zero_total(figures: Figures, rng: random.Random, plant: Plant) -> bool:
    busy = [
        row
        for row in ("new_received", *result_rows(figures.applications_form))
        if figures.cells[f"applications.{row}.total"]
    ]
    if not busy:
        return False
    row = rng.choice(busy)
    plant.number(f"applications.{row}.total", 0)
    plant.expected.append(Expected("T", _around(figures, row, "total"), "总计 0 beside parts"))
    return True


def _review(figures: Figures, rng: random.Random, plant: Plant) -> bool:
    block = rng.choice(BLOCKS)
    fact = f"{block}.total"
    plant.number(fact, int(figures.cells[fact]) + rng.randint(1, 3))
    names = ("maintained", "corrected", "other", "pending", "total")
    plant.expected.append(
        Expected("T", tuple(f"{block}.{name}" for name in names), "block does not add up")
    )
    return True


def _blank_total(figures: Figures, rng: random.Random, plant: Plant) -> bool:
    row = rng.choice(("new_received", "result.total"))
    fact = f"applications.{row}.total"
    if not figures.cells[fact]:
        return False
    plant.replaced[fact] = Cell(fact, "", None, "blank")
    plant.expected.append(Expected("F", (fact,), "blank 总计 beside numbers"))
    return True


def _unit(figures: Figures, rng: random.Random, plant: Plant) -> bool:
    fact = "active.fees.amount"
    if fact not in figures.cells:
        return False
    value = rng.randint(800, 90000)
    plant.replaced[fact] = Cell(fact, f"{value}元", value, "malformed", "元")
    plant.expected.append(Expected("F", (fact,), "元 written in a 万元 cell"))
    return True


def year_faults(
    figures: Figures, before: Figures | None, breaks: Mapping[str, int], plant: Plant
) -> None:
    """What the year-to-year faults built into `figures` must cause, if the earlier year allows them."""
    if before is None or before.form == "pre2019" or figures.form == "pre2019":
        return
    if breaks.get("carry"):
        facts = ("applications.carried_over.natural_person", "applications.carried_over.total")
        plant.expected.append(
            Expected("Y", facts, "carried over ≠ last year's carried forward", True, True)
        )
        plant.planted.append("Y.carry")
    if breaks.get("stock") and before.form == figures.form == "2021":
        names = ("in_force", "issued", "repealed")
        documents = tuple(f"active.normative_documents.{name}" for name in names)
        plant.expected.append(
            Expected("Y", documents, "in force ≠ last year's + issued − repealed", True, True)
        )
        plant.planted.append("Y.stock")
