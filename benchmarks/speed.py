"""Speed, as ratios in one run: parsing and checking against jieba's own time on the same prose.

    python benchmarks/speed.py [--reports 500]

Prints a table. Synthetic reports, written anew from a fixed seed; one core; jieba's dictionary is
loaded before anything is timed.
"""

from __future__ import annotations

import argparse
import logging
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import jieba

from wenzhi.base.records import Document, Source
from wenzhi.checks.run import check
from wenzhi.parse.report import parse
from wenzhi.parse.sections.prose import read_prose
from wenzhi.synth import generate
from wenzhi.text.lexicon import lexicon_words
from wenzhi.text.normalize import fold

ROUNDS = 3
"""Rounds of which the median counts: another process may slow one down."""


def timed(work: Callable[[], object], clock: Callable[[], float] = time.process_time) -> float:
    """Seconds of one call: of this process alone, unless another `clock` is given."""
    start = clock()
    work()
    return clock() - start


def plain_jieba() -> jieba.Tokenizer:
    """jieba as it comes, with our lexicon: what `wenzhi` is measured by."""
    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    for word in lexicon_words():
        tokenizer.add_word(word)
    return tokenizer


def prose_of(document: Document) -> list[str]:
    """The folded prose of a report, paragraph by paragraph."""
    report = parse(document)
    paragraphs = read_prose(fold(report.text), report.sections, report.tables)
    return [paragraph.body.text for paragraph in paragraphs]


def main() -> None:
    """Run every measurement and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=500)
    arguments = parser.parse_args()
    logging.getLogger("jieba").setLevel(logging.WARNING)
    documents = [
        Document(source=Source(path=made.path, sha256="", format="txt"), text=made.text)
        for made in generate(arguments.reports, 1)
    ]
    proses = [prose_of(document) for document in documents]  # also warms everything up
    tokenizer = plain_jieba()
    works: list[Callable[[], object]] = [
        lambda: [tokenizer.lcut(part) for prose in proses for part in prose],
        lambda: [parse(document) for document in documents],
        lambda: [check(parse(document)) for document in documents],
    ]
    rounds = [[timed(work) for work in works] for _ in range(ROUNDS)]  # taken in turn
    cut, parsing, both = (statistics.median(times) for times in zip(*rounds, strict=True))
    single = statistics.median(timed(lambda d=d: check(parse(d))) for d in documents[:50])
    rows = [
        ("characters of prose", f"{sum(len(p) for prose in proses for p in prose):,}"),
        ("jieba alone", f"{cut:.2f} s"),
        ("parsing", f"{parsing:.2f} s = {parsing / cut:.1f} x jieba"),
        ("parsing and checking", f"{both:.2f} s = {both / cut:.1f} x jieba (bar 8, goal 4)"),
        ("one warm report, median", f"{1000 * single:.0f} ms (bar 60)"),
        *command_times(documents[0].text),
    ]
    for name, value in rows:
        print(f"{name:28} {value}")


def command_times(text: str) -> list[tuple[str, str]]:
    """Whole commands, each in a new process, as a person types them who has used wenzhi before."""
    wenzhi = [sys.executable, "-m", "wenzhi"]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "report.txt")
        path.write_text(text, encoding="utf-8")
        # Python keeps what it has compiled beside the modules unless it is told not to.
        kept = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(Path(folder, "compiled"))}
        runs = {"wenzhi --help": ["--help"], "wenzhi check FILE": ["check", str(path)]}
        return [
            (name, best_of_five([*wenzhi, *words], {**os.environ, **kept}))
            for name, words in runs.items()
        ]


def best_of_five(command: list[str], environment: dict[str, str]) -> str:
    """The quickest of five runs of a command, by the processor and by the clock; the first compiles."""

    def run() -> object:
        return subprocess.run(command, capture_output=True, check=False, env=environment)

    clock: list[float] = []
    spent: list[float] = []
    for _ in range(5):
        before = os.times()
        clock.append(timed(run, time.perf_counter))
        after = os.times()
        spent.append(
            after.children_user
            + after.children_system
            - before.children_user
            - before.children_system
        )
    return f"{min(spent):.2f} s of processor time, {min(clock):.2f} s by the clock"


if __name__ == "__main__":
    main()
