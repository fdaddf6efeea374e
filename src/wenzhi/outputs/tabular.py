"""Floor 6: reports.csv and reports.parquet to compute with, failures.csv to repair by.

Takes a `CorpusView`, writes one row a report: who, verdicts, scores with intervals and versions,
findings by family and severity, cells of the official tables with their states. A blank cell is null
and its state says so; nothing is filled in. CSV carries a byte order mark because Excel in Chinese
takes UTF-8 without one for GBK.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias, get_args

from wenzhi.base.errors import UsageError
from wenzhi.base.records import GROUNDS, Failure, Family
from wenzhi.outputs.evidence import SEVERITY_ORDER
from wenzhi.outputs.overview import ground_verdict
from wenzhi.outputs.sheets import RISKY
from wenzhi.outputs.view import CorpusView, Lang, ReportView
from wenzhi.outputs.wording import Wording

if TYPE_CHECKING:
    import pyarrow as pa

Value: TypeAlias = str | int | float | None

BATCH = 1_000
"""Reports a Parquet row group holds: some megabytes of memory."""

SCORES = ("templatedness", "substance", "follow_through")
KEY_CELLS = (
    "active.normative_documents.issued",
    "active.normative_documents.in_force",
    "applications.new_received.total",
    "applications.carried_over.total",
    "applications.result.granted.total",
    "applications.result.partial.total",
    "applications.result.total.total",
    "applications.carried_forward.total",
    "review.total",
    "review.corrected",
    "litigation.direct.total",
    "litigation.after_review.total",
)
"""Cells most asked for; the corpus holds all of them."""
FAMILIES: tuple[Family, ...] = get_args(Family)

TEXT, NUMBER, COUNT = "string", "float64", "int64"


def columns() -> dict[str, str]:
    """Column → Arrow type, in the order both files have them."""
    found = dict.fromkeys(
        ("report_id", "path", "organ", "organ_id", "level", "organ_kind", "region_code"), TEXT
    )
    found |= {"region": TEXT, "province": TEXT, "year": COUNT, "form": TEXT}
    found |= {"published": TEXT, "signed": TEXT, "characters": COUNT}
    for ground in GROUNDS:
        found |= {f"ground_{ground}": TEXT, f"ground_{ground}_why": TEXT}
    for name in SCORES:
        found |= {f"{name}{part}": NUMBER for part in ("", "_low", "_high")}
        found |= {f"{name}_version": TEXT, f"{name}_why": TEXT}
    found |= {"substance_components": TEXT}
    found |= {f"findings_{f}_{s}": COUNT for f in FAMILIES for s in SEVERITY_ORDER}
    found |= {
        "suppressed": COUNT,
        "unjudged": COUNT,
        "checked_passed": COUNT,
        "checked_failed": COUNT,
    }
    for cell in KEY_CELLS:
        found |= {cell: NUMBER, f"{cell}.state": TEXT}
    return found


def write_tables(
    view: CorpusView,
    out: Path,
    lang: Lang = "zh",
    listed: Iterable[tuple[ReportView, int]] | None = None,
) -> list[Path]:
    """Writes reports.csv, reports.parquet and failures.csv below `out` and gives their paths.

    `listed` are the reports as lists show them with the length of their texts, where the caller has them.
    Raises UsageError E703 where a file cannot be written, as when Excel holds it open.
    """
    out.mkdir(parents=True, exist_ok=True)
    names = ("reports.csv", "reports.parquet", "failures.csv")
    paths = [out / name for name in names]
    parts = [path.with_name(f"{path.name}.part") for path in paths]
    try:
        _write_reports(listed or _whole(view), parts[0], parts[1])
        _write_failures(view.failures, parts[2])
        for part, path in zip(parts, paths, strict=True):
            part.replace(path)
    except OSError as error:
        wording = Wording(lang)
        raise UsageError(
            "E703",
            wording("error.unwritable", name=", ".join(names)),
            where=str(out),
            hint=wording("error.unwritable_hint"),
        ) from error
    finally:
        for part in parts:
            part.unlink(missing_ok=True)
    return paths


def _whole(view: CorpusView) -> Iterator[tuple[ReportView, int]]:
    return ((one, len(one.report.text)) for one in view.views())


def row_of(view: ReportView, characters: int) -> dict[str, Value]:
    """One report's row by column; its text has so many characters."""
    meta, judgement = view.report.meta, view.judgement
    region = meta.region
    row: dict[str, Value] = {
        "report_id": view.ref.report,
        "path": view.ref.path,
        "organ": meta.organization,
        "organ_id": meta.organ_id,
        "level": meta.level,
        "organ_kind": meta.organ_kind,
        "region_code": region.code if region else None,
        "region": region.name if region else None,
        "province": region.path[0] if region and region.path else None,
        "year": meta.year,
        "form": meta.form,
        "published": meta.published,
        "signed": meta.signed,
        "characters": characters,
        "suppressed": sum(one.suppressed is not None for one in judgement.findings),
        "unjudged": judgement.checked.unjudged,
        "checked_passed": judgement.checked.passed,
        "checked_failed": judgement.checked.failed,
    }
    row |= _grounds(view) | _scores(view) | _findings(view) | _cells(view)
    return row


