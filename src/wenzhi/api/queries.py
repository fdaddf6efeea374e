"""Floor 7, questions to a corpus, and their answers as files and figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wenzhi.query.corpus import Corpus

if TYPE_CHECKING:
    from wenzhi.outputs.envelopes import QueryEnvelope
    from wenzhi.outputs.first_use import FirstUse
    from wenzhi.query.answer import Answer, Cell
    from wenzhi.query.hits import Language
    from wenzhi.query.panel import Panel


def query_sql(corpus: Path, statement: str, *, limit: int | None = 1000) -> Answer:
    """One SELECT over the tables of `corpus`, read-only. Raises QueryError (E601, E602, E606, E607)."""
    with Corpus(corpus) as opened:
        return opened.sql(statement, limit=limit)


def query_kwic(
    corpus: Path,
    phrase: str,
    *,
    regex: bool = False,
    section: str | None = None,
    context: int = 20,
    limit: int | None = 100,
) -> Answer:
    """Every occurrence of `phrase` with its context. Raises QueryError (E603, E604, E606, E607)."""
    with Corpus(corpus) as opened:
        return opened.kwic(
            phrase,
            language="regex" if regex else "phrase",
            section=section,
            context=context,
            limit=limit,
        )


def query_grammar() -> str:
    """The grammar of the query language, as it is read."""
    from wenzhi.query.grammar import grammar

    return grammar()


def query_definitions() -> tuple[str, ...]:
    """Name and definition of every measure, by the question that gives it."""
    return tuple(
        f"{question}.{name}: {text}"
        for question, defined in definitions().items()
        for name, text in defined.items()
    )


def definitions() -> Mapping[str, Mapping[str, str]]:
    """Question → measure → its definition."""
    from wenzhi.corpus.tables import MEASURES
    from wenzhi.query import facets, frequency, measures

    return {
        "freq": frequency.DEFINITIONS,
        "first": frequency.FIRST_DEFINITIONS,
        "facets": facets.DEFINITIONS,
        "collocates": measures.ASSOCIATION,
        "keyness": measures.KEYNESS,
        "dispersion": measures.DISPERSION,
        "panel": MEASURES,
    }


def enveloped(answer: Answer, warnings: Sequence[str] = ()) -> QueryEnvelope:
    """An answer as commands print it with `--json`; `warnings` come before its notes."""
    from wenzhi.outputs.envelopes import QUERY_SCHEMA, Envelope, QueryData

    data = QueryData(
        columns=answer.columns,
        rows=answer.rows,
        total=answer.total,
        total_is_exact=answer.total_is_exact,
        next=answer.next,
    )
    return Envelope(
        schema=QUERY_SCHEMA,
        data=data,
        warnings=(*warnings, *answer.notes),
        truncated=answer.truncated,
        meta={**answer.stamps, "digest": answer.digest},
    )


def write_answer(answer: Answer, path: Path) -> Path:
    """Write an answer as CSV, JSON lines, Parquet or XLSX. Raises QueryError (E612)."""
    from wenzhi.query import files

    return files.write_answer(answer, path)


def draw_first_use(
    corpus: Path,
    text: str,
    out: Path,
    *,
    language: Language = "phrase",
    by: str = "province",
    where: str | None = None,
    section: str | None = None,
    seconds: float = 60.0,
) -> Path:
    """Where a wording came up first and how it spread, place by year, as `.svg` or `.html`.

    Raises QueryError (E603–E608, E612 ending), UsageError (E206 section).
    """
    from wenzhi.outputs.first_use import write_first_use

    with Corpus(corpus, seconds=seconds) as opened:
        use = first_use(opened, text, language=language, by=by, where=where, section=section)
    return write_first_use(use, out)


def first_use(
    corpus: Corpus,
    text: str,
    *,
    language: Language = "phrase",
    by: str = "province",
    where: str | None = None,
    section: str | None = None,
) -> FirstUse:
    """What such a picture shows, of an open corpus."""
    from wenzhi.outputs.first_use import FirstUse, place_uses

    firsts = corpus.first(text, language=language, by=by, where=where, section=section, limit=None)
    found = corpus.freq(
        text, language=language, by=(by, "year"), where=where, section=section, limit=None
    )
    columns = [firsts.column(one) for one in (by, "first_year", "first_organization")]
    figures = [found.column(one) for one in (by, "year", "reports", "found_in")]
    years = sorted({year for year in found.column("year") if isinstance(year, int)})
    places = tuple(place_uses(_rows(columns), _rows(figures)))
    return FirstUse(
        text=text,
        years=tuple(years),
        places=places,
        silent=len(set(found.column(by))) - len(places),
        notes=firsts.notes,
        stamps={**firsts.stamps, "digest": firsts.digest},
    )


def _rows(columns: Sequence[Sequence[Cell]]) -> list[tuple[Any, ...]]:
    """Columns of an answer as rows."""
    return list(zip(*columns, strict=True))


def write_panel(panel: Panel, path: Path) -> tuple[Path, ...]:
    """Write a panel (Stata too) and its codebook beside it. Raises QueryError (E612)."""
    from wenzhi.query import files

    return files.write_panel(panel, path)
