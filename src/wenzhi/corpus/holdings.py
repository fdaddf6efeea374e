"""Floor 5: what a corpus holds, what an addition would take, and its tables as files."""

from __future__ import annotations

import csv
import io
from collections import Counter
from pathlib import Path
from typing import BinaryIO, Literal

import msgspec
import pyarrow.parquet as pq

from wenzhi.base.errors import ErrorRecord, InputError
from wenzhi.base.progress import Progress
from wenzhi.base.records import Failure, Record
from wenzhi.corpus import POINTER
from wenzhi.corpus.characters import check_characters
from wenzhi.corpus.columns import read_columns
from wenzhi.corpus.index_tables import CHARACTERS
from wenzhi.corpus.members import read_members, report_id
from wenzhi.corpus.packs import Pack
from wenzhi.corpus.pipeline import Identified, identify, taken_apart
from wenzhi.corpus.sections import as_failure
from wenzhi.corpus.store import AnalysisReader, Store
from wenzhi.corpus.tables import INDEX_TABLES
from wenzhi.read.folders import Inputs
from wenzhi.read.sniff import Kind, sniff

Shape = Literal["parquet", "csv", "jsonl"]

_NOT_READ = frozenset({"E305", "E311", "E312", "E325"})
"""Errors that say what kind of file it is, not that something is wrong with it."""

_SLOW: frozenset[Kind] = frozenset({"pdf", "image", "doc"})
"""Kinds that take a second or more to read: a plan only says that they would be."""


class Holdings(Record, frozen=True):
    """What a corpus holds: reports, organs, reports by year and form, rows by table, versions."""

    snapshot: str
    reports: int
    organs: int
    superseded: int
    years: dict[str, int]
    forms: dict[str, int]
    tables: dict[str, int]
    versions: dict[str, str]


class Plan(Record, frozen=True):
    """What an addition would take and what it would leave, and why.

    `new` are reports the corpus lacks, `changed` come in the place of an earlier version, `known` are
    held already. `failures` say why the others are left: `unreadable` are files of a kind that is not
    read (programs, rosters), `refused` are damaged, unsafe, empty, too large or known to be no report.
    """

    new: tuple[str, ...]
    changed: tuple[str, ...]
    known: tuple[str, ...]
    unreadable: tuple[str, ...]
    refused: tuple[str, ...]
    failures: tuple[Failure, ...]


class Problem(Record, frozen=True):
    """Something wrong with a corpus and what to do about it."""

    where: str
    message: str
    hint: str


class Verification(Record, frozen=True):
    """What was looked at and what is wrong; an empty `problems` means the corpus is whole."""

    reports: int
    tables: int
    analyses: int
    problems: tuple[Problem, ...]


def read_holdings(store: Store) -> Holdings:
    """Counts over the current snapshot. Raises CorpusError (E505) if there is none."""
    snapshot = store.require_snapshot()
    columns = ["organ_id", "organization", "year", "form", "superseded_by"]
    rows = read_columns(snapshot / "reports.parquet", *columns).to_pylist()
    years = Counter(str(row["year"] or "不详") for row in rows)
    forms = Counter(row["form"] or "不详" for row in rows)
    return Holdings(
        snapshot=snapshot.name,
        reports=len(rows),
        organs=len({row["organ_id"] for row in rows if row["organ_id"]}),
        superseded=sum(row["superseded_by"] is not None for row in rows),
        years=dict(sorted(years.items())),
        forms=dict(sorted(forms.items())),
        tables={
            path.stem: pq.read_metadata(path).num_rows
            for path in sorted(snapshot.glob("*.parquet"))
        },
        versions=store.pointer.versions,
    )


