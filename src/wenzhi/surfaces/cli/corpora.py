"""Floor 8: commands on a corpus: add, info, verify, export, copies; two reports without one."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wenzhi.surfaces.cli.printing import (
    UNREADABLE,
    Bar,
    Json,
    envelope,
    guarded,
    note,
    show,
    write,
)
from wenzhi.surfaces.cli.reports import (
    Lang,
    Language,
    Map,
    Organs,
    Paths,
    Quiet,
    Runner,
    note_rosters,
)

if TYPE_CHECKING:
    from wenzhi.base.records import Copies

app = typer.Typer(help="语料库 / corpora", no_args_is_help=True, rich_markup_mode=None)
Corpus = Annotated[Path, typer.Argument(help="语料库文件夹 / corpus directory")]


class Export(StrEnum):
    """File formats a corpus is exported to."""

    parquet = "parquet"
    csv = "csv"
    jsonl = "jsonl"


class Segmenter(StrEnum):
    """Ways to cut words."""

    jieba = "jieba"
    jieba_plain = "jieba-plain"
    characters = "characters"


@app.command()
@guarded
def add(
    corpus: Corpus,
    paths: Paths,
    plan: Annotated[bool, typer.Option("--plan", help="只说会收什么、不收什么，不动手")] = False,
    roster: Annotated[Path | None, typer.Option(help="应报名单")] = None,
    organs: Organs = None,
    runner: Annotated[Runner, typer.Option(help="批处理引擎")] = Runner.native,
    columns: Map = "",
    segmenter: Annotated[Segmenter | None, typer.Option(help="查询用的词怎样切")] = None,
    lexicon: Annotated[Path | None, typer.Option(help="自备词表，每行一词")] = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """把年报读入语料库 / read and analyse reports into a corpus."""
    from wenzhi import api
    from wenzhi.surfaces.cli import telling

    note_rosters(paths, roster)
    with Bar(quiet=quiet) as bar:
        if plan:
            planned = api.plan(corpus, paths, roster=roster, columns=columns, progress=bar)
            show("wenzhi.corpus-plan/1", planned, telling.tell_plan(planned), as_json)
            raise typer.Exit(UNREADABLE if planned.failures else 0)
        added = api.add(
            corpus,
            paths,
            roster=roster,
            organs=organs,
            runner=runner.value,
            columns=columns,
            segmenter=segmenter.value if segmenter else None,
            lexicon=lexicon,
            progress=bar,
        )
    show("wenzhi.corpus-add/1", added, telling.tell_added(added), as_json)
    raise typer.Exit(UNREADABLE if added.failures else 0)


@app.command()
@guarded
def info(corpus: Corpus, as_json: Json = False) -> None:
    """语料库里有什么 / what a corpus holds."""
    from wenzhi import api
    from wenzhi.surfaces.cli import telling

    found = api.info(corpus)
    show("wenzhi.corpus-info/1", found, telling.tell_holdings(found), as_json)


@app.command()
@guarded
def verify(corpus: Corpus, as_json: Json = False) -> None:
    """检查语料库是否完好 / check that a corpus is whole."""
    from wenzhi import api
    from wenzhi.surfaces.cli import telling

    found = api.verify(corpus)
    show("wenzhi.corpus-verify/1", found, telling.tell_verification(found), as_json)
    raise typer.Exit(0 if not found.problems else 1)


@app.command()
@guarded
def export(
    corpus: Corpus,
    out: Annotated[Path, typer.Option(help="写到这个文件夹")],
    shape: Annotated[Export, typer.Option("--format", help="文件格式")] = Export.parquet,
    as_json: Json = False,
) -> None:
    """把各表导出成文件 / export the tables."""
    from wenzhi import api
    from wenzhi.surfaces.cli import telling

    written = api.export(corpus, out, shape.value)
    files = {"files": [path.as_posix() for path in written]}
    show("wenzhi.corpus-export/1", files, telling.tell_written(written), as_json)


def copies(
    corpus: Corpus,
    more: Annotated[
        list[Path] | None, typer.Argument(help="--against 之后的其他文件", show_default=False)
    ] = None,
    section: Annotated[str, typer.Option(help="比对哪一节，如 overview")] = "problems",
    against: Annotated[
        list[Path] | None,
        typer.Option(help="语料库以外的年报，看它与谁高度相同：文件、文件夹或 *.docx，可给多个"),
    ] = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """谁与谁高度相同 / who shares what with whom."""
    from wenzhi import api
    from wenzhi.base.errors import UsageError
    from wenzhi.surfaces.cli import telling

    if more and not against:
        hint = "库外的文件写在 --against 后面：wenzhi copies 库 --against 文件…"
        raise UsageError("E200", "语料库之后还有别的文件", where=str(more[0]), hint=hint)
    if against:
        found, failures = api.copies_against(corpus, [*against, *(more or ())], section=section)
        _show_copies(found, telling.tell_against(found), as_json)
        for failure in failures:
            note(f"{failure.path}：{failure.code} {failure.message}")
            if failure.hint:
                note(f"  可试  {failure.hint}")
        raise typer.Exit(UNREADABLE if failures else 0)
    with Bar(quiet=quiet) as bar:
        found = api.copies(corpus, section=section, progress=bar)
    _show_copies(found, telling.tell_copies(found), as_json)


def _show_copies(found: Copies, text: str, as_json: bool) -> None:
    """As `show`; what makes an envelope is loaded only where one is asked for, and takes its time."""
    if not as_json:
        write(text)
        return
    from wenzhi.outputs.envelopes import COPIES_SCHEMA

    envelope(COPIES_SCHEMA, found)


def compare(
    a: Annotated[Path, typer.Argument(help="第一份年报 / one report")],
    b: Annotated[Path, typer.Argument(help="第二份年报 / another")],
    out: Annotated[Path | None, typer.Option(help="把并排比对的网页写到这个文件")] = None,
    lang: Language = Lang.zh,
    as_json: Json = False,
) -> None:
    """两份年报并排比对，不需要语料库 / two reports side by side, without a corpus."""
    from wenzhi import api
    from wenzhi.outputs import envelopes
    from wenzhi.surfaces.cli import telling

    found, one, other = api.compare(a, b)
    show(envelopes.COMPARE_SCHEMA, found, telling.tell_comparison(found, lang.value), as_json)
    if out is not None:
        note(f"网页：{api.write_comparison(found, one, other, out, lang.value)}")
