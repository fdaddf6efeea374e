"""polars-corpus on the tokens of a corpus: run by an interpreter that has it, prints seconds.

    PYTHON benchmarks/query_peer.py TOKENS.parquet

Kept apart, because wenzhi does not depend on it: `python -m venv P && P/bin/pip install polars-corpus`.
"""

from __future__ import annotations

import importlib
import statistics
import sys
import time
from collections.abc import Callable

QUERIES = {
    'word "更新"': '[token="更新"]',
    "verb, gap, word": '[pos="v"] []{0,3} [token="更新"]',
}


def seconds(ask: Callable[[], object], times: int = 3) -> float:
    """Median seconds."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        ask()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def main() -> None:
    polars = importlib.import_module("polars")
    peer = importlib.import_module("polars_corpus")
    start = time.perf_counter()
    table = polars.read_parquet(sys.argv[1], columns=["word", "pos", "report"])
    table = table.rename({"word": "token", "report": "file_id"})
    print(f"polars-corpus: {len(table)} tokens read in {time.perf_counter() - start:.2f} s")
    for name, query in QUERIES.items():
        found = peer.search_cqp(table, query)
        taken = seconds(lambda query=query: peer.search_cqp(table, query))
        print(f"polars-corpus, {name}: {len(found)} hits, {taken:.2f} s")
    taken = seconds(lambda: peer.search_cqp(table, QUERIES['word "更新"']).concordance("token"))
    print(f"polars-corpus, concordance of all hits of the word: {taken:.2f} s")


if __name__ == "__main__":
    main()
