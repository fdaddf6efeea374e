"""Questions to a corpus: recall against brute force and ripgrep, seconds, size, memory.

    python benchmarks/query.py [--reports 10000 | --corpus DIR [--base DIR]] [--strings 1000] [--peer rg] [--polars P]

Makes a corpus (500 synthetic reports, read in earnest and copied with changed slots) or takes one that is
there, then asks: a first page, sorts, groups, facets, many patterns, collocates, n-grams; at last random
strings of 1 to 12 characters out of the texts, whose hits must be those of a substring search. ripgrep
searches the same texts where it is installed, polars-corpus the same tokens where `--polars` names an
interpreter that has it. Figures are medians of three, wall clock beside the process's own CPU time.
"""

from __future__ import annotations

import argparse
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq

from wenzhi import api
from wenzhi.corpus.build import JudgementReader
from wenzhi.corpus.tokens import IndexWriter, cut_report


def seconds(ask: Callable[[], object], times: int = 3) -> tuple[float, float]:
    """Median seconds of a question: wall clock, and CPU of all threads."""
    walls, processors = [], []
    for _ in range(times):
        wall, processor = time.perf_counter(), time.process_time()
        ask()
        walls.append(time.perf_counter() - wall)
        processors.append(time.process_time() - processor)
    return statistics.median(walls), statistics.median(processors)


def told(taken: tuple[float, float]) -> str:
    """Both times in words."""
    return f"{taken[0]:.2f} s, CPU {taken[1]:.2f} s"


def peak() -> str:
    """Most memory this process has had so far."""
    return f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB"


def random_strings(texts: list[str], count: int, seed: int = 5) -> list[str]:
    """Strings of 1 to 12 characters that stand in the texts, every length as often."""
    draw = random.Random(seed)
    found = []
    for number in range(count):
        text = draw.choice(texts)
        length = number % 12 + 1
        start = draw.randrange(max(1, len(text) - length))
        found.append(text[start : start + length])
    return found


def occurrences(text: str, wanted: str) -> int:
    """Substring search, overlapping hits counted."""
    count, place = 0, text.find(wanted)
    while place >= 0:
        count, place = count + 1, text.find(wanted, place + 1)
    return count


def recall(corpus: api.Corpus, texts: list[str], count: int) -> tuple[int, int, int]:
    """Hits found, hits there are, and strings whose hits differ."""
    whole = "\n".join(texts)
    found = there = differing = 0
    for wanted in random_strings(texts, count):
        hits, truth = corpus.kwic(wanted, limit=1).total, occurrences(whole, wanted)
        found, there, differing = found + hits, there + truth, differing + (hits != truth)
    return found, there, differing


def ripgrep_differs(peer: str, file: Path, texts: list[str], strings: list[str]) -> int:
    """Strings of which ripgrep finds other numbers of lines (reports) than a substring search."""
    differing = 0
    for wanted in strings:
        command = [peer, "--fixed-strings", "--count", "--text", "--", wanted, str(file)]
        said = subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
        differing += int(said or 0) != sum(wanted in text for text in texts)
    return differing


def measure(place: Path, strings: int, peer: str | None, polars: str | None) -> None:
    """Print every figure for one corpus."""
    with api.Corpus(place, seconds=600) as corpus:
        cold = seconds(lambda: corpus.kwic("更新", limit=20), 1)
        print(f"first question of a session, page of 20: {told(cold)}")
        report_size(corpus)
        report_speed(corpus)
        report_export(corpus)
        print(f"peak memory of this process, everything asked: {peak()}")
        texts = [
            str(text)
            for text in pq.read_table(corpus.snapshot / "folded.parquet", columns=["text"])[
                "text"
            ].to_pylist()
        ]
        report_patterns(corpus, texts)
        if peer:
            report_peer(corpus, texts, peer)
        if polars:
            script = Path(__file__).with_name("query_peer.py")
            tokens = corpus.snapshot / "tokens.parquet"
            subprocess.run([polars, str(script), str(tokens)], check=False)
        begun = time.perf_counter()
        found, there, differing = recall(corpus, texts, strings)
        each = (time.perf_counter() - begun) / max(1, strings)
        print(f"recall: {found} of {there} hits of {strings} strings; {differing} strings differ")
        print(f"  {each:.3f} s a string, brute force included; peak memory {peak()}")


