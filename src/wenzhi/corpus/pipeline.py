"""Floor 5: the batch plan: files → analyses, by worker processes, told as they come in.

Only files whose bytes were never analysed are read and parsed. Results are stored every few hundred
reports, so a killed run loses at most that.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial

import msgspec

from wenzhi.base.errors import ErrorRecord
from wenzhi.base.progress import Progress
from wenzhi.corpus.analysis import Analysis, analysis_key, content_of
from wenzhi.corpus.engine import Runner, spread
from wenzhi.corpus.limits import HEAVY, Limits, chosen_limits
from wenzhi.corpus.reader import Request, shared_reader
from wenzhi.corpus.store import AnalysisReader, Store
from wenzhi.corpus.versions import analysis_version
from wenzhi.read.containers import part_digest
from wenzhi.read.folders import InputFile

BATCH = 50
"""Files per step of a worker. Smaller batches keep both cores busy (1.75 × on two); see docs."""

STORE_EVERY = 500
"""Reports between two writes of analyses: the most work a killed run has to repeat."""

STORE_SECONDS = 15
"""The same in time, for scanned pages of which a hundred take as long."""

ALONE = 100
"""Up to so many new files are read by one process: starting workers would take longer."""


PASSING = frozenset({"E301", "E304", HEAVY, "E900"})
"""Errors of the disk, of a machine short of time or memory, or of wenzhi itself, not of the bytes."""


class Identified(msgspec.Struct, frozen=True):
    """A file with its content's key, or the reason why it cannot be read."""

    file: InputFile
    key: str
    sha256: str
    error: ErrorRecord | None = None


def identify(files: Sequence[InputFile], progress: Progress) -> list[Identified]:
    """Hash every file. Linear in bytes; holds one file at a time."""
    progress.stage("hash", len(files))
    identified: list[Identified] = []
    for file in files:
        content = content_of(file)
        if isinstance(content, ErrorRecord):
            identified.append(Identified(file, "", "", content))
        else:
            key = analysis_key(content, analysis_version())
            identified.append(Identified(file, key, content.sha256))
        progress.advance()
    return identified


def taken_apart(
    identified: Sequence[Identified], known: AnalysisReader
) -> tuple[list[Identified], list[Identified]]:
    """All files, each that binds several reports in the place of these; and these alone."""
    whole: list[Identified] = []
    parts: list[Identified] = []
    for item in identified:
        bound = [_part(item, number) for number in range(1, known.parts(item.key) + 1)]
        whole += bound or [item]
        parts += bound
    return whole, parts


def _part(item: Identified, number: int) -> Identified:
    file = item.file.part(number)
    sha256 = part_digest(item.sha256, number)
    return Identified(file, item.key.replace(item.sha256, sha256, 1), sha256)


class Analysed(msgspec.Struct, frozen=True):
    """How many files were analysed, and errors that another try may not meet, by key."""

    files: int
    passing: dict[str, ErrorRecord]


def analyse_all(
    store: Store,
    known: AnalysisReader,
    files: Sequence[InputFile],
    runner: Runner,
    progress: Progress,
) -> tuple[list[Identified], Analysed]:
    """Every report of `files`, those that are bound together each by itself, analysed and stored."""
    given = identify(files, progress)
    first = analyse_new(store, known, given, runner, progress)
    identified, parts = taken_apart(given, known)
    if not parts:
        return identified, first
    more = analyse_new(store, known, parts, runner, progress)
    return identified, Analysed(first.files + more.files, first.passing | more.passing)


def analyse_new(
    store: Store,
    known: AnalysisReader,
    identified: Sequence[Identified],
    runner: Runner,
    progress: Progress,
) -> Analysed:
    """Analyse and store what `known`, a reader of the store, does not hold yet; then it does.

    What depends on the bytes alone is stored, errors too. A file that could not be opened, or a
    defect of ours, is not: the next run tries again.
    """
    new: dict[str, InputFile] = {}
    for item in identified:
        if item.error is None and item.key not in known:
            new.setdefault(item.key, item.file)
    progress.stage("analyse", len(new))
    pending: list[Analysis] = []
    passing: dict[str, ErrorRecord] = {}
    stored = time.monotonic()
    try:
        for analysis in _analyses(new, runner):
            if analysis.error is not None and analysis.error.code in PASSING:
                passing[analysis.key] = analysis.error
            else:
                pending.append(analysis)
            progress.advance()
            if len(pending) >= STORE_EVERY or time.monotonic() - stored > STORE_SECONDS:
                _store(store, known, pending)
                pending, stored = [], time.monotonic()
    finally:  # An interrupted run keeps what is done.
        _store(store, known, pending)
    return Analysed(len(new), passing)


def _store(store: Store, known: AnalysisReader, pending: Sequence[Analysis]) -> None:
    file = store.append(pending)
    if file is not None:
        known.take(file)


def _analyses(new: dict[str, InputFile], runner: Runner) -> Iterator[Analysis]:
    if len(new) <= ALONE and runner == "native":
        for key, file in new.items():
            yield shared_reader(chosen_limits()).analyse(file, key)
        return
    tasks = [msgspec.msgpack.encode(Request.of(file, key)) for key, file in new.items()]
    for answer in spread(partial(_start_reader, chosen_limits()), tasks, BATCH, runner):
        yield msgspec.msgpack.decode(answer, type=Analysis)


def _start_reader(limits: Limits) -> Callable[[bytes], bytes]:
    return shared_reader(limits).answer
