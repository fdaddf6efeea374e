"""The table of the page on questions, out of kept figures.

    python benchmarks/query_table.py query-10000.json query-100000.json [--wall]

A row for each question, a column for each corpus: seconds of processor time, or by the clock.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any


def table(kept: Sequence[dict[str, Any]], unit: str) -> Iterator[str]:
    """Lines of Markdown."""
    sizes = [f"{one['corpus']['reports']:,} reports" for one in kept]
    yield f"| question | {' | '.join(sizes)} |"
    yield "|---|" + "---|" * len(kept)
    names = dict.fromkeys(name for one in kept for name in one)
    for name in names:
        told = [one.get(name) for one in kept]
        if any(isinstance(value, dict) and {unit, "stopped"} & value.keys() for value in told):
            yield f"| {name} | {' | '.join(_cell(value, unit) for value in told)} |"


def _cell(value: Any, unit: str) -> str:  # noqa: ANN401 # what JSON holds
    if not isinstance(value, dict):
        return "–"
    return f"stopped ({value['stopped']})" if "stopped" in value else f"{value[unit]:.2f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--wall", action="store_true", help="by the clock")
    arguments = parser.parse_args()
    kept = [json.loads(file.read_text(encoding="utf-8")) for file in arguments.files]
    print("\n".join(table(kept, "wall" if arguments.wall else "cpu")))


if __name__ == "__main__":
    main()