def report_export(corpus: api.Corpus) -> None:
    """Every hit of a frequent word written to a file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "hits.parquet"
        taken = seconds(lambda: corpus.export("kwic", {"text": "公开"}, path), 1)
        print(f"every hit of 公开 into Parquet: {told(taken)}, {path.stat().st_size / 1e6:.1f} MB")


def report_build(base: Path) -> None:
    """The index of the base written once more: cutting into words apart from the rest."""
    with api.Corpus(base) as corpus:
        reader = JudgementReader(corpus.snapshot)
        judged = [reader.load(head.ref.report) for head in reader.heads()]
    count = sum(len(cut_report(one).words) for one in judged)
    cut = seconds(lambda: [cut_report(one) for one in judged])[1]
    with tempfile.TemporaryDirectory() as folder:

        def write() -> None:
            index = IndexWriter(Path(folder))
            for one in judged:
                index.add(one)
            index.close()

        whole = seconds(write)[1]
    print(f"index build of {len(judged)} reports, {count} tokens, CPU: words, slots and sections ")
    print(f"  {count / cut:.0f} tokens/s; tagging and writing {count / max(whole - cut, 1e-9):.0f}")
    print(f"  tokens/s; together {count / whole:.0f} tokens/s")


def report_size(corpus: api.Corpus) -> None:
    """What there is, and what the index takes on disk."""
    reports, tokens, chars = corpus.sql(
        "SELECT count(*), sum(tokens)::BIGINT, sum(length(text))::BIGINT FROM folded"
    ).rows[0]
    print(f"{reports} reports, {tokens} tokens, {chars} characters (folded)")
    for name in ("tokens", "regions", "folded"):
        size = (corpus.snapshot / f"{name}.parquet").stat().st_size
        print(f"  {name}.parquet {size / 1e6:.1f} MB, {size / int(str(tokens)):.2f} bytes a token")


def report_speed(corpus: api.Corpus) -> None:
    """Seconds of the questions that people wait for."""
    asked: dict[str, Callable[[], object]] = {
        "page of 20": lambda: corpus.kwic("更新", limit=20),
        "page of 20, CQL": lambda: corpus.cql(
            '[pos="v"] []{0,3} "更新" within <problems>', limit=20
        ),
        "sort by right context": lambda: corpus.kwic("公开", sort="right", limit=20),
        "sort by left context": lambda: corpus.kwic("公开", sort="left", limit=20),
        "group by year and province": lambda: corpus.freq("公开", by=["year", "province"]),
        "group by year and organ": lambda: corpus.freq("公开", by=["year", "organ"], limit=20),
        "copies counted once (exact)": lambda: corpus.kwic("公开", collapse="exact", limit=20),
        "collocates": lambda: corpus.collocates("更新"),
        "keyness of two years": lambda: corpus.keyness("year = 2019", "year = 2023"),
        "runs of three words": lambda: corpus.ngrams(3),
        "similar problems": lambda: corpus.similar("部分栏目更新不够及时"),
        "ten facets": lambda: corpus.facets(),
        "ten facets of a word": lambda: corpus.facets("更新"),
        "panel of three variables": lambda: corpus.panel(
            ["applications.new_received.total", "finding:T", "substance"]
        ),
    }
    print(f"hits of 公开: {corpus.kwic('公开', limit=1).total}")
    for name, ask in asked.items():
        print(f"{name}: {told(seconds(ask))}; peak {peak()}", flush=True)


def report_patterns(corpus: api.Corpus, texts: list[str]) -> None:
    """175 patterns over 6,000 reports or as many as there are."""
    patterns = random_strings(texts, 175, seed=9)
    most = min(6000, len(texts))
    last = corpus.sql("SELECT report_id FROM reports ORDER BY 1", limit=most).rows[-1][0]
    where = f'report_id <= "{last}"'
    lines = 0

    def ask() -> None:
        nonlocal lines
        with corpus.session.asking():
            lines = corpus.listing(patterns, where=where).to_arrow().num_rows

    taken = seconds(ask, 1)
    print(f"175 patterns, {most} reports, all {lines} lines as an Arrow table: {told(taken)}")
    print(f"  peak memory of this process {peak()}", flush=True)


def report_peer(corpus: api.Corpus, texts: list[str], peer: str) -> None:
    """ripgrep over the same texts in the same run."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "texts.txt"
        file.write_text("\n".join(texts), encoding="utf-8")
        strings = random_strings(texts, 50, seed=3)
        differing = ripgrep_differs(peer, file, texts, strings)
        command = [peer, "--only-matching", "--byte-offset", "--fixed-strings", "公开", str(file)]
        taken = seconds(lambda: subprocess.run(command, capture_output=True, check=True))
    ours = seconds(lambda: corpus.kwic("公开", limit=20))
    print(
        f"ripgrep: {differing} of 50 strings differ; every 公开 {taken[0]:.2f} s, here {told(ours)}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=10_000)
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--base", type=Path, help="the corpus that DIR is made of copies of")
    parser.add_argument("--strings", type=int, default=1000)
    parser.add_argument("--peer", default=shutil.which("rg"), help="ripgrep's program")
    parser.add_argument("--polars", help="an interpreter with polars-corpus")
    arguments = parser.parse_args()
    asked = (arguments.strings, arguments.peer, arguments.polars)
    if arguments.corpus:
        measure(arguments.corpus, *asked)
        if arguments.base:
            report_build(arguments.base)
        return
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        start = time.perf_counter()
        # In a process of its own, so that its memory is not taken for that of the questions.
        script = [sys.executable, str(Path(__file__).with_name("query_corpus.py")), folder]
        subprocess.run([*script, str(arguments.reports)], check=True)
        print(f"corpus made: {time.perf_counter() - start:.0f} s")
        measure(place / "corpus", *asked)
        report_build(place / "base")


if __name__ == "__main__":
    main()
