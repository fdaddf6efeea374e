"""Floor 6: everything the main job leaves behind, in one folder: pages, workbook, tables."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from wenzhi.base.progress import Progress
from wenzhi.outputs.envelopes import Output
from wenzhi.outputs.html import write_html
from wenzhi.outputs.tabular import write_tables
from wenzhi.outputs.view import CorpusView, Lang
from wenzhi.outputs.workbook import write_workbook

_KINDS: dict[str, Literal["html", "workbook", "csv", "parquet", "failures"]] = {
    "index.html": "html",
    "findings.xlsx": "workbook",
    "reports.csv": "csv",
    "reports.parquet": "parquet",
    "failures.csv": "failures",
}


def deliver(view: CorpusView, out: Path, *, lang: Lang, progress: Progress) -> tuple[Output, ...]:
    """Write index.html and its pages, findings.xlsx, reports.csv, reports.parquet, failures.csv.

    What people wrote into an earlier findings.xlsx at the same place is kept. Raises UsageError
    (E701–E703) where the workbook is in use or damaged.
    """
    out.mkdir(parents=True, exist_ok=True)
    progress.stage("workbook", None)
    workbook = write_workbook(view, out / "findings.xlsx", lang=lang)
    progress.stage("pages", len(view.reports))
    write_html(view, out, lang)
    tables = write_tables(view, out, lang)
    return tuple(
        Output(kind=_KINDS[path.name], path=path.as_posix())
        for path in (out / "index.html", workbook, *tables)
    )
