"""Floor 6: reports.csv and reports.parquet to compute with, failures.csv to repair by.

Takes a `CorpusView`, writes one row a report: who, verdicts, scores with intervals and versions,
findings by family and severity, cells of the official tables with their states. A blank cell is null
and its state says so; nothing is filled in. CSV carries a byte order mark because Excel in Chinese
takes UTF-8 without one for GBK.
"""

from __future__ import annotations

import contextlib
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

NAMES = ("reports.csv", "reports.parquet", "failures.csv")
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
    found |= {"published": TEXT, "published_by": TEXT, "signed": TEXT, "characters": COUNT}
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


@contextlib.contextmanager
def writing_tables(
    failures: Iterable[Failure], out: Path, lang: Lang = "zh"
) -> Iterator[TableFiles]:
    """Takes reports one by one, as lists show them, and writes the tables below `out` with `failures`.

    Nothing stands there before the end, nor after an error. Raises UsageError E703 where a file cannot be
    written, as when Excel holds it open.
    """
    out.mkdir(parents=True, exist_ok=True)
    paths = [out / name for name in NAMES]
    parts = [path.with_name(f"{path.name}.part") for path in paths]
    try:
        with contextlib.closing(TableFiles(parts[0], parts[1])) as files:
            yield files
        _write_failures(failures, parts[2])
        for part, path in zip(parts, paths, strict=True):
            part.replace(path)
    except OSError as error:
        wording = Wording(lang)
        raise UsageError(
            "E703",
            wording("error.unwritable", name=", ".join(NAMES)),
            where=str(out),
            hint=wording("error.unwritable_hint"),
        ) from error
    finally:
        for part in parts:
            part.unlink(missing_ok=True)


def write_tables(view: CorpusView, out: Path, lang: Lang = "zh") -> list[Path]:
    """Writes the tables of `view` below `out` and gives their paths. Raises UsageError E703."""
    with writing_tables(view.failures, out, lang) as files:
        for one in view.views():
            files.add(one, len(one.report.text))
    return [out / name for name in NAMES]


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
        "published_by": meta.sources.get("published"),
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


class TableFiles:
    """Writes reports.csv and reports.parquet report by report."""

    def __init__(self, csv_path: Path, parquet_path: Path) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        types = columns()
        self._names = tuple(types)
        self._schema = pa.schema([(name, kind) for name, kind in types.items()])
        self._waiting: list[dict[str, Value]] = []
        self._file = csv_path.open("w", encoding="utf-8-sig", newline="")
        self._rows = csv.writer(self._file)
        self._rows.writerow(self._names)
        self._parquet = pq.ParquetWriter(parquet_path, self._schema)

    def add(self, view: ReportView, characters: int) -> None:
        """Write one report, whose text has so many characters."""
        row = row_of(view, characters)
        self._rows.writerow([plain_text(row[name]) for name in self._names])
        self._waiting.append(row)
        if len(self._waiting) == BATCH:
            self._flush()

    def close(self) -> None:
        """Write what is left."""
        self._flush()
        self._parquet.close()
        self._file.close()

    def _flush(self) -> None:
        import pyarrow as pa

        make: Callable[..., pa.Table] = pa.Table.from_pylist
        self._parquet.write_table(make(self._waiting, schema=self._schema))
        self._waiting = []


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
