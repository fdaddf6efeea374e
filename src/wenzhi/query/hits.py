"""Floor 6: where something stands: characters or patterns found, as a table of hits in the session.

A hit is a report and characters `[place, stop)` of its folded text without blanks. Characters are the
truth: a phrase is found wherever it stands, whatever the segmenter made of it, overlapping hits too.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from wenzhi.base.errors import QueryError, UsageError
from wenzhi.base.records import SectionKind
from wenzhi.query.arrays import empty_batch, flags, integers, numbers, picked, strings
from wenzhi.query.connection import quoted
from wenzhi.query.lines import HIT, WHOLE
from wenzhi.query.session import Session
from wenzhi.query.stacks import Stack
from wenzhi.text.normalize import squeezed

if TYPE_CHECKING:
    from wenzhi.query.paging import Place
    from wenzhi.query.syntax import Condition, Query

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
    `removed` counts occurrences of a phrase in residue of Word, which no reader of the page sees. Hits of
    several texts are `named`: the table tells in `pattern` what was found. Hits `in_order` stand in the
    table by report and place.
    """

    table: str
    chosen: str
    total: int
    outside: int | None
    target: Target
    removed: int = 0
    named: bool = False
    in_order: bool = False


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
    if target.language == "regex":
        return Hits(table, chosen, total, total - _whole_words(session, table), target)
    removed = _count_removed(session, [target.text], target.section, chosen)
    outside = session.count(f"{table} WHERE NOT {WHOLE}")
    in_order = target.section is None
    return Hits(table, chosen, total, outside, target, removed, in_order=in_order)


def find_each(session: Session, texts: Sequence[str], like: Target) -> Hits:
    """Look for several things at once, in the way of `like`: the table also tells the `pattern` of a hit.

    Phrases are found in one pass over the texts. Raises what `find` raises.
    """
    session.require_index()
    check_section(like.section)
    wanted = list(dict.fromkeys(texts))
    target = replace(like, text=" | ".join(wanted))
    if like.language == "phrase":
        chosen = choose_reports(session, like.where)
        found = _find_phrases(session, wanted, chosen, named=True)
        table = _in_section(session, found, like.section)
        outside = session.count(f"{table} WHERE NOT {WHOLE}")
        removed = _count_removed(session, wanted, like.section, chosen)
        return Hits(
            table,
            chosen,
            session.count(table),
            outside,
            target,
            removed,
            named=True,
            in_order=like.section is None,
        )
    parts = [find(session, replace(like, text=one)) for one in wanted]
    table = session.table(
        " UNION ALL ".join(
            f"SELECT *, {quoted(one)} AS pattern FROM {part.table}"
            for one, part in zip(wanted, parts, strict=True)
        )
    )
    outside = sum(part.outside for part in parts if part.outside is not None)
    return Hits(table, parts[0].chosen, session.count(table), outside, target, named=True)


def find_behind(session: Session, target: Target, place: Place, most: int) -> str:
    """A table of the next `most` hits of a phrase, or some more, behind the hit at `place`.

    Texts are looked through until they are found. Raises what `find` raises.
    """
    session.require_index()
    check_section(target.section)
    wanted = [_wanted(target.text)]
    reports = session.reports(choose_reports(session, target.where))
    reports = reports[reports >= place[0]]
    table = session.take(_no_hits(named=False))
    for _, stack in session.texts.stacks(reports):
        batch = _hits_of(stack, stack.among(reports), wanted, None, session.check_time)
        found = session.take(pa.Table.from_batches([batch]))
        session.run(
            f"INSERT INTO {table} SELECT * FROM {_in_section(session, found, target.section)} "
            f"WHERE (report, place, stop) > {place} ORDER BY report, place"
        )
        if session.count(table) >= most:
            break
    return table


def check_section(section: str | None) -> None:
    """Raises UsageError (E206) for a kind of section there is not."""
    kinds = get_args(SectionKind)
    if section is not None and section not in kinds:
        raise UsageError("E206", f"没有 {section} 这种节", where=section, hint="、".join(kinds))


