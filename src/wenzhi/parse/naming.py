"""Floor 2: `naming.v2`: what a count is of by a trained model, where the grammar is silent or likely wrong.

Takes stretches whose counts the grammar has read, gives them with the model's indicator where it is sure
enough (`indicator_probability` says so and how sure). Linear scores over features of the words
around (`surroundings`) and the shipped sentence vectors; one score of what kind of thing it is, for cells
of the tables one of the row and one of the column. Read with numpy alone; made by `wenzhi models build
naming` (`models/naming`). What the grammar has named is changed only where the model is surer still.
docs/explanation/counts.md has the figures.
"""

from __future__ import annotations

import itertools
import json
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Count, Scope
from wenzhi.base.resources import models_folder
from wenzhi.parse.surroundings import (
    Codes,
    Owners,
    Stretch,
    Surroundings,
    Told,
    features_of,
    read_surroundings,
)
from wenzhi.text.vectors import Rows, Vectors, load_weights, shipped_vectors

Table = npt.NDArray[np.float64]

VERSION = "naming.v2"
MODEL = "naming"
"""Folder of the model under `models/`."""


LEAST = 0.7
"""Probability from which a name is given: on sets left out of training nine in ten such names were right
(docs/explanation/counts.md)."""

AGAINST = 0.8
"""Probability from which a name is given against the grammar's: on sets left out of training, where the
two differed so much, the model was right ten times as often (docs/explanation/counts.md)."""

MEANING = 0.5
"""Weight of the two sentence vectors beside the features, which have length 1. Chosen among 0.3, 0.5 and
0.7 by sets left out in turn."""

CLEAR = 1.0
"""Lead in score of being nothing from which meaning is not looked up: on sets left out as much was named
rightly as where it always is, which cannot be said of a lead of anything else."""

NOTHING = "-"
"""The kind of a count that no indicator stands for."""

_RATIOS = frozenset({"%", "‰", "倍", "成", "百分点", "个百分点"})
_CHANGE = as_pattern("(?:比|较|同比|多|少|多出|增加|减少|增长|下降|上升)了?$")
"""Right before a figure: it tells by how much something changed."""
_CELLS = ("applications", "review", "litigation", "active")
_OLD_FORM = ("made", "published", "published_total", "previous_items", "change", "items")
_NEW_FORM = ("issued", "repealed", "in_force")
_TAIL = 6


@dataclass(frozen=True, slots=True)
class Block:
    """Scores of one question: `classes` in the order of the columns from `first` on."""

    first: int
    classes: tuple[str, ...]

    def of(self, scores: Table) -> Table:
        """The shares of the classes, one row a count; adds up to 1 along the row."""
        part = scores[:, self.first : self.first + len(self.classes)] * SHARPNESS
        part = np.exp(part - part.max(axis=1, keepdims=True))
        shares: Table = part / part.sum(axis=1, keepdims=True)
        return shares


SHARPNESS = 4.0
"""Margins of linear classifiers, between -1 and 1 for most, spread before they become shares."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The questions of a model: kinds of thing, and rows and columns of those kinds that have them.

    `units` are those that each kind was seen with, `asked` those worth asking about; `known` the
    indicators of table two; `trusted` names of the grammar that are hardly ever wrong.
    """

    kinds: Block
    rows: dict[str, Block]
    columns: dict[str, Block]
    units: dict[str, frozenset[str | None]]
    asked: frozenset[str | None]
    known: frozenset[str]
    trusted: frozenset[str]


