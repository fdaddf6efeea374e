"""Families: the skeleton with typed slots, and each member's filling."""

import re

from narratives import Author, write_corpus
from test_copies import section

from wenzhi.reuse.copies import find_copies

ORGANS = ("青禾县财政局", "松岗县教育局", "柏溪县水务局", "临泽县统计局")


def filled(organ, number, extra=""):
    return (
        f"2022年，{organ}共受理群众来信{number}件，{extra}窗口排队过长的情形时有发生，"
        f"公示栏里的流程图仍是旧版。下一步，{organ}将更换流程图{number}张，并在集市日摆摊讲解。"
    )


def family(extras=("", "", "", "")):
    texts = [
        section(f"r{n}", filled(organ, 10 + n, extra), organ=organ, organization=organ)
        for n, (organ, extra) in enumerate(zip(ORGANS, extras, strict=True))
    ]
    (found,) = find_copies(texts).families
    return found


def test_the_template_has_typed_slots_where_members_differ():
    found = family()
    assert found.template == (
        "2022年,{1:organ}共受理群众来信{2:number}件,窗口排队过长的情形时有发生,"
        "公示栏里的流程图仍是旧版。下一步,{3:organ}将更换流程图{4:number}张,并在集市日摆摊讲解。"
    )
    values = {slot.n: slot.values for slot in found.slots}
    assert values[2] == {"r0": "10", "r1": "11", "r2": "12", "r3": "13"}
    assert values[3]["r1"] == "松岗县教育局"


def test_what_only_some_members_put_in_is_a_slot_too():
    found = family(("", "其中网上来信居多，", "", "多数来自乡镇，"))
    (slot,) = [slot for slot in found.slots if slot.type == "text"]
    # Which of the two commas around an insertion is the inserted one nobody can tell.
    values = {report: filling.strip(",") for report, filling in slot.values.items()}
    assert values == {"r0": "", "r1": "其中网上来信居多", "r2": "", "r3": "多数来自乡镇"}


def test_every_slot_of_the_template_is_described():
    found = family()
    named = [(int(n), kind) for n, kind in re.findall(r"{(\d+):(\w+)}", found.template)]
    assert named == [(slot.n, slot.type) for slot in found.slots]


def test_an_id_depends_on_content_alone():
    assert family().id == family().id
    assert family().id != family(("", "其中网上来信居多，", "", "")).id
    assert len(family().id) == 16


def test_a_light_copy_is_a_pair_but_no_member():
    author = Author(5)
    source, other = author.sentences(9, 9), author.sentences(7, 7)
    others = [made.section for made in write_corpus(250, 6, copied=0)]
    texts = [
        section("x1", "".join(source)),
        section("x2", "".join([*source[3:5], *other]), organ="乙"),
    ]
    copies = find_copies([*texts, *others])
    (pair,) = [pair for pair in copies.pairs if "x1" in (pair.a.report, pair.b.report)]
    assert pair.b.report == "x2"
    assert 0.2 <= pair.coverage_b < 0.3
    assert copies.families == ()
    # Two texts alone might share two sentences of the genre: nobody can tell.
    assert find_copies(texts).pairs == ()
