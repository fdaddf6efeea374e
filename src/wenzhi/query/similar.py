"""Floor 6: what reads alike: problems, measures or sentences nearest to a text, and what was done about them.

Likeness is of characters: the cosine of their runs of one to three, weighed by how rare a run is among
the texts looked through, so that 更新不及时 counts for more than 进一步.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

from wenzhi.base.errors import QueryError
from wenzhi.query.answer import Answer
from wenzhi.query.grammar import nearest
from wenzhi.query.hits import choose_reports
from wenzhi.query.session import Session, quoted
from wenzhi.text.normalize import squeezed

if TYPE_CHECKING:
    import pyarrow as pa

Kind = Literal["problem", "measure", "sentence"]

LEAST = 0.1
"""Texts less alike than this share hardly more than common words; they are not counted."""


def find_similar(
    session: Session,
    text: str,
    *,
    kind: Kind = "problem",
    where: str | None = None,
    least: float = LEAST,
    limit: int | None = 20,
) -> Answer:
    """Texts of one kind by likeness to `text` (0 to 1), most alike first.

    Of a problem, `answers` are the measures that its report sets against it. Raises QueryError (E603
    empty text, E605 condition, E608 kind).
    """
    wanted = squeezed(text)
    if not wanted:
        raise QueryError("E603", "要找的话是空的", where=repr(text), hint="请给出至少一个字")
    if kind not in get_args(Kind):
        raise QueryError(
            "E608", f"没有 {kind} 这一类", where=kind, hint=nearest(kind, get_args(Kind))
        )
    texts = _texts(session, kind, choose_reports(session, where))
    scored = session.take(_scores(session, texts, wanted, least))
    total = session.count(scored)
    statement = (
        f'SELECT r.report_id, r.organization, r.year, t.start, t."end", '
        f"round(s.likeness, 9) AS likeness, t.text, t.answers FROM {scored} s "
        f"JOIN {texts} t USING (number) JOIN reports r USING (report_id) "
        "ORDER BY round(s.likeness, 9) DESC, t.number"
    )
    return session.answer(statement, limit, (), total)


def _texts(session: Session, kind: Kind, chosen: str) -> str:
    """The texts looked through, numbered in reading order."""
    prose = " AND g.name = 'prose'" if kind == "sentence" else ""
    return session.table(
        "SELECT row_number() OVER (ORDER BY g.report, g.place) - 1 AS number, g.report_id, "
        'g.start, g."end", substr(f.text, g.place + 1, g.place_end - g.place) AS text, '
        f"{_answers(kind)} AS answers FROM regions g JOIN folded f ON f.report = g.report "
        f"SEMI JOIN {chosen} c ON c.report = g.report WHERE g.kind = {quoted(kind)}{prose}"
    )


def _answers(kind: Kind) -> str:
    if kind != "problem":
        return "NULL::VARCHAR"
    return (
        "(SELECT string_agg(m.text, ' ‖ ' ORDER BY m.place) FROM regions m "
        "WHERE m.report = g.report AND m.kind = 'measure' AND list_contains(m.answers, g.index))"
    )


def _scores(session: Session, table: str, wanted: str, least: float) -> pa.Table:
    import pyarrow as pa
    from sklearn.feature_extraction.text import TfidfVectorizer

    rows = session.rows(f"SELECT text FROM {table} ORDER BY number")
    texts = [str(row[0] or "") for row in rows]
    if not any(texts):
        return pa.table(
            {"number": pa.array([], pa.int64()), "likeness": pa.array([], pa.float64())}
        )
    counter = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True)
    matrix = counter.fit_transform(texts)
    likeness = (matrix @ counter.transform([wanted]).T).toarray().ravel()
    kept = [number for number, value in enumerate(likeness) if value >= least]
    return pa.table(
        {
            "number": pa.array(kept, pa.int64()),
            "likeness": pa.array([float(likeness[number]) for number in kept], pa.float64()),
        }
    )
