"""Questions to a corpus: recall against brute force and ripgrep, seconds, size, memory.

    python benchmarks/query.py [--reports 10000 | --corpus DIR [--base DIR]] [--strings 1000] [--out FILE]
                               [--peer rg] [--polars PYTHON]

Makes a corpus (500 synthetic reports, read in earnest and copied with changed slots) or takes one that is
there, then asks: a first page, sorts, groups, facets, many patterns, collocates, n-grams; at last random
strings of 1 to 12 characters out of the texts, whose hits must be those of a substring search. ripgrep
searches the same texts where it is installed, polars-corpus the same tokens where `--polars` names an
interpreter that has it. Figures are medians (`--times`), wall clock beside the process's own CPU time; `--out`
keeps them as JSON with date and machine. A question that its limits stop is told as stopped.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import platform
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
from typing import Any

import pyarrow.parquet as pq

from wenzhi import api
from wenzhi.base.errors import QueryError
from wenzhi.corpus.build import JudgementReader
from wenzhi.corpus.tokens import IndexWriter, cut_report


class Figures:
    """What was measured, printed as it comes and kept by name."""

    def __init__(self, times: int = 3) -> None:
        self.kept: dict[str, object] = {}
        self.times = times

    def tell(self, name: str, value: object) -> None:
        """One figure."""
        self.kept[name] = value
        print(f"{name}: {value}", flush=True)

    def time(self, name: str, ask: Callable[[], object], times: int | None = None) -> None:
        """Median seconds of a question: wall clock, and CPU of all threads; most memory so far."""
        times = times or self.times
        try:
            wall, processor = seconds(ask, times)
        except QueryError as error:
            self.tell(name, {"stopped": error.code, "peak_mb": peak()})
            return
        told = {"wall": round(wall, 3), "cpu": round(processor, 3), "asked": times}
        self.tell(name, told | {"peak_mb": peak()})

    def write(self, path: Path, machine: dict[str, object]) -> None:
        """All of them as JSON."""
        path.write_text(
            json.dumps(machine | self.kept, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
        )


def this_machine() -> dict[str, object]:
    """Date, machine and how busy it is before anything is measured."""
    name = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        "",
    )
    return {
        "date": datetime.date.today().isoformat(),
        "machine": f"{os.cpu_count()} cores, {platform.machine()}, {name}",
        "load_before": round(os.getloadavg()[0], 2),
    }


def seconds(ask: Callable[[], object], times: int = 3) -> tuple[float, float]:
    """Median seconds of a question: wall clock, and CPU of all threads."""
    walls, processors = [], []
    for _ in range(times):
        wall, processor = time.perf_counter(), time.process_time()
        ask()
        walls.append(time.perf_counter() - wall)
        processors.append(time.process_time() - processor)
    return statistics.median(walls), statistics.median(processors)


def peak() -> int:
    """Megabytes of memory that this process has had at most so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


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


def measure(
    place: Path, strings: int, peer: str | None, polars: str | None, figures: Figures
) -> None:
    """Every figure for one corpus."""
    report_cold(place, figures)
    with api.Corpus(place, seconds=600) as corpus:
        figures.time("first question of a session, page of 20", lambda: page_of(corpus), 1)
        report_size(corpus, figures)
        report_speed(corpus, figures)
        report_export(corpus, figures)
        texts = [
            str(text)
            for text in pq.read_table(corpus.snapshot / "folded.parquet", columns=["text"])[
                "text"
            ].to_pylist()
        ]
        report_patterns(corpus, texts, figures)
        if peer:
            report_peer(corpus, texts, peer, figures)
        if polars:
            script = Path(__file__).with_name("query_peer.py")
            tokens = corpus.snapshot / "tokens.parquet"
            subprocess.run([polars, str(script), str(tokens)], check=False)
        found, there, differing = recall(corpus, texts, strings)
        figures.tell(
            "recall", {"strings": strings, "hits": there, "found": found, "differing": differing}
        )
        figures.tell("peak_mb", peak())


def page_of(corpus: api.Corpus, **options: Any) -> object:  # noqa: ANN401 # those of `kwic`
    """A page of twenty lines."""
    return corpus.kwic("更新", limit=20, **options)


def report_cold(place: Path, figures: Figures) -> None:
    """A page in a process of its own, from its start to its end."""
    asked = (
        "import sys, wenzhi\n"
        "with wenzhi.Corpus(sys.argv[1], seconds=600) as corpus: corpus.kwic('更新', limit=20)"
    )

    def run() -> None:
        subprocess.run([sys.executable, "-c", asked, str(place)], check=True)

    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    wall = seconds(run)[0]
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) / 3
    figures.tell(
        "page of 20 in a new process", {"wall": round(wall, 3), "cpu": round(used, 3), "asked": 3}
    )