@dataclass(frozen=True, slots=True)
class Namer:
    """A model: `known` are the features in order, `grams` (times `steps`) their rows.

    `meaning` holds the weights of the vectors, `constant` those of nothing; `scale` turns the share of a
    name into its probability.
    """

    plan: Plan
    known: Codes
    grams: npt.NDArray[np.int8]
    steps: Table
    meaning: Rows
    constant: Table
    scale: tuple[float, float]

    def score(self, rows: Sequence[Surroundings], vectors: Vectors) -> Table:
        """One row of scores a count; meaning is looked up where words alone leave it open."""
        scores: Table = self._sums(rows) * self.steps + self.constant
        near = np.flatnonzero(self._lead_of_nothing(scores) < CLEAR)
        if near.size:
            meaning = meaning_of([rows[place] for place in near.tolist()], vectors)
            # Not `@`: it wakes threads that spin on, which costs more than so small a product.
            scores[near] += np.einsum("ij,jk->ik", meaning, self.meaning)
        return scores

    def _lead_of_nothing(self, scores: Table) -> Table:
        """By how much the score of being nothing exceeds that of the likeliest kind."""
        kinds = self.plan.kinds
        part = scores[:, kinds.first : kinds.first + len(kinds.classes)].copy()
        nothing = kinds.classes.index(NOTHING)
        of_nothing = part[:, nothing].copy()
        part[:, nothing] = -np.inf
        lead: Table = of_nothing - part.max(axis=1)
        return lead

    def _sums(self, rows: Sequence[Surroundings]) -> Table:
        """The weights of each count's features in sum, as of a vector of length 1."""
        owners, places = known_features(rows, self.known)
        ends = np.searchsorted(owners, np.arange(len(rows) + 1)).tolist()
        grams = self.grams.take(places, 0)
        sums = [
            np.add.reduce(grams[start:end], 0, np.int32) for start, end in itertools.pairwise(ends)
        ]
        lengths = np.maximum(np.diff(ends), 1) ** 0.5
        told: Table = np.stack(sums) / lengths[:, None]
        return told

    def probability(self, share: float) -> float:
        """How likely a name of this share is right."""
        slope, constant = self.scale
        return 1 / (1 + math.exp(-(slope * log_odds(share) + constant)))


def known_features(rows: Sequence[Surroundings], known: Codes) -> tuple[Owners, Owners]:
    """Row and place in `known` of every feature that is known, once each, in order of both."""
    codes, owners = features_of(rows)
    places = np.searchsorted(known, codes).clip(max=len(known) - 1)
    hits = known[places] == codes
    pairs = np.sort(owners[hits] * len(known) + places[hits])
    fresh = np.ones(len(pairs), np.bool_)
    np.not_equal(pairs[1:], pairs[:-1], out=fresh[1:])
    return np.divmod(pairs[fresh], len(known))


def meaning_of(rows: Sequence[Surroundings], vectors: Vectors) -> Rows:
    """The vectors of the clause and of what stands before it, side by side."""
    both = vectors.encode([row.clause for row in rows] + [row.before for row in rows])
    return np.hstack([both[: len(rows)], both[len(rows) :]]) * np.float32(MEANING)


def log_odds(share: float) -> float:
    """Of a share, kept away from 0 and 1."""
    kept = min(max(share, 1e-6), 1 - 1e-6)
    return math.log(kept / (1 - kept))


def name_counts(stretches: Sequence[Stretch], year: int | None) -> tuple[tuple[Count, ...], ...]:
    """The counts of `stretches`, with the model's indicator where it is sure enough of it.

    Where the grammar has named none it needs `LEAST`, to be given against the grammar's `AGAINST`.
    Raises ResourceError where a model is missing (E403) or is not what its manifest says (E404).
    """
    named = [list(stretch.counts) for stretch in stretches]
    for place, index, name, likely in ask(stretches, year):
        count = named[place][index]
        least = LEAST if count.indicator is None else AGAINST
        if likely >= least and name != count.indicator:
            named[place][index] = _with(count, name, likely)
    return tuple(tuple(counts) for counts in named)


def _with(count: Count, name: str, likely: float) -> Count:
    role = "total" if count.role is None and name.endswith(".total") else count.role
    return msgspec.structs.replace(
        count, indicator=name, indicator_probability=round(likely, 3), role=role
    )


def ask(stretches: Sequence[Stretch], year: int | None) -> list[tuple[int, int, str, float]]:
    """Stretch, count, name and probability of every count that may have an indicator.

    What the grammar gave a name that can be trusted is not asked about, nor what it found two kinds named for.
    """
    if not any(stretch.counts for stretch in stretches):
        return []
    plan = load_namer().plan
    places = [
        (place, index)
        for place, stretch in enumerate(stretches)
        for index, count in enumerate(stretch.counts)
        if count.indicator not in plan.trusted
        and "+" not in (count.indicator or "")
        and not (_comes_to(stretch.counts, count) or _told_together(stretch, count))
        and not _has_grown(stretch.counts, index)
        and count.unit in plan.asked
        and may_be_named(stretch, index)
    ]
    return [
        (place, index, name, likely)
        for place, index, name, likely in judge_places(stretches, places, year)
        if name is not None
    ]


