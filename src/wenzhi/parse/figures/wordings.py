"""Floor 2: the words by which cells and prose indicators are told, compiled from `data/indicators.toml`.

Gives frozen tables of patterns to the modules that read what a count is of; holds no rule of its own.
The data file also lists the ids that stand for several cells.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from wenzhi.base.patterns import as_pattern
from wenzhi.base.resources import read_toml
from wenzhi.text.patterns import any_needed, compile_quick

SOURCE = "indicators.toml"


@dataclass(frozen=True, slots=True)
class Row:
    """A row or column that words may name; `kind` groups rows that stand side by side."""

    id: str
    match: re.Pattern[str]
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Prose:
    """An indicator only prose has, with where its words must stand."""

    id: str
    units: frozenset[str]
    object: re.Pattern[str] | None
    label: re.Pattern[str] | None
    wide: re.Pattern[str] | None
    excluded: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class Topic:
    """When a label speaks of applications, of disputes, or of table two."""

    topic: re.Pattern[str]
    excluded: re.Pattern[str]
    units: frozenset[str]


@dataclass(frozen=True, slots=True)
class Tables:
    """Everything `indicators.toml` says, compiled."""

    applications: Topic
    several: re.Pattern[str]
    general: re.Pattern[str]
    application_things: re.Pattern[str]
    rows: tuple[Row, ...]
    loose: tuple[Row, ...]
    columns: tuple[Row, ...]
    disputes: Topic
    authority: re.Pattern[str]
    about: re.Pattern[str]
    blocks: dict[str, re.Pattern[str]]
    outcomes: tuple[Row, ...]
    unknown_outcome: re.Pattern[str]
    active: Topic
    cells: tuple[tuple[re.Pattern[str], tuple[str, str]], ...]
    names_cell: re.Pattern[str]
    fees: Row
    prose: tuple[Prose, ...]
    plain: re.Pattern[str]
    published: Topic
    told_published: re.Pattern[str]
    nouns: re.Pattern[str]
    excluded_alone: re.Pattern[str]
    things: re.Pattern[str]
    general_object: re.Pattern[str]
    channels: dict[str, str]


@cache
def tables() -> Tables:
    """The compiled patterns, read once in a process."""
    data = read_toml(SOURCE)
    applications, disputes, active = data["applications"], data["disputes"], data["active"]
    published, fees = data["published"], data["active_fees"]
    cells = tuple(
        (as_pattern(cell["match"]), (cell["ids"][0], cell["ids"][1])) for cell in active["cells"]
    )
    return Tables(
        applications=_topic(applications, "topic"),
        several=as_pattern(applications["several"]),
        general=as_pattern(applications["general"]),
        application_things=as_pattern(applications["things"]),
        rows=_rows(applications["rows"]),
        loose=_rows(applications["loose"]),
        columns=_rows(applications["columns"]),
        disputes=_topic(disputes, "topic"),
        authority=as_pattern(disputes["authority"]),
        about=as_pattern(disputes["about"]),
        blocks={
            name: as_pattern(disputes[name])
            for name in ("both", "after_review", "direct", "litigation", "review")
        },
        outcomes=_rows(disputes["columns"]),
        unknown_outcome=as_pattern(disputes["unknown"]),
        active=Topic(as_pattern(""), compile_quick(active["not"]), frozenset(active["units"])),
        cells=cells,
        names_cell=any_needed(pattern for pattern, _ in cells),
        fees=Row(fees["id"], as_pattern(fees["match"])),
        prose=tuple(_prose(entry) for entry in data["prose"]),
        plain=as_pattern(data["plain"]),
        published=_topic(published, "verbs"),
        told_published=compile_quick(published["topic"]),
        excluded_alone=as_pattern(published["not_alone"]),
        nouns=compile_quick(published["nouns"]),
        things=as_pattern(published["things"]),
        general_object=compile_quick(published["general"]),
        channels={
            name: entry["id"] for entry in published["channels"] for name in entry["channels"]
        },
    )


@lru_cache(maxsize=256)
def prose_in(unit: str) -> tuple[Prose, ...]:
    """The indicators only prose has that are counted in `unit`; empty for a figure without one."""
    return tuple(entry for entry in tables().prose if unit in entry.units)


def _topic(data: dict[str, Any], key: str) -> Topic:
    excluded = compile_quick(data["not"])
    return Topic(compile_quick(data[key]), excluded, frozenset(data["units"]))


def _rows(entries: list[dict[str, str]]) -> tuple[Row, ...]:
    return tuple(
        Row(entry["id"], as_pattern(entry["match"]), entry.get("kind", "")) for entry in entries
    )


def _prose(entry: dict[str, Any]) -> Prose:
    patterns = {
        name: as_pattern(entry[name]) if name in entry else None
        for name in ("object", "label", "wide", "not")
    }
    return Prose(
        entry["id"],
        frozenset(entry["units"]),
        patterns["object"],
        patterns["label"],
        patterns["wide"],
        patterns["not"],
    )
