"""Family C: each rule speaks where it should, keeps silent where sharing is legitimate."""

import re

import msgspec
import pytest
from narratives import Author
from test_copies import COUNTY, section

from wenzhi.base.records import Meta, Narrative, Report, ReportRef, Source
from wenzhi.base.rules import catalogue
from wenzhi.reuse.copies import compare_and_group, find_copies
from wenzhi.reuse.findings import COPY_CODES, EVIDENCE, Editions, copy_findings, cut_evidence
from wenzhi.reuse.links import Collection
from wenzhi.reuse.skeletons import Skeleton

BODY = Author(90).sentences(10, 10)
OTHER = Author(91).sentences(10, 10)
LAW = (
    "坚持以公开为常态、不公开为例外的原则，遵循公正、公平、合法、便民的原则，"
    "充分发挥政府信息对人民群众生产、生活和经济社会活动的服务作用。"
)


def report_of(text):
    """A report whose text is blank but for its section."""
    return Report(
        source=Source(path=text.ref.path, sha256="0" * 64, format="txt"),
        text=" " * text.start + text.text,
        meta=Meta(report_id=text.ref.report, organ_id=text.organ_id, year=text.ref.year),
        sections=(), facts=(), local=(), counts=(), claims=(),
        narrative=Narrative(), sentences=(), tables=(),
    )  # fmt: skip


def judge(texts, index=-1, **more):
    text = msgspec.structs.replace(texts[index], start=40)
    texts = [text if each is texts[index] else each for each in texts]
    copies = find_copies(texts)
    pairs = [pair for pair in copies.pairs if text.ref in (pair.a, pair.b)]
    family = next((each for each in copies.families if text.ref in each.members), None)
    report = report_of(text)
    found, checked = copy_findings(report, text, pairs, family, **more)
    for finding in found:
        for start, end in finding.spans:
            assert 0 < end - start <= EVIDENCE
            assert report.text[start:end].strip() == report.text[start:end]
    return {finding.code: finding for finding in found}, checked


def one(body, **more):
    return section("r1", body, organ="乙", organization="松岗县教育局", **more)


def two(body, **more):
    return section("r2", body, organ="甲", organization="青禾县财政局", **more)


def test_most_of_a_section_from_another_organ_is_an_error():
    mixed = [*BODY[:9], OTHER[0]]
    found, _ = judge([one("".join(BODY)), two("".join(mixed))])
    assert found["C101"].severity == "error"
    assert "松岗县教育局2022年度报告" in found["C101"].message.zh
    assert "高度相同" in found["C101"].message.zh
    assert "抄袭" not in found["C101"].message.zh


def test_more_than_half_is_a_warning():
    found, _ = judge([one("".join(BODY)), two("".join(BODY[:6] + OTHER[:4]))])
    assert found["C101"].severity == "warning"


def test_less_than_half_is_told_and_no_more():
    found, _ = judge([one("".join(BODY)), two("".join(BODY[:4] + OTHER[:6]))])
    assert set(found) == {"C103"}
    assert found["C103"].severity == "info"


def test_the_one_that_was_first_is_not_blamed():
    texts = [one("".join(BODY), year=2023), two("".join(BODY), year=2021)]
    found, _ = judge(texts)
    assert found["C101"].severity == "info"
    assert judge(texts, 0)[0]["C101"].severity == "error"


def test_other_names_and_numbers_only_are_told_as_such():
    def text(organ, number):
        return "".join(BODY) + f"{organ}全年答复{number}件。" + "".join(OTHER[:2])

    found, _ = judge([one(text("松岗县教育局", 12)), two(text("青禾县财政局", 9))])
    assert "C101" not in found
    assert found["C105"].severity == "error"


def test_own_earlier_years_are_told_but_are_no_ground():
    texts = [section("r1", "".join(BODY), organ="甲", year=2021), two("".join(BODY), year=2022)]
    found, _ = judge(texts)
    assert set(found) == {"C102"}
    assert catalogue()["C102"].ground is None
    assert judge(texts, 0)[0] == {}  # a later year is not held against an earlier


def test_a_superiors_text_is_not_held_against_its_organs():
    county = section("r0", "".join(BODY), organ="府", organization="青禾县人民政府", path=COUNTY)
    texts = [county, one("".join(BODY), path=COUNTY), two("".join(BODY), path=COUNTY)]
    found, _ = judge(texts)
    assert set(found) == {"C104", "C106"}
    assert all(finding.severity == "info" for finding in found.values())
    assert judge(texts, 0)[0].keys() <= {"C101", "C104"} and "C106" not in judge(texts, 0)[0]


def test_quoting_the_same_regulation_is_no_finding():
    texts = [one(LAW + "".join(BODY[:3])), two("".join(OTHER[:3]) + LAW)]
    assert judge(texts)[0] == {}


def test_without_an_organ_nothing_is_judged():
    texts = [section("r1", "".join(BODY), organ=None), two("".join(BODY))]
    found, checked = judge(texts)
    assert found["C101"].verdict == "unjudged"
    assert found["C101"].severity == "warning"
    assert checked.undecided[0].code == "C101"


def test_three_organs_with_one_skeleton_are_a_family():
    third = section("r3", "".join(BODY), organ="丙", organization="柏溪县水务局")
    found, _ = judge([one("".join(BODY)), third, two("".join(BODY))])
    assert "3 个机关" in found["C104"].message.zh


