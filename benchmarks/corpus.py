"""The main job on many synthetic reports: reports a second, memory, what a second run costs.

    python benchmarks/corpus.py [--reports 2000] [--once]

Runs `score` on 99 % of the reports, then on all of them, then on all from scratch, and compares every
table of the last two; `--once` stops after the first. Each is a command of its own, in a new process, by one for
whom Python keeps what it has compiled. Stages are timed by their own progress, in seconds of all
processors, workers included, for other programs may share the machine.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import msgspec
import pyarrow.parquet as pq

from wenzhi import api
from wenzhi.corpus.limits import chosen_limits
from wenzhi.corpus.reader import shared_reader
from wenzhi.corpus.store import Store
from wenzhi.synth import write_reports


class Stopwatch:
    """Progress that keeps what each stage took of all processors, and the clock's seconds of all."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.began = time.perf_counter()
        self._stage, self._since = "start", processor_seconds()

    def stage(self, name: str, total: int | None) -> None:
        """Close the stage before and open the next."""
        now = processor_seconds()
        self.seconds[self._stage] = self.seconds.get(self._stage, 0.0) + now - self._since
        self._stage, self._since = name, now

    def advance(self, steps: int = 1) -> None:
        """Steps are not timed."""


class Cost(msgspec.Struct):
    """Processor seconds by stage of one `score`, how long it took by the clock, reports judged, and the
    megabytes that it and its largest worker took at most.
    """

    seconds: dict[str, float]
    clock: float
    judged: int
    memory: tuple[float, float]


def run(source: Path, corpus: Path, out: Path) -> Cost:
    """What one `score` costs."""
    watch = Stopwatch()
    judged = api.score([source], corpus, out, progress=watch).judged
    clock = time.perf_counter() - watch.began
    # What a process has used is known when it has ended; few files are read by one that stays.
    watch.stage("reader", None)
    shared_reader(chosen_limits()).close()
    watch.stage("end", 0)
    own, workers = (
        resource.getrusage(who).ru_maxrss / 1024
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return Cost(watch.seconds, clock, judged, (own, workers))


def run_apart(source: Path, corpus: Path, out: Path, compiled: Path) -> Cost:
    """The same in a new process, which keeps what Python compiles below `compiled`."""
    words = [sys.executable, __file__, "--score", str(source), str(corpus), str(out)]
    kept = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(compiled)}
    told = subprocess.run(words, stdout=subprocess.PIPE, check=True, env={**os.environ, **kept})
    return msgspec.json.decode(told.stdout, type=Cost)


def same_tables(one: Path, other: Path) -> bool:
    """Whether the current snapshots hold equal tables."""
    left, right = (Store(path).require_snapshot() for path in (one, other))
    names = sorted(path.name for path in left.glob("*.parquet"))
    return names == sorted(path.name for path in right.glob("*.parquet")) and all(
        pq.read_table(left / name).equals(pq.read_table(right / name)) for name in names
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=2000)
    parser.add_argument("--once", action="store_true", help="no second run, no comparison")
    parser.add_argument("--score", nargs=3, type=Path, metavar=("SOURCE", "CORPUS", "OUT"))
    arguments = parser.parse_args()
    if arguments.score:
        sys.stdout.buffer.write(msgspec.json.encode(run(*arguments.score)))
        return
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        write_reports(arguments.reports, 5, root / "synth")
        source, most = root / "synth" / "reports", root / "most"
        for path in sorted(source.rglob("*.txt"))[arguments.reports // 100 :]:
            place = most / path.relative_to(source)
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, place)
        compiled = root / "compiled"
        first = run_apart(most, root / "corpus", root / "out", compiled)
        count = arguments.reports - arguments.reports // 100
        print_first(first, count)
        if not arguments.once:
            second = run_apart(source, root / "corpus", root / "out", compiled)
            run_apart(source, root / "fresh", root / "out-fresh", compiled)
            new = arguments.reports - count
            print(f"judged: the {new} new reports and {second.judged - new} of the {count} others")
            print_second(first.seconds, second.seconds)
            equal = same_tables(root / "corpus", root / "fresh")
            print(f"every table equals that of a corpus from scratch: {equal}")


def print_first(cost: Cost, count: int) -> None:
    """What a run on `count` reports cost."""
    seconds = cost.seconds
    for name in [name for name in seconds if name not in ("start", "end")]:
        print(f"{name:10} {seconds[name]:7.1f} s")
    total = sum(seconds.values())
    own, workers = cost.memory
    print(f"{count} reports: {count / cost.clock:.1f} a second by the clock")
    print(f"work {total:.1f} s of one processor, {total / count * 1000:.1f} ms a report")
    print(f"peak memory {own:.0f} MB, and {workers:.0f} MB in the largest worker", flush=True)


def print_second(first: dict[str, float], second: dict[str, float]) -> None:
    """What a run with 1 % new reports cost beside the first."""
    for name in [name for name in second if name not in ("start", "end")]:
        print(f"{name:10} {second[name]:7.1f} s with 1 % new")
    read = [
        sum(seconds[stage] for stage in ("hash", "analyse", "reader"))
        for seconds in (first, second)
    ]
    print(f"reading and analysing again with 1 % new: {read[1] / read[0]:.1%} of the first run")
    print(f"comparing with 1 % new: {second['copies'] / first['copies']:.0%} of the first run")
    whole = [sum(seconds.values()) for seconds in (first, second)]
    print(f"everything with 1 % new: {whole[1]:.1f} s, {whole[1] / whole[0]:.1%} of the first run")


def processor_seconds() -> float:
    """Seconds of all processors that this process and the workers it waited for have used."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


if __name__ == "__main__":
    main()
