"""Floor 8: commands on reports: check, inspect, score, explain."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from wenzhi.base.errors import ErrorRecord, UsageError
from wenzhi.surfaces.cli.printing import (
    UNREADABLE,
    Bar,
    Json,
    coloured,
    envelope,
    note,
    show,
    write,
)

if TYPE_CHECKING:
    from wenzhi.api import CheckResult, Inspection
    from wenzhi.base.records import Report
    from wenzhi.outputs.view import Lang as LangName

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


Map = Annotated[
    str, typer.Option("--map", help="导出文件哪一列是什么，如 text=正文,title=标题,url=网址")
]
Suppress = Annotated[
    Path | None,
    typer.Option(
        "--suppressions", help="标误报的文件；不写就找语料库、当前文件夹里的 suppressions.toml"
    ),
]
Organs = Annotated[
    Path | None,
    typer.Option("--organs", help="机关对照表（CSV、XLSX、TOML）：更名、合并、异写；记在库里"),
]
Weights = Annotated[
    Path | None,
    typer.Option(
        "--profile", help="充实度各分项的权重（TOML）；不写用随附的或 WENZHI_PROFILE 指的"
    ),
]
Language = Annotated[Lang, typer.Option("--lang", help="语言 / language")]


def check(
    paths: Paths,
    shape: Annotated[Shape, typer.Option("--format", help="输出形式")] = Shape.text,
    as_json: Json = False,
    select: Annotated[str, typer.Option(help="只看这些规则，如 T,P201")] = "",
    ignore: Annotated[str, typer.Option(help="不看这些规则")] = "",
    fail_on: Annotated[Threshold, typer.Option(help="达到此级别时退出码为 1")] = Threshold.error,
    sheet: Annotated[
        Path | None, typer.Option(help="把每份报告的核查单（网页与 XLSX，可打印）写到此文件夹")
    ] = None,
    columns: Map = "",
    suppressions: Suppress = None,
    lang: Language = Lang.zh,
    quiet: Quiet = False,
) -> None:
    """核查单份或一批年报，像检查程序那样列出问题 / check reports one by one."""
    from wenzhi import api

    note_rosters(paths)
    note_settings(paths, suppressions)
    with Bar(quiet=quiet) as bar:
        result = api.check(
            paths,
            select=select,
            ignore=ignore,
            columns=columns,
            suppressions=suppressions or note_suppressions([Path(), *paths]),
            progress=bar,
        )
    show_check(result, "json" if as_json else shape.value, lang.value)
    if sheet is not None:
        for path in api.write_sheets(result, sheet, lang.value):
            note(f"核查单：{path}")
    raise typer.Exit(api.check_exit_code(result, fail_on.value))


def inspect(
    paths: Paths,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="多份文件，一行一份")] = False,
    columns: Map = "",
    as_json: Json = False,
) -> None:
    """打印一份年报里读到的一切（wenzhi.report/1）/ print everything read from a report."""
    from wenzhi import api

    if not jsonl:
        if len(paths) > 1:
            raise UsageError(
                "E210", "多份文件不能合成一个 JSON", where="inspect", hint="请加 --jsonl，一行一份"
            )
        show_inspection(api.inspect(paths[0], columns=columns))
        return
    failed = False
    for path in paths:
        for found in api.inspect_each(path, columns=columns):
            failed |= not show_inspection(found)
    raise typer.Exit(UNREADABLE if failed else 0)


def score(
    paths: Paths,
    corpus: Annotated[Path, typer.Option(help="语料库文件夹 / corpus directory")],
    out: Annotated[Path, typer.Option(help="结果写到这里 / write results here")] = Path(
        "reports_out"
    ),
    roster: Annotated[Path | None, typer.Option(help="应报名单（CSV 或 XLSX）")] = None,
    organs: Organs = None,
    lang: Language = Lang.zh,
    fail_on: Annotated[Threshold, typer.Option(help="达到此级别时退出码为 1")] = Threshold.never,
    runner: Annotated[Runner, typer.Option(help="批处理引擎")] = Runner.native,
    columns: Map = "",
    suppressions: Suppress = None,
    profile: Weights = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """主要工作：读一批年报、入库、互相比对、评判、写出网页与工作簿 / the main job."""
    from wenzhi import api
    from wenzhi.outputs import envelopes
    from wenzhi.surfaces.cli.telling import tell_roster, tell_score, tell_suppressions

    note_rosters(paths, roster)
    note_settings(paths, suppressions, profile, organs)
    with Bar(quiet=quiet) as bar:
        data = api.score(
            paths,
            corpus,
            out,
            roster=roster,
            organs=organs,
            lang=lang.value,
            runner=runner.value,
            columns=columns,
            suppressions=suppressions or note_suppressions([corpus, Path(), *paths]),
            profile=profile,
            progress=bar,
        )
    warnings = (
        *tell_roster(data.roster, lang.value),
        *tell_suppressions(data.unused, data.unexplained),
    )
    for line in warnings:
        note(line)
    show(envelopes.SCORE_SCHEMA, data, tell_score(data, lang.value), as_json, warnings)
    raise typer.Exit(api.score_exit_code(data, fail_on.value))


def explain(
    path: Annotated[Path, typer.Argument(help="年报文件")],
    corpus: Annotated[Path | None, typer.Option(help="库里存的评判；库里须有这份文件")] = None,
    against: Annotated[
        Path | None, typer.Option(help="与哪个语料库对照；不收入，库里不必有这份文件")
    ] = None,
    profile: Weights = None,
    suppressions: Suppress = None,
    lang: Language = Lang.zh,
    as_json: Json = False,
) -> None:
    """说明一份年报为何得此评判、怎样会高、如何申辩 / why one report is judged as it is."""
    from wenzhi import api
    from wenzhi.outputs.envelopes import EXPLAIN_SCHEMA
    from wenzhi.outputs.terminal import render_explanation

    folders = [*(folder for folder in (corpus, against) if folder), Path()]
    marks = suppressions or note_suppressions(folders)
    found = api.explain(path, corpus, against=against, profile=profile, suppressions=marks)
    explained = api.explanation(found, profile=profile, lang=lang.value)
    if as_json:
        envelope(EXPLAIN_SCHEMA, explained)
    else:
        view = api.view_of(found)
        write(render_explanation(view, explained, lang.value, colour=coloured()))


def show_inspection(found: Inspection | ErrorRecord) -> bool:
    """Print one document, or in its place the error; gives whether it was read."""
    from wenzhi.outputs.document import encode_json, report_document
    from wenzhi.outputs.envelopes import ErrorEnvelope

    if isinstance(found, ErrorRecord):
        write(encode_json(ErrorEnvelope(error=found)))
        return False
    write(encode_json(report_document(found.report, found.judgement)))
    return True


def note_rosters(paths: list[Path], roster: Path | None = None) -> None:
    """Say which rosters lie among the reports and are not read as reports."""
    from wenzhi import api

    for name in api.rosters_among(paths, roster):
        note(f"{name} 是应报名单，不当作年报读；要查缺报、迟报，请用 wenzhi score 并加 --roster")


def note_settings(paths: list[Path], *named: Path | None) -> None:
    """Say which TOML files lie among the reports and are not read, nor used."""
    from wenzhi import api
    from wenzhi.checks.suppressions import FILE_NAME

    for name in api.settings_among(paths, *named):
        note(f"{name} 不是年报，没有读；标误报的请改名为 {FILE_NAME}，或用 --suppressions 给出")


def note_suppressions(folders: list[Path]) -> Path | None:
    """The file of suppressions in the first of `folders` that has one, told."""
    from wenzhi import api

    found = api.find_suppressions(folders)
    if found is not None:
        note(f"误报标记：{found}")
    return found


def show_check(result: CheckResult, shape: str, lang: LangName) -> None:
    """Print what `check` found in one of its forms; files that failed go to stderr in words."""
    from wenzhi import __version__, api
    from wenzhi.outputs.document import encode_json
    from wenzhi.outputs.envelopes import CHECK_SCHEMA
    from wenzhi.outputs.sarif import sarif_log
    from wenzhi.outputs.terminal import render_findings
    from wenzhi.surfaces.cli.telling import tell_failures, tell_suppressions

    views = [
        msgspec.structs.replace(
            view, report=_found_by(view.report, result.way(view.report.source.path))
        )
        for view in map(api.view_of, result.inspections)
    ]
    failures = [msgspec.structs.replace(one, path=result.way(one.path)) for one in result.failures]
    warnings = tell_suppressions(result.unused)
    if shape == "json":
        envelope(CHECK_SCHEMA, api.check_data(result), warnings=warnings)
    elif shape == "jsonl":
        for checked in api.check_data(result).reports:
            write(encode_json(checked))
    elif shape == "sarif":
        log = sarif_log(views, __version__, lang, failures=failures, warnings=warnings)
        write(encode_json(log, indent=1))
    else:
        write("\n".join(render_findings(views, lang, colour=coloured())))
    for line in (*warnings, *tell_failures(failures)):
        note(line)


def _found_by(report: Report, way: str) -> Report:
    """The same, named by the way to its file, as people and editors look for it."""
    return msgspec.structs.replace(report, source=msgspec.structs.replace(report.source, path=way))
