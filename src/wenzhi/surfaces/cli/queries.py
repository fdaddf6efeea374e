"""Floor 8: questions to a corpus: what is found, how often, beside what, since when; panels; kept queries."""

from __future__ import annotations

import contextlib
import inspect
import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, TypeAlias

import typer

from wenzhi.base.errors import ErrorRecord, UsageError
from wenzhi.surfaces.cli.corpora import Corpus
from wenzhi.surfaces.cli.printing import Json, fail, guarded, note, write

if TYPE_CHECKING:
    from wenzhi.query.answer import Answer
    from wenzhi.query.hits import Language
    from wenzhi.query.questions import Argument, Method

app = typer.Typer(help="查询 / questions", no_args_is_help=True, rich_markup_mode=None)


class Form(StrEnum):
    """How an answer is printed."""

    table = "table"
    json = "json"
    csv = "csv"


class Order(StrEnum):
    """Orders of a concordance."""

    place = "place"
    left = "left"
    right = "right"
    match = "match"
    year = "year"


class Copies(StrEnum):
    """What counts as one wording."""

    none = "none"
    exact = "exact"
    family = "family"
    organ = "organ"


Shape = Annotated[Form, typer.Option("--format", help="输出形式")]
Limit = Annotated[int, typer.Option(help="最多显示多少行；0 为全部")]
Where = Annotated[str | None, typer.Option(help="只看符合条件的年报，如 'year = 2022'")]
Section = Annotated[str | None, typer.Option(help="只在这一节，如 problems")]
Regex = Annotated[bool, typer.Option("--regex", help="按正则表达式（RE2）")]
Cql = Annotated[bool, typer.Option("--cql", help="按查询语言，见 query cql --grammar")]
Sort = Annotated[Order, typer.Option(help="排列次序")]
Collapsed = Annotated[Copies, typer.Option("--collapse", help="相同表述只计一次的口径")]
Out = Annotated[Path | None, typer.Option(help="另把全部行写成文件：csv jsonl parquet xlsx")]
Save = Annotated[Path | None, typer.Option(help="把查询与答案的摘要存成文件，供日后复查")]
After = Annotated[str | None, typer.Option(help="接着上一页：上次答案给出的翻页标记")]
Seconds = Annotated[float, typer.Option(help="最多用多少秒")]
Context = Annotated[int, typer.Option(help="左右各显示多少字")]
Least = Annotated[int, typer.Option(help="至少出现几次")]
Text = Annotated[str, typer.Argument(help="要找的词语、正则表达式或查询")]


def _print_grammar(wanted: bool) -> None:
    if wanted:
        from wenzhi import api

        write(api.query_grammar())
        raise typer.Exit


def _print_definitions(wanted: bool) -> None:
    if wanted:
        from wenzhi import api

        write("\n".join(api.query_definitions()))
        raise typer.Exit


Define = Annotated[
    bool,
    typer.Option(
        "--define", is_eager=True, callback=_print_definitions, help="各量的定义与出处，然后退出"
    ),
]
Grammar = Annotated[
    bool,
    typer.Option("--grammar", is_eager=True, callback=_print_grammar, help="语法，然后退出"),
]


class Arguments(NamedTuple):
    """What a command says is asked: arguments of the method of `Corpus`."""

    asked: dict[str, Argument]


@dataclass(frozen=True, slots=True)
class Goes:
    """Where the answer to a question goes, and how long it may take."""

    out: Out = None
    save: Save = None
    after: After = None
    seconds: Seconds = 60
    shape: Shape = Form.table
    as_json: Json = False

    def answer(self, corpus: Path, method: Method, arguments: dict[str, Argument]) -> None:
        """Ask, keep, write and print."""
        from wenzhi import api

        if self.after is not None and self.save is not None:
            raise _misused("--save 存整个答案，不能与 --after 同用", "--save --after")
        asked_twice = 2 if self.out is not None else 1
        with (
            _ended_after(asked_twice * self.seconds),
            api.Corpus(corpus, seconds=self.seconds) as opened,
        ):
            answer = opened.put(method, arguments, save=self.save, after=self.after)
            if self.out is not None:
                written = opened.export(method, arguments, self.out)
                note(f"已写 {written.rows} 行（共 {written.total} 行）：{written.path}")
        _show(answer, "json" if self.as_json else self.shape.value)


_GRACE = 5.0
"""Seconds that an interrupted question may still take to stop by itself."""