def report_export(corpus: api.Corpus, figures: Figures) -> None:
    """Every hit of a frequent word written to a file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "hits.parquet"
        figures.time(
            "every hit of 公开 into Parquet",
            lambda: corpus.export("kwic", {"text": "公开"}, path),
            1,
        )


def report_build(base: Path, figures: Figures) -> None:
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
    rates = {
        "reports": len(judged),
        "tokens": count,
        "cutting": round(count / cut),
        "tagging and writing": round(count / max(whole - cut, 1e-9)),
        "together": round(count / whole),
    }
    figures.tell("index build, tokens per CPU second", rates)


def report_size(corpus: api.Corpus, figures: Figures) -> None:
    """What there is, and what the index takes on disk."""
    columns = ("reports", "tokens", "characters")
    sizes = corpus.sql(
        "SELECT count(*), sum(tokens)::BIGINT, sum(length(text))::BIGINT FROM folded"
    ).rows[0]
    figures.tell("corpus", dict(zip(columns, sizes, strict=True)))
    for name in ("tokens.parquet", "regions.parquet", "folded.parquet", "characters.arrow"):
        size = (corpus.snapshot / name).stat().st_size
        figures.tell(name, {"mb": round(size / 1e6, 1)})


def report_speed(corpus: api.Corpus, figures: Figures) -> None:
    """Seconds of the questions that people wait for."""
    asked: dict[str, Callable[[], object]] = {
        "page of 20": lambda: page_of(corpus),
        "page of 20, CQL": lambda: corpus.cql(
            '[pos="v"] []{0,3} "更新" within <problems>', limit=20
        ),
        "sort by right context": lambda: corpus.kwic("公开", sort="right", limit=20),
        "sort by left context": lambda: corpus.kwic("公开", sort="left", limit=20),
        "sort by right context, 更新": lambda: page_of(corpus, sort="right"),
        "group by year and province": lambda: corpus.freq("公开", by=["year", "province"]),
        "group by year and province, 更新": lambda: corpus.freq("更新", by=["year", "province"]),
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
    for text in ("更新", "公开"):
        figures.tell(f"hits of {text}", corpus.kwic(text, limit=1).total)
    for name, ask in asked.items():
        figures.time(name, ask)


def report_patterns(corpus: api.Corpus, texts: list[str], figures: Figures) -> None:
    """175 patterns over 6,000 reports or as many as there are."""
    patterns = random_strings(texts, 175, seed=9)
    most = min(6000, len(texts))
    last = corpus.sql(
        f"SELECT report_id FROM reports ORDER BY 1 LIMIT 1 OFFSET {most - 1}", limit=1
    ).rows[0][0]
    where = f'report_id <= "{last}"'
    lines = 0

    def ask() -> None:
        nonlocal lines
        with corpus.session.asking():
            lines = corpus.listing(patterns, where=where).to_arrow().num_rows

    figures.time(f"175 patterns, {most} reports, all lines as an Arrow table", ask, 1)
    figures.tell("lines of the 175 patterns", lines)


def report_peer(corpus: api.Corpus, texts: list[str], peer: str, figures: Figures) -> None:
    """ripgrep over the same texts in the same run."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "texts.txt"
        file.write_text("\n".join(texts), encoding="utf-8")
        strings = random_strings(texts, 50, seed=3)
        figures.tell("ripgrep differs, of 50 strings", ripgrep_differs(peer, file, texts, strings))
        command = [peer, "--only-matching", "--byte-offset", "--fixed-strings", "公开", str(file)]
        taken = seconds(lambda: subprocess.run(command, capture_output=True, check=True))
        figures.tell("ripgrep, every 公开", {"wall": round(taken[0], 3)})
    figures.time("a page of 公开 beside it", lambda: corpus.kwic("公开", limit=20))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=10_000)
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--base", type=Path, help="the corpus that DIR is made of copies of")
    parser.add_argument("--times", type=int, default=3, help="how often each question is asked")
    parser.add_argument("--out", type=Path, help="keep the figures as JSON")
    parser.add_argument("--strings", type=int, default=1000)
    parser.add_argument("--peer", default=shutil.which("rg"), help="ripgrep's program")
    parser.add_argument("--polars", help="an interpreter with polars-corpus")
    arguments = parser.parse_args()
    figures, machine = Figures(arguments.times), this_machine()
    asked = (arguments.strings, arguments.peer, arguments.polars, figures)
    if arguments.corpus:
        measure(arguments.corpus, *asked)
        if arguments.base:
            report_build(arguments.base, figures)
    else:
        make_and_measure(arguments.reports, *asked)
    if arguments.out:
        figures.write(arguments.out, machine)


def make_and_measure(
    reports: int, strings: int, peer: str | None, polars: str | None, figures: Figures
) -> None:
    """Every figure for a corpus made here."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        start = time.perf_counter()
        # In a process of its own, so that its memory is not taken for that of the questions.
        script = [sys.executable, str(Path(__file__).with_name("query_corpus.py")), folder]
        subprocess.run([*script, str(reports)], check=True)
        figures.tell("corpus made, wall", round(time.perf_counter() - start))
        measure(place / "corpus", strings, peer, polars, figures)
        report_build(place / "base", figures)


if __name__ == "__main__":
    main()
