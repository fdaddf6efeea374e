"""Floor 6: what reads alike: problems, measures or sentences nearest to a text, and what was done about them.

Likeness is of characters and of meaning together. Characters: the cosine of their runs of one to three,
weighed by how rare a run is among the texts looked through, so that 更新不及时 counts for more than 进一步.
Meaning: the cosine of sentence vectors, which finds 人手偏紧 for 人员不足. Likeness is the mean of both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

import msgspec

from wenzhi.base.errors import QueryError
from wenzhi.query.answer import Answer
from wenzhi.query.grammar import nearest
from wenzhi.query.hits import choose_reports
from wenzhi.query.session import Session, quoted
from wenzhi.text.normalize import squeezed
from wenzhi.text.vectors import Vectors, load_vectors

if TYPE_CHECKING:
    import pyarrow as pa

DIGITS = 5
"""Digits of likeness: sums of single precision hold no more on every machine."""

Kind = Literal["problem", "measure", "sentence"]

LEAST = 0.25
"""Texts less alike than this share hardly more than common words or the register; they are not counted.

Of 20,000 pairs drawn from the 478 different problems of 300 synthetic reports 95 % are below .22.
"""


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

    `characters` and `meaning` are what `likeness` is the mean of. Of a problem, `answers` are the
    measures that its report sets against it; `others` counts the organs beside this one that wrote the
    same, so that a template is seen as one. Raises QueryError (E603 empty text, E605 condition, E608
    kind), ResourceError (E403, E404) where the vectors are not installed.
    """
    wanted = squeezed(text)
    if not wanted:
        raise QueryError("E603", "要找的话是空的", where=repr(text), hint="请给出至少一个字")
    if kind not in get_args(Kind):
        raise QueryError(
            "E608", f"没有 {kind} 这一类", where=kind, hint=nearest(kind, get_args(Kind))
        )
    texts = _texts(session, kind, choose_reports(session, where))
    vectors = load_vectors()
    scored = session.take(_scores(session, texts, wanted, least, vectors))
    total = session.rows(f"SELECT count(*) FROM {texts} t SEMI JOIN {scored} s USING (text)")[0][0]
    statement = (
        f'SELECT r.report_id, r.organization, r.year, t.start, t."end", '
        f"s.likeness, s.characters, s.meaning, t.text, "
        "o.organs - 1 AS others, t.answers "
        f"FROM {scored} s JOIN {texts} t USING (text) "
        "JOIN (SELECT report_id, organization, year FROM reports) r USING (report_id) "
        "JOIN (SELECT x.text, count(DISTINCT coalesce(y.organ_id, y.report_id)) AS organs "
        f"FROM {texts} x JOIN reports y USING (report_id) GROUP BY x.text) o USING (text) "
        "ORDER BY s.likeness DESC, t.number"
    )
    answer = session.answer(statement, limit, (), int(total or 0))
    return msgspec.structs.replace(answer, stamps={**answer.stamps, "vectors": vectors.name})


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


def _scores(session: Session, table: str, wanted: str, least: float, vectors: Vectors) -> pa.Table:
    """Every different text once with its likeness: copies are not compared again."""
    import numpy as np
    import pyarrow as pa
    from sklearn.feature_extraction.text import TfidfVectorizer

    rows = session.rows(f"SELECT DISTINCT text FROM {table} WHERE text <> '' ORDER BY text")
    texts = np.array([str(row[0]) for row in rows], object)
    found = np.zeros((len(texts), 3))
    if len(texts):
        counter = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True)
        matrix = counter.fit_transform(texts)
        found[:, 1] = (matrix @ counter.transform([wanted]).T).toarray().ravel()
        near = vectors.encode(texts.tolist()) @ vectors.encode([wanted])[0]
        found[:, 2] = np.clip(near, 0, 1)
    found[:, 0] = (found[:, 1] + found[:, 2]) / 2
    found = found.round(DIGITS)
    kept = found[:, 0] >= least
    columns = {"text": pa.array(texts[kept].tolist(), pa.string())}
    for place, name in enumerate(("likeness", "characters", "meaning")):
        columns[name] = pa.array(found[kept, place], pa.float64())
    return pa.table(columns)
