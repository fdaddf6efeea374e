"""Floor 4: how the model that names counts is made from lessons (`models/naming`, read by `parse/naming`).

Takes lessons and a folder; fits, calibrates and writes. scikit-learn fits linear classifiers with a
margin, one for each question; what they weigh is kept as whole numbers from -127 to 127, since a parser
reads it in every process. Every probability used for scaling is of a set that was left out.
"""

from __future__ import annotations

import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from wenzhi.base.progress import Progress
from wenzhi.base.records import Count
from wenzhi.parse.naming import (
    MODEL,
    VERSION,
    Block,
    Cells,
    Namer,
    Plan,
    Table,
    judge,
    known_features,
    log_odds,
    may_be_named,
    meaning_of,
    split_name,
    told_cells,
    write_plan,
)
from wenzhi.parse.surroundings import Codes, Surroundings, Told, features_of, read_surroundings
from wenzhi.scores.naming_lessons import HELD_OUT, Lesson, Truth
from wenzhi.text.vectors import WEIGHTS, shipped_vectors, write_manifest

Sparse: TypeAlias = Any
"""A sparse table of scipy; it ships no types."""

STRENGTH = 1.0
"""Of the classifiers: among 0.2, 0.5, 1 and 2 the one that named most at equal precision on sets left out."""

FEATURES = 25_000
"""The features kept, those that most lessons have; with 40,000 no more was right on sets left out."""

RAREST = 3
"""A feature of fewer lessons is not kept."""

ASKED = 0.15
"""Share of the counts of a unit that must have an indicator for the unit to be asked about: of 家, 项 or
户 hardly any has, and nothing was ever rightly added."""

WRONG = 0.1
"""Share of wrong names, half a name added, below which a name of the grammar is trusted: on sets left out
it spares seven in ten questions, and of 41 corrections that would be right 31 are made."""

HIDDEN = 0.1
"""Share of the neighbours' indicators that a lesson does not show: the grammar has named nearly all counts
of the reports it was mended on, and will not have on others."""


@dataclass(frozen=True, slots=True)
class Row:
    """One count as it is shown, with the cells told in its report, what is right, and what the grammar said."""

    source: str
    year: int | None
    around: Surroundings
    count: Count
    cells: Cells
    truth: Truth
    grammar: str | None


def read_rows(lessons: Sequence[Lesson], *, first: bool = False) -> list[Row]:
    """Every count of `lessons` that may be named; with `first` as the grammar read it before it was mended."""
    cells = _cells_of(lessons, first=first)
    return [
        Row(
            lesson.source,
            lesson.year,
            read_surroundings(lesson.stretch, place, _shown(lesson, place, first=first)),
            lesson.stretch.counts[place],
            cells[lesson.source, lesson.report],
            truth,
            lesson.first[place] if first else lesson.told[place],
        )
        for lesson in lessons
        for place, truth in enumerate(lesson.truth)
        if truth is not None and may_be_named(lesson.stretch, place)
    ]


def _cells_of(lessons: Sequence[Lesson], *, first: bool) -> dict[tuple[str, str], Cells]:
    """The cells that the grammar read in each report."""
    named: defaultdict[tuple[str, str], list[tuple[Count, str | None]]] = defaultdict(list)
    for lesson in lessons:
        names = lesson.first if first else lesson.told
        named[lesson.source, lesson.report] += zip(lesson.stretch.counts, names, strict=True)
    return {report: told_cells(told) for report, told in named.items()}


def _shown(lesson: Lesson, place: int, *, first: bool) -> Told:
    if first:
        return lesson.first
    text = lesson.stretch.body.text
    return [
        None if _hidden(f"{place} {other} {text[:80]}") else name
        for other, name in enumerate(lesson.told)
    ]


def _hidden(key: str) -> bool:
    """The same for the same key, everywhere: no random number reaches the model."""
    return zlib.crc32(key.encode()) % 1000 < HIDDEN * 1000


def teaching_rows(lessons: Sequence[Lesson]) -> list[Row]:
    """Lessons as the grammar reads them, and those it had not seen at first as it read them then."""
    fresh = [lesson for lesson in lessons if lesson.source in HELD_OUT]
    return read_rows(lessons) + read_rows(fresh, first=True)