_SUM = "applications.received_and_carried.total"
_SUMMANDS = ("applications.new_received.total", "applications.carried_over.total")


def _comes_to(counts: Sequence[Count], count: Count) -> bool:
    """Whether a figure is named for what came in and what was carried over, and is just their sum."""
    if count.indicator != _SUM:
        return False
    new, over = ([o.value or 0 for o in counts if o.indicator == name] for name in _SUMMANDS)
    return any(a + b == count.value for a in new for b in over)


_TOGETHER = as_pattern(
    r"(?:含|包括|加上?|连同|算上|计入)(?:上|去)一?年度?(?:结转|转来|接转|遗留)[^#,;。\d]{0,8}(?:共|合计|总计)[^#,;。\d]{0,4}$"
)
"""The words in which the grammar reads what came in with what was carried over."""
_SAID = 24
"""Characters before a figure in which that is said."""


def _told_together(stretch: Stretch, count: Count) -> bool:
    """Whether a figure is said to hold what was carried over as well: 新收281件…,加上年结转共296件."""
    if count.indicator != _SUM:
        return False
    before = "".join(stretch.body.text[max(count.start - _SAID, 0) : count.start].split())
    return _TOGETHER.search(before) is not None


def _has_grown(counts: Sequence[Count], index: int) -> bool:
    """行政许可事项8项,比上一年增加2项: what a register has become is no cell; what it was the year before is."""
    behind = counts[index + 1 : index + 2]
    return any((one.indicator or "").endswith(".change") for one in behind)


def judge_places(
    stretches: Sequence[Stretch], places: Sequence[tuple[int, int]], year: int | None
) -> list[tuple[int, int, str | None, float]]:
    """Stretch, count, name (null for none) and probability of the counts at `places`, by the model alone.

    Every other count is seen with the indicator that it has.
    """
    if not places:
        return []
    model = load_namer()
    told: list[Told] = [[count.indicator for count in stretch.counts] for stretch in stretches]
    cells = told_cells(
        (count, name)
        for stretch, names in zip(stretches, told, strict=True)
        for count, name in zip(stretch.counts, names, strict=True)
    )
    rows = [read_surroundings(stretches[p], k, told[p]) for p, k in places]
    counts = [stretches[p].counts[k] for p, k in places]
    answers = judge(model.plan, model.score(rows, shipped_vectors()), counts, cells, year)
    return [
        (p, k, name, model.probability(share))
        for (p, k), (name, share) in zip(places, answers, strict=True)
    ]


Cells = Mapping[tuple[str, Scope], frozenset[float | int | None]]
"""What the grammar has read for the cells of the tables, by cell and period."""


def told_cells(named: Iterable[tuple[Count, str | None]]) -> Cells:
    """The values of the cells among counts and their indicators."""
    found: defaultdict[tuple[str, Scope], set[float | int | None]] = defaultdict(set)
    for count, name in named:
        if name is not None and name.split(".")[0] in _CELLS:
            found[name, count.scope].add(count.value)
    return {key: frozenset(values) for key, values in found.items()}


def may_be_named(stretch: Stretch, index: int) -> bool:
    """Whether a count is of things at all: neither a ratio nor the amount of a change."""
    count = stretch.counts[index]
    before = stretch.body.text[max(count.start - _TAIL, 0) : count.start]
    return count.unit not in _RATIOS and _CHANGE.search(before) is None


def judge(
    plan: Plan, scores: Table, counts: Sequence[Count], cells: Cells, year: int | None
) -> list[tuple[str | None, float]]:
    """The likeliest indicator of each count by its row of scores, with its share.

    None where nothing is likeliest. A cell of which `cells` has another number is not told again.
    """
    shares = plan.kinds.of(scores)
    order, kinds = np.argsort(-shares, axis=1, kind="stable").tolist(), shares.tolist()
    cells_of = cache(lambda kind: (plan.rows[kind].of(scores), plan.columns[kind].of(scores)))
    answers: list[tuple[str | None, float]] = []
    for number, count in enumerate(counts):
        best: tuple[str | None, float] = (None, 0.0)
        for place in order[number]:
            kind, share = plan.kinds.classes[place], kinds[number][place]
            if share <= best[1]:
                break
            if kind != NOTHING and count.unit not in plan.units[kind]:
                continue
            if kind not in plan.rows:
                best = (None if kind == NOTHING else kind, share)
                continue
            rows, columns = cells_of(kind)
            for name, part in _cells(plan, kind, rows[number], columns[number]):
                told = cells.get((name, count.scope))
                open_to_it = told is None or count.value in told
                if share * part > best[1] and open_to_it and _of_form(plan, name, year):
                    best = (name, share * part)
        answers.append(best)
    return answers


