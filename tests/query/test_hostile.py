"""What would take too much is refused or stopped within its limits, with a message that says what to do."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import msgspec
import pytest

from wenzhi import api
from wenzhi.base.errors import QueryError
from wenzhi.query.grammar import LONGEST

SLOW = ".{0,1000}.{0,1000}.{0,1000}龘"
"""RE2 leaves its quick way for this: some twenty milliseconds a text."""


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("(" * 300 + '"公"' + ")" * 300, "太深"),
        ("[" + "!" * 1900 + 'word="公"]', "太深"),
        ('"公"|' * 3000 + '"开"', "太长"),
        ('"公"{1,1001}', "次数"),
        ('"公"{0}', "次数"),
        ("[]* []*", "什么都不匹配"),
        ('([pos="n"]*)+', "什么都不匹配"),
        ('"公" where ' + "not " * 40 + "year = 2020", None),
        ('"公" where title ~ "(a*)*b"', None),
        ('[word="((((.*)*)*)*)*龘"]', None),
        ('"公"{1000}', None),
    ],
)
def test_heavy_patterns_are_refused_or_answered(
    asked: api.Corpus, query: str, said: str | None
) -> None:
    if said is None:
        assert asked.cql(query, limit=5).total_is_exact
        return
    with pytest.raises(QueryError) as caught:
        asked.cql(query)
    assert caught.value.code == "E605"
    assert said in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize(
    "query",
    [
        "([]{1,1000}){1,1000}",
        "[]{0,1000} []{0,1000} [] []{0,1000} []{0,1000}",
        '(([word=".*"] []?){1,1000}){1,1000}',
    ],
)
def test_patterns_that_match_everything_are_stopped(corpus: Path, query: str) -> None:
    begun = time.monotonic()
    with api.Corpus(corpus, seconds=1) as opened:
        with pytest.raises(QueryError) as caught:
            opened.cql(query)
        assert caught.value.code in ("E606", "E607")
        assert caught.value.hint
        assert opened.session._spill.name
    assert time.monotonic() - begun < 30


def test_a_long_condition_is_refused(asked: api.Corpus) -> None:
    many = " or ".join(["year = 2020"] * (LONGEST["condition"] // 10))
    with pytest.raises(QueryError) as caught:
        asked.kwic("公开", where=many)
    assert (caught.value.code, "太长" in caught.value.message) == ("E605", True)


def test_a_slow_expression_is_stopped_between_steps(
    corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wenzhi.query.hits._STEP", 2)
    with api.Corpus(corpus, seconds=0.2) as opened, pytest.raises(QueryError) as caught:
        opened.kwic(SLOW, language="regex")
    assert caught.value.code == "E606"


@pytest.mark.parametrize("step", [1, 3, 1000])
def test_steps_do_not_change_the_answer(
    opened: api.Corpus, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    whole = opened.kwic("第.{1,3}[条项]", language="regex", limit=None)
    monkeypatch.setattr("wenzhi.query.hits._STEP", step)
    assert opened.kwic("第.{1,3}[条项]", language="regex", limit=None) == whole
    assert whole.total


def test_many_statements_share_one_limit(corpus: Path) -> None:
    with api.Corpus(corpus, seconds=0.01) as opened, pytest.raises(QueryError) as caught:
        opened.kwic([chr(code) for code in range(0x4E00, 0x5E00)])
    assert caught.value.code == "E606"


def test_an_interruption_that_comes_early_is_not_lost(corpus: Path) -> None:
    endless = (
        "SELECT count(*) FROM range(100000000) a, range(100000) b WHERE a.range * b.range % 7 = 3"
    )
    with api.Corpus(corpus, seconds=0.05) as opened:
        session = opened.session
        begun = time.monotonic()
        with pytest.raises(QueryError) as caught, session._watched(endless):
            time.sleep(0.2)  # the time is over before the statement begins
            session.connection.execute(endless)
        assert caught.value.code == "E606"
        assert time.monotonic() - begun < 30


def test_what_cannot_be_interrupted_is_ended(planted: Path) -> None:
    # DuckDB looks for an interruption between vectors of 2048 rows only.
    slow = f"SELECT count(*) FROM range(2000) t(i) WHERE regexp_matches(repeat('公', 2000 + i), '{SLOW}')"
    command = [sys.executable, "-m", "wenzhi", "query", "sql", str(planted), slow]
    begun = time.monotonic()
    ran = subprocess.run(
        [*command, "--seconds", "0.5", "--json"], capture_output=True, check=False, timeout=120
    )
    assert ran.returncode == 2
    assert json.loads(ran.stdout)["error"]["code"] == "E606"
    assert time.monotonic() - begun < 60


def test_what_cannot_be_interrupted_is_ended_in_python_too(planted: Path) -> None:
    slow = f"SELECT count(*) FROM range(2000) t(i) WHERE regexp_matches(repeat('公', 2000 + i), '{SLOW}')"
    with api.Corpus(planted, seconds=0.5) as opened:
        begun = time.monotonic()
        with pytest.raises(QueryError) as caught:
            opened.sql(slow)
        assert caught.value.code == "E606"
        assert time.monotonic() - begun < 30
        opened.session.limits = msgspec.structs.replace(opened.session.limits, seconds=60.0)
        assert opened.sql("SELECT 1").rows == ((1,),)


def test_a_statement_that_hears_no_interruption_is_left_to_itself(planted: Path) -> None:
    slow = (
        "SELECT 1 FROM range(2000) t(i) WHERE "
        f"regexp_matches(repeat('公', 2000 + t.i::INT), '{SLOW}')"
    )
    with api.Corpus(planted, seconds=0.5) as opened:
        before = opened.kwic("公开").rows
        begun = time.monotonic()
        with pytest.raises(QueryError) as caught, opened.session.asking():
            opened.session.table(slow)
        assert caught.value.code == "E606"
        assert time.monotonic() - begun < 20
        opened.session.limits = msgspec.structs.replace(opened.session.limits, seconds=60.0)
        assert opened.kwic("公开").rows == before


def test_a_statement_answered_apart_is_answered_the_same(planted: Path) -> None:
    plain = "SELECT report_id, year, DATE '2024-01-31' AS d, 1.5::DECIMAL(4, 2) AS n, [1, 2] AS l"
    with api.Corpus(planted) as opened:
        here = opened.sql(f"{plain} FROM reports WHERE year > 2020 ORDER BY 1", limit=2)
        apart = opened.sql(
            f"{plain} FROM reports WHERE regexp_matches(year::VARCHAR, '^202[1-9]') ORDER BY 1",
            limit=2,
        )
        assert (apart.rows, apart.columns, apart.total) == (here.rows, here.columns, here.total)
        assert apart.stamps == here.stamps
        arguments = {
            "statement": f"{plain} FROM reports WHERE path ~ '.*txt' ORDER BY 1",
            "limit": 2,
        }
        first = opened.page("sql", arguments)
        second = opened.page("sql", arguments, after=first.next)
        whole = opened.sql(arguments["statement"], limit=None)
        assert first.rows + second.rows == whole.rows[:4]
        with pytest.raises(QueryError) as caught:
            opened.sql("SELECT regexp_matches(nothing, 'x') FROM reports")
        assert caught.value.code == "E602"
        assert "nothing" in str(caught.value)
