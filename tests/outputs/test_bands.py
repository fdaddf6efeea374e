"""Bands among peers, charts, and pages of pairs."""

from __future__ import annotations

import re

import msgspec
import pytest

from wenzhi.base.records import GROUNDS, Passage, ReportRef
from wenzhi.outputs.bands import SMALLEST_GROUP, Scored, group_peers
from wenzhi.outputs.charts import draw_grounds, draw_histogram, draw_intervals
from wenzhi.outputs.comparison import (
    compare,
    opening,
    read_template,
    slot_lines,
    spell_opening,
)
from wenzhi.outputs.wording import Wording

ZH = Wording("zh")


def scored(n, value, half, level="county", province="东陵省"):
    ref = ReportRef(report=f"r{n}", path=f"{n}.txt", organization=f"第{n}局", year=2023)
    return Scored(
        ref=ref, level=level, province=province, value=value, low=value - half, high=value + half
    )


def test_only_intervals_clear_of_the_median_make_a_band():
    items = [scored(i, value, 5.0) for i, value in enumerate((20, 47, 50, 53, 80))]
    (group,), left = group_peers(items)
    assert group.median == 50 and left == 0
    assert [item.value for item in group.above] == [80]
    assert [item.value for item in group.below] == [20]


def test_overlapping_intervals_tell_nobody_apart():
    (group,), _ = group_peers([scored(i, 40 + 5 * i, 30.0) for i in range(6)])
    assert group.above == group.below == ()


def test_peers_share_level_and_province_and_small_groups_join():
    items = [scored(i, 50.0, 1.0) for i in range(SMALLEST_GROUP)]
    items += [scored(10 + i, 50.0, 1.0, province=f"{i}省") for i in range(SMALLEST_GROUP)]
    items += [scored(90, 50.0, 1.0, level="province")]
    groups, left = group_peers(items)
    assert {(g.level, g.province, g.size) for g in groups} == {
        ("county", "东陵省", 5),
        ("county", None, 5),
    }
    assert left == 1


def test_the_order_of_reports_changes_no_band():
    items = [scored(i, float(i * 7 % 50), 2.0) for i in range(20)]
    assert group_peers(items) == group_peers(reversed(items))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_charts_keep_text_as_text_without_script_or_address(lang):
    counts = {g: {"pass": 3, "fail": 1, "unjudged": 6} for g in GROUNDS}
    drawn = draw_grounds(counts, Wording(lang))
    assert drawn.startswith("<svg") and "<script" not in drawn and "http" not in drawn
    assert Wording(lang)("ground.timely") in drawn and ">6<" in drawn and " id=" not in drawn
    assert drawn == draw_grounds(counts, Wording(lang))


def test_a_histogram_keeps_the_highest_value():
    drawn = draw_histogram([0.0, 100.0], 100.0, 20, "#000000", "题", ZH)
    assert drawn.count('aria-roledescription="bar"') == 20


def test_interval_charts_escape_names_and_keep_namesakes_apart():
    items = [scored(i, 10.0 + 80 * (i > 2), 1.0) for i in range(6)]
    names = ["<b>同名局</b>"] * 6
    items = [
        msgspec.structs.replace(i, ref=msgspec.structs.replace(i.ref, organization=n))
        for i, n in zip(items, names, strict=True)
    ]
    (group,), _ = group_peers(items)
    drawn = draw_intervals(group, [*group.above, *group.below], ZH)
    assert "<b>" not in drawn and drawn.count("同名局") >= 6


def test_a_pair_numbers_passages_alike_and_marks_what_differs(sample):
    a, b = (
        sample.make_report(0, "云溪市青石县水务局", 2023),
        sample.make_report(2, "白鹭县水务局", 2023),
    )
    shorter = b.report.text.replace("超期2件", "超期11件")
    report = msgspec.structs.replace(b.report, text=shorter)
    pair = sample.make_pair(a, b)
    grown = pair.passages[0].b[0], pair.passages[0].b[1] + 1
    passage = Passage(a=pair.passages[0].a, b=grown, similarity=0.97, kind="slot")
    pair = msgspec.structs.replace(pair, passages=(passage,))
    left, right = compare(pair, a, msgspec.structs.replace(b, report=report))
    assert left.letter == "a" and [part.heading for part in left.parts] == [
        "五、存在的主要问题及改进情况"
    ]

    def marked(side, layer):
        runs = (r for p in side.parts for line in p.lines for r in line if r.find(layer))
        return "".join(run.text for run in runs)

    assert marked(left, "difference") == "2" and marked(right, "difference") == "11"
    assert marked(left, "passage").startswith("二是依申请公开答复超期2件")
    assert left.parts[0].lines[0][0].find("provenance").kind == "form"


def test_a_verbatim_passage_has_no_differences(sample):
    a, b = sample.make_report(0, "甲局", 2023), sample.make_report(2, "乙局", 2023)
    pair = sample.make_pair(a, b)
    same = msgspec.structs.replace(pair.passages[0], kind="verbatim")
    sides = compare(msgspec.structs.replace(pair, passages=(same,)), a, b)
    runs = [r for side in sides for p in side.parts for line in p.lines for r in line]
    assert not [run for run in runs if run.find("difference")]


def test_a_pair_without_passages_shows_both_texts_whole(sample):
    a, b = sample.make_report(0, "甲局", 2023), sample.make_report(2, "乙局", 2023)
    pair = msgspec.structs.replace(sample.make_pair(a, b), passages=())
    left, _ = compare(pair, a, b)
    shown = "".join(r.text for line in left.parts[0].lines for r in line)
    assert re.sub(r"\s", "", shown) == re.sub(r"\s", "", a.report.text)


def test_a_template_is_read_into_pieces_and_slots_into_fillings(view):
    (family,) = view.copies.families
    pieces = read_template(family)
    assert [piece.slot for piece in pieces] == [None, 0, None, 1, None]
    assert opening(family, 200) == pieces
    assert [piece.slot for piece in opening(family, len(pieces[0].text) + 1)] == [None, 0, None]
    cut = msgspec.structs.replace(family, template=f",。{family.template}")
    assert opening(cut, 200) == pieces
    told = spell_opening(family, len(pieces[0].text) + 2, ZH)
    assert told.startswith(f"{pieces[0].text}〔") and told.endswith("…") and "{" not in told
    lines = slot_lines(family)
    assert lines[0].distinct == 3 and lines[1].examples[0].members == 3