@contextlib.contextmanager
def _ended_after(seconds: float) -> Iterator[None]:
    """End the process where a question does not heed its limit.

    DuckDB looks for an interruption between functions only: one regular expression of SQL over long texts
    can go on for minutes.
    """

    def end() -> None:
        error = ErrorRecord(
            code="E606",
            message=f"查询超过 {seconds:g} 秒，无法中断，已强行结束",
            hint="缩小范围，或放宽 --seconds",
        )
        with contextlib.suppress(typer.Exit):
            fail(error, _NOT_ANSWERED)
        os._exit(_NOT_ANSWERED)

    timer = threading.Timer(seconds + _GRACE, end)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


_NOT_ANSWERED = 2
"""How a command ends that cannot do what was asked."""


Ask: TypeAlias = Callable[..., Arguments]


def _question(method: Method, *more: Ask) -> Callable[[Ask], Ask]:
    """Make a command of what says which arguments are asked with.

    The command also takes the corpus, what each of `more` takes, and what `Goes` takes: an option that
    many commands have is declared once.
    """

    def enrol(ask: Ask) -> Ask:
        parts = (ask, *more)

        def run(corpus: Path, **options: Any) -> None:  # noqa: ANN401 # passes on what typer parsed
            told: dict[str, Argument] = {}
            for part in parts:
                told |= part(**_taken(part, options)).asked
            Goes(**_taken(Goes, options)).answer(corpus, method, told)

        takers: tuple[Callable[..., object], ...] = (*parts, Goes)
        own = [one for part in takers for one in _parameters(part)]
        first = inspect.Parameter("corpus", inspect.Parameter.KEYWORD_ONLY, annotation=Corpus)
        run.__signature__ = inspect.Signature([first, *own])  # type: ignore[attr-defined] # read by typer
        run.__name__, run.__doc__ = ask.__name__, ask.__doc__
        app.command()(guarded(run))
        return ask

    return enrol


def _parameters(part: Callable[..., object]) -> list[inspect.Parameter]:
    """What a part takes; by name, so that what must be given may stand behind what need not."""
    signature = inspect.signature(part, eval_str=True)
    return [one.replace(kind=one.KEYWORD_ONLY) for one in signature.parameters.values()]


def _taken(part: Callable[..., object], options: dict[str, Any]) -> dict[str, Any]:
    return {name: options[name] for name in inspect.signature(part).parameters}


# Options that several questions have ----------------------------------------------------------


def _target(
    text: Text,
    regex: Regex = False,
    cql: Cql = False,
    where: Where = None,
    section: Section = None,
) -> Arguments:
    language = _language(regex, cql)
    return Arguments({"text": text, "language": language, "where": where, "section": section})


def _reports(where: Where = None) -> Arguments:
    return Arguments({"where": where})


def _section(section: Section = None) -> Arguments:
    return Arguments({"section": section})


def _copies(collapse: Collapsed = Copies.none) -> Arguments:
    return Arguments({"collapse": collapse.value})


def _lines(context: Context = 20, sort: Sort = Order.place) -> Arguments:
    return Arguments({"context": context, "sort": sort.value})


def _frequent(least: Least = 3) -> Arguments:
    return Arguments({"least": least})


def _rows(limit: Limit = 100) -> Arguments:
    return Arguments({"limit": limit or None})


def _many_rows(limit: Limit = 1000) -> Arguments:
    return Arguments({"limit": limit or None})


def _defined(define: Define = False) -> Arguments:
    return Arguments({})


# Questions -------------------------------------------------------------------------------------


@_question("sql", _many_rows)
def sql(statement: Annotated[str, typer.Argument(help="一条 SELECT 语句")]) -> Arguments:
    """用 SQL 查各表（只读）/ SQL over the tables, read-only."""
    return Arguments({"statement": statement})


@_question("kwic", _reports, _section, _lines, _copies, _rows)
def kwic(
    phrases: Annotated[list[str] | None, typer.Argument(help="要找的词语，可以有几个")] = None,
    patterns: Annotated[
        Path | None, typer.Option(help="另从文件里读要找的词语，一行一个（UTF-8）")
    ] = None,
    regex: Regex = False,
) -> Arguments:
    """词语及其上下文，一处不漏 / keyword in context, every occurrence."""
    wanted = [*(phrases or ()), *_read_lines(patterns)]
    if not wanted and patterns is not None:
        raise _misused("文件里没有要找的词语", str(patterns))
    if not wanted:
        raise _misused("没有说要找什么", "PHRASES")
    text = wanted[0] if len(wanted) == 1 and patterns is None else wanted
    return Arguments({"text": text, "language": _language(regex, cql=False)})


