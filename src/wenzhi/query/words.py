"""Floor 6: which words stand where: collocates of hits, key words of reports, runs of words, dispersion.

Words are the tokens of the snapshot without marks (tag `w`). The measures are those of `query.measures`.
"""

from __future__ import annotations

from wenzhi.base.errors import QueryError
from wenzhi.query.answer import Answer
from wenzhi.query.concordance import tell_hits
from wenzhi.query.connection import quoted
from wenzhi.query.frequency import GROUPS, check_groups
from wenzhi.query.grammar import nearest
from wenzhi.query.hits import Target, check_section, choose_reports, covering_tokens, find
from wenzhi.query.measures import (
    ASSOCIATION,
    KEYNESS,
    association_columns,
    keyness_columns,
)
from wenzhi.query.session import Session


def find_collocates(
    session: Session,
    target: Target,
    *,
    window: int = 5,
    least: int = 3,
    order: str = "log_dice",
    limit: int | None = 100,
) -> Answer:
    """Words that stand within `window` tokens of hits, in the same sentence, at least `least` times.

    `order` is one of the measures. Raises QueryError (E608 measure) and what `find` raises.
    """
    _check_measure(order, ASSOCIATION)
    hits = find(session, target)
    nodes = session.table(
        f"SELECT c.report, c.s, c.e, t.sentence FROM {covering_tokens(session, hits.table)} c "
        "JOIN tokens t ON t.n = c.s"
    )
    near = session.table(
        f"SELECT DISTINCT t.n, t.word, t.pos FROM (SELECT report, sentence, s, e, "
        f"unnest(range(s - {window}, e + {window})) AS n FROM {nodes}) x JOIN tokens t "
        "ON t.n = x.n AND t.report = x.report AND t.sentence = x.sentence "
        "WHERE (x.n < x.s OR x.n >= x.e) AND t.pos <> 'w'"
    )
    words = session.table(
        f"SELECT word, count(*) AS frequency FROM ({_words(hits.chosen, target.section)}) "
        "GROUP BY word"
    )
    size, inside = _total(session, words, "frequency"), session.count(near)
    columns = association_columns(
        "o.observed", "c.frequency", str(hits.total), str(inside), str(size)
    )
    statement = (
        f"SELECT o.word AS collocate, o.pos, o.observed, c.frequency, {columns} FROM "
        f"(SELECT word, any_value(pos) AS pos, count(*) AS observed FROM {near} GROUP BY word) o "
        f"JOIN {words} c USING (word) "
        f"WHERE o.observed >= {least} ORDER BY {order} DESC, collocate"
    )
    notes = (*tell_hits(session, hits), f"F={hits.total} R={inside} N={size}")
    return session.answer(statement, limit, notes)


def find_keywords(
    session: Session,
    focus: str,
    reference: str,
    *,
    section: str | None = None,
    least: int = 3,
    order: str = "ll",
    limit: int | None = 100,
) -> Answer:
    """Words that tell the reports of one condition from those of another, e.g. `year = 2019`, `year = 2024`.

    `least` occurrences in both together. Raises QueryError (E605 condition, E608 measure, E609 where
    one of them has no words).
    """
    _check_measure(order, KEYNESS)
    check_section(section)
    one, other = sides = [
        session.table(
            "SELECT word, any_value(pos) AS pos, count(*) AS n, count(DISTINCT report) AS reports "
            f"FROM ({_words(choose_reports(session, condition), section)}) GROUP BY word"
        )
        for condition in (focus, reference)
    ]
    sizes = [_total(session, side, "n") for side in sides]
    for size, condition in zip(sizes, (focus, reference), strict=True):
        if not size:
            raise QueryError(
                "E609", "没有符合条件的报告或词", where=condition, hint="放宽条件，或去掉 --section"
            )
    a, b = "coalesce(x.n, 0)", "coalesce(y.n, 0)"
    statement = (
        f"SELECT coalesce(x.word, y.word) AS word, coalesce(x.pos, y.pos) AS pos, {a} AS focus, "
        f"{b} AS reference, coalesce(x.reports, 0) AS focus_reports, "
        f"coalesce(y.reports, 0) AS reference_reports, "
        f"{keyness_columns(a, b, str(sizes[0]), str(sizes[1]))} "
        f"FROM {one} x FULL JOIN {other} y ON x.word = y.word WHERE {a} + {b} >= {least} "
        f"ORDER BY {order} DESC NULLS LAST, word"
    )
    return session.answer(statement, limit, (f"n1={sizes[0]} n2={sizes[1]}",))


def count_ngrams(
    session: Session,
    size: int,
    *,
    by: str | None = None,
    where: str | None = None,
    section: str | None = None,
    containing: str | None = None,
    least: int = 3,
    limit: int | None = 100,
) -> Answer:
    """Runs of `size` words inside a sentence, without marks, most frequent first; `by` one group.

    `containing` keeps runs with that word. Raises QueryError (E605, E608, E610 for a size out of 1 to 8).
    """
    if not 1 <= size <= 8:
        raise QueryError(
            "E610", f"词串长度 {size} 不在 1 至 8 之间", where=str(size), hint="如 --n 3"
        )
    if by is not None:
        check_groups((by,))
    check_section(section)
    runs = session.table(_runs(choose_reports(session, where), size, section, containing))
    group = "" if by is None else ", section" if by == "section" else f", {GROUPS[by]} AS {by}"
    keys = "ngram" if by is None else f"ngram, {by}"
    statement = (
        f"SELECT {keys}, count(*) AS hits, count(DISTINCT report) AS reports, "
        "count(DISTINCT organ) AS organs FROM (SELECT x.ngram, x.report, "
        f"coalesce(r.organ_id, r.report_id) AS organ{group} FROM {runs} x "
        "JOIN folded f ON f.report = x.report JOIN reports r ON r.report_id = f.report_id) "
        f"GROUP BY {keys} HAVING count(*) >= {least} ORDER BY hits DESC, {keys}"
    )
    return session.answer(statement, limit)


