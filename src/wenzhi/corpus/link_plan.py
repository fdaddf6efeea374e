"""Floor 5: sections compared with each other as a batch plan, by worker processes or a cluster.

What must be known of all sections at once – which phrases everybody writes, which pairs are worth a
look – is worked out here in arrays. Aligning the pairs, most of the work, goes out in tasks that hold
all they need; links come back. The links depend on the sections alone, not on runner, batches or
workers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec
import numpy as np

from wenzhi.base.records import SectionText
from wenzhi.corpus.engine import Runner, spread
from wenzhi.reuse.earlier import EarlierWork
from wenzhi.reuse.links import Collection, mask_sections
from wenzhi.reuse.weighing import Link, Side, link_sides

TASK = 2000
"""Pairs in a task: a fifth of a second of work, two megabytes at most."""

IN_PROCESS = 200_000
"""Up to so many pairs are aligned here: starting workers and sending texts would take longer."""


class Task(msgspec.Struct, frozen=True):
    """Pairs to be aligned, with the sections they are of and the marks of their phrases, all of
    `length` characters.
    """

    pairs: list[tuple[int, int]]
    numbers: list[int]
    texts: list[SectionText]
    flags: list[bytes]
    length: int


def link_sections(
    texts: Sequence[SectionText],
    runner: Runner = "native",
    earlier: EarlierWork | None = None,
    keep: bool = False,
) -> Collection:
    """The sections with the links of all pairs worth aligning, those found in `earlier` work not made again.

    `keep` says that the work is to be left for the next comparison.
    """
    collection = Collection.of(texts, earlier, keep)
    pairs = collection.recall(collection.propose())
    if len(pairs) > IN_PROCESS or runner != "native":
        tasks = [
            msgspec.msgpack.encode(_pack(collection, pairs[start : start + TASK]))
            for start in range(0, len(pairs), TASK)
        ]
        for answer in spread(_start, tasks, 1, runner):
            for link in msgspec.msgpack.decode(answer, type=list[Link]):
                collection.keep(link)
    else:
        for one, other in pairs:
            collection.link(one, other)
    return collection


def _pack(collection: Collection, pairs: list[tuple[int, int]]) -> Task:
    numbers = sorted({number for pair in pairs for number in pair})
    return Task(
        pairs=pairs,
        numbers=numbers,
        texts=[collection.texts[number] for number in numbers],
        flags=[collection.phrases.of(number).tobytes() for number in numbers],
        length=collection.phrases.length,
    )


def _start() -> Callable[[bytes], bytes]:
    return _answer


def _answer(encoded: bytes) -> bytes:
    """The links of one task, by a worker."""
    task = msgspec.msgpack.decode(encoded, type=Task)
    masked = mask_sections(task.texts)
    sides = {
        number: Side.of(text, np.frombuffer(flags, np.uint8), task.length)
        for number, text, flags in zip(task.numbers, masked, task.flags, strict=True)
    }
    links = [link_sides(one, other, sides[one], sides[other]) for one, other in task.pairs]
    return msgspec.msgpack.encode(links)
