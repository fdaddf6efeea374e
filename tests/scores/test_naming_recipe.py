"""The model that names counts, made from a handful of sentences: it learns, and is written as it is read."""

from __future__ import annotations

import numpy as np
import pytest

from wenzhi.base.errors import ResourceError
from wenzhi.base.records import Count
from wenzhi.parse.naming import load_namer
from wenzhi.scores.naming_lessons import _left_open, read_first, read_namings, read_wordings
from wenzhi.scores.naming_recipe import Answer, answer, calibrate, fit, read_rows, write

SENTENCES = """
> 全年开讲{a}场，听课{b}人。
{a}场 | {a} 场 | ind=training.sessions
{b}人 | {b} 人 | ind=training.people
> 党组听取公开工作汇报{a}次，窗口接待来人{b}人。
{a}次 | {a} 次 | ind=meetings
{b}人 | {b} 人 | ind=visits
> 巡查村组{a}次，走访农户{b}户。
{a}次 | {a} 次 | ind=-
{b}户 | {b} 户 | ind=-
"""


@pytest.fixture(scope="module")
def lessons(tmp_path_factory):
    path = tmp_path_factory.mktemp("lessons") / "own.txt"
    path.write_text("".join(SENTENCES.format(a=n, b=n * 7 + 1) for n in range(2, 9)), "utf-8")
    return tuple(read_wordings(path))


def test_sentences_are_read_with_what_their_counts_are_of(lessons):
    rows = read_rows(lessons)
    assert {row.truth for row in rows} == {
        ("training.sessions",), ("training.people",), ("meetings",), ("visits",), (None,),
    }  # fmt: skip


def test_what_was_taught_is_known_and_written_as_it_is_read(lessons, tmp_path):
    rows = read_rows(lessons)
    model = fit(rows)
    told = answer(model, rows)
    assert sum(one.right for one in told) > 0.9 * len(told)
    write(tmp_path, model, np.array([1.0, 0.0]), len(rows))
    again = answer(load_namer(tmp_path), rows)
    assert [one.name for one in again] == [one.name for one in told]
    assert [one.share for one in again] == pytest.approx([one.share for one in told], abs=1e-3)
    first = (tmp_path / "weights.safetensors").read_bytes()
    write(tmp_path, fit(rows), np.array([1.0, 0.0]), len(rows))
    assert (tmp_path / "weights.safetensors").read_bytes() == first


def test_a_surer_name_is_likelier_where_surer_names_were_right(lessons):
    (row,) = read_rows(lessons[:1])[:1]
    silent = [
        Answer(
            type(row)(
                row.source, row.year, row.around, row.count, row.cells,
                ("meetings",) if right else (None,), None,
            ),
            "meetings",
            share,
        )
        for share, right in [(0.9, True)] * 9 + [(0.9, False)] + [(0.3, False)] * 9 + [(0.3, True)]
    ]  # fmt: skip
    slope, constant = calibrate(silent)
    assert slope > 0
    assert 1 / (1 + np.exp(-(slope * np.log(9) + constant))) == pytest.approx(0.9, abs=0.05)


def test_marked_sentences_are_read(tmp_path):
    path = tmp_path / "namings.txt"
    path.write_text(
        "# what it is\n@section applications\n@year 2020\n"
        "收件[12件|applications.new_received.total]，⏎走访[9户|-]，开会[2次|meetings]。\n",
        "utf-8",
    )
    (lesson,) = read_namings(path)
    assert (lesson.year, lesson.stretch.section) == (2020, "applications")
    assert lesson.stretch.body.text == "收件12件,\n走访9户,开会2次。"
    assert lesson.truth == (("applications.new_received.total",), (None,), ("meetings",))
    with pytest.raises(ResourceError):
        next(read_namings(tmp_path / "none.txt"))


def test_what_gold_of_plain_things_leaves_out_is_no_lesson():
    known = Count(text="", start=0, end=0, value=2, scope="report_year", indicator="channels")
    cell = Count(text="", start=0, end=0, value=2, scope="report_year", indicator="review.total")
    assert _left_open("heldout", known, (None,))
    assert not _left_open("heldout", known, ("channels",))
    assert not _left_open("heldout", cell, (None,))
    assert not _left_open("heldout6", known, (None,))


def test_missing_first_readings_are_named(tmp_path):
    with pytest.raises(ResourceError) as missing:
        read_first(tmp_path)
    assert missing.value.code == "E401"