def choose_reports(session: Session, where: str | None) -> str:
    """A table of the numbers of the reports that meet `where`. Raises QueryError (E605)."""
    if not where:
        return _choose(session, None, "")
    from wenzhi.query.grammar import parse_condition

    return _choose(session, parse_condition(where), where)


def _choose(session: Session, condition: Condition | None, text: str) -> str:
    session.require_index()
    if condition is None:
        return session.table(_STANDING)
    from wenzhi.query.conditions import compile_condition

    chosen = compile_condition(condition, text)
    return session.table(
        "SELECT f.report FROM folded f JOIN reports r USING (report_id) "
        f"WHERE r.superseded_by IS NULL AND {chosen} ORDER BY f.report"
    )


_STANDING = (
    "SELECT number::INT AS report FROM (SELECT superseded_by, row_number() OVER () - 1 AS number "
    "FROM reports) WHERE superseded_by IS NULL ORDER BY report"
)
"""Reports are numbered as they stand in their table."""


# Characters ------------------------------------------------------------------------------------


def _find_text(session: Session, target: Target, chosen: str) -> str:
    if target.language == "regex":
        return _find_expression(session, target.text, chosen)
    return _find_phrase(session, target.text, chosen)


def _find_phrase(session: Session, phrase: str, chosen: str) -> str:
    """Every occurrence of `phrase`, overlapping ones too."""
    return _find_phrases(session, [phrase], chosen)


def _find_phrases(
    session: Session, phrases: Sequence[str], chosen: str, *, named: bool = False
) -> str:
    """Every occurrence of every phrase, by report and place; `named` ones tell which in `pattern`."""
    wanted = [_wanted(one) for one in phrases]
    reports = session.reports(chosen)
    names = phrases if named else None
    found = (
        _hits_of(stack, stack.among(reports), wanted, names, session.check_time)
        for _, stack in session.texts.stacks(reports)
    )
    return session.take_batches(found) or session.take(_no_hits(named))


def _wanted(phrase: str) -> str:
    wanted = squeezed(phrase)
    if not wanted:
        raise QueryError("E603", "要找的词是空的", where=repr(phrase), hint="请给出至少一个字")
    return wanted


def _hits_of(
    stack: Stack,
    chosen: npt.NDArray[np.bool_],
    wanted: Sequence[str],
    names: Sequence[str] | None,
    check: Callable[[], None],
) -> pa.RecordBatch:
    found, owning = [], []
    for begins, owned in stack.search(wanted):
        found.append(begins[chosen[owned]])
        owning.append(owned[chosen[owned]])
        check()
    counts = [len(one) for one in found]
    places, owners = np.concatenate(found), np.concatenate(owning)
    which = np.repeat(np.arange(len(wanted)), counts)
    lengths = np.array(list(map(len, wanted)), np.int64)[which]
    if len(wanted) > 1:  # Hits of several phrases are put in order; those of one are.
        order = np.argsort(places * (int(lengths.max(initial=0)) + 1) + lengths, kind="stable")
        places, owners, lengths, which = (
            values[order] for values in (places, owners, lengths, which)
        )
    inside = places - stack.starts[owners]
    columns = {
        "report": integers(stack.reports[owners], pa.int32()),
        "place": integers(inside, pa.int32()),
        "stop": integers(inside + lengths, pa.int32()),
        WHOLE: flags(stack.whole(owners, inside, inside + lengths)),
    }
    if names is not None:
        columns["pattern"] = picked(strings(names), which)
    return pa.RecordBatch.from_pydict(columns)


def _no_hits(named: bool) -> pa.Table:
    columns = [pa.field(name, pa.int32()) for name in HIT]
    more = [pa.field(WHOLE, pa.bool_()), *([pa.field("pattern", pa.string())] if named else [])]
    return pa.Table.from_batches([empty_batch(pa.schema([*columns, *more]))])