def _grounds(view: ReportView) -> dict[str, Value]:
    row: dict[str, Value] = {}
    for name in GROUNDS:
        ground = view.judgement.grounds.get(name)
        row[f"ground_{name}"] = ground_verdict(view, name)
        row[f"ground_{name}_why"] = " ".join(ground.why) if ground else None
    return row


def _scores(view: ReportView) -> dict[str, Value]:
    row: dict[str, Value] = {}
    for name in SCORES:
        score = view.judgement.scores.get(name)
        row[name] = score.value if score else None
        row[f"{name}_low"] = score.low if score else None
        row[f"{name}_high"] = score.high if score else None
        row[f"{name}_version"] = score.version if score else None
        row[f"{name}_why"] = score.why if score else None
    substance = view.judgement.scores.get("substance")
    parts = (substance.components if substance else None) or {}
    shown = (f"{k}={'' if v.value is None else v.value}" for k, v in sorted(parts.items()))
    row["substance_components"] = ";".join(shown) or None
    return row


def _findings(view: ReportView) -> dict[str, Value]:
    counted = Counter(
        (finding.family, finding.severity) for finding in view.judgement.findings if finding.stands
    )
    return {
        f"findings_{f}_{s}": n for f in FAMILIES for s in SEVERITY_ORDER for n in [counted[f, s]]
    }


def _cells(view: ReportView) -> dict[str, Value]:
    facts = {fact.id: fact for fact in view.report.facts}
    row: dict[str, Value] = {}
    for name in KEY_CELLS:
        fact = facts.get(name)
        row[name] = fact.value if fact else None
        row[f"{name}.state"] = fact.state if fact else None
    return row


def _write_reports(
    listed: Iterable[tuple[ReportView, int]], csv_path: Path, parquet_path: Path
) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    types = columns()
    schema = pa.schema([(name, kind) for name, kind in types.items()])
    waiting: list[dict[str, Value]] = []
    with (
        csv_path.open("w", encoding="utf-8-sig", newline="") as file,
        pq.ParquetWriter(parquet_path, schema) as parquet,
    ):
        rows = csv.writer(file)
        rows.writerow(types)
        for one, characters in listed:
            row = row_of(one, characters)
            rows.writerow([plain_text(row[name]) for name in types])
            waiting.append(row)
            if len(waiting) == BATCH:
                parquet.write_table(_table(waiting, schema))
                waiting.clear()
        parquet.write_table(_table(waiting, schema))


def _table(rows: Iterable[dict[str, Value]], schema: pa.Schema) -> pa.Table:
    import pyarrow as pa

    make: Callable[..., pa.Table] = pa.Table.from_pylist
    return make(list(rows), schema=schema)


def _write_failures(failures: Iterable[Failure], path: Path) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("path", "code", "message", "hint"))
        for failure in sorted(failures, key=lambda failure: failure.path):
            cells = (failure.path, failure.code, failure.message, failure.hint)
            rows.writerow([plain_text(cell) for cell in cells])


def plain_text(value: Value) -> Value:
    """A cell that a spreadsheet will not run: text like a formula gets an apostrophe in front."""
    if isinstance(value, str) and value.startswith(RISKY):
        return f"'{value}"
    return value
