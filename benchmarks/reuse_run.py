"""One run of copies over a stored corpus: every step of `wenzhi.reuse`, measured, results packed.

Pairs and families are spelled out one by one and kept encoded, and what is traced is kept as one share
for each narrative: as objects, a million of them would fill the memory. With several workers, processes
forked from this one align, spell and trace; the results are the same.
"""

from __future__ import annotations

import gc
import logging
import multiprocessing
import resource
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import msgspec
from reuse_corpus import Corpus
from reuse_truth import Told

from wenzhi.base.records import CopyFamily, CopyPair
from wenzhi.reuse.copies import settle_copies, spell_pair
from wenzhi.reuse.families import Group, describe_family
from wenzhi.reuse.links import Collection, order_near
from wenzhi.reuse.provenance import GenreProfile, Sharers, trace
from wenzhi.reuse.ratios import copy_ratios
from wenzhi.reuse.weighing import Link

TASK = 4000
"""Pairs or narratives in a task of a worker: some two seconds."""

Task = Callable[[int, int], Any]
_tasks: dict[str, Task] = {}
"""What forked workers run; they inherit it with all it refers to."""


@dataclass
class Clock:
    """Seconds of the clock and of all processors by step, and the most memory in use, in MB."""

    wall: dict[str, float] = field(default_factory=dict)
    cpu: dict[str, float] = field(default_factory=dict)
    memory: int = 0
    _last: tuple[float, float] = (0.0, 0.0)

    def start(self) -> None:
        self._last = time.monotonic(), _cpu()

    def stop(self, step: str) -> None:
        """The step ends here, and the next begins."""
        now = time.monotonic(), _cpu()
        self.wall[step] = now[0] - self._last[0]
        self.cpu[step] = now[1] - self._last[1]
        self.memory = max(self.memory, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
        self._last = now
        seconds = f"{self.cpu[step]:.0f} s of processors, {self.wall[step]:.0f} s, {self.memory} MB"
        logging.info("%s: %s", step, seconds)

    def weigh(self) -> None:
        """Memory of this process and its workers together, shared pages counted once."""
        import psutil

        own = psutil.Process()
        try:
            parts = [each.memory_full_info().pss for each in (own, *own.children(recursive=True))]
        except psutil.Error:  # A worker has ended in between.
            return
        self.memory = max(self.memory, sum(parts) >> 20)


def _cpu() -> float:
    """Processor seconds of this process and of its workers that have ended."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + ended.ru_utime + ended.ru_stime


@dataclass(frozen=True)
class Run:
    """What was found: rows are numbered by their place in the corpus.

    `pairs` are told pairs by rows, `spelled` their records, encoded; `home` is the family of each row
    that is in one; `shares` is the copied share of each narrative.
    """

    corpus: Corpus
    told: Told
    spelled: dict[tuple[int, int], bytes]
    families: int
    shares: Sequence[float]
    clock: Clock

    def spell(self, one: int, other: int) -> CopyPair:
        """The told pair of two rows, by their numbers."""
        return msgspec.msgpack.decode(self.spelled[one, other], type=CopyPair)


def run(corpus: Corpus, workers: int = 1) -> Run:
    """Candidates, passages, families and provenance of all narratives."""
    clock = Clock()
    clock.start()
    collection = Collection.of(corpus.sections)
    clock.stop("shingling")
    pairs = order_near(collection.propose(), len(corpus))
    clock.stop("proposing")
    for link in _link(collection, pairs, workers, clock):
        collection.keep(link)
    del pairs
    clock.stop("aligning")
    links, groups = settle_copies(collection)
    clock.stop("settling")
    spelled = _spell(collection, links, workers, clock)
    home: dict[int, Sharers] = {}
    for group, family in zip(groups, _describe(collection, groups, workers, clock), strict=True):
        told = msgspec.msgpack.decode(family, type=CopyFamily)
        home.update(dict.fromkeys(group.members, Sharers.of(told.members)))
    clock.stop("spelling")
    shares = _trace(collection, spelled, links, home, workers, clock)
    clock.stop("tracing")
    numbers = [row.number for row in corpus.rows]
    by_row = {(numbers[a], numbers[b]): pair for (a, b), pair in spelled.items()}
    told = Told(
        set(by_row),
        {numbers[member]: place for place, group in enumerate(groups) for member in group.members},
    )
    return Run(corpus, told, by_row, len(groups), shares, clock)


def _spread(name: str, task: Task, count: int, workers: int, clock: Clock) -> Iterator[Any]:
    """`task(start, end)` over all ranges of `count`, in order; by forked workers if there are any."""
    ranges = [(start, min(start + TASK, count)) for start in range(0, count, TASK)]
    if workers == 1:
        yield from (task(*each) for each in ranges)
        return
    _tasks[name] = task
    gc.collect()
    gc.freeze()  # else collecting would touch, and so copy, every shared page
    context = multiprocessing.get_context("fork")
    weighed = time.monotonic()
    with ProcessPoolExecutor(workers, context) as pool:
        for result in pool.map(_work, ((name, *each) for each in ranges)):
            yield result
            if time.monotonic() - weighed > 20:
                clock.weigh()
                weighed = time.monotonic()
        clock.weigh()
    gc.unfreeze()


def _work(asked: tuple[str, int, int]) -> Any:  # noqa: ANN401 (what the task answers)
    name, start, end = asked
    gc.disable()
    return _tasks[name](start, end)


def _link(
    collection: Collection, pairs: Sequence[tuple[int, int]], workers: int, clock: Clock
) -> Iterator[Link]:
    def align(start: int, end: int) -> bytes:
        made = [collection.align(one, other) for one, other in pairs[start:end]]
        return msgspec.msgpack.encode(made)

    for made in _spread("align", align, len(pairs), workers, clock):
        yield from msgspec.msgpack.decode(made, type=list[Link])


def _describe(
    collection: Collection, groups: Sequence[Group], workers: int, clock: Clock
) -> Iterator[bytes]:
    def describe(start: int, end: int) -> list[bytes]:
        described = (describe_family(collection, group) for group in groups[start:end])
        return [msgspec.msgpack.encode(each) for each in described]

    for made in _spread("describe", describe, len(groups), workers, clock):
        yield from made


def _spell(
    collection: Collection, links: Sequence[Link], workers: int, clock: Clock
) -> dict[tuple[int, int], bytes]:
    def spell(start: int, end: int) -> list[bytes]:
        return [msgspec.msgpack.encode(spell_pair(collection, link)) for link in links[start:end]]

    made = _spread("spell", spell, len(links), workers, clock)
    encoded = (each for part in made for each in part)
    return {(link.left, link.right): each for link, each in zip(links, encoded, strict=True)}


def _trace(
    collection: Collection,
    spelled: dict[tuple[int, int], bytes],
    links: Sequence[Link],
    home: dict[int, Sharers],
    workers: int,
    clock: Clock,
) -> list[float]:
    """The copied share of each text."""
    profile = GenreProfile.of(collection)
    near: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for link in links:
        near[link.left].append((link.left, link.right))
        near[link.right].append((link.left, link.right))

    def share(number: int) -> float:
        text = collection.texts[number]
        pairs = [
            msgspec.msgpack.decode(spelled[key], type=CopyPair) for key in near.get(number, ())
        ]
        masked = collection.masked[number]
        spans = trace(text, pairs, home.get(number), profile, masked)
        ratios = copy_ratios(text, spans, masked)
        return ratios.from_others if ratios else 0.0

    def measure(start: int, end: int) -> list[float]:
        return [share(number) for number in range(start, end)]

    made = _spread("trace", measure, len(collection.texts), workers, clock)
    return [share for part in made for share in part]
