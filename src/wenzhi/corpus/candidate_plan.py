"""Floor 5: candidate pairs as a batch plan: the same pairs as in process, by worker processes or a cluster.

Each section is masked and shingled where its batch is; phrases come back as Arrow columns, and the
pure functions of `reuse` judge them and propose pairs. The plan knows nothing of what a copy is.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from wenzhi.base.records import SectionText
from wenzhi.corpus.engine import Runner, use_runner, worker_count
from wenzhi.reuse.candidates import link_wholes, propose_pairs
from wenzhi.reuse.known import known_phrases
from wenzhi.reuse.links import whole_mark
from wenzhi.reuse.phrases import contains, distinct_postings, find_common, select_phrases
from wenzhi.text.slots import mask, own_names

BATCH = 500
"""Sections per step of a worker: shingling one takes a third of a millisecond."""

IN_PROCESS = 4000
"""Up to so many sections are shingled here: starting workers would take longer."""


def candidate_pairs(
    texts: Sequence[SectionText], runner: Runner = "native"
) -> list[tuple[int, int]]:
    """Pairs of indexes into `texts` worth aligning, each `(less, greater)`, ascending.

    The pairs depend on the texts alone, not on runner, batches or workers. Where a text keeps only
    its best pairs, ties go by report, so the order of `texts` does not matter either.
    """
    order = sorted(range(len(texts)), key=lambda index: _place(texts[index]))
    ordered = [texts[index] for index in order]
    inside = len(texts) <= IN_PROCESS and runner == "native"
    phrases, owners, wholes = _shingle_here(ordered) if inside else _run_plan(ordered, runner)
    values, holders = distinct_postings(phrases, owners)
    telling = ~contains(find_common(values, holders, len(texts)), values)
    pairs = propose_pairs(values[telling], holders[telling], len(texts))
    found = set(zip(pairs.left.tolist(), pairs.right.tolist(), strict=True))
    found.update(link_wholes(wholes))
    moved = {(order[one], order[other]) for one, other in found}
    return sorted((min(pair), max(pair)) for pair in moved)


def _place(text: SectionText) -> tuple[str, str, int, str]:
    return text.ref.report, text.section, text.start, text.text


Shingled = tuple[
    "np.ndarray[tuple[int], np.dtype[np.uint64]]",
    "np.ndarray[tuple[int], np.dtype[np.int32]]",
    "np.ndarray[tuple[int], np.dtype[np.uint64]]",
]
"""Phrases, the text of each, and the mark of each whole text; texts ascend."""


def _shingle_here(texts: Sequence[SectionText]) -> Shingled:
    rows = [_shingle(*_columns(text)) for text in texts]
    sizes = [len(phrases) for phrases, _ in rows]
    return (
        np.concatenate([phrases for phrases, _ in rows] or [np.zeros(0, np.uint64)]),
        np.repeat(np.arange(len(texts), dtype=np.int32), sizes),
        np.array([whole for _, whole in rows], np.uint64),
    )


def _columns(text: SectionText) -> tuple[str, str | None, list[str]]:
    return text.text, text.ref.organization, list(text.region.path if text.region else ())


def _shingle(
    text: str, organization: str | None, places: Sequence[str]
) -> tuple[np.ndarray[tuple[int], np.dtype[np.uint64]], int]:
    masked = mask(text, own_names(organization, tuple(places)))
    return select_phrases(masked.codes, known_phrases()), whole_mark(masked)


def _run_plan(texts: Sequence[SectionText], runner: Runner) -> Shingled:
    use_runner(runner)
    import daft
    import pyarrow as pa
    from daft import DataType, col

    fields = {"phrases": DataType.list(DataType.uint64()), "whole": DataType.uint64()}

    # A class, so that each worker process loads the dictionaries once.
    @daft.cls(use_process=True, max_concurrency=worker_count())  # type: ignore[misc, unused-ignore]
    class Shingler:
        @daft.method.batch(return_dtype=DataType.struct(fields))  # type: ignore[misc, unused-ignore]
        def run(self, text: Any, organization: Any, places: Any) -> pa.Array:  # noqa: ANN401 # Daft series
            columns = (text.to_pylist(), organization.to_pylist(), places.to_pylist())
            rows = [_shingle(*row) for row in zip(*columns, strict=True)]
            phrases = _as_lists([found for found, _ in rows])
            wholes = pa.array([whole for _, whole in rows], pa.uint64())
            return pa.StructArray.from_arrays([phrases, wholes], ["phrases", "whole"])

    rows = [_columns(text) for text in texts]
    table = pa.table(
        {
            "place": pa.array(range(len(texts)), pa.int64()),
            "text": pa.array([row[0] for row in rows], pa.large_string()),
            "organization": pa.array([row[1] for row in rows], pa.large_string()),
            "places": pa.array([row[2] for row in rows], pa.large_list(pa.large_string())),
        }
    )
    frame = daft.from_arrow(table).into_batches(BATCH)
    found = frame.select(
        col("place"),
        Shingler().run(col("text"), col("organization"), col("places")).alias("found"),
    )
    plan = found.select(
        col("place"),
        col("found").get("phrases").alias("phrases"),
        col("found").get("whole").alias("whole"),
    )
    return _collect(plan.to_arrow())


def _as_lists(rows: Sequence[np.ndarray[tuple[int], np.dtype[np.uint64]]]) -> Any:  # noqa: ANN401
    """A list column without a detour through Python integers."""
    import pyarrow as pa

    offsets = np.zeros(len(rows) + 1, np.int64)
    np.cumsum([len(row) for row in rows], out=offsets[1:])
    values = np.concatenate([*rows, np.zeros(0, np.uint64)])
    return pa.LargeListArray.from_arrays(pa.array(offsets), pa.array(values, pa.uint64()))


def _collect(table: Any) -> Shingled:  # noqa: ANN401 # an Arrow table
    """Columns in order of text: batches come back in any order."""
    table = table.combine_chunks().sort_by("place")
    lists = table.column("phrases").combine_chunks()
    sizes = lists.value_lengths().to_numpy(zero_copy_only=False)
    return (
        lists.flatten().to_numpy(zero_copy_only=False).astype(np.uint64),
        np.repeat(np.arange(len(table), dtype=np.int32), sizes),
        table.column("whole").to_numpy().astype(np.uint64),
    )
