"""Floor 6: the web pages written: an overview, a page per report, per copied pair and per family.

Takes a `CorpusView`, writes self-contained files that open by double-click: style and figures inline,
nothing fetched, no script but the one that sorts a family's members, which the page can do without.
What stands on them is `site`'s affair.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain, islice
from pathlib import Path

import msgspec

from wenzhi.base.progress import Progress, Silent
from wenzhi.base.records import Span
from wenzhi.corpus.comparing import Comparison
from wenzhi.corpus.engine import runs_here, spread
from wenzhi.outputs.bands import (
    Bands,
    Measured,
    band_peers,
)
from wenzhi.outputs.checksheet import check_sheet, sheet_names, write_sheet
from wenzhi.outputs.kept_pages import (
    GENERATOR,
    HEAD,
)
from wenzhi.outputs.overview import Overview, ReportLine, survey
from wenzhi.outputs.site import Site, Wanted, write_page
from wenzhi.outputs.view import CorpusView, Lang, ReportView
from wenzhi.outputs.wording import Wording

FOLDERS = ("reports", "pairs", "families")
ALONE = 300
"""Up to so many pages are made in this process: starting workers costs as much as making these."""
BATCH = 20
"""Pages a worker makes between two answers: a fifth of a second, some megabytes."""


def write_html(
    view: CorpusView,
    out: Path,
    lang: Lang = "zh",
    progress: Progress | None = None,
    overview: Overview | None = None,
) -> list[Path]:
    """Writes all pages below `out` and gives their paths, `index.html` first.

    `overview` is that of `view`, where the caller went through all reports already.
    Raises OSError where `out` cannot be written and WenzhiError where a report cannot be loaded.
    """
    overview = overview or survey(view)  # before any page: each shows its report among its peers
    site = Site(view, Wording(lang), band_peers(map(_measured, overview.lines)))
    for folder in FOLDERS:
        (out / folder).mkdir(parents=True, exist_ok=True)
    progress = progress or Silent()
    wanted = site.wanted(overview)
    progress.stage("pages", len(wanted))
    written, missing = [], []
    for one in wanted:
        if site.keep(one, out, overview.contents.get(one.report)):
            written.append(out / one.name)
            progress.advance()
        else:
            missing.append(one)
    made = _made(site, missing)
    first = list(islice(made, 1))  # from here on workers make pages while this one draws the index
    index = write_page(out, "index.html", site.index(overview))
    for name, page in chain(first, made):
        written.append(write_page(out, name, page))
        progress.advance()
    _remove_stale(out, {index, *written})
    return [index, *sorted(written)]


def _made(site: Site, wanted: Sequence[Wanted]) -> Iterator[tuple[str, str]]:
    """Path and text of each page, in any order; many are made by worker processes."""
    if len(wanted) <= ALONE or not runs_here():
        yield from ((one.name, site.page(one)) for one in wanted)
        return
    tasks = [msgspec.msgpack.encode(one) for one in wanted]
    view = replace(site.view, kept=None)  # pages are made of reports as they are loaded
    start = partial(_start_maker, view, site.t.lang, site.bands)
    for answer in spread(start, tasks, BATCH):
        yield msgspec.msgpack.decode(answer, type=tuple[str, str])


def _start_maker(view: CorpusView, lang: Lang, bands: Bands) -> Callable[[bytes], bytes]:
    site = Site(view, Wording(lang), bands)

    def make(task: bytes) -> bytes:
        one = msgspec.msgpack.decode(task, type=Wanted)
        return msgspec.msgpack.encode((one.name, site.page(one)))

    return make


def _remove_stale(out: Path, written: set[Path]) -> None:
    """Removes pages of an earlier run that this one did not write; files of others stay."""
    for folder in FOLDERS:
        for path in sorted((out / folder).glob("*.html")):
            if path not in written and GENERATOR.encode() in path.read_bytes()[:HEAD]:
                path.unlink()


def write_sheets(
    views: Iterable[ReportView],
    out: Path,
    lang: Lang = "zh",
    versions: Mapping[str, str] | None = None,
) -> list[Path]:
    """Writes 核查单 of each report alone into `out`: a page, a workbook, the annotated report.

    `NAME.html` is one printed side, `NAME.xlsx` holds every finding, `NAME.report.html` the text with
    what was found in it; NAME is made of organ and year. Raises OSError where `out` cannot be written.
    """
    out.mkdir(parents=True, exist_ok=True)
    views, site = list(views), _alone(lang, versions)
    written = []
    for view, name in zip(views, sheet_names(views, site.t), strict=True):
        sheet = check_sheet(view, site.t)
        written.append(write_page(out, f"{name}.html", site.sheet(sheet, name)))
        written.append(write_sheet(sheet, out / f"{name}.xlsx", site.t))
        written.append(write_page(out, f"{name}.report.html", site.report(view, root=None)))
    return written


def write_comparison(
    comparison: Comparison,
    a: ReportView,
    b: ReportView,
    out: Path,
    lang: Lang = "zh",
    versions: Mapping[str, str] | None = None,
) -> Path:
    """Writes the page of two reports side by side to `out` and gives it back.

    Raises OSError where `out` cannot be written.
    """
    page = _alone(lang, versions).comparison(comparison, a, b)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(page, encoding="utf-8", newline="\n")
    return out


def report_page(
    view: ReportView, lang: Lang, versions: Mapping[str, str], mark: Span | None = None
) -> str:
    """The page of one report alone; the characters of `mark` are marked and have the anchor `hit`."""
    return _alone(lang, versions).report(view, root=None, mark=mark)


def _alone(lang: Lang, versions: Mapping[str, str] | None) -> Site:
    """Pages of no site: without an overview or others to link to."""
    view = CorpusView(reports=(), load=_nothing, versions=versions or {})
    return Site(view, Wording(lang))


def _nothing(report_id: str) -> ReportView:
    raise KeyError(report_id)


def _measured(line: ReportLine) -> Measured:
    """The scores of a report and their components, as `score` and `score.component`."""
    values = {name: score.value for name, score in line.scores.items() if score.value is not None}
    for name, score in line.scores.items():
        values |= {f"{name}.{part}": value for part, value in score.components.items()}
    return Measured(level=line.level, province=line.province, values=values)
