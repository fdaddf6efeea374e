from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenzhi.synth.markup import (
    Choice,
    Nil,
    Tally,
    bank,
    chinese,
    choose,
    compile_frame,
    compile_nodes,
    draw,
    express,
    fill,
    holds,
    literal,
    partition,
    unchinese,
)
from wenzhi.synth.prose import frames

NAMES = {"self": "我局", "year": "2022", "place": "枫渚县"}


def filled(line: str, figures: dict[str, int] | None = None):
    nodes = choose(compile_frame(line).nodes, random.Random(1), {})
    numbers = draw(nodes, figures or {}, random.Random(2))
    assert numbers is not None
    return fill(nodes, NAMES, numbers), numbers


def test_a_closed_total_equals_its_parts():
    line = "公开{#t:30-90|条|信息|published.total|closed}，其中{#a<t|条|甲||}、{#b<t|条|乙||}。"
    _, numbers = filled(line)
    assert numbers["a"] + numbers["b"] == numbers["t"]


def test_an_open_total_exceeds_its_parts():
    line = "公开{#t:30-90|条|信息|published.total|open}，其中{#a<t|条|甲||}、{#b<t|条|乙||}等。"
    _, numbers = filled(line)
    assert numbers["a"] + numbers["b"] < numbers["t"]


def test_marks_cover_exactly_what_they_name():
    line = "{self}收到{#new|件|申请|applications.new_received.total}，{!未发生复议|复议|review.total}。"
    sentence, _ = filled(line, {"new": 12})
    assert [sentence.text[m.start : m.end] for m in sentence.marks] == ["12件", "未发生复议"]
    assert isinstance(sentence.marks[0].node, Tally) and isinstance(sentence.marks[1].node, Nil)


@pytest.mark.parametrize(
    ("style", "value", "text", "shown", "approx"),
    [
        ("", 12, "12条", 12, None),
        ("over", 1234, "1200余条", 1200, "over"),
        ("over2", 5512, "5500多条", 5500, "over"),
        ("cnover", 36, "三十余条", 30, "over"),
        ("near", 1930, "近2000条", 2000, "under"),
        ("ge", 187, "180条以上", 180, "over"),
        ("wan", 92345, "9.2万条", 92000, None),
        ("wanover", 92345, "9.2万余条", 92000, "over"),
        ("comma", 12345, "12,345条", 12345, None),
        ("cn", 2, "两条", 2, None),
        ("cn", 206, "二百零六条", 206, None),
        ("fw", 38, "３８条", 38, None),
        ("sp", 38, "38 条", 38, None),
    ],
)
def test_styles_of_numbers(style, value, text, shown, approx):
    figure = express(value, Tally("t", "条", style=style))
    assert (figure.text, figure.value, figure.approx) == (text, shown, approx)


@pytest.mark.parametrize(
    ("text", "value", "approx"),
    [
        ("206条", 206, None),
        ("近800份", 800, "under"),
        ("2.6万余条", 26000, "over"),
        ("2100余人次", 2100, "over"),
        ("一百二十条", 120, None),
        ("两名", 2, None),
        ("74.3%", 74.3, None),
    ],
)
def test_hand_written_numbers(text, value, approx):
    figure = literal(text)
    assert figure.text == text
    assert figure.value == pytest.approx(value)
    assert figure.approx == approx


@given(st.integers(0, 9999))
def test_chinese_numerals_read_back(value):
    assert unchinese(chinese(value)) == value


@given(st.integers(1, 500), st.integers(1, 8), st.integers())
def test_partitions_add_up(total, count, seed):
    parts = partition(total, count, random.Random(seed))
    if total < count:
        assert parts is None
    else:
        assert parts is not None
        assert sum(parts) == total and len(parts) == count and min(parts) >= 1


def test_a_percentage_is_truncated_and_can_be_distorted():
    nodes = compile_nodes("{#a|条|x||}占{%p=a/b|%|x}，共{#b|条|y||}")
    numbers = draw(nodes, {"a": 2, "b": 3}, random.Random(0))
    assert numbers is not None
    assert "66.6%" in fill(nodes, {}, numbers).text
    assert "70%" in fill(nodes, {}, numbers, {"p": 700}).text


def test_an_unclosed_brace_is_told():
    with pytest.raises(ValueError, match="unclosed"):
        compile_nodes("公开{#a|条")


def test_an_unknown_figure_meets_no_condition():
    assert not holds(compile_frame("new>0 :: 收到申请。"), {})
    assert holds(compile_frame("new>0 :: 收到申请。"), {"new": 1})


def test_the_bank_holds_at_least_150_distinct_frames_with_all_features():
    every = frames()
    assert len({repr(frame.nodes) for _, frame in every}) >= 150
    styles = set()
    flags = set()

    def visit(nodes):
        for node in nodes:
            if isinstance(node, Choice):
                for option in node.options:
                    visit(option)
            elif isinstance(node, Tally):
                styles.add(node.style)
                flags.update(flag.split("=")[0] for flag in node.flags)

    for _, frame in every:
        visit(frame.nodes)
    assert styles >= {
        "",
        "cn",
        "cnover",
        "over",
        "over2",
        "near",
        "about",
        "ge",
        "wan",
        "wanover",
        "comma",
        "sp",
        "fw",
    }
    assert flags >= {"open", "closed", "scope", "ch", "sub"}


def test_totals_with_parts_say_whether_they_are_closed():
    for group, frame in [*frames(), *((g, f) for g, fs in bank("narrative").items() for f in fs)]:
        if not group.startswith(("problem", "measure")):
            tallies = [node for node in frame.nodes if isinstance(node, Tally)]
            for parent in {tally.parent for tally in tallies if tally.parent}:
                total = next(tally for tally in tallies if tally.name == parent)
                known = {"open", "closed"} & set(total.flags)
                # In "12 sessions, 3 of them attended by the head" a lone part leaves the rest unsaid.
                assert known or sum(tally.parent == parent for tally in tallies) == 1, frame
