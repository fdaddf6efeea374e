"""Floor 8: questions to a corpus: what is found, how often, beside what, since when; panels; kept queries."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wenzhi.surfaces.cli.corpora import Corpus
from wenzhi.surfaces.cli.printing import Json, envelope, guarded, note, write

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


@app.command()
@guarded
def sql(
    corpus: Corpus,
    statement: Annotated[str, typer.Argument(help="一条 SELECT 语句")],
    limit: Limit = 1000,
    out: Out = None,
    save: Save = None,
    seconds: Seconds = 60,
    shape: Shape = Form.table,
    as_json: Json = False,
) -> None:
    """用 SQL 查各表（只读）/ SQL over the tables, read-only."""
    asked = _Asked(corpus, shape, as_json, out, save, seconds)
    asked.answer("sql", statement=statement, limit=limit or None)


@app.command()
@guarded
def kwic(
    corpus: Corpus,
    phrase: Annotated[str, typer.Argument(help="要找的词语")],
    regex: Regex = False,
    where: Where = None,
    section: Section = None,
    context: Context = 20,
    sort: Sort = Order.place,
    collapse: Collapsed = Copies.none,
    limit: Limit = 100,
    out: Out = None,
    save: Save = None,
    seconds: Seconds = 60,
    shape: Shape = Form.table,
    as_json: Json = False,
) -> None:
    """词语及其上下文，一处不漏 / keyword in context, every occurrence."""
    asked = _Asked(corpus, shape, as_json, out, save, seconds)
    asked.answer(
        "kwic",
        text=phrase,
        language=_language(regex, cql=False),
        where=where,
        section=section,
        context=context,
        sort=sort.value,
        collapse=collapse.value,
        limit=limit or None,
    )


@app.command()
@guarded
def cql(
    corpus: Corpus,
    query: Annotated[str, typer.Argument(help="""查询，如 '"公开" within <problem>'""")],
    where: Where = None,
    context: Context = 20,
    sort: Sort = Order.place,
    collapse: Collapsed = Copies.none,
    limit: Limit = 100,
    out: Out = None,
    save: Save = None,
    seconds: Seconds = 60,
    grammar: Grammar = False,
    shape: Shape = Form.table,
    as_json: Json = False,
) -> None:
    """按词、词性、范围与条件查 / token patterns within regions, with conditions on reports."""
    asked = _Asked(corpus, shape, as_json, out, save, seconds)
    asked.answer(
        "kwic",
        text=query,
        language="cql",
        where=where,
        context=context,
        sort=sort.value,
        collapse=collapse.value,
        limit=limit or None,
    )


@app.command()
@guarded
def freq(
    corpus: Corpus,
    text: Text,
    by: Annotated[
        str,
        typer.Option(help="分组：year level province region kind form organ section，可用逗号并列"),
    ] = "year",
    regex: Regex = False,
    cql: Cql = False,
    where: Where = None,
    section: Section = None,
    collapse: Collapsed = Copies.none,
    limit: Limit = 1000,
    out: Out = None,
    save: Save = None,
    seconds: Seconds = 60,
    define: Define = False,
    shape: Shape = Form.table,
    as_json: Json = False,
) -> None:
    """出现多少次，按年度、层级、地区等，带分母 / frequencies with their denominators."""
    asked = _Asked(corpus, shape, as_json, out, save, seconds)
    asked.answer(
        "freq",
        text=text,
        language=_language(regex, cql),
        by=[part.strip() for part in by.split(",") if part.strip()],
        where=where,
        section=section,
        collapse=collapse.value,
        limit=limit or None,
    )


@app.command()
@guarded
def first(
    corpus: Corpus,
    text: Text,
    by: Annotated[
        str, typer.Option(help="分组：region province level year kind form organ")
    ] = "region",
    regex: Regex = False,
    cql: Cql = False,
    where: Where = None,
    section: Section = None,
    limit: Limit = 1000,
    out: Out = None,
    save: Save = None,
    seconds: Seconds = 60,
    shape: Shape = Form.table,
    as_json: Json = False,
) -> None:
    """一种说法最早见于何处、如何散开 / where a wording came up first and how it spread."""
    asked = _Asked(corpus, shape, as_json, out, save, seconds)
    asked.answer(
        "first",
        text=text,
        language=_language(regex, cql),
        by=by,
        where=where,
        section=section,
        limit=limit or None,
    )


@app.command()
@guarded
def facets(
    corpus: Corpus,
    text: Annotated[str | None, typer.Argument(help="只看含这个词语的年报")] = None,
    most: Annotated[int, typer.Option(help="每项最多列几个值；0 为全部")] = 10,
    regex: Regex = False,
    cql: Cql = False,
    where: Where = None,
    section: Section = None,
    limit: Limit = 0,
    out: Out = None,
    save: Save = None,
    seconds: Seconds = 60,
    shape: Shape = Form.table,
    as_json: Json = False,
) -> None:
    """符合条件的年报都是哪些：十项各有多少 / what the chosen reports are, ten fields at once."""
    asked = _Asked(corpus, shape, as_json, out, save, seconds)
    asked.answer(
        "facets",
        text=text,
        language=_language(regex, cql),
        where=where,
        section=section,
        most=most,
        limit=limit or None,
    )


@app.command()
@guarded
def templates(
    corpus: Corpus,
    where: Where = None,
    limit: Limit = 100,
    out: Out = None,
    save: Save = None,
    seconds: Seconds = 60,
    shape: Shape = Form.table,
    as_json: Json = False,
) -> None:
    """用得最多的模板 / families of reports that share a skeleton, the largest first."""
    asked = _Asked(corpus, shape, as_json, out, save, seconds)
    asked.answer("templates", where=where, limit=limit or None)


@app.command()
@guarded
def ngrams(
    corpus: Corpus,
    size: Annotated[int, typer.Option("--n", help="几个词一串，1 至 8")] = 2,
    by: Annotated[str | None, typer.Option(help="再按一项分组，如 year")] = None,
    containing: Annotated[str | None, typer.Option(help="只要含这个词的")] = None,
    where: Where = None,
    section: Section = None,
    least: Least = 3,
    limit: Limit = 100,
    out: Out = None,
    save: Save = None,
    seconds: Seconds = 60,
    shape: Shape = Form.table,
    as_json: Json = False,
) -> None:
    """常见的词串 / runs of words, most frequent first."""
    asked = _Asked(corpus, shape, as_json, out, save, seconds)
    asked.answer(
        "ngrams",
        size=size,
        by=by,
        containing=containing,
        where=where,
        section=section,
        least=least,
        limit=limit or None,
    )


@app.command()
@guarded
def collocates(
    corpus: Corpus,
    text: Text,
    window: Annotated[int, typer.Option(help="左右各几个词")] = 5,
    order: Annotated[str, typer.Option(help="排序的量：log_dice mi mi3 t ll")] = "log_dice",
    regex: Regex = False,
    cql: Cql = False,
    where: Where = None,
    section: Section = None,
    least: Least = 3,
    limit: Limit = 100,
    out: Out = None,
    save: Save = None,
    seconds: Seconds = 60,
    define: Define = False,
    shape: Shape = Form.table,
    as_json: Json = False,
) -> None:
    """常与什么词同现 / words that stand near: logDice, MI, log-likelihood."""
    asked = _Asked(corpus, shape, as_json, out, save, seconds)
    asked.answer(
        "collocates",
        text=text,
        language=_language(regex, cql),
        window=window,
        order=order,
        where=where,
        section=section,
        least=least,
        limit=limit or None,
    )


@app.command()
@guarded
def keyness(
    corpus: Corpus,
    focus: Annotated[str, typer.Argument(help="要看的年报，如 'year = 2024'")],
    reference: Annotated[str, typer.Argument(help="与之比较的年报，如 'year = 2019'")],
    order: Annotated[
        str, typer.Option(help="排序的量：ll chi2 log_ratio percent_diff simple_maths")
    ] = "ll",
    section: Section = None,
    least: Least = 3,
    limit: Limit = 100,
    out: Out = None,
    save: Save = None,
    seconds: Seconds = 60,
    define: Define = False,
    shape: Shape = Form.table,
    as_json: Json = False,
) -> None:
    """一批年报比另一批多用什么词 / words that tell some reports from others."""
    asked = _Asked(corpus, shape, as_json, out, save, seconds)
    asked.answer(
        "keyness",
        focus=focus,
        reference=reference,
        order=order,
        section=section,
        least=least,
        limit=limit or None,
    )


@app.command()
@guarded
def dispersion(
    corpus: Corpus,
    text: Text,
    regex: Regex = False,
    cql: Cql = False,
    where: Where = None,
    section: Section = None,
    out: Out = None,
    save: Save = None,
    seconds: Seconds = 60,
    define: Define = False,
    shape: Shape = Form.table,
    as_json: Json = False,
) -> None:
    """散布得匀不匀 / how evenly hits are spread over reports."""
    asked = _Asked(corpus, shape, as_json, out, save, seconds)
    language = _language(regex, cql)
    asked.answer("dispersion", text=text, language=language, where=where, section=section)


class Stretch(StrEnum):
    """What is compared with a text."""

    problem = "problem"
    measure = "measure"
    sentence = "sentence"


@app.command()
@guarded
def similar(
    corpus: Corpus,
    text: Annotated[str, typer.Argument(help="一句话，如一个问题")],
    kind: Annotated[Stretch, typer.Option(help="与哪一类相比")] = Stretch.problem,
    where: Where = None,
    least: Annotated[float, typer.Option(help="至少多相似，0 至 1")] = 0.25,
    limit: Limit = 20,
    out: Out = None,
    save: Save = None,
    seconds: Seconds = 60,
    shape: Shape = Form.table,
    as_json: Json = False,
) -> None:
    """谁还说过相近的话、怎么办的 / who else said the like, and what they did about it."""
    asked = _Asked(corpus, shape, as_json, out, save, seconds)
    asked.answer(
        "similar", text=text, kind=kind.value, where=where, least=least, limit=limit or None
    )


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


_ADDED_SHOWN = 20
"""New rows told one by one on stderr; all of them stand in the answer."""


class _Asked:
    """How one question is asked and where its answer goes."""

    def __init__(
        self,
        corpus: Path,
        shape: Form,
        as_json: bool,
        out: Path | None,
        save: Path | None,
        seconds: float,
    ) -> None:
        self._corpus, self._out, self._save, self._seconds = corpus, out, save, seconds
        self._shape = "json" if as_json else shape.value

    def answer(self, method: Method, **arguments: Argument) -> None:
        """Ask, keep, write and print."""
        from wenzhi import api

        with api.Corpus(self._corpus, seconds=self._seconds) as opened:
            answer = opened.put(method, arguments, save=self._save)
            if self._out is not None:
                written = opened.export(method, arguments, self._out)
                note(f"已写 {written.rows} 行（共 {written.total} 行）：{written.path}")
        _show(answer, self._shape)


def _language(regex: bool, cql: bool) -> Language:
    if regex and cql:
        raise typer.BadParameter("--regex 与 --cql 只能用一个")
    return "regex" if regex else "cql" if cql else "phrase"


def _show(answer: Answer, shape: str, warnings: tuple[str, ...] = ()) -> None:
    """Print an answer: its envelope, CSV or a table; what must be said beside it on stderr."""
    from wenzhi.outputs.envelopes import QUERY_SCHEMA, QueryData
    from wenzhi.surfaces.cli.telling import tell_answer

    if shape == "json":
        data = QueryData(
            columns=answer.columns,
            rows=answer.rows,
            total=answer.total,
            total_is_exact=answer.total_is_exact,
        )
        meta = {**answer.stamps, "digest": answer.digest}
        told = (*warnings, *answer.notes)
        envelope(QUERY_SCHEMA, data, warnings=told, truncated=answer.truncated, meta=meta)
        return
    write(tell_answer(answer, shape))
    for line in answer.notes:
        note(line)
    if shape == "csv" and answer.truncated:
        note(f"共 {answer.total} 行，只写了 {len(answer.rows)} 行；全部请加 --limit 0")
