"""Who shares with whom: ties between organs, places by year, a family's years; drawn without script."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections import Counter

import pytest

from wenzhi.base.records import CopyFamily, CopyPair, FamilySlot, ReportRef
from wenzhi.outputs.comparison import COLUMNS_SHOWN, column_slots, member_lines
from wenzhi.outputs.html import write_html
from wenzhi.outputs.sharing import (
    TILES,
    count_places,
    draw_map,
    draw_network,
    draw_timeline,
    tie_organs,
)
from wenzhi.outputs.site import LARGEST_PAGE
from wenzhi.outputs.wording import Wording

ZH = Wording("zh")


def ref(report: str, organ: str | None, year: int | None = 2023) -> ReportRef:
    return ReportRef(report=report, path=f"{report}.txt", organization=organ, year=year)


def pair(a: ReportRef, b: ReportRef, share: float = 0.9, relation: str = "peer") -> CopyPair:
    return CopyPair(
        a=a, b=b, relation=relation, coverage_a=share, coverage_b=share / 2, masked_a=share,
        masked_b=share, earlier="unknown", passages=(),
    )  # fmt: skip


def family(members: list[ReportRef], slots: tuple[FamilySlot, ...] = ()) -> CopyFamily:
    return CopyFamily(id="f", members=tuple(members), template="同一句话。", slots=slots)


def test_an_organ_is_not_tied_to_itself_nor_to_an_unknown_one():
    one, two = ref("1", "甲局", 2022), ref("2", "甲局")
    pairs = [pair(one, two), pair(one, two, relation="self"), pair(one, ref("3", None))]
    assert tie_organs(pairs).all_ties == 0


def test_pairs_of_the_same_organs_are_one_tie_with_the_largest_share():
    pairs = [
        pair(ref("1", "甲局", 2022), ref("2", "乙局", 2022), 0.4),
        pair(ref("3", "乙局"), ref("4", "甲局"), 0.8),
    ]
    (tie,) = tie_organs(pairs).ties
    assert (tie.pairs, tie.share, tie.best.a.report) == (2, 0.8, "3")
    assert tie_organs(pairs) == tie_organs(pairs[::-1])


def test_no_more_organs_are_drawn_than_fit_and_the_rest_is_counted():
    hub = ref("0", "县政府")
    pairs = [pair(hub, ref(str(i), f"第{i}局"), 0.5 + i / 1000) for i in range(1, 101)]
    network = tie_organs(pairs, most=11)
    assert len(network.organs) == 11 and len(network.ties) == 10
    assert (network.all_organs, network.all_ties) == (101, 100)
    assert {tie.b for tie in network.ties} | {tie.a for tie in network.ties} >= {"第100局"}


def test_every_picture_is_well_formed_and_names_are_inert():
    bad = "<script>alert(1)</script>"
    network = tie_organs([pair(ref("1", bad), ref("2", "乙局"))])
    for drawn in (
        draw_network(network, lambda _: "pairs/x.html", ZH),
        draw_map(
            {bad: Counter({2023: 1}), "浙江省": Counter({2022: 2}), None: Counter({0: 1})}, ZH
        ),
        draw_timeline([ref("1", bad)], ZH),
    ):
        assert not [one for one in ET.fromstring(drawn).iter() if one.tag == "script"]


def test_places_count_a_family_once_a_year_and_each_province_has_its_tile():
    members = [ref("1", "甲局"), ref("2", "乙局"), ref("3", "丙局", 2022)]
    places = count_places([family(members)] * 2, {"1": "浙江省", "2": "浙江省", "3": "浙江省"})
    assert places == {"浙江省": Counter({2023: 2, 2022: 2})}
    assert len(TILES) == 34 == len(set(TILES.values()))
    assert draw_map(places, ZH).count("<title>浙江") == 1


def test_a_place_off_the_map_stands_below_it():
    drawn = draw_map({"云渚省": Counter({2023: 1})}, ZH)
    assert "云渚省" in drawn and "黑龙江" not in drawn


def test_the_first_year_stands_out_and_a_family_without_years_has_no_timeline():
    drawn = draw_timeline([ref("1", "甲局", 2021), ref("2", "乙局", 2023)], ZH)
    assert [drawn.count(f">{year}<") for year in (2021, 2022, 2023)] == [1, 1, 1]
    assert draw_timeline([ref("1", "甲局", None)], ZH) == ""


def test_columns_are_the_slots_that_tell_members_apart():
    slots = tuple(
        FamilySlot(n=n, type="text", values={"1": "同", "2": "异" if n > 3 else "同"})
        for n in range(12)
    )
    chosen = column_slots(family([ref("1", "甲局"), ref("2", "乙局")], slots))
    assert [slot.n for slot in chosen] == list(range(4, 12)) and len(chosen) == COLUMNS_SHOWN
    (line,) = member_lines([ref("3", "丙局")], chosen, {}, {})
    assert line.fillings == (None,) * 8 and line.share is None


@pytest.mark.parametrize("size", [1500])
def test_a_family_of_many_members_stays_a_small_page(sample, tmp_path, size):
    base = sample.make_view(3)
    members = [ref(f"x{i}", f"云溪市第{i}局", 2019 + i % 5) for i in range(size)]
    values = {one.report: f"{one.organization}填写的一段文字" for one in members}
    slots = tuple(FamilySlot(n=n, type="text", values=values) for n in range(8))
    view = sample.CorpusView(
        reports=base.reports,
        load=base.load,
        copies=sample.Copies(families=(family(members, slots),)),
        versions={},
    )
    write_html(view, tmp_path)
    page = (tmp_path / "families" / "f.html").read_text(encoding="utf-8")
    assert len(page.encode()) < LARGEST_PAGE
    assert "共 1500 项" in page and "2019年（300 份）" in page


def test_both_sides_of_a_passage_light_up_together(site):
    page = (site / "pairs" / "r000--r002.html").read_text(encoding="utf-8")
    rule = next(line for line in page.splitlines() if line.startswith(":root:has(.k-1:hover"))
    assert '[id="a-1"]:focus' in rule and '[id="b-1"]:target' in rule
    left, right = page.split('aria-labelledby="h-b"')
    assert " k-1" in left.split("<body>")[1] and " k-1" in right


def test_the_overview_draws_the_network_and_says_how_much_of_it(site):
    page = (site / "index.html").read_text(encoding="utf-8")
    assert "列出 2 个机关、1 条连线，共 2 个机关、1 条" in page
    assert '<a href="pairs/r000--r002.html" aria-label="' in page
