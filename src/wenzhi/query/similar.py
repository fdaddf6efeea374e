"""Floor 6: what reads alike: problems, measures or sentences nearest to a text, and what was done about them.

Likeness is of characters and of meaning together. Characters: the cosine of their runs of one to three,
weighed by how rare a run is among the texts looked through, so that 更新不及时 counts for more than 进一步.
Meaning: the cosine of sentence vectors, which finds 人手偏紧 for 人员不足. Likeness is the mean of both.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, get_args

import msgspec
import numpy as np
import pyarrow as pa

from wenzhi.base.errors import QueryError
from wenzhi.query.answer import Answer
from wenzhi.query.arrays import floats, integers, numbers
from wenzhi.query.connection import quoted
from wenzhi.query.grammar import nearest
from wenzhi.query.hits import choose_reports
from wenzhi.query.likeness import Likeness
from wenzhi.query.session import BATCH, Session
from wenzhi.text.normalize import squeezed
from wenzhi.text.vectors import Rows, Vectors, load_vectors

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
    scored = _scores(session, texts, wanted, least, vectors)
    total = session.rows(f"SELECT count(*) FROM {texts.places} SEMI JOIN {scored} USING (text)")
    shown = None if limit is None or session.poured else session.skipped + limit
    answer = session.answer(
        _statement(session, kind, texts, scored, shown), limit, (), int(total[0][0] or 0)
    )
    return msgspec.structs.replace(answer, stamps={**answer.stamps, "vectors": vectors.name})


@dataclass(frozen=True, slots=True)
class _Texts:
    """Tables of what is looked through: `places` in reading order, each with its `text`; different texts."""

    places: str
    different: str


def _texts(session: Session, kind: Kind, chosen: str) -> _Texts:
    prose = " AND g.name = 'prose'" if kind == "sentence" else ""
    regions = session.table(
        'SELECT row_number() OVER (ORDER BY g.report, g.place) - 1 AS number, g.report, g."index", '
        'g.place, g.place_end, g.start, g."end" FROM regions g '
        f"SEMI JOIN {chosen} c ON c.report = g.report WHERE g.kind = {quoted(kind)}{prose} "
        "AND g.place < g.place_end ORDER BY number"
    )
    cut = session.take_batches(_cut(session, regions)) or session.table(
        "SELECT 0::BIGINT AS number, '' AS wording LIMIT 0"
    )
    different = session.table(
        "SELECT wording, row_number() OVER (ORDER BY wording) - 1 AS text "
        f"FROM (SELECT DISTINCT wording FROM {cut}) ORDER BY text"
    )
    places = session.table(
        'SELECT p.number, p.report, p."index", p.start, p."end", d.text '
        f"FROM {regions} p JOIN {cut} t USING (number) JOIN {different} d USING (wording)"
    )
    return _Texts(places, different)


def _cut(session: Session, regions: str) -> Iterator[pa.RecordBatch]:
    """The texts of regions, folded, by their numbers."""
    for within, stack in session.texts.stacks(session.reports(regions)):
        rows = session.arrow(
            f"SELECT number, report, place, place_end FROM {regions} WHERE {within} ORDER BY number"
        )
        reports = numbers(rows["report"])
        starts, stops = (
            stack.positions(reports, numbers(rows[name])) for name in ("place", "place_end")
        )
        for first in range(0, len(rows), BATCH):
            some = slice(first, first + BATCH)
            columns = {
                "number": rows["number"][some].combine_chunks(),
                "wording": stack.cut(starts[some], stops[some]),
            }
            yield pa.RecordBatch.from_pydict(columns)


def _scores(session: Session, texts: _Texts, wanted: str, least: float, vectors: Vectors) -> str:
    """A table of the different texts that are like `wanted` at all: copies are not compared again."""
    likeness = Likeness()
    statement = f"SELECT text, wording FROM {texts.different} ORDER BY text"
    for batch in session.batches(statement):
        likeness.count(batch["wording"].to_pylist())
    meant = vectors.encode([wanted])[0]
    found = [
        _compared(batch, likeness, vectors, wanted, meant, least)
        for batch in session.batches(statement)
    ]
    none = "SELECT 0::BIGINT AS text, 0.0 AS likeness, 0.0 AS characters, 0.0 AS meaning LIMIT 0"
    return session.take_batches(found) or session.table(none)


def _compared(
    batch: pa.RecordBatch,
    likeness: Likeness,
    vectors: Vectors,
    wanted: str,
    meant: Rows,
    least: float,
) -> pa.RecordBatch:
    texts = batch["wording"].to_pylist()
    found = np.zeros((len(texts), 3))
    found[:, 1] = likeness.compare(texts, wanted)
    found[:, 2] = np.clip(vectors.encode(texts) @ meant, 0, 1)
    found[:, 0] = (found[:, 1] + found[:, 2]) / 2
    found = found.round(DIGITS)
    kept = found[:, 0] >= least
    columns = {"text": integers(numbers(batch["text"])[kept], pa.int64())}
    for place, name in enumerate(("likeness", "characters", "meaning")):
        columns[name] = floats(found[kept, place])
    return pa.RecordBatch.from_pydict(columns)


def _statement(session: Session, kind: Kind, texts: _Texts, scored: str, shown: int | None) -> str:
    """The rows that are shown, and those of the pages before, with all that is told of them."""
    most = "" if shown is None else f" LIMIT {shown}"
    page = session.table(
        f"SELECT p.*, s.likeness, s.characters, s.meaning FROM {texts.places} p "
        f"JOIN {scored} s USING (text) ORDER BY s.likeness DESC, p.number{most}"
    )
    who = (
        "(SELECT report_id, organization, year, coalesce(organ_id, report_id) AS organ, "
        "row_number() OVER () - 1 AS report FROM reports)"
    )
    organs = (
        f"SELECT x.text, count(DISTINCT r.organ) AS organs FROM {texts.places} x "
        f"SEMI JOIN {page} USING (text) JOIN {who} r USING (report) GROUP BY x.text"
    )
    return (
        'SELECT r.report_id, r.organization, r.year, p.start, p."end", p.likeness, p.characters, '
        "p.meaning, d.wording AS text, o.organs - 1 AS others, "
        f"{'a.answers' if kind == 'problem' else 'NULL::VARCHAR AS answers'} "
        f"FROM {page} p JOIN {texts.different} d USING (text) JOIN {who} r USING (report) "
        f"JOIN ({organs}) o USING (text) "
        + (f"LEFT JOIN ({_answers(page)}) a USING (number) " if kind == "problem" else "")
        + "ORDER BY p.likeness DESC, p.number"
    )


def _answers(page: str) -> str:
    """Of problems the measures that their reports set against them."""
    measures = (
        "SELECT report, text, place, unnest(answers) AS problem FROM regions "
        f"SEMI JOIN {page} USING (report) WHERE kind = 'measure'"
    )
    return (
        "SELECT p.number, string_agg(m.text, ' ‖ ' ORDER BY m.place) AS answers "
        f'FROM {page} p JOIN ({measures}) m ON m.report = p.report AND m.problem = p."index" '
        "GROUP BY p.number"
    )
