"""The main job on many synthetic reports: reports a second, memory, what a second run costs.

    python benchmarks/corpus.py [--reports 2000]

Runs `score` on 99 % of the reports, then on all of them, then on all from scratch, and compares every
table of the last two. Stages are timed by their own progress.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import tempfile
import time
from pathlib import Path

import pyarrow.parquet as pq

from wenzhi import api
from wenzhi.corpus.store import Store
from wenzhi.synth import write_reports


class Stopwatch:
    """Progress that keeps how long each stage took."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._stage, self._since = "start", time.perf_counter()

    def stage(self, name: str, total: int | None) -> None:
        """Close the stage before and open the next."""
        now = time.perf_counter()
        self.seconds[self._stage] = self.seconds.get(self._stage, 0.0) + now - self._since
        self._stage, self._since = name, now

    def advance(self, steps: int = 1) -> None:
        """Steps are not timed."""


def run(source: Path, corpus: Path, out: Path) -> dict[str, float]:
    """Seconds by stage of one `score`."""
    watch = Stopwatch()
    api.score([source], corpus, out, progress=watch)
    watch.stage("end", 0)
    return watch.seconds


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
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        write_reports(arguments.reports, 5, root / "synth")
        source, most = root / "synth" / "reports", root / "most"
        for path in sorted(source.rglob("*.txt"))[arguments.reports // 100 :]:
            place = most / path.relative_to(source)
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, place)
        first = run(most, root / "corpus", root / "out")
        second = run(source, root / "corpus", root / "out")
        run(source, root / "fresh", root / "out-fresh")
        equal = same_tables(root / "corpus", root / "fresh")
    for name in first:
        if name != "start":
            print(
                f"{name:10} first {first[name]:7.1f} s   with 1 % new {second.get(name, 0):7.1f} s"
            )
    total = sum(first.values())
    count = arguments.reports - arguments.reports // 100
    read = [seconds["hash"] + seconds["analyse"] for seconds in (first, second)]
    own, workers = (
        resource.getrusage(who).ru_maxrss / 1024
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    print(f"{count / total:.1f} reports/s over all stages, {count / read[0]:.1f} read and parsed")
    print(f"reading and analysing again with 1 % new: {read[1] / read[0]:.1%} of the first run")
    print(f"peak memory {own:.0f} MB, and {workers:.0f} MB in the largest worker")
    print(f"every table equals that of a corpus from scratch: {equal}")


if __name__ == "__main__":
    main()
