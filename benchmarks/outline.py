"""Headings by three methods on the same reports: rules line by line, a trained CRF, wenzhi's sequence decision.

    pip install python-crfsuite
    python benchmarks/outline.py GOLD TEXTS [GOLD TEXTS …] [--train 300]

The CRF (linear chain, L-BFGS) learns from generated reports, line by line, whether a line is a heading
and of which kind, from its characters, ordinal, length, neighbours and place. Rules line by line are
what a first program has: an ordinal and an official title, each line for itself. Macro-F1 over the
kinds of sections, a heading being right when kind and start agree (05: ItemSeg's measure); sets are
never pooled.
"""

from __future__ import annotations

import argparse
import json
import re
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pycrfsuite
from quality import find_text

from wenzhi.base.errors import WenzhiError
from wenzhi.base.records import Document
from wenzhi.parse.report import parse
from wenzhi.read import read
from wenzhi.synth import generate

Heading = tuple[str, int]
Method = Callable[[Document], list[Heading]]

TITLES = {
    "overview": "总体情况|概述|基本情况",
    "active": "主动公开",
    "applications": "收到和处理|依申请公开",
    "review": "行政复议|行政诉讼",
    "problems": "存在的?主要问题|问题及改进",
    "other": "其他需要报告",
}
ORDINAL = re.compile(r"\s*[（(]?([一二三四五六七八九十]{1,3})\s*[、.．)）]")
LEFT_OUT = ("preamble", "contents", "signature")


def by_line(document: Document) -> list[Heading]:
    """Every line with an ordinal and words of an official title, the first of each kind."""
    found: dict[str, int] = {}
    for start, line in lines_of(document.text):
        match = ORDINAL.match(line)
        if match is None or len(line.strip()) > 40:
            continue
        for kind, words in TITLES.items():
            if re.search(words, line):
                place = start + len(line) - len(line.lstrip())
                found.setdefault(kind, place)
                break
    return list(found.items())


def by_sequence(document: Document) -> list[Heading]:
    """wenzhi."""
    sections = parse(document).sections
    return [(s.kind, s.start) for s in sections if s.kind not in LEFT_OUT]


def lines_of(text: str) -> Iterator[tuple[int, str]]:
    """Non-blank lines with their offsets."""
    start = 0
    for line in text.split("\n"):
        if line.strip():
            yield start, line
        start += len(line) + 1


def features(lines: Sequence[str], index: int) -> list[str]:
    """What the CRF sees of one line."""
    line = lines[index].strip()
    ordinal = ORDINAL.match(lines[index])
    body = ORDINAL.sub("", line)[:24]
    found = [
        "bias",
        f"ordinal={ordinal[1] if ordinal else '-'}",
        f"bracket={line[:1] in '（('}",
        f"length={min(len(line) // 8, 8)}",
        f"stop={line[-1:] in '。；：，、'}",
        f"digits={bool(re.search('[0-9]', line))}",
        f"tabs={'|' in line or chr(9) in lines[index].strip(chr(9))}",
        f"place={10 * index // max(len(lines), 1)}",
    ]
    found += [f"2:{body[i : i + 2]}" for i in range(len(body) - 1)]
    found += [f"4:{body[i : i + 4]}" for i in range(len(body) - 3)]
    for step in (-1, 1):
        if 0 <= index + step < len(lines):
            other = lines[index + step].strip()
            found += [f"{step}:{other[:2]}", f"{step}length={min(len(other) // 8, 8)}"]
    return found


def train(reports: int, seed: int, to: Path) -> None:
    """Fit the CRF on generated reports."""
    trainer = pycrfsuite.Trainer(verbose=False)
    for made in generate(reports, seed):
        starts = {s.start: s.kind for s in made.truth.sections if s.kind not in LEFT_OUT}
        lines = list(lines_of(made.text))
        labels = []
        for start, line in lines:
            inside = (k for place, k in starts.items() if start <= place < start + len(line))
            labels.append(next(inside, "-"))
        texts = [line for _, line in lines]
        trainer.append([features(texts, i) for i in range(len(texts))], labels)
    trainer.set_params({"c1": 0.1, "c2": 0.01, "max_iterations": 120})
    trainer.train(str(to))


def by_crf(model: Path) -> Method:
    """The trained CRF as a method."""
    tagger = pycrfsuite.Tagger()
    tagger.open(str(model))

    def method(document: Document) -> list[Heading]:
        lines = list(lines_of(document.text))
        texts = [line for _, line in lines]
        labels = tagger.tag([features(texts, i) for i in range(len(texts))])
        return [
            (label, start + len(line) - len(line.lstrip()))
            for (start, line), label in zip(lines, labels, strict=True)
            if label != "-"
        ]

    return method


def macro_f1(golds: Path, texts: Path, method: Method) -> tuple[float, int, int]:
    """Macro-F1 over kinds, number of gold headings, number of reports."""
    hits: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    headings = reports = 0
    for path in sorted(golds.glob("**/*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        file = find_text(gold, texts)
        if file is None:
            continue
        reports += 1
        wanted = [(s["kind"], s["start"]) for s in gold["sections"] if s["kind"] not in LEFT_OUT]
        try:
            read_off = method(read(file))
        except WenzhiError:
            read_off = []
        headings += len(wanted)
        for kind, place in wanted:
            row = hits[kind]
            row[0] += any(k == kind and abs(place - at) <= 3 for k, at in read_off)
            row[1] += 1
        for kind, _ in read_off:
            hits[kind][2] += 1
    scores = [2 * hit / (want + got) for hit, want, got in hits.values() if want + got]
    return (sum(scores) / len(scores) if scores else 0.0), headings, reports


def main() -> None:
    """Train, run the three methods on each set, print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="+", type=Path, metavar="GOLD TEXTS")
    parser.add_argument("--train", type=int, default=300)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        model = Path(folder, "outline.crfsuite")
        train(arguments.train, 3, model)
        methods = {"line by line": by_line, "CRF": by_crf(model), "wenzhi": by_sequence}
        for golds, texts in zip(arguments.sets[::2], arguments.sets[1::2], strict=True):
            for name, method in methods.items():
                score, headings, reports = macro_f1(golds, texts, method)
                print(
                    f"{golds!s:40} {name:14} macro-F1 {score:.3f}  n={headings} in {reports} reports"
                )


if __name__ == "__main__":
    main()
