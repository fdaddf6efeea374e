"""The same reports on this machine's runner and on a Ray cluster that loses a worker: equal tables?

    python benchmarks/cluster.py [--reports 300] [--seed 101] [--keep-all]

Starts a cluster of a head and two worker nodes of one core each, runs `wenzhi score --runner ray` on it, kills
one node once analyses come in, and compares every table byte for byte with a run without a cluster.
Needs the extra `wenzhi[ray]`. Memory: some 4 GB, for every node starts processes of its own.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

NODES = 2
STARTED = 120
"""Seconds within which a run on the cluster must have begun."""


def score(reports: Path, corpus: Path, out: Path, *options: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "wenzhi", "score", str(reports)]
    command += ["--corpus", str(corpus), "--out", str(out), *options]
    with (corpus.parent / f"{corpus.name}.log").open("wb") as log:
        return subprocess.Popen(command, stdout=log, stderr=log)


def tables(corpus: Path) -> dict[str, bytes]:
    """Every file of the snapshots by name."""
    return {
        str(path.relative_to(corpus)): path.read_bytes()
        for path in sorted((corpus / "snapshots").rglob("*"))
        if path.is_file()
    }


def wait_for_work(corpus: Path, run: subprocess.Popen[bytes]) -> bool:
    """Whether analyses were stored while the run still goes on."""
    end = time.monotonic() + STARTED
    while time.monotonic() < end and run.poll() is None:
        if any((corpus / "analyses").glob("*.parquet")):
            return True
        time.sleep(0.2)
    return False


def run_on_cluster(reports: Path, corpus: Path, out: Path, kill: bool) -> tuple[int, float, bool]:
    """Exit code, seconds, and whether a node was killed while the run went on."""
    from ray.cluster_utils import Cluster

    cluster = Cluster(
        initialize_head=True, head_node_args={"num_cpus": 0, "include_dashboard": False}
    )
    try:
        nodes = [cluster.add_node(num_cpus=1) for _ in range(NODES)]
        os.environ["RAY_ADDRESS"] = cluster.address
        started = time.monotonic()
        run = score(reports, corpus, out, "--runner", "ray")
        killed = kill and wait_for_work(corpus, run)
        if killed:
            cluster.remove_node(nodes[-1], allow_graceful=False)
        return run.wait(), time.monotonic() - started, killed
    finally:
        cluster.shutdown()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=300)
    parser.add_argument("--seed", type=int, default=101)
    parser.add_argument("--keep-all", action="store_true", help="kill no node")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        made = ["synth", "--reports", str(asked.reports), "--seed", str(asked.seed)]
        command = [sys.executable, "-m", "wenzhi", *made, "--out", str(root / "made")]
        subprocess.run(command, check=True, capture_output=True)
        reports = root / "made" / "reports"
        started = time.monotonic()
        code = score(reports, root / "here", root / "out-here").wait()
        here = time.monotonic() - started
        there = run_on_cluster(reports, root / "there", root / "out-there", not asked.keep_all)
        one, other = tables(root / "here"), tables(root / "there")
        equal = sum(one[name] == other.get(name) for name in one)
        print(f"reports {asked.reports}, seed {asked.seed}")
        print(f"without a cluster: exit {code}, {here:.0f} s")
        print(f"on {NODES} nodes: exit {there[0]}, {there[1]:.0f} s, node killed: {there[2]}")
        print(f"tables equal byte for byte: {equal} of {len(one)}")
        if not one or one != other:
            for name in sorted(one.keys() ^ other.keys()):
                print(f"  only in one: {name}")
            print((root / "there.log").read_text(errors="replace")[-3000:])
            sys.exit(1)


if __name__ == "__main__":
    main()
