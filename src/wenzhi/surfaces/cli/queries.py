"""Floor 8: questions to a corpus: sql, kwic."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from wenzhi.surfaces.cli.corpora import Corpus
from wenzhi.surfaces.cli.printing import Json, envelope, guarded, write

if TYPE_CHECKING:
    from wenzhi.query.answer import Answer

app = typer.Typer(help="查询 / questions", no_args_is_help=True, rich_markup_mode=None)


class Form(StrEnum):
    """How an answer is printed."""

    table = "table"
    json = "json"
    csv = "csv"


Shape = Annotated[Form, typer.Option("--format", help="输出形式")]
Limit = Annotated[int, typer.Option(help="最多显示多少行；0 为全部")]


@app.command()
@guarded
def sql(
    corpus: Corpus,
    statement: Annotated[str, typer.Argument(help="一条 SELECT 语句")],
    limit: Limit = 1000,
    shape: Shape = Form.table,
    as_json: Json = False,
) -> None:
    """用 SQL 查各表（只读）/ SQL over the tables, read-only."""
    from wenzhi import api

    answer = api.query_sql(corpus, statement, limit=limit or None)
    show_answer(answer, "json" if as_json else shape.value)


@app.command()
@guarded
def kwic(
    corpus: Corpus,
    phrase: Annotated[str, typer.Argument(help="要找的词语")],
    regex: Annotated[bool, typer.Option("--regex", help="按正则表达式")] = False,
    section: Annotated[str | None, typer.Option(help="只在这一节，如 problems")] = None,
    context: Annotated[int, typer.Option(help="左右各显示多少字")] = 20,
    limit: Limit = 100,
    shape: Shape = Form.table,
    as_json: Json = False,
) -> None:
    """词语及其上下文，一处不漏 / keyword in context, every occurrence."""
    from wenzhi import api

    answer = api.query_kwic(
        corpus, phrase, regex=regex, section=section, context=context, limit=limit or None
    )
    show_answer(answer, "json" if as_json else shape.value)


def show_answer(answer: Answer, shape: str) -> None:
    """Print an answer: its envelope, CSV or a table."""
    from wenzhi.outputs.envelopes import QUERY_SCHEMA, QueryData
    from wenzhi.surfaces.cli.telling import tell_answer

    if shape == "json":
        data = QueryData(
            columns=answer.columns,
            rows=answer.rows,
            total=answer.total,
            total_is_exact=answer.total_is_exact,
        )
        envelope(QUERY_SCHEMA, data, truncated=answer.truncated)
    else:
        write(tell_answer(answer, shape))