def plan_addition(corpus: Path, inputs: Inputs, progress: Progress) -> Plan:
    """Read every file and look it up, without parsing or writing anything.

    A file that binds several reports is one line here until it is held.
    Whether a text is an annual report at all shows only when it is parsed; for what a page image or an
    old Word file says, the addition has to be made.
    """
    store = Store(corpus) if (corpus / POINTER).exists() else None
    analyses = store.analyses() if store else None
    members = read_members(store.snapshot) if store else ()
    held, places = {one.report_id for one in members}, {one.place for one in members}
    failures = [as_failure(error) for error in inputs.errors]
    taken: dict[str, list[str]] = {"new": [], "changed": [], "known": []}
    identified = identify(inputs.files, progress)
    if analyses is not None:
        identified, _ = taken_apart(identified, analyses)
    for item in identified:
        error = item.error or _obstacle(item, analyses)
        if error is not None:
            failures.append(as_failure(error, item.file.name))
        elif report_id(item.file.place, item.sha256) in held:
            taken["known"].append(item.file.name)
        else:
            taken["changed" if item.file.place in places else "new"].append(item.file.name)
    failures.sort(key=lambda failure: failure.path)
    return Plan(
        new=tuple(taken["new"]),
        changed=tuple(taken["changed"]),
        known=tuple(taken["known"]),
        unreadable=tuple(one.path for one in failures if one.code in _NOT_READ),
        refused=tuple(one.path for one in failures if one.code not in _NOT_READ),
        failures=tuple(failures),
    )


def _obstacle(item: Identified, analyses: AnalysisReader | None) -> ErrorRecord | None:
    """Why a file would be left, if that is known already or soon found out."""
    if analyses is not None and item.key in analyses:
        return analyses.load(item.key).error
    try:
        content = item.file.read()
        if sniff(content.content) not in _SLOW:
            content.document()
    except InputError as error:
        return error.record()
    return None


def verify_corpus(store: Store) -> Verification:
    """Read every table and look up every report's analysis."""
    snapshot = store.require_snapshot()
    problems: list[Problem] = []
    tables = sorted(snapshot.glob("*.parquet"))
    for path in tables:
        try:
            pq.read_table(path)
        except (OSError, ValueError) as error:
            problems.append(_damaged(path, error))
    try:
        check_characters(snapshot)
    except (OSError, ValueError) as error:
        problems.append(_damaged(snapshot / CHARACTERS, error))
    for path in sorted(snapshot.glob("*.pack")):
        try:
            Pack(path).check()
        except (OSError, ValueError) as error:
            problems.append(_damaged(path, error))
    try:
        analyses = store.analyses()
    except (OSError, ValueError) as error:
        problems.append(_damaged(store.root / "analyses", error))
        return Verification(reports=0, tables=len(tables), analyses=0, problems=tuple(problems))
    members = read_members(snapshot)
    for member in members:
        if member.analysis not in analyses:
            problems.append(
                Problem(
                    where=member.path,
                    message="这份报告的解析结果不在库里",
                    hint="把原文件再 add 一次即可补上",
                )
            )
    return Verification(
        reports=len(members),
        tables=len(tables),
        analyses=len(analyses),
        problems=tuple(problems),
    )


def _damaged(path: Path, error: Exception) -> Problem:
    return Problem(
        where=str(path),
        message=f"读不出来：{error}",
        hint="删去该文件后重新 add 原文件；其余内容不受影响",
    )


def export_tables(store: Store, out: Path, shape: Shape) -> tuple[Path, ...]:
    """Write the tables of the current snapshot to `out`; CSV has a byte order mark for Excel.

    Tables of single words and characters are written as Parquet only.
    """
    snapshot = store.require_snapshot()
    out.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    for source in sorted(snapshot.glob("*.parquet")):
        if source.stem != "judgements" and (shape == "parquet" or source.stem not in INDEX_TABLES):
            target = out / f"{source.stem}.{shape}"
            _export(source, target, shape)
            written.append(target)
    return tuple(written)


def _export(source: Path, target: Path, shape: Shape) -> None:
    if shape == "parquet":
        target.write_bytes(source.read_bytes())
        return
    with target.open("wb") as file:
        reader = pq.ParquetFile(source)
        if shape == "csv":
            _write_csv(reader, file)
        else:
            for batch in reader.iter_batches():
                for row in batch.to_pylist():
                    file.write(msgspec.json.encode(row) + b"\n")
        reader.close()


def _write_csv(reader: pq.ParquetFile, file: BinaryIO) -> None:
    # Lists (facts and spans of a finding) have no place in CSV; they are written as JSON.
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    names = reader.schema_arrow.names
    writer = csv.writer(text)
    writer.writerow(names)
    for batch in reader.iter_batches():
        for row in batch.to_pylist():
            writer.writerow([_cell(row[name]) for name in names])
    text.detach()


def _cell(value: object) -> object:
    if isinstance(value, str) and value.startswith(("=", "+", "-", "@")):
        return f"'{value}"  # a spreadsheet would run it as a formula
    return msgspec.json.encode(value).decode() if isinstance(value, (list, dict)) else value
