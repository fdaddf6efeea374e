"""What a count is of by the trained model: what it is shown, what it may say, and what it never touches."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenzhi.base.errors import ResourceError
from wenzhi.base.records import Count
from wenzhi.base.resources import models_folder
from wenzhi.parse.counts import read_counts, read_stretches
from wenzhi.parse.naming import (
    AGAINST,
    LEAST,
    MODEL,
    Block,
    Plan,
    ask,
    join_name,
    judge,
    known_features,
    load_namer,
    may_be_named,
    name_counts,
    read_plan,
    split_name,
    told_cells,
    write_plan,
)
from wenzhi.parse.surroundings import PLACES, Surroundings, features_of, read_surroundings
from wenzhi.text.normalize import fold
from wenzhi.text.sentences import paragraphs

PLAN = Plan(
    kinds=Block(0, ("-", "applications", "active", "meetings")),
    rows={
        "applications": Block(4, ("new_received", "carried_over")),
        "active": Block(6, ("normative_documents", "rules")),
    },
    columns={
        "applications": Block(8, ("natural_person", "total")),
        "active": Block(10, ("issued", "made")),
    },
    units={
        "-": frozenset({"件"}),
        "applications": frozenset({"件", None}),
        "active": frozenset({"件"}),
        "meetings": frozenset({"次"}),
    },
    asked=frozenset({"件", "次", None}),
    known=frozenset({"active.normative_documents.issued", "active.normative_documents.made"}),
    trusted=frozenset({"review.total"}),
)


def count_of(value: int, unit: str | None = "件") -> Count:
    return Count(text="", start=0, end=0, value=value, unit=unit, scope="report_year")


def scores_for(*names: str) -> np.ndarray:
    """Scores in which the named classes lead, the first most."""
    columns = ["-", "applications", "active", "meetings", "new_received", "carried_over"]
    columns += ["normative_documents", "rules", "natural_person", "total", "issued", "made"]
    row = np.full((1, len(columns)), -1.0)
    for place, name in enumerate(names):
        row[0, columns.index(name)] = 1 - place / 10
    return row


def test_the_likeliest_row_and_column_make_the_indicator():
    ((name, share),) = judge(
        PLAN, scores_for("applications", "new_received", "total"), [count_of(3)], {}, 2023
    )
    assert name == "applications.new_received.total"
    assert share > 0.9


def test_nothing_is_an_answer():
    assert judge(PLAN, scores_for("-"), [count_of(3)], {}, 2023)[0][0] is None


def test_a_cell_the_grammar_read_as_another_number_is_not_told_again():
    told = told_cells([(count_of(9), "applications.new_received.total")])
    scores = scores_for("applications", "new_received", "total", "natural_person")
    assert judge(PLAN, scores, [count_of(3)], told, 2023)[0][0] == (
        "applications.new_received.natural_person"
    )
    assert judge(PLAN, scores, [count_of(9)], told, 2023)[0][0] == "applications.new_received.total"
    last_year = msgspec.structs.replace(count_of(3), scope="prior_year")
    assert judge(PLAN, scores, [last_year], told, 2023)[0][0] == "applications.new_received.total"


def test_the_form_of_the_year_says_which_cells_there_are():
    scores = scores_for("active", "normative_documents", "issued", "made")
    assert [judge(PLAN, scores, [count_of(3)], {}, year)[0][0] for year in (2023, 2020)] == [
        "active.normative_documents.issued",
        "active.normative_documents.made",
    ]
    assert not (judge(PLAN, scores, [count_of(3)], {}, 2016)[0][0] or "").startswith("active.")


def test_a_unit_never_seen_with_a_kind_rules_it_out():
    ((name, _),) = judge(PLAN, scores_for("meetings", "-"), [count_of(3)], {}, 2023)
    assert name is None


def test_a_plan_is_read_as_it_was_written():
    assert read_plan(write_plan(PLAN)) == PLAN


ROWS = st.sampled_from(["new_received", "result.granted", "result.denied_third_party"])


@given(ROWS, st.sampled_from(["total", "enterprise", "legal_persons"]))
def test_names_of_cells_are_cut_and_joined(row, column):
    for name in (f"applications.{row}.{column}", "litigation.direct.pending", "review.total"):
        assert join_name(*split_name(name)) == name
    assert (
        join_name(*split_name("review.total+litigation.total")) == "review.total+litigation.total"
    )
    assert split_name("training.sessions") == ("training.sessions", None, None)
    assert split_name(None) == ("-", None, None)


def stretch_of(text, section="overview"):
    pairs = [(section, paragraph) for paragraph in paragraphs(fold(text))]
    ((stretch, _),) = read_stretches(pairs, year=2023)
    return stretch


def test_a_count_is_shown_without_its_own_indicator():
    stretch = stretch_of("全年收到申请12件，其中自然人提交9件，企业提交3件。")
    told = [count.indicator for count in stretch.counts]
    hidden = [told[0], None, *told[2:]]
    assert told[1] is not None
    assert read_surroundings(stretch, 1, told) == read_surroundings(stretch, 1, hidden)
    assert read_surroundings(stretch, 1, told) != read_surroundings(stretch, 1, [None] * len(told))


def test_ratios_and_the_amount_of_a_change_are_not_asked_about():
    stretch = stretch_of("全年发布信息96条，比上年多12条，增长14.3%。")
    by_value = {count.value: may_be_named(stretch, k) for k, count in enumerate(stretch.counts)}
    assert by_value == {96: True, 12: False, 14.3: False}


TEXT = """全年上会研究公开工作两次，机关干部外出听课31人。
收到申请6件，5件为自然人，其余出自律所。门户挂网稿件402篇，栏目8个，订户1.2万。
复议维持1件。"""


def test_what_is_added_or_changed_says_how_sure_the_model_is():
    pairs = [("overview", paragraph) for paragraph in paragraphs(fold(TEXT))]
    plain, said = read_counts(pairs, year=2023)
    named, again = read_counts(pairs, year=2023, named=True)
    assert said == again
    for before, after in zip(plain, named, strict=True):
        if before.indicator == after.indicator:
            assert before == after
        else:
            assert after.indicator_probability is not None
            least = LEAST if before.indicator is None else AGAINST
            assert least <= after.indicator_probability <= 1
            assert after.role == before.role or (before.role, after.role) == (None, "total")


@pytest.mark.parametrize(
    ("named", "sure", "kept"),
    [
        (None, LEAST, False),
        (None, LEAST - 0.01, True),
        ("visits", AGAINST, False),
        ("visits", AGAINST - 0.01, True),
        ("meetings", 0.99, True),
    ],
)
def test_against_the_grammar_the_model_must_be_surer(monkeypatch, named, sure, kept):
    stretch = stretch_of("党工委开会研究公开工作3次。")
    count = msgspec.structs.replace(stretch.counts[0], indicator=named)
    stretch = msgspec.structs.replace(stretch, counts=(count,))
    monkeypatch.setattr(
        "wenzhi.parse.naming.ask", lambda stretches, year: [(0, 0, "meetings", sure)]
    )
    ((told,),) = name_counts([stretch], 2023)
    assert (told == count) is kept
    assert kept or (told.indicator, told.indicator_probability) == ("meetings", sure)


WORDS = st.text("收到申请件12,", max_size=6)
SEEN = st.builds(
    Surroundings,
    marks=st.lists(st.sampled_from(["u件", "s1", "Pnone"]), max_size=3).map(tuple),
    words=st.tuples(*(WORDS for _ in PLACES)),
    clause=st.just(""),
    before=st.just(""),
)


def slowly(row: Surroundings) -> set[tuple[object, ...]]:
    """The features of one count, one by one."""
    found: set[tuple[object, ...]] = set(row.marks)
    for where, (sizes, text) in enumerate(zip(PLACES, row.words, strict=True)):
        for size in sizes:
            found |= {(where, text[k : k + size]) for k in range(len(text) - size + 1)}
    return found


@given(st.lists(SEEN, max_size=4))
def test_features_of_many_counts_are_those_of_each(rows):
    codes, owners = features_of(rows)
    for place, row in enumerate(rows):
        own = codes[owners == place]
        assert len(np.unique(own)) == len(slowly(row))
        assert np.array_equal(np.sort(own), np.sort(features_of([row])[0]))
    known = np.unique(codes)[::2]
    if len(known):
        owners, places = known_features(rows, known)
        for place in range(len(rows)):
            own = codes[features_of(rows)[1] == place]
            assert set(known[places[owners == place]]) == set(own) & set(known)


def test_answers_are_the_same_whatever_else_is_asked():
    parts = [stretch_of(line) for line in TEXT.splitlines()]
    alone = [(k, *rest) for k, part in enumerate(parts) for _, *rest in ask([part], 2023)]
    together = [list(answer) for answer in ask(parts, 2023)]
    for one, other in zip(sorted(map(list, alone)), sorted(together), strict=True):
        assert one[:3] == other[:3]
        assert one[3] == pytest.approx(other[3], abs=1e-3)


def test_a_missing_and_an_altered_model_are_named(tmp_path):
    with pytest.raises(ResourceError) as missing:
        load_namer(tmp_path)
    assert missing.value.code == "E403"
    for path in (models_folder() / MODEL).iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "weights.safetensors").write_bytes(b"other")
    with pytest.raises(ResourceError) as altered:
        load_namer(tmp_path)
    assert altered.value.code == "E404"


def test_the_shipped_model_is_small():
    size = sum(path.stat().st_size for path in (models_folder() / MODEL).iterdir())
    assert size < 3_000_000