def _cells(plan: Plan, kind: str, rows: Table, columns: Table) -> Iterable[tuple[str, float]]:
    """The three likeliest rows by the three likeliest columns."""
    for row in np.argsort(-rows, kind="stable")[:3]:
        for column in np.argsort(-columns, kind="stable")[:3]:
            name = join_name(kind, plan.rows[kind].classes[row], plan.columns[kind].classes[column])
            yield name, float(rows[row] * columns[column])


def _of_form(plan: Plan, name: str, year: int | None) -> bool:
    """Whether the form of a year has a cell of table two; reports on years before 2019 have none."""
    if not name.startswith("active."):
        return True
    if name not in plan.known or year is None or year < 2019:
        return False
    return name.rpartition(".")[2] not in (_NEW_FORM if year < 2021 else _OLD_FORM)


def split_name(name: str | None) -> tuple[str, str | None, str | None]:
    """Kind, row and column of an indicator: what the questions of the model are asked by."""
    if name is None:
        return NOTHING, None, None
    head, *rest = name.split(".")
    if head == "applications":
        return head, ".".join(rest[:-1]), rest[-1]
    if head in ("review", "litigation"):
        row, _, column = name.split("+")[0].rpartition(".")
        return "disputes", "both" if "+" in name else row, column
    if head == "active":
        return head, rest[0], rest[1]
    return name, None, None


def join_name(kind: str, row: str, column: str) -> str:
    """The indicator that `split_name` cuts so."""
    if kind != "disputes":
        return f"{kind}.{row}.{column}"
    return f"review.{column}+litigation.{column}" if row == "both" else f"{row}.{column}"


@cache
def load_namer(folder: Path | None = None) -> Namer:
    """The shipped model, or the one in `folder`.

    Raises ResourceError where it is missing (E403) or not what its manifest says (E404).
    """
    folder = folder or models_folder() / MODEL
    weights = load_weights(folder, MODEL)
    return Namer(
        plan=read_plan(weights["plan"].tobytes()),
        known=weights["known"],
        grams=weights["grams"],
        steps=weights["steps"].astype(np.float64),
        meaning=weights["meaning"].astype(np.float32),
        constant=weights["constant"].astype(np.float64),
        scale=(float(weights["scale"][0]), float(weights["scale"][1])),
    )


def read_plan(told: bytes) -> Plan:
    """The plan that `write_plan` wrote."""
    plan = json.loads(told)
    return Plan(
        kinds=_block(plan["kinds"]),
        rows={kind: _block(block) for kind, block in plan["rows"].items()},
        columns={kind: _block(block) for kind, block in plan["columns"].items()},
        units={kind: frozenset(units) for kind, units in plan["units"].items()},
        asked=frozenset(plan["asked"]),
        known=frozenset(plan["known"]),
        trusted=frozenset(plan["trusted"]),
    )


def _block(told: dict[str, Any]) -> Block:
    return Block(told["first"], tuple(told["classes"]))


def write_plan(plan: Plan) -> bytes:
    """The plan as JSON, the same bytes for the same plan."""
    blocks = {
        "kinds": _told(plan.kinds),
        "rows": {kind: _told(block) for kind, block in plan.rows.items()},
        "columns": {kind: _told(block) for kind, block in plan.columns.items()},
        "units": {kind: _in_order(units) for kind, units in plan.units.items()},
        "asked": _in_order(plan.asked),
        "known": sorted(plan.known),
        "trusted": sorted(plan.trusted),
    }
    return json.dumps(blocks, ensure_ascii=False, sort_keys=True).encode()


def _in_order(units: Iterable[str | None]) -> list[str | None]:
    return sorted(units, key=lambda unit: unit or "")


def _told(block: Block) -> dict[str, Any]:
    return {"first": block.first, "classes": list(block.classes)}
