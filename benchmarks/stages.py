"""Where the time of one report goes, by format: reading, parsing room by room, checking.

    python benchmarks/stages.py [--reports 40] [--chart docs/images/stages.svg]

Text as generated; web pages, Word files and PDFs as `layouts.py` makes them. Milliseconds of processor
time a report, everything warm; the chart is the same table drawn.
"""

from __future__ import annotations

import argparse
import logging
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from layouts import layouts, sheet_of

from wenzhi.checks import run as checks_run
from wenzhi.parse import counts as parse_counts
from wenzhi.parse import frame as parse_frame
from wenzhi.parse import report as parse_report
from wenzhi.read import document as read_document
from wenzhi.synth import generate

P = ParamSpec("P")
R = TypeVar("R")

STAGES: dict[str, tuple[Any, tuple[str, ...]]] = {
    "read the file": (read_document, ("read_bytes",)),
    "fold": (parse_frame, ("fold",)),
    "outline": (parse_frame, ("read_statistics", "read_outline")),
    "tables": (parse_frame, ("read_tables",)),
    "sentences": (parse_report, ("read_prose", "read_sentences")),
    "identity": (parse_frame, ("read_identity",)),
    "counts and claims": (parse_counts, ("read_stretches",)),
    "names of counts": (parse_counts, ("name_counts",)),
    "problems and measures": (parse_report, ("read_narrative",)),
    "checks": (checks_run, ("check",)),
}
SHOWN = {
    "html": "html portal",
    "docx": "docx merged cells",
    "pdf": "pdf ruled",
}


def timed(seconds: dict[str, float], stage: str, work: Callable[P, R]) -> Callable[P, R]:
    """`work` with its time added to `seconds[stage]`."""

    def run(*given: P.args, **named: P.kwargs) -> R:
        start = time.process_time()
        try:
            return work(*given, **named)
        finally:
            seconds[stage] += time.process_time() - start

    return run


def measure(files: list[tuple[str, bytes]]) -> dict[str, float]:
    """Milliseconds a file by stage; every file is read once before anything is timed."""
    for name, content in files:
        checks_run.check(parse_report.parse(read_document.read_bytes(content, name)))
    seconds: dict[str, float] = defaultdict(float)
    kept = {
        (module, name): getattr(module, name) for module, names in STAGES.values() for name in names
    }
    try:
        for stage, (module, names) in STAGES.items():
            for name in names:
                setattr(module, name, timed(seconds, stage, kept[module, name]))
        for name, content in files:
            checks_run.check(parse_report.parse(read_document.read_bytes(content, name)))
    finally:
        for (module, name), work in kept.items():
            setattr(module, name, work)
    return {stage: 1000 * seconds[stage] / len(files) for stage in STAGES}


def files_of(reports: int) -> dict[str, list[tuple[str, bytes]]]:
    """The same generated reports in every format that can be made here."""
    made = [one for one in generate(reports * 2, 5) if one.truth.meta.form in ("2019", "2021")]
    found = {"txt": [(one.path, one.encode()) for one in made[:reports]]}
    known = layouts()
    with tempfile.TemporaryDirectory() as folder:
        for format_, layout in SHOWN.items():
            if layout in known:
                ending, make = known[layout]
                found[format_] = []
                for number, one in enumerate(made[: max(reports // 8, 2)]):
                    path = Path(folder, f"{number}.{ending}")
                    make(sheet_of(one), path)
                    found[format_].append((path.name, path.read_bytes()))
    return found


def draw(table: dict[str, dict[str, float]], to: Path) -> None:
    """The table as stacked bars, text as text."""
    import altair
    import vl_convert

    rows = [
        {"format": format_, "stage": stage, "ms": round(ms, 2), "order": order}
        for format_, stages in table.items()
        for order, (stage, ms) in enumerate(stages.items())
    ]
    chart = (
        altair.Chart(altair.Data(values=rows))
        .mark_bar()
        .encode(
            x=altair.X("ms:Q", title="milliseconds a report, one core, warm"),
            y=altair.Y("format:N", title=None, sort=list(table)),
            color=altair.Color("stage:N", sort=list(STAGES), title=None),
            order="order:Q",
        )
        .properties(width=560, height=36 * len(table))
    )
    to.write_text(vl_convert.vegalite_to_svg(chart.to_json()), encoding="utf-8")


def main() -> None:
    """Measure, print, draw."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=40)
    parser.add_argument("--chart", type=Path)
    arguments = parser.parse_args()
    logging.getLogger("jieba").setLevel(logging.WARNING)
    table = {format_: measure(files) for format_, files in files_of(arguments.reports).items()}
    print(f"{'stage':24}" + "".join(f"{format_:>14}" for format_ in table))
    for stage in STAGES:
        total = {format_: sum(stages.values()) for format_, stages in table.items()}
        cells = (
            f"{stages[stage]:7.1f} {stages[stage] / total[format_]:5.0%}"
            for format_, stages in table.items()
        )
        print(f"{stage:24}" + "".join(f"{cell:>14}" for cell in cells))
    print(f"{'all, ms a report':24}" + "".join(f"{total[f]:14.1f}" for f in table))
    if arguments.chart:
        draw(table, arguments.chart)


if __name__ == "__main__":
    main()