def test_the_same_file_twice():
    text = two("".join(BODY))
    other = ReportRef(report="r9", path="b/again.txt", organization=None, year=None)
    found, checked = judge([text], editions=Editions(duplicates=[other]))
    assert "b/again.txt" in found["C201"].message.zh
    assert "C201" in checked.ran
    assert "C201" in {item.code for item in judge([text])[1].not_run}


def test_the_same_report_in_another_format_and_in_another_version():
    text = two("".join(BODY))
    other = ReportRef(report="r9", path="b/again.pdf", organization=None, year=None)
    found, checked = judge([text], editions=Editions(same=[other]))
    assert found["C202"].severity == "info" and "以本文件为准" in found["C202"].message.zh
    found, checked = judge([text], editions=Editions(versions=[other]))
    assert found["C203"].verdict == "unjudged"
    assert checked.undecided[0].why == "哪一份有效，文件本身不说"
    aside = Editions(same=[other], aside=True)
    found, checked = copy_findings(report_of(text), None, editions=aside)
    assert [finding.code for finding in found] == ["C202"]
    assert {item.why for item in checked.not_run} == {"另一份文件代表这份报告参加比对"}


def test_two_files_of_one_organ_and_year_are_no_copies_of_an_earlier_year():
    texts = [section("r1", "".join(BODY), organ="甲", organization="青禾县财政局", year=2022)]
    texts.append(section("r2", "".join(BODY), organ="甲", organization="青禾县财政局", year=2022))
    for index in (0, 1):
        assert not judge(texts, index, editions=Editions())[0].keys() & {"C101", "C102", "C105"}


def test_what_ran_is_counted():
    _, checked = judge([two("".join(BODY))], editions=Editions())
    assert checked.ran == COPY_CODES
    assert (checked.passed, checked.failed) == (len(COPY_CODES), 0)
    found, checked = copy_findings(report_of(two("x")), None)
    assert found == () and {item.code for item in checked.not_run} == set(COPY_CODES)


def test_every_code_has_its_card():
    assert {code for code in catalogue() if code[0] == "C"} == set(COPY_CODES)


@pytest.mark.parametrize("text", ["甲" * 450, "一句。二句！\n\n  三句；四句", "　 \n"])
def test_evidence_is_cut_at_sentences(text):
    pieces = cut_evidence(text, [(0, len(text))])
    assert "".join("".join(text[a:b] for a, b in pieces).split()) == "".join(text.split())
    assert all(b - a <= EVIDENCE for a, b in pieces)
    if "二句" in text:
        assert [text[a:b] for a, b in pieces] == ["一句。", "二句！", "三句；", "四句"]


def _filled(number: int, year: int = 2022, organ: str | None = None):
    """A section of a template that every organ fills in with other figures."""
    organ = organ or f"机关{number}"
    body = "".join(BODY[:6]) + f"全年复核{number + 3}件，退回{number + 11}件，抽查{number + 40}次。"
    body += Author(200 + number).sentences(1, 1)[0]
    return section(f"r{number:03}", body, organ=organ, organization=organ, year=year)


def test_of_a_template_all_reports_of_other_organs_are_counted():
    texts = [_filled(number) for number in range(14)] + [_filled(14, 2021, "机关13")]
    collection = Collection.of(texts)
    copies, groups = compare_and_group(collection)
    skeleton = Skeleton.of(collection, groups[0])
    for text in texts[10:14]:
        pairs = [pair for pair in copies.pairs if text.ref in (pair.a, pair.b)]
        found, _ = copy_findings(report_of(text), text, pairs, skeleton=skeleton)
        (told,) = (one for one in found if one.code == "C101")
        others = 13 if text.organ_id == "机关13" else 14
        assert len(pairs) < others and f"有 {others} 份" in told.message.zh


def test_of_a_large_family_so_many_are_asked_and_the_number_is_a_least_one(monkeypatch):
    monkeypatch.setattr("wenzhi.reuse.skeletons.MOST", 6)
    texts = [_filled(number) for number in range(14)]
    collection = Collection.of(texts)
    copies, groups = compare_and_group(collection)
    skeleton = Skeleton.of(collection, groups[0])
    pairs = [pair for pair in copies.pairs if texts[3].ref in (pair.a, pair.b)]
    found, _ = copy_findings(report_of(texts[3]), texts[3], pairs, skeleton=skeleton)
    (told,) = (one for one in found if one.code == "C101")
    assert re.search(r"有 至少([6-9]|1[0-3]) 份", told.message.zh)


def test_an_exact_copy_is_named_before_any_near_one():
    copied = _filled(77, 2022)
    twin = msgspec.structs.replace(
        copied,
        ref=msgspec.structs.replace(copied.ref, report="zz", organization="机关乙"),
        organ_id="机关乙",
    )
    texts = [*(_filled(number, 2020) for number in range(30)), copied, twin]
    found, _ = judge(texts)
    assert "机关77" in found["C101"].message.zh and "忽略" not in found["C101"].message.zh
    found, _ = judge([texts[0], copied, twin])
    assert "机关77" in found["C101"].message.zh


def test_a_share_that_leaves_names_and_figures_out_of_account_says_so():
    own = OTHER[:3]
    body = "".join([*BODY[:4], "全年办理申请31件，其中答复11件。", *BODY[4:8], *own])
    other = "".join([*BODY[:4], "全年办理申请47件，其中答复39件。", *BODY[4:8]])
    found, _ = judge([one(other, year=2021), two(body, year=2022)])
    assert "（忽略数字、日期、名称后）" in found["C101"].message.zh
    found, _ = judge([one("".join(BODY[:8]), year=2021), two("".join([*BODY[:8], *OTHER[:3]]))])
    assert "忽略" not in found["C101"].message.zh