def trusted_names(lessons: Sequence[Lesson]) -> frozenset[str]:
    """Names of the grammar of which, on sets it had not seen, fewer than `WRONG` were wrong."""
    told, wrong = Counter[str](), Counter[str]()
    for row in read_rows([one for one in lessons if one.source in HELD_OUT], first=True):
        if row.grammar is not None:
            told[row.grammar] += 1
            wrong[row.grammar] += row.truth[0] is not None and row.grammar not in row.truth
    return frozenset(name for name in told if wrong[name] + 0.5 < WRONG * (told[name] + 1))


def fit(rows: Sequence[Row], trusted: frozenset[str] = frozenset()) -> Namer:
    """The model of `rows`, not yet scaled to probabilities."""
    known = _features(rows)
    table = _table(rows, known)
    names = [split_name(row.truth[0]) for row in rows]
    plan, weights, constants = _fit_questions(table, rows, names)
    plan = replace(plan, trusted=trusted)
    grams, steps = _rounded(weights[: len(known)])
    return Namer(
        plan=plan,
        known=known,
        grams=grams,
        steps=steps,
        meaning=weights[len(known) :].astype(np.float16).astype(np.float32),
        constant=constants,
        scale=(1.0, 0.0),
    )


def _features(rows: Sequence[Row]) -> Codes:
    """The features that most rows have, sorted."""
    codes, owners = features_of([row.around for row in rows])
    once = np.unique(np.stack([codes, owners.astype(np.uint64)]), axis=1)[0]
    found, times = np.unique(once, return_counts=True)
    often = np.argsort(-times, kind="stable")[:FEATURES]
    kept: Codes = np.sort(found[often[times[often] >= RAREST]])
    return kept


def _table(rows: Sequence[Row], known: Codes) -> Sparse:
    """Features to length 1 and vectors, as `Namer.score` weighs them."""
    from scipy.sparse import csr_array, hstack

    around = [row.around for row in rows]
    owners, places = known_features(around, known)
    lengths = np.bincount(owners, minlength=len(rows))
    ends = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
    columns = places.astype(np.int32)  # scikit-learn takes no longer ones
    grams = csr_array((lengths[owners] ** -0.5, columns, ends), shape=(len(rows), len(known)))
    return hstack([grams, csr_array(meaning_of(around, shipped_vectors()))]).tocsr()


Name: TypeAlias = tuple[str, str | None, str | None]


def _fit_questions(
    table: Sparse, rows: Sequence[Row], names: Sequence[Name]
) -> tuple[Plan, Table, Table]:
    """Weights (features by classes), a constant for each class, and which columns are whose."""
    weights: list[Table] = []
    constants: list[Table] = []

    def ask(chosen: Sequence[int], answers: Sequence[str | None]) -> Block:
        from sklearn.svm import LinearSVC

        first = sum(len(part) for part in constants)
        model = LinearSVC(C=STRENGTH, tol=1e-3, max_iter=2000, random_state=0)
        model.fit(table[np.array(chosen)], np.array(answers))
        weights.append(model.coef_.T)
        constants.append(model.intercept_)
        return Block(first, tuple(str(name) for name in model.classes_))

    kinds = ask(range(len(names)), [kind for kind, _, _ in names])
    tabled = sorted({kind for kind, row, _ in names if row is not None})
    of_kind = {kind: [k for k, name in enumerate(names) if name[0] == kind] for kind in tabled}
    asked_rows = {kind: ask(of, [names[k][1] for k in of]) for kind, of in of_kind.items()}
    asked_columns = {kind: ask(of, [names[k][2] for k in of]) for kind, of in of_kind.items()}
    units: defaultdict[str, set[str | None]] = defaultdict(set)
    for row, (kind, _, _) in zip(rows, names, strict=True):
        units[kind].add(row.count.unit)
    known = {name for row in rows for name in row.truth if (name or "").startswith("active.")}
    named = Counter(row.count.unit for row in rows if row.truth[0] is not None)
    all_of = Counter(row.count.unit for row in rows)
    plan = Plan(
        kinds=kinds,
        rows=asked_rows,
        columns=asked_columns,
        units={kind: frozenset(units[kind]) for kind in kinds.classes},
        asked=frozenset(unit for unit, n in named.items() if n >= ASKED * all_of[unit]),
        known=frozenset(name for name in known if name is not None),
        trusted=frozenset(),
    )
    return plan, np.hstack(weights), np.concatenate(constants)