def _count_removed(session: Session, texts: Sequence[str], section: str | None, chosen: str) -> int:
    """How often phrases stand in what folding takes out: hits of the file, but of no place in it.

    Residue belongs to no section, so that a question to one is not told of it.
    """
    plain = ["".join(text.split()) for text in texts]
    wanted = [one for one in plain if squeezed(one) == one]
    if section is not None or not wanted:
        return 0
    reports = session.reports(chosen)
    pieces = [
        piece for _, stack in session.texts.stacks(reports) for piece in stack.removed_from(reports)
    ]
    return sum(1 for one in wanted for piece in pieces for _ in _occurrences(piece, one))


def _occurrences(text: str, wanted: str) -> Iterator[int]:
    place = text.find(wanted)
    while place >= 0:
        yield place
        place = text.find(wanted, place + 1)


def _find_expression(session: Session, expression: str, chosen: str) -> str:
    """What a regular expression matches, from left to right, by RE2: in time linear in the text.

    Some expressions are slow all the same, and DuckDB cannot be interrupted in the middle of a filter: the
    reports are gone through in steps, which grow while they are quick.
    """
    pattern = quoted(_checked(session, expression))
    least, most = session.rows(f"SELECT min(report), max(report) FROM {chosen}")[0]
    low, stop = int(least or 0), int(most or 0) + 1
    found = session.table(_matches_of(pattern, chosen, "false"))
    step = _STEP
    while low < stop:
        begun = time.monotonic()
        session.run(
            f"INSERT INTO {found} "
            + _matches_of(pattern, chosen, f"f.report BETWEEN {low} AND {low + step - 1}")
        )
        low += step
        step *= 2 if time.monotonic() - begun < _QUICK else 1
    return found


_STEP = 16
"""Reports that a regular expression is first tried on."""
_QUICK = 0.3
"""Seconds of a step after which the next one may be twice as long."""


def _matches_of(pattern: str, chosen: str, within: str) -> str:
    """DuckDB tells what was matched and what stands between; lengths of both give the places."""
    return (
        "WITH cut AS (SELECT f.report, regexp_extract_all(f.text, "
        f"{pattern}) AS found, regexp_split_to_array(f.text, {pattern}) AS between "
        f"FROM folded f SEMI JOIN {chosen} c ON c.report = f.report "
        f"WHERE {within} AND regexp_matches(f.text, {pattern})), "
        "pieces AS (SELECT report, unnest(found) AS piece, unnest(between[:len(found)]) AS gap, "
        "generate_subscripts(found, 1) AS i FROM cut) "
        "SELECT report, stop - len(piece)::INT AS place, stop FROM (SELECT report, piece, "
        "sum(len(gap) + len(piece)) OVER (PARTITION BY report ORDER BY i)::INT AS stop "
        "FROM pieces) ORDER BY report, place"
    )


def _checked(session: Session, expression: str) -> str:
    """The expression, folded as texts are. Raises QueryError (E604) if it is faulty or matches nothing."""
    from wenzhi.query.patterns import folded_pattern

    pattern = folded_pattern("".join(expression.split()))
    if not pattern:
        raise QueryError("E603", "要找的词是空的", where=repr(expression), hint="请给出至少一个字")
    try:
        empty = session.rows(f"SELECT regexp_full_match('', {quoted(pattern)})")
    except QueryError as error:
        if error.code != "E602":
            raise
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
    count = 0
    for within, stack in session.texts.stacks(session.reports(table)):
        hits = session.arrow(f"SELECT report, place, stop FROM {table} WHERE {within}")
        reports, places, stops = (numbers(hits[name]) for name in HIT)
        owners = np.searchsorted(stack.reports, reports)
        count += int(np.count_nonzero(stack.whole(owners, places, stops)))
    return count


# Patterns --------------------------------------------------------------------------------------


def _find_pattern(session: Session, target: Target) -> Hits:
    from wenzhi.query.grammar import parse_query
    from wenzhi.query.patterns import literal_words, with_characters
    from wenzhi.query.syntax import Query

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
    from wenzhi.query.patterns import Compiler

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
