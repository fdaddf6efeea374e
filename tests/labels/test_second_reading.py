"""The second reading of 300 sentences: complete, and agreeing as far as the README says."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score, confusion_matrix

LABELS = Path(__file__).resolve().parents[2] / "corpora" / "labels"
CLASSES = ["problem", "measure", "achievement", "stock"]
SEED, DRAWS = 20240501, 2000


def first_labels() -> dict[str, dict[str, Any]]:
    found = {}
    for split in ("train", "development", "test"):
        for line in (LABELS / f"{split}.jsonl").read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            for index, sentence in enumerate(record["sentences"]):
                found[f"{record['id']}/{index}"] = sentence
    return found


def load(name: str) -> list[dict[str, Any]]:
    read: list[dict[str, Any]] = json.loads(
        (LABELS / "second" / f"{name}.json").read_text(encoding="utf-8")
    )
    return read


FIRST, SHEET, READING = first_labels(), load("sheet"), load("reading")
TOLD = (LABELS / "README.md").read_text(encoding="utf-8").partition("## Second reading\n")[2]
SECTION = TOLD.partition("\n## ")[0]


def pair(field: str) -> tuple[np.ndarray, np.ndarray]:
    """Both readings of one field, in the sheet's order."""
    first = [FIRST[row["id"]][field] for row in READING]
    return np.array(first), np.array([row[field] for row in READING])


def interval(field: str) -> tuple[float, float]:
    """Cohen's κ over narratives drawn with replacement: the middle 95 %."""
    first, second = pair(field)
    of = [row["id"].partition("/")[0] for row in READING]
    groups = [np.flatnonzero(np.array(of) == name) for name in sorted(set(of))]
    rng = np.random.default_rng(SEED)
    values = []
    for _ in range(DRAWS):
        drawn = rng.integers(0, len(groups), len(groups))
        rows = np.concatenate([groups[i] for i in drawn])
        values.append(cohen_kappa_score(first[rows], second[rows]))
    low, high = np.percentile(values, [2.5, 97.5])
    return float(low), float(high)


def cells(start: str) -> list[str]:
    """The cells of the section's table row that begins so."""
    (row,) = re.findall(rf"^\| {re.escape(start)} \|(.+)\|$", SECTION, re.MULTILINE)
    return [cell.strip() for cell in row.split("|")]


def test_every_sentence_of_the_sheet_is_read_once() -> None:
    assert [row["id"] for row in READING] == [row["id"] for row in SHEET]
    assert all(set(row) == {"id", "class", "concrete"} for row in READING)
    assert all(row["class"] in CLASSES and row["concrete"] in (True, False) for row in READING)
    assert not any(row["concrete"] for row in READING if row["class"] == "stock")


def test_the_sheet_shows_the_labelled_sentences_without_labels() -> None:
    assert all(set(row) == {"id", "text"} for row in SHEET)
    assert [row["text"] for row in SHEET] == [FIRST[row["id"]]["text"] for row in SHEET]


@pytest.mark.parametrize("field", ["class", "concrete"])
def test_the_readme_tells_the_agreement(field: str) -> None:
    first, second = pair(field)
    n, agreeing, kappa, between = cells(field)
    assert int(n) == len(READING) == 300
    assert int(agreeing.partition(" ")[0]) == int((first == second).sum())
    assert kappa == f"{cohen_kappa_score(first, second):.3f}"
    low, high = (float(end) for end in between.split("–"))
    assert (low, high) == pytest.approx(interval(field), abs=0.005)


@pytest.mark.parametrize("name", CLASSES)
def test_the_readme_shows_where_the_classes_differ(name: str) -> None:
    matrix = confusion_matrix(*pair("class"), labels=CLASSES)
    assert [int(cell) for cell in cells(f"`{name}`")] == matrix[CLASSES.index(name)].tolist()


def test_the_readme_shows_where_concreteness_differs() -> None:
    matrix = confusion_matrix(*pair("concrete"), labels=[True, False])
    told = [[int(cell) for cell in cells(row)] for row in ("first: concrete", "first: not")]
    assert told == matrix.tolist()


def test_the_readme_says_who_read() -> None:
    assert "automatic language models of the same kind" in SECTION
    assert "not the agreement of people" in " ".join(SECTION.split())
