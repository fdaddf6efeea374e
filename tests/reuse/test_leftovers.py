"""Whose names are left in: direction without dates, and where it must stay unknown."""

import pytest
from narratives import Author

from wenzhi.base.records import Passage, Region, ReportRef, SectionText
from wenzhi.reuse.copies import find_copies
from wenzhi.reuse.leftovers import order_by_names
from wenzhi.reuse.provenance import trace

HOME, AWAY = ("云岭省", "青禾县"), ("东湖省", "松岗县")
BODY = (
    "今年{}境内三条河道的整治公告迟了两个月才挂网，沿岸群众多次来电询问工期。"
    "下一步{}将把河长名单、巡河记录和补偿标准放进同一个栏目，每月十日更新一次。"
)


def section(report, text, path, year=2022):
    return SectionText(
        ref=ReportRef(report=report, path=report, organization=f"{path[-1]}水务局", year=year),
        organ_id=report,
        level="county",
        region=Region(code=None, name=path[-1], path=path),
        published=None,
        section="problems",
        text=text,
        start=40,
    )


def whole(text):
    return text.start, text.start + len(text.text)


def ordered(a, b):
    passage = Passage(a=whole(a), b=whole(b), similarity=0.9, kind="slot")
    return order_by_names(a, b, [passage])


def test_the_one_whose_place_is_left_in_was_first():
    source = section("r1", BODY.format("青禾县", "青禾县"), HOME)
    taker = section("r2", BODY.format("松岗县", "青禾县"), AWAY)
    assert ordered(source, taker) == "a"
    assert ordered(taker, source) == "b"


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        (("青禾县", "青禾县"), ("松岗县", "松岗县")),  # all names exchanged
        (("青禾县", "松岗县"), ("青禾县", "松岗县")),  # each names both
        (("青禾县", "青禾县"), ("我县", "我县")),  # the other names nobody
    ],
)
def test_without_such_a_name_nothing_is_told(mine, theirs):
    one = section("r1", BODY.format(*mine), HOME)
    other = section("r2", BODY.format(*theirs), AWAY)
    assert ordered(one, other) == "unknown"


@pytest.mark.parametrize("path", [HOME, (*HOME, "双井镇"), ("东湖省", "青禾县")])
def test_a_town_may_speak_of_its_county_and_a_namesake_of_itself(path):
    county = section("r1", BODY.format("青禾县", "青禾县"), HOME)
    other = section("r2", BODY.format("青禾县", "青禾县"), path)
    assert ordered(county, other) == "unknown"


def test_a_name_outside_of_what_is_shared_tells_nothing():
    text = BODY.format("青禾县", "青禾县")
    one, other = section("r1", text, HOME), section("r2", text, AWAY)
    passage = Passage(a=(45, 60), b=(45, 60), similarity=1.0, kind="verbatim")
    assert order_by_names(one, other, [passage]) == "unknown"


def test_pairs_and_provenance_follow_it():
    author = Author(17)
    tail = "".join(author.sentences(6, 6))
    source = section("r1", BODY.format("青禾县", "青禾县") + tail, HOME)
    taker = section("r2", BODY.format("松岗县", "青禾县") + tail, AWAY)
    (pair,) = find_copies([taker, source]).pairs
    first = pair.a if pair.earlier == "a" else pair.b
    assert (pair.earlier, first.report) != ("unknown", "r2")
    assert {span.provenance for span in trace(source, [pair])} <= {"own", "genre", "statute"}
    assert "peer" in {span.provenance for span in trace(taker, [pair])}
    dated = section("r1", source.text, HOME, year=2023)
    (pair,) = find_copies([taker, dated]).pairs
    assert (pair.b if pair.earlier == "b" else pair.a).report == "r2"  # the year goes before
