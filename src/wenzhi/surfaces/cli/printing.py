"""Floor 8: how commands speak: envelopes on stdout, progress and errors on stderr, exit codes."""

from __future__ import annotations

import functools
import itertools
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from wenzhi.base.errors import ErrorRecord, WenzhiError

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress
    from rich.progress import TaskID

INTERNAL = 4
INTERRUPTED = 130
UNREADABLE = 3

Json = Annotated[bool, typer.Option("--json", help="以 JSON 输出 / print JSON")]
Command = TypeVar("Command", bound=Callable[..., Any])


def guarded(command: Command) -> Command:
    """Turn what a command raises into the contract's error and exit code."""

    @functools.wraps(command)
    def run(*arguments: Any, **options: Any) -> None:  # noqa: ANN401 # passes on what typer parsed
        try:
            command(*arguments, **options)
        except WenzhiError as error:
            fail(error.record(), error.exit_code)
        except KeyboardInterrupt:
            note("已中断；已完成的部分都已保存，重新运行会接着做")
            raise typer.Exit(INTERRUPTED) from None
        except BrokenPipeError:
            # The reader of a pipe has left; Python would complain again when it closes stdout.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(0) from None
        except (typer.Exit, typer.Abort):
            raise
        except Exception as error:
            if os.environ.get("WENZHI_DEBUG"):
                raise
            fail(internal(error), INTERNAL)

    return run  # type: ignore[return-value] # same signature, by functools.wraps


def internal(error: Exception) -> ErrorRecord:
    """What is told of an error that nobody raised on purpose."""
    return ErrorRecord(
        code="E900",
        message=f"内部错误：{type(error).__name__}: {error}",
        hint="设 WENZHI_DEBUG=1 再运行可见调用栈，请连同输入一并报告",
    )


def fail(error: ErrorRecord, exit_code: int) -> None:
    """Tell an error: as JSON on stdout where JSON was asked for, else in words on stderr."""
    if wants_json(sys.argv):
        from wenzhi.outputs.document import encode_json
        from wenzhi.outputs.envelopes import ErrorEnvelope

        write(encode_json(ErrorEnvelope(error=error)))
    else:
        note(told(error))
    raise typer.Exit(exit_code)


def wants_json(arguments: Iterable[str]) -> bool:
    """Whether a command line asks for JSON by `--json` or `--format json`."""
    words = list(arguments)
    follows = any(pair == ("--format", "json") for pair in itertools.pairwise(words))
    return "--json" in words or "--format=json" in words or "--jsonl" in words or follows


def told(error: ErrorRecord) -> str:
    """An error in words: what happened, where, what to try."""
    lines = [f"错误 {error.code}：{error.message}"]
    lines += [f"  位置  {error.where}"] if error.where else []
    lines += [f"  可试  {error.hint}"] if error.hint else []
    return "\n".join(lines)


def note(text: str) -> None:
    """Say something that is not data."""
    print(text, file=sys.stderr)


def write(content: bytes | str) -> None:
    """Print data. Always UTF-8: a Chinese Windows console would otherwise get GBK in pipes."""
    data = content.encode() if isinstance(content, str) else content
    sys.stdout.buffer.write(data if data.endswith(b"\n") else data + b"\n")
    sys.stdout.buffer.flush()


def envelope(
    schema: str,
    data: object,
    *,
    warnings: tuple[str, ...] = (),
    truncated: bool = False,
    meta: Mapping[str, str] | None = None,
) -> None:
    """Print `data` in the one envelope."""
    from wenzhi.outputs.document import encode_json
    from wenzhi.outputs.envelopes import Envelope

    record = Envelope(
        schema=schema, data=data, warnings=warnings, truncated=truncated, meta=dict(meta or {})
    )
    write(encode_json(record, indent=1))


def coloured() -> bool:
    """Whether stdout is a terminal that shows colour and wants it (https://no-color.org).

    A console of Windows prints the codes instead, unless it says that it knows them.
    """
    if not sys.stdout.isatty() or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return sys.platform != "win32" or any(map(os.environ.get, _WINDOWS_TERMINALS))


_WINDOWS_TERMINALS = ("WT_SESSION", "ANSICON", "ConEmuANSI", "TERM")
"""Set by Windows Terminal, ANSICON, ConEmu, and the terminals of MSYS and Cygwin."""


def show(
    schema: str, data: object, text: str, as_json: bool, warnings: tuple[str, ...] = ()
) -> None:
    """Print `data` in its envelope where JSON was asked for, else `text`."""
    if as_json:
        envelope(schema, data, warnings=warnings)
    else:
        write(text)


_STAGES = {
    "hash": "识别文件",
    "analyse": "读取与解析",
    "collect": "汇集第五节",
    "copies": "比对雷同",
    "judge": "核查与评分",
    "workbook": "写出工作簿",
    "tables": "写出表格",
    "pages": "写出网页",
    "synth": "生成报告",
}


class Bar:
    """Progress on stderr: a bar with rate and time left on a terminal, a line a stage elsewhere."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._quiet = quiet
        self._bar: RichProgress | None = None
        self._task: TaskID | None = None
        self._live = sys.stderr.isatty()

    def __enter__(self) -> Bar:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()

    def stage(self, name: str, total: int | None) -> None:
        """Show that a stage begins."""
        shown = _STAGES.get(name, name)
        if self._quiet or total == 0:
            self._task = None
        elif self._live:
            self._task = self._start().add_task(shown, total=total)
        else:
            note(f"{shown}：{total if total is not None else '…'}")

    def advance(self, steps: int = 1) -> None:
        """Move the bar of the current stage."""
        if self._bar is not None and self._task is not None:
            self._bar.advance(self._task, steps)

    def _start(self) -> RichProgress:
        if self._bar is None:
            from rich import progress
            from rich.console import Console
            from rich.text import Text

            class Rate(progress.ProgressColumn):
                def render(self, task: progress.Task) -> Text:
                    return Text("" if task.speed is None else f"{task.speed:.1f}/s")

            self._bar = progress.Progress(
                progress.TextColumn("{task.description}"),
                progress.BarColumn(),
                progress.MofNCompleteColumn(),
                Rate(),
                progress.TimeRemainingColumn(),
                console=Console(stderr=True, no_color=bool(os.environ.get("NO_COLOR"))),
            )
            self._bar.start()
        return self._bar
