"""Floor 5: the batch plan: files → analyses, by worker processes, told as they come in.

Only files whose bytes were never analysed are read and parsed. Results are stored every few hundred
reports, so a killed run loses at most that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from wenzhi.base.errors import ErrorRecord
from wenzhi.base.progress import Progress
from wenzhi.corpus.analysis import Analysis, analysis_key, content_of
from wenzhi.corpus.engine import Runner, use_runner, worker_count
from wenzhi.corpus.limits import HEAVY, chosen_limits
from wenzhi.corpus.reader import Reader
from wenzhi.corpus.store import Store
from wenzhi.corpus.versions import analysis_version
from wenzhi.read.folders import InputFile

BATCH = 50
"""Files per step of a worker. Smaller batches keep both cores busy (1.75 × on two); see docs."""

STORE_EVERY = 500
"""Reports between two writes of analyses: the most work a killed run has to repeat."""

ALONE = 40
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
        content = content_of(Path(file.path), file.name)
        if isinstance(content, ErrorRecord):
            identified.append(Identified(file, "", "", content))
        else:
            key = analysis_key(content, file.name, analysis_version())
            identified.append(Identified(file, key, key.split(":", 1)[0]))
        progress.advance()
    return identified


class Analysed(msgspec.Struct, frozen=True):
    """How many files were analysed, and errors that another try may not meet, by key."""

    files: int
    passing: dict[str, ErrorRecord]


def analyse_new(
    store: Store, identified: Sequence[Identified], runner: Runner, progress: Progress
) -> Analysed:
    """Analyse and store what the store does not hold yet.

    What depends on the bytes alone is stored, errors too. A file that could not be opened, or a
    defect of ours, is not: the next run tries again.
    """
    known = store.analyses()
    new: dict[str, InputFile] = {}
    for item in identified:
        if item.error is None and item.key not in known:
            new.setdefault(item.key, item.file)
    progress.stage("analyse", len(new))
    pending: list[Analysis] = []
    passing: dict[str, ErrorRecord] = {}
    for analysis in _analyses(new, runner):
        progress.advance()
        if analysis.error is not None and analysis.error.code in PASSING:
            passing[analysis.key] = analysis.error
            continue
        pending.append(analysis)
        if len(pending) >= STORE_EVERY:
            store.append(pending)
            pending = []
    store.append(pending)
    return Analysed(len(new), passing)


def _analyses(new: dict[str, InputFile], runner: Runner) -> Iterator[Analysis]:
    if len(new) <= ALONE and runner == "native":
        if new:
            with Reader() as reader:
                for key, file in new.items():
                    yield reader.analyse(file, key)
        return
    for payload in _run_plan(new, runner):
        yield msgspec.msgpack.decode(payload, type=Analysis)


def _run_plan(new: dict[str, InputFile], runner: Runner) -> Iterable[bytes]:
    use_runner(runner)
    import daft
    from daft import DataType, col

    limits = chosen_limits()

    # A class, so that each worker keeps one reading process and that loads dictionaries once.
    @daft.cls(use_process=True, max_concurrency=worker_count())  # type: ignore[misc, unused-ignore]
    class Analyser:
        def __init__(self) -> None:
            self.reader = Reader(limits)

        @daft.method.batch(return_dtype=DataType.binary())  # type: ignore[misc, unused-ignore]
        def run(self, path: Any, name: Any, key: Any) -> list[bytes]:  # noqa: ANN401 # Daft series
            rows = zip(path.to_pylist(), name.to_pylist(), key.to_pylist(), strict=True)
            return [
                msgspec.msgpack.encode(self.reader.analyse(InputFile(name, path), key))
                for path, name, key in rows
            ]

    frame = daft.from_pydict(
        {
            "path": [file.path for file in new.values()],
            "name": [file.name for file in new.values()],
            "key": list(new),
        }
    ).into_batches(BATCH)
    # Called with columns the method answers with a column, which its annotation cannot say.
    payload: Any = Analyser().run(col("path"), col("name"), col("key"))
    analysed = frame.select(payload.alias("payload"))
    for part in analysed.iter_partitions():
        yield from part.to_arrow().column("payload").to_pylist()
