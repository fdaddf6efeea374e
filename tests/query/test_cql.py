"""CQL finds what a plain search through the tokens finds; errors point at the column."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wenzhi import api
from wenzhi.base.errors import QueryError
from wenzhi.query import syntax
from wenzhi.query.grammar import grammar, parse_condition, parse_query

Token = dict[str, object]


def reports(corpus: Path) -> list[list[Token]]:
    (snapshot,) = (corpus / "snapshots").iterdir()
    found: dict[int, list[Token]] = {}
    for row in pq.read_table(snapshot / "tokens.parquet").to_pylist():
        found.setdefault(row["report"], []).append(row)
    return list(found.values())


def passes(test: syntax.Test, token: Token) -> bool:
    match test:
        case syntax.Both(tests):
            return all(passes(one, token) for one in tests)
        case syntax.Either(tests):
            return any(passes(one, token) for one in tests)
        case syntax.Not(inner):
            return not passes(inner, token)
        case syntax.Compare(attribute, value, negated, _, _):
            text = token["word" if attribute == "char" else attribute]
            if attribute == "char":
                return (re.search(value, str(text)) is not None) != negated
            return (text is not None and re.fullmatch(value, str(text)) is not None) != negated


def ends(pattern: syntax.Pattern, tokens: list[Token], start: int) -> Iterator[int]:
    """Where matches that begin at `start` end, found by trying everything."""
    match pattern:
        case syntax.Token(test):
            if start < len(tokens) and (test is None or passes(test, tokens[start])):
                yield start + 1
        case syntax.Choice(options):
            for one in options:
                yield from ends(one, tokens, start)
        case syntax.Sequence(items, _):
            if not items:
                yield start
            else:
                for middle in set(ends(items[0], tokens, start)):
                    yield from ends(syntax.Sequence(items[1:], 1), tokens, middle)
        case syntax.Repeat(inner, least, most, _):
            reached, count = {start}, 0
            while reached:
                if count >= least:
                    yield from reached
                if most is not None and count == most:
                    return
                reached = {end for one in reached for end in ends(inner, tokens, one) if end > one}
                count += 1
        case _:
            raise AssertionError(pattern)


def spans_by_hand(corpus: Path, query: str) -> set[tuple[str, int, int]]:
    pattern = parse_query(query).pattern
    found = set()
    for tokens in reports(corpus):
        for start in range(len(tokens)):
            end = max(ends(pattern, tokens, start), default=start)
            if end > start:
                place = (tokens[start]["start"], tokens[end - 1]["end"])
                found.add((str(tokens[start]["report_id"]), *map(int, map(str, place))))
    return found


def spans(answer_of: api.Corpus, query: str) -> set[tuple[str, int, int]]:
    answer = answer_of.cql(query, limit=None)
    assert answer.total == len(answer.rows)
    return {(str(row[0]), int(str(row[4])), int(str(row[5]))) for row in answer.rows}


@pytest.mark.parametrize(
    "query",
    [
        '"更新"',
        '[word="更.*"]',
        '[char="更"]',
        '[pos="v"]',
        '[pos="v.*" & word!="公开"]',
        '[!(word="更新" | pos="w")]{2,3}',
        '[slot="number"] []',
        '[slot!="number" & section="problems"]',
        '[] "更新"',
        '"更新" []{0,3} [pos="w"]',
        '"更新" []{2} []?',
        '[]{3} "培训" []*',
        '("更新" | "培训")+ [pos="m"]?',
        '("更新" "更新"?){1,2} "目录"',
        '"一"? "、" [pos="n"]*',
        '[pos="m"]? [pos="q"]? "条" | "件"',
        '[pos="n"]+ "公开"',
        '("的"? [pos="v"])? "更新"',
        '[word=="12"]',
    ],
)
def test_patterns_find_what_trying_everything_finds(
    planted: Path, asked: api.Corpus, query: str
) -> None:
    assert spans(asked, query) == spans_by_hand(planted, query)


ATOMS = st.sampled_from(
    ['"更新"', '[pos="v"]', "[]", '[pos="w"]', '[char="公"]', '"不"', '[section="problems"]']
)
REPEATS = st.sampled_from(["", "", "", "?", "+", "{2}", "{1,3}", "{0,2}"])
ITEMS = st.tuples(ATOMS, REPEATS).map("".join)
SEQUENCES = st.lists(ITEMS, min_size=1, max_size=4).map(" ".join)
GROUPS = st.lists(SEQUENCES, min_size=1, max_size=2).map(lambda parts: f"({' | '.join(parts)})")
PATTERNS = st.one_of(
    SEQUENCES, st.tuples(GROUPS, st.sampled_from(["", " ", " [] "]), ITEMS).map("".join)
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(query=PATTERNS)
def test_drawn_patterns_find_what_trying_everything_finds(
    planted: Path, asked: api.Corpus, query: str
) -> None:
    try:
        found = spans(asked, query)
    except QueryError as error:
        assert error.code == "E605"  # it could match nothing at all
        return
    assert found == spans_by_hand(planted, query)


def test_captures_must_agree(asked: api.Corpus) -> None:
    answer = asked.cql("a:[] b:[] :: a.word = b.word", limit=None)
    assert set(answer.column("match")) == {"更新更新"}
    apart = asked.cql('a:"更新" b:[] :: a.word != b.word & b.pos != "w"', limit=None)
    assert apart.total
    assert "更新更新" not in apart.column("match")


def test_runs_of_tokens_can_be_captured(opened: api.Corpus, corpus: Path) -> None:
    for relation in ("=", "!="):
        query = f'a:([pos!="w"]{{1,3}}) [pos="w"] b:([]{{2}}) [] :: a.word {relation} b.word'
        found = set()
        for tokens in reports(corpus):
            for start in range(len(tokens)):
                for middle in range(start + 1, min(start + 4, len(tokens) - 3)):
                    run, mark = tokens[start:middle], tokens[middle]
                    if mark["pos"] != "w" or any(one["pos"] == "w" for one in run):
                        continue
                    first = "".join(str(one["word"]) for one in run)
                    other = "".join(str(one["word"]) for one in tokens[middle + 1 : middle + 3])
                    if (first == other) == (relation == "="):
                        found.add((tokens[start]["report"], tokens[start]["place"]))
        answer = opened.cql(query, limit=1)
        assert answer.total == len(found)
        assert found


def test_captured_runs_are_compared_by_their_values(asked: api.Corpus) -> None:
    run = asked.cql('a:("主动" []{1,2}) b:[] :: a.word = "主动公开.*" & b.pos != "w"')
    assert run.total == asked.kwic("主动公开").total > 0
    two = asked.cql('a:("主动" []) :: a.pos = "[a-z]+ [a-z]+"')
    assert two.total == asked.cql('"主动" []').total > 0
    assert asked.cql('a:(b:"主动" []) :: a.word = "主动.+" & b.word = "主动"').total == two.total
    assert not asked.cql('a:("主动" []) :: a.word = "主动"').total


def test_regions(asked: api.Corpus) -> None:
    everywhere = asked.cql('[char="公"]')
    inside = asked.cql('[char="公"] within <overview>')
    outside = asked.cql('[char="公"] not within <overview>')
    assert inside.total + outside.total == everywhere.total
    assert set(inside.column("section")) == {"overview"}
    assert asked.cql('<measure> containing "培训"', limit=None).total == 3
    assert asked.cql('<measure> not containing "培训"', limit=None).total == 2
    assert asked.cql("<problem>", limit=None).total == 5
    assert asked.cql('"更新" within <sentence> within <problem>').total == 4
    assert asked.cql('("更新" within <problem>) []{0,3} "及时"').total == 3


def test_a_region_is_its_whole_text(asked: api.Corpus) -> None:
    answer = asked.cql("<problem>", limit=None)
    (snapshot,) = (asked.root / "snapshots").iterdir()
    told = pq.read_table(snapshot / "regions.parquet").to_pylist()
    wanted = {
        (row["report_id"], row["start"], row["end"]) for row in told if row["kind"] == "problem"
    }
    assert {(row[0], row[4], row[5]) for row in answer.rows} == wanted


def test_words_tell_what_characters_find_beside_them(asked: api.Corpus) -> None:
    words = asked.cql('"公开"', limit=None)
    characters = asked.cql("'公开'", limit=None)
    phrase = asked.kwic("公开", limit=None)
    assert words.total < characters.total <= phrase.total
    assert f"另有 {characters.total - words.total} 处" in words.notes[0]
    assert "处不是整词" in phrase.notes[0]


def test_characters_are_found_across_a_line_end(asked: api.Corpus) -> None:
    words, characters = asked.cql('"主动公开"'), asked.cql("'主动公开'")
    assert asked.kwic("主动公开").total == characters.total == 5
    # The line is too short to be taken for a wrapped one, so its last word is cut; that is told.
    assert words.total + 5 == characters.total
    assert "另有 5 处" in words.notes[0]


@pytest.mark.parametrize(
    ("where", "total"),
    [
        ("year = 2021", 2),
        ("year in 2021..2022", 4),
        ("year in (2021, 2023)", 3),
        ("not year = 2021", 3),
        ("organ = 苕汀区水务局", 2),
        ('organ ~ "苕汀区.*" and year > 2021', 2),
        ("organ = 苕汀区水务局 or year = 2023", 3),
        ('phrase("人手不足")', 1),
        ('not phrase("人手不足")', 4),
        ("published is missing", 5),
        ("published is not missing", 0),
        ("applications.new_received.total > 100", 0),
        ("applications.new_received.total is missing", 5),
        ("not applications.new_received.total > 100", 0),
        ('findings("T") >= 0', 5),
        ("substance >= 0 or substance is missing", 5),
    ],
)
def test_conditions_choose_reports(asked: api.Corpus, where: str, total: int) -> None:
    found = asked.freq("年度报告", by=[], where=where)
    assert found.column("reports") == ((total,) if total else (0,))


def test_conditions_on_cells_and_findings(opened: api.Corpus) -> None:
    fact = "applications.new_received.total"
    more = opened.cql(f'"依申请公开" where {fact} > 10', limit=None)
    rows = opened.sql(f"SELECT report_id FROM facts WHERE id = '{fact}' AND value > 10", limit=None)
    assert more.total
    assert set(more.column("report_id")) <= set(rows.column("report_id"))
    wrong = opened.freq("公开", by=[], where='finding("T")').column("reports")
    found = opened.sql(
        "SELECT count(DISTINCT report_id) FROM findings WHERE verdict = 'fail' AND code LIKE 'T%'"
    )
    assert wrong == found.rows[0]


@pytest.mark.parametrize(
    ("query", "column", "hint"),
    [
        ('[wrod="a"]', 2, "word"),
        ('[word="a"', 10, "]"),
        ('"a" within', 11, "<"),
        ('"a" within <probelm>', 13, "problem"),
        ('"a" where yaer = 3', 11, "year"),
        ('"a" where applications.new_recieved.total > 3', 11, "applications.new_received.total"),
        ('"a" where aplications.new_received.total > 3', 11, "applications.new_received.total"),
        ('"a" where substnace.candour > 0.5', 11, "substance"),
        ('"a" where findng("T")', 11, "finding"),
        ('"a"{3,1}', 5, "{1,3}"),
        ('"a"?', 1, ""),
        ("a:[] :: b.word = a.word", 9, "a"),
        ("", 1, ""),
        ("；", 1, ""),
        ('a:"b"{2}', 1, "括起来"),
        ('a:("b" "c") :: c.word = a.word', 16, "a"),
    ],
)
def test_errors_point_at_the_column(asked: api.Corpus, query: str, column: int, hint: str) -> None:
    with pytest.raises(QueryError) as caught:
        asked.cql(query)
    assert caught.value.code == "E605"
    assert caught.value.message.startswith(f"第 {column} 列")
    assert hint in (caught.value.hint or "")


def test_a_faulty_expression_in_a_pattern_is_told(asked: api.Corpus) -> None:
    with pytest.raises(QueryError) as caught:
        asked.cql('[word="公("]')
    assert caught.value.code in ("E602", "E604")


def test_quotes_cannot_leave_the_query(asked: api.Corpus) -> None:
    for text in ("x' OR 1=1 --", "'; SELECT 1", 'a" b'):
        assert asked.kwic(text).total == 0
        quoted = text.replace('"', '\\"')
        assert asked.cql(f'[word=="{quoted}"]').total == 0


def test_the_grammar_is_the_one_that_is_read() -> None:
    assert "within" in grammar()
    assert parse_condition("year = 2020") == syntax.Relation(
        syntax.Field("year", 1), "=", syntax.Value(2020.0)
    )
