"""Floor 6: everything the main job hands over, written below one folder.

Takes a `CorpusView`, writes workbook and tables in one pass over the reports, then pages, and gives what was
written. The workbook comes first, so that one that is in use stops the run before the long work.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from wenzhi.base.progress import Progress, Silent
from wenzhi.outputs.drafts import Drafts
from wenzhi.outputs.envelopes import Output
from wenzhi.outputs.html import write_html
from wenzhi.outputs.ledger import Ledger
from wenzhi.outputs.overview import Survey
from wenzhi.outputs.tabular import NAMES, writing_tables
from wenzhi.outputs.view import CorpusView, Lang, ReportView
from wenzhi.outputs.workbook import write_workbook

WORKBOOK = "findings.xlsx"
"""The workbook below the folder of results; the next run reads there what people wrote."""


def deliver(
    view: CorpusView,
    out: Path,
    *,
    lang: Lang = "zh",
    ledger: Ledger | None = None,
    progress: Progress | None = None,
    listeners: Sequence[Callable[[ReportView], None]] = (),
) -> tuple[Output, ...]:
    """Writes index.html with its pages, findings.xlsx, reports.csv and .parquet, failures.csv.

    What people wrote into an earlier findings.xlsx at the same place is kept; `ledger` is what it
    holds where that is read already; `listeners` see every report once, as lists show it. Raises UsageError (E701–E703)
    for a workbook or table that is in use, damaged or cannot be written.
    """
    progress = progress or Silent()
    progress.stage("workbook", None)
    survey, drafts = Survey(), Drafts(view, lang)
    with writing_tables(view.failures, out, lang) as tables:
        workbook = write_workbook(
            view, out / WORKBOOK, lang=lang, ledger=ledger, listeners=listeners, survey=survey,
            drafts=drafts, tables=tables,
        )  # fmt: skip
        progress.stage("tables", None)
    reports_csv, reports_parquet, failures_csv = (out / name for name in NAMES)
    pages = write_html(view, out, lang, progress, survey.overview())
    return (
        Output(kind="html", path=pages[0].as_posix()),
        Output(kind="workbook", path=workbook.as_posix()),
        Output(kind="csv", path=reports_csv.as_posix()),
        Output(kind="parquet", path=reports_parquet.as_posix()),
        Output(kind="failures", path=failures_csv.as_posix()),
    )
