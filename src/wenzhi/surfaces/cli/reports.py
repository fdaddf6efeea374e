"""Floor 8: commands on reports: check, inspect, score, explain."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from wenzhi.surfaces.cli.printing import UNREADABLE, Bar, Json, envelope, fail, note, write

FOUND = 1
Paths = Annotated[list[Path], typer.Argument(help="文件或文件夹 / files or folders")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="不显示进度 / no progress")]


class Shape(StrEnum):
    """How `check` prints."""

    text = "text"
    json = "json"
    jsonl = "jsonl"
    sarif = "sarif"


class Lang(StrEnum):
    """The language of findings and deliverables."""

    zh = "zh"
    en = "en"


class Threshold(StrEnum):
    """The least severity that makes the exit code 1."""

    error = "error"
    warning = "warning"
    info = "info"
    never = "never"


class Runner(StrEnum):
    """Where the batch plan runs."""

    native = "native"
    ray = "ray"


Language = Annotated[Lang, typer.Option("--lang", help="语言 / language")]


def check(
    paths: Paths,
    shape: Annotated[Shape, typer.Option("--format", help="输出形式")] = Shape.text,
    as_json: Json = False,
    select: Annotated[str, typer.Option(help="只看这些规则，如 T,P201")] = "",
    ignore: Annotated[str, typer.Option(help="不看这些规则")] = "",
    fail_on: Annotated[Threshold, typer.Option(help="达到此级别时退出码为 1")] = Threshold.error,
    sheet: Annotated[
        Path | None, typer.Option(help="把每份报告的核查单（网页，可打印）写到此文件夹")
    ] = None,
    lang: Language = Lang.zh,
    quiet: Quiet = False,
) -> None:
    """核查单份或一批年报，像检查程序那样列出问题 / check reports one by one."""
    from wenzhi import api

    with Bar(quiet=quiet) as bar:
        result = api.check(paths, select=select, ignore=ignore, progress=bar)
    chosen = "json" if as_json else shape.value
    write(api.show_check(result, chosen, lang.value))
    if sheet is not None:
        for path in api.write_sheets(result, sheet, lang.value):
            note(f"核查单：{path}")
    raise typer.Exit(api.check_exit_code(result, fail_on.value))


def inspect(
    paths: Paths,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="多份文件，一行一份")] = False,
    as_json: Json = False,
) -> None:
    """打印一份年报里读到的一切（wenzhi.report/1）/ print everything read from a report."""
    from wenzhi import api
    from wenzhi.outputs.document import encode_json, report_document

    if len(paths) > 1 and not jsonl:
        raise typer.BadParameter("多份文件请用 --jsonl")
    failed = False
    for path in paths:
        found = api.try_inspect(path)
        if isinstance(found, api.Inspection):
            write(encode_json(report_document(found.report, found.judgement)))
        elif jsonl:
            failed = True
            write(encode_json(api.error_envelope(found)))
        else:
            fail(found, UNREADABLE)
    if failed:
        raise typer.Exit(UNREADABLE)


def score(
    paths: Paths,
    corpus: Annotated[Path, typer.Option(help="语料库文件夹 / corpus directory")],
    out: Annotated[Path, typer.Option(help="结果写到这里 / write results here")] = Path(
        "reports_out"
    ),
    roster: Annotated[Path | None, typer.Option(help="应报名单（CSV 或 XLSX）")] = None,
    lang: Language = Lang.zh,
    fail_on: Annotated[Threshold, typer.Option(help="达到此级别时退出码为 1")] = Threshold.never,
    runner: Annotated[Runner, typer.Option(help="批处理引擎")] = Runner.native,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """主要工作：读一批年报、入库、互相比对、评判、写出网页与工作簿 / the main job."""
    from wenzhi import api
    from wenzhi.outputs import envelopes

    with Bar(quiet=quiet) as bar:
        data = api.score(
            paths,
            corpus,
            out,
            roster=roster,
            lang=lang.value,
            runner=runner.value,
            progress=bar,
        )
    if as_json:
        envelope(envelopes.SCORE_SCHEMA, data)
    else:
        write(api.show_score(data, lang.value))
    raise typer.Exit(api.score_exit_code(data, fail_on.value))


def explain(
    path: Annotated[Path, typer.Argument(help="年报文件")],
    corpus: Annotated[Path | None, typer.Option(help="与哪个语料库比")] = None,
    lang: Language = Lang.zh,
    as_json: Json = False,
) -> None:
    """在终端说明一份年报为何得此评判 / one report's judgement with its reasons."""
    from wenzhi import api
    from wenzhi.outputs.document import encode_json, report_document

    found = api.explain(path, corpus)
    if as_json:
        write(encode_json(report_document(found.report, found.judgement)))
    else:
        write(api.show_explanation(found, lang.value))
