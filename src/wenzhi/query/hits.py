"""Floor 6: where something stands: characters or patterns found, as a table of hits in the session.

A hit is a report and characters `[place, stop)` of its folded text without blanks. Characters are the
truth: a phrase is found wherever it stands, whatever the segmenter made of it, overlapping hits too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from wenzhi.base.errors import QueryError, UsageError
from wenzhi.base.records import SectionKind
from wenzhi.query.conditions import compile_condition
from wenzhi.query.grammar import parse_condition, parse_query
from wenzhi.query.patterns import Compiler, folded_pattern, literal_words, with_characters
from wenzhi.query.session import Session, quoted
from wenzhi.query.syntax import Condition, Query
from wenzhi.text.normalize import squeezed

if TYPE_CHECKING:
    import pyarrow as pa

Language = Literal["phrase", "regex", "cql"]


@dataclass(frozen=True, slots=True)
class Target:
    """What to look for and where: a phrase, a regular expression or a CQL query.

    `where` is a condition on reports, `section` a kind of section. Superseded versions of reports are
    left out.
    """

    text: str
    language: Language = "phrase"
    where: str | None = None
    section: str | None = None


@dataclass(frozen=True, slots=True)
class Hits:
    """A table of hits (report, place, stop) and the table of the reports that were looked through.

    `outside` counts hits of the characters that are not whole words: for a phrase, of these hits; for
    CQL, occurrences of the characters that the words did not find. None where that has no meaning.
    `removed` counts occurrences of a phrase in residue of Word, which no reader of the page sees.
    """

    table: str
    chosen: str
    total: int
    outside: int | None
    target: Target
    removed: int = 0


def find(session: Session, target: Target) -> Hits:
    """Look for `target`. The tables stay in the session until it closes.

    Raises QueryError (E603 nothing to look for, E604 regular expression, E605 query, E606 time, E607
    memory), UsageError (E206 section), CorpusError (E508 no index yet).
    """
    session.require_index()
    check_section(target.section)
    if target.language == "cql":
        return _find_pattern(session, target)
    chosen = choose_reports(session, target.where)
    table = _in_section(session, _find_text(session, target, chosen), target.section)
    total = session.count(table)
    removed = _count_removed(session, target, chosen)
    return Hits(table, chosen, total, total - _whole_words(session, table), target, removed)


def check_section(section: str | None) -> None:
    """Raises UsageError (E206) for a kind of section there is not."""
    kinds = get_args(SectionKind)
    if section is not None and section not in kinds:
        raise UsageError("E206", f"没有 {section} 这种节", where=section, hint="、".join(kinds))


def choose_reports(session: Session, where: str | None) -> str:
    """A table of the numbers of the reports that meet `where`. Raises QueryError (E605)."""
    condition = parse_condition(where) if where else None
    return _choose(session, condition, where or "")


def _choose(session: Session, condition: Condition | None, text: str) -> str:
    session.require_index()
    chosen = "true" if condition is None else compile_condition(condition, text)
    return session.table(
        "SELECT f.report FROM folded f JOIN reports r USING (report_id) "
        f"WHERE r.superseded_by IS NULL AND {chosen} ORDER BY f.report"
    )


# Characters ------------------------------------------------------------------------------------


def _find_text(session: Session, target: Target, chosen: str) -> str:
    if target.language == "regex":
        return _find_expression(session, target.text, chosen)
    return _find_phrase(session, target.text, chosen)


def _find_phrase(session: Session, phrase: str, chosen: str) -> str:
    """Every occurrence of `phrase`, overlapping ones too."""
    wanted = squeezed(phrase)
    if not wanted:
        raise QueryError("E603", "要找的词是空的", where=repr(phrase), hint="请给出至少一个字")
    import pyarrow as pa

    rows = session.batches(
        f"SELECT f.report, f.text FROM folded f SEMI JOIN {chosen} c ON c.report = f.report "
        f"WHERE contains(f.text, {quoted(wanted)}) ORDER BY f.report"
    )
    parts = [_places(batch, wanted) for batch in rows]
    return session.take(pa.concat_tables(parts) if parts else _no_hits())


def _count_removed(session: Session, target: Target, chosen: str) -> int:
    """How often a phrase stands in what folding takes out: hits of the file, but of no place in it.

    Residue belongs to no section, so that a question to one is not told of it.
    """
    wanted = "".join(target.text.split())
    if target.language != "phrase" or target.section is not None or squeezed(wanted) != wanted:
        return 0
    rows = session.rows(
        f"SELECT piece FROM (SELECT unnest(f.removed) AS piece FROM folded f SEMI JOIN {chosen} c "
        f"ON c.report = f.report WHERE len(f.removed) > 0) WHERE contains(piece, {quoted(wanted)})"
    )
    return sum(sum(1 for _ in _occurrences(str(row[0]), wanted)) for row in rows)


def _places(batch: pa.RecordBatch, wanted: str) -> pa.Table:
    import pyarrow as pa

    reports: list[int] = []
    places: list[int] = []
    for report, text in zip(batch.column(0).to_pylist(), batch.column(1).to_pylist(), strict=True):
        found = list(_occurrences(text, wanted))
        reports += [report] * len(found)
        places += found
    place = pa.array(places, pa.int32())
    stop = pa.array([one + len(wanted) for one in places], pa.int32())
    return pa.table({"report": pa.array(reports, pa.int32()), "place": place, "stop": stop})


def _no_hits() -> pa.Table:
    import pyarrow as pa

    return pa.table({name: pa.array([], pa.int32()) for name in ("report", "place", "stop")})


def _occurrences(text: str, wanted: str) -> Iterator[int]:
    place = text.find(wanted)
    while place >= 0:
        yield place
        place = text.find(wanted, place + 1)


def _find_expression(session: Session, expression: str, chosen: str) -> str:
    """What a regular expression matches, from left to right, by RE2: in time linear in the text.

    DuckDB tells what was matched and what stands between; lengths of both give the places.
    """
    pattern = quoted(_checked(session, expression))
    return session.table(
        "WITH cut AS (SELECT f.report, regexp_extract_all(f.text, "
        f"{pattern}) AS found, regexp_split_to_array(f.text, {pattern}) AS between "
        f"FROM folded f SEMI JOIN {chosen} c ON c.report = f.report "
        f"WHERE regexp_matches(f.text, {pattern})), "
        "pieces AS (SELECT report, unnest(found) AS piece, unnest(between[:len(found)]) AS gap, "
        "generate_subscripts(found, 1) AS i FROM cut) "
        "SELECT report, stop - len(piece)::INT AS place, stop FROM (SELECT report, piece, "
        "sum(len(gap) + len(piece)) OVER (PARTITION BY report ORDER BY i)::INT AS stop "
        "FROM pieces) ORDER BY report, place"
    )


def _checked(session: Session, expression: str) -> str:
    """The expression, folded as texts are. Raises QueryError (E604) if it is faulty or matches nothing."""
    pattern = folded_pattern("".join(expression.split()))
    if not pattern:
        raise QueryError("E603", "要找的词是空的", where=repr(expression), hint="请给出至少一个字")
    try:
        empty = session.rows(f"SELECT regexp_full_match('', {quoted(pattern)})")
    except QueryError as error:
        raise QueryError(
            "E604",
            f"正则表达式有误：{error.message}",
            where=expression,
            hint="用 RE2 的写法，没有反向引用与环视；照字面查找请去掉 --regex",
        ) from error
    if empty == [(True,)]:
        raise QueryError(
            "E604",
            "这个正则表达式可以什么都不匹配",
            where=expression,
            hint="至少要有一个必须出现的字，如把 * 改成 +",
        )
    return pattern


def _in_section(session: Session, table: str, section: str | None) -> str:
    if section is None:
        return table
    return session.table(
        f"SELECT h.* FROM {table} h SEMI JOIN regions g ON g.report = h.report "
        f"AND g.kind = 'section' AND g.name = {quoted(section)} AND g.place <= h.place AND h.place < g.place_end"
    )


def _whole_words(session: Session, table: str) -> int:
    """How many hits begin and end where words do."""
    found = session.rows(
        f"SELECT count(*) FROM {table} h "
        "SEMI JOIN tokens a ON a.report = h.report AND a.place = h.place "
        "SEMI JOIN tokens b ON b.report = h.report AND b.place + len(b.word) = h.stop"
    )
    return int(found[0][0] or 0)


# Patterns --------------------------------------------------------------------------------------


def _find_pattern(session: Session, target: Target) -> Hits:
    query = parse_query(target.text)
    chosen = choose_reports(session, target.where)
    if query.condition is not None:
        more = _choose(session, query.condition, target.text)
        chosen = session.table(f"SELECT * FROM {chosen} SEMI JOIN {more} USING (report)")
    table = _matches(session, query, target, chosen)
    words = literal_words(query.pattern)
    outside = None
    if words is not None:
        characters = with_characters(query.pattern, words)
        every = _matches(session, Query(characters, None), target, chosen)
        outside = _unfound(session, every, table)
    return Hits(table, chosen, session.count(table), outside, target)


def _matches(session: Session, query: Query, target: Target, chosen: str) -> str:
    def cover(phrase: str) -> str:
        return covering_tokens(session, _find_phrase(session, phrase, chosen))

    select = Compiler(target.text, cover).statement(query.pattern)
    found = session.table(f"SELECT * FROM ({select}) m SEMI JOIN {chosen} c USING (report)")
    placed = session.table(
        "SELECT m.report, a.place, (b.place + len(b.word))::INT AS stop "
        f"FROM {found} m JOIN tokens a ON a.n = m.s JOIN tokens b ON b.n = m.e - 1 "
        "ORDER BY m.report, a.place"
    )
    return _in_section(session, placed, target.section)


def covering_tokens(session: Session, table: str) -> str:
    """The tokens that hold each hit, as report, s, e."""
    held = f"(SELECT n, report, place FROM tokens SEMI JOIN {table} USING (report))"
    return session.table(
        f"SELECT DISTINCT x.report, x.s, t.n + 1 AS e FROM (SELECT h.report, h.stop - 1 AS last, "
        f"t.n AS s FROM {table} h ASOF JOIN {held} t ON h.report = t.report AND h.place >= t.place) x "
        f"ASOF JOIN {held} t ON x.report = t.report AND x.last >= t.place"
    )


def _unfound(session: Session, every: str, found: str) -> int:
    """How many stretches of tokens hold the characters and are no hit of the words."""
    rows = session.rows(
        f"SELECT count(*) FROM {every} e ANTI JOIN {found} f "
        "ON f.report = e.report AND f.place = e.place AND f.stop = e.stop"
    )
    return int(rows[0][0] or 0)
