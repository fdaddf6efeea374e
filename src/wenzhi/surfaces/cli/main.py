"""Floor 8: the `wenzhi` command: its sub-commands put together, usage errors told."""

from __future__ import annotations

import os
import sys

import typer

from wenzhi.base.errors import ErrorRecord
from wenzhi.surfaces.cli import corpora, models, queries, reports, studies, tools
from wenzhi.surfaces.cli.printing import INTERRUPTED, fail, guarded

USAGE = 2

_EXAMPLES = """\b
文质：读政府信息公开工作年度报告，说出几分是文、几分是质。

\b
  wenzhi check 年报.txt                          核查一份年报
  wenzhi score 年报文件夹 --corpus 库 --out 结果    核查一批，写出网页与工作簿
  wenzhi compare 甲.txt 乙.txt --out 比对.html      两份并排比对
  wenzhi demo                                    用随附的虚构年报走一遍
  wenzhi rule T101                               一条规则说明
"""

app = typer.Typer(
    help=_EXAMPLES,
    no_args_is_help=True,
    rich_markup_mode=None,  # rich would cost half of the start-up time
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for command in (
    reports.check,
    reports.inspect,
    reports.score,
    reports.explain,
    corpora.copies,
    corpora.compare,
    queries.serve,
    tools.rule,
    tools.rules,
    tools.demo,
    tools.doctor,
    tools.synth,
):
    app.command()(guarded(command))
corpora.app.command()(guarded(studies.sample))
corpora.app.command()(guarded(studies.agree))
app.add_typer(corpora.app, name="corpus")
app.add_typer(queries.app, name="query")
app.add_typer(models.app, name="models")


@app.callback(invoke_without_command=True)
def version(
    show: bool = typer.Option(False, "--version", help="版本 / version"),
) -> None:
    """Options that stand before any command."""
    if show:
        from wenzhi import __version__

        typer.echo(f"wenzhi {__version__}")
        raise typer.Exit


def main() -> None:
    """Run the command line and leave with the contract's exit code."""
    command = typer.main.get_command(app)
    try:
        code = command.main(sys.argv[1:], prog_name="wenzhi", standalone_mode=False)
    except typer.Exit as leave:
        code = leave.exit_code
    except typer.Abort:
        code = INTERRUPTED
    except Exception as error:
        code = _usage(error)
    if code == INTERRUPTED:
        # Threads of the batch engine are still at work: an orderly end of Python makes them abort
        # the process, and its exit code would be theirs.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(INTERRUPTED)
    sys.exit(code if isinstance(code, int) else 0)


def _usage(error: Exception) -> int:
    """A command line that cannot be understood: exit 2, in the shape that was asked for."""
    shown = getattr(error, "format_message", None)
    if shown is None:
        raise error
    try:
        fail(ErrorRecord(code="E200", message=shown(), hint="wenzhi --help"), USAGE)
    except typer.Exit as leave:
        return int(leave.exit_code)
    return USAGE