def _runs(chosen: str, size: int, section: str | None, containing: str | None) -> str:
    """Every run with the report it stands in. Neighbours in the table are neighbours in the text."""
    ahead = range(1, size)
    parts = ["word", *(f"lead(word, {k}) OVER ()" for k in ahead)]
    # A run holds together if its last word has the number it ought to have and the same sentence.
    last = size - 1
    whole = f"lead(n, {last}) OVER () = n + {last} AND lead(sentence, {last}) OVER () = sentence"
    marks = ["pos <> 'w'", *(f"lead(pos, {k}) OVER () <> 'w'" for k in ahead)]
    only = "" if section is None else f" AND section = {quoted(section)}"
    held = "" if containing is None else f" AND list_contains(words, {quoted(containing)})"
    return (
        "SELECT report, section, array_to_string(words, ' ') AS ngram FROM (SELECT report, section, "
        f"[{', '.join(parts)}] AS words, {whole if size > 1 else 'true'} AND "
        f"{' AND '.join(marks)} AS whole FROM tokens) x SEMI JOIN {chosen} c USING (report) "
        f"WHERE whole{only}{held}"
    )


def measure_dispersion(session: Session, target: Target) -> Answer:
    """How evenly hits are spread over reports. Raises what `find` raises."""
    hits = find(session, target)
    words = session.table(_words(hits.chosen, target.section))
    size = session.count(words)
    if not size or not hits.total:
        raise QueryError(
            "E609", "没有可以量的词", where=target.text, hint="没有命中，或范围里没有词"
        )
    parts = session.table(
        f"SELECT w.report, w.size, w.size / {size} AS s, coalesce(h.v, 0) AS v FROM "
        f"(SELECT report, count(*) AS size FROM {words} GROUP BY report) w LEFT JOIN "
        f"(SELECT report, count(*) AS v FROM {hits.table} GROUP BY report) h USING (report)"
    )
    distances = _distances(session, hits.table, words, size)
    statement = (
        f"WITH p AS (SELECT *, v / {hits.total} AS share, v / s AS rate, v / size AS each, "
        f"sum(v / size) OVER () AS every FROM {parts}) "
        "SELECT count(*) AS parts, sum(v)::BIGINT AS hits, count(*) FILTER (v > 0) AS found_in, "
        "count(*) FILTER (v > 0) / count(*) AS share, sum(abs(share - s)) / 2 AS dp, "
        "sum(abs(share - s)) / 2 / nullif(1 - min(s), 0) AS dp_norm, "
        "1 - stddev_pop(rate) / nullif(avg(rate), 0) / nullif(sqrt(count(*) - 1), 0) AS juilland_d, "
        "-sum(CASE WHEN each > 0 THEN each / every * log2(each / every) ELSE 0 END) "
        "/ nullif(log2(count(*)), 0) AS carroll_d2, "
        f"({_reduced_frequency(distances, size, hits.total)}) AS arf, "
        f"(SELECT {size} * pow(10, -sum(distance / {size} * log10(distance))) "
        f"FROM {distances} WHERE distance > 0) "
        "AS aldf FROM p"
    )
    return session.answer(statement, None, tell_hits(session, hits))


def _reduced_frequency(distances: str, size: int, total: int) -> str:
    return (
        f"SELECT {total} / {size} * sum(least(distance, {size} / {total})) FROM {distances} "
        "WHERE distance > 0"
    )


def _distances(session: Session, hits: str, words: str, size: int) -> str:
    """Words from each hit to the next, the last to the first. Places are counted without marks.

    A hit that begins in a mark stands at the word before it; hits in one word have one place.
    """
    ranks = session.table(
        f"WITH numbered AS (SELECT report, n, row_number() OVER (ORDER BY n) AS rank FROM {words}), "
        f"placed AS (SELECT h.report, t.n FROM {hits} h ASOF JOIN "
        f"(SELECT n, report, place FROM tokens) t ON h.report = t.report AND h.place >= t.place) "
        "SELECT w.rank FROM placed p ASOF JOIN numbered w ON p.n >= w.n ORDER BY w.rank"
    )
    return session.table(
        "SELECT coalesce(lead(rank) OVER (ORDER BY rank) - rank, first_value(rank) OVER "
        f"(ORDER BY rank) + {size} - rank) AS distance FROM {ranks}"
    )


def _words(chosen: str, section: str | None) -> str:
    only = "" if section is None else f" AND section = {quoted(section)}"
    return (
        f"SELECT n, report, word, pos FROM tokens SEMI JOIN {chosen} USING (report) "
        f"WHERE pos <> 'w'{only}"
    )


def _total(session: Session, table: str, column: str) -> int:
    return int(session.rows(f"SELECT sum({column})::BIGINT FROM {table}")[0][0] or 0)


def _check_measure(name: str, measures: dict[str, str]) -> None:
    if name not in measures:
        raise QueryError("E608", f"没有 {name} 这个量", where=name, hint=nearest(name, measures))
