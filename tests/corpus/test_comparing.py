"""Two reports side by side: what is shared, which cells differ, whose name is left in."""

from __future__ import annotations

from wenzhi.base.records import Document, Report, Source
from wenzhi.corpus.comparing import compare_reports
from wenzhi.parse.report import parse

SHARED = "网站栏目更新不够及时，其中桥梁养护专栏有两个季度没有更新，群众来电询问才补登。"
TABLE = (
    "四、政府信息公开行政复议、行政诉讼情况\n行政复议\t行政诉讼\n"
    "结果维持\t结果纠正\t其他结果\t尚未审结\t总计\t未经复议直接起诉\t复议后起诉\n"
    "结果维持\t结果纠正\t其他结果\t尚未审结\t总计\t结果维持\t结果纠正\t其他结果\t尚未审结\t总计\n"
)


def read(organ: str, problems: str, review: str, overview: str) -> Report:
    text = (
        f"{organ}2022年政府信息公开工作年度报告\n一、总体情况\n{overview}\n{TABLE}{review}\n"
        f"五、存在的主要问题及改进情况\n{problems}\n六、其他需要报告的事项\n没有收取信息处理费。\n"
    )
    return parse(Document(source=Source(path=f"{organ}.txt", sha256="", format="txt"), text=text))


def pair() -> tuple[Report, Report]:
    one = read(
        "云岭县交通运输局",
        f"{SHARED}下一步由养护科逐月核对。",
        "1\t0\t0\t0\t1" + "\t0" * 10,
        "全年主动公开政府信息120条。",
    )
    other = read(
        "青禾县交通运输局",
        f"{SHARED}下一步，云岭县交通运输局将逐月核对。",
        "2\t0\t0\t0\t2" + "\t0" * 10,
        "全年主动公开政府信息95条。",
    )
    return one, other


def test_a_shared_passage_is_found_at_its_place_in_both() -> None:
    one, other = pair()
    found = compare_reports(one, other)
    shared = [p for p in found.pair.passages if p.a[1] - p.a[0] >= len(SHARED) - 1]
    assert shared and one.text[slice(*shared[0].a)][:20] == other.text[slice(*shared[0].b)][:20]
    shares = {section.kind: section for section in found.sections}
    assert shares["problems"].coverage_a > 0.6 and "review" not in shares
    assert found.pair.a.organization == "云岭县交通运输局"


def test_sides_stay_as_they_were_given() -> None:
    one, other = pair()
    forth, back = compare_reports(one, other), compare_reports(other, one)
    assert forth.pair.a.organization == back.pair.b.organization
    assert {p.a for p in forth.pair.passages} == {p.b for p in back.pair.passages}


def test_cells_and_counts_that_differ_are_told() -> None:
    found = compare_reports(*pair())
    assert [(cell.id, cell.a, cell.b) for cell in found.cells] == [
        ("review.maintained", 1, 2),
        ("review.total", 1, 2),
    ]
    assert found.cells_compared == 15 and found.cells_equal == 13 and found.nonzero_equal == 0
    told = {count.indicator: (count.a, count.b, count.same) for count in found.counts}
    assert told["published.total"] == (("120条",), ("95条",), False)


def test_the_name_of_the_other_organ_is_found() -> None:
    one, other = pair()
    (left,) = compare_reports(one, other).names
    assert (left.side, left.name) == ("b", "云岭县交通运输局")
    assert [other.text[start:end] for start, end in left.spans] == ["云岭县交通运输局"]


def test_reports_without_common_prose_are_still_compared() -> None:
    one, other = pair()
    bare = parse(
        Document(
            source=Source(path="x.txt", sha256="", format="txt"),
            text="青禾县水务局2022年政府信息公开年度报告\n" + TABLE + "0" + "\t0" * 14,
        )
    )
    found = compare_reports(one, bare)
    assert found.sections == () and found.pair.passages == () and found.cells_compared == 15
    assert compare_reports(other, other).cells == ()
