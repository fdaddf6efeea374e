"""Pictures of kept results of `reuse.py`: quality by kind of copy, of wenzhi and other tools; and cost.

    python benchmarks/reuse_charts.py benchmarks/results/reuse-*.json [--out docs/images]

Draws `reuse-kinds.svg` from the largest result that holds other tools and `reuse-cost.svg` from all, and
prints the tables of docs/explanation/reuse.md.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import altair

Result = dict[str, Any]
OURS = "wenzhi"
UNCOUNTED = ("apart", "light–sibling")
"""Kinds that are told but not counted among the true pairs (`reuse_truth.DISTANT`)."""


def quality(tool: str, found: Result) -> Iterator[dict[str, Any]]:
    """F1 of each kind: its recall with the precision of all told pairs."""
    precision = found["precision"][0]
    for kind, (hits, true) in found["kinds"].items():
        recall = hits / true
        f1 = 2 * precision * recall / max(precision + recall, 1e-9)
        if kind not in UNCOUNTED:
            yield {"tool": tool, "kind": kind, "F1": f1}


def draw_kinds(result: Result) -> altair.Chart:
    rows = list(quality(OURS, result))
    for tool, found in result["peers"].items():
        if isinstance(found, dict):
            rows += quality(tool, found)
    return (
        altair.Chart(altair.Data(values=rows), title=_title([result]))
        .mark_point(filled=True, size=70, opacity=0.8)
        .encode(
            x=altair.X("F1:Q", scale=altair.Scale(domain=[0, 1])),
            y=altair.Y("kind:N", title=None),
            color=altair.Color("tool:N", title=None),
            shape=altair.Shape("tool:N", title=None),
        )
        .properties(width=420)
    )


def draw_cost(results: Sequence[Result]) -> altair.HConcatChart:
    rows = [
        {
            "narratives": result["n"],
            "processor seconds": sum(result["cpu"].values()),
            "memory, GB": result["memory_mb"] / 1024,
        }
        for result in results
    ]
    charts = [
        altair.Chart(altair.Data(values=rows))
        .mark_line(point=True)
        .encode(
            x=altair.X("narratives:Q", scale=altair.Scale(type="log")),
            y=altair.Y(f"{measure}:Q", scale=altair.Scale(type="log")),
        )
        .properties(width=220, height=200)
        for measure in ("processor seconds", "memory, GB")
    ]
    return altair.hconcat(*charts, title=_title(results))


GROUPS = {
    "exact, swapped, refilled, shuffled, reworded, own-year pairs": (
        *(f"{kind}–source" for kind in ("exact", "swapped", "shuffled", "reworded", "years")),
        *(f"{kind}–sibling" for kind in ("exact", "swapped", "shuffled", "reworded", "years")),
        "template–sibling",
    ),
    "partial copies (40–70 %) with their source": ("partial–source",),
    "partial copies with each other": ("partial–sibling",),
    "siblings with their source": ("siblings–source",),
    "siblings whose source may be absent": ("siblings–sibling",),
    "bridges, mosaics with their sources": ("bridge–source", "mosaic–source"),
    "every sentence rewritten, with their source": ("heavy–source",),
    "rewritten, with each other": ("heavy–sibling",),
    "light copies (15–25 %) with their source": ("light–source",),
    "light copies with each other (not counted as true)": ("light–sibling",),
}
"""Kinds of pairs as they stand in the table."""


def tabulate(results: Sequence[Result]) -> Iterator[str]:
    """Lines of a table in Markdown: a column for each result."""
    yield "| | " + " | ".join(f"{result['n']:,}" for result in results) + " |"
    yield "|---" * (len(results) + 1) + "|"
    yield _line("characters of a phrase", [f"{result['phrase']}" for result in results])
    for name, kinds in GROUPS.items():
        yield _line(f"recall: {name}", [_recall(result["kinds"], kinds) for result in results])
    for name, key in (("F1 of base kinds", "f1_base"), ("F1 of hard kinds", "f1_hard")):
        yield _line(name, [f"{result[key][0]:.3f} of {result[key][1]:,}" for result in results])
    told = [(sum(each["false"].values()), each["precision"][1]) for each in results]
    yield _line("false pairs", [f"{false:,} of {pairs:,}" for false, pairs in told])
    stock = [each["false"].get("mandated–mandated", 0) for each in results]
    yield _line("of these between texts of mandated wording only", [f"{one:,}" for one in stock])
    for name, key, form in (
        ("adjusted Rand index, singletons included", "ari", ".4f"),
        ("B³", "b3", ".3f"),
        ("strangers in the worst family", "strangers", ".0f"),
        ("plagdet, mandated sentences left out", "plagdet_neutral", ".3f"),
        ("plagdet, mandated sentences as wrong", "plagdet_negative", ".3f"),
        ("Spearman of the traced with the true copied share", "spearman", ".3f"),
    ):
        yield _line(name, [format(result[key], form) for result in results])
    for size in ("100", "1000", "10000", "100000"):
        drifts = [result.get("drift", {}).get(size) for result in results]
        if any(drifts):
            cells = ["–" if change is None else f"{change:.3f}" for change in drifts]
            yield _line(f"change of the copied share from {int(size):,} narratives on", cells)
    for name, key in (("candidates", "candidates_per_second"), ("all steps", "all_per_second")):
        cells = [f"{result[key][0]:,.0f}" for result in results]
        yield _line(f"{name}: narratives a second of processor time", cells)
    yield _line("peak memory, GB", [f"{result['memory_mb'] / 1024:.2f}" for result in results])
    load = [f"{result['load_before']:.1f} · {result['workers']}" for result in results]
    yield _line("load of the machine before · processes of ours", load)
    yield _line("date", [result["date"] for result in results])


def _recall(kinds: Result, asked: Sequence[str]) -> str:
    found, true = (sum(kinds[kind][place] for kind in asked if kind in kinds) for place in (0, 1))
    return f"{found / max(true, 1):.3f} of {true:,}"


def _line(name: str, cells: Sequence[str]) -> str:
    return f"| {name} | " + " | ".join(cells) + " |"


def tabulate_peers(result: Result) -> Iterator[str]:
    """Lines of a table in Markdown: a row for each tool."""
    yield "| tool | narratives a second of processor | F1 base kinds | F1 hard kinds | false pairs |"
    yield "|---|---|---|---|---|"
    told = result["precision"][1]
    ours = [f"{result['all_per_second'][0]:,.0f}"]
    ours += [f"{result[key][0]:.3f}" for key in ("f1_base", "f1_hard")]
    yield _line(OURS, [*ours, f"{sum(result['false'].values()):,} of {told:,}"])
    for tool, found in result["peers"].items():
        if isinstance(found, str):
            yield f"| {tool} | {found} | | | |"
            continue
        cells = [
            f"{found['per_second']:,.0f}",
            f"{found['f1_base']:.3f}",
            f"{found['f1_hard']:.3f}",
        ]
        yield _line(tool, [*cells, f"{found['false']:,} of {found['precision'][1]:,}"])


def _title(results: Sequence[Result]) -> str:
    sizes = ", ".join(f"{result['n']:,}" for result in results)
    dates = sorted({result["date"] for result in results})
    return f"{sizes} generated narratives, {', '.join(dates)}, {results[0]['machine']}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("results", type=Path, nargs="+")
    parser.add_argument("--out", type=Path, default=Path("docs/images"))
    asked = parser.parse_args()
    results = [json.loads(path.read_text()) for path in asked.results]
    results.sort(key=lambda result: result["n"])
    print("\n".join(tabulate(results)) + "\n")
    draw_cost(results).save(asked.out / "reuse-cost.svg")
    compared = [result for result in results if "peers" in result]
    if compared:
        print("\n".join(tabulate_peers(compared[-1])))
        draw_kinds(compared[-1]).save(asked.out / "reuse-kinds.svg")


if __name__ == "__main__":
    main()