@_question("kwic", _reports, _lines, _copies, _rows)
def cql(
    query: Annotated[str, typer.Argument(help="""查询，如 '"公开" within <problem>'""")],
    grammar: Grammar = False,
) -> Arguments:
    """按词、词性、范围与条件查 / token patterns within regions, with conditions on reports."""
    return Arguments({"text": query, "language": "cql"})


@_question("freq", _target, _copies, _many_rows, _defined)
def freq(
    by: Annotated[
        str,
        typer.Option(help="分组：year level province region kind form organ section，可用逗号并列"),
    ] = "year",
) -> Arguments:
    """出现多少次，按年度、层级、地区等，带分母 / frequencies with their denominators."""
    return Arguments({"by": [part.strip() for part in by.split(",") if part.strip()]})


@_question("first", _target, _many_rows, _defined)
def first(
    by: Annotated[
        str, typer.Option(help="分组：region province level year kind form organ")
    ] = "region",
) -> Arguments:
    """一种说法最早见于何处、如何散开 / where a wording came up first and how it spread."""
    return Arguments({"by": by})


@app.command()
@guarded
def spread(
    corpus: Corpus,
    text: Text,
    out: Annotated[Path, typer.Option(help="画到这个文件：html svg")],
    by: Annotated[
        str, typer.Option(help="地方：province region，也可 level kind organ")
    ] = "province",
    regex: Regex = False,
    cql: Cql = False,
    where: Where = None,
    section: Section = None,
    seconds: Seconds = 60,
) -> None:
    """一种说法最早见于何处、如何散开：画成图 / first use and spread as a picture."""
    from wenzhi import api

    with _ended_after(2 * seconds):
        written = api.draw_first_use(
            corpus,
            text,
            out,
            language=_language(regex, cql),
            by=by,
            where=where,
            section=section,
            seconds=seconds,
        )
    note(f"已写：{written}")


@_question("facets", _reports, _section, _defined)
def facets(
    text: Annotated[str | None, typer.Argument(help="只看含这个词语的年报")] = None,
    most: Annotated[int, typer.Option(help="每项最多列几个值；0 为全部")] = 10,
    regex: Regex = False,
    cql: Cql = False,
    limit: Limit = 0,
) -> Arguments:
    """符合条件的年报都是哪些：十项各有多少 / what the chosen reports are, ten fields at once."""
    language = _language(regex, cql)
    return Arguments({"text": text, "language": language, "most": most, "limit": limit or None})


@_question("templates", _reports, _rows)
def templates() -> Arguments:
    """用得最多的模板 / families of reports that share a skeleton, the largest first."""
    return Arguments({})


@_question("ngrams", _reports, _section, _frequent, _rows)
def ngrams(
    size: Annotated[int, typer.Option("--n", help="几个词一串，1 至 8")] = 2,
    by: Annotated[str | None, typer.Option(help="再按一项分组，如 year")] = None,
    containing: Annotated[str | None, typer.Option(help="只要含这个词的")] = None,
) -> Arguments:
    """常见的词串 / runs of words, most frequent first."""
    return Arguments({"size": size, "by": by, "containing": containing})


@_question("collocates", _target, _frequent, _rows, _defined)
def collocates(
    window: Annotated[int, typer.Option(help="左右各几个词")] = 5,
    order: Annotated[str, typer.Option(help="排序的量：log_dice mi mi3 t ll")] = "log_dice",
) -> Arguments:
    """常与什么词同现 / words that stand near: logDice, MI, log-likelihood."""
    return Arguments({"window": window, "order": order})


@_question("keyness", _section, _frequent, _rows, _defined)
def keyness(
    focus: Annotated[str, typer.Argument(help="要看的年报，如 'year = 2024'")],
    reference: Annotated[str, typer.Argument(help="与之比较的年报，如 'year = 2019'")],
    order: Annotated[
        str, typer.Option(help="排序的量：ll chi2 log_ratio percent_diff simple_maths")
    ] = "ll",
) -> Arguments:
    """一批年报比另一批多用什么词 / words that tell some reports from others."""
    return Arguments({"focus": focus, "reference": reference, "order": order})


@_question("dispersion", _target, _defined)
def dispersion() -> Arguments:
    """散布得匀不匀 / how evenly hits are spread over reports."""
    return Arguments({})


class Stretch(StrEnum):
    """What is compared with a text."""

    problem = "problem"
    measure = "measure"
    sentence = "sentence"


