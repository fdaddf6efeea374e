"""Floor 6: everything the main job hands over, written below one folder.

Takes a `CorpusView`, writes tables, workbook and pages in this order and gives what was written. The
workbook comes before the pages, so that one that is in use stops the run before hours of writing.
"""

from __future__ import annotations

from pathlib import Path

from wenzhi.base.progress import Progress, Silent
from wenzhi.outputs.envelopes import Output
from wenzhi.outputs.html import write_html
from wenzhi.outputs.ledger import check_unlocked
from wenzhi.outputs.tabular import write_tables
from wenzhi.outputs.view import CorpusView, Lang
from wenzhi.outputs.wording import Wording
from wenzhi.outputs.workbook import write_workbook

WORKBOOK = "findings.xlsx"


def deliver(
    view: CorpusView, out: Path, *, lang: Lang = "zh", progress: Progress | None = None
) -> tuple[Output, ...]:
    """Writes all deliverables below `out`. What people wrote into its workbook is carried over.

    Raises UsageError E701–E703 for a workbook or table that is in use, damaged or cannot be written.
    """
    progress = progress or Silent()
    workbook = out / WORKBOOK
    if workbook.exists():
        check_unlocked(workbook, Wording(lang))
    progress.stage("outputs", 3)
    write_workbook(view, workbook, lang=lang)
    progress.advance()
    reports_csv, reports_parquet, failures_csv = write_tables(view, out, lang)
    progress.advance()
    pages = write_html(view, out, lang)
    progress.advance()
    return (
        Output(kind="html", path=str(pages[0])),
        Output(kind="workbook", path=str(workbook)),
        Output(kind="csv", path=str(reports_csv)),
        Output(kind="parquet", path=str(reports_parquet)),
        Output(kind="failures", path=str(failures_csv)),
    )