def _rounded(weights: Table) -> tuple[npt.NDArray[np.int8], Table]:
    """Weights as whole numbers of a step for each class."""
    steps = np.maximum(np.abs(weights).max(axis=0), 1e-9) / 127
    return np.round(weights / steps).astype(np.int8), steps


@dataclass(frozen=True, slots=True)
class Answer:
    """What the model said of one row, null where it named nothing, and the share of the name.

    `trusted` says that the parser does not ask, since the grammar's name is hardly ever wrong.
    """

    row: Row
    name: str | None
    share: float
    trusted: bool = False

    @property
    def right(self) -> bool:
        """Whether the name is one of those that are right."""
        return self.name in self.row.truth


def answer(model: Namer, rows: Sequence[Row]) -> list[Answer]:
    """The model's name of every row."""
    scores = model.score([row.around for row in rows], shipped_vectors())
    found: list[Answer] = []
    for number, row in enumerate(rows):
        ((name, share),) = judge(
            model.plan, scores[number : number + 1], [row.count], row.cells, row.year
        )
        if row.count.unit not in model.plan.asked:
            name, share = None, 0.0
        found.append(Answer(row, name, share, row.grammar in model.plan.trusted))
    return found


def leave_out(
    lessons: Sequence[Lesson], progress: Progress, sets: Sequence[str] = HELD_OUT
) -> dict[str, list[Answer]]:
    """Answers on each of `sets`, as the grammar first read it, by a model that saw none of it.

    Sentences are left out of all lessons: some were written after the sets were known.
    """
    progress.stage("leave out", len(sets))
    answers: dict[str, list[Answer]] = {}
    for name in sets:
        seen = [one for one in lessons if one.source not in (name, "wordings")]
        unseen = [one for one in lessons if one.source == name]
        model = fit(teaching_rows(seen), trusted_names(seen))
        answers[name] = answer(model, read_rows(unseen, first=True))
        progress.advance()
    return answers


def calibrate(answers: Sequence[Answer]) -> Table:
    """Slope and constant of Platt's scaling, from names of counts that the grammar had none for."""
    from sklearn.linear_model import LogisticRegression

    added = [one for one in answers if one.row.grammar is None and one.name is not None]
    odds = np.array([[log_odds(one.share)] for one in added])
    model = LogisticRegression(C=10.0).fit(odds, [one.right for one in added])
    return np.array([model.coef_[0, 0], model.intercept_[0]])


def build_naming(folder: Path, lessons: Sequence[Lesson], progress: Progress) -> None:
    """Fit on `lessons`, scale on sets left out in turn, and write the model to `folder`."""
    answers = leave_out(lessons, progress)
    scale = calibrate([one for each in answers.values() for one in each])
    progress.stage("fit", 1)
    rows = teaching_rows(lessons)
    write(folder, fit(rows, trusted_names(lessons)), scale, len(rows))
    progress.advance()


def write(folder: Path, model: Namer, scale: Table, rows: int) -> None:
    """The weights and the manifest with their sha256."""
    from safetensors.numpy import save

    arrays = dict(_arrays(model, scale))
    folder.mkdir(parents=True, exist_ok=True)
    (folder / WEIGHTS).write_bytes(save(arrays))
    made = {
        "recipe": f"wenzhi models build {MODEL}",
        "version": VERSION,
        "counts": str(rows),
        "features": str(len(model.known)),
        "classes": str(len(model.constant)),
    }
    write_manifest(folder, [WEIGHTS], made)


def _arrays(model: Namer, scale: Table) -> Iterator[tuple[str, npt.NDArray[Any]]]:
    yield "constant", model.constant.astype(np.float32)
    yield "grams", np.ascontiguousarray(model.grams)
    yield "known", model.known
    yield "meaning", np.ascontiguousarray(model.meaning.astype(np.float16))
    yield "plan", np.frombuffer(write_plan(model.plan), np.uint8)
    yield "scale", scale
    yield "steps", model.steps.astype(np.float32)
