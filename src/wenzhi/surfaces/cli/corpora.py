"""Floor 8: commands on a corpus: add, info, verify, export, copies."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from wenzhi.surfaces.cli.printing import UNREADABLE, Bar, Json, envelope, guarded, write
from wenzhi.surfaces.cli.reports import Paths, Quiet, Runner

app = typer.Typer(help="语料库 / corpora", no_args_is_help=True, rich_markup_mode=None)
Corpus = Annotated[Path, typer.Argument(help="语料库文件夹 / corpus directory")]


class Export(StrEnum):
    """File formats a corpus is exported to."""

    parquet = "parquet"
    csv = "csv"
    jsonl = "jsonl"


@app.command()
@guarded
def add(
    corpus: Corpus,
    paths: Paths,
    plan: Annotated[bool, typer.Option("--plan", help="只说会收什么，不动手")] = False,
    roster: Annotated[Path | None, typer.Option(help="应报名单")] = None,
    runner: Annotated[Runner, typer.Option(help="批处理引擎")] = Runner.native,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """把年报读入语料库 / read and analyse reports into a corpus."""
    from wenzhi import api

    with Bar(quiet=quiet) as bar:
        added = (
            api.plan_corpus(corpus, paths, progress=bar)
            if plan
            else api.add(corpus, paths, roster=roster, runner=runner.value, progress=bar)
        )
    if as_json:
        envelope("wenzhi.corpus-add/1", added)
    else:
        write(api.show_added(added))
    raise typer.Exit(UNREADABLE if added.failures else 0)


@app.command()
@guarded
def info(corpus: Corpus, as_json: Json = False) -> None:
    """语料库里有什么 / what a corpus holds."""
    from wenzhi import api

    found = api.info(corpus)
    if as_json:
        envelope("wenzhi.corpus-info/1", found)
    else:
        write(api.show_info(found))


@app.command()
@guarded
def verify(corpus: Corpus, as_json: Json = False) -> None:
    """检查语料库是否完好 / check that a corpus is whole."""
    from wenzhi import api

    found = api.verify(corpus)
    if as_json:
        envelope("wenzhi.corpus-verify/1", found)
    else:
        write(api.show_verified(found))
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

    written = api.export(corpus, out, shape.value)
    if as_json:
        envelope("wenzhi.corpus-export/1", {"files": [str(path) for path in written]})
    else:
        write("\n".join(str(path) for path in written))


def copies(
    corpus: Corpus,
    section: Annotated[str, typer.Option(help="比对哪一节")] = "problems",
    lang: Annotated[str, typer.Option(help="语言")] = "zh",
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """谁与谁高度相同 / who shares what with whom."""
    from wenzhi import api
    from wenzhi.outputs import envelopes

    with Bar(quiet=quiet) as bar:
        found = api.copies(corpus, section=section, progress=bar)
    if as_json:
        envelope(envelopes.COPIES_SCHEMA, found)
    else:
        write(api.show_copies(found, lang))