@_question("similar", _reports)
def similar(
    text: Annotated[str, typer.Argument(help="一句话，如一个问题")],
    kind: Annotated[Stretch, typer.Option(help="与哪一类相比")] = Stretch.problem,
    least: Annotated[float, typer.Option(help="至少多相似，0 至 1")] = 0.25,
    limit: Limit = 20,
) -> Arguments:
    """谁还说过相近的话、怎么办的 / who else said the like, and what they did about it."""
    return Arguments({"text": text, "kind": kind.value, "least": least, "limit": limit or None})


@app.command()
@guarded
def panel(
    corpus: Corpus,
    variables: Annotated[
        list[str],
        typer.Argument(
            help="变量：单元格 id、count:指标、finding:T、substance、templatedness、stickiness 等"
        ),
    ],
    where: Where = None,
    limit: Limit = 100,
    save: Save = None,
    out: Annotated[
        Path | None, typer.Option(help="写成文件：csv jsonl parquet xlsx dta，编码本在旁边")
    ] = None,
    seconds: Seconds = 60,
    define: Define = False,
    shape: Shape = Form.table,
    as_json: Json = False,
) -> None:
    """机关 × 年度面板，带编码本与缺失说明 / an organ × year panel with its codebook."""
    from wenzhi import api

    with api.Corpus(corpus, seconds=seconds) as opened:
        found = opened.panel(variables, where=where)
        if save is not None:
            opened.put("panel", {"variables": variables, "where": where}, save=save)
    for path in api.write_panel(found, out) if out is not None else ():
        note(f"已写：{path}")
    _show(found.answer.first(limit or None), "json" if as_json else shape.value)


@app.command(name="open")
@guarded
def reopen(
    corpus: Corpus,
    file: Annotated[Path, typer.Argument(help="--save 存下的查询文件")],
    seconds: Seconds = 60,
    shape: Shape = Form.table,
    as_json: Json = False,
) -> None:
    """重问存下的查询，答案变了就说变了什么 / ask a kept query again; say what changed."""
    from wenzhi import api

    with api.Corpus(corpus, seconds=seconds) as opened:
        again = opened.reopen(file)
    verdict = "答案相同" if again.same else "答案变了"
    note("；".join((verdict, *again.changed)))
    for row in again.added[:_ADDED_SHOWN]:
        note("新增\t" + "\t".join("" if cell is None else str(cell) for cell in row))
    if len(again.added) > _ADDED_SHOWN:
        note(f"…… 新增的还有 {len(again.added) - _ADDED_SHOWN} 行")
    _show(again.answer, "json" if as_json else shape.value, (verdict, *again.changed))


class Tongue(StrEnum):
    """Languages of the page."""

    zh = "zh"
    en = "en"


def serve(
    corpus: Corpus,
    port: Annotated[int, typer.Option(help="端口；0 为任选一个空闲的")] = 8765,
    open_it: Annotated[bool, typer.Option("--open", help="随即在浏览器里打开")] = False,
    lang: Annotated[Tongue, typer.Option(help="网页的语言")] = Tongue.zh,
    seconds: Seconds = 60,
) -> None:
    """在浏览器里提问：只在本机，不联网 / ask in a browser, on this machine alone."""
    from wenzhi.surfaces import web

    web.serve(corpus, port=port, open_it=open_it, seconds=seconds, lang=lang.value)


_ADDED_SHOWN = 20
"""New rows told one by one on stderr; all of them stand in the answer."""


def _language(regex: bool, cql: bool) -> Language:
    if regex and cql:
        raise _misused("--regex 与 --cql 只能用一个", "--regex --cql")
    return "regex" if regex else "cql" if cql else "phrase"


def _misused(message: str, where: str) -> UsageError:
    return UsageError("E200", message, where=where, hint="运行 wenzhi query 命令 --help")


def _read_lines(file: Path | None) -> list[str]:
    """What stands in a file of texts to look for; blank lines are none."""
    if file is None:
        return []
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise _misused(f"读不出要找的词语：{error}", str(file)) from error
    return [line for line in lines if line.strip()]


def _show(answer: Answer, shape: str, warnings: tuple[str, ...] = ()) -> None:
    """Print an answer: its envelope, CSV or a table; what must be said beside it on stderr."""
    from wenzhi import api
    from wenzhi.outputs.document import encode_json
    from wenzhi.surfaces.cli.telling import tell_answer

    if shape == "json":
        write(encode_json(api.enveloped(answer, warnings), indent=1))
        return
    write(tell_answer(answer, shape))
    for line in answer.notes:
        note(line)
    if answer.next is not None:
        note(f"下一页：--after {answer.next}")
    if shape == "csv" and answer.truncated:
        note(f"共 {answer.total} 行，只写了 {len(answer.rows)} 行；全部请加 --limit 0")
